//! Values of one type in the place of another.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Fate, Migrator, at, json};
use crate::ir::{Blueprint, Info, Scalar, Type};
use crate::state::PlainValue;
use crate::state::convert::{normal_name, to_plain, to_value};
use crate::state::snapshot::infos;

impl Migrator<'_> {
    /// A value in a place of this type; `None` where it does not fit. What is changed or left out
    /// of it is told.
    pub(super) fn value(&mut self, part: &str, ty: Type, plain: &PlainValue) -> Option<PlainValue> {
        let to = match plain {
            PlainValue::Null => return (ty.optional && !ty.set).then_some(PlainValue::Null),
            PlainValue::List(elements) if ty.set => {
                let mut kept = Vec::new();
                for (index, element) in elements.iter().enumerate() {
                    let part = at(part, &index.to_string());
                    match fitted(self.new, ty.scalar, element) {
                        Some(to) => {
                            self.converted(&part, element, &to);
                            kept.push(to);
                        }
                        None => self.dropped(&part, element, "no element of the set has this value now"),
                    }
                }
                return Some(PlainValue::List(kept));
            }
            PlainValue::List(elements) => match elements.as_slice() {
                [] if ty.optional => PlainValue::Null,
                [element] => fitted(self.new, ty.scalar, element)?,
                _ => return None,
            },
            plain if ty.set => PlainValue::List(vec![fitted(self.new, ty.scalar, plain)?]),
            plain => fitted(self.new, ty.scalar, plain)?,
        };
        self.converted(part, plain, &to);
        Some(to)
    }

    fn converted(&mut self, part: &str, from: &PlainValue, to: &PlainValue) {
        // In JSON: a decimal that was read from its text is the same.
        let (from, to) = (json(from), json(to));
        if from != to {
            self.tell(part, Fate::Converted { from, to, why: "the blueprint holds it so now".to_owned() });
        }
    }
}

/// A value as one of another type, if nothing is lost.
fn fitted(ir: &Blueprint, scalar: Scalar, plain: &PlainValue) -> Option<PlainValue> {
    if let Ok(Some(value)) = to_value(ir, Type::required(scalar), plain) {
        return Some(to_plain(ir, &value));
    }
    let whole = |number: Decimal| if number.is_integer() { number.to_i64().map(PlainValue::Int) } else { None };
    let changed = match (scalar, plain) {
        (Scalar::Int, PlainValue::Decimal(number)) => whole(*number),
        (Scalar::Int, PlainValue::Text(text)) => Decimal::from_str_exact(text).ok().and_then(whole),
        (Scalar::Text, PlainValue::Int(number)) => Some(PlainValue::Text(number.to_string())),
        (Scalar::Text, PlainValue::Bool(truth)) => Some(PlainValue::Text(truth.to_string())),
        (Scalar::Text, PlainValue::Decimal(number)) => Some(PlainValue::Text(number.normalize().to_string())),
        (Scalar::Enum(id), PlainValue::Text(old)) => {
            let members = ir.enums.get(id)?.members.iter().map(|member| &member.info);
            renamed(members, old)
        }
        (Scalar::Team, PlainValue::Text(old)) => renamed(infos!(ir.teams).map(|(_, info)| info), old),
        _ => None,
    };
    changed.filter(|changed| to_value(ir, Type::required(scalar), changed).is_ok())
}

fn renamed<'i>(mut declared: impl Iterator<Item = &'i Info>, old: &str) -> Option<PlainValue> {
    let old = normal_name(old);
    let found = declared.find(|info| info.renamed_from.as_deref() == Some(&*old))?;
    Some(PlainValue::Text(found.name.clone()))
}
