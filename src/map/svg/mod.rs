//! Charts as SVG: [`draw`] makes an element for a page that has [`STYLE`], [`map`](crate::map::map()) a file.
//!
//! Pictures are of whole pixels and hold no identifiers, scripts or links: any number may stand in one page.
//! Colours are custom properties (`--map-ink`, `--map-surface`, …) that a page may set.

mod card;
mod emotions;
mod graph;
mod icon;
mod layout;
mod measure;
mod paint;
mod relax;
mod route;
mod rows;

use std::fmt::Write as _;

use super::{Chart, ChartKind};
pub(in crate::map) use icon::Icon;
use paint::{Painter, escape};

/// The style sheet of all pictures.
pub const STYLE: &str = include_str!("style.css");

/// A chart as an `<svg>` element for a page that has [`STYLE`].
///
/// ```
/// use crm_blueprint::{Blueprint, map};
/// let blueprint = Blueprint::parse("blueprint demo\njourney life \"Life & more\" { stage one initial }")?;
/// let charts = map::charts(blueprint.ir());
/// let picture = map::svg::draw(&charts[0]);
/// assert!(picture.starts_with("<svg ") && picture.contains("<title>Life &amp; more</title>"));
/// # Ok::<(), crm_blueprint::ParseError>(())
/// ```
#[must_use]
pub fn draw(chart: &Chart) -> String {
    let mut painter = Painter::default();
    let (w, h) = paint(chart, &mut painter);
    let mut out = open(w, h, &chart.title, &chart.description);
    out.push_str(&painter.out);
    out.push_str("</svg>\n");
    out
}

/// Paints a chart from the origin on; its size.
fn paint(chart: &Chart, painter: &mut Painter) -> (i32, i32) {
    match chart.kind {
        ChartKind::Emotions => emotions::paint(chart, painter),
        _ => graph::paint(chart, painter),
    }
}

fn open(w: i32, h: i32, title: &str, description: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map-chart\" role=\"img\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\">\n<title>{}</title>",
        escape(title)
    );
    if !description.is_empty() {
        let _ = writeln!(out, "<desc>{}</desc>", escape(description));
    }
    out
}

/// Charts beneath one another, as a file of its own.
pub(super) fn file(title: &str, charts: &[Chart]) -> String {
    let mut painter = Painter::default();
    let (mut w, mut y) = (320, 14);
    let mut parts = Vec::new();
    for chart in charts {
        let mut part = Painter::default();
        let size = paint(chart, &mut part);
        w = w.max(size.0);
        parts.push((chart, part, size.1));
    }
    for (chart, part, h) in parts {
        y += graph::heading(&chart.title, &mut painter, y, w - 28);
        let _ = writeln!(painter.out, "<g transform=\"translate(0 {y})\">");
        painter.raw(&part.out);
        painter.raw("</g>\n");
        y += h + 30;
    }
    let mut out = open(w, y, title, "");
    let _ = writeln!(out, "<style>\n{STYLE}</style>\n<rect class=\"m-page\" width=\"{w}\" height=\"{y}\"/>");
    out.push_str(&painter.out);
    out.push_str("</svg>\n");
    out
}
