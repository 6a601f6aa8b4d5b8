//! Text with what it refers to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::escape::{self, escaped};
use super::signs::sign;
use crate::map::document::model::{Block, Document, Inline, Rich, Tone};
use crate::map::svg::Icon;

/// A text with its links.
pub(super) fn rich(out: &mut String, text: &Rich) {
    for part in &text.0 {
        match part {
            Inline::Own(words) => escape::push(out, words),
            Inline::Text(words) => wrapped(out, "<bdi>", words, "</bdi>"),
            Inline::Code(code) => wrapped(out, "<code dir=\"auto\">", code, "</code>"),
            Inline::Said(words) => wrapped(out, "<span class=\"said\" dir=\"auto\">", words, "</span>"),
            Inline::Link { to, text } => {
                let _ = write!(out, "<a href=\"#{}\">", escaped(to));
                wrapped(out, "<bdi>", text, "</bdi></a>");
            }
            Inline::Mark { tone, text } => {
                let _ = write!(out, "<span class=\"mark {}\">", class(*tone));
                match tone {
                    Tone::Automated => sign(out, Icon::Gear),
                    Tone::Human => sign(out, Icon::Person),
                    Tone::Good => sign(out, Icon::Star),
                    Tone::Friction => sign(out, Icon::Bolt),
                    Tone::Warning | Tone::Plain => {}
                }
                wrapped(out, "", text, "</span>");
            }
            Inline::Channel { to, color, text } => {
                let class = color_class(color).unwrap_or_default();
                let _ = write!(out, "<a class=\"channel{class}\" href=\"#{}\">", escaped(to));
                wrapped(out, "<bdi>", text, "</bdi></a>");
            }
            Inline::Line { dashed } => {
                let (class, name) = if *dashed { (" dashed", "dashed arrow") } else { ("", "arrow") };
                let _ = write!(out, "<span class=\"line{class}\" role=\"img\" aria-label=\"{name}\"></span>");
            }
        }
    }
}

/// The words alone, for where a link is already.
pub(super) fn bare(out: &mut String, text: &Rich) {
    for part in &text.0 {
        match part {
            Inline::Own(words) | Inline::Said(words) => escape::push(out, words),
            Inline::Text(words) | Inline::Link { text: words, .. } | Inline::Channel { text: words, .. } => {
                wrapped(out, "<bdi>", words, "</bdi>");
            }
            // A name beside its label says nothing new here.
            Inline::Code(_) | Inline::Mark { .. } | Inline::Line { .. } => {}
        }
    }
}

fn wrapped(out: &mut String, before: &str, text: &str, after: &str) {
    out.push_str(before);
    escape::push_breakable(out, text);
    out.push_str(after);
}

const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Automated => "automated",
        Tone::Human => "human",
        Tone::Warning => "warning",
        Tone::Friction => "friction",
        Tone::Good => "good",
    }
}

/// The class of a colour, `#rrggbb`; none for anything else.
fn color_class(color: &str) -> Option<String> {
    let digits = color.strip_prefix('#')?;
    let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| format!(" color-{}", digits.to_ascii_lowercase()))
}

/// A class for each colour of a channel: the page has no styles within its elements.
pub(super) fn colors(document: &Document) -> String {
    let mut found = BTreeSet::new();
    for section in &document.sections {
        for block in &section.blocks {
            if let Block::Legend(signs) = block {
                for part in signs.iter().flat_map(|(sign, _)| &sign.0) {
                    if let Inline::Channel { color, .. } = part {
                        found.extend(color_class(color));
                    }
                }
            }
        }
    }
    let mut out = String::new();
    for class in found {
        let class = class.trim_start();
        let digits = class.trim_start_matches("color-");
        let _ = writeln!(out, ".{class} {{ --channel: #{digits}; }}");
    }
    out
}
