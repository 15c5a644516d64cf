//! A picture of power cuts, one pixel across for each: down the commands of a life, across the
//! flash operations of each. Every operation is four pixels wide (cut before it, inside it in two
//! ways, after it) and has two lines (words that stay, words that flicker).

#![allow(unreachable_pub, clippy::unwrap_used, reason = "shared by tests, which fail so")]

use super::state::Outcome;

/// A cut, and what it has left.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The step of the life that was cut.
    pub step: usize,
    /// The operation of the flash within the step.
    pub operation: u64,
    /// How the operation was cut, 0 to 3.
    pub kind: usize,
    /// Whether words flicker after it.
    pub flicker: bool,
    pub outcome: Outcome,
}

/// Pixels down for each cut, so that a line can be seen.
const LINE: usize = 3;

/// White paper; as before: blue; a try less: orange; as after: green.
const PALETTE: [u8; 12] = [0xFF, 0xFF, 0xFF, 0x3B, 0x6E, 0xA8, 0xE8, 0x8B, 0x2E, 0x4F, 0xA3, 0x5C];

/// The picture, as PNG.
pub fn draw(cuts: &[Seen]) -> Vec<u8> {
    let place = |seen: &Seen| {
        let across = usize::try_from(seen.operation).unwrap() * 4 + seen.kind;
        (across, seen.step * 2 + usize::from(seen.flicker))
    };
    let width = cuts.iter().map(|seen| place(seen).0 + 1).max().unwrap();
    let height = cuts.iter().map(|seen| (place(seen).1 + 1) * LINE).max().unwrap();
    let mut pixels = vec![0; width * height];
    for seen in cuts {
        let (across, down) = place(seen);
        let colour = match seen.outcome {
            Outcome::Before => 1,
            Outcome::TryLess => 2,
            Outcome::After => 3,
        };
        for line in 0..LINE {
            pixels[(down * LINE + line) * width + across] = colour;
        }
    }
    let mut out = Vec::new();
    let size = [width, height].map(|length| u32::try_from(length).unwrap());
    let mut encoder = png::Encoder::new(&mut out, size[0], size[1]);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(&PALETTE[..]);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    out
}
