#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod ast;
pub mod blocks;
mod blueprint;
pub mod calendar;
pub mod check;
pub mod decide;
pub mod diagnostic;
pub mod format;
pub mod ir;
pub mod load;
pub mod map;
mod options;
pub mod parse;
mod plan;
pub mod scenario;
pub mod state;
pub mod text;

pub use blueprint::{Blueprint, ParseError};
pub use calendar::Instant;
pub use decide::{Decision, Explanation, PreparedInput};
pub use options::Options;
pub use state::{ContactState, Input, PlainValue, Snapshot};

/// The language reference: what every form means, exactly enough to write a second engine.
#[doc = include_str!("../grammar/reference.md")]
pub mod reference {}
