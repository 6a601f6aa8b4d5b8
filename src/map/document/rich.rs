//! Putting text together.

use super::model::{Inline, Rich, Tone};

impl Rich {
    /// The document's own words.
    pub(in crate::map) fn own(words: impl Into<String>) -> Self {
        Self::default().and_own(words)
    }

    /// Words of the blueprint.
    pub(in crate::map) fn text(words: &str) -> Self {
        Self::default().and_text(words)
    }

    /// Prose of the blueprint, with code between backticks.
    pub(in crate::map) fn prose(words: &str) -> Self {
        let mut all = Self::default();
        let mut rest = words;
        while let Some((before, code, after)) = rest
            .split_once('`')
            .and_then(|(before, more)| more.split_once('`').map(|(code, after)| (before, code, after)))
        {
            if !before.is_empty() {
                all = all.and_text(before);
            }
            all = all.and_code(code);
            rest = after;
        }
        if rest.is_empty() { all } else { all.and_text(rest) }
    }

    /// A name or an expression as the blueprint writes it.
    pub(in crate::map) fn code(code: impl Into<String>) -> Self {
        Self::default().and_code(code)
    }

    /// An expression in a reader's words.
    pub(in crate::map) fn said(words: impl Into<String>) -> Self {
        Self(vec![Inline::Said(words.into())])
    }

    /// A mark.
    pub(in crate::map) fn mark(tone: Tone, words: impl Into<String>) -> Self {
        Self::default().and_mark(tone, words)
    }

    #[must_use]
    pub(in crate::map) fn and_own(mut self, words: impl Into<String>) -> Self {
        self.0.push(Inline::Own(words.into()));
        self
    }

    #[must_use]
    pub(in crate::map) fn and_text(mut self, words: &str) -> Self {
        self.0.push(Inline::Text(words.to_owned()));
        self
    }

    #[must_use]
    pub(in crate::map) fn and_code(mut self, code: impl Into<String>) -> Self {
        self.0.push(Inline::Code(code.into()));
        self
    }

    #[must_use]
    pub(in crate::map) fn and_mark(mut self, tone: Tone, words: impl Into<String>) -> Self {
        self.0.push(Inline::Mark { tone, text: words.into() });
        self
    }

    #[must_use]
    pub(in crate::map) fn and(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }

    /// What follows, if anything, behind some words of the document.
    #[must_use]
    pub(in crate::map) fn and_some(self, before: &str, other: Option<Self>) -> Self {
        match other {
            Some(other) => self.and_own(before).and(other),
            None => self,
        }
    }

    /// Several, with something between them.
    pub(in crate::map) fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for part in parts {
            if !all.is_empty() {
                all = all.and_own(between);
            }
            all = all.and(part);
        }
        all
    }

    pub(in crate::map) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
