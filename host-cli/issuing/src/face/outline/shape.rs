//! The outline of a glyph as ink on a fine grid.

use ttf_parser::OutlineBuilder;

/// Points of the fine grid to a side of a dot.
pub(super) const FINE: usize = 16;
/// Points of the fine grid to a side of a glyph.
pub(super) const SIDE: usize = 16 * FINE;

/// Parts of a point of the fine grid that coordinates are counted in.
const PARTS: i32 = 64;
/// Coordinates end here: what a hostile transformation sends farther stays outside the glyph.
const FAR: f32 = 1_000_000.0;
/// Most lines of an outline. The most intricate glyphs have some thousands; it bounds what a
/// hostile file can ask for.
const MOST_LINES: usize = 1 << 14;
/// Lines to a curve.
const STEPS: u8 = 6;

/// An outline as straight lines, in parts of a point of the fine grid, y downwards.
#[derive(Debug)]
pub(super) struct Shape {
    lines: Vec<[(i32, i32); 2]>,
    /// Parts to a unit of the font.
    scale: f32,
    /// The upper edge of the em square, in units of the font.
    top: f32,
    first: (f32, f32),
    last: (f32, f32),
    overflows: bool,
}

/// Ink on the fine grid, row by row from above.
#[derive(Debug)]
pub(super) struct Ink(Vec<bool>);

impl Shape {
    /// Of a font whose em square is so many units high and ends so many above the baseline.
    pub(super) fn new(units_per_em: u16, top: i16) -> Self {
        let side = f32::from(16_u8) * f32::from(16_u8) * f32::from(64_u8);
        Self {
            lines: Vec::new(),
            scale: side / f32::from(units_per_em.max(1)),
            top: f32::from(top),
            first: (0.0, 0.0),
            last: (0.0, 0.0),
            overflows: false,
        }
    }

    /// What lies inside, by the nonzero winding number; `None` when it has too many lines.
    pub(super) fn ink(&self) -> Option<Ink> {
        if self.overflows {
            return None;
        }
        let mut crossings: Vec<Vec<(i32, i32)>> = vec![Vec::new(); SIDE];
        for [from, to] in &self.lines {
            let (upper, lower, direction) =
                if from.1 <= to.1 { (from, to, 1) } else { (to, from, -1) };
            for row in points(upper.1, lower.1) {
                let Some(crossings) = crossings.get_mut(row) else { continue };
                crossings.push((crossing(*upper, *lower, row), direction));
            }
        }
        let mut ink = vec![false; SIDE * SIDE];
        for (crossings, row) in crossings.iter_mut().zip(ink.chunks_mut(SIDE)) {
            crossings.sort_unstable();
            let mut winding = 0;
            for pair in crossings.windows(2) {
                let [(left, direction), (right, _)] = pair else { continue };
                winding += direction;
                if winding != 0
                    && let Some(points) = row.get_mut(points(*left, *right))
                {
                    points.fill(true);
                }
            }
        }
        Some(Ink(ink))
    }

    #[expect(clippy::cast_possible_truncation, reason = "bounded; NaN becomes 0")]
    fn part(value: f32) -> i32 {
        value.clamp(-FAR, FAR) as i32
    }

    fn line(&mut self, x: f32, y: f32) {
        let point = |(x, y): (f32, f32)| {
            (Self::part(x * self.scale), Self::part((self.top - y) * self.scale))
        };
        let line = [point(self.last), point((x, y))];
        self.overflows |= self.lines.len() >= MOST_LINES;
        if !self.overflows {
            self.lines.push(line);
        }
        self.last = (x, y);
    }

    fn curve(&mut self, at: impl Fn(f32) -> (f32, f32)) {
        for step in 1..=STEPS {
            let (x, y) = at(f32::from(step) / f32::from(STEPS));
            self.line(x, y);
        }
    }
}

impl OutlineBuilder for Shape {
    fn move_to(&mut self, x: f32, y: f32) {
        (self.first, self.last) = ((x, y), (x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.line(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let from = self.last;
        let between = |t: f32, a: f32, b: f32, c: f32| {
            (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c
        };
        self.curve(|t| (between(t, from.0, x1, x), between(t, from.1, y1, y)));
    }

    // Curves of the third degree are of fonts that are refused; the interface asks for them.
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, x: f32, y: f32) {
        self.line(x, y);
    }

    fn close(&mut self) {
        self.line(self.first.0, self.first.1);
    }
}

impl Ink {
    /// Is there ink at this point?
    pub(super) fn at(&self, x: usize, y: usize) -> bool {
        x < SIDE && self.0.get(y * SIDE + x).is_some_and(|ink| *ink)
    }
}

/// The points of the grid whose middle lies between these coordinates.
fn points(from: i32, to: i32) -> std::ops::Range<usize> {
    let point = |part: i32| {
        let after = (part + PARTS / 2).div_euclid(PARTS);
        usize::try_from(after).unwrap_or(0).min(SIDE)
    };
    point(from)..point(to).max(point(from))
}

/// Where a line crosses the middle of a row that it crosses.
fn crossing(upper: (i32, i32), lower: (i32, i32), row: usize) -> i32 {
    let middle = i64::try_from(row).unwrap_or(0) * i64::from(PARTS) + i64::from(PARTS / 2);
    let (down, across) = (i64::from(lower.1 - upper.1), i64::from(lower.0 - upper.0));
    let moved = (middle - i64::from(upper.1)) * across / down.max(1);
    i32::try_from(i64::from(upper.0) + moved).unwrap_or(0)
}
