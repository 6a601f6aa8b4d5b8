//! Time: instants, calendar durations, zones, and the steps between them.
//!
//! All calendar arithmetic of the crate is here. Instants are held to the years 1970 to
//! 2199, everything is checked, and nothing reads a clock.

mod duration;
mod instant;
mod zone;

pub use duration::Duration;
pub use instant::{Instant, ParseInstantError};
pub use zone::{UnknownZone, Zone};
