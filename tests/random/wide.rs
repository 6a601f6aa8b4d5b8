//! Random blueprints that reach for every construct that is decided, with ties of priority,
//! states to begin with and inputs. One number gives one of each; parts can be left out, so
//! that a difference can be made small.

use crm_blueprint::Input;
use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use super::phrase::{Scope, Ty, constant, phrase, typed};

const VOCABULARY: &str = r##"blueprint wide { version "2" timezone contact.zone ?? "Europe/Paris" }
team red  team blue  team green
enum plan { trial, pro, max }
purpose news { consent news_ok }
purpose deals { consent news_ok and plan != trial }
purpose service { transactional }
channel mail { consent mail_ok }
channel sms { consent phone is set and mail_ok or size > 3 }
channel task internal
contact {
  mail_ok: bool = true  news_ok: bool?  visits: int = 0  size: int?  spend: decimal = 0  budget: decimal?
  note: text = ""  phone: text?  zone: text?  agent: text?  born: date?  day: date = 2026-03-28
  seen: datetime?  until: datetime = 2026-03-29 01:30  pause: duration = 1 day  patience: duration?
  plan: plan = trial  wish: plan?  seller: team?  lead: team = red
  tags: set of text  plans: set of plan = [pro]  prices: set of decimal  waits: set of duration  days: set of date
  crew: set of team
}
setting step: int = 2
setting rate: decimal = 1.5
event opened { size: int?  word: text = "x"  plan: plan? }
event paid { size: int?  word: text?  amount: decimal = 1  refuse when event.amount > 900  refuse when event.size < visits }
event moved { size: int = 1  to: datetime?  day: date?  length: duration = 1 hour  who: team?  waits: set of duration }
event quiet
"##;

/// The fields, and whether they may be unset.
pub const FIELDS: &[(&str, Ty, bool)] = &[
    ("mail_ok", Ty::Bool, false),
    ("news_ok", Ty::Bool, true),
    ("visits", Ty::Int, false),
    ("size", Ty::Int, true),
    ("spend", Ty::Decimal, false),
    ("budget", Ty::Decimal, true),
    ("note", Ty::Text, false),
    ("phone", Ty::Text, true),
    ("zone", Ty::Text, true),
    ("born", Ty::Date, true),
    ("day", Ty::Date, false),
    ("seen", Ty::Datetime, true),
    ("until", Ty::Datetime, false),
    ("pause", Ty::Duration, false),
    ("patience", Ty::Duration, true),
    ("plan", Ty::Plan, false),
    ("wish", Ty::Plan, true),
    ("seller", Ty::Team, true),
    ("lead", Ty::Team, false),
];

/// The sets, and the types of their elements.
pub const SETS: &[(&str, Ty)] = &[
    ("tags", Ty::Text),
    ("plans", Ty::Plan),
    ("prices", Ty::Decimal),
    ("waits", Ty::Duration),
    ("days", Ty::Date),
    ("crew", Ty::Team),
];

/// The events with what their payloads hold.
const EVENTS: &[(&str, &[(&str, Ty)])] = &[
    ("opened", &[("size", Ty::Int), ("word", Ty::Text), ("plan", Ty::Plan)]),
    ("paid", &[("size", Ty::Int), ("word", Ty::Text), ("amount", Ty::Decimal)]),
    (
        "moved",
        &[("size", Ty::Int), ("to", Ty::Datetime), ("day", Ty::Date), ("length", Ty::Duration), ("who", Ty::Team)],
    ),
    ("quiet", &[]),
];

const STAGES: &[&str] = &["a", "b", "c", "d", "o"];

/// Whether one of these stages is inside the other.
fn nested(one: &str, other: &str) -> bool {
    let is_in = |inner: &str, outer: &str| outer == "o" && ["b", "c"].contains(&inner);
    is_in(one, other) || is_in(other, one)
}

/// A random blueprint, a state and inputs for it.
#[derive(Clone)]
pub struct Wide {
    /// What can be left out.
    pub parts: Vec<String>,
    scores: Vec<String>,
    /// Transitions by journey, which can be left out too.
    pub transitions: Vec<(usize, String)>,
    /// The stored state.
    pub state: Json,
    pub inputs: Vec<Input>,
}

impl Wide {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let dice = &mut dice;
        let mut parts = Vec::new();
        for index in 0..6 {
            parts.push(action(dice, index));
        }
        for index in 0..dice.between(4, 12) {
            parts.push(rule(dice, index));
        }
        let transitions = (0..dice.below(10)).map(|_| (dice.below(2), transition(dice))).collect();
        let scores = derived(dice);
        let clock = 1_774_600_000_000 + dice.below(400_000_000) as i64;
        let state = state(dice, clock);
        let mut at = clock;
        let inputs = (0..dice.between(1, 9)).map(|_| input(dice, &mut at)).collect();
        Self { parts, scores, transitions, state, inputs }
    }

    /// The blueprint's text.
    pub fn text(&self) -> String {
        let mut text = format!("{VOCABULARY}{}\n{}\n", self.scores.join("\n"), self.parts.join("\n"));
        for (index, (name, requires)) in
            [("one", "size"), ("two for segment big", "seller, wish")].into_iter().enumerate()
        {
            text += &format!(
                "journey {name} {{\n  stage a initial\n  stage o {{ stage b  stage c requires {requires} }}\n  stage d\n"
            );
            for (_, transition) in self.transitions.iter().filter(|(journey, _)| *journey == index) {
                text += &format!("  {transition}\n");
            }
            text += "}\n";
        }
        text
    }
}

fn derived(dice: &mut Dice) -> Vec<String> {
    let plain = Scope::default();
    let mut all = vec![
        format!("let twice = {}", phrase(dice, Ty::Int, 2, plain)),
        format!("let lucky = {}", phrase(dice, Ty::Bool, 2, plain)),
        format!("let start = {}", phrase(dice, Ty::Date, 2, plain)),
        format!("let saying = {}", phrase(dice, Ty::Text, 2, plain)),
        format!("let age = {}", ["today - day", "now - until", "today - born", "now - seen"][dice.below(4)]),
    ];
    all.extend(tables(dice));
    let lets = Scope { lets: true, ..plain };
    for (name, low) in [("heat", 0), ("cold", -5)] {
        let mut lines = Vec::new();
        for _ in 0..dice.below(4) {
            let (events, given) = events(dice);
            let scope = Scope { event: given, lets: true, was: true, clock: true, ..plain };
            let filter = where_(dice, scope);
            let points =
                if dice.once_in(2) { dice.between(0, 20).to_string() } else { phrase(dice, Ty::Int, 1, scope) };
            lines.push(format!("on {events}{filter} add {points}{}", if dice.once_in(3) { " once" } else { "" }));
        }
        for _ in 0..dice.below(3) {
            let points = phrase(dice, Ty::Int, 1, lets);
            if dice.once_in(2) {
                lines.push(format!("when {} add {points}", phrase(dice, Ty::Bool, 2, lets)));
            } else {
                let ty = [Ty::Int, Ty::Decimal, Ty::Date, Ty::Duration, Ty::Plan][dice.below(5)];
                let steps: Vec<String> = (0..dice.between(1, 3))
                    .map(|_| {
                        let op = if ty == Ty::Plan {
                            ["==", "!="][dice.below(2)]
                        } else {
                            dice.pick(&["<", "<=", ">", ">=", "=="])
                        };
                        let (value, points) = (constant(dice, ty), phrase(dice, Ty::Int, 1, lets));
                        format!("{op} {value} add {points}")
                    })
                    .collect();
                lines.push(format!("by {} {{ {} }}", typed(dice, ty, 1, lets), steps.join("  ")));
            }
        }
        all.push(format!("score {name} in {low}..{} {{\n  {}\n}}", dice.below(40), lines.join("\n  ")));
    }
    let scores = Scope { scores: true, ..lets };
    all.push(format!("segment big when {}", phrase(dice, Ty::Bool, 2, scores)));
    all.push(format!("segment rich when {} and is big", phrase(dice, Ty::Bool, 1, scores)));
    all.push(format!("group first {{ at most {} }}", dice.between(1, 2)));
    all.push("group second { at most 1 }".to_owned());
    all
}

const DERIVED: Scope = Scope { lets: true, scores: true, segments: true, was: false, clock: false, event: &[] };
const ALL: Scope = Scope { was: true, clock: true, ..DERIVED };

/// One event or several, and what their payloads share.
/// Bands and tables over the lets.
fn tables(dice: &mut Dice) -> Vec<String> {
    let plain = Scope::default();
    let over = phrase(dice, Ty::Int, 1, plain);
    let mut all = vec![match dice.below(3) {
        0 => format!("bands reach over {over} {{ few < 2  some <= 7  many }}"),
        1 => format!("bands reach over {over} {{ many > 7  some >= 2  few }}"),
        _ => format!("bands reach over {over} {{ few <= 0  some < 3  many < 9 }}"),
    }];
    let cells: [&[&str]; 4] = [
        &["any", "few", "some or many", "!= few", "unset", "few or unset"],
        &["any", "> 3", "<= 2", "0..3", "1 or 7", "!= 0", "unset or 5..9", "== 2"],
        &["any", "true", "false", "true or false", "unset"],
        &["any", "< 1", ">= 0.5", "-1..3 or 7", "unset"],
    ];
    let row = |dice: &mut Dice| cells.map(|column| dice.pick(column).to_owned()).join(", ");
    let input = format!("input reach, twice, lucky, {}", phrase(dice, Ty::Decimal, 1, plain));
    let mut routing = format!("table routing first {{ {input}  output points: int?, desk: team, word: text?");
    for _ in 0..dice.between(1, 4) {
        let (points, word) = (phrase(dice, Ty::Int, 1, plain), phrase(dice, Ty::Text, 1, plain));
        let desk = dice.pick(&["red", "blue", "green"]).to_owned();
        routing += &format!("\n  row {} -> {points}, {desk}, {word}", row(dice));
    }
    if dice.once_in(2) {
        routing += "\n  else -> 2, green, note";
    }
    all.push(routing + " }");
    let mut tally = format!("table tally collect {{ {input}  output all: int, desks: team");
    for _ in 0..dice.between(1, 4) {
        let desk = dice.pick(&["red", "blue", "green"]).to_owned();
        tally += &format!("\n  row {} -> {}, {desk}", row(dice), dice.between(0, 3));
    }
    if dice.once_in(3) {
        tally += "\n  else -> 9, red";
    }
    all.push(tally + " }");
    all
}

fn events(dice: &mut Dice) -> (String, &'static [(&'static str, Ty)]) {
    let (name, given) = EVENTS[dice.below(EVENTS.len())];
    match dice.below(4) {
        0 => ("opened, paid".to_owned(), &[("size", Ty::Int)]),
        1 => (format!("quiet, {name}"), &[]),
        _ => (name.to_owned(), given),
    }
}

fn where_(dice: &mut Dice, scope: Scope) -> String {
    if dice.once_in(3) { format!(" where {}", phrase(dice, Ty::Bool, 1, scope)) } else { String::new() }
}

fn stages(dice: &mut Dice) -> String {
    let mut stage = || format!("{}.{}", dice.pick(&["one", "two"]), dice.pick(STAGES));
    let (one, other) = (stage(), stage());
    if one == other || dice.once_in(2) { one } else { format!("{one}, {other}") }
}

fn trigger(dice: &mut Dice) -> (String, &'static [(&'static str, Ty)]) {
    match dice.below(10) {
        0..5 => {
            let (names, given) = events(dice);
            let filter = where_(dice, Scope { event: given, ..ALL });
            (format!("on {names}{filter}"), given)
        }
        5 => (format!("on enter {}", stages(dice)), &[]),
        6 => (format!("on exit {}", stages(dice)), &[]),
        7 => (format!("on becoming {}", phrase(dice, Ty::Bool, 2, DERIVED)), &[]),
        8 => {
            let names =
                ["heat", "twice", "lucky", "big", "age", "tags", "saying", "waits", "spend, size", "start, seen"];
            (format!("on change {}", dice.pick(&names)), &[])
        }
        _ => {
            let (name, ty, _) = FIELDS[dice.below(FIELDS.len())];
            let mut text = format!("on change {name}");
            for side in ["from", "to"] {
                if dice.once_in(3) {
                    text += &format!(" {side} {}", constant(dice, ty));
                }
            }
            (text, &[])
        }
    }
}

fn effects(dice: &mut Dice, most: usize, scope: Scope) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(most + 1) {
        if dice.once_in(3) {
            // Few sets, so that writes meet.
            let (name, ty) = SETS[if dice.once_in(2) { 0 } else { dice.below(SETS.len()) }];
            text += &match dice.below(5) {
                0 => format!(" set {name} = [{}, {}]", constant(dice, ty), constant(dice, ty)),
                1 => format!(" remove {} from {name}", constant(dice, ty)),
                2 => format!(" remove {} from {name}", phrase(dice, ty, 1, scope)),
                3 => format!(" add {} to {name}", phrase(dice, ty, 1, scope)),
                _ => format!(" add {} to {name}", constant(dice, ty)),
            };
        } else {
            let (name, ty, _) = FIELDS[if dice.once_in(2) { dice.between(2, 3) } else { dice.below(FIELDS.len()) }];
            text += &format!(" set {name} = {}", phrase(dice, ty, 2, scope));
        }
    }
    text
}

fn calls(dice: &mut Dice, most: usize, scope: Scope) -> String {
    let calls: Vec<String> = (0..dice.below(most + 1))
        .map(|_| {
            let action = dice.below(6);
            if !dice.once_in(3) {
                return format!("act_{action}");
            }
            let ty = Ty::ALL[dice.below(Ty::ALL.len())];
            format!("act_{action} with {{ n: {}, w: {} }}", typed(dice, ty, 1, scope), constant(dice, Ty::Int))
        })
        .collect();
    if calls.is_empty() { String::new() } else { format!(" do {}", calls.join(", ")) }
}

fn priority(dice: &mut Dice) -> String {
    if dice.once_in(2) { format!(" priority {}", dice.below(4) as i64 - 1) } else { String::new() }
}

fn rule(dice: &mut Dice, index: usize) -> String {
    let (trigger, event) = trigger(dice);
    let scope = Scope { event, ..ALL };
    let mut text = format!("rule rule_{index} {{ {trigger}");
    if dice.once_in(4) {
        text += &format!(" in stage {}", stages(dice));
    }
    if dice.once_in(3) {
        text += &format!(" when {}", phrase(dice, Ty::Bool, 2, scope));
    }
    let calls = calls(dice, 3, scope);
    let effects = effects(dice, 3, scope);
    text += &calls;
    text += &effects;
    if calls.is_empty() && effects.is_empty() {
        text += " do act_0";
    }
    text += &priority(dice);
    match dice.below(5) {
        0 => text += " group first",
        1 => text += " group second",
        _ => {}
    }
    text + " }"
}

fn transition(dice: &mut Dice) -> String {
    let (from, to) = (dice.pick(STAGES), dice.pick(STAGES));
    let mut sources = vec![from];
    let other = dice.pick(STAGES);
    let eventless = from == to || dice.once_in(2);
    if other != from && other != to && !nested(other, from) && !nested(other, to) && dice.once_in(3) {
        sources.push(other);
    }
    let mut text = format!("transition {} -> {to}", sources.join(", "));
    let scope = if eventless && from != to && !(nested(from, to) && to == "o") {
        match dice.below(3) {
            0 => {}
            1 => text += &format!(" when {}", phrase(dice, Ty::Bool, 0, DERIVED)),
            _ => text += &format!(" when {}", phrase(dice, Ty::Bool, 2, Scope { was: true, ..DERIVED })),
        }
        ALL
    } else {
        let (names, event) = events(dice);
        let scope = Scope { event, ..ALL };
        text += &format!(" on {names}{}", where_(dice, scope));
        if dice.once_in(2) {
            text += &format!(" when {}", phrase(dice, Ty::Bool, 2, scope));
        }
        scope
    };
    text += &calls(dice, 1, scope);
    text += &effects(dice, 2, scope);
    text + &priority(dice)
}

fn action(dice: &mut Dice, index: usize) -> String {
    let mut text = format!("action act_{index} {{ channel {}", dice.pick(&["mail", "sms", "task"]));
    text += dice.pick(&[" human", " automated"]);
    if dice.once_in(2) {
        text += &format!(" purpose {}", dice.pick(&["news", "deals", "service"]));
    }
    if dice.once_in(2) {
        let ty = Ty::ALL[dice.below(Ty::ALL.len())];
        text += &format!(" with {{ w: {} }}", typed(dice, ty, 1, Scope { was: false, ..ALL }));
    }
    for clause in ["due", "effort"] {
        if dice.once_in(5) {
            text += &format!(" {clause} {}", phrase(dice, Ty::Duration, 1, ALL));
        }
    }
    if dice.once_in(5) {
        text += &format!(" assign agent from {} in rotation", dice.pick(&["red", "routing.desk"]));
    }
    if dice.once_in(3) {
        text += &format!(" owner {}", dice.pick(&["routing.desk", "green, routing.desk", "tally.desks", "red"]));
    }
    text += &effects(dice, 1, ALL);
    if index > 0 && dice.once_in(2) {
        text += &format!(" otherwise act_{}", dice.below(index));
    }
    text + " }"
}

/// A value as it stands in JSON.
fn plain(dice: &mut Dice, ty: Ty, optional: bool) -> Json {
    if optional && dice.once_in(4) {
        return Json::Null;
    }
    match ty {
        Ty::Bool => json!(dice.once_in(2)),
        Ty::Int => json!(dice.pick(&[0, 1, 2, 3, 5, 9, -2, i64::MAX, i64::MIN])),
        Ty::Decimal => json!(dice.pick(&["0", "1", "2.5", "-7.25", "79228162514264337593543950335", "0.0001", "150"])),
        Ty::Text => {
            json!(dice.pick(&["", "x", "x y", "Ünï İ ß", "a-b_c", "Asia/Tokyo", "America/New_York", "Nowhere"]))
        }
        Ty::Date => json!(dice.pick(&["2024-02-29", "2026-03-28", "2026-03-29", "9999-12-31", "0000-01-01"])),
        Ty::Datetime => json!(dice.pick(&[
            "2026-03-29T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00.5Z",
            "1970-01-01T00:00:00Z",
            "2199-12-31T23:59:59.999Z"
        ])),
        Ty::Duration => {
            json!(dice.pick(&["1 day", "24 hours", "1 month", "0 seconds", "-3 hours", "2 years 3 days 1 second"]))
        }
        Ty::Plan => json!(dice.pick(&["trial", "pro", "max"])),
        Ty::Team => json!(dice.pick(&["red", "blue", "green"])),
    }
}

fn fields(dice: &mut Dice, of: usize) -> Map<String, Json> {
    let mut all = Map::new();
    for (name, ty, optional) in FIELDS {
        if dice.once_in(of) {
            let wrong = of > 3 && dice.once_in(60);
            let ty = if wrong { dice.pick(Ty::ALL) } else { *ty };
            all.insert((*name).to_owned(), plain(dice, ty, *optional || wrong));
        }
    }
    for (name, ty) in SETS {
        if dice.once_in(of) {
            let elements: Vec<Json> = (0..dice.below(4)).map(|_| plain(dice, *ty, false)).collect();
            all.insert((*name).to_owned(), json!(elements));
        }
    }
    all
}

fn instant(milliseconds: i64) -> crm_blueprint::Instant {
    crm_blueprint::Instant::from_milliseconds(milliseconds).expect("within the years")
}

fn state(dice: &mut Dice, clock: i64) -> Json {
    let journeys: &[&str] = if dice.once_in(2) { &["one"] } else { &["one", "two"] };
    let stages: Map<_, _> = journeys.iter().map(|journey| ((*journey).to_owned(), json!(dice.pick(STAGES)))).collect();
    let mut state = json!({
        "blueprint": "wide", "contact": "c1", "clock": instant(clock), "settled": dice.once_in(2),
        "fields": fields(dice, 3), "stages": stages,
    });
    if dice.once_in(3) {
        state["inputs"] =
            json!({ "i1": instant(clock - 604_800_000 + dice.below(2_000_000) as i64), "i2": instant(clock) });
    }
    state
}

fn input(dice: &mut Dice, at: &mut i64) -> Input {
    *at += match dice.below(8) {
        0 => 0,
        1 => -(dice.below(90_000_000) as i64),
        2 => 604_800_000,
        3 => dice.below(900_000_000) as i64,
        _ => dice.below(7_000_000) as i64,
    };
    let mut input = json!({ "at": instant(*at) });
    if dice.once_in(3) {
        input["id"] = json!(dice.pick(&["i1", "i2", "i3"]));
    }
    if !dice.once_in(4) {
        let (name, given) = EVENTS[dice.below(EVENTS.len())];
        let mut payload = Map::new();
        for (key, ty) in given {
            if !dice.once_in(3) {
                let optional = dice.once_in(9) || !["size", "length", "amount"].contains(key);
                payload.insert((*key).to_owned(), plain(dice, *ty, optional && *key != "word"));
            }
        }
        if dice.once_in(30) {
            payload.insert("other".to_owned(), json!(1));
        }
        input["event"] = json!(name);
        input["payload"] = payload.into();
    }
    if dice.once_in(2) {
        input["changes"] = fields(dice, 9).into();
    }
    serde_json::from_value(input).expect("an input")
}
