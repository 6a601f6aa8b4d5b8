//! Comments find their nodes by position: a cursor over the scanned comments, moved by the builder.

use crate::ast::Notes;

/// What a comment's slashes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommentKind {
    /// `//`
    Plain,
    /// `///`
    Docs,
    /// `//!`
    File,
}

/// One comment of the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comment<'t> {
    pub start: usize,
    pub kind: CommentKind,
    /// Without the slashes and one leading space.
    pub text: &'t str,
}

/// The comments that no node has taken yet; nodes must ask in the order of the text.
pub(super) struct Comments<'t> {
    rest: &'t [Comment<'t>],
    /// The lines of `//!`.
    pub file_docs: Vec<String>,
    /// Documentation that met no node; the next one takes it.
    docs: Vec<String>,
    /// Comments between a header and its block, for the node that is being built.
    stray: Vec<String>,
}

impl<'t> Comments<'t> {
    pub fn new(all: &'t [Comment<'t>]) -> Self {
        Self { rest: all, file_docs: Vec::new(), docs: Vec::new(), stray: Vec::new() }
    }

    /// Takes what stands before `offset`; docs go to `self.docs`.
    fn before(&mut self, offset: usize) -> Vec<String> {
        let mut plain = Vec::new();
        while let Some((next, rest)) = self.rest.split_first() {
            if next.start >= offset {
                break;
            }
            match next.kind {
                CommentKind::Plain => plain.push(next.text.to_owned()),
                CommentKind::Docs => self.docs.push(next.text.to_owned()),
                CommentKind::File => self.file_docs.push(next.text.to_owned()),
            }
            self.rest = rest;
        }
        plain
    }

    /// A node begins: what leads it, and the strays of the node around it, to be given back to `close`.
    pub fn open(&mut self, start: usize) -> (Notes, Vec<String>) {
        let comments = self.before(start);
        let notes = Notes { docs: std::mem::take(&mut self.docs), comments, trailing: None };
        (notes, std::mem::take(&mut self.stray))
    }

    /// The node ends: what stands inside it and was not taken by an inner one, and what trails it.
    pub fn close(&mut self, notes: &mut Notes, outer: Vec<String>, text: &str, end: usize) {
        notes.comments.append(&mut self.stray);
        notes.comments.extend(self.before(end));
        notes.docs.append(&mut self.docs);
        self.stray = outer;
        let Some((next, rest)) = self.rest.split_first() else { return };
        let same_line = || {
            let between = text.get(end..next.start)?;
            between.chars().all(|c| matches!(c, ' ' | '\t' | ',')).then_some(())
        };
        if next.kind == CommentKind::Plain && same_line().is_some() {
            notes.trailing = Some(next.text.to_owned());
            self.rest = rest;
        }
    }

    /// A block begins: comments between it and its header belong to the node around it.
    pub fn block(&mut self, start: usize) {
        let found = self.before(start);
        self.stray.extend(found);
    }

    /// A block ends: what stands behind its last clause.
    pub fn block_end(&mut self, end: usize) -> Vec<String> {
        self.before(end)
    }

    /// The file ends: everything left, documentation of nothing included.
    pub fn finish(&mut self) -> Vec<String> {
        let mut left = self.before(usize::MAX);
        left.append(&mut self.docs);
        left
    }
}
