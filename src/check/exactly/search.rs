//! The search for values under which not exactly so many guards are true.
//!
//! Values are looked at in boxes, a region for each variable. A box in which it is known of every
//! guard whether it is true is done; another one is cut where a test of its first open guard
//! decides. Nothing is left out and nothing is looked at twice, so a search that finds nothing
//! has proven it.

use std::rc::Rc;

use super::super::region::{Budget, Product, Region, Spent};
use super::guard::{Guards, Node, NodeId};

/// The results that a part of a guard can have in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Can(u8);

impl Can {
    const NOTHING: Self = Self(0);
    const TRUE: Self = Self(1);
    const FALSE: Self = Self(2);
    const UNKNOWN: Self = Self(4);

    const fn be(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn but(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn is_open(self) -> bool {
        self.0.count_ones() > 1
    }

    fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NOTHING }
    }

    /// Kleene's not.
    fn not(self) -> Self {
        Self::TRUE
            .when(self.be(Self::FALSE))
            .or(Self::FALSE.when(self.be(Self::TRUE)))
            .or(Self::UNKNOWN.when(self.be(Self::UNKNOWN)))
    }

    /// Kleene's and.
    fn and(self, other: Self) -> Self {
        let unknown = self.be(Self::UNKNOWN) && other.be(Self::UNKNOWN.or(Self::TRUE))
            || other.be(Self::UNKNOWN) && self.be(Self::TRUE);
        Self::TRUE
            .when(self.be(Self::TRUE) && other.be(Self::TRUE))
            .or(Self::FALSE.when(self.be(Self::FALSE) || other.be(Self::FALSE)))
            .or(Self::UNKNOWN.when(unknown))
    }
}

/// Values under which another number of guards is true.
#[derive(Debug)]
pub(super) struct Witness {
    /// Which values; for all of them it is so.
    pub(super) values: Product,
    /// The guards that are true, by number: all of them, or more than there should be.
    pub(super) true_ones: Vec<usize>,
}

/// A part of all values.
struct Box {
    regions: Vec<Rc<Region>>,
    /// What each node can be in it.
    can: Vec<Can>,
}

/// Looks for values under which not exactly `wanted` of the guards are true.
///
/// # Errors
///
/// The budget does not suffice to tell.
pub(super) fn search(guards: &Guards<'_>, wanted: usize, budget: &mut Budget) -> Result<Option<Witness>, Spent> {
    let regions: Vec<_> = guards.variables.iter().map(|variable| Rc::new(variable.all.clone())).collect();
    let mut whole = Box { regions, can: vec![Can::NOTHING; guards.nodes.len()] };
    whole.judge(guards, None, budget)?;
    let mut open = vec![whole];
    while let Some(part) = open.pop() {
        budget.pay(guards.roots.len())?;
        let can = |node: NodeId| part.can.get(node.0).copied().unwrap_or(Can::NOTHING);
        let premise = guards.premise.map_or(Can::TRUE, can);
        if !premise.be(Can::TRUE) {
            continue;
        }
        let true_ones: Vec<usize> =
            guards.roots.iter().enumerate().filter(|(_, root)| can(**root) == Can::TRUE).map(|(at, _)| at).collect();
        let first_open = guards.roots.iter().copied().find(|root| can(*root).is_open() && can(*root).be(Can::TRUE));
        let open_ones = guards.roots.iter().filter(|root| can(**root).is_open() && can(**root).be(Can::TRUE)).count();
        let wrong = true_ones.len() > wanted || true_ones.len().saturating_add(open_ones) < wanted;
        let cut = if premise.is_open() && (wrong || first_open.is_some()) {
            guards.premise
        } else if wrong {
            let values = Product::new(part.regions.iter().map(|region| Region::clone(region)));
            return Ok(Some(Witness { values, true_ones }));
        } else {
            first_open
        };
        let Some(at) = cut else { continue };
        let Some(node) = part.deciding(guards, at) else { continue };
        part.cut(guards, node, budget, &mut open)?;
    }
    Ok(None)
}

impl Box {
    fn of(&self, node: NodeId) -> Can {
        self.can.get(node.0).copied().unwrap_or(Can::NOTHING)
    }

    /// Judges all nodes anew; of the tests only those of one variable, where one is named.
    fn judge(&mut self, guards: &Guards<'_>, of: Option<usize>, budget: &mut Budget) -> Result<(), Spent> {
        budget.pay(guards.nodes.len().saturating_add(guards.variables.len()))?;
        for (at, node) in guards.nodes.iter().enumerate() {
            let can = match node {
                Node::Constant(truth) => {
                    if *truth {
                        Can::TRUE
                    } else {
                        Can::FALSE
                    }
                }
                Node::Test { variable, .. } if of.is_some_and(|of| of != *variable) => continue,
                Node::Test { variable, holds, fails } => {
                    let Some(region) = self.regions.get(*variable) else { continue };
                    budget.pay(region.weight().saturating_add(holds.weight()).saturating_add(fails.weight()))?;
                    let rest = region.minus(holds).minus(fails);
                    Can::TRUE
                        .when(region.meets(holds))
                        .or(Can::FALSE.when(region.meets(fails)))
                        .or(Can::UNKNOWN.when(!rest.is_empty()))
                }
                Node::Not(inner) => self.of(*inner).not(),
                Node::And(parts) => parts.iter().fold(Can::TRUE, |all, part| all.and(self.of(*part))),
                Node::Or(parts) => parts.iter().fold(Can::FALSE, |all, part| all.not().and(self.of(*part).not()).not()),
                Node::Known(inner) => {
                    let inner = self.of(*inner);
                    Can::TRUE.when(inner.be(Can::TRUE.or(Can::FALSE))).or(Can::FALSE.when(inner.be(Can::UNKNOWN)))
                }
                Node::Else { left, right } => {
                    let (left, right) = (self.of(*left), self.of(*right));
                    left.but(Can::UNKNOWN).or(if left.be(Can::UNKNOWN) { right } else { Can::NOTHING })
                }
            };
            if let Node::And(parts) | Node::Or(parts) = node {
                budget.pay(parts.len())?;
            }
            if let Some(own) = self.can.get_mut(at) {
                *own = can;
            }
        }
        Ok(())
    }

    /// A test that is open and on which an open node rests.
    fn deciding(&self, guards: &Guards<'_>, node: NodeId) -> Option<NodeId> {
        let mut at = node;
        loop {
            let open = |node: &NodeId| self.of(*node).is_open();
            at = match guards.nodes.get(at.0)? {
                Node::Test { .. } => return Some(at),
                Node::Constant(_) => return None,
                Node::Not(inner) | Node::Known(inner) => *inner,
                Node::And(parts) | Node::Or(parts) => parts.iter().copied().find(open)?,
                Node::Else { left, right } => [*left, *right].into_iter().find(open)?,
            };
        }
    }

    /// Cuts the box where a test holds, where it fails, and where it is unknown.
    fn cut(&self, guards: &Guards<'_>, node: NodeId, budget: &mut Budget, to: &mut Vec<Self>) -> Result<(), Spent> {
        let Some(Node::Test { variable, holds, fails }) = guards.nodes.get(node.0) else { return Ok(()) };
        let Some(own) = self.regions.get(*variable) else { return Ok(()) };
        for piece in [own.minus(holds).minus(fails), own.and(fails), own.and(holds)] {
            if piece.is_empty() {
                continue;
            }
            let mut part = Self { regions: self.regions.clone(), can: self.can.clone() };
            if let Some(region) = part.regions.get_mut(*variable) {
                *region = Rc::new(piece);
            }
            part.judge(guards, Some(*variable), budget)?;
            to.push(part);
        }
        Ok(())
    }
}
