use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Fate, Migrated, Migration, MigrationErrors, at, compare, migrate};
use crate::ir::*;
use crate::state::rich::{full, rich, rich_arc};
use crate::state::{ContactState, Snapshot};

type Edit = fn(&mut Blueprint);

fn renamed(info: &mut Info, to: &str) {
    info.renamed_from = Some(std::mem::replace(&mut info.name, to.to_owned()));
}

/// Gone, and something new of the same kind there.
fn gone(info: &mut Info) {
    info.name = format!("new_{}", info.name);
}

fn field(ir: &mut Blueprint, name: &str) -> FieldId {
    ir.fields.iter().find(|(_, field)| field.info.name == name).map(|(id, _)| id).unwrap()
}

fn rule(ir: &mut Blueprint, name: &str) -> RuleId {
    ir.rules.iter().find(|(_, rule)| rule.info.name == name).map(|(id, _)| id).unwrap()
}

macro_rules! edit {
    ($ir:ident . $arena:ident [$index:expr]) => {
        $ir.$arena.get_mut(Id::new($index)).unwrap()
    };
}

/// Single changes of the blueprint; any of them go together.
const EDITS: &[(&str, Edit)] = &[
    ("field plan renamed", |ir| renamed(&mut edit!(ir.fields[1]).info, "tier_of")),
    ("field revenue gone", |ir| gone(&mut edit!(ir.fields[3]).info)),
    ("field visits is a decimal", |ir| edit!(ir.fields[2]).ty = Type::required(Scalar::Decimal)),
    ("field owner is a set", |ir| edit!(ir.fields[5]).ty = Type::set_of(Scalar::Text)),
    ("field notice is a date", |ir| {
        edit!(ir.fields[9]).ty = Type::required(Scalar::Date).with_optional(true);
    }),
    ("field interests holds teams", |ir| edit!(ir.fields[6]).ty = Type::set_of(Scalar::Team)),
    ("member premium renamed", |ir| renamed(&mut edit!(ir.enums[0]).members[2].info, "platinum")),
    ("member premium gone", |ir| gone(&mut edit!(ir.enums[0]).members[2].info)),
    ("team sales renamed", |ir| renamed(&mut edit!(ir.teams[0]).info, "deals")),
    ("stage lead renamed", |ir| {
        renamed(&mut edit!(ir.stages[1]).info, "prospect");
        for index in 0..ir.transitions.len() {
            let transition = edit!(ir.transitions[index]);
            if index != 2 {
                transition.info.name = transition.info.name.replace("lead", "prospect");
            }
        }
    }),
    ("journey care gone", |ir| gone(&mut edit!(ir.journeys[1]).info)),
    ("journey lifecycle renamed", |ir| renamed(&mut edit!(ir.journeys[0]).info, "life")),
    ("score renamed", |ir| renamed(&mut edit!(ir.scores[0]).info, "ripeness")),
    ("score gone", |ir| gone(&mut edit!(ir.scores[0]).info)),
    ("score lower", |ir| edit!(ir.scores[0]).high = 20),
    ("score does not fade", |ir| edit!(ir.scores[0]).fade = None),
    ("score line counts always", |ir| edit!(ir.scores[0]).events[0].once = false),
    ("event renamed", |ir| {
        renamed(&mut edit!(ir.events[0]).info, "form_sent");
        edit!(ir.series[1]).key = "form_sent.amount".to_owned();
    }),
    ("event gone", |ir| {
        gone(&mut edit!(ir.events[0]).info);
        edit!(ir.series[1]).key = "new_form_submitted.amount".to_owned();
    }),
    ("parameter form renamed", |ir| renamed(&mut edit!(ir.parameters[0]).info, "page")),
    ("parameter form gone", |ir| gone(&mut edit!(ir.parameters[0]).info)),
    ("parameter amount is a text", |ir| {
        let amount = edit!(ir.parameters[1]);
        (amount.ty, amount.default) = (Type::required(Scalar::Text).with_optional(true), None);
    }),
    ("series without a last one", |ir| edit!(ir.series[0]).last = false),
    ("series without a total", |ir| edit!(ir.series[1]).total = false),
    ("series without a window", |ir| edit!(ir.series[0]).window = None),
    ("series not asked", |ir| edit!(ir.series[0]).key = "unsubscribed where x".to_owned()),
    ("mode renamed", |ir| renamed(&mut edit!(ir.modes[0]).info, "trouble")),
    ("mode gone", |ir| gone(&mut edit!(ir.modes[0]).info)),
    ("mode without an event", |ir| edit!(ir.modes[0]).from.clear()),
    ("channel renamed", |ir| renamed(&mut edit!(ir.channels[0]).info, "mail")),
    ("channel gone", |ir| gone(&mut edit!(ir.channels[0]).info)),
    ("hours gone", |ir| edit!(ir.channels[0]).hours.clear()),
    ("cap of another window", |ir| {
        edit!(ir.caps[0]).window = crate::calendar::Window::Rolling(crate::calendar::Duration::days(8));
    }),
    ("rule renamed", |ir| renamed(&mut edit!(ir.rules[0]).info, "at_event")),
    ("rule gone", |ir| gone(&mut edit!(ir.rules[0]).info)),
    ("rule without a limit", |ir| edit!(ir.rules[0]).limit = None),
    ("rule without its split", |ir| edit!(ir.rules[0]).split.clear()),
    ("rule with its calls moved", |ir| {
        let rule = edit!(ir.rules[0]);
        let call = rule.calls[0].clone();
        rule.calls = vec![ActionCall { action: Id::new(0), ..call.clone() }, call];
    }),
    ("rule not on a date", |ir| {
        let id = rule(ir, "on_birthday");
        ir.rules.get_mut(id).unwrap().trigger = Trigger::Enter(vec![Id::new(0)]);
    }),
    ("rule not for existing ones", |ir| {
        let id = rule(ir, "on_becoming");
        if let Trigger::Becoming { including_existing, .. } = &mut ir.rules.get_mut(id).unwrap().trigger {
            *including_existing = false;
        }
    }),
    ("rule guard without changed", |ir| {
        for id in ir.exprs.ids() {
            let expr = ir.exprs.get_mut(id).unwrap();
            if matches!(expr.kind, ExprKind::Changed(_)) {
                expr.kind = ExprKind::Literal(Value::Bool(true));
            }
        }
    }),
    ("action renamed", |ir| {
        renamed(&mut edit!(ir.actions[0]).info, "greet");
        for index in 0..ir.sequences.len() {
            edit!(ir.sequences[index]).steps[0].key = "do greet".to_owned();
        }
    }),
    ("action call_back gone", |ir| gone(&mut edit!(ir.actions[1]).info)),
    ("transition of a date gone", |ir| edit!(ir.transitions[3]).trigger = None),
    ("sequence renamed", |ir| renamed(&mut edit!(ir.sequences[0]).info, "welcome_series")),
    ("sequence gone", |ir| gone(&mut edit!(ir.sequences[1]).info)),
    ("step second gone", |ir| edit!(ir.sequences[0]).steps[2].key = "third".to_owned()),
    ("step wait gone", |ir| edit!(ir.sequences[1]).steps[1].key = "wait 2 days".to_owned()),
    ("step of another kind", |ir| edit!(ir.sequences[1]).steps[1].kind = StepKind::Jump(2)),
    ("steps before", |ir| {
        let sequence = edit!(ir.sequences[0]);
        let mut first = sequence.steps[1].clone();
        (first.key, first.kind) = ("label".to_owned(), StepKind::Jump(1));
        sequence.steps.insert(0, first);
    }),
    ("parameter of a sequence gone", |ir| edit!(ir.sequences[1]).parameters[1].name = "rest".to_owned()),
    ("parameter of a sequence is an int", |ir| {
        edit!(ir.sequences[1]).parameters[0].ty = Type::required(Scalar::Int);
    }),
    ("blueprint renamed", |ir| renamed(&mut ir.info, "growing")),
];

fn snapshot() -> Snapshot {
    Snapshot::from_json(&full().to_string()).unwrap()
}

fn migrated(new: Blueprint, migration: &Migration) -> Result<Migrated, MigrationErrors> {
    migrate(&Arc::new(new), &snapshot(), migration)
}

/// The sample with some of the [`EDITS`], and another version.
fn edited(names: &[&str]) -> Blueprint {
    let mut ir = rich();
    ir.version = "2.0".to_owned();
    for name in names {
        let (_, edit) = EDITS.iter().find(|(edit, _)| edit == name).unwrap_or_else(|| panic!("no edit {name}"));
        edit(&mut ir);
    }
    ir
}

/// The new state and the report's lines, by names alone and with the old blueprint: the same.
fn after(names: &[&str]) -> (Json, Vec<String>) {
    let [alone, with_old] = [Migration::new(), Migration::new().old(rich_arc())].map(|migration| {
        let Migrated { state, report } = migrated(edited(names), &migration).unwrap();
        (serde_json::to_value(&state).unwrap(), report.entries.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    // Only the old blueprint says for which event a line of a score counted.
    if !names.contains(&"event gone") {
        assert_eq!(alone.0, with_old.0, "{names:?}");
    }
    with_old
}

#[test]
fn another_version_alone_changes_nothing() {
    let (state, report) = after(&[]);
    let mut wanted = full();
    (wanted["version"], wanted["settled"]) = (json!("2.0"), json!(false));
    assert_eq!((state, report), (wanted, Vec::<String>::new()));
}

#[test]
fn what_was_renamed_follows() {
    let (state, report) = after(&[
        "blueprint renamed",
        "field plan renamed",
        "member premium renamed",
        "stage lead renamed",
        "journey lifecycle renamed",
        "score renamed",
        "event renamed",
        "parameter form renamed",
        "mode renamed",
        "channel renamed",
        "rule renamed",
        "action renamed",
        "sequence renamed",
    ]);
    assert_eq!(state["blueprint"], json!("growing"));
    assert_eq!(state["fields"]["tier_of"], json!("platinum"));
    assert_eq!(state["stages"]["life"], json!({"stage": "prospect", "since": "2026-03-01T09:00:00Z"}));
    assert_eq!(state["scores"]["ripeness"], full()["scores"]["maturity"]);
    assert_eq!(state["history"]["form_sent.amount"], full()["history"]["form_submitted.amount"]);
    assert_eq!(state["modes"], json!({"trouble": "2026-03-01T09:00:00Z"}));
    assert_eq!(state["caps"]["channel mail per 7 days #2"], json!(["2026-03-01T09:00:00Z"]));
    assert_eq!(state["limits"]["at_event"], full()["limits"]["on_event"]);
    assert_eq!(state["dated"][1], json!({"transition": "life.prospect->customer #2"}));
    let first = &state["waiting"][0];
    assert_eq!(first["cause"], json!({"rule": "at_event"}));
    assert_eq!(first["event"], json!({"name": "form_sent", "payload": {"page": "pricing", "amount": "2.5"}}));
    assert_eq!(first["frozen"], json!({"changed tier_of": true}));
    assert_eq!(first["deferred"]["by"], json!({"hours": {"channel": "mail", "place": 0}}));
    assert_eq!(state["waiting"][3]["cause"], json!({"sequence": "welcome_series"}));
    assert_eq!(state["runs"][0]["sequence"], json!("welcome_series"));
    assert_eq!(state["waiting"].as_array().unwrap().len(), 4);
    assert!(report.contains(&"/fields/plan: is now `tier_of`".to_owned()), "{report:#?}");
    assert!(report.iter().all(|line| line.contains(" is now ")), "{report:#?}");
}

#[test]
fn what_is_gone_is_told_value_by_value() {
    for (edit, lines) in [
        ("field revenue gone", &[r#"/fields/revenue: "12.5" is dropped: the contact has no such field now"#][..]),
        (
            "member premium gone",
            &[
                r#"/fields/plan: "premium" is dropped: the field `plan` holds a member of the enum `tier` now; it has its default, "standard""#,
            ],
        ),
        ("field visits is a decimal", &[r#"/fields/visits: 3 is now "3": the blueprint holds it so now"#]),
        ("field owner is a set", &[r#"/fields/owner: "Ada" is now ["Ada"]: the blueprint holds it so now"#]),
        (
            "field interests holds teams",
            &[r#"/fields/interests/0: "crm" is dropped: no element of the set has this value now"#],
        ),
        (
            "score lower",
            &["/scores/maturity/points: 28 is now 20: the score `maturity` holds event points from 0 to 20"],
        ),
        (
            "score does not fade",
            &[r#"/scores/maturity/risen: "2026-02-28T09:00:00Z" is dropped: the score's points do not fade now"#],
        ),
        (
            "score line counts always",
            &["/scores/maturity/once/0: 0 is dropped: no line of the score counts once there now"],
        ),
        (
            "series not asked",
            &[
                "/history/unsubscribed: {\"last\":\"2026-03-01T09:00:00Z\",\"count\":3,\"entries\":[\"2026-02-20T09:00:00Z\",\
                 \"2026-02-20T09:00:00Z\",\"2026-03-01T09:00:00Z\"]} is dropped: the blueprint does not ask for it now",
                "/history/unsubscribed where x: begins empty",
            ],
        ),
        (
            "rule not on a date",
            &[
                r#"/dated/0: {"rule":"on_birthday"} is dropped: the rule `on_birthday` does not run once for a date now"#,
            ],
        ),
        (
            "rule not for existing ones",
            &[r#"/met/0: "on_becoming" is dropped: the rule does not say `including existing` now"#],
        ),
        ("rule guard without changed", &["/waiting/0/frozen/changed plan: true is dropped: nothing reads it now"]),
        (
            "hours gone",
            &[
                r#"/waiting/0/deferred: {"by":{"hours":{"channel":"email","place":0}},"until":"2026-03-09T00:00:00Z","since":"2026-03-01T10:00:00Z","expires":"2026-03-10T00:00:00Z"} is now {"due":"2026-03-02T09:00:00.001Z"}: what held it back is gone: it is judged anew"#,
            ],
        ),
        (
            "rule with its calls moved",
            &[r#"/waiting/0/call: {"list":0,"index":0} is now {"list":0,"index":1}: the call stands elsewhere now"#],
        ),
        (
            "steps before",
            &[r#"/waiting/3/call: {"list":2,"index":0} is now {"list":3,"index":0}: the call stands elsewhere now"#],
        ),
        (
            "step of another kind",
            &[
                r#"/runs/1/rest: {"waiting":{"until":"2026-03-03T09:00:00Z"}} is now "ready": the step is of another kind now: the run takes it"#,
            ],
        ),
        (
            "parameter of a sequence gone",
            &[r#"/runs/1/arguments/pause: "3 days" is dropped: the sequence has no such parameter now"#],
        ),
    ] {
        let (_, report) = after(&[edit]);
        assert_eq!(report, lines, "{edit}");
    }
}

#[test]
fn what_waits_for_something_gone_is_cancelled() {
    let serials = |state: &Json| -> Vec<i64> {
        state["waiting"]
            .as_array()
            .map_or_else(Vec::new, |all| all.iter().map(|one| one["serial"].as_i64().unwrap()).collect())
    };
    for (edit, left, why) in [
        ("rule gone", &[6, 9][..], "the rule `on_event` is gone"),
        ("event gone", &[5, 6, 9], "the blueprint has no event `form_submitted` now"),
        ("parameter form gone", &[5, 6, 9], "its event `form_submitted` needs `new_form` now"),
        ("action call_back gone", &[5], "the blueprint has no such action now"),
        ("rule without its split", &[4, 6, 9], "the rule `on_event` does not ask for it now"),
        ("step second gone", &[4, 5, 6], "its sequence is over"),
    ] {
        let (state, report) = after(&[edit]);
        assert_eq!(serials(&state), left, "{edit}");
        assert!(report.iter().any(|line| line.ends_with(&format!(" is cancelled: {why}"))), "{edit}: {report:#?}");
    }
}

#[test]
fn the_place_of_what_is_cancelled_is_given_back() {
    let places = |edits: &[&str]| after(edits).0["limits"].clone();
    // Another action of the occurrence still waits.
    assert_eq!(places(&["action call_back gone"]), full()["limits"]);
    let (state, report) = after(&["action call_back gone", "rule without its split"]);
    assert_eq!(state["limits"], Json::Null);
    let line = "/limits/on_event/0: {\"at\":\"2026-03-01T09:00:00Z\",\"occurrence\":3} is dropped: \
                the action that held the place was cancelled";
    assert!(report.contains(&line.to_owned()), "{report:#?}");
}

#[test]
fn a_run_whose_step_is_gone_ends() {
    let (state, report) = after(&["step wait gone"]);
    assert_eq!(state["runs"].as_array().unwrap().len(), 1);
    // By it, a later start knows when the run was over.
    assert_eq!(state["ended"]["winback"], json!("2026-03-02T09:00:00Z"));
    assert!(report[0].ends_with(" is over: the sequence `winback` has no step `wait 1 day` now"), "{report:#?}");
    assert!(report[1].starts_with("/ended/winback: \"2026-01-10T09:00:00Z\" is now "), "{report:#?}");
    assert_eq!(report.len(), 2);
}

#[test]
fn a_run_of_which_no_action_waits_goes_on() {
    let (state, report) = after(&["action call_back gone"]);
    // Behind its last step.
    assert_eq!((&state["runs"][0]["step"], &state["runs"][0]["rest"]), (&Json::Null, &json!("ready")));
    assert!(report.iter().any(|line| line.starts_with("/runs/0/step: \"second\" is now null")), "{report:#?}");
}

#[test]
fn an_occupied_stage_that_is_gone_must_be_mapped() {
    let new = || {
        let mut ir = edited(&["journey lifecycle renamed"]);
        gone(&mut edit!(ir.stages[1]).info);
        ir
    };
    let error = migrated(new(), &Migration::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the contact is in the stage `lifecycle.lead`, which is gone; say where such contacts are now"
    );
    for to in ["customer", "life.customer"] {
        let Migrated { state, report } = migrated(new(), &Migration::new().stage("lifecycle.lead", to)).unwrap();
        assert_eq!(state.stage("life"), Some("customer"));
        let entry = report.entries.iter().find(|entry| entry.part == "/stages/lifecycle/stage").unwrap();
        assert_eq!(entry.fate, Fate::Renamed { to: "customer".to_owned() });
        assert_eq!(serde_json::to_value(&state).unwrap()["stages"]["life"]["since"], json!("2026-03-01T09:00:00Z"));
    }
    let error = migrated(new(), &Migration::new().stage("lifecycle.lead", "quiet")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "what is in the stage `lifecycle.lead` can't go to `quiet`: the journey `life` has no such stage"
    );
    // A stage that nobody is in may go.
    let mut ir = rich();
    gone(&mut edit!(ir.stages[0]).info);
    assert!(migrated(ir, &Migration::new()).is_ok());
}

#[test]
fn a_mapping_goes_before_names() {
    let Migrated { state, .. } = migrated(rich(), &Migration::new().stage("lifecycle.lead", "visitor")).unwrap();
    assert_eq!(state.stage("lifecycle"), Some("visitor"));
}

#[test]
fn a_new_field_that_must_be_set_needs_a_default() {
    let mut ir = rich();
    let ty = Type::required(Scalar::Text);
    let info = Info { name: "country".to_owned(), ..Info::default() };
    let country = ir.fields.push(Field { object: None, info, ty, default: None, governance: Governance::default() });
    let error = migrated(ir.clone(), &Migration::new()).unwrap_err();
    assert_eq!(error.to_string(), "the field `country` is required and has no default; give a text");
    ir.fields.get_mut(country).unwrap().default = Some(Value::text("FR"));
    let Migrated { state, report } = migrated(ir, &Migration::new()).unwrap();
    assert_eq!(state.get("country"), Some("FR".into()));
    assert_eq!(report.to_string(), "/fields/country: begins with its default, \"FR\"");
}

#[test]
fn what_was_unset_stays_unset_with_the_old_blueprint() {
    let mut json = full();
    json["fields"].as_object_mut().unwrap().remove("tz");
    let stored = Snapshot::from_json(&json.to_string()).unwrap();
    let mut ir = rich();
    let tz = field(&mut ir, "tz");
    ir.fields.get_mut(tz).unwrap().default = Some(Value::text("UTC"));
    let ir = Arc::new(ir);
    let alone = migrate(&ir, &stored, &Migration::new()).unwrap();
    assert_eq!(alone.state.get("tz"), Some("UTC".into()));
    assert_eq!(alone.report.to_string(), "/fields/tz: begins with its default, \"UTC\"");
    let with_old = migrate(&ir, &stored, &Migration::new().old(rich_arc())).unwrap();
    assert_eq!((with_old.state.get("tz"), with_old.report.entries), (None, Vec::new()));
}

#[test]
fn a_name_that_is_taken_again_is_no_namesake() {
    let mut ir = rich();
    let plan = field(&mut ir, "plan");
    let mut other = ir.fields[plan].clone();
    renamed(&mut ir.fields.get_mut(plan).unwrap().info, "tier_of");
    other.info.renamed_from = None;
    ir.fields.push(other);
    let Migrated { state, .. } = migrated(ir.clone(), &Migration::new()).unwrap();
    assert_eq!((state.get("tier_of"), state.get("plan")), (Some("premium".into()), Some("standard".into())));
    // Later versions still say `renamed from`: what has its name already is itself.
    let again = migrate(&Arc::new(ir), &state.snapshot(), &Migration::new()).unwrap();
    assert_eq!(again.state, state);
}

#[test]
fn states_of_another_blueprint_are_refused() {
    let mut ir = rich();
    gone(&mut ir.info);
    let error = migrated(ir, &Migration::new()).unwrap_err();
    assert_eq!(error.to_string(), "the state belongs to the blueprint `growth`, not to `new_growth`");
    let mut old = rich();
    old.version = "0.9".to_owned();
    let error = migrated(rich(), &Migration::new().old(Arc::new(old))).unwrap_err();
    assert!(error.to_string().contains("belongs to version `1.0` of the blueprint, not to version `0.9`"), "{error}");
}

/// Each value in a state with its pointer, and its way by keys that do not move: elements of
/// lists by what identifies them.
fn leaves(json: &Json, pointer: String, way: Vec<String>, to: &mut Vec<(String, Vec<String>, Json)>) {
    match json {
        Json::Object(map) => {
            for (key, value) in map {
                let way = way.iter().cloned().chain([key.clone()]).collect();
                leaves(value, at(&pointer, key), way, to);
            }
        }
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let identity = ["serial", "number", "occurrence"].into_iter().find_map(|key| element.get(key));
                let own = of_life(&pointer);
                let loose = ["/dated", "/met", "/fields/", "/scores/"].iter().any(|list| own.starts_with(list));
                let key = match identity {
                    Some(identity) => identity.to_string(),
                    None if loose => element.to_string(),
                    None => index.to_string(),
                };
                let way = way.iter().cloned().chain([key]).collect();
                if loose {
                    to.push((at(&pointer, &index.to_string()), way, element.clone()));
                } else {
                    leaves(element, at(&pointer, &index.to_string()), way, to);
                }
            }
        }
        leaf => to.push((pointer, way, leaf.clone())),
    }
}

/// The pointer to a part of a life, whosever it is.
fn of_life(pointer: &str) -> String {
    let of_instance = pointer.strip_prefix("/instances/").and_then(|part| part.split_once('/'));
    of_instance.map_or_else(|| pointer.to_owned(), |(_, part)| format!("/{part}"))
}

/// Keys that are names: told as renamed, what is under them is carried over.
fn is_key(part: &str) -> bool {
    let part = of_life(part);
    let parts: Vec<&str> = part.split('/').collect();
    matches!(
        parts.as_slice(),
        ["", "fields" | "stages" | "scores" | "history" | "modes" | "caps" | "limits" | "ran" | "ended", _]
            | ["", "waiting", _, "frozen", _]
            | ["", "waiting", _, "event", "payload", _]
    )
}

fn nothing_is_lost_in_silence(new: Blueprint, migration: &Migration) -> Result<(), TestCaseError> {
    nothing_of_is_lost_in_silence(&full(), new, migration)
}

fn nothing_of_is_lost_in_silence(full: &Json, new: Blueprint, migration: &Migration) -> Result<(), TestCaseError> {
    let stored = Snapshot::from_json(&full.to_string()).unwrap();
    let Ok(Migrated { state, report }) = migrate(&Arc::new(new), &stored, migration) else { return Ok(()) };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    leaves(full, String::new(), Vec::new(), &mut before);
    let written = serde_json::to_value(&state).unwrap();
    leaves(&written, String::new(), Vec::new(), &mut after);
    for (pointer, mut way, leaf) in before {
        if pointer == "/version" || pointer == "/settled" {
            continue;
        }
        let above = |part: &str| pointer == part || pointer.starts_with(&format!("{part}/"));
        let mut told = false;
        for entry in report.entries.iter().filter(|entry| above(&entry.part)) {
            match &entry.fate {
                Fate::Renamed { to } if is_key(&entry.part) => {
                    way[entry.part.split('/').count() - 2].clone_from(to);
                }
                Fate::Begins { .. } => {}
                _ => told = true,
            }
        }
        let kept = after.iter().any(|(_, other, value)| *other == way && *value == leaf);
        prop_assert!(kept || told, "{} {} is lost: {:#}\n{}", pointer, leaf, written, report);
    }
    // And what comes out is a state like any other.
    let text = written.to_string();
    let read = ContactState::from_json(state.blueprint().clone(), &text);
    prop_assert!(read.is_ok(), "{:?}", read);
    Ok(())
}

#[test]
fn each_change_alone_loses_nothing_in_silence() {
    for (name, _) in EDITS {
        for migration in [Migration::new(), Migration::new().old(rich_arc())] {
            if let Err(error) = nothing_is_lost_in_silence(edited(&[*name]), &migration) {
                panic!("{name}: {error}");
            }
            assert!(migrated(edited(&[*name]), &migration).is_ok(), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn changes_together_lose_nothing_in_silence(
        chosen in proptest::sample::subsequence((0..EDITS.len()).collect::<Vec<_>>(), 0..12),
        with_old: bool,
    ) {
        let names: Vec<&str> = chosen.into_iter().map(|index| EDITS[index].0).collect();
        let migration = if with_old { Migration::new().old(rich_arc()) } else { Migration::new() };
        nothing_is_lost_in_silence(edited(&names), &migration)?;
    }
}

#[test]
fn what_changes_for_contacts_is_known_before() {
    assert_eq!(compare(&rich(), &edited(&[])).changes, []);
    for (edit, lines) in [
        ("field plan renamed", &["note: field plan: it is now `tier_of`, and contacts follow"][..]),
        ("field revenue gone", &["warning: field revenue: it is gone: its values are dropped"]),
        (
            "field visits is a decimal",
            &[
                "note: field visits: it held a whole number of 64 bits, and holds a decimal number of at most 28 digits now: values are converted",
            ],
        ),
        ("member premium renamed", &["note: field plan: `premium` is now `platinum`, and values follow"]),
        ("member premium gone", &["warning: field plan: it has no `premium` now: such values are dropped"]),
        ("stage lead renamed", &["note: stage lifecycle.lead: it is now `prospect`, and contacts follow"]),
        (
            "journey care gone",
            &[
                "warning: journey care: it is gone: where contacts are in it is dropped",
                "note: journey new_care: it is new: all contacts begin in the stage `quiet`",
            ],
        ),
        ("score lower", &["warning: score maturity: event points above 20 become 20"]),
        (
            "series not asked",
            &[
                "note: history of unsubscribed: nothing asks for it now: it is forgotten",
                "warning: history of unsubscribed where x: it is asked for now, and begins empty",
            ],
        ),
        ("mode gone", &["warning: mode complaint: it is gone: it ends, and what it holds back is judged anew"]),
        (
            "cap of another window",
            &[
                "warning: cap channel email per 7 days #2: it is gone: what it counted is forgotten",
                "warning: cap channel email per 8 days: it is new, and counts from the migration on",
            ],
        ),
        ("rule gone", &["warning: rule on_event: it is gone: actions of it that wait are cancelled"]),
        (
            "rule without its split",
            &["warning: rule on_event: it does not do `send_welcome` now: where that waits it is cancelled"],
        ),
        ("rule without a limit", &["note: rule on_event: it has no limit now: what it counted is forgotten"]),
        ("step second gone", &["warning: sequence onboarding: the step `second` is gone: runs that stand there end"]),
        ("sequence gone", &["warning: sequence winback: it is gone: runs of it end"]),
        ("action renamed", &["note: action send_welcome: it is now `greet`, and contacts follow"]),
    ] {
        let changes = compare(&rich(), &edited(&[edit]));
        let told: Vec<String> = changes.changes.iter().map(ToString::to_string).collect();
        assert_eq!(told, lines, "{edit}");
        assert!(!changes.has_errors());
    }
    let mut ir = rich();
    gone(&mut edit!(ir.stages[1]).info);
    gone(&mut edit!(ir.fields[4]).info);
    let changes = compare(&rich(), &ir);
    let errors: Vec<&str> = changes
        .changes
        .iter()
        .filter(|change| change.weight == super::Weight::Error)
        .map(|change| &*change.part)
        .collect();
    assert_eq!(errors, ["stage lifecycle.lead", "field new_company"]);
    assert!(changes.has_errors());
}

mod objects;
