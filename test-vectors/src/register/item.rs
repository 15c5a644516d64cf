//! The items of a register by the standard's names, and what stands in them.

use super::person::{Day, Person, UnknownPart};
use super::vocabulary::MUNICIPALITY;

/// In which form a register is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The items of the standard (住民記録システム標準仕様書), one a column.
    Standard,
    /// A spreadsheet: name and address in a cell each, days by era.
    Plain,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Plain];

    /// Its columns in their order.
    #[must_use]
    pub const fn columns(self) -> &'static [Item] {
        match self {
            Self::Standard => STANDARD,
            Self::Plain => PLAIN,
        }
    }

    /// The place of an item's column, from 1; none where the form lacks it.
    #[must_use]
    pub fn column(self, item: Item) -> Option<usize> {
        self.columns().iter().position(|other| *other == item).map(|place| place + 1)
    }
}

macro_rules! items {
    ($($item:ident $name:literal,)*) => {
        /// An item of a register.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the standard's name stands beside each in the table")]
        pub enum Item { $($item,)* }

        impl Item {
            /// The heading of its column.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)* }
            }
        }
    };
}

items! {
    RegisterNumber "宛名番号",
    HouseholdNumber "世帯番号",
    Kind "住民種別",
    State "住民状態",
    Family "氏_日本人",
    Given "名_日本人",
    FamilyFurigana "氏_日本人_フリガナ",
    GivenFurigana "名_日本人_フリガナ",
    Roman "氏名_外国人ローマ字",
    Kanji "氏名_外国人漢字",
    ForeignFurigana "氏名_フリガナ",
    FormerSurname "旧氏",
    FormerSurnameFurigana "旧氏_フリガナ",
    Alias "通称",
    AliasFurigana "通称_フリガナ",
    Sex "性別",
    SexWording "性別表記",
    Birth "生年月日",
    BirthUnknown "生年月日_不詳フラグ",
    BirthWording "生年月日_不詳表記",
    Relationship1 "続柄コード1",
    Relationship2 "続柄コード2",
    RelationshipWording "続柄表記",
    Order "記載順位",
    PersonalNumber "個人番号",
    RecordCode "住民票コード",
    MunicipalityCode "住所_市区町村コード",
    TownCode "住所_町字コード",
    Prefecture "住所_都道府県",
    City "住所_市区郡町村名",
    Town "住所_町字",
    Block "住所_番地号表記",
    Building "住所_方書",
    BuildingFurigana "住所_方書_フリガナ",
    Postcode "住所_郵便番号",
    Householder "世帯主氏名",
    ResidentSince "住民となった年月日",
    SettledSince "住定日",
    ForeignSince "外国人住民となった年月日",
    NationalityCode "国籍等_国名コード",
    Nationality "国籍名等",
    Provision "第30条45規定区分",
    StatusCode "在留資格等コード",
    Status "在留資格等",
    PeriodUntil "在留期間等満了の日",
    ResidenceCard "在留カード等番号",
    WholeName "氏名",
    WholeFurigana "フリガナ",
    WholeAddress "住所",
    EraBirth "生年月日（和暦）",
    SexWord "男女の別",
    RelationshipWord "続柄",
}

const STANDARD: &[Item] = &[
    Item::RegisterNumber,
    Item::HouseholdNumber,
    Item::Kind,
    Item::State,
    Item::Family,
    Item::Given,
    Item::FamilyFurigana,
    Item::GivenFurigana,
    Item::Roman,
    Item::Kanji,
    Item::ForeignFurigana,
    Item::FormerSurname,
    Item::FormerSurnameFurigana,
    Item::Alias,
    Item::AliasFurigana,
    Item::Sex,
    Item::SexWording,
    Item::Birth,
    Item::BirthUnknown,
    Item::BirthWording,
    Item::Relationship1,
    Item::Relationship2,
    Item::RelationshipWording,
    Item::Order,
    Item::PersonalNumber,
    Item::RecordCode,
    Item::MunicipalityCode,
    Item::TownCode,
    Item::Prefecture,
    Item::City,
    Item::Town,
    Item::Block,
    Item::Building,
    Item::BuildingFurigana,
    Item::Postcode,
    Item::ResidentSince,
    Item::SettledSince,
    Item::ForeignSince,
    Item::NationalityCode,
    Item::Nationality,
    Item::Provision,
    Item::StatusCode,
    Item::Status,
    Item::PeriodUntil,
    Item::ResidenceCard,
];

const PLAIN: &[Item] = &[
    Item::RegisterNumber,
    Item::HouseholdNumber,
    Item::WholeName,
    Item::WholeFurigana,
    Item::EraBirth,
    Item::BirthWording,
    Item::SexWord,
    Item::RelationshipWord,
    Item::Postcode,
    Item::WholeAddress,
    Item::RecordCode,
    Item::PersonalNumber,
];

impl Item {
    /// What stands in it for somebody.
    #[must_use]
    pub fn of(self, person: &Person) -> String {
        let Person { household, foreign, .. } = person;
        let japanese = |text: &str| {
            if foreign.is_some() { String::new() } else { text.to_owned() }
        };
        let of_foreign = |text: fn(&super::person::Foreign) -> String| {
            foreign.as_ref().map_or_else(String::new, text)
        };
        let pair = |text: Option<&str>| text.unwrap_or_default().to_owned();
        match self {
            Self::RegisterNumber => person.register_number(),
            Self::HouseholdNumber => household.number(),
            Self::Kind => (if foreign.is_some() { "2" } else { "1" }).to_owned(),
            Self::State => "1".to_owned(),
            Self::Family => japanese(person.family.0),
            Self::Given => japanese(person.given.0),
            Self::FamilyFurigana => japanese(person.family.1),
            Self::GivenFurigana => japanese(person.given.1),
            Self::Roman => of_foreign(|foreign| foreign.roman.to_owned()),
            Self::Kanji => of_foreign(|foreign| foreign.kanji.unwrap_or_default().to_owned()),
            Self::ForeignFurigana => of_foreign(|foreign| foreign.furigana.to_owned()),
            Self::FormerSurname => pair(person.former_surname.map(|former| former.0)),
            Self::FormerSurnameFurigana => pair(person.former_surname.map(|former| former.1)),
            Self::Alias => of_foreign(|foreign| foreign.alias.unwrap_or_default().0.to_owned()),
            Self::AliasFurigana => {
                of_foreign(|foreign| foreign.alias.unwrap_or_default().1.to_owned())
            }
            Self::Sex => (if person.is_woman { "2" } else { "1" }).to_owned(),
            Self::SexWording | Self::SexWord => {
                (if person.is_woman { "女" } else { "男" }).to_owned()
            }
            Self::Birth => birth(person),
            Self::BirthUnknown => {
                (if person.unknown_birth.is_some() { "1" } else { "0" }).to_owned()
            }
            Self::BirthWording => person
                .unknown_birth
                .map_or_else(String::new, |part| format!("{}不詳", part.left(&era(person.birth)))),
            Self::EraBirth => era_birth(person),
            Self::Relationship1 => person.relationship.to_owned(),
            Self::Relationship2 => String::new(),
            Self::RelationshipWording | Self::RelationshipWord => relationship(person).to_owned(),
            Self::Order => person.order.to_string(),
            Self::PersonalNumber => person.personal_number(),
            Self::RecordCode => person.record_code(),
            Self::MunicipalityCode => MUNICIPALITY.0.to_owned(),
            Self::TownCode => household.town_code().to_owned(),
            Self::Prefecture => MUNICIPALITY.1.to_owned(),
            Self::City => MUNICIPALITY.2.to_owned(),
            Self::Town => household.town().to_owned(),
            Self::Block => household.block(),
            Self::Building => household.building(),
            Self::BuildingFurigana => household.building_furigana(),
            Self::Postcode => household.postcode().to_owned(),
            Self::Householder => person.head.clone(),
            Self::ResidentSince | Self::SettledSince => iso(person.since),
            Self::ForeignSince => {
                if foreign.is_some() {
                    iso(person.since)
                } else {
                    String::new()
                }
            }
            Self::NationalityCode => of_foreign(|foreign| foreign.nationality.0.to_owned()),
            Self::Nationality => of_foreign(|foreign| foreign.nationality.1.to_owned()),
            Self::Provision => of_foreign(|_| "01".to_owned()),
            Self::StatusCode => of_foreign(|_| "R10".to_owned()),
            Self::Status => of_foreign(|_| "技術・人文知識・国際業務".to_owned()),
            Self::PeriodUntil => of_foreign(|foreign| iso(foreign.until)),
            Self::ResidenceCard => of_foreign(|foreign| format!("AB{:08}CD", foreign.card)),
            Self::WholeName => person.whole_name(),
            Self::WholeFurigana => person.whole_furigana(),
            Self::WholeAddress => {
                let (_, prefecture, city) = MUNICIPALITY;
                let (town, block) = (household.town(), household.block());
                let building = household.building();
                let gap = if building.is_empty() { "" } else { "　" };
                format!("{prefecture}{city}{town}{block}{gap}{building}")
            }
        }
    }
}

/// The day of the birth, with 00 for what the register does not know of it.
fn birth(person: &Person) -> String {
    let Day { year, month, .. } = person.birth;
    match person.unknown_birth {
        None => iso(person.birth),
        Some(UnknownPart::Day) => format!("{year}-{month:02}-00"),
        Some(UnknownPart::DayAndMonth) => format!("{year}-00-00"),
    }
}

/// The same by era.
fn era_birth(person: &Person) -> String {
    let whole = era(person.birth);
    match person.unknown_birth {
        None => whole,
        Some(part @ UnknownPart::Day) => format!("{}0日", part.left(&whole)),
        Some(part @ UnknownPart::DayAndMonth) => format!("{}0月0日", part.left(&whole)),
    }
}

impl UnknownPart {
    /// What is left of a day by era.
    fn left(self, era: &str) -> &str {
        let sign = match self {
            Self::Day => '月',
            Self::DayAndMonth => '年',
        };
        era.find(sign).map_or(era, |place| &era[..place + sign.len_utf8()])
    }
}

fn iso(day: Day) -> String {
    format!("{}-{:02}-{:02}", day.year, day.month, day.day)
}

/// A day by era, as it is written on paper.
fn era(Day { year, month, day }: Day) -> String {
    let (era, before) = match (year, month, day) {
        (2020.., ..) | (2019, 5.., _) => ("令和", 2018),
        (1990.., ..) | (1989, 2.., _) | (1989, 1, 8..) => ("平成", 1988),
        (1927.., ..) | (1926, 12, 25..) => ("昭和", 1925),
        _ => ("大正", 1911),
    };
    let year = match year - before {
        1 => "元".to_owned(),
        year => year.to_string(),
    };
    format!("{era}{year}年{month}月{day}日")
}

fn relationship(person: &Person) -> &'static str {
    match person.relationship {
        "02" => "世帯主",
        "12" => "妻",
        _ => "子",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_by_era_change_with_the_era() {
        let day = |year, month, day| era(Day { year, month, day });
        assert_eq!(day(2019, 4, 30), "平成31年4月30日");
        assert_eq!(day(2019, 5, 1), "令和元年5月1日");
        assert_eq!(day(1989, 1, 7), "昭和64年1月7日");
        assert_eq!(day(1926, 12, 24), "大正15年12月24日");
        assert_eq!(UnknownPart::Day.left("昭和55年2月3日"), "昭和55年2月");
        assert_eq!(UnknownPart::DayAndMonth.left("昭和55年2月3日"), "昭和55年");
    }
}
