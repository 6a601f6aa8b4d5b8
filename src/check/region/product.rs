//! Combinations of values.

use std::rc::Rc;

use super::{Region, Sample, Universe};

/// A region for each of several expressions: all combinations of what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Product(Vec<Rc<Region>>);

/// How many comparisons of two products are left; those of long lists count as several.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Budget(u32);

/// The budget does not suffice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) struct Spent;

impl Budget {
    pub(in crate::check) const fn new(comparisons: u32) -> Self {
        Self(comparisons)
    }

    fn spend(&mut self, one: &Product, other: &Product) -> Result<(), Spent> {
        let weight = one.0.iter().chain(&other.0).map(|region| region.weight()).fold(0, usize::saturating_add);
        let cost = u32::try_from(weight / 8).unwrap_or(u32::MAX).saturating_add(1);
        self.0 = self.0.checked_sub(cost).ok_or(Spent)?;
        Ok(())
    }
}

impl Product {
    /// All combinations of what these hold.
    pub(in crate::check) fn new(regions: impl IntoIterator<Item = Region>) -> Self {
        Self(regions.into_iter().map(Rc::new).collect())
    }

    /// What each of the expressions can be.
    pub(in crate::check) fn regions(&self) -> impl Iterator<Item = &Region> {
        self.0.iter().map(Rc::as_ref)
    }

    /// Every combination.
    pub(in crate::check) fn all(universes: &[Universe]) -> Self {
        Self::new(universes.iter().map(Universe::all))
    }

    pub(in crate::check) fn is_empty(&self) -> bool {
        self.regions().any(Region::is_empty)
    }

    /// Whether both hold something in common.
    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| one.meets(other))
    }

    /// What both hold, if anything.
    pub(in crate::check) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = Vec::with_capacity(self.0.len());
        for (one, other) in self.0.iter().zip(&other.0) {
            let shared = one.and(other);
            if shared.is_empty() {
                return None;
            }
            both.push(Rc::new(shared));
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
                    *region = Rc::new(outside);
                }
                parts.push(part);
            }
            if let Some(region) = rest.0.get_mut(at) {
                *region = Rc::new(inside);
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
                budget.spend(&product, other)?;
                at = at.saturating_add(1);
                if product.meets(other) {
                    break Some(other);
                }
            };
            match met {
                Some(other) => {
                    for part in product.minus(other).into_iter().rev() {
                        budget.spend(&part, other)?;
                        open.push((part, at));
                    }
                }
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
        budget.spend(self, other)?;
        Ok(if self.meets(other) { self.and(other) } else { None })
    }

    /// One of its combinations.
    pub(in crate::check) fn sample(&self, universes: &[Universe]) -> Option<Vec<Sample>> {
        self.regions().zip(universes).map(|(region, universe)| region.sample(universe)).collect()
    }
}
