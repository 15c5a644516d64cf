//! Full and half width (JIS X 0208 and JIS X 0201).

use std::borrow::Cow;

use serde::Deserialize;

/// Katakana of JIS X 0201 in their order, from U+FF61 on, in full width.
const KATAKANA: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// Which width a text is brought to when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Width {
    /// Half-width katakana and ASCII become full-width, a space U+3000.
    Full,
    /// Full-width letters, digits and signs become ASCII, U+3000 a space. Kana stay.
    Half,
}

impl Width {
    /// The text in this width.
    #[must_use]
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Full
                if text.chars().any(|one| matches!(one, ' '..='~' | '\u{FF61}'..='\u{FF9F}')) =>
            {
                Cow::Owned(full(text))
            }
            Self::Half
                if text.chars().any(|one| matches!(one, '\u{3000}' | '\u{FF01}'..='\u{FF5E}')) =>
            {
                Cow::Owned(text.chars().map(half).collect())
            }
            Self::Full | Self::Half => Cow::Borrowed(text),
        }
    }
}

fn half(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => shifted(character, 0xFF01, 0x21),
        other => other,
    }
}

/// The character of one block that stands in the place of another block's.
fn shifted(character: char, from: u32, to: u32) -> char {
    let place = u32::from(character).saturating_sub(from);
    char::from_u32(to + place).unwrap_or(character)
}

fn full(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for character in text.chars() {
        let wide = match character {
            ' ' => '\u{3000}',
            '!'..='~' => shifted(character, 0x21, 0xFF01),
            // A sound mark of its own becomes one with the kana before it.
            '\u{FF9E}' | '\u{FF9F}' => {
                let kana = out.chars().next_back();
                match kana.and_then(|kana| with_mark(kana, character == '\u{FF9F}')) {
                    Some(voiced) => {
                        out.pop();
                        voiced
                    }
                    None => katakana(character),
                }
            }
            '\u{FF61}'..='\u{FF9D}' => katakana(character),
            other => other,
        };
        out.push(wide);
    }
    out
}

fn katakana(character: char) -> char {
    let place = u32::from(character).saturating_sub(0xFF61);
    usize::try_from(place).ok().and_then(|place| KATAKANA.chars().nth(place)).unwrap_or(character)
}

/// The kana with a sound mark (゛), or with ゜.
fn with_mark(kana: char, is_half_voiced: bool) -> Option<char> {
    let next = |by| char::from_u32(u32::from(kana) + by);
    match kana {
        'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' if is_half_voiced => next(2),
        'ウ' if !is_half_voiced => Some('ヴ'),
        'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ'
        | 'ツ' | 'テ' | 'ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ'
            if !is_half_voiced =>
        {
            next(1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn katakana_of_a_byte_become_full_width_with_their_marks() {
        for (text, wide) in [
            ("ｼﾞｭｳｷ ﾀﾛｳ", "ジュウキ　タロウ"),
            ("ﾊﾟﾋﾞﾌﾍｰ", "パビフヘー"),
            ("ｳﾞｧ", "ヴァ"),
            ("ｱﾞ", "ア゛"),
            ("A-1 ~", "Ａ－１　～"),
            ("住基　太郎", "住基　太郎"),
            ("｡｢｣､･ｦﾝﾟ", "。「」、・ヲン゜"),
        ] {
            assert_eq!(Width::Full.apply(text), wide);
        }
        assert_eq!(Width::Half.apply("Ａ－１　ア"), "A-1 ア");
    }
}
