//! The supported declarations by kind, each in the order of its ids.

use indexmap::IndexMap;

use super::table::Shape;
use crate::ast::{self, Notes};
use crate::ir::{EventId, JourneyId, LetId, ObjectId, StageId};
use crate::text::Span;

/// A node of the tree with what is written around it.
#[derive(Debug)]
pub(super) struct Node<'a, T> {
    pub(super) ast: &'a T,
    pub(super) notes: &'a Notes,
    /// The whole node.
    pub(super) span: Span,
}

impl<T> Clone for Node<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Node<'_, T> {}

/// Whose a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FieldOwner {
    Contact,
    Object(ObjectId),
    /// A field of a payload.
    Event(EventId),
}

/// A field of the contact, of an object, or of a payload.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldNode<'a> {
    pub(super) node: Node<'a, ast::Field>,
    pub(super) owner: FieldOwner,
    /// Whether nothing else of its owner has its name.
    pub(super) unique: bool,
}

/// A stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct StageNode<'a> {
    pub(super) node: Node<'a, ast::Stage>,
    pub(super) journey: JourneyId,
    /// The stage inside which it is.
    pub(super) parent: Option<StageId>,
    /// The place of the journey that adds it to the one that it extends.
    pub(super) extension: Option<usize>,
}

/// A transition.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransitionNode<'a> {
    pub(super) node: Node<'a, ast::Transition>,
    pub(super) journey: JourneyId,
    /// The place of the journey that adds it to the one that it extends.
    pub(super) extension: Option<usize>,
    pub(super) order: u32,
}

/// A journey that extends another.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExtensionNode<'a> {
    pub(super) node: Node<'a, ast::Journey>,
    /// The one that it extends.
    pub(super) journey: JourneyId,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleNode<'a> {
    pub(super) node: Node<'a, ast::Rule>,
    pub(super) order: u32,
}

/// A sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct SequenceNode<'a> {
    pub(super) node: Node<'a, ast::Sequence>,
    pub(super) order: u32,
}

/// A derived value, of which each gets a `let` of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum LetNode<'a> {
    /// `let`
    Let(Node<'a, ast::Let>),
    /// What bands measure, where that is no value with a name.
    Over(usize),
    /// The band that holds.
    Bands(usize),
    /// A table's input, by column, where that is no value with a name.
    Input(usize, usize),
    /// A table's output, by column.
    Output(usize, usize),
}

/// Bands, and the `let`s that they get.
#[derive(Debug, Clone)]
pub(super) struct BandsNode<'a> {
    pub(super) node: Node<'a, ast::Bands>,
    /// What is measured, where that is no value with a name.
    pub(super) over: Option<LetId>,
    /// The band that holds.
    pub(super) value: LetId,
}

/// A table, and the `let`s that it gets.
#[derive(Debug, Clone)]
pub(super) struct TableNode<'a> {
    pub(super) node: Node<'a, ast::Table>,
    /// Its columns and rows.
    pub(super) shape: Shape<'a>,
    /// By input: what has no name of its own.
    pub(super) inputs: Vec<Option<LetId>>,
    /// By output.
    pub(super) outputs: Vec<LetId>,
}

/// A service level.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlaNode<'a> {
    pub(super) node: Node<'a, ast::Sla>,
    pub(super) order: u32,
}

/// All supported declarations. Once types are known, fields and parameters are those that
/// have one.
#[derive(Debug, Default)]
pub(super) struct Nodes<'a> {
    pub(super) header: Option<Node<'a, ast::BlueprintHeader>>,
    pub(super) teams: Vec<Node<'a, ast::Team>>,
    pub(super) openings: Vec<Node<'a, ast::Opening>>,
    pub(super) purposes: Vec<Node<'a, ast::Purpose>>,
    pub(super) channels: Vec<Node<'a, ast::Channel>>,
    pub(super) enums: Vec<Node<'a, ast::EnumDecl>>,
    pub(super) contacts: Vec<Node<'a, ast::Contact>>,
    pub(super) objects: Vec<Node<'a, ast::Object>>,
    /// The contact's, then those of each object in turn.
    pub(super) fields: Vec<FieldNode<'a>>,
    pub(super) events: Vec<Node<'a, ast::Event>>,
    pub(super) parameters: Vec<FieldNode<'a>>,
    pub(super) lets: Vec<LetNode<'a>>,
    pub(super) bands: Vec<BandsNode<'a>>,
    pub(super) tables: Vec<TableNode<'a>>,
    pub(super) settings: Vec<Node<'a, ast::Setting>>,
    pub(super) segments: Vec<Node<'a, ast::Segment>>,
    pub(super) scores: Vec<Node<'a, ast::Score>>,
    pub(super) modes: Vec<Node<'a, ast::Mode>>,
    pub(super) journeys: Vec<Node<'a, ast::Journey>>,
    /// Those that extend one of these, by that, then in order.
    pub(super) extensions: Vec<ExtensionNode<'a>>,
    pub(super) stages: Vec<StageNode<'a>>,
    /// The stages that each journey can name; `None` for one that is poisoned.
    pub(super) own_stages: Vec<IndexMap<&'a str, Option<StageId>>>,
    pub(super) transitions: Vec<TransitionNode<'a>>,
    pub(super) actions: Vec<Node<'a, ast::Action>>,
    pub(super) sequences: Vec<SequenceNode<'a>>,
    pub(super) groups: Vec<Node<'a, ast::Group>>,
    pub(super) rules: Vec<RuleNode<'a>>,
    pub(super) slas: Vec<SlaNode<'a>>,
    pub(super) kpis: Vec<Node<'a, ast::Kpi>>,
    pub(super) systems: Vec<Node<'a, ast::System>>,
    pub(super) flows: Vec<Node<'a, ast::Flow>>,
    pub(super) terms: Vec<Node<'a, ast::Term>>,
    pub(super) scenarios: Vec<Node<'a, ast::Scenario>>,
}
