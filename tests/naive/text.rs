//! Tests of texts.

use crm_blueprint::ir::TextTest;

/// In lower case, character by character.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

pub fn test(op: TextTest, text: &str, part: &str) -> bool {
    let (text, part) = (lower(text), lower(part));
    match op {
        TextTest::Contains => text.contains(&part),
        TextTest::StartsWith => text.starts_with(&part),
        TextTest::EndsWith => text.ends_with(&part),
        TextTest::ContainsWord => {
            let places = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            part.is_empty()
                || places.filter(|at| text[*at..].starts_with(&part)).any(|at| {
                    let before = text[..at].chars().next_back();
                    let behind = text[at + part.len()..].chars().next();
                    !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
                })
        }
        _ => panic!("a test that the reference does not have"),
    }
}
