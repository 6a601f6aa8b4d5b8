//! How a text is read: the limits that a host sets.

use std::sync::Arc;

use crate::check::CheckLimits;
use crate::load::{LoadLimits, Loader};
use crate::parse::Limits;

/// How a blueprint's text is read and checked. The defaults hold for texts from anywhere; a host may be
/// stricter with texts that it does not trust, or show more of what is wrong.
///
/// ```
/// use crm_blueprint::{Blueprint, Options};
/// use crm_blueprint::parse::Limits;
///
/// let mut limits = Limits::default();
/// limits.source_bytes = 64 * 1024;
/// limits.declarations = 500;
/// let options = Options::new().limits(limits).diagnostics(20);
///
/// let blueprint = Blueprint::parse_with("uploaded", "blueprint demo\nteam sales", &options)?;
/// assert!(blueprint.warnings().is_empty());
/// # Ok::<(), crm_blueprint::ParseError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// What the parser takes in. Higher limits of nesting and operators need a larger stack than the 2 MiB of a
    /// thread, and blueprints beyond the defaults may be refused where they are read from their stored form: only
    /// that of declarations is one of the stored form too, see [`from_ir_json_with`](crate::Blueprint::from_ir_json_with).
    pub limits: Limits,
    /// How much the checker looks into.
    pub check: CheckLimits,
    /// Who gives the texts of imports; none. The standard blocks need nobody.
    pub loader: Option<Arc<dyn Loader>>,
    /// How much is imported.
    pub load: LoadLimits,
    /// The most diagnostics that a report holds; the rest are counted. 100.
    pub diagnostics: usize,
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            limits: Limits::default(),
            check: CheckLimits::default(),
            loader: None,
            load: LoadLimits::default(),
            diagnostics: 100,
        }
    }

    /// Sets what the parser takes in.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how much the checker looks into.
    #[must_use]
    pub fn check(mut self, limits: CheckLimits) -> Self {
        self.check = limits;
        self
    }

    /// Sets who gives the texts of imports.
    #[must_use]
    pub fn loader(mut self, loader: impl Loader + 'static) -> Self {
        self.loader = Some(Arc::new(loader));
        self
    }

    /// Sets how much is imported.
    #[must_use]
    pub const fn load(mut self, limits: LoadLimits) -> Self {
        self.load = limits;
        self
    }

    /// Sets the most diagnostics that a report holds. With 0 it only counts them: a blueprint with errors is
    /// refused all the same.
    #[must_use]
    pub const fn diagnostics(mut self, most: usize) -> Self {
        self.diagnostics = most;
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
