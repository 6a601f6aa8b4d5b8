//! Tests of texts. All but `==` and `matches` ignore case: both sides in lower case.

use std::borrow::Cow;

use super::{Evaluator, ExprId, Given, Outcome, Unknown, Value, owned, value};
use crate::ir::{TEXT_LIMIT, TextTest};

impl<'e> Evaluator<'e> {
    pub(super) fn text_test(&self, op: TextTest, text: ExprId, part: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let (text, part) = (self.eval(text, given)?, self.eval(part, given)?);
        let (Value::Text(text), Value::Text(part)) = (text.as_ref(), part.as_ref()) else { return Err(Unknown::Unfit) };
        owned(Value::Bool(test(op, &lower(text), &lower(part))))
    }

    /// Kleene's or.
    pub(super) fn contains_any(&self, text: ExprId, elements: &[ExprId], given: Given<'_, 'e>) -> Outcome<'e> {
        if elements.is_empty() {
            // The `or` of nothing, whatever the text is.
            return owned(Value::Bool(false));
        }
        let text = value::text(self.eval(text, given))?;
        let text = lower(&text);
        let mut unknown = None;
        for &element in elements {
            match value::text(self.eval(element, given)) {
                Ok(part) if text.contains(lower(&part).as_ref()) => return owned(Value::Bool(true)),
                Ok(_) => {}
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or_else(|| owned(Value::Bool(false)), Err)
    }

    pub(super) fn matches(&self, id: ExprId, text: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let text = value::text(self.eval(text, given))?;
        let pattern = self.scene.program.plan.pattern(id).ok_or(Unknown::Unfit)?;
        owned(Value::Bool(pattern.is_match(&text)))
    }
}

/// In lower case, as the language compares; a text that is so already is not copied.
fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    // Char by char: a final sigma is a sigma like any other.
    Cow::Owned(text.chars().flat_map(char::to_lowercase).collect())
}

/// The function `lower`; some letters take more room in lower case.
pub(super) fn lowered(text: &str) -> Result<Value, Unknown> {
    let text = lower(text);
    if text.len() > TEXT_LIMIT { Err(Unknown::TooLong) } else { Ok(Value::text(&text)) }
}

fn test(op: TextTest, text: &str, part: &str) -> bool {
    match op {
        TextTest::Contains => text.contains(part),
        TextTest::ContainsWord => contains_word(text, part),
        TextTest::StartsWith => text.starts_with(part),
        TextTest::EndsWith => text.ends_with(part),
    }
}

fn contains_word(text: &str, part: &str) -> bool {
    if part.is_empty() {
        return true;
    }
    let border = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
    let mut before = None;
    for (at, first) in text.char_indices() {
        // The cheap questions come first: the long comparison is made at borders only.
        let fits = border(before)
            && text.get(at..).and_then(|rest| rest.strip_prefix(part)).is_some_and(|rest| border(rest.chars().next()));
        if fits {
            return true;
        }
        before = Some(first);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_between_borders() {
        let word = |text: &str, part: &str| test(TextTest::ContainsWord, &lower(text), &lower(part));
        assert!(word("Merci, beaucoup", "merci"));
        assert!(word("un MERCI", "merci"));
        assert!(!word("remerciement", "merci"));
        assert!(!word("merciless", "merci"));
        assert!(word("xmerci merci", "merci"));
        assert!(word("aaa a-a", "a-a"));
        assert!(word("", ""));
        assert!(!word("", "a"));
        assert!(word("été!", "Été"));
        assert!(word("c++ and c", "c++"));
    }

    #[test]
    fn case_is_ignored_char_by_char() {
        let contains = |text: &str, part: &str| test(TextTest::Contains, &lower(text), &lower(part));
        assert!(contains("ΟΔΟΣ", "σ"));
        assert!(contains("STRASSE", "strasse"));
        assert!(!contains("straße", "strasse"));
        assert!(contains("abc", ""));
    }

    #[test]
    fn lower_case_may_grow_over_the_bound() {
        let text = "İ".repeat(TEXT_LIMIT / 2);
        assert_eq!(lowered(&text), Err(Unknown::TooLong));
        assert_eq!(lowered("ABC"), Ok(Value::text("abc")));
    }
}
