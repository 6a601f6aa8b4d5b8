//! Walking the text outside the grammar: words, lines, brackets.

use std::ops::Range;

use super::build::{Block, Builder};
use super::words::first_word;

/// Clauses whose own braces are not the block of the declaration.
const BRACED: &[&str] = &["with", "meta", "split", "by", "do"];

impl<'t> Builder<'t> {
    pub(super) fn word(&self, at: usize) -> &'t str {
        first_word(self.text.get(at..).unwrap_or_default())
    }

    /// The first sign or word from `at` on that is no blank and no comment.
    pub(super) fn skip(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end {
            let rest = self.text.get(at..end).unwrap_or_default();
            let blanks = rest.len().saturating_sub(rest.trim_start_matches([' ', '\t', '\r', '\n']).len());
            at = at.saturating_add(blanks);
            let rest = rest.get(blanks..).unwrap_or_default();
            if !rest.starts_with("//") {
                break;
            }
            at = at.saturating_add(rest.find('\n').unwrap_or(rest.len()));
        }
        at.min(end)
    }

    pub(super) fn skip_rows<K: Block>(&self, from: usize, end: usize) -> usize {
        let at = self.skip(from, end);
        if K::ROWS.is_some() && self.text.get(at..end).is_some_and(|rest| rest.starts_with(',')) {
            return self.skip(at.saturating_add(1), end);
        }
        at
    }

    /// `end` without the blanks and comments before it.
    pub(super) fn trimmed(&self, start: usize, end: usize) -> usize {
        let mut end = end.max(start);
        loop {
            let text = self.text.get(start..end).unwrap_or_default();
            let trimmed = start.saturating_add(text.trim_end_matches([' ', '\t', '\r', '\n']).len());
            let comments = &self.scan.comments;
            let before = comments.partition_point(|comment| comment.start < trimmed).checked_sub(1);
            let comment = before.and_then(|at| comments.get(at)).filter(|comment| comment.start >= start);
            match comment {
                Some(comment) if self.text.get(comment.start..trimmed).is_some_and(|text| !text.contains('\n')) => {
                    end = comment.start;
                }
                _ => return trimmed,
            }
        }
    }

    /// The first word of every line of `range`, after its first, that begins outside its brackets.
    pub(super) fn lines(&self, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        self.next_line(range, |at| {
            found.push(at);
            false
        });
        found
    }

    /// The first of those lines that is wanted.
    pub(super) fn next_line(&self, range: Range<usize>, mut wanted: impl FnMut(usize) -> bool) -> Option<usize> {
        let brackets = &self.scan.brackets;
        let mut bracket = brackets.partition_point(|&(open, _)| open < range.start);
        let mut at = range.start;
        loop {
            let end = at.saturating_add(self.text.get(at..range.end)?.find('\n')?);
            if let Some(&(open, close)) = brackets.get(bracket)
                && open < end
            {
                bracket = brackets.partition_point(|&(open, _)| open <= close);
                at = close.saturating_add(1).min(range.end);
                continue;
            }
            at = end.saturating_add(1);
            let rest = self.text.get(at..range.end)?;
            let word = at.saturating_add(rest.len().saturating_sub(rest.trim_start_matches([' ', '\t']).len()));
            if wanted(word) {
                return Some(word);
            }
        }
    }

    /// Where clauses of a block begin on a line of their own.
    pub(super) fn cuts<K: Block>(&self, range: Range<usize>) -> Vec<usize> {
        let mut lines = self.lines(range);
        lines.retain(|&at| {
            let word = self.word(at);
            let row = K::ROWS.is_some() && !word.is_empty() && !matches!(word, "and" | "or" | "not" | "in" | "is");
            row || self.begins::<K>(word)
        });
        lines
    }

    /// How far the line of `at` is indented.
    pub(super) fn indentation(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len())
    }

    /// What is inside the braces that open at `at`.
    pub(super) fn block_at(&self, at: usize) -> Option<Range<usize>> {
        if self.text.as_bytes().get(at) != Some(&b'{') {
            return None;
        }
        let found = self.scan.brackets.binary_search_by_key(&at, |&(open, _)| open).ok()?;
        self.scan.brackets.get(found).map(|&(open, close)| open.saturating_add(1)..close)
    }

    /// Whether a block opens in the range.
    pub(super) fn has_block(&self, range: &Range<usize>) -> bool {
        self.brace_before(range.start, range.end) < range.end
    }

    /// The first brace that opens the declaration's block, or the end.
    pub(super) fn brace_before(&self, start: usize, end: usize) -> usize {
        let brackets = &self.scan.brackets;
        let mut at = brackets.partition_point(|&(open, _)| open < start);
        let mut skipped = !BRACED.contains(&self.word(start));
        while let Some(&(open, close)) = brackets.get(at).filter(|&&(open, _)| open < end) {
            if self.text.as_bytes().get(open) == Some(&b'{') {
                if skipped {
                    return open;
                }
                skipped = true;
            }
            at = brackets.partition_point(|&(open, _)| open <= close);
        }
        end
    }
}
