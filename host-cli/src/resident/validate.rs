//! What a record must be, beyond its form.

use super::validity::WITHOUT_END;
use super::{Category, Foreign, Resident, name, refused};
use crate::characters::{first_unreadable, is_selector};
use crate::check_digit;
use crate::error::Error;
use crate::locale::Message;
use crate::msg;
use crate::pki::holder::ADDRESS_MAX;
use crate::unreadable;

/// Longest text of a record that is no address, in characters.
const TEXT_MAX: usize = 100;
/// Size of the attributes' file, in bytes.
const FILE_MAX: usize = 1024;

impl Resident {
    /// Checks everything that the types do not say.
    pub(super) fn validate(&self) -> Result<(), Error> {
        require("$.name", !self.name.is_empty(), || msg!("expected-name"))?;
        text("$.name", &self.name)?;
        if let Some(foreign) = &self.foreign {
            self.validate_foreign(foreign)?;
        }
        name::validate(self)?;
        // Before Meiji there is no era to count by, and nobody of that time is alive.
        require("$.birth", self.birth.0.era() != 0, || msg!("expected-birth"))?;
        let event = self.foreign.as_ref().and_then(|foreign| foreign.event);
        for (path, day) in [("$.since", self.since), ("$.foreign.event", event)] {
            require(path, day.is_none_or(|day| day >= self.birth), || msg!("expected-lifetime"))?;
        }
        text("$.address", &self.address)?;
        let address = characters(&self.address);
        require("$.address", (1..=ADDRESS_MAX).contains(&address), || {
            msg!("expected-address", most = ADDRESS_MAX)
        })?;
        let file = self.attributes().encode().map_or(usize::MAX, |file| file.len());
        require("$.address", file <= FILE_MAX, || msg!("expected-fits-file", most = FILE_MAX))?;
        self.validate_numbers()?;
        let own = self.substituted.as_ref();
        flags("$.substituted.name", own.and_then(|own| own.name.as_deref()), &self.shown_name())?;
        flags("$.substituted.address", own.and_then(|own| own.address.as_deref()), &self.address)
    }

    fn validate_numbers(&self) -> Result<(), Error> {
        let code = &self.municipality.code;
        let fits = digits(code, 6) && check_digit::fits(code, check_digit::municipality);
        require("$.municipality.code", fits, || {
            msg!(
                "expected-number",
                count = 6_u8,
                check = check_of(code, 6, check_digit::municipality)
            )
        })?;
        for (path, place) in [
            ("$.municipality.prefecture", &self.municipality.prefecture),
            ("$.municipality.city", &self.municipality.city),
        ] {
            let roman = place
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b' ' | b'\''));
            require(path, roman && (1..=64).contains(&place.len()), || {
                msg!("expected-roman-place")
            })?;
        }
        let numbers = [
            ("$.record_code", Some(&self.record_code), 11_u8),
            ("$.personal_number", self.personal_number.as_ref(), 12),
        ];
        for (path, number, count) in numbers {
            let Some(number) = number else { continue };
            let fits =
                digits(number, count.into()) && check_digit::fits(number, check_digit::number);
            require(path, fits, || {
                let check = check_of(number, count.into(), check_digit::number);
                msg!("expected-number", count = count, check = check)
            })?;
        }
        Ok(())
    }

    fn validate_foreign(&self, foreign: &Foreign) -> Result<(), Error> {
        for (path, value) in [
            ("$.foreign.nationality", Some(&foreign.nationality)),
            ("$.foreign.kanji", foreign.kanji.as_ref()),
            ("$.foreign.alias", foreign.alias.as_ref()),
            ("$.foreign.status", foreign.status.as_ref()),
        ] {
            let Some(value) = value else { continue };
            let length = (1..=TEXT_MAX).contains(&characters(value));
            require(path, length, || msg!("expected-text", most = TEXT_MAX))?;
            text(path, value)?;
        }
        for (place, alias) in foreign.alias_history.iter().enumerate() {
            let path = format!("$.foreign.alias_history[{place}]");
            let length = (1..=TEXT_MAX).contains(&characters(alias));
            require(&path, length, || msg!("expected-text", most = TEXT_MAX))?;
            text(&path, alias)?;
        }
        if let Some(number) = &foreign.residence_card {
            let bytes = number.as_bytes();
            let letters = |range: std::ops::Range<usize>| {
                bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_uppercase))
            };
            let middle = bytes.get(2..10).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
            let fits = bytes.len() == 12 && letters(0..2) && middle && letters(10..12);
            require("$.foreign.residence_card", fits, || msg!("expected-residence-card"))?;
        }
        let status = foreign.status.as_deref();
        match foreign.category {
            Category::MidLongTerm => {
                require("$.foreign.status", status.is_some(), || msg!("expected-status"))?;
                let without_end = status.is_some_and(|status| WITHOUT_END.contains(&status));
                require(
                    "$.foreign.period_until",
                    foreign.period_until.is_some() != without_end,
                    || msg!("expected-period"),
                )
            }
            Category::TemporaryRefuge | Category::ProvisionalStay => {
                require("$.foreign.period_until", foreign.period_until.is_some(), || {
                    msg!("expected-period")
                })
            }
            Category::Birth | Category::LossOfNationality => {
                require("$.foreign.event", foreign.event.is_some(), || msg!("expected-event"))
            }
            Category::SpecialPermanent => Ok(()),
        }
    }
}

fn require(path: &str, fits: bool, expected: impl FnOnce() -> Message) -> Result<(), Error> {
    if fits { Ok(()) } else { Err(refused(path, expected())) }
}

/// One line without spaces around it, of characters that can be read.
fn text(path: &str, value: &str) -> Result<(), Error> {
    if let Some(found) = first_unreadable(value) {
        return Err(refused(path, unreadable::expected(&found)));
    }
    require(path, value.trim() == value, || msg!("expected-one-line"))
}

fn flags(path: &str, flags: Option<&str>, value: &str) -> Result<(), Error> {
    let Some(flags) = flags else { return Ok(()) };
    let count = characters(value);
    let fits = flags.len() == count && flags.bytes().all(|flag| matches!(flag, b'0' | b'1'));
    require(path, fits, || msg!("expected-flags", count = count))
}

fn digits(value: &str, count: usize) -> bool {
    value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// The check digit that would fit; `?` when the number is none.
fn check_of(value: &str, count: usize, rule: fn(&str) -> Option<char>) -> String {
    let digit = digits(value, count).then(|| value.get(..count - 1).and_then(rule)).flatten();
    digit.map_or_else(|| "?".to_owned(), String::from)
}

/// Characters as a reader counts them: a variation selector belongs to the one before it.
pub(super) fn characters(text: &str) -> usize {
    text.chars().filter(|character| !is_selector(*character)).count()
}
