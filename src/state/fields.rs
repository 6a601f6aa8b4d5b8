//! The fields of one life.

use super::Row;
use crate::ir::{Packed, Value};

/// How many lie in place: what events are most often judged by is read where the life is.
const IN_PLACE: usize = 6;

/// The values of all fields, by their slots. The first lie in place, all others in one piece that clones share.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Fields {
    first: [Packed; IN_PLACE],
    others: Row<Packed>,
}

/// That of a field that is not there.
static UNSET: Packed = Packed::Unset;

impl Fields {
    /// The value in a slot.
    #[inline]
    pub(crate) fn get(&self, slot: usize) -> &Packed {
        match self.first.get(slot) {
            Some(value) => value,
            None => self.others.get(slot.saturating_sub(IN_PLACE)).unwrap_or(&UNSET),
        }
    }

    /// Puts a value into a slot, and answers with the one before; `None` where there is no such slot.
    pub(crate) fn replace(&mut self, slot: usize, value: impl Into<Packed>) -> Option<Packed> {
        let place = match self.first.get_mut(slot) {
            Some(place) => place,
            None => self.others.to_mut().get_mut(slot.saturating_sub(IN_PLACE))?,
        };
        Some(std::mem::replace(place, value.into()))
    }

    /// All, in the order of their slots; behind them there may be some that are unset.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Packed> {
        self.first.iter().chain(self.others.iter())
    }

    /// Whether both are the same: of those that do not lie in place, neither has been changed since one was made of the
    /// other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.others.is(&other.others) && self.first == other.first
    }

    /// The slots in which two differ.
    pub(crate) fn differing(&self, other: &Self) -> impl Iterator<Item = usize> {
        let others = if self.others.is(&other.others) { 0 } else { self.others.len().max(other.others.len()) };
        (0..IN_PLACE.saturating_add(others)).filter(|slot| self.get(*slot) != other.get(*slot))
    }
}

impl FromIterator<Option<Value>> for Fields {
    fn from_iter<I: IntoIterator<Item = Option<Value>>>(values: I) -> Self {
        let mut values = values.into_iter().map(Packed::from);
        // Taken one by one: the rest is what is left.
        let first = std::array::from_fn(|_| values.next().unwrap_or_default());
        Self { first, others: values.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slot_has_its_own() {
        let all = || (0..9).map(|number| (number != 4).then_some(Value::Int(number)));
        let mut fields: Fields = all().collect();
        let read = |fields: &Fields| (0..9).map(|slot| fields.get(slot).to_value()).collect::<Vec<_>>();
        assert_eq!(read(&fields), all().collect::<Vec<_>>());
        assert_eq!(fields.iter().map(Packed::to_value).collect::<Vec<_>>(), read(&fields));
        let before = fields.clone();
        assert!(fields.is(&before));
        for slot in [4, 8] {
            assert!(fields.replace(slot, Packed::Bool(true)).is_some());
            assert_eq!((fields.get(slot), before.get(slot) == fields.get(slot)), (&Packed::Bool(true), false));
        }
        assert!(!fields.is(&before) && fields != before);
        assert_eq!(fields.differing(&before).collect::<Vec<_>>(), [4, 8]);
        assert_eq!((fields.replace(9, Packed::Unset), fields.get(9)), (None, &Packed::Unset));
    }
}
