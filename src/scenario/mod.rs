//! Running the blueprint's own tests.
//!
//! A scenario is one contact, named `scenario`, on a clock of its own. Its lines mean:
//!
//! - `at` sets the clock, `after` moves it in the contact's zone; both feed an input that
//!   carries nothing but time. The first `at` feeds it when the lines of `given` behind it
//!   have been read, so that what is given is settled, not what was there before.
//! - `given` sets the state, without anything being set off. A score is given as its total:
//!   what its profile lines give is taken off, the rest are event points, which fade from the
//!   first `at` on. A past event goes into the history and does nothing else.
//! - `when` feeds an event, changes, or both.
//! - `then` looks at everything that happened since the last `when`, `at` or `after`, or at
//!   the state as it is. There, unset equals unset. What waits now, or was deferred since,
//!   `defers`.
//!
//! Nobody is left out by a holdout and everybody gets the first variant, unless it is given.
//!
//! A scenario with `for each` runs once for each row. A `then` that fails does not end a
//! scenario, a line that can't be carried out does.

// Ids of a valid blueprint always index its arenas; nothing else is indexed, and no number may wrap.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing
    )
)]

mod assertion;
mod coverage;
mod given;
mod happened;
mod read;
mod report;
mod runner;
mod whose;
mod why;
mod words;

pub use coverage::{Coverage, Covered, CoveredSequence, CoveredStep};
pub use report::{Failure, Place, ScenarioResult, TestReport};

use crate::decide::Program;

/// Runs all scenarios, in order, every row of each.
#[must_use]
pub(crate) fn run(program: &Program) -> TestReport {
    let mut coverage = Coverage::new(&program.ir);
    let mut scenarios = Vec::new();
    for scenario in program.ir.scenarios.values() {
        // The first file is the blueprint's own.
        let file = Some(scenario.info.span.file.0 as usize).filter(|&file| file > 0);
        let file = file.and_then(|file| program.ir.files.get(file)).cloned();
        for (index, row) in scenario.rows.iter().enumerate() {
            let failures = runner::run(program, scenario, row, &mut coverage);
            let row = (!scenario.columns.is_empty()).then(|| index.saturating_add(1));
            scenarios.push(ScenarioResult {
                name: scenario.info.title().to_owned(),
                file: file.clone(),
                row,
                failures,
            });
        }
    }
    TestReport::new(scenarios, coverage)
}
