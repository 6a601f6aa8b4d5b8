//! What has no name of its own in a blueprint, by a text: causes, caps, frozen values.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write as _};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::super::StateProblem;
use super::super::convert::normal_name;
use super::super::draft::Problems;
use crate::ir::{self, ActionCall, Blueprint, CapOwner, Cause, ExprId, ExprKind, Id, Trigger, for_each_part};
use crate::text::escape::shortened;

/// The ids and names of one kind of thing.
macro_rules! infos {
    ($($arena:ident).+) => {
        $($arena).+.iter().map(|(id, thing)| (id, &thing.info))
    };
}
pub(in crate::state) use infos;

/// What asks for an action: a rule, a transition as `lifecycle.lead->customer` (the second of
/// that name with ` #2` behind it), a sequence, or a service level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", expecting = "an object with `rule`, `transition`, `sequence` or `sla`")]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum SnapshotCause {
    Rule(String),
    Transition(String),
    Sequence(String),
    Sla(String),
}

/// As messages say it: the rule `hello`.
impl fmt::Display for SnapshotCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = match self {
            Self::Rule(name) => ("rule", name),
            Self::Transition(name) => ("transition", name),
            Self::Sequence(name) => ("sequence", name),
            Self::Sla(name) => ("service level", name),
        };
        write!(f, "the {kind} `{}`", shortened(name))
    }
}

/// A cause by name; `None` where the blueprint does not have it.
pub(in crate::state) fn to_cause(ir: &Blueprint, cause: Cause) -> Option<SnapshotCause> {
    Some(match cause {
        Cause::Rule(id) => SnapshotCause::Rule(ir.rules.get(id)?.info.name.clone()),
        Cause::Transition(id) => SnapshotCause::Transition(transition_key(ir, id)?),
        Cause::Sequence(id) => SnapshotCause::Sequence(ir.sequences.get(id)?.info.name.clone()),
        Cause::Sla(id) => SnapshotCause::Sla(ir.slas.get(id)?.info.name.clone()),
    })
}

/// `lifecycle.lead->customer`, the second one of this name with ` #2`.
pub(in crate::state) fn transition_key(ir: &Blueprint, id: ir::TransitionId) -> Option<String> {
    let transition = ir.transitions.get(id)?;
    let journey = ir.journeys.get(transition.journey)?;
    let same = |other: &ir::Transition| other.journey == transition.journey && other.info.name == transition.info.name;
    let before = ir.transitions.values().take(id.index()).filter(|other| same(other)).count();
    Some(with_number(format!("{}.{}", journey.info.name, transition.info.name), before))
}

/// A text, with its number behind it where there were others before it.
fn with_number(text: String, before: usize) -> String {
    if before == 0 { text } else { format!("{text} #{}", before.saturating_add(1)) }
}

/// Each text with its number among equal ones.
fn numbered(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let key = |text: String| {
        let count = seen.entry(text.clone()).or_default();
        let before = *count;
        *count = count.saturating_add(1);
        with_number(text, before)
    };
    texts.map(key).collect()
}

/// A text without its number, and the number from 1.
pub(in crate::state) fn without_number(key: &str) -> (&str, usize) {
    match key.rsplit_once(" #").and_then(|(text, number)| Some((text, number.parse().ok()?))) {
        Some((text, number)) => (text, number),
        None => (key, 1),
    }
}

/// The transition of a key.
pub(in crate::state) fn find_transition(ir: &Blueprint, key: &str) -> Option<ir::TransitionId> {
    let key = normal_name(key);
    let (name, number) = without_number(&key);
    let same = ir.transitions.iter().filter(|(_, transition)| {
        let journey = ir.journeys.get(transition.journey);
        let rest = journey.and_then(|journey| name.strip_prefix(journey.info.name.as_str()));
        rest.and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| rest == transition.info.name)
    });
    let (id, _) = same.into_iter().nth(number.checked_sub(1)?)?;
    Some(id)
}

/// What declares a cap, and its window: `channel email per 7 days`.
struct CapText<'i> {
    ir: &'i Blueprint,
    cap: &'i ir::Cap,
}

impl fmt::Display for CapText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ir, cap } = self;
        let (kind, info) = match cap.of {
            CapOwner::Channel(id) => ("channel ", ir.channels.get(id).map(|channel| &channel.info)),
            CapOwner::Purpose(id) => ("purpose ", ir.purposes.get(id).map(|purpose| &purpose.info)),
        };
        f.write_str(kind)?;
        f.write_str(info.map_or("?", |info| &info.name))?;
        f.write_str(" per ")?;
        cap.window.fmt(f)
    }
}

/// The key of each cap: `channel email per 7 days`, the second one of this text with ` #2`.
pub(in crate::state) fn cap_keys(ir: &Blueprint) -> Vec<String> {
    numbered(ir.caps.values().map(|cap| CapText { ir, cap }.to_string()))
}

/// How many caps of the same text stand before one. Those of one owner stand behind one another.
fn caps_before(ir: &Blueprint, id: ir::CapId, cap: &ir::Cap) -> usize {
    let others = ir.caps.values().rev().skip(ir.caps.len().saturating_sub(id.index()));
    others.take_while(|other| other.of == cap.of).filter(|other| other.window == cap.window).count()
}

/// The key of one cap.
pub(in crate::state) fn cap_key(ir: &Blueprint, id: ir::CapId) -> Option<String> {
    let cap = ir.caps.get(id)?;
    let mut key = String::with_capacity(64);
    write!(key, "{}", CapText { ir, cap }).ok()?;
    Some(with_number(key, caps_before(ir, id, cap)))
}

/// Whether a key is that of a cap.
pub(in crate::state) fn is_cap_key(ir: &Blueprint, id: ir::CapId, key: &str) -> bool {
    let Some(cap) = ir.caps.get(id) else { return false };
    let mut rest = Rest(key);
    if write!(rest, "{}", CapText { ir, cap }).is_err() {
        return false;
    }
    // The first has no number.
    match caps_before(ir, id, cap) {
        0 => rest.0.is_empty(),
        before => write!(rest, " #{}", before.saturating_add(1)).is_ok() && rest.0.is_empty(),
    }
}

/// What is left of a text, if it begins with what is written.
struct Rest<'t>(&'t str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, begin: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(begin).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// The cause of a name; what is not known is reported.
pub(super) fn find_cause(problems: &mut Problems, ir: &Blueprint, cause: &SnapshotCause) -> Option<Cause> {
    match cause {
        SnapshotCause::Rule(name) => problems.known("rule", name, || infos!(ir.rules)).map(Cause::Rule),
        SnapshotCause::Sequence(name) => problems.known("sequence", name, || infos!(ir.sequences)).map(Cause::Sequence),
        SnapshotCause::Sla(name) => problems.known("service level", name, || infos!(ir.slas)).map(Cause::Sla),
        SnapshotCause::Transition(key) => {
            let found = find_transition(ir, key);
            if found.is_none() {
                let name = shortened(key);
                problems.push(StateProblem::Unknown { kind: "transition", name, proposal: None });
            }
            found.map(Cause::Transition)
        }
    }
}

/// The object of which a cause is; `None` for the contact.
pub(in crate::state) fn object_of(ir: &Blueprint, cause: Cause) -> Option<ir::ObjectId> {
    match cause {
        Cause::Rule(id) => ir.rules.get(id)?.object,
        Cause::Transition(id) => ir.journeys.get(ir.transitions.get(id)?.journey)?.object,
        Cause::Sequence(id) => ir.sequences.get(id)?.object,
        Cause::Sla(id) => ir.slas.get(id)?.object,
    }
}

/// The lists of calls of a cause, with their numbers.
pub(in crate::state) fn call_lists(ir: &Blueprint, cause: Cause) -> Vec<(u32, &[ActionCall])> {
    match cause {
        Cause::Rule(id) => ir.rules.get(id).map_or_else(Vec::new, |rule| {
            let variants = (1..).zip(&rule.split).map(|(list, variant)| (list, variant.calls.as_slice()));
            std::iter::once((0, rule.calls.as_slice())).chain(variants).collect()
        }),
        Cause::Transition(id) => {
            ir.transitions.get(id).map_or_else(Vec::new, |transition| vec![(0, transition.calls.as_slice())])
        }
        Cause::Sequence(id) => ir.sequences.get(id).map_or_else(Vec::new, |sequence| {
            let steps = (0..).zip(&sequence.steps).filter_map(|(list, step)| match &step.kind {
                ir::StepKind::Do(calls) => Some((list, calls.as_slice())),
                _ => None,
            });
            steps.collect()
        }),
        Cause::Sla(id) => ir.slas.get(id).map_or_else(Vec::new, |sla| (0..).zip(sla.calls()).collect()),
    }
}

/// So many parts a path may have.
const PATH_LIMIT: u32 = 64;

/// What a path reads, as it is stored: `plan`, of an instance `ticket.impact`, through a reference
/// `ticket.account.tier`.
fn path(ir: &Blueprint, expr: ExprId, parts: u32) -> Option<String> {
    let (object, name) = match ir.exprs.get(expr)?.kind {
        ExprKind::Field(id) => ir.fields.get(id).map(|field| (field.object, &field.info.name))?,
        ExprKind::Let(id) => ir.lets.get(id).map(|declared| (declared.object, &declared.info.name))?,
        ExprKind::Score(id) => ir.scores.get(id).map(|score| (score.object, &score.info.name))?,
        ExprKind::Segment(id) => ir.segments.get(id).map(|segment| (segment.object, &segment.info.name))?,
        ExprKind::InstanceId(id) => return Some(format!("{}.id", ir.objects.get(id)?.info.name)),
        ExprKind::Through { reference, value, .. } => {
            let parts = parts.checked_sub(1)?;
            let (before, behind) = (path(ir, reference, parts)?, path(ir, value, parts)?);
            let behind = behind.split_once('.').map_or(&*behind, |(_, behind)| behind);
            return Some(format!("{before}.{behind}"));
        }
        _ => return None,
    };
    Some(match object {
        Some(object) => format!("{}.{name}", ir.objects.get(object)?.info.name),
        None => name.clone(),
    })
}

/// The texts by which what `was` and `changed` were is stored: `was plan`, for each blueprint
/// once.
pub(in crate::state) struct Frozen<'i> {
    ir: &'i Blueprint,
    /// All such expressions, in order; found when they are first asked for.
    all: OnceCell<Vec<(ExprId, String)>>,
}

impl<'i> Frozen<'i> {
    pub(in crate::state) const fn new(ir: &'i Blueprint) -> Self {
        Self { ir, all: OnceCell::new() }
    }

    fn all(&self) -> &[(ExprId, String)] {
        let ir = self.ir;
        let text = |(id, expr): (ExprId, &ir::Expr)| {
            let (word, part) = match expr.kind {
                ExprKind::Was(part) => ("was ", part),
                ExprKind::Changed(part) => ("changed ", part),
                _ => return None,
            };
            Some((id, format!("{word}{}", path(ir, part, PATH_LIMIT)?)))
        };
        self.all.get_or_init(|| ir.exprs.iter().filter_map(text).collect())
    }

    /// The expressions by their texts, equal ones numbered: those that the cause and the action
    /// ask about first, so that the numbers do not depend on other declarations.
    pub(in crate::state) fn texts(&self, cause: Cause, action: ir::ActionId) -> IndexMap<String, ExprId> {
        let reached = reached(self.ir, cause, action);
        let (first, others): (Vec<_>, Vec<_>) = self.all().iter().partition(|(id, _)| reached.contains(id));
        let ordered = || first.iter().chain(&others);
        numbered(ordered().map(|(_, text)| text.clone())).into_iter().zip(ordered().map(|(id, _)| *id)).collect()
    }
}

/// All expressions that a waiting action of a cause can ask about, however deep.
fn reached(ir: &Blueprint, cause: Cause, action: ir::ActionId) -> BTreeSet<ExprId> {
    let mut open: Vec<ExprId> = Vec::new();
    for (_, calls) in call_lists(ir, cause) {
        for call in calls {
            open.extend(call.with.iter().map(|entry| entry.value).chain(call.after));
        }
    }
    let filter = |trigger: &Trigger| if let Trigger::Event(filter) = trigger { filter.filter } else { None };
    let (effects, starts) = match cause {
        Cause::Rule(id) => ir.rules.get(id).map_or((&[][..], &[][..]), |rule| {
            open.extend(rule.guard.into_iter().chain(rule.during).chain(filter(&rule.trigger)));
            open.extend(rule.limit.as_ref().map(|limit| limit.amount));
            (&rule.effects, &rule.starts)
        }),
        Cause::Transition(id) => ir.transitions.get(id).map_or((&[][..], &[][..]), |transition| {
            open.extend(transition.guard.into_iter().chain(transition.trigger.as_ref().and_then(filter)));
            (&transition.effects, &transition.starts)
        }),
        Cause::Sequence(_) | Cause::Sla(_) => (&[][..], &[][..]),
    };
    open.extend(effects.iter().map(|effect| effect.value));
    open.extend(starts.iter().flat_map(|start| start.arguments.iter().copied()));
    // No action is its own stand-in, however far one follows; the count holds for any id.
    let chain = std::iter::successors(Some(action), |id| ir.actions.get(*id)?.otherwise).take(ir.actions.len());
    for action in chain.filter_map(|id| ir.actions.get(id)) {
        open.extend(action.with.iter().map(|entry| entry.value).chain(action.effort).chain(action.due));
        open.extend(action.effects.iter().map(|effect| effect.value));
        open.extend(action.starts.iter().flat_map(|start| start.arguments.iter().copied()));
        open.extend(ir.channels.get(action.channel).and_then(|channel| channel.consent));
        open.extend(action.purpose.and_then(|id| ir.purposes.get(id)).and_then(|purpose| purpose.consent));
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(expr) = ir.exprs.get(id)
        {
            for_each_part(&expr.kind, |part| open.push(part));
        }
    }
    seen
}
