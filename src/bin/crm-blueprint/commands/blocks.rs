//! `blocks`, `blocks NAME`

use crm_blueprint::blocks::{ALL, Block, find};
use serde_json::{Value, json};

use super::Outcome;
use super::decide::lines;
use crate::arguments::Format;
use crate::files::ToolError;
use crate::output;

pub fn run(name: Option<&str>, format: Format) -> Result<Outcome, ToolError> {
    let Some(name) = name else {
        return list(format);
    };
    let path = if name.contains('/') { name.to_owned() } else { format!("blocks/{name}.blueprint") };
    let Some(block) = find(&path) else {
        let names: Vec<&str> = ALL.iter().map(|block| block.name).collect();
        return Err(ToolError(format!("there is no block `{}`; there are {}", name.escape_debug(), names.join(", "))));
    };
    match format {
        Format::Json => output::say_json(&told(block))?,
        _ => output::say(&lines(block.text))?,
    }
    Ok(Outcome::Clean)
}

/// The names of all blocks, with what they are for.
fn list(format: Format) -> Result<Outcome, ToolError> {
    match format {
        Format::Json => output::say_json(&json!({"blocks": ALL.iter().map(told).collect::<Vec<_>>()}))?,
        Format::Concise => output::say(&ALL.iter().map(|block| format!("{}\n", block.path)).collect::<String>())?,
        Format::Full => {
            let widest = ALL.iter().map(|block| block.name.len()).max().unwrap_or_default();
            let text: String = ALL.iter().map(|block| format!("{:widest$}  {}\n", block.name, block.title())).collect();
            output::say(&format!("{text}\nimport \"blocks/NAME.blueprint\" brings one in.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

fn told(block: &Block) -> Value {
    json!({"name": block.name, "path": block.path, "title": block.title(), "text": block.text})
}
