//! The builder: what every family of nodes needs, and blocks of clauses.
//!
//! Pairs are asked by rule, not by position: the grammar says what stands where. A reader returns `None`
//! where a literal can't be read (its diagnostic is made then); the clause becomes `Invalid`.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_security::RestrictionLevel::ModeratelyRestrictive as Moderate;
use unicode_security::{MixedScript, RestrictionLevelDetection};

use super::comments::Comments;
pub(super) use super::grammar::Rule;
pub(super) use super::node::Node;
use super::scan::Scan;
use super::{Limits, words};
use crate::ast::{Body, Clause, Invalid, Name, Path, Place, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{FileId, Span};

/// A node to build: one that the grammar has read, or text in which it found errors.
pub(super) enum Source<'t> {
    Read(Node<'t>),
    Broken(Range<usize>),
}

/// The clauses of one kind of block.
pub(super) trait Block: Sized {
    /// What the block belongs to, with its article: "a rule".
    const OWNER: &'static str;
    /// A clause in braces.
    const CLAUSE: Rule;
    /// A clause of the header; the same rule where both take the same.
    const LEAD: Rule;
    /// The block.
    const BLOCK: Rule;
    /// The words with which its clauses begin, without those that stand on anything.
    const WORDS: &'static [&'static str];
    /// Those of them whose clauses have a head and clauses of their own.
    const HEADED: &'static [&'static str] = &[];
    /// What its rows are called, where a clause may begin with any name.
    const ROWS: Option<&'static str> = None;
    /// The clause in a pair that [`Self::CLAUSE`] wraps.
    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self>;
    /// In place of a clause that could not be read.
    fn invalid(invalid: Invalid) -> Self;
    /// A clause with clauses of its own, of which only some are broken; `None`: it is no such clause.
    fn inner(_builder: &mut Builder<'_>, _word: &str, _range: Range<usize>) -> Option<Option<Self>> {
        None
    }
}

/// Words of clauses that may stand on anything.
pub(super) const COMMON_WORDS: &[&str] =
    &["meta", "renamed", "owner", "responsible", "accountable", "consulted", "informed"];

/// Makes the tree and collects the diagnostics.
pub(super) struct Builder<'t> {
    /// The text that is parsed: the original with what the scan masked.
    pub text: &'t str,
    /// The text as given, of the same length.
    pub original: &'t str,
    pub scan: &'t Scan<'t>,
    pub file: FileId,
    pub limits: &'t Limits,
    pub found: Vec<Diagnostic>,
    pub comments: Comments<'t>,
    /// Operators of the expression that is being built.
    pub operators: usize,
    /// How deep brackets of that expression are nested.
    pub depth: usize,
    /// How deep conditions of its quantifiers are nested.
    pub quantifiers: usize,
    /// How many pieces of text have been looked into for errors.
    pub looked_into: usize,
    /// How many of the scan's lost declarations stand in the tree.
    pub lost: usize,
    /// Where the last piece of broken text ended.
    pub stopped: usize,
    /// The words of all text that could not be read.
    pub words: BTreeSet<String>,
    /// How many bytes the grammar reads at once, at least.
    pub part: usize,
}

impl<'t> Builder<'t> {
    pub fn new(original: &'t str, scan: &'t Scan<'t>, file: FileId, limits: &'t Limits) -> Self {
        Self {
            text: &scan.text,
            original,
            scan,
            file,
            limits,
            found: Vec::new(),
            comments: Comments::new(&scan.comments),
            operators: 0,
            depth: 0,
            quantifiers: 0,
            looked_into: 0,
            lost: 0,
            stopped: 0,
            words: BTreeSet::new(),
            part: 32 * 1024,
        }
    }

    // ---- places ----

    /// Where a part of the text stands in it; pieces are parsed as slices, so a pair's own offsets won't do.
    pub fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    pub fn span(&self, node: &Node<'_>) -> Span {
        self.span_of(node.start()..node.end())
    }

    pub fn span_of(&self, range: Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, offset(range.start), offset(range.end))
    }

    pub fn place(&self, node: &Node<'_>) -> Place {
        Place(self.span(node))
    }

    pub fn report(&mut self, found: Diagnostic) {
        self.found.push(found);
    }

    // ---- leaves ----

    /// A name or a keyword, in NFC.
    pub fn name_of(&self, node: &Node<'_>) -> Name {
        let text = node.as_str();
        let text = if text.is_ascii() || is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
        Name { text, place: self.place(node) }
    }

    /// The first name directly inside.
    pub fn name(&self, node: &Node<'_>) -> Option<Name> {
        Some(self.name_of(&kid(node, Rule::name)?))
    }

    /// The first name directly inside, which is declared here.
    pub fn declared(&mut self, node: &Node<'_>) -> Option<Name> {
        let name = self.name(node)?;
        // Latin beside a script with letters of other shapes, as in `sales_営業`, misleads nobody.
        let plain = |name: &str| name.is_single_script() || name.check_restriction_level(Moderate);
        if !name.text.is_ascii() && !plain(&name.text) {
            let message = format!("{} mixes letters of several scripts", words::quoted(&name.text));
            let warning = Diagnostic::new(Code::MixedScript, name.place.0, message)
                .help("write the name in one script: letters of two may look alike");
            self.report(warning);
        }
        Some(name)
    }

    pub fn names(&mut self, node: &Node<'_>) -> Vec<Name> {
        let names = kids(node, Rule::name);
        let names = exactly(names.clone().count(), names.map(|name| self.name_of(&name)));
        self.counted(names, node)
    }

    pub fn path_of(&self, node: &Node<'_>) -> Path {
        let parts = node.inner();
        let parts = exactly(parts.clone().count(), parts.map(|part| self.name_of(&part)));
        Path { parts, place: self.place(node) }
    }

    pub fn path(&self, node: &Node<'_>) -> Option<Path> {
        Some(self.path_of(&kid(node, Rule::path)?))
    }

    pub fn paths(&mut self, node: &Node<'_>) -> Vec<Path> {
        let paths = kids(node, Rule::path);
        let paths = exactly(paths.clone().count(), paths.map(|path| self.path_of(&path)));
        self.counted(paths, node)
    }

    pub fn text(&mut self, node: &Node<'_>) -> Option<Text> {
        let text = kid(node, Rule::text)?;
        Some(Text { value: self.unescaped(&text)?, place: self.place(&text) })
    }

    /// `"label"` behind a name; a broken escape in it does not lose the declaration.
    pub fn label(&mut self, node: &Node<'_>) -> Option<Text> {
        let label = kid(node, Rule::label)?;
        self.text(&label)
    }

    /// `of ticket`
    pub fn subject(&self, node: &Node<'_>) -> Option<Name> {
        self.name(&kid(node, Rule::subject)?)
    }

    /// Holds a list to its limit.
    pub fn counted<T>(&mut self, mut list: Vec<T>, node: &Node<'_>) -> Vec<T> {
        if list.len() > self.limits.members {
            self.too_many(list.len(), self.span(node));
            list.truncate(self.limits.members);
        }
        list
    }

    fn too_many(&mut self, count: usize, span: Span) {
        let message = format!("this list has {count} members, more than the {} that are allowed", self.limits.members);
        self.report(Diagnostic::new(Code::TooManyMembers, span, message).help("split it"));
    }

    // ---- clauses and blocks ----

    /// Builds what stands from `start`; `read` gives its end too. Comments around and inside become notes.
    pub fn noted<T>(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> (T, usize),
    ) -> (T, Place, crate::ast::Notes) {
        let (mut notes, outer) = self.comments.open(start);
        let (value, end) = read(self);
        self.comments.close(&mut notes, outer, self.text, end);
        (value, Place(self.span_of(start..end)), notes)
    }

    /// A clause that the grammar has read.
    pub fn clause<K: Block>(&mut self, node: &Node<'_>) -> Option<Clause<K>> {
        let inner = node.inner().next()?;
        let (start, end) = (node.start(), node.end());
        let (kind, place, notes) = self.noted(start, |builder| {
            let before = builder.found.len();
            let kind = K::read(builder, inner);
            (kind.unwrap_or_else(|| K::invalid(builder.invalid(start..end, before))), end)
        });
        Some(Clause { kind, place, notes })
    }

    /// What stands for text that could not be read. Its diagnostic has been made if any was found since `before`.
    pub fn invalid(&mut self, range: Range<usize>, before: usize) -> Invalid {
        if self.found.len() == before {
            let span = self.span_of(range.clone());
            self.report(Diagnostic::new(Code::Expected, span, "this can't be read"));
        }
        self.unread(range)
    }

    /// What stands for text whose diagnostic has been made.
    pub fn unread(&mut self, range: Range<usize>) -> Invalid {
        self.lose(range.clone());
        let text = self.original.get(range.clone()).unwrap_or_default();
        let start = range.start;
        let keyword = words::first_word(text);
        let behind = text.get(keyword.len()..).unwrap_or_default();
        let blanks = behind.len().saturating_sub(behind.trim_start().len());
        let name = words::first_word(behind.trim_start());
        let at = start.saturating_add(keyword.len()).saturating_add(blanks);
        Invalid { keyword: self.word_at(keyword, start), name: self.word_at(name, at) }
    }

    /// Keeps the words of text that could not be read.
    pub fn lose(&mut self, range: Range<usize>) {
        let text = self.original.get(range).unwrap_or_default();
        self.words.extend(
            text.split(|c| !words::is_name_char(c)).filter(|word| !word.is_empty()).map(|word| word.nfc().collect()),
        );
    }

    fn word_at(&self, word: &str, start: usize) -> Option<Name> {
        let place = Place(self.span_of(start..start.saturating_add(word.len())));
        (!word.is_empty()).then(|| Name { text: word.nfc().collect(), place })
    }

    /// Clauses of the header and of the block.
    pub fn body<K: Block>(&mut self, node: &Node<'_>) -> Body<K> {
        let mut body = Body::default();
        let leads = node.inner().filter(|part| [K::CLAUSE, K::LEAD].contains(&part.as_rule())).count();
        let inside = kid(node, K::BLOCK).map_or(0, |block| kids(&block, K::CLAUSE).count());
        body.clauses.reserve_exact(leads.saturating_add(inside));
        for part in node.inner() {
            let rule = part.as_rule();
            if rule == K::BLOCK {
                self.block(&part, &mut body);
            } else if rule == K::CLAUSE || rule == K::LEAD {
                body.clauses.extend(self.clause(&part));
            }
        }
        self.hold(&mut body, || node.clone());
        body
    }

    /// The clauses of a block.
    pub fn block<K: Block>(&mut self, block: &Node<'_>, body: &mut Body<K>) {
        self.comments.block(block.start());
        for clause in kids(block, K::CLAUSE) {
            body.clauses.extend(self.clause(&clause));
        }
        body.comments = self.comments.block_end(block.end());
    }

    fn hold<'n, K>(&mut self, body: &mut Body<K>, node: impl FnOnce() -> Node<'n>) {
        if body.clauses.len() > self.limits.members {
            let span = self.span(&node());
            self.too_many(body.clauses.len(), span);
            body.clauses.truncate(self.limits.members);
        }
    }

    /// The head of a declaration and its clauses, of text that was read or of broken text.
    pub fn parts<K: Block>(&mut self, source: Source<'t>, head: Rule) -> Option<(Node<'t>, Body<K>)> {
        match source {
            Source::Read(node) => Some((kid(&node, head)?, self.body(&node))),
            Source::Broken(range) => self.recover_parts(head, range),
        }
    }
}

/// The first child of a rule.
pub(super) fn kid<'t>(node: &Node<'t>, rule: Rule) -> Option<Node<'t>> {
    node.find(|inner| inner == rule)
}

/// All children of a rule.
pub(super) fn kids<'t>(node: &Node<'t>, rule: Rule) -> impl Iterator<Item = Node<'t>> + Clone + use<'t> {
    node.inner().filter(move |inner| inner.as_rule() == rule)
}

/// A list of known length: most have one member, and many are kept.
fn exactly<T>(count: usize, all: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(count);
    list.extend(all);
    list
}

/// Whether a child of the rule is there.
pub(super) fn has(node: &Node<'_>, rule: Rule) -> bool {
    node.has(rule)
}
