//! Everything that has a place in the document, and the id of that place.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::*;

/// Something that has a place of its own in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Journey(JourneyId),
    Extension(JourneyId, usize),
    Stage(StageId),
    Transition(TransitionId),
    Sequence(SequenceId),
    Rule(RuleId),
    Action(ActionId),
    Group(GroupId),
    Sla(SlaId),
    Table(TableId),
    Bands(BandsId),
    Segment(SegmentId),
    Score(ScoreId),
    Channel(ChannelId),
    Purpose(PurposeId),
    Mode(ModeId),
    Opening(OpeningId),
    Team(TeamId),
    Kpi(KpiId),
    System(SystemId),
    Flow(FlowId),
    Object(ObjectId),
    Field(FieldId),
    Event(EventId),
    Enum(EnumId),
    Let(LetId),
    Setting(SettingId),
    Scenario(ScenarioId),
    Term(TermId),
}

impl Thing {
    /// What it is, for readers.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Journey(_) => "journey",
            Self::Extension(..) => "journey (extension)",
            Self::Stage(_) => "stage",
            Self::Transition(_) => "transition",
            Self::Sequence(_) => "sequence",
            Self::Rule(_) => "rule",
            Self::Action(_) => "action",
            Self::Group(_) => "group",
            Self::Sla(_) => "service level",
            Self::Table(_) => "decision table",
            Self::Bands(_) => "bands",
            Self::Segment(_) => "segment",
            Self::Score(_) => "score",
            Self::Channel(_) => "channel",
            Self::Purpose(_) => "purpose",
            Self::Mode(_) => "mode",
            Self::Opening(_) => "opening hours",
            Self::Team(_) => "team",
            Self::Kpi(_) => "KPI",
            Self::System(_) => "system",
            Self::Flow(_) => "data flow",
            Self::Object(_) => "object",
            Self::Field(_) => "field",
            Self::Event(_) => "event",
            Self::Enum(_) => "list of values",
            Self::Let(_) => "derived value",
            Self::Setting(_) => "setting",
            Self::Scenario(_) => "test case",
            Self::Term(_) => "term",
        }
    }

    /// The beginning of its id.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Journey(_) | Self::Extension(..) => "journey",
            Self::Sla(_) => "sla",
            Self::Table(_) => "table",
            Self::Opening(_) => "opening",
            Self::Kpi(_) => "kpi",
            Self::Flow(_) => "flow",
            Self::Enum(_) => "enum",
            Self::Let(_) => "let",
            Self::Scenario(_) => "test",
            other => other.kind(),
        }
    }

    /// What all named things share.
    pub(super) fn info(self, ir: &Blueprint) -> &Info {
        match self {
            Self::Journey(id) => &ir.journeys[id].info,
            Self::Extension(id, place) => {
                let journey = &ir.journeys[id];
                journey.extensions.get(place).map_or(&journey.info, |extension| &extension.info)
            }
            Self::Stage(id) => &ir.stages[id].info,
            Self::Transition(id) => &ir.transitions[id].info,
            Self::Sequence(id) => &ir.sequences[id].info,
            Self::Rule(id) => &ir.rules[id].info,
            Self::Action(id) => &ir.actions[id].info,
            Self::Group(id) => &ir.groups[id].info,
            Self::Sla(id) => &ir.slas[id].info,
            Self::Table(id) => &ir.tables[id].info,
            Self::Bands(id) => &ir.lets[ir.bands[id].value].info,
            Self::Segment(id) => &ir.segments[id].info,
            Self::Score(id) => &ir.scores[id].info,
            Self::Channel(id) => &ir.channels[id].info,
            Self::Purpose(id) => &ir.purposes[id].info,
            Self::Mode(id) => &ir.modes[id].info,
            Self::Opening(id) => &ir.openings[id].info,
            Self::Team(id) => &ir.teams[id].info,
            Self::Kpi(id) => &ir.kpis[id].info,
            Self::System(id) => &ir.systems[id].info,
            Self::Flow(id) => &ir.flows[id].info,
            Self::Object(id) => &ir.objects[id].info,
            Self::Field(id) => &ir.fields[id].info,
            Self::Event(id) => &ir.events[id].info,
            Self::Enum(id) => &ir.enums[id].info,
            Self::Let(id) => &ir.lets[id].info,
            Self::Setting(id) => &ir.settings[id].info,
            Self::Scenario(id) => &ir.scenarios[id].info,
            Self::Term(id) => &ir.terms[id].info,
        }
    }

    /// The name of what it stands in.
    fn owner(self, ir: &Blueprint) -> Option<&str> {
        match self {
            Self::Stage(id) => Some(&ir.journeys[ir.stages[id].journey].info.name),
            Self::Transition(id) => Some(&ir.journeys[ir.transitions[id].journey].info.name),
            Self::Field(id) => Some(ir.fields[id].object.map_or("contact", |object| &ir.objects[object].info.name)),
            _ => None,
        }
    }

    /// All of a blueprint, in the order of their kinds.
    pub(super) fn all(ir: &Blueprint) -> Vec<Self> {
        let shown = Derived::of(ir);
        let mut all = Vec::new();
        for (id, journey) in ir.journeys.iter() {
            all.push(Self::Journey(id));
            all.extend((0..journey.extensions.len()).map(|place| Self::Extension(id, place)));
        }
        all.extend(ir.stages.ids().map(Self::Stage));
        all.extend(ir.transitions.ids().map(Self::Transition));
        all.extend(ir.sequences.ids().map(Self::Sequence));
        all.extend(ir.rules.ids().map(Self::Rule));
        all.extend(ir.actions.ids().map(Self::Action));
        all.extend(ir.groups.ids().map(Self::Group));
        all.extend(ir.slas.ids().map(Self::Sla));
        all.extend(ir.tables.ids().map(Self::Table));
        all.extend(ir.bands.ids().map(Self::Bands));
        all.extend(ir.segments.ids().map(Self::Segment));
        all.extend(ir.scores.ids().map(Self::Score));
        all.extend(ir.channels.ids().map(Self::Channel));
        all.extend(ir.purposes.ids().map(Self::Purpose));
        all.extend(ir.modes.ids().map(Self::Mode));
        all.extend(ir.openings.ids().map(Self::Opening));
        all.extend(ir.teams.ids().map(Self::Team));
        all.extend(ir.kpis.ids().map(Self::Kpi));
        all.extend(ir.systems.ids().map(Self::System));
        all.extend(ir.flows.ids().map(Self::Flow));
        all.extend(ir.objects.ids().map(Self::Object));
        all.extend(ir.fields.ids().map(Self::Field));
        all.extend(ir.events.ids().map(Self::Event));
        all.extend(ir.enums.ids().filter(|id| shown.stands_alone(ir, *id)).map(Self::Enum));
        all.extend(ir.lets.ids().filter(|id| !shown.lets.contains(id)).map(Self::Let));
        all.extend(ir.settings.ids().map(Self::Setting));
        all.extend(ir.scenarios.ids().map(Self::Scenario));
        all.extend(ir.terms.ids().map(Self::Term));
        all
    }
}

/// Values and lists that are shown with what declares them: with bands and tables.
#[derive(Debug, Default)]
pub(super) struct Derived {
    /// What bands and the outputs of tables compute.
    pub(super) lets: BTreeSet<LetId>,
    enums: BTreeSet<EnumId>,
}

impl Derived {
    pub(super) fn of(ir: &Blueprint) -> Self {
        let mut found = Self::default();
        for bands in ir.bands.values() {
            found.lets.insert(bands.value);
            // What is measured is a value of its own where it is more than a name.
            if let ExprKind::Let(over) = ir.exprs[bands.over].kind
                && ir.lets[over].info.name.contains('.')
            {
                found.lets.insert(over);
            }
            if let Scalar::Enum(id) = ir.exprs[ir.lets[bands.value].value].ty.scalar {
                found.enums.insert(id);
            }
        }
        found.lets.extend(ir.tables.values().flat_map(|table| table.outputs.iter().copied()));
        found
    }

    /// Whether a list of values was declared by itself; one written in place is shown there.
    pub(super) fn stands_alone(&self, ir: &Blueprint, id: EnumId) -> bool {
        !self.enums.contains(&id) && !ir.enums[id].info.name.contains('.')
    }
}

/// The id of each place.
#[derive(Debug)]
pub(super) struct Anchors {
    ids: BTreeMap<Thing, String>,
}

impl Anchors {
    pub(super) fn new(ir: &Blueprint, all: &[Thing]) -> Self {
        let mut taken = BTreeSet::new();
        let mut ids = BTreeMap::new();
        for &thing in all {
            let name = &thing.info(ir).name;
            let own = match thing.owner(ir) {
                Some(owner) => format!("{}-{}-{}", thing.prefix(), slug(owner), slug(name)),
                None => format!("{}-{}", thing.prefix(), slug(name)),
            };
            let mut id = own.clone();
            let mut number = 1_usize;
            while !taken.insert(id.clone()) {
                number = number.saturating_add(1);
                id = format!("{own}--{number}");
            }
            ids.insert(thing, id);
        }
        Self { ids }
    }

    pub(super) fn get(&self, thing: Thing) -> Option<&String> {
        self.ids.get(&thing)
    }
}

/// A name as a part of an id: letters and digits of any script stay, all else becomes a hyphen. Scenarios have whole
/// sentences for names, so it is cut.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().take(60) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
