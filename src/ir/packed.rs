//! Values as states hold many of them: in little room, and quickly compared.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::{EnumId, Id, TeamId, Value};
use crate::calendar::Instant;

/// A value or none, in 16 bytes: what is larger has to lie beside. Each value has one form, so that equal forms are
/// equal values; plain numbers, for states are compared at each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Packed {
    kind: Kind,
    /// What a number is of: the enum of a member, the places of a decimal behind the point, the year of a date.
    of: i32,
    content: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
enum Kind {
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
    pub(crate) const UNSET: Self = Self { kind: Kind::Unset, of: 0, content: 0 };

    /// A value in its form.
    pub(crate) fn of(value: &Value) -> Self {
        let small = |kind: Kind, content: i64| Self { kind, of: 0, content };
        let form = match *value {
            Value::Bool(value) => Some(small(Kind::Bool, value.into())),
            Value::Int(value) => Some(small(Kind::Int, value)),
            Value::Member(of, member) => {
                i32::try_from(of.index()).ok().map(|of| Self { of, ..small(Kind::Member, member.into()) })
            }
            Value::Team(team) => i64::try_from(team.index()).ok().map(|team| small(Kind::Team, team)),
            Value::Date(date) => Some(Self { of: date.year(), ..small(Kind::Date, date.ordinal().into()) }),
            Value::Datetime(instant) => Some(small(Kind::Datetime, instant.milliseconds())),
            Value::Set(ref elements) => elements.is_empty().then(|| small(Kind::NoElements, 0)),
            Value::Decimal(number) => {
                // Trailing zeros are no other number.
                let number = number.normalize();
                let digits = i64::try_from(number.mantissa()).ok();
                let of = i32::try_from(number.scale()).ok();
                digits.zip(of).map(|(digits, of)| Self { of, ..small(Kind::Decimal, digits) })
            }
            Value::Text(_) | Value::Duration(_) => None,
        };
        form.unwrap_or(small(Kind::Beside, 0))
    }

    /// The value, where there is one and it does not lie elsewhere.
    pub(crate) fn value(self) -> Option<Value> {
        let Self { kind, of, content } = self;
        let index = |number: i64| usize::try_from(number).ok();
        match kind {
            Kind::Unset | Kind::Beside => None,
            Kind::Bool => Some(Value::Bool(content != 0)),
            Kind::Int => Some(Value::Int(content)),
            Kind::Member => Some(Value::Member(EnumId::new(index(of.into())?), u32::try_from(content).ok()?)),
            Kind::Team => index(content).map(|team| Value::Team(TeamId::new(team))),
            Kind::Date => NaiveDate::from_yo_opt(of, u32::try_from(content).ok()?).map(Value::Date),
            Kind::Datetime => Instant::from_milliseconds(content).map(Value::Datetime),
            Kind::Decimal => Some(Value::Decimal(Decimal::new(content, u32::try_from(of).ok()?))),
            Kind::NoElements => Some(Value::Set(Vec::new())),
        }
    }

    /// Whether there is a value.
    pub(crate) fn is_set(self) -> bool {
        self.kind != Kind::Unset
    }

    /// Whether there is a value that lies elsewhere.
    #[inline]
    pub(crate) fn is_beside(self) -> bool {
        self.kind == Kind::Beside
    }

    /// Of a truth value, whether it is true.
    #[inline]
    pub(crate) fn truth(self) -> Option<bool> {
        (self.kind == Kind::Bool).then_some(self.content != 0)
    }

    /// Of a whole number, which.
    #[inline]
    pub(crate) fn int(self) -> Option<i64> {
        (self.kind == Kind::Int).then_some(self.content)
    }

    /// Of a member of an enum, its index.
    #[inline]
    pub(crate) fn member(self) -> Option<u32> {
        if self.kind == Kind::Member { u32::try_from(self.content).ok() } else { None }
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
            assert_eq!(packed.truth(), (*value == Value::Bool(true)).then_some(true));
            assert_eq!(packed.int(), (*value == Value::Int(i64::MIN)).then_some(i64::MIN));
            assert_eq!(packed.member(), matches!(value, Value::Member(..)).then_some(u32::MAX));
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
