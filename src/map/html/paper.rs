//! How a figure stands on paper: upright or turned, whole or on several sheets.

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

    /// The same where it goes over several pages.
    fn scale_of_width(self, width: u32) -> u32 {
        (self.room().0.saturating_mul(1_000) / width.max(1)).min(1_000)
    }
}

/// Smaller letters are not read on paper.
const READABLE: u32 = 500;

/// How a figure stands on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheets {
    pub(super) way: Way,
    /// From which height to which; one for a figure that stands on one page.
    pub(super) cuts: Vec<(u32, u32)>,
}

/// Finds the sheets for a figure of a size. Its page is rather not turned against those around it; where it must be
/// cut, that is where `seam` finds a good height between two.
pub(super) fn sheets(
    size: (u32, u32),
    around: Option<Way>,
    may_turn: bool,
    seam: impl Fn(u32, u32) -> Option<u32>,
) -> Sheets {
    let (width, height) = size;
    let whole = |way| Sheets { way, cuts: vec![(0, height)] };
    let first = around.unwrap_or(if width > height { Way::Turned } else { Way::Upright });
    let second = if first == Way::Upright { Way::Turned } else { Way::Upright };
    let ways: &[Way] = if may_turn { &[first, second] } else { &[first] };
    if let Some(&way) = ways.iter().find(|way| way.scale(size) >= READABLE) {
        return whole(way);
    }
    let upright = Way::Upright.scale_of_width(width) >= READABLE + 50 || !may_turn;
    let way = if upright { Way::Upright } else { Way::Turned };
    let tallest = way.room().1.saturating_mul(1_000) / way.scale_of_width(width).max(1);
    Sheets { way, cuts: cuts(height, tallest.max(100), seam) }
}

/// A figure cut where it has a seam; else anywhere, with a stretch that stands on both sheets.
fn cuts(height: u32, tallest: u32, seam: impl Fn(u32, u32) -> Option<u32>) -> Vec<(u32, u32)> {
    const TWICE: u32 = 40;
    let mut cuts = Vec::new();
    let mut from = 0_u32;
    while height.saturating_sub(from) > tallest {
        let latest = from.saturating_add(tallest);
        let earliest = from.saturating_add(tallest / 4);
        let seam = seam(earliest, latest).filter(|seam| (earliest..=latest).contains(seam));
        cuts.push((from, seam.unwrap_or(latest)));
        from = seam.unwrap_or(latest.saturating_sub(TWICE));
    }
    cuts.push((from, height));
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_fits_stays_whole() {
        let none = |_, _| None;
        assert_eq!(sheets((600, 800), None, true, none), Sheets { way: Way::Upright, cuts: vec![(0, 800)] });
        assert_eq!(sheets((900, 300), None, true, none), Sheets { way: Way::Turned, cuts: vec![(0, 300)] });
        assert_eq!(sheets((900, 300), Some(Way::Upright), true, none).way, Way::Upright);
        assert_eq!(sheets((1_900, 300), Some(Way::Upright), true, none).way, Way::Turned);
        assert_eq!(sheets((1_900, 300), Some(Way::Upright), false, none).way, Way::Upright);
    }

    #[test]
    fn a_tall_figure_is_cut_at_its_seams() {
        let seams = [700, 850, 2_100];
        let seam = |from, to| seams.into_iter().filter(|seam| (from..=to).contains(seam)).max();
        let cut = sheets((670, 3_000), None, true, seam);
        assert_eq!(cut, Sheets { way: Way::Upright, cuts: vec![(0, 850), (850, 1_750), (1_710, 2_100), (2_100, 3_000)] });
        assert!(cut.cuts.iter().all(|(from, to)| to - from <= 900));
        assert_eq!(sheets((1_500, 4_000), None, true, |_, _| None).way, Way::Turned);
    }
}
