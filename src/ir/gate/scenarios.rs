//! The blueprint's own tests.

use std::collections::HashSet;

use super::names::is_name;
use super::scope::{Place, Roots, Scope};
use super::values::{check_type, check_value};
use super::{At, Check, Gate, ensure, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn scenarios(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        for (id, scenario) in self.ir.scenarios.iter() {
            self.table(scenario).at(|| part("scenarios", id.index(), None))?;
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
                self.line(&line.kind, &mut found).at(at)?;
                let scope = Scope { scenario: Some(id), ..Scope::STATE };
                for expr in found {
                    roots.add(expr, scope, Place("scenarios", id.index(), "lines"));
                }
            }
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
    fn line(&self, line: &ScenarioLineKind, found: &mut Vec<ExprId>) -> Check {
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
                        Given::Stage(id) => {
                            within(&ir.stages, *id, "stage")?;
                            continue;
                        }
                        Given::Field(id, expr) => (*expr, field(*id)?),
                        Given::Score(id, expr) => {
                            within(&ir.scores, *id, "score")?;
                            (*expr, Type::required(Scalar::Int))
                        }
                        Given::Setting(id, expr) => {
                            let setting = ir.settings.get(*id).ok_or("there is no such setting")?;
                            (*expr, setting.ty)
                        }
                        _ => return Err("not judged yet".to_owned()),
                    };
                    self.typed(expr, ty)?;
                    found.push(expr);
                }
            }
            ScenarioLineKind::When { event, payload, changes } => {
                event.map_or(Ok(()), |event| within(&ir.events, event, "event"))?;
                let mut given = HashSet::new();
                for (id, expr) in payload {
                    let parameter = ir.parameters.get(*id).filter(|parameter| Some(parameter.event) == *event);
                    let parameter = parameter.ok_or("the event has no such payload field")?;
                    ensure(given.insert(*id), || format!("the payload field {} is given twice", id.index()))?;
                    self.typed(*expr, parameter.ty)?;
                    found.push(*expr);
                }
                let mut changed = HashSet::new();
                for (id, expr) in changes {
                    ensure(changed.insert(*id), || format!("the field {} changes twice", id.index()))?;
                    self.typed(*expr, field(*id)?)?;
                    found.push(*expr);
                }
            }
            ScenarioLineKind::Then(assertion) => self.assertion(assertion, found)?,
        }
        Ok(())
    }

    fn assertion(&self, assertion: &Assertion, found: &mut Vec<ExprId>) -> Check {
        let ir = self.ir;
        match assertion {
            Assertion::Fires(actors) | Assertion::NotFires(actors) => self.actors(actors),
            Assertion::Suppresses { actors, because } => {
                self.actors(actors)?;
                match because {
                    Some(Because::ChannelConsent(id)) => within(&ir.channels, *id, "channel"),
                    Some(Because::PurposeConsent(id)) => within(&ir.purposes, *id, "purpose"),
                    Some(Because::Group(Some(id))) => within(&ir.groups, *id, "group"),
                    Some(Because::Consent | Because::Group(None)) | None => Ok(()),
                    Some(_) => Err("not judged yet".to_owned()),
                }
            }
            Assertion::Defers { .. } | Assertion::Cancels(_) | Assertion::Starts(_) => Err("not judged yet".to_owned()),
            Assertion::Refuses(id) => within(&ir.events, *id, "event"),
            Assertion::Stage(id) => within(&ir.stages, *id, "stage"),
            Assertion::Holds(expr) => {
                found.push(*expr);
                self.scalar(*expr, Scalar::Bool)
            }
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
