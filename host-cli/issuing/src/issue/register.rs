//! What the authority knows of a card and writes down, whoever keeps it: a folder, or memory.

use der::DateTime;
use juki_pki::Authority;
use juki_pki::index::card::{CardChange, CardEvent, CardState};
use juki_pki::index::{Entry, Event, Index, Reason};
use rand_core::CryptoRng;

mod error;
mod folder;

pub use error::RegisterError;
pub use folder::FolderRegister;

/// The register of an authority. What is to be done is written down before it is done, and stays
/// whatever happens then: a key leaves for a card after the line that says so.
pub trait Register {
    /// All that is known of the card with this serial number; `None` when nothing is.
    fn card(&self, serial: &str) -> Option<CardState>;

    /// Its certificates, in the order of issue.
    fn certificates(&self, serial: &str) -> Vec<Entry>;

    /// Something is about to be done with a card. `known` is what was known when that was decided:
    /// when another program has done something with the card since, nothing is written.
    ///
    /// # Errors
    /// When it could not be written down.
    fn record(&mut self, event: &CardEvent, known: Option<&CardState>)
    -> Result<(), RegisterError>;

    /// A certificate was issued: written down before the card gets it.
    ///
    /// # Errors
    /// When it could not be written down.
    fn issued(&mut self, entry: &Entry) -> Result<(), RegisterError>;

    /// A certificate was issued for this card in a run that was interrupted before the card had
    /// it: it is revoked from this moment on, nobody can use it.
    ///
    /// # Errors
    /// When it could not be written down.
    fn superseded(&mut self, entry: &Entry, at: DateTime) -> Result<(), RegisterError>;
}

/// A counter at which issued cards are worked on.
pub struct Counter<'a> {
    /// Who issued the cards.
    pub authority: &'a Authority,
    /// What the authority knows, and where it writes down what is done.
    pub register: &'a mut dyn Register,
    /// Random numbers.
    pub rng: &'a mut dyn CryptoRng,
    /// The time.
    pub now: DateTime,
}

impl std::fmt::Debug for Counter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counter").field("now", &self.now).finish_non_exhaustive()
    }
}

/// A register in memory.
#[derive(Debug, Default)]
pub struct Memory {
    /// What is known.
    pub index: Index,
    /// What was written down since, in order.
    pub events: Vec<Event>,
    /// The certificates that were said to be superseded.
    pub superseded: Vec<Entry>,
}

impl Memory {
    /// One that knows what an index says.
    #[must_use]
    pub fn of(index: &Index) -> Self {
        Self { index: index.clone(), ..Self::default() }
    }

    fn take(&mut self, event: Event) -> Result<(), RegisterError> {
        self.index.apply(event.clone()).ok_or(RegisterError::Contradicted)?;
        self.events.push(event);
        Ok(())
    }
}

impl Register for Memory {
    fn card(&self, serial: &str) -> Option<CardState> {
        self.index.card(serial).cloned()
    }

    fn certificates(&self, serial: &str) -> Vec<Entry> {
        self.index.certificates_of(serial).cloned().collect()
    }

    fn record(&mut self, event: &CardEvent, _: Option<&CardState>) -> Result<(), RegisterError> {
        self.take(Event::Card(event.clone()))
    }

    fn issued(&mut self, entry: &Entry) -> Result<(), RegisterError> {
        self.take(Event::Issued(entry.clone()))
    }

    fn superseded(&mut self, entry: &Entry, at: DateTime) -> Result<(), RegisterError> {
        self.take(Event::revoked(&entry.serial, at, Reason::Superseded))?;
        self.superseded.push(entry.clone());
        Ok(())
    }
}

/// An event of a card.
pub(crate) fn event(card: &str, at: DateTime, change: CardChange) -> CardEvent {
    CardEvent { card: card.to_owned(), at, change }
}
