//! What customers feel, as a number.

/// From -2 to 3, of the words that the language suggests; others stand for themselves.
pub(super) fn level(word: &str) -> Option<i8> {
    Some(match word {
        "frustrated" => -2,
        "anxious" => -1,
        "neutral" => 0,
        "curious" | "confident" | "relieved" => 1,
        "satisfied" => 2,
        "delighted" => 3,
        _ => return None,
    })
}
