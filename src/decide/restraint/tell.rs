//! What an action met, for those who watch: also what let it pass.

use super::mode::{Subject, begun};
use super::{Held, cap, hours, limit};
use crate::decide::eval::Scene;
use crate::decide::observe::{Observer, Restraint};
use crate::decide::{Cause, Reason};
use crate::ir::{ActionId, ExprId, RuleId};
use crate::state::Run;

/// The modes and runs that could suspend an action, up to the one that does.
pub(in crate::decide) fn tell_suspensions<O: Observer>(
    observer: &mut O,
    scene: &Scene<'_>,
    cause: Cause,
    action: ActionId,
    held: Option<&Held>,
) {
    if !O::WATCHES {
        return;
    }
    let subject = Subject::Action(action, cause);
    let ir = &scene.program.ir;
    let modes = ir.modes.ids().filter(|mode| subject.in_mode(scene, *mode).is_some());
    let modes = modes.filter(|mode| scene.subject_of(ir.modes[*mode].object).is_some());
    let own = |run: &&Run| scene.subject_of(ir.sequences[run.sequence].object) == Some(run.subject);
    let runs = scene.now.state.core().runs.iter().filter(own).map(|run| run.sequence);
    let runs = runs.filter(|sequence| subject.in_run(scene, *sequence).is_some());
    tell(observer, scene, modes.map(Restraint::Mode).chain(runs.map(Restraint::Sequence)), held);
}

/// The limit of a rule, if it has one.
pub(in crate::decide) fn tell_limit<O: Observer>(
    observer: &mut O,
    scene: &Scene<'_>,
    rule: RuleId,
    held: Option<&Held>,
) {
    let limit = O::WATCHES && scene.program.ir.rules[rule].limit.is_some();
    tell(observer, scene, limit.then_some(Restraint::Limit(rule)), held);
}

/// The lot of a rule, if it draws one.
pub(in crate::decide) fn tell_lot<O: Observer>(observer: &mut O, scene: &Scene<'_>, rule: RuleId, held: Option<&Held>) {
    let declared = &scene.program.ir.rules[rule];
    let lot = O::WATCHES && (declared.holdout > 0 || !declared.split.is_empty());
    tell(observer, scene, lot.then_some(Restraint::Holdout(rule)), held);
}

/// The caps that count an action, up to the one that holds it.
pub(in crate::decide) fn tell_caps<O: Observer>(
    observer: &mut O,
    scene: &Scene<'_>,
    action: ActionId,
    held: Option<&Held>,
) {
    if O::WATCHES {
        tell(observer, scene, cap::caps_of(&scene.program.ir, action).map(Restraint::Cap), held);
    }
}

/// The hours that an action keeps, up to the one that holds it.
pub(in crate::decide) fn tell_hours<O: Observer>(
    observer: &mut O,
    scene: &Scene<'_>,
    action: ActionId,
    held: Option<&Held>,
) {
    if O::WATCHES {
        let channel = scene.program.ir.actions[action].channel;
        let kept = hours::kept(scene, action);
        tell(observer, scene, kept.iter().map(|hours| Restraint::Hours(channel, hours.place)), held);
    }
}

fn tell<O: Observer>(
    observer: &mut O,
    scene: &Scene<'_>,
    met: impl IntoIterator<Item = Restraint>,
    held: Option<&Held>,
) {
    let by = held.and_then(|held| restraint(&held.reason));
    for one in met {
        let holds = by == Some(one);
        observer.restraint(scene, one, holds);
        if holds {
            return;
        }
    }
}

/// The restraint behind a reason.
const fn restraint(reason: &Reason) -> Option<Restraint> {
    match *reason {
        Reason::Mode { mode, .. } => Some(Restraint::Mode(mode)),
        Reason::Sequence { sequence } => Some(Restraint::Sequence(sequence)),
        Reason::Limit { rule, .. } => Some(Restraint::Limit(rule)),
        Reason::Holdout { rule } => Some(Restraint::Holdout(rule)),
        Reason::Cap { cap, .. } => Some(Restraint::Cap(cap)),
        Reason::Hours { channel, hours } => Some(Restraint::Hours(channel, hours)),
        _ => None,
    }
}

/// What a restraint rests on: in words, and the guard that it asks for.
pub(in crate::decide) fn details(scene: &Scene<'_>, restraint: Restraint) -> (Option<String>, Option<ExprId>) {
    let ir = &scene.program.ir;
    let used = |tally: super::tally::Tally| match tally.amount {
        Some(amount) => format!("{} of {amount} used", tally.used),
        None => "its amount is unknown".to_owned(),
    };
    match restraint {
        Restraint::Mode(mode) => match begun(scene, mode) {
            Some(since) => (Some(format!("on since {since}")), None),
            None => (None, ir.modes[mode].when),
        },
        Restraint::Limit(rule) => (limit::tally(scene, rule).map(used), None),
        Restraint::Cap(id) => (Some(used(cap::tally(scene, id))), ir.caps[id].when),
        _ => (None, None),
    }
}
