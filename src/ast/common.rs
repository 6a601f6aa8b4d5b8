//! What every node is made of: places, names, notes, bodies.

use crate::text::Span;

/// Where a node stands. All places are equal: see the [module page](super).
#[derive(Debug, Clone, Copy, Default)]
pub struct Place(pub Span);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

/// A name as written, in NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A dotted path, `lifecycle.lead`; at least one part.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Path {
    /// The parts, in order; never empty.
    pub parts: Vec<Name>,
    /// The whole.
    pub place: Place,
}

/// A text in quotes, its escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Text {
    /// The value.
    pub value: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

/// A whole number where the language asks for a literal one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Whole {
    /// The value.
    pub value: i64,
    /// Where it stands.
    pub place: Place,
}

/// A whole share, `25%`, in hundredths of a percent (2,500).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// The value in hundredths of a percent, 0 to 10,000.
    pub basis_points: u32,
    /// Where it stands.
    pub place: Place,
}

/// What is written around a node: documentation and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// The lines of `///` before the node, without the slashes and one leading space.
    pub docs: Vec<String>,
    /// The lines of `//` before or inside the node, likewise.
    pub comments: Vec<String>,
    /// A `//` behind the node on its last line.
    pub trailing: Option<String>,
}

/// A clause, or a row of a block, with its place and notes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clause<K> {
    /// What it says.
    pub kind: K,
    /// The whole clause.
    pub place: Place,
    /// Comments and documentation.
    pub notes: Notes,
}

/// The clauses of a declaration, header clauses first: both places mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body<K> {
    /// The clauses, in order.
    pub clauses: Vec<Clause<K>>,
    /// Comments between the last clause and the closing brace.
    pub comments: Vec<String>,
}

impl<K> Default for Body<K> {
    fn default() -> Self {
        Self { clauses: Vec::new(), comments: Vec::new() }
    }
}

/// Clauses that may stand on anything.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Common {
    /// `meta { key: "value" }`
    Meta(Vec<MetaEntry>),
    /// `renamed from old_name`
    RenamedFrom(Name),
    /// `owner sales`, `informed csm, support`
    Responsibility(Responsibility),
    /// A clause that could not be read; its diagnostic has been made.
    Invalid(Invalid),
}

/// One entry of `meta`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetaEntry {
    /// The key.
    pub key: Name,
    /// The value.
    pub value: Text,
}

/// Text that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The first word, where there is one: the keyword that was probably meant.
    pub keyword: Option<Name>,
    /// The name that was probably declared.
    pub name: Option<Name>,
}

/// Who does what: RACI, where `owner` is `responsible`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Responsibility {
    /// Which of the roles.
    pub role: Role,
    /// The teams, or outputs of a table.
    pub who: Vec<Path>,
}

/// A role of RACI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// `owner`
    Owner,
    /// `responsible`, the same as `owner`
    Responsible,
    /// `accountable`
    Accountable,
    /// `consulted`
    Consulted,
    /// `informed`
    Informed,
}

/// `name: value` in a payload, `with` or `given`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedValue {
    /// The name before the colon.
    pub name: Name,
    /// The value behind it.
    pub value: super::Expr,
    /// The whole entry.
    pub place: Place,
}
