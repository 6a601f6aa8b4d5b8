//! What is known of a contact: fields, objects, events, derived values.

use super::*;

/// `enum plan { trial, pro "Pro" }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumDecl {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The members, in order.
    pub members: Vec<Member>,
    /// Clauses in the header.
    pub body: Body<Common>,
}

/// A row `name "label": type = default { clauses }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The type.
    pub ty: TypeExpr,
    /// `= default`
    pub default: Option<Expr>,
    /// The clauses in braces.
    pub body: Body<FieldClause>,
}

/// A clause of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldClause {
    /// `personal`
    Personal,
    /// `basis consent`
    Basis(Name),
    /// `retain 3 years`
    Retain(Duration),
    /// `source erp`
    Source(Name),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `contact { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contact {
    /// The label.
    pub label: Option<Text>,
    /// The rows.
    pub body: Body<FieldRow>,
}

/// A row of `contact` or `object`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldRow {
    /// A field.
    Field(Field),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `object ticket "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Object {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The rows.
    pub body: Body<FieldRow>,
}

/// `event form_submitted "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The name.
    pub name: Name,
    /// `opens ticket`, `of ticket by key or opens`
    pub subject: Option<EventSubject>,
    /// The label.
    pub label: Option<Text>,
    /// The rows.
    pub body: Body<EventRow>,
}

/// How an event meets an object.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventSubject {
    /// The object.
    pub object: Name,
    /// How.
    pub kind: EventSubjectKind,
}

/// How an event meets an object.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventSubjectKind {
    /// `opens ticket`: creates an instance
    Opens,
    /// `of ticket`: addresses one by id
    Of {
        /// `by key`: the field that addresses it; `id` is the id
        by: Option<Name>,
        /// `or opens`
        or_opens: bool,
    },
}

/// A row or clause of `event`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventRow {
    /// A field of the payload.
    Field(Field),
    /// `refuse when …`
    Refuse(Expr),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `let basket = …`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Let {
    /// The name.
    pub name: Name,
    /// `of order`: one value per instance
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The value.
    pub value: Expr,
    /// The clauses.
    pub body: Body<Common>,
}

/// `setting patience: duration = 10 days`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The type.
    pub ty: TypeExpr,
    /// The value unless a host or a scenario sets another.
    pub default: Expr,
    /// The clauses.
    pub body: Body<Common>,
}

/// `segment sme "PME" when company_size < 250`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segment {
    /// The name.
    pub name: Name,
    /// `of account`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<SegmentClause>,
}

/// A clause of `segment`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentClause {
    /// `when …`
    When(Expr),
    /// `expects "…"`
    Expects(Text),
    /// `friction "…"`
    Friction(Text),
    /// `prefers email`
    Prefers(Name),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `bands recency over <expression> { hot < 30 days  cold }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bands {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses and rows.
    pub body: Body<BandsClause>,
}

/// A clause or row of `bands`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BandsClause {
    /// `over <expression>`
    Over(Expr),
    /// `hot < 30 days`; without a test, the rest
    Band {
        /// The name of the bin.
        name: Name,
        /// Its label.
        label: Option<Text>,
        /// Its test.
        test: Option<(CompareOp, Expr)>,
    },
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `table routing "Label" first { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses and rows.
    pub body: Body<TableClause>,
}

/// A clause or row of `table`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableClause {
    /// `unique`, `first`, `collect`
    Policy(TablePolicy),
    /// `input language, spend`
    Input(Vec<Expr>),
    /// `output desk: team, target: duration`
    Output(Vec<Column>),
    /// `row premium or trial, > 5000 -> senior, 2 hours`
    Row {
        /// A cell for each input.
        cells: Vec<Cell>,
        /// A value for each output.
        outputs: Vec<Expr>,
    },
    /// `else -> desk, 1 day`
    Else(Vec<Expr>),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// What a table does when several rows hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TablePolicy {
    /// At most one row can hold.
    Unique,
    /// The first that holds.
    First,
    /// All that hold.
    Collect,
}

/// A typed column, also of `for each`, or a parameter of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeExpr,
}

/// A cell of a table's row: `any`, or tests of which one must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cell {
    /// The tests; empty for `any`.
    pub tests: Vec<CellTest>,
    /// Where it stands.
    pub place: Place,
}

/// A test in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellTest {
    /// `premium`, `1000..5000`
    Value(Expr),
    /// `> 5000`
    Compare(CompareOp, Expr),
    /// `unset`
    Unset,
}

/// `score maturity "Label" in 0..100 { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Score {
    /// The name.
    pub name: Name,
    /// `of account`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<ScoreClause>,
}

/// A clause of `score`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScoreClause {
    /// `in 0..100`
    Bounds {
        /// The lower bound.
        low: Expr,
        /// The upper bound.
        high: Expr,
    },
    /// `on email_opened where … add 2 once`
    OnEvent {
        /// The events.
        events: EventFilter,
        /// The points.
        add: Expr,
        /// Only the first time.
        once: bool,
    },
    /// `when industry == saas add 10`
    Profile {
        /// The guard.
        when: Expr,
        /// The points.
        add: Expr,
    },
    /// `by size { > 250 add 25  > 50 add 10 }`
    Ladder {
        /// What is looked at.
        by: Expr,
        /// The steps, of which the first that holds counts.
        steps: Vec<LadderStep>,
    },
    /// `fade 5 every 7 days`
    Fade {
        /// The points.
        points: Expr,
        /// The step.
        every: Duration,
    },
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `> 250 add 25`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LadderStep {
    /// The operator.
    pub op: CompareOp,
    /// What is compared with.
    pub value: Expr,
    /// The points.
    pub add: Expr,
    /// The whole step.
    pub place: Place,
}

/// `mode dunning "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mode {
    /// The name.
    pub name: Name,
    /// `of ticket`
    pub subject: Option<Name>,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<ModeClause>,
}

/// A clause of `mode`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModeClause {
    /// `when …`
    When(Expr),
    /// `from invoice_unpaid`
    From(EventFilter),
    /// `until invoice_paid`
    Until(EventFilter),
    /// `suspend purpose news defer, sequence nurture`
    Suspend(Vec<Suspension>),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// One thing that a mode or a running sequence suspends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suspension {
    /// What kind of thing.
    pub kind: SuspensionKind,
    /// Its name.
    pub name: Name,
    /// What becomes of what is held back.
    pub handling: Option<Handling>,
}

/// What can be suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum SuspensionKind {
    Purpose,
    Channel,
    Action,
    Rule,
    Sequence,
}
