//! One contact's state, and what is fed to a decision.
//!
//! A [`ContactState`] is bound to the blueprint that it belongs to. Its stored form is a
//! [`Snapshot`]: plain names and values, read back only through
//! [`ContactState::restore`], which reports every wrong part at once.

mod builder;
mod calm;
mod contact;
mod contact_core;
mod convert;
mod draft;
mod error;
mod fields;
mod input;
mod inputs;
mod instances;
mod kept;
mod life;
mod list;
mod memory;
mod migration;
mod payload;
mod pending;
mod plain;
#[cfg(test)]
pub(crate) mod rich;
#[cfg(test)]
pub(crate) mod rich_objects;
mod short;
mod sla;
mod snapshot;
mod sorted;
mod tree;
mod waiting;
mod wake;

pub use builder::{ContactBuilder, InstanceBuilder};
pub(crate) use calm::{Asker, Calm};
pub use contact::ContactState;
pub(crate) use contact::INPUTS_LIMIT;
pub(crate) use contact_core::Core;
pub use convert::{ValueProblem, to_plain};
pub(crate) use convert::{expected, normal_name, to_value};
pub use error::{StateErrors, StateProblem};
pub(crate) use fields::Fields;
pub use input::{Input, InputEvent, ParseInputError};
pub(crate) use inputs::Inputs;
pub(crate) use instances::Instances;
use kept::Kept;
pub(crate) use kept::Reached;
pub use life::Occupancy;
pub(crate) use life::{INSTANCE_LIMIT, Instance, Life, Subject};
pub(crate) use list::{List, Row};
pub(crate) use memory::{Entry, LOG_LIMIT, Place, Remembered, Total};
pub use migration::{
    Change, Changes, Fate, Migrated, Migration, MigrationEntry, MigrationErrors, MigrationProblem, MigrationReport,
    Weight,
};
pub(crate) use migration::{compare, migrate};
pub(crate) use payload::Payload;
pub use pending::{Pending, PendingReason};
pub use plain::PlainValue;
pub(crate) use short::Short;
pub use sla::SlaState;
pub(crate) use sla::{SlaClock, SlaStop, SlaTargetChosen};
pub use snapshot::*;
pub(crate) use sorted::{SortedMap, SortedSet};
pub(crate) use waiting::{CallPlace, Hold, Rest, Run, WAITING_LIMIT, Waiting, Why};
pub(crate) use wake::{Mark, Wake};
