//! The signs of all pictures, with what they mean.

use super::icon::Icon;
use super::measure::{Lines, TEXT, TITLE};
use super::paint::{Painter, Rect};
use crate::ir::Blueprint;
use crate::map::chart::{color, titled};

const COLUMN: i32 = 226;
const COLUMNS: i32 = 4;
const SIGN: i32 = 62;
const MARGIN: i32 = 14;

enum Sign {
    Icon(Icon),
    Actor { human: bool, color: String },
    Both(String),
    Box { thick: bool, inner: bool, radius: i32, class: &'static str },
    Way { back: bool },
}

pub(super) fn paint(ir: &Blueprint, painter: &mut Painter) -> (i32, i32) {
    let mut y = MARGIN;
    for (heading, signs) in groups(ir) {
        painter.lines(MARGIN, y, &Lines::wrap(heading, TITLE, COLUMN * COLUMNS, 1), "");
        y += 26;
        for row in signs.chunks(4) {
            let lines: Vec<Lines> =
                row.iter().map(|(_, words)| Lines::wrap(words, TEXT, COLUMN - SIGN - 12, 4)).collect();
            let h = lines.iter().map(Lines::height).max().unwrap_or(0).max(24);
            for (x, ((sign, _), lines)) in (0..).map(|at| MARGIN + at * COLUMN).zip(row.iter().zip(&lines)) {
                draw(sign, x, y, painter);
                painter.lines(x + SIGN, y + (24 - lines.size.line).max(0) / 2, lines, "");
            }
            y += h + 8;
        }
        y += 8;
    }
    (COLUMNS * COLUMN + 2 * MARGIN, y)
}

fn draw(sign: &Sign, x: i32, y: i32, painter: &mut Painter) {
    match sign {
        Sign::Icon(icon) => painter.icon(*icon, x + 34, y + 4),
        Sign::Actor { human, color } => painter.actor(*human, color, x + 34, y + 4),
        Sign::Both(color) => {
            painter.actor(false, color, x + 8, y + 4);
            painter.actor(true, color, x + 34, y + 4);
        }
        Sign::Box { thick, inner, radius, class } => {
            let place = Rect { x: x + 3, y: y + 2, w: 50, h: 20 };
            painter.rect(place, *radius, if *thick { "m-card m-thick" } else { class });
            if *inner {
                painter.rect(place.grown(-4), 3, "m-inner");
            }
        }
        Sign::Way { back } => {
            painter.path(
                &format!("M{} {}H{}", x + 3, y + 12, x + 46),
                if *back { "m-way m-back" } else { "m-way" },
                (y, y + 24),
            );
            painter.path(&format!("M{} {}L{} {}V{}Z", x + 53, y + 12, x + 44, y + 7, y + 17), "m-head", (y, y + 24));
        }
    }
}

fn groups(ir: &Blueprint) -> Vec<(&'static str, Vec<(Sign, String)>)> {
    let plain = |class| Sign::Box { thick: false, inner: false, radius: 7, class };
    let grey = || "#475569".to_owned();
    let say = |text: &str| text.to_owned();
    let acts = vec![
        (Sign::Actor { human: false, color: grey() }, say("Automated: a square with a wheel")),
        (Sign::Actor { human: true, color: grey() }, say("By a person: a disc with a person")),
        (Sign::Icon(Icon::Play), say("Starts a sequence")),
    ];
    let channels = ir.channels.iter().map(|(id, channel)| (Sign::Both(color(ir, id)), titled(&channel.info))).collect();
    let stages = vec![
        (plain("m-card"), say("A stage, or a step")),
        (Sign::Box { thick: true, inner: false, radius: 7, class: "" }, say("Where one begins")),
        (Sign::Box { thick: true, inner: true, radius: 7, class: "" }, say("An end: nothing leaves it")),
        (plain("m-group"), say("A stage with stages inside")),
        (Sign::Way { back: false }, say("A way on")),
        (Sign::Way { back: true }, say("A way back to an earlier stage or step")),
        (Sign::Box { thick: false, inner: false, radius: 4, class: "m-label" }, say("What leads along a way")),
        (Sign::Box { thick: false, inner: false, radius: 10, class: "m-card m-thin" }, say("A wait")),
    ];
    let facts = vec![
        (Sign::Icon(Icon::Team), say("Who owns it")),
        (Sign::Icon(Icon::Face(1)), say("What customers feel there")),
        (Sign::Icon(Icon::Star), say("A moment of truth; of a system, what it is right about")),
        (Sign::Icon(Icon::Bolt), say("Friction; of a clock, that it is breached")),
        (Sign::Icon(Icon::Door), say("Who comes in")),
        (Sign::Icon(Icon::Again), say("Once more")),
        (Sign::Icon(Icon::Flag), say("A goal, or the end")),
        (Sign::Icon(Icon::Exit), say("What makes a sequence end early")),
        (Sign::Icon(Icon::Clock), say("A wait, or a clock")),
        (Sign::Icon(Icon::Pause), say("When a clock rests")),
    ];
    let mut groups = vec![("Who acts", acts)];
    if !ir.channels.is_empty() {
        groups.push(("Through what: a colour for each channel", channels));
    }
    groups.extend([("Boxes and arrows", stages), ("Signs in boxes", facts)]);
    groups
}
