//! Time: instants, calendar durations, zones, and the steps between them.
//!
//! All calendar arithmetic of the crate is here. Instants are held to the years 1970 to
//! 2199, everything is checked, and nothing reads a clock.

mod duration;
mod instant;
mod step;
mod zone;

pub use duration::{Duration, ParseDurationError};
pub use instant::{Instant, InstantOutOfRange, ParseInstantError};
pub use step::{add_to_date, is_writable};
pub use zone::{UnknownZone, Zone};

/// The start of a text that is none of these, for messages; control characters escaped.
fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}
