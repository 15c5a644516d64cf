//! The rules of a record beyond its schema.

use super::validity::WITHOUT_END;
use apdu_spec::profile::text;

use super::{
    ADDRESS_MAX, Address, Category, FieldRule, ForeignResident, RecordError, Residence, Resident,
    ResidentKind, history, leaves, name, record_error,
};
use crate::characters::{first_unreadable, is_selector};
use crate::check_digit;

/// Most codes of a relationship.
const RELATIONSHIPS_MAX: usize = 4;

impl Resident {
    /// Is everything in the record as it must be? A field that was set may not be.
    ///
    /// # Errors
    /// The first field that is not, and what was expected there.
    pub fn check(&self) -> Result<(), RecordError> {
        leaves::validate(self)?;
        // Before Meiji there is no era to count by.
        let birth = self.birth.latest();
        require("$.birth", birth.is_none_or(|day| day.era() != 0), FieldRule::Birth)?;
        self.validate_kind()?;
        if let Some(foreign) = &self.foreign {
            validate_foreign(foreign)?;
        }
        name::validate(self)?;
        history::validate(self)?;
        self.validate_household()?;
        self.validate_addresses()?;
        self.validate_numbers()?;
        let own = self.substituted.as_ref();
        flags("$.substituted.name", own.and_then(|own| own.name.as_deref()), &self.shown_name())?;
        let line = self.address.line();
        flags("$.substituted.address", own.and_then(|own| own.address.as_deref()), &line)
    }

    /// Has a record of version 1 what a card needs, and does that fit the card? Of version 2
    /// [`crate::uses`] says so, use by use.
    pub(super) fn fits_card(&self) -> Result<(), RecordError> {
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

    /// Japanese national or foreign resident: the kind says what the record shows.
    fn validate_kind(&self) -> Result<(), RecordError> {
        let fits = match self.kind {
            Some(ResidentKind::Japanese) => self.foreign.is_none(),
            Some(ResidentKind::Foreign) => self.foreign.is_some(),
            Some(ResidentKind::NonResident3 | ResidentKind::NonResident4) | None => true,
        };
        require("$.kind", fits, FieldRule::Kind)?;
        let both = self.foreign.is_some() && self.domicile.is_some();
        require("$.domicile", !both, FieldRule::OtherNationality)
    }

    fn validate_household(&self) -> Result<(), RecordError> {
        let relationships = self.household.as_ref().map_or(0, |own| own.relationships.len());
        let path = "$.household.relationships";
        require(path, relationships <= RELATIONSHIPS_MAX, FieldRule::ShortList(RELATIONSHIPS_MAX))
    }

    /// The resident's address is in Japan, and is there; each has its parts or a text.
    fn validate_addresses(&self) -> Result<(), RecordError> {
        let Residence { before_moving_in, before_moving, departure, moves, .. } = &self.residence;
        let planned = departure.as_ref().and_then(|own| own.planned_address.as_ref());
        let confirmed = departure.as_ref().and_then(|own| own.confirmed_address.as_ref());
        validate_address("$.address", &self.address)?;
        require("$.address", !self.address.line().is_empty(), FieldRule::AddressParts)?;
        require("$.address", !self.address.is_abroad(), FieldRule::Domestic)?;
        let householder = self.address.householder.is_none();
        require("$.address.householder", householder, FieldRule::HouseholdHead)?;
        for (path, address) in [
            ("$.residence.before_moving_in", before_moving_in.as_ref()),
            ("$.residence.before_moving", before_moving.as_ref()),
            ("$.residence.departure.planned_address", planned),
            ("$.residence.departure.confirmed_address", confirmed),
        ] {
            address.map_or(Ok(()), |address| validate_address(path, address))?;
        }
        moves.iter().enumerate().try_for_each(|(place, earlier)| {
            validate_address(&format!("$.residence.moves[{place}].address"), &earlier.address)
        })
    }

    fn validate_numbers(&self) -> Result<(), RecordError> {
        municipality_code("$.municipality.code", &self.municipality.code)?;
        if let Some(code) = self.domicile.as_ref().and_then(|own| own.code.as_ref()) {
            municipality_code("$.domicile.code", code)?;
        }
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
}

fn validate_foreign(foreign: &ForeignResident) -> Result<(), RecordError> {
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

fn validate_address(path: &str, address: &Address) -> Result<(), RecordError> {
    let Address { text, prefecture, city, town, number, building, .. } = address;
    let parts = [prefecture, city, town, number, building];
    let both = text.is_some() && parts.into_iter().any(Option::is_some);
    require(&format!("{path}.text"), !both, FieldRule::AddressParts)?;
    match &address.code {
        Some(code) => municipality_code(&format!("{path}.code"), code),
        None => Ok(()),
    }
}

fn municipality_code(path: &str, code: &str) -> Result<(), RecordError> {
    let fits = digits(code, 6) && check_digit::fits(code, check_digit::municipality);
    let check = check_of(code, 6, check_digit::municipality);
    require(path, fits, FieldRule::Number { count: 6, check })
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

pub(super) fn digits(value: &str, count: usize) -> bool {
    value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// The check digit that would fit; none when the number is none.
fn check_of(value: &str, count: usize, rule: fn(&str) -> Option<char>) -> Option<char> {
    digits(value, count).then(|| value.get(..count - 1).and_then(rule)).flatten()
}

/// Characters as a reader counts them: a variation selector belongs to the one before it.
pub(crate) fn characters(text: &str) -> usize {
    text.chars().filter(|character| !is_selector(*character)).count()
}
