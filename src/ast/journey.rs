//! Journeys, their stages and transitions.

use super::*;

/// `journey lifecycle "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Journey {
    /// The name.
    pub name: Name,
    /// `of ticket`: one per instance
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses, stages and transitions.
    pub body: Body<JourneyClause>,
}

/// A clause, stage or transition of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JourneyClause {
    /// `for segment champions`
    For(Name),
    /// `extends loyalty`
    Extends(Name),
    /// A stage.
    Stage(Stage),
    /// A transition.
    Transition(Transition),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `stage lead "Lead" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stage {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<StageClause>,
}

/// A clause of `stage`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StageClause {
    /// `initial`
    Initial,
    /// `final`
    Final,
    /// `phase "Nurturing"`
    Phase(Text),
    /// `moment "…"`
    Moment(Text),
    /// `emotion curious`
    Emotion(Name),
    /// `customer_view "…"`
    CustomerView(Text),
    /// `kpi conversion to mql >= 25%`
    Kpi(Measure),
    /// `deliverable "…"`
    Deliverable(Text),
    /// `requires company_size, industry`
    Requires(Vec<Path>),
    /// `skippable`
    Skippable,
    /// `friction "…"`
    Friction(Text),
    /// A sub-stage.
    Stage(Stage),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `transition lead, mql -> sql "Label" on demo_requested { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// The stages that it leaves.
    pub sources: Vec<Name>,
    /// The stage that it enters.
    pub target: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<TransitionClause>,
}

/// A clause of `transition`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransitionClause {
    /// `on …`, `after …`, `at …`; none for an eventless transition
    Trigger(Trigger),
    /// `when …`
    When(Expr),
    /// `priority 10`
    Priority(Whole),
    /// `do assign_rep`
    Do(Do),
    /// `set`, `add`, `remove`, `start`
    Effect(Effect),
    /// Clauses that may stand on anything.
    Common(Common),
}
