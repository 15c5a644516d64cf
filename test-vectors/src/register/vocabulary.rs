//! Names, places and wordings of a municipality that there is not. Every text beside its furigana.

/// A text and how it is read.
pub(super) type Read = (&'static str, &'static str);

/// Surnames. Those with characters that CP932 has beyond JIS X 0208 stand at the end.
pub(super) const SURNAMES: &[Read] = &[
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡辺", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山田", "ヤマダ"),
    ("佐々木", "ササキ"),
    ("山口", "ヤマグチ"),
    ("松本", "マツモト"),
    ("井上", "イノウエ"),
    ("木村", "キムラ"),
    ("林", "ハヤシ"),
    ("斎藤", "サイトウ"),
    ("清水", "シミズ"),
    ("山崎", "ヤマザキ"),
    ("阿部", "アベ"),
    ("森", "モリ"),
    ("池田", "イケダ"),
    ("橋本", "ハシモト"),
    ("石川", "イシカワ"),
    ("長谷川", "ハセガワ"),
    ("小野寺", "オノデラ"),
    ("勅使河原", "テシガワラ"),
    ("五十嵐", "イガラシ"),
    ("髙橋", "タカハシ"),
    ("山﨑", "ヤマザキ"),
];

/// Surnames that only Unicode writes: with a variation selector, and outside the basic plane.
pub(super) const RARE_SURNAMES: &[Read] = &[
    ("渡邉\u{E0102}", "ワタナベ"),
    ("葛\u{E0100}城", "カツラギ"),
    ("𠮷田", "ヨシダ"),
    ("辻\u{E0101}", "ツジ"),
];

/// Given names of women.
pub(super) const WOMEN: &[Read] = &[
    ("花子", "ハナコ"),
    ("陽菜", "ヒナ"),
    ("さくら", "サクラ"),
    ("美咲", "ミサキ"),
    ("結衣", "ユイ"),
    ("幸子", "サチコ"),
    ("和子", "カズコ"),
    ("ヨシ", "ヨシ"),
    ("真由美", "マユミ"),
    ("恵", "メグミ"),
    ("智子", "トモコ"),
    ("凛", "リン"),
];

/// Given names of men.
pub(super) const MEN: &[Read] = &[
    ("太郎", "タロウ"),
    ("翔太", "ショウタ"),
    ("健一", "ケンイチ"),
    ("大輔", "ダイスケ"),
    ("蓮", "レン"),
    ("正", "タダシ"),
    ("清", "キヨシ"),
    ("三郎", "サブロウ"),
    ("陽翔", "ハルト"),
    ("進", "ススム"),
    ("慎之介", "シンノスケ"),
    ("ひろし", "ヒロシ"),
];

/// A foreign resident's name: Roman letters, furigana, Kanji where there are any.
pub(super) struct ForeignName {
    pub(super) roman: &'static str,
    pub(super) furigana: &'static str,
    pub(super) kanji: Option<&'static str>,
    pub(super) nationality: (&'static str, &'static str),
}

pub(super) const FOREIGN: &[ForeignName] = &[
    ForeignName {
        roman: "SANTOS MARIA",
        furigana: "サントス　マリア",
        kanji: None,
        nationality: ("BRA", "ブラジル"),
    },
    ForeignName {
        roman: "NGUYEN VAN AN",
        furigana: "グエン　バン　アン",
        kanji: None,
        nationality: ("VNM", "ベトナム"),
    },
    ForeignName {
        roman: "LI NA",
        furigana: "リ　ナ",
        kanji: Some("李　娜"),
        nationality: ("CHN", "中国"),
    },
    ForeignName {
        roman: "KIM MINJUN",
        furigana: "キム　ミンジュン",
        kanji: Some("金　民俊"),
        nationality: ("KOR", "韓国"),
    },
    ForeignName {
        roman: "O'NEILL SEAN PATRICK",
        furigana: "オニール　ショーン　パトリック",
        kanji: None,
        nationality: ("IRL", "アイルランド"),
    },
];

/// Aliases that foreign residents have.
pub(super) const ALIASES: &[Read] = &[
    ("山田　マリア", "ヤマダ　マリア"),
    ("金田　民夫", "カネダ　タミオ"),
    ("青木　安", "アオキ　アン"),
];

/// A town and its code within the municipality, and its postcode.
pub(super) const TOWNS: &[(&str, &str, &str)] = &[
    ("0001001", "霞が関一丁目", "1000013"),
    ("0001002", "霞が関二丁目", "1000013"),
    ("0002001", "丸の内一丁目", "1000005"),
    ("0003000", "隼町", "1020092"),
    ("0004000", "平河町二丁目", "1020093"),
    ("0005000", "外神田四丁目", "1010021"),
    ("0006000", "神田神保町三丁目", "1010051"),
];

/// Buildings, and how they are read.
pub(super) const BUILDINGS: &[Read] = &[
    ("見本ハイツ", "ミホンハイツ"),
    ("グランドメゾン架空", "グランドメゾンカクウ"),
    ("第２住宅", "ダイニジュウタク"),
    // In a cell with quotes.
    ("コーポ,さくら", "コーポサクラ"),
];

/// The municipality: code with its check digit, prefecture, city.
pub(super) const MUNICIPALITY: (&str, &str, &str) = ("131016", "東京都", "千代田区");
