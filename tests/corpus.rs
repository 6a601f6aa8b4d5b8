//! Runs every case of `tests/corpus`, one test a file; see its README for the form.

mod corpus_runner;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    let trials = corpus_runner::trials();
    libtest_mimic::run(&arguments, trials).exit_code()
}
