//! Random blueprints of the decided part of the language, and random inputs for them.
//!
//! The vocabulary is fixed; guards, rules, transitions, actions, groups and scores are
//! random. Priorities are all different, so that order of declaration decides no tie.

use crm_blueprint::{Input, PlainValue};
use proptest::prelude::*;
use proptest::sample::select;

/// The declarations of a random blueprint, in some order.
#[derive(Debug, Clone)]
pub struct Sketch {
    declarations: Vec<String>,
    /// The clauses of the journeys, shuffled with the rest: each journey by name.
    journeys: Vec<(String, Vec<String>, Vec<String>)>,
}

const VOCABULARY: &[&str] = &[
    "blueprint random { version \"1\" timezone contact.zone ?? \"Europe/Paris\" }",
    "team crew",
    "enum plan { trial, pro, max }",
    "purpose news { consent news_ok }",
    "channel mail { consent mail_ok and country != \"XX\" or unset }",
    "channel task internal",
    "contact { mail_ok: bool = true  news_ok: bool?  visits: int = 0  size: int?  spend: decimal = 0  note: text = \"\"
               country: text?  zone: text?  born: date?  plan: plan = trial  wish: plan?  tags: set of text }",
    "event opened { size: int?  text: text = \"x\" }",
    "event paid { amount: decimal  plan: plan?  refuse when event.amount > 900 }",
    "event quiet",
];

const STAGES: &[&str] = &["a", "b", "c", "d"];

fn number(event: bool) -> BoxedStrategy<String> {
    let mut leaves: Vec<&str> = vec![
        "visits",
        "size",
        "0",
        "1",
        "3",
        "7",
        "-2",
        "heat",
        "twice",
        "length(note)",
        "length(tags)",
        "9223372036854775807",
        "was visits",
        "step",
        "visits % size",
    ];
    if event {
        leaves.push("event.size");
    }
    select(leaves)
        .prop_map(str::to_owned)
        .prop_recursive(2, 6, 2, |inner| {
            (inner.clone(), select(vec!["+", "-", "*", "??"]), inner).prop_map(|(a, op, b)| format!("({a} {op} {b})"))
        })
        .boxed()
}

fn truth(event: bool) -> BoxedStrategy<String> {
    let mut plain: Vec<&str> = vec![
        "mail_ok",
        "news_ok",
        "true",
        "false",
        "is big",
        "is rich",
        "plan == pro",
        "plan in [trial, max]",
        "wish == plan",
        "wish is set",
        "country in [\"FR\", \"BE\"]",
        "not (country in [\"FR\"]) or unset",
        "tags has \"t1\"",
        "tags has any [\"t1\", \"t2\"]",
        "tags has none [\"t3\"]",
        "in stage one.a",
        "not in stage two.b",
        "spend > 100",
        "spend / visits >= 10.5",
        "note contains \"A\"",
        "note starts with \"x\"",
        "note contains word \"y\"",
        "country is unset",
        "born + 1 year > 2020-02-29",
    ];
    // `not (…) or unset` is no comparison: leave it out of the leaves.
    plain.retain(|leaf| !leaf.starts_with("not (country"));
    if event {
        plain.extend([
            "event.size > 2",
            "event.text == \"x\"",
            "changed visits",
            "was plan == trial",
            "now > 2026-03-03 00:00",
        ]);
    }
    let leaf = prop_oneof![
        3 => select(plain).prop_map(str::to_owned),
        2 => (number(event), select(vec!["<", "<=", ">", ">=", "=="]), number(event)).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (number(event), 0..5i64, 0..9i64).prop_map(|(a, low, more)| format!("{a} in {low}..{}", low + more)),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
    .boxed()
}

/// Without `was`, `changed`, `now` and derived values, for what may not use them.
fn simple_truth() -> impl Strategy<Value = String> {
    select(vec![
        "mail_ok",
        "news_ok",
        "visits > 2",
        "size >= 3",
        "plan == pro",
        "wish == max",
        "spend > 50",
        "country is set",
        "tags has \"t1\"",
        "visits + size > 4",
        "not (size < 2)",
        "news_ok or size > 1",
    ])
    .prop_map(str::to_owned)
}

fn effect(event: bool) -> BoxedStrategy<String> {
    prop_oneof![
        number(event).prop_map(|value| format!("set visits = {value}")),
        number(event).prop_map(|value| format!("set size = {value}")),
        select(vec!["trial", "pro", "max"]).prop_map(|value| format!("set plan = {value}")),
        select(vec!["trial", "pro", "plan"]).prop_map(|value| format!("set wish = {value}")),
        select(vec!["spend + 10.5", "spend * 3", "spend / visits", "0"])
            .prop_map(|value| format!("set spend = {value}")),
        select(vec!["\"x y\"", "lower(note)", "country"]).prop_map(|value| format!("set note = {value}")),
        select(vec!["\"t1\"", "\"t2\"", "note"]).prop_map(|value| format!("add {value} to tags")),
        select(vec!["\"t1\"", "\"t3\""]).prop_map(|value| format!("remove {value} from tags")),
        select(vec!["mail_ok = false", "news_ok = true", "mail_ok = not mail_ok"])
            .prop_map(|value| format!("set {value}")),
    ]
    .boxed()
}

fn call() -> impl Strategy<Value = String> {
    (0..6usize, proptest::option::of(number(false))).prop_map(|(action, with)| match with {
        Some(value) => format!("act_{action} with {{ n: {value} }}"),
        None => format!("act_{action}"),
    })
}

fn trigger() -> BoxedStrategy<(String, bool)> {
    let event =
        (select(vec!["opened", "paid", "quiet"]), proptest::option::of(simple_truth())).prop_map(|(event, filter)| {
            let filter = filter.map(|filter| format!(" where {filter}")).unwrap_or_default();
            (format!("on {event}{filter}"), event == "opened")
        });
    let other = prop_oneof![
        select(vec![
            "on enter one.b",
            "on exit one.a",
            "on enter two.b, one.c",
            "on change visits",
            "on change plan from trial to pro",
            "on change heat",
            "on change spend, size",
            "on change tags"
        ])
        .prop_map(str::to_owned),
        simple_truth().prop_map(|guard| format!("on becoming {guard}")),
    ];
    prop_oneof![3 => event, 2 => other.prop_map(|text| (text, false))].boxed()
}

fn rule() -> impl Strategy<Value = String> {
    trigger().prop_flat_map(|(trigger, event)| {
        (
            Just(trigger),
            proptest::option::of(select(vec!["one.a", "one.b, one.c", "two.a", "two.b, one.d"])),
            proptest::option::of(truth(event)),
            proptest::collection::vec(call(), 0..3),
            proptest::collection::vec(effect(event), 0..4),
            proptest::option::of(0..2u8),
        )
            .prop_map(|(trigger, stages, guard, calls, effects, group)| {
                let mut text = trigger;
                if let Some(stages) = stages {
                    text += &format!("\n  in stage {stages}");
                }
                if let Some(guard) = guard {
                    text += &format!("\n  when {guard}");
                }
                if !calls.is_empty() {
                    text += &format!("\n  do {}", calls.join(", "));
                }
                for effect in &effects {
                    text += &format!("\n  {effect}");
                }
                if calls.is_empty() && effects.is_empty() {
                    text += "\n  do act_0";
                }
                if let Some(group) = group {
                    text += &format!("\n  group group_{group}");
                }
                text
            })
    })
}

fn transition() -> impl Strategy<Value = String> {
    let event = (select(vec!["opened", "paid", "quiet"]), proptest::option::of(truth(false)))
        .prop_map(|(event, guard)| format!(" on {event}{}", guard.map(|g| format!(" when {g}")).unwrap_or_default()));
    let eventless = simple_truth().prop_map(|guard| format!(" when {guard}"));
    (
        (0..4usize, 1..4usize),
        prop_oneof![3 => event, 1 => eventless],
        proptest::collection::vec(call(), 0..2),
        proptest::collection::vec(effect(false), 0..2),
    )
        .prop_map(|((from, step), how, calls, effects)| {
            let to = (from + step) % STAGES.len();
            let mut text = format!("transition {} -> {}{how}", STAGES[from], STAGES[to]);
            if !calls.is_empty() {
                text += &format!(" do {}", calls.join(", "));
            }
            for effect in effects {
                text += &format!(" {effect}");
            }
            text
        })
}

fn action(index: usize) -> impl Strategy<Value = String> {
    (
        select(vec!["mail", "task"]),
        proptest::option::of(select(vec!["news"])),
        proptest::option::of(number(false)),
        proptest::option::of(effect(false)),
        any::<bool>(),
    )
        .prop_map(move |(channel, purpose, with, effect, otherwise)| {
            let mut text = format!("action act_{index} {{ channel {channel} automated");
            if let Some(purpose) = purpose {
                text += &format!(" purpose {purpose}");
            }
            if let Some(with) = with {
                // `was` has no meaning when an action is not caused by a change; both are allowed.
                text += &format!(" with {{ w: {with} }}");
            }
            if let Some(effect) = effect {
                text += &format!(" {effect}");
            }
            if otherwise && index > 0 {
                text += &format!(" otherwise act_{}", index - 1);
            }
            text + " }"
        })
}

fn score() -> impl Strategy<Value = String> {
    (-9..9i64, -9..9i64, simple_truth(), 0..30i64).prop_map(|(opened, quiet, guard, high)| {
        format!(
            "score heat in 0..{high} {{ on opened where event.size > 1 add {opened}  on quiet add {quiet} once  on paid add size
              when {guard} add 3  by visits {{ > 5 add 4  > 2 add 1 }} }}"
        )
    })
}

/// A random blueprint.
pub fn sketch() -> impl Strategy<Value = Sketch> {
    (
        (action(0), action(1), action(2), action(3), action(4), action(5)),
        proptest::collection::vec(rule(), 3..12),
        proptest::collection::vec(transition(), 0..7),
        proptest::collection::vec(transition(), 0..4),
        score(),
        (simple_truth(), 1..3u8),
    )
        .prop_map(|(actions, rules, first, second, score, (segment, places))| {
            let mut declarations: Vec<String> = VOCABULARY.iter().map(|text| (*text).to_owned()).collect();
            declarations.extend([actions.0, actions.1, actions.2, actions.3, actions.4, actions.5]);
            declarations.push(score);
            declarations.push(format!("segment big when {segment}"));
            declarations.push("segment rich when spend > 20 and is big".to_owned());
            declarations.push("let twice = visits * 2".to_owned());
            declarations.push("setting step: int = 2".to_owned());
            declarations.push(format!("group group_0 {{ at most {places} }}"));
            declarations.push("group group_1 { at most 1 }".to_owned());
            let mut priority = 0i64;
            let mut next = move || {
                priority += 1;
                (priority * 7919) % 1009
            };
            for (index, rule) in rules.iter().enumerate() {
                declarations.push(format!("rule rule_{index} {{\n  {rule}\n  priority {}\n}}", next()));
            }
            let mut journeys = Vec::new();
            for (name, transitions) in [("one", first), ("two", second)] {
                let stages = STAGES
                    .iter()
                    .enumerate()
                    .map(|(index, stage)| match index {
                        0 => format!("stage {stage} initial"),
                        2 => format!("stage {stage} requires size"),
                        _ => format!("stage {stage}"),
                    })
                    .collect();
                let transitions =
                    transitions.into_iter().map(|transition| format!("{transition} priority {}", next())).collect();
                journeys.push((name.to_owned(), stages, transitions));
            }
            Sketch { declarations, journeys }
        })
}

impl Sketch {
    /// The blueprint's text.
    pub fn text(&self) -> String {
        let mut all = self.declarations.join("\n");
        for (name, stages, transitions) in &self.journeys {
            all += &format!("\njourney {name} {{\n  {}\n  {}\n}}\n", stages.join("\n  "), transitions.join("\n  "));
        }
        all
    }

    /// The same declarations in another order.
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut seed = seed | 1;
        let mut shuffle = |items: &mut Vec<String>| {
            for index in (1..items.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                items.swap(index, (seed >> 33) as usize % (index + 1));
            }
        };
        let mut other = self.clone();
        shuffle(&mut other.declarations);
        for (_, _, transitions) in &mut other.journeys {
            shuffle(transitions);
        }
        other
    }
}

fn plain() -> impl Strategy<Value = PlainValue> {
    prop_oneof![
        Just(PlainValue::Null),
        any::<bool>().prop_map(PlainValue::Bool),
        prop_oneof![-3..12i64, any::<i64>()].prop_map(PlainValue::Int),
        select(vec!["FR", "XX", "pro", "trial", "", "Europe/Lisbon", "2024-02-29", "x y"]).prop_map(PlainValue::from),
    ]
}

fn change() -> impl Strategy<Value = (String, PlainValue)> {
    prop_oneof![
        (Just("visits"), (-3..12i64).prop_map(PlainValue::Int)),
        (
            Just("size"),
            prop_oneof![Just(PlainValue::Null), (0..9i64).prop_map(PlainValue::Int), Just(PlainValue::Int(i64::MIN))]
        ),
        (Just("mail_ok"), any::<bool>().prop_map(PlainValue::Bool)),
        (Just("news_ok"), prop_oneof![Just(PlainValue::Null), any::<bool>().prop_map(PlainValue::Bool)]),
        (Just("plan"), select(vec!["trial", "pro", "max"]).prop_map(PlainValue::from)),
        (Just("spend"), (0..2000i64).prop_map(PlainValue::Int)),
        (
            Just("country"),
            prop_oneof![Just(PlainValue::Null), Just(PlainValue::from("FR")), Just(PlainValue::from("XX"))]
        ),
        (Just("born"), Just(PlainValue::from("2024-02-29"))),
        (Just("zone"), select(vec!["Asia/Tokyo", "Nowhere"]).prop_map(PlainValue::from)),
        (select(vec!["visits", "tags", "wish", "nothing"]), plain()),
    ]
    .prop_map(|(field, value)| (field.to_owned(), value))
}

/// A series of inputs; some are wrong, some late.
pub fn inputs(most: usize) -> impl Strategy<Value = Vec<Input>> {
    let one = (
        -30..4000i64,
        proptest::option::of(prop_oneof![
            (proptest::option::of(0..9i64), proptest::option::of(select(vec!["x", "y"]))).prop_map(|(size, text)| {
                let mut payload = Vec::new();
                payload.extend(size.map(|size| ("size", PlainValue::Int(size))));
                payload.extend(text.map(|text| ("text", PlainValue::from(text))));
                ("opened", payload)
            }),
            (0..1000i64).prop_map(|amount| ("paid", vec![("amount", PlainValue::Int(amount))])),
            Just(("quiet", Vec::new())),
            plain().prop_map(|value| ("paid", vec![("amount", value)])),
        ]),
        proptest::collection::vec(change(), 0..3),
    );
    proptest::collection::vec(one, 1..most).prop_map(|items| {
        let mut minutes = 0i64;
        let clock: crm_blueprint::Instant = "2026-03-02T09:00:00Z".parse().expect("an instant");
        items
            .into_iter()
            .map(|(step, event, changes)| {
                minutes += step;
                let at = clock.checked_add_milliseconds(minutes.max(0) * 60_000).expect("in range");
                let mut input = Input::at(at);
                if let Some((event, payload)) = event {
                    input = input.event(event);
                    for (name, value) in payload {
                        input = input.with(name, value);
                    }
                }
                for (field, value) in changes {
                    input = input.change(field, value);
                }
                input
            })
            .collect()
    })
}
