//! Types and constants.

use super::{Check, ensure, within};
use crate::calendar::is_writable;
use crate::ir::{Blueprint, LIST_LIMIT, Scalar, TEXT_LIMIT, Type, Value};

/// A type in messages.
pub(super) fn describe(ty: Type) -> String {
    match ty.scalar {
        Scalar::Enum(id) => format!("{}enum {}", set_of(ty), crate::ir::Id::index(id)),
        Scalar::Object(id) => format!("{}object {}", set_of(ty), crate::ir::Id::index(id)),
        scalar => format!("{}{}", set_of(ty), scalar.name()),
    }
}

const fn set_of(ty: Type) -> &'static str {
    if ty.set { "set of " } else { "" }
}

/// A type whose enum, or object, exists.
pub(super) fn check_type(ir: &Blueprint, ty: Type) -> Check {
    match ty.scalar {
        Scalar::Enum(id) => within(&ir.enums, id, "enum"),
        Scalar::Object(id) => {
            within(&ir.objects, id, "object")?;
            ensure(!ty.set, || "it is a set of references".to_owned())
        }
        _ => Ok(()),
    }
}

/// A constant of this type, in its one form.
pub(super) fn check_value(ir: &Blueprint, value: &Value, ty: Type) -> Check {
    let Value::Set(elements) = value else {
        ensure(!ty.set, || format!("the value is no {}", describe(ty)))?;
        return check_scalar(ir, value, ty.scalar);
    };
    ensure(ty.set, || format!("the value is a set, not {}", describe(ty)))?;
    ensure(elements.len() <= LIST_LIMIT, || format!("the set has more than {LIST_LIMIT} elements"))?;
    elements.iter().try_for_each(|element| check_scalar(ir, element, ty.scalar))?;
    ensure(elements.is_sorted_by(|one, next| one < next), || "the set is not sorted, or has doubles".to_owned())
}

fn check_scalar(ir: &Blueprint, value: &Value, scalar: Scalar) -> Check {
    let fits = match (value, scalar) {
        (Value::Bool(_), Scalar::Bool)
        | (Value::Int(_), Scalar::Int)
        // Reading has brought decimals into their one form.
        | (Value::Decimal(_), Scalar::Decimal)
        | (Value::Datetime(_), Scalar::Datetime)
        | (Value::Duration(_), Scalar::Duration) => true,
        (Value::Text(text), Scalar::Text | Scalar::Object(_)) => {
            return ensure(text.len() <= TEXT_LIMIT, || format!("the text has more than {TEXT_LIMIT} bytes"));
        }
        (Value::Date(date), Scalar::Date) => {
            return ensure(is_writable(*date), || "the year has more than four digits".to_owned());
        }
        (Value::Team(team), Scalar::Team) => return within(&ir.teams, *team, "team"),
        (Value::Member(id, index), Scalar::Enum(wanted)) if *id == wanted => {
            let members = ir.enums.get(wanted).map_or(0, |declared| declared.members.len());
            let index = *index as usize;
            return ensure(index < members, || format!("the enum has no member {index}"));
        }
        _ => false,
    };
    ensure(fits, || format!("the value is no {}", describe(Type::required(scalar))))
}
