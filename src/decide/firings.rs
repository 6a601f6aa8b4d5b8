//! What is to be done, in order; the room of what was to be done before is used again.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Firing;

/// The most firings that are kept for their lists.
const SPARE: usize = 256;

/// What is to be done, in order: a slice of [`Firing`]s.
///
/// Where a decision is decided into again, it keeps the room that they had, and nothing of what they held.
///
/// ```
/// # use crm_blueprint::{Blueprint, Input};
/// let blueprint = Blueprint::parse("blueprint demo\nchannel mail\nevent asked\naction reply { channel mail  automated }\nrule answer { on asked  do reply }")?;
/// let state = blueprint.contact("c-1").build()?;
/// let decision = blueprint.decide(&state, &Input::at("2026-03-02T09:00:00Z".parse()?).event("asked"))?;
/// assert_eq!(decision.fired.len(), 1);
/// for firing in &decision.fired {
///     assert_eq!(decision.action(firing), "reply");
/// }
/// let owned: Vec<_> = decision.fired.into_iter().collect();
/// assert!(owned[0].payload.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Firings {
    /// Those that count come first; behind them are such as are to be filled.
    all: Vec<Firing>,
    count: usize,
}

impl Firings {
    /// Forgets all, and keeps the room for them.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        if self.count == 0 {
            return;
        }
        self.all.iter_mut().take(self.count).for_each(Firing::forget);
        self.all.truncate(SPARE);
        self.count = 0;
    }

    /// Adds one, which is to be filled: its lists may hold what another one said.
    #[inline(always)]
    pub(super) fn open(&mut self) -> &mut Firing {
        let place = self.count;
        self.count = place.saturating_add(1);
        if self.all.len() <= place {
            self.all.push(Firing::blank());
        }
        // There is one at this place now.
        #[expect(clippy::indexing_slicing, reason = "there is one at this place now")]
        &mut self.all[place]
    }

    /// One to be filled, which is then given to [`Self::push`] or [`Self::keep`].
    pub(super) fn spare(&mut self) -> Firing {
        if self.all.len() > self.count { self.all.pop().unwrap_or_else(Firing::blank) } else { Firing::blank() }
    }

    /// Adds one.
    pub(super) fn push(&mut self, firing: Firing) {
        let place = self.count;
        self.count = place.saturating_add(1);
        match self.all.get_mut(place) {
            // What was to be filled there goes behind.
            Some(spare) => {
                let spare = std::mem::replace(spare, firing);
                self.all.push(spare);
            }
            None => self.all.push(firing),
        }
    }

    /// Keeps the lists of one that did not come about.
    pub(super) fn keep(&mut self, mut firing: Firing) {
        firing.forget();
        self.all.push(firing);
    }

    /// Takes the last one back.
    pub(super) fn withdraw(&mut self) {
        let Some(last) = self.count.checked_sub(1) else { return };
        self.count = last;
        self.all.get_mut(last).into_iter().for_each(Firing::forget);
    }

    /// Whether there is room for so many more.
    #[inline]
    pub(super) const fn has_room(&self, more: usize) -> bool {
        self.all.capacity().saturating_sub(self.count) >= more
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        let spare = self.all.len().saturating_sub(self.count);
        self.all.reserve(more.saturating_sub(spare));
    }
}

impl Deref for Firings {
    type Target = [Firing];

    fn deref(&self) -> &[Firing] {
        self.all.get(..self.count).unwrap_or(&self.all)
    }
}

impl DerefMut for Firings {
    fn deref_mut(&mut self) -> &mut [Firing] {
        let count = self.count.min(self.all.len());
        self.all.get_mut(..count).unwrap_or_default()
    }
}

impl Clone for Firings {
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }
}

impl FromIterator<Firing> for Firings {
    fn from_iter<I: IntoIterator<Item = Firing>>(firings: I) -> Self {
        let all: Vec<Firing> = firings.into_iter().collect();
        Self { count: all.len(), all }
    }
}

impl PartialEq for Firings {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Firings {}

impl fmt::Debug for Firings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl IntoIterator for Firings {
    type Item = Firing;
    type IntoIter = std::vec::IntoIter<Firing>;

    fn into_iter(mut self) -> Self::IntoIter {
        self.all.truncate(self.count);
        self.all.into_iter()
    }
}

impl<'f> IntoIterator for &'f Firings {
    type Item = &'f Firing;
    type IntoIter = std::slice::Iter<'f, Firing>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{ActionId, Id};

    fn firing(action: usize) -> Firing {
        Firing { action: ActionId::new(action), ..Firing::blank() }
    }

    fn actions(firings: &Firings) -> Vec<usize> {
        firings.iter().map(|firing| firing.action.index()).collect()
    }

    #[test]
    fn what_is_spare_does_not_count() {
        let mut firings: Firings = [1, 2, 3].map(firing).into_iter().collect();
        firings.clear();
        assert!(firings.is_empty());
        firings.open().action = ActionId::new(4);
        let kept = firings.spare();
        firings.push(firing(5));
        firings.keep(kept);
        firings.push(firing(6));
        assert_eq!(actions(&firings), [4, 5, 6]);
        firings.withdraw();
        firings.push(firing(7));
        assert_eq!(actions(&firings), [4, 5, 7]);
        let again = firings.clone();
        assert_eq!(again, firings);
        assert_eq!(again.into_iter().map(|firing| firing.action.index()).collect::<Vec<_>>(), [4, 5, 7]);
    }

    #[test]
    fn not_more_room_is_kept_than_a_decision_needs() {
        let mut firings: Firings = (0..SPARE * 2).map(firing).collect();
        firings.clear();
        assert_eq!((firings.len(), firings.all.len()), (0, SPARE));
    }
}
