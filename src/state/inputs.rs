//! The ids of inputs that a state remembers.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::List;
use crate::calendar::Instant;

/// So many ids are kept behind the others before they are put to them.
const LATEST: usize = 32;

/// The ids of inputs, oldest first, with the instants at which they were judged, which never go back.
///
/// States share the bulk of them: the next state of one that remembers a thousand copies a few.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inputs {
    /// The first `gone` of them are forgotten.
    bulk: Option<Arc<IndexMap<Arc<str>, Instant>>>,
    gone: usize,
    latest: List<(Arc<str>, Instant)>,
}

impl Inputs {
    fn bulk(&self) -> impl Iterator<Item = (&Arc<str>, Instant)> {
        let bulk = self.bulk.as_deref().and_then(|bulk| bulk.get_range(self.gone..));
        bulk.into_iter().flatten().map(|(id, at)| (id, *at))
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, Instant)> {
        self.bulk().chain(self.latest.iter().map(|(id, at)| (id, *at)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bulk.is_none() && self.latest.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        let bulk = self.bulk.as_ref().map_or(0, |bulk| bulk.len().saturating_sub(self.gone));
        bulk.saturating_add(self.latest.len())
    }

    /// When the input of an id was judged.
    pub(crate) fn get(&self, id: &str) -> Option<Instant> {
        if let Some((_, at)) = self.latest.iter().find(|(latest, _)| **latest == *id) {
            return Some(*at);
        }
        let (place, _, at) = self.bulk.as_ref()?.get_full(id)?;
        (place >= self.gone).then_some(*at)
    }

    /// Adds one, which is not among them.
    pub(crate) fn push(&mut self, id: Arc<str>, at: Instant) {
        let latest = self.latest.to_mut();
        latest.push((id, at));
        if latest.len() < LATEST {
            return;
        }
        *self = self.iter().map(|(id, at)| (id.clone(), at)).collect();
    }

    /// Forgets the oldest, and answers it.
    pub(crate) fn forget_first(&mut self) -> Option<Arc<str>> {
        let (first, _) = self.iter().next()?;
        let first = first.clone();
        self.forget(1);
        Some(first)
    }

    /// Forgets those that were judged until then.
    pub(crate) fn forget_until(&mut self, until: Instant) {
        self.forget(self.iter().take_while(|(_, at)| *at <= until).count());
    }

    fn forget(&mut self, count: usize) {
        let bulk = self.bulk.as_ref().map_or(0, |bulk| bulk.len().saturating_sub(self.gone));
        if count < bulk {
            self.gone = self.gone.saturating_add(count);
            return;
        }
        (self.bulk, self.gone) = (None, 0);
        let count = count.saturating_sub(bulk).min(self.latest.len());
        if count == self.latest.len() {
            self.latest = List::new();
        } else if count > 0 {
            self.latest.to_mut().drain(..count);
        }
    }
}

impl FromIterator<(Arc<str>, Instant)> for Inputs {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Instant)>>(ids: I) -> Self {
        let bulk: IndexMap<_, _> = ids.into_iter().collect();
        Self { bulk: (!bulk.is_empty()).then(|| Arc::new(bulk)), gone: 0, latest: List::new() }
    }
}

impl PartialEq for Inputs {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for Inputs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a plain list, whatever is done in whatever order.
    #[test]
    fn as_a_list_would_be() {
        let at = |second: i64| Instant::from_milliseconds(second * 1_000).unwrap();
        let (mut inputs, mut plain) = (Inputs::default(), Vec::<(Arc<str>, Instant)>::new());
        for turn in 0..400_i64 {
            let id: Arc<str> = format!("e-{turn}").into();
            inputs.push(id.clone(), at(turn));
            plain.push((id, at(turn)));
            if turn % 7 == 3 {
                assert_eq!(inputs.forget_first(), Some(plain.remove(0).0));
            }
            if turn % 50 == 49 {
                let until = at(turn - i64::from(turn % 100 == 99) * 40);
                inputs.forget_until(until);
                plain.retain(|(_, judged)| *judged > until);
            }
            assert!(inputs.iter().eq(plain.iter().map(|(id, at)| (id, *at))), "{turn}");
            assert_eq!((inputs.len(), inputs.is_empty()), (plain.len(), plain.is_empty()));
            let known = |id: i64| plain.iter().find(|(own, _)| **own == *format!("e-{id}")).map(|(_, at)| *at);
            assert!([0, turn / 2, turn - 1, turn].iter().all(|id| inputs.get(&format!("e-{id}")) == known(*id)));
            assert_eq!(inputs, plain.iter().cloned().collect());
        }
        assert_ne!(inputs, Inputs::default());
    }
}
