//! Values as states hold many of them: in little room, and quickly compared.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::{EnumId, Id, TeamId, Value};
use crate::calendar::Instant;

/// A value or none, in 16 bytes: what is larger has to lie beside. Each value has one form, so that equal forms are
/// equal values; plain numbers, for states are compared at each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Packed {
    kind: PackedKind,
    /// What a number is of: the enum of a member, the places of a decimal behind the point, the year of a date.
    of: i32,
    content: i64,
}

/// Of which type a value is, and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum PackedKind {
    #[default]
    Unset,
    Bool,
    Int,
    Member,
    Team,
    /// The day of the year.
    Date,
    Datetime,
    /// The digits of a decimal, where they fit.
    Decimal,
    /// A set.
    NoElements,
    /// A value that lies elsewhere.
    Beside,
}

impl Packed {
    /// No value.
    pub(crate) const UNSET: Self = Self { kind: PackedKind::Unset, of: 0, content: 0 };

    /// A value in its form.
    pub(crate) fn of(value: &Value) -> Self {
        let small = |kind: PackedKind, content: i64| Self { kind, of: 0, content };
        let form = match *value {
            Value::Bool(value) => Some(small(PackedKind::Bool, value.into())),
            Value::Int(value) => Some(small(PackedKind::Int, value)),
            Value::Member(of, member) => {
                i32::try_from(of.index()).ok().map(|of| Self { of, ..small(PackedKind::Member, member.into()) })
            }
            Value::Team(team) => i64::try_from(team.index()).ok().map(|team| small(PackedKind::Team, team)),
            Value::Date(date) => Some(Self { of: date.year(), ..small(PackedKind::Date, date.ordinal().into()) }),
            Value::Datetime(instant) => Some(small(PackedKind::Datetime, instant.milliseconds())),
            Value::Set(ref elements) => elements.is_empty().then(|| small(PackedKind::NoElements, 0)),
            Value::Decimal(number) => {
                // Trailing zeros are no other number.
                let number = number.normalize();
                let digits = i64::try_from(number.mantissa()).ok();
                let of = i32::try_from(number.scale()).ok();
                digits.zip(of).map(|(digits, of)| Self { of, ..small(PackedKind::Decimal, digits) })
            }
            Value::Text(_) | Value::Duration(_) => None,
        };
        form.unwrap_or(small(PackedKind::Beside, 0))
    }

    /// The value, where there is one and it does not lie elsewhere.
    pub(crate) fn value(self) -> Option<Value> {
        let Self { kind, of, content } = self;
        let index = |number: i64| usize::try_from(number).ok();
        match kind {
            PackedKind::Unset | PackedKind::Beside => None,
            PackedKind::Bool => Some(Value::Bool(content != 0)),
            PackedKind::Int => Some(Value::Int(content)),
            PackedKind::Member => Some(Value::Member(EnumId::new(index(of.into())?), u32::try_from(content).ok()?)),
            PackedKind::Team => index(content).map(|team| Value::Team(TeamId::new(team))),
            PackedKind::Date => NaiveDate::from_yo_opt(of, u32::try_from(content).ok()?).map(Value::Date),
            PackedKind::Datetime => Instant::from_milliseconds(content).map(Value::Datetime),
            PackedKind::Decimal => Some(Value::Decimal(Decimal::new(content, u32::try_from(of).ok()?))),
            PackedKind::NoElements => Some(Value::Set(Vec::new())),
        }
    }

    /// Whether there is a value.
    pub(crate) fn is_set(self) -> bool {
        self.kind != PackedKind::Unset
    }

    /// Whether there is a value that lies elsewhere.
    #[inline]
    pub(crate) fn is_beside(self) -> bool {
        self.kind == PackedKind::Beside
    }

    /// Of which type it is.
    #[inline]
    pub(crate) const fn kind(self) -> PackedKind {
        self.kind
    }

    /// The number that it is; 0 where there is none.
    #[inline]
    pub(crate) const fn content(self) -> i64 {
        self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Duration;

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
            Value::Date(NaiveDate::MAX),
            Value::Datetime(Instant::default()),
            Value::Duration(Duration::days(3)),
            Value::text("text"),
            Value::Set(Vec::new()),
            Value::Set(vec![Value::Int(1)]),
        ]);
        for (place, value) in values.iter().enumerate() {
            let packed = Packed::of(value);
            let is_beside = packed.is_beside();
            assert!(packed.is_set());
            assert_eq!(packed.value().as_ref(), (!is_beside).then_some(value));
            let number = match *value {
                Value::Bool(is) => Some((PackedKind::Bool, is.into())),
                Value::Int(number) => Some((PackedKind::Int, number)),
                Value::Member(_, member) => Some((PackedKind::Member, member.into())),
                _ => None,
            };
            assert!(number.is_none_or(|number| number == (packed.kind(), packed.content())));
            for (other, before) in values.iter().enumerate().filter(|_| !is_beside) {
                assert_eq!(packed == Packed::of(before), place == other, "{value:?} and {before:?}");
            }
        }
        assert!(!Packed::UNSET.is_set() && Packed::UNSET.value().is_none() && Packed::UNSET == Packed::default());
        let is_beside = |text: &&str| Packed::of(&decimal(text)).is_beside();
        assert!(!decimals.iter().any(is_beside) && wide.iter().all(is_beside));
    }

    #[test]
    fn zeros_at_the_end_are_no_other_number() {
        let written = Value::Decimal("1.500".parse().expect("a decimal"));
        assert_eq!(Packed::of(&written), Packed::of(&Value::decimal("1.5".parse().expect("a decimal"))));
    }
}
