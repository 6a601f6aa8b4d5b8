//! Charts for dot.

use super::Chart;

pub(super) fn all(_title: &str, charts: &[Chart]) -> String {
    let mut out = String::from("digraph\n");
    for chart in charts {
        out.push_str(&chart.id);
        out.push('\n');
    }
    out
}
