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
    pub(super) fn is(&self, other: &Self) -> bool {
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

    /// An item to be changed, of a list that is made as long as it must be.
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T>
    where
        T: Default,
    {
        let list = self.to_mut();
        if place >= list.len() {
            list.resize(place.checked_add(1)?, T::default());
        }
        list.get_mut(place)
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

/// A list of fixed length that its clones share.
#[derive(Debug)]
pub(crate) struct Row<T>(Option<Arc<[T]>>);

impl<T> Row<T> {
    /// Whether both are the very same: neither has been changed since one was made of the other.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Clone> Row<T> {
    /// Its items, to be changed: those that others share are copied first.
    pub(crate) fn to_mut(&mut self) -> &mut [T] {
        self.0.as_mut().map_or(&mut [], Arc::make_mut)
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
        let items: Vec<T> = items.into_iter().collect();
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
