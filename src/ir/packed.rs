//! Values as states hold many of them: in little room.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{EnumId, TeamId, Value};
use crate::calendar::Instant;

/// A value or none, in 16 bytes: what is larger has to lie beside. Each value has one form, so that equal forms are
/// equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Packed {
    /// No value.
    #[default]
    Unset,
    Bool(bool),
    Int(i64),
    Member(EnumId, u32),
    Team(TeamId),
    Date(NaiveDate),
    Datetime(Instant),
    /// A decimal whose digits fit: `digits` with the point `places` from the right.
    Decimal {
        places: u8,
        digits: i64,
    },
    /// A set without elements.
    NoElements,
    /// A value that lies elsewhere.
    Beside,
}

impl Packed {
    /// A value in its form.
    pub(crate) fn of(value: &Value) -> Self {
        match *value {
            Value::Bool(value) => Self::Bool(value),
            Value::Int(value) => Self::Int(value),
            Value::Member(of, member) => Self::Member(of, member),
            Value::Team(team) => Self::Team(team),
            Value::Date(date) => Self::Date(date),
            Value::Datetime(instant) => Self::Datetime(instant),
            Value::Set(ref elements) if elements.is_empty() => Self::NoElements,
            Value::Decimal(number) => {
                // Trailing zeros are no other number.
                let number = number.normalize();
                match (u8::try_from(number.scale()), i64::try_from(number.mantissa())) {
                    (Ok(places), Ok(digits)) => Self::Decimal { places, digits },
                    _ => Self::Beside,
                }
            }
            Value::Text(_) | Value::Duration(_) | Value::Set(_) => Self::Beside,
        }
    }

    /// The value, where there is one and it does not lie elsewhere.
    pub(crate) fn value(self) -> Option<Value> {
        Some(match self {
            Self::Unset | Self::Beside => return None,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Member(of, member) => Value::Member(of, member),
            Self::Team(team) => Value::Team(team),
            Self::Date(date) => Value::Date(date),
            Self::Datetime(instant) => Value::Datetime(instant),
            Self::Decimal { places, digits } => Value::Decimal(Decimal::new(digits, places.into())),
            Self::NoElements => Value::Set(Vec::new()),
        })
    }

    /// Whether there is a value.
    pub(crate) const fn is_set(self) -> bool {
        !matches!(self, Self::Unset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Duration;
    use crate::ir::Id;

    #[test]
    fn a_value_comes_back_from_its_room() {
        assert!(size_of::<Packed>() <= 16);
        let decimals = ["0", "-1.5", "9223372036854775807", "0.0000000000000000000000000001"];
        let wide = ["79228162514264337593543950335", "-9223372036854775809", "922337203685477580.71234"];
        let decimal = |text: &&str| Value::decimal(text.parse().expect("a decimal"));
        let mut values: Vec<Value> = decimals.iter().chain(&wide).map(decimal).collect();
        values.extend([
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Member(EnumId::new(3), u32::MAX),
            Value::Team(TeamId::new(2)),
            Value::Date(NaiveDate::MIN),
            Value::Datetime(Instant::default()),
            Value::Duration(Duration::days(3)),
            Value::text("text"),
            Value::Set(Vec::new()),
            Value::Set(vec![Value::Int(1)]),
        ]);
        for (place, value) in values.iter().enumerate() {
            let packed = Packed::of(value);
            let is_beside = packed == Packed::Beside;
            assert!(packed.is_set());
            assert_eq!(packed.value().as_ref(), (!is_beside).then_some(value));
            for (other, before) in values.iter().enumerate().filter(|_| !is_beside) {
                assert_eq!(packed == Packed::of(before), place == other, "{value:?} and {before:?}");
            }
        }
        assert!(!Packed::Unset.is_set() && Packed::Unset.value().is_none());
        let is_beside = |text: &&str| Packed::of(&decimal(text)) == Packed::Beside;
        assert!(!decimals.iter().any(is_beside) && wide.iter().all(is_beside));
    }

    #[test]
    fn zeros_at_the_end_are_no_other_number() {
        let written = Value::Decimal("1.500".parse().expect("a decimal"));
        assert_eq!(Packed::of(&written), Packed::Decimal { places: 1, digits: 15 });
    }
}
