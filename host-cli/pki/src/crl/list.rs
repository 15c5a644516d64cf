//! A revocation list as a signed structure.

use der::DateTime;
use x509_cert::crl::{CertificateList, TbsCertList};
use x509_cert::name::Name;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::CrlCache;
use crate::received::{RevocationList, SignedStructure};

impl SignedStructure for CertificateList {
    type Cache = CrlCache;

    fn inner_algorithm(&self) -> &AlgorithmIdentifierOwned {
        &self.tbs_cert_list.signature
    }

    fn outer_algorithm(&self) -> &AlgorithmIdentifierOwned {
        &self.signature_algorithm
    }

    fn issuer(&self) -> &Name {
        &self.tbs_cert_list.issuer
    }

    fn subject(&self) -> Option<&Name> {
        None
    }

    fn signature(&self) -> &[u8] {
        self.signature.as_bytes().unwrap_or_default()
    }
}

impl RevocationList {
    /// The signed part of a list, decoded.
    #[must_use]
    pub const fn tbs(&self) -> &TbsCertList {
        &self.view().tbs_cert_list
    }

    /// When it was made.
    #[must_use]
    pub fn this_update(&self) -> DateTime {
        self.tbs().this_update.to_date_time()
    }
}
