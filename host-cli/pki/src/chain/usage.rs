//! Key usage and basic constraints of the certificates of a chain.

use x509_cert::ext::pkix::{BasicConstraints, KeyUsages};

use super::super::Purpose;
use super::super::received::Certificate;
use super::super::uses::CertificateUsage;
use super::{ExtensionLocation, PathError, extensions};

/// Checks the certificates of a chain, the holder's first. Without a purpose the key usage of the
/// holder's certificate is not checked.
pub(super) fn check(chain: &[&Certificate], purpose: Option<Purpose>) -> Result<(), PathError> {
    // Authorities between the one that is looked at and the holder. RFC 5280, 6.1.4 (l): what an
    // authority issues to itself (a link between its keys) is none.
    let mut between = 0;
    for (place, certificate) in chain.iter().enumerate() {
        extensions::check(certificate, place)?;
        let unreadable = |oid| PathError::ExtensionUnreadable(ExtensionLocation { oid, place });
        let uses = CertificateUsage::of(certificate).map_err(unreadable)?;
        if place == 0 {
            if let Some(purpose) = purpose {
                of_holder(&uses, purpose)?;
            }
            continue;
        }
        if purpose.is_some_and(|purpose| !uses.allow(purpose)) {
            return Err(PathError::OtherUse);
        }
        let constraints = extensions::read::<BasicConstraints>(certificate, place)?;
        let Some(BasicConstraints { ca: true, path_len_constraint: longest }) = constraints else {
            return Err(PathError::Authority);
        };
        if longest.is_some_and(|longest| usize::from(longest) < between)
            || uses.key().is_some_and(|usage| !usage.contains(KeyUsages::KeyCertSign))
        {
            return Err(PathError::Authority);
        }
        if !certificate.is_self_issued() {
            between += 1;
        }
    }
    Ok(())
}

/// A certificate of JPKI is for one of its purposes. One for another use, or for every use, is not
/// of JPKI, which does not make it invalid.
fn of_holder(uses: &CertificateUsage, purpose: Purpose) -> Result<(), PathError> {
    match uses.purpose() {
        Some(found) if found == purpose => Ok(()),
        // Without an extended key usage it may not be one of JPKI.
        Some(Purpose::Authentication) if !uses.have_extended() => Err(PathError::OtherUse),
        Some(_) => Err(PathError::Purpose),
        None => Err(PathError::OtherUse),
    }
}
