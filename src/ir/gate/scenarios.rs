//! The blueprint's own tests.

use std::collections::HashSet;

use super::names::is_name;
use super::scope::{Place, Roots, Scope};
use super::values::{check_type, check_value};
use super::{At, Check, Gate, all_within, ensure, longer_than_nothing, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn scenarios(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        for (id, scenario) in self.ir.scenarios.iter() {
            self.table(scenario).at(|| part("scenarios", id.index(), None))?;
            self.cast(scenario).at(|| part("scenarios", id.index(), Some("instances")))?;
            let mut has_clock = false;
            for (index, line) in scenario.lines.iter().enumerate() {
                let at = || format!("{}.lines[{index}]", part("scenarios", id.index(), None));
                match line.kind {
                    ScenarioLineKind::At(_) => has_clock = true,
                    ScenarioLineKind::When { .. } | ScenarioLineKind::After(_) => {
                        ensure(has_clock, || "it needs a clock, and no line before it sets one".to_owned()).at(at)?;
                    }
                    _ => {}
                }
                let mut found = Vec::new();
                self.line(scenario, &line.kind, &mut found).at(at)?;
                let scope = Scope { scenario: Some(id), ..Scope::STATE };
                for expr in found {
                    roots.add(expr, scope, Place("scenarios", id.index(), "lines"));
                }
            }
        }
        Ok(())
    }

    /// The instances: each of an object that exists, with a name of its own.
    fn cast(&self, scenario: &Scenario) -> Check {
        let mut names: HashSet<&str> = scenario.columns.iter().map(|column| column.name.as_str()).collect();
        for instance in &scenario.instances {
            is_name(&instance.name)?;
            ensure(names.insert(&instance.name), || format!("the name `{}` stands twice", instance.name))?;
            within(&self.ir.objects, instance.object, "object")?;
        }
        Ok(())
    }

    fn table(&self, scenario: &Scenario) -> Check {
        let columns = &scenario.columns;
        let mut names = HashSet::new();
        for column in columns {
            let name = column.name.as_str();
            is_name(name)?;
            ensure(names.insert(name), || format!("the column `{name}` stands twice"))?;
            check_type(self.ir, column.ty)?;
        }
        let rows = &scenario.rows;
        ensure(rows.len() <= LIST_LIMIT, || format!("it has more than {LIST_LIMIT} rows"))?;
        ensure(!columns.is_empty() || rows.len() == 1, || "without columns it has one empty row".to_owned())?;
        for (index, row) in rows.iter().enumerate() {
            ensure(row.values.len() == columns.len(), || format!("row {index} does not fill the columns"))?;
            for (column, value) in columns.iter().zip(&row.values) {
                check_value(self.ir, value, column.ty).map_err(|problem| format!("row {index}: {problem}"))?;
            }
        }
        Ok(())
    }

    /// Judges a line, and collects its expressions.
    fn line(&self, scenario: &Scenario, line: &ScenarioLineKind, found: &mut Vec<ExprId>) -> Check {
        let ir = self.ir;
        let field = |id: FieldId| ir.fields.get(id).map(|field| field.ty).ok_or("there is no such field");
        match line {
            ScenarioLineKind::At(at) => {
                self.scalar(*at, Scalar::Datetime)?;
                found.push(*at);
            }
            ScenarioLineKind::After(length) => {
                self.scalar(*length, Scalar::Duration)?;
                found.push(*length);
            }
            ScenarioLineKind::Given(all) => {
                for given in all {
                    let (expr, ty) = match given {
                        Given::Instance { instance, fields, stages } => {
                            let of = self.instance(scenario, *instance)?;
                            let mut given = HashSet::new();
                            for (id, expr) in fields {
                                self.own_field(of, *id)?;
                                ensure(given.insert(*id), || format!("the field {} is given twice", id.index()))?;
                                self.typed(*expr, field(*id)?)?;
                                found.push(*expr);
                            }
                            stages.iter().try_for_each(|id| self.own_stage(Some(of), *id))?;
                            continue;
                        }
                        Given::Of { instance, given } => {
                            let of = self.instance(scenario, *instance)?;
                            self.given_of(of, given, found)?;
                            continue;
                        }
                        Given::Stage(id) => {
                            self.own_stage(None, *id)?;
                            continue;
                        }
                        Given::Field(id, expr) => {
                            field(*id)?;
                            let own = ir.fields.get(*id).is_some_and(|field| field.object.is_none());
                            ensure(own, || format!("the field {} is of an object not in scope", id.index()))?;
                            (*expr, field(*id)?)
                        }
                        Given::Score(id, expr) => {
                            within(&ir.scores, *id, "score")?;
                            let own = ir.scores.get(*id).is_some_and(|score| score.object.is_none());
                            ensure(own, || format!("the score {} is of an object not in scope", id.index()))?;
                            (*expr, Type::required(Scalar::Int))
                        }
                        Given::Setting(id, expr) => {
                            let setting = ir.settings.get(*id).ok_or("there is no such setting")?;
                            (*expr, setting.ty)
                        }
                        given => {
                            self.given_before(given, found)?;
                            continue;
                        }
                    };
                    self.typed(expr, ty)?;
                    found.push(expr);
                }
            }
            ScenarioLineKind::When { event, instance, payload, changes, instance_changes } => {
                if let Some(instance) = instance {
                    let of = self.instance(scenario, *instance)?;
                    let subject = event.and_then(|event| ir.events.get(event)?.subject);
                    let fits = subject.is_some_and(|subject| subject.object == of);
                    ensure(fits, || "its event does not concern an instance of that object".to_owned())?;
                }
                let mut of_instances = HashSet::new();
                for (instance, id, expr) in instance_changes {
                    let of = self.instance(scenario, *instance)?;
                    self.own_field(of, *id)?;
                    ensure(of_instances.insert((*instance, *id)), || {
                        format!("the field {} changes twice", id.index())
                    })?;
                    self.typed(*expr, field(*id)?)?;
                    found.push(*expr);
                }
                event.map_or(Ok(()), |event| within(&ir.events, event, "event"))?;
                self.given_payload(*event, payload, found)?;
                let mut changed = HashSet::new();
                for (id, expr) in changes {
                    ensure(changed.insert(*id), || format!("the field {} changes twice", id.index()))?;
                    self.typed(*expr, field(*id)?)?;
                    found.push(*expr);
                }
            }
            ScenarioLineKind::Then(assertion) => self.assertion(assertion, None, found)?,
            ScenarioLineKind::ThenFor { instance, assertion } => {
                let of = self.instance(scenario, *instance)?;
                self.assertion(assertion, Some(of), found)?;
            }
        }
        Ok(())
    }

    /// The object of an instance that the scenario names.
    fn instance(&self, scenario: &Scenario, instance: u32) -> Result<ObjectId, String> {
        let found = usize::try_from(instance).ok().and_then(|at| scenario.instances.get(at));
        found.map(|one| one.object).ok_or_else(|| format!("the scenario names no instance {instance}"))
    }

    fn own_field(&self, object: ObjectId, id: FieldId) -> Check {
        let own = self.ir.fields.get(id).is_some_and(|field| field.object == Some(object));
        ensure(own, || format!("the field {} is not one of the instance", id.index()))
    }

    fn own_stage(&self, object: Option<ObjectId>, id: StageId) -> Check {
        within(&self.ir.stages, id, "stage")?;
        let journey = self.ir.stages.get(id).and_then(|stage| self.ir.journeys.get(stage.journey));
        let own = journey.is_some_and(|journey| journey.object == object);
        ensure(own, || format!("the stage {} is of an object not in scope", id.index()))
    }

    /// What one instance starts from.
    fn given_of(&self, object: ObjectId, given: &Given, found: &mut Vec<ExprId>) -> Check {
        let ir = self.ir;
        match given {
            Given::Stage(id) => self.own_stage(Some(object), *id),
            Given::Field(id, expr) => {
                self.own_field(object, *id)?;
                let ty = ir.fields.get(*id).map(|field| field.ty).ok_or("there is no such field")?;
                found.push(*expr);
                self.typed(*expr, ty)
            }
            Given::Score(id, expr) => {
                let own = ir.scores.get(*id).is_some_and(|score| score.object == Some(object));
                ensure(own, || format!("the score {} is not one of the instance", id.index()))?;
                found.push(*expr);
                self.typed(*expr, Type::required(Scalar::Int))
            }
            Given::Past { event, .. } => {
                let subject = ir.events.get(*event).and_then(|event| event.subject);
                let own = subject.is_some_and(|subject| subject.object == object);
                ensure(own, || format!("the event {} is not one of the instance", event.index()))?;
                self.given_before(given, found)
            }
            Given::Running { sequence, .. } => {
                let of = ir.sequences.get(*sequence).and_then(|sequence| sequence.object);
                let own = of.is_none_or(|of| of == object);
                ensure(own, || format!("the sequence {} is of another object", sequence.index()))?;
                self.given_before(given, found)
            }
            _ => Err("this can't be given to an instance".to_owned()),
        }
    }

    /// What a scenario starts from, beside values and stages.
    fn given_before(&self, given: &Given, found: &mut Vec<ExprId>) -> Check {
        let ir = self.ir;
        match given {
            Given::Past { event, payload, when } => {
                within(&ir.events, *event, "event")?;
                self.given_payload(Some(*event), payload, found)?;
                match when {
                    PastTime::Ago(length) => longer_than_nothing(*length),
                    PastTime::At(at) => {
                        found.push(*at);
                        self.scalar(*at, Scalar::Datetime)
                    }
                }
            }
            Given::HeldOut(id) => {
                let rule = ir.rules.get(*id).ok_or_else(|| format!("there is no rule {}", id.index()))?;
                let leaves_out = rule.holdout > 0 || !rule.split.is_empty();
                ensure(leaves_out, || format!("the rule {} leaves nobody out", id.index()))
            }
            Given::Variant(id, index) => {
                let rule = ir.rules.get(*id).ok_or_else(|| format!("there is no rule {}", id.index()))?;
                let there = (*index as usize) < rule.split.len();
                ensure(there, || format!("the rule {} has no variant {index}", id.index()))
            }
            Given::Running { sequence: id, step } => {
                let sequence = ir.sequences.get(*id).ok_or_else(|| format!("there is no sequence {}", id.index()))?;
                let there = *step as usize <= sequence.steps.len();
                ensure(there, || format!("the sequence {} has no step {step}", id.index()))
            }
            Given::Mode(id) => {
                within(&ir.modes, *id, "mode")?;
                self.own(None, ir.modes.get(*id).and_then(|mode| mode.object), "mode", id.index())
            }
            Given::Stage(_)
            | Given::Field(..)
            | Given::Score(..)
            | Given::Setting(..)
            | Given::Instance { .. }
            | Given::Of { .. } => Ok(()),
        }
    }

    /// Values of an event's payload, each once.
    fn given_payload(
        &self,
        event: Option<EventId>,
        payload: &[(ParameterId, ExprId)],
        found: &mut Vec<ExprId>,
    ) -> Check {
        let mut given = HashSet::new();
        for (id, expr) in payload {
            let parameter = self.ir.parameters.get(*id).filter(|parameter| Some(parameter.event) == event);
            let parameter = parameter.ok_or("the event has no such payload field")?;
            ensure(given.insert(*id), || format!("the payload field {} is given twice", id.index()))?;
            self.typed(*expr, parameter.ty)?;
            found.push(*expr);
        }
        Ok(())
    }

    fn assertion(&self, assertion: &Assertion, of: Option<ObjectId>, found: &mut Vec<ExprId>) -> Check {
        let ir = self.ir;
        match assertion {
            Assertion::Fires(actors) | Assertion::NotFires(actors) => self.actors(actors),
            Assertion::Suppresses { actors, because } => {
                self.actors(actors)?;
                because.map_or(Ok(()), |because| self.because(because))
            }
            Assertion::Defers { actors, until } => {
                found.extend(*until);
                until.map_or(Ok(()), |until| self.scalar(until, Scalar::Datetime))?;
                self.actors(actors)
            }
            Assertion::Cancels(actors) => self.actors(actors),
            Assertion::Starts(sequences) => {
                ensure(!sequences.is_empty(), || "it names nothing".to_owned())?;
                all_within(&ir.sequences, sequences, "sequence")
            }
            Assertion::Refuses(id) => within(&ir.events, *id, "event"),
            Assertion::Stage(id) => self.own_stage(of, *id),
            Assertion::Holds(expr) => {
                found.push(*expr);
                self.scalar(*expr, Scalar::Bool)
            }
        }
    }

    fn because(&self, because: Because) -> Check {
        let ir = self.ir;
        match because {
            Because::ChannelConsent(id) | Because::Hours(Some(id)) | Because::Cap(Some(CapOwner::Channel(id))) => {
                within(&ir.channels, id, "channel")
            }
            Because::PurposeConsent(id) | Because::Cap(Some(CapOwner::Purpose(id))) => {
                within(&ir.purposes, id, "purpose")
            }
            Because::Group(Some(id)) => within(&ir.groups, id, "group"),
            Because::Mode(Some(id)) => within(&ir.modes, id, "mode"),
            Because::Sequence(id) => within(&ir.sequences, id, "sequence"),
            Because::Consent
            | Because::Group(None)
            | Because::Mode(None)
            | Because::Cap(None)
            | Because::Hours(None)
            | Because::Limit
            | Because::Holdout => Ok(()),
        }
    }

    fn actors(&self, actors: &[Actor]) -> Check {
        ensure(!actors.is_empty(), || "it names nothing".to_owned())?;
        actors.iter().try_for_each(|actor| match actor {
            Actor::Action(id) => within(&self.ir.actions, *id, "action"),
            Actor::Rule(id) => within(&self.ir.rules, *id, "rule"),
        })
    }
}
