//! The document as Markdown, as GitHub and others read it; figures are Mermaid.

mod escape;
mod inline;

use std::fmt::Write as _;

use inline::rich;

use super::document::model::{Block, Cover, Document, Fact, Row, Section, Step, Table};
use super::mermaid;

/// The text of a document.
pub(super) fn text(document: &Document) -> String {
    let mut text = Text { out: String::new() };
    text.cover(&document.cover);
    text.contents(&document.sections);
    for (place, section) in document.sections.iter().enumerate() {
        text.section(place.saturating_add(1), section);
    }
    while text.out.ends_with("\n\n") {
        text.out.pop();
    }
    text.out
}

struct Text {
    out: String,
}

impl Text {
    fn cover(&mut self, cover: &Cover) {
        self.out.push_str("# ");
        escape::push(&mut self.out, &cover.title);
        self.out.push_str("\n\n");
        if cover.name != cover.title {
            escape::code(&mut self.out, &cover.name);
            self.out.push_str("\n\n");
        }
        if let Some(status) = cover.status {
            let _ = write!(self.out, "*{status}*\n\n");
        }
        self.docs(&cover.description);
        self.facts(&cover.facts);
        for (number, what, more) in &cover.figures {
            let _ = write!(self.out, "- **{number}** {what}");
            if !more.is_empty() {
                let _ = write!(self.out, " ({more})");
            }
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn contents(&mut self, sections: &[Section]) {
        self.out.push_str("## Contents\n\n");
        for (place, section) in sections.iter().enumerate() {
            let _ = write!(self.out, "{}. [", place.saturating_add(1));
            inline::bare(&mut self.out, &section.title);
            let _ = writeln!(self.out, "](#{})", section.anchor);
        }
        self.out.push('\n');
    }

    fn section(&mut self, number: usize, section: &Section) {
        self.anchor(&section.anchor);
        let _ = write!(self.out, "## {number}. ");
        rich(&mut self.out, &section.title);
        let _ = write!(self.out, "\n\n{}\n\n", section.lead);
        for block in &section.blocks {
            self.block(block, 3);
        }
    }

    fn anchor(&mut self, id: &str) {
        let _ = write!(self.out, "<a id=\"{id}\"></a>\n\n");
    }

    fn heading(&mut self, level: usize) {
        self.out.extend(std::iter::repeat_n('#', level));
        self.out.push(' ');
    }

    fn block(&mut self, block: &Block, level: usize) {
        match block {
            Block::Heading { anchor, title } => {
                if let Some(anchor) = anchor {
                    self.anchor(anchor);
                }
                self.heading(level);
                rich(&mut self.out, title);
                self.out.push_str("\n\n");
            }
            Block::Paragraph(text) => {
                rich(&mut self.out, text);
                self.out.push_str("\n\n");
            }
            Block::Docs(lines) => self.docs(lines),
            Block::Outline(steps) => {
                self.outline(steps, 0);
                self.out.push('\n');
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Card(card) => {
                self.anchor(&card.anchor);
                self.heading(level);
                rich(&mut self.out, &card.title);
                self.out.push_str("\n\n");
                for block in &card.blocks {
                    self.block(block, level.saturating_add(1));
                }
            }
            Block::Figure(chart) => {
                let drawn = mermaid::one(chart);
                let longest = drawn.split(|c| c != '`').map(str::len).max().unwrap_or_default();
                let fence = "`".repeat(longest.saturating_add(1).max(3));
                let _ = write!(self.out, "{fence}mermaid\n{}\n{fence}\n\n", drawn.trim_end());
                for note in chart.notes() {
                    escape::line(&mut self.out, note);
                    self.out.push_str("\n\n");
                }
            }
            Block::Legend(signs) => {
                for (sign, meaning) in signs {
                    self.out.push_str("- ");
                    rich(&mut self.out, sign);
                    self.out.push_str(": ");
                    rich(&mut self.out, meaning);
                    self.out.push('\n');
                }
                self.out.push('\n');
            }
            // Mermaid has signs of its own.
            Block::Signs => {}
            Block::Index(letters) => {
                for (letter, names) in letters {
                    self.heading(level);
                    escape::push(&mut self.out, letter);
                    self.out.push_str("\n\n");
                    for name in names {
                        self.out.push_str("- ");
                        rich(&mut self.out, name);
                        self.out.push('\n');
                    }
                    self.out.push('\n');
                }
            }
        }
    }

    fn docs(&mut self, lines: &[String]) {
        let mut list = false;
        for line in lines {
            let line = line.trim();
            let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
            match item {
                Some(item) => {
                    if !list && !self.out.ends_with("\n\n") {
                        self.out.push('\n');
                    }
                    list = true;
                    self.out.push_str("- ");
                    escape::line(&mut self.out, item);
                }
                None => {
                    list &= !line.is_empty();
                    if list {
                        self.out.push_str("  ");
                    }
                    escape::line(&mut self.out, line);
                }
            }
            self.out.push('\n');
        }
        if !lines.is_empty() {
            self.out.push('\n');
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.out.push_str("- **");
            rich(&mut self.out, &fact.name);
            self.out.push_str(":**");
            match fact.values.as_slice() {
                [one] => {
                    self.out.push(' ');
                    rich(&mut self.out, one);
                    self.out.push('\n');
                }
                several => {
                    self.out.push('\n');
                    for value in several {
                        self.out.push_str("  - ");
                        rich(&mut self.out, value);
                        self.out.push('\n');
                    }
                }
            }
        }
        if !facts.is_empty() {
            self.out.push('\n');
        }
    }

    fn outline(&mut self, steps: &[Step], depth: usize) {
        for (place, step) in steps.iter().enumerate() {
            self.out.push_str(&"    ".repeat(depth));
            let _ = write!(self.out, "{}. ", place.saturating_add(1));
            rich(&mut self.out, &step.text);
            self.out.push('\n');
            self.outline(&step.inner, depth.saturating_add(1));
        }
    }

    fn table(&mut self, table: &Table) {
        self.out.push('*');
        rich(&mut self.out, &table.caption);
        self.out.push_str("*\n\n|");
        for head in &table.head {
            self.out.push(' ');
            rich(&mut self.out, head);
            self.out.push_str(" |");
        }
        self.out.push_str("\n|");
        self.out.push_str(&" --- |".repeat(table.head.len()));
        self.out.push('\n');
        for row in &table.rows {
            self.row(row, table.head.len());
        }
        self.out.push('\n');
    }

    fn row(&mut self, row: &Row, columns: usize) {
        self.out.push('|');
        for (place, cell) in row.cells.iter().enumerate() {
            self.out.push(' ');
            if place == 0
                && let Some(anchor) = &row.anchor
            {
                let _ = write!(self.out, "<a id=\"{anchor}\"></a>");
            }
            if row.divides {
                self.out.push_str("**");
            }
            for (place, one) in cell.iter().enumerate() {
                if place > 0 {
                    self.out.push_str("<br>");
                }
                rich(&mut self.out, one);
            }
            if row.divides {
                self.out.push_str("**");
            }
            self.out.push_str(" |");
        }
        self.out.push_str(&" |".repeat(columns.saturating_sub(row.cells.len())));
        self.out.push('\n');
    }
}
