//! How a run begins.

use std::borrow::Cow;

use crate::decide::eval::Scene;
use crate::decide::moment::Moment;
use crate::decide::notice::{Notice, StartIgnored};
use crate::decide::observe::Observer;
use crate::decide::{ChangeCause, SequenceChange, SequenceStep};
use crate::ir::{Reentry, SequenceId, Start, Value};
use crate::state::{Rest, Run, Subject};

/// A start of a sequence of which the arguments have been read.
pub(in crate::decide) struct Starting {
    pub(in crate::decide) sequence: SequenceId,
    /// Whom the run is about: whom the sequence is of, in the scope of what starts it.
    pub(in crate::decide) subject: Subject,
    /// One for each parameter; `None` is unknown.
    pub(in crate::decide) arguments: Vec<Option<Value>>,
    /// What starts it.
    pub(in crate::decide) cause: ChangeCause,
}

/// Reads starts on a scene.
pub(in crate::decide) fn read_starts(scene: &Scene<'_>, starts: &[Start], cause: ChangeCause) -> Vec<Starting> {
    let value = |&expr: &_| scene.value(expr).ok().map(Cow::into_owned);
    let read = |start: &Start| {
        let subject = scene.subject_of(scene.program.ir.sequences.get(start.sequence)?.object)?;
        let arguments = start.arguments.iter().map(value).collect();
        Some(Starting { sequence: start.sequence, subject, arguments, cause })
    };
    starts.iter().filter_map(read).collect()
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Begins runs, which take their first steps in the next round. Answers whether any began:
    /// then there is one.
    pub(in crate::decide) fn start_runs(&mut self, starts: Vec<Starting>) -> bool {
        let mut any = false;
        for start in starts {
            let Starting { sequence, subject, arguments, cause } = start;
            let of = self.world.instance(subject);
            if let Some(why) = self.ignored(sequence, subject) {
                self.log.notice(Notice::StartIgnored { sequence, of, cause, why });
                continue;
            }
            let at = self.world.at;
            let next = &mut *self.world.next;
            let serial = next.core().serial;
            next.core_mut().serial = serial.saturating_add(1);
            next.core_mut().runs.push(Run {
                sequence,
                subject,
                arguments,
                started: at,
                serial,
                step: 0,
                rest: Rest::Ready,
            });
            self.memory.runs.started.insert((sequence, subject));
            // What an earlier run of this moment has tested is not this one's.
            self.memory.runs.tested.retain(|(tested, of, _)| (*tested, *of) != (sequence, subject));
            self.log.sequences.push(SequenceChange { sequence, of, at, what: SequenceStep::Started });
            any = true;
        }
        any
    }

    /// Why a sequence can't begin now.
    fn ignored(&self, id: SequenceId, subject: Subject) -> Option<StartIgnored> {
        let next = &*self.world.next;
        if self.memory.runs.started.contains(&(id, subject)) {
            return Some(StartIgnored::Twice);
        }
        if super::run(next, id, subject).is_some() {
            return Some(StartIgnored::Running);
        }
        let ended = *next.life(subject)?.past().ended.get(&id)?;
        let scene = self.world.scene();
        let free = match scene.program.ir.sequences.get(id)?.reentry {
            Reentry::Never => false,
            Reentry::AfterExit => true,
            // An instant behind the calendar never comes.
            Reentry::After(delay) => scene.zone().add(ended, delay).is_some_and(|free| free <= scene.at),
        };
        (!free).then_some(StartIgnored::Reentry)
    }
}
