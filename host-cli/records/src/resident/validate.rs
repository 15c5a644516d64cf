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
pub(super) const TEXT_MAX: usize = 100;

impl Resident {
    /// Is everything in the record as it must be? A field that was set may not be.
    ///
    /// # Errors
    /// The first field that is not, and what was expected there.
    pub fn check(&self) -> Result<(), RecordError> {
        let foreign = self.foreign.as_ref();
        for (path, day) in [
            ("$.birth", self.birth.day()),
            ("$.since", self.since),
            ("$.foreign.period_until", foreign.and_then(|foreign| foreign.period_until)),
            ("$.foreign.event", foreign.and_then(|foreign| foreign.event)),
        ] {
            require(path, day.is_none_or(|Day(date)| exists(date)), FieldRule::Day)?;
        }
        self.validate_texts()?;
        if let Some(foreign) = foreign {
            self.validate_foreign(foreign)?;
        }
        name::validate(self)?;
        // Before Meiji there is no era to count by.
        let birth = self.birth.latest();
        require("$.birth", birth.is_none_or(|day| day.era() != 0), FieldRule::Birth)?;
        let event = foreign.and_then(|foreign| foreign.event);
        for (path, day) in [("$.since", self.since), ("$.foreign.event", event)] {
            let fits = day.is_none_or(|day| self.birth.may_precede(&day.into()));
            require(path, fits, FieldRule::Lifetime)?;
        }
        self.validate_numbers()?;
        let own = self.substituted.as_ref();
        flags("$.substituted.name", own.and_then(|own| own.name.as_deref()), &self.shown_name())?;
        let line = self.address.line();
        flags("$.substituted.address", own.and_then(|own| own.address.as_deref()), &line)
    }

    /// Has the record what a card needs, and does that fit the card?
    pub(super) fn fits_card(&self) -> Result<(), RecordError> {
        require("$.birth", self.birth.day().is_some(), FieldRule::KnownBirth)?;
        name::fits_card(self)?;
        let line = self.address.line();
        let path = if self.address.text.is_some() { "$.address.text" } else { "$.address" };
        let fits = (1..=ADDRESS_MAX).contains(&characters(&line));
        require(path, fits, FieldRule::Address(ADDRESS_MAX))?;
        let fits = text::attributes_size(self.shown_name().len(), line.len())
            <= text::ATTRIBUTES_SIZE.into();
        require(path, fits, FieldRule::FitsFile(text::ATTRIBUTES_SIZE.into()))?;
        require("$.record_code", self.record_code.is_some(), FieldRule::RecordCode)?;
        self.card_type().map(drop)
    }

    fn validate_texts(&self) -> Result<(), RecordError> {
        let names = &self.name;
        if let Some(name) = &names.japanese {
            sized_text("$.name.japanese.family", &name.family, TEXT_MAX)?;
            sized_text("$.name.japanese.given", &name.given, TEXT_MAX)?;
        }
        for (path, name) in [
            ("$.name.roman", &names.roman),
            ("$.name.kanji", &names.kanji),
            ("$.name.former_surname", &names.former_surname),
            ("$.name.alias", &names.alias),
        ] {
            let Some(name) = name else { continue };
            sized_text(&format!("{path}.value"), &name.value, TEXT_MAX)?;
            for (place, earlier) in name.history.iter().enumerate() {
                let path = format!("{path}.history[{place}].value");
                sized_text(&path, &earlier.value, TEXT_MAX)?;
            }
        }
        for (place, earlier) in names.earlier_aliases.iter().enumerate() {
            let path = format!("$.name.earlier_aliases[{place}].value");
            sized_text(&path, &earlier.value, TEXT_MAX)?;
        }
        if let Some(line) = &self.address.text {
            text("$.address.text", line)?;
        }
        Ok(())
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
            ("$.record_code", self.record_code.as_ref(), 11_u8),
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
            ("$.foreign.status", foreign.status.as_ref()),
        ] {
            let Some(value) = value else { continue };
            sized_text(path, value, TEXT_MAX)?;
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

pub(super) fn require(path: &str, fits: bool, expected: FieldRule) -> Result<(), RecordError> {
    if fits { Ok(()) } else { Err(record_error(path, expected)) }
}

/// One line without spaces around it, of characters that can be read.
pub(super) fn text(path: &str, value: &str) -> Result<(), RecordError> {
    if let Some(found) = first_unreadable(value) {
        return Err(record_error(path, FieldRule::Readable(found)));
    }
    require(path, value.trim() == value, FieldRule::OneLine)
}

/// A text of so many characters at most, and one at least.
pub(super) fn sized_text(path: &str, value: &str, most: usize) -> Result<(), RecordError> {
    require(path, (1..=most).contains(&characters(value)), FieldRule::Text(most))?;
    text(path, value)
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
