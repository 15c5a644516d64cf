//! Which certificates an authority issued and revoked, which lists it published and what it did
//! with its cards: one JSON object a line, only ever appended to, each with a check value over all
//! lines up to it. A last line without its end is ignored.

use std::collections::HashMap;
use std::io::{BufRead, Read as _};

use der::DateTime;

use super::{Issuer, Purpose};

pub mod card;
mod error;
pub(crate) mod line;
mod reason;

use card::{CardEvent, CardState};
use line::CheckValue;

pub use error::{Fault, FaultKind, ReadError};
pub use reason::Reason;

/// Longest line that is read, in bytes.
pub(crate) const LONGEST_LINE: u64 = 64 * 1024;

#[cfg(test)]
std::thread_local! {
    /// How many lines were read, the end being one: what it costs is counted, not timed.
    pub(crate) static LINES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Serial number of the certificate, hexadecimal digits in capitals.
    pub serial: String,
    /// Its issuer: the purpose, and the type of its key and of the one that signed it.
    pub issuer: Issuer,
    /// Serial number of the card.
    pub card: String,
    /// First second of its validity.
    pub not_before: DateTime,
    /// Last second of its validity.
    pub not_after: DateTime,
    /// Its revocation, when it is revoked.
    pub revoked: Option<RevocationEntry>,
}

/// When and why a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevocationEntry {
    /// When.
    pub date: DateTime,
    /// Why.
    pub reason: Reason,
}

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A certificate was issued.
    Issued(Entry),
    /// A certificate was revoked, suspended, or its suspension ended.
    Revoked {
        /// Which.
        serial: String,
        /// When and why.
        revoked: RevocationEntry,
    },
    /// A list with this number is about to be published.
    List {
        /// Whose.
        issuer: Issuer,
        /// Its CRL number (RFC 5280, 5.2.3).
        number: u64,
    },
    /// Something was done with a card.
    Card(CardEvent),
}

impl Event {
    /// A revocation.
    #[must_use]
    pub fn revoked(serial: &str, date: DateTime, reason: Reason) -> Self {
        Self::Revoked { serial: serial.to_owned(), revoked: RevocationEntry { date, reason } }
    }

    /// The line that follows one with this check value, its end included.
    pub(crate) fn line(&self, after: &mut CheckValue) -> serde_json::Result<Vec<u8>> {
        Ok(after.seal(&line::object(self)?))
    }
}

/// The serial number of a certificate as a number: at most 20 bytes (RFC 5280, 4.1.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Number([u8; 20]);

impl Number {
    /// From bytes, the most significant first.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let mut number = [0; 20];
        for (place, byte) in bytes.iter().enumerate().skip(start) {
            *number.get_mut((place + 20).checked_sub(bytes.len())?)? = *byte;
        }
        Some(Self(number))
    }

    /// Hexadecimal digits, as in an index.
    pub(crate) fn digits(self) -> String {
        let start = self.0.iter().position(|byte| *byte != 0).unwrap_or(19);
        hex::encode_upper(self.0.get(start..).unwrap_or_default())
    }

    /// From hexadecimal digits, capitals or not, leading zeros or not.
    pub(crate) fn from_digits(digits: &str) -> Option<Self> {
        let mut number = [0; 20];
        let digits = digits.trim_start_matches('0').bytes().rev().enumerate();
        for (place, digit) in digits {
            let value = u8::try_from(char::from(digit).to_digit(16)?).ok()?;
            let byte = number.get_mut(19_usize.checked_sub(place / 2)?)?;
            *byte |= if place.is_multiple_of(2) { value } else { value << 4 };
        }
        Some(Self(number))
    }
}

/// All lines of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    entries: Vec<Entry>,
    by_serial: HashMap<Number, u32>,
    cards: HashMap<String, CardState>,
    /// When the last suspension of a certificate ended, by its place.
    lifted: HashMap<u32, DateTime>,
    /// Numbers of the last lists, in the order of [`Issuer::ALL`].
    lists: [Option<u64>; 4],
    lines: usize,
    bytes: u64,
    check: CheckValue,
    checked: bool,
}

impl Index {
    /// Reads an index, with check values or, as they were once, without.
    ///
    /// # Errors
    /// The first line that is refused; a last line without its end is passed over.
    pub fn parse(text: &[u8]) -> Result<Self, Fault> {
        Self::read(text, false).map_err(|error| match error {
            ReadError::Line(fault) => fault,
            // Reading from memory does not fail.
            ReadError::Io(_) => Fault { line: 1, kind: FaultKind::Syntax { column: 1 } },
        })
    }

    /// As [`Index::parse`], line by line. With `checked` every line must have its check value, and
    /// there must be one.
    ///
    /// # Errors
    /// As [`Index::parse`]; what `from` returns.
    pub fn read(from: impl BufRead, checked: bool) -> Result<Self, ReadError> {
        let mut index = Self { checked, ..Self::default() };
        index.read_lines(from, Self::apply)?;
        if checked && index.lines == 0 {
            return Err(ReadError::Line(Fault { line: 1, kind: FaultKind::Check }));
        }
        Ok(index)
    }

    /// The part about one card of an index that begins with the lines of this one and goes on with
    /// these.
    ///
    /// # Errors
    /// As [`Index::read`], of an index whose lines have check values.
    pub(crate) fn read_on(&self, card: &str, from: impl BufRead) -> Result<Self, ReadError> {
        let Self { lines, bytes, check, .. } = *self;
        let mut index = Self { lines, bytes, check, checked: true, ..Self::default() };
        index.copy_card(self, card);
        index.read_lines(from, |index, event| match event {
            Event::Issued(Entry { card: of, .. }) | Event::Card(CardEvent { card: of, .. })
                if of != card =>
            {
                Some(())
            }
            Event::Revoked { serial, .. } if index.find(&serial).is_none() => Some(()),
            event => index.apply(event),
        })?;
        Ok(index)
    }

    /// Reads lines; `take` applies each event.
    fn read_lines(
        &mut self,
        mut from: impl BufRead,
        take: impl Fn(&mut Self, Event) -> Option<()>,
    ) -> Result<(), ReadError> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
            let length = read.map_err(ReadError::Io)?;
            let number = self.lines + 1;
            let fault = |kind| ReadError::Line(Fault { line: number, kind });
            #[cfg(test)]
            LINES.set(LINES.get() + 1);
            let Some(content) = line.strip_suffix(b"\n") else {
                return match u64::try_from(length) {
                    Ok(LONGEST_LINE) => Err(fault(FaultKind::Syntax { column: length })),
                    _ => Ok(()),
                };
            };
            let has_one = || CheckValue::of_line(content).is_some();
            self.checked |= self.lines == 0 && has_one();
            let fits = if self.checked { self.check.fits(content) } else { !has_one() };
            if !fits {
                return Err(fault(FaultKind::Check));
            }
            if self.checked || !content.is_empty() {
                let event = line::parse(content).map_err(fault)?;
                take(self, event).ok_or_else(|| fault(FaultKind::Meaning))?;
            }
            self.lines += 1;
            self.bytes += length as u64;
        }
    }

    /// Copies what another index has of a card.
    pub fn copy_card(&mut self, from: &Self, card: &str) {
        let Some(state) = from.cards.get(card) else { return };
        let mut copied = CardState { certificates: Vec::new(), ..state.clone() };
        for place in &state.certificates {
            let entry = usize::try_from(*place).ok().and_then(|place| from.entries.get(place));
            let (Some(entry), Ok(to)) = (entry, u32::try_from(self.entries.len())) else {
                continue;
            };
            self.by_serial.extend(Number::from_digits(&entry.serial).map(|number| (number, to)));
            self.lifted.extend(from.lifted.get(place).map(|date| (to, *date)));
            self.entries.push(entry.clone());
            copied.certificates.push(to);
        }
        self.cards.insert(card.to_owned(), copied);
    }

    /// Applies an event; `None` when it contradicts those before it: it is about a certificate that
    /// was never issued, or issues one again; or it suspends or reinstates one that is revoked
    /// permanently (RFC 5280, 5.3.1).
    #[must_use]
    pub fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Issued(entry) => {
                let place = u32::try_from(self.entries.len()).ok()?;
                let number = Number::from_digits(&entry.serial)?;
                if self.by_serial.contains_key(&number) {
                    return None;
                }
                self.by_serial.insert(number, place);
                self.card_mut(&entry.card).certificates.push(place);
                self.entries.push(entry);
            }
            Event::Revoked { serial, revoked } => {
                let place = *self.by_serial.get(&Number::from_digits(&serial)?)?;
                let entry = self.entries.get_mut(usize::try_from(place).ok()?)?;
                let permanent = entry.revoked.is_some_and(|before| before.reason.is_permanent());
                if permanent && !revoked.reason.is_permanent() {
                    return None;
                }
                if revoked.reason == Reason::RemoveFromCrl {
                    entry.revoked = None;
                    self.lifted.insert(place, revoked.date);
                } else {
                    entry.revoked = Some(revoked);
                }
            }
            Event::List { issuer, number } => {
                let last = self.lists.get_mut(issuer.index())?;
                *last = (*last).max(Some(number));
            }
            Event::Card(CardEvent { card, at, change }) => self.card_mut(&card).apply(at, change),
        }
        Some(())
    }

    fn card_mut(&mut self, card: &str) -> &mut CardState {
        self.cards.entry(card.to_owned()).or_default()
    }

    /// The lines of an equal index, with the fewest events.
    ///
    /// # Errors
    /// None that occur with what an index holds.
    pub fn lines(&self) -> serde_json::Result<Vec<u8>> {
        let mut text = Vec::new();
        let mut check = CheckValue::default();
        let mut put = |event: Event| -> serde_json::Result<()> {
            text.extend(event.line(&mut check)?);
            Ok(())
        };
        for (place, entry) in (0_u32..).zip(&self.entries) {
            put(Event::Issued(entry.clone()))?;
            if let (Some(date), None) = (self.lifted.get(&place), entry.revoked) {
                put(Event::revoked(&entry.serial, *date, Reason::CertificateHold))?;
                put(Event::revoked(&entry.serial, *date, Reason::RemoveFromCrl))?;
            }
        }
        // Sorted: equal indexes have equal lines.
        let mut cards: Vec<_> = self.cards.iter().collect();
        cards.sort_by_key(|(card, _)| *card);
        for (card, state) in cards {
            state.events(card).into_iter().try_for_each(|event| put(Event::Card(event)))?;
        }
        for (issuer, number) in Issuer::ALL.into_iter().zip(self.lists) {
            number.map_or(Ok(()), |number| put(Event::List { issuer, number }))?;
        }
        Ok(text)
    }

    /// Every certificate, in the order of issue.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The certificate with this serial number (capitals or not, leading zeros or not).
    #[must_use]
    pub fn find(&self, serial: &str) -> Option<&Entry> {
        self.by_number(Number::from_digits(serial)?)
    }

    /// The certificate with this serial number.
    pub(crate) fn by_number(&self, number: Number) -> Option<&Entry> {
        self.entries.get(usize::try_from(*self.by_serial.get(&number)?).ok()?)
    }

    /// When the last suspension of a certificate ended.
    pub(crate) fn lifted(&self, number: Number) -> Option<DateTime> {
        self.lifted.get(self.by_serial.get(&number)?).copied()
    }

    /// What was done with the card of this serial number, certificates included; `None` when the
    /// index has nothing about it.
    #[must_use]
    pub fn card(&self, serial: &str) -> Option<&CardState> {
        self.cards.get(serial)
    }

    /// The certificates of a card, in the order of issue.
    pub fn certificates_of(&self, card: &str) -> impl Iterator<Item = &Entry> {
        let places = self.cards.get(card).map(|state| state.certificates.as_slice());
        let places = places.unwrap_or_default().iter();
        places.filter_map(|place| self.entries.get(usize::try_from(*place).ok()?))
    }

    /// The number of the last list of an authority; `None` when no line has one.
    #[must_use]
    pub fn list_number(&self, issuer: Issuer) -> Option<u64> {
        self.lists.get(issuer.index()).copied().flatten()
    }

    /// True when its lines have check values.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        self.checked
    }

    /// How many lines were read.
    pub(crate) const fn line_count(&self) -> usize {
        self.lines
    }

    /// The check value of the last of them.
    pub(crate) const fn check(&self) -> CheckValue {
        self.check
    }

    /// How long they were, in bytes.
    pub(crate) const fn length(&self) -> u64 {
        self.bytes
    }
}

impl Entry {
    /// What it is for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.issuer.purpose
    }
}

#[cfg(test)]
mod tests;
