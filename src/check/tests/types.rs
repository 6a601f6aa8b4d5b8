use super::*;
use crate::ir::{EnumId, Id, Scalar, Type, Value};

#[test]
fn types_by_name() {
    let text = "enum plan { trial, pro }\nteam ops\n\
        contact { a: bool?  b: int?  c: decimal?  d: text?  e: date?  f: datetime?  g: duration?  h: plan?  i: team? \
        j: set of plan }";
    let fields: Vec<Scalar> = blueprint(text).fields.values().map(|field| field.ty.scalar).collect();
    let plan = Scalar::Enum(EnumId::new(0));
    assert_eq!(
        fields,
        [
            Scalar::Bool,
            Scalar::Int,
            Scalar::Decimal,
            Scalar::Text,
            Scalar::Date,
            Scalar::Datetime,
            Scalar::Duration,
            plan,
            Scalar::Team,
            plan
        ]
    );
}

#[test]
fn an_enum_in_place_is_named_by_its_owner() {
    let ir = blueprint("contact { kind: enum { a, b } = b }\nevent e { field: enum { c }  tags: set of enum { d } }");
    let names: Vec<&str> = ir.enums.values().map(|one| one.info.name.as_str()).collect();
    assert_eq!(names, ["contact.kind", "e.field", "e.tags"]);
    assert_eq!(ir.fields.values().next().unwrap().default, Some(Value::Member(EnumId::new(0), 1)));
}

#[test]
fn a_type_is_inherited_by_path() {
    let text = "event e { a: contact.a  b: contact.b?  c: f.c  d: set of contact.a  t: contact.tags }\n\
        event f { c: e.b }\n\
        contact { a: enum { x, y } = x  b: int = 0  tags: set of text }";
    let ir = blueprint(text);
    let of = |name: &str| ir.parameters.values().find(|one| one.info.name == name).unwrap().ty;
    let a = ir.fields.values().next().unwrap().ty.scalar;
    assert_eq!(of("a"), Type::required(a));
    assert_eq!(of("b"), Type::required(Scalar::Int).with_optional(true));
    assert_eq!(of("c"), Type::required(Scalar::Int).with_optional(true));
    assert_eq!(of("d"), Type::set_of(a));
    assert_eq!(of("t"), Type::set_of(Scalar::Text));
}

#[test]
fn types_that_need_themselves() {
    assert_eq!(codes("contact { a: contact.a }"), ["E0407 1:11"]);
    let text = "contact { a: contact.b\n b: e.c }\nevent e { c: contact.a }\nlet l = a + 1";
    assert_eq!(codes(text), ["E0407 1:11"]);
    assert!(message(text).contains("`contact.a` -> `contact.b` -> `e.c` -> `contact.a`"), "{}", message(text));
}

#[test]
fn wrong_types() {
    assert_eq!(codes("contact { a: intt }\nlet l = a + 1"), ["E0201 1:14"]);
    assert_eq!(message("contact { a: tetx }"), "no type is called `tetx` | did you mean `text`?");
    assert_eq!(codes("contact { a: e }\nevent e"), ["E0203 1:14"]);
    assert_eq!(codes("event e { a: contact.x }\ncontact { y: int = 1 }"), ["E0204 1:22"]);
    assert_eq!(codes("event e { a: f.x }\nevent f { y: int }"), ["E0204 1:16"]);
    assert_eq!(codes("contact { a: set of text? }"), ["E0310 1:14"]);
    assert_eq!(codes("contact { t: set of text }\nevent e { a: set of contact.t }"), ["E0310 2:21"]);
    assert_eq!(codes("contact { t: set of text }\nevent e { a: contact.t? }"), ["E0310 2:14"]);
    assert_eq!(codes("setting s: int? = 1"), ["E0310 1:12"]);
    assert_eq!(codes("enum e { }"), ["E0401 1:6"]);
}

#[test]
fn defaults_are_constants_of_the_type() {
    let ir = blueprint(
        "enum p { a, b }\ncontact { x: p = b  n: int = -3  d: decimal = 2  t: set of text = [\"u\"]  s: set of p }",
    );
    let defaults: Vec<Option<Value>> = ir.fields.values().map(|field| field.default.clone()).collect();
    assert_eq!(defaults[0], Some(Value::Member(EnumId::new(0), 1)));
    assert_eq!(defaults[1], Some(Value::Int(-3)));
    assert_eq!(defaults[2], Some(Value::decimal(2.into())));
    assert_eq!(defaults[3], Some(Value::set(vec![Value::text("u")])));
    assert_eq!(defaults[4], Some(Value::set(vec![])));
    assert_eq!(codes("contact { a: int = 1  b: int = a }"), ["E0306 1:32"]);
    assert_eq!(codes("contact { b: int = 1 + 1 }"), ["E0306 1:20"]);
    assert_eq!(codes("contact { b: int = \"x\" }"), ["E0301 1:20"]);
    assert_eq!(codes("setting s: duration = 3"), ["E0301 1:23"]);
}
