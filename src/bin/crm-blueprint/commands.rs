//! The commands.

mod against;
mod blocks;
mod check;
mod decide;
mod explain;
mod map;
mod test;

use std::process::ExitCode;

use crm_blueprint::diagnostic::{Code, Diagnostic, Report};
use crm_blueprint::state::{ContactState, Input};
use crm_blueprint::text::SourceMap;
use crm_blueprint::{Blueprint, Options};

use crate::arguments::{Command, Format};
use crate::files::{Files, ToolError, name};
use crate::output;

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing, or warnings alone.
    Clean,
    /// Errors, or failed scenarios.
    Findings,
    /// It could not do everything that it was asked.
    Incomplete,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
            Outcome::Incomplete => Self::from(2),
        }
    }
}

/// Runs a command.
pub fn run(command: &Command) -> Result<Outcome, ToolError> {
    match command {
        Command::Check { files, against, root, format } => {
            check::run(files, against.as_deref(), &mut Files::new(root.root.as_deref()), *format)
        }
        Command::Test { files, root, format } => test::run(files, &mut Files::new(root.root.as_deref()), *format),
        Command::Decide { file, state, input, root, format } => {
            decide::run(&mut Files::new(root.root.as_deref()), file, state, input, *format)
        }
        Command::Explain { subject, state, input, root, format } => {
            let mut files = Files::new(root.root.as_deref());
            explain::run(&mut files, subject, state.as_deref(), input.as_deref(), *format)
        }
        Command::Map { file, to, output, only, root } => {
            let mut files = Files::new(root.root.as_deref());
            map::run(&mut files, file, *to, output.as_deref(), only.as_deref())
        }
        Command::Blocks { name, format } => blocks::run(name.as_deref(), *format),
    }
}

/// A blueprint and what was found in it.
struct Loaded {
    blueprint: Option<Blueprint>,
    report: Report,
    sources: SourceMap,
}

/// Reads and checks a blueprint.
fn load(files: &mut Files, path: &str) -> Result<Loaded, ToolError> {
    let bytes = files.read(path)?;
    let sixteen = matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let Ok(text) = String::from_utf8(bytes) else {
        let (what, help) = if sixteen {
            ("UTF-16, not UTF-8", "save the file as UTF-8 (editors call it an encoding)")
        } else {
            ("not UTF-8", "save the file as UTF-8 (editors call it an encoding); is it a blueprint at all?")
        };
        let found = Diagnostic::without_place(Code::BadEncoding, format!("{} is {what}", name(path))).help(help);
        return Ok(Loaded { blueprint: None, report: Report::new(vec![found], 1), sources: SourceMap::default() });
    };
    let options = Options::new().loader(files.imports_of(path));
    let (blueprint, report, sources) = Blueprint::check_with(name(path), &text, &options);
    Ok(Loaded { blueprint, report, sources })
}

/// What `decide` and `explain` are asked.
type Question = (Blueprint, ContactState, Input);

/// Reads what is asked; `None` where the blueprint has errors, which are reported.
fn question(
    files: &mut Files,
    file: &str,
    state: &str,
    input: &str,
    format: Format,
) -> Result<Option<Question>, ToolError> {
    let Loaded { blueprint, report, sources } = load(files, file)?;
    let Some(blueprint) = blueprint else {
        match format {
            Format::Json => output::say_json(&report.json(&sources))?,
            _ => output::say(&output::report(&report, &sources, format))?,
        }
        return Ok(None);
    };
    let state_text = files.read_text(state)?;
    let input_text = files.read_text(input)?;
    let at = |path: &str, problem: &dyn std::fmt::Display| format!("{}: {problem}", name(path)).replace('\n', "\n  ");
    let read_state = blueprint.contact_from_json(&state_text).map_err(|problems| at(state, &problems));
    let read_input = Input::from_json(&input_text)
        .map_err(|problem| at(input, &format!("this is not the JSON of an input: {problem}")));
    match (read_state, read_input) {
        (Ok(state), Ok(input)) => Ok(Some((blueprint, state, input))),
        (state, input) => {
            let problems: Vec<String> = state.err().into_iter().chain(input.err()).collect();
            Err(ToolError(problems.join("\n")))
        }
    }
}
