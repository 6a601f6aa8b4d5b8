//! Charts as Mermaid flowcharts.
//!
//! Every text stands in quotes, and what Mermaid or Markdown could read as a sign stands in it as the number of its
//! character. The names of boxes are ours.

use std::fmt::Write as _;

use super::chart::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape};

/// Mermaid draws no text that is longer, nor a diagram of more arrows.
const LETTERS: usize = 50_000;
const ARROWS: usize = 500;

/// One chart.
pub(super) fn one(chart: &Chart) -> String {
    let mut out = String::from("flowchart TB\n");
    body(chart, 0, "  ", &mut out);
    out
}

/// All charts in one diagram, a frame each. Those for which it has no room are named in a comment.
pub(super) fn all(charts: &[Chart]) -> String {
    if let [chart] = charts {
        return one(chart);
    }
    let mut out = String::new();
    let mut left_out = Vec::new();
    let mut arrows = 0;
    for (index, chart) in charts.iter().enumerate() {
        let mut part = String::new();
        let _ = writeln!(part, "  subgraph c{index}[\"{}\"]", quoted(&chart.title));
        part.push_str("    direction TB\n");
        body(chart, index, "    ", &mut part);
        part.push_str("  end\n");
        // A comment may name all charts.
        if out.len() + part.len() > LETTERS - 8_000 || arrows + chart.edges.len() > ARROWS {
            left_out.push(chart);
            continue;
        }
        arrows += chart.edges.len();
        out.push_str(&part);
    }
    let mut head = String::from("flowchart TB\n");
    if !left_out.is_empty() {
        head.push_str(
            "  %% Mermaid draws no diagram that is larger. Charts that are left out, to be drawn one by one:\n",
        );
        for chart in left_out {
            let _ = writeln!(head, "  %% {}", quoted(&chart.id));
        }
    }
    head + &out
}

fn body(chart: &Chart, index: usize, indent: &str, out: &mut String) {
    let loose = |node: &&(usize, &Node)| node.1.lane.is_none() || chart.lanes.is_empty();
    let outer: Vec<(usize, &Node)> = chart.nodes.iter().enumerate().filter(|(_, node)| node.inside.is_none()).collect();
    for (lane, title) in chart.lanes.iter().enumerate() {
        let _ = writeln!(out, "{indent}subgraph c{index}l{lane}[\"{}\"]", quoted(title));
        let _ = writeln!(out, "{indent}  direction TB");
        for &(at, node) in outer.iter().filter(|(_, node)| node.lane == Some(lane)) {
            boxed(chart, index, at, node, &format!("{indent}  "), out);
        }
        let _ = writeln!(out, "{indent}end");
    }
    for &(at, node) in outer.iter().filter(loose) {
        boxed(chart, index, at, node, indent, out);
    }
    for note in &chart.notes {
        let _ = writeln!(out, "{indent}%% {}", quoted(note));
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
        let _ = writeln!(out, "{indent}subgraph c{index}g{at}[\" \"]");
        let _ = writeln!(out, "{deeper}direction TB");
    }
    let (open, close) = match node.shape {
        Shape::Start | Shape::End => ("([", "])"),
        Shape::Stage { last: true, .. } => ("[[", "]]"),
        Shape::Stage { initial: true, .. } | Shape::Wait => ("(", ")"),
        Shape::Branch => ("{{", "}}"),
        Shape::System => ("[(", ")]"),
        _ => ("[", "]"),
    };
    let _ = writeln!(out, "{deeper}c{index}n{at}{open}\"{}\"{close}", label(node));
    if group {
        for (inside, node) in chart.nodes.iter().enumerate().filter(|(_, node)| node.inside == Some(at)) {
            boxed(chart, index, inside, node, &deeper, out);
        }
        let _ = writeln!(out, "{indent}end");
    }
}

/// The lines of a box; from where a way leads the arrows say.
fn drawn(node: &Node) -> impl Iterator<Item = &Line> {
    node.lines.iter().filter(|line| line.kind != LineKind::From)
}

fn label(node: &Node) -> String {
    let mut lines = Vec::new();
    if !node.title.is_empty() {
        lines.push(quoted(&node.title));
    }
    match node.shape {
        Shape::Stage { last: true, .. } => lines.push("(end)".to_owned()),
        Shape::Stage { initial: true, .. } => lines.push("(start)".to_owned()),
        _ => {}
    }
    lines.extend(drawn(node).map(|line| quoted(&line.said())));
    if lines.is_empty() { " ".to_owned() } else { lines.join("<br/>") }
}

fn arrow(chart: &Chart, index: usize, edge: &Edge, indent: &str, out: &mut String) {
    let dashed = edge.back && chart.kind != ChartKind::DataFlows;
    let line = match (dashed, edge.arrow) {
        (false, true) => "-->",
        (false, false) => "---",
        (true, true) => "-.->",
        (true, false) => "-.-",
    };
    let labels: Vec<String> = edge.labels.iter().map(|text| quoted(text)).collect();
    let label = if labels.is_empty() { String::new() } else { format!("|\"{}\"|", labels.join("<br/>")) };
    let _ = writeln!(out, "{indent}c{index}n{} {line}{label} c{index}n{}", edge.from, edge.to);
}

/// A text within quotes: letters, digits and blanks as they are, and of signs those that mean nothing.
fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let plain = match c {
            ' ' | ',' | '(' | ')' | '?' => true,
            // Not the mark of a list.
            '-' => before.is_alphanumeric() && after.is_alphanumeric(),
            '.' => before.is_alphabetic(),
            // Schemes of addresses, and lists of definitions.
            ':' => before.is_alphanumeric() && after == ' ',
            c => c.is_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            safe.push(c);
        } else {
            let _ = write!(safe, "#{};", u32::from(c));
        }
        before = c;
    }
    // It takes no empty text.
    if safe.is_empty() { " ".to_owned() } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_numbers() {
        assert_eq!(quoted("a \"b\" <c> `d` #35; e"), "a #34;b#34; #60;c#62; #96;d#96; #35;35#59; e");
        assert_eq!(quoted("1. one"), "1#46; one");
        assert_eq!(quoted("- x, well-known: y"), "#45; x, well-known: y");
        assert_eq!(quoted("end"), "end");
        assert_eq!(quoted("*bold* _x_ https://a.b"), "#42;bold#42; #95;x#95; https#58;#47;#47;a.b");
    }
}
