//! The rules of a record beyond its schema.

use super::validity::WITHOUT_END;
use apdu_spec::profile::text;

use super::{
    ADDRESS_MAX, Category, FieldRule, ForeignResident, RecordError, Resident, name, record_error,
};
use crate::characters::{first_unreadable, is_selector};
use crate::check_digit;
use crate::day::{Day, exists};

/// Longest text of a record that is no address, in characters.
const TEXT_MAX: usize = 100;

impl Resident {
    /// Is everything in the record as it must be? A field that was set may not be.
    ///
    /// # Errors
    /// The first field that is not, and what was expected there.
    pub fn check(&self) -> Result<(), RecordError> {
        let foreign = self.foreign.as_ref();
        for (path, day) in [
            ("$.birth", Some(self.birth)),
            ("$.since", self.since),
            ("$.foreign.period_until", foreign.and_then(|foreign| foreign.period_until)),
            ("$.foreign.event", foreign.and_then(|foreign| foreign.event)),
        ] {
            require(path, day.is_none_or(|Day(date)| exists(date)), FieldRule::Day)?;
        }
        require("$.name", !self.name.is_empty(), FieldRule::Name)?;
        text("$.name", &self.name)?;
        if let Some(foreign) = foreign {
            self.validate_foreign(foreign)?;
        }
        name::validate(self)?;
        // Before Meiji there is no era to count by.
        require("$.birth", self.birth.0.era() != 0, FieldRule::Birth)?;
        let event = foreign.and_then(|foreign| foreign.event);
        for (path, day) in [("$.since", self.since), ("$.foreign.event", event)] {
            require(path, day.is_none_or(|day| day >= self.birth), FieldRule::Lifetime)?;
        }
        text("$.address", &self.address)?;
        let address = characters(&self.address);
        let fits = (1..=ADDRESS_MAX).contains(&address);
        require("$.address", fits, FieldRule::Address(ADDRESS_MAX))?;
        let fits = text::attributes_size(self.shown_name().len(), self.address.len())
            <= text::ATTRIBUTES_SIZE.into();
        require("$.address", fits, FieldRule::FitsFile(text::ATTRIBUTES_SIZE.into()))?;
        self.validate_numbers()?;
        let own = self.substituted.as_ref();
        flags("$.substituted.name", own.and_then(|own| own.name.as_deref()), &self.shown_name())?;
        flags("$.substituted.address", own.and_then(|own| own.address.as_deref()), &self.address)
    }

    fn validate_numbers(&self) -> Result<(), RecordError> {
        let code = &self.municipality.code;
        let fits = digits(code, 6) && check_digit::fits(code, check_digit::municipality);
        let check = check_of(code, 6, check_digit::municipality);
        require("$.municipality.code", fits, FieldRule::Number { count: 6, check })?;
        for (path, place) in [
            ("$.municipality.prefecture", &self.municipality.prefecture),
            ("$.municipality.city", &self.municipality.city),
        ] {
            let roman = place
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b' ' | b'\''));
            require(path, roman && (1..=64).contains(&place.len()), FieldRule::RomanPlace)?;
        }
        let numbers = [
            ("$.record_code", Some(&self.record_code), 11_u8),
            ("$.personal_number", self.personal_number.as_ref(), 12),
        ];
        for (path, number, count) in numbers {
            let Some(number) = number else { continue };
            let fits =
                digits(number, count.into()) && check_digit::fits(number, check_digit::number);
            let check = check_of(number, count.into(), check_digit::number);
            require(path, fits, FieldRule::Number { count, check })?;
        }
        Ok(())
    }

    fn validate_foreign(&self, foreign: &ForeignResident) -> Result<(), RecordError> {
        for (path, value) in [
            ("$.foreign.nationality", Some(&foreign.nationality)),
            ("$.foreign.kanji", foreign.kanji.as_ref()),
            ("$.foreign.alias", foreign.alias.as_ref()),
            ("$.foreign.status", foreign.status.as_ref()),
        ] {
            let Some(value) = value else { continue };
            let length = (1..=TEXT_MAX).contains(&characters(value));
            require(path, length, FieldRule::Text(TEXT_MAX))?;
            text(path, value)?;
        }
        for (place, alias) in foreign.alias_history.iter().enumerate() {
            let path = format!("$.foreign.alias_history[{place}]");
            let length = (1..=TEXT_MAX).contains(&characters(alias));
            require(&path, length, FieldRule::Text(TEXT_MAX))?;
            text(&path, alias)?;
        }
        if let Some(number) = &foreign.residence_card {
            let bytes = number.as_bytes();
            let letters = |range: std::ops::Range<usize>| {
                bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_uppercase))
            };
            let middle = bytes.get(2..10).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
            let fits = bytes.len() == 12 && letters(0..2) && middle && letters(10..12);
            require("$.foreign.residence_card", fits, FieldRule::ResidenceCard)?;
        }
        let status = foreign.status.as_deref();
        match foreign.category {
            Category::MidLongTerm => {
                require("$.foreign.status", status.is_some(), FieldRule::Status)?;
                let without_end = status.is_some_and(|status| WITHOUT_END.contains(&status));
                let fits = foreign.period_until.is_some() != without_end;
                require("$.foreign.period_until", fits, FieldRule::Period)
            }
            Category::TemporaryRefuge | Category::ProvisionalStay => {
                let fits = foreign.period_until.is_some();
                require("$.foreign.period_until", fits, FieldRule::Period)
            }
            Category::Birth | Category::LossOfNationality => {
                require("$.foreign.event", foreign.event.is_some(), FieldRule::Event)
            }
            Category::SpecialPermanent => Ok(()),
        }
    }
}

fn require(path: &str, fits: bool, expected: FieldRule) -> Result<(), RecordError> {
    if fits { Ok(()) } else { Err(record_error(path, expected)) }
}

/// One line without spaces around it, of characters that can be read.
fn text(path: &str, value: &str) -> Result<(), RecordError> {
    if let Some(found) = first_unreadable(value) {
        return Err(record_error(path, FieldRule::Readable(found)));
    }
    require(path, value.trim() == value, FieldRule::OneLine)
}

fn flags(path: &str, flags: Option<&str>, value: &str) -> Result<(), RecordError> {
    let Some(flags) = flags else { return Ok(()) };
    let count = characters(value);
    let fits = flags.len() == count && flags.bytes().all(|flag| matches!(flag, b'0' | b'1'));
    require(path, fits, FieldRule::Flags(count))
}

fn digits(value: &str, count: usize) -> bool {
    value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// The check digit that would fit; none when the number is none.
fn check_of(value: &str, count: usize, rule: fn(&str) -> Option<char>) -> Option<char> {
    digits(value, count).then(|| value.get(..count - 1).and_then(rule)).flatten()
}

/// Characters as a reader counts them: a variation selector belongs to the one before it.
pub(super) fn characters(text: &str) -> usize {
    text.chars().filter(|character| !is_selector(*character)).count()
}
