//! Time: instants, calendar durations, zones, and the steps between them; what is open
//! when, what is counted how long, what comes again.
//!
//! All calendar arithmetic of the crate is here. Instants are held to the years 1970 to
//! 2199, everything is checked, and nothing reads a clock.

mod closed;
mod course;
mod duration;
mod hours;
mod instant;
mod offset;
mod open_time;
mod period;
mod recurrence;
mod schedule;
mod step;
mod stretch;
mod time_of_day;
mod weekday;
mod window;
mod zone;

pub use closed::ClosedDays;
pub use course::{Course, next_beat};
pub use duration::{Duration, ParseDurationError};
pub use hours::Hours;
pub use instant::{Instant, InstantOutOfRange, ParseInstantError};
pub use period::Period;
pub use recurrence::{Recurrence, next_time};
pub use schedule::Schedule;
pub use step::{add_to_date, is_writable};
pub use time_of_day::{ParseTimeOfDayError, TimeOfDay, TimeRange};
pub use weekday::Weekday;
pub use window::Window;
pub use zone::{UnknownZone, Zone};

/// The start of a text that is none of these, for messages; control characters escaped.
fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}
