//! How a figure stands on paper: upright or turned.

/// Which way a page is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Upright,
    Turned,
}

impl Way {
    /// The room for a figure on an A4 page, in pixels of a screen, its caption left aside.
    const fn room(self) -> (u32, u32) {
        match self {
            Self::Upright => (670, 900),
            Self::Turned => (1_000, 590),
        }
    }

    /// How large a figure can be there: in 1/1,000 of its size on a screen, at most that.
    fn scale(self, (width, height): (u32, u32)) -> u32 {
        let (w, h) = self.room();
        let by = |room: u32, own: u32| room.saturating_mul(1_000) / own.max(1);
        by(w, width).min(by(h, height)).min(1_000)
    }
}

/// Smaller letters are hard to read on paper.
const READABLE: u32 = 550;

/// How a figure of a size stands on paper: rather as the pages around it, unless it can't be read so.
pub(super) fn way(size: (u32, u32), around: Option<Way>) -> Way {
    let wanted = around.unwrap_or(if size.0 > size.1 { Way::Turned } else { Way::Upright });
    let (upright, turned) = (Way::Upright.scale(size), Way::Turned.scale(size));
    if wanted.scale(size) >= READABLE || upright == turned {
        wanted
    } else if upright > turned {
        Way::Upright
    } else {
        Way::Turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_turned_where_that_helps() {
        assert_eq!(way((600, 800), None), Way::Upright);
        assert_eq!(way((900, 300), None), Way::Turned);
        assert_eq!(way((900, 300), Some(Way::Upright)), Way::Upright);
        assert_eq!(way((1_900, 300), Some(Way::Upright)), Way::Turned);
        assert_eq!(way((600, 1_200), Some(Way::Turned)), Way::Upright);
        assert_eq!(way((0, 0), None), Way::Upright);
    }
}
