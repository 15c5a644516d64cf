//! Makes `host-cli/issuing/src/face/font/`'s picture and table from GNU Unifont's source, whose lines are
//! `CODE POINT:BITMAP` in hexadecimal digits (Debian: package unifont,
//! `/usr/share/unifont/unifont_jp.hex`). Later files replace characters of earlier ones.
//!
//! `cargo run -p juki-issuing --example font DIRECTORY FILE.hex...`
#![allow(clippy::unwrap_used, clippy::panic, reason = "a tool for whoever renews the font")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What a Japanese name or address is written with, and what foreign residents' names are.
const BLOCKS: [std::ops::RangeInclusive<u32>; 12] = [
    0x0020..=0x007E,
    0x00A0..=0x024F,
    0x0370..=0x052F,
    0x1E00..=0x1EFF,
    0x2010..=0x2046,
    0x2100..=0x22FF,
    0x2460..=0x27BF,
    0x2E80..=0x33FF,
    0x3400..=0x9FFF,
    0xF900..=0xFAFF,
    0xFF00..=0xFFEF,
    0x2_0000..=0x2_FFFF,
];
/// Characters beside each other in the picture.
const COLUMNS: usize = 128;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap();
    let mut glyphs = BTreeMap::new();
    for file in arguments {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let Some((code, bitmap)) = line.split_once(':') else { continue };
            let code = u32::from_str_radix(code, 16).unwrap();
            if BLOCKS.iter().any(|block| block.contains(&code)) {
                let bytes = hex::decode(bitmap).unwrap();
                let rows: Vec<[u8; 2]> = match bytes.len() {
                    16 => bytes.iter().map(|byte| [*byte, 0]).collect(),
                    32 => bytes.as_chunks::<2>().0.to_vec(),
                    other => panic!("{code:X}: {other} bytes"),
                };
                glyphs.insert(code, rows);
            }
        }
    }
    let height = glyphs.len().div_ceil(COLUMNS) * 16;
    let mut picture = vec![0_u8; height * COLUMNS * 2];
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (number, (code, rows)) in glyphs.iter().enumerate() {
        for (y, row) in rows.iter().enumerate() {
            let at = ((number / COLUMNS * 16 + y) * COLUMNS + number % COLUMNS) * 2;
            picture[at..at + 2].copy_from_slice(row);
        }
        match runs.last_mut() {
            Some((first, count)) if *first + *count == *code => *count += 1,
            _ => runs.push((*code, 1)),
        }
    }
    let mut table = "# First character of a run and how many follow one another, in the order in \
                     which they stand in the picture.\n"
        .to_owned();
    for (first, count) in runs {
        writeln!(table, "{first:X} {count}").unwrap();
    }
    let directory = Path::new(&directory);
    std::fs::write(directory.join("runs.txt"), table).unwrap();
    let file = std::fs::File::create(directory.join("glyphs.png")).unwrap();
    let width = u32::try_from(COLUMNS * 16).unwrap();
    let mut encoder = png::Encoder::new(file, width, u32::try_from(height).unwrap());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header().unwrap().write_image_data(&picture).unwrap();
}
