//! JSON as it usually is, read straight into what is asked for.
//!
//! What this reader takes, `serde_json` takes too, and makes the same of it. What it refuses (numbers that are not
//! whole, values nested too deep, mistakes) is left to `serde_json`, which judges it and says what is wrong.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// How deep values may be nested: less than `serde_json` allows.
const DEPTH: u32 = 100;

/// How many digits a number may have: so many fit.
const DIGITS: usize = 18;

/// By byte, whether it stands for itself in a string, and does not end it.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut control = 0;
    while control < 0x20 {
        plain[control] = false;
        control += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};

/// Reads a whole text.
pub(super) fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, Refused> {
    let mut reader = Reader { json, at: 0, depth: DEPTH };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        Err(Refused) => Ok(value),
        Ok(_) => Err(Refused),
    }
}

/// It is not for this reader.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is left to another reader")
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Reader<'de> {
    json: &'de str,
    /// The byte that comes next.
    at: usize,
    /// How much deeper values may be nested.
    depth: u32,
}

impl<'de> Reader<'de> {
    fn rest(&self) -> &'de [u8] {
        self.json.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// The first byte of what comes next; an error at the end.
    fn peek(&mut self) -> Result<u8, Refused> {
        match self.json.as_bytes().get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    fn peek_behind_space(&mut self) -> Result<u8, Refused> {
        let rest = self.rest();
        let space = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).ok_or(Refused)?;
        self.skip(space);
        rest.get(space).copied().ok_or(Refused)
    }

    fn take(&mut self, wanted: u8) -> Result<(), Refused> {
        if self.peek()? != wanted {
            return Err(Refused);
        }
        self.skip(1);
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Refused> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(Refused);
        }
        self.skip(word.len());
        Ok(())
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Refused> {
        self.take(b'"')?;
        let rest = self.rest();
        let is_plain = |byte: &u8| PLAIN.get(usize::from(*byte)) == Some(&true);
        let length = rest.iter().position(|byte| !is_plain(byte)).ok_or(Refused)?;
        if rest.get(length) != Some(&b'"') {
            return self.escaped();
        }
        let end = self.at.saturating_add(length);
        let text = self.json.get(self.at..end).ok_or(Refused)?;
        self.at = end.saturating_add(1);
        Ok(Cow::Borrowed(text))
    }

    /// A string whose quote has been taken, and in which something is escaped.
    fn escaped(&mut self) -> Result<Cow<'de, str>, Refused> {
        let start = self.at.saturating_sub(1);
        loop {
            match self.rest().first().ok_or(Refused)? {
                b'"' => break,
                b'\\' => self.skip(2),
                _ => self.skip(1),
            }
        }
        self.skip(1);
        let quoted = self.json.get(start..self.at).ok_or(Refused)?;
        serde_json::from_str(quoted).map(Cow::Owned).map_err(|_| Refused)
    }

    /// A whole number.
    fn number(&mut self) -> Result<u64, Refused> {
        let rest = self.rest();
        let mut number = 0_u64;
        let mut behind = rest;
        while let [byte @ b'0'..=b'9', after @ ..] = behind {
            // Of more digits than fit, nothing is made.
            number = number.wrapping_mul(10).wrapping_add(u64::from(byte & 0xf));
            behind = after;
        }
        let digits = rest.len().saturating_sub(behind.len());
        let is_whole = !matches!(behind.first(), Some(b'.' | b'e' | b'E'));
        let is_usual = digits == 1 || ((2..=DIGITS).contains(&digits) && rest.first() != Some(&b'0'));
        if !(is_whole && is_usual) {
            return Err(Refused);
        }
        self.skip(digits);
        Ok(number)
    }

    fn negative(&mut self) -> Result<i64, Refused> {
        self.take(b'-')?;
        let number = self.number()?;
        // `-0` is no whole number.
        if number == 0 { Err(Refused) } else { 0_i64.checked_sub_unsigned(number).ok_or(Refused) }
    }

    /// What stands between two brackets, of which the first comes next.
    fn within<T>(&mut self, close: u8, read: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        self.skip(1);
        self.depth = self.depth.checked_sub(1).ok_or(Refused)?;
        let found = read(self)?;
        self.depth = self.depth.saturating_add(1);
        self.take(close)?;
        Ok(found)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.peek()? {
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            b'0'..=b'9' => visitor.visit_u64(self.number()?),
            b'[' => self.within(b']', |reader| visitor.visit_seq(Items { reader, is_first: true })),
            b'{' => self.within(b'}', |reader| visitor.visit_map(Items { reader, is_first: true })),
            b'-' => visitor.visit_i64(self.negative()?),
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => Err(Refused),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek()? == b'n' {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        if self.peek()? == b'{' {
            return self.within(b'}', |reader| visitor.visit_enum(Variant { reader }));
        }
        match self.string()? {
            Cow::Borrowed(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
            Cow::Owned(_) => Err(Refused),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The elements of a list, or the entries of a map.
struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    is_first: bool,
}

impl Items<'_, '_> {
    /// Whether there is another one; the comma before it is taken.
    fn has_next(&mut self, close: u8) -> Result<bool, Refused> {
        if self.reader.peek()? == close {
            return Ok(false);
        }
        if !std::mem::take(&mut self.is_first) {
            self.reader.take(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if self.has_next(b']')? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        if !self.has_next(b'}')? {
            return Ok(None);
        }
        match self.reader.string()? {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Cow::Owned(key) => seed.deserialize(key.into_deserializer()),
        }
        .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refused> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// The one entry of the map that a variant with a content is.
struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Refused;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Refused> {
        let Cow::Borrowed(name) = self.reader.string()? else { return Err(Refused) };
        let variant = seed.deserialize(BorrowedStrDeserializer::new(name))?;
        self.reader.take(b':')?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Deserialize::deserialize(self.reader)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refused> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.reader.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Refused> {
        self.reader.deserialize_any(visitor)
    }
}

#[cfg(test)]
#[path = "quick_tests.rs"]
mod tests;
