//! A strict reader of markup: a page must be well formed as XML too, so that no reader has to guess.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Open { name: String, attributes: Vec<(String, String)> },
    Close(String),
    Text(String),
}

impl Piece {
    /// The value of an attribute of an element that begins here.
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => {
                attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    /// The name of the element that begins here.
    pub fn opens(&self) -> Option<&str> {
        match self {
            Self::Open { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// The pieces of a page, or what is wrong with it.
pub fn read(page: &str) -> Result<Vec<Piece>, String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").unwrap_or(page);
    let (mut pieces, mut open) = (Vec::new(), Vec::<String>::new());
    while !rest.is_empty() {
        let Some(after) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            pieces.push(Piece::Text(unescaped(&rest[..end])?));
            rest = &rest[end..];
            continue;
        };
        let end = after.find('>').ok_or_else(|| format!("a tag has no end: {}", start(after)))?;
        let (tag, next) = (&after[..end], &after[end + 1..]);
        rest = next;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                return Err(format!("`{name}` ends where it is not open; open are {open:?}"));
            }
            pieces.push(Piece::Close(name.to_owned()));
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(format!("`{}` is no tag", start(tag)));
        }
        pieces.push(Piece::Open { name: name.to_owned(), attributes: read_attributes(attributes)? });
        if empty {
            pieces.push(Piece::Close(name.to_owned()));
        } else {
            open.push(name.to_owned());
        }
    }
    if open.is_empty() { Ok(pieces) } else { Err(format!("these do not end: {open:?}")) }
}

fn read_attributes(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").ok_or_else(|| format!("`{}` has no value", start(rest)))?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':') {
            return Err(format!("`{}` is no attribute", start(name)));
        }
        let (value, after) = after.split_once('"').ok_or_else(|| format!("`{name}` is not closed"))?;
        if attributes.iter().any(|(other, _)| other == name) {
            return Err(format!("`{name}` stands twice"));
        }
        attributes.push((name.to_owned(), unescaped(value)?));
        if !after.is_empty() && !after.starts_with([' ', '\n']) {
            return Err(format!("`{}` stands right behind an attribute", start(after)));
        }
        rest = after.trim();
    }
    Ok(attributes)
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';').ok_or_else(|| format!("a lone `&` in `{}`", start(rest)))?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => return Err(format!("`&{}` is none of the five", start(name))),
        });
        rest = after;
    }
    out.push_str(rest);
    match out.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        Some(c) => Err(format!("the control character {c:?}")),
        None => Ok(out),
    }
}

fn start(text: &str) -> String {
    text.chars().take(60).collect()
}
