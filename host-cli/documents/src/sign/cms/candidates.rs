//! Which of the certificates in a file may be a signer's. Anybody can add certificates to a file: they
//! do not replace the signer's, and not all of them are tried for every signer.

use std::collections::HashMap;

use juki_pki::names::CanonicalName;

use super::binding::{Binding, Reference};
use super::enclosed::{EnclosedCertificate, number};
use super::signed_data::{SignerIdentifier, SignerInfo};

/// Most certificates that are tried for a signer whose identifier matches several, and who does not
/// identify one by its hash.
pub const MOST_CANDIDATES: usize = 8;

/// The reference of a signer to his certificate, and the places of those that match.
#[derive(Clone, Debug)]
pub(super) struct Candidates {
    /// `None` without signed attributes.
    pub(super) reference: Option<Reference>,
    /// Places among the certificates, in their order in the file. Only the one that the signer
    /// identifies by its hash, when it is there.
    pub(super) places: Vec<usize>,
}

/// What a certificate is found by: a signer identifier (RFC 5652, 5.3).
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    /// Issuer and serial number.
    Issued(&'a CanonicalName, &'a [u8]),
    /// Subject key identifier.
    Identifier(&'a [u8]),
}

/// The candidates of each signer. Each certificate and each signer is read once; they are matched by
/// a table.
pub(super) fn of_each(
    signers: &[SignerInfo],
    certificates: &[EnclosedCertificate],
) -> Vec<Candidates> {
    let mut named: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    for (place, found) in certificates.iter().enumerate() {
        let issued = Key::Issued(found.certificate().issuer(), found.serial());
        named.entry(issued).or_default().push(place);
        if let Some(identifier) = found.key_identifier() {
            named.entry(Key::Identifier(identifier)).or_default().push(place);
        }
    }
    let candidates = |info: &SignerInfo| {
        let issuer;
        let key = match &info.identifier {
            SignerIdentifier::Key(identifier) => Some(Key::Identifier(identifier)),
            SignerIdentifier::Issuer { issuer: Some(found), serial } => {
                issuer = CanonicalName::from(found);
                Some(Key::Issued(&issuer, number(serial)))
            }
            SignerIdentifier::Issuer { issuer: None, .. } => None,
        };
        let places = key.and_then(|key| named.get(&key));
        let places = places.map_or(&[][..], Vec::as_slice);
        let reference = info.attributes.as_ref().map(Reference::read);
        let bound = |place: &&usize| {
            let certificate = certificates.get(**place);
            certificate.zip(reference.as_ref()).is_some_and(|(certificate, reference)| {
                let binding = reference.compare(certificate);
                matches!(binding, Binding::Bound | Binding::BoundBySha1)
            })
        };
        let places = match places.iter().find(bound) {
            Some(place) => vec![*place],
            None => places.to_vec(),
        };
        Candidates { reference, places }
    };
    signers.iter().map(candidates).collect()
}

#[cfg(test)]
mod tests;
