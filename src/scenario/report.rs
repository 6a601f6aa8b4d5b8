//! What the scenarios showed.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::Coverage;
use crate::text::escape::escape;
use crate::text::{SourceMap, Span};

/// What is expected of a condition.
pub(super) const CONDITION: &str = "the condition to be true";

/// What the scenarios of a blueprint showed. Displayed, it is a report for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestReport {
    /// One for each row of each scenario, in order.
    pub scenarios: Vec<ScenarioResult>,
    coverage: Coverage,
}

/// What one run of a scenario showed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScenarioResult {
    /// The scenario's name.
    pub name: String,
    /// The path of the imported file in which it stands; none for the blueprint's own.
    pub file: Option<String>,
    /// The row of `for each`, from 1.
    pub row: Option<usize>,
    /// What failed; none where it passed.
    pub failures: Vec<Failure>,
}

/// A line of a scenario that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// The line.
    pub span: Span,
    /// The line for readers, where the text of the blueprint is known.
    pub place: Option<Place>,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub happened: String,
    /// Why, as far as it is known: one reason each.
    pub why: Vec<String>,
}

/// A line of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What it says.
    pub text: String,
}

impl TestReport {
    pub(super) const fn new(scenarios: Vec<ScenarioResult>, coverage: Coverage) -> Self {
        Self { scenarios, coverage }
    }

    /// The same report, with the lines of failures as they stand in the text.
    #[must_use]
    pub(crate) fn with_sources(mut self, sources: &SourceMap) -> Self {
        for failure in self.scenarios.iter_mut().flat_map(|result| &mut result.failures) {
            failure.place = place(sources, failure.span);
            // The text says it better.
            if failure.expected == CONDITION
                && let Some(condition) = failure.place.as_ref().and_then(|place| place.text.strip_prefix("then "))
            {
                failure.expected = format!("`{}` to be true", condition.trim());
            }
        }
        self
    }

    /// Whether every scenario passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.scenarios.iter().all(ScenarioResult::passed)
    }

    /// Which rules, transitions and sequences the scenarios set off.
    #[must_use]
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// For tests.
    ///
    /// # Panics
    ///
    /// With the whole report, where a scenario failed.
    #[track_caller]
    #[expect(clippy::panic, reason = "this is what it is for")]
    pub fn assert_passed(&self) {
        if !self.passed() {
            panic!("{self}");
        }
    }

    /// One line for each failure, `file:line: scenario: expected …, but …`; empty where all passed.
    #[must_use]
    pub fn concise(&self) -> String {
        let mut text = String::new();
        for result in &self.scenarios {
            for failure in &result.failures {
                if let Some(place) = &failure.place {
                    text.push_str(&format!("{}:{}: ", escape(&place.file), place.line));
                }
                let told = format!("{}: expected {}, but {}", result.title(), failure.expected, failure.happened);
                text.push_str(&escape(&told));
                text.push('\n');
            }
        }
        text
    }
}

impl ScenarioResult {
    /// Whether nothing failed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// The name, with the row where there is one.
    #[must_use]
    pub fn title(&self) -> String {
        match self.row {
            Some(row) => format!("{} (row {row})", self.name),
            None => self.name.clone(),
        }
    }
}

fn place(sources: &SourceMap, span: Span) -> Option<Place> {
    const SHOWN: usize = 160;
    let file = sources.get(span.file)?;
    let line = sources.line_column(span)?.line;
    let text = file.lines().line(file.text(), line)?.trim().chars().take(SHOWN).collect();
    Some(Place { file: file.name().to_owned(), line, text })
}

impl fmt::Display for TestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for result in &self.scenarios {
            let mark = if result.passed() { "ok    " } else { "FAILED" };
            write!(f, "{mark} {}", escape(&result.title()))?;
            match &result.file {
                Some(file) => writeln!(f, " ({})", escape(file))?,
                None => writeln!(f)?,
            }
            for failure in &result.failures {
                write!(f, "{failure}")?;
            }
        }
        let failed = self.scenarios.iter().filter(|result| !result.passed()).count();
        let passed = self.scenarios.len().saturating_sub(failed);
        write!(f, "{passed} passed, {failed} failed")?;
        if self.scenarios.is_empty() {
            return Ok(());
        }
        let list = |names: Vec<&str>| names.join(", ");
        let (rules, ways) =
            (list(self.coverage.unfired_rules().collect()), list(self.coverage.untaken_transitions().collect()));
        if !rules.is_empty() {
            write!(f, "\nrules that no scenario made fire: {rules}")?;
        }
        if !ways.is_empty() {
            write!(f, "\ntransitions that no scenario took: {ways}")?;
        }
        let unstarted: Vec<&str> = self.coverage.unstarted_sequences().collect();
        if !unstarted.is_empty() {
            write!(f, "\nsequences that no scenario started: {}", unstarted.join(", "))?;
        }
        // All steps of a sequence that never began would say nothing new.
        let steps = self.coverage.unreached_steps().filter(|(sequence, _)| !unstarted.contains(sequence));
        let steps: Vec<String> = steps.map(|(sequence, step)| format!("{sequence}: {}", escape(step))).collect();
        if !steps.is_empty() {
            write!(f, "\nsteps that no scenario came to: {}", steps.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Place { file, line, text }) = &self.place {
            writeln!(f, "  {}:{line}: {}", escape(file), escape(text))?;
        }
        writeln!(f, "    expected: {}", escape(&self.expected))?;
        writeln!(f, "    happened: {}", escape(&self.happened))?;
        for reason in &self.why {
            let mut lines = reason.lines();
            writeln!(f, "    because:  {}", escape(lines.next().unwrap_or_default()))?;
            for line in lines {
                writeln!(f, "              {}", escape(line))?;
            }
        }
        Ok(())
    }
}

impl Serialize for TestReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("TestReport", 3)?;
        out.serialize_field("passed", &self.passed())?;
        out.serialize_field("scenarios", &self.scenarios)?;
        out.serialize_field("coverage", &self.coverage)?;
        out.end()
    }
}

impl Serialize for ScenarioResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("ScenarioResult", 5)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("row", &self.row)?;
        out.serialize_field("passed", &self.passed())?;
        out.serialize_field("failures", &self.failures)?;
        out.end()
    }
}
