//! What a move leaves and enters: the stage inside which another is only across its border.

use crate::calendar::Instant;
use crate::ir::{Blueprint, StageId};
use crate::state::{Occupancy, Short};

/// A move into a stage.
pub(super) struct Crossing {
    /// What is left, the inner stage first; empty for one who was in no stage.
    pub(super) left: Short<StageId>,
    /// What is entered, the outer stage first.
    pub(super) entered: Short<StageId>,
    /// Where one is then.
    pub(super) place: Occupancy,
}

impl Crossing {
    /// From where one is into a stage. Who goes to the stage itself inside which it is leaves
    /// that and enters it again.
    pub(super) fn new(ir: &Blueprint, from: Option<Occupancy>, target: StageId, at: Instant) -> Self {
        let mut place = Occupancy::entering(ir, target, at);
        let outer = ir.parent(place.stage);
        let left = from.and_then(|from| ir.parent(from.stage));
        let stays = outer.is_some() && outer == left && outer != Some(target);
        if let Some(from) = from.filter(|_| stays) {
            place.outer_since = Some(from.outer_since.unwrap_or(from.since));
        }
        let across = |stage: Option<StageId>| stage.filter(|_| !stays);
        Self {
            left: from.map(|from| from.stage).into_iter().chain(across(left)).collect(),
            entered: across(outer).into_iter().chain([place.stage]).collect(),
            place,
        }
    }
}
