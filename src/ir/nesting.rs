//! How deep values are nested: instances within instances, and expressions within values that are
//! derived from others. Evaluation needs room for each.

use std::collections::BTreeMap;

use super::atoms::derived_of;
use super::steady::each_read;
use super::{Blueprint, ExprId, ExprKind, Id, ObjectId, for_each_part};

/// By expression: how many instances it brings in scope within one another, also through derived
/// values. Of what needs itself, as if it brought none.
pub(crate) fn instances(ir: &Blueprint) -> Vec<usize> {
    if ir.objects.is_empty() {
        return vec![0; ir.exprs.len()];
    }
    let mut known: Vec<Option<usize>> = vec![None; ir.exprs.len()];
    let mut begun = vec![false; ir.exprs.len()];
    let mut open = Vec::new();
    for root in ir.exprs.ids() {
        open.push(root);
        while let Some(&id) = open.last() {
            let expr = ir.exprs.get(id).filter(|_| known.get(id.index()) == Some(&None));
            let (Some(expr), Some(entered)) = (expr, begun.get_mut(id.index())) else {
                open.pop();
                continue;
            };
            if std::mem::replace(entered, true) {
                open.pop();
                let mut most = 0;
                each_read(ir, &expr.kind, |part| {
                    let inside = known.get(part.index()).copied().flatten().unwrap_or(0);
                    let more = usize::from(binds(&expr.kind, part).is_some());
                    most = most.max(inside.saturating_add(more));
                });
                if let Some(known) = known.get_mut(id.index()) {
                    // Without a filter there is one in scope, if nothing is read of it.
                    *known = Some(most.max(usize::from(is_binder(&expr.kind))));
                }
            } else {
                each_read(ir, &expr.kind, |part| {
                    if begun.get(part.index()) == Some(&false) {
                        open.push(part);
                    }
                });
            }
        }
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

const fn is_binder(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Through { .. }
            | ExprKind::AtLeast { .. }
            | ExprKind::CountInstances(_)
            | ExprKind::AggregateInstances { .. }
    )
}

/// The object of which an expression brings an instance in scope of one of its parts.
pub(crate) fn binds(kind: &ExprKind, part: ExprId) -> Option<ObjectId> {
    match kind {
        ExprKind::Through { object, value, .. } => (*value == part).then_some(*object),
        ExprKind::AtLeast { instances, .. }
        | ExprKind::CountInstances(instances)
        | ExprKind::AggregateInstances { instances, .. } => Some(instances.object),
        _ => None,
    }
}

/// So many levels an instance brought in scope counts as, and a derived value that is computed
/// while another is.
const STEP: u32 = 4;

/// How deep an expression may be. The parser allows 256 operators and 32 brackets; each
/// operator makes at most one level, a bracket with what stands in it up to four.
pub(crate) const DEPTH_LIMIT: u32 = 400;

/// How many parts an expression may have, each counted as often as it is evaluated. A
/// source of the largest size cannot write more.
pub(crate) const SIZE_LIMIT: u64 = 4 * 1024 * 1024;

/// [`too_deep`] within the limits of expressions.
pub(crate) fn too_deep_at_all(ir: &Blueprint) -> Option<ExprId> {
    too_deep(ir, DEPTH_LIMIT, SIZE_LIMIT)
}

/// The first derived value that, with those computed while it is, has more levels than `limit`:
/// its expression. A value of the same contact or instance is computed before, not meanwhile; one
/// of another is computed when it is asked for. Of what needs itself nothing is said. One is told
/// too where derived values share so many parts that following them takes more than `steps`; the
/// checker shares hardly any.
pub(crate) fn too_deep(ir: &Blueprint, limit: u32, mut steps: u64) -> Option<ExprId> {
    if ir.objects.is_empty() {
        return None;
    }
    let values = values(ir);
    // By value, when it is known. Values are gone through behind those that they read.
    let mut levels: Vec<Option<u32>> = vec![None; values.len()];
    let places: BTreeMap<ExprId, Vec<usize>> =
        values.iter().enumerate().fold(BTreeMap::new(), |mut places, (place, (root, _))| {
            places.entry(*root).or_insert_with(Vec::new).push(place);
            places
        });
    let place_of = |root: ExprId, object: Option<ObjectId>| {
        let places = places.get(&root).into_iter().flatten();
        places.copied().find(|place| values.get(*place).is_some_and(|(_, of)| *of == object))
    };
    let mut begun = vec![false; values.len()];
    for first in 0..values.len() {
        let mut open = vec![first];
        while let Some(&place) = open.last() {
            let value = values.get(place).filter(|_| levels.get(place) == Some(&None));
            let (Some(&(root, object)), Some(entered)) = (value, begun.get_mut(place)) else {
                open.pop();
                continue;
            };
            let reads = Reads::of(ir, root, object);
            steps = steps.saturating_sub(reads.steps);
            if steps == 0 {
                return Some(root);
            }
            if std::mem::replace(entered, true) {
                open.pop();
                let levels_of = |root, object| place_of(root, object).and_then(|at| levels.get(at).copied().flatten());
                let mut most = reads.depth;
                for (read, of, above) in reads.derived {
                    let inside = levels_of(read, of).unwrap_or(0);
                    most = most.max(above.map_or(inside, |above| above.saturating_add(STEP).saturating_add(inside)));
                }
                if most > limit {
                    return Some(root);
                }
                if let Some(known) = levels.get_mut(place) {
                    *known = Some(most);
                }
            } else {
                let places = reads.derived.iter().filter_map(|(read, of, _)| place_of(*read, *of));
                open.extend(places.filter(|place| begun.get(*place) == Some(&false)));
            }
        }
    }
    None
}

/// The expressions of all derived values, each with the object of whose instances it is.
fn values(ir: &Blueprint) -> Vec<(ExprId, Option<ObjectId>)> {
    let lets = ir.lets.values().map(|one| (one.value, one.object));
    let segments = ir.segments.values().map(|one| (one.when, one.object));
    let scores = ir.scores.values().flat_map(|score| {
        let steps = score.profile.iter().flat_map(|line| &line.steps);
        steps.flat_map(|step| [step.test, step.points]).map(|root| (root, score.object))
    });
    let modes = ir.modes.values().filter_map(|mode| Some((mode.when?, mode.object)));
    let mut all: Vec<_> = lets.chain(segments).chain(scores).chain(modes).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What the expression of a derived value reads.
#[derive(Default)]
struct Reads {
    /// Its own levels.
    depth: u32,
    /// The expressions of derived values with their objects; with the level of where they are
    /// read, unless they are computed before.
    derived: Vec<(ExprId, Option<ObjectId>, Option<u32>)>,
    /// How many parts were looked at.
    steps: u64,
}

impl Reads {
    fn of(ir: &Blueprint, root: ExprId, object: Option<ObjectId>) -> Self {
        let mut found = Self::default();
        // By expression, and whether another instance of the object is in scope: its level. Parts
        // stand before their whole, so the last one is complete.
        let mut open = BTreeMap::from([((root, false), 1_u32)]);
        while let Some(((id, rebound), level)) = open.pop_last() {
            found.depth = found.depth.max(level);
            found.steps = found.steps.saturating_add(1);
            let Some(kind) = ir.exprs.get(id).map(|expr| &expr.kind) else { continue };
            if let Some(of) = derived_of(ir, kind) {
                let meanwhile = of != object || (rebound && of.is_some());
                each_read(ir, kind, |value| found.derived.push((value, of, meanwhile.then_some(level))));
                continue;
            }
            for_each_part(kind, |part| {
                let bound = binds(kind, part);
                let next = level.saturating_add(if bound.is_some() { STEP } else { 1 });
                let rebound = rebound || (bound.is_some() && bound == object);
                if part < id {
                    let known = open.entry((part, rebound)).or_insert(0);
                    *known = next.max(*known);
                }
            });
        }
        found
    }
}
