//! The file and its declarations; the small declarations themselves.

use std::collections::BTreeSet;

use super::*;

/// A parsed file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The lines of `//!`.
    pub docs: Vec<String>,
    /// The declarations, in order.
    pub declarations: Vec<Declaration>,
    /// Comments behind the last declaration.
    pub comments: Vec<String>,
    /// The words of all text that could not be read: any of them may have been declared there.
    pub unread: BTreeSet<String>,
    /// What became of its imports.
    pub imports: Imports,
}

/// What became of the imports of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Imports {
    /// They stand for themselves: nobody has followed them.
    #[default]
    Open,
    /// All that they bring in is in the tree.
    Loaded,
    /// Some could not be followed, which has been reported: more may be declared than the tree has.
    Partly,
}

/// A declaration with its place and notes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declaration {
    /// What it declares.
    pub kind: DeclarationKind,
    /// The whole declaration.
    pub place: Place,
    /// Comments and documentation.
    pub notes: Notes,
}

/// What a declaration declares.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the declaration that its type documents")]
#[non_exhaustive]
pub enum DeclarationKind {
    Import(Import),
    Blueprint(BlueprintHeader),
    Team(Team),
    Opening(Opening),
    Purpose(Purpose),
    Channel(Channel),
    Enum(EnumDecl),
    Contact(Contact),
    Object(Object),
    Event(Event),
    Let(Let),
    Setting(Setting),
    Segment(Segment),
    Bands(Bands),
    Table(Table),
    Score(Score),
    Mode(Mode),
    Journey(Journey),
    Action(Action),
    Sequence(Sequence),
    Group(Group),
    Rule(Rule),
    Sla(Sla),
    Kpi(Kpi),
    System(System),
    Flow(Flow),
    Term(Term),
    Scenario(Scenario),
    Invalid(Invalid),
}

/// `import "blocks/welcome.blueprint"`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Import {
    /// The path, for the host's loader.
    pub path: Text,
}

/// `blueprint saas_b2b "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlueprintHeader {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<BlueprintClause>,
}

/// A clause of `blueprint`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlueprintClause {
    /// `version "1.4.0"`
    Version(Text),
    /// `status to_be`
    Status(Name),
    /// `timezone contact.timezone ?? "Europe/Paris"`
    Timezone(Expr),
    /// `review every 3 months`
    Review(Duration),
    /// `reviewed 2026-10-01`
    Reviewed(Expr),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `team sales "Ventes" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Team {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<TeamClause>,
}

/// A clause of `team`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TeamClause {
    /// `capacity 35 hours per week`
    Capacity {
        /// How much time.
        time: Duration,
        /// In each of these.
        per: TimeUnit,
    },
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `purpose service "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purpose {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<PurposeClause>,
}

/// A clause of `purpose`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PurposeClause {
    /// `consent news_opt_in`
    Consent(Expr),
    /// `cap 4 per calendar month`
    Cap(Cap),
    /// `transactional`
    Transactional,
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `channel email "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<ChannelClause>,
}

/// A clause of `channel`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChannelClause {
    /// `consent email_opt_in`
    Consent(Expr),
    /// `cap 2 per day`
    Cap(Cap),
    /// `quiet 20:00..08:00 defer`
    Quiet {
        /// Local times, half open; may cross midnight.
        hours: TimeRange,
        /// What becomes of what is held back.
        handling: Option<Handling>,
    },
    /// `open office defer`
    Open {
        /// The opening.
        opening: Name,
        /// What becomes of what is held back.
        handling: Option<Handling>,
    },
    /// `days wed, fri defer`
    Days {
        /// The weekdays.
        days: Vec<DayRange>,
        /// What becomes of what is held back.
        handling: Option<Handling>,
    },
    /// `internal`: seen by colleagues only
    Internal,
    /// `color "#2563eb"`
    Color(Text),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `group outreach "Label" { at most 1 }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<GroupClause>,
}

/// A clause of `group`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupClause {
    /// `at most 1`
    AtMost(Whole),
    /// `exactly 1`
    Exactly(Whole),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `term mql "MQL" { means "…" }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Term {
    /// The name; a term may share it with what it explains.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<TermClause>,
}

/// A clause of `term`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TermClause {
    /// `means "…"`
    Means(Text),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `system erp "ERP"`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct System {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<Common>,
}

/// `flow shop -> erp "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flow {
    /// Where the data comes from.
    pub from: Name,
    /// Where it goes.
    pub to: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<FlowClause>,
}

/// A clause of `flow`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlowClause {
    /// `carries order.total, order.placed`
    Carries(Vec<Path>),
    /// `every 1 hour`
    Every(Duration),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// `kpi repeat_rate "Label" { conversion a to b in loyalty >= 30% }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kpi {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<KpiClause>,
}

/// A clause of `kpi`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KpiClause {
    /// What is measured, and its target.
    Measure(Measure),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// A figure and its target, also in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Measure {
    /// Which figure.
    pub kind: MeasureKind,
    /// `>= 25%`, where a target is given.
    pub target: Option<(CompareOp, Expr)>,
    /// `per 7 days`
    pub per: Option<Window>,
}

/// Which figure a KPI measures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MeasureKind {
    /// `conversion new to regular in loyalty`; inside a stage, from that stage
    Conversion {
        /// The stage that contacts leave.
        from: Option<Path>,
        /// The stage that they reach.
        to: Path,
        /// The journey.
        journey: Option<Name>,
    },
    /// `time in lead`; inside a stage, in that stage
    Time(Option<Path>),
    /// `volume of lead`
    Volume(Option<Path>),
    /// `value of <expression>`
    Value(Expr),
    /// `breach of delivery`
    Breach(Name),
    /// `pressure of email`
    Pressure(Name),
}
