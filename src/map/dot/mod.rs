//! Charts for Graphviz. Every text stands in quotes; the names of boxes are ours.

use std::fmt::Write as _;

use super::chart::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape};

/// So many letters stand in a line.
const LINE: usize = 36;

/// Charts in one graph, a frame each; of one chart without a frame.
pub(super) fn all(title: &str, charts: &[Chart]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "digraph \"{}\" {{", quoted(title));
    out.push_str("  graph [rankdir=TB, fontname=\"sans-serif\", compound=true, nodesep=0.4, ranksep=0.5];\n");
    out.push_str("  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n");
    out.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    if let [chart] = charts {
        let _ = writeln!(out, "  label=\"{}\"; labelloc=t;", quoted(&chart.title));
        body(chart, 0, "  ", &mut out);
    } else {
        for (index, chart) in charts.iter().enumerate() {
            let _ = writeln!(out, "  subgraph cluster_c{index} {{");
            let _ = writeln!(out, "    label=\"{}\"; fontsize=16;", quoted(&chart.title));
            body(chart, index, "    ", &mut out);
            out.push_str("  }\n");
        }
    }
    out.push_str("}\n");
    out
}

fn body(chart: &Chart, index: usize, indent: &str, out: &mut String) {
    let outer: Vec<(usize, &Node)> = chart.nodes.iter().enumerate().filter(|(_, node)| node.inside.is_none()).collect();
    for (lane, title) in chart.lanes.iter().enumerate() {
        let _ = writeln!(out, "{indent}subgraph cluster_c{index}l{lane} {{");
        let _ =
            writeln!(out, "{indent}  label=\"{}\"; labeljust=l; style=filled; fillcolor=\"#f3f4f6\";", quoted(title));
        for &(at, node) in outer.iter().filter(|(_, node)| node.lane == Some(lane)) {
            boxed(chart, index, at, node, &format!("{indent}  "), out);
        }
        let _ = writeln!(out, "{indent}}}");
    }
    for &(at, node) in outer.iter().filter(|(_, node)| node.lane.is_none() || chart.lanes.is_empty()) {
        boxed(chart, index, at, node, indent, out);
    }
    for note in &chart.notes {
        let _ = writeln!(out, "{indent}// {}", quoted(note));
    }
    for edge in &chart.edges {
        arrow(chart, index, edge, indent, out);
    }
}

/// A box, and those inside it.
fn boxed(chart: &Chart, index: usize, at: usize, node: &Node, indent: &str, out: &mut String) {
    let group = node.shape == Shape::Group;
    let deeper = if group { format!("{indent}  ") } else { indent.to_owned() };
    if group {
        let _ = writeln!(out, "{indent}subgraph cluster_c{index}g{at} {{");
        let _ = writeln!(out, "{deeper}label=\"\"; style=dashed;");
    }
    let form = match node.shape {
        Shape::Start | Shape::End => "shape=oval, style=solid",
        Shape::Stage { last: true, .. } => "peripheries=2",
        Shape::Stage { initial: true, .. } | Shape::Breach => "penwidth=2.5",
        Shape::Wait => "style=\"rounded,dotted\"",
        Shape::Branch => "shape=hexagon, style=solid",
        Shape::System => "shape=cylinder, style=solid",
        Shape::Junction => "shape=note, style=solid, fontsize=10",
        Shape::Group => "shape=plaintext, style=solid",
        Shape::Stage { .. } | Shape::Step | Shape::Clock => "style=rounded",
    };
    let fill = if chart.lanes.is_empty() || group { String::new() } else { ", fillcolor=white".to_owned() };
    let _ = writeln!(out, "{deeper}c{index}n{at} [label=\"{}\", {form}{fill}];", label(node));
    if group {
        for (inside, node) in chart.nodes.iter().enumerate().filter(|(_, node)| node.inside == Some(at)) {
            boxed(chart, index, inside, node, &deeper, out);
        }
        let _ = writeln!(out, "{indent}}}");
    }
}

/// The lines of a box; from where a way leads the arrows say.
fn drawn(node: &Node) -> impl Iterator<Item = &Line> {
    node.lines.iter().filter(|line| line.kind != LineKind::From)
}

fn label(node: &Node) -> String {
    let mut text = String::new();
    if !node.title.is_empty() {
        let mark = match node.shape {
            Shape::Stage { last: true, .. } => " (end)",
            Shape::Stage { initial: true, .. } => " (start)",
            _ => "",
        };
        text.push_str(&lines(&format!("{}{mark}", node.title), "\\n"));
    }
    for line in drawn(node) {
        text.push_str(&lines(&line.said(), "\\l"));
    }
    text
}

fn arrow(chart: &Chart, index: usize, edge: &Edge, indent: &str, out: &mut String) {
    let text: String = edge.labels.iter().map(|label| lines(label, "\\l")).collect();
    let mut form = vec![format!("label=\"{text}\"")];
    if edge.back && chart.kind != ChartKind::DataFlows {
        form.push("style=dashed".to_owned());
    }
    if edge.back {
        form.push("constraint=false".to_owned());
    }
    if !edge.arrow {
        form.push("dir=none".to_owned());
    }
    let _ = writeln!(out, "{indent}c{index}n{} -> c{index}n{} [{}];", edge.from, edge.to, form.join(", "));
}

/// A text in lines that each end so.
fn lines(text: &str, end: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let letters = word.chars().count();
        if length > 0 {
            if length + letters >= LINE {
                out.push_str(end);
                length = 0;
            } else {
                out.push(' ');
                length += 1;
            }
        }
        out.push_str(&quoted(word));
        length += letters;
    }
    out.push_str(end);
    out
}

/// A text within quotes.
fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => safe.push_str("\\\""),
            '\\' => safe.push_str("\\\\"),
            // Graphviz reads entities of HTML everywhere.
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_text() {
        assert_eq!(quoted("a \"b\" \\N <c> &lt;"), "a \\\"b\\\" \\\\N &lt;c&gt; &amp;lt;");
        assert_eq!(lines("end graph", "\\l"), "end graph\\l");
        assert_eq!(lines(&"word ".repeat(9), "\\l").matches("\\l").count(), 2);
    }
}
