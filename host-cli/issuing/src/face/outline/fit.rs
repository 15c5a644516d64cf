//! Ink fitted to 16 by 16 dots.
//!
//! A stroke of a mincho typeface that lies is half a dot thick, and strokes lie closer together than
//! dots can tell apart: sampled as it is, half of them are lost and others run together. So strokes
//! that lie or stand are found first, each gets a row or a column of its own with a white one before
//! the next, and what is between them is stretched to what is left. Where there are more strokes
//! than rows for them, the short ones are left out, as whoever draws a font of dots does it.

use super::shape::{FINE, Ink, SIDE};

/// Dots to a side.
const DOTS: usize = 16;
/// Shortest run of ink that belongs to a stroke, in points of the fine grid.
const LONG: usize = 2 * FINE;
/// Thickest stroke.
const THICK: usize = 2 * FINE;
/// Most strokes in one direction: no character has more, a hostile file may.
const MOST_STROKES: usize = 40;
/// How much of a dot on no stroke is ink when it is black, in a thousandth part.
const ENOUGH: usize = 400;

/// How thick a stroke that lies is, in points of the fine grid.
const LIES: usize = 10;
/// How thick a stroke that stands is.
const STANDS: usize = 20;

/// What it costs to leave a stroke out, for each point of its length.
const LEFT_OUT: usize = 24;
/// What it costs to let two strokes touch.
const TOUCHING: usize = 3000;

/// The dots; rows from above, the leftmost is the highest bit.
pub(super) fn fit(ink: &Ink) -> [u16; DOTS] {
    let rows = spans(&strokes(|along, across| ink.at(along, across)), LIES);
    let columns = spans(&strokes(|along, across| ink.at(across, along)), STANDS);
    let mut dots = [0; DOTS];
    for (row, lines) in dots.iter_mut().zip(rows) {
        for (place, across) in columns.iter().enumerate() {
            let points =
                lines.lines.iter().flat_map(|y| across.lines.iter().map(move |x| (*x, *y)));
            let black = points.filter(|(x, y)| ink.at(*x, *y)).count();
            let all = lines.full * across.full;
            if all > 0 && black * 1000 >= all * ENOUGH {
                *row |= 0x8000 >> place;
            }
        }
    }
    dots
}

/// The lines of the fine grid that make a row, or column, of dots.
#[derive(Clone, Debug, Default)]
struct Span {
    lines: Vec<usize>,
    /// How many of them make it full: of a stroke that is a little slanted not all do.
    full: usize,
}

/// A stroke: its lines of the fine grid, across it, and its length.
#[derive(Clone, Copy, Debug)]
struct Stroke {
    from: usize,
    to: usize,
    length: usize,
}

impl Stroke {
    /// Its middle, counted in half points.
    const fn middle(self) -> usize {
        self.from + self.to
    }

    /// What it costs to give it this row.
    const fn moved_to(self, row: usize) -> usize {
        let by = self.middle().abs_diff(2 * row * FINE + FINE) / 2;
        by * by
    }

    /// What it costs beyond that when the stroke before it is so many rows before.
    const fn spaced(self, before: Self, rows: usize) -> usize {
        let off = (self.middle().saturating_sub(before.middle()) / 2).abs_diff(rows * FINE);
        off * off + if rows == 1 { TOUCHING } else { 0 }
    }
}

/// The strokes of one direction, in their order.
fn strokes(ink: impl Fn(usize, usize) -> bool) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    let mut open: Option<Stroke> = None;
    for across in 0..=SIDE {
        let (mut longest, mut run) = (0, 0);
        for along in 0..SIDE {
            run = if across < SIDE && ink(along, across) { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        if longest >= LONG {
            let stroke = open.get_or_insert(Stroke { from: across, to: across, length: 0 });
            *stroke = Stroke { to: across + 1, length: stroke.length.max(longest), ..*stroke };
        } else if let Some(stroke) = open.take()
            && stroke.to - stroke.from <= THICK
            && strokes.len() < MOST_STROKES
        {
            strokes.push(stroke);
        }
    }
    strokes
}

/// The rows, or columns, of dots, where a stroke is so thick.
fn spans(strokes: &[Stroke], thick: usize) -> [Span; DOTS] {
    let rows = assign(strokes);
    let is_free = |line: &usize| !strokes.iter().any(|s| (s.from..s.to).contains(line));
    let mut spans: [Span; DOTS] = Default::default();
    let (mut row, mut from) = (0, 0);
    let kept = strokes.iter().zip(&rows).filter_map(|(stroke, row)| Some((*stroke, (*row)?)));
    let edge = Stroke { from: SIDE, to: SIDE, length: 0 };
    for (stroke, end) in kept.chain([(edge, DOTS)]) {
        let between: Vec<_> = (from..stroke.from).filter(is_free).collect();
        let count = end.saturating_sub(row);
        for place in 0..count {
            let first = between.len() * place / count;
            let last = (between.len() * (place + 1) / count).max(first + 1).min(between.len());
            if let Some(span) = spans.get_mut(row + place) {
                let lines = between.get(first..last).unwrap_or_default().to_vec();
                *span = Span { full: lines.len(), lines };
            }
        }
        if let Some(span) = spans.get_mut(end) {
            let full = thick.min(stroke.to - stroke.from);
            *span = Span { lines: (stroke.from..stroke.to).collect(), full };
        }
        (row, from) = (end + 1, stroke.to);
    }
    spans
}

/// How a stroke came to its row at the least cost: the cost of it and all before it, and the
/// stroke and its row before.
#[derive(Clone, Copy)]
struct Step {
    cost: usize,
    before: Option<(usize, usize)>,
}

/// The row of each stroke, `None` for those that are left out: moved least, their distances kept,
/// and a row between any two, as far as there are rows.
fn assign(strokes: &[Stroke]) -> Vec<Option<usize>> {
    let left_out = |strokes: &[Stroke]| -> usize {
        strokes.iter().map(|stroke| stroke.length * LEFT_OUT).sum()
    };
    let mut table: Vec<[Step; DOTS]> = Vec::new();
    for (number, stroke) in strokes.iter().enumerate() {
        let mut steps = [Step { cost: usize::MAX, before: None }; DOTS];
        for (row, step) in steps.iter_mut().enumerate() {
            let first = left_out(strokes.get(..number).unwrap_or_default());
            let mut least = Step { cost: first, before: None };
            for (earlier, (rows, before)) in table.iter().zip(strokes).enumerate() {
                let skipped = left_out(strokes.get(earlier + 1..number).unwrap_or_default());
                for (at, reached) in rows.iter().enumerate().take(row) {
                    let cost = reached.cost + skipped + stroke.spaced(*before, row - at);
                    if cost < least.cost {
                        least = Step { cost, before: Some((earlier, at)) };
                    }
                }
            }
            *step = Step { cost: least.cost + stroke.moved_to(row), ..least };
        }
        table.push(steps);
    }
    let ends = table.iter().enumerate().flat_map(|(number, steps)| {
        let after = left_out(strokes.get(number + 1..).unwrap_or_default());
        steps.iter().enumerate().map(move |(row, step)| (step.cost + after, (number, row)))
    });
    let mut rows = vec![None; strokes.len()];
    let mut last = ends.min().map(|(_, last)| last);
    while let Some((number, row)) = last {
        if let Some(place) = rows.get_mut(number) {
            *place = Some(row);
        }
        last = table.get(number).and_then(|steps| steps.get(row)).and_then(|step| step.before);
    }
    rows
}
