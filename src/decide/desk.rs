//! What deciding works with, kept from one decision to the next so that it need not be made anew.

use std::sync::Mutex;

use super::Firing;
use super::eval::Memo;
use super::log::Told;
use super::moment::Memory;

/// What deciding works with. Nothing in it counts from one decision to the next.
#[derive(Default)]
pub(super) struct Desk {
    /// The program at work: what is remembered by slots of one is not read by another.
    pub(super) program: u64,
    pub(super) memory: Memory,
    pub(super) told: Told,
    /// What is derived from the state before a moment, and from the one in it. Never locked: it
    /// makes that a decision can be shared.
    pub(super) memos: Mutex<[Memo; 2]>,
    /// Firings of earlier decisions, of which the lists are used again.
    pub(super) spare: Vec<Firing>,
}

impl Desk {
    /// Clears it for a program.
    pub(super) fn begin(&mut self, program: u64) {
        if self.program != program {
            *self = Self { program, spare: std::mem::take(&mut self.spare), ..Self::default() };
        }
    }
}

/// Decisions are the same whatever they were made with.
impl PartialEq for Desk {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Clone for Desk {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}
