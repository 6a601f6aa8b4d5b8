//! Scenarios: the tests that stand in the blueprint.

use super::*;

/// `scenario "…" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name.
    pub label: Text,
    /// The lines, in order.
    pub body: Body<ScenarioLine>,
}

/// A line of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScenarioLine {
    /// `for each { amount: decimal } { row 500  row 2000 }`
    ForEach {
        /// The columns.
        columns: Vec<Column>,
        /// The rows, a value for each column.
        rows: Vec<ScenarioRow>,
    },
    /// `at 2026-03-02 10:00`
    At(Expr),
    /// `after 1 hour`
    After(Expr),
    /// `given stage lead, email_opt_in = true`
    Given(Vec<Given>),
    /// `when form_submitted { form: "x" }, plan = pro`
    When(Vec<Happening>),
    /// `then fires welcome_email`
    Then(Assertion),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// A row of `for each`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScenarioRow {
    /// The values.
    pub values: Vec<Expr>,
    /// The whole row.
    pub place: Place,
}

/// What a scenario starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Given {
    /// `stage lead`, `stage closed for t1`
    Stage {
        /// The stage.
        stage: Path,
        /// The instance.
        subject: Option<Name>,
    },
    /// `maturity = 38`: a field, a score's total, a setting
    Value {
        /// What is set.
        target: Path,
        /// To what.
        value: Expr,
    },
    /// `ticket t1 { kind: incident } in stage new`
    Instance {
        /// The object.
        object: Name,
        /// The instance's id.
        id: Name,
        /// Its fields.
        fields: Vec<NamedValue>,
        /// Its stages.
        stages: Vec<Path>,
    },
    /// `email_opened { … } 3 days ago`, `email_opened of t1 at 2026-03-01 09:00`
    Past {
        /// The event.
        event: Occurrence,
        /// When.
        when: PastTime,
    },
    /// `held out of spring_campaign`
    HeldOut(Name),
    /// `variant b of test_subject`
    Variant {
        /// The variant.
        variant: Name,
        /// The rule.
        rule: Name,
    },
    /// `running onboarding at hello for t1`
    Running {
        /// The sequence.
        sequence: Name,
        /// The step that it stands at; the first without.
        step: Option<Name>,
        /// The instance.
        subject: Option<Name>,
    },
    /// `mode dunning`: it has begun
    Mode(Name),
}

/// When a past event was.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PastTime {
    /// `3 days ago`
    Ago(Duration),
    /// `at 2026-03-01 09:00`
    At(Expr),
}

/// `ticket_opened as t1 { … }`, `agent_replied of t1`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occurrence {
    /// The event.
    pub event: Name,
    /// `as t1`, or `of t1`
    pub subject: Option<Name>,
    /// Whether it was `as`.
    pub opens: bool,
    /// The payload.
    pub payload: Vec<NamedValue>,
    /// The whole.
    pub place: Place,
}

/// What happens in a `when`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// An event.
    Event(Occurrence),
    /// `t1.owner = "B"`: a change of a field
    Change {
        /// The field.
        target: Path,
        /// Its new value.
        value: Expr,
    },
}

/// What a `then` asserts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assertion {
    /// `fires a, b for t1`, `not fires c`: actions or rules
    Fires {
        /// What.
        names: Vec<Name>,
        /// The instance.
        subject: Option<Name>,
        /// True for `not fires`.
        negated: bool,
    },
    /// `defers a until 2026-03-03 08:00`
    Defers {
        /// What.
        names: Vec<Name>,
        /// The instance.
        subject: Option<Name>,
        /// Until when.
        until: Option<Expr>,
    },
    /// `suppresses a because consent`
    Suppresses {
        /// What.
        names: Vec<Name>,
        /// The instance.
        subject: Option<Name>,
        /// Why.
        because: Option<Because>,
    },
    /// `cancels a`
    Cancels {
        /// What.
        names: Vec<Name>,
        /// The instance.
        subject: Option<Name>,
    },
    /// `starts onboarding`: sequences
    Starts {
        /// What.
        names: Vec<Name>,
        /// The instance.
        subject: Option<Name>,
    },
    /// `refuses mail_received`: the event was refused
    Refuses(Name),
    /// `stage mql`, `stage closed for t1`
    Stage {
        /// The stage.
        stage: Path,
        /// The instance.
        subject: Option<Name>,
    },
    /// Any boolean expression.
    Holds(Expr),
}

/// Why an action was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Because {
    /// Which restraint.
    pub reason: BecauseReason,
    /// Its name, where one was given: `mode dunning`, `group outreach`.
    pub name: Option<Name>,
    /// Where it stands.
    pub place: Place,
}

/// A restraint as a scenario names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum BecauseReason {
    Consent,
    Mode,
    Cap,
    Hours,
    Limit,
    Group,
    Holdout,
}
