use super::*;
use crate::ir::{Addressing, ExprKind, Id, ObjectId, Scalar, Type};

/// 16 lines.
const WORLD: &str = "enum tier { basic, gold }\ncontact { vip: bool = false  churn: bool = false  level: text = \"\" }\n\
    object account { tier: tier = basic  country: text? }\n\
    object ticket { kind: enum { bug, wish }  level: int = 1  account: account?  until: date?  tags: set of text }\n\
    event opened opens ticket { kind: ticket.kind  level: int? }\n\
    event replied of ticket { by: text }\n\
    event synced of account by id or opens\n\
    event asked { about: text  account: account? }\n\
    channel mail\naction tell { channel mail automated }\naction raise { channel mail automated set ticket.level = 2 }\n\
    let urgency of ticket = level + 1\nsegment abroad of account when country != \"FR\" or unset\n\
    journey support of ticket { stage fresh initial stage done final transition fresh -> done on replied }\n\
    journey life { stage new initial stage old final transition new -> old on asked }\n\
    sequence care of ticket { do raise wait 1 day do tell }\n";

#[track_caller]
fn with(line: &str) -> Vec<String> {
    codes(&format!("{WORLD}{line}"))
}

#[track_caller]
fn says(line: &str) -> String {
    message(&format!("{WORLD}{line}"))
}

#[track_caller]
fn all_are(rows: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (line, expected) in rows {
        let found = with(line);
        if found != *expected {
            wrong += &format!("{line}: expected {expected:?}, found {found:?}\n{}\n", says(line));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn fields_come_in_turn() {
    let ir = blueprint(&format!("{WORLD}object order {{ number: text }}"));
    let names = |object| ir.fields_of(object).map(|id| ir.fields[id].info.name.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(names(None), "vip churn level");
    assert_eq!(names(Some(ObjectId::new(0))), "tier country");
    assert_eq!(names(Some(ObjectId::new(1))), "kind level account until tags");
    assert_eq!(names(Some(ObjectId::new(2))), "number");
    let reference = ir.fields.values().find(|field| field.info.name == "account").unwrap();
    assert_eq!(reference.ty, Type::required(Scalar::Object(ObjectId::new(0))).with_optional(true));
    assert_eq!(ir.fields[ir.objects[ObjectId::new(1)].fields[1]].object, Some(ObjectId::new(1)));
}

#[test]
fn names_of_objects() {
    all_are(&[
        ("object ticket { }", &["E0202 17:8"]),
        ("object order { a: int = 1  a: int = 2 }", &["E0202 17:28"]),
        ("object order { id: int = 1 }", &["E0206 17:16"]),
        ("object text { }", &["E0206 17:8"]),
        ("object event { a: int = 1 }", &["E0206 17:8"]),
        ("object order { a: ordre? }", &["E0201 17:19"]),
        ("object order { a: set of account }", &["E0310 17:26"]),
        ("object order { a: ticket.kind = bug  b: ticket.account }", &[]),
        ("object order { a: ticket.kin? }", &["E0204 17:26"]),
        ("object order { a: ticket.account.tier = gold }", &["E0310 17:19"]),
        ("setting favourite: account = \"a\"", &["E0310 17:20"]),
        ("let level of ticket = 1", &["E0202 17:5"]),
        ("let id of ticket = 1", &["E0206 17:5"]),
        ("let country = 1", &[]),
        ("event late of tickt", &["E0201 17:15"]),
        ("let x of asked = 1", &["E0203 17:10"]),
        ("let x of nothing = zz + kk.x", &["E0201 17:10"]),
    ]);
    let near = says("event late of tickt");
    assert!(near.contains("no object is called `tickt`") && near.contains("did you mean `ticket`?"), "{near}");
}

#[test]
fn events_of_instances() {
    let ir = blueprint(WORLD);
    let subjects: Vec<_> =
        ir.events.values().map(|event| event.subject.map(|of| (of.object.index(), of.addressing))).collect();
    assert_eq!(
        subjects,
        [Some((1, Addressing::Opens)), Some((1, Addressing::Of)), Some((0, Addressing::OfOrOpens)), None]
    );
    all_are(&[
        ("event late opens ticket", &["E0311 17:7"]),
        ("event late opens ticket { kind: ticket.kind? }", &["E0311 17:27"]),
        ("event late opens ticket { kind: text }", &["E0311 17:27"]),
        ("event late opens ticket { kind: ticket.kind  tags: text }", &["E0311 17:46"]),
        ("event late of ticket or opens", &["E0311 17:7"]),
        ("event late of ticket by level { level: int }", &[]),
        ("event late of ticket by level { level: int? }", &["E0311 17:25"]),
        ("event late of ticket by level { level: text }", &["E0311 17:25"]),
        ("event late of ticket by level { number: int }", &["E0311 17:25"]),
        ("event late of ticket by levle { level: int }", &["E0204 17:25"]),
        ("event late of ticket { a: int  refuse when kind == bug and level > event.a and in stage done }", &[]),
    ]);
    let by = blueprint(&format!("{WORLD}event late of ticket by level {{ level: int }}"));
    let key = by.events.values().last().unwrap().subject.unwrap().key.unwrap();
    assert_eq!(by.fields[key].info.name, "level");
}

#[test]
fn instances_in_scope() {
    all_are(&[
        ("let a of ticket = level + urgency", &[]),
        ("let a of ticket = ticket.level + ticket.urgency", &[]),
        ("let a of ticket = contact.level", &[]),
        ("let a of ticket = ticket.id", &[]),
        ("let a of ticket = account.tier", &[]),
        ("let a of ticket = ticket.account.tier", &[]),
        ("let a of ticket = ticket.account.abroad", &[]),
        ("let a of ticket = is ticket.account.abroad", &[]),
        ("segment a of ticket when is account.abroad", &[]),
        ("let a of ticket = ticket.account.tire", &["E0204 17:34"]),
        ("let a of ticket = ticket.levl", &["E0204 17:26"]),
        ("let a of ticket = ticket.level.x", &["E0203 17:32"]),
        ("let a of ticket = country", &["E0208 17:19"]),
        ("let a = ticket.level", &["E0208 17:9"]),
        ("let a = until", &["E0208 17:9"]),
        ("let a = urgency", &["E0208 17:9"]),
        ("let a = in stage fresh", &["E0208 17:18"]),
        ("let a = time in stage fresh", &["E0208 17:23"]),
        ("let a of account = is abroad and account.abroad", &[]),
        ("segment b when is abroad", &["E0208 17:19"]),
        ("let a of ticket = count of replied where by == \"x\" and level > 2", &[]),
        ("let a = count of replied where by == \"x\" and level > 2 and ticket.kind == bug", &[]),
        ("let a of ticket = account == \"acc\" or account is unset", &[]),
        ("let a = any ticket where account == \"x\"", &[]),
        ("let a of account = any ticket where ticket.account == account.id", &[]),
    ]);
    let help = says("let a = ticket.level");
    assert!(help.contains("`ticket.level` needs a `ticket`, and none is in scope here"), "{help}");
    assert!(help.contains("`any ticket where level …`") && help.contains("`of ticket`"), "{help}");
}

#[test]
fn questions_about_instances() {
    let ir = blueprint(&format!(
        "{WORLD}let a = any ticket where level > 2 in last 3 days\nlet b = at most 2 ticket\nlet c = sum of ticket.urgency\n\
         let d = max of ticket.until where kind == bug\nlet e = count of ticket where in stage fresh\n\
         let f of account = any ticket where account.tier == gold and any account where tier == basic"
    ));
    let of = |name: &str| {
        let value = ir.lets.values().find(|one| one.info.name == name).unwrap().value;
        &ir.exprs[value]
    };
    assert!(matches!(of("a").kind, ExprKind::AtLeast { number: 1, instances } if instances.window.is_some()));
    assert!(
        matches!(of("b").kind, ExprKind::Not(part) if matches!(ir.exprs[part].kind, ExprKind::AtLeast { number: 3, .. }))
    );
    assert!(matches!(of("c").kind, ExprKind::AggregateInstances { .. }));
    assert_eq!(of("c").ty, Type::required(Scalar::Int));
    assert_eq!(of("d").ty, Type::required(Scalar::Date).with_optional(true));
    assert!(matches!(of("e").kind, ExprKind::CountInstances(_)));
    let deep = |levels: usize| format!("let a = {}vip", "any ticket where ".repeat(levels));
    assert_eq!(with(&deep(3)), Vec::<String>::new());
    assert_eq!(with(&deep(4)), ["E0008 17:9"]);
    all_are(&[
        ("let a = sum of ticket", &["E0304 17:16"]),
        ("let a = sum of ticket.account", &["E0304 17:16"]),
        ("let a = count of ticket.level", &["E0304 17:25"]),
        ("let a = any tickt where vip", &["E0201 17:13"]),
        ("let a = any ticket where levl > 1", &["E0201 17:26"]),
        ("let a = sum of ticket.levl", &["E0204 17:23"]),
        ("let a = any ticket in last 0 days", &["E0410 17:28"]),
    ]);
}

#[test]
fn whose_a_declaration_is() {
    let ir = blueprint(&format!(
        "{WORLD}rule r1 {{ on replied do tell }}\nrule r2 {{ on replied, asked do tell }}\nrule r3 {{ on enter fresh do tell }}\n\
         rule r4 {{ on change ticket.level do raise }}\nrule r5 {{ at ticket.until do raise }}\n\
         rule r6 {{ on becoming ticket.level > 2 do raise }}\nrule r7 {{ on becoming any ticket where ticket.level > 2 do tell }}\n\
         rule r8 of ticket {{ on asked start care }}\nrule r9 {{ after 3 days without replied do raise }}\n\
         rule r10 {{ after 3 days in stage fresh do raise }}\nrule r11 {{ on opened, synced do tell }}"
    ));
    let of: Vec<bool> = ir.rules.values().map(|rule| rule.object.is_some()).collect();
    assert_eq!(of, [true, false, true, true, true, true, false, true, true, true, false]);
    let actions: Vec<bool> = ir.actions.values().map(|action| action.object.is_some()).collect();
    assert_eq!(actions, [false, true]);
    let keys: Vec<&str> = ir.series.values().map(|series| series.key.as_str()).collect();
    assert_eq!(keys, ["replied of ticket"]);
}

#[test]
fn what_is_of_an_object() {
    all_are(&[
        ("rule r { on asked do raise }", &["E0208 17:22"]),
        ("rule r { on replied, asked do raise }", &["E0208 17:31"]),
        ("rule r of account { on asked do raise }", &["E0417 17:33"]),
        ("rule r { on asked start care }", &["E0208 17:25"]),
        ("rule r of account { on replied do tell }", &["E0417 17:24"]),
        ("rule r of account { on enter fresh do tell }", &["E0417 17:30"]),
        ("rule r of ticket { on enter fresh, old do tell }", &[]),
        ("rule r { on asked in stage fresh do tell }", &["E0208 17:28"]),
        ("rule r { on asked do tell unless replied where level > 1 }", &[]),
        ("rule r of account { on asked do tell unless replied }", &["E0417 17:45"]),
        ("mode m of account { from replied suspend channel mail }", &["E0417 17:26"]),
        ("mode m { from replied where level > 2 suspend channel mail }", &[]),
        ("score s in 0..9 { on replied where level > 1 add level }", &[]),
        ("score s of account in 0..9 { on replied add 1 }", &["E0417 17:33"]),
        ("action x { channel mail automated set level = \"a\", ticket.level = 3 }", &[]),
        ("action x { channel mail automated set ticket.level = urgency }", &["E0208 17:54"]),
        ("action x of ticket { channel mail automated set level = urgency }", &[]),
        ("action x { channel mail automated otherwise raise }", &["E0208 17:45"]),
        ("action x of account { channel mail automated otherwise raise }", &["E0417 17:56"]),
        ("rule r { on replied set account = \"a\", level = 3, vip = true, contact.level = \"x\" }", &[]),
        ("rule r { on replied set ticket.account.tier = gold }", &["E0203 17:25"]),
        ("rule r { on replied set account.tier = gold }", &["E0203 17:25"]),
        ("rule r { on replied set ticket.id = \"x\" }", &["E0203 17:25"]),
        ("rule r { on asked set ticket.level = 3 }", &["E0208 17:23"]),
        ("rule r { on replied when changed ticket.account.tier do tell }", &["E0203 17:34"]),
        ("rule r { on replied when changed level and was ticket.level > 2 do tell }", &[]),
        ("rule r { on asked where event.account.tier == gold do tell }", &[]),
        ("journey j of ticket { stage a initial stage b { requires until, account } transition a -> b }", &[]),
        ("journey j of ticket { stage a initial stage b { requires vip } transition a -> b }", &["E0414 17:58"]),
        ("journey j { stage a initial stage b transition a -> b on replied where level > 1 { set vip = true } }", &[]),
        ("journey j { stage a initial stage b transition a -> b on replied { do raise } }", &["E0208 17:71"]),
        ("journey j of account { stage a initial stage b transition a -> b on replied }", &["E0417 17:69"]),
        ("sequence s (account: account) { do tell when account.tier == gold { do tell } }", &[]),
        ("sequence s { do tell wait 1 day or replied where level > 1 }", &[]),
    ]);
}

#[test]
fn scenarios_of_instances() {
    let scenario = |lines: &str| with(&format!("scenario \"t\" {{\n{lines}\n}}"));
    const AT: &str = "at 2026-03-02 10:00\n";
    for (lines, expected) in [
        (
            "given ticket t1 { kind: bug, account: \"a\" } in stage done\ngiven t1.level = 3\ngiven replied of t1 { by: \"x\" } 2 days ago",
            vec![],
        ),
        ("given ticket t1 { }", vec!["E0308 18:14"]),
        ("given ticket t1 { kind: bug, levl: 2 }", vec!["E0204 18:30"]),
        ("given ticket t1 { kind: bug } in stage old", vec!["E0417 18:40"]),
        ("given ticket t1 { kind: bug }\ngiven ticket t1 { kind: bug }", vec!["E0202 19:14"]),
        ("given stage done for t1", vec!["E0201 18:22"]),
        ("given stage done", vec!["E0504 18:13"]),
        ("given ticket t1 { kind: bug }\ngiven stage old for t1", vec!["E0417 19:13"]),
        ("given running care for t1\ngiven ticket t1 { kind: bug }", vec!["E0504 18:24"]),
        ("given running care", vec!["E0504 18:15"]),
        ("given opened as t1 { kind: bug } 2 days ago", vec!["E0504 18:7"]),
    ] {
        assert_eq!(scenario(lines), expected, "{lines}");
    }
    for (lines, expected) in [
        (
            "when opened as t1 { kind: bug }\nwhen replied of t1 { by: \"x\" }, t1.level = 2, vip = true\n\
             then t1.level == 2 and t1.urgency > 1\nthen stage done for t1\nthen fires tell, raise for t1\nthen starts care for t1\n\
             then t1.account is unset\nthen any ticket where level == t1.level",
            vec![],
        ),
        ("when opened { kind: bug }\nthen ticket_1.level == 1\nthen stage fresh for ticket_1", vec![]),
        ("when opened of t1 { kind: bug }", vec!["E0504 19:6"]),
        ("when replied { by: \"x\" }", vec!["E0504 19:6"]),
        ("when replied as t1 { by: \"x\" }", vec!["E0504 19:6"]),
        ("when replied of t1 { by: \"x\" }", vec!["E0201 19:17"]),
        ("when opened as t1 { kind: bug }\nwhen opened as t1 { kind: bug }", vec!["E0202 20:16"]),
        ("when synced as a1\nwhen replied of a1 { by: \"x\" }", vec!["E0417 20:6"]),
        ("when asked as t1 { about: \"x\" }", vec!["E0504 19:6"]),
        ("when opened as t1 { kind: bug }\nthen stage done", vec!["E0504 20:12"]),
        ("when opened as t1 { kind: bug }\nthen t1.levl == 1", vec!["E0204 20:9"]),
        ("when opened as t1 { kind: bug }\nwhen t1.tier = gold", vec!["E0204 20:9"]),
        ("when synced as a1\nthen fires raise for a1", vec!["E0417 20:12"]),
        ("when synced as a1\nthen a1.tier == gold and abroad", vec!["E0208 20:26"]),
    ] {
        assert_eq!(scenario(&format!("{AT}{lines}")), expected, "{lines}");
    }
}
