//! The fields of one life.

use std::borrow::Cow;

use super::Row;
use crate::ir::{Packed, Value};

/// How many lie in place: what events are most often judged by is read where the life is.
const IN_PLACE: usize = 6;

/// The values of all fields, by their slots. The first lie in place, all others in one piece that clones share.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Fields {
    first: [Packed; IN_PLACE],
    others: Row<Packed>,
    /// Those values that lie beside, in the order of their slots.
    beside: Row<(usize, Value)>,
}

impl Fields {
    /// The form of the value in a slot.
    #[inline]
    pub(crate) fn form(&self, slot: usize) -> Packed {
        match self.first.get(slot) {
            Some(form) => *form,
            None => self.others.get(slot.saturating_sub(IN_PLACE)).copied().unwrap_or_default(),
        }
    }

    /// The value in a slot; `None` where it is unset.
    #[inline]
    pub(crate) fn get(&self, slot: usize) -> Option<Cow<'_, Value>> {
        let form = self.form(slot);
        if form.is_beside() { self.beside_at(slot).map(Cow::Borrowed) } else { form.value().map(Cow::Owned) }
    }

    /// Whether there is a value in a slot.
    pub(crate) fn is_set(&self, slot: usize) -> bool {
        self.form(slot).is_set()
    }

    /// Whether a slot holds this value, or none.
    pub(crate) fn holds(&self, slot: usize, value: Option<&Value>) -> bool {
        let form = self.form(slot);
        form == form_of(value) && (!form.is_beside() || self.beside_at(slot) == value)
    }

    /// Puts a value into a slot, and answers whether there is such a slot.
    pub(crate) fn set(&mut self, slot: usize, value: Option<Value>) -> bool {
        let form = form_of(value.as_ref());
        let place = match self.first.get_mut(slot) {
            Some(place) => Some(place),
            None => self.others.to_mut().get_mut(slot.saturating_sub(IN_PLACE)),
        };
        let Some(place) = place else { return false };
        let before = std::mem::replace(place, form);
        if before.is_beside() || form.is_beside() {
            let value = value.filter(|_| form.is_beside());
            let is_other = |(of, _): &&(usize, Value)| *of != slot;
            let mut all: Vec<_> = self.beside.iter().filter(is_other).cloned().collect();
            all.extend(value.map(|value| (slot, value)));
            all.sort_unstable_by_key(|(of, _)| *of);
            self.beside = all.into();
        }
        true
    }

    /// Whether both are the same: of those that do not lie in place, neither has been changed since one was made of the
    /// other.
    pub(crate) fn are(&self, other: &Self) -> bool {
        self.others.is(&other.others) && self.beside.is(&other.beside) && self.first == other.first
    }

    /// The slots in which two differ.
    pub(crate) fn differing(&self, other: &Self) -> impl Iterator<Item = usize> {
        let slots =
            if self.are(other) { 0 } else { IN_PLACE.saturating_add(self.others.len().max(other.others.len())) };
        let beside_differs = |slot: usize| self.beside_at(slot) != other.beside_at(slot);
        (0..slots).filter(move |&slot| {
            let form = self.form(slot);
            form != other.form(slot) || form.is_beside() && beside_differs(slot)
        })
    }

    fn beside_at(&self, slot: usize) -> Option<&Value> {
        self.beside.iter().find(|(of, _)| *of == slot).map(|(_, value)| value)
    }
}

fn form_of(value: Option<&Value>) -> Packed {
    value.map_or(Packed::UNSET, Packed::of)
}

impl FromIterator<Option<Value>> for Fields {
    fn from_iter<I: IntoIterator<Item = Option<Value>>>(values: I) -> Self {
        let (mut fields, mut others, mut beside) = (Self::default(), Vec::new(), Vec::new());
        for (slot, value) in values.into_iter().enumerate() {
            let form = form_of(value.as_ref());
            match fields.first.get_mut(slot) {
                Some(place) => *place = form,
                None => others.push(form),
            }
            beside.extend(value.filter(|_| form.is_beside()).map(|value| (slot, value)));
        }
        Self { others: others.into(), beside: beside.into(), ..fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slot_has_its_own() {
        let text = |slot: usize| Some(Value::text(&slot.to_string()));
        let all = |slot: usize| match slot % 4 {
            0 => None,
            1 => text(slot),
            _ => Some(Value::Int(3)),
        };
        let mut fields: Fields = (0..9).map(all).collect();
        let read = |fields: &Fields| (0..9).map(|slot| fields.get(slot).map(Cow::into_owned)).collect::<Vec<_>>();
        assert_eq!(read(&fields), (0..9).map(all).collect::<Vec<_>>());
        for slot in 0..9 {
            let before = fields.clone();
            assert!(fields.are(&before) && fields == before && fields.differing(&before).next().is_none());
            let same = fields.get(slot).map(Cow::into_owned);
            assert!(fields.holds(slot, same.as_ref()) && fields.is_set(slot) == same.is_some());
            for value in [text(slot + 100), Some(Value::Bool(true)), None, text(slot)] {
                let last = fields.clone();
                assert!(!fields.holds(slot, value.as_ref()));
                assert!(fields.set(slot, value.clone()));
                assert!(fields.holds(slot, value.as_ref()) && !fields.are(&last) && fields != last);
                assert_eq!(fields.get(slot).as_deref(), value.as_ref());
                assert_eq!(fields.differing(&last).collect::<Vec<_>>(), [slot]);
            }
            fields.set(slot, same);
            assert_eq!(fields, before, "what is in no other slot has stayed");
        }
        assert_eq!((fields.set(9, text(9)), fields.get(9)), (false, None));
    }
}
