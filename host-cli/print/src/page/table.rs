//! A ruled table, row after row.

use super::{Area, Block, Role};
use crate::font::Faces;
use crate::text::Sizes;

/// Between the rules and the text, in millimetres.
const PADDING: f32 = 1.0;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Its language, where it is not the document's.
    pub language: Option<&'static str>,
}

impl Cell {
    /// A cell in the language of the document.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), language: None }
    }
}

/// A table. A row is as high as its highest cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'a> {
    /// Widths of its columns in millimetres.
    pub columns: &'a [f32],
    /// Its type. A cell's text gets smaller before it takes more than `lines` lines.
    pub sizes: Sizes,
    /// How many lines a cell may have.
    pub lines: u8,
    /// When it is heard.
    pub order: u8,
}

impl Table<'_> {
    /// Draws rows from `left` and `top` (millimetres) down, in height no more than `room`. Gives the
    /// blocks, and where the table ends. `None` when a text does not fit, or the rows do not.
    #[must_use]
    pub fn draw(
        &self,
        faces: &Faces<'_>,
        rows: &[Vec<Cell>],
        (left, top): (f32, f32),
        room: f32,
    ) -> Option<(Vec<Block>, f32)> {
        let em = self.sizes.greatest * crate::text::MILLIMETRES_PER_POINT;
        let tallest = em * (1.0 + f32::from(self.lines.saturating_sub(1)) * self.sizes.leading);
        let width: f32 = self.columns.iter().sum();
        let mut rules = Block::new(Role::Decoration, self.order);
        let mut blocks = Vec::new();
        let mut y = top;
        rules.rule((left, y), (left + width, y), 0.2);
        for row in rows {
            let mut x = left;
            let mut height = em;
            for (cell, column) in row.iter().zip(self.columns) {
                let mut block = Block::new(Role::Paragraph, self.order);
                block.language = cell.language;
                let area = Area {
                    left: x + PADDING,
                    top: y + PADDING,
                    width: column - 2.0 * PADDING,
                    height: tallest,
                };
                let fit = block.fitted(&faces.run(&cell.text), area, self.sizes)?;
                height = height.max(fit.height());
                blocks.push(block);
                x += column;
            }
            y += height + 2.0 * PADDING;
            rules.rule((left, y), (left + width, y), 0.2);
        }
        let mut x = left;
        for column in std::iter::once(&0.0).chain(self.columns) {
            x += column;
            rules.rule((x, top), (x, y), 0.2);
        }
        blocks.push(rules);
        (y <= top + room).then_some((blocks, y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes { greatest: 9.0, least: 6.0, leading: 1.3 };

    fn table() -> Table<'static> {
        Table { columns: &[30.0, 60.0], sizes: SIZES, lines: 2, order: 0 }
    }

    #[test]
    fn cells_stay_between_their_rules() {
        let faces = Faces::new(None).unwrap();
        let long = "VERY LONG NAME ".repeat(6);
        let rows = [
            vec![Cell::new("氏名"), Cell::new("住基　太郎")],
            vec![Cell::new("ローマ字表記の氏名"), Cell::new(long.trim())],
        ];
        let (blocks, end) = table().draw(&faces, &rows, (20.0, 50.0), 40.0).unwrap();
        let cells = [(0, 20.0, 30.0), (1, 50.0, 60.0), (2, 20.0, 30.0), (3, 50.0, 60.0)];
        for (number, left, width) in cells {
            let room = Area { left, top: 50.0, width, height: end - 50.0 };
            let block: &Block = blocks.get(number).unwrap();
            assert!(block.marks.iter().all(|mark| room.contains(&mark.area())), "{number}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let faces = Faces::new(None).unwrap();
        let rows = [vec![Cell::new("氏名"), Cell::new("住".repeat(200))]];
        assert!(table().draw(&faces, &rows, (20.0, 50.0), 40.0).is_none());
        let rows = vec![vec![Cell::new("氏名"), Cell::new("住")]; 20];
        assert!(table().draw(&faces, &rows, (20.0, 50.0), 40.0).is_none());
    }
}
