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
    Object(ObjectId),
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
    Sla(SlaId),
    Kpi(KpiId),
    System(SystemId),
    /// Declared by something that could not be read: known, silently.
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
    /// The fields of each object, likewise.
    pub(super) object_fields: IndexMap<ObjectId, IndexMap<String, Declared<Option<FieldId>>>>,
    /// Whose each declaration is.
    pub(super) subjects: Subjects,
    /// Stages by name, over all journeys: more than one makes the bare name ambiguous.
    pub(super) stages: IndexMap<String, Vec<Declared<Option<StageId>>>>,
    /// Stages by journey and name.
    pub(super) journey_stages: IndexMap<(String, String), Declared<Option<StageId>>>,
    /// Journeys that extend another, which has their stages.
    pub(super) extended: IndexMap<String, String>,
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

    /// The journey whose stages one of this name has: that which it extends, or itself.
    pub(super) fn core<'n>(&'n self, journey: &'n str) -> &'n str {
        self.extended.get(journey).map_or(journey, String::as_str)
    }

    /// A stage of a journey. What a journey of this name has itself comes first.
    pub(super) fn stage_of(&self, journey: &str, stage: &str) -> Option<&Declared<Option<StageId>>> {
        let of = |journey: &str| self.journey_stages.get(&(journey.to_owned(), stage.to_owned()));
        of(journey).or_else(|| of(self.core(journey)))
    }
}

/// Whose a declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Subject {
    #[default]
    Contact,
    /// Each instance of the object has its own.
    Object(ObjectId),
    /// That of an object that could not be read: nothing is said of its names.
    Unknown,
}

impl Subject {
    /// The object.
    pub(super) const fn object(self) -> Option<ObjectId> {
        match self {
            Self::Object(object) => Some(object),
            Self::Contact | Self::Unknown => None,
        }
    }
}

/// Whose each declaration is, by its id; what is not there is the contact's.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    /// Of which object's instance each event tells.
    pub(super) events: Vec<Subject>,
    pub(super) lets: Vec<Subject>,
    pub(super) segments: Vec<Subject>,
    pub(super) scores: Vec<Subject>,
    pub(super) tables: Vec<Subject>,
    pub(super) modes: Vec<Subject>,
    pub(super) journeys: Vec<Subject>,
    /// By `StageId`: that of its journey.
    pub(super) stages: Vec<Subject>,
    pub(super) actions: Vec<Subject>,
    /// Whether an action is of its object only because it names it.
    pub(super) inferred_actions: Vec<bool>,
    pub(super) sequences: Vec<Subject>,
    pub(super) rules: Vec<Subject>,
    pub(super) slas: Vec<Subject>,
}

impl Subjects {
    /// The subject of one.
    pub(super) fn of<I: Id>(list: &[Subject], id: I) -> Subject {
        list.get(id.index()).copied().unwrap_or_default()
    }

    /// Whose a value, a mode or the like is.
    pub(super) fn of_symbol(&self, symbol: Symbol) -> Subject {
        match symbol {
            Symbol::Event(id) => Self::of(&self.events, id),
            Symbol::Let(id) => Self::of(&self.lets, id),
            Symbol::Segment(id) => Self::of(&self.segments, id),
            Symbol::Table(id) => Self::of(&self.tables, id),
            Symbol::Score(id) => Self::of(&self.scores, id),
            Symbol::Mode(id) => Self::of(&self.modes, id),
            Symbol::Journey(id) => Self::of(&self.journeys, id),
            Symbol::Action(id) => Self::of(&self.actions, id),
            Symbol::Sequence(id) => Self::of(&self.sequences, id),
            Symbol::Rule(id) => Self::of(&self.rules, id),
            Symbol::Sla(id) => Self::of(&self.slas, id),
            _ => Subject::Contact,
        }
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
    /// The instances in scope, the innermost last.
    pub(super) instances: Vec<ObjectId>,
    /// How many of them are the declaration's own, or its event's; those behind stand behind
    /// quantifiers, and come before all else.
    pub(super) own_instances: usize,
    /// Whether the own instance is that of an event, and the declaration the contact's: histories
    /// are those of all instances.
    pub(super) of_event: bool,
    /// Whether the names of the declaration's own instance are read as `ticket.x` alone.
    pub(super) qualified: bool,
    /// Whether there could be an instance of an object that could not be read: of a name that
    /// means nothing, nothing is said.
    pub(super) unknown_instance: bool,
    /// The instances that a scenario names; `None` for one that could not be read.
    pub(super) aliases: &'s [(String, Option<ObjectId>)],
    /// The columns of a scenario's `for each`; `None`: its type could not be read.
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

impl<'s> Scope<'s> {
    /// The scope of a declaration: what is asked at any time.
    pub(super) fn of(subject: Subject) -> Self {
        let instances: Vec<ObjectId> = subject.object().into_iter().collect();
        Self {
            own_instances: instances.len(),
            instances,
            unknown_instance: subject == Subject::Unknown,
            ..Self::default()
        }
    }

    /// That of what is an object's because it names it: the instance's own names are read behind
    /// it alone.
    pub(super) fn named(subject: Subject) -> Self {
        Self { qualified: true, ..Self::of(subject) }
    }

    /// One more instance in scope, behind a quantifier.
    #[must_use]
    pub(super) fn with_instance(&self, object: ObjectId) -> Self {
        let mut scope = self.clone();
        scope.instances.push(object);
        scope
    }

    /// Whether an instance of the object is in scope.
    pub(super) fn has_instance(&self, object: ObjectId) -> bool {
        self.instances.contains(&object)
    }

    /// Whether the instance's names are read without its name.
    pub(super) fn is_bare(&self, object: ObjectId) -> bool {
        let first = if self.qualified { self.own_instances } else { 0 };
        self.instances.iter().skip(first).any(|one| *one == object)
    }

    /// Whether histories of the object's events are those of an instance in scope.
    pub(super) fn has_history(&self, object: ObjectId) -> bool {
        let first = if self.of_event { self.own_instances } else { 0 };
        self.instances.iter().skip(first).any(|one| *one == object)
    }

    /// What stands behind the filter of an event: its instance is in scope no longer, where the
    /// declaration is not of it.
    #[must_use]
    pub(super) fn behind_event(mut self) -> Self {
        if self.of_event {
            self.instances.clear();
            self.own_instances = 0;
            self.of_event = false;
        }
        self
    }

    /// The object whose declaration this is.
    pub(super) fn own_instance(&self) -> Option<ObjectId> {
        self.instances.first().copied().filter(|_| self.own_instances > 0)
    }

    /// The instances of quantifiers, from the innermost on.
    pub(super) fn inner_instances(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.instances.iter().skip(self.own_instances).rev().copied()
    }

    /// The instances of the declaration or its event whose names are read bare.
    pub(super) fn outer_instances(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let own = if self.qualified { 0 } else { self.own_instances };
        self.instances.iter().take(own).rev().copied()
    }
}
