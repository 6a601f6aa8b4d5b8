//! A box with what stands in it: measured first, painted where the layout has put it.

use super::icon::Icon;
use super::measure::{Lines, SMALL, TEXT, TITLE};
use super::paint::{Painter, Rect};
use crate::map::chart::{Line, LineKind, Node, Shape};

/// From the frame to what is in it.
const PAD: i32 = 10;
/// Between two blocks.
const GAP: i32 = 6;
/// The room of a sign, with its distance to the text.
const SIGN: i32 = 22;
/// More actions than this are told in words.
const MOST: usize = 6;

/// A box that knows its size.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) w: i32,
    pub(super) h: i32,
    shape: Shape,
    blocks: Vec<Block>,
}

/// What stands at one place of a box.
#[derive(Debug)]
struct Block {
    place: Rect,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Title(Lines),
    /// `start` or `end`.
    Badge(&'static str),
    Fact {
        icon: Option<Icon>,
        lines: Lines,
    },
    Action {
        human: bool,
        color: String,
        meta: Lines,
        lines: Lines,
    },
}

impl Card {
    pub(super) fn of(node: &Node) -> Self {
        let narrow = match node.shape {
            Shape::Junction => 200,
            Shape::Wait | Shape::Branch | Shape::Start | Shape::End => 204,
            Shape::Stage { .. } | Shape::Group | Shape::Step | Shape::System | Shape::Clock | Shape::Breach => 240,
        };
        let mut card = Self { w: narrow, h: PAD, shape: node.shape, blocks: Vec::new() };
        let inner = narrow - 2 * PAD;
        card.title(node);
        for line in node.lines.iter().filter(|line| !is_act(line)) {
            card.fact(line, inner);
        }
        let acts: Vec<&Line> = node.lines.iter().filter(|line| is_act(line)).collect();
        // One more takes no more room than the words that tell of it.
        let drawn = if acts.len() > MOST + 1 { MOST } else { acts.len() };
        let (drawn, told) = acts.split_at_checked(drawn).unwrap_or((&acts, &[]));
        card.acts(drawn, inner);
        for (human, word) in [(false, "Also automated"), (true, "Also by people")] {
            card.told(told, human, word, inner);
        }
        card.h += PAD - GAP;
        if node.shape == Shape::Junction {
            card.shrink();
        }
        card
    }

    /// Makes it as narrow as what stands in it.
    fn shrink(&mut self) {
        let widest = self.blocks.iter().map(|block| match &block.kind {
            Kind::Fact { lines, .. } | Kind::Title(lines) => lines.width(),
            _ => 0,
        });
        self.w = (widest.max().unwrap_or(0) + 2 * PAD).min(self.w);
    }

    fn title(&mut self, node: &Node) {
        if node.title.is_empty() {
            return;
        }
        let badge = match node.shape {
            Shape::Stage { last: true, .. } => Some("end"),
            Shape::Stage { initial: true, .. } => Some("start"),
            _ => None,
        };
        let icon = match node.shape {
            Shape::Wait | Shape::Clock => Some(Icon::Clock),
            Shape::Start => Some(Icon::Play),
            Shape::End => Some(Icon::Flag),
            Shape::Breach => Some(Icon::Bolt),
            _ => None,
        };
        let inner = self.w - 2 * PAD;
        let size = match node.shape {
            Shape::Wait | Shape::Branch | Shape::Start | Shape::End => TEXT,
            _ => TITLE,
        };
        let left = if icon.is_some() { SIGN } else { 0 };
        let lines = Lines::wrap(&node.title, size, inner - left - if badge.is_some() { 46 } else { 0 }, 5);
        let h = lines.height();
        if let Some(text) = badge {
            let place = Rect { x: self.w - PAD - 40, y: self.h, w: 40, h: 18 };
            self.blocks.push(Block { place, kind: Kind::Badge(text) });
        }
        let place = Rect { x: PAD, y: self.h, w: inner, h };
        let kind = match icon {
            Some(_) => Kind::Fact { icon, lines },
            None => Kind::Title(lines),
        };
        self.blocks.push(Block { place, kind });
        self.h += h + GAP;
    }

    fn fact(&mut self, line: &Line, inner: i32) {
        let Some((icon, text)) = fact(line) else { return };
        let size = if self.shape == Shape::Junction { SMALL } else { TEXT };
        let left = if icon.is_some() { SIGN } else { 0 };
        let most = match self.shape {
            Shape::Junction | Shape::System | Shape::Clock => 10,
            _ => 5,
        };
        let lines = Lines::wrap(&text, size, inner - left, most);
        let h = lines.height();
        self.blocks.push(Block { place: Rect { x: PAD, y: self.h, w: inner, h }, kind: Kind::Fact { icon, lines } });
        self.h += h + GAP;
    }

    /// What is done.
    fn acts(&mut self, acts: &[&Line], inner: i32) {
        for kind in acts.iter().filter_map(|line| act(line, inner)) {
            let h = kind.height();
            self.blocks.push(Block { place: Rect { x: PAD, y: self.h, w: inner, h }, kind });
            self.h += h + GAP;
        }
    }

    /// What is done beside, in words.
    fn told(&mut self, acts: &[&Line], by_human: bool, word: &str, inner: i32) {
        let told: Vec<String> = acts
            .iter()
            .filter_map(|line| match &line.kind {
                LineKind::Action { channel, human, .. } if *human == by_human => {
                    Some(format!("{} ({channel})", line.text))
                }
                LineKind::Starts if !by_human => Some(format!("starts “{}”", line.text)),
                _ => None,
            })
            .collect();
        if !told.is_empty() {
            let lines = Lines::wrap(&format!("{word}: {}", told.join("; ")), SMALL, inner, 30);
            let h = lines.height();
            let place = Rect { x: PAD, y: self.h, w: inner, h };
            self.blocks.push(Block { place, kind: Kind::Fact { icon: None, lines } });
            self.h += h + GAP;
        }
    }

    /// Paints it with its upper left corner there.
    pub(super) fn paint(&self, painter: &mut Painter, at: Rect) {
        let frame = Rect { w: self.w, h: self.h, ..at };
        match self.shape {
            Shape::Junction => painter.rect(frame, 4, "m-label"),
            Shape::Start | Shape::End => painter.rect(frame, (frame.h / 2).min(18), "m-card"),
            Shape::Wait => painter.rect(frame, 12, "m-card m-thin"),
            Shape::Branch => painter.path(&hexagon(frame), "m-card", (frame.y, frame.bottom())),
            Shape::Breach => painter.rect(frame, 3, "m-card m-thick"),
            Shape::Stage { last: true, .. } => {
                painter.rect(frame, 8, "m-card m-thick");
                painter.rect(frame.grown(-4), 5, "m-inner");
            }
            Shape::Stage { initial: true, .. } => painter.rect(frame, 8, "m-card m-thick"),
            Shape::Stage { .. } | Shape::Group | Shape::Step | Shape::System | Shape::Clock => {
                painter.rect(frame, 8, "m-card");
            }
        }
        for block in &self.blocks {
            let place = Rect { x: at.x + block.place.x, y: at.y + block.place.y, ..block.place };
            block.kind.paint(painter, place);
        }
    }
}

/// A box with a point on either side: a question.
fn hexagon(frame: Rect) -> String {
    let Rect { x, y, w, h } = frame;
    let side = 12;
    let (left, right, half) = (x - side, x + w + side, y + h / 2);
    format!("M{x} {y}H{}L{right} {half}L{} {}H{x}L{left} {half}Z", x + w, x + w, y + h)
}

const fn is_act(line: &Line) -> bool {
    matches!(line.kind, LineKind::Action { .. } | LineKind::Starts)
}

fn act(line: &Line, column: i32) -> Option<Kind> {
    let room = column - 38;
    let (human, color, meta) = match &line.kind {
        LineKind::Action { channel, color, human } => {
            let by = if *human { "by a person" } else { "automated" };
            (*human, color.clone(), format!("{channel}, {by}"))
        }
        LineKind::Starts => {
            let lines = Lines::wrap(&format!("Starts “{}”", line.text), TEXT, column - SIGN, 3);
            return Some(Kind::Fact { icon: Some(Icon::Play), lines });
        }
        _ => return None,
    };
    let meta = Lines::wrap(&meta, SMALL, room, 2);
    let lines = Lines::wrap(&line.text, TEXT, room, 3);
    Some(Kind::Action { human, color, meta, lines })
}

impl Kind {
    fn height(&self) -> i32 {
        match self {
            Self::Title(lines) | Self::Fact { lines, .. } => lines.height(),
            Self::Badge(_) => 18,
            Self::Action { meta, lines, .. } => meta.height() + lines.height() + 9,
        }
    }

    fn paint(&self, painter: &mut Painter, place: Rect) {
        match self {
            Self::Title(lines) => painter.lines(place.x, place.y, lines, ""),
            Self::Badge(text) => {
                painter.rect(place, 9, "m-badge");
                painter.text(place.middle(), place.y + 13, text, SMALL, "m-mid");
            }
            Self::Fact { icon, lines } => {
                let mut x = place.x;
                if let Some(icon) = icon {
                    painter.icon(*icon, x, place.y);
                    x += SIGN;
                }
                painter.lines(x, place.y, lines, "");
            }
            Self::Action { human, color, meta, lines } => {
                painter.rect(place, if *human { 14 } else { 2 }, if *human { "m-act m-human" } else { "m-act" });
                painter.actor(*human, color, place.x + 9, place.y + place.h / 2 - 8);
                painter.lines(place.x + 32, place.y + 4, meta, "m-dim");
                painter.lines(place.x + 32, place.y + 4 + meta.height(), lines, "");
            }
        }
    }
}

/// A line that is no action: its sign and its words.
pub(super) fn fact(line: &Line) -> Option<(Option<Icon>, String)> {
    let icon = match &line.kind {
        LineKind::Action { .. } | LineKind::Starts => return None,
        // The sign says who it is.
        LineKind::Owner => return Some((Some(Icon::Team), line.text.clone())),
        LineKind::Plain | LineKind::View | LineKind::From => None,
        LineKind::Entry | LineKind::Only => Some(Icon::Door),
        LineKind::Moment | LineKind::Master => Some(Icon::Star),
        LineKind::Friction => Some(Icon::Bolt),
        LineKind::Emotion(level) => Some(Icon::Face(level.unwrap_or(0))),
        LineKind::Goal => Some(Icon::Flag),
        LineKind::Exit => Some(Icon::Exit),
        LineKind::Pause => Some(Icon::Pause),
        LineKind::Again => Some(Icon::Again),
    };
    Some((icon, line.said()))
}
