//! "Did you mean": the declared name nearest to a mistyped one.

/// Longer names are not compared: it would take time and help nobody.
const LONGEST: usize = 64;

/// The candidate nearest to `name`: at most two edits away (a letter added, left out,
/// replaced, or two neighbours swapped), and at most half the name's letters. Of
/// equally near ones the first.
pub(crate) fn did_you_mean<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let letters: Vec<char> = name.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return None;
    }
    let within = 2.min(letters.len() / 2);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let others: Vec<char> = candidate.chars().take(LONGEST + 1).collect();
        if others.len() > LONGEST || others.len().abs_diff(letters.len()) > within {
            continue;
        }
        let distance = distance(&letters, &others);
        if distance <= within && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance: edits and swaps of neighbours, no part twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, &x) in (1..).zip(a) {
        let mut line = Vec::with_capacity(last.len());
        line.push(row);
        for (column, &y) in b.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut least =
                (at(&last, column) + usize::from(x != y)).min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            if let Some(left) = column.checked_sub(1)
                && x != y
                && b.get(left) == Some(&x)
                && previous == Some(y)
            {
                least = least.min(at(&before, left) + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
        previous = Some(x);
    }
    last.last().copied().unwrap_or(0)
}

/// The end of a message that proposes another name.
pub(crate) fn proposed(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
