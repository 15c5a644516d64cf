//! A page of A4: texts, lines and boxes at places in millimetres from its upper left corner.

use crate::font::{Faces, Run};
use crate::text::{Fit, MILLIMETRES_PER_POINT, Sizes, fit};

mod table;

pub use table::{Cell, Table};

/// Width of A4 in millimetres.
pub const WIDTH: f32 = 210.0;
/// Height of A4 in millimetres.
pub const HEIGHT: f32 = 297.0;
/// How far the baseline is below the top of the type, in sizes: the ascender of BIZ UDGothic.
const BASELINE: f32 = 0.88;

/// A rectangle in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its left edge, from the left edge of the page.
    pub left: f32,
    /// Its upper edge, from the upper edge of the page.
    pub top: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Area {
    /// Is the other one inside of it?
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        const SLACK: f32 = 0.01;
        other.left >= self.left - SLACK
            && other.top >= self.top - SLACK
            && other.left + other.width <= self.left + self.width + SLACK
            && other.top + other.height <= self.top + self.height + SLACK
    }
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Mark {
    /// A line of text.
    Text {
        /// Its left end, in millimetres.
        left: f32,
        /// Its baseline, in millimetres.
        baseline: f32,
        /// Its size in points.
        size: f32,
        /// What it says.
        run: Run,
    },
    /// A line from one place to another; its thickness in millimetres.
    Line {
        /// x and y in millimetres.
        from: (f32, f32),
        /// x and y in millimetres.
        to: (f32, f32),
        /// In millimetres.
        thickness: f32,
    },
}

impl Mark {
    /// What it covers.
    #[must_use]
    pub fn area(&self) -> Area {
        match self {
            Self::Text { left, baseline, size, run } => {
                let em = size * MILLIMETRES_PER_POINT;
                let width = crate::text::line_width(run, 0..run.glyphs.len()) * em;
                Area { left: *left, top: baseline - BASELINE * em, width, height: em }
            }
            Self::Line { from, to, thickness } => Area {
                left: from.0.min(to.0) - thickness / 2.0,
                top: from.1.min(to.1) - thickness / 2.0,
                width: (from.0 - to.0).abs() + thickness,
                height: (from.1 - to.1).abs() + thickness,
            },
        }
    }
}

/// What a block is to a reader who hears the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Role {
    /// The title.
    Heading,
    /// A paragraph.
    Paragraph,
    /// Rules and boxes: nothing to hear.
    Decoration,
}

/// What is read in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub role: Role,
    /// The language that it is in, where it is not the document's: `en`.
    pub language: Option<&'static str>,
    /// When it is heard: the lower, the earlier.
    pub order: u8,
    /// What is copied in place of its glyphs; `None`: what they say.
    pub says: Option<String>,
    /// What is drawn.
    pub marks: Vec<Mark>,
}

impl Block {
    /// An empty block.
    #[must_use]
    pub const fn new(role: Role, order: u8) -> Self {
        Self { role, language: None, order, says: None, marks: Vec::new() }
    }

    /// One in another language than the document.
    #[must_use]
    pub const fn in_language(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    /// Adds a line of text; `top` is the upper edge of its type. Gives its width in millimetres.
    pub fn line(&mut self, run: Run, (left, top): (f32, f32), size: f32) -> f32 {
        let em = size * MILLIMETRES_PER_POINT;
        let width = run.width() * em;
        self.marks.push(Mark::Text { left, baseline: top + BASELINE * em, size, run });
        width
    }

    /// Adds text that goes into an area, by the largest of the sizes at which it does. `None` when
    /// it fits at none: then nothing is added.
    pub fn fitted(&mut self, run: &Run, area: Area, sizes: Sizes) -> Option<Fit> {
        let fit = fit(run, (area.width, area.height), sizes)?;
        for (number, line) in fit.lines.iter().enumerate() {
            let down = f32::from(u16::try_from(number).unwrap_or(u16::MAX)) * fit.leading;
            self.line(run.part(line.clone()), (area.left, area.top + down), fit.size);
        }
        Some(fit)
    }

    /// Adds a straight line; places and thickness in millimetres.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        self.marks.push(Mark::Line { from, to, thickness });
    }

    /// Adds the four sides of a box; thickness in millimetres.
    pub fn outline(&mut self, area: Area, thickness: f32) {
        let (right, bottom) = (area.left + area.width, area.top + area.height);
        let corners =
            [(area.left, area.top), (right, area.top), (right, bottom), (area.left, bottom)];
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            self.rule(*from, *to, thickness);
        }
    }
}

/// A page of A4, upright.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What is on it.
    pub blocks: Vec<Block>,
}

impl Page {
    /// Everything that is drawn.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.blocks.iter().flat_map(|block| &block.marks)
    }
}

/// A name with its furigana above it, as ruby: at half of the size, each in the middle of the other.
/// Gives what both take in width and height (millimetres), and the two as marks.
#[must_use]
pub fn ruby(
    faces: &Faces<'_>,
    (base, above): (&str, &str),
    (left, top): (f32, f32),
    size: f32,
) -> (f32, f32, [Mark; 2]) {
    let em = size * MILLIMETRES_PER_POINT;
    let (base, above) = (faces.run(base), faces.run(above));
    let (base_width, above_width) = (base.width() * em, above.width() * em / 2.0);
    let width = base_width.max(above_width);
    let above = Mark::Text {
        left: left + (width - above_width) / 2.0,
        baseline: top + BASELINE * em / 2.0,
        size: size / 2.0,
        run: above,
    };
    let base = Mark::Text {
        left: left + (width - base_width) / 2.0,
        baseline: top + em / 2.0 + BASELINE * em,
        size,
        run: base,
    };
    (width, em * 1.5, [above, base])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furigana_stands_in_the_middle_above_the_name() {
        let faces = Faces::new(None).unwrap();
        let (width, height, marks) =
            ruby(&faces, ("住基　太郎", "ジュウキ　タロウ"), (20.0, 10.0), 12.0);
        let room = Area { left: 20.0, top: 10.0, width, height };
        let [above, base] = marks.map(|mark| mark.area());
        assert!(room.contains(&above) && room.contains(&base));
        assert!(above.top + above.height <= base.top + 0.01);
        let middle = |area: Area| area.left + area.width / 2.0;
        assert!((middle(above) - middle(base)).abs() < 0.01);
        // Furigana may be the longer of the two.
        let (wider, ..) = ruby(&faces, ("一", "カズヒトカズヒト"), (20.0, 10.0), 12.0);
        assert!(wider > 12.0 * MILLIMETRES_PER_POINT * 3.9, "{wider}");
    }

    #[test]
    fn a_text_is_where_its_area_is() {
        let faces = Faces::new(None).unwrap();
        let area = Area { left: 20.0, top: 30.0, width: 40.0, height: 12.0 };
        let sizes = Sizes { greatest: 11.0, least: 6.0, leading: 1.3 };
        let mut block = Block::new(Role::Paragraph, 0);
        let text = "東京都千代田区霞が関二丁目１番２号　中央合同庁舎第２号館";
        assert!(block.fitted(&faces.run(text), area, sizes).is_some());
        assert!(block.marks.len() > 1);
        assert!(block.marks.iter().all(|mark| area.contains(&mark.area())));
        let before = block.clone();
        assert_eq!(block.fitted(&faces.run(&text.repeat(9)), area, sizes), None);
        assert_eq!(block, before);
    }
}
