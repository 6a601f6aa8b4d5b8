//! Combinations of values.

use super::{Region, Sample, Universe};

/// A region for each of several expressions: all combinations of what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Product(pub(in crate::check) Vec<Region>);

/// How many comparisons of two products are left.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Budget(u32);

/// The budget does not suffice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) struct Spent;

impl Budget {
    pub(in crate::check) const fn new(comparisons: u32) -> Self {
        Self(comparisons)
    }

    fn spend(&mut self) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(1).ok_or(Spent)?;
        Ok(())
    }
}

impl Product {
    /// Every combination.
    pub(in crate::check) fn all(universes: &[Universe]) -> Self {
        Self(universes.iter().map(Universe::all).collect())
    }

    pub(in crate::check) fn is_empty(&self) -> bool {
        self.0.iter().any(Region::is_empty)
    }

    /// What both hold, if anything.
    pub(in crate::check) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = Vec::with_capacity(self.0.len());
        for (one, other) in self.0.iter().zip(&other.0) {
            let shared = one.and(other);
            if shared.is_empty() {
                return None;
            }
            both.push(shared);
        }
        Some(Self(both))
    }

    /// What this one holds and the other does not, in parts that hold nothing in common.
    fn minus(&self, other: &Self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self.clone();
        for (at, cut) in other.0.iter().enumerate() {
            let Some(own) = rest.0.get(at) else { continue };
            let (outside, inside) = (own.minus(cut), own.and(cut));
            if !outside.is_empty() {
                let mut part = rest.clone();
                if let Some(region) = part.0.get_mut(at) {
                    *region = outside;
                }
                parts.push(part);
            }
            if let Some(region) = rest.0.get_mut(at) {
                *region = inside;
            }
        }
        parts
    }

    /// What the product holds and none of the others does: some of it, or `None` where they hold
    /// it all.
    ///
    /// # Errors
    ///
    /// The budget does not suffice to tell.
    pub(in crate::check) fn left_by(&self, others: &[Self], budget: &mut Budget) -> Result<Option<Self>, Spent> {
        // Each with the first of the others that has not been taken away from it.
        let mut open = vec![(self.clone(), 0usize)];
        while let Some((product, from)) = open.pop() {
            let mut at = from;
            let met = loop {
                let Some(other) = others.get(at) else { break None };
                budget.spend()?;
                at = at.saturating_add(1);
                if product.and(other).is_some() {
                    break Some(other);
                }
            };
            match met {
                Some(other) => open.extend(product.minus(other).into_iter().rev().map(|part| (part, at))),
                None if product.is_empty() => {}
                None => return Ok(Some(product)),
            }
        }
        Ok(None)
    }

    /// What both hold, if anything.
    ///
    /// # Errors
    ///
    /// The budget does not suffice to tell.
    pub(in crate::check) fn shared(&self, other: &Self, budget: &mut Budget) -> Result<Option<Self>, Spent> {
        budget.spend()?;
        Ok(self.and(other))
    }

    /// One of its combinations.
    pub(in crate::check) fn sample(&self, universes: &[Universe]) -> Option<Vec<Sample>> {
        self.0.iter().zip(universes).map(|(region, universe)| region.sample(universe)).collect()
    }
}
