//! Charts as SVG.

use super::Chart;

/// A chart as an `<svg>` element for a page that has [`STYLE`].
#[must_use]
pub fn draw(chart: &Chart) -> String {
    let mut out = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 100 20\">");
    out.push_str("<title>");
    out.push_str(&chart.id);
    out.push_str("</title></svg>\n");
    out
}

/// The style sheet of all pictures.
pub const STYLE: &str = include_str!("style.css");

/// Charts beneath one another, as a file of its own.
#[must_use]
pub(super) fn file(_title: &str, charts: &[Chart]) -> String {
    charts.iter().map(draw).collect()
}
