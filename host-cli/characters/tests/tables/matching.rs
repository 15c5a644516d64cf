//! The form in which names are compared.

use juki_characters::matching::{MatchingRule, matched, matching_form};
use juki_characters::mj::characters;
use proptest::prelude::*;

#[test]
fn pairs_that_match_and_the_rules_by_which() {
    use MatchingRule as R;
    for (one, other, rules) in [
        ("髙橋", "高橋", &[R::Shape][..]),
        ("渡邊", "渡辺", &[R::Shape]),
        ("渡邉", "渡辺", &[R::Shape]),
        ("渡邊", "渡邉", &[R::Shape]),
        ("渡邉\u{E0119}", "渡邉", &[R::Selector, R::Shape]),
        ("𠮷田", "吉田", &[R::Shape]),
        ("山﨑", "山崎", &[R::Shape]),
        ("齋藤", "斎藤", &[R::Shape]),
        ("齊藤", "斉藤", &[R::Shape]),
        ("神\u{FE00}", "神", &[R::Selector]),
        ("\u{FA19}", "神", &[R::Width]),
        ("住基　太郎", "住基 太郎", &[R::Width, R::Space]),
        ("住基太郎", "住基　太郎", &[R::Width, R::Space]),
        ("じゅうき", "ジユウキ", &[R::Kana, R::SmallKana]),
        ("ｼﾞｭｳｷ", "ジュウキ", &[R::Width, R::SmallKana]),
        ("霞ヶ関", "霞ケ関", &[R::SmallKana]),
        ("１－２－３", "1-2-3", &[R::Width]),
        ("1‐2−3", "1ー2―3", &[R::Dash]),
        ("O’Neil-Smith, Jr.", "ONEIL SMITH JR", &[R::Case, R::Space, R::Punctuation]),
        ("José", "JOSE", &[R::Mark, R::Case]),
        ("ジョン・スミス", "ジョン スミス", &[R::SmallKana, R::Space, R::Punctuation]),
        ("ハーバー", "ﾊｰﾊﾞｰ", &[R::Width, R::Dash]),
        ("同じ", "同じ", &[]),
    ] {
        assert_eq!(matched(one, other).as_deref(), Some(rules), "{one} {other}");
        assert_eq!(matched(other, one).as_deref(), Some(rules), "{other} {one}");
    }
}

#[test]
fn pairs_that_do_not_match() {
    for (one, other) in [
        // Two characters, often mixed up: the table keeps 斎 and 斉 apart.
        ("斎藤", "斉藤"),
        ("齋藤", "齊藤"),
        ("太田", "大田"),
        ("末広", "未広"),
        ("ミズ", "ミヅ"),
        ("オオノ", "オーノ"),
        ("ハハ", "パパ"),
        ("1-23", "12-3"),
        ("一", "ー"),
        ("佐々木", "佐佐木"),
        ("二丁目", "2丁目"),
        ("工藤", "エ藤"),
        ("亥", "充"),
        ("", "a"),
    ] {
        assert_eq!(matched(one, other), None, "{one} {other}");
        assert_eq!(matched(other, one), None, "{other} {one}");
    }
}

/// Every kanji of the list: its form is its own form, one character, and of the same class.
#[test]
fn the_form_of_every_shape_is_its_own() {
    for shape in characters() {
        let Some(text) = shape.text() else { continue };
        let form = matching_form(&text).text;
        assert_eq!(form.chars().count(), 1, "{}", shape.number);
        assert_eq!(matching_form(&form).text, form, "{}", shape.number);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: prop::test_runner::RngSeed::Fixed(2025), ..ProptestConfig::default() })]

    #[test]
    fn a_form_is_its_own_form(text in ".*") {
        let form = matching_form(&text);
        prop_assert_eq!(&matching_form(&form.text).text, &form.text);
        prop_assert!(matching_form(&form.text).rules.is_empty());
    }

    #[test]
    fn matching_is_symmetric(one in "[髙高辺邊ァあアｱー\\-a-zÀ-ɏ'・ 　]{0,6}", other in "[髙高辺邊ァあアｱー\\-a-zÀ-ɏ'・ 　]{0,6}") {
        prop_assert_eq!(matched(&one, &other), matched(&other, &one));
        prop_assert!(matched(&one, &one).is_some());
    }
}
