//! One contact's state, and what is fed to a decision.
//!
//! A [`ContactState`] is bound to the blueprint that it belongs to.

mod contact;
mod convert;
mod input;
mod plain;

pub use contact::{ContactState, Occupancy};
pub use convert::{ValueProblem, to_plain};
pub(crate) use convert::{normal_name, to_value};
pub use input::{Input, InputEvent};
pub use plain::PlainValue;
