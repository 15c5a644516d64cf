//! What is found out about a revocation list once, however often it is asked: a list may be of many
//! megabytes, and a document of many signers.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use der::Encode as _;
use sha2::{Digest as _, Sha256};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::table::Table;
use crate::received::RevocationList;
use crate::signature::Fault;

/// What was found out about a list so far.
#[derive(Debug, Default)]
pub struct CrlCache {
    /// By which keys it is signed, and by which not; a key by its SHA-256.
    signed: Mutex<HashMap<[u8; 32], Result<(), Fault>>>,
    table: OnceLock<Table>,
    fingerprint: OnceLock<[u8; 32]>,
}

/// A key as it is told from others: SHA-256 over its DER; `None` when it has none.
pub(crate) fn key_id(key: &SubjectPublicKeyInfoOwned) -> Option<[u8; 32]> {
    Some(Sha256::digest(key.to_der().ok()?).into())
}

impl RevocationList {
    /// Did this key sign it? As [`Self::verify`], which is asked once for each key.
    ///
    /// # Errors
    /// When it did not, or that cannot be seen.
    pub fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), Fault> {
        let Some(id) = key_id(key) else { return self.verify(key) };
        let mut signed = self.cache().signed.lock().unwrap_or_else(PoisonError::into_inner);
        *signed.entry(id).or_insert_with(|| self.verify(key))
    }

    /// Its lines by serial number.
    pub(crate) fn table(&self) -> &Table {
        self.cache().table.get_or_init(|| Table::of(self))
    }

    /// SHA-256 over all of it, as [`Self::fingerprint`], which is asked once.
    #[must_use]
    pub fn fingerprint_once(&self) -> [u8; 32] {
        *self.cache().fingerprint.get_or_init(|| self.fingerprint())
    }
}
