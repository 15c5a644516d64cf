//! Days, and what is expected of the records and documents that people write.

use crate::characters::readable::{Class, UnreadableCharacter};
use crate::day::{self, CertifiedBirth, hyphenated};
use crate::json_document::{Deviation, Encoding, Fault, Kind, Position};
use crate::locale::{self, Message};
use crate::msg;
use crate::pki::Date;
use crate::resident::{FieldRule, NotResident};
use crate::uses::{Use, UseRule};

/// A day of birth of a certificate. The era is named when the record counts by it.
impl From<CertifiedBirth> for Message {
    fn from(birth: CertifiedBirth) -> Self {
        let CertifiedBirth { day: date, era } = birth;
        let year = date.year.to_string();
        let era_year = birth.era_year().unwrap_or_default();
        if let Some(unknown) = unknown(date) {
            let known = match date.month {
                0 => msg!("year-words", year = year),
                month => msg!("month-words", month = month, year = year),
            };
            return match era {
                None => msg!("date-words-partial", known = known, unknown = unknown),
                Some(era) => msg!(
                    "date-words-partial-era",
                    known = known,
                    unknown = unknown,
                    era = era,
                    era_year = era_year
                ),
            };
        }
        match era {
            None => msg!("date-words", day = date.day, month = date.month, year = year),
            Some(era) => msg!(
                "date-words-era",
                day = date.day,
                month = date.month,
                year = year,
                era = era,
                era_year = era_year
            ),
        }
    }
}

/// What of a day of birth is not known.
fn unknown(date: Date) -> Option<Message> {
    match (date.month, date.day) {
        (0, _) => Some(msg!("unknown-month-day")),
        (_, 0) => Some(msg!("unknown-day")),
        _ => None,
    }
}

/// A day of a card, YYYYMMDD, with hyphens; what of it is not known is said in words.
pub(crate) fn shown_day(digits: &str) -> locale::Value {
    let shown = hyphenated(digits);
    match day::birth(digits).and_then(unknown) {
        Some(unknown) => msg!("date-words-partial", known = shown, unknown = unknown).into(),
        None => shown.into(),
    }
}

/// As a message about a field goes on: "must be ...".
impl From<&FieldRule> for Message {
    fn from(expected: &FieldRule) -> Self {
        match expected {
            FieldRule::Form(deviation) => deviation.into(),
            FieldRule::ShortRecord(most) => msg!("expected-short-record", most = *most),
            FieldRule::Day => msg!("expected-day"),
            FieldRule::Name => msg!("expected-name"),
            FieldRule::RomanName => msg!("expected-roman-name"),
            FieldRule::KanjiName => msg!("expected-kanji-name"),
            FieldRule::NoKanji => msg!("expected-no-kanji"),
            FieldRule::NoStroke => msg!("expected-no-stroke"),
            FieldRule::NoBrackets => msg!("expected-no-brackets"),
            FieldRule::NoSpace => msg!("expected-no-space"),
            FieldRule::ShortName { most, bytes, found, length } => msg!(
                "expected-short-name",
                most = *most,
                bytes = *bytes,
                found = *found,
                length = *length
            ),
            FieldRule::Text(most) => msg!("expected-text", most = *most),
            FieldRule::OneLine => msg!("expected-one-line"),
            FieldRule::Readable(found) => found.into(),
            FieldRule::Birth => msg!("expected-birth"),
            FieldRule::Lifetime => msg!("expected-lifetime"),
            FieldRule::Address(most) => msg!("expected-address", most = *most),
            FieldRule::FitsFile(most) => msg!("expected-fits-file", most = *most),
            FieldRule::Number { count, check } => msg!(
                "expected-number",
                count = *count,
                check = check.map_or_else(|| "?".to_owned(), String::from)
            ),
            FieldRule::RomanPlace => msg!("expected-roman-place"),
            FieldRule::ResidenceCard => msg!("expected-residence-card"),
            FieldRule::Status => msg!("expected-status"),
            FieldRule::Period => msg!("expected-period"),
            FieldRule::Event => msg!("expected-event"),
            FieldRule::Flags(count) => msg!("expected-flags", count = *count),
            FieldRule::Past(day) => msg!("expected-past", day = day.to_string()),
            FieldRule::Month => msg!("expected-month"),
            FieldRule::Furigana => msg!("expected-furigana"),
            FieldRule::Digits { least, most } if least == most => {
                msg!("expected-digits", count = *most)
            }
            FieldRule::Digits { least, most } => {
                msg!("expected-digits-range", least = *least, most = *most)
            }
            FieldRule::Alphanumeric { least, most } if least == most => {
                msg!("expected-alphanumeric", count = *most)
            }
            FieldRule::Alphanumeric { least, most } => {
                msg!("expected-alphanumeric-range", least = *least, most = *most)
            }
            FieldRule::Count { least, most } => {
                msg!("expected-count", least = *least, most = *most)
            }
            FieldRule::ShortList(most) => msg!("expected-short-list", most = *most),
            FieldRule::InOrder => msg!("expected-in-order"),
            FieldRule::Priority => msg!("expected-priority"),
            FieldRule::NoAlias => msg!("expected-no-alias"),
            FieldRule::Reason => msg!("expected-reason"),
            FieldRule::Kind => msg!("expected-kind"),
            FieldRule::AddressParts => msg!("expected-address-parts"),
            FieldRule::Domestic => msg!("expected-domestic"),
            FieldRule::HouseholdHead => msg!("expected-household-head"),
            FieldRule::OtherNationality => msg!("expected-other-nationality"),
            FieldRule::KnownBirth => msg!("expected-known-birth"),
            FieldRule::RecordCode => msg!("expected-record-code"),
            FieldRule::Card => msg!("expected-card-type"),
            FieldRule::InForce(day) => msg!("expected-in-force", day = day.to_string()),
        }
    }
}

/// What a record is used for.
impl From<Use> for Message {
    fn from(usage: Use) -> Self {
        match usage {
            Use::Chip => msg!("use-chip"),
            Use::Picture => msg!("use-picture"),
            Use::Certificate => msg!("use-certificate"),
            Use::Copy => msg!("use-copy"),
            Use::Network => msg!("use-network"),
        }
    }
}

/// Why somebody is not a resident.
impl From<NotResident> for Message {
    fn from(reason: NotResident) -> Self {
        match reason {
            NotResident::NoResident => msg!("use-no-resident"),
            NotResident::Died { .. } => msg!("use-died"),
            NotResident::MovedOut => msg!("use-moved-out"),
            NotResident::Removed => msg!("use-removed"),
        }
    }
}

/// Why a use does not take a field.
impl From<&UseRule> for Message {
    fn from(rule: &UseRule) -> Self {
        match rule {
            UseRule::BirthYear => msg!("use-birth-year"),
            UseRule::LongName { most, bytes: Some(bytes), found, length } => msg!(
                "use-long-name",
                most = *most,
                bytes = *bytes,
                found = *found,
                length = *length
            ),
            UseRule::LongName { most, found, .. } | UseRule::LongAddress { most, found } => {
                msg!("use-long-text", most = *most, found = *found)
            }
            UseRule::NoAddress => msg!("use-no-address"),
            UseRule::LongFile { most, found } => {
                msg!("use-long-file", most = *most, found = *found)
            }
            UseRule::NoRecordCode => msg!("use-no-record-code"),
            UseRule::NoCardType => msg!("use-no-card-type"),
            UseRule::NoPersonalNumber => msg!("use-no-personal-number"),
            UseRule::NoHousehold => msg!("use-no-household"),
            UseRule::NoRelationship => msg!("use-no-relationship"),
            UseRule::NoDomicile => msg!("use-no-domicile"),
            UseRule::NoResident => msg!("use-no-resident"),
            UseRule::Died => msg!("use-died"),
            UseRule::MovedOut => msg!("use-moved-out"),
            UseRule::Removed => msg!("use-removed"),
            UseRule::NeverOnWideAreaCopy => msg!("use-never-wide-area"),
            UseRule::NoSubstitute { code, position } => {
                msg!("use-no-substitute", code = code, position = *position)
            }
        }
    }
}

/// As a message about a member goes on: "must be ...".
impl From<&Deviation> for Message {
    fn from(deviation: &Deviation) -> Self {
        let expected = match &deviation.fault {
            Fault::Encoding(encoding) => msg!("expected-utf8", encoding = name(*encoding)),
            Fault::EndsEarly => msg!("expected-whole-json"),
            Fault::Syntax(None) => msg!("expected-valid-json"),
            Fault::Syntax(Some(found)) => msg!("expected-other-json", found = found.to_string()),
            Fault::Twice => msg!("expected-once"),
            Fault::Missing => msg!("expected-present"),
            Fault::Unknown(known) => msg!("expected-absent", known = locale::list(known)),
            Fault::NotOneOf(known) => msg!("expected-one-of", known = locale::list(known)),
            Fault::Kind(Kind::Object) => msg!("expected-object"),
            Fault::Kind(Kind::Array) => msg!("expected-array"),
            Fault::Kind(Kind::String) => msg!("expected-string"),
            Fault::Kind(Kind::Integer) => msg!("expected-integer"),
            Fault::Kind(Kind::Other) | Fault::Form => msg!("expected-form"),
        };
        match deviation.position {
            Some(Position { line, column }) => {
                msg!("expected-at", expected = expected, line = line, column = column)
            }
            None => expected,
        }
    }
}

fn name(encoding: Encoding) -> Message {
    match encoding {
        Encoding::Utf8Mark => msg!("encoding-utf8-mark"),
        Encoding::Unknown => msg!("encoding-unknown"),
        Encoding::Utf16
        | Encoding::Utf16Le
        | Encoding::Utf16Be
        | Encoding::Utf32
        | Encoding::ShiftJis
        | Encoding::EucJp
        | Encoding::Iso2022Jp => msg!("encoding-name", name = encoding.to_string()),
    }
}

/// What is to be done about an encoding; `None` when that is not what is wrong.
pub(crate) fn conversion(deviation: &Deviation) -> Option<Message> {
    let Fault::Encoding(encoding) = &deviation.fault else { return None };
    Some(match (encoding, encoding.charset()) {
        (Encoding::Utf8Mark, _) => msg!("todo-utf8-mark"),
        (_, Some(charset)) => msg!("todo-convert", charset = charset),
        (_, None) => msg!("todo-utf8"),
    })
}

/// A path from `$` in words: the whole of a file that a person wrote has no name in it.
pub(crate) fn shown_path(path: &str) -> locale::Value {
    if path == "$" { msg!("whole-file").into() } else { path.into() }
}

/// What is expected in the place of a character that cannot be read.
impl From<&UnreadableCharacter> for Message {
    fn from(found: &UnreadableCharacter) -> Self {
        let class = class(found.class);
        msg!("expected-readable", code = found.code(), position = found.position, class = class)
    }
}

/// Why a character cannot be read.
pub(super) fn class(class: Class) -> Message {
    match class {
        Class::Control => msg!("character-control"),
        Class::Separator => msg!("character-separator"),
        Class::Space => msg!("character-space"),
        Class::Ignorable => msg!("character-ignorable"),
        Class::Blank => msg!("character-blank"),
        Class::PrivateUse => msg!("character-private"),
        Class::Noncharacter => msg!("character-noncharacter"),
        Class::Unassigned => msg!("character-unassigned"),
        Class::Format => msg!("character-format"),
        Class::Replacement => msg!("character-replacement"),
        Class::Selector => msg!("character-selector"),
        Class::Mark => msg!("character-mark"),
        Class::Jamo => msg!("character-jamo"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::CertifiedBirth;
    use crate::json_document::read;
    use crate::locale::{Language, Locale};
    use crate::resident::{SCHEMA, samples};

    #[test]
    fn a_birth_is_said_in_words() {
        for (text, english, japanese) in [
            ("319800229", "29 February 1980 (Showa 55)", "1980年2月29日（昭和55年）"),
            ("520190501", "1 May 2019 (Reiwa 1)", "2019年5月1日（令和1年）"),
            ("118681231", "31 December 1868 (Meiji 1)", "1868年12月31日（明治1年）"),
            ("219260102", "2 January 1926 (Taisho 15)", "1926年1月2日（大正15年）"),
            ("419890108", "8 January 1989 (Heisei 1)", "1989年1月8日（平成1年）"),
            ("019901225", "25 December 1990", "1990年12月25日"),
            ("319800200", "February 1980 (Showa 55; day unknown)", "1980年2月（昭和55年、日不詳）"),
            ("319890000", "1989 (Showa 64; month and day unknown)", "1989年（昭和64年、月日不詳）"),
            ("019801200", "December 1980 (day unknown)", "1980年12月（日不詳）"),
        ] {
            let words = CertifiedBirth::parse(text).unwrap().into();
            assert_eq!(Locale::new(Language::English).text(&words), english);
            assert_eq!(Locale::new(Language::Japanese).text(&words), japanese);
        }
    }

    #[test]
    fn a_day_of_a_card_says_what_is_not_known_of_it() {
        for (digits, english, japanese) in [
            ("19800229", "1980-02-29", "1980-02-29"),
            ("19800200", "1980-02 (day unknown)", "1980-02（日不詳）"),
            ("19800000", "1980 (month and day unknown)", "1980（月日不詳）"),
            ("19800015", "1980-00-15", "1980-00-15"),
        ] {
            let line = msg!("read-birth", date = shown_day(digits));
            let (said, in_japanese) = (
                Locale::new(Language::English).text(&line),
                Locale::new(Language::Japanese).text(&line),
            );
            assert!(said.ends_with(english), "{said}");
            assert!(in_japanese.ends_with(japanese), "{in_japanese}");
        }
    }

    #[test]
    fn what_converts_a_file_is_said_in_both_languages() {
        let text = samples::find("taro").unwrap().json;
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let name = |name: &[u8]| [br#"{"name": ""#, name, br#""}"#].concat();
        for (bytes, todo) in [
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "tail -c +4"),
            ([b"\xFF\xFE".to_vec(), wide.clone()].concat(), "-f UTF-16 "),
            (wide, "-f UTF-16LE"),
            (name(b"\x8F\x5A\x8A\xEE\x81\x40\x91\xBE\x98\x59"), "-f CP932"),
            (name(b"\xBD\xBB\xB4\xF0\xA1\xA1\xC2\xC0\xCF\xBA"), "-f EUC-JP"),
            (name(b"\x1B$B=;4p!!B@O:\x1B(B"), "-f ISO-2022-JP"),
            (name(b"Jos\xE9"), "UTF-8"),
        ] {
            let deviation = read(&bytes, SCHEMA).unwrap_err();
            for language in Language::ALL {
                let said = Locale::new(language).text(&conversion(&deviation).unwrap());
                assert!(said.contains(todo), "{todo}: {said}");
            }
        }
    }
}
