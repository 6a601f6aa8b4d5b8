//! Why there is no map.

use thiserror::Error;

use super::{Chart, Format};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// Why there is no map.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MapError {
    /// The blueprint has no chart of this id.
    #[error("there is no chart `{wanted}`{proposal}")]
    NoChart {
        /// What was asked for, safe to show.
        wanted: String,
        /// What might have been meant, or what there is.
        proposal: String,
    },
    /// One chart is asked for, in a format that is a page with all of them.
    #[error("{0} is a page with all charts; one chart alone is drawn as mermaid, dot or svg")]
    PageIsWhole(Format),
}

impl MapError {
    pub(super) fn no_chart(wanted: &str, charts: &[Chart]) -> Self {
        let ids: Vec<&str> = charts.iter().map(Chart::id).collect();
        let proposal = match did_you_mean(wanted, ids.iter().copied()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if ids.is_empty() => ": the blueprint has nothing to draw".to_owned(),
            None => format!("; there are {}", ids.join(", ")),
        };
        Self::NoChart { wanted: shortened(wanted), proposal }
    }
}
