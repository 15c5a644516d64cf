//! Photos of every kind, and what is none.

use std::process::Command;

use super::*;
use crate::face::placeholder;

/// A PNG of this size and kind; the pixels come from a function.
fn png_file(width: u32, height: u32, color: png::ColorType, byte: impl Fn(usize) -> u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let length = width as usize * height as usize * color.samples();
    writer.write_image_data(&(0..length).map(byte).collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    file
}

/// Nothing can be left out of it without being seen: the longest that a photo can become.
#[expect(clippy::cast_possible_truncation, reason = "noise")]
fn noise(place: usize) -> u8 {
    ((place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 41) as u8
}

/// Two JPEG files of 96 by 120 pixels, baseline and progressive: a dark disc on light paper.
const JPEG: [&[u8]; 2] =
    [include_bytes!("tests/disc.jpg"), include_bytes!("tests/progressive.jpg")];

#[test]
fn every_photo_fits_and_is_always_the_same() {
    for color in [
        png::ColorType::Grayscale,
        png::ColorType::Rgb,
        png::ColorType::Rgba,
        png::ColorType::GrayscaleAlpha,
    ] {
        let file = png_file(400, 500, color, noise);
        let photo = encode(&file).unwrap();
        assert!((8_000..=LONGEST).contains(&photo.len()), "{}", photo.len());
        assert!(photo.starts_with(b"\0\0\0\x0CjP  \r\n\x87\n"), "a JP2 file");
        assert_eq!(encode(&file).unwrap(), photo);
    }
    let photo = placeholder().unwrap();
    assert!(photo.len() <= LONGEST, "{}", photo.len());
    assert_eq!(placeholder().unwrap(), photo);
}

#[test]
fn another_program_reads_the_photo() {
    let folder = std::env::temp_dir().join(format!("juki-photo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (jp2, pgm) = (folder.join("photo.jp2"), folder.join("photo.pgm"));
    let mut photos = vec![
        placeholder().unwrap(),
        encode(&png_file(1000, 900, png::ColorType::Rgb, noise)).unwrap(),
    ];
    photos.extend(JPEG.map(|file| encode(file).unwrap()));
    for photo in photos {
        std::fs::write(&jp2, photo).unwrap();
        let output =
            Command::new("opj_decompress").arg("-i").arg(&jp2).arg("-o").arg(&pgm).output();
        let Ok(output) = output else { break };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let picture = std::fs::read(&pgm).unwrap();
        let header = String::from_utf8_lossy(&picture[..64]).into_owned();
        assert!(header.starts_with("P5") && header.contains("378 472"), "{header}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_no_photo_is_refused_before_it_is_unpacked() {
    let small = png_file(95, 200, png::ColorType::Rgb, noise);
    assert_eq!(encode(&small), Err(Fault::Size(95, 200)));
    assert_eq!(encode(&vec![0; LONGEST_FILE + 1]), Err(Fault::TooLong));
    for nothing in [&b""[..], b"GIF89a", b"\0\0\0\x0CjP  \r\n\x87\n"] {
        assert_eq!(encode(nothing), Err(Fault::Format));
    }
    // A few bytes that say they are a picture of four thousand million pixels.
    let mut bomb = png_file(100, 100, png::ColorType::Grayscale, |_| 0);
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(matches!(encode(&bomb), Err(Fault::Damaged | Fault::Size(..))));
    let good = png_file(100, 100, png::ColorType::Grayscale, noise);
    for cut in [9, 33, 60, good.len() / 2] {
        assert_eq!(encode(&good[..cut]), Err(Fault::Damaged), "{cut}");
    }
    assert_eq!(encode(&[0xFF, 0xD8, 0xFF, 0xE0]), Err(Fault::Damaged));
}
