//! The signs of figures, beside the words that they stand for.

use std::fmt::Write as _;

use crate::map::svg::Icon;

/// Each sign with what it means.
const SIGNS: [(Icon, &str); 14] = [
    (Icon::Team, "the team that answers for it"),
    (Icon::Star, "a moment of truth; of a system, what it is right about"),
    (Icon::Bolt, "friction: what bothers the customer; of a clock, the breach"),
    (Icon::Door, "how one comes in"),
    (Icon::Exit, "leaves before the end"),
    (Icon::Again, "once more: back into the same stage, or another run"),
    (Icon::Play, "begins, or starts a sequence"),
    (Icon::Clock, "waits"),
    (Icon::Pause, "the clock rests"),
    (Icon::Flag, "the goal, or the end"),
    (Icon::Face(-2), "feels frustrated"),
    (Icon::Face(-1), "feels anxious"),
    (Icon::Face(0), "feels neutral, or curious"),
    (Icon::Face(2), "feels satisfied, up to delighted"),
];

/// Each kind of box with what it means.
const BOXES: [(&str, &str); 4] = [
    ("thick", "where one begins"),
    ("double", "an end: nothing leaves it"),
    ("dashed", "a stage with stages inside"),
    ("dotted", "a wait"),
];

/// The signs with their meanings.
pub(super) fn legend(out: &mut String) {
    out.push_str("<dl class=\"legend signs\">\n");
    for (icon, meaning) in SIGNS {
        out.push_str("<div><dt>");
        sign(out, icon);
        let _ = writeln!(out, "</dt><dd>{meaning}</dd></div>");
    }
    for (class, meaning) in BOXES {
        let _ = writeln!(out, "<div><dt><span class=\"box {class}\"></span></dt><dd>{meaning}</dd></div>");
    }
    out.push_str("</dl>\n");
}

/// A sign as large as the letters beside it, which say the same.
pub(super) fn sign(out: &mut String, icon: Icon) {
    let (path, filled) = icon.path();
    let class = if filled { "sign filled" } else { "sign" };
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" \
         aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    );
}
