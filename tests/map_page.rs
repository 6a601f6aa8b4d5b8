//! The page of a map, and the same as Markdown: well formed, whole, and text where the blueprint has text.
#![cfg(feature = "svg")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "map/blueprints.rs"]
mod blueprints;
#[path = "map/markup.rs"]
mod markup;

use std::collections::{BTreeMap, BTreeSet};

use crm_blueprint::Blueprint;
use crm_blueprint::map::{Format, Options, map};
use markup::{Piece, read};
use serde_json::Value;

fn written(blueprint: &Blueprint, format: Format) -> String {
    map(blueprint.ir(), format, &Options::default()).unwrap()
}

fn pieces(name: &str, page: &str) -> Vec<Piece> {
    read(page).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text of a page as it is read, its pictures left aside: blanks are one blank.
fn text(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let (mut style, mut pictures) = (false, 0_usize);
    for piece in pieces {
        pictures = match piece {
            Piece::Open { name, .. } if name == "svg" => pictures + 1,
            Piece::Close(name) if name == "svg" => pictures - 1,
            _ => pictures,
        };
        if pictures > 0 {
            continue;
        }
        match piece {
            Piece::Open { name, .. } => {
                style = name == "style";
                // What stands in elements of their own does not run together.
                if !matches!(name.as_str(), "bdi" | "span" | "a" | "code" | "strong" | "wbr") {
                    out.push(' ');
                }
            }
            Piece::Close(_) => style = false,
            Piece::Text(text) if !style => out.push_str(text),
            Piece::Text(_) => {}
        }
    }
    blanks(&out)
}

fn blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_are_well_formed_and_their_links_lead_somewhere() {
    for (name, blueprint) in blueprints::all() {
        let pieces = pieces(&name, &written(&blueprint, Format::Html));
        let mut ids = BTreeSet::new();
        for id in pieces.iter().filter_map(|piece| piece.attribute("id")) {
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{name}: the id {id:?}");
            assert!(ids.insert(id), "{name}: the id {id} stands twice");
        }
        for piece in &pieces {
            if let Some(link) = piece.attribute("href") {
                let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{name}: {link} leads away"));
                assert!(ids.contains(target), "{name}: {link} leads nowhere");
            }
            for attribute in ["aria-labelledby", "aria-describedby"] {
                for label in piece.attribute(attribute).iter().flat_map(|labels| labels.split(' ')) {
                    assert!(ids.contains(label), "{name}: {attribute} names {label}");
                }
            }
        }
    }
}

#[test]
fn pages_ship_no_script_and_ask_for_nothing() {
    for (name, blueprint) in blueprints::all() {
        let page = written(&blueprint, Format::Html);
        for piece in pieces(&name, &page) {
            let Piece::Open { name: element, attributes } = &piece else { continue };
            let harmless = !matches!(
                element.as_str(),
                "script" | "link" | "iframe" | "object" | "embed" | "img" | "base" | "form"
            );
            assert!(harmless, "{name}: there is a <{element}>");
            for (attribute, value) in attributes {
                assert!(!attribute.starts_with("on") && attribute != "src", "{name}: {attribute}=\"{value}\"");
            }
        }
        let (head, _) = page.split_once("</head>").unwrap();
        assert!(head.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"), "{name}");
        assert!(!head.contains("url(") && !head.contains("@import"), "{name}: the style asks for something");
    }
}

#[test]
fn pages_are_for_readers_of_every_kind() {
    for (name, blueprint) in blueprints::all() {
        let pieces = pieces(&name, &written(&blueprint, Format::Html));
        assert_eq!(pieces.iter().find_map(|piece| piece.attribute("lang")), Some("en"), "{name}");
        let mut level = 0;
        let mut heads = 0;
        for (place, piece) in pieces.iter().enumerate() {
            match piece.opens() {
                Some(element @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6")) => {
                    let own = element[1..].parse::<usize>().unwrap();
                    heads += usize::from(own == 1);
                    assert!(own <= level + 1, "{name}: a heading of level {own} stands below one of level {level}");
                    level = own;
                    assert!(!matches!(&pieces[place + 1], Piece::Close(_)), "{name}: an empty heading");
                }
                Some("table") => {
                    assert_eq!(pieces[place + 2].opens(), Some("caption"), "{name}: a table has no caption");
                }
                Some("th") => {
                    assert!(piece.attribute("scope").is_some(), "{name}: a head of a table is of nothing");
                }
                Some("svg") => {
                    let told = piece.attribute("role") == Some("img") || piece.attribute("aria-hidden") == Some("true");
                    assert!(told, "{name}: a picture is neither told nor left out");
                }
                _ => {}
            }
        }
        assert_eq!(heads, 1, "{name}");
        for landmark in ["header", "nav", "main", "footer"] {
            assert!(pieces.iter().any(|piece| piece.opens() == Some(landmark)), "{name}: there is no {landmark}");
        }
    }
}

#[test]
fn the_same_blueprint_gives_the_same_bytes() {
    for (name, blueprint) in blueprints::all() {
        let again = Blueprint::from_ir_json(&blueprint.ir().to_json().unwrap()).unwrap();
        for format in [Format::Html, Format::Markdown] {
            assert!(written(&blueprint, format) == written(&blueprint, format), "{name} as {format}");
            assert!(written(&blueprint, format) == written(&again, format), "{name}, stored, as {format}");
        }
    }
}

/// What a blueprint says to its readers: every label, comment, moment, friction and so on.
fn said(value: &Value, key: &str, found: &mut BTreeMap<String, String>) {
    const SAID: [&str; 15] = [
        "label",
        "means",
        "moments",
        "emotion",
        "customer_view",
        "deliverables",
        "friction",
        "expects",
        "phase",
        "meta",
        "version",
        "personalization",
        "docs",
        "fallback",
        "color",
    ];
    match value {
        Value::String(text) if SAID.contains(&key) && key != "color" => {
            for line in text.lines() {
                let line = blanks(line.trim_start_matches(['-', '*', ' ']));
                // Backticks are signs of code there.
                found.extend(line.split('`').map(|part| (blanks(part), key.to_owned())));
            }
        }
        Value::Array(all) => all.iter().for_each(|one| said(one, key, found)),
        Value::Object(all) => {
            for (name, value) in all {
                said(value, if key == "meta" { key } else { name }, found);
            }
        }
        _ => {}
    }
}

/// The names of all that is declared.
fn names(blueprint: &Blueprint) -> Vec<String> {
    const LISTS: [&str; 26] = [
        "teams",
        "purposes",
        "openings",
        "channels",
        "objects",
        "fields",
        "events",
        "parameters",
        "settings",
        "segments",
        "tables",
        "scores",
        "modes",
        "journeys",
        "stages",
        "actions",
        "sequences",
        "groups",
        "rules",
        "slas",
        "kpis",
        "systems",
        "terms",
        "scenarios",
        "lets",
        "enums",
    ];
    let stored: Value = serde_json::from_str(&blueprint.ir().to_json().unwrap()).unwrap();
    let mut all = Vec::new();
    for list in LISTS {
        for one in stored[list].as_array().into_iter().flatten() {
            let name = one["info"]["name"].as_str().unwrap();
            // What stands in place is named after its owner; there it is told by its values.
            if !(name.contains('.') && matches!(list, "lets" | "enums")) {
                all.push(name.to_owned());
            }
            for member in one["members"].as_array().into_iter().flatten() {
                all.push(member["info"]["label"].as_str().or(member["info"]["name"].as_str()).unwrap().to_owned());
            }
        }
    }
    all
}

#[test]
fn nothing_that_a_blueprint_says_is_left_out() {
    for (name, blueprint) in blueprints::all() {
        let page = text(&pieces(&name, &written(&blueprint, Format::Html)));
        let markdown = blanks(&plain(&written(&blueprint, Format::Markdown)));
        let stored: Value = serde_json::from_str(&blueprint.ir().to_json().unwrap()).unwrap();
        let mut all = BTreeMap::new();
        said(&stored, "", &mut all);
        assert!(all.len() >= 20, "{name}: the stored form is not read as it is");
        let missing: Vec<_> = all.iter().filter(|(line, _)| !page.contains(line.as_str())).collect();
        assert!(missing.is_empty(), "{name}: the page does not say {missing:#?}");
        let missing: Vec<_> = all.iter().filter(|(line, _)| !markdown.contains(line.as_str())).collect();
        assert!(missing.is_empty(), "{name}: the Markdown does not say {missing:#?}");
        let missing: Vec<_> = names(&blueprint).into_iter().filter(|name| !page.contains(&blanks(name))).collect();
        assert!(missing.is_empty(), "{name}: the page does not name {missing:#?}");
    }
}

/// Markdown as it is read: without what escapes.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut letters = markdown.replace("<br>", " ").chars().collect::<Vec<_>>().into_iter().peekable();
    while let Some(c) = letters.next() {
        if c != '\\' || !letters.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        } else {
            out.extend(letters.next());
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn markdown_has_whole_tables_and_links_that_lead_somewhere() {
    for (name, blueprint) in blueprints::all() {
        check_markdown(&name, &written(&blueprint, Format::Markdown));
    }
}

fn check_markdown(name: &str, markdown: &str) {
    let mut columns = None;
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        if let Some(open) = fence {
            fence = (line != open).then_some(open);
            continue;
        }
        if line.starts_with("```") {
            fence = Some(line.trim_end_matches("mermaid"));
            continue;
        }
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        assert_eq!(*columns.get_or_insert(bars), bars, "{name}: a row of another width: {line}");
    }
    assert_eq!(fence, None, "{name}: a block of code does not end");
    for part in without_code(markdown).split("](#").skip(1) {
        let target = part.split(')').next().unwrap();
        assert!(markdown.contains(&format!("<a id=\"{target}\"></a>")), "{name}: #{target} leads nowhere");
    }
}

/// What labels may hold, and what becomes of it nowhere.
fn hostile() -> Vec<String> {
    vec![
        "<script>document.title = 'ran'</script>".to_owned(),
        "\"><img src=x onerror=\"document.title='ran'\">".to_owned(),
        "' onmouseover='alert(1)' x='".to_owned(),
        "</style></svg></table></main><h1>gone".to_owned(),
        "]]> --> <!-- &amp; &lt; &#x3c; &".to_owned(),
        "javascript:alert(1) https://example.com www.example.com a@example.com".to_owned(),
        "`code` ``` |cell| **bold** _it_ [x](#y) ![z](w) # $x$ ~~no~~ \\".to_owned(),
        "1. one".to_owned(),
        "- item".to_owned(),
        "end; subgraph click href \"call()\" %%{init}%% --> B".to_owned(),
        "مرحبا \u{202e}abc\u{202c} שלום".to_owned(),
        "👩‍👩‍👧‍👦 🇫🇷 é e\u{301} \u{200d}".to_owned(),
        "x".repeat(3_000),
        "Donaudampfschifffahrtsgesellschaft ".repeat(60),
        "line\nline\r\n\ttab\u{0}\u{1b}[31m\u{85}\u{2028}".to_owned(),
        " ".to_owned(),
        String::new(),
    ]
}

/// A blueprint with every kind of label; `LABEL` stands for each.
fn labelled(label: &str) -> Blueprint {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/north_star/forms.blueprint")).unwrap();
    let mut stored: Value = serde_json::from_str(&Blueprint::parse(&text).unwrap().ir().to_json().unwrap()).unwrap();
    relabel(&mut stored, "", label);
    for (number, scenario) in stored["scenarios"].as_array_mut().unwrap().iter_mut().enumerate() {
        scenario["info"]["name"] = format!("{label}{number}").into();
    }
    Blueprint::from_ir_json(&stored.to_string()).unwrap_or_else(|error| panic!("{label:?}: {error}"))
}

fn relabel(value: &mut Value, key: &str, label: &str) {
    match value {
        Value::String(text) if key == "meta" => label.clone_into(text),
        Value::String(text) => {
            let said = [
                "label",
                "means",
                "moments",
                "customer_view",
                "deliverables",
                "friction",
                "expects",
                "docs",
                "phase",
                "version",
                "emotion",
                "personalization",
            ];
            if said.contains(&key) {
                label.clone_into(text);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| relabel(one, key, label)),
        Value::Object(all) => {
            all.iter_mut().for_each(|(name, one)| relabel(one, if key == "meta" { key } else { name }, label))
        }
        _ => {}
    }
}

#[test]
fn labels_are_text_whatever_they_hold() {
    // What belongs to pictures is wrapped and cut to the room that there is, so it is left aside.
    let structure = |pieces: &[Piece]| -> Vec<String> {
        let mut depth = 0_usize;
        let mut out = Vec::new();
        // The index has a heading for each first letter.
        for piece in pieces.iter().take_while(|piece| piece.attribute("class") != Some("index")) {
            match piece {
                Piece::Open { name, attributes } => {
                    depth += usize::from(name == "svg" || depth > 0);
                    if depth == 0 && name != "wbr" {
                        // How a figure stands on paper, which its class says, depends on its size.
                        let names = attributes.iter().map(|(name, _)| name.as_str());
                        let names: Vec<&str> = names.filter(|name| *name != "class").collect();
                        out.push(format!("{name} {names:?}"));
                    }
                }
                Piece::Close(_) => depth = depth.saturating_sub(1),
                Piece::Text(_) => {}
            }
        }
        out
    };
    let plain = structure(&pieces("plain", &written(&labelled("Plain"), Format::Html)));
    for label in hostile() {
        let blueprint = labelled(&label);
        let page = written(&blueprint, Format::Html);
        let read = pieces(&label, &page);
        let own = structure(&read);
        // A comment of several lines, or with code, has elements of its own for them.
        if !label.contains(['\n', '`']) && !label.starts_with("- ") && !label.trim().is_empty() {
            assert!(own == plain, "{label:?} changes what the page is made of");
        }
        assert!(!own.iter().any(|piece| piece.starts_with("script") || piece.starts_with("img")), "{label:?}");
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!page.contains(turns), "{label:?} turns the text around");
        if !label.chars().any(|c| c.is_control() || turns(c)) {
            assert!(
                text(&read).contains(&blanks(&label.replace('`', ""))) || label.contains('`'),
                "{label:?} is not there"
            );
        }
        let markdown = written(&blueprint, Format::Markdown);
        check_markdown(&label, &markdown);
        assert!(!markdown.contains(turns), "{label:?} turns the text around");
        let outside: String = without_code(&markdown);
        if let Some(at) = outside.find("<script").or_else(|| outside.find("<img")) {
            panic!("{label:?} is markup: {}", &outside[at.saturating_sub(80)..]);
        }
    }
}

/// Markdown but for its blocks of code and its code in lines.
fn without_code(markdown: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        match fence {
            Some(open) => fence = (line != open).then_some(open),
            None if line.starts_with("```") => fence = Some(line.trim_end_matches("mermaid")),
            None => out.extend(line.replace("\\`", "").split('`').step_by(2).chain(["\n"])),
        }
    }
    out
}
