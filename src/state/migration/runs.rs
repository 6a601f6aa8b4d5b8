//! Sequences that a contact runs, or has run, when it is migrated.

use super::names::Kind;
use super::{Fate, Migrator, at, json};
use crate::ir::Sequence;
use crate::state::convert::normal_name;
use crate::state::snapshot::{SnapshotCause, SnapshotRest, SnapshotRun, can_rest};

impl Migrator<'_> {
    pub(super) fn runs(&mut self) {
        let (new, from) = (self.new, self.from);
        for (index, run) in from.runs.iter().enumerate() {
            let part = at("/runs", &index.to_string());
            let end = |why: String| Fate::Ended { value: json(run), why };
            let Some(now) = self.names.now(Kind::Sequence, &run.sequence) else {
                self.tell(&part, end("the blueprint has no such sequence now".to_owned()));
                continue;
            };
            let Some(sequence) = new.sequences.values().find(|sequence| sequence.info.name == now) else { continue };
            let step = match &run.step {
                None => None,
                Some(key) => match self.step(sequence, key) {
                    Some(step) => Some(step),
                    None => {
                        self.tell(&part, end(format!("the sequence `{now}` has no step `{key}` now")));
                        self.over.push(now.to_owned());
                        continue;
                    }
                },
            };
            self.renamed(&at(&part, "sequence"), &run.sequence, now);
            let key = step.and_then(|step| sequence.steps.get(step)).map(|step| step.key.clone());
            if let (Some(before), Some(key)) = (&run.step, &key) {
                self.renamed(&at(&part, "step"), before, key);
            }
            let kind = step.and_then(|step| sequence.steps.get(step)).map(|step| &step.kind);
            let rest = if can_rest(run.rest, kind) {
                run.rest
            } else {
                let (from, to) = (json(&run.rest), json(&SnapshotRest::Ready));
                let why = "the step is of another kind now: the run takes it".to_owned();
                self.tell(&at(&part, "rest"), Fate::Converted { from, to, why });
                SnapshotRest::Ready
            };
            let mut kept = SnapshotRun { sequence: now.to_owned(), step: key, rest, ..run.clone() };
            kept.arguments.clear();
            for (name, value) in &run.arguments {
                let part = at(&at(&part, "arguments"), name);
                let wanted = normal_name(name);
                let Some(parameter) = sequence.parameters.iter().find(|parameter| parameter.name == wanted) else {
                    self.dropped(&part, value, "the sequence has no such parameter now");
                    continue;
                };
                match self.value(&part, parameter.ty.with_optional(true), value) {
                    Some(value) => drop(kept.arguments.insert(parameter.name.clone(), value)),
                    None => self.dropped(&part, value, "the parameter is of another type now; it is unknown"),
                }
            }
            self.to.runs.push(kept);
        }
    }

    /// The place of a step, by its key.
    fn step(&self, sequence: &Sequence, key: &str) -> Option<usize> {
        let key = normal_name(key);
        let of = |key: &str| sequence.steps.iter().position(|step| step.key == key);
        of(&key).or_else(|| of(&self.names.words(&key)))
    }

    /// Runs that stood at actions of which none waits now go on.
    pub(super) fn acting(&mut self) {
        let (new, from) = (self.new, self.from);
        let mut runs = std::mem::take(&mut self.to.runs);
        for run in &mut runs {
            let acts = run.rest == SnapshotRest::Acting;
            let cause = SnapshotCause::Sequence(run.sequence.clone());
            if !acts || self.to.waiting.iter().any(|waiting| waiting.cause == cause) {
                continue;
            }
            let Some((index, before)) = from.runs.iter().enumerate().find(|(_, old)| old.serial == run.serial) else {
                continue;
            };
            let cause = SnapshotCause::Sequence(before.sequence.clone());
            let Some(sequence) = new.sequences.values().find(|sequence| sequence.info.name == run.sequence) else {
                continue;
            };
            // Where nothing waited before, the run goes on by itself.
            if from.waiting.iter().any(|waiting| waiting.cause == cause)
                && let Some(place) = sequence.steps.iter().position(|step| Some(&step.key) == run.step.as_ref())
            {
                let part = at("/runs", &index.to_string());
                let next = place.checked_add(1).and_then(|next| sequence.steps.get(next)).map(|step| step.key.clone());
                let why = "none of the actions of its step waits now: the run goes on".to_owned();
                let (from, to) = (json(&run.rest), json(&SnapshotRest::Ready));
                self.tell(&at(&part, "rest"), Fate::Converted { from, to, why: why.clone() });
                self.tell(&at(&part, "step"), Fate::Converted { from: json(&run.step), to: json(&next), why });
                (run.step, run.rest) = (next, SnapshotRest::Ready);
            }
        }
        self.to.runs = runs;
    }

    pub(super) fn ended(&mut self) {
        let from = self.from;
        for (name, when) in &from.ended {
            let part = at("/ended", name);
            match self.names.now(Kind::Sequence, name) {
                Some(now) => {
                    self.renamed(&part, name, now);
                    let mut kept = *when;
                    if self.over.iter().any(|over| over == now) {
                        kept = from.clock;
                        let (from, to) = (json(when), json(&kept));
                        let why = "its run is over now".to_owned();
                        self.tell(&part, Fate::Converted { from, to, why });
                    }
                    self.to.ended.insert(now.to_owned(), kept);
                }
                None => self.dropped(&part, when, "the blueprint has no such sequence now"),
            }
        }
        for name in std::mem::take(&mut self.over) {
            self.to.ended.entry(name).or_insert(from.clock);
        }
    }
}
