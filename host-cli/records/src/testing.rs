//! Arbitrary valid records, for tests: every item there and not there, at its shortest and at its
//! longest, days that are known in part. Nobody of these exists.

use crate::Date;
use crate::check_digit;
use crate::day::Day;
use crate::resident::{
    Address, CardType, Category, Change, Confirmation, Departure, Domicile, EarlierJapaneseName,
    EarlierName, ForeignResident, FullName, Household, JapaneseName, KnownPart, Move, Municipality,
    NameEntry, Names, Notification, Period, Priority, Reason, RegisterDate, Removal, Residence,
    ResidenceCardKind, Resident, ResidentKind, Sex,
};

/// Kanji of names and places, some of them beyond the BMP or with a selector of their shape.
const KANJI: &[&str] =
    &["住", "基", "太", "郎", "渡", "邉", "髙", "𠮷", "葛\u{E0100}", "山", "々", "さ", "ミ", "ー"];
/// Katakana of readings.
const KANA: &[&str] = &["ジ", "ュ", "ウ", "キ", "タ", "ロ", "ー", "ヴ", "・", "ヶ"];
/// Roman letters of names.
const ROMAN: &[&str] = &["A", "B", "SANTOS", "O'", "X-", "Q"];
/// Years in which somebody who is born in one of them may have moved.
const BIRTHS: (u16, u16) = (1920, 1985);
const EVENTS: (u16, u16) = (1990, 2025);

/// Draws records, the same ones for the same seed.
#[derive(Clone, Debug)]
pub struct ResidentGenerator {
    state: u64,
}

impl ResidentGenerator {
    /// A generator of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// `SplitMix64` (Steele, Lea and Flood, 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`.
    fn number(&mut self, (least, most): (u16, u16)) -> u16 {
        let span = u64::from(most.saturating_sub(least)) + 1;
        least.saturating_add(u16::try_from(self.next() % span).unwrap_or_default())
    }

    fn coin(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    fn maybe<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.coin().then(|| draw(self))
    }

    fn one<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        let last = u16::try_from(of.len()).unwrap_or(u16::MAX).saturating_sub(1);
        of.get(usize::from(self.number((0, last)))).copied().unwrap_or(otherwise)
    }

    /// Parts of so many characters at most: most often a few, now and then as many as there may be.
    fn text(&mut self, parts: &[&'static str], most: u16) -> String {
        let wanted = match self.number((0, 9)) {
            0 => most,
            1 => 1,
            _ => self.number((1, most.min(12))),
        };
        let mut text = String::new();
        let mut count = 0;
        while count < wanted {
            let part = self.one(parts, "住");
            let length = u16::try_from(characters(part)).unwrap_or(1);
            if count + length > wanted {
                break;
            }
            text.push_str(part);
            count += length;
        }
        // A part that was too long left nothing: the first one has a single character.
        if text.is_empty() { parts.first().copied().unwrap_or("住").to_owned() } else { text }
    }

    fn kanji(&mut self, most: u16) -> String {
        self.text(KANJI, most)
    }

    fn kana(&mut self, most: u16) -> String {
        self.text(KANA, most)
    }

    fn digits(&mut self, least: u16, most: u16) -> String {
        let count = self.number((least, most));
        (0..count).map(|_| char::from(b'0' + self.digit())).collect()
    }

    fn digit(&mut self) -> u8 {
        u8::try_from(self.next() % 10).unwrap_or_default()
    }

    fn checked(&mut self, count: u16, rule: fn(&str) -> Option<char>) -> String {
        let mut digits = self.digits(count, count);
        digits.extend(rule(&digits));
        digits
    }

    fn day(&mut self, years: (u16, u16)) -> Day {
        let date = Date {
            year: self.number(years),
            month: u8::try_from(self.number((1, 12))).unwrap_or(1),
            day: u8::try_from(self.number((1, 28))).unwrap_or(1),
        };
        Day(date)
    }

    fn date(&mut self, years: (u16, u16)) -> RegisterDate {
        let Day(Date { year, month, .. }) = self.day(years);
        let known = match self.number((0, 5)) {
            0 => KnownPart::Nothing,
            1 => KnownPart::Year(year),
            2 => KnownPart::Month { year, month },
            _ => return self.day(years).into(),
        };
        RegisterDate::Unknown { known, wording: self.kanji(72) }
    }

    fn reason(&mut self) -> Reason {
        let code = self.maybe(|own| own.digits(2, 2));
        let wording = if code.is_none() || self.coin() { Some(self.kanji(100)) } else { None };
        Reason { code, wording }
    }

    fn full_name(&mut self, most: u16) -> FullName {
        FullName { family: self.kanji(most), given: self.kanji(most) }
    }

    fn full_reading(&mut self) -> FullName {
        FullName { family: self.kana(100), given: self.kana(100) }
    }

    fn confirmation(&mut self) -> Confirmation {
        use Confirmation::{Confirmed, Notified, Unconfirmed};
        self.one(&[Unconfirmed, Notified, Confirmed], Unconfirmed)
    }

    fn japanese_name(&mut self) -> JapaneseName {
        let FullName { family, given } = self.full_name(100);
        let history = self.maybe(|own| {
            let FullName { family, given } = own.full_name(100);
            EarlierJapaneseName {
                family,
                given,
                furigana: own.maybe(Self::full_reading),
                since: own.maybe(|own| own.date((1986, 1987))),
                until: own.maybe(|own| own.date((1988, 1989))),
                reason: own.maybe(Self::reason),
            }
        });
        JapaneseName {
            family,
            given,
            furigana: self.maybe(Self::full_reading),
            confirmation: self.maybe(Self::confirmation),
            since: self.maybe(|own| own.date(EVENTS)),
            reason: self.maybe(Self::reason),
            history: history.into_iter().collect(),
        }
    }

    fn name_entry(&mut self, parts: &[&'static str], most: u16) -> NameEntry {
        let history = self.maybe(|own| own.earlier_name(parts, most));
        NameEntry {
            value: self.text(parts, most),
            furigana: self.maybe(|own| own.kana(most)),
            confirmation: self.maybe(Self::confirmation),
            since: self.maybe(|own| own.date(EVENTS)),
            reason: self.maybe(Self::reason),
            history: history.into_iter().collect(),
        }
    }

    fn earlier_name(&mut self, parts: &[&'static str], most: u16) -> EarlierName {
        EarlierName {
            value: self.text(parts, most),
            furigana: self.maybe(|own| own.kana(most)),
            since: self.maybe(|own| own.date((1986, 1987))),
            until: self.maybe(|own| own.date((1988, 1989))),
            reason: self.maybe(Self::reason),
        }
    }

    fn names(&mut self, foreign: bool) -> Names {
        let mut names = Names::default();
        if foreign {
            let form = self.number((0, 2));
            names.roman = (form != 1).then(|| self.name_entry(ROMAN, 60));
            // A name in kanji has a kanji.
            names.kanji = (form != 0).then(|| {
                let entry = self.name_entry(KANJI, 60);
                NameEntry { value: format!("金{}", entry.value), ..entry }
            });
            names.alias = self.maybe(|own| own.name_entry(KANJI, 100));
            if names.alias.is_none() && self.coin() {
                names.earlier_aliases = vec![self.earlier_name(KANJI, 100)];
            }
        } else {
            names.japanese = Some(self.japanese_name());
            names.former_surname = self.maybe(|own| own.name_entry(KANJI, 50));
        }
        let there = [
            (Priority::Japanese, names.japanese.is_some()),
            (Priority::Roman, names.roman.is_some()),
            (Priority::Kanji, names.kanji.is_some()),
            (Priority::FormerSurname, names.former_surname.is_some()),
            (Priority::Alias, names.alias.is_some()),
        ];
        let there = there.into_iter().filter(|(_, there)| *there).map(|(priority, _)| priority);
        let there: Vec<_> = there.collect();
        names.priority =
            self.maybe(|own| there.first().map(|first| own.one(&there, *first))).flatten();
        names
    }

    fn municipality_code(&mut self) -> String {
        self.checked(5, check_digit::municipality)
    }

    fn address(&mut self, own: bool) -> Address {
        let mut address = Address {
            code: self.maybe(Self::municipality_code),
            town_code: self.maybe(|own| own.digits(7, 7)),
            ward_code: self.maybe(|own| own.digits(1, 12)),
            number_digits: self.maybe(|own| own.digits(1, 30)),
            building_code: self.maybe(|own| own.digits(1, 20)),
            building_furigana: self.maybe(|own| own.kana(300)),
            postcode: self.maybe(|own| own.digits(7, 7)),
            ..Address::default()
        };
        if self.number((0, 3)) == 0 {
            address.text = Some(self.kanji(300));
        } else {
            address.prefecture = self.maybe(|own| own.kanji(4));
            address.city = Some(self.kanji(12));
            address.town = self.maybe(|own| own.kanji(120));
            address.number = self.maybe(|own| own.text(&["１", "２", "番", "号"], 50));
            address.building = self.maybe(|own| own.kanji(300));
        }
        if !own {
            address.householder = self.maybe(|own| own.kanji(100));
            if self.coin() {
                address.country_code = self.maybe(|own| own.digits(3, 3));
                address.country = self.maybe(|own| own.kanji(200));
                address.abroad = self.maybe(|own| own.kanji(300));
            }
        }
        address
    }

    fn residence(&mut self) -> Residence {
        let place = |own: &mut Self| own.address(false);
        Residence {
            became_resident: self.maybe(|own| own.date(EVENTS)),
            settled: self.maybe(|own| own.date(EVENTS)),
            before_moving_in: self.maybe(place),
            before_moving: self.maybe(place),
            departure: self.maybe(|own| Departure {
                notified: own.maybe(|own| own.day(EVENTS)),
                planned: own.maybe(|own| own.day(EVENTS)),
                planned_address: own.maybe(place),
                confirmed: own.maybe(|own| own.day(EVENTS)),
                confirmed_address: own.maybe(place),
                arrival_notice: own.maybe(|own| own.day(EVENTS)),
            }),
            removal: self.maybe(|own| Removal {
                notified: own.maybe(|own| own.date(EVENTS)),
                date: own.maybe(|own| own.date(EVENTS)),
            }),
            moves: (0..self.number((0, 3)))
                .map(|place| Move {
                    address: self.address(false),
                    since: self.maybe(|own| own.date((1990 + 2 * place, 1990 + 2 * place))),
                    until: self.maybe(|own| own.date((1991 + 2 * place, 1991 + 2 * place))),
                    reason: self.maybe(Self::reason),
                })
                .collect(),
        }
    }

    fn foreign(&mut self) -> ForeignResident {
        use Category::{
            Birth, LossOfNationality, MidLongTerm, ProvisionalStay, SpecialPermanent,
            TemporaryRefuge,
        };
        let categories = [
            MidLongTerm,
            SpecialPermanent,
            TemporaryRefuge,
            ProvisionalStay,
            Birth,
            LossOfNationality,
        ];
        let category = self.one(&categories, MidLongTerm);
        let without_end = category == MidLongTerm && self.coin();
        let ends = matches!(category, MidLongTerm | TemporaryRefuge | ProvisionalStay);
        let event = matches!(category, Birth | LossOfNationality);
        ForeignResident {
            nationality: self.kanji(200),
            nationality_code: self.maybe(|own| own.digits(3, 3)),
            category,
            notification: self
                .maybe(|own| own.one(&[Notification::Settling], Notification::Becoming)),
            became_foreign_resident: self.maybe(|own| own.date(EVENTS)),
            status: match (category, without_end) {
                (MidLongTerm, true) => Some("永住者".to_owned()),
                (MidLongTerm, false) => Some("定住者".to_owned()),
                _ => None,
            },
            status_code: self.maybe(|own| own.digits(3, 3)),
            period: self.maybe(|own| Period {
                years: own.maybe(|own| own.number((0, 99))),
                months: own.maybe(|own| own.number((0, 99))),
                days: own.maybe(|own| own.number((0, 999))),
            }),
            period_until: (ends && !without_end).then(|| self.day((2027, 2035))),
            residence_card: self.maybe(|own| format!("AB{}CD", own.digits(8, 8))),
            residence_card_kind: self.maybe(|own| {
                let kinds = [
                    ResidenceCardKind::ResidenceCard,
                    ResidenceCardKind::SpecialPermanentCertificate,
                ];
                own.one(&kinds, ResidenceCardKind::ResidenceCard)
            }),
            event: (event || self.coin()).then(|| self.day(EVENTS)),
        }
    }

    /// The next record. It is valid; a card cannot be issued from each.
    #[must_use]
    pub fn resident(&mut self) -> Resident {
        let foreign = self.coin().then(|| self.foreign());
        let is_foreign = foreign.is_some();
        let kind = if is_foreign { ResidentKind::Foreign } else { ResidentKind::Japanese };
        Resident {
            schema: None,
            register_number: self.maybe(|own| own.digits(1, 15)),
            kind: self.maybe(|_| kind),
            state: self.maybe(|own| own.digits(1, 1)),
            name: self.names(is_foreign),
            birth: self.date(BIRTHS),
            sex: self
                .one(&[Sex::Unknown, Sex::Male, Sex::Female, Sex::NotApplicable], Sex::Unknown),
            sex_wording: self.maybe(|own| own.kanji(10)),
            household: self.maybe(|own| Household {
                number: own.maybe(|own| own.digits(1, 15)),
                relationships: (0..own.number((0, 4))).map(|_| own.digits(2, 2)).collect(),
                wording: own.maybe(|own| own.kanji(20)),
                order: own.maybe(|own| own.number((1, 999))),
                head: own.maybe(|own| own.kanji(100)),
            }),
            domicile: (!is_foreign && self.coin()).then(|| Domicile {
                code: self.maybe(Self::municipality_code),
                town_code: self.maybe(|own| own.digits(7, 7)),
                text: self.maybe(|own| own.kanji(300)),
                head: self.maybe(|own| own.full_name(100)),
            }),
            address: self.address(true),
            residence: if self.coin() { self.residence() } else { Residence::default() },
            municipality: Municipality {
                code: self.municipality_code(),
                prefecture: "Tokyo-to".to_owned(),
                city: "Chiyoda-ku".to_owned(),
            },
            record_code: self.maybe(|own| own.checked(10, check_digit::number)),
            personal_number: self.maybe(|own| own.checked(11, check_digit::number)),
            foreign,
            changes: (0..self.number((0, 3)))
                .map(|place| Change {
                    date: self.maybe(|own| own.date((1990 + place, 1990 + place))),
                    notified: self.maybe(|own| own.day(EVENTS)),
                    reason: self.maybe(Self::reason),
                })
                .collect(),
            card: self.maybe(|own| own.one(&[CardType::A, CardType::B], CardType::B)),
            since: self.maybe(|own| own.day(EVENTS)),
            substituted: None,
        }
    }
}

/// Characters as a reader counts them.
fn characters(text: &str) -> usize {
    text.chars().filter(|character| !crate::characters::is_selector(*character)).count()
}
