//! Each form that a declaration or a clause can take.

use super::*;
use crate::ast::*;

#[test]
fn the_north_stars_have_no_mistake() {
    for (text, count) in NORTH_STARS.into_iter().zip([59, 57, 45]) {
        let file = tree(text);
        assert_eq!(file.declarations.len(), count);
        assert!(!format!("{file:?}").contains("Invalid"));
    }
}

/// Declarations whose clauses stand in braces, in the header, and half and half: one tree.
#[test]
fn a_clause_of_the_header_is_a_clause_in_braces() {
    for (head, clauses) in [
        ("blueprint b \"L\"", &["version \"1\"", "status as_is", "timezone x ?? \"UTC\"", "reviewed 2026-10-01"][..]),
        ("team t", &["capacity 35 hours per week", "owner a, b.c", "meta { k: \"v\", l: \"w\" }", "renamed from u"]),
        ("purpose p", &["consent a and b", "cap 4 per calendar month", "transactional"]),
        (
            "channel c",
            &["cap n per 24 hours when n is set across a, b exempt d drop", "quiet 21:00..08:00 defer", "internal"],
        ),
        (
            "channel c",
            &["open office defer at most 3 days", "days mon..wed, fri drop", "color \"#000\"", "consent not x"],
        ),
        (
            "opening o",
            &["mon..thu, sat 09:00..12:30, 13:30..18:00", "closed 2026-12-25, last fri of may", "zone \"UTC\""],
        ),
        ("group g", &["at most 1", "accountable a"]),
        ("group g", &["exactly 2", "informed b"]),
        ("term t", &["means \"x\"", "consulted c"]),
        ("system s", &["owner o", "responsible r"]),
        ("let l of o \"L\" = a + 1", &["meta { k: \"v\" }", "renamed from m"]),
        ("setting s \"L\": set of x = [a]", &["renamed from t", "meta { k: \"v\" }"]),
        ("flow a -> b \"L\"", &["carries o.total, x", "every 1 hour"]),
        ("kpi k", &["conversion a to j.b in j >= 30%", "owner o"]),
        ("kpi k", &["time in j.lead <= 5 days", "volume of lead per week"]),
        ("kpi k", &["value of (sum of d.amount where won) > 3 per 7 days", "breach of s <= 5%", "pressure of c < 3"]),
        ("segment s of o", &["when a < 3", "expects \"x\"", "friction \"y\"", "prefers email"]),
        (
            "score s of o \"L\"",
            &["in -5..2 * 50", "on e, f where a == 1 add 2 once", "when a add -b", "by x { > 2 add 3, <= 1 add 0 }"],
        ),
        (
            "mode m of o",
            &["when x", "from a, b where c", "until d", "suspend purpose p defer, q, channel c, rule r, action a drop"],
        ),
        (
            "action a of o",
            &["channel c", "human", "purpose p", "due x + 1 day", "with { a: 1, b: \"x\" }", "set o.x = 1, y = 2"],
        ),
        ("action a", &["automated", "effort 10 minutes", "add \"x\" to tags", "remove y from o.tags", "start s(1, x)"]),
        ("action a", &["personalization none", "otherwise b", "assign o.owner from t.out in rotation"]),
        (
            "rule r of o \"L\"",
            &["on e, f where a == 1", "in stage a, j.b", "when g", "do x, y with { a: 1 } after 2 days"],
        ),
        (
            "rule r",
            &["unless e where f", "while g", "limit n per day defer at most 1 hour", "limit 1", "holdout 12.5%"],
        ),
        (
            "rule r",
            &["split { a 50% do x, b 50% do y, z }", "active 2026-01-01..2026-12-31", "inactive", "each", "each date"],
        ),
        ("rule r", &["priority -3", "group g", "start s", "set a = b"]),
        ("sequence s of o \"L\" (a: int, b: set of text)", &["reentry never", "goal on e where x", "exit when y"]),
        ("sequence s", &["reentry after exit", "suspend sequence t, u", "goal when a"]),
        ("sla s of o", &["starts on e where f", "stops in stage a, b", "pauses on g", "resets on h", "breach do x, y"]),
        ("sla s", &["within x of office when y", "at 80% do a", "every 30 minutes do b"]),
        (
            "table t \"L\"",
            &["first", "input a, b + 1", "output c: int, d: text?", "row any, > 5 or unset -> 1, 2", "else -> 3, x"],
        ),
        ("table t", &["unique", "row 1..2 or x or \"y\", not in [1], true -> now"]),
        ("bands b \"L\"", &["over now - last e", "owner o"]),
        ("journey j of o", &["for segment s", "extends k"]),
    ] {
        let all = clauses.join(" ");
        let braces = tree(&format!("{head} {{ {all} }}"));
        assert!(!format!("{braces:?}").contains("Invalid"));
        assert_eq!(tree(&format!("{head} {all}")), braces);
        let (first, rest) = clauses.split_first().unwrap();
        assert_eq!(tree(&format!("{head}\n{first}\n{{\n{}\n}}", rest.join("\n"))), braces);
    }
}

#[test]
fn triggers() {
    let trigger = |text: &str| match one(&format!("rule r {text} do a")) {
        DeclarationKind::Rule(rule) => {
            assert_eq!(rule.body.clauses.len(), 2, "{text}");
            match rule.body.clauses.into_iter().next().map(|clause| clause.kind) {
                Some(RuleClause::Trigger(trigger)) => trigger,
                other => panic!("{text}: {other:?}"),
            }
        }
        other => panic!("{other:?}"),
    };
    for (text, shown) in [
        ("on a, b where c == 1", "Event("),
        ("on enter a, j.b", "Enter([Path"),
        ("on exit stage a", "Exit([Path"),
        ("on change a, b.c from x to y + 1", "Change {"),
        ("on change a", "from: None, to: None"),
        ("on becoming is big including existing", "including_existing: true"),
        ("on becoming in stage lead", "InStage"),
        ("on becoming not in stage lead and size > 2", "InStage"),
        ("on becoming at least 2 opened in last 7 days", "Becoming"),
        ("on becoming no opened in last 7 days including existing", "including_existing: true"),
        ("on becoming in stage lead including existing", "including_existing: true"),
        ("on breach s", "Breach("),
        ("on enter", "Event("),
        ("on breach where x", "Event("),
        ("after 3 days in stage a, b", "After {"),
        ("after x + 1 day", "stages: []"),
        ("after 30 days without a, b", "Without {"),
        ("after 7 days without change", "events: []"),
        ("at 180 days before contract_end at 09:00 or at once", "or_at_once: true"),
        ("at lead after o.placed", "After)), of: Path"),
        ("at birthday", "offset: None"),
        ("every day at 08:00", "on: None"),
        ("every week on mon, wed..fri", "Weekdays("),
        ("every month on 1 at 09:00", "Day("),
        ("every year on 12-25", "MonthDay("),
        ("every year on birthday", "Field("),
    ] {
        let found = format!("{:?}", trigger(text));
        assert!(found.contains(shown), "{text}: {found}");
    }
}

#[test]
fn the_stages_and_transitions_of_a_journey() {
    let text = "journey j { stage a initial stage b \"B\" final phase \"p\" { \
        moment \"m\" emotion curious customer_view \"c\" kpi conversion to x >= 25% kpi time <= 5 days kpi volume per week \
        deliverable \"d\" requires a, o.b skippable friction \"f\" owner o accountable p stage c { stage d } meta { k: \"v\" } } \
        transition a, b -> c \"L\" on e when x priority 3 do y set z = 1 \
        transition c -> a after 30 days when g { add 1 to s remove 2 from s start q } \
        transition c -> b when g transition a -> a every day transition a -> b at x }";
    let DeclarationKind::Journey(journey) = one(text) else { panic!() };
    let clauses: Vec<_> = journey.body.clauses.iter().map(|one| &one.kind).collect();
    let [JourneyClause::Stage(a), JourneyClause::Stage(b), JourneyClause::Transition(first), ..] = clauses.as_slice()
    else {
        panic!("{clauses:?}")
    };
    assert_eq!((clauses.len(), a.body.clauses.len(), b.body.clauses.len()), (7, 1, 16));
    assert_eq!((first.sources.len(), first.body.clauses.len()), (2, 5));
}

#[test]
fn steps() {
    let text = "sequence s { do a after 1 day set x = 1 wait 2 days wait x of office wait until 9:00 wait until a and b or 1 day \
        wait until (a or b) wait 1 day or e, f where g { do x } else { } wait 1 day { do y } \
        when g and h { do a } else { step n \"N\" { do b } } when g { } repeat while a { wait 1 day } start t(1) add 1 to x }";
    let DeclarationKind::Sequence(sequence) = one(text) else { panic!() };
    let steps: Vec<_> = sequence.body.clauses.iter().map(|one| &one.kind).collect();
    assert_eq!(steps.len(), 14);
    let SequenceClause::Step(Step::Wait { wait: Wait::Until { guard, at_most: Some(_) }, then: None, .. }) = steps[5]
    else {
        panic!("{:?}", steps[5])
    };
    assert_eq!(super::show::show(guard), "(a and b)");
    let SequenceClause::Step(Step::Wait {
        wait: Wait::For { or: Some(events), .. },
        then: Some(_),
        otherwise: Some(_),
    }) = steps[7]
    else {
        panic!("{:?}", steps[7])
    };
    assert_eq!(events.events.len(), 2);
}

#[test]
fn vocabulary() {
    for text in [
        "enum e \"L\" meta { a: \"b\" } { a, b \"B\", c \"C\" renamed from d e }",
        "contact \"L\" owner o { a: int b \"B\": set of text? = [] { personal basis consent retain 3 years source erp } owner x, }",
        "object o { kind: enum { a, b } = a e: enum { c }? o: o? owner: text renamed from p }",
        "event e opens o \"L\" { a: o.kind b: duration? = 3 days refuse when a and b }",
        "event e of o by key or opens { }",
        "event e of o or opens",
        "event e refuse when x",
        "let x of o \"L\" = a + 1",
        "setting s \"L\": duration = 3 days",
        "bands b over x { hot < 30 days, warm \"W\" <= 1 + 2 cold }",
        "import \"a/b.blueprint\"",
        "",
    ] {
        assert!(!format!("{:?}", tree(text)).contains("Invalid"));
    }
    let DeclarationKind::Mode(mode) = one("mode m suspend purpose a, b defer, channel c, d") else { panic!() };
    let ModeClause::Suspend(list) = &mode.body.clauses[0].kind else { panic!() };
    use SuspensionKind::{Channel, Purpose};
    assert_eq!(list.iter().map(|one| one.kind).collect::<Vec<_>>(), [Purpose, Purpose, Channel, Channel]);
}

#[test]
fn active_in_every_form() {
    for (text, from, to) in [
        ("2026-01-01..2026-12-31", true, true),
        ("2026-01-01..", true, false),
        ("..2026-12-31", false, true),
        ("from start_day", true, false),
        ("until 2026-12-31 10:00", false, true),
        ("from a until b.c", true, true),
    ] {
        let DeclarationKind::Rule(rule) = one(&format!("rule r active {text}\n do a")) else { panic!() };
        let RuleClause::Active { from: a, to: b } = &rule.body.clauses[0].kind else { panic!() };
        assert_eq!((a.is_some(), b.is_some(), rule.body.clauses.len()), (from, to, 2), "{text}");
    }
}

#[test]
fn lines_of_a_scenario() {
    let lines = |text: &str| match one(&format!("scenario \"s\" {{ {text} }}")) {
        DeclarationKind::Scenario(scenario) => {
            scenario.body.clauses.into_iter().map(|one| format!("{:?}", one.kind)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    for (text, shown) in [
        ("for each { a: int, b: text } { row 1, \"x\", row 2, \"y\" }", "ForEach {"),
        ("at 2026-03-02 10:00", "At("),
        ("after 1 hour + x", "After("),
        ("given stage j.lead for t1", "Given([Stage {"),
        ("given stage = 3, mode = 4, held = 5, variant = 6, running = 7", "Given([Value {"),
        ("given ticket t1 { kind: incident, impact: minor } in stage new", "Given([Instance {"),
        ("given ticket t1 in stage new, j.open, x = 3, order o1 { } in stage a, ticket t2", "Given([Instance {"),
        ("given email_opened { a: 1 } 3 days ago", "opens: false"),
        ("given replied of t1 { a: 1 } at 2026-03-01 09:00", "when: At("),
        ("given replied { a: 1 } of t1 3 days ago", "when: Ago("),
        ("given opened as t1 { a: 1 } 3 days ago", "opens: true"),
        ("given held out of r, variant b of r, mode dunning", "HeldOut("),
        ("given running s at step for t1, running t", "Running {"),
        ("when e", "When([Event("),
        ("when e as t1 { a: 1 }, t1.owner = \"B\", plan = pro", "Change {"),
        ("when e of t1", "subject: Some("),
        ("then fires a, b for t1", "negated: false"),
        ("then not fires a", "negated: true"),
        ("then defers a until 2026-03-03 08:00", "until: Some("),
        ("then defers a for t1 until x", "subject: Some("),
        ("then suppresses a because mode dunning", "reason: Mode, name: Some("),
        ("then suppresses a for t1 because hours", "reason: Hours, name: None"),
        ("then suppresses a", "because: None"),
        ("then cancels a, b for t1", "Cancels {"),
        ("then starts s for t1", "Starts {"),
        ("then refuses e", "Refuses("),
        ("then stage closed for t1", "Stage {"),
        ("then t1.level == n2 and not in stage x", "Holds("),
        ("then fires == 3", "Holds("),
        ("then stage == 3 or starts", "Holds("),
        ("owner o", "Common("),
    ] {
        let found = lines(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains(shown), "{text}: {}", found[0]);
    }
    assert_eq!(lines("then suppresses a because group\n then fires b\n when e\n at 2026-01-01").len(), 4);
}
