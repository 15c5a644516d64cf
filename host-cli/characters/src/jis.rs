//! The character sets of JIS that the law of certificates and the older systems know.
//!
//! A character is in a set when a row and a cell of it are mapped to its code, by the Encoding
//! Standard (X 0208, X 0212) or by the standard itself. Vendors' rows (13, 89 to 92, 115 to 119) are
//! none of X 0208. ASCII is in none of them: [`is_certifiable`] takes it besides.

use std::sync::OnceLock;

use encoding_rs::EUC_JP;

use crate::table;

/// Rows of JIS X 0208:1997 that have characters.
const X0208_ROWS: [std::ops::RangeInclusive<u8>; 2] = [1..=8, 16..=84];
/// Rows of JIS X 0212-1990.
const X0212_ROWS: [std::ops::RangeInclusive<u8>; 4] = [2..=2, 6..=7, 9..=11, 16..=77];

/// Cells of X 0208 that the standard maps to one character and the Encoding Standard, after
/// Microsoft, to another: both are written, and both are in the set.
const X0208_STANDARD: [char; 7] =
    ['\u{2014}', '\u{301C}', '\u{2016}', '\u{2212}', '\u{A2}', '\u{A3}', '\u{AC}'];

/// Is the character in JIS X 0208:1997 (6879 characters)?
#[must_use]
pub fn is_x0208(character: char) -> bool {
    static SET: OnceLock<Vec<char>> = OnceLock::new();
    let set = SET.get_or_init(|| {
        let mut set = decoded(&[], &X0208_ROWS);
        set.extend(X0208_STANDARD);
        sorted(set)
    });
    set.binary_search(&character).is_ok()
}

/// Is the character in JIS X 0212-1990 (6067 characters)?
///
/// Its tilde (row 2, cell 23) is ASCII's here and no full-width one, which is in X 0208.
#[must_use]
pub fn is_x0212(character: char) -> bool {
    static SET: OnceLock<Vec<char>> = OnceLock::new();
    let set = SET.get_or_init(|| {
        let mut set = decoded(&[0x8F], &X0212_ROWS);
        for found in &mut set {
            if *found == '\u{FF5E}' {
                *found = '~';
            }
        }
        // The broken bar, by Microsoft's code too.
        set.push('\u{FFE4}');
        sorted(set)
    });
    set.binary_search(&character).is_ok()
}

/// Is the character in JIS X 0213:2004, by a code of its own? 25 characters of it take two codes:
/// [`x0213_sequences`].
#[must_use]
pub fn is_x0213(character: char) -> bool {
    static SET: OnceLock<Vec<char>> = OnceLock::new();
    // The dash and the double parentheses, which tables of the standard map either way.
    let more = ['\u{2014}', '\u{FF5F}', '\u{FF60}'];
    let set = SET.get_or_init(|| sorted(x0213().chain(more).collect()));
    set.binary_search(&character).is_ok()
}

/// The characters of JIS X 0213:2004 that have a code of their own, in its order.
pub fn x0213() -> impl Iterator<Item = char> {
    table::x0213().lines().next().unwrap_or_default().chars()
}

/// The characters of JIS X 0213:2004 that take two codes: a letter and a combining mark, or two
/// marks of tone.
pub fn x0213_sequences() -> impl Iterator<Item = &'static str> {
    table::x0213().lines().nth(1).unwrap_or_default().split(' ')
}

/// May a certificate hold the character: is it in JIS X 0208 or X 0212, or a printable character of
/// ASCII, which names in Roman letters are written in?
#[must_use]
pub fn is_certifiable(character: char) -> bool {
    matches!(character, ' '..='~') || is_x0208(character) || is_x0212(character)
}

/// What the rows decode to.
fn decoded(prefix: &[u8], rows: &[std::ops::RangeInclusive<u8>]) -> Vec<char> {
    let mut characters = Vec::new();
    for row in rows.iter().cloned().flatten() {
        for cell in 1..=94_u8 {
            let bytes = [prefix, &[0xA0 + row, 0xA0 + cell]].concat();
            let text = EUC_JP.decode_without_bom_handling_and_without_replacement(&bytes);
            characters.extend(text.iter().flat_map(|text| text.chars()));
        }
    }
    characters
}

fn sorted(mut characters: Vec<char>) -> Vec<char> {
    characters.sort_unstable();
    characters.dedup();
    characters
}
