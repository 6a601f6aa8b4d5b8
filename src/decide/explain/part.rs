//! The parts of a guard, and the values that they read.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use serde::Serialize;

use super::basis::{Basis, Depth, Opener, Read};
use crate::decide::InstanceRef;
use crate::decide::eval::Scene;
use crate::decide::names::Names;
use crate::ir::{ExprId, ExprKind, Instances, for_each_part, print};
use crate::plan::Derived;

/// A part of a guard, and whether it was true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The clause that it belongs to: `where`, `in stage`, `when`, `consent`; empty within one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub clause: &'static str,
    /// As the language writes it.
    pub text: String,
    /// Whether it was true.
    pub truth: Truth,
    /// Why it was unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The values that it read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Reading>,
    /// The parts of an `and`, `or` or `not`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What the derived ones among the values rest on, where no part before this one tells
    /// it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<Basis>,
}

/// Kleene's three truths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// True.
    True,
    /// False.
    False,
    /// Neither.
    Unknown,
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reading {
    /// What was read: `company_size`, `event.rating`, `was plan`.
    pub name: String,
    /// As the language writes it; `None` where it was unset or unknown.
    pub value: Option<String>,
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

impl Part {
    /// A part that is said in words.
    pub(super) fn said(clause: &'static str, text: String, truth: bool, values: Vec<Reading>) -> Self {
        Self { clause, text, truth: truth.into(), reason: None, values, parts: Vec::new(), rests_on: Vec::new() }
    }

    /// An expression as it was judged on a scene.
    pub(super) fn judged(scene: &Scene<'_>, opener: &mut Opener<'_>, clause: &'static str, expr: ExprId) -> Self {
        Self::within(scene, opener, Depth::default(), clause, expr, false)
    }

    /// The same, within a guard; `before` where the scene is the one before the moment.
    pub(super) fn within(
        scene: &Scene<'_>,
        opener: &mut Opener<'_>,
        depth: Depth,
        clause: &'static str,
        expr: ExprId,
        before: bool,
    ) -> Self {
        let ir = &scene.program.ir;
        let (truth, reason) = match scene.truth(expr) {
            Ok(truth) => (truth.into(), None),
            Err(unknown) => (Truth::Unknown, Some(Names(ir).unknown(unknown))),
        };
        let Seen { values, parts, rests_on } = look(scene, opener, depth, expr, before);
        Self { clause, text: print::expr(ir, expr), truth, reason, values, parts, rests_on }
    }
}

/// What an expression reads: its parts, or its values and what they rest on.
pub(super) struct Seen {
    pub(super) values: Vec<Reading>,
    pub(super) parts: Vec<Part>,
    pub(super) rests_on: Vec<Basis>,
}

/// Looks into an expression.
pub(super) fn look(scene: &Scene<'_>, opener: &mut Opener<'_>, depth: Depth, expr: ExprId, before: bool) -> Seen {
    let ir = &scene.program.ir;
    let parts = match &ir.exprs[expr].kind {
        _ if !depth.splits() => &[],
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.as_slice(),
        ExprKind::Not(part) if is_connective(&ir.exprs[*part].kind) => std::slice::from_ref(part),
        _ => &[],
    };
    if parts.is_empty() {
        let (values, reads) = readings(scene, expr, before);
        return Seen { values, parts: Vec::new(), rests_on: opener.open(scene, depth, &reads) };
    }
    let parts = parts.iter().map(|&part| Part::within(scene, opener, depth.part(), "", part, before)).collect();
    Seen { values: Vec::new(), parts, rests_on: Vec::new() }
}

const fn is_connective(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_))
}

/// The value of an expression, named.
pub(super) fn reading(scene: &Scene<'_>, expr: ExprId, before: bool) -> Reading {
    let ir = &scene.program.ir;
    let value = if before { scene.value_before(expr) } else { scene.value(expr) };
    let name = print::name(ir, expr);
    Reading {
        name: if before { format!("was {name}") } else { name },
        value: value.ok().map(|value| print::value(ir, &value)),
    }
}

/// The named values that an expression reads, from left to right, each once; and which of
/// them are derived.
fn readings(scene: &Scene<'_>, expr: ExprId, before: bool) -> (Vec<Reading>, Vec<Read>) {
    let ir = &scene.program.ir;
    let mut found: Vec<Reading> = Vec::new();
    let mut reads: Vec<Read> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut open = vec![expr];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let mut add = |reading: Reading| {
            if !found.contains(&reading) {
                found.push(reading);
            }
        };
        let derived = |id: ExprId| Derived::of(&ir.exprs[id].kind);
        match &ir.exprs[id].kind {
            ExprKind::Field(_)
            | ExprKind::InstanceId(_)
            | ExprKind::Payload(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::Segment(_)
            | ExprKind::Setting(_)
            | ExprKind::Count { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Last(_)
            | ExprKind::TimeInStage(_)
            | ExprKind::Mode(_)
            | ExprKind::Sla { .. }
            | ExprKind::Now
            | ExprKind::Today => {
                add(reading(scene, id, false));
                reads.extend(derived(id).map(|derived| (derived, before)));
            }
            ExprKind::Was(part) => {
                add(reading(scene, *part, true));
                reads.extend(derived(*part).map(|derived| (derived, true)));
            }
            ExprKind::Changed(part) => {
                add(reading(scene, *part, true));
                add(reading(scene, *part, false));
                reads.extend(derived(*part).into_iter().flat_map(|derived| [(derived, true), (derived, false)]));
            }
            ExprKind::InStage(stages) => stages.iter().for_each(|&stage| add(stage_reading(scene, stage))),
            ExprKind::Through { reference, .. } => {
                add(reading(scene, id, false));
                open.push(*reference);
            }
            ExprKind::AtLeast { instances, .. } => instance_readings(scene, *instances, instances.filter, &mut add),
            ExprKind::CountInstances(instances) => {
                add(reading(scene, id, false));
                instance_readings(scene, *instances, instances.filter, &mut add);
            }
            ExprKind::AggregateInstances { instances, value, .. } => {
                add(reading(scene, id, false));
                instance_readings(scene, *instances, Some(*value), &mut add);
            }
            kind => {
                let mut parts = Vec::new();
                for_each_part(kind, |part| parts.push(part));
                open.extend(parts.into_iter().rev());
            }
        }
    }
    (found, reads)
}

/// So many instances are told one by one.
const INSTANCES: usize = 8;

/// What an expression is of each of the instances that a question is about, `ticket t1 = true`.
fn instance_readings(scene: &Scene<'_>, instances: Instances, expr: Option<ExprId>, add: &mut impl FnMut(Reading)) {
    let Some(expr) = expr else { return };
    let names = Names(&scene.program.ir);
    for instance in scene.now.state.instances_of(instances.object).take(INSTANCES) {
        let own = scene.with(instance.object, instance.number);
        let of = InstanceRef { object: instance.object, id: instance.id.clone() };
        let value = own.value(expr).ok().map(|value| print::value(&scene.program.ir, &value));
        add(Reading { name: names.instance(&of), value });
    }
}

/// The stage in which the contact is, of the journey that a stage belongs to.
pub(super) fn stage_reading(scene: &Scene<'_>, stage: crate::ir::StageId) -> Reading {
    let names = Names(&scene.program.ir);
    let journey = scene.program.ir.stages[stage].journey;
    let life = scene.life(scene.program.ir.journeys[journey].object);
    let present = life.and_then(|life| life.occupancy(journey)).map(|occupancy| occupancy.stage);
    Reading { name: names.journey(journey).to_owned(), value: present.map(|stage| names.stage(stage).to_owned()) }
}
