//! One contact's state, and what is fed to a decision.
//!
//! A [`ContactState`] is bound to the blueprint that it belongs to. Its stored form is a
//! [`Snapshot`]: plain names and values, read back only through
//! [`ContactState::restore`], which reports every wrong part at once.

mod contact;
mod error;
mod input;
mod plain;
mod snapshot;

pub use contact::{ContactBuilder, ContactState, Occupancy};
pub use error::{StateError, StateErrors, StateProblem};
pub use input::{Input, InputEvent};
pub use plain::{DuplicateKey, PlainValue};
pub use snapshot::Snapshot;
