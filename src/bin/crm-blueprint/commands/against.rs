//! What `check --against` adds: what another version means for contacts under way.

use crm_blueprint::Blueprint;
use crm_blueprint::state::{Changes, Weight};

use super::check::counted;
use super::{Loaded, load};
use crate::arguments::Format;
use crate::files::{Files, ToolError, name};
use crate::output;

/// Reads the earlier version. With errors it is no blueprint that a contact was ever under.
pub fn load_old(files: &mut Files, path: &str) -> Result<Blueprint, ToolError> {
    let Loaded { blueprint, report, sources } = load(files, path)?;
    blueprint.ok_or_else(|| {
        let found = report.concise(&sources);
        ToolError(format!("{}: nothing can be compared with it, for it has errors:\n{}", name(path), found.trim_end()))
    })
}

/// Tells what changes, for reading.
pub fn say(changes: &Changes, file: &str, format: Format) -> Result<(), ToolError> {
    match format {
        Format::Json => Ok(()),
        Format::Concise => {
            let lines = changes.changes.iter().map(|change| format!("{file}: {change}\n"));
            output::say(&lines.collect::<String>())
        }
        Format::Full if changes.changes.is_empty() => output::say("contacts are carried over as they are\n"),
        Format::Full => {
            let count = |weight| changes.changes.iter().filter(|change| change.weight == weight).count();
            let errors = counted(count(Weight::Error), "error");
            let warnings = counted(count(Weight::Warning), "warning");
            let notes = counted(count(Weight::Note), "note");
            output::say(&format!("\nFor contacts under way:\n{changes}\n{errors}, {warnings}, {notes}\n"))
        }
    }
}
