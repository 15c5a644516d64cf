//! Is a text of a card the one that its signing certificate has, where the certificate has other
//! characters for some of it?

use std::collections::BTreeSet;

use juki_characters::mj::written;
use juki_characters::substitute::stand_ins;

/// Most characters of the card that one of the certificate may stand for, where no table says what
/// it stands for: a letter of half-width katakana and the mark of voice behind it.
const MOST: usize = 2;

/// What a text of a card is to that of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Correspondence {
    /// The certificate has the text, or what the tables know to stand for its characters.
    Same,
    /// All that the certificate has of the text itself is the same, but something stands there for
    /// another character that no table knows to stand for it: the municipality may have chosen it,
    /// or it is another text.
    Undecided,
    /// The certificate has another text.
    Other,
}

/// Does a certificate say of its holder what the card says, as far as it can? Its flags say which of
/// its characters stand for another (1). All the others must be the same, but for a selector, which
/// a certificate has not; and everything must be the same when flags and text do not fit each other.
///
/// A flag alone says that something else stood there and not what: where one is, the character must
/// be a [stand-in](stand_ins) of the card's, or nothing is known of it. Otherwise a certificate with
/// every flag set would be anybody's.
#[must_use]
pub fn correspondence(card: &str, certificate: &str, flags: Option<&str>) -> Correspondence {
    if card == certificate {
        return Correspondence::Same;
    }
    let Some(flags) = flags.filter(|flags| flags.len() == written(certificate).count()) else {
        return Correspondence::Other;
    };
    let flagged = written(certificate).map(|(base, _)| base);
    let flagged: Vec<_> = flagged.zip(flags.bytes().map(|flag| flag == b'1')).collect();
    let card: Vec<_> = written(card).collect();
    if stands_for(&card, &flagged) {
        Correspondence::Same
    } else if agrees(&card, &flagged) {
        Correspondence::Undecided
    } else {
        Correspondence::Other
    }
}

/// Are the characters of the certificate those of the card, or known to stand for them?
fn stands_for(card: &[(char, Option<char>)], certificate: &[(char, bool)]) -> bool {
    // Where the certificate's text may go on behind the characters of the card so far, and where
    // behind all of them but the last.
    let (mut places, mut before) = (BTreeSet::from([0]), BTreeSet::new());
    let mut last: Option<char> = None;
    for (base, selector) in card {
        let mut next = BTreeSet::new();
        let own: String = std::iter::once(*base).chain(*selector).collect();
        for place in &places {
            if certificate.get(*place).is_some_and(|(found, _)| found == base) {
                next.insert(place + 1);
            }
        }
        let mut pass = |from: &BTreeSet<usize>, text: &str| {
            for stand_in in stand_ins(text) {
                let end = |place: &usize| flagged_end(certificate, *place, &stand_in);
                next.extend(from.iter().filter_map(end));
            }
        };
        pass(&places, &own);
        if let Some(letter) = last.filter(|_| matches!(base, '\u{FF9E}' | '\u{FF9F}')) {
            pass(&before, &[letter, *base].iter().collect::<String>());
        }
        (before, places, last) = (places, next, Some(*base));
    }
    places.contains(&certificate.len())
}

/// Where the text ends when it stands at this place of the certificate, all of it flagged.
fn flagged_end(certificate: &[(char, bool)], place: usize, text: &str) -> Option<usize> {
    let end = place + text.chars().count();
    let there = certificate.get(place..end)?;
    let same = there.iter().zip(text.chars()).all(|((own, flag), other)| *flag && *own == other);
    same.then_some(end)
}

/// Are the characters without a flag those of the card, with something in place of the others?
fn agrees(card: &[(char, Option<char>)], certificate: &[(char, bool)]) -> bool {
    let mut characters = certificate.iter().peekable();
    // How many of the card's characters may have been passed.
    let mut passed = vec![0];
    while let Some((character, flag)) = characters.next() {
        if *flag {
            let mut run = 1;
            while characters.next_if(|(_, flag)| *flag).is_some() {
                run += 1;
            }
            let (Some(least), Some(most)) = (passed.first(), passed.last()) else { return false };
            passed = (least + 1..=(most + MOST * run).min(card.len())).collect();
        } else {
            passed.retain(|place| card.get(*place).is_some_and(|(base, _)| base == character));
            passed.iter_mut().for_each(|place| *place += 1);
        }
    }
    passed.contains(&card.len())
}

#[cfg(test)]
mod tests {
    use super::Correspondence::{Other, Same, Undecided};
    use super::correspondence;

    #[test]
    fn what_stands_for_another_character_is_known_to_and_all_else_is_the_same() {
        for (card, certificate, flags, expected) in [
            ("住基　太郎", "住基　太郎", "00000", Same),
            ("髙田　太郎", "高田　太郎", "10000", Same),
            ("髙田　太郎", "高田　太郎", "00000", Other),
            ("髙田　太郎", "高田　次郎", "10000", Other),
            ("髙田　太郎", "高田　太", "1000", Other),
            ("髙田　太郎", "高田　太郎", "1000", Other),
            ("𠮷田", "吉田", "10", Same),
            ("𠮷田", "土田", "10", Undecided),
            // A shape that a selector chooses, and one character that several stand for.
            ("葛\u{E0100}　一", "葛　一", "100", Same),
            ("葛\u{E0100}　一", "葛　一", "000", Same),
            ("葛\u{E0100}　一", "葛　二", "000", Other),
            ("駅前ビルⅢ号", "駅前ビルＩＩＩ号", "00001110", Same),
            ("駅前ビルⅢ号", "駅前ビルＩＩＩ号", "00001010", Other),
            ("駅前ビルⅢ号", "駅前ビルＩＩ号", "0000110", Undecided),
            ("駅前ビルⅢ号", "駅前ビルＩＩＩ丁", "00001110", Other),
            ("ﾊﾞｽ停", "バス停", "110", Same),
            ("ﾊﾞｽ停", "ハス停", "110", Undecided),
            ("住基　太郎", "", "", Other),
            ("", "基", "1", Other),
        ] {
            let found = correspondence(card, certificate, Some(flags));
            assert_eq!(found, expected, "{card} {certificate} {flags}");
        }
        assert_eq!(correspondence("髙田", "高田", None), Other, "no flags, nothing substituted");
    }

    /// A certificate that says of every character that it stands for another is nobody's.
    #[test]
    fn flags_alone_make_no_certificate_somebodys() {
        for (card, certificate) in
            [("住基　太郎", "山田　花子"), ("住基太郎", "山田花"), ("髙", "太")]
        {
            let flags = "1".repeat(certificate.chars().count());
            let found = correspondence(card, certificate, Some(&flags));
            assert_eq!(found, Undecided, "{card} {certificate}");
        }
    }
}
