//! Values as hosts give and get them: without types, by names.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::{Duration, Instant};

/// A value as a host gives or gets it.
///
/// The blueprint's types decide what it means: an enum's member and a team are texts, so
/// are dates (`2026-03-02`), datetimes (RFC 3339) and durations (`2 days`). Sets are lists.
/// Decimals are written as text, and read from a text or a number.
///
/// ```
/// use crm_blueprint::state::PlainValue;
/// assert_eq!(PlainValue::from("pro"), PlainValue::Text("pro".into()));
/// assert_eq!(PlainValue::from(None::<i64>), PlainValue::Null);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlainValue {
    /// Unset.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number.
    Decimal(Decimal),
    /// A text, or anything that is written as one.
    Text(String),
    /// The elements of a set.
    List(Vec<PlainValue>),
}

macro_rules! from {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl From<$from> for PlainValue {
            fn from($value: $from) -> Self {
                $to
            }
        }
    )*};
}

from! {
    bool => |value| Self::Bool(value);
    i64 => |value| Self::Int(value);
    i32 => |value| Self::Int(value.into());
    i16 => |value| Self::Int(value.into());
    i8 => |value| Self::Int(value.into());
    u32 => |value| Self::Int(value.into());
    u16 => |value| Self::Int(value.into());
    u8 => |value| Self::Int(value.into());
    Decimal => |value| Self::Decimal(value.normalize());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    &str => |value| Self::Text(value.to_owned());
    NaiveDate => |value| Self::Text(value.to_string());
    Instant => |value| Self::Text(value.to_string());
    Duration => |value| Self::Text(value.to_string());
}

impl<T: Into<Self>> FromIterator<T> for PlainValue {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Vec<T>> for PlainValue {
    fn from(elements: Vec<T>) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for PlainValue {
    fn from(elements: [T; N]) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Into<Self>> From<Option<T>> for PlainValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Serialize for PlainValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Decimal(value) => serializer.collect_str(&value.normalize()),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(elements) => elements.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PlainValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader { lists: true }.deserialize(deserializer)
    }
}

/// Reads a value; a list within a list is no value, so nothing nests.
#[derive(Clone, Copy)]
struct Reader {
    lists: bool,
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = PlainValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PlainValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = PlainValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a bool, a number, a text")?;
        if self.lists { f.write_str(" or a list of these") } else { Ok(()) }
    }

    fn visit_unit<E: Error>(self) -> Result<PlainValue, E> {
        Ok(PlainValue::Null)
    }

    fn visit_none<E: Error>(self) -> Result<PlainValue, E> {
        Ok(PlainValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<PlainValue, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<PlainValue, E> {
        Ok(PlainValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<PlainValue, E> {
        Ok(PlainValue::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<PlainValue, E> {
        i64::try_from(value)
            .map(PlainValue::Int)
            .map_err(|_| E::custom(format_args!("the number {value} is outside the whole numbers of 64 bits")))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<PlainValue, E> {
        exact(value).map(PlainValue::Decimal).ok_or_else(|| {
            E::custom(format_args!("the number {value:e} has more than 15 significant digits; write it as a text"))
        })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<PlainValue, E> {
        Ok(PlainValue::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<PlainValue, E> {
        Ok(PlainValue::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<PlainValue, A::Error> {
        if !self.lists {
            return Err(A::Error::custom("a list within a list is no value"));
        }
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(Self { lists: false })? {
            elements.push(element);
        }
        Ok(PlainValue::List(elements))
    }
}

/// The number that the shortest text for the float says; `None` where a reader that went
/// through floats may have lost digits, which is past 15.
fn exact(float: f64) -> Option<Decimal> {
    let scientific = format!("{float:e}");
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    // From 10^15 on, whole numbers of more digits look like shorter ones.
    if count > 15 || !(-28..15).contains(&exponent) {
        return None;
    }
    Decimal::from_str_exact(&float.to_string()).ok().map(|number| number.normalize())
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
