//! The picture that stands where nobody gave a photo: a silhouette, and the word 見本 (sample).

use std::sync::OnceLock;

use super::font;
use super::jpeg2000;
use super::photo::{Grey, HEIGHT, WIDTH};

/// Bytes, at most: enough for what is in it, and soon written to a card.
const LONGEST: usize = 3072;
const PAPER: u32 = 0xE4;
const FIGURE: u32 = 0x88;
const WORD: &str = "見本";
/// Pixels of the picture for a dot of the font.
const DOT: usize = 4;
/// Points of a pixel in each direction that are looked at, for smooth edges.
const FINE: usize = 4;

/// The picture as JPEG 2000: always the same bytes. `None` when it cannot be encoded.
#[must_use]
pub fn placeholder() -> Option<Vec<u8>> {
    // Encoding takes longer than all else of issuing together, and a process may issue many cards.
    static ENCODED: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    ENCODED.get_or_init(|| jpeg2000::encode(&drawn(), LONGEST)).clone()
}

fn drawn() -> Grey {
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let points = (0..FINE * FINE)
                .filter(|point| is_figure(x * FINE + point % FINE, y * FINE + point / FINE));
            let (of_figure, all) = (points.map(|_| 1_u32).sum::<u32>(), 16_u32);
            let mixed = (FIGURE * of_figure + PAPER * (all - of_figure)) / all;
            pixels.push(u8::try_from(mixed).unwrap_or(u8::MAX));
        }
    }
    write(&mut pixels);
    Grey { width: WIDTH, height: HEIGHT, pixels }
}

/// Head and shoulders: two ellipses.
fn is_figure(x: usize, y: usize) -> bool {
    let within = |middle: (usize, usize), radius: (usize, usize)| {
        let across = x.abs_diff(middle.0 * FINE) * 1000 / (radius.0 * FINE);
        let down = y.abs_diff(middle.1 * FINE) * 1000 / (radius.1 * FINE);
        across * across + down * down <= 1_000_000
    };
    within((WIDTH / 2, 180), (82, 104)) || within((WIDTH / 2, 472), (158, 170))
}

fn write(pixels: &mut [u8]) {
    let left = (WIDTH - WORD.chars().count() * 16 * DOT) / 2;
    for (place, glyph) in WORD.chars().filter_map(font::glyph).enumerate() {
        for (y, row) in glyph.rows.iter().enumerate() {
            for x in (0..16).filter(|x| row & (0x8000 >> x) != 0) {
                let (x, y) = (left + (place * 16 + x) * DOT, HEIGHT - 88 + y * DOT);
                for line in y..y + DOT {
                    if let Some(dots) = pixels.get_mut(line * WIDTH + x..line * WIDTH + x + DOT) {
                        dots.fill(0xF8);
                    }
                }
            }
        }
    }
}
