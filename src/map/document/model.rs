//! The parts of a document: text with what it refers to, tables, cards. No markup.

use crate::map::Chart;

/// What is written of a blueprint.
#[derive(Debug, Clone)]
pub(in crate::map) struct Document {
    /// Its first page.
    pub cover: Cover,
    /// What follows, in order.
    pub sections: Vec<Section>,
}

/// The first page.
#[derive(Debug, Clone)]
pub(in crate::map) struct Cover {
    /// The label of the blueprint.
    pub title: String,
    /// Its name.
    pub name: String,
    /// What kind of document it is: of what is, or of what shall be.
    pub status: Option<&'static str>,
    /// Version, owner, dates.
    pub facts: Vec<Fact>,
    /// What the file says of itself.
    pub description: Vec<String>,
    /// How many there are of what matters: a number and what it counts.
    pub figures: Vec<(usize, &'static str, String)>,
}

/// A line of facts: what, and its values.
#[derive(Debug, Clone)]
pub(in crate::map) struct Fact {
    pub name: Rich,
    pub values: Vec<Rich>,
}

/// A chapter.
#[derive(Debug, Clone)]
pub(in crate::map) struct Section {
    /// Where links find it.
    pub anchor: String,
    pub title: Rich,
    /// One line under the title: what it is about.
    pub lead: &'static str,
    pub blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Debug, Clone)]
pub(in crate::map) enum Block {
    /// A heading within the chapter; listed in the contents where it has an anchor.
    Heading {
        anchor: Option<String>,
        title: Rich,
    },
    Paragraph(Rich),
    /// The lines of a documentation comment.
    Docs(Vec<String>),
    /// Steps within steps.
    Outline(Vec<Step>),
    Facts(Vec<Fact>),
    Table(Table),
    Card(Card),
    /// A drawn figure.
    Figure(Chart),
    /// The signs that figures and tables use, each with what it means.
    Legend(Vec<(Rich, Rich)>),
    /// What the signs in drawn figures mean.
    Signs,
    /// Names in order of the alphabet, by their first letter.
    Index(Vec<(String, Vec<Rich>)>),
}

/// A step, and what it leads to.
#[derive(Debug, Clone)]
pub(in crate::map) struct Step {
    pub text: Rich,
    pub inner: Vec<Step>,
}

/// One thing on a sheet of its own.
#[derive(Debug, Clone)]
pub(in crate::map) struct Card {
    pub anchor: String,
    pub title: Rich,
    pub blocks: Vec<Block>,
}

/// How a table is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::map) enum Look {
    /// Row by row.
    Rows,
    /// Many columns: it wants a wide page.
    Wide,
    /// Short cells, row by row.
    Decision,
    /// A grid of short cells under narrow heads.
    Matrix,
}

/// A table.
#[derive(Debug, Clone)]
pub(in crate::map) struct Table {
    pub caption: Rich,
    pub look: Look,
    pub head: Vec<Rich>,
    pub rows: Vec<Row>,
}

impl Table {
    /// Leaves out the columns, but for the first, in which nothing stands.
    pub(super) fn without_empty_columns(&mut self) {
        let stands = |column: usize| {
            column == 0 || self.rows.iter().any(|row| row.cells.get(column).is_some_and(|cell| !cell.is_empty()))
        };
        let kept: Vec<bool> = (0..self.head.len()).map(stands).collect();
        let mut columns = kept.iter();
        self.head.retain(|_| columns.next().copied().unwrap_or(true));
        for row in self.rows.iter_mut().filter(|row| !row.divides) {
            let mut columns = kept.iter();
            row.cells.retain(|_| columns.next().copied().unwrap_or(true));
        }
    }
}

/// A row; its first cell says what it is about.
#[derive(Debug, Clone, Default)]
pub(in crate::map) struct Row {
    pub anchor: Option<String>,
    /// A row that heads those below it: its first cell goes over all columns.
    pub divides: bool,
    pub cells: Vec<Cell>,
}

/// What stands in a cell, one below the other.
pub(in crate::map) type Cell = Vec<Rich>;

/// Text with what it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::map) struct Rich(pub Vec<Inline>);

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::map) enum Inline {
    /// The document's own words.
    Own(String),
    /// Words of the blueprint, for readers: in any language, of any direction.
    Text(String),
    /// A name as the blueprint writes it.
    Code(String),
    /// An expression in a reader's words.
    Said(String),
    /// A link to another place of the document, under words of the blueprint.
    Link { to: String, text: String },
    /// A short mark, told apart by its words.
    Mark { tone: Tone, text: String },
    /// A channel: its colour as `#rrggbb`, and a link to it.
    Channel { to: String, color: String, text: String },
    /// A line as figures draw it.
    Line { dashed: bool },
}

/// What a mark tells at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::map) enum Tone {
    Plain,
    Automated,
    Human,
    Warning,
    /// What bothers a customer.
    Friction,
    /// A moment of truth.
    Good,
}
