//! What each name means, once all declarations have been read.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::ir::*;
use crate::text::Span;

/// What a top-level name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Team(TeamId),
    Opening(OpeningId),
    Purpose(PurposeId),
    Channel(ChannelId),
    Enum(EnumId),
    Event(EventId),
    Let(LetId),
    Setting(SettingId),
    Segment(SegmentId),
    Table(TableId),
    Score(ScoreId),
    Mode(ModeId),
    Journey(JourneyId),
    Action(ActionId),
    Sequence(SequenceId),
    Group(GroupId),
    Rule(RuleId),
    /// Declared by something that could not be read or is not supported: known, silently.
    Poisoned,
}

/// A symbol and where it was declared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<T> {
    pub(super) what: T,
    pub(super) span: Span,
}

/// All names. Order is that of declaration, so proposals are deterministic.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    /// The one namespace of top-level names.
    pub(super) top: IndexMap<String, Declared<Symbol>>,
    /// The contact's fields; `None` for one whose type could not be read.
    pub(super) fields: IndexMap<String, Declared<Option<FieldId>>>,
    /// Stages by name, over all journeys: more than one makes the bare name ambiguous.
    pub(super) stages: IndexMap<String, Vec<Declared<Option<StageId>>>>,
    /// Stages by journey and name.
    pub(super) journey_stages: IndexMap<(String, String), Declared<Option<StageId>>>,
    /// Members by enum: name to index.
    pub(super) members: IndexMap<EnumId, IndexMap<String, u32>>,
    /// Payload fields by event: `None` for one whose type could not be read.
    pub(super) parameters: IndexMap<EventId, IndexMap<String, Option<ParameterId>>>,
    /// Outputs by table; `None` for one that shares its name.
    pub(super) outputs: IndexMap<TableId, IndexMap<String, Option<LetId>>>,
    /// The words of text that could not be read: a name that is one of them may be declared there.
    pub(super) unread: BTreeSet<String>,
    /// True where declarations stand elsewhere (`import`): no name is unknown for sure.
    pub(super) incomplete: bool,
}

impl Symbols {
    /// Whether a name that nothing here declares may still be declared.
    pub(super) fn may_be_declared(&self, name: &str) -> bool {
        self.incomplete || self.unread.contains(name)
    }
}

/// The types that are known before expressions are read.
#[derive(Debug, Default)]
pub(super) struct Types {
    /// By `FieldId`.
    pub(super) fields: Vec<Type>,
    /// By `ParameterId`.
    pub(super) parameters: Vec<Type>,
    /// By `SettingId`; `None` where it could not be read.
    pub(super) settings: Vec<Option<Type>>,
    /// By `LetId`; filled in order of dependency; `None` where its value is wrong.
    pub(super) lets: Vec<Option<Type>>,
    /// By bands, which are a `let`: the enum of their names.
    pub(super) bands: IndexMap<LetId, EnumId>,
    /// By table and output column; `None` where it could not be read.
    pub(super) tables: Vec<Vec<Option<Type>>>,
    /// The parameters of each sequence, by `SequenceId`; `None` where a type could not be read.
    pub(super) sequences: Vec<Vec<(String, Option<Type>)>>,
}

/// What an expression may use beside the contact's own names.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'s> {
    /// The events that can be under judgement; empty where `event` has no value.
    pub(super) events: Vec<EventId>,
    /// Whether an event could be under judgement that could not be read: where `events` is
    /// empty, `event.x` is then silently poisoned.
    pub(super) unknown_event: bool,
    /// The columns of a scenario's `for each`, and behind them, without a type, the names of
    /// instances (not supported yet): what begins with these is silently poisoned.
    pub(super) columns: &'s [(String, Option<Type>)],
    /// The parameters of a sequence, in order: they come before fields. (One whose type could not
    /// be read is among the columns, without a type.)
    pub(super) parameters: &'s [(String, Type)],
    /// Whether a bare name is first a value of the payload of the one event: behind `where` of a
    /// count.
    pub(super) payload_first: bool,
    /// Whether `was` and `changed` have a meaning.
    pub(super) moment: bool,
    /// Whether only constants are allowed (defaults, `from`/`to`, rows of `for each`).
    pub(super) constant: bool,
}
