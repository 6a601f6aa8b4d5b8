//! What a state holds beside its clock, shared between states until one of them changes.

use std::sync::Arc;

use super::life::alike;
use super::{Inputs, Instances, Life, List, Row, Run, Waiting};
use crate::calendar::Instant;
use crate::ir;

/// All that a state holds beside its clock; what any event is judged by comes first.
#[derive(Debug, Clone)]
#[repr(C)]
pub(crate) struct Core {
    /// What is known of the contact itself.
    pub(crate) life: Life,
    pub(crate) ir: Arc<ir::Blueprint>,
    pub(crate) contact: Arc<str>,
    /// The instances of objects.
    pub(crate) instances: Instances,
    /// For each cap, when what it counts was done, in order of time; what is not there was never done.
    pub(crate) caps: Row<Row<Instant>>,
    /// Actions that wait, in order of serial.
    pub(crate) waiting: List<Arc<Waiting>>,
    /// Sequences that run, in order of serial.
    pub(crate) runs: List<Run>,
    /// The next serial; also counts occurrences of rules and instances.
    pub(crate) serial: u64,
    /// The ids of inputs, oldest first, with the instants at which they were judged.
    pub(crate) inputs: Inputs,
    /// Whether levels have been judged since it was built.
    pub(crate) settled: bool,
}

/// However long their lists are.
impl PartialEq for Core {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart, so that nothing new is forgotten.
        let Self { ir, contact, life, instances, caps, waiting, runs, serial, inputs, settled } = self;
        (Arc::ptr_eq(ir, &other.ir) || *ir == other.ir)
            && *contact == other.contact
            && *life == other.life
            && *instances == other.instances
            && alike(caps, &other.caps)
            && *waiting == other.waiting
            && *runs == other.runs
            && (*serial, *settled) == (other.serial, other.settled)
            && *inputs == other.inputs
    }
}

impl Core {
    /// Whether nothing waits, no sequence runs and no instance is there.
    pub(crate) fn waits_for_nothing(&self) -> bool {
        self.waiting.is_empty() && self.runs.is_empty() && self.instances.is_empty()
    }

    /// Whether it is settled, waits for nothing, and nothing of it is forgotten as time passes.
    pub(crate) fn is_idle(&self) -> bool {
        self.settled && self.waits_for_nothing() && self.inputs.is_empty() && self.life.past().limits.is_empty()
    }

    /// The actions that wait, in order of serial.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Waiting> + Clone {
        self.waiting.iter().map(|waiting| &**waiting)
    }
}
