//! Text that must go into a box: by the largest size at which its lines do.

use std::ops::Range;

use super::{MILLIMETRES_PER_POINT, TOLERANCE, line_width, lines};
use crate::font::Run;

/// Sizes of type that may be taken, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// The size that is taken when the text fits.
    pub greatest: f32,
    /// Below this it cannot be read.
    pub least: f32,
    /// From one line to the next, in sizes: 1.0 is set solid.
    pub leading: f32,
}

/// How a text goes into a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Size of the type in points.
    pub size: f32,
    /// From one baseline to the next, in millimetres.
    pub leading: f32,
    /// The lines, as ranges of the glyphs.
    pub lines: Vec<Range<usize>>,
    /// How wide the widest line is, in millimetres.
    pub width: f32,
}

impl Fit {
    /// How high the lines are together, in millimetres.
    #[must_use]
    pub fn height(&self) -> f32 {
        height(self.lines.len(), self.size, self.leading)
    }
}

/// The largest size, in steps of half a point, at which a text goes into a box of `width` and
/// `height` millimetres, broken into lines: first the type gets smaller until the text fits on
/// lines; it is never cut. `None` when it does not fit at the least size either.
#[must_use]
pub fn fit(run: &Run, (width, room): (f32, f32), sizes: Sizes) -> Option<Fit> {
    let widest = run.glyphs.iter().map(|glyph| glyph.advance).fold(0.0, f32::max);
    let mut size = sizes.greatest;
    loop {
        let em = size * MILLIMETRES_PER_POINT;
        let leading = em * sizes.leading;
        // Fewer lines than glyphs: what could not fit if all were a line's is not broken at all.
        if widest * em <= width + TOLERANCE {
            let lines = lines(run, width / em);
            if height(lines.len(), size, leading) <= room + TOLERANCE {
                let widths = lines.iter().map(|line| line_width(run, line.clone()));
                let width = widths.fold(0.0, f32::max) * em;
                return Some(Fit { size, leading, lines, width });
            }
        }
        if size <= sizes.least {
            return None;
        }
        size = (size - 0.5).max(sizes.least);
    }
}

fn height(lines: usize, size: f32, leading: f32) -> f32 {
    let gaps = u16::try_from(lines.saturating_sub(1)).unwrap_or(u16::MAX);
    size * MILLIMETRES_PER_POINT + f32::from(gaps) * leading
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Faces;

    const SIZES: Sizes = Sizes { greatest: 12.0, least: 6.0, leading: 1.2 };

    fn fitted(text: &str, room: (f32, f32)) -> Option<Fit> {
        fit(&Faces::new(None).unwrap().run(text), room, SIZES)
    }

    #[test]
    fn a_short_text_has_the_greatest_size() {
        let fit = fitted("住基　太郎", (40.0, 6.0)).unwrap();
        assert_eq!((fit.size, fit.lines.len()), (12.0, 1));
    }

    #[test]
    fn a_longer_one_is_smaller_or_broken() {
        // One line has room: smaller.
        let fit = fitted("住基　太郎左衛門尉", (30.0, 5.0)).unwrap();
        assert_eq!((fit.size, fit.lines.len()), (9.0, 1));
        // Two have: broken, at the greatest size.
        let fit = fitted("住基　太郎左衛門尉", (30.0, 10.0)).unwrap();
        assert_eq!((fit.size, fit.lines.len()), (12.0, 2));
        assert!(fit.width <= 30.0 && fit.height() <= 10.0, "{fit:?}");
    }

    #[test]
    fn what_does_not_fit_is_not_cut() {
        assert_eq!(fitted(&"住".repeat(100), (30.0, 10.0)), None);
        assert_eq!(fitted("住", (1.0, 10.0)), None);
    }
}
