//! What another version of a blueprint means for contacts under way, before any is migrated.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::names::{Kind, Names, infos_of, now};
use crate::ir::{Blueprint, Field, Info, Journey, ObjectId, Scalar, StepKind, Type};
use crate::state::contact::named;
use crate::state::convert::expected;
use crate::state::draft::owner;
use crate::state::snapshot::{cap_keys, find_transition, infos, transition_key};

/// What another version of a blueprint means for contacts under way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Changes {
    /// What changes for them; what is not told is carried over as it is.
    pub changes: Vec<Change>,
}

/// One thing that changes for contacts under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// How heavy it is.
    pub weight: Weight,
    /// What it is about: `stage lifecycle.lead`.
    pub part: String,
    /// What happens.
    pub what: String,
}

/// How heavy a change is for contacts under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Weight {
    /// Something has another name, or begins.
    Note,
    /// Something is lost, if contacts have it.
    Warning,
    /// States are refused.
    Error,
}

impl Changes {
    /// Whether states can be refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.changes.iter().any(|change| change.weight == Weight::Error)
    }
}

/// One line for each change: `error: stage lifecycle.lead: …`.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for change in &self.changes {
            write!(f, "{between}{change}")?;
            between = "\n";
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Note => "note",
            Weight::Warning => "warning",
            Weight::Error => "error",
        };
        write!(f, "{weight}: {}: {}", self.part, self.what)
    }
}

/// Compares two versions of a blueprint.
pub(crate) fn compare(old: &Blueprint, new: &Blueprint) -> Changes {
    let names = Names::new(new, Some(old), None);
    let mut comparison = Comparison { old, new, names, changes: Vec::new() };
    comparison.blueprint();
    comparison.objects();
    comparison.moved();
    comparison.journeys();
    comparison.all_fields();
    comparison.scores();
    comparison.history();
    comparison.restraints();
    comparison.causes();
    comparison.sequences();
    Changes { changes: comparison.changes }
}

/// Those of whom something is.
const fn whom(object: Option<ObjectId>) -> &'static str {
    if object.is_some() { "instances" } else { "contacts" }
}

struct Comparison<'c> {
    old: &'c Blueprint,
    new: &'c Blueprint,
    names: Names<'c>,
    changes: Vec<Change>,
}

impl<'c> Comparison<'c> {
    fn say(&mut self, weight: Weight, part: impl Into<String>, what: impl Into<String>) {
        self.changes.push(Change { weight, part: part.into(), what: what.into() });
    }

    /// What is gone and what has another name, of one kind.
    fn kind(&mut self, kind: Kind, word: &str, lost: &str) {
        for info in infos_of(self.old, kind) {
            match self.names.now(kind, &info.name) {
                None => self.say(Weight::Warning, format!("{word} {}", info.name), format!("it is gone: {lost}")),
                Some(now) if now != info.name => {
                    let whom = if kind == Kind::Object { "its instances" } else { "contacts" };
                    let what = format!("it is now `{now}`, and {whom} follow");
                    self.say(Weight::Note, format!("{word} {}", info.name), what);
                }
                Some(_) => {}
            }
        }
    }

    /// What is in both, by its old name.
    fn both<'b, T>(
        &self,
        kind: Kind,
        old: impl Iterator<Item = (&'b Info, &'b T)>,
        new: &[(&'b Info, &'b T)],
    ) -> Vec<(&'b T, &'b T)> {
        let pair = |(info, before): (&'b Info, &'b T)| {
            let now = self.names.now(kind, &info.name)?;
            let (_, after) = new.iter().find(|(info, _)| info.name == now)?;
            Some((before, *after))
        };
        old.filter_map(pair).collect()
    }

    fn blueprint(&mut self) {
        let (old, new) = (&self.old.info.name, &self.new.info);
        if *old != new.name && new.renamed_from.as_ref() != Some(old) {
            let what =
                format!("it is another blueprint, and states of `{old}` are refused: write `renamed from {old}`");
            self.say(Weight::Error, format!("blueprint {}", new.name), what);
        }
    }

    fn objects(&mut self) {
        self.kind(Kind::Object, "object", "its instances are dropped with all that they have");
    }

    /// An object of the old blueprint in the new one; of the contact, the contact.
    fn object_now(&self, object: Option<ObjectId>) -> Option<Option<ObjectId>> {
        let Some(object) = object else { return Some(None) };
        let name = &self.old.objects.get(object)?.info.name;
        named(infos!(self.new.objects), self.names.now(Kind::Object, name)?).map(Some)
    }

    /// What is of another object now: what there is of it is not carried over.
    fn moved(&mut self) {
        let (old, new) = (self.old, self.new);
        macro_rules! declared {
            ($ir:ident.$arena:ident) => {
                $ir.$arena.values().map(|it| (&it.info, it.object)).collect::<Vec<_>>()
            };
        }
        for (kind, word, before, after) in [
            (Kind::Journey, "journey", declared!(old.journeys), declared!(new.journeys)),
            (Kind::Score, "score", declared!(old.scores), declared!(new.scores)),
            (Kind::Mode, "mode", declared!(old.modes), declared!(new.modes)),
            (Kind::Rule, "rule", declared!(old.rules), declared!(new.rules)),
            (Kind::Sequence, "sequence", declared!(old.sequences), declared!(new.sequences)),
            (Kind::Sla, "sla", declared!(old.slas), declared!(new.slas)),
        ] {
            for (info, object) in before {
                let Some(now) = self.names.now(kind, &info.name) else { continue };
                let Some((_, after)) = after.iter().find(|(info, _)| info.name == now) else { continue };
                // Where the object is gone, that is told.
                if let Some(before) = self.object_now(object)
                    && before != *after
                {
                    let what = format!("it is one of {} now: what there is of it is dropped", owner(new, *after));
                    self.say(Weight::Warning, format!("{word} {}", info.name), what);
                }
            }
        }
    }

    fn journeys(&mut self) {
        self.kind(Kind::Journey, "journey", "where contacts are in it is dropped");
        let (old, new) = (self.old, self.new);
        let infos = |ir: &'c Blueprint, ids: &'c [crate::ir::StageId]| {
            ids.iter().filter_map(|id| Some(&ir.stages.get(*id)?.info)).collect::<Vec<&Info>>()
        };
        for journey in old.journeys.values() {
            let Some(now_journey) = self.names.now(Kind::Journey, &journey.info.name) else { continue };
            let Some(after) = new.journeys.values().find(|journey| journey.info.name == now_journey) else { continue };
            if self.object_now(journey.object) != Some(after.object) {
                continue;
            }
            let whom = whom(journey.object);
            let (stages, before) = (infos(new, &after.stages), infos(old, &journey.stages));
            for stage in &before {
                let part = format!("stage {}.{}", journey.info.name, stage.name);
                let known = |name: &str| before.iter().any(|stage| stage.name == name);
                match now(stages.iter().copied(), known, &stage.name) {
                    None => {
                        let what = format!(
                            "it is gone: {whom} in it are refused until the host says where they are now; \
                             a stage may say `renamed from`"
                        );
                        self.say(Weight::Error, part, what);
                    }
                    Some(now) if now != stage.name => {
                        self.say(Weight::Note, part, format!("it is now `{now}`, and {whom} follow"));
                    }
                    Some(_) => {}
                }
                self.divided(journey, stage, after);
            }
        }
        for journey in new.journeys.values() {
            // Of a new object there are no instances.
            if journey.object.is_some_and(|object| !self.was(object)) {
                continue;
            }
            let was = |name: &str| old.journeys.values().any(|journey| journey.info.name == name);
            if !was(&journey.info.name) && !journey.info.renamed_from.as_deref().is_some_and(was) {
                let initial = new.stages.get(journey.initial).map_or("?", |stage| &stage.info.name);
                let those = match journey.segment.and_then(|segment| new.segments.get(segment)) {
                    Some(segment) => format!("{} in the segment `{}`", whom(journey.object), segment.info.name),
                    None => format!("all {}", whom(journey.object)),
                };
                let what = format!("it is new: {those} begin in the stage `{initial}`");
                self.say(Weight::Note, format!("journey {}", journey.info.name), what);
            }
        }
    }

    /// Whether a stage has stages inside it that had none.
    fn divided(&mut self, before: &Journey, stage: &Info, after: &Journey) {
        let (old, new) = (self.old, self.new);
        let had = before.stages.iter().filter_map(|id| old.stages.get(*id));
        let had_none = had.filter(|one| one.info.name == stage.name).all(|one| one.children.is_empty());
        let now = after.stages.iter().find(|id| {
            new.stages
                .get(**id)
                .is_some_and(|one| one.info.name == stage.name || one.info.renamed_from.as_ref() == Some(&stage.name))
        });
        let Some(inner) = now.map(|id| new.leaf(*id)).filter(|leaf| had_none && Some(leaf) != now) else { return };
        let inner = new.stages.get(inner).map_or("?", |stage| &stage.info.name);
        let what = format!("it has stages inside it now: contacts in it are in `{inner}`");
        self.say(Weight::Note, format!("stage {}.{}", before.info.name, stage.name), what);
    }

    /// Whether there was an object that is this one now.
    fn was(&self, object: ObjectId) -> bool {
        self.old.objects.ids().any(|before| self.object_now(Some(before)) == Some(Some(object)))
    }

    fn all_fields(&mut self) {
        self.fields(None, None);
        for object in self.old.objects.ids() {
            if let Some(now) = self.object_now(Some(object)) {
                self.fields(Some(object), now);
            }
        }
    }

    /// The fields of the contact, or of an object and what it is now.
    fn fields(&mut self, was: Option<ObjectId>, object: Option<ObjectId>) {
        let (old, new, whom) = (self.old, self.new, whom(was));
        let name = |ir: &'c Blueprint, object: Option<ObjectId>| {
            object.and_then(|object| ir.objects.get(object)).map(|object| &*object.info.name)
        };
        let (old_name, new_name) = (name(old, was), name(new, object));
        let part = |object: Option<&str>, field: &Field| match object {
            Some(object) => format!("field {object}.{}", field.info.name),
            None => format!("field {}", field.info.name),
        };
        let mut pairs = Vec::new();
        for before in old.fields_of(was).filter_map(|id| old.fields.get(id)) {
            let part = part(old_name, before);
            let Some(after) = self.names.field(old_name, object, &before.info.name) else {
                self.say(Weight::Warning, part, "it is gone: its values are dropped");
                continue;
            };
            if after.info.name != before.info.name {
                self.say(Weight::Note, part, format!("it is now `{}`, and {whom} follow", after.info.name));
            }
            pairs.push((before, after));
        }
        let mut enums = BTreeSet::new();
        for (before, after) in &pairs {
            let part = part(old_name, before);
            if before.ty.optional && !after.ty.optional && !after.ty.set && after.default.is_none() {
                let what = format!("it must be set now and has no default: {whom} without it are refused");
                self.say(Weight::Error, &part, what);
            }
            self.retyped(&part, before.ty, after.ty, &mut enums);
        }
        for field in new.fields_of(object).filter_map(|id| new.fields.get(id)) {
            let is_new = !pairs.iter().any(|(_, after)| after.info.name == field.info.name);
            if is_new && !field.ty.optional && !field.ty.set && field.default.is_none() {
                let what = format!("it is new, must be set and has no default: all {whom} are refused");
                self.say(Weight::Error, part(new_name, field), what);
            }
        }
    }

    /// What becomes of values whose type is another.
    fn retyped(&mut self, part: &str, before: Type, after: Type, enums: &mut BTreeSet<(usize, usize)>) {
        let (old, new) = (self.old, self.new);
        if let (Scalar::Enum(from), Scalar::Enum(to)) = (before.scalar, after.scalar) {
            if !enums.insert((crate::ir::Id::index(from), crate::ir::Id::index(to))) {
                return;
            }
            let members = |ir: &'c Blueprint, id| ir.enums.get(id).map_or(&[][..], |declared| &declared.members);
            for member in members(old, from) {
                let infos = members(new, to).iter().map(|member| &member.info);
                let name = &member.info.name;
                // As values are migrated: a member that has its name is itself.
                let same = infos.clone().any(|info| info.name == *name);
                let renamed = infos.clone().find(|info| info.renamed_from.as_ref() == Some(name));
                match renamed.filter(|_| !same) {
                    Some(now) => {
                        let what = format!("`{name}` is now `{}`, and values follow", now.name);
                        self.say(Weight::Note, part, what);
                    }
                    None if !same => {
                        self.say(Weight::Warning, part, format!("it has no `{name}` now: such values are dropped"));
                    }
                    None => {}
                }
            }
        } else if !self.same_scalar(before.scalar, after.scalar) || before.set != after.set {
            let (from, to) = (expected(old, before), expected(new, after));
            let (weight, what) = match (before.scalar, after.scalar) {
                (Scalar::Int, Scalar::Decimal) if before.set == after.set => (Weight::Note, "values are converted"),
                _ => (Weight::Warning, "values that don't fit are dropped"),
            };
            self.say(weight, part, format!("it held {from}, and holds {to} now: {what}"));
        }
    }

    /// Whether two types are the same: ids of objects are those of the blueprint.
    fn same_scalar(&self, before: Scalar, after: Scalar) -> bool {
        match (before, after) {
            (Scalar::Object(before), Scalar::Object(after)) => self.object_now(Some(before)) == Some(Some(after)),
            _ => before == after,
        }
    }

    fn scores(&mut self) {
        self.kind(Kind::Score, "score", "its points are dropped");
        let (old, new) = (self.old, self.new);
        let after: Vec<_> = new.scores.values().map(|score| (&score.info, score)).collect();
        for (before, after) in self.both(Kind::Score, old.scores.values().map(|score| (&score.info, score)), &after) {
            let part = format!("score {}", before.info.name);
            if after.high < before.high {
                self.say(Weight::Warning, &part, format!("event points above {} become {0}", after.high));
            }
            if before.fade.is_none() && after.fade.is_some() {
                self.say(Weight::Note, &part, "points that are there begin to fade, from the state's clock");
            }
        }
    }

    fn history(&mut self) {
        let (old, new) = (self.old, self.new);
        let mut carried = BTreeSet::new();
        for before in old.series.values() {
            let words = self.names.words(&before.key);
            let of = |key: &str| new.series.values().find(|series| series.key == key);
            let part = format!("history of {}", before.key);
            let Some(after) = of(&before.key).or_else(|| of(&words)) else {
                self.say(Weight::Note, part, "nothing asks for it now: it is forgotten");
                continue;
            };
            carried.insert(&after.key);
            let longer = match (before.window, after.window) {
                (None, Some(_)) => true,
                (Some(before), Some(after)) => before.cmp_length(&after).is_lt(),
                _ => false,
            };
            if longer {
                self.say(Weight::Warning, &part, "it is asked about a longer time now, of which less is remembered");
            }
            if after.total && !before.total {
                self.say(Weight::Warning, &part, "it is asked about as a whole now: that counts from the migration on");
            }
            if after.last && !before.last {
                self.say(Weight::Warning, &part, "its last one is asked for now: that is not known yet");
            }
        }
        for series in new.series.values().filter(|series| !carried.contains(&series.key)) {
            self.say(Weight::Warning, format!("history of {}", series.key), "it is asked for now, and begins empty");
        }
    }

    fn restraints(&mut self) {
        self.kind(Kind::Mode, "mode", "it ends, and what it holds back is judged anew");
        let (old, new) = (self.old, self.new);
        let keys = cap_keys(new);
        let mut carried = BTreeSet::new();
        for key in cap_keys(old) {
            match super::memory::cap_now(&self.names, &keys, &key) {
                Some(now) => drop(carried.insert(now)),
                None => self.say(Weight::Warning, format!("cap {key}"), "it is gone: what it counted is forgotten"),
            }
        }
        for key in keys.into_iter().filter(|key| !carried.contains(key)) {
            self.say(Weight::Warning, format!("cap {key}"), "it is new, and counts from the migration on");
        }
        let after: Vec<_> = new.rules.values().map(|rule| (&rule.info, rule)).collect();
        for (before, after) in self.both(Kind::Rule, old.rules.values().map(|rule| (&rule.info, rule)), &after) {
            let part = format!("rule {}", before.info.name);
            match (&before.limit, &after.limit) {
                (Some(_), None) => self.say(Weight::Note, &part, "it has no limit now: what it counted is forgotten"),
                (None, Some(_)) => self.say(Weight::Note, &part, "its limit is new, and counts from the migration on"),
                _ => {}
            }
        }
    }

    fn causes(&mut self) {
        let cancelled = "actions of it that wait are cancelled";
        self.kind(Kind::Rule, "rule", cancelled);
        self.kind(Kind::Sla, "sla", "its clocks are, and actions of it that wait are cancelled");
        self.kind(Kind::Action, "action", "where it waits it is cancelled");
        self.kind(Kind::Event, "event", "actions that wait since it happened are cancelled");
        let (old, new) = (self.old, self.new);
        let action =
            |ir: &'c Blueprint, id| ir.actions.get(id).map(|action: &'c crate::ir::Action| action.info.name.as_str());
        let after: Vec<_> = new.rules.values().map(|rule| (&rule.info, rule)).collect();
        for (before, after) in self.both(Kind::Rule, old.rules.values().map(|rule| (&rule.info, rule)), &after) {
            let calls = |rule: &'c crate::ir::Rule| {
                rule.calls.iter().chain(rule.split.iter().flat_map(|variant| &variant.calls)).map(|call| call.action)
            };
            let asked: BTreeSet<&str> = calls(after).filter_map(|id| action(new, id)).collect();
            let lost: BTreeSet<&str> = calls(before)
                .filter_map(|id| action(old, id))
                .filter(|name| self.names.now(Kind::Action, name).is_some_and(|now| !asked.contains(now)))
                .collect();
            for name in lost {
                let what = format!("it does not do `{name}` now: where that waits it is cancelled");
                self.say(Weight::Warning, format!("rule {}", before.info.name), what);
            }
        }
        for rule in new.rules.values().filter(|rule| rule.trigger.includes_existing()) {
            let was =
                |name: &str| old.rules.values().any(|rule| rule.info.name == name && rule.trigger.includes_existing());
            if !was(&rule.info.name) && !rule.info.renamed_from.as_deref().is_some_and(was) {
                let what = "it also takes contacts for which its guard is true already";
                self.say(Weight::Note, format!("rule {}", rule.info.name), what);
            }
        }
        for (id, _) in old.transitions.iter().filter(|(_, transition)| !transition.calls.is_empty()) {
            let Some(key) = transition_key(old, id) else { continue };
            let now = self.names.transition(new, &key);
            if now.is_none_or(|now| find_transition(new, &now).is_none()) {
                self.say(Weight::Warning, format!("transition {key}"), format!("it is gone: {cancelled}"));
            }
        }
    }

    fn sequences(&mut self) {
        self.kind(Kind::Sequence, "sequence", "runs of it end");
        let (old, new) = (self.old, self.new);
        let after: Vec<_> = new.sequences.values().map(|sequence| (&sequence.info, sequence)).collect();
        let before = old.sequences.values().map(|sequence| (&sequence.info, sequence));
        for (before, after) in self.both(Kind::Sequence, before, &after) {
            let part = format!("sequence {}", before.info.name);
            for step in &before.steps {
                let words = self.names.words(&step.key);
                let found = after.steps.iter().any(|other| other.key == step.key || other.key == words);
                // Runs stand nowhere else when a decision is over.
                if !found && matches!(step.kind, StepKind::Wait { .. } | StepKind::Do(_)) {
                    self.say(
                        Weight::Warning,
                        &part,
                        format!("the step `{}` is gone: runs that stand there end", step.key),
                    );
                }
            }
            for parameter in &before.parameters {
                match after.parameters.iter().find(|other| other.name == parameter.name) {
                    Some(other) => self.retyped(
                        &format!("{part}: {}", parameter.name),
                        parameter.ty,
                        other.ty,
                        &mut BTreeSet::new(),
                    ),
                    None => self.say(Weight::Note, &part, format!("it has no parameter `{}` now", parameter.name)),
                }
            }
        }
    }
}
