//! The standard blocks: parts of a life cycle that most companies need, ready to be imported.
//!
//! ```
//! use crm_blueprint::Blueprint;
//! let blueprint = Blueprint::parse(r#"
//!     import "blocks/welcome.blueprint"
//!     blueprint shop "Shop" { version "1.0" }
//!     channel email "E-mail"
//! "#)?;
//! blueprint.test().assert_passed();
//! # Ok::<(), crm_blueprint::ParseError>(())
//! ```
//!
//! A block is a blueprint's text without a `blueprint` declaration. The lines of `//!` at its head say what it is for
//! and what it needs of the blueprint that imports it. Its scenarios are among those of the importing blueprint.

/// A standard block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// Its name, `welcome`.
    pub name: &'static str,
    /// The path by which it is imported, `blocks/welcome.blueprint`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! blocks {
    ($($name:literal,)*) => {
        /// All standard blocks.
        pub const ALL: &[Block] = &[$(Block {
            name: $name,
            path: concat!("blocks/", $name, ".blueprint"),
            text: include_str!(concat!($name, ".blueprint")),
        },)*];
    };
}

blocks! {
    "welcome",
    "abandoned_cart",
    "reactivation",
    "dunning",
    "onboarding",
    "renewal",
    "satisfaction_survey",
    "tickets",
}

/// The standard block at a path, `blocks/welcome.blueprint`.
#[must_use]
pub fn find(path: &str) -> Option<&'static Block> {
    ALL.iter().find(|block| block.path == path)
}

impl Block {
    /// What it is for: the first line of its head.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text.lines().next().and_then(|line| line.strip_prefix("//!")).unwrap_or_default().trim()
    }
}

#[cfg(test)]
mod tests;
