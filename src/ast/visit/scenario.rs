//! Scenarios.

use super::common::{before, columns, exprs, named_values, paths, reference, references};
use super::{NameUse, Visitor, walk_body};
use crate::ast::*;

/// Visits the parts of a line.
pub fn walk_scenario_line<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, line: &'a ScenarioLine) {
    match line {
        ScenarioLine::ForEach { columns: all, rows } => {
            columns(visitor, all);
            rows.iter().for_each(|row| visitor.visit_scenario_row(row));
        }
        ScenarioLine::At(expr) | ScenarioLine::After(expr) => visitor.visit_expr(expr),
        ScenarioLine::Given(all) => all.iter().for_each(|given| visitor.visit_given(given)),
        ScenarioLine::When(all) => all.iter().for_each(|happening| visitor.visit_happening(happening)),
        ScenarioLine::Then(assertion) => visitor.visit_assertion(assertion),
        ScenarioLine::Common(common) => visitor.visit_common(common),
    }
}

/// Visits the values of a row.
pub fn walk_scenario_row<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, row: &'a ScenarioRow) {
    let ScenarioRow { values, place: _ } = row;
    exprs(visitor, values);
}

/// Visits the parts of what is given.
pub fn walk_given<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, given: &'a Given) {
    match given {
        Given::Stage { stage, subject } => {
            visitor.visit_path(stage);
            references(visitor, subject);
        }
        Given::Value { target, value } => {
            visitor.visit_path(target);
            visitor.visit_expr(value);
        }
        Given::Instance { object, id, fields, stages } => {
            reference(visitor, object);
            visitor.visit_name(id, NameUse::Declared);
            named_values(visitor, fields, NameUse::Referenced);
            paths(visitor, stages);
        }
        Given::Past { event, when } => {
            visitor.visit_occurrence(event);
            match when {
                PastTime::Ago(duration) => visitor.visit_duration(duration),
                PastTime::At(instant) => visitor.visit_expr(instant),
            }
        }
        Given::HeldOut(name) | Given::Mode(name) => reference(visitor, name),
        Given::Variant { variant, rule } => references(visitor, [variant, rule]),
        Given::Running { sequence, step, subject } => {
            references(visitor, [sequence].into_iter().chain(step).chain(subject));
        }
    }
}

/// Visits the parts of what happens.
pub fn walk_happening<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, happening: &'a Happening) {
    match happening {
        Happening::Event(occurrence) => visitor.visit_occurrence(occurrence),
        Happening::Change { target, value } => {
            visitor.visit_path(target);
            visitor.visit_expr(value);
        }
    }
}

/// Visits the parts of an event; its instance before or behind the payload, as it stands.
pub fn walk_occurrence<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, occurrence: &'a Occurrence) {
    let Occurrence { event, subject, opens, payload, place: _ } = occurrence;
    reference(visitor, event);
    let named = if *opens { NameUse::Declared } else { NameUse::Referenced };
    let (early, late) = around(subject.as_ref(), payload.first().map(|value| value.place));
    early.into_iter().for_each(|name| visitor.visit_name(name, named));
    named_values(visitor, payload, NameUse::Referenced);
    late.into_iter().for_each(|name| visitor.visit_name(name, named));
}

/// Visits the parts of an assertion; its instance where it stands.
pub fn walk_assertion<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, assertion: &'a Assertion) {
    match assertion {
        Assertion::Fires { names, subject, negated: _ }
        | Assertion::Cancels { names, subject }
        | Assertion::Starts { names, subject } => references(visitor, names.iter().chain(subject)),
        Assertion::Defers { names, subject, until } => {
            references(visitor, names);
            let (early, late) = around(subject.as_ref(), until.as_ref().map(|expr| expr.place));
            references(visitor, early);
            exprs(visitor, until);
            references(visitor, late);
        }
        Assertion::Suppresses { names, subject, because } => {
            references(visitor, names);
            let (early, late) = around(subject.as_ref(), because.as_ref().map(|because| because.place));
            references(visitor, early);
            because.iter().for_each(|because| visitor.visit_because(because));
            references(visitor, late);
        }
        Assertion::Refuses(event) => reference(visitor, event),
        Assertion::Stage { stage, subject } => {
            visitor.visit_path(stage);
            references(visitor, subject);
        }
        Assertion::Holds(expr) => visitor.visit_expr(expr),
    }
}

/// Visits the name of the restraint.
pub fn walk_because<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, because: &'a Because) {
    let Because { reason: _, name, place: _ } = because;
    references(visitor, name);
}

/// `name` as what stands before `middle`, or as what stands behind it.
fn around(name: Option<&Name>, middle: Option<Place>) -> (Option<&Name>, Option<&Name>) {
    if before(name.map(|name| name.place), middle) { (name, None) } else { (None, name) }
}

pub(super) fn line<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, line: &'a ScenarioLine) {
    visitor.visit_scenario_line(line);
}

pub(super) fn scenario<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, scenario: &'a Scenario) {
    let Scenario { label, body } = scenario;
    visitor.visit_text(label);
    walk_body(visitor, body);
}
