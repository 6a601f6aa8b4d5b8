//! `map FILE --to FORMAT`

use crm_blueprint::map::{self, Format, Options};

use super::{Loaded, Outcome, load};
use crate::files::{Files, ToolError, name};
use crate::output;

pub fn run(
    files: &mut Files,
    path: &str,
    to: Format,
    output: Option<&str>,
    only: Option<&str>,
) -> Result<Outcome, ToolError> {
    let Loaded { blueprint, report, sources } = load(files, path)?;
    let Some(blueprint) = blueprint else {
        // Standard output is for the map, and may go to a file.
        output::complain_of(&output::report(&report, &sources, crate::arguments::Format::Full));
        return Ok(Outcome::Findings);
    };
    let mut options = Options::default();
    if let Some(only) = only {
        options = options.chart(only);
    }
    let text = map::map(blueprint.ir(), to, &options).map_err(|error| ToolError(format!("{}: {error}", name(path))))?;
    match output {
        Some(to) if to != "-" => {
            std::fs::write(to, text).map_err(|error| ToolError(format!("{to}: {error}")))?;
        }
        _ => output::say_plain(&text)?,
    }
    Ok(Outcome::Clean)
}
