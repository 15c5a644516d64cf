//! The items of a resident's record: where each stands in the JSON, what the standard calls it, and
//! how long it may be.
//!
//! Names and widths are those of the standardised resident record system (住民記録システム標準仕様書
//! and its data requirements), as two public systems store what it delivers. Where the standard gives
//! no width, or the item is this project's own, [`Item::is_own`] says so.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An item of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its path from `$`; `[]` stands for each place of a list.
    pub path: &'static str,
    /// Its name in the standard, Japanese; for an item of this project's own what it is.
    pub name: &'static str,
    /// Its form.
    pub form: ItemForm,
    /// Is its width, or the whole of it, this project's own?
    pub is_own: bool,
}

/// The form of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ItemForm {
    /// Text of one line, of so many characters at most.
    Text(u16),
    /// Full-width katakana, of so many characters at most.
    Furigana(u16),
    /// Digits: at least and at most so many.
    Digits(u16, u16),
    /// Digits and Latin letters: at least and at most so many.
    Alphanumeric(u16, u16),
    /// A whole number: at least and at most this.
    Count(u16, u16),
    /// A day.
    Day,
    /// A day that may be unknown in part, with a wording of 72 characters at most.
    Date,
    /// One of the words that the schema lists.
    Word,
    /// A text with a rule of its own.
    Own,
}

/// Longest wording of a day that is unknown in part (不詳表記), in characters.
pub const DATE_WORDING_MAX: u16 = 72;

use ItemForm::{Alphanumeric, Count, Date, Day, Digits, Furigana, Own, Text, Word};

const fn standard(path: &'static str, name: &'static str, form: ItemForm) -> Item {
    Item { path, name, form, is_own: false }
}

const fn own(path: &'static str, name: &'static str, form: ItemForm) -> Item {
    Item { path, name, form, is_own: true }
}

/// The items of a reason.
macro_rules! reason {
    ($path:literal) => {
        &[
            standard(concat!($path, ".code"), "異動事由", Digits(2, 2)),
            own(concat!($path, ".wording"), "異動事由（表記）", Text(100)),
        ]
    };
}

/// The items of a name of one part, and of the earlier ones.
macro_rules! name_entry {
    ($path:literal, $name:literal, $width:literal) => {
        &[
            standard(concat!($path, ".value"), $name, Text($width)),
            standard(concat!($path, ".furigana"), concat!($name, "_フリガナ"), Furigana($width)),
            standard(concat!($path, ".confirmation"), concat!($name, "_フリガナ公証確認状況"), Word),
            own(concat!($path, ".since"), concat!($name, "_記載年月日"), Date),
        ]
    };
}

/// The items of an earlier name of one part.
macro_rules! earlier_name {
    ($path:literal, $name:literal, $width:literal) => {
        &[
            own(concat!($path, ".value"), concat!($name, "（履歴）"), Text($width)),
            own(concat!($path, ".furigana"), concat!($name, "_フリガナ（履歴）"), Furigana($width)),
            own(concat!($path, ".since"), concat!($name, "_記載年月日（履歴）"), Date),
            own(concat!($path, ".until"), concat!($name, "_削除年月日（履歴）"), Date),
        ]
    };
}

/// The items of an address.
macro_rules! address {
    ($path:literal, $name:literal) => {
        &[
            own(concat!($path, ".text"), concat!($name, "（1つの文字列）"), Text(300)),
            standard(concat!($path, ".code"), concat!($name, "_市区町村コード"), Digits(6, 6)),
            standard(concat!($path, ".town_code"), concat!($name, "_町字コード"), Digits(7, 7)),
            standard(
                concat!($path, ".ward_code"),
                concat!($name, "_指定都市_行政区等コード"),
                Digits(1, 12),
            ),
            standard(concat!($path, ".prefecture"), concat!($name, "_都道府県"), Text(4)),
            standard(concat!($path, ".city"), concat!($name, "_市区郡町村名"), Text(12)),
            standard(concat!($path, ".town"), concat!($name, "_町字"), Text(120)),
            standard(concat!($path, ".number"), concat!($name, "_番地号表記"), Text(50)),
            standard(
                concat!($path, ".number_digits"),
                concat!($name, "_番地枝番数値"),
                Digits(1, 30),
            ),
            standard(
                concat!($path, ".building_code"),
                concat!($name, "_方書コード"),
                Alphanumeric(1, 20),
            ),
            standard(concat!($path, ".building"), concat!($name, "_方書"), Text(300)),
            standard(
                concat!($path, ".building_furigana"),
                concat!($name, "_方書_フリガナ"),
                Furigana(300),
            ),
            standard(concat!($path, ".postcode"), concat!($name, "_郵便番号"), Digits(7, 7)),
            standard(
                concat!($path, ".country_code"),
                concat!($name, "_国名コード"),
                Alphanumeric(3, 3),
            ),
            standard(concat!($path, ".country"), concat!($name, "_国名等"), Text(200)),
            standard(concat!($path, ".abroad"), concat!($name, "_国外住所"), Text(300)),
            standard(concat!($path, ".householder"), concat!($name, "_世帯主氏名"), Text(100)),
        ]
    };
}

/// The items, in groups, in the order of the schema.
const GROUPS: &[&[Item]] = &[
    &[
        own("$.$schema", "スキーマの場所（編集用）", Own),
        own("$.version", "この形式の版", Word),
        standard("$.register_number", "宛名番号", Digits(1, 15)),
        standard("$.kind", "住民種別", Word),
        standard("$.state", "住民状態", Digits(1, 1)),
        standard("$.name.japanese.family", "氏_日本人", Text(100)),
        standard("$.name.japanese.given", "名_日本人", Text(100)),
        standard("$.name.japanese.furigana.family", "氏_日本人_フリガナ", Furigana(100)),
        standard("$.name.japanese.furigana.given", "名_日本人_フリガナ", Furigana(100)),
        standard("$.name.japanese.confirmation", "氏名_フリガナ_公証確認状況", Word),
        own("$.name.japanese.since", "氏名_記載年月日", Date),
    ],
    reason!("$.name.japanese.reason"),
    &[
        own("$.name.japanese.history[].family", "氏_日本人（履歴）", Text(100)),
        own("$.name.japanese.history[].given", "名_日本人（履歴）", Text(100)),
        own("$.name.japanese.history[].furigana.family", "氏_フリガナ（履歴）", Furigana(100)),
        own("$.name.japanese.history[].furigana.given", "名_フリガナ（履歴）", Furigana(100)),
        own("$.name.japanese.history[].since", "氏名_記載年月日（履歴）", Date),
        own("$.name.japanese.history[].until", "氏名_削除年月日（履歴）", Date),
    ],
    reason!("$.name.japanese.history[].reason"),
    name_entry!("$.name.roman", "氏名_外国人ローマ字", 100),
    reason!("$.name.roman.reason"),
    earlier_name!("$.name.roman.history[]", "氏名_外国人ローマ字", 100),
    reason!("$.name.roman.history[].reason"),
    name_entry!("$.name.kanji", "氏名_外国人漢字", 100),
    reason!("$.name.kanji.reason"),
    earlier_name!("$.name.kanji.history[]", "氏名_外国人漢字", 100),
    reason!("$.name.kanji.history[].reason"),
    name_entry!("$.name.former_surname", "旧氏", 50),
    reason!("$.name.former_surname.reason"),
    earlier_name!("$.name.former_surname.history[]", "旧氏", 50),
    reason!("$.name.former_surname.history[].reason"),
    name_entry!("$.name.alias", "通称", 100),
    reason!("$.name.alias.reason"),
    earlier_name!("$.name.alias.history[]", "通称", 100),
    reason!("$.name.alias.history[].reason"),
    earlier_name!("$.name.earlier_aliases[]", "通称", 100),
    reason!("$.name.earlier_aliases[].reason"),
    &[
        standard("$.name.priority", "氏名優先区分", Word),
        standard("$.birth", "生年月日", Date),
        standard("$.sex", "性別", Word),
        standard("$.sex_wording", "性別表記", Text(10)),
        standard("$.household.number", "世帯番号", Digits(1, 15)),
        standard("$.household.relationships[]", "続柄コード", Digits(2, 2)),
        standard("$.household.wording", "続柄表記", Text(20)),
        standard("$.household.order", "記載順位", Count(1, 999)),
        own("$.household.head", "世帯主氏名", Text(100)),
        standard("$.domicile.code", "本籍_市区町村コード", Digits(6, 6)),
        standard("$.domicile.town_code", "本籍_町字コード", Digits(7, 7)),
        own("$.domicile.text", "本籍", Text(300)),
        own("$.domicile.head.family", "筆頭者_氏", Text(100)),
        own("$.domicile.head.given", "筆頭者_名", Text(100)),
    ],
    address!("$.address", "住所"),
    &[
        standard("$.residence.became_resident", "住民となった年月日", Date),
        standard("$.residence.settled", "住定日", Date),
    ],
    address!("$.residence.before_moving_in", "転入前住所"),
    address!("$.residence.before_moving", "転居前住所"),
    &[
        standard("$.residence.departure.notified", "転出届出年月日", Day),
        standard("$.residence.departure.planned", "転出予定年月日", Day),
    ],
    address!("$.residence.departure.planned_address", "転出先住所（予定）"),
    &[standard("$.residence.departure.confirmed", "転出年月日（確定）", Day)],
    address!("$.residence.departure.confirmed_address", "転出先住所（確定）"),
    &[
        standard("$.residence.departure.arrival_notice", "転入通知年月日", Day),
        standard("$.residence.removal.notified", "消除の届出年月日", Date),
        standard("$.residence.removal.date", "消除の異動年月日", Date),
    ],
    address!("$.residence.moves[].address", "住所（履歴）"),
    &[
        own("$.residence.moves[].since", "住定日（履歴）", Date),
        own("$.residence.moves[].until", "異動年月日（履歴）", Date),
    ],
    reason!("$.residence.moves[].reason"),
    &[
        own("$.municipality.code", "市区町村コード", Digits(6, 6)),
        own("$.municipality.prefecture", "都道府県（ローマ字）", Own),
        own("$.municipality.city", "市区町村（ローマ字）", Own),
        standard("$.record_code", "住民票コード", Digits(11, 11)),
        standard("$.personal_number", "個人番号", Digits(12, 12)),
        standard("$.foreign.nationality", "国籍名等", Text(200)),
        standard("$.foreign.nationality_code", "国籍等_国名コード", Alphanumeric(3, 3)),
        standard("$.foreign.category", "第30条45規定区分", Word),
        standard("$.foreign.notification", "法第30条46又は47区分", Word),
        standard("$.foreign.became_foreign_resident", "外国人住民となった年月日", Date),
        own("$.foreign.status", "在留資格等", Text(100)),
        standard("$.foreign.status_code", "在留資格等コード", Alphanumeric(3, 3)),
        standard("$.foreign.period.years", "在留期間等_年", Count(0, 99)),
        standard("$.foreign.period.months", "在留期間等_月", Count(0, 99)),
        standard("$.foreign.period.days", "在留期間等_日", Count(0, 999)),
        standard("$.foreign.period_until", "在留期間の満了の日", Day),
        standard("$.foreign.residence_card", "在留カード等番号", Own),
        standard("$.foreign.residence_card_kind", "在留カード等番号_区分", Word),
        own("$.foreign.event", "出生または国籍喪失の年月日", Day),
        standard("$.changes[].date", "異動年月日", Date),
        standard("$.changes[].notified", "異動届出年月日", Day),
    ],
    reason!("$.changes[].reason"),
    &[
        own("$.card", "カード種別", Word),
        own("$.since", "カードの記載の起算日", Day),
        own("$.substituted.name", "代替文字の有無（氏名）", Own),
        own("$.substituted.address", "代替文字の有無（住所）", Own),
    ],
];

/// All items, in the order of the schema.
pub fn all() -> impl Iterator<Item = &'static Item> {
    GROUPS.iter().copied().flatten()
}

/// The item at a path: `$.residence.moves[0].since` and `$.residence.moves[].since` are the same.
#[must_use]
pub fn find(path: &str) -> Option<&'static Item> {
    static BY_PATH: LazyLock<HashMap<&str, &Item>> =
        LazyLock::new(|| all().map(|item| (item.path, item)).collect());
    let Some((start, _)) = path.split_once('[') else { return BY_PATH.get(path).copied() };
    let mut pattern = start.to_owned();
    for part in path.split('[').skip(1) {
        pattern.push_str("[]");
        pattern.push_str(part.split_once(']')?.1);
    }
    BY_PATH.get(pattern.as_str()).copied()
}
