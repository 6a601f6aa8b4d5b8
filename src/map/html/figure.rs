//! A figure: as it is on a screen, and on the sheets of paper that it needs.

use std::fmt::Write as _;

use super::escape::escaped;
use super::paper::{Way, sheets};
use crate::map::{Chart, ChartKind, svg};

/// Writes a figure. On paper it rather stands as the pages around it do; the way in which it does stand there.
pub(super) fn push(out: &mut String, chart: &Chart, around: Option<Way>, may_turn: bool) -> Way {
    let id = escaped(&format!("figure-{}", chart.id().replace('.', "-")));
    let drawn = svg::draw(chart);
    let size = (attribute(&drawn, "width"), attribute(&drawn, "height"));
    let drawing = Drawing::of(&drawn);
    let sheets = sheets(size, around, may_turn, |from, to| drawing.seam(from, to));
    let turned = match sheets.way {
        _ if !may_turn || around == Some(sheets.way) => "",
        Way::Upright => " upright",
        Way::Turned => " turned",
    };
    let several = sheets.cuts.len() > 1;
    let class = if several { format!("several{turned}") } else { format!("whole{turned}") };
    let _ = write!(
        out,
        "<figure id=\"{id}\" class=\"{class}\">\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Figure: {}\">\n",
        escaped(chart.title())
    );
    if several {
        out.push_str(&drawn.replacen("<svg ", &format!("<svg id=\"{id}-drawn\" "), 1));
    } else {
        out.push_str(&drawn);
    }
    out.push_str("</div>\n");
    if several {
        let (width, height) = size;
        let number = sheets.cuts.len();
        for (place, (from, to)) in sheets.cuts.iter().enumerate() {
            let tall = to.saturating_sub(*from);
            let _ = write!(
                out,
                "<div class=\"sheet\" aria-hidden=\"true\"><svg xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\" \
                 width=\"{width}\" height=\"{tall}\" viewBox=\"0 {from} {width} {tall}\">\
                 <use href=\"#{id}-drawn\" width=\"{width}\" height=\"{height}\"/></svg>\
                 <p>Sheet {} of {number}</p></div>\n",
                place.saturating_add(1)
            );
        }
    }
    out.push_str("<figcaption>");
    let title = escaped(chart.title());
    let _ = match chart.kind() {
        ChartKind::Journey => write!(out, "<bdi>{title}</bdi>: the stages by phase, what is done in each, and the ways between them."),
        ChartKind::Sequence => write!(out, "<bdi>{title}</bdi>: the steps of a run."),
        ChartKind::Sla => write!(out, "<bdi>{title}</bdi>: what its clock goes through."),
        _ => write!(out, "<bdi>{title}</bdi>"),
    };
    for note in chart.notes() {
        let _ = write!(out, " <span class=\"note\">{}</span>", escaped(note));
    }
    out.push_str("</figcaption>\n</figure>\n");
    sheets.way
}

/// A size of a drawing, in pixels.
fn attribute(drawn: &str, name: &str) -> u32 {
    let tag = drawn.split('>').next().unwrap_or_default();
    let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// Where a drawing can be cut: not through boxes and words.
struct Drawing {
    bands: Vec<u32>,
    taken: Vec<(u32, u32)>,
}

impl Drawing {
    fn of(drawn: &str) -> Self {
        let (mut bands, mut taken) = (Vec::new(), Vec::new());
        for line in drawn.lines() {
            if line.starts_with("<rect class=\"m-band") {
                bands.push(attribute(line, "y"));
            } else if line.starts_with("<rect class=\"m-group") {
                // It is around others, which are boxes themselves.
            } else if line.starts_with("<rect ") {
                let top = attribute(line, "y");
                taken.push((top.saturating_sub(3), top.saturating_add(attribute(line, "height")).saturating_add(3)));
            } else if line.starts_with("<text ") {
                for part in line.split(" y=\"").skip(1) {
                    let base: u32 = part.split('"').next().and_then(|base| base.parse().ok()).unwrap_or_default();
                    taken.push((base.saturating_sub(16), base.saturating_add(6)));
                }
            }
        }
        Self { bands, taken }
    }

    /// The last good height: where a band begins, if that is near the end; else where nothing is cut through.
    fn seam(&self, from: u32, to: u32) -> Option<u32> {
        let late = to.saturating_sub(to.saturating_sub(from) / 2);
        let band = self.bands.iter().copied().filter(|band| (late..=to).contains(band)).max();
        let free = |height: &u32| !self.taken.iter().any(|(top, bottom)| (*top..=*bottom).contains(height));
        band.filter(free).or_else(|| (from..=to).rev().find(free))
    }
}
