//! GNU Unifont's Japanese form (`font/README.md`), as one picture of all its characters.

use std::sync::OnceLock;

/// Height of every character in pixels.
pub(super) const HEIGHT: usize = 16;
/// Characters beside each other in the picture.
const COLUMNS: usize = 128;

static PICTURE: &[u8] = include_bytes!("font/glyphs.png");
static RUNS: &str = include_str!("font/runs.txt");

/// A character: rows of up to 16 dots, the leftmost is the highest bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// 8 or 16 pixels.
    pub(super) width: usize,
    /// Its rows, from above.
    pub(super) rows: [u16; HEIGHT],
}

struct Font {
    /// First character, how many follow one another, place of the first in the picture.
    runs: Vec<(u32, u32, u32)>,
    /// Rows of the picture, 16 dots each.
    dots: Vec<u16>,
}

/// The character as it is drawn; `None` when the font has none.
pub(super) fn glyph(character: char) -> Option<Glyph> {
    static FONT: OnceLock<Option<Font>> = OnceLock::new();
    FONT.get_or_init(load).as_ref()?.glyph(character)
}

impl Font {
    fn glyph(&self, character: char) -> Option<Glyph> {
        let code = u32::from(character);
        let after = self.runs.partition_point(|(first, ..)| *first <= code);
        let (first, count, place) = self.runs.get(after.checked_sub(1)?)?;
        let number = (code - first < *count).then(|| place + (code - first))?;
        let number = usize::try_from(number).ok()?;
        let mut rows = [0; HEIGHT];
        for (y, row) in rows.iter_mut().enumerate() {
            let at = (number / COLUMNS * HEIGHT + y) * COLUMNS + number % COLUMNS;
            *row = *self.dots.get(at)?;
        }
        let narrow = rows.iter().all(|row| row & 0xFF == 0) && !is_wide(code);
        Some(Glyph { width: if narrow { 8 } else { 16 }, rows })
    }
}

/// Is the character as wide as it is high, whatever of it is drawn?
const fn is_wide(code: u32) -> bool {
    matches!(code, 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x2_0000..)
}

fn load() -> Option<Font> {
    let mut runs = Vec::new();
    let mut place = 0;
    for line in RUNS.lines().filter(|line| !line.starts_with('#')) {
        let (first, count) = line.split_once(' ')?;
        let count = count.parse().ok()?;
        runs.push((u32::from_str_radix(first, 16).ok()?, count, place));
        place += count;
    }
    let mut reader = png::Decoder::new(std::io::Cursor::new(PICTURE)).read_info().ok()?;
    let mut bytes = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut bytes).ok()?;
    let dots = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    Some(Font { runs, dots })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_can_be_written() {
        let known = |text: &str| text.chars().filter(|c| glyph(*c).is_none()).collect::<String>();
        assert_eq!(known("住基　太郎東京都千代田区霞が関二丁目１番２号（）－々ヶ髙﨑德邊邉"), "");
        assert_eq!(known("MARIA José Nguyễn Łukasz O'Neil-Smith, Jr."), "");
        // 𠮷 is ours (additions.hex), the others are in JIS X 0213.
        assert_eq!(known("𠮷𠮟㐂仼﨟"), "");
        for known in samples() {
            assert!(
                known
                    .chars()
                    .all(|c| glyph(c).is_some() || juki_records::characters::is_selector(c))
            );
        }
        assert_eq!(glyph('\u{2A6A5}'), None);
        assert_eq!(glyph('\u{10FFFF}'), None);
    }

    fn samples() -> Vec<String> {
        juki_records::resident::samples::SAMPLES
            .iter()
            .map(|sample| juki_records::resident::Resident::parse(sample.json.as_bytes()).unwrap())
            .flat_map(|record| [record.shown_name(), record.address_line()])
            .collect()
    }

    #[test]
    fn letters_are_half_as_wide_as_kanji() {
        let width = |character| glyph(character).unwrap().width;
        assert_eq!("Aé ｱ".chars().map(width).collect::<Vec<_>>(), [8; 4]);
        assert_eq!("あ住　Ａー".chars().map(width).collect::<Vec<_>>(), [16; 5]);
    }
}
