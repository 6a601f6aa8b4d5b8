//! Runs every case of `tests/corpus`, one test a file; see its README for the form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod corpus_judge;
mod corpus_runner;
mod naive;

use std::fs;
use std::process::ExitCode;

use corpus_runner::case::Case;
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let trials = corpus_runner::files()
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(corpus_runner::root()).unwrap().with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            Trial::test(name, move || {
                let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
                corpus_judge::run(&Case::read(&text)?).map_err(Into::into)
            })
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
