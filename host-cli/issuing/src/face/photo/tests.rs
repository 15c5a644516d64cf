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

/// Its colours stored in four ways: as YCbCr, as RGB, as inks, as YCbCr of inks. Another program
/// (Pillow 13) sees the same in them.
const COLOURS: [&[u8]; 4] = [
    include_bytes!("tests/colour.jpg"),
    include_bytes!("tests/adobe-rgb.jpg"),
    include_bytes!("tests/cmyk.jpg"),
    include_bytes!("tests/ycck.jpg"),
];
/// A portrait as it is to be seen, and as a telephone that was held upright stores it.
const UPRIGHT: &[u8] = include_bytes!("tests/upright.jpg");
const ON_ITS_SIDE: &[u8] = include_bytes!("tests/orientation-6.jpg");

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
        encode(&png_file(900, 1000, png::ColorType::Rgb, noise)).unwrap(),
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
    assert_eq!(encode(&small), Err(PhotoError::Size(95, 200)));
    assert_eq!(encode(&vec![0; LONGEST_FILE + 1]), Err(PhotoError::TooLong));
    for nothing in [&b""[..], b"GIF89a", b"\0\0\0\x0CjP  \r\n\x87\n"] {
        assert_eq!(encode(nothing), Err(PhotoError::Format));
    }
    // A few bytes that say they are a picture of four thousand million pixels.
    let mut bomb = png_file(100, 100, png::ColorType::Grayscale, |_| 0);
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(matches!(encode(&bomb), Err(PhotoError::Damaged | PhotoError::Size(..))));
    let good = png_file(100, 100, png::ColorType::Grayscale, noise);
    for cut in [9, 33, 60, good.len() / 2] {
        assert_eq!(encode(&good[..cut]), Err(PhotoError::Damaged), "{cut}");
    }
    assert_eq!(encode(&[0xFF, 0xD8, 0xFF, 0xE0]), Err(PhotoError::Damaged));
}

/// The file with a segment behind SOI.
fn with_segment(file: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xFF, marker], &length, content, &file[2..]].concat()
}

/// How far two pictures are from each other, in shades a pixel.
fn difference(one: &Grey, other: &Grey) -> usize {
    assert_eq!((one.width, one.height), (other.width, other.height));
    let pairs = one.pixels.iter().zip(&other.pixels);
    pairs.map(|(one, other)| usize::from(one.abs_diff(*other))).sum::<usize>() / one.pixels.len()
}

#[test]
fn a_photo_is_turned_as_the_camera_was_held() {
    // Three columns and two rows, as each of the eight is seen:
    let picture = Grey { width: 3, height: 2, pixels: b"abcdef".to_vec() };
    for (value, width, seen) in [
        (1, 3, b"abcdef"),
        (2, 3, b"cbafed"),
        (3, 3, b"fedcba"),
        (4, 3, b"defabc"),
        (5, 2, b"adbecf"),
        (6, 2, b"daebfc"),
        (7, 2, b"fcebda"),
        (8, 2, b"cfbead"),
    ] {
        let orientation = exif::orientation(&exif::tests::tiff(true, value));
        let found = rotated(picture.clone(), orientation);
        assert_eq!((found.width, found.pixels), (width, seen.to_vec()), "{value}");
    }
    // The photo of a telephone, and the same one upright.
    let upright = decode(UPRIGHT).unwrap();
    assert!(difference(&decode(ON_ITS_SIDE).unwrap(), &upright) < 4);
    for little in [false, true] {
        for value in 1..=8 {
            let tiff = exif::tests::tiff(little, value);
            let turned = rotated(upright.clone(), exif::orientation(&tiff));
            let content = [b"Exif\0\0", &tiff[..]].concat();
            assert_eq!(decode(&with_segment(UPRIGHT, 0xE1, &content)).unwrap(), turned, "{value}");
        }
    }
    // A PNG says it in a chunk of its own.
    let mut file = Vec::new();
    let mut info = png::Info::with_size(100, 120);
    info.exif_metadata = Some(exif::tests::tiff(false, 6).into());
    info.color_type = png::ColorType::Grayscale;
    info.bit_depth = png::BitDepth::Eight;
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&(0..100 * 120).map(noise).collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    let found = decode(&file).unwrap();
    assert_eq!((found.width, found.height), (120, 100));
}

#[test]
fn malformed_exif_turns_nothing_and_stops_nothing() {
    let upright = decode(UPRIGHT).unwrap();
    let tiff = exif::tests::tiff(false, 6);
    for cut in 0..tiff.len() - 4 {
        let content = [b"Exif\0\0", &tiff[..cut]].concat();
        assert_eq!(decode(&with_segment(UPRIGHT, 0xE1, &content)).unwrap(), upright, "{cut}");
    }
}

#[test]
fn colours_are_read_however_they_are_stored() {
    let [colour, others @ ..] = COLOURS.map(|file| decode(file).unwrap());
    for (place, other) in others.iter().enumerate() {
        assert!(difference(&colour, other) < 3, "{place}: {}", difference(&colour, other));
    }
    // The middle is (205, 59, 0) and the corner white with some blue off: not a negative.
    let pixel = |picture: &Grey, x: usize, y: usize| picture.pixels[y * picture.width + x];
    for picture in others.iter().chain([&colour]) {
        assert!(pixel(picture, 48, 60).abs_diff(96) < 6, "{}", pixel(picture, 48, 60));
        assert!(pixel(picture, 5, 5).abs_diff(233) < 6, "{}", pixel(picture, 5, 5));
    }
    // Without the mark of Adobe's programs, inks are not inverted.
    let cmyk = COLOURS[2];
    let mark = cmyk.windows(5).position(|window| window == b"Adobe").unwrap() - 4;
    let plain = decode(&[&cmyk[..mark], &cmyk[mark + 16..]].concat()).unwrap();
    assert!(pixel(&plain, 5, 5) < 40 && pixel(&plain, 48, 60) > pixel(&plain, 5, 5));
    // Components that are called R, G and B are that.
    let adobe = COLOURS[1];
    let mark = adobe.windows(5).position(|window| window == b"Adobe").unwrap() - 4;
    let named = decode(&[&adobe[..mark], &adobe[mark + 16..]].concat()).unwrap();
    assert_eq!(named, others[0]);
}

#[test]
fn what_other_programs_pass_over_is_passed_over() {
    let good = decode(UPRIGHT).unwrap();
    let behind = [UPRIGHT, b"a film, or another picture", UPRIGHT].concat();
    assert_eq!(decode(&behind).unwrap(), good);
    let frame = UPRIGHT.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for between in [&[0xFF; 7][..], &[0; 9], b"\x01\x02rubbish"] {
        let file = [&UPRIGHT[..frame], between, &UPRIGHT[frame..]].concat();
        assert_eq!(decode(&file).unwrap(), good, "{between:?}");
    }
    assert_eq!(decode(&with_segment(UPRIGHT, 0xFE, b"a comment")).unwrap(), good);
    assert_eq!(decode(&with_segment(UPRIGHT, 0xED, &[0xFF; 3000])).unwrap(), good);
}

#[test]
fn a_coding_that_is_not_read_is_named() {
    let frame = UPRIGHT.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let other = |offset: usize, value: u8| {
        let mut file = UPRIGHT.to_vec();
        file[frame + offset] = value;
        encode(&file).unwrap_err()
    };
    for (marker, coding) in [
        (0xC3, Coding::Lossless),
        (0xC5, Coding::Hierarchical),
        (0xC9, Coding::Arithmetic),
        (0xCA, Coding::Arithmetic),
        (0xCB, Coding::Lossless),
        (0xCE, Coding::Hierarchical),
        (0xF7, Coding::JpegLs),
    ] {
        assert_eq!(other(1, marker), PhotoError::Unsupported(coding), "{marker:X}");
    }
    assert_eq!(other(4, 12), PhotoError::Unsupported(Coding::Bits(12)));
    let mut lines = UPRIGHT.to_vec();
    lines[frame + 5..frame + 7].fill(0);
    assert_eq!(encode(&lines), Err(PhotoError::Unsupported(Coding::Lines)));
}

#[test]
fn a_photo_that_breaks_off_is_damaged_and_none_ends_the_program() {
    for file in [JPEG[0], JPEG[1], COLOURS[2]] {
        for cut in (2..file.len()).step_by(7).chain(file.len() - 2..file.len()) {
            let found = decode(&file[..cut]);
            let expected = if cut < 3 { PhotoError::Format } else { PhotoError::Damaged };
            assert_eq!(found.unwrap_err(), expected, "{cut}");
        }
        // Every seventh byte as another one: whatever is said of it, something is.
        for place in (2..file.len()).step_by(7) {
            let mut other = file.to_vec();
            other[place] ^= 0x55;
            let _said = decode(&other);
        }
    }
}

#[test]
fn a_photo_is_no_strip_and_no_blank_sheet() {
    let size = |width, height| encode(&png_file(width, height, png::ColorType::Grayscale, noise));
    // 45 by 35 mm, 3:4, 2:3, a square.
    for (width, height) in [(350, 450), (300, 400), (200, 300), (400, 400)] {
        assert!(size(width, height).is_ok(), "{width} {height}");
    }
    for (width, height) in [(800, 200), (200, 800), (400, 300), (900, 1600)] {
        let shape = PhotoError::AspectRatio(width as usize, height as usize);
        assert_eq!(size(width, height), Err(shape));
    }
    let sheet =
        |byte: &dyn Fn(usize) -> u8| encode(&png_file(350, 450, png::ColorType::Grayscale, byte));
    for shade in [0, 128, 255] {
        assert_eq!(sheet(&|_| shade), Err(PhotoError::Blank));
        // The noise of a scanner, and a speck of dust.
        let noisy = |place: usize| {
            let speck = (50_000..50_020).contains(&place);
            if speck { !shade } else { shade.saturating_sub(noise(place) % 8) }
        };
        assert_eq!(sheet(&noisy), Err(PhotoError::Blank), "{shade}");
    }
    // A face that fills a fifth of a white sheet is there.
    assert!(sheet(&|place| if place / 350 < 90 { 100 } else { 255 }).is_ok());
}
