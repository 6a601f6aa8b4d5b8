//! Types and values.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{EnumId, ObjectId, TeamId};
use crate::calendar::{Duration, Instant};

/// The type of a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scalar {
    /// `true` or `false`.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// An exact decimal number of 28 digits.
    Decimal,
    /// Unicode text of at most 64 KiB.
    Text,
    /// A calendar day.
    Date,
    /// An instant, to the millisecond.
    Datetime,
    /// A length of time in calendar units.
    Duration,
    /// A member of an enum.
    Enum(EnumId),
    /// A team.
    Team,
    /// The id of an instance of an object, a text.
    Object(ObjectId),
}

impl Scalar {
    /// As the language writes it; `enum` for any enum.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
            Self::Enum(_) => "enum",
            Self::Team => "team",
            Self::Object(_) => "object",
        }
    }
}

/// The type of a field, a payload or an expression. In the stored form it is a word as `int`, `set of text` or, where it
/// may be unset, `date?`; of an enum or an object the list of the word and the id, `["enum", 3]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Type {
    /// The type of the value, or of the elements of a set.
    pub scalar: Scalar,
    /// Whether it is a set. A set is never unset: an empty set is a value.
    pub set: bool,
    /// Whether it may be unset (of an expression: unknown).
    pub optional: bool,
}

impl Type {
    /// A type that is always set.
    #[must_use]
    pub const fn required(scalar: Scalar) -> Self {
        Self { scalar, set: false, optional: false }
    }

    /// The same type, optional or not.
    #[must_use]
    pub const fn with_optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }

    /// A set of `scalar`.
    #[must_use]
    pub const fn set_of(scalar: Scalar) -> Self {
        Self { scalar, set: true, optional: false }
    }
}

/// A typed value. The order of the variants has no meaning; the derived order serves only
/// to keep sets sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number, always normalized (1.0 and 1.00 are 1).
    Decimal(#[serde(with = "decimal_text")] Decimal),
    /// A text.
    Text(Arc<str>),
    /// A calendar day.
    Date(NaiveDate),
    /// An instant.
    Datetime(Instant),
    /// A length of time.
    Duration(Duration),
    /// A member of an enum, by its index in declaration order.
    Member(EnumId, u32),
    /// A team.
    Team(TeamId),
    /// A set: sorted, without doubles.
    Set(Vec<Value>),
}

impl Value {
    /// A set of `elements`, sorted and without doubles.
    #[must_use]
    pub fn set(mut elements: Vec<Self>) -> Self {
        elements.sort();
        elements.dedup();
        Self::Set(elements)
    }

    /// A decimal in its one normal form.
    #[must_use]
    pub fn decimal(number: Decimal) -> Self {
        Self::Decimal(number.normalize())
    }

    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }
}

/// Decimals are written as text, so that no reader makes a float of them.
mod decimal_text {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&number.normalize())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::from_str_exact(&text).map(|number| number.normalize()).map_err(serde::de::Error::custom)
    }
}
