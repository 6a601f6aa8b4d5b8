//! The blueprint as pictures and pages: what a reader of the map sees.
//!
//! [`charts`] says what is drawn, without geometry; a renderer each makes a text of it: Mermaid, DOT, and
//! (with the feature `svg`) SVG. [`map()`] renders all of a blueprint in one format.
//!
//! The same blueprint gives the same bytes. Every text of a blueprint is text in every format, whatever it holds.
//!
//! ```
//! use crm_blueprint::Blueprint;
//! use crm_blueprint::map::{self, Format};
//!
//! let blueprint = Blueprint::parse(r#"
//!     blueprint shop
//!     event ordered
//!     journey life "Life cycle" {
//!       stage visitor "Visitor" initial
//!       stage buyer "Buyer"
//!       transition visitor -> buyer on ordered
//!     }
//! "#)?;
//! let charts = map::charts(blueprint.ir());
//! assert_eq!(charts[0].title(), "Life cycle");
//! let diagram = map::map(blueprint.ir(), Format::Mermaid, &map::Options::default())?;
//! assert!(diagram.starts_with("flowchart"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Ids of a valid blueprint always index its arenas; a picture is of whole numbers.
#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

mod chart;
mod document;
mod dot;
mod error;
mod format;
#[cfg(feature = "svg")]
mod html;
mod markdown;
mod mermaid;
#[cfg(feature = "svg")]
pub mod svg;
pub(crate) mod words;

use crate::ir;

pub use chart::{Chart, ChartKind};
pub use error::MapError;
pub use format::Format;

/// What a map shows, and how it is made: a guide.
#[doc = include_str!("../../docs/map.md")]
pub mod guide {}

/// What of a blueprint is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// One chart by its [`Chart::id`]; without, all of them.
    pub chart: Option<String>,
}

impl Options {
    /// Draws one chart only.
    #[must_use]
    pub fn chart(mut self, id: impl Into<String>) -> Self {
        self.chart = Some(id.into());
        self
    }
}

/// All charts of a blueprint: its journeys, what customers feel on them, its sequences, service levels and data flows,
/// in this order.
#[must_use]
pub fn charts(ir: &ir::Blueprint) -> Vec<Chart> {
    chart::all(ir)
}

/// A blueprint in one format.
///
/// # Errors
///
/// The options ask for a chart that the blueprint does not have, or for one chart of a page, which has all.
pub fn map(ir: &ir::Blueprint, format: Format, options: &Options) -> Result<String, MapError> {
    let mut charts = charts(ir);
    if let Some(wanted) = &options.chart {
        if format.is_page() {
            return Err(MapError::PageIsWhole(format));
        }
        if !charts.iter().any(|chart| chart.id() == wanted) {
            return Err(MapError::no_chart(wanted, &charts));
        }
        charts.retain(|chart| chart.id() == wanted);
    }
    Ok(render(ir, format, &charts))
}

/// All of a blueprint in one format.
pub(crate) fn whole(ir: &ir::Blueprint, format: Format) -> String {
    render(ir, format, &charts(ir))
}

fn render(ir: &ir::Blueprint, format: Format, charts: &[Chart]) -> String {
    let title = chart::titled(&ir.info);
    match format {
        Format::Mermaid => mermaid::all(charts),
        Format::Dot => dot::all(&title, charts),
        #[cfg(feature = "svg")]
        Format::Svg => svg::file(&title, charts),
        #[cfg(feature = "svg")]
        Format::Html => html::page(&document::document(ir, charts.to_vec())),
        Format::Markdown => markdown::text(&document::document(ir, charts.to_vec())),
    }
}
