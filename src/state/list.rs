//! Parts of a state that states share until one of them changes.

use std::ops::Deref;
use std::sync::Arc;

/// A list that its clones share. An empty one takes no memory of its own.
#[derive(Debug)]
pub(crate) struct List<T>(Option<Arc<Vec<T>>>);

impl<T> List<T> {
    /// One without items.
    pub(crate) const fn new() -> Self {
        Self(None)
    }
}

impl<T> List<T> {
    /// Whether both are the very same: neither has been changed since one was made of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Clone> List<T> {
    /// Its items, to be changed: those that others share are copied first.
    pub(crate) fn to_mut(&mut self) -> &mut Vec<T> {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Puts an item at a place, behind those before it; room is made for few more.
    pub(crate) fn insert(&mut self, place: usize, item: T) {
        let all = self.to_mut();
        if all.len() == all.capacity() {
            all.reserve_exact((all.len() / 2).saturating_add(1));
        }
        all.insert(place.min(all.len()), item);
    }

    /// Adds an item behind all others.
    pub(crate) fn push(&mut self, item: T) {
        self.insert(self.len(), item);
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || **self == **other
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(mut items: Vec<T>) -> Self {
        items.shrink_to_fit();
        Self((!items.is_empty()).then(|| Arc::new(items)))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A short list that its clones share, in one piece: what makes it longer or shorter makes it anew. An empty one takes
/// no memory of its own.
#[derive(Debug)]
pub(crate) struct Row<T>(Option<Arc<[T]>>);

impl<T> Row<T> {
    /// Whether both are the very same: neither has been changed since one was made of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T> Row<T> {
    /// One without items.
    pub(crate) const fn new() -> Self {
        Self(None)
    }
}

impl<T: Clone> Row<T> {
    /// Its items, to be changed: those that others share are copied first.
    pub(crate) fn to_mut(&mut self) -> &mut [T] {
        self.0.as_mut().map_or(&mut [], Arc::make_mut)
    }

    /// An item to be changed, of a list that is made as long as it must be.
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T>
    where
        T: Default,
    {
        if place >= self.len() {
            let missing = place.checked_add(1)?.saturating_sub(self.len());
            let more = std::iter::repeat_with(T::default).take(missing);
            *self = self.iter().cloned().chain(more).collect();
        }
        self.to_mut().get_mut(place)
    }

    /// Puts an item at a place, behind those before it.
    pub(crate) fn insert(&mut self, place: usize, item: T) {
        let (before, behind) = self.split_at_checked(place).unwrap_or((self, &[]));
        let all = before.iter().cloned().chain(std::iter::once(item)).chain(behind.iter().cloned());
        *self = all.collect();
    }

    /// Forgets so many from the first on.
    pub(crate) fn forget(&mut self, first: usize) {
        if first > 0 {
            *self = self.get(first..).unwrap_or_default().iter().cloned().collect();
        }
    }
}

impl<T> Deref for Row<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Row<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: PartialEq> PartialEq for Row<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || **self == **other
    }
}

impl<T> FromIterator<T> for Row<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Arc<[T]> = items.into_iter().collect();
        Self((!items.is_empty()).then_some(items))
    }
}

impl<T> From<Vec<T>> for Row<T> {
    fn from(items: Vec<T>) -> Self {
        Self((!items.is_empty()).then(|| items.into()))
    }
}

impl<'r, T> IntoIterator for &'r Row<T> {
    type Item = &'r T;
    type IntoIter = std::slice::Iter<'r, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_grow_and_shrink() {
        let mut row = Row::<u8>::new();
        assert!(row.is_empty() && row.to_mut().is_empty());
        *row.at_mut(2).unwrap() = 7;
        let shared = row.clone();
        assert!(shared.is(&row));
        row.insert(0, 1);
        row.insert(4, 9);
        row.insert(99, 10);
        assert_eq!(*row, [1, 0, 0, 7, 9, 10]);
        row.to_mut()[1] = 5;
        row.forget(1);
        row.forget(0);
        assert_eq!(*row, [5, 0, 7, 9, 10]);
        row.forget(99);
        assert!(row.is(&Row::new()), "an empty one takes no memory");
        assert_eq!(*shared, [0, 0, 7]);
    }
}
