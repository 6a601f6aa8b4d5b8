//! The elements of a picture as text. Every text of a blueprint goes through [`escape`].

use std::fmt::Write as _;

use super::measure::{Lines, Size};

/// A picture that is being written: its elements, each with how far down it begins and ends.
#[derive(Default)]
pub(super) struct Painter {
    elements: Vec<(i32, i32, String)>,
}

/// Text as text of XML.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // XML knows no other control characters.
            '\n' | '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// A rectangle: its upper left corner, its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Rect {
    pub(super) const fn right(self) -> i32 {
        self.x.saturating_add(self.w)
    }

    pub(super) const fn bottom(self) -> i32 {
        self.y.saturating_add(self.h)
    }

    pub(super) const fn middle(self) -> i32 {
        self.x.saturating_add(self.w / 2)
    }

    /// The smallest rectangle around both.
    pub(super) fn around(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self { x, y, w: right.saturating_sub(x), h: bottom.saturating_sub(y) }
    }

    pub(super) const fn grown(self, by: i32) -> Self {
        Self {
            x: self.x.saturating_sub(by),
            y: self.y.saturating_sub(by),
            w: self.w.saturating_add(by.saturating_mul(2)),
            h: self.h.saturating_add(by.saturating_mul(2)),
        }
    }
}

impl Painter {
    /// What reaches into a stretch of the picture, as text.
    pub(super) fn text_of(&self, from: i32, to: i32) -> String {
        let inside = self.elements.iter().filter(|(top, bottom, _)| *top < to && from < *bottom);
        inside.map(|(_, _, text)| text.as_str()).collect()
    }

    pub(super) fn push(&mut self, top: i32, bottom: i32, text: String) {
        self.elements.push((top, bottom, text));
    }

    pub(super) fn rect(&mut self, rect: Rect, radius: i32, class: &str) {
        let Rect { x, y, w, h } = rect;
        self.push(
            y - 2,
            rect.bottom() + 2,
            format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\"/>\n"),
        );
    }

    /// A shape in a channel's colour, `#rrggbb`.
    pub(super) fn filled(&mut self, rect: Rect, radius: i32, color: &str) {
        let Rect { x, y, w, h } = rect;
        self.push(
            y - 2,
            rect.bottom() + 2,
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" fill=\"{color}\"/>\n"),
        );
    }

    /// A line that reaches so far up and down.
    pub(super) fn path(&mut self, path: &str, class: &str, (top, bottom): (i32, i32)) {
        self.push(top - 3, bottom + 3, format!("<path class=\"{class}\" d=\"{path}\"/>\n"));
    }

    /// One line, its base at `y`.
    pub(super) fn text(&mut self, x: i32, y: i32, text: &str, size: Size, class: &str) {
        let (own, text) = (size.class, escape(text));
        self.push(
            y - size.pixels,
            y + size.pixels / 2,
            format!("<text class=\"{}\" x=\"{x}\" y=\"{y}\">{text}</text>\n", classes(own, class)),
        );
    }

    /// Lines from `y` on downward; the whole text appears where they do not have it.
    pub(super) fn lines(&mut self, x: i32, y: i32, lines: &Lines, class: &str) {
        let mut base = y.saturating_add(lines.size.pixels);
        let mut out = format!("<text class=\"{}\">", classes(lines.size.class, class));
        if let Some(whole) = &lines.whole {
            let _ = write!(out, "<title>{}</title>", escape(whole));
        }
        for line in &lines.lines {
            let _ = write!(out, "<tspan x=\"{x}\" y=\"{base}\">{}</tspan>", escape(line));
            base = base.saturating_add(lines.size.line);
        }
        out.push_str("</text>\n");
        self.push(y, y.saturating_add(lines.height()), out);
    }
}

fn classes(own: &str, more: &str) -> String {
    if more.is_empty() { own.to_owned() } else { format!("{own} {more}") }
}
