//! The register of an authority in its folder.

use std::fmt;
use std::path::Path;

use der::DateTime;
use juki_pki::index::card::{CardEvent, CardState};
use juki_pki::index::{Entry, Event, Index, Reason};
use juki_pki::{Authority, store};

use super::{Register, RegisterError};

/// The register in the folder of an authority ([`store`]). Other programs may write to it meanwhile.
pub struct FolderRegister<'a> {
    dir: &'a Path,
    passphrase: Option<&'a [u8]>,
    /// What it said when it was read.
    read: &'a Index,
    /// All that is known of the cards that something was written of since.
    written: Index,
}

impl fmt::Debug for FolderRegister<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FolderRegister").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl<'a> FolderRegister<'a> {
    /// The register of an authority that was read from there ([`store::load`]), with the passphrase
    /// of its private keys: a certificate that no card got is revoked.
    #[must_use]
    pub fn new(dir: &'a Path, authority: &'a Authority, passphrase: Option<&'a [u8]>) -> Self {
        Self { dir, passphrase, read: authority.index(), written: Index::default() }
    }

    /// The index that knows all of a card.
    fn index_of(&self, card: &str) -> &Index {
        if self.written.card(card).is_some() { &self.written } else { self.read }
    }

    fn record(&mut self, card: &str, event: Event) -> Result<(), RegisterError> {
        if self.written.card(card).is_none() {
            self.written.copy_card(self.read, card);
        }
        self.written.apply(event).ok_or(RegisterError::Contradicted)
    }
}

impl Register for FolderRegister<'_> {
    fn card(&self, serial: &str) -> Option<CardState> {
        self.index_of(serial).card(serial).cloned()
    }

    fn certificates(&self, serial: &str) -> Vec<Entry> {
        self.index_of(serial).certificates_of(serial).cloned().collect()
    }

    fn record(
        &mut self,
        event: &CardEvent,
        known: Option<&CardState>,
    ) -> Result<(), RegisterError> {
        unless_changed(self.dir, self.read, event, known)?;
        self.record(&event.card, Event::Card(event.clone()))
    }

    fn issued(&mut self, entry: &Entry) -> Result<(), RegisterError> {
        store::record_issued(self.dir, entry)?;
        self.record(&entry.card, Event::Issued(entry.clone()))
    }

    fn superseded(&mut self, entry: &Entry, at: DateTime) -> Result<(), RegisterError> {
        let reason = Reason::Superseded;
        store::revoke(self.dir, self.passphrase, &entry.serial, reason, at)?;
        self.record(&entry.card, Event::revoked(&entry.serial, at, reason))
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
