//! Texts of a directory, and of nothing outside of it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{LoadError, Loader, path};

/// The bytes of a file that are read without another limit: those that one blueprint may have.
const MOST: usize = 4 * 1024 * 1024;

/// Reads the files below a directory.
///
/// Symbolic links are followed as long as what they lead to lies in the directory too. Only regular files are read, and
/// each up to a limit. It holds for texts that want to read what is not theirs; whoever can change the directory while
/// it is being read can also change what it holds.
///
/// ```no_run
/// use crm_blueprint::load::Directory;
/// use crm_blueprint::{Blueprint, Options};
///
/// let options = Options::new().loader(Directory::new("blueprints"));
/// let blueprint = Blueprint::load("shop.blueprint", &options)?;
/// # Ok::<(), crm_blueprint::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    root: PathBuf,
    most: usize,
}

impl Directory {
    /// The files below `root`; an empty path is the current directory.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), most: MOST }
    }

    /// Sets how many bytes a file may have; 4 MiB.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    fn place(&self, path: &str) -> PathBuf {
        let mut place = self.root.clone();
        place.extend(path.split('/'));
        place
    }
}

impl Loader for Directory {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        // It may have been asked by somebody else than this crate.
        if path::problem(path).is_some() {
            return Err(LoadError::NotFound);
        }
        let here = Path::new(".");
        let root = if self.root.as_os_str().is_empty() { here } else { &self.root };
        let root = fs::canonicalize(root).map_err(|error| told("the directory of imports", &error))?;
        let place = fs::canonicalize(self.place(path)).map_err(|error| failed(&error))?;
        if !place.starts_with(&root) {
            return Err(LoadError::Other("it leads out of the directory of imports".to_owned()));
        }
        // Asked before it is opened: to open a pipe would wait for somebody who writes.
        let regular = || LoadError::Other("it is not a regular file".to_owned());
        if !fs::metadata(&place).map_err(|error| failed(&error))?.is_file() {
            return Err(regular());
        }
        let file = File::open(&place).map_err(|error| failed(&error))?;
        if !file.metadata().map_err(|error| failed(&error))?.is_file() {
            return Err(regular());
        }
        let mut bytes = Vec::new();
        let most = u64::try_from(self.most).unwrap_or(u64::MAX);
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        if bytes.len() > self.most {
            return Err(LoadError::TooLarge);
        }
        String::from_utf8(bytes).map_err(|_| LoadError::NotText)
    }

    fn shown(&self, path: &str) -> String {
        self.place(path).to_string_lossy().into_owned()
    }
}

fn failed(error: &io::Error) -> LoadError {
    match error.kind() {
        // A path through a file, `a.blueprint/b.blueprint`, is nowhere either.
        ErrorKind::NotFound | ErrorKind::NotADirectory => LoadError::NotFound,
        _ => told("it", error),
    }
}

/// What the system says of itself, and not its numbers.
fn told(what: &str, error: &io::Error) -> LoadError {
    LoadError::Other(format!("{what} can't be read: {}", error.kind()))
}
