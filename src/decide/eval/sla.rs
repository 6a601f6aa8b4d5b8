//! What the clocks of service levels show.

use super::{Evaluator, Outcome, owned};
use crate::calendar::Duration;
use crate::decide::Unknown;
use crate::decide::sla::Reading;
use crate::ir::{SlaId, SlaQuestion, Value};
use crate::state::{SlaClock, SlaState};

impl<'e> Evaluator<'e> {
    pub(super) fn sla(&self, id: SlaId, question: SlaQuestion) -> Outcome<'e> {
        let program = self.scene.program;
        let sla = &program.ir.slas[id];
        let clock = self.life(sla.object)?.sla(id);
        let state = clock.map_or(SlaState::Idle, SlaClock::state);
        let is = |wanted| owned(Value::Bool(state == wanted));
        let reading = clock.map(|clock| Reading { program, sla, clock });
        let at = self.scene.at;
        let length = |milliseconds: Option<i64>| match milliseconds {
            Some(milliseconds) => owned(Value::Duration(Duration::milliseconds(milliseconds))),
            None => Err(Unknown::SlaUnset(id)),
        };
        match question {
            SlaQuestion::Due => match reading.and_then(|reading| reading.due()) {
                Some(due) => owned(Value::Datetime(due)),
                None => Err(Unknown::SlaUnset(id)),
            },
            SlaQuestion::Used => length(reading.map(|reading| reading.used(at))),
            SlaQuestion::Remaining => length(reading.and_then(|reading| reading.remaining(at))),
            SlaQuestion::Running => is(SlaState::Running),
            SlaQuestion::Paused => is(SlaState::Paused),
            SlaQuestion::Met => is(SlaState::Met),
            SlaQuestion::Breached => is(SlaState::Breached),
        }
    }
}
