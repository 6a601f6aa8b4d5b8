//! Instances of objects, when a contact is migrated.

use super::*;
use crate::state::rich_objects::{full_objects, rich_objects, rich_objects_arc};

/// Single changes of the blueprint with objects.
const OBJECT_EDITS: &[(&str, Edit)] = &[
    ("object ticket renamed", |ir| renamed(&mut edit!(ir.objects[0]).info, "case")),
    ("object ticket gone", |ir| gone(&mut edit!(ir.objects[0]).info)),
    ("object account gone", |ir| gone(&mut edit!(ir.objects[1]).info)),
    ("ticket.plan renamed", |ir| renamed(&mut edit!(ir.fields[13]).info, "level")),
    ("ticket.weight is a text", |ir| {
        let weight = edit!(ir.fields[15]);
        (weight.ty, weight.default) = (Type::required(Scalar::Text), Some(Value::text("")));
    }),
    ("ticket.owner gone", |ir| gone(&mut edit!(ir.fields[14]).info)),
    ("ticket.due is a number", |ir| edit!(ir.fields[16]).ty = Type::required(Scalar::Int).with_optional(true)),
    ("account.seats gone", |ir| gone(&mut edit!(ir.fields[18]).info)),
    ("journey support renamed", |ir| renamed(&mut edit!(ir.journeys[2]).info, "help")),
    ("journey alarm gone", |ir| gone(&mut edit!(ir.journeys[3]).info)),
    ("journey alarm of the contact", |ir| edit!(ir.journeys[3]).object = None),
    ("stage in_progress renamed", |ir| {
        renamed(&mut edit!(ir.stages[6]).info, "working");
        edit!(ir.transitions[4]).info.name = "new->working".to_owned();
    }),
    ("score heat renamed", |ir| renamed(&mut edit!(ir.scores[1]).info, "warmth")),
    ("score heat of the contact", |ir| edit!(ir.scores[1]).object = None),
    ("score heat lower", |ir| edit!(ir.scores[1]).high = 9),
    ("mode paused gone", |ir| gone(&mut edit!(ir.modes[1]).info)),
    ("mode paused of the contact", |ir| edit!(ir.modes[1]).object = None),
    ("series of replies without a total", |ir| edit!(ir.series[2]).total = false),
    ("series of replies of the contact", |ir| edit!(ir.series[2]).object = None),
    ("rule first_reply renamed", |ir| {
        let id = rule(ir, "first_reply");
        renamed(&mut ir.rules.get_mut(id).unwrap().info, "answer");
    }),
    ("rule first_reply of the contact", |ir| {
        let id = rule(ir, "first_reply");
        ir.rules.get_mut(id).unwrap().object = None;
    }),
    ("rule ticket_due of accounts", |ir| {
        let id = rule(ir, "ticket_due");
        ir.rules.get_mut(id).unwrap().object = Some(Id::new(1));
    }),
    ("rule quiet_ticket of the contact", |ir| {
        let id = rule(ir, "quiet_ticket");
        ir.rules.get_mut(id).unwrap().object = None;
    }),
    ("rule known_ticket of the contact", |ir| {
        let id = rule(ir, "known_ticket");
        ir.rules.get_mut(id).unwrap().object = None;
    }),
    ("action acknowledge gone", |ir| gone(&mut edit!(ir.actions[2]).info)),
    ("sequence followup renamed", |ir| renamed(&mut edit!(ir.sequences[2]).info, "chase")),
    ("sequence followup gone", |ir| gone(&mut edit!(ir.sequences[2]).info)),
    ("sequence followup of the contact", |ir| edit!(ir.sequences[2]).object = None),
    ("sequence followup of accounts", |ir| edit!(ir.sequences[2]).object = Some(Id::new(1))),
    ("sequence winback of tickets", |ir| edit!(ir.sequences[1]).object = Some(Id::new(0))),
    ("step second of followup gone", |ir| edit!(ir.sequences[2]).steps[2].key = "third".to_owned()),
    ("event agent_replied of nothing", |ir| edit!(ir.events[3]).subject = None),
    ("event agent_replied gone", |ir| gone(&mut edit!(ir.events[3]).info)),
];

/// The blueprint with objects, with some of the [`OBJECT_EDITS`], and another version.
fn edited_objects(names: &[&str]) -> Blueprint {
    let mut ir = rich_objects();
    ir.version = "2.0".to_owned();
    for name in names {
        let (_, edit) = OBJECT_EDITS.iter().find(|(edit, _)| edit == name).unwrap_or_else(|| panic!("no edit {name}"));
        edit(&mut ir);
    }
    ir
}

fn objects_after(names: &[&str], migration: &Migration) -> Result<(Json, Vec<String>), MigrationErrors> {
    let stored = Snapshot::from_json(&full_objects().to_string()).unwrap();
    let Migrated { state, report } = migrate(&Arc::new(edited_objects(names)), &stored, migration)?;
    Ok((serde_json::to_value(&state).unwrap(), report.entries.iter().map(ToString::to_string).collect()))
}

#[test]
fn another_version_alone_changes_nothing_of_instances() {
    for migration in [Migration::new(), Migration::new().old(rich_objects_arc())] {
        let (state, report) = objects_after(&[], &migration).unwrap();
        let mut wanted = full_objects();
        (wanted["version"], wanted["settled"]) = (json!("2.0"), json!(false));
        assert_eq!((state, report), (wanted, Vec::<String>::new()));
    }
}

#[test]
fn instances_follow_what_was_renamed() {
    let names = [
        "object ticket renamed",
        "ticket.plan renamed",
        "journey support renamed",
        "stage in_progress renamed",
        "score heat renamed",
        "rule first_reply renamed",
        "sequence followup renamed",
    ];
    for migration in [Migration::new(), Migration::new().old(rich_objects_arc())] {
        let (state, report) = objects_after(&names, &migration).unwrap();
        let first = &state["instances"][0];
        assert_eq!((&first["object"], &first["id"], &first["number"]), (&json!("case"), &json!("t1"), &json!(10)));
        assert_eq!(first["fields"]["level"], json!("premium"));
        assert_eq!(first["stages"]["help"], json!({"stage": "working", "since": "2026-03-01T09:00:00Z"}));
        assert_eq!(first["scores"]["warmth"], full_objects()["instances"][0]["scores"]["heat"]);
        assert_eq!(first["limits"]["answer"], full_objects()["instances"][0]["limits"]["first_reply"]);
        assert_eq!(first["dated"][1], json!({"transition": "help.new->working"}));
        assert_eq!(first["ended"]["chase"], json!("2026-02-11T09:00:00Z"));
        // The contact has a field of this name too.
        assert_eq!(state["fields"], full()["fields"]);
        let of = json!({"object": "case", "id": "t1"});
        assert_eq!(state["waiting"].as_array().unwrap().len(), 7);
        assert_eq!(state["waiting"][4]["of"], of);
        assert_eq!(state["waiting"][4]["cause"], json!({"rule": "answer"}));
        assert_eq!(state["waiting"][4]["frozen"], json!({"changed case.level": true}));
        assert_eq!(state["waiting"][4]["event"]["instance"], json!("t1"));
        assert_eq!((&state["runs"][2]["sequence"], &state["runs"][2]["of"]), (&json!("chase"), &of));
        for line in [
            "ticket t1: /object: is now `case`",
            "ticket t1: /fields/plan: is now `level`",
            "ticket t1: /stages/support: is now `help`",
            "ticket t1: /stages/support/stage: is now `working`",
            "ticket t1: /waiting/4/of/object: is now `case`",
            "ticket t1: /runs/2/sequence: is now `chase`",
            "ticket a 1: /runs/3/of/object: is now `case`",
            "ticket t1: /ended/followup: is now `chase`",
        ] {
            assert!(report.contains(&line.to_owned()), "{line}: {report:#?}");
        }
        assert!(report.iter().all(|line| line.contains(" is now ")), "{report:#?}");
    }
}

#[test]
fn what_is_gone_of_instances_is_told_value_by_value() {
    for (edit, lines) in [
        (
            "ticket.owner gone",
            &[
                "ticket t1: /fields/owner: null is dropped: the object has no such field now",
                "ticket t1: /fields/new_owner: begins with its default, \"nobody\"",
                "ticket a 1: /fields/owner: \"Ada\" is dropped: the object has no such field now",
                "ticket a 1: /fields/new_owner: begins with its default, \"nobody\"",
            ][..],
        ),
        (
            "ticket.due is a number",
            &["ticket t1: /fields/due: \"2026-03-09\" is dropped: the field `due` holds a whole number of 64 bits \
                 now; it is unset"],
        ),
        (
            "score heat lower",
            &["ticket t1: /scores/heat/points: 28 is now 9: the score `heat` holds event points from 0 to 9"],
        ),
        (
            "journey alarm of the contact",
            &[
                "/stages/alarm: begins in the stage `calm`",
                "ticket t1: /stages/alarm: {\"stage\":\"lead\",\"since\":\"2026-02-01T09:00:00Z\"} is dropped: \
                 it is one of the contact now",
                "ticket a 1: /stages/alarm: {\"stage\":\"calm\",\"since\":\"2026-02-01T09:00:00Z\"} is dropped: \
                 it is one of the contact now",
            ],
        ),
        (
            "rule quiet_ticket of the contact",
            &["ticket t1: /ran/quiet_ticket: \"2026-02-10T09:00:00Z\" is dropped: it is one of the contact now"],
        ),
        (
            "rule known_ticket of the contact",
            &["ticket t1: /met/0: \"known_ticket\" is dropped: it is one of the contact now"],
        ),
        (
            "rule ticket_due of accounts",
            &["ticket t1: /dated/0: {\"rule\":\"ticket_due\"} is dropped: it is one of the object `account` now"],
        ),
        (
            "event agent_replied of nothing",
            &["ticket t1: /waiting/4/event/instance: \"t1\" is dropped: the event concerns no instance now"],
        ),
    ] {
        let (_, report) = objects_after(&[edit], &Migration::new().old(rich_objects_arc())).unwrap();
        assert_eq!(report, lines, "{edit}");
    }
}

#[test]
fn instances_of_an_object_that_is_gone_are_told_with_all_that_they_had() {
    let (state, report) = objects_after(&["object ticket gone"], &Migration::new()).unwrap();
    let left = state["instances"].as_array().unwrap();
    assert_eq!(left, &[full_objects()["instances"][1].clone()]);
    assert_eq!((&state["waiting"], &state["runs"]), (&full()["waiting"], &full()["runs"]));
    let instance = |text: &str| report.iter().filter(|line| line.starts_with(text)).cloned().collect::<Vec<_>>();
    assert_eq!(
        instance("ticket a 1"),
        [
            "ticket a 1: /instances/2: {\"object\":\"ticket\",\"id\":\"a 1\"} is dropped: \
             the blueprint has no such object now",
            "ticket a 1: /created: \"2026-02-01T09:00:00Z\" is dropped: its object is gone",
            "ticket a 1: /fields/owner: \"Ada\" is dropped: its object is gone",
            "ticket a 1: /fields/plan: \"standard\" is dropped: its object is gone",
            "ticket a 1: /fields/subject: \"\" is dropped: its object is gone",
            "ticket a 1: /fields/weight: 1 is dropped: its object is gone",
            "ticket a 1: /stages/alarm: {\"since\":\"2026-02-01T09:00:00Z\",\"stage\":\"calm\"} is dropped: \
             its object is gone",
            "ticket a 1: /stages/support: {\"since\":\"2026-02-01T09:00:00Z\",\"stage\":\"new\"} is dropped: \
             its object is gone",
            "ticket a 1: /runs/3: {\"sequence\":\"followup\",\"of\":{\"object\":\"ticket\",\"id\":\"a 1\"},\
             \"arguments\":{\"topic\":\"prices\"},\"started\":\"2026-03-01T09:00:00Z\",\"serial\":20,\
             \"step\":\"wait 1 day\",\"rest\":{\"waiting\":{\"until\":\"2026-03-03T09:00:… is over: ticket a 1 is gone",
        ]
    );
    let of_first = instance("ticket t1");
    for part in ["fields/plan", "stages/support", "scores/heat", "history/agent_replied.minutes", "modes/paused"]
        .into_iter()
        .chain(["limits/first_reply", "dated", "ran/quiet_ticket", "met", "ended/followup", "changed"])
    {
        let line = format!("ticket t1: /{part}: ");
        assert!(of_first.iter().any(|told| told.starts_with(&line)), "{part}: {of_first:#?}");
    }
    assert_eq!(of_first.iter().filter(|line| line.ends_with(" is cancelled: ticket t1 is gone")).count(), 3);
}

#[test]
fn an_occupied_stage_of_an_instance_that_is_gone_must_be_mapped() {
    let stored = Snapshot::from_json(&full_objects().to_string()).unwrap();
    let new = Arc::new({
        let mut ir = edited_objects(&["journey support renamed"]);
        gone(&mut edit!(ir.stages[6]).info);
        ir
    });
    let error = migrate(&new, &stored, &Migration::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ticket t1 is in the stage `support.in_progress`, which is gone; say where such instances are now"
    );
    let Migrated { state, .. } =
        migrate(&new, &stored, &Migration::new().stage("support.in_progress", "closed")).unwrap();
    assert_eq!(state.stage_of("ticket", "t1", "help"), Some("closed"));
}

#[test]
fn a_new_field_of_an_object_that_must_be_set_needs_a_default() {
    let stored = Snapshot::from_json(&full_objects().to_string()).unwrap();
    let mut ir = rich_objects();
    edit!(ir.fields[18]).default = None;
    gone(&mut edit!(ir.fields[18]).info);
    let error = migrate(&Arc::new(ir.clone()), &stored, &Migration::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "account a 1: the field `new_seats` is required and has no default; give a whole number of 64 bits"
    );
    let changes = compare(&rich_objects(), &ir);
    assert_eq!(
        changes.to_string(),
        "warning: field account.seats: it is gone: its values are dropped\n\
         error: field account.new_seats: it is new, must be set and has no default: all instances are refused"
    );
}

#[test]
fn a_rule_of_another_subject_loses_what_waits() {
    let (state, report) = objects_after(&["rule first_reply of the contact"], &Migration::new()).unwrap();
    assert_eq!(state["instances"][0]["limits"], Json::Null);
    assert!(
        report.iter().any(|line| {
            line.starts_with("ticket t1: /waiting/4: ")
                && line.ends_with(" is cancelled: the rule `first_reply` is one of the contact now")
        }),
        "{report:#?}"
    );
    // The place of what is cancelled is given back where the rule is the same.
    let (state, report) = objects_after(&["action acknowledge gone"], &Migration::new()).unwrap();
    assert_eq!(state["instances"][0]["limits"], Json::Null);
    let line = "ticket t1: /limits/first_reply/0: {\"at\":\"2026-03-01T09:00:00Z\",\"occurrence\":12} is dropped: \
                the action that held the place was cancelled";
    assert!(report.contains(&line.to_owned()), "{report:#?}");
    assert_eq!(state["runs"][2]["rest"], json!("ready"));
    assert_eq!(state["runs"][3]["rest"], full_objects()["runs"][3]["rest"]);
}

#[test]
fn a_run_of_an_instance_whose_step_is_gone_ends_for_it() {
    let (state, report) = objects_after(&["step second of followup gone"], &Migration::new()).unwrap();
    assert_eq!(state["runs"].as_array().unwrap().len(), 3);
    assert_eq!(state["instances"][0]["ended"]["followup"], json!("2026-03-02T09:00:00Z"));
    assert_eq!((&state["instances"][2]["ended"], &state["ended"]), (&Json::Null, &full()["ended"]));
    assert!(report.iter().any(|line| line.starts_with("ticket t1: /ended/followup: ")), "{report:#?}");
}

#[test]
fn each_change_of_objects_alone_loses_nothing_in_silence() {
    for (name, _) in OBJECT_EDITS {
        for migration in [Migration::new(), Migration::new().old(rich_objects_arc())] {
            if let Err(error) = nothing_of_is_lost_in_silence(&full_objects(), edited_objects(&[*name]), &migration) {
                panic!("{name}: {error}");
            }
            let result = objects_after(&[*name], &migration);
            assert!(result.is_ok(), "{name}: {result:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn changes_of_objects_together_lose_nothing_in_silence(
        of_all in proptest::sample::subsequence((0..EDITS.len()).collect::<Vec<_>>(), 0..5),
        of_objects in proptest::sample::subsequence((0..OBJECT_EDITS.len()).collect::<Vec<_>>(), 0..8),
        with_old: bool,
    ) {
        let mut ir = rich_objects();
        ir.version = "2.0".to_owned();
        of_all.into_iter().for_each(|index| EDITS[index].1(&mut ir));
        // Those that look for a rule by its name need that one.
        for index in of_objects {
            let (name, edit) = OBJECT_EDITS[index];
            if !name.starts_with("rule first_reply") || ir.rules.values().any(|rule| rule.info.name == "first_reply") {
                edit(&mut ir);
            }
        }
        let migration = if with_old { Migration::new().old(rich_objects_arc()) } else { Migration::new() };
        nothing_of_is_lost_in_silence(&full_objects(), ir, &migration)?;
    }
}

#[test]
fn what_changes_for_instances_is_known_before() {
    assert_eq!(compare(&rich_objects(), &edited_objects(&[])).changes, []);
    for (edit, lines) in [
        ("object ticket renamed", &["note: object ticket: it is now `case`, and its instances follow"][..]),
        (
            "object account gone",
            &[
                "warning: object account: it is gone: its instances are dropped with all that they have",
                "warning: field ticket.account: it held the id of an instance of `account`, and holds the id of an \
                 instance of `new_account` now: values that don't fit are dropped",
            ],
        ),
        ("ticket.plan renamed", &["note: field ticket.plan: it is now `level`, and instances follow"]),
        ("ticket.owner gone", &["warning: field ticket.owner: it is gone: its values are dropped"]),
        ("stage in_progress renamed", &["note: stage support.in_progress: it is now `working`, and instances follow"]),
        (
            "journey alarm of the contact",
            &["warning: journey alarm: it is one of the contact now: what there is of it is dropped"],
        ),
        (
            "sequence followup of the contact",
            &["warning: sequence followup: it is one of the contact now: what there is of it is dropped"],
        ),
        (
            "sequence winback of tickets",
            &["warning: sequence winback: it is one of the object `ticket` now: what there is of it is dropped"],
        ),
    ] {
        let changes = compare(&rich_objects(), &edited_objects(&[edit]));
        let told: Vec<String> = changes.changes.iter().map(ToString::to_string).collect();
        assert_eq!(told, lines, "{edit}");
    }
}
