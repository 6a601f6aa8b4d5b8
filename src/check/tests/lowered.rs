//! What a text becomes.

use super::*;
use crate::calendar::Duration;
use crate::ir::{EffectKind, Execution, Status, Trigger};

#[test]
fn the_header() {
    let ir = blueprint(
        "//! Of the file.\n/// Doc.\nblueprint b \"B\" { version \"1.2\" status as_is owner ops timezone contact.tz ?? \"Asia/Tokyo\" \
         review every 3 months reviewed 2026-10-01 meta { k: \"v\" } renamed from old }\nteam ops\ncontact { tz: text? }",
    );
    assert_eq!((ir.info.name.as_str(), ir.info.label.as_deref()), ("b", Some("B")));
    assert_eq!((ir.docs[0].as_str(), ir.info.docs[0].as_str()), ("Of the file.", "Doc."));
    assert_eq!((ir.version.as_str(), ir.status), ("1.2", Some(Status::AsIs)));
    assert_eq!(ir.timezone.fallback, "Asia/Tokyo");
    assert!(ir.timezone.contact.is_some());
    assert_eq!(ir.review_every, Some(Duration { months: 3, ..Duration::default() }));
    assert_eq!(ir.reviewed.map(|date| date.to_string()).as_deref(), Some("2026-10-01"));
    assert_eq!(ir.info.meta["k"], "v");
    assert_eq!(ir.info.renamed_from.as_deref(), Some("old"));
    assert_eq!(ir.responsibilities.responsible.len(), 1);
}

#[test]
fn literals_stand_in_the_zone_of_the_blueprint_wherever_it_is_declared() {
    let ir = blueprint("let l = 2026-03-02 10:00\nblueprint b { timezone \"Asia/Tokyo\" }");
    let value = &ir.exprs[ir.lets.values().next().unwrap().value].kind;
    assert!(format!("{value:?}").contains("2026-03-02T01:00:00Z"), "{value:?}");
}

#[test]
fn rules_and_transitions_are_numbered_by_their_place() {
    let ir = blueprint(
        "event e\nchannel c\naction a { channel c automated }\nrule first { on e do a }\n\
         journey j { stage s initial stage t transition s -> t on e transition t -> s on e }\nrule last { on e do a }",
    );
    assert_eq!(ir.rules.values().map(|rule| rule.order).collect::<Vec<_>>(), [0, 3]);
    assert_eq!(ir.transitions.values().map(|one| one.order).collect::<Vec<_>>(), [1, 2]);
    let names: Vec<&str> = ir.transitions.values().map(|one| one.info.name.as_str()).collect();
    assert_eq!(names, ["s->t", "t->s"]);
}

#[test]
fn owner_is_responsible() {
    let ir = blueprint(
        "team a\nteam b\nteam c\njourney j { stage s initial { owner a responsible b accountable b consulted c informed a, c, a } }",
    );
    let raci = &ir.stages.values().next().unwrap().responsibilities;
    let counts = [&raci.responsible, &raci.accountable, &raci.consulted, &raci.informed].map(Vec::len);
    assert_eq!(counts, [2, 1, 1, 2]);
}

#[test]
fn an_action_and_a_rule() {
    let ir = blueprint(
        "team t\npurpose p\nchannel c { consent ok }\ncontact { ok: bool = true  tags: set of text  who: text? }\n\
         event e { n: int }\nevent f { n: int }\ngroup g { at most 2 }\njourney j { stage s initial stage u final }\n\
         action a { channel c human purpose p effort 20 minutes due 2 days personalization template\n\
           with { x: ok, y: 1 } set ok = false otherwise b assign who from t in rotation }\n\
         action b { channel c automated }\n\
         rule r \"R\" { on e, f where event.n > 1 in stage s, u when ok do a with { x: event.n }, b add \"q\" to tags\n\
           group g priority -3 }",
    );
    let action = ir.actions.values().next().unwrap();
    assert_eq!(action.execution, Execution::Human);
    assert_eq!((action.with.len(), action.effects.len()), (2, 1));
    assert!(action.otherwise.is_some() && action.assign.as_ref().is_some_and(|assign| assign.rotation));
    assert_eq!(action.personalization.as_deref(), Some("template"));
    let rule = ir.rules.values().next().unwrap();
    assert!(matches!(&rule.trigger, Trigger::Event(filter) if filter.events.len() == 2 && filter.filter.is_some()));
    assert_eq!((rule.stages.len(), rule.calls.len(), rule.priority), (2, 2, -3));
    assert_eq!(&*rule.calls[0].with[0].name, "x");
    assert_eq!(rule.effects[0].kind, EffectKind::Add);
    assert!(rule.guard.is_some() && rule.group.is_some());
}

#[test]
fn parts_stand_before_their_whole_and_lets_in_any_order() {
    let ir = blueprint("let a = b + 1\nlet b = c * 2\nlet c = 3\nsegment s when a > b");
    assert_eq!(ir.lets.values().map(|one| one.info.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    for one in ir.lets.values() {
        assert_eq!(ir.exprs[one.value].ty.scalar, crate::ir::Scalar::Int);
    }
}

#[test]
fn warnings_leave_the_blueprint() {
    let text = "contact { x: int? }\nsegment s when x != 3";
    assert_eq!(codes(text), ["W0309 2:16"]);
    assert_eq!(blueprint(text).segments.len(), 1);
}
