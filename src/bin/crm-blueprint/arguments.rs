//! The command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Check, test and run CRM blueprints.
#[derive(Debug, Parser)]
#[command(name = "crm-blueprint", version, about, after_help = CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const CODES: &str = "Exit codes: 0 clean, 1 errors in a blueprint or failed scenarios, 2 usage or tool errors.
`-` reads standard input; it can be read once.";

const CHARTS: &str = "Several pictures stand one beneath the other in one svg, mermaid or dot text; `--only` draws one of them. \
A name that there is not lists those that there are.";

/// The formats of maps by their names.
fn map_format() -> impl TypedValueParser<Value = crm_blueprint::map::Format> {
    let names = crm_blueprint::map::Format::ALL.iter().map(|format| format.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report everything that is wrong with blueprints
    Check {
        /// The blueprints; `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// An earlier version: also tell what the blueprint means for contacts stored under it
        #[arg(long, value_name = "OLD")]
        against: Option<String>,
        #[command(flatten)]
        root: Root,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Run the scenarios that stand in blueprints
    Test {
        /// The blueprints; `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        #[command(flatten)]
        root: Root,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Decide what follows from one input for one contact: the decision and the next state
    Decide {
        /// The blueprint; `-` is standard input
        file: String,
        /// The contact's state, a JSON file
        #[arg(long, value_name = "FILE")]
        state: String,
        /// The input, a JSON file
        #[arg(long, value_name = "FILE")]
        input: String,
        #[command(flatten)]
        root: Root,
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
    },
    /// Explain a decision part by part, or what a code such as E0101 means
    Explain {
        /// The blueprint (`-` is standard input), or a code
        #[arg(value_name = "FILE|CODE")]
        subject: String,
        /// The contact's state, a JSON file
        #[arg(long, value_name = "FILE", requires = "input")]
        state: Option<String>,
        /// The input, a JSON file
        #[arg(long, value_name = "FILE", requires = "state")]
        input: Option<String>,
        #[command(flatten)]
        root: Root,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write a blueprint as pictures, or as a page for reading and printing
    #[command(after_help = CHARTS)]
    Map {
        /// The blueprint; `-` is standard input
        file: String,
        /// What to write: pages are html and markdown, pictures mermaid, dot and svg
        #[arg(long, value_name = "FORMAT", value_parser = map_format())]
        to: crm_blueprint::map::Format,
        /// Where to write it; without, to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<String>,
        /// One picture alone, such as `journey.lifecycle`
        #[arg(long, value_name = "CHART")]
        only: Option<String>,
        #[command(flatten)]
        root: Root,
    },
    /// List the standard blocks that blueprints may import, or print one
    Blocks {
        /// The block to print, such as `welcome`
        name: Option<String>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Where imports are.
#[derive(Debug, Args)]
pub struct Root {
    /// The directory from which imports are read; without it, that of the blueprint
    #[arg(long, value_name = "DIR")]
    pub root: Option<String>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For reading
    #[default]
    Full,
    /// One line each
    Concise,
    /// For programs
    Json,
}
