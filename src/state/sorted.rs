//! Small maps and sets: sorted lists that hold no more memory than their things take.

/// A map of what few contacts have much of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortedMap<K, V>(Option<Box<[(K, V)]>>);

impl<K, V> SortedMap<K, V> {
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    fn all(&self) -> &[(K, V)] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Changes how many there are.
    fn change(&mut self, change: impl FnOnce(&mut Vec<(K, V)>)) {
        let mut all = self.0.take().map(<[_]>::into_vec).unwrap_or_default();
        change(&mut all);
        self.0 = (!all.is_empty()).then(|| all.into_boxed_slice());
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// In order of the keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.all().iter().map(|(key, value)| (key, value))
    }

    /// Keeps those of which it is wanted.
    pub(crate) fn retain(&mut self, mut is_wanted: impl FnMut(&K, &mut V) -> bool) {
        self.change(|all| all.retain_mut(|(key, value)| is_wanted(key, value)));
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.all().binary_search_by(|(own, _)| own.cmp(key))
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.all().get(self.place(key).ok()?).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = self.place(key).ok()?;
        self.0.as_deref_mut()?.get_mut(place).map(|(_, value)| value)
    }

    /// Puts a value in the place of the one that was there, and answers whether none was.
    pub(crate) fn insert(&mut self, key: K, value: V) -> bool {
        if let Some(own) = self.get_mut(&key) {
            *own = value;
            return false;
        }
        let place = self.place(&key).unwrap_or_else(|place| place);
        self.change(|all| {
            all.reserve_exact(1);
            all.insert(place, (key, value));
        });
        true
    }

    /// Takes one away.
    pub(crate) fn remove(&mut self, key: &K) {
        self.retain(|own, _| own != key);
    }
}

impl<K: Ord + Copy, V: Default> SortedMap<K, V> {
    /// The value of a key, which it has from now on.
    pub(crate) fn at_mut(&mut self, key: K) -> Option<&mut V> {
        if self.place(&key).is_err() {
            self.insert(key, V::default());
        }
        self.get_mut(&key)
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// A set of what few contacts have much of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortedSet<T>(SortedMap<T, ()>);

impl<T> SortedSet<T> {
    pub(crate) const fn new() -> Self {
        Self(SortedMap::new())
    }

    /// In order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(item, ())| item)
    }
}

impl<T: Ord> SortedSet<T> {
    pub(crate) fn contains(&self, item: &T) -> bool {
        self.0.get(item).is_some()
    }

    /// Answers whether it was not there.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        self.0.insert(item, ())
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| {
            self.insert(item);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Against the map of the library, whatever is done in whatever order.
    #[test]
    fn as_a_map_would_be() {
        let (mut map, mut plain) = (SortedMap::new(), BTreeMap::new());
        let mut dice = 7_u32;
        for turn in 0..2_000_u32 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (dice >> 16) % 40;
            match (dice >> 8) % 5 {
                0 => {
                    map.remove(&key);
                    plain.remove(&key);
                }
                1 => {
                    *map.at_mut(key).unwrap() += 1;
                    *plain.entry(key).or_default() += 1;
                }
                2 if turn % 100 == 0 => {
                    map.retain(|key, _| key % 3 == 0);
                    plain.retain(|key, _| key % 3 == 0);
                }
                _ => assert_eq!(map.insert(key, turn), plain.insert(key, turn).is_none()),
            }
            assert!(map.iter().eq(plain.iter()) && map.is_empty() == plain.is_empty());
            assert_eq!(map.get(&key), plain.get(&key));
            assert_eq!(map.get_mut(&key), plain.get_mut(&key));
        }
        let mut set = SortedSet::new();
        set.extend([3, 1, 2, 1]);
        assert!(set.iter().eq([&1, &2, &3]) && set.contains(&2) && !set.contains(&4) && !set.insert(3));
    }
}
