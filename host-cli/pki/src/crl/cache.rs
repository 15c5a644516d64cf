//! What is computed of a revocation list once, however often it is needed: a list may have many
//! megabytes, and a document many signers.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use der::Encode as _;
use sha2::{Digest as _, Sha256};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::table::Table;
use crate::received::RevocationList;
use crate::signature::Fault;

/// What was computed of a list so far.
#[derive(Debug, Default)]
pub struct CrlCache {
    /// By which keys it is signed, and by which not; a key by its SHA-256.
    signed: Mutex<HashMap<[u8; 32], Result<(), Fault>>>,
    table: OnceLock<Table>,
    fingerprint: OnceLock<[u8; 32]>,
}

/// An identifier of a key: SHA-256 over its DER; `None` when it cannot be encoded.
pub(crate) fn key_id(key: &SubjectPublicKeyInfoOwned) -> Option<[u8; 32]> {
    Some(Sha256::digest(key.to_der().ok()?).into())
}

impl RevocationList {
    /// As [`Self::verify`], which is computed once for each key.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), Fault> {
        let Some(id) = key_id(key) else { return self.verify(key) };
        let mut signed = self.cache().signed.lock().unwrap_or_else(PoisonError::into_inner);
        *signed.entry(id).or_insert_with(|| self.verify(key))
    }

    /// Its entries by serial number.
    pub(crate) fn table(&self) -> &Table {
        self.cache().table.get_or_init(|| Table::of(self))
    }

    /// SHA-256 over all of it, as [`Self::fingerprint`], which is computed once.
    #[must_use]
    pub fn fingerprint_once(&self) -> [u8; 32] {
        *self.cache().fingerprint.get_or_init(|| self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::tests::odd::{odd_holder, rules};
    use crate::received::Certificate;

    #[test]
    fn what_is_known_of_one_key_is_not_said_of_another() {
        let list = RevocationList::read(&rules::list(5, 1, &[], &[])).unwrap();
        let signed_by = |certificate: &[u8]| {
            let certificate = Certificate::read(certificate).unwrap();
            list.signed_by(certificate.tbs().subject_public_key_info())
        };
        for _ in 0..2 {
            assert_eq!(signed_by(&rules::root()), Ok(()));
            assert_eq!(signed_by(&odd_holder(1, 0)), Err(Fault::Wrong));
        }
    }

    #[test]
    fn the_fingerprint_is_over_all_of_it() {
        let der = rules::list(5, 1, &[], &[]);
        let list = RevocationList::read(&der).unwrap();
        assert_eq!(list.fingerprint_once(), <[u8; 32]>::from(Sha256::digest(&der)));
    }
}
