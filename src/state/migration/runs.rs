//! Sequences that a contact runs, or has run, when it is migrated.

use super::names::Kind;
use super::{Fate, Migrator, at, json};
use crate::ir::Sequence;
use crate::state::convert::normal_name;
use crate::state::draft::owner;
use crate::state::snapshot::{SnapshotCause, SnapshotOf, SnapshotRest, SnapshotRun, can_rest};

impl Migrator<'_> {
    pub(super) fn runs(&mut self) {
        let (new, from) = (self.new, self.from);
        for (index, run) in from.runs.iter().enumerate() {
            let part = at("/runs", &index.to_string());
            self.of.clone_from(&run.of);
            let end = |why: String| Fate::Ended { value: json(run), why };
            let Some(now) = self.names.now(Kind::Sequence, &run.sequence) else {
                self.tell(&part, end("the blueprint has no such sequence now".to_owned()));
                continue;
            };
            let Some(sequence) = new.sequences.values().find(|sequence| sequence.info.name == now) else { continue };
            let of = match self.of_now(run.of.as_ref()) {
                Ok(of) => of,
                Err(why) => {
                    self.tell(&part, end(why));
                    continue;
                }
            };
            if sequence.object != self.object_now(of.as_ref()) {
                let whose = owner(new, sequence.object);
                self.tell(&part, end(format!("the sequence `{now}` is one of {whose} now")));
                continue;
            }
            let step = match &run.step {
                None => None,
                Some(key) => match self.step(sequence, key) {
                    Some(step) => Some(step),
                    None => {
                        self.tell(&part, end(format!("the sequence `{now}` has no step `{key}` now")));
                        self.over.push((now.to_owned(), of));
                        continue;
                    }
                },
            };
            self.renamed(&at(&part, "sequence"), &run.sequence, now);
            self.of_renamed(&part, run.of.as_ref(), of.as_ref());
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
            let mut kept = SnapshotRun { sequence: now.to_owned(), of, step: key, rest, ..run.clone() };
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
        self.of = None;
    }

    /// Tells that the object of which something is has another name.
    pub(super) fn of_renamed(&mut self, part: &str, from: Option<&SnapshotOf>, to: Option<&SnapshotOf>) {
        if let (Some(from), Some(to)) = (from, to) {
            self.renamed(&at(&at(part, "of"), "object"), &from.object, &to.object);
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
            if !acts || self.to.waiting.iter().any(|waiting| waiting.cause == cause && waiting.of == run.of) {
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
            if from.waiting.iter().any(|waiting| waiting.cause == cause && waiting.of == before.of)
                && let Some(place) = sequence.steps.iter().position(|step| Some(&step.key) == run.step.as_ref())
            {
                let part = at("/runs", &index.to_string());
                self.of.clone_from(&before.of);
                let next = place.checked_add(1).and_then(|next| sequence.steps.get(next)).map(|step| step.key.clone());
                let why = "none of the actions of its step waits now: the run goes on".to_owned();
                let (from, to) = (json(&run.rest), json(&SnapshotRest::Ready));
                self.tell(&at(&part, "rest"), Fate::Converted { from, to, why: why.clone() });
                self.tell(&at(&part, "step"), Fate::Converted { from: json(&run.step), to: json(&next), why });
                (run.step, run.rest) = (next, SnapshotRest::Ready);
            }
        }
        self.of = None;
        self.to.runs = runs;
    }

    /// When sequences were last over, of the life on its way, which is of this one now.
    pub(super) fn ends(&mut self, of: Option<&SnapshotOf>) {
        let (new, from, clock) = (self.new, self.life.from, self.from.clock);
        let (over, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.over).into_iter().partition(|(_, whose)| whose.as_ref() == of);
        self.over = others;
        for (name, when) in from.ended {
            let part = at(&self.life.part("ended"), name);
            let now = self.names.now(Kind::Sequence, name);
            let Some(sequence) = new.sequences.values().find(|sequence| Some(&*sequence.info.name) == now) else {
                self.dropped(&part, when, "the blueprint has no such sequence now");
                continue;
            };
            if let Some(why) = self.elsewhere(sequence.object) {
                self.dropped(&part, when, why);
                continue;
            }
            let now = &sequence.info.name;
            self.renamed(&part, name, now);
            let mut kept = *when;
            if over.iter().any(|(over, _)| over == now) {
                kept = clock;
                let (from, to) = (json(when), json(&kept));
                let why = "its run is over now".to_owned();
                self.tell(&part, Fate::Converted { from, to, why });
            }
            self.life.to.ended.insert(now.clone(), kept);
        }
        for (name, _) in over {
            self.life.to.ended.entry(name).or_insert(clock);
        }
    }
}
