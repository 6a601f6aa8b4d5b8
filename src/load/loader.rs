//! Where a host keeps the texts of its imports.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Gives the texts that a blueprint imports. The host's: a directory ([`Directory`](super::Directory)), texts in memory
/// ([`MemoryLoader`]), a database.
///
/// It is asked for a path only if that is well formed (see [`load`](super::load())) and is none of the standard blocks'
/// ([`blocks`](crate::blocks)), and at most once in one reading.
pub trait Loader: fmt::Debug + Send + Sync {
    /// The text at `path`, which counts from the root of this loader.
    ///
    /// # Errors
    ///
    /// There is no such text, or it can't be given.
    fn load(&self, path: &str) -> Result<String, LoadError>;

    /// What messages call the text at `path`: as a reader would find it. Each path has a name of its own.
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Why a text can't be given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is none at this path.
    #[error("there is no such file")]
    NotFound,
    /// It has more bytes than are read.
    #[error("it has more bytes than are read")]
    TooLarge,
    /// It is not UTF-8.
    #[error("it is not a text in UTF-8")]
    NotText,
    /// Anything else, in words that may stand in a message.
    #[error("{0}")]
    Other(String),
}

/// Texts in memory, by path.
///
/// ```
/// use crm_blueprint::load::MemoryLoader;
/// use crm_blueprint::{Blueprint, Options};
///
/// let loader = MemoryLoader::new().with("teams.blueprint", "team care \"Customer care\"");
/// let options = Options::new().loader(loader);
/// let text = "import \"teams.blueprint\"\nblueprint shop { owner care }";
/// let blueprint = Blueprint::parse_with("shop.blueprint", text, &options)?;
/// assert_eq!(blueprint.ir().files, ["shop.blueprint", "teams.blueprint"]);
/// # Ok::<(), crm_blueprint::ParseError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryLoader {
    texts: BTreeMap<String, String>,
}

impl MemoryLoader {
    /// Without any text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the text at a path, in place of one that was there.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.insert(path.into(), text.into());
        self
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for MemoryLoader {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        Self { texts: texts.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Loader for MemoryLoader {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        self.texts.get(path).cloned().ok_or(LoadError::NotFound)
    }
}

/// A loader that is shared.
impl<L: Loader + ?Sized> Loader for Arc<L> {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        (**self).load(path)
    }

    fn shown(&self, path: &str) -> String {
        (**self).shown(path)
    }
}
