//! The register of an authority in its folder: what commands know of cards and write down.

use std::path::Path;

use der::DateTime;

use crate::environment::passphrase::passphrase;
use crate::issue::RegisterError;
use crate::issue::register::Register;
use crate::pki::index::card::{CardEvent, CardState};
use crate::pki::index::{Entry, Event, Index, Reason};
use crate::pki::{Authority, store};

/// The register in the folder of an authority.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    dir: &'a Path,
    /// What it said when it was read.
    read: &'a Index,
    /// All that is known of the cards that something was written of since.
    written: Index,
}

impl<'a> Folder<'a> {
    /// The register of an authority that was read from there.
    pub(super) fn of(dir: &'a Path, authority: &'a Authority) -> Self {
        Self { dir, read: authority.index(), written: Index::default() }
    }

    /// The index that knows all of a card.
    fn knowing(&self, card: &str) -> &Index {
        if self.written.card(card).is_some() { &self.written } else { self.read }
    }

    fn take(&mut self, card: &str, event: Event) -> Result<(), RegisterError> {
        if self.written.card(card).is_none() {
            self.written.copy_card(self.read, card);
        }
        self.written.apply(event).ok_or(RegisterError::Contradicted)
    }
}

impl Register for Folder<'_> {
    fn card(&self, serial: &str) -> Option<CardState> {
        self.knowing(serial).card(serial).cloned()
    }

    fn certificates(&self, serial: &str) -> Vec<Entry> {
        self.knowing(serial).certificates_of(serial).cloned().collect()
    }

    fn record(
        &mut self,
        event: &CardEvent,
        known: Option<&CardState>,
    ) -> Result<(), RegisterError> {
        unless_changed(self.dir, self.read, event, known)?;
        self.take(&event.card, Event::Card(event.clone()))
    }

    fn issued(&mut self, entry: &Entry) -> Result<(), RegisterError> {
        store::record_issued(self.dir, entry)?;
        self.take(&entry.card, Event::Issued(entry.clone()))
    }

    fn superseded(&mut self, entry: &Entry, at: DateTime) -> Result<(), RegisterError> {
        let passphrase = passphrase().map_err(|cause| RegisterError::Other(cause.into()))?;
        let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_slice());
        let reason = Reason::Superseded;
        store::revoke(self.dir, passphrase, &entry.serial, reason, at)?;
        self.take(&entry.card, Event::revoked(&entry.serial, at, reason))
    }
}

/// Writes down what is about to be done with a card, unless another program has done something
/// with it since `known` was read.
fn unless_changed(
    dir: &Path,
    read: &Index,
    event: &CardEvent,
    known: Option<&CardState>,
) -> Result<(), RegisterError> {
    store::record_card(dir, event, read, |now| {
        let same = |now: &CardState, known: &CardState| now.says_the_same(known);
        if now.is_some() == known.is_some() && now.zip(known).is_none_or(|(a, b)| same(a, b)) {
            return Ok(());
        }
        Err(RegisterError::Changed { serial: event.card.clone() })
    })
}
