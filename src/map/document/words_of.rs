//! The words of the blueprint: the glossary, and where each name stands.

use std::collections::BTreeMap;

use super::model::{Block, Inline, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, paragraph, title};

/// The terms, with what they mean; then what has been documented elsewhere.
pub(super) fn glossary(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut entries: Vec<(String, Row)> = Vec::new();
    for (id, term) in ir.terms.iter() {
        let mut means = vec![Rich::prose(&term.means)];
        means.extend(writer.remarks_cell(&term.info));
        let cells = vec![vec![title(&term.info)], means, vec![Rich::own("term")]];
        let row = Row { anchor: Some(writer.anchor(Thing::Term(id))), divides: false, cells };
        entries.push((sorted_by(term.info.title()), row));
    }
    for &thing in &writer.all {
        let info = thing.info(ir);
        if info.docs.is_empty() || matches!(thing, Thing::Term(_)) {
            continue;
        }
        let cells =
            vec![vec![writer.link(thing)], vec![Rich::prose(&paragraph(&info.docs))], vec![Rich::own(thing.kind())]];
        entries.push((sorted_by(info.title()), Row { anchor: None, divides: false, cells }));
    }
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    let mut blocks = Vec::new();
    if !entries.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Rich::own("Terms, and what is documented of everything else"),
            look: Look::Rows,
            head: ["Word", "Means", "Is a"].map(Rich::own).into(),
            rows: entries.into_iter().map(|(_, row)| row).collect(),
        }));
    }
    super::section("glossary", "Glossary", "What our words mean.", blocks)
}

/// All names in order, each with what it is and where it stands.
pub(super) fn index(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut letters: BTreeMap<String, Vec<(String, String, Rich)>> = BTreeMap::new();
    for &thing in &writer.all {
        // A way between stages and a flow between systems have no names of their own.
        if matches!(thing, Thing::Transition(_) | Thing::Flow(_)) {
            continue;
        }
        let info = thing.info(ir);
        let title = info.title();
        let link = Inline::Link { to: writer.anchor(thing), text: title.to_owned() };
        let mut entry = Rich(vec![link]).and_own(format!(" {}", thing.kind()));
        if let Thing::Field(id) = thing
            && let Some(object) = ir.fields[id].object
        {
            entry = entry.and_own(" of ").and_text(ir.objects[object].info.title());
        }
        if info.label.as_ref().is_some_and(|label| *label != info.name) {
            entry = entry.and_own(" ").and_code(info.name.clone());
        }
        let key = sorted_by(title);
        let letter = key.chars().next().map_or_else(String::new, |first| first.to_uppercase().collect());
        letters.entry(letter).or_default().push((key, info.name.clone(), entry));
    }
    let mut blocks = Vec::new();
    if !letters.is_empty() {
        let groups = letters.into_iter().map(|(letter, mut entries)| {
            entries.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
            (letter, entries.into_iter().map(|(_, _, entry)| entry).collect())
        });
        blocks.push(Block::Index(groups.collect()));
    }
    super::section("index", "Index", "Every name, and where it is described.", blocks)
}

/// What a name is sorted by: its letters in lower case, without accents.
fn sorted_by(title: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain = title.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let lower: String = plain.flat_map(char::to_lowercase).collect();
    lower.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
