//! Why a decision is as it is.

mod basis;
mod display;
mod part;
mod watch;

use serde::Serialize;

pub use super::observe::MomentKind;
use super::{Cause, Decision, InputErrors, PreparedInput, Program};
use crate::calendar::Instant;
use crate::decide::eval::{Memo, Scene};
use crate::ir::ExprId;
use crate::ir::{ActionId, JourneyId, RuleId, ScoreId, SequenceId, TransitionId};
use crate::state::{ContactState, Input, Subject};
pub use basis::{Basis, ProfileBasis};
pub(crate) use display::write_part;
pub use part::{Part, Reading, Truth};

/// Decides as [`decide`](super::decide) does, and tells what was judged and why.
///
/// # Errors
/// Those of [`decide`](super::decide).
pub(crate) fn explain(program: &Program, state: &ContactState, input: &Input) -> Result<Explanation, InputErrors> {
    let mut watcher = watch::Watcher::new(program);
    super::check::same_blueprint(program, state.blueprint())?;
    let mut decision = Decision::blank(state.clone());
    super::step::step(program, &PreparedInput::new(program, input)?, &mut watcher, &mut decision)?;
    let closed = watcher.closed();
    Ok(Explanation { refusals: watcher.refusals, moments: watcher.moments, closed, decision })
}

/// An expression as it is judged on a state that stands still, for the contact or an instance.
pub(crate) fn part_on(
    program: &Program,
    state: &ContactState,
    of: Subject,
    clause: &'static str,
    expr: ExprId,
) -> Part {
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock(), None).of(of);
    Part::judged(&scene, &mut basis::Budget::new().opener(), clause, expr)
}

/// Why a decision is as it is. As text, an indented tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The event's `refuse when`, as they were judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Part>,
    /// The moments: the settling, where there was one, those of marks, then the input's.
    pub moments: Vec<ExplainedMoment>,
    /// How often a segment, a let or a score is shown by its value alone, and not what it
    /// rests on: an explanation opens 64, eight in one another.
    #[serde(skip_serializing_if = "is_zero")]
    pub closed: u32,
    /// The decision, the same that `decide` gives.
    pub decision: Decision,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What was judged in a moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedMoment {
    /// What brought it about.
    pub kind: MomentKind,
    /// Its instant.
    pub at: Instant,
    /// The lines of scores that the event could add points by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<ExplainedPoints>,
    /// The rounds in which something was judged.
    pub rounds: Vec<ExplainedRound>,
    /// The actions that were asked for, in the order in which they met the restraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<ExplainedCandidate>,
}

/// An instance, by names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InstanceName {
    /// The object.
    pub object: String,
    /// The instance's id.
    pub id: String,
}

/// A line of a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedPoints {
    /// The score.
    #[serde(skip)]
    pub id: ScoreId,
    /// Its name.
    pub score: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// Which of its lines by event, from 0.
    pub line: u32,
    /// The points added, before the score's bounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<i64>,
    /// Why none were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Its filter.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Part>,
}

/// What was judged against one picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedRound {
    /// Its number, from 1.
    pub round: u32,
    /// The journeys for segments that were entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<ExplainedEntry>,
    /// The transitions out of the present stages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<ExplainedTransition>,
    /// The rules that were set off. Those on becoming are here where their guard is true, or
    /// has changed in this moment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<ExplainedRule>,
    /// The steps that runs of sequences came to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ExplainedStep>,
}

impl ExplainedRound {
    /// Whether nothing was judged, and no run moved.
    const fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.rules.is_empty() && self.transitions.is_empty() && self.steps.is_empty()
    }
}

/// A journey for a segment that was entered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedEntry {
    /// The journey.
    #[serde(skip)]
    pub id: JourneyId,
    /// Its name.
    pub journey: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// The segment for which the journey is.
    pub segment: String,
    /// The stage in which it begins.
    pub stage: String,
    /// The segment's guard.
    pub when: Part,
}

/// A step that the run of a sequence came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedStep {
    /// The sequence.
    #[serde(skip)]
    pub id: SequenceId,
    /// Its name.
    pub sequence: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// The step's place in it.
    #[serde(skip)]
    pub place: u32,
    /// The step, by its name or as the text says it.
    pub step: String,
}

/// A transition that was judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedTransition {
    /// The transition.
    #[serde(skip)]
    pub id: TransitionId,
    /// Its name, behind its journey's.
    pub transition: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// Whether it was taken.
    pub taken: bool,
    /// Why it was not, though its guard is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What had to be true.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// A rule that was judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedRule {
    /// The rule.
    #[serde(skip)]
    pub id: RuleId,
    /// Its name.
    pub rule: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// Whether all was true.
    pub passed: bool,
    /// Why nothing follows all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What had to be true.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// An action that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedCandidate {
    /// The action.
    #[serde(skip)]
    pub id: ActionId,
    /// Its name.
    pub action: String,
    /// The instance that it is about; `None` where it is about the contact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<InstanceName>,
    /// What asked for it.
    #[serde(skip)]
    pub cause: Cause,
    /// Its name, behind `rule` or `transition`.
    #[serde(rename = "cause")]
    pub cause_name: String,
    /// What it met, in order; the last one held it, where one did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restraints: Vec<ExplainedRestraint>,
    /// What became of it.
    pub fate: Fate,
    /// When it comes up, or its restraint ends, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Why it was held back, or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A restraint that an action met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedRestraint {
    /// `consent for channel email`, `mode trouble`, `cap per day of channel email`.
    pub restraint: String,
    /// Whether it held the action back.
    pub held: bool,
    /// What it rested on, such as how much was used up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The consent that it asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Part>,
    /// The `when` of the mode or cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Part>,
}

/// What became of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fate {
    /// It fired.
    Fired,
    /// An equal one had fired in this moment: it joined it.
    Merged,
    /// It was held back, and dropped.
    HeldBack,
    /// It was held back, and waits.
    Deferred,
    /// It comes up later, by `do … after`.
    Planned,
    /// It is no longer wanted.
    Cancelled,
}
