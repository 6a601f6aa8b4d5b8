//! The form of paths.

use unicode_normalization::is_nfc;

/// Bytes of a path.
const LONGEST: usize = 1_024;

/// Why an import can't have this path, and what to write instead.
pub(super) fn problem(path: &str) -> Option<(String, &'static str)> {
    const ROOT: &str = "paths count from the root of the imports, `import \"parts/teams.blueprint\"`";
    let found = |what: &str, help| Some((what.to_owned(), help));
    if path.len() > LONGEST {
        return Some((format!("it has {} bytes, and at most {LONGEST} are allowed", path.len()), "use a shorter path"));
    }
    if path.contains('\\') {
        return found("it has a `\\`", "divide its parts by `/`");
    }
    if path.contains(':') {
        return found("it has a `:`", ROOT);
    }
    if path.chars().any(char::is_control) {
        return found("it has a control character", ROOT);
    }
    if path.starts_with('/') {
        return found("it begins with `/`", ROOT);
    }
    for part in path.split('/') {
        match part {
            "" => return found("a part of it is empty", ROOT),
            "." | ".." => return Some((format!("it has a part `{part}`"), ROOT)),
            _ => {}
        }
    }
    if !path.ends_with(".blueprint") {
        return found("it does not end in `.blueprint`", "only blueprints can be imported");
    }
    if !is_nfc(path) {
        return found("its letters are not in the composed form (NFC)", "write the path again, letter by letter");
    }
    None
}
