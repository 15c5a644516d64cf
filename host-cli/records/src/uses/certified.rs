//! Is a text of a card the one that its signing certificate has, where the certificate has other
//! characters for some of it?

use crate::characters::is_selector;

/// Characters of the card that one of the certificate may stand for: a letter of half-width katakana
/// and the mark of voice behind it.
const MOST: usize = 2;

/// Does a certificate say of its holder what the card says, as far as it can? Its flags say which of
/// its characters stand for another (1): for those nothing is compared but that there is something in
/// their place. All the others must be the same, but for a selector, which a certificate has not; and
/// everything must be the same when flags and text do not fit each other.
#[must_use]
pub fn is_certified(card: &str, certificate: &str, flags: Option<&str>) -> bool {
    if card == certificate {
        return true;
    }
    let Some(flags) = flags.filter(|flags| flags.len() == certificate.chars().count()) else {
        return false;
    };
    let card: Vec<_> = card.chars().filter(|character| !is_selector(*character)).collect();
    let mut characters = certificate.chars().zip(flags.bytes()).peekable();
    // How many of the card's characters may have been passed.
    let mut passed = vec![0];
    while let Some((character, flag)) = characters.next() {
        if flag == b'1' {
            let mut run = 1;
            while characters.next_if(|(_, flag)| *flag == b'1').is_some() {
                run += 1;
            }
            let (Some(least), Some(most)) = (passed.first(), passed.last()) else { return false };
            passed = (least + 1..=(most + MOST * run).min(card.len())).collect();
        } else {
            passed.retain(|place| card.get(*place) == Some(&character));
            passed.iter_mut().for_each(|place| *place += 1);
        }
    }
    passed.contains(&card.len())
}

#[cfg(test)]
mod tests {
    use super::is_certified;

    #[test]
    fn what_stands_for_another_character_is_not_compared_and_all_else_is() {
        for (card, certificate, flags, same) in [
            ("住基　太郎", "住基　太郎", "00000", true),
            ("髙田　太郎", "高田　太郎", "10000", true),
            ("髙田　太郎", "高田　太郎", "00000", false),
            ("髙田　太郎", "高田　次郎", "10000", false),
            ("髙田　太郎", "高田　太", "1000", false),
            ("髙田　太郎", "高田　太郎", "1000", false),
            // A shape that a selector chooses, and one character that several stand for.
            ("葛\u{E0100}　一", "葛　一", "100", true),
            ("葛\u{E0100}　一", "葛　一", "000", true),
            ("葛\u{E0100}　一", "葛　二", "000", false),
            ("駅前ビルⅢ号", "駅前ビルＩＩＩ号", "00001110", true),
            ("駅前ビルⅢ号", "駅前ビルＩＩＩ丁", "00001110", false),
            ("ﾊﾞｽ停", "バス停", "110", true),
            ("住基　太郎", "", "", false),
            ("", "基", "1", false),
        ] {
            assert_eq!(is_certified(card, certificate, Some(flags)), same, "{card} {certificate}");
        }
        assert!(!is_certified("髙田", "高田", None), "no flags, nothing substituted");
    }
}
