//! What an expression may read in the place where it stands.

use std::collections::HashMap;

use super::{At, Check, ensure, part};
use crate::ir::*;

/// Where an expression stands, for messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(pub(super) &'static str, pub(super) usize, pub(super) &'static str);

impl Place {
    pub(super) fn name(self) -> String {
        part(self.0, self.1, Some(self.2))
    }
}

/// What may be read there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'s> {
    /// The events that can be under judgement.
    pub(super) events: Events<'s>,
    /// The scenario whose columns have values.
    pub(super) scenario: Option<ScenarioId>,
    /// Whether `was` and `changed` have a meaning.
    pub(super) moment: bool,
    /// Whether the clock may be read.
    pub(super) clock: bool,
}

/// Some events.
#[derive(Debug, Clone, Copy)]
pub(super) enum Events<'s> {
    One(EventId),
    Of(&'s [EventId]),
}

impl Scope<'_> {
    /// Judged on a state alone.
    pub(super) const STATE: Self = Self { events: Events::Of(&[]), scenario: None, moment: false, clock: true };
    /// Judged in a moment.
    pub(super) const MOMENT: Self = Self { moment: true, ..Self::STATE };
}

/// All expressions that are evaluated by themselves, with what each may read.
#[derive(Debug, Default)]
pub(super) struct Roots<'g> {
    all: Vec<(ExprId, Scope<'g>, Place)>,
}

/// What an expression reads, its parts included.
#[derive(Debug, Clone, Copy, Default)]
struct Reads {
    payload: Payload,
    columns: bool,
    moment: bool,
}

/// Payloads that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Payload {
    #[default]
    None,
    /// That of any event of one list, by the number of the list.
    Of(usize),
    /// Those of different lists of events: no place has them all.
    Mixed,
}

impl Payload {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, one) | (one, Self::None) => one,
            (one, same) if one == same => one,
            _ => Self::Mixed,
        }
    }
}

impl<'g> Roots<'g> {
    pub(super) fn add(&mut self, id: ExprId, scope: Scope<'g>, place: Place) {
        self.all.push((id, scope, place));
    }

    pub(super) fn add_some(&mut self, id: Option<ExprId>, scope: Scope<'g>, place: Place) {
        self.all.extend(id.map(|id| (id, scope, place)));
    }

    /// Judges all of them; `clock` says which expressions read the clock.
    pub(super) fn check(&self, ir: &Blueprint, clock: &[bool]) -> Result<(), StoredError> {
        let mut lists = Lists::default();
        let reads = lists.summarise(ir);
        let mut owners = vec![None; ir.exprs.len()];
        for (id, scope, place) in &self.all {
            let found = reads.get(id.index()).copied().unwrap_or_default();
            let at = || place.name();
            let payload = match found.payload {
                Payload::None => true,
                Payload::Of(events) => lists.number(scope.events) == Some(events),
                Payload::Mixed => false,
            };
            let what = |what: &str| format!("expression {} reads {what}", id.index());
            ensure(payload, || what("the payload of an event that is not under judgement here")).at(at)?;
            ensure(scope.moment || !found.moment, || what("a value before the moment, and there is none here"))
                .at(at)?;
            let reads_clock = clock.get(id.index()).copied().unwrap_or_default();
            ensure(scope.clock || !reads_clock, || what("the clock, which nothing wakes here")).at(at)?;
            if found.columns {
                let scenario = scope
                    .scenario
                    .ok_or_else(|| what("a column, and there is no table here"))
                    .and_then(|scenario| columns(ir, *id, scenario, &reads, &mut owners));
                scenario.at(at)?;
            }
        }
        Ok(())
    }
}

/// Lists of events, each sorted, numbered as they are met.
#[derive(Debug, Default)]
struct Lists {
    numbers: HashMap<Vec<EventId>, usize>,
}

impl Lists {
    fn number(&self, events: Events<'_>) -> Option<usize> {
        let events = match events {
            Events::One(event) => vec![event],
            Events::Of(events) => events.to_vec(),
        };
        self.numbers.get(&sorted(events)).copied()
    }

    fn summarise(&mut self, ir: &Blueprint) -> Vec<Reads> {
        let mut all: Vec<Reads> = Vec::with_capacity(ir.exprs.len());
        for expr in ir.exprs.values() {
            let mut reads = Reads::default();
            for_each_part(&expr.kind, |one| {
                let of = all.get(one.index()).copied().unwrap_or_default();
                reads.payload = reads.payload.and(of.payload);
                reads.columns |= of.columns;
                reads.moment |= of.moment;
            });
            match &expr.kind {
                ExprKind::Payload(parameters) => {
                    let events = parameters.iter().filter_map(|id| ir.parameters.get(*id)).map(|found| found.event);
                    let next = self.numbers.len();
                    let number = *self.numbers.entry(sorted(events.collect())).or_insert(next);
                    reads.payload = Payload::Of(number);
                }
                ExprKind::Column(_) => reads.columns = true,
                ExprKind::Was(_) | ExprKind::Changed(_) => reads.moment = true,
                _ => {}
            }
            all.push(reads);
        }
        all
    }
}

fn sorted(mut events: Vec<EventId>) -> Vec<EventId> {
    events.sort_unstable();
    events.dedup();
    events
}

/// Judges the columns that an expression of a scenario reads.
fn columns(
    ir: &Blueprint,
    root: ExprId,
    scenario: ScenarioId,
    reads: &[Reads],
    owners: &mut [Option<ScenarioId>],
) -> Check {
    let declared = ir.scenarios.get(scenario).map_or(&[][..], |scenario| &scenario.columns);
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let (Some(expr), Some(owner)) = (ir.exprs.get(id), owners.get_mut(id.index())) else { continue };
        if !reads.get(id.index()).is_some_and(|reads| reads.columns) || *owner == Some(scenario) {
            continue;
        }
        // So each is walked once, however many scenarios there are.
        ensure(owner.replace(scenario).is_none(), || format!("two scenarios share expression {}", id.index()))?;
        if let ExprKind::Column(index) = expr.kind {
            let ty = declared.get(index as usize).map(|column| column.ty);
            let fits = ty.is_some_and(|ty| ty.scalar == expr.ty.scalar && ty.set == expr.ty.set);
            ensure(fits, || format!("there is no column {index} of the type of expression {}", id.index()))?;
        }
        for_each_part(&expr.kind, |one| open.push(one));
    }
    Ok(())
}
