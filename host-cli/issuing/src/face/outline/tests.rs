use proptest::prelude::*;
use ttf_parser::FaceParsingError;

use super::*;

/// A font with the letter A (a square), 邉 (a square of 17 components that each name the next
/// glyph, and so on) and a form of A and of 葛 behind U+E0100 (a bar), made of as few tables as there
/// may be.
pub(crate) fn font() -> Vec<u8> {
    let square = outline(&[(0, 0), (0, 1000), (1000, 1000), (1000, 0)]);
    let bar = outline(&[(0, 450), (0, 490), (1000, 490), (1000, 450)]);
    let glyphs = [Vec::new(), square, bar, composite(17, 4), composite(17, 1)];
    let mut glyf = Vec::new();
    let mut loca = vec![0_u32];
    for glyph in glyphs {
        glyf.extend(glyph);
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        loca.push(u32::try_from(glyf.len()).unwrap());
    }
    let loca: Vec<u8> = loca.into_iter().flat_map(u32::to_be_bytes).collect();
    let mut head = vec![0; 54];
    head[18..20].copy_from_slice(&1000_u16.to_be_bytes());
    head[51] = 1;
    let mut hhea = vec![0; 36];
    hhea[4..6].copy_from_slice(&1000_u16.to_be_bytes());
    hhea[35] = 1;
    let maxp = [&[0, 1, 0, 0][..], &5_u16.to_be_bytes(), &[0; 26]].concat();
    let hmtx = [&1000_u16.to_be_bytes()[..], &[0; 10]].concat();
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", cmap()),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
    ];
    let mut file = vec![0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0];
    let mut place = file.len() + tables.len() * 16;
    for (tag, table) in &tables {
        file.extend([&tag[..], &[0; 4]].concat());
        file.extend(u32::try_from(place).unwrap().to_be_bytes());
        file.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
        place += table.len();
    }
    file.extend(tables.into_iter().flat_map(|(_, table)| table));
    file
}

/// A simple outline of one contour of straight lines.
fn outline(points: &[(i16, i16)]) -> Vec<u8> {
    let last = u16::try_from(points.len() - 1).unwrap();
    let mut bytes = [&1_u16.to_be_bytes()[..], &[0; 8], &last.to_be_bytes(), &[0; 2]].concat();
    bytes.extend(points.iter().map(|_| 0x01));
    for of in [|point: &(i16, i16)| point.0, |point: &(i16, i16)| point.1] {
        let mut before = 0;
        for point in points {
            bytes.extend((of(point) - before).to_be_bytes());
            before = of(point);
        }
    }
    bytes
}

fn composite(count: usize, glyph: u16) -> Vec<u8> {
    let mut bytes = [&(-1_i16).to_be_bytes()[..], &[0; 8]].concat();
    for component in 0..count {
        let more = if component + 1 < count { 0x20_u16 } else { 0 };
        bytes.extend((more | 0x02).to_be_bytes());
        bytes.extend(glyph.to_be_bytes());
        bytes.extend([0, 0]);
    }
    bytes
}

/// A and 邉 (format 12), and A and 葛 with a selector (format 14).
fn cmap() -> Vec<u8> {
    let words =
        |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>();
    let characters =
        [&[0, 12, 0, 0][..], &words(&[40, 0, 2, 0x41, 0x41, 1, 0x9089, 0x9089, 3])].concat();
    let selectors = [
        &[0, 14][..],
        &words(&[35, 1]),
        &[0x0E, 0x01, 0x00],
        &words(&[0, 21, 2]),
        &[0x00, 0x00, 0x41, 0, 2],
        &[0x00, 0x84, 0x5B, 0, 2],
    ]
    .concat();
    let begin = |place: u32, ids: [u16; 2]| {
        [&ids[0].to_be_bytes()[..], &ids[1].to_be_bytes(), &place.to_be_bytes()].concat()
    };
    let second = 20 + u32::try_from(characters.len()).unwrap();
    let head = [&[0, 0, 0, 2][..], &begin(second, [0, 5]), &begin(20, [3, 10])].concat();
    [head, characters, selectors].concat()
}

#[test]
fn a_font_draws_what_it_has_and_the_form_that_a_selector_chooses() {
    let font = OutlineFont::parse(font()).unwrap();
    assert_eq!(font.glyph('A', None).unwrap().rows, [0xFFFF; 16]);
    let bar = font.glyph('A', Some('\u{E0100}')).unwrap().rows;
    // It is not two thirds of a dot thick, and lies in the ninth row for the most part.
    let expected: [u16; 16] = std::array::from_fn(|row| if row == 8 { 0xFFFF } else { 0 });
    assert_eq!(bar, expected);
    assert_eq!(font.glyph('A', Some('\u{E0101}')), None, "another form is not that form");
    assert_eq!(font.glyph('B', None), None);
}

#[test]
fn an_outline_of_too_many_outlines_is_not_drawn() {
    let font = OutlineFont::parse(font()).unwrap();
    assert_eq!(font.glyph('邉', None), None, "17 times 17 components");
}

#[test]
fn what_is_no_font_is_refused() {
    let refused = |file: Vec<u8>| OutlineFont::parse(file).unwrap_err();
    assert_eq!(refused(Vec::new()), FontError::NoFont(FaceParsingError::UnknownMagic));
    let mut without = font();
    without[12..16].copy_from_slice(b"cmaq");
    assert_eq!(refused(without), FontError::NoCharacters);
    let mut without = font();
    without[28..32].copy_from_slice(b"glyg");
    assert_eq!(refused(without), FontError::NoOutlines);
    assert_eq!(refused(vec![0; LARGEST_FONT + 1]), FontError::TooLarge { most: LARGEST_FONT });
}

proptest! {
    #[test]
    fn a_broken_font_is_refused_or_draws_something_else(
        changes in prop::collection::vec((0_usize..700, any::<u8>()), 1..12),
        length in 0_usize..700,
    ) {
        let mut file = font();
        for (place, byte) in changes {
            if let Some(there) = file.get_mut(place) {
                *there = byte;
            }
        }
        file.truncate(length.max(12));
        if let Ok(font) = OutlineFont::parse(file) {
            for character in ['A', 'B', '邉'] {
                for selector in [None, Some('\u{E0100}'), Some('\u{FE00}')] {
                    // It does not panic, and comes to an end.
                    let _ = font.glyph(character, selector);
                }
            }
        }
    }
}
