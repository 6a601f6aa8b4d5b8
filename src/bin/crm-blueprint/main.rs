//! The command-line tool: a thin layer over the library.
//!
//! Results go to standard output, what keeps the tool from working to standard error.
//! Exit codes: 0 clean (warnings alone are clean), 1 errors in a blueprint or failed
//! scenarios, 2 the tool could not do what it was asked.

mod arguments;
mod commands;
mod files;
mod output;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // clap itself leaves with 2 for a usage error, and with 0 for help.
    let arguments = arguments::Arguments::parse();
    match commands::run(&arguments.command) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            output::complain(&error);
            ExitCode::from(2)
        }
    }
}
