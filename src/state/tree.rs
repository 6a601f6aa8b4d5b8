//! The instances of one object in order of their numbers, as a persistent tree: of what two states share, a change of
//! one instance copies the nodes above it alone.
//!
//! It has three levels; the list of the topmost nodes is as long as it must be. Numbers only grow, so instances are put
//! behind all others.

use std::slice;
use std::sync::Arc;

use super::Instance;
use super::calm::{Asker, Calm, KeptCalm};
use crate::calendar::Instant;

/// The most parts of a node.
const WIDTH: usize = 8;

/// A part of a tree: an instance, or a node of parts.
pub(super) trait Part: Clone {
    /// One that holds one instance.
    fn of(instance: Arc<Instance>) -> Arc<Self>;

    fn find(&self, number: u64) -> Option<&Instance>;

    /// An instance to be changed: what others share is copied.
    fn find_mut(shared: &mut Arc<Self>, number: u64) -> Option<&mut Arc<Instance>>;

    /// Puts an instance behind all others; gives it back where there is no room.
    fn push(shared: &mut Arc<Self>, instance: Arc<Instance>) -> Option<Arc<Instance>>;

    /// Forgets an instance; answers whether nothing is left.
    fn remove(shared: &mut Arc<Self>, number: u64) -> bool;

    /// Takes what the next part holds, where there is room for it; answers whether it did.
    fn absorb(shared: &mut Arc<Self>, next: &Self) -> bool;

    /// How it rests; `look` is asked of each instance of which that is not known.
    fn rest(&self, asker: Asker, look: &mut impl FnMut(&Instance) -> Option<Instant>) -> Rest;
}

/// How several instances rest.
#[derive(Clone, Copy)]
pub(super) struct Rest {
    /// Whether all of them do.
    pub(super) is_calm: bool,
    /// The next instant at which anything can happen to any of them by time alone.
    pub(super) wake_at: Option<Instant>,
}

impl Rest {
    /// That of none.
    const NONE: Self = Self { is_calm: true, wake_at: None };

    /// That of two together.
    fn and(self, other: Self) -> Self {
        let wake_at = self.wake_at.into_iter().chain(other.wake_at).min();
        Self { is_calm: self.is_calm && other.is_calm, wake_at }
    }

    /// That of several parts.
    pub(super) fn of_all(parts: impl Iterator<Item = Self>) -> Self {
        parts.fold(Self::NONE, Self::and)
    }
}

impl Part for Instance {
    fn of(instance: Arc<Self>) -> Arc<Self> {
        instance
    }

    fn find(&self, number: u64) -> Option<&Self> {
        (self.number == number).then_some(self)
    }

    fn find_mut(shared: &mut Arc<Self>, number: u64) -> Option<&mut Arc<Self>> {
        (shared.number == number).then_some(shared)
    }

    fn push(_: &mut Arc<Self>, instance: Arc<Self>) -> Option<Arc<Self>> {
        Some(instance)
    }

    fn remove(shared: &mut Arc<Self>, number: u64) -> bool {
        shared.number == number
    }

    fn absorb(_: &mut Arc<Self>, _: &Self) -> bool {
        false
    }

    fn rest(&self, asker: Asker, look: &mut impl FnMut(&Self) -> Option<Instant>) -> Rest {
        if let Some(calm) = self.kept_calm().get(asker) {
            return Rest { is_calm: true, wake_at: calm.wake_at };
        }
        let wake_at = look(self);
        Rest { is_calm: self.kept_calm().get(asker).is_some(), wake_at }
    }
}

/// A part with a number that is not above that of its first instance, but above all of the parts before it.
pub(super) type Placed<P> = (u64, Arc<P>);

/// Forgets an instance of one of several parts. Of two neighbours that fit into one, one is made: parts stay half full,
/// however many instances have been forgotten.
pub(super) fn remove<P: Part>(parts: &mut Vec<Placed<P>>, number: u64) {
    let behind = parts.partition_point(|(first, _)| *first <= number);
    let Some(place) = behind.checked_sub(1) else { return };
    if parts.get_mut(place).is_some_and(|(_, part)| P::remove(part, number)) {
        parts.remove(place);
        return;
    }
    for left in [place.saturating_sub(1), place] {
        if let Some([(_, one), (_, next), ..]) = parts.get_mut(left..)
            && P::absorb(one, next)
        {
            parts.remove(left.saturating_add(1));
            return;
        }
    }
}

/// A few parts in order, at least one.
#[derive(Debug, Clone)]
pub(super) struct Node<P> {
    parts: [Option<Placed<P>>; WIDTH],
    calm: KeptCalm,
}

impl<P: Part> Node<P> {
    fn parts(&self) -> impl Iterator<Item = &Placed<P>> {
        self.parts.iter().flatten()
    }

    /// Its parts, to be changed: of what was known of them nothing is left.
    fn own(shared: &mut Arc<Self>) -> &mut [Option<Placed<P>>; WIDTH] {
        let own = Arc::make_mut(shared);
        own.calm = KeptCalm::default();
        &mut own.parts
    }
}

impl<P: Part> Part for Node<P> {
    fn of(instance: Arc<Instance>) -> Arc<Self> {
        let mut node = Self { parts: Default::default(), calm: KeptCalm::default() };
        if let Some(first) = node.parts.first_mut() {
            *first = Some((instance.number, P::of(instance)));
        }
        Arc::new(node)
    }

    fn find(&self, number: u64) -> Option<&Instance> {
        let (_, part) = self.parts().take_while(|(first, _)| *first <= number).last()?;
        part.find(number)
    }

    fn find_mut(shared: &mut Arc<Self>, number: u64) -> Option<&mut Arc<Instance>> {
        let parts = Self::own(shared);
        let (_, part) = parts.iter_mut().flatten().take_while(|(first, _)| *first <= number).last()?;
        P::find_mut(part, number)
    }

    fn push(shared: &mut Arc<Self>, instance: Arc<Instance>) -> Option<Arc<Instance>> {
        let parts = Self::own(shared);
        let instance = match parts.iter_mut().flatten().last() {
            Some((_, last)) => P::push(last, instance)?,
            None => instance,
        };
        match parts.iter_mut().find(|place| place.is_none()) {
            Some(place) => {
                *place = Some((instance.number, P::of(instance)));
                None
            }
            None => Some(instance),
        }
    }

    fn remove(shared: &mut Arc<Self>, number: u64) -> bool {
        let own = Self::own(shared);
        let mut parts = own.each_mut().into_iter().filter_map(Option::take).collect();
        remove(&mut parts, number);
        let is_empty = parts.is_empty();
        own.iter_mut().zip(parts).for_each(|(place, part)| *place = Some(part));
        is_empty
    }

    fn absorb(shared: &mut Arc<Self>, next: &Self) -> bool {
        let (own, more) = (shared.parts().count(), next.parts().count());
        let fits = own.saturating_add(more) <= WIDTH;
        if fits {
            let free = Self::own(shared).iter_mut().filter(|place| place.is_none());
            free.zip(next.parts()).for_each(|(place, part)| *place = Some(part.clone()));
        }
        fits
    }

    fn rest(&self, asker: Asker, look: &mut impl FnMut(&Instance) -> Option<Instant>) -> Rest {
        if let Some(calm) = self.calm.get(asker) {
            return Rest { is_calm: true, wake_at: calm.wake_at };
        }
        let rest = Rest::of_all(self.parts().map(|(_, part)| part.rest(asker, look)));
        if rest.is_calm {
            self.calm.keep(Calm { asker, wake_at: rest.wake_at });
        }
        rest
    }
}

/// A node of instances.
type Lower = Node<Instance>;
/// A node of such nodes.
pub(super) type Upper = Node<Lower>;

/// The instances of a tree in order: all of them, or those of which it is not known that they rest.
pub(super) struct Walk<'t> {
    unless_calm: Option<Asker>,
    uppers: slice::Iter<'t, Placed<Upper>>,
    lowers: slice::Iter<'t, Option<Placed<Lower>>>,
    instances: slice::Iter<'t, Option<Placed<Instance>>>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(uppers: &'t [Placed<Upper>], unless_calm: Option<Asker>) -> Self {
        Self { unless_calm, uppers: uppers.iter(), lowers: [].iter(), instances: [].iter() }
    }
}

impl<'t> Iterator for Walk<'t> {
    type Item = &'t Instance;

    fn next(&mut self) -> Option<&'t Instance> {
        let asker = self.unless_calm;
        let is_asked = |calm: &KeptCalm| asker.is_none_or(|asker| calm.get(asker).is_none());
        loop {
            // Behind the last part of a node nothing comes.
            if let Some(Some((_, instance))) = self.instances.next() {
                if is_asked(instance.kept_calm()) {
                    return Some(instance);
                }
            } else if let Some(Some((_, node))) = self.lowers.next() {
                self.instances = if is_asked(&node.calm) { node.parts.iter() } else { [].iter() };
            } else {
                let (_, node) = self.uppers.next()?;
                self.lowers = if is_asked(&node.calm) { node.parts.iter() } else { [].iter() };
            }
        }
    }
}
