//! What sets rules and transitions off by time.

use super::*;
use crate::calendar::{Recurrence, TimeOfDay, Weekday};
use crate::ir::{EveryOn, Trigger};

const WORLD: &str = "contact { ends: date?  seen: datetime?  n: int?  patience: duration? }\nevent e { x: int }\n\
    channel c internal\naction a { channel c automated }\nlet half = ends\nsetting lead: duration = 3 days\n\
    journey j { stage s initial stage t final }\n";

#[track_caller]
fn rule(clauses: &str) -> Vec<String> {
    codes(&format!("{WORLD}rule r {{ {clauses} do a }}"))
}

/// The codes of a transition from `s` or `u` to `t`.
#[track_caller]
fn transition(clauses: &str) -> Vec<String> {
    codes(&format!("{WORLD}journey k {{ stage f initial stage g stage h\ntransition f, g -> h {clauses} }}"))
}

#[track_caller]
fn trigger(clauses: &str) -> Trigger {
    blueprint(&format!("{WORLD}rule r {{ {clauses} do a }}")).rules.values().next().unwrap().trigger.clone()
}

#[test]
fn after_a_time() {
    assert!(matches!(trigger("after 3 days in stage s, t"), Trigger::After { stages, .. } if stages.len() == 2));
    assert!(rule("after patience ?? lead in stage s").is_empty());
    assert_eq!(rule("after 3 days"), ["E0413 8:10"]);
    assert_eq!(rule("after 0 days in stage s"), ["E0410 8:16"]);
    assert_eq!(rule("after 3 in stage s"), ["E0301 8:16"]);
    assert_eq!(rule("after event.x in stage s"), ["E0208 8:16"]);
    assert_eq!(rule("after was patience in stage s"), ["E0208 8:16"]);
}

#[test]
fn after_a_silence() {
    let ir = blueprint(&format!(
        "{WORLD}event f\nrule r {{ after 3 days without e, f do a }}\nrule q {{ after 2 days without f do a }}\n\
         rule p {{ after 1 day without change do a }}"
    ));
    let keys: Vec<(&str, bool)> = ir.series.values().map(|one| (one.key.as_str(), one.last)).collect();
    assert_eq!(keys, [("e", true), ("f", true)]);
    let counts: Vec<usize> = ir
        .rules
        .values()
        .map(|rule| match &rule.trigger {
            Trigger::Without { series, .. } => series.len(),
            _ => usize::MAX,
        })
        .collect();
    assert_eq!(counts, [2, 1, 0]);
    assert_eq!(rule("after 3 days without nothing"), ["E0201 8:31"]);
}

#[test]
fn dates() {
    let Trigger::Date { offset, before, time, or_at_once, each_date, .. } =
        trigger("at 180 days before ends at 09:00 or at once each date")
    else {
        panic!("no date")
    };
    assert!(offset.is_some() && before && or_at_once && each_date);
    assert_eq!(time, TimeOfDay::new(540));
    assert!(matches!(trigger("at contact.half"), Trigger::Date { offset: None, before: false, time: None, .. }));
    assert!(rule("at 2 hours after seen each").is_empty());
    assert_eq!(rule("at n"), ["E0301 8:13"]);
    assert_eq!(rule("at lead"), ["E0203 8:13"]);
    assert_eq!(rule("at nothing"), ["E0201 8:13"]);
    assert_eq!(rule("on e each date"), ["E0413 8:15"]);
    assert_eq!(rule("at 0 days before ends"), ["E0410 8:13"]);
}

#[test]
fn what_comes_again() {
    let every = |clauses: &str| match trigger(clauses) {
        Trigger::Every { on: EveryOn::Days(days), time } => (days, time.to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(every("every day"), (Recurrence::Daily, "00:00".into()));
    assert_eq!(every("every week at 09:30"), (Recurrence::Weekly(vec![Weekday::Monday]), "09:30".into()));
    let ends = vec![Weekday::Monday, Weekday::Saturday, Weekday::Sunday];
    assert_eq!(every("every week on sat..mon").0, Recurrence::Weekly(ends));
    assert_eq!(every("every month").0, Recurrence::Monthly { day: 1 });
    assert_eq!(every("every month on 31").0, Recurrence::Monthly { day: 31 });
    assert_eq!(every("every year").0, Recurrence::Yearly { month: 1, day: 1 });
    assert_eq!(every("every year on 02-29").0, Recurrence::Yearly { month: 2, day: 29 });
    assert!(matches!(trigger("every year on ends"), Trigger::Every { on: EveryOn::Date(_), .. }));
    assert_eq!(rule("every hour"), ["E0410 8:10"]);
    assert_eq!(rule("every month on 32"), ["E0410 8:25"]);
    assert_eq!(rule("every month on 0"), ["E0410 8:25"]);
    assert_eq!(rule("every day on 1"), ["E0413 8:10"]);
    assert_eq!(rule("every week on 1"), ["E0413 8:10"]);
    assert_eq!(rule("every month on mon"), ["E0413 8:10"]);
    assert_eq!(rule("every year on 1"), ["E0413 8:10"]);
    assert_eq!(rule("every year on seen"), ["E0301 8:24"]);
}

#[test]
fn transitions_by_time() {
    let ir = blueprint(&format!(
        "{WORLD}journey k {{ stage f initial stage g\ntransition f -> g after 3 days when n > 1\n\
         transition g -> g after 1 day in stage g transition f, g -> g after 2 days without e\n\
         transition f -> g at ends transition f -> g every day transition f -> g on enter t\n\
         transition f -> g on exit s transition f -> g on change n to 3 transition f -> g on becoming n > 3 }}"
    ));
    let kinds: Vec<&str> = ir
        .transitions
        .values()
        .map(|one| match one.trigger.as_ref().unwrap() {
            Trigger::After { stages, .. } => {
                assert_eq!(stages, &one.sources);
                "after"
            }
            Trigger::Without { series, .. } => {
                assert_eq!(series.len(), 1);
                "without"
            }
            Trigger::Date { .. } => "at",
            Trigger::Every { .. } => "every",
            Trigger::Enter(_) => "enter",
            Trigger::Exit(_) => "exit",
            Trigger::Change { .. } => "change",
            Trigger::Becoming { .. } => "becoming",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["after", "after", "without", "at", "every", "enter", "exit", "change", "becoming"]);
    assert!(transition("after 3 days in stage g, f").is_empty());
    assert_eq!(transition("after 3 days in stage f"), ["E0413 9:22"]);
    assert_eq!(transition("after 3 days in stage s, f"), ["E0413 9:22"]);
    assert_eq!(transition("after 3 days in stage zz"), ["E0201 9:44"]);
    assert_eq!(transition("on becoming n > 3 including existing"), ["E0413 9:22"]);
    assert_eq!(transition("after 0 days"), ["E0410 9:28"]);
}

#[test]
fn including_existing() {
    let including = trigger("on becoming n > 3 including existing");
    assert!(matches!(including, Trigger::Becoming { including_existing: true, .. }));
    assert!(matches!(trigger("on becoming n > 3"), Trigger::Becoming { including_existing: false, .. }));
}
