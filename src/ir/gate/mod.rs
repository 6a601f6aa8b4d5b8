//! What a blueprint must hold before anything may run it. The checker makes only such
//! blueprints; one that was stored is judged here, for behind the gate ids index arenas
//! and walks recurse without asking.

mod declarations;
mod engagement;
mod exprs;
mod flow;
mod governance;
mod history;
mod names;
mod objects;
mod restraint;
mod scenarios;
mod scope;
mod sequences;
mod slas;
mod tables;
mod triggers;
mod values;

use super::*;
use crate::calendar::{Duration, Window, is_writable};
use scope::Roots;

/// Why a part is not valid.
type Check = Result<(), String>;

/// Judges a blueprint of at most so many declarations; the first part that is not valid is the answer.
pub(super) fn pass(ir: &Blueprint, declarations: usize) -> Result<(), StoredError> {
    if ir.schema_version != SCHEMA_VERSION {
        return Err(StoredError::SchemaVersion { found: ir.schema_version.into() });
    }
    let gate = Gate { ir };
    gate.limits(declarations).at(|| "declarations".to_owned())?;
    gate.header()?;
    names::unique(ir)?;
    // Fields are found by their place among those of their object.
    gate.objects()?;
    // Expressions first: everything else asks for their types.
    exprs::all(ir)?;
    let mut roots = Roots::default();
    gate.declarations(&mut roots)?;
    gate.tables(&mut roots)?;
    gate.history(&mut roots)?;
    gate.restraint(&mut roots)?;
    gate.engagement(&mut roots)?;
    gate.governance(&mut roots)?;
    gate.sequences(&mut roots)?;
    gate.slas(&mut roots)?;
    flow::orders(ir)?;
    flow::stand_ins(ir)?;
    gate.scenarios(&mut roots)?;
    roots.check(ir)?;
    flow::derived(ir)?;
    flow::meanwhile(ir)?;
    flow::clock(ir)
}

/// The blueprint under judgement, with the questions that many parts ask.
struct Gate<'g> {
    ir: &'g Blueprint,
}

/// The name of a part in messages.
fn part(list: &str, index: usize, of: Option<&str>) -> String {
    match of {
        Some(of) => format!("{list}[{index}].{of}"),
        None => format!("{list}[{index}]"),
    }
}

/// Adds to a problem where it is.
trait At {
    fn at(self, place: impl FnOnce() -> String) -> Result<(), StoredError>;
}

impl At for Check {
    fn at(self, place: impl FnOnce() -> String) -> Result<(), StoredError> {
        self.map_err(|problem| StoredError::Invalid { at: place(), problem })
    }
}

/// A condition, and what is wrong where it does not hold.
fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { Err(problem()) }
}

/// Whether an id is one of the arena's.
fn within<I: Id, T>(arena: &Arena<I, T>, id: I, what: &str) -> Check {
    let index = id.index();
    ensure(index < arena.len(), || format!("there is no {what} {index}"))
}

fn all_within<I: Id, T>(arena: &Arena<I, T>, ids: &[I], what: &str) -> Check {
    ids.iter().try_for_each(|id| within(arena, *id, what))
}

/// Whether each stands once.
fn once<T: Copy + Eq + std::hash::Hash>(all: &[T], what: &str) -> Check {
    let mut seen = std::collections::HashSet::new();
    ensure(all.iter().all(|one| seen.insert(*one)), || format!("it names a {what} twice"))
}

/// A constant length of time that is longer than nothing.
fn longer_than_nothing(length: Duration) -> Check {
    no_problem(Window::Rolling(length).problem())
}

fn no_problem(problem: Option<String>) -> Check {
    problem.map_or(Ok(()), Err)
}

impl Gate<'_> {
    fn limits(&self, most: usize) -> Check {
        let ir = self.ir;
        let named_enums = ir.enums.values().filter(|declared| !declared.info.name.contains('.')).count();
        // Those of tables are named `table.column`.
        let named_lets = ir.lets.values().filter(|declared| !declared.info.name.contains('.')).count();
        let counts = [
            ir.teams.len(),
            ir.openings.len(),
            ir.purposes.len(),
            ir.channels.len(),
            named_enums,
            ir.objects.len(),
            ir.events.len(),
            named_lets,
            ir.tables.len(),
            ir.settings.len(),
            ir.segments.len(),
            ir.scores.len(),
            ir.modes.len(),
            ir.journeys.len(),
            ir.actions.len(),
            ir.sequences.len(),
            ir.groups.len(),
            ir.rules.len(),
            ir.slas.len(),
            ir.kpis.len(),
            ir.systems.len(),
            ir.flows.len(),
            ir.terms.len(),
            ir.scenarios.len(),
        ];
        let sum = counts.into_iter().fold(0usize, usize::saturating_add);
        ensure(sum <= most, || format!("there are {sum}, and at most {most} are allowed"))
    }

    fn header(&self) -> Result<(), StoredError> {
        let ir = self.ir;
        self.raci(&ir.responsibilities).at(|| "responsibilities".to_owned())?;
        ir.review_every.map_or(Ok(()), longer_than_nothing).at(|| "review_every".to_owned())?;
        ensure(ir.reviewed.is_none_or(is_writable), || "the year has more than four digits".to_owned())
            .at(|| "reviewed".to_owned())?;
        let zone = &ir.timezone.fallback;
        ensure(zone.parse::<crate::calendar::Zone>().is_ok(), || "the database has no zone of this name".to_owned())
            .at(|| "timezone.fallback".to_owned())
    }

    fn raci(&self, who: &Responsibilities) -> Check {
        self.raci_of(who, None)
    }

    /// Likewise, of a declaration of the object: values of its instance may name teams.
    fn raci_of(&self, who: &Responsibilities, object: Option<ObjectId>) -> Check {
        let Responsibilities { responsible, accountable, consulted, informed, derived } = who;
        [responsible, accountable, consulted, informed]
            .into_iter()
            .try_for_each(|teams| all_within(&self.ir.teams, teams, "team"))?;
        derived.iter().try_for_each(|role| self.names_teams(role.teams, object).map(drop))
    }

    /// A derived value of a team, or of teams, of the contact or of an instance of the object; its
    /// type.
    fn names_teams(&self, id: LetId, object: Option<ObjectId>) -> Result<Type, String> {
        let of = self.ir.lets.get(id).and_then(|declared| declared.object);
        ensure(of.is_none() || of == object, || {
            format!("the derived value {} is of an object of which no instance is in scope", id.index())
        })?;
        let value = self.ir.lets.get(id).and_then(|declared| self.ir.exprs.get(declared.value));
        let ty = value.map(|value| value.ty).filter(|ty| ty.scalar == Scalar::Team);
        ty.ok_or_else(|| format!("the derived value {} is no team", id.index()))
    }

    /// An expression of this type, which may be unknown.
    fn typed(&self, id: ExprId, wanted: Type) -> Check {
        let Some(expr) = self.ir.exprs.get(id) else { return within(&self.ir.exprs, id, "expression") };
        let (found, index) = (expr.ty, id.index());
        ensure(found.scalar == wanted.scalar && found.set == wanted.set, || {
            format!("expression {index} is {}, not {}", values::describe(found), values::describe(wanted))
        })
    }

    /// An expression of one value of this type, which may be unknown.
    fn scalar(&self, id: ExprId, wanted: Scalar) -> Check {
        self.typed(id, Type::required(wanted))
    }

    fn truth(&self, id: Option<ExprId>) -> Check {
        id.map_or(Ok(()), |id| self.scalar(id, Scalar::Bool))
    }

    /// A length of time; one that is written is longer than nothing.
    fn delay(&self, id: ExprId) -> Check {
        self.scalar(id, Scalar::Duration)?;
        match self.ir.exprs.get(id).map(|expr| &expr.kind) {
            Some(ExprKind::Literal(Value::Duration(length))) => longer_than_nothing(*length),
            _ => Ok(()),
        }
    }

    fn filter(&self, filter: &EventFilter) -> Check {
        self.events(&filter.events)?;
        self.truth(filter.filter)
    }

    fn events(&self, events: &[EventId]) -> Check {
        ensure(!events.is_empty(), || "there is no event".to_owned())?;
        all_within(&self.ir.events, events, "event")
    }
}
