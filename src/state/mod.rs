//! One contact's state, and what is fed to a decision.
//!
//! A [`ContactState`] is bound to the blueprint that it belongs to. Its stored form is a
//! [`Snapshot`]: plain names and values, read back only through
//! [`ContactState::restore`], which reports every wrong part at once.

mod builder;
mod contact;
mod convert;
mod error;
mod input;
mod plain;
mod snapshot;

pub use builder::ContactBuilder;
pub(crate) use contact::INPUTS_LIMIT;
pub use contact::{ContactState, Occupancy};
pub use convert::{ValueProblem, to_plain};
pub(crate) use convert::{expected, normal_name, to_value};
pub use error::{StateErrors, StateProblem};
pub use input::{Input, InputEvent, ParseInputError};
pub use plain::PlainValue;
pub use snapshot::{Snapshot, SnapshotScore, SnapshotStage};
