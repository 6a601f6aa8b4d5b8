//! Charts as SVG: [`draw`] makes an element for a page that has [`STYLE`], [`map`](crate::map::map()) a file.
//!
//! Pictures are of whole pixels and hold no identifiers, scripts or links: any number may stand in one page.
//! Colours are custom properties (`--map-ink`, `--map-surface`, …) that a page may set.

mod card;
mod emotions;
mod graph;
mod icon;
mod layout;
mod legend;
mod measure;
mod paint;
mod relax;
mod route;
mod rows;

use std::fmt::Write as _;

use super::{Chart, ChartKind};
use crate::ir;
pub(in crate::map) use icon::Icon;
use measure::{Lines, SMALL};
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
    let sheet = paint(chart, &mut painter);
    let mut out = open(sheet.w, 0, sheet.h, &chart.title, &chart.description);
    out.push_str(&painter.text_of(0, sheet.h));
    out.push_str("</svg>\n");
    out
}

/// A chart as one `<svg>` element, or several that follow one another without a gap: each about as high as a page that
/// it fills in width (a turned page where it is wider than 900 pixels), cut between phases where there are any. A page
/// keeps each of them together.
///
/// The first has the title and the description, the others say of what they are parts.
#[must_use]
pub fn parts(chart: &Chart) -> Vec<String> {
    let mut painter = Painter::default();
    let sheet = paint(chart, &mut painter);
    let mut edges = vec![0];
    edges.extend(sheet.pages());
    edges.push(sheet.h);
    let count = edges.len() - 1;
    let parts = edges.windows(2).enumerate().map(|(index, pair)| {
        let (from, to) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
        let (title, description) = if index == 0 {
            (chart.title.clone(), chart.description.as_str())
        } else {
            (format!("{}, part {} of {count}", chart.title, index + 1), "")
        };
        let mut out = open(sheet.w, from, to - from, &title, description);
        out.push_str(&painter.text_of(from, to));
        out.push_str("</svg>\n");
        out
    });
    parts.collect()
}

/// The signs that the pictures of a blueprint use, with what they mean: an `<svg>` element for a page that has [`STYLE`].
#[must_use]
pub fn legend(ir: &ir::Blueprint) -> String {
    let mut painter = Painter::default();
    let (w, h) = legend::paint(ir, &mut painter);
    let mut out = open(w, 0, h, "Signs of the pictures", "");
    out.push_str(&painter.text_of(0, h));
    out.push_str("</svg>\n");
    out
}

/// Wider charts, in pixels, are read on turned pages: on others their letters would be too small.
pub(super) const WIDE: i32 = 900;

/// A painted chart: its size, and where it may be cut across (`true` where that is best).
struct Sheet {
    w: i32,
    h: i32,
    cuts: Vec<(i32, bool)>,
}

impl Sheet {
    /// Where it is cut, so that each part fits a page.
    fn pages(&self) -> Vec<i32> {
        let most = if self.w > WIDE { (self.w * 57 / 100).max(560) } else { (self.w * 13 / 10).max(900) };
        let mut pages = Vec::new();
        let mut from = 0;
        while self.h - from > most {
            let within = |least: i32| self.cuts.iter().filter(move |cut| cut.0 > from + least && cut.0 <= from + most);
            let best = within(most / 2).rfind(|cut| cut.1).or_else(|| within(most / 4).next_back());
            // A row that is higher than a page is not cut.
            let Some(cut) = best.or_else(|| self.cuts.iter().find(|cut| cut.0 > from + most)) else { break };
            pages.push(cut.0);
            from = cut.0;
        }
        pages
    }
}

/// Paints a chart from the origin on.
fn paint(chart: &Chart, painter: &mut Painter) -> Sheet {
    match chart.kind {
        ChartKind::Emotions => emotions::paint(chart, painter),
        _ => graph::paint(chart, painter),
    }
}

fn open(w: i32, top: i32, h: i32, title: &str, description: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map-chart\" role=\"img\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 {top} {w} {h}\">\n<title>{}</title>",
        escape(title)
    );
    if !description.is_empty() {
        let _ = writeln!(out, "<desc>{}</desc>", escape(description));
    }
    out
}

/// Charts beneath one another, as a file of its own.
pub(super) fn file(title: &str, charts: &[Chart]) -> String {
    let mut body = String::new();
    let (mut w, mut y) = (320, 14);
    let mut painted = Vec::new();
    for chart in charts {
        let mut painter = Painter::default();
        let sheet = paint(chart, &mut painter);
        w = w.max(sheet.w);
        painted.push((chart, painter, sheet.h));
    }
    for (chart, painter, h) in painted {
        let mut heading = Painter::default();
        let height = graph::heading(&chart.title, &mut heading, y, w - 28);
        let mut below = y + height;
        for note in &chart.notes {
            let lines = Lines::wrap(note, SMALL, w - 28, 4);
            heading.lines(14, below, &lines, "m-dim");
            below += lines.height();
        }
        body.push_str(&heading.text_of(y, below));
        y = below;
        let _ = writeln!(body, "<g transform=\"translate(0 {y})\">\n{}</g>", painter.text_of(0, h));
        y += h + 30;
    }
    let mut out = open(w, 0, y, title, "");
    let _ = writeln!(out, "<style>\n{STYLE}</style>\n<rect class=\"m-page\" width=\"{w}\" height=\"{y}\"/>");
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests;
