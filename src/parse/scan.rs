//! One pass over the text before the parser sees it: comments, texts, brackets.
//!
//! The generated parser recurses with brackets, so their depth is bounded here, with the same answer on
//! every machine. What is not closed is reported here and masked: the parser then sees a text of the
//! same length in which that mistake is gone, and finds the others.

use std::borrow::Cow;
use std::ops::Range;

use super::comments::{Comment, CommentKind};
use super::{Limits, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{FileId, Span};

/// What the scan found.
pub(super) struct Scan<'t> {
    /// The text with what was masked; every offset is that of the original.
    pub text: Cow<'t, str>,
    /// All comments, in order.
    pub comments: Vec<Comment<'t>>,
    /// Every pair of brackets by its opening one.
    pub brackets: Vec<(usize, usize)>,
    /// Declarations that were masked whole, in order.
    pub lost: Vec<Range<usize>>,
    /// Places whose lines hold an unclosed text: a second error there is the same mistake.
    pub broken: Vec<Range<usize>>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    masks: Vec<(Range<usize>, u8)>,
    /// The text for the grammar, where it differs from `text`.
    blanked: Option<String>,
}

struct Lexed<'t> {
    comments: Vec<Comment<'t>>,
    brackets: Vec<(usize, u8)>,
    unclosed: Vec<Range<usize>>,
    /// Where the sign stands outside of texts and comments that blanks comments.
    blanks: Vec<usize>,
}

/// What a comment is made of in the text for the grammar: a blank for it, and for it alone.
const BLANK: u8 = 0x08;

/// Scans `text`; an error is one that leaves nothing to parse.
pub(super) fn scan<'t>(text: &'t str, file: FileId, limits: &Limits) -> Result<Scan<'t>, Box<Diagnostic>> {
    let lexed = lex(text);
    let mut scan = Scan {
        text: Cow::Borrowed(text),
        comments: lexed.comments,
        brackets: Vec::new(),
        lost: Vec::new(),
        broken: Vec::new(),
        diagnostics: Vec::new(),
        masks: Vec::new(),
        blanked: None,
    };
    if text.starts_with('\u{feff}') {
        scan.masks.push((0..'\u{feff}'.len_utf8(), b' '));
    }
    for unclosed in lexed.unclosed {
        scan.unclosed_text(text, file, unclosed);
    }
    match pair_up(&lexed.brackets, limits.nesting) {
        Ok(pairs) => scan.brackets = pairs,
        Err(Trouble::Deep(at)) => return Err(Box::new(too_deep(file, at, limits.nesting))),
        Err(_) => scan.by_declaration(text, file, &lexed.brackets, limits)?,
    }
    scan.brackets.sort_unstable();
    scan.apply();
    scan.blank(&lexed.blanks);
    Ok(scan)
}

fn lex(text: &str) -> Lexed<'_> {
    let bytes = text.as_bytes();
    let mut lexed = Lexed { comments: Vec::new(), brackets: Vec::new(), unclosed: Vec::new(), blanks: Vec::new() };
    let mut at: usize = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let (end, closed) = text_end(bytes, at);
                if closed {
                    at = end;
                    continue;
                }
                // Brackets that close the block on this line most probably stand outside the text.
                let tail = text.get(at..end).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '}', ')', ']']);
                let end = at.saturating_add(tail.len()).max(at.saturating_add(1));
                lexed.unclosed.push(at..end);
                at = end;
            }
            b'/' if bytes.get(at.saturating_add(1)) == Some(&b'/') => {
                let end = line_end(bytes, at);
                lexed.comments.push(comment(text, at, end));
                at = end;
            }
            b'(' | b')' | b'[' | b']' | b'{' | b'}' => {
                lexed.brackets.push((at, byte));
                at = at.saturating_add(1);
            }
            byte => {
                if byte == BLANK {
                    lexed.blanks.push(at);
                }
                at = at.saturating_add(1);
            }
        }
    }
    lexed
}

/// The end of the text that begins at `start`, and whether a quote closes it.
fn text_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start.saturating_add(1);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return (at.saturating_add(1), true),
            b'\n' | b'\r' => return (at, false),
            b'\\' if !matches!(bytes.get(at.saturating_add(1)), Some(b'\n' | b'\r') | None) => {
                at = at.saturating_add(2)
            }
            _ => at = at.saturating_add(1),
        }
    }
    (at, false)
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes.iter().skip(from).position(|&byte| byte == b'\n').map_or(bytes.len(), |found| from.saturating_add(found))
}

fn comment(text: &str, start: usize, end: usize) -> Comment<'_> {
    let whole = text.get(start..end).unwrap_or_default();
    let (kind, rest) = match (whole.strip_prefix("//!"), whole.strip_prefix("///")) {
        (Some(rest), _) => (CommentKind::File, rest),
        (_, Some(rest)) if !rest.starts_with('/') => (CommentKind::Docs, rest),
        _ => (CommentKind::Plain, whole.get(2..).unwrap_or_default()),
    };
    let rest = rest.trim_end();
    Comment { start, kind, text: rest.strip_prefix(' ').unwrap_or(rest) }
}

enum Trouble {
    Deep(usize),
    /// A closing bracket that closes nothing.
    Stray(usize),
    /// An opening bracket and the one of another shape that meets it.
    Crossed(usize, usize),
    /// An opening bracket without end.
    Open(usize),
}

fn pair_up(brackets: &[(usize, u8)], nesting: usize) -> Result<Vec<(usize, usize)>, Trouble> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut pairs = Vec::new();
    let mut trouble = None;
    for &(at, byte) in brackets {
        let closes = match byte {
            b')' => b'(',
            b']' => b'[',
            b'}' => b'{',
            _ => {
                open.push((at, byte));
                if open.len() > nesting {
                    return Err(Trouble::Deep(at));
                }
                continue;
            }
        };
        match open.pop() {
            None => trouble = trouble.or(Some(Trouble::Stray(at))),
            Some((start, opened)) => {
                if opened != closes {
                    trouble = trouble.or(Some(Trouble::Crossed(start, at)));
                }
                pairs.push((start, at));
            }
        }
    }
    match (trouble, open.last()) {
        (Some(trouble), _) => Err(trouble),
        (None, Some(&(start, _))) => Err(Trouble::Open(start)),
        (None, None) => Ok(pairs),
    }
}

fn too_deep(file: FileId, at: usize, nesting: usize) -> Diagnostic {
    let message = format!("brackets are nested more than {nesting} deep");
    Diagnostic::new(Code::NestingTooDeep, span(file, at..at.saturating_add(1)), message)
        .help("name the inner part with `let`, or split the block")
}

fn span(file: FileId, range: Range<usize>) -> Span {
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file, offset(range.start), offset(range.end))
}

impl Scan<'_> {
    /// The text as the grammar reads it, of the same length: comments are blanks, so that it need not look for them
    /// behind every word.
    pub fn blanked(&self) -> &str {
        self.blanked.as_deref().unwrap_or(&self.text)
    }

    fn blank(&mut self, signs: &[usize]) {
        if self.comments.is_empty() && signs.is_empty() {
            return;
        }
        let mut bytes = self.text.as_bytes().to_vec();
        // Given by the author it is as wrong as any other sign of its kind.
        for &at in signs {
            if let Some(byte) = bytes.get_mut(at).filter(|byte| **byte == BLANK) {
                *byte = 0x01;
            }
        }
        for comment in &self.comments {
            let (start, end) = (comment.start, line_end(&bytes, comment.start));
            if let Some(comment) = bytes.get_mut(start..end) {
                comment.fill(BLANK);
            }
        }
        self.blanked = String::from_utf8(bytes).ok();
    }

    fn unclosed_text(&mut self, text: &str, file: FileId, range: Range<usize>) {
        let found =
            Diagnostic::new(Code::UnclosedText, span(file, range.clone()), "this text is not closed on its line")
                .help("end it with `\"`; a line break inside is written `\\n`");
        self.diagnostics.push(found);
        let line = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at.saturating_add(1));
        self.broken.push(line..line_end(text.as_bytes(), range.start));
        let last = range.end.saturating_sub(1);
        if last > range.start {
            self.masks.push((range.start.saturating_add(1)..range.end, b'_'));
            self.masks.push((last..range.end, b'"'));
        }
    }

    /// Some bracket of the file has no partner: look for it declaration by declaration, where a
    /// declaration is taken to begin at a line that begins, without indentation, with its keyword.
    fn by_declaration(
        &mut self,
        text: &str,
        file: FileId,
        brackets: &[(usize, u8)],
        limits: &Limits,
    ) -> Result<(), Box<Diagnostic>> {
        let mut cuts = vec![0];
        let mut at: usize = 0;
        for line in text.split_inclusive('\n') {
            if at > 0 && words::DECLARATIONS.contains(&words::first_word(line)) {
                cuts.push(at);
            }
            at = at.saturating_add(line.len());
        }
        cuts.push(text.len());
        let mut rest = brackets;
        for (&start, &end) in cuts.iter().zip(cuts.iter().skip(1)) {
            let (own, later) = rest.split_at(rest.partition_point(|&(at, _)| at < end));
            rest = later;
            match pair_up(own, limits.nesting) {
                Ok(pairs) => self.brackets.extend(pairs),
                Err(Trouble::Deep(at)) => return Err(Box::new(too_deep(file, at, limits.nesting))),
                Err(trouble) => match pair_up(&self.without_broken(text, own), limits.nesting) {
                    Ok(pairs) => {
                        self.brackets.extend(pairs);
                        self.mask_broken(text, start..end);
                    }
                    Err(_) => self.unbalanced(text, file, &trouble, start..end),
                },
            }
        }
        Ok(())
    }

    /// From the first quote of a line with an unclosed text on, nothing is sure.
    fn unsure(line: &Range<usize>, text: &str) -> Range<usize> {
        let quote = text.get(line.clone()).and_then(|line| line.find('"')).unwrap_or(0);
        line.start.saturating_add(quote)..line.end
    }

    fn without_broken(&self, text: &str, brackets: &[(usize, u8)]) -> Vec<(usize, u8)> {
        let sure = |at: usize| {
            let line = self.broken.get(self.broken.partition_point(|line| line.end < at));
            line.is_none_or(|line| !Self::unsure(line, text).contains(&at))
        };
        brackets.iter().copied().filter(|&(at, _)| sure(at)).collect()
    }

    fn mask_broken(&mut self, text: &str, within: Range<usize>) {
        let first = self.broken.partition_point(|line| line.start < within.start);
        for line in self.broken.iter().skip(first).take_while(|line| line.start < within.end) {
            self.masks.push((Self::unsure(line, text), b'_'));
        }
    }

    fn unbalanced(&mut self, text: &str, file: FileId, trouble: &Trouble, declaration: Range<usize>) {
        let one = |at: usize| span(file, at..at.saturating_add(1));
        let sign = |at: usize| text.get(at..at.saturating_add(1)).unwrap_or("");
        let own = text.get(declaration.clone()).unwrap_or_default();
        let end = declaration.start.saturating_add(own.trim_end().len());
        let found = match *trouble {
            Trouble::Stray(at) | Trouble::Deep(at) => {
                Diagnostic::new(Code::UnbalancedBracket, one(at), format!("this `{}` closes nothing", sign(at)))
                    .help("remove it, or open the bracket that it should close")
            }
            Trouble::Crossed(open, close) => {
                let message = format!("`{}` is met by `{}`", sign(open), sign(close));
                Diagnostic::new(Code::UnbalancedBracket, one(close), message)
                    .related(one(open), "this bracket is open here")
                    .help(format!("write `{}` first", partner(sign(open))))
            }
            Trouble::Open(open) => {
                Diagnostic::new(Code::UnbalancedBracket, one(open), format!("this `{}` is never closed", sign(open)))
                    .related(span(file, end..end), format!("`{}` was expected up to here", partner(sign(open))))
                    .help(format!("add `{}`", partner(sign(open))))
            }
        };
        // A text that is not closed may have swallowed the bracket: one mistake, one message.
        let next = self.broken.partition_point(|line| line.end < declaration.start);
        let known = self.broken.get(next).is_some_and(|line| line.start < declaration.end);
        if !known {
            self.diagnostics.push(found);
        }
        let start = declaration.start.saturating_add(own.len().saturating_sub(own.trim_start().len()));
        self.masks.push((start..end, b' '));
        self.lost.push(start..end);
    }

    /// Overwrites bytes with an ASCII one; line ends stay. Every range is one of whole characters.
    fn apply(&mut self) {
        if self.masks.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_owned().into_bytes();
        for (range, with) in &self.masks {
            for byte in bytes.iter_mut().take(range.end).skip(range.start) {
                if !matches!(*byte, b'\n' | b'\r') {
                    *byte = *with;
                }
            }
        }
        self.text = Cow::Owned(String::from_utf8(bytes).unwrap_or_default());
    }
}

fn partner(open: &str) -> &'static str {
    match open {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}
