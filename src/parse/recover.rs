//! Broken text, piece by piece: what is whole is kept, each mistake is reported once.
//!
//! Pieces begin at lines, outside brackets, that begin with a word of the block at hand: a declaration's
//! keyword in the file, a clause's in a block. A piece is parsed with the grammar's own rule for
//! it, so the furthest failure is its mistake; then the next piece is read.

use std::ops::Range;

use pest::Parser;
use pest::error::{Error, ErrorVariant};

use super::build::{Block, Builder, COMMON_WORDS, Node, Rule, Source};
use super::declare::rule_of;
use super::grammar::Grammar;
use super::node;
use super::words::{DECLARATIONS, UNITS, first_word, is_name_char};
use crate::ast::{Body, Clause, Common, Declaration, DeclarationKind, Step};
use crate::text::did_you_mean;

impl<'t> Builder<'t> {
    // ---- the file ----

    pub(super) fn recover_file(&mut self, out: &mut Vec<Declaration>) {
        let mut cuts = vec![0];
        let mut current = "";
        for at in self.lines(0..self.text.len()) {
            let word = self.word(at);
            let clause_of_current = matches!((current, word), ("action", "channel" | "purpose") | ("rule", "group"));
            if DECLARATIONS.contains(&word) && !(clause_of_current && self.indentation(at) > 0) {
                current = word;
                cuts.push(at);
            }
        }
        cuts.push(self.text.len());
        for (&start, &end) in cuts.iter().zip(cuts.iter().skip(1)) {
            self.lost_before(start, out);
            match self.try_rule(Rule::file, start..end) {
                Ok(piece) => self.declarations(&piece, out),
                Err(_) => self.recover_declarations(start..end, out),
            }
        }
    }

    fn recover_declarations(&mut self, range: Range<usize>, out: &mut Vec<Declaration>) {
        let mut at = self.skip(range.start, range.end);
        while at < range.end && self.looked_into < self.limits.errors {
            let rest = at..self.trimmed(at, range.end);
            self.lost_before(at, out);
            self.push(at, out, |builder| {
                let (before, looked) = (builder.found.len(), builder.looked_into);
                let word = builder.word(at);
                let Some(rule) = rule_of(word) else {
                    builder.unknown_declaration(at);
                    let end = builder.unknown_end(&rest, at);
                    return (DeclarationKind::Invalid(builder.unread(rest.start..end)), end);
                };
                let kind = builder.declaration(rule, Source::Broken(rest.clone()));
                if kind.is_none() {
                    let told = builder.found.get(before..).into_iter().flatten();
                    let told = told.filter_map(|found| Some(found.span?.end as usize)).max().unwrap_or(at);
                    builder.stopped = builder.unknown_end(&rest, told);
                }
                let end = builder.stopped.clamp(at.saturating_add(1), rest.end);
                let silent = builder.looked_into > looked || builder.found.len() > before;
                let kind = kind.unwrap_or_else(|| {
                    let read = if silent { builder.unread(at..end) } else { builder.invalid(at..end, before) };
                    DeclarationKind::Invalid(read)
                });
                (kind, end)
            });
            let end = out.last().map_or(range.end, |last| last.place.0.end as usize);
            at = self.skip(end.max(at.saturating_add(1)), range.end);
        }
    }

    /// A declaration that can't be read ends where a line behind `told` begins like another one: without
    /// indentation, outside brackets.
    fn unknown_end(&self, range: &Range<usize>, told: usize) -> usize {
        let like_another = |at| at >= told && self.indentation(at) == 0 && self.block_at(at).is_none();
        let next = self.next_line(range.clone(), like_another);
        self.trimmed(range.start, next.unwrap_or(range.end))
    }

    // ---- declarations and clauses ----

    /// Text of one rule from the start of `range`, however much follows; a failure is reported.
    pub(super) fn recover_head(&mut self, rule: Rule, range: Range<usize>) -> Option<Node<'t>> {
        self.stopped = range.end;
        match self.try_rule(rule, range.clone()) {
            Ok(node) => {
                self.stopped = node.end();
                Some(node)
            }
            Err(error) => {
                self.explain(&error, range.start, None);
                None
            }
        }
    }

    /// A declaration without clauses: nothing but another declaration may follow.
    pub(super) fn recover_whole(&mut self, rule: Rule, range: Range<usize>) -> Option<Node<'t>> {
        let node = self.recover_head(rule, range.clone())?;
        let next = self.skip(self.stopped, range.end);
        let word = self.word(next);
        let new_line = self.text.get(self.stopped..next).is_some_and(|between| between.contains('\n'));
        let apart = new_line && !word.is_empty() && self.indentation(next) <= self.indentation(range.start);
        if next >= range.end || apart || DECLARATIONS.contains(&word) {
            return Some(node);
        }
        self.stopped = range.end;
        if let Err(error) = self.try_rule(Rule::file, range.clone()) {
            self.explain(&error, range.start, None);
        }
        None
    }

    /// A head that ends with an expression, and perhaps common clauses. Whatever else stands
    /// behind it belongs to the expression.
    pub(super) fn recover_value(&mut self, head: Rule, range: Range<usize>) -> Option<(Node<'t>, Body<Common>)> {
        let behind = self.try_rule(head, range.clone()).ok().map(|node| self.skip(node.end(), range.end));
        match behind {
            Some(at) if self.block_at(at).is_some() || self.begins::<Common>(self.word(at)) => {
                self.recover_parts(head, range)
            }
            _ => Some((self.recover_whole(head, range)?, Body::default())),
        }
    }

    pub(super) fn try_rule(&self, rule: Rule, range: Range<usize>) -> Result<Node<'t>, Box<Error<Rule>>> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let blanked = self.scan.blanked().get(range.clone()).unwrap_or_default();
        let nothing = || {
            let variant = ErrorVariant::ParsingError { positives: vec![rule], negatives: Vec::new() };
            Box::new(Error::new_from_pos(variant, pest::Position::from_start(text)))
        };
        node::read(rule, blanked, text, range.start)?.ok_or_else(nothing)
    }

    pub(super) fn recover_parts<K: Block>(&mut self, head: Rule, range: Range<usize>) -> Option<(Node<'t>, Body<K>)> {
        let node = self.recover_head(head, range.clone())?;
        let mut body = Body::default();
        let own_level = self.indentation(range.start);
        let mut cuts = self.lines(range.clone());
        cuts.retain(|&at| {
            let word = self.word(at);
            self.begins::<K>(word) || !word.is_empty() && self.indentation(at) <= own_level
        });
        let mut last = self.stopped;
        let mut before = None;
        loop {
            let at = self.skip(last, range.end);
            if at >= range.end || self.looked_into >= self.limits.errors {
                break;
            }
            if let Some(inner) = self.block_at(at) {
                last = inner.end.saturating_add(1).min(range.end);
                self.recover_block(inner, &mut body);
                break;
            }
            let word = self.word(at);
            let own = self.begins::<K>(word);
            let new_line = self.text.get(last..at).is_some_and(|between| between.contains('\n'));
            let elsewhere = new_line && self.indentation(at) <= own_level;
            if !own && (DECLARATIONS.contains(&word) || elsewhere) {
                break;
            }
            let limit = cuts.iter().copied().find(|&cut| cut > at).unwrap_or(range.end);
            let limit = self.trimmed(at, limit);
            let read = if own { self.try_rule(K::LEAD, at..limit).map_err(Some) } else { Err(None) };
            match read {
                Ok(clause) => {
                    last = clause.end().max(at.saturating_add(1));
                    before = Some(at);
                    body.clauses.extend(self.clause::<K>(&clause));
                }
                // A word that also declares something: the next declaration, not a clause.
                Err(Some(_)) if new_line && DECLARATIONS.contains(&word) && elsewhere => break,
                Err(error) => {
                    last = self.brace_before(at, limit);
                    let end = self.trimmed(at, last);
                    let error = error.map(|error| (error, at)).or_else(|| self.continued::<K>(before?, at, end));
                    self.lose_begin::<K>(before, at, error.as_ref(), &mut body.clauses);
                    let inner = self.block_at(last);
                    let of_the_clause = |error: &(Box<Error<Rule>>, usize)| {
                        self.skip(self.failed_at(&error.0, error.1), range.end) == last
                    };
                    let list = error.as_ref().is_some_and(of_the_clause);
                    self.broken_clause::<K>(at..end, before, error, &mut body.clauses);
                    // Braces where something else should stand, with no clause in them.
                    if let Some(inner) = inner.filter(|inner| list && !self.begins::<K>(self.word(inner.start))) {
                        self.lose(inner.clone());
                        last = inner.end.saturating_add(1).min(range.end);
                    }
                }
            }
        }
        self.stopped = last;
        Some((node, body))
    }

    /// The clauses of a block, the text between its braces.
    fn recover_block<K: Block>(&mut self, inner: Range<usize>, body: &mut Body<K>) {
        self.comments.block(inner.start.saturating_sub(1));
        let cuts = self.cuts::<K>(inner.clone());
        let mut cut = 0;
        let mut before = None;
        let mut at = self.skip_rows::<K>(inner.start, inner.end);
        while at < inner.end && self.looked_into < self.limits.errors {
            while cuts.get(cut).is_some_and(|&next| next <= at) {
                cut = cut.saturating_add(1);
            }
            let limit = self.trimmed(at, cuts.get(cut).copied().unwrap_or(inner.end));
            let mut read = self.try_rule(K::CLAUSE, at..limit);
            // The line that seemed to begin another clause may go on with this one.
            if limit < inner.end && self.ends_early::<K>(&read, at, limit) {
                self.looked_into = self.looked_into.saturating_add(1);
                let longer = self.try_rule(K::CLAUSE, at..inner.end);
                if longer.as_ref().is_ok_and(|clause| clause.end() > limit) {
                    read = longer;
                }
            }
            let next = match read {
                Ok(clause) if !self.unfinished::<K>(&clause, limit) => {
                    before = Some(at);
                    body.clauses.extend(self.clause::<K>(&clause));
                    clause.end()
                }
                // Its head is whole, but not what belongs to it.
                Ok(_) => self.recover_clause(at..limit, None, Some(at), body),
                Err(error) => self.recover_clause(at..limit, Some(error), before, body),
            };
            at = self.skip_rows::<K>(next.max(at.saturating_add(1)), inner.end);
        }
        body.comments = self.comments.block_end(inner.end);
    }

    /// Whether a piece up to `limit` reads like the begin of a longer one.
    fn ends_early<K: Block>(&self, read: &Result<Node<'_>, Box<Error<Rule>>>, at: usize, limit: usize) -> bool {
        match read {
            Err(error) => self.failed_at(error, at) >= limit,
            Ok(clause) => {
                let next = self.skip(clause.end(), limit);
                next < limit && self.word(next).is_empty() && self.block_at(next).is_none()
            }
        }
    }

    /// Whether something follows that must belong to the clause: a block, or behind a head a word that begins no clause.
    fn unfinished<K: Block>(&self, clause: &Node<'_>, limit: usize) -> bool {
        let end = clause.end();
        if self.text.get(..end).is_some_and(|text| text.ends_with('}')) {
            return false;
        }
        let next = self.skip(end, limit);
        if self.block_at(next).is_some() {
            return true;
        }
        let word = self.word(next);
        let same_line = self.text.get(end..next).is_some_and(|between| !between.contains('\n'));
        let headed = K::HEADED.contains(&self.word(clause.start()));
        headed && same_line && next < limit && !self.begins::<K>(word)
    }

    /// A clause that does not read; where it ends. `before` is the clause that was read last.
    fn recover_clause<K: Block>(
        &mut self,
        range: Range<usize>,
        error: Option<Box<Error<Rule>>>,
        before: Option<usize>,
        body: &mut Body<K>,
    ) -> usize {
        let word = self.word(range.start);
        let (start, end) = (range.start, range.end);
        let mut inner = false;
        let (kind, place, notes) = self.noted(start, |builder| {
            let (before, looked) = (builder.found.len(), builder.looked_into);
            builder.stopped = end;
            let read = if word.is_empty() { None } else { K::inner(builder, word, range.clone()) };
            match read {
                None => (None, start),
                Some(kind) => {
                    inner = true;
                    let end = if kind.is_some() { builder.stopped.clamp(start.saturating_add(1), end) } else { end };
                    let kind = kind.or_else(|| {
                        let silent = builder.looked_into > looked || builder.found.len() > before;
                        let read =
                            if silent { builder.unread(start..end) } else { builder.invalid(start..end, before) };
                        Some(K::invalid(read))
                    });
                    (kind, end)
                }
            }
        });
        if let (true, Some(kind)) = (inner, kind) {
            body.clauses.push(Clause { kind, place, notes });
            return place.0.end as usize;
        }
        // Its notes, taken above, are those of the clause that is made now.
        let known = self.begins::<K>(word) || K::ROWS.is_some();
        let end = if known || word.is_empty() { end } else { self.unknown_clause_end(&range) };
        let own = error.filter(|_| known).map(|error| (error, start));
        let rest = || self.continued::<K>(before?, start, end);
        let error = if word.is_empty() { rest().or(own) } else { own.or_else(rest) };
        self.lose_begin::<K>(before, start, error.as_ref(), &mut body.clauses);
        let made = body.clauses.len();
        self.broken_clause::<K>(start..end, before, error, &mut body.clauses);
        if let Some(clause) = body.clauses.get_mut(made) {
            clause.notes.docs.splice(0..0, notes.docs);
            clause.notes.comments.splice(0..0, notes.comments);
        }
        end
    }

    /// What begins like no clause may be the rest of the clause before: how far did that one get?
    fn continued<K: Block>(&self, before: usize, at: usize, end: usize) -> Option<(Box<Error<Rule>>, usize)> {
        let block = format!("{{{}}}", self.scan.blanked().get(before..end).unwrap_or_default());
        let error = Grammar::parse(K::BLOCK, &block).err()?;
        let from = before.saturating_sub(1);
        let failed = self.failed_at(&error, from);
        let tried = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
            ErrorVariant::CustomError { .. } => &[],
        };
        let unit = tried.contains(&Rule::unit) && did_you_mean(self.word(at), UNITS.iter().copied()).is_some();
        (failed > at || failed == at && unit).then(|| (Box::new(error), from))
    }

    /// A clause that goes on with what can't be read is not read either: its begin alone may mean something else.
    fn lose_begin<K: Block>(
        &mut self,
        before: Option<usize>,
        at: usize,
        error: Option<&(Box<Error<Rule>>, usize)>,
        clauses: &mut [Clause<K>],
    ) {
        let (Some(before), Some(last)) = (before, clauses.last_mut()) else { return };
        let goes_on = error.is_some_and(|&(_, from)| from < before)
            || self.goes_on(last.place.0.end as usize, at)
            || error.is_none() && self.runs_on::<K>(before, at);
        if goes_on && last.place.0.start as usize == before {
            last.kind = K::invalid(self.unread(before..at));
        }
    }

    /// Whether a sign on the same line goes on with what ended at `end`.
    fn goes_on(&self, end: usize, at: usize) -> bool {
        let same_line = self.text.get(end..at).is_some_and(|between| !between.contains(['\n', ',']));
        same_line && matches!(self.word(at), "" | "of")
    }

    /// Whether the last word of the clause before, on the same line, was probably meant as something else: a word
    /// that begins no clause goes on with it.
    fn runs_on<K: Block>(&self, before: usize, at: usize) -> bool {
        let Some(clause) = self.text.get(before..at) else { return false };
        if self.taken_for_name::<K>(before, at).is_some() {
            return true;
        }
        let value = matches!(first_word(clause), "then" | "when" | "due" | "effort" | "consent");
        let bare = clause.trim_end().ends_with(is_name_char);
        bare && value && !clause.contains('\n')
    }

    /// The last word of the clause before, where it is one that begins clauses and stands for a name.
    pub(super) fn taken_for_name<K: Block>(&self, before: usize, at: usize) -> Option<Range<usize>> {
        let clause = self.text.get(before..at)?.trim_end();
        let last = clause.trim_end_matches(is_name_char).len();
        let place = before.saturating_add(last)..before.saturating_add(clause.len());
        let said = clause.get(..last)?.trim_end();
        let line = self.text.get(place.start..at)?;
        if line.contains('\n') || said.contains('\n') || !self.begins::<K>(clause.get(last..)?) {
            return None;
        }
        // Behind a comma another name may stand on the next line.
        let same_line = clause.get(said.len()..last).is_some_and(|between| !between.contains('\n'));
        let named = same_line && last > 0 && self.name_wanted(place.start, before) != "a name";
        (named || said.ends_with(',')).then_some(place)
    }

    /// An unknown clause ends where a line begins that is not indented more.
    fn unknown_clause_end(&self, range: &Range<usize>) -> usize {
        let level = self.indentation(range.start);
        let next = self.next_line(range.clone(), |at| self.indentation(at) <= level && !self.word(at).is_empty());
        self.trimmed(range.start, next.unwrap_or(range.end))
    }

    /// Reports a clause and keeps its place. Without an error its first word is the mistake.
    fn broken_clause<K: Block>(
        &mut self,
        range: Range<usize>,
        before: Option<usize>,
        error: Option<(Box<Error<Rule>>, usize)>,
        out: &mut Vec<Clause<K>>,
    ) {
        let (start, end) = (range.start, range.end.max(range.start));
        let (kind, place, notes) = self.noted(start, |builder| {
            match error {
                Some((error, from)) => builder.explain(&error, from, K::ROWS.filter(|_| from == start)),
                None => builder.unknown_clause::<K>(start, before),
            }
            (K::invalid(builder.unread(start..end)), end)
        });
        out.push(Clause { kind, place, notes });
    }

    /// Whether a clause of the block begins with the word.
    pub(super) fn begins<K: Block>(&self, word: &str) -> bool {
        K::WORDS.contains(&word) || COMMON_WORDS.contains(&word)
    }

    /// A step with blocks: its head, its steps, and those behind `else`.
    pub(super) fn recover_steps(
        &mut self,
        head: Rule,
        range: Range<usize>,
    ) -> Option<(Node<'t>, Body<Step>, Option<Body<Step>>)> {
        let node = self.recover_head(head, range.clone())?;
        let at = self.skip(self.stopped, range.end);
        let Some(inner) = self.block_at(at) else {
            self.expected_here(at, "an operator or `{`");
            self.stopped = range.end;
            return None;
        };
        let mut then = Body::default();
        let mut last = inner.end.saturating_add(1);
        self.recover_block(inner, &mut then);
        let at = self.skip(last, range.end);
        let mut otherwise = None;
        if self.word(at) == "else" && at < range.end {
            let behind = self.skip(at.saturating_add("else".len()), range.end);
            if let Some(inner) = self.block_at(behind) {
                last = inner.end.saturating_add(1);
                let mut body = Body::default();
                self.recover_block(inner, &mut body);
                otherwise = Some(body);
            }
        }
        self.stopped = last.min(range.end);
        Some((node, then, otherwise))
    }
}
