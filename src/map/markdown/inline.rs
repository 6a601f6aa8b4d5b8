//! Text with what it refers to.

use std::fmt::Write as _;

use super::escape;
use crate::map::document::model::{Inline, Rich};

/// A text with its links.
pub(super) fn rich(out: &mut String, text: &Rich) {
    for part in &text.0 {
        match part {
            Inline::Own(words) | Inline::Text(words) | Inline::Said(words) => escape::push(out, words),
            Inline::Code(code) => escape::code(out, code),
            Inline::Link { to, text } | Inline::Channel { to, text, .. } => {
                out.push('[');
                escape::push(out, text);
                let _ = write!(out, "](#{to})");
            }
            Inline::Mark { text, .. } => {
                out.push('(');
                escape::push(out, text);
                out.push(')');
            }
            Inline::Line { dashed } => out.push_str(if *dashed { "- - →" } else { "—→" }),
        }
    }
}

/// The words alone, for where a link is already.
pub(super) fn bare(out: &mut String, text: &Rich) {
    for part in &text.0 {
        match part {
            Inline::Own(words)
            | Inline::Said(words)
            | Inline::Text(words)
            | Inline::Link { text: words, .. }
            | Inline::Channel { text: words, .. } => escape::push(out, words),
            Inline::Code(_) | Inline::Mark { .. } | Inline::Line { .. } => {}
        }
    }
}
