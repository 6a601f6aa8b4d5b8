//! Time zones.

use std::str::FromStr;

use chrono_tz::Tz;
use thiserror::Error;

/// A zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(pub(super) Tz);

/// The database has no zone of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the time zone database has no `{0}`; names look like Europe/Paris")]
pub struct UnknownZone(String);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self).map_err(|_| UnknownZone(name.chars().take(64).collect()))
    }
}
