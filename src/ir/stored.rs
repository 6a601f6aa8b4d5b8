//! A blueprint in JSON, and back through the gate.

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::gate;
use super::*;
use crate::calendar::Duration;
use crate::text::escape::escape;

/// A stored blueprint that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoredError {
    /// It is stored in a form that another version of the crate made: code E0602.
    #[error("the stored blueprint has the schema version {found}; this version reads {SCHEMA_VERSION}")]
    SchemaVersion {
        /// Its schema version.
        found: u64,
    },
    /// The text is not the JSON of a blueprint: code E0601.
    #[error("this is not the JSON of a blueprint: {0}")]
    Json(String),
    /// Its parts do not fit together: code E0601.
    #[error("the stored blueprint is not valid: {at}: {problem}")]
    Invalid {
        /// The part, `rules[3].guard`.
        at: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Blueprint {
    /// Reads a blueprint that [`Blueprint::to_json`] wrote. Nothing is trusted: what comes
    /// back holds all that the checker would have made sure of.
    ///
    /// # Errors
    ///
    /// Another schema version; text that is not a blueprint's JSON, keys that stand twice
    /// or are unknown; the first part that is not valid.
    pub fn from_json(json: &str) -> Result<Self, StoredError> {
        Self::from_json_within(json, DECLARATION_LIMIT)
    }

    /// Likewise, of at most so many declarations.
    pub(crate) fn from_json_within(json: &str, declarations: usize) -> Result<Self, StoredError> {
        let raw: RawBlueprint = serde_json::from_str(json).map_err(|error| unreadable(json, &error))?;
        raw.judged(declarations)
    }

    /// The blueprint in JSON, with the places in its text.
    ///
    /// Within its declarations, what says nothing is left out: what is not there, empty lists, `false`,
    /// responsibilities of nobody, a priority or holdout of 0. A [`Span`](crate::text::Span) is a list of its
    /// first byte and the byte after its last; behind them stands the file, unless it is the first. A [`Type`] is a
    /// word, or a list of the word and an id. An [`Expr`] is a list: `[{"compare": ["less", 5, 6]}, "bool", 120, 134]`.
    ///
    /// # Errors
    ///
    /// None that a blueprint can cause: all its keys are texts.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// Why a text can't be read. Another version is told first, whatever its form looks like.
fn unreadable(json: &str, error: &serde_json::Error) -> StoredError {
    /// All that every version of the form has.
    #[derive(Deserialize)]
    struct Versioned {
        schema_version: u64,
    }
    match serde_json::from_str(json) {
        Ok(Versioned { schema_version: found }) if found != u64::from(SCHEMA_VERSION) => {
            StoredError::SchemaVersion { found }
        }
        Ok(_) => StoredError::Json(escape(&error.to_string())),
        Err(error) => StoredError::Json(escape(&error.to_string())),
    }
}

/// Whether a part says nothing and is left out.
pub(super) fn is_default<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

macro_rules! raw {
    ($($(#[$attribute:meta])* $field:ident: $ty:ty,)*) => {
        /// A blueprint as it was read, not yet judged.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "Blueprint")]
        pub(super) struct RawBlueprint {
            $($(#[$attribute])* $field: $ty,)*
        }

        impl RawBlueprint {
            /// The blueprint, where it passes the gate.
            fn judged(self, declarations: usize) -> Result<Blueprint, StoredError> {
                let blueprint = Blueprint { $($field: self.$field,)* };
                gate::pass(&blueprint, declarations)?;
                Ok(blueprint)
            }
        }
    };
}

impl TryFrom<RawBlueprint> for Blueprint {
    type Error = StoredError;

    fn try_from(raw: RawBlueprint) -> Result<Self, StoredError> {
        raw.judged(DECLARATION_LIMIT)
    }
}

raw! {
    schema_version: u32,
    info: Info,
    docs: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
    version: String,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    review_every: Option<Duration>,
    #[serde(default)]
    reviewed: Option<NaiveDate>,
    responsibilities: Responsibilities,
    timezone: Timezone,
    teams: Arena<TeamId, Team>,
    purposes: Arena<PurposeId, Purpose>,
    openings: Arena<OpeningId, Opening>,
    channels: Arena<ChannelId, Channel>,
    caps: Arena<CapId, Cap>,
    enums: Arena<EnumId, Enum>,
    objects: Arena<ObjectId, Object>,
    #[serde(default)]
    contact: Option<Info>,
    fields: Arena<FieldId, Field>,
    events: Arena<EventId, Event>,
    parameters: Arena<ParameterId, Parameter>,
    lets: Arena<LetId, Let>,
    settings: Arena<SettingId, Setting>,
    segments: Arena<SegmentId, Segment>,
    bands: Arena<BandsId, Bands>,
    tables: Arena<TableId, Table>,
    scores: Arena<ScoreId, Score>,
    series: Arena<SeriesId, Series>,
    modes: Arena<ModeId, Mode>,
    journeys: Arena<JourneyId, Journey>,
    stages: Arena<StageId, Stage>,
    transitions: Arena<TransitionId, Transition>,
    actions: Arena<ActionId, Action>,
    sequences: Arena<SequenceId, Sequence>,
    groups: Arena<GroupId, Group>,
    rules: Arena<RuleId, Rule>,
    slas: Arena<SlaId, Sla>,
    kpis: Arena<KpiId, Kpi>,
    systems: Arena<SystemId, System>,
    flows: Arena<FlowId, Flow>,
    terms: Arena<TermId, Term>,
    scenarios: Arena<ScenarioId, Scenario>,
    exprs: Arena<ExprId, Expr>,
}

#[cfg(test)]
#[path = "stored_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "stored_time_tests.rs"]
mod time_tests;

#[cfg(test)]
#[path = "stored_object_tests.rs"]
mod object_tests;
