//! What is done, and what sets it off: actions, transitions, rules.

use std::collections::HashSet;

use super::names::is_name;
use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, all_within, ensure, once, part, within};
use crate::calendar::is_writable;
use crate::ir::*;

/// All contacts, in 1/10,000.
const WHOLE: u16 = 10_000;

impl<'g> Gate<'g> {
    pub(super) fn engagement(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, action) in ir.actions.iter() {
            self.action(action).at(|| part("actions", id.index(), None))?;
            let place = |of| Place("actions", id.index(), of);
            let scope = Scope::MOMENT.of(action.object);
            roots.add_some(action.effort, scope, place("effort"));
            roots.add_some(action.due, scope, place("due"));
            self.payload(&action.with, scope, place("with"), roots)?;
            self.effects(&action.effects, scope, place("effects"), roots)?;
            self.starts(&action.starts, scope, place("starts"), roots)?;
        }
        for (id, group) in ir.groups.iter() {
            let at = || part("groups", id.index(), None);
            self.raci(&group.responsibilities).at(at)?;
            ensure(group.at_most >= 1, || "it lets nothing act".to_owned()).at(at)?;
        }
        for (id, transition) in ir.transitions.iter() {
            let place = |of| Place("transitions", id.index(), of);
            self.transition(transition).at(|| part("transitions", id.index(), None))?;
            let object = ir.journeys.get(transition.journey).and_then(|journey| journey.object);
            let scope = match &transition.trigger {
                Some(trigger) => self.trigger(trigger, Some(&transition.sources), object, place("trigger"), roots)?,
                None => Scope::MOMENT.of(object),
            };
            roots.add_some(transition.guard, scope, place("guard"));
            self.calls(&transition.calls, scope, place("calls"), roots)?;
            self.effects(&transition.effects, scope, place("effects"), roots)?;
            self.starts(&transition.starts, scope, place("starts"), roots)?;
        }
        for (id, rule) in ir.rules.iter() {
            let place = |of| Place("rules", id.index(), of);
            self.rule(rule).at(|| part("rules", id.index(), None))?;
            let scope = self.trigger(&rule.trigger, None, rule.object, place("trigger"), roots)?;
            roots.add_some(rule.guard, scope, place("guard"));
            self.calls(&rule.calls, scope, place("calls"), roots)?;
            for variant in &rule.split {
                self.calls(&variant.calls, scope, place("split"), roots)?;
            }
            self.effects(&rule.effects, scope, place("effects"), roots)?;
            self.starts(&rule.starts, scope, place("starts"), roots)?;
            for filter in &rule.unless {
                self.filter_for(rule.object, filter).at(|| place("unless").name())?;
                let scope = self.on(&filter.events, Scope::MOMENT.of(rule.object));
                roots.add_some(filter.filter, scope, place("unless"));
            }
            // It is asked long behind the moment, whose changes are over.
            roots.add_some(rule.during, Scope { moment: false, ..scope }, place("during"));
            let amount = rule.limit.as_ref().map(|limit| limit.amount);
            roots.add_some(amount, Scope::MOMENT.of(rule.object), place("limit"));
        }
        Ok(())
    }

    fn action(&self, action: &Action) -> Check {
        let ir = self.ir;
        self.raci_of(&action.responsibilities, action.object)?;
        within(&ir.channels, action.channel, "channel")?;
        action.purpose.map_or(Ok(()), |purpose| within(&ir.purposes, purpose, "purpose"))?;
        if let Some(other) = action.otherwise {
            within(&ir.actions, other, "action")?;
            let of = ir.actions.get(other).and_then(|other| other.object);
            self.own(action.object, of, "action", other.index())?;
        }
        for length in [action.effort, action.due].into_iter().flatten() {
            self.scalar(length, Scalar::Duration)?;
        }
        let Some(assign) = &action.assign else { return Ok(()) };
        match assign.team {
            AssignFrom::Team(team) => within(&ir.teams, team, "team")?,
            AssignFrom::Derived(id) => {
                let single = self.names_teams(id, action.object).map(|ty| !ty.set)?;
                ensure(single, || "it chooses from several teams".to_owned())?;
            }
        }
        let ty = ir.fields.get(assign.field).map(|field| field.ty);
        let fits = ty.is_some_and(|ty| ty.scalar == Scalar::Text && !ty.set);
        ensure(fits, || "it assigns to no field that is a text".to_owned())?;
        self.field_for(action.object, assign.field)
    }

    fn transition(&self, transition: &Transition) -> Check {
        let ir = self.ir;
        let object = ir.journeys.get(transition.journey).and_then(|journey| journey.object);
        self.raci_of(&transition.responsibilities, object)?;
        ensure(!transition.sources.is_empty(), || "it leaves no stage".to_owned())?;
        for id in transition.sources.iter().chain([&transition.target]) {
            let own = ir.stages.get(*id).is_some_and(|stage| stage.journey == transition.journey);
            ensure(own, || format!("the stage {} is not there or another journey's", id.index()))?;
        }
        let leaves = |id: &StageId| ir.stages.get(*id).is_none_or(|stage| !stage.is_final);
        ensure(transition.sources.iter().all(leaves), || "it leaves a final stage".to_owned())?;
        self.truth(transition.guard)?;
        once(&transition.sources, "stage")?;
        let outer = |id: &StageId| ir.parent(*id);
        let leads_back = |id: &StageId| *id == transition.target || outer(id) == Some(transition.target);
        let moves = transition.trigger.is_some() || !transition.sources.iter().any(leads_back);
        ensure(moves, || "without an event it leads where it comes from".to_owned())?;
        let both = |id: &StageId| outer(id).is_some_and(|outer| transition.sources.contains(&outer));
        ensure(!transition.sources.iter().any(both), || "it leaves a stage and one inside it".to_owned())
    }

    fn rule(&self, rule: &Rule) -> Check {
        let ir = self.ir;
        self.raci_of(&rule.responsibilities, rule.object)?;
        all_within(&ir.stages, &rule.stages, "stage")?;
        self.stages_for(rule.object, &rule.stages)?;
        self.truth(rule.guard)?;
        rule.group.map_or(Ok(()), |group| within(&ir.groups, group, "group"))?;
        self.truth(rule.during)?;
        rule.limit.as_ref().map_or(Ok(()), |limit| self.limit(limit))?;
        let days = [rule.active_from, rule.active_until];
        ensure(days.into_iter().flatten().all(is_writable), || "a year has more than four digits".to_owned())?;
        let ordered = rule.active_from.zip(rule.active_until).is_none_or(|(from, until)| from <= until);
        ensure(ordered, || "it is active until before it is".to_owned())?;
        self.shares(rule)
    }

    fn shares(&self, rule: &Rule) -> Check {
        ensure(rule.holdout <= WHOLE, || "it leaves out more than all".to_owned())?;
        if rule.split.is_empty() {
            return Ok(());
        }
        ensure(rule.holdout == 0, || "it has a holdout and a split".to_owned())?;
        let mut names = HashSet::new();
        let mut sum = 0u16;
        for variant in &rule.split {
            let name = variant.name.as_str();
            is_name(name)?;
            ensure(names.insert(name), || format!("the variant `{name}` stands twice"))?;
            ensure((1..=WHOLE).contains(&variant.share), || format!("the variant `{name}` has no share"))?;
            sum = sum.saturating_add(variant.share);
        }
        ensure(sum <= WHOLE, || "its variants share more than all".to_owned())
    }

    pub(super) fn calls(
        &self,
        calls: &'g [ActionCall],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        for call in calls {
            within(&self.ir.actions, call.action, "action").at(|| place.name())?;
            let of = self.ir.actions.get(call.action).and_then(|action| action.object);
            self.own(scope.object, of, "action", call.action.index()).at(|| place.name())?;
            call.after.map_or(Ok(()), |after| self.delay(after)).at(|| place.name())?;
            roots.add_some(call.after, scope, place);
            self.payload(&call.with, scope, place, roots)?;
        }
        Ok(())
    }

    fn payload(
        &self,
        entries: &'g [PayloadEntry],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut names = HashSet::new();
        for entry in entries {
            let name = &*entry.name;
            is_name(name).at(|| place.name())?;
            ensure(names.insert(name), || format!("the name `{name}` stands twice")).at(|| place.name())?;
            within(&self.ir.exprs, entry.value, "expression").at(|| place.name())?;
            roots.add(entry.value, scope, place);
        }
        Ok(())
    }

    pub(super) fn effects(
        &self,
        effects: &'g [Effect],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        for effect in effects {
            self.effect(effect).at(|| place.name())?;
            self.field_for(scope.object, effect.field).at(|| place.name())?;
            roots.add(effect.value, scope, place);
        }
        Ok(())
    }

    fn effect(&self, effect: &Effect) -> Check {
        let Some(ty) = self.ir.fields.get(effect.field).map(|field| field.ty) else {
            return within(&self.ir.fields, effect.field, "field");
        };
        match effect.kind {
            EffectKind::Set => self.typed(effect.value, ty),
            EffectKind::Add | EffectKind::Remove => {
                ensure(ty.set, || format!("the field {} is no set", effect.field.index()))?;
                self.scalar(effect.value, ty.scalar)
            }
        }
    }
}
