//! A list that most often has one item.

use std::ops::Deref;

use super::Row;

/// A list of which a single item lies in it, and several lie in one piece that its clones share.
#[derive(Debug, Clone)]
pub(crate) enum Short<T> {
    /// One.
    One([T; 1]),
    /// Several, or none.
    Row(Row<T>),
}

impl<T> Short<T> {
    /// One without items.
    pub(crate) const NONE: Self = Self::Row(Row::new());
}

impl<T: PartialEq> Short<T> {
    /// Whether both are the same: of several, neither has been changed since one was made of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(one), Self::One(other)) => one == other,
            (Self::Row(one), Self::Row(other)) => one.is(other),
            _ => false,
        }
    }
}

impl<T: Clone> Short<T> {
    /// Its items, to be changed: those that others share are copied first.
    pub(crate) fn to_mut(&mut self) -> &mut [T] {
        match self {
            Self::One(one) => one,
            Self::Row(several) => several.to_mut(),
        }
    }
}

impl<T> Deref for Short<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::One(one) => one,
            Self::Row(several) => several,
        }
    }
}

impl<T> Default for Short<T> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<T: PartialEq> PartialEq for Short<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> FromIterator<T> for Short<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items = items.into_iter();
        match (items.next(), items.next()) {
            (None, _) => Self::default(),
            (Some(one), None) => Self::One([one]),
            (first, second) => Self::Row(first.into_iter().chain(second).chain(items).collect()),
        }
    }
}

impl<'s, T> IntoIterator for &'s Short<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_long_as_it_was_made() {
        for length in 0..4_u8 {
            let mut short: Short<u8> = (0..length).collect();
            assert_eq!(matches!(short, Short::One(_)), length == 1);
            let same = short.clone();
            assert!(same.is(&short) && short.iter().copied().eq(0..length));
            short.to_mut().iter_mut().for_each(|item| *item += 1);
            assert!(short.iter().copied().eq((0..length).map(|item| item + 1)), "{short:?}");
            assert!(same.iter().copied().eq(0..length), "the other is as it was");
            assert_eq!(same.is(&short), length == 0);
        }
        assert!(!Short::One([1]).is(&Short::default()));
    }
}
