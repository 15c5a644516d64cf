//! Setting text: lines by the rules of Japanese (JIS X 4051), and text that must go into a box.

use std::ops::Range;

use crate::font::{Glyph, Run};

mod fit;
mod kinsoku;

pub use fit::{Fit, Sizes, fit};

/// Millimetres of a point.
pub const MILLIMETRES_PER_POINT: f32 = 25.4 / 72.0;

/// What calculations in floating point may be off by, in ems.
const TOLERANCE: f32 = 1e-3;

/// The lines of a text, none wider than `measure` ems, as ranges of its glyphs. A line ends where
/// the rules allow it; where they allow it nowhere, between any two glyphs. Spaces at the end of a
/// line stay in it and count for nothing; a line feed ends a line and is in none.
///
/// A glyph that is wider than a line has a line of its own.
#[must_use]
pub fn lines(run: &Run, measure: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for part in run.glyphs.split(|glyph| glyph.cluster.character == '\n') {
        break_part(part, start, measure, &mut lines);
        start += part.len() + 1;
    }
    lines
}

/// How wide a line is without the spaces at its end, in ems.
#[must_use]
pub fn line_width(run: &Run, line: Range<usize>) -> f32 {
    let glyphs = run.glyphs.get(line).unwrap_or_default();
    let kept = glyphs.iter().rposition(|glyph| !is_space(glyph)).map_or(0, |last| last + 1);
    crate::font::width(glyphs.get(..kept).unwrap_or_default())
}

fn break_part(glyphs: &[Glyph], offset: usize, measure: f32, lines: &mut Vec<Range<usize>>) {
    let mut start = 0;
    let mut width = 0.0;
    let mut at = 0;
    while let Some(glyph) = glyphs.get(at) {
        let is_over = width + glyph.advance > measure + TOLERANCE && !is_space(glyph);
        if is_over && at > start {
            let end = line_end(glyphs, start, at);
            lines.push(offset + start..offset + end);
            start = end;
            width = 0.0;
            at = end;
        } else {
            width += glyph.advance;
            at += 1;
        }
    }
    lines.push(offset + start..offset + glyphs.len());
}

/// Where a line that begins at `start` ends, at the latest before `over`.
fn line_end(glyphs: &[Glyph], start: usize, over: usize) -> usize {
    let may = |at: &usize| {
        let pair = at.checked_sub(1).and_then(|before| glyphs.get(before)).zip(glyphs.get(*at));
        pair.is_some_and(|(before, after)| kinsoku::may_break(before.cluster, after.cluster))
    };
    (start + 1..=over).rev().find(may).unwrap_or(over)
}

fn is_space(glyph: &Glyph) -> bool {
    matches!(glyph.cluster.character, ' ' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Faces;

    fn broken(text: &str, measure: f32) -> Vec<String> {
        let run = Faces::new(None).unwrap().run(text);
        lines(&run, measure).into_iter().map(|line| run.part(line).text()).collect()
    }

    #[test]
    fn lines_end_where_japanese_lines_may() {
        assert_eq!(broken("住民票コード", 3.0), ["住民票", "コード"]);
        // No line begins with a full stop, a small kana or a prolonged sound mark (行頭禁則) ...
        assert_eq!(broken("記載した。次に", 4.0), ["記載し", "た。次に"]);
        assert_eq!(broken("住民票コード", 4.0), ["住民票", "コード"]);
        assert_eq!(broken("あいうえっか", 4.0), ["あいう", "えっか"]);
        // ... and none ends with an opening bracket (行末禁則).
        assert_eq!(broken("住所は「東京」", 4.0), ["住所は", "「東京」"]);
    }

    #[test]
    fn words_and_numbers_are_not_torn() {
        assert_eq!(broken("the resident record code", 6.0), ["the resident ", "record code"]);
        assert_eq!(broken("番号１２３４号", 4.0), ["番号", "１２３４", "号"]);
        assert_eq!(broken("1-2-3456", 3.0), ["1-2-", "3456"]);
        // But where nothing else helps.
        assert_eq!(broken("WOLFESCHLEGELSTEIN", 4.0), ["WOLFESCH", "LEGELSTE", "IN"]);
    }

    #[test]
    fn a_variation_selector_stays_with_its_character() {
        assert_eq!(broken("葛\u{E0100}葛\u{E0100}城", 1.0), ["葛\u{E0100}", "葛\u{E0100}", "城"]);
    }

    #[test]
    fn spaces_at_the_end_of_a_line_count_for_nothing() {
        let run = Faces::new(None).unwrap().run("東京都　千代田区");
        let found = lines(&run, 3.0);
        let widths: Vec<f32> = found.iter().map(|line| line_width(&run, line.clone())).collect();
        assert_eq!(widths, [3.0, 3.0, 1.0]);
        assert_eq!(broken("東京都　千代田区", 3.0), ["東京都　", "千代田", "区"]);
    }

    #[test]
    fn a_line_feed_ends_a_line() {
        assert_eq!(broken("一\n\n二三", 2.0), ["一", "", "二三"]);
        assert_eq!(broken("", 2.0), [""]);
    }

    #[test]
    fn no_line_is_wider_than_asked_and_none_of_the_text_is_lost() {
        // Drawn from a fixed seed, so that a failure comes again.
        let alphabet: Vec<char> = "あっー、。「」（）住民Aa1- 　・１２".chars().collect();
        let mut state = 0x0BAD_5EED_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 40).unwrap()
        };
        let faces = Faces::new(None).unwrap();
        for round in 0..2000 {
            let length = random() % 40;
            let text: String = (0..length).map(|_| alphabet[random() % alphabet.len()]).collect();
            let run = faces.run(&text);
            let measure = f32::from(u16::try_from(1 + random() % 8).unwrap());
            let found = lines(&run, measure);
            let joined: String = found.iter().map(|l| run.part(l.clone()).text()).collect();
            assert_eq!(joined, text, "round {round}");
            for line in found {
                assert!(line_width(&run, line) <= measure + 0.01, "round {round}: {text:?}");
            }
        }
    }
}
