//! Maps and sets of a few things, as most moments have: no memory is taken for as many as there were before.

use std::collections::BTreeMap;

/// So many are looked through one by one; beyond, they are ordered.
const FEW: usize = 16;

/// A map of a few things.
#[derive(Debug)]
pub(super) struct FewMap<K, V> {
    few: Vec<(K, V)>,
    more: BTreeMap<K, V>,
}

impl<K, V> Default for FewMap<K, V> {
    fn default() -> Self {
        Self { few: Vec::new(), more: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> FewMap<K, V> {
    pub(super) fn clear(&mut self) {
        self.few.clear();
        if !self.more.is_empty() {
            self.more.clear();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        // The first ones are always among the few.
        self.few.is_empty()
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let found = self.few.iter().find(|(own, _)| own == key).map(|(_, value)| value);
        found.or_else(|| if self.more.is_empty() { None } else { self.more.get(key) })
    }

    /// Puts a value, and answers the one that was there.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        if let Some((_, place)) = self.few.iter_mut().find(|(own, _)| *own == key) {
            return Some(std::mem::replace(place, value));
        }
        if self.few.len() < FEW {
            self.few.push((key, value));
            return None;
        }
        self.more.insert(key, value)
    }

    /// Takes all, in no order that means anything.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (K, V)> {
        self.few.drain(..).chain(std::mem::take(&mut self.more))
    }
}

/// A set of a few things.
#[derive(Debug)]
pub(super) struct FewSet<T>(FewMap<T, ()>);

impl<T> Default for FewSet<T> {
    fn default() -> Self {
        Self(FewMap::default())
    }
}

impl<T: Ord + Copy> FewSet<T> {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, item: &T) -> bool {
        self.0.get(item).is_some()
    }

    /// Answers whether it was not there.
    pub(super) fn insert(&mut self, item: T) -> bool {
        self.0.insert(item, ()).is_none()
    }

    /// Takes all, in no order that means anything.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> {
        self.0.drain().map(|(item, ())| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_more() {
        let mut map = FewMap::default();
        for key in 0..100 {
            assert_eq!(map.insert(key, key), None);
        }
        assert!((0..100).all(|key| map.get(&key) == Some(&key)));
        assert_eq!(map.get(&100), None);
        assert_eq!((map.insert(3, 0), map.insert(99, 0)), (Some(3), Some(99)));
        let mut all: Vec<i32> = map.drain().map(|(key, _)| key).collect();
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
        let mut set = FewSet::default();
        assert!(set.insert(1) && !set.insert(1) && set.contains(&1));
        set.clear();
        assert!(!set.contains(&1) && set.insert(1));
    }
}
