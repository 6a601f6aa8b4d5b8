//! A figure: as it is on a screen, and on the sheets of paper that it needs.

use std::fmt::Write as _;

use super::escape::escaped;
use super::paper::{Way, way};
use crate::map::{Chart, ChartKind, svg};

/// How a figure stands on paper; rather as the pages around it do.
pub(super) fn way_of(chart: &Chart, around: Option<Way>) -> Way {
    stands(&svg::parts(chart), around)
}

/// One that is cut in parts fills the pages for which it was cut.
fn stands(parts: &[String], around: Option<Way>) -> Way {
    match parts {
        [one] => way((attribute(one, "width"), attribute(one, "height")), around),
        [first, ..] if i64::from(attribute(first, "width")) > i64::from(svg::WIDE) => Way::Turned,
        _ => Way::Upright,
    }
}

/// Writes a figure. Its parts follow one another without a gap: on a screen they are one.
pub(super) fn push(out: &mut String, chart: &Chart, around: Way, may_turn: bool) {
    let id = escaped(&format!("figure-{}", chart.id().replace('.', "-")));
    let parts = svg::parts(chart);
    let class = match stands(&parts, Some(around)) {
        own if own == around || !may_turn => "",
        Way::Upright => " class=\"upright\"",
        Way::Turned => " class=\"turned\"",
    };
    let _ = write!(
        out,
        "<figure id=\"{id}\"{class}>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Figure: {}\">\n",
        escaped(chart.title())
    );
    parts.iter().for_each(|part| out.push_str(part));
    out.push_str("</div>\n");
    out.push_str("<figcaption>");
    let title = escaped(chart.title());
    let _ = match chart.kind() {
        ChartKind::Journey => {
            write!(out, "<bdi>{title}</bdi>: the stages by phase, what is done in each, and the ways between them.")
        }
        ChartKind::Sequence => write!(out, "<bdi>{title}</bdi>: the steps of a run."),
        ChartKind::Sla => write!(out, "<bdi>{title}</bdi>: what its clock goes through."),
        _ => write!(out, "<bdi>{title}</bdi>"),
    };
    for note in chart.notes() {
        let _ = write!(out, " <span class=\"note\">{}</span>", escaped(note));
    }
    out.push_str("</figcaption>\n</figure>\n");
}

/// A size of a drawing, in pixels.
fn attribute(drawn: &str, name: &str) -> u32 {
    let tag = drawn.split('>').next().unwrap_or_default();
    let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}
