use super::*;
use crate::calendar::{Duration, Window};
use crate::ir::{Basis, Comparison, FieldId, Id, MeasureKind, SystemId, TeamId, Value};

#[test]
fn fields_are_governed() {
    let ir = blueprint(
        "system erp \"ERP\" { owner ops }\nteam ops\ncontact \"Client\" { meta { k: \"v\" }\n\
         born: date? { personal basis legitimate_interest retain 3 years source erp }\nsize: int? }\n\
         event e { mail: text { personal basis consent } }",
    );
    let born = &ir.fields[FieldId::new(0)].governance;
    assert!(born.personal);
    assert_eq!((born.basis, born.source), (Some(Basis::LegitimateInterest), Some(SystemId::new(0))));
    assert_eq!(born.retain, Some(Duration { months: 36, ..Duration::default() }));
    assert!(ir.fields[FieldId::new(1)].governance.is_empty());
    let mail = &ir.parameters.values().next().unwrap().governance;
    assert_eq!((mail.personal, mail.basis), (true, Some(Basis::Consent)));
    let contact = ir.contact.as_ref().unwrap();
    assert_eq!((contact.label.as_deref(), contact.meta["k"].as_str()), (Some("Client"), "v"));
    assert_eq!(ir.systems.values().next().unwrap().responsibilities.responsible, [TeamId::new(0)]);
}

#[test]
fn what_governs_is_checked() {
    for (clauses, expected) in [
        ("personal personal", vec!["E0402 1:34"]),
        ("basis consant", vec!["E0204 1:31"]),
        ("retain 0 days", vec!["E0410 1:32"]),
        ("retain 1 year retain 2 years", vec!["E0402 1:39"]),
        ("source erq", vec!["E0201 1:32"]),
        ("source crew", vec!["E0203 1:32"]),
        ("source erp source erp", vec!["E0402 1:36"]),
    ] {
        assert_eq!(codes(&format!("contact {{ born: date? {{ {clauses} }} }}\nsystem erp\nteam crew")), expected);
    }
    assert!(message("contact { x: int? { basis consant } }").contains("did you mean `consent`"));
}

#[test]
fn figures_stand_alone() {
    let ir = blueprint(
        "channel email\ncontact { spend: decimal = 0 }\nteam ops\n\
         journey life { stage fresh initial stage known }\njourney care { stage fresh initial stage hot }\n\
         kpi rate \"Rate\" { conversion fresh to known in life >= 25% owner ops }\nkpi slow { time in care.fresh <= 5 days }\n\
         kpi many { volume of hot > 3 per calendar week }\nkpi worth value of spend * 2 >= 10\n\
         kpi press { pressure of email <= 3 per 7 days }",
    );
    let kinds: Vec<MeasureKind> = ir.kpis.values().map(|kpi| kpi.measure.kind.clone()).collect();
    let stage = crate::ir::StageId::new;
    assert_eq!(kinds[0], MeasureKind::Conversion { from: stage(0), to: stage(1) });
    assert_eq!(kinds[1], MeasureKind::Time(stage(2)));
    assert_eq!(kinds[2], MeasureKind::Volume(stage(3)));
    assert!(matches!(kinds[3], MeasureKind::Value(_)));
    assert_eq!(kinds[4], MeasureKind::Pressure(crate::ir::ChannelId::new(0)));
    let first = ir.kpis.values().next().unwrap();
    assert_eq!(first.measure.target, Some((Comparison::GreaterOrEqual, Value::decimal("0.25".parse().unwrap()))));
    assert_eq!((first.info.title(), first.responsibilities.responsible.len()), ("Rate", 1));
    let last = ir.kpis.values().last().unwrap();
    assert_eq!(last.measure.per, Some(Window::Rolling(Duration::days(7))));
}

#[test]
fn figures_are_checked() {
    let world = "channel email\ncontact { spend: decimal = 0 }\njourney life { stage fresh initial stage known }\n\
                 journey care { stage fresh initial }\nevent e { a: int }\n";
    for (kpi, expected) in [
        ("kpi k", vec!["E0401 6:5"]),
        ("kpi k { volume of known volume of known }", vec!["E0402 6:25"]),
        ("kpi k { time <= 5 days }", vec!["E0401 6:5"]),
        ("kpi k { volume }", vec!["E0401 6:5"]),
        ("kpi k { conversion to known }", vec!["E0401 6:5"]),
        ("kpi k { volume of fresh }", vec!["E0205 6:19"]),
        ("kpi k { conversion fresh to known }", vec!["E0205 6:20"]),
        ("kpi k { conversion fresh to known in life >= 2 days }", vec!["E0301 6:46"]),
        ("kpi k { time in known <= spend }", vec!["E0306 6:26"]),
        ("kpi k { pressure of life }", vec!["E0203 6:21"]),
        ("kpi k { value of event.a }", vec!["E0208 6:18"]),
        ("kpi k { volume of known per 0 days }", vec!["E0410 6:29"]),
        ("kpi k { breach of delivery <= 5% }", vec!["E0201 6:19"]),
        ("kpi life { volume of known }", vec!["E0202 6:5"]),
    ] {
        assert_eq!(codes(&format!("{world}{kpi}")), expected, "{kpi}");
    }
}

#[test]
fn flows_join_systems() {
    let ir = blueprint(
        "system shop\nsystem erp\ncontact { spend: decimal = 0  visits: int = 0 }\n\
         flow shop -> erp \"Orders\" { carries spend, contact.visits every 1 hour }\nflow shop -> erp\nflow erp -> shop",
    );
    let flow = ir.flows.values().next().unwrap();
    assert_eq!((flow.info.name.as_str(), flow.info.title()), ("shop->erp", "Orders"));
    assert_eq!((flow.from, flow.to), (SystemId::new(0), SystemId::new(1)));
    assert_eq!(flow.carries.iter().map(|one| one.field).collect::<Vec<_>>(), [FieldId::new(0), FieldId::new(1)]);
    assert_eq!(flow.every, Some(Duration::milliseconds(3_600_000)));
    assert_eq!(ir.flows.len(), 3);
}

#[test]
fn flows_are_checked() {
    let world =
        "system shop\nsystem erp\nsystem bi\ncontact { spend: decimal = 0 { source shop }  size: int? }\nlet l = 1\n";
    for (flows, expected) in [
        ("flow shop -> erq", vec!["E0201 6:14"]),
        ("flow l -> erp", vec!["E0203 6:6"]),
        ("flow shop -> shop", vec!["E0420 6:6"]),
        ("flow shop -> erp { carries spend, spend }", vec!["E0202 6:35"]),
        ("flow shop -> erp { carries spend }\nflow shop -> erp { carries contact.spend }", vec!["E0202 7:28"]),
        ("flow shop -> erp { carries spent }", vec!["E0201 6:28"]),
        ("flow shop -> erp { carries l }", vec!["E0203 6:28"]),
        ("flow shop -> erp { every 0 hours }", vec!["E0410 6:26"]),
        ("flow shop -> erp { every 1 hour every 2 hours }", vec!["E0402 6:33"]),
        ("flow erp -> bi { carries spend }", vec!["E0420 6:26"]),
        ("flow shop -> bi { carries size }\nflow erp -> bi { carries size }", vec!["E0420 7:26"]),
        // What goes nowhere may have been what brought the field: nothing more is said.
        ("flow shop -> erq { carries spend }\nflow erp -> bi { carries spend }", vec!["E0201 6:14"]),
        ("flow shop -> erp { carries spend }\nflow erp -> bi { carries spend }", vec![]),
        ("object order { total: decimal = 0 }\nflow shop -> erp { carries order.total }", vec![]),
    ] {
        assert_eq!(codes(&format!("{world}{flows}")), expected, "{flows}");
    }
}

#[test]
fn stages_say_what_they_hand_over() {
    let ir = blueprint(
        "journey j { stage s initial { deliverable \"A\" deliverable \"B\" friction \"C\" friction \"D\" skippable } stage t }",
    );
    let stages: Vec<_> = ir.stages.values().collect();
    assert_eq!((stages[0].deliverables.join(" "), stages[0].friction.join(" ")), ("A B".to_owned(), "C D".to_owned()));
    assert_eq!((stages[0].skippable, stages[1].skippable), (true, false));
    assert_eq!(codes("journey j { stage s initial { skippable skippable } }"), ["E0402 1:41"]);
}

#[test]
fn reviews_come_round() {
    assert_eq!(codes("blueprint b { review every 0 months }"), ["E0410 1:28"]);
}

#[test]
fn lets_and_settings_have_clauses() {
    let ir = blueprint(
        "let l \"L\" = 1 + s { meta { k: \"v\" } renamed from m }\nsetting s: int = 2 renamed from t\nsetting u: bool = true",
    );
    let info = &ir.lets.values().next().unwrap().info;
    assert_eq!((info.meta["k"].as_str(), info.renamed_from.as_deref(), info.title()), ("v", Some("m"), "L"));
    let renamed: Vec<_> = ir.settings.values().map(|one| one.info.renamed_from.as_deref()).collect();
    assert_eq!(renamed, [Some("t"), None]);
    assert_eq!(codes("team t\nlet l = 1 { owner t }\nsetting s: int = 2 owner t"), ["E0103 2:13", "E0103 3:20"]);
}

/// Who answers may be said wherever somebody does.
#[test]
fn roles_stand_on_all_that_somebody_answers_for() {
    let raci = "owner t responsible t accountable t consulted t informed t, u";
    let world = "team t\nteam u\nevent e\nsystem sx\nsystem sy\nchannel c\naction a { channel c automated }\n";
    for text in [
        format!("blueprint b {{ {raci} }}"),
        format!("team x {{ {raci} }}"),
        format!("opening x {{ mon 09:00..10:00 {raci} }}"),
        format!("purpose x {{ {raci} }}"),
        format!("channel x {{ {raci} }}"),
        format!("event x {{ {raci} }}"),
        format!("segment x when true {{ {raci} }}"),
        format!("score x in 0..1 {{ {raci} }}"),
        format!("mode x {{ when false {raci} }}"),
        format!("journey x {{ stage s initial {raci} }}"),
        format!("journey x {{ stage s initial {{ {raci} }} }}"),
        format!("journey x {{ stage s initial stage q transition s -> q on e {{ {raci} }} }}"),
        format!("action x {{ channel c automated {raci} }}"),
        format!("sequence x {{ do a {raci} }}"),
        format!("group x {{ at most 1 {raci} }}"),
        format!("rule x {{ on e do a {raci} }}"),
        format!("journey j {{ stage s initial }} kpi x {{ volume of s {raci} }}"),
        format!("system x {{ {raci} }}"),
        format!("flow sx -> sy {{ {raci} }}"),
    ] {
        let ir = blueprint(&format!("{world}{text}"));
        let json = ir.to_json().unwrap();
        let expected = "\"responsible\":[0],\"accountable\":[0],\"consulted\":[0],\"informed\":[0,1]";
        assert!(json.contains(expected), "{text}\n{json}");
    }
}
