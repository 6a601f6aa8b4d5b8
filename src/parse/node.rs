//! What the grammar has read: pest's pairs in a form that is small and quick to walk.
//!
//! Rules in the order of the text, each with the place behind the last one inside it.

use std::rc::Rc;

use pest::Parser;
use pest::Token as Edge;
use pest::error::Error;

use super::grammar::{Grammar, Rule};

/// A piece of text and all that was read in it.
struct Tree<'t> {
    text: &'t str,
    /// Where the text begins in that of the file.
    base: usize,
    rules: Vec<Read>,
}

/// A rule that was read.
#[derive(Clone, Copy)]
struct Read {
    rule: Rule,
    start: u32,
    end: u32,
    /// The first one behind all that is inside.
    next: u32,
}

/// A rule that was read, and what is inside.
#[derive(Clone)]
pub(super) struct Node<'t> {
    tree: Rc<Tree<'t>>,
    at: usize,
}

/// The rules directly inside another one.
#[derive(Clone)]
pub(super) struct Inner<'t> {
    tree: Rc<Tree<'t>>,
    at: usize,
    end: usize,
}

/// Reads text by a rule: `blanked`, that is `text` without its comments, and of the same length. Nothing is read by
/// a rule that takes nothing in.
pub(super) fn read<'t>(
    rule: Rule,
    blanked: &str,
    text: &'t str,
    base: usize,
) -> Result<Option<Node<'t>>, Box<Error<Rule>>> {
    let pairs = Grammar::parse(rule, blanked)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut rules: Vec<Read> = Vec::new();
    let mut open = Vec::new();
    for edge in pairs.tokens() {
        match edge {
            Edge::Start { rule, pos } => {
                open.push(rules.len());
                rules.push(Read { rule, start: count(pos.pos()), end: 0, next: 0 });
            }
            Edge::End { pos, .. } => {
                let next = count(rules.len());
                if let Some(read) = open.pop().and_then(|at| rules.get_mut(at)) {
                    read.end = count(pos.pos());
                    read.next = next;
                }
            }
        }
    }
    let any = !rules.is_empty();
    Ok(any.then(|| Node { tree: Rc::new(Tree { text, base, rules }), at: 0 }))
}

impl<'t> Tree<'t> {
    /// The first of a rule between two places, of those directly inside.
    fn find(&self, mut at: usize, end: usize, mut wanted: impl FnMut(Rule) -> bool) -> Option<usize> {
        while at < end {
            let read = self.rules.get(at)?;
            if wanted(read.rule) {
                return Some(at);
            }
            at = read.next as usize;
        }
        None
    }
}

impl<'t> Node<'t> {
    fn read(&self) -> Read {
        // The place is one that the tree gave.
        self.tree.rules.get(self.at).copied().unwrap_or(Read { rule: Rule::EOI, start: 0, end: 0, next: 0 })
    }

    pub fn as_rule(&self) -> Rule {
        self.read().rule
    }

    /// The text; of a rule with others inside perhaps with blanks behind the last one.
    pub fn as_str(&self) -> &'t str {
        let read = self.read();
        self.tree.text.get(read.start as usize..read.end as usize).unwrap_or_default()
    }

    /// Where it begins in the file.
    pub fn start(&self) -> usize {
        self.tree.base.saturating_add(self.read().start as usize)
    }

    /// Where the last sign or word of it ends in the file.
    pub fn end(&self) -> usize {
        let last = (self.read().next as usize).saturating_sub(1);
        let end = self.tree.rules.get(last).map_or(0, |last| last.end as usize);
        self.tree.base.saturating_add(end)
    }

    /// Without the last of the rules directly inside it, and where the first of those begins; `None` if nothing but
    /// those is there, or someone else holds the tree.
    pub fn without_last(mut self, count: usize) -> Option<(Self, usize)> {
        let inner: Vec<_> = self.inner().collect();
        let cut = inner.len().checked_sub(count).filter(|&left| left > 0)?;
        let (first, start) = inner.get(cut).map(|first| (first.at, first.start()))?;
        drop(inner);
        let tree = Rc::get_mut(&mut self.tree)?;
        tree.rules.truncate(first);
        tree.rules.shrink_to_fit();
        tree.rules.get_mut(self.at)?.next = u32::try_from(first).unwrap_or(u32::MAX);
        Some((self, start))
    }

    /// The rules directly inside.
    pub fn inner(&self) -> Inner<'t> {
        Inner { tree: self.tree.clone(), at: self.at.saturating_add(1), end: self.read().next as usize }
    }

    /// The first rule directly inside that is wanted.
    pub fn find(&self, wanted: impl FnMut(Rule) -> bool) -> Option<Self> {
        let at = self.tree.find(self.at.saturating_add(1), self.read().next as usize, wanted)?;
        Some(Self { tree: self.tree.clone(), at })
    }

    /// Whether such a rule is directly inside.
    pub fn has(&self, rule: Rule) -> bool {
        self.tree.find(self.at.saturating_add(1), self.read().next as usize, |inner| inner == rule).is_some()
    }
}

impl<'t> Iterator for Inner<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let at = self.at;
        if at >= self.end {
            return None;
        }
        self.at = self.tree.rules.get(at)?.next as usize;
        Some(Node { tree: self.tree.clone(), at })
    }
}
