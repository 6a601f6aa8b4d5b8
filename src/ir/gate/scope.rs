//! What an expression may read in the place where it stands.

use std::collections::HashMap;

use super::{At, Check, Gate, ensure, part};
use crate::ir::atoms::objects_read;
use crate::ir::nesting::{self, binds};
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
    /// The sequence whose arguments have values.
    pub(super) sequence: Option<SequenceId>,
    /// The object of which an instance is in scope.
    pub(super) object: Option<ObjectId>,
}

/// Some events.
#[derive(Debug, Clone, Copy)]
pub(super) enum Events<'s> {
    One(EventId),
    Of(&'s [EventId]),
}

impl Scope<'_> {
    /// Judged on a state alone.
    pub(super) const STATE: Self =
        Self { events: Events::Of(&[]), scenario: None, moment: false, sequence: None, object: None };
    /// Judged in a moment.
    pub(super) const MOMENT: Self = Self { moment: true, ..Self::STATE };

    /// The same with an instance in scope.
    pub(super) const fn of(self, object: Option<ObjectId>) -> Self {
        Self { object, ..self }
    }
}

/// All expressions that are evaluated by themselves, with what each may read.
#[derive(Debug, Default)]
pub(super) struct Roots<'g> {
    all: Vec<(ExprId, Scope<'g>, Place)>,
}

/// What an expression reads, its parts included.
#[derive(Debug, Clone, Default)]
struct Reads {
    payload: Payload,
    columns: bool,
    arguments: bool,
    moment: bool,
    objects: Needed,
}

/// The objects of which an instance must be in scope, in order.
#[derive(Debug, Clone, Default)]
struct Needed(Vec<ObjectId>);

impl Needed {
    /// More than can ever be in scope are not told apart: no place has them all.
    fn add(&mut self, object: ObjectId) {
        if let Err(place) = self.0.binary_search(&object)
            && self.0.len() <= INSTANCE_DEPTH
        {
            self.0.insert(place, object);
        }
    }
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

impl<'g> Gate<'g> {
    /// A place where one of these events is under judgement. Where no instance is in scope
    /// otherwise, that of the event is.
    pub(super) fn on(&self, events: &'g [EventId], scope: Scope<'g>) -> Scope<'g> {
        let object = scope.object.or_else(|| self.object_of(events));
        Scope { events: Events::Of(events), object, ..scope }
    }
}

impl<'g> Roots<'g> {
    pub(super) fn add(&mut self, id: ExprId, scope: Scope<'g>, place: Place) {
        self.all.push((id, scope, place));
    }

    pub(super) fn add_some(&mut self, id: Option<ExprId>, scope: Scope<'g>, place: Place) {
        self.all.extend(id.map(|id| (id, scope, place)));
    }

    /// Judges all of them.
    pub(super) fn check(&self, ir: &Blueprint) -> Result<(), StoredError> {
        let mut lists = Lists::default();
        let reads = lists.summarise(ir);
        let instances = nesting::instances(ir);
        let mut owners = vec![None; ir.exprs.len()];
        let nothing = Reads::default();
        for (id, scope, place) in &self.all {
            let found = reads.get(id.index()).unwrap_or(&nothing);
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
            let strange = found.objects.0.iter().find(|object| scope.object != Some(**object));
            ensure(strange.is_none(), || {
                let object = strange.map_or(0, |object| object.index());
                what(&format!("an instance of the object {object}, and none is in scope here"))
            })
            .at(at)?;
            let inside = instances.get(id.index()).copied().unwrap_or(0);
            let deep = inside.saturating_add(usize::from(scope.object.is_some()));
            ensure(deep <= INSTANCE_DEPTH, || {
                format!(
                    "expression {} brings {deep} instances in scope, and at most {INSTANCE_DEPTH} can be",
                    id.index()
                )
            })
            .at(at)?;
            if found.columns {
                let scenario = scope
                    .scenario
                    .ok_or_else(|| what("a column, and there is no table here"))
                    .and_then(|scenario| owned(ir, *id, Owner::Scenario(scenario), &reads, &mut owners));
                scenario.at(at)?;
            }
            if found.arguments {
                let sequence = scope
                    .sequence
                    .ok_or_else(|| what("an argument, and there is no sequence here"))
                    .and_then(|sequence| owned(ir, *id, Owner::Sequence(sequence), &reads, &mut owners));
                sequence.at(at)?;
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
        let with_objects = !ir.objects.is_empty();
        for expr in ir.exprs.values() {
            let mut reads = Reads::default();
            for_each_part(&expr.kind, |one| {
                let Some(of) = all.get(one.index()) else { return };
                reads.payload = reads.payload.and(of.payload);
                reads.columns |= of.columns;
                reads.arguments |= of.arguments;
                reads.moment |= of.moment;
                if with_objects {
                    let bound = binds(&expr.kind, one);
                    of.objects
                        .0
                        .iter()
                        .filter(|object| bound != Some(**object))
                        .for_each(|one| reads.objects.add(*one));
                }
            });
            // The same expression may be the reference and what is read behind it.
            if let ExprKind::Through { reference, .. } = &expr.kind
                && let Some(of) = all.get(reference.index())
            {
                of.objects.0.iter().for_each(|one| reads.objects.add(*one));
            }
            if with_objects {
                objects_read(ir, &expr.kind, |object| reads.objects.add(object));
            }
            match &expr.kind {
                ExprKind::Payload(parameters) => {
                    let events = parameters.iter().filter_map(|id| ir.parameters.get(*id)).map(|found| found.event);
                    let next = self.numbers.len();
                    let number = *self.numbers.entry(sorted(events.collect())).or_insert(next);
                    reads.payload = Payload::Of(number);
                }
                ExprKind::Column(_) => reads.columns = true,
                ExprKind::Argument(_) => reads.arguments = true,
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

/// Whose columns or arguments an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Scenario(ScenarioId),
    Sequence(SequenceId),
}

impl Owner {
    /// What is declared at this place, and whether the expression is of it; `None` for one that
    /// reads neither a column nor an argument.
    fn fits(self, ir: &Blueprint, kind: &ExprKind, ty: Type) -> Option<Result<(), String>> {
        let (index, declared, what) = match (self, kind) {
            (Self::Scenario(id), ExprKind::Column(index)) => {
                let columns = ir.scenarios.get(id).map_or(&[][..], |scenario| &scenario.columns);
                (*index, columns.get(*index as usize).map(|column| column.ty), "column")
            }
            (Self::Sequence(id), ExprKind::Argument(index)) => {
                let parameters = ir.sequences.get(id).map_or(&[][..], |sequence| &sequence.parameters);
                (*index, parameters.get(*index as usize).map(|parameter| parameter.ty), "parameter")
            }
            _ => return None,
        };
        let fits = declared.is_some_and(|declared| declared.scalar == ty.scalar && declared.set == ty.set);
        Some(ensure(fits, || format!("there is no {what} {index} of the type of")))
    }
}

/// Judges the columns, or arguments, that an expression reads.
fn owned(ir: &Blueprint, root: ExprId, by: Owner, reads: &[Reads], owners: &mut [Option<Owner>]) -> Check {
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let (Some(expr), Some(owner)) = (ir.exprs.get(id), owners.get_mut(id.index())) else { continue };
        if !reads.get(id.index()).is_some_and(|reads| reads.columns || reads.arguments) || *owner == Some(by) {
            continue;
        }
        // So each is walked once, however many owners there are.
        ensure(owner.replace(by).is_none(), || {
            let owners = match by {
                Owner::Scenario(_) => "scenarios",
                Owner::Sequence(_) => "sequences",
            };
            format!("two {owners} share expression {}", id.index())
        })?;
        if let Some(fits) = by.fits(ir, &expr.kind, expr.ty) {
            fits.map_err(|problem| format!("{problem} expression {}", id.index()))?;
        }
        for_each_part(&expr.kind, |one| open.push(one));
    }
    Ok(())
}
