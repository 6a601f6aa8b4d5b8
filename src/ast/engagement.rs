//! What is done: triggers, effects, actions, rules, sequences, SLAs.

use super::*;

/// `page_viewed where event.url starts with "/pricing"`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventFilter {
    /// The events; at least one.
    pub events: Vec<Name>,
    /// `where …`
    pub filter: Option<Expr>,
    /// The whole.
    pub place: Place,
}

/// What sets a rule or a transition off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trigger {
    /// `on form_submitted where …`
    Event(EventFilter),
    /// `on enter mql, sql`
    Enter(Vec<Path>),
    /// `on exit lead`
    Exit(Vec<Path>),
    /// `on change tier, plan from a to b`
    Change {
        /// The fields or derived values.
        of: Vec<Path>,
        /// The value before.
        from: Option<Expr>,
        /// The value after.
        to: Option<Expr>,
    },
    /// `on becoming is big_basket including existing`
    Becoming {
        /// The guard.
        guard: Expr,
        /// Also contacts for which it holds when they are first seen.
        including_existing: bool,
    },
    /// `after 3 days in stage lead`, `after 3 days` in a transition
    After {
        /// How long.
        delay: Expr,
        /// The stages; in a transition its sources.
        stages: Vec<Path>,
    },
    /// `after 30 days without logged_in, purchase`
    Without {
        /// How long.
        delay: Expr,
        /// The events; empty for `without change`.
        events: Vec<Name>,
    },
    /// `at 180 days before contract_end at 09:00 or at once`, `at birthday`
    Date {
        /// The distance from the date, and its direction.
        offset: Option<(Expr, Direction)>,
        /// The date or instant.
        of: Path,
        /// The local time.
        time: Option<TimeOfDay>,
        /// `or at once`: also when it is past already
        or_at_once: bool,
    },
    /// `every month on 1 at 09:00`, `every year on birthday`
    Every {
        /// The unit.
        unit: TimeUnit,
        /// On which of its days.
        on: Option<EveryOn>,
        /// The local time.
        time: Option<TimeOfDay>,
    },
    /// `on breach resolution`
    Breach(Name),
}

/// Before or after a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Before,
    After,
}

/// On which day a recurring trigger runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EveryOn {
    /// `on 1`, of a month
    Day(Whole),
    /// `on mon, thu`, of a week
    Weekdays(Vec<DayRange>),
    /// `on 12-25`, of a year
    MonthDay(MonthDay),
    /// `on birthday`, of a year
    Field(Path),
}

/// `do welcome_email, call with { … } after 2 days`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Do {
    /// The actions; at least one.
    pub calls: Vec<ActionCall>,
    /// `after 2 days`: the whole list waits
    pub after: Option<Expr>,
}

/// An action with what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActionCall {
    /// The action.
    pub action: Name,
    /// `with { … }`, over the action's own
    pub with: Vec<NamedValue>,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// `set mrr = event.amount, plan = pro`
    Set(Vec<(Path, Expr)>),
    /// `add "promoter" to tags`
    Add {
        /// The element.
        value: Expr,
        /// The set.
        to: Path,
    },
    /// `remove "promoter" from tags`
    Remove {
        /// The element.
        value: Expr,
        /// The set.
        from: Path,
    },
    /// `start nurture("livraison", 3 days)`
    Start {
        /// The sequence.
        sequence: Name,
        /// Its arguments.
        arguments: Vec<Expr>,
    },
}

/// `action welcome_email "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Action {
    /// The name.
    pub name: Name,
    /// `of ticket`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<ActionClause>,
}

/// A clause of `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActionClause {
    /// `channel email`
    Channel(Name),
    /// `automated`
    Automated,
    /// `human`
    Human,
    /// `purpose service`
    Purpose(Name),
    /// `personalization template`
    Personalization(Name),
    /// `effort 20 minutes`
    Effort(Expr),
    /// `due 2 days`
    Due(Expr),
    /// `with { template: "welcome" }`
    With(Vec<NamedValue>),
    /// `set`, `add`, `remove`, `start`
    Effect(Effect),
    /// `otherwise thank_sms`
    Otherwise(Name),
    /// `assign deal.owner from sales in rotation`
    Assign {
        /// The field that the host sets.
        target: Path,
        /// The team, or a table's output.
        from: Path,
        /// `in rotation`
        rotation: bool,
    },
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `rule renewal "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The name.
    pub name: Name,
    /// `of order`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<RuleClause>,
}

/// A clause of `rule`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleClause {
    /// What sets it off.
    Trigger(Trigger),
    /// `in stage lead, mql`
    InStage(Vec<Path>),
    /// `when …`
    When(Expr),
    /// `do …`
    Do(Do),
    /// `set`, `add`, `remove`, `start`
    Effect(Effect),
    /// `unless demo_requested`
    Unless(EventFilter),
    /// `while …`
    While(Expr),
    /// `limit 1 per 30 days defer`
    Limit {
        /// How many.
        amount: Expr,
        /// In what time; for ever without.
        window: Option<Window>,
        /// What becomes of what is held back.
        handling: Option<Handling>,
    },
    /// `group outreach`
    Group(Name),
    /// `priority 10`
    Priority(Whole),
    /// `holdout 10%`
    Holdout(Share),
    /// `split { a 50% do thank  b 50% do thank_sms }`
    Split(Vec<Variant>),
    /// `active 2026-01-01..2026-12-31`
    Active {
        /// The first day.
        from: Option<Expr>,
        /// The last day.
        to: Option<Expr>,
    },
    /// `inactive`
    Inactive,
    /// `each`, `each date`
    Each {
        /// True for `each date`.
        date: bool,
    },
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `a 50% do thank`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variant {
    /// The name.
    pub name: Name,
    /// How many contacts get it.
    pub share: Share,
    /// What it does.
    pub does: Do,
}

/// `sequence onboarding "Label" (offer: text) { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sequence {
    /// The name.
    pub name: Name,
    /// `of ticket`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The parameters.
    pub parameters: Vec<Column>,
    /// The clauses and steps.
    pub body: Body<SequenceClause>,
}

/// A clause or step of `sequence`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequenceClause {
    /// `reentry after 30 days`
    Reentry(Reentry),
    /// `goal on order_placed`, `goal when …`
    Goal(Leave),
    /// `exit on cart_paid`, `exit when …`
    Exit(Leave),
    /// `suspend action letter`
    Suspend(Vec<Suspension>),
    /// A step.
    Step(Step),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// When a sequence may run again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reentry {
    /// `reentry never`
    Never,
    /// `reentry after exit`, the default
    AfterExit,
    /// `reentry after 30 days`
    After(Duration),
}

/// What makes a run leave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Leave {
    /// `on order_placed where …`
    On(EventFilter),
    /// `when …`
    When(Expr),
}

/// A step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// `do kick_off`
    Do(Do),
    /// `set`, `add`, `remove`, `start`
    Effect(Effect),
    /// `wait …`
    Wait {
        /// For what.
        wait: Wait,
        /// What follows when it came, in `wait … or … { … } else { … }`.
        then: Option<Body<Step>>,
        /// What follows when it did not.
        otherwise: Option<Body<Step>>,
    },
    /// `when … { … } else { … }`
    When {
        /// The guard.
        guard: Expr,
        /// Where it is true.
        then: Body<Step>,
        /// Wherever it is not.
        otherwise: Option<Body<Step>>,
    },
    /// `repeat while … { … }`
    Repeat {
        /// The guard.
        guard: Expr,
        /// The steps.
        steps: Body<Step>,
    },
    /// `step hello "Label" { … }`
    Named {
        /// The name.
        name: Name,
        /// The label.
        label: Option<Text>,
        /// The steps.
        steps: Body<Step>,
    },
    /// A step that could not be read; its diagnostic has been made.
    Invalid(Invalid),
}

/// What a step waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// `wait 2 days`, `wait 2 days of office`, `wait 1 day or email_opened where …`
    For {
        /// How long at most.
        delay: Expr,
        /// `of office`
        opening: Option<Name>,
        /// `or email_opened`
        or: Option<EventFilter>,
    },
    /// `wait until 09:00`
    Time(TimeOfDay),
    /// `wait until <guard> or 1 day`
    Until {
        /// The guard; an `or` in it needs parentheses.
        guard: Expr,
        /// How long at most.
        at_most: Option<Expr>,
    },
}

/// `sla resolution of ticket "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sla {
    /// The name.
    pub name: Name,
    /// `of ticket`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<SlaClause>,
}

/// A clause of `sla`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlaClause {
    /// `starts on …`, `starts in stage …`
    Starts(SlaWhen),
    /// `stops …`
    Stops(SlaWhen),
    /// `pauses …`
    Pauses(SlaWhen),
    /// `resets …`
    Resets(SlaWhen),
    /// `within 8 hours of desk when …`
    Within {
        /// The target.
        target: Expr,
        /// The opening in which time runs.
        opening: Option<Name>,
        /// For what it holds.
        when: Option<Expr>,
    },
    /// `at 80% do warn_agent`
    At {
        /// The share of the target.
        share: Share,
        /// What is done.
        does: Do,
    },
    /// `every 30 minutes do update`
    Every {
        /// The step.
        period: Duration,
        /// What is done.
        does: Do,
    },
    /// `breach do escalate`
    Breach(Do),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// What moves an SLA's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlaWhen {
    /// `on agent_replied`
    On(EventFilter),
    /// `in stage waiting_customer`
    InStage(Vec<Path>),
}
