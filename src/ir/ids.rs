//! The types of ids.

use serde::{Deserialize, Serialize};

use super::Id;

macro_rules! ids {
    ($($(#[doc = $doc:expr])* $name:ident;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl Id for $name {
            fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A [`Team`](super::Team).
    TeamId;
    /// A [`Purpose`](super::Purpose).
    PurposeId;
    /// A [`Channel`](super::Channel).
    ChannelId;
    /// An [`Enum`](super::Enum).
    EnumId;
    /// An [`Object`](super::Object).
    ObjectId;
    /// A [`Field`](super::Field) of the contact or of an object.
    FieldId;
    /// An [`Event`](super::Event).
    EventId;
    /// A [`Parameter`](super::Parameter): one field of one event's payload.
    ParameterId;
    /// A [`Let`](super::Let).
    LetId;
    /// A [`Setting`](super::Setting).
    SettingId;
    /// A [`Segment`](super::Segment).
    SegmentId;
    /// [`Bands`](super::Bands).
    BandsId;
    /// A [`Table`](super::Table).
    TableId;
    /// A [`Score`](super::Score).
    ScoreId;
    /// A [`Journey`](super::Journey).
    JourneyId;
    /// A [`Stage`](super::Stage) of any journey.
    StageId;
    /// A [`Transition`](super::Transition) of any journey.
    TransitionId;
    /// An [`Action`](super::Action).
    ActionId;
    /// A [`Group`](super::Group).
    GroupId;
    /// A [`Rule`](super::Rule).
    RuleId;
    /// An [`Opening`](super::Opening).
    OpeningId;
    /// A [`Cap`](super::Cap).
    CapId;
    /// A [`Mode`](super::Mode).
    ModeId;
    /// A [`Sequence`](super::Sequence).
    SequenceId;
    /// An [`Sla`](super::Sla).
    SlaId;
    /// A [`Series`](super::Series): what is remembered of an event.
    SeriesId;
    /// A [`Kpi`](super::Kpi).
    KpiId;
    /// A [`System`](super::System).
    SystemId;
    /// A [`Flow`](super::Flow).
    FlowId;
    /// A [`Term`](super::Term).
    TermId;
    /// A [`Scenario`](super::Scenario).
    ScenarioId;
    /// An [`Expr`](super::Expr).
    ExprId;
}
