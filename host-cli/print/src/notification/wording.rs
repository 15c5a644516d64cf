//! What the letters say, Japanese and English side by side.

use super::{NameKind, Occasion};

pub(super) const TITLE: (&str, &str) =
    ("住民票コード通知票", "Notice of Your Resident Record Code");

pub(super) const CODE: (&str, &str) = ("住民票コード", "Resident record code");

/// Behind a name on an envelope.
pub(super) const HONORIFIC: &str = "様";

pub(super) const MARKED: (&str, &str) = (
    "※〓で示した文字及び字体を簡略にした文字があります。住民票には正しい文字で記録されています。",
    "* Some characters are printed as 〓 or in a plain form. The resident record has them in full.",
);

pub(super) const fn lead(occasion: Occasion) -> (&'static str, &'static str) {
    match occasion {
        Occasion::First => (
            "住民基本台帳法第30条の3第3項により、あなたの住民票に次の住民票コードを記載したことを\
             通知します。",
            "Under Article 30-3, paragraph 3 of the Basic Resident Registration Act, we notify you \
             that the following code has been entered in your resident record.",
        ),
        Occasion::Change => (
            "住民基本台帳法第30条の4により、あなたの住民票の住民票コードを次のとおり変更した\
             ことを通知します。以前のコードは使えません。",
            "Under Article 30-4 of the Basic Resident Registration Act, we notify you that the code in \
             your resident record has been changed to the following one. The earlier code is no \
             longer in use.",
        ),
        // No request: the article on changes does not apply, and none is named.
        Occasion::Correction => (
            "あなたの住民票の住民票コードに誤りがあったため、職権により次のとおり修正したことを通知します。\
             以前のコードは使えません。",
            "The code in your resident record was wrong. We notify you that we have corrected it to the \
             following one of our own authority. The earlier code is no longer in use.",
        ),
    }
}

pub(super) const fn name(kind: NameKind) -> (&'static str, &'static str) {
    match kind {
        NameKind::Japanese => ("氏名", "Name"),
        NameKind::Roman => ("氏名（ローマ字）", "Name in Roman letters"),
        NameKind::Kanji => ("氏名（漢字）", "Name in kanji"),
        NameKind::Alias => ("通称", "Alias"),
        NameKind::FormerSurname => ("旧氏", "Former surname"),
    }
}

/// The sections: heading and text, in both languages.
pub(super) const SECTIONS: [(&str, &str, &str, &str); 5] = [
    (
        "１　住民票コードとは",
        "無作為に作られた11桁の番号です。市区町村、都道府県、国の機関等が、法律で定められた事務で本人を\
         確認するために使います。氏名や住所が変わっても、コードは変わりません。",
        "1  What the code is for",
        "It is a number of 11 digits drawn at random. Municipalities, prefectures and agencies of the \
         State use it to identify you in the affairs that the Act names. It stays the same when your \
         name or address changes.",
    ),
    (
        "２　告知を求めることができる者",
        "市区町村長、都道府県知事、地方公共団体情報システム機構及び総務省が、同法で定められた事務に必要な\
         場合に限り、求めることができます（同法第30条の37）。",
        "2  Who may ask you for it",
        "Only mayors, governors, the Japan Agency for Local Authority Information Systems and the \
         Ministry of Internal Affairs and Communications, and only where an affair under the Act \
         needs it (Article 30-37).",
    ),
    (
        "３　告知を求めてはならない者",
        "会社、店舗、個人などは、自分と同じ世帯の人を除き、誰に対しても告知を求めてはなりません。契約の\
         際に告知を求めることや、他人に提供するためのデータベースを作ることも禁じられています（同法\
         第30条の38）。求められても答えないでください。",
        "3  Who may not",
        "Companies, shops and private persons may ask nobody for it outside of their own household. \
         They may not demand it for a contract, nor build a database with it for use by others \
         (Article 30-38). Do not answer if you are asked.",
    ),
    (
        "４　記載に誤りがあるとき",
        "氏名や住所に誤りがあるとき、又は心当たりのない通知が届いたときは、この通知票を持って上記の窓口へ\
         お申し出ください。",
        "4  If something is wrong",
        "If your name or address is wrong, or the letter is not meant for you, please come to the \
         office named above and bring this letter.",
    ),
    (
        "５　コードの変更",
        "理由を問わず、いつでも変更を請求できます。本人確認書類を持って上記の窓口へお越しください。新しい\
         コードは無作為に選ばれます。番号を選ぶことはできません（同法第30条の4）。",
        "5  To have it changed",
        "You may have the code changed at any time and for any reason. Please come to the office \
         named above with proof of your identity. The new code is drawn at random; you cannot choose \
         it (Article 30-4).",
    ),
];

/// A day, with the year of the era of Reiwa from its first day on.
pub(super) fn date((year, month, day): (u16, u8, u8)) -> String {
    if (year, month) < (2019, 5) {
        return format!("{year}年{month}月{day}日");
    }
    let era = match year - 2018 {
        1 => "元".to_owned(),
        era => era.to_string(),
    };
    format!("{year}年（令和{era}年）{month}月{day}日")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_was_not_asked_for_and_names_no_article_on_requests() {
        let (japanese, english) = lead(Occasion::Correction);
        assert!(japanese.contains("職権") && !japanese.contains("第30条"), "{japanese}");
        assert!(english.contains("of our own authority") && !english.contains("Article"));
        assert!(lead(Occasion::Change).0.contains("第30条の4"));
    }

    #[test]
    fn days_have_the_year_of_the_era_from_its_first_day_on() {
        assert_eq!(date((2019, 4, 30)), "2019年4月30日");
        assert_eq!(date((2019, 5, 1)), "2019年（令和元年）5月1日");
        assert_eq!(date((2026, 11, 30)), "2026年（令和8年）11月30日");
    }
}
