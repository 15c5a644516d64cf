//! The sets of JIS, as another implementation has them: glibc's `iconv`.

use std::collections::BTreeSet;

use juki_characters::jis::{is_x0208, is_x0212, is_x0213, x0213, x0213_sequences};

use crate::iconv::encoded;

/// All characters of a set.
fn set(is_in: fn(char) -> bool) -> BTreeSet<char> {
    ('\0'..=char::MAX).filter(|character| is_in(*character)).collect()
}

/// All characters that the encoding has as so many bytes, of which the first is one of these.
fn encoded_as(encoding: &str, forms: &[(usize, std::ops::RangeInclusive<u8>)]) -> BTreeSet<char> {
    let all: Vec<String> = ('\u{80}'..=char::MAX).map(String::from).collect();
    let codes = encoded(encoding, &all);
    let is_of = |code: &Option<Vec<u8>>| {
        code.as_ref().is_some_and(|code| {
            forms.iter().any(|(length, first)| code.len() == *length && first.contains(&code[0]))
        })
    };
    let found = all.iter().zip(&codes).filter(|(_, code)| is_of(code));
    found.map(|(text, _)| text.chars().next().unwrap()).collect()
}

#[test]
fn the_sets_are_those_of_glibc() {
    let theirs = encoded_as("EUC-JP", &[(2, 0xA1..=0xFE)]);
    assert_eq!(theirs.len(), 6879);
    // Seven characters have two codes, and a certificate may have either: Microsoft's is the other.
    let more: String = set(is_x0208).difference(&theirs).collect();
    assert_eq!(more, "—∥－～￠￡￢");
    assert!(theirs.is_subset(&set(is_x0208)));

    let theirs = encoded_as("EUC-JP", &[(3, 0x8F..=0x8F)]);
    // Its tilde is a full-width one there.
    assert_eq!(theirs.len(), 6067);
    assert_eq!(set(is_x0212).difference(&theirs).collect::<String>(), "~￤");
    assert_eq!(theirs.difference(&set(is_x0212)).collect::<String>(), "～");
}

#[test]
fn the_characters_of_x_0213_are_those_of_glibc() {
    let mut theirs = encoded_as("EUC-JISX0213", &[(2, 0xA1..=0xFE), (3, 0x8F..=0x8F)]);
    // Half-width katakana are X 0201's, two bytes from 0x8E; ASCII is one byte.
    theirs.retain(|character| !matches!(character, '\u{FF61}'..='\u{FF9F}'));
    let ours: BTreeSet<char> = x0213().collect();
    assert_eq!(ours.len() + x0213_sequences().count(), 11_233, "as the standard counts them");
    assert_eq!(set(is_x0213), &ours | &BTreeSet::from(['—', '｟', '｠']));
    let differing: String = ours.symmetric_difference(&theirs).collect();
    // Either implementation has one of two for the dash and the double parentheses.
    assert_eq!(differing, "—―⦅⦆｟｠");
    let sequences: Vec<String> = x0213_sequences().map(str::to_owned).collect();
    assert!(encoded("EUC-JISX0213", &sequences).iter().all(Option::is_some));
}
