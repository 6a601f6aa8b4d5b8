use super::*;
use crate::ir::steady::{Atom, clock_parts};

const WORLD: &str = "enum p { x, y }\ncontact { seen: datetime?  born: date?  n: int = 0  due: duration = 1 day  days: set of date }\n\
    event e { a: int }\nchannel c internal\naction act { channel c automated }\nsetting k: int = 2\n\
    let since = now - seen\nsegment old when today > 2026-01-01\nscore s in 0..9 { when is old add n }\n";

/// The codes of a text whose first line is line 10.
#[track_caller]
fn world(text: &str) -> Vec<String> {
    codes(&format!("{WORLD}{text}"))
}

#[track_caller]
fn level(guard: &str) -> Vec<String> {
    world(&format!("journey j {{ stage a initial stage b transition a -> b when {guard} }}"))
}

#[test]
fn what_can_be_computed() {
    for guard in [
        "now > 2026-01-01 10:00",
        "today >= born",
        "since > 30 days",
        "since * 2 > due and is old",
        "time in stage a > 3 days or s > 3",
        "seen + 3 days < now",
        "(since ?? due) > due",
        "max(now, seen) == seen",
        "now between seen and 2026-01-01 10:00",
        "today in [2026-01-01, born]",
        "count of e in last 30 days > n",
        "sum of e.a where a > 3 in last 30 days == 0 or no e in last 2 days",
        "at least 2 e",
        "last e < 2026-01-01 10:00",
        "now - last e > 3 days",
        "was s > 3 or changed s",
    ] {
        assert!(level(guard).is_empty(), "{guard}: {:?}", level(guard));
    }
}

#[test]
fn what_cannot_be_computed() {
    for (guard, place) in [
        ("time in stage a > since", "E0411 10:60"),
        ("since * n > due", "E0411 10:60"),
        ("days has today", "E0411 10:69"),
        ("since % 2 days > due", "E0303 10:60"),
        ("n > 3 and since * k > due", "E0411 10:70"),
    ] {
        assert_eq!(level(guard), [place], "{guard}");
    }
    // In a let, the guard is named, and the place beside it.
    let text = "let wild = since * n\njourney j { stage a initial stage b transition a -> b when wild > due }";
    assert_eq!(world(text), ["E0411 11:60"]);
    assert!(message(&format!("{WORLD}{text}")).contains("asked without an event"));
}

#[test]
fn everything_that_is_asked_without_an_event() {
    for text in [
        "rule r { on becoming days has today do act }",
        "rule r { on e do act while days has today }",
        "mode m { when days has today suspend channel c }",
        "sequence q { goal when days has today do act }",
        "sequence q { exit when days has today do act }",
        "sequence q { wait until days has today do act }",
        "journey j { stage a initial stage b transition a -> b after 1 day when days has today }",
        "journey j { stage a initial stage b transition a -> b after 1 day without e when days has today }",
        "journey j { stage a initial stage b transition a -> b on becoming days has today }",
    ] {
        assert!(matches!(&world(text)[..], [one] if one.starts_with("E0411 10:")), "{text}: {:?}", world(text));
        let steady = text.replace("days has today", "today >= born");
        assert!(world(&steady).is_empty(), "{steady}: {:?}", world(&steady));
    }
    for text in [
        "rule r { on e when days has today do act with { t: now } }",
        "rule r { on enter a when days has today do act }\njourney j { stage a initial }",
        "rule r { every day when days has today do act after since ?? 1 day }",
        "sequence q { when days has today { do act } wait (since ?? 1 day) do act }",
        "score t in 0..9 { on e where days has today add 1 }\nrule r { on becoming t > 1 do act }",
    ] {
        assert!(world(text).is_empty(), "{text}: {:?}", world(text));
    }
}

#[test]
fn triggers_by_time_wait_for_what_stands() {
    let journey = "journey j { stage a initial stage b }\n";
    for text in [
        "rule r { after since in stage a do act }",
        "rule r { after since without e do act }",
        "rule r { after count of e in last 3 days * 1 day in stage a do act }",
        "rule r { at since before born do act }",
        "let soon = today\nrule r { at soon do act }",
        "let soon = today\nrule r { every year on soon do act }",
    ] {
        let found = world(&format!("{journey}{text}"));
        assert!(found.iter().any(|one| one.starts_with("E0411 ")), "{text}: {found:?}");
    }
    assert!(
        world(&format!("{journey}rule r {{ after due in stage a do act }}\nrule t {{ at due before born do act }}"))
            .is_empty()
    );
}

#[test]
fn parts_that_the_clock_changes() {
    let text = format!(
        "{WORLD}journey j {{ stage a initial stage b transition a -> b when s > 3 and count of e in last 2 days > n }}"
    );
    let ir = blueprint(&text);
    let guard = ir.transitions.values().find_map(|one| one.guard).unwrap();
    let parts = clock_parts(&ir, guard).unwrap();
    assert!(matches!(parts[..], [Atom::Comparison(_), Atom::Window { .. }]), "{parts:?}");
}
