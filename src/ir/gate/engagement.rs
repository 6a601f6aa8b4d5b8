//! What is done, and what sets it off: actions, transitions, rules.

use std::collections::HashSet;

use super::names::is_name;
use super::scope::{Events, Place, Roots, Scope};
use super::{At, Check, Gate, all_within, ensure, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn engagement(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, action) in ir.actions.iter() {
            self.action(action).at(|| part("actions", id.index(), None))?;
            let place = |of| Place("actions", id.index(), of);
            roots.add_some(action.effort, Scope::MOMENT, place("effort"));
            roots.add_some(action.due, Scope::MOMENT, place("due"));
            self.payload(&action.with, Scope::MOMENT, place("with"), roots)?;
            self.effects(&action.effects, Scope::MOMENT, place("effects"), roots)?;
        }
        for (id, group) in ir.groups.iter() {
            let at = || part("groups", id.index(), None);
            self.raci(&group.responsibilities).at(at)?;
            ensure(group.at_most >= 1, || "it lets nothing act".to_owned()).at(at)?;
        }
        let mut orders = HashSet::new();
        let mut order = |order: u32| ensure(orders.insert(order), || format!("the order {order} stands twice"));
        for (id, transition) in ir.transitions.iter() {
            let place = |of| Place("transitions", id.index(), of);
            order(transition.order).at(|| part("transitions", id.index(), Some("order")))?;
            self.transition(transition).at(|| part("transitions", id.index(), None))?;
            let scope = match &transition.trigger {
                Some(Trigger::Event(filter)) => {
                    let scope = Scope { events: Events::Of(&filter.events), ..Scope::MOMENT };
                    roots.add_some(filter.filter, scope, place("trigger"));
                    scope
                }
                _ => Scope::MOMENT,
            };
            // Without an event nothing judges the guard again when time passes.
            let guard = Scope { clock: transition.trigger.is_some(), ..scope };
            roots.add_some(transition.guard, guard, place("guard"));
            self.calls(&transition.calls, scope, place("calls"), roots)?;
            self.effects(&transition.effects, scope, place("effects"), roots)?;
        }
        for (id, rule) in ir.rules.iter() {
            let place = |of| Place("rules", id.index(), of);
            order(rule.order).at(|| part("rules", id.index(), Some("order")))?;
            self.rule(rule).at(|| part("rules", id.index(), None))?;
            let scope = self.trigger(&rule.trigger, place("trigger"), roots)?;
            roots.add_some(rule.guard, scope, place("guard"));
            self.calls(&rule.calls, scope, place("calls"), roots)?;
            self.effects(&rule.effects, scope, place("effects"), roots)?;
        }
        Ok(())
    }

    fn action(&self, action: &Action) -> Check {
        let ir = self.ir;
        self.raci(&action.responsibilities)?;
        within(&ir.channels, action.channel, "channel")?;
        action.purpose.map_or(Ok(()), |purpose| within(&ir.purposes, purpose, "purpose"))?;
        action.otherwise.map_or(Ok(()), |other| within(&ir.actions, other, "action"))?;
        for length in [action.effort, action.due].into_iter().flatten() {
            self.scalar(length, Scalar::Duration)?;
        }
        let Some(assign) = &action.assign else { return Ok(()) };
        within(&ir.teams, assign.team, "team")?;
        let ty = ir.fields.get(assign.field).map(|field| field.ty);
        let fits = ty.is_some_and(|ty| ty.scalar == Scalar::Text && !ty.set);
        ensure(fits, || "it assigns to no field that is a text".to_owned())
    }

    fn transition(&self, transition: &Transition) -> Check {
        let ir = self.ir;
        self.raci(&transition.responsibilities)?;
        ensure(!transition.sources.is_empty(), || "it leaves no stage".to_owned())?;
        for id in transition.sources.iter().chain([&transition.target]) {
            let own = ir.stages.get(*id).is_some_and(|stage| stage.journey == transition.journey);
            ensure(own, || format!("the stage {} is not there or another journey's", id.index()))?;
        }
        let leaves = |id: &StageId| ir.stages.get(*id).is_none_or(|stage| !stage.is_final);
        ensure(transition.sources.iter().all(leaves), || "it leaves a final stage".to_owned())?;
        self.truth(transition.guard)?;
        match &transition.trigger {
            Some(Trigger::Event(filter)) => self.filter(filter),
            Some(_) => Ok(()),
            None => ensure(!transition.sources.contains(&transition.target), || {
                "without an event it leads where it comes from".to_owned()
            }),
        }
    }

    fn filter(&self, filter: &EventFilter) -> Check {
        self.events(&filter.events)?;
        self.truth(filter.filter)
    }

    fn rule(&self, rule: &Rule) -> Check {
        let ir = self.ir;
        self.raci(&rule.responsibilities)?;
        all_within(&ir.stages, &rule.stages, "stage")?;
        self.truth(rule.guard)?;
        rule.group.map_or(Ok(()), |group| within(&ir.groups, group, "group"))?;
        match &rule.trigger {
            Trigger::Event(filter) => self.filter(filter),
            Trigger::Enter(stages) | Trigger::Exit(stages) => {
                ensure(!stages.is_empty(), || "its trigger names no stage".to_owned())?;
                all_within(&ir.stages, stages, "stage")
            }
            Trigger::Change { of, from, to } => self.change(of, [*from, *to]),
            Trigger::Becoming { guard, .. } => self.scalar(*guard, Scalar::Bool),
            Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => {
                Err("time triggers are not judged yet".to_owned())
            }
        }
    }

    fn change(&self, of: &[ExprId], ends: [Option<ExprId>; 2]) -> Check {
        let ir = self.ir;
        ensure(!of.is_empty(), || "its trigger names no value".to_owned())?;
        for id in of {
            let changes = matches!(
                ir.exprs.get(*id).map(|expr| &expr.kind),
                Some(ExprKind::Field(_) | ExprKind::Let(_) | ExprKind::Score(_) | ExprKind::Segment(_))
            );
            ensure(changes, || format!("expression {} is nothing that changes", id.index()))?;
            let Some(ty) = ir.exprs.get(*id).map(|expr| expr.ty) else { continue };
            for end in ends.into_iter().flatten() {
                self.typed(end, ty)?;
                let constant = matches!(ir.exprs.get(end).map(|expr| &expr.kind), Some(ExprKind::Literal(_)));
                ensure(constant, || format!("expression {} is no constant", end.index()))?;
            }
        }
        Ok(())
    }

    /// What a rule may read beside its trigger's own expressions.
    fn trigger(&self, trigger: &'g Trigger, place: Place, roots: &mut Roots<'g>) -> Result<Scope<'g>, StoredError> {
        Ok(match trigger {
            Trigger::Event(filter) => {
                let scope = Scope { events: Events::Of(&filter.events), ..Scope::MOMENT };
                roots.add_some(filter.filter, scope, place);
                scope
            }
            Trigger::Becoming { guard, .. } => {
                // Nothing judges it again when time passes, and it is judged on the past too.
                roots.add(*guard, Scope { clock: false, ..Scope::STATE }, place);
                Scope::MOMENT
            }
            Trigger::Change { of, from, to } => {
                for id in of.iter().chain(from).chain(to) {
                    roots.add(*id, Scope::STATE, place);
                }
                Scope::MOMENT
            }
            Trigger::Enter(_)
            | Trigger::Exit(_)
            | Trigger::After { .. }
            | Trigger::Without { .. }
            | Trigger::Date { .. }
            | Trigger::Every { .. } => Scope::MOMENT,
        })
    }

    fn calls(
        &self,
        calls: &'g [ActionCall],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        for call in calls {
            within(&self.ir.actions, call.action, "action").at(|| place.name())?;
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
        let mut names = HashSet::new();
        for entry in entries {
            let name = entry.name.as_str();
            is_name(name).at(|| place.name())?;
            ensure(names.insert(name), || format!("the name `{name}` stands twice")).at(|| place.name())?;
            within(&self.ir.exprs, entry.value, "expression").at(|| place.name())?;
            roots.add(entry.value, scope, place);
        }
        Ok(())
    }

    fn effects(
        &self,
        effects: &'g [Effect],
        scope: Scope<'g>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<(), StoredError> {
        for effect in effects {
            self.effect(effect).at(|| place.name())?;
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
