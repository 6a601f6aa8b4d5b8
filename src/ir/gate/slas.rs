//! Service levels: what moves their clocks, in what time they must be stopped.

use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, ensure, longer_than_nothing, part, within};
use crate::ir::*;

/// The whole time, in 1/10,000.
const WHOLE: u16 = 10_000;

impl<'g> Gate<'g> {
    pub(super) fn slas(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        for (id, sla) in self.ir.slas.iter() {
            let place = |of| Place("slas", id.index(), of);
            self.sla(sla).at(|| part("slas", id.index(), None))?;
            let scope = Scope::MOMENT.of(sla.object);
            let lists =
                [(&sla.starts, "starts"), (&sla.stops, "stops"), (&sla.pauses, "pauses"), (&sla.resets, "resets")];
            for (list, of) in lists {
                for when in list {
                    self.sla_when(when, sla.object).at(|| place(of).name())?;
                    if let SlaWhen::On(filter) = when {
                        roots.add_some(filter.filter, self.on(&filter.events, scope), place(of));
                    }
                }
            }
            for target in &sla.targets {
                self.sla_target(target).at(|| place("targets").name())?;
                // They are chosen at any time.
                let still = Scope::STATE.of(sla.object);
                roots.add(target.time, still, place("targets"));
                roots.add_some(target.when, still, place("targets"));
            }
            for warning in &sla.warnings {
                self.calls(&warning.calls, scope, place("warnings"), roots)?;
            }
            for update in &sla.updates {
                self.calls(&update.calls, scope, place("updates"), roots)?;
            }
            self.calls(&sla.breach, scope, place("breach"), roots)?;
        }
        Ok(())
    }

    fn sla(&self, sla: &Sla) -> Check {
        self.raci(&sla.responsibilities)?;
        ensure(!sla.starts.is_empty(), || "nothing starts it".to_owned())?;
        ensure(!sla.stops.is_empty(), || "nothing stops it".to_owned())?;
        ensure(!sla.targets.is_empty(), || "it has no target".to_owned())?;
        let share = |warning: &SlaWarning| (1..WHOLE).contains(&warning.share);
        ensure(sla.warnings.iter().all(share), || "a warning comes at no share of the time".to_owned())?;
        sla.updates.iter().try_for_each(|update| longer_than_nothing(update.period))
    }

    fn sla_when(&self, when: &SlaWhen, object: Option<ObjectId>) -> Check {
        match when {
            SlaWhen::On(filter) => self.filter_for(object, filter),
            SlaWhen::InStage(stages) => {
                ensure(!stages.is_empty(), || "it names no stage".to_owned())?;
                super::all_within(&self.ir.stages, stages, "stage")?;
                self.stages_for(object, stages)
            }
        }
    }

    fn sla_target(&self, target: &SlaTarget) -> Check {
        self.delay(target.time)?;
        self.truth(target.when)?;
        target.opening.map_or(Ok(()), |opening| within(&self.ir.openings, opening, "opening"))
    }
}
