//! Expressions in the stored form. There are more of them than of anything else, and keys would be the greater part of
//! what is read: an expression is the list of its kind, its type, the first byte of its place and the byte after its
//! last, and behind them the file, unless it is the first. The parts of a kind stand in the order of its fields.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Case, Expr};
use crate::text::Span;

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { kind, ty, span } = self;
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element(kind)?;
        list.serialize_element(ty)?;
        span.write(&mut list)?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ExprReader)
    }
}

struct ExprReader;

impl<'de> Visitor<'de> for ExprReader {
    type Value = Expr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression: a list of its kind, its type, its first byte and the byte after its last")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Expr, A::Error> {
        let kind = access.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let ty = access.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        Ok(Expr { kind, ty, span: Span::read(&mut access)? })
    }
}

/// The list of its test and its value.
impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.test, self.value).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Case {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(|(test, value)| Self { test, value })
    }
}

/// A kind of two parts.
pub(super) mod pair {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::ir) fn serialize<S: Serializer>(
        one: &impl Serialize,
        other: &impl Serialize,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (one, other).serialize(serializer)
    }

    pub(in crate::ir) fn deserialize<'de, D: Deserializer<'de>, A: Deserialize<'de>, B: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<(A, B), D::Error> {
        Deserialize::deserialize(deserializer)
    }
}

/// A kind of three parts.
pub(super) mod triple {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::ir) fn serialize<S: Serializer>(
        first: &impl Serialize,
        second: &impl Serialize,
        third: &impl Serialize,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (first, second, third).serialize(serializer)
    }

    pub(in crate::ir) fn deserialize<'de, D, A, B, C>(deserializer: D) -> Result<(A, B, C), D::Error>
    where
        D: Deserializer<'de>,
        A: Deserialize<'de>,
        B: Deserialize<'de>,
        C: Deserialize<'de>,
    {
        Deserialize::deserialize(deserializer)
    }
}
