//! Steps that follow one another in time.

use std::collections::HashSet;

use super::names::is_name;
use super::scope::{Place, Roots, Scope};
use super::values::check_type;
use super::{At, Check, Gate, ensure, longer_than_nothing, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn sequences(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        for (id, sequence) in self.ir.sequences.iter() {
            let index = id.index();
            self.sequence(sequence).at(|| part("sequences", index, None))?;
            let object = sequence.object;
            let scope = Scope { sequence: Some(id), object, ..Scope::STATE };
            for (leaves, of) in [(&sequence.goals, "goals"), (&sequence.exits, "exits")] {
                for leave in leaves {
                    let place = Place("sequences", index, of);
                    match leave {
                        Leave::On(filter) => {
                            self.filter_for(object, filter).at(|| place.name())?;
                            roots.add_some(filter.filter, self.on(&filter.events, scope), place);
                        }
                        Leave::When(guard) => {
                            self.scalar(*guard, Scalar::Bool).at(|| place.name())?;
                            roots.add(*guard, scope, place);
                        }
                    }
                }
            }
            for (at, step) in sequence.steps.iter().enumerate() {
                self.step(&step.kind, scope, Place("sequences", index, "steps"), roots)?;
                flow(&sequence.steps, at, &step.kind).at(|| format!("sequences[{index}].steps[{at}]"))?;
            }
        }
        Ok(())
    }

    fn sequence(&self, sequence: &Sequence) -> Check {
        self.raci_of(&sequence.responsibilities, sequence.object)?;
        let mut names = HashSet::new();
        for parameter in &sequence.parameters {
            let name = parameter.name.as_str();
            is_name(name)?;
            ensure(names.insert(name), || format!("the parameter `{name}` stands twice"))?;
            check_type(self.ir, parameter.ty)?;
        }
        if let Reentry::After(length) = sequence.reentry {
            longer_than_nothing(length)?;
        }
        self.suspensions(&sequence.suspends)?;
        let mut keys = HashSet::new();
        for step in &sequence.steps {
            let key = step.key.as_str();
            ensure(!key.is_empty(), || "a step has no key".to_owned())?;
            ensure(keys.insert(key), || format!("the key `{}` stands twice", key.escape_debug()))?;
        }
        let count = sequence.steps.len();
        ensure(u32::try_from(count).is_ok(), || "it has too many steps".to_owned())?;
        for (name, step) in &sequence.names {
            is_name(name)?;
            let inside = step.first <= step.end && step.end as usize <= count;
            ensure(inside, || format!("the step `{name}` is none of its steps"))?;
        }
        Ok(())
    }

    fn step(
        &self,
        kind: &'g StepKind,
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        let at = || place.name();
        match kind {
            StepKind::Do(calls) => {
                ensure(!calls.is_empty(), || "a step does nothing".to_owned()).at(at)?;
                self.calls(calls, scope, place, roots)
            }
            StepKind::Effects { effects, starts } => {
                self.effects(effects, scope, place, roots)?;
                self.starts(starts, scope, place, roots)
            }
            StepKind::Wait { wait, .. } => self.wait(wait, scope, place, roots),
            StepKind::Branch { guard, .. } | StepKind::Repeat { guard, .. } => {
                self.scalar(*guard, Scalar::Bool).at(at)?;
                roots.add(*guard, scope, place);
                Ok(())
            }
            StepKind::Jump(_) => Ok(()),
        }
    }

    fn wait(&self, wait: &'g Wait, scope: Scope<'g>, place: Place, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let at = || place.name();
        match wait {
            Wait::For { delay, opening, or } => {
                self.delay(*delay).at(at)?;
                roots.add(*delay, scope, place);
                opening.map_or(Ok(()), |opening| within(&self.ir.openings, opening, "opening")).at(at)?;
                if let Some(filter) = or {
                    self.filter_for(scope.object, filter).at(at)?;
                    roots.add_some(filter.filter, self.on(&filter.events, scope), place);
                }
            }
            Wait::Time(_) => {}
            Wait::Until { guard, at_most } => {
                self.scalar(*guard, Scalar::Bool).at(at)?;
                roots.add(*guard, scope, place);
                at_most.map_or(Ok(()), |length| self.delay(length)).at(at)?;
                roots.add_some(*at_most, scope, place);
            }
        }
        Ok(())
    }

    /// A value for each parameter of the sequence that is started.
    pub(super) fn starts(
        &self,
        starts: &'g [Start],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        let at = || place.name();
        for start in starts {
            within(&self.ir.sequences, start.sequence, "sequence").at(at)?;
            let of = self.ir.sequences.get(start.sequence).and_then(|sequence| sequence.object);
            self.own(scope.object, of, "sequence", start.sequence.index()).at(at)?;
            let parameters = self.ir.sequences.get(start.sequence).map_or(&[][..], |one| &one.parameters);
            ensure(parameters.len() == start.arguments.len(), || {
                format!("it starts a sequence with {} arguments, not {}", start.arguments.len(), parameters.len())
            })
            .at(at)?;
            for (argument, parameter) in start.arguments.iter().zip(parameters) {
                self.typed(*argument, parameter.ty).at(at)?;
                roots.add(*argument, scope, place);
            }
        }
        Ok(())
    }
}

/// Steps lead on, and only back to a `repeat`, which waits in each turn: so a run comes to rest.
fn flow(steps: &[Step], at: usize, kind: &StepKind) -> Check {
    let count = steps.len();
    let ahead = |target: u32| {
        let target = target as usize;
        ensure(target <= count, || format!("there is no step {target} to go on to"))?;
        ensure(target > at, || format!("it leads back to step {target}"))
    };
    match kind {
        StepKind::Do(_) | StepKind::Effects { .. } => Ok(()),
        StepKind::Wait { expired, .. } => ahead(*expired),
        StepKind::Branch { otherwise, .. } => ahead(*otherwise),
        StepKind::Repeat { end, .. } => {
            ahead(*end)?;
            let body = steps.get(at..*end as usize).unwrap_or_default();
            let waits = body.iter().any(|step| matches!(step.kind, StepKind::Wait { .. }));
            ensure(waits, || "it repeats without a wait".to_owned())?;
            let back = matches!(body.last().map(|step| &step.kind), Some(StepKind::Jump(to)) if *to as usize == at);
            ensure(back, || "its last step does not lead back to it".to_owned())
        }
        StepKind::Jump(target) => {
            let behind = at.saturating_add(1);
            let loops = steps
                .get(*target as usize)
                .is_some_and(|step| matches!(step.kind, StepKind::Repeat { end, .. } if end as usize == behind));
            if loops { Ok(()) } else { ahead(*target) }
        }
    }
}
