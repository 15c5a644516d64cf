//! Between which characters a line may end (禁則処理, JIS X 4051:2004 6.1 and 8).

use crate::font::Cluster;

/// No line begins with these (行頭禁則).
const NOT_FIRST: &str = "、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】〗’”‐゠–〜～…‥\
                         ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ\
                         ,.:;?!)]}%％℃°′″､｡･｣ｧｨｩｪｫｬｭｮｯｰﾞﾟ\u{3099}\u{309A}";
/// No line ends with these (行末禁則).
const NOT_LAST: &str = "（〔［｛〈《「『【〖‘“([{｢￥＄〒№";
/// No line ends between two of these (分離禁止).
const PAIRS: &str = "―…‥—";

/// May a line end between these two?
pub(super) fn may_break(before: Cluster, after: Cluster) -> bool {
    let (before, after) = (before.character, after.character);
    if is_space(after) || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    if is_space(before) {
        return true;
    }
    if before == after && PAIRS.contains(before) {
        return false;
    }
    // Behind a hyphen that is in a word or number, not before one.
    let is_hyphen = |c| matches!(c, '-' | '－' | '/' | '／');
    if is_hyphen(after) {
        return false;
    }
    if is_hyphen(before) {
        return true;
    }
    !(is_of_word(before) && is_of_word(after))
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{3000}')
}

/// Letters and digits of what is not torn: words, and numbers in full width.
fn is_of_word(character: char) -> bool {
    match character {
        // No-break space; full-width digits and letters.
        '\u{A0}' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => true,
        // Up to the end of the scripts that part words by spaces; Hangul, kana and kanji are not
        // among them.
        character => u32::from(character) < 0x1100 || matches!(character, '\u{1E00}'..='\u{2044}'),
    }
}
