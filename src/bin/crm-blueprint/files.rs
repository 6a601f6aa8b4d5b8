//! What the tool reads.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crm_blueprint::load::Directory;

/// Why the tool can't do what it was asked: one message, perhaps of several lines.
#[derive(Debug)]
pub struct ToolError(pub String);

/// More than any blueprint, state or input may have.
const MOST: u64 = 64 << 20;

/// Files, and standard input once.
#[derive(Debug)]
pub struct Files {
    stdin_read: bool,
    /// Where imports are, if not where their blueprint is.
    root: Option<PathBuf>,
}

impl Files {
    /// With the directory of imports, where one is named.
    pub fn new(root: Option<&str>) -> Self {
        Self { stdin_read: false, root: root.map(PathBuf::from) }
    }

    /// What gives the imports of a blueprint: its own directory, of standard input the current one.
    pub fn imports_of(&self, path: &str) -> Directory {
        let own = || if path == "-" { None } else { Path::new(path).parent() };
        Directory::new(self.root.as_deref().or_else(own).unwrap_or(Path::new("")))
    }

    /// The bytes of a file, or of standard input for `-`.
    pub fn read(&mut self, path: &str) -> Result<Vec<u8>, ToolError> {
        let mut bytes = Vec::new();
        let read = if path == "-" {
            if std::mem::replace(&mut self.stdin_read, true) {
                return Err(ToolError("standard input can be read once only: use `-` for one file".to_owned()));
            }
            std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
        } else {
            if Path::new(path).is_dir() {
                return Err(ToolError(format!("{path}: this is a directory, not a file")));
            }
            File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
        };
        let shown = name(path);
        match read {
            Ok(_) if bytes.len() as u64 > MOST => Err(ToolError(format!("{shown}: larger than {} MiB", MOST >> 20))),
            Ok(_) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err(ToolError(format!("{shown}: there is no such file")))
            }
            Err(error) => Err(ToolError(format!("{shown}: {error}"))),
        }
    }

    /// The text of a file that must be UTF-8.
    pub fn read_text(&mut self, path: &str) -> Result<String, ToolError> {
        String::from_utf8(self.read(path)?).map_err(|_| ToolError(format!("{}: the text is not UTF-8", name(path))))
    }
}

/// The name of a file as shown in messages.
pub fn name(path: &str) -> &str {
    if path == "-" { "<stdin>" } else { path }
}
