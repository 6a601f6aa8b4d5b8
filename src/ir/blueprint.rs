//! The whole blueprint.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::stored::RawBlueprint;
use super::*;
use crate::calendar::Duration;
use crate::text::Span;

/// The version of the form in which a blueprint is stored.
pub const SCHEMA_VERSION: u32 = 6;

/// A valid blueprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawBlueprint")]
#[non_exhaustive]
pub struct Blueprint {
    /// [`SCHEMA_VERSION`] of the crate that made it.
    pub schema_version: u32,
    /// Name, label, documentation.
    pub info: Info,
    /// The documentation of the file.
    pub docs: Vec<String>,
    /// The files that it was read from, as [`FileId`](crate::text::FileId) counts them: the name of its own, then the
    /// paths of its imports.
    pub files: Vec<String>,
    /// `version`, as written; empty without.
    pub version: String,
    /// `status`.
    pub status: Option<Status>,
    /// How often it is to be reviewed.
    pub review_every: Option<Duration>,
    /// When it last was.
    pub reviewed: Option<chrono::NaiveDate>,
    /// Who answers for it.
    pub responsibilities: Responsibilities,
    /// The zones of contacts and of literals.
    pub timezone: Timezone,
    /// The teams.
    pub teams: Arena<TeamId, Team>,
    /// The purposes.
    pub purposes: Arena<PurposeId, Purpose>,
    /// The hours.
    pub openings: Arena<OpeningId, Opening>,
    /// The channels.
    pub channels: Arena<ChannelId, Channel>,
    /// The caps: of channels in order of declaration, then of purposes.
    pub caps: Arena<CapId, Cap>,
    /// The enums, those written in place too.
    pub enums: Arena<EnumId, Enum>,
    /// The label, documentation and `meta` of the contact; its name is `contact`.
    pub contact: Option<Info>,
    /// The objects.
    pub objects: Arena<ObjectId, Object>,
    /// The contact's fields, then those of each object in turn.
    pub fields: Arena<FieldId, Field>,
    /// The events.
    pub events: Arena<EventId, Event>,
    /// The payload fields of all events.
    pub parameters: Arena<ParameterId, Parameter>,
    /// The derived values.
    pub lets: Arena<LetId, Let>,
    /// The settings.
    pub settings: Arena<SettingId, Setting>,
    /// The segments.
    pub segments: Arena<SegmentId, Segment>,
    /// The bands.
    pub bands: Arena<BandsId, Bands>,
    /// The decision tables.
    pub tables: Arena<TableId, Table>,
    /// The scores.
    pub scores: Arena<ScoreId, Score>,
    /// What is remembered of events.
    pub series: Arena<SeriesId, Series>,
    /// The modes.
    pub modes: Arena<ModeId, Mode>,
    /// The journeys.
    pub journeys: Arena<JourneyId, Journey>,
    /// The stages of all journeys.
    pub stages: Arena<StageId, Stage>,
    /// The transitions of all journeys.
    pub transitions: Arena<TransitionId, Transition>,
    /// The actions.
    pub actions: Arena<ActionId, Action>,
    /// The sequences.
    pub sequences: Arena<SequenceId, Sequence>,
    /// The groups.
    pub groups: Arena<GroupId, Group>,
    /// The rules.
    pub rules: Arena<RuleId, Rule>,
    /// The service levels.
    pub slas: Arena<SlaId, Sla>,
    /// The figures that stand alone.
    pub kpis: Arena<KpiId, Kpi>,
    /// The systems.
    pub systems: Arena<SystemId, System>,
    /// The flows of data.
    pub flows: Arena<FlowId, Flow>,
    /// The glossary.
    pub terms: Arena<TermId, Term>,
    /// The blueprint's own tests.
    pub scenarios: Arena<ScenarioId, Scenario>,
    /// All expressions; parts before their whole.
    pub exprs: Arena<ExprId, Expr>,
}

impl Blueprint {
    /// The fields of an object, or of the contact, in order.
    pub fn fields_of(&self, object: Option<ObjectId>) -> impl ExactSizeIterator<Item = FieldId> + '_ {
        let range = match object {
            Some(object) => {
                let fields = self.objects.get(object).map_or(&[][..], |object| object.fields.as_slice());
                let first = fields.first().map_or(0, |field| field.index());
                first..first.saturating_add(fields.len())
            }
            // They come first.
            None => {
                let first = self.objects.values().find_map(|object| object.fields.first());
                0..first.map_or(self.fields.len(), |field| field.index())
            }
        };
        range.map(FieldId::new)
    }

    /// The place of a field among those of its object, or of the contact.
    pub(crate) fn slot(&self, field: FieldId) -> usize {
        let object = self.fields.get(field).and_then(|field| field.object);
        let fields = object.and_then(|object| self.objects.get(object)).and_then(|object| object.fields.first());
        field.index().saturating_sub(fields.map_or(0, |first| first.index()))
    }

    /// The stage in which a contact is that enters a stage: the first inside it, or itself.
    #[must_use]
    pub fn leaf(&self, stage: StageId) -> StageId {
        self.stages.get(stage).and_then(|stage| stage.initial).unwrap_or(stage)
    }

    /// The stage inside which a stage is.
    pub(crate) fn parent(&self, stage: StageId) -> Option<StageId> {
        self.stages.get(stage)?.parent
    }

    /// A blueprint without anything, to be filled by those who then pass the gate.
    pub(crate) fn empty() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            info: Info::default(),
            docs: Vec::new(),
            files: Vec::new(),
            version: String::new(),
            status: None,
            review_every: None,
            reviewed: None,
            responsibilities: Responsibilities::default(),
            timezone: Timezone { contact: None, fallback: crate::calendar::Zone::UTC.name().to_owned() },
            teams: Arena::default(),
            purposes: Arena::default(),
            openings: Arena::default(),
            channels: Arena::default(),
            caps: Arena::default(),
            enums: Arena::default(),
            objects: Arena::default(),
            contact: None,
            fields: Arena::default(),
            events: Arena::default(),
            parameters: Arena::default(),
            lets: Arena::default(),
            settings: Arena::default(),
            segments: Arena::default(),
            bands: Arena::default(),
            tables: Arena::default(),
            scores: Arena::default(),
            series: Arena::default(),
            modes: Arena::default(),
            journeys: Arena::default(),
            stages: Arena::default(),
            transitions: Arena::default(),
            actions: Arena::default(),
            sequences: Arena::default(),
            groups: Arena::default(),
            rules: Arena::default(),
            slas: Arena::default(),
            kpis: Arena::default(),
            systems: Arena::default(),
            flows: Arena::default(),
            terms: Arena::default(),
            scenarios: Arena::default(),
            exprs: Arena::default(),
        }
    }
}

/// What all named things share.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Info {
    /// The name, in NFC; of a transition `source->target`.
    pub name: String,
    /// The label for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The lines of `///`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// `meta`.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub meta: IndexMap<String, String>,
    /// The name it had in earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// The name's place in the text.
    pub span: Span,
}

impl Info {
    /// The label, or the name where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// Whether a blueprint describes what is or what shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// What is.
    AsIs,
    /// What shall be.
    ToBe,
}

/// The zone of a contact, and that of the blueprint itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Timezone {
    /// An optional text of the contact that names its zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ExprId>,
    /// The zone of literals, and of contacts whose own is unset or unknown. It is in the
    /// database: the gate has looked.
    pub fallback: String,
}

/// Who does what: RACI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Responsibilities {
    /// `owner` or `responsible`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsible: Vec<TeamId>,
    /// `accountable`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accountable: Vec<TeamId>,
    /// `consulted`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<TeamId>,
    /// `informed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informed: Vec<TeamId>,
    /// Roles whose teams a derived value names: a table's output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedRole>,
}

/// A role whose team, or teams, a derived value names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DerivedRole {
    /// The role.
    pub role: Role,
    /// A team, or a set of teams.
    pub teams: LetId,
}

/// A role of RACI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum Role {
    Responsible,
    Accountable,
    Consulted,
    Informed,
}
