//! Instances of objects, as a host sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::decide::{InputErrors, Notice};
use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant};

const TEXT: &str = "
blueprint shop
channel mail
contact { level: int = 0 }
object ticket { level: int = 1 }
object note { text: text = \"\" }
event opened opens ticket { level: int? }
event solved of ticket
event poked of ticket
event noted opens note
event swept
action answer { channel mail automated with { id: ticket.id } }
action nudge of ticket { channel mail automated }
score heat of ticket in 0..10 { on poked add 1 }
let weight of ticket = level + heat
journey support of ticket {
  stage new initial
  stage done final
  transition new -> done on solved
}
rule answering { on opened when weight >= 1 do answer }
rule nudging { on poked do nudge after 1 hour }
rule sweeping { on swept when any ticket where level > 1 and weight > 2 set level = 1 }
";

fn shop() -> Blueprint {
    Blueprint::parse(TEXT).unwrap_or_else(|error| panic!("{error}"))
}

fn monday() -> Instant {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn contact(blueprint: &Blueprint) -> ContactState {
    blueprint.contact("c1").at(monday()).build().unwrap()
}

fn feed(blueprint: &Blueprint, state: &ContactState, event: &str, id: &str) -> Result<Decision, InputErrors> {
    blueprint.decide(state, &Input::at(monday()).event(event).instance(id))
}

/// A contact with so many tickets, `t0` and so on.
fn full(blueprint: &Blueprint, tickets: usize) -> ContactState {
    let new = blueprint.contact("c1").at(monday());
    let state = (0..tickets).fold(new, |state, n| state.instance("ticket", format!("t{n}"), |ticket| ticket));
    blueprint.decide(&state.build().unwrap(), &Input::at(monday())).unwrap().next
}

#[test]
fn a_key_names_the_instance() {
    let blueprint = shop();
    let decision = feed(&blueprint, &contact(&blueprint), "opened", "t1").unwrap();
    assert_eq!(decision.key(&decision.fired[0]), "c1|answering|ticket:t1|answer|1772442000000");
    let of = decision.fired[0].of.as_ref().unwrap();
    assert_eq!((blueprint.ir().objects[of.object].info.name.as_str(), &*of.id), ("ticket", "t1"));
    assert_eq!(decision.opened, std::slice::from_ref(of));
    assert_eq!(decision.rules[0].of.as_ref(), Some(of));
}

#[test]
fn a_decision_tells_of_whom_things_are() {
    let blueprint = shop();
    let opened = feed(&blueprint, &contact(&blueprint), "opened", "t1").unwrap();
    let json = serde_json::to_value(&opened).unwrap();
    let of = serde_json::json!({ "object": "ticket", "id": "t1" });
    assert_eq!(json["opened"], serde_json::json!([of]));
    assert_eq!(json["fired"][0]["of"], of);
    assert_eq!(json["rules"], serde_json::json!([{ "rule": "answering", "of": of }]));
    let text = opened.to_string();
    assert!(text.contains("  opens: ticket t1\n"), "{text}");
    assert!(text.contains("  fires: answer of ticket t1, mail { id: \"t1\" }, because of rule answering"), "{text}");
    let poked = feed(&blueprint, &opened.next, "poked", "t1").unwrap();
    assert!(poked.to_string().contains("  plans: nudge of ticket t1 for 2026-03-02T10:00:00Z"), "{poked}");
    assert!(poked.to_string().contains("  score: heat of ticket t1, 0 -> 1, event points 0 -> 1"), "{poked}");
    let solved = feed(&blueprint, &poked.next, "solved", "t1").unwrap();
    assert!(solved.to_string().contains("  moves: support of ticket t1, new -> done"), "{solved}");
}

#[test]
fn an_explanation_shows_the_instances() {
    let blueprint = shop();
    let state = full(&blueprint, 1);
    let input = Input::at(monday()).event("opened").instance("t1").with("level", 2);
    let told = blueprint.explain(&state, &input).unwrap();
    let text = told.to_string();
    assert!(text.contains("+ rule answering of ticket t1: passes"), "{text}");
    assert!(text.contains("when ticket.weight >= 1: true (ticket.weight = 2)"), "{text}");
    assert!(text.contains("let ticket.weight is 2") || text.contains("let weight is 2"), "{text}");
    assert!(text.contains("+ action answer of ticket t1, by rule answering: fires"), "{text}");
    let told = blueprint.explain(&told.decision.next, &Input::at(monday()).event("swept")).unwrap();
    let text = told.to_string();
    assert!(
        text.contains("when any ticket where (ticket.level > 1 and ticket.weight > 2): false (ticket t0 = false, ticket t1 = false)"),
        "{text}"
    );
}

#[test]
fn the_oldest_that_is_done_is_forgotten() {
    let blueprint = shop();
    let mut state = full(&blueprint, 1_000);
    let error = feed(&blueprint, &state, "opened", "more").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the contact has 1000 of ticket already, and each of them is open or waits for something"
    );
    // One of another object still fits.
    assert!(feed(&blueprint, &state, "noted", "n").is_ok());
    for (event, id) in [("poked", "t4"), ("solved", "t4"), ("solved", "t9"), ("solved", "t7")] {
        state = feed(&blueprint, &state, event, id).unwrap().next;
    }
    // Something of `t4` waits.
    let decision = feed(&blueprint, &state, "opened", "more").unwrap();
    let forgotten = |decision: &Decision| match decision.notices.as_slice() {
        [Notice::InstancesForgotten { instance, .. }] => instance.id.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(forgotten(&decision), "t7");
    assert!(decision.to_string().contains("note: ticket t7 is forgotten, there are too many"), "{decision}");
    assert!(feed(&blueprint, &decision.next, "poked", "t7").is_err());
    let later = monday().checked_add_milliseconds(3_600_000).unwrap();
    let decision = blueprint.decide(&decision.next, &Input::at(later)).unwrap();
    let input = Input::at(later).event("opened").instance("again");
    assert_eq!(forgotten(&blueprint.decide(&decision.next, &input).unwrap()), "t4");
}

#[test]
fn an_object_without_a_journey_is_always_done() {
    let blueprint = shop();
    let mut state = contact(&blueprint);
    for n in 0..1_001 {
        state = feed(&blueprint, &state, "noted", &format!("n{n}")).unwrap().next;
    }
    assert!(feed(&blueprint, &state, "noted", "n1").is_err(), "it is there");
    assert!(feed(&blueprint, &state, "noted", "n0").is_ok(), "it has been forgotten");
}

#[test]
fn an_explanation_tells_how_a_journey_for_a_segment_begins() {
    let text = r#"
        blueprint shop
        object ticket { level: int = 1 }
        event raised of ticket
        segment hard of ticket when ticket.level > 1
        journey rescue of ticket for segment hard { stage first initial { stage inner } }
        rule raises of ticket { on raised set ticket.level = level + 1 }
    "#;
    let blueprint = Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let state = full(&blueprint, 2);
    let input = Input::at(monday()).event("raised").instance("t1");
    let text = blueprint.explain(&state, &input).unwrap().to_string();
    let told = "    + journey rescue of ticket t1: begins in inner, for segment hard\n      \
                when ticket.level > 1: true (ticket.level = 2)\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn what_an_event_of_it_set_off_keeps_an_instance() {
    // The rule is the contact's: not all that sets it off is of a note.
    let text = r#"
        blueprint shop
        channel mail
        object note { text: text = "" }
        event noted opens note
        event asked of note
        event swept
        action remind { channel mail automated }
        rule reminds { on asked, swept do remind after 1 hour }
    "#;
    let blueprint = Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let new = blueprint.contact("c1").at(monday());
    let state = (0..1_000).fold(new, |state, n| state.instance("note", format!("n{n}"), |note| note));
    let mut state = state.build().unwrap();
    state = feed(&blueprint, &state, "asked", "n0").unwrap().next;
    let decision = feed(&blueprint, &state, "noted", "more").unwrap();
    assert!(decision.to_string().contains("note: note n1 is forgotten"), "{decision}");
    let stored = serde_json::to_string(&decision.next.snapshot()).unwrap();
    let snapshot: crm_blueprint::Snapshot = serde_json::from_str(&stored).unwrap();
    assert_eq!(blueprint.restore(&snapshot).unwrap(), decision.next);
}

#[test]
fn what_is_refused_makes_nothing_be_forgotten() {
    let text = r#"
        blueprint shop
        object note { text: text = "" }
        contact { full: bool = true }
        event noted opens note { refuse when contact.full }
    "#;
    let blueprint = Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let new = blueprint.contact("c1").at(monday());
    let state = (0..1_000).fold(new, |state, n| state.instance("note", format!("n{n}"), |note| note)).build().unwrap();
    let decision = feed(&blueprint, &state, "noted", "more").unwrap();
    assert!(decision.refused.is_some() && decision.notices.is_empty() && decision.opened.is_empty(), "{decision}");
    let ids: Vec<_> = decision.next.instances("note").collect();
    assert_eq!((ids.len(), ids.first().copied()), (1_000, Some("n0")));
}

#[test]
fn an_opening_that_comes_again_is_a_duplicate() {
    let blueprint = shop();
    let input = Input::at(monday()).id("i1").event("opened").instance("t1");
    let first = blueprint.decide(&contact(&blueprint), &input).unwrap();
    let second = blueprint.decide(&first.next, &input).unwrap();
    assert!(second.duplicate && second.fired.is_empty());
    assert_eq!(second.next, first.next);
}

#[test]
fn names_are_of_the_contact_or_of_the_object() {
    let blueprint = shop();
    let state = full(&blueprint, 1);
    let input = Input::at(monday()).change("level", 7).change_of("ticket", "t0", "level", 8);
    let decision = blueprint.decide(&state, &input).unwrap();
    assert_eq!(decision.next.get("level"), Some(7.into()));
    let told: Vec<String> =
        decision.to_string().lines().filter(|line| line.contains("changes")).map(Into::into).collect();
    assert_eq!(told, ["  changes: level, 0 -> 7, by the input", "  changes: level of ticket t0, 1 -> 8, by the input"]);
}

/// Two objects of which one keeps its own time, the other waits for the contact; clocks, timers, an event of nobody that
/// moves all tickets, the contact's zone.
const TIMES: &str = r#"
blueprint times { timezone contact.zone ?? "Europe/Paris" }
channel desk internal
contact { vip: bool = false  zone: text? }
object ticket { level: int = 0  due: date? }
object order { amount: int = 0 }
event opened opens ticket { level: int? }
event answered of ticket
event reopened of ticket
event recalled
event ordered opens order
event shipped of order
action note { channel desk  human }
journey handling of ticket {
  stage fresh initial
  stage waiting
  stage late
  stage done final
  transition fresh -> waiting on answered
  transition fresh -> late after 2 days when level < 3
  transition waiting -> fresh on reopened, recalled
  transition waiting -> done after 5 days
  transition late -> done when level >= 5
}
journey delivery of order {
  stage placed initial
  stage sent
  stage lost final
  transition placed -> sent on shipped
  transition placed -> sent when vip
  transition sent -> lost after 9 days
}
sla reply of ticket {
  starts on opened, reopened  stops on answered  pauses in stage waiting
  within 1 day when level >= 2
  within 3 days
  at 50% do note
  breach do note
}
rule remind of ticket { after 3 days in stage fresh  do note }
rule dated of ticket { at 1 day before due  do note }
rule rise of ticket { on becoming level >= 4  do note }
"#;

/// What rests is not looked at: it makes no difference to a state that was stored, of which nothing is known to rest.
#[test]
fn what_rests_makes_no_difference() {
    let blueprint = Blueprint::parse(TIMES).unwrap_or_else(|error| panic!("{error}"));
    let mut dice = 1_u64;
    let mut below = |most: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % most
    };
    let (mut fired, mut moved) = (0, 0);
    for _ in 0..12 {
        let mut state = contact(&blueprint);
        let mut at = monday();
        for turn in 0..80 {
            at = at.checked_add_milliseconds(i64::try_from(below(30) * 3_600_000).unwrap()).unwrap();
            let (input, of) = (Input::at(at), format!("t{}", below(1 + turn)));
            let input = match below(12) {
                0..=2 => input.event("opened").instance(format!("t{turn}")).with("level", below(5) as i64),
                3 => input.event("ordered").instance(format!("t{turn}")),
                4 | 5 => input.event("answered").instance(of),
                6 => input.event("reopened").instance(of),
                7 => input.event("shipped").instance(of),
                8 => input.event("recalled"),
                9 => input.change_of("ticket", &of, "level", below(7) as i64),
                10 => input.change_of("ticket", &of, "due", "2026-03-20"),
                _ if below(6) == 0 => input.change("vip", below(2) == 0),
                _ if below(3) == 0 => input.change("zone", "Asia/Tokyo"),
                _ => input,
            };
            let stored = blueprint.contact_from_json(&serde_json::to_string(&state).unwrap()).unwrap();
            let (known, fresh) = (blueprint.decide(&state, &input), blueprint.decide(&stored, &input));
            let Ok(known) = known else { continue };
            assert_eq!(serde_json::to_string(&known).unwrap(), serde_json::to_string(&fresh.unwrap()).unwrap());
            fired += known.fired.len();
            moved += known.moves.len();
            state = known.next;
        }
    }
    assert!(fired > 300 && moved > 150, "{fired} fired, {moved} moved");
}
