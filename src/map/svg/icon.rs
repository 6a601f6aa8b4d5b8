//! The signs: drawn, because letters of signs look different everywhere.

use super::paint::{Painter, Rect};

/// A sign within 16 by 16 pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::map) enum Icon {
    /// By a person.
    Person,
    /// By a system.
    Gear,
    /// A moment of truth.
    Star,
    Bolt,
    Team,
    /// Into a place.
    Door,
    /// Out of it.
    Exit,
    Again,
    Play,
    Clock,
    Flag,
    Pause,
    /// A face, from -2 to 3.
    Face(i8),
}

impl Icon {
    /// Its lines, and whether they are filled.
    pub(in crate::map) const fn path(self) -> (&'static str, bool) {
        match self {
            Self::Person => ("M8 2.4a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 1 1 0-5.6zM2.8 14c0-6 10.4-6 10.4 0z", true),
            Self::Gear => (
                "M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 1 1 0-5.6zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6l1.4 1.4\
                 M11 11l1.4 1.4M3.6 12.4l1.4-1.4M11 5l1.4-1.4",
                false,
            ),
            Self::Star => ("M8 1.5l1.9 4.3l4.6.4l-3.5 3.1l1.1 4.6l-4.1-2.5l-4.1 2.5l1.1-4.6l-3.5-3.1l4.6-.4z", true),
            Self::Bolt => ("M9.5 1l-6 8h3.6l-1 6l6.4-8.4h-3.8z", true),
            Self::Team => (
                "M5.5 4a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM1.5 13c0-4.6 8-4.6 8 0zM11 3.5a1.8 1.8 0 1 1 0 3.6M11 8.6\
                 c2.2 0 3.6 1.6 3.6 4.4h-2.4",
                false,
            ),
            Self::Door => ("M1.5 8h8M6.5 4.5l3.5 3.5l-3.5 3.5M9 2h5v12h-5", false),
            Self::Exit => ("M6.5 8h8M11 4.5l3.5 3.5l-3.5 3.5M7 2h-5v12h5", false),
            Self::Again => ("M12.8 9.5a5 5 0 1 1-1-4.6M12.2 1.8v3.4h-3.4", false),
            Self::Play => ("M4 2.5l9 5.5l-9 5.5z", true),
            Self::Clock => ("M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12zM8 4.8v3.4l2.4 1.6", false),
            Self::Flag => ("M4 14.5v-13h8.5l-2 3.2l2 3.2h-8.5", false),
            Self::Pause => ("M4 2.5h3v11h-3zM9 2.5h3v11h-3z", true),
            Self::Face(level) => (
                match level {
                    i8::MIN..=-2 => FROWN,
                    -1 => WORRY,
                    0 => FLAT,
                    1 => SMILE,
                    2.. => LAUGH,
                },
                false,
            ),
        }
    }
}

const FROWN: &str = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.6v1.2M10.6 5.6v1.2M4.8 11.8c1-3 5.4-3 6.4 0";
const WORRY: &str = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.6v1.2M10.6 5.6v1.2M5 11.2c1-1.4 5-1.4 6 0";
const FLAT: &str = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.6v1.2M10.6 5.6v1.2M5 10.6h6";
const SMILE: &str = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.6v1.2M10.6 5.6v1.2M5 10c1 1.8 5 1.8 6 0";
const LAUGH: &str =
    "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.6v1.2M10.6 5.6v1.2M4.6 9.4h6.8c-.6 4.2-6.2 4.2-6.8 0z";

impl Painter {
    /// A sign with its upper left corner there.
    pub(super) fn icon(&mut self, icon: Icon, x: i32, y: i32) {
        let (path, filled) = icon.path();
        let class = if filled { "m-i" } else { "m-o" };
        self.push(
            y,
            y.saturating_add(16),
            format!("<path class=\"{class}\" transform=\"translate({x} {y})\" d=\"{path}\"/>\n"),
        );
    }

    /// Who acts, in the colour of the channel: a square with a gear, or a disc with a person.
    pub(super) fn actor(&mut self, human: bool, color: &str, x: i32, y: i32) {
        let place = Rect { x: x.saturating_sub(3), y: y.saturating_sub(3), w: 22, h: 22 };
        self.filled(place, if human { 11 } else { 3 }, color);
        let icon = if human { Icon::Person } else { Icon::Gear };
        let (path, filled) = icon.path();
        let ink = if is_light(color) { "#111827" } else { "#ffffff" };
        let paint = if filled {
            format!("fill=\"{ink}\"")
        } else {
            format!("fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.6\"")
        };
        self.push(y, y.saturating_add(16), format!("<path {paint} transform=\"translate({x} {y})\" d=\"{path}\"/>\n"));
    }
}

/// Whether dark signs are read better on a colour than light ones.
fn is_light(color: &str) -> bool {
    let part = |at: usize| {
        let digits = color.get(at..at.saturating_add(2)).unwrap_or("00");
        u32::from_str_radix(digits, 16).unwrap_or(0)
    };
    part(1) * 299 + part(3) * 587 + part(5) * 114 > 150_000
}
