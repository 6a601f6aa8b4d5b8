//! The watcher that keeps what it is told.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::basis::{Budget, Depth, Opener};
use super::part::{Part, reading, stage_reading};
use super::{
    ExplainedCandidate, ExplainedEntry, ExplainedMoment, ExplainedPoints, ExplainedRestraint, ExplainedRound,
    ExplainedRule, ExplainedStep, ExplainedTransition, Fate, InstanceName,
};
use crate::calendar::Instant;
use crate::decide::eval::Scene;
use crate::decide::judge::{became, equals};
use crate::decide::names::Names;
use crate::decide::observe::{LinePoints, MomentKind, Observer, Restraint, Verdict};
use crate::decide::restraint::details;
use crate::decide::{CancelReason, Cause, InstanceRef, Program, Reason};
use crate::ir::{
    ActionId, EventId, ExprId, JourneyId, RuleId, ScoreId, SegmentId, SequenceId, StageId, StepKind, TransitionId,
    Trigger, print,
};
use crate::plan::Derived;

/// Keeps what it is told.
pub(super) struct Watcher<'p> {
    names: Names<'p>,
    pub(super) refusals: Vec<Part>,
    pub(super) moments: Vec<ExplainedMoment>,
    budget: Budget,
}

impl<'p> Watcher<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self { names: Names(&program.ir), refusals: Vec::new(), moments: Vec::new(), budget: Budget::new() }
    }

    /// How often a derived value is not opened.
    pub(super) const fn closed(&self) -> u32 {
        self.budget.closed
    }

    fn of(&self, of: Option<InstanceRef>) -> Option<InstanceName> {
        of.map(|of| InstanceName { object: self.names.object(of.object).to_owned(), id: of.id.to_string() })
    }

    /// Whom a scene is about.
    fn of_scene(&self, scene: &Scene<'_>) -> Option<InstanceName> {
        self.of(InstanceRef::of(scene.now.state, scene.subject()))
    }

    fn candidate_mut(&mut self) -> Option<&mut ExplainedCandidate> {
        self.moments.last_mut()?.candidates.last_mut()
    }

    fn round_mut(&mut self) -> Option<&mut ExplainedRound> {
        self.moments.last_mut()?.rounds.last_mut()
    }
}

impl Observer for Watcher<'_> {
    const WATCHES: bool = true;

    fn moment(&mut self, kind: MomentKind, at: Instant) {
        let moment = ExplainedMoment { kind, at, points: Vec::new(), rounds: Vec::new(), candidates: Vec::new() };
        self.moments.push(moment);
    }

    fn refusal(&mut self, scene: &Scene<'_>, _event: EventId, condition: ExprId) {
        let part = Part::judged(scene, &mut self.budget.opener(), "refuse when", condition);
        self.refusals.push(part);
    }

    fn points(&mut self, scene: &Scene<'_>, id: ScoreId, line: u32, points: LinePoints) {
        let entry = usize::try_from(line).ok().and_then(|line| scene.program.ir.scores[id].events.get(line));
        let mut opener = self.budget.opener();
        let filter = entry.and_then(|entry| entry.filter);
        let filter = filter.map(|filter| Part::judged(&scene.in_event(), &mut opener, "where", filter));
        let (added, why) = match points {
            LinePoints::Added(points) => (Some(points), None),
            LinePoints::Filtered => (None, Some("its `where` is not true".to_owned())),
            LinePoints::Counted => (None, Some("it counts once, and has counted".to_owned())),
            LinePoints::Unknown(reason) => (None, Some(self.names.unknown(reason))),
        };
        let (score, of) = (self.names.score(id).to_owned(), self.of_scene(scene));
        if let Some(moment) = self.moments.last_mut() {
            moment.points.push(ExplainedPoints { id, score, of, line, added, why, filter });
        }
    }

    fn round(&mut self, round: u32) {
        if let Some(moment) = self.moments.last_mut() {
            // A round in which nothing was judged tells nothing.
            if moment.rounds.last().is_some_and(ExplainedRound::is_empty) {
                moment.rounds.pop();
            }
            moment.rounds.push(ExplainedRound {
                round,
                entries: Vec::new(),
                transitions: Vec::new(),
                rules: Vec::new(),
                steps: Vec::new(),
            });
        }
    }

    fn rule(&mut self, scene: &Scene<'_>, id: RuleId, passed: bool) {
        let rule = &scene.program.ir.rules[id];
        if is_noise(scene, &rule.trigger) {
            return;
        }
        let mut opener = self.budget.opener();
        let mut parts = trigger_parts(scene, &mut opener, &rule.trigger);
        if !rule.stages.is_empty() {
            parts.push(stage_part(scene, &rule.stages));
        }
        parts.extend(rule.guard.map(|guard| Part::judged(scene, &mut opener, "when", guard)));
        let (name, of) = (self.names.rule(id).to_owned(), self.of_scene(scene));
        if let Some(round) = self.round_mut() {
            round.rules.push(ExplainedRule { id, rule: name, of, passed, why: None, parts });
        }
    }

    fn transition(&mut self, scene: &Scene<'_>, id: TransitionId, verdict: &Verdict) {
        let transition = &scene.program.ir.transitions[id];
        let filter = transition.trigger.as_ref().and_then(Trigger::filter);
        let mut opener = self.budget.opener();
        let mut parts = Vec::new();
        parts.extend(filter.map(|filter| Part::judged(&scene.in_event(), &mut opener, "where", filter)));
        parts.extend(transition.guard.map(|guard| Part::judged(scene, &mut opener, "when", guard)));
        let names = self.names;
        let why = match verdict {
            Verdict::NotTrue | Verdict::Taken => None,
            Verdict::Blocked(missing) => {
                let missing: Vec<&str> = missing.iter().map(|&field| names.field(field)).collect();
                Some(format!("{} requires {}", names.stage(transition.target), missing.join(", ")))
            }
            Verdict::EnteredAlready(stage) => {
                let who = InstanceRef::of(scene.now.state, scene.subject());
                let who = who.map_or_else(|| "the contact".to_owned(), |who| names.instance(&who));
                Some(format!("{who} has been in {} during this moment", names.stage(*stage)))
            }
            Verdict::Outranked(taken) => Some(format!("{} is taken instead", names.transition(*taken))),
        };
        let taken = *verdict == Verdict::Taken;
        let (name, of) = (names.transition(id), self.of_scene(scene));
        if let Some(round) = self.round_mut() {
            round.transitions.push(ExplainedTransition { id, transition: name, of, taken, why, parts });
        }
    }

    fn entry(&mut self, scene: &Scene<'_>, id: JourneyId, segment: SegmentId) {
        let ir = &scene.program.ir;
        let when = Part::judged(scene, &mut self.budget.opener(), "when", ir.segments[segment].when);
        let (journey, of) = (self.names.journey(id).to_owned(), self.of_scene(scene));
        let stage = self.names.stage(ir.leaf(ir.journeys[id].initial)).to_owned();
        let segment = ir.segments[segment].info.name.clone();
        if let Some(round) = self.round_mut() {
            round.entries.push(ExplainedEntry { id, journey, of, segment, stage, when });
        }
    }

    fn step(&mut self, id: SequenceId, of: Option<InstanceRef>, place: u32) {
        let sequence = &self.names.0.sequences[id];
        // Behind the last step there is none; where a jump leads is a step of its own.
        let step = usize::try_from(place).ok().and_then(|place| sequence.steps.get(place));
        let Some(step) = step.filter(|step| !matches!(step.kind, StepKind::Jump(_))) else { return };
        let (sequence, step, of) = (sequence.info.name.clone(), step.key.clone(), self.of(of));
        if let Some(round) = self.round_mut() {
            round.steps.push(ExplainedStep { id, sequence, of, place, step });
        }
    }

    fn held(&mut self, rule: RuleId, reason: &Reason) {
        let why = self.names.reason(reason);
        let last = self.round_mut().and_then(|round| round.rules.last_mut());
        if let Some(explained) = last.filter(|explained| explained.id == rule) {
            explained.why = Some(why);
        }
    }

    fn candidate(&mut self, id: ActionId, cause: Cause, of: Option<InstanceRef>) {
        let (action, cause_name, of) = (self.names.action(id).to_owned(), self.names.cause(cause), self.of(of));
        let restraints = Vec::new();
        let candidate = ExplainedCandidate {
            id,
            action,
            of,
            cause,
            cause_name,
            restraints,
            fate: Fate::HeldBack,
            until: None,
            why: None,
        };
        if let Some(moment) = self.moments.last_mut() {
            moment.candidates.push(candidate);
        }
    }

    fn restraint(&mut self, scene: &Scene<'_>, restraint: Restraint, held: bool) {
        let ir = &scene.program.ir;
        let mut opener = self.budget.opener();
        let mut consent = |expr: Option<ExprId>| expr.map(|expr| Part::judged(scene, &mut opener, "consent", expr));
        let (detail, guard) = details(scene, restraint);
        let (restraint, consent) = match restraint {
            Restraint::Channel(id) => {
                (format!("consent for channel {}", self.names.channel(id)), consent(ir.channels[id].consent))
            }
            Restraint::Purpose(id) => {
                (format!("consent for purpose {}", self.names.purpose(id)), consent(ir.purposes[id].consent))
            }
            Restraint::Group(id) => (format!("group {}", self.names.group(id)), None),
            Restraint::Mode(id) => (format!("mode {}", self.names.mode(id)), None),
            Restraint::Sequence(id) => (format!("sequence {}", self.names.sequence(id)), None),
            Restraint::Limit(id) => (format!("limit of rule {}", self.names.rule(id)), None),
            Restraint::Holdout(id) => (format!("holdout or split of rule {}", self.names.rule(id)), None),
            Restraint::Cap(id) => (format!("cap {}", self.names.cap(id)), None),
            Restraint::Hours(channel, hours) => (self.names.hours(channel, hours), None),
        };
        let when = guard.map(|guard| Part::judged(scene, &mut opener, "when", guard));
        if let Some(candidate) = self.candidate_mut() {
            candidate.restraints.push(ExplainedRestraint { restraint, held, detail, consent, when });
        }
    }

    fn fired(&mut self, merged: bool) {
        if let Some(candidate) = self.candidate_mut() {
            candidate.fate = if merged { Fate::Merged } else { Fate::Fired };
        }
    }

    fn suppressed(&mut self, reason: &Reason) {
        let why = self.names.reason(reason);
        if let Some(candidate) = self.candidate_mut() {
            candidate.why = Some(why);
        }
    }

    fn deferred(&mut self, reason: &Reason, until: Option<Instant>) {
        let why = self.names.reason(reason);
        if let Some(candidate) = self.candidate_mut() {
            (candidate.fate, candidate.why, candidate.until) = (Fate::Deferred, Some(why), until);
        }
    }

    fn planned(&mut self, action: ActionId, cause: Cause, of: Option<InstanceRef>, due: Instant) {
        self.candidate(action, cause, of);
        if let Some(candidate) = self.candidate_mut() {
            (candidate.fate, candidate.until) = (Fate::Planned, Some(due));
        }
    }

    fn cancelled(&mut self, action: ActionId, cause: Cause, of: Option<InstanceRef>, why: CancelReason) {
        let name = self.of(of.clone());
        let open = |last: &ExplainedCandidate| {
            (last.id, last.cause, last.fate) == (action, cause, Fate::HeldBack) && last.of == name && last.why.is_none()
        };
        // One that only waited has not come to the restraints.
        if !self.candidate_mut().is_some_and(|last| open(last)) {
            self.candidate(action, cause, of);
        }
        let why = self.names.cancel_reason(why);
        if let Some(candidate) = self.candidate_mut() {
            (candidate.fate, candidate.why) = (Fate::Cancelled, Some(why));
        }
    }

    fn done(&mut self) {
        for moment in &mut self.moments {
            moment.rounds.retain(|round| !round.is_empty());
        }
    }
}

/// Whether a rule on becoming was judged though nothing has become of its guard: such rules
/// are asked in every round.
fn is_noise(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let Trigger::Becoming { guard, .. } = trigger else { return false };
    let now = scene.truth(*guard).ok();
    now != Some(true) && now == scene.truth_before(*guard).ok()
}

/// What a trigger asks for, beyond its having been set off.
fn trigger_parts(scene: &Scene<'_>, opener: &mut Opener<'_>, trigger: &Trigger) -> Vec<Part> {
    match trigger {
        Trigger::Event(event) => {
            event.filter.map(|filter| Part::judged(&scene.in_event(), opener, "where", filter)).into_iter().collect()
        }
        Trigger::Enter(_) | Trigger::Exit(_) | Trigger::Breach(_) => Vec::new(),
        Trigger::After { delay, .. } | Trigger::Without { delay, .. } => {
            vec![Part::said("after", print::expr(&scene.program.ir, *delay), true, vec![reading(scene, *delay, false)])]
        }
        Trigger::Date { of, .. } => {
            vec![Part::said("at", print::name(&scene.program.ir, *of), true, vec![reading(scene, *of, false)])]
        }
        Trigger::Every { .. } => Vec::new(),
        Trigger::Becoming { guard, .. } => {
            if scene.truth(*guard) == Ok(true) && !became(scene, *guard) {
                let text = format!("{}, true before the moment", print::expr(&scene.program.ir, *guard));
                return vec![Part::said("on becoming", text, false, Vec::new())];
            }
            vec![Part::judged(scene, opener, "on becoming", *guard)]
        }
        Trigger::Change { of, from, to } => {
            of.iter().map(|&expr| change_part(scene, opener, expr, *from, *to)).collect()
        }
    }
}

/// Whether a value changed, from and to what the trigger says.
fn change_part(
    scene: &Scene<'_>,
    opener: &mut Opener<'_>,
    expr: ExprId,
    from: Option<ExprId>,
    to: Option<ExprId>,
) -> Part {
    let ir = &scene.program.ir;
    let mut text = print::name(ir, expr);
    let mut truth = crate::decide::judge::differs(scene, expr);
    if let Some(from) = from {
        text.push_str(&format!(" from {}", print::expr(ir, from)));
        truth &= equals(scene.value_before(expr), scene.value(from));
    }
    if let Some(to) = to {
        text.push_str(&format!(" to {}", print::expr(ir, to)));
        truth &= equals(scene.value(expr), scene.value(to));
    }
    let values = vec![reading(scene, expr, true), reading(scene, expr, false)];
    // What it rests on now: before, it was something else.
    let now = Derived::of(&ir.exprs[expr].kind).map(|derived| (derived, false));
    let rests_on = opener.open(scene, Depth::default(), now.as_slice());
    Part { rests_on, ..Part::said("on change", text, truth, values) }
}

fn stage_part(scene: &Scene<'_>, stages: &[StageId]) -> Part {
    let ir = &scene.program.ir;
    let names: Vec<String> = stages.iter().map(|&stage| print::stage_name(ir, stage)).collect();
    let mut values: Vec<_> = stages.iter().map(|&stage| stage_reading(scene, stage)).collect();
    values.dedup();
    Part::said("in stage", names.join(", "), scene.in_stage(stages), values)
}
