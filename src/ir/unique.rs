//! Reading maps in which no key may stand twice.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::text::escape::shortened;

/// Reads a map and refuses a key that stands twice: with plain maps the last would win in
/// silence.
pub(crate) fn map<'de, D: Deserializer<'de>, K: Key, V: Deserialize<'de>>(
    deserializer: D,
) -> Result<IndexMap<K, V>, D::Error> {
    deserializer.deserialize_map(Unique(PhantomData))
}

/// What is made of a key.
pub(crate) trait Key: for<'k> From<&'k str> + AsRef<str> + Hash + Eq {}

impl<K: for<'k> From<&'k str> + AsRef<str> + Hash + Eq> Key for K {}

/// A text that need not be copied.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Name<'n>(#[serde(borrow)] pub(crate) Cow<'n, str>);

/// A map in which no key may stand twice, within another.
pub(crate) struct Strict<V, K = String>(pub(crate) IndexMap<K, V>);

impl<'de, V: Deserialize<'de>, K: Key> Deserialize<'de> for Strict<V, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        map(deserializer).map(Self)
    }
}

struct Unique<K, V>(PhantomData<fn() -> (K, V)>);

impl<'de, K: Key, V: Deserialize<'de>> Visitor<'de> for Unique<K, V> {
    type Value = IndexMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = IndexMap::new();
        while let Some(Name(key)) = access.next_key()? {
            match map.entry(K::from(&key)) {
                Entry::Occupied(entry) => {
                    let key = shortened(entry.key().as_ref());
                    return Err(A::Error::custom(format_args!("the key `{key}` stands twice")));
                }
                Entry::Vacant(entry) => {
                    entry.insert(access.next_value()?);
                }
            }
        }
        Ok(map)
    }
}
