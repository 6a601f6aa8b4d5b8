//! The document as one page that needs nothing else: no script, no network, a style of its own.

mod escape;
mod figure;
mod inline;
mod paper;
mod signs;
mod table;

use std::fmt::Write as _;

use escape::escaped;
use inline::{colors, rich};
use paper::Way;

use super::document::model::{Block, Card, Cover, Document, Fact, Rich, Section, Step};
use super::svg;

/// How the page looks, on a screen and on paper.
const STYLE: &str = include_str!("page.css");

/// What the page may do: be looked at.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of a document.
pub(super) fn page(document: &Document) -> String {
    let mut page = Page { out: String::new(), tables: 0, way: Way::Upright, in_card: false };
    let title = escaped(&document.cover.title);
    let palette = colors(document);
    let _ = write!(
        page.out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta name=\"generator\" content=\"crm-blueprint\"/>\n\
         <title>{title}</title>\n<style>\n{STYLE}\n{}\n{palette}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the first chapter</a>\n",
        svg::STYLE
    );
    page.cover(&document.cover);
    page.contents(&document.sections);
    page.out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    for (place, section) in document.sections.iter().enumerate() {
        page.section(place.saturating_add(1), section);
    }
    page.out
        .push_str("</main>\n<footer class=\"end\"><p>Written by crm-blueprint from the blueprint <code dir=\"auto\">");
    escape::push(&mut page.out, &document.cover.name);
    page.out.push_str("</code>. Whatever is changed there is changed here.</p></footer>\n</body>\n</html>\n");
    page.out
}

struct Page {
    out: String,
    /// How many tables there are already, for ids of their captions.
    tables: usize,
    /// How the pages of the chapter are held.
    way: Way,
    /// A card stays as it is: nothing in it turns the page.
    in_card: bool,
}

impl Page {
    fn cover(&mut self, cover: &Cover) {
        self.out.push_str("<header class=\"cover\">\n<div class=\"cover-head\">\n");
        if let Some(status) = cover.status {
            let _ = writeln!(self.out, "<p class=\"status\">{status}</p>");
        }
        self.out.push_str("<h1><bdi>");
        escape::push_breakable(&mut self.out, &cover.title);
        self.out.push_str("</bdi></h1>\n");
        if cover.name != cover.title {
            let _ = writeln!(self.out, "<p class=\"name\"><code dir=\"auto\">{}</code></p>", escaped(&cover.name));
        }
        self.out.push_str("</div>\n");
        if !cover.description.is_empty() {
            self.out.push_str("<div class=\"about\">\n");
            self.docs(&cover.description);
            self.out.push_str("</div>\n");
        }
        self.facts(&cover.facts);
        if !cover.figures.is_empty() {
            self.out.push_str("<ul class=\"tiles\">\n");
            for (number, what, more) in &cover.figures {
                let _ = write!(self.out, "<li><strong>{number}</strong> {what}");
                if !more.is_empty() {
                    let _ = write!(self.out, " <span>{}</span>", escaped(more));
                }
                self.out.push_str("</li>\n");
            }
            self.out.push_str("</ul>\n");
        }
        self.out.push_str("</header>\n");
    }

    fn contents(&mut self, sections: &[Section]) {
        self.out.push_str(
            "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n",
        );
        for section in sections {
            let _ = write!(self.out, "<li><a href=\"#{}\">", escaped(&section.anchor));
            inline::bare(&mut self.out, &section.title);
            self.out.push_str("</a>");
            let parts = parts(section);
            if !parts.is_empty() {
                self.out.push_str("\n<ul>\n");
                for (anchor, title) in parts {
                    let _ = write!(self.out, "<li><a href=\"#{}\">", escaped(anchor));
                    inline::bare(&mut self.out, title);
                    self.out.push_str("</a></li>\n");
                }
                self.out.push_str("</ul>\n");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</nav>\n");
    }

    fn section(&mut self, number: usize, section: &Section) {
        let anchor = escaped(&section.anchor);
        self.way = way(&section.blocks);
        let wide = if self.way == Way::Turned { " class=\"landscape\"" } else { "" };
        let _ = write!(
            self.out,
            "<section id=\"{anchor}\"{wide} aria-labelledby=\"{anchor}-title\">\n\
             <header class=\"chapter\">\n<h2 id=\"{anchor}-title\"><span class=\"number\">{number}</span> "
        );
        rich(&mut self.out, &section.title);
        let _ = write!(self.out, "</h2>\n<p class=\"lead\">{}</p>\n</header>\n", escaped(section.lead));
        for block in &section.blocks {
            self.block(block, 3);
        }
        self.out.push_str("</section>\n");
    }

    fn block(&mut self, block: &Block, level: u8) {
        match block {
            Block::Heading { anchor, title } => {
                let id = anchor.as_ref().map_or_else(String::new, |id| format!(" id=\"{}\"", escaped(id)));
                let _ = write!(self.out, "<h{level}{id}>");
                rich(&mut self.out, title);
                let _ = writeln!(self.out, "</h{level}>");
            }
            Block::Paragraph(text) => {
                self.out.push_str("<p>");
                rich(&mut self.out, text);
                self.out.push_str("</p>\n");
            }
            Block::Docs(lines) => {
                self.out.push_str("<div class=\"docs\">\n");
                self.docs(lines);
                self.out.push_str("</div>\n");
            }
            Block::Outline(steps) => self.outline(steps),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => {
                self.tables = self.tables.saturating_add(1);
                let turned = table::is_wide(table) && self.way == Way::Upright && !self.in_card;
                table::push(&mut self.out, table, self.tables, turned);
            }
            Block::Card(card) => self.card(card, level),
            Block::Figure(chart) => {
                figure::push(&mut self.out, chart, self.way, !self.in_card);
            }
            Block::Signs => signs::legend(&mut self.out),
            Block::Legend(signs) => {
                self.out.push_str("<dl class=\"legend\">\n");
                for (sign, meaning) in signs {
                    self.out.push_str("<div><dt>");
                    rich(&mut self.out, sign);
                    self.out.push_str("</dt><dd>");
                    rich(&mut self.out, meaning);
                    self.out.push_str("</dd></div>\n");
                }
                self.out.push_str("</dl>\n");
            }
            Block::Index(letters) => {
                self.out.push_str("<div class=\"index\">\n");
                for (letter, names) in letters {
                    let _ = write!(
                        self.out,
                        "<div class=\"letter\"><h{level}><bdi>{}</bdi></h{level}>\n<ul>\n",
                        escaped(letter)
                    );
                    for name in names {
                        self.out.push_str("<li>");
                        rich(&mut self.out, name);
                        self.out.push_str("</li>\n");
                    }
                    self.out.push_str("</ul></div>\n");
                }
                self.out.push_str("</div>\n");
            }
        }
    }

    fn card(&mut self, card: &Card, level: u8) {
        let anchor = escaped(&card.anchor);
        let _ = write!(
            self.out,
            "<article class=\"card\" id=\"{anchor}\" aria-labelledby=\"{anchor}-title\">\n<h{level} id=\"{anchor}-title\">"
        );
        rich(&mut self.out, &card.title);
        let _ = writeln!(self.out, "</h{level}>");
        self.in_card = true;
        for block in &card.blocks {
            self.block(block, level.saturating_add(1));
        }
        self.in_card = false;
        self.out.push_str("</article>\n");
    }

    fn facts(&mut self, facts: &[Fact]) {
        if facts.is_empty() {
            return;
        }
        self.out.push_str("<dl class=\"facts\">\n");
        for fact in facts {
            self.out.push_str("<div><dt>");
            rich(&mut self.out, &fact.name);
            self.out.push_str("</dt>");
            for value in &fact.values {
                self.out.push_str("<dd>");
                rich(&mut self.out, value);
                self.out.push_str("</dd>");
            }
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</dl>\n");
    }

    fn outline(&mut self, steps: &[Step]) {
        self.out.push_str("<ol class=\"steps\">\n");
        for step in steps {
            self.out.push_str("<li><span>");
            rich(&mut self.out, &step.text);
            self.out.push_str("</span>");
            if !step.inner.is_empty() {
                self.out.push('\n');
                self.outline(&step.inner);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n");
    }

    /// Lines of documentation: paragraphs between empty lines, lists of lines that begin with a dash.
    fn docs(&mut self, lines: &[String]) {
        let mut open = "";
        for line in lines {
            let line = line.trim();
            let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
            let wanted = match item {
                Some(_) => "ul",
                None if line.is_empty() => "",
                // A line beneath an item goes on with it.
                None if open == "ul" => "ul",
                None => "p",
            };
            if wanted != open {
                match open {
                    "ul" => self.out.push_str("</li></ul>\n"),
                    "p" => self.out.push_str("</p>\n"),
                    _ => {}
                }
                match wanted {
                    "ul" => self.out.push_str("<ul dir=\"auto\"><li>"),
                    "p" => self.out.push_str("<p dir=\"auto\">"),
                    _ => {}
                }
            } else if item.is_some() {
                self.out.push_str("</li><li>");
            } else if !wanted.is_empty() {
                self.out.push('\n');
            }
            rich(&mut self.out, &Rich::prose(item.unwrap_or(line)));
            open = wanted;
        }
        match open {
            "ul" => self.out.push_str("</li></ul>\n"),
            "p" => self.out.push_str("</p>\n"),
            _ => {}
        }
    }
}

/// The parts of a chapter that the contents name; none where there are too many to be an overview.
fn parts(section: &Section) -> Vec<(&str, &Rich)> {
    const MOST: usize = 16;
    let named = |block| match block {
        &Block::Heading { anchor: Some(ref anchor), ref title } => Some((anchor.as_str(), title)),
        Block::Card(card) => Some((card.anchor.as_str(), &card.title)),
        _ => None,
    };
    let parts: Vec<_> = section.blocks.iter().filter_map(named).collect();
    if parts.len() > MOST { Vec::new() } else { parts }
}

/// How the pages of a chapter are held: as the first of its pieces that cares wants it.
fn way(blocks: &[Block]) -> Way {
    let wanted = |block: &Block| match block {
        Block::Table(table) if table::is_wide(table) => Some(Way::Turned),
        Block::Figure(chart) => Some(figure::way_of(chart, None)),
        Block::Card(_) => Some(Way::Upright),
        _ => None,
    };
    blocks.iter().find_map(wanted).unwrap_or(Way::Upright)
}
