//! What deciding works with: each thread keeps it from one decision to the next, so that it need not be made anew.

use std::cell::Cell;

use super::eval::Memo;
use super::log::Told;
use super::moment::Memory;
use super::scores::Total;

/// What deciding works with. Nothing in it counts from one decision to the next, and no value of a contact is
/// kept in it.
#[derive(Default)]
pub(super) struct Desk {
    /// The number of the program at work: slots are those of one.
    program: u64,
    pub(super) memory: Memory,
    pub(super) told: Told,
    /// What is derived from the state before a moment, and from the one in it.
    pub(super) memos: [Memo; 2],
    /// Totals of scores; a list that is used again.
    pub(super) totals: Vec<Total>,
}

thread_local! {
    static DESK: Cell<Option<Box<Desk>>> = const { Cell::new(None) };
}

/// Works at the thread's desk.
pub(super) fn at_desk<T>(program: u64, work: impl FnOnce(&mut Desk) -> T) -> T {
    // A thread that ends has none any more.
    let mut desk = DESK.try_with(Cell::take).ok().flatten().unwrap_or_default();
    if desk.program != program {
        (desk.program, desk.memos) = (program, <[Memo; 2]>::default());
    }
    let done = work(&mut desk);
    desk.memos.iter_mut().for_each(Memo::empty);
    desk.memory.candidates.clear();
    let _ = DESK.try_with(|place| place.set(Some(desk)));
    done
}
