//! The blueprint as a program reads it: names resolved, expressions typed, everything
//! addressed by typed ids.
//!
//! This is the product for tool authors. Only the checker, or the stored form's reader,
//! builds a [`Blueprint`], and both pass the same gate: every id is in range, every
//! expression's parts stand before it, every type fits. Behind that gate nothing can fail
//! that a text could make fail.
//!
//! - [`Blueprint`]: the whole; one [`Arena`] for each kind of declaration, in declaration order.
//! - [`Info`]: what all named things share: name, label, documentation, place.
//! - [`Expr`]: all expressions in one flat arena; a part stands before its whole, so a walk
//!   from the front meets parts first and nothing is cyclic.
//! - [`Trigger`], [`Rule`], [`Transition`], [`Action`], [`Effect`]: what is done and when.
//! - [`Scenario`]: the blueprint's own tests.

mod arena;
mod blueprint;
mod engagement;
mod expr;
mod gate;
mod ids;
mod journey;
mod limits;
mod parts;
pub(crate) mod pattern;
#[cfg(test)]
pub(crate) mod sample;
mod scenario;
mod stored;
pub(crate) mod unique;
mod value;
mod vocabulary;

pub use arena::{Arena, Id};
pub use blueprint::{Blueprint, Info, Responsibilities, SCHEMA_VERSION, Status, Timezone};
pub use engagement::*;
pub use expr::*;
pub use ids::*;
pub use journey::*;
pub use limits::{DECLARATION_LIMIT, LIST_LIMIT, TEXT_LIMIT};
pub(crate) use parts::for_each_part;
pub use pattern::PATTERN_LIMIT;
pub use scenario::*;
pub use stored::StoredError;
pub use value::*;
pub use vocabulary::*;
