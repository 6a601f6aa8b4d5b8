//! Types in the stored form: a word, as `int`, `set of text` or, where it may be unset, `date?`; for an enum and an
//! object the list of the word and the id, `["enum", 3]`.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::unique::Name;
use super::{Scalar, Type};
use crate::text::escape::shortened;

const SET: &str = "set of ";
const OPTIONAL: char = '?';

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let set = if self.set { SET } else { "" };
        let optional = if self.optional { "?" } else { "" };
        let word = format_args!("{set}{}{optional}", self.scalar.name());
        match self.scalar {
            Scalar::Enum(id) => (word, id).serialize(serializer),
            Scalar::Object(id) => (word, id).serialize(serializer),
            _ => serializer.collect_str(&word),
        }
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypeReader)
    }
}

struct TypeReader;

impl<'de> Visitor<'de> for TypeReader {
    type Value = Type;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type: a word, or a list of the word and the id")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Type, E> {
        let (name, set, optional) = read(word);
        let scalar = match name {
            "bool" => Scalar::Bool,
            "int" => Scalar::Int,
            "decimal" => Scalar::Decimal,
            "text" => Scalar::Text,
            "date" => Scalar::Date,
            "datetime" => Scalar::Datetime,
            "duration" => Scalar::Duration,
            "team" => Scalar::Team,
            _ => return Err(unknown(word)),
        };
        Ok(Type { scalar, set, optional })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Type, A::Error> {
        let Name(word) = access.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let (name, set, optional) = read(&word);
        let missing = || A::Error::invalid_length(1, &self);
        let scalar = match name {
            "enum" => Scalar::Enum(access.next_element()?.ok_or_else(missing)?),
            "object" => Scalar::Object(access.next_element()?.ok_or_else(missing)?),
            _ => return Err(unknown(&word)),
        };
        Ok(Type { scalar, set, optional })
    }
}

/// The name of the scalar, whether it is of a set, and whether it is optional.
fn read(word: &str) -> (&str, bool, bool) {
    let (word, optional) = word.strip_suffix(OPTIONAL).map_or((word, false), |word| (word, true));
    let (name, set) = word.strip_prefix(SET).map_or((word, false), |name| (name, true));
    (name, set, optional)
}

fn unknown<E: Error>(word: &str) -> E {
    E::custom(format_args!("`{}` is no type", shortened(word)))
}
