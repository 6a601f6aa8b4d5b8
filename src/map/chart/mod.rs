//! What is drawn, without geometry.

mod acts;
mod all;
mod emotion;
mod flows;
mod journey;
mod sequence;
mod sla;
mod split;
mod text;

pub(in crate::map) use acts::color;
pub(in crate::map) use all::all;
pub(in crate::map) use text::{clean, titled};

/// One chart of a blueprint: its boxes and arrows, without geometry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub(in crate::map) id: String,
    pub(in crate::map) kind: ChartKind,
    pub(in crate::map) title: String,
    pub(in crate::map) description: String,
    /// Bands in order, each with its label.
    pub(in crate::map) lanes: Vec<String>,
    /// Boxes; one inside another comes behind it.
    pub(in crate::map) nodes: Vec<Node>,
    pub(in crate::map) edges: Vec<Edge>,
    /// What the picture leaves out, in words.
    pub(in crate::map) notes: Vec<String>,
}

/// What a chart is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChartKind {
    /// The stages of a journey and the ways between them.
    Journey,
    /// What customers feel along a journey.
    Emotions,
    /// The steps of a sequence.
    Sequence,
    /// The clock of a service level.
    Sla,
    /// The systems, and the data that goes between them.
    DataFlows,
}

impl Chart {
    /// Its name, unique among the charts of a blueprint: `journey.lifecycle`, `sequence.welcome`, `data_flows`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is of.
    #[must_use]
    pub const fn kind(&self) -> ChartKind {
        self.kind
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, in words: for those who do not see it.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What the picture leaves out, in words.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::map) struct Node {
    pub(in crate::map) shape: Shape,
    pub(in crate::map) title: String,
    /// What stands beneath the title.
    pub(in crate::map) lines: Vec<Line>,
    /// The band in which it lies.
    pub(in crate::map) lane: Option<usize>,
    /// The box inside which it lies: one that comes before it.
    pub(in crate::map) inside: Option<usize>,
}

/// The form of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::map) enum Shape {
    Stage {
        initial: bool,
        last: bool,
    },
    /// A box around others.
    Group,
    /// What several arrows have in common: their label, once.
    Junction,
    /// Where a run begins.
    Start,
    /// Where it ends.
    End,
    /// What is done.
    Step,
    Wait,
    /// A question.
    Branch,
    System,
    Clock,
    Breach,
}

/// A line of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::map) struct Line {
    pub(in crate::map) kind: LineKind,
    pub(in crate::map) text: String,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::map) enum LineKind {
    Plain,
    Owner,
    /// How one comes in.
    Entry,
    /// For whom alone it is.
    Only,
    /// A moment of truth.
    Moment,
    Friction,
    /// What is felt, from -2 to 3 where that is known.
    Emotion(Option<i8>),
    /// What the customer sees.
    View,
    /// An action through a channel.
    Action {
        channel: String,
        color: String,
        human: bool,
    },
    /// A sequence that is started.
    Starts,
    /// What ends a run with success.
    Goal,
    /// What ends a run.
    Exit,
    /// What lets a clock rest.
    Pause,
    /// The fields of which a system is right.
    Master,
    /// Further stages from which a way leads.
    From,
    /// How the stage is entered anew from itself.
    Again,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::map) struct Edge {
    pub(in crate::map) from: usize,
    pub(in crate::map) to: usize,
    /// What leads along it, each for itself.
    pub(in crate::map) labels: Vec<String>,
    /// It leads back: drawn dashed.
    pub(in crate::map) back: bool,
    /// A box says it in words: a picture may leave it out.
    pub(in crate::map) implied: bool,
    /// It ends in an arrowhead; one that ends in a junction does not.
    pub(in crate::map) arrow: bool,
}

impl Line {
    /// The line in words alone.
    pub(in crate::map) fn said(&self) -> String {
        let text = &self.text;
        match &self.kind {
            LineKind::Plain => text.clone(),
            LineKind::Owner => format!("Owner: {text}"),
            LineKind::Entry => format!("Entry: {text}"),
            LineKind::Only => format!("Only for “{text}”"),
            LineKind::Moment => format!("Moment of truth: {text}"),
            LineKind::Friction => format!("Friction: {text}"),
            LineKind::Emotion(_) => format!("Feels {text}"),
            LineKind::View => format!("“{text}”"),
            LineKind::Action { channel, human: true, .. } => format!("{channel}, by a person: {text}"),
            LineKind::Action { channel, human: false, .. } => format!("{channel}, automated: {text}"),
            LineKind::Starts => format!("Starts “{text}”"),
            LineKind::Goal => format!("Goal: {text}"),
            LineKind::Exit => format!("Leaves: {text}"),
            LineKind::Pause => format!("Rests: {text}"),
            LineKind::Master => format!("Right about: {text}"),
            LineKind::From => format!("Likewise from {text}"),
            LineKind::Again => format!("Again: {text}"),
        }
    }
}
