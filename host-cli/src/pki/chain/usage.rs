//! What the certificates of a chain may be used for.

use der::asn1::ObjectIdentifier;
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::super::received::Certificate;
use super::super::{Purpose, profile};
use super::{Doubt, extensions};

/// Name constraints (RFC 5280, 4.2.1.10).
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");

/// Checks the certificates of a chain, the holder's first. Without a purpose what the holder's is
/// for is somebody else's question.
pub(super) fn check(chain: &[&Certificate], purpose: Option<Purpose>) -> Result<(), Doubt> {
    for (place, certificate) in chain.iter().enumerate() {
        let tbs = certificate.tbs();
        let found = tbs.extensions().map_or(&[][..], Vec::as_slice);
        extensions::check(found)?;
        let usage = tbs.get_extension::<KeyUsage>().map_err(|_| Doubt::Malformed)?;
        let usage = usage.map(|(_, usage)| usage.0);
        if let Some(purpose) = purpose
            && !extended(tbs, purpose)?
        {
            return Err(Doubt::Purpose);
        }
        if place == 0 {
            let Some(purpose) = purpose else {
                continue;
            };
            let fits = usage.is_some_and(|usage| match purpose {
                Purpose::Signing => usage.contains(KeyUsages::NonRepudiation),
                Purpose::Authentication => {
                    usage.contains(KeyUsages::DigitalSignature)
                        && !usage.contains(KeyUsages::NonRepudiation)
                }
            });
            if !fits {
                return Err(Doubt::Purpose);
            }
            continue;
        }
        // They limit whom an authority may name; nobody here looks at that, critical or not.
        if found.iter().any(|extension| extension.extn_id == NAME_CONSTRAINTS) {
            return Err(Doubt::Extension);
        }
        let constraints = tbs.get_extension::<BasicConstraints>().map_err(|_| Doubt::Malformed)?;
        let Some((_, BasicConstraints { ca: true, path_len_constraint: longest })) = constraints
        else {
            return Err(Doubt::Authority);
        };
        // Authorities between this one and the holder.
        let between = place - 1;
        if longest.is_some_and(|longest| usize::from(longest) < between)
            || usage.is_some_and(|usage| !usage.contains(KeyUsages::KeyCertSign))
        {
            return Err(Doubt::Authority);
        }
    }
    Ok(())
}

/// True when the extended key usage, if there is one, has a place for this purpose. That of an
/// authority limits what it certifies.
fn extended(tbs: &TbsCertificate, purpose: Purpose) -> Result<bool, Doubt> {
    let extended = tbs.get_extension::<ExtendedKeyUsage>().map_err(|_| Doubt::Malformed)?;
    let wanted = match purpose {
        Purpose::Signing => &profile::SIGNING_USES[..],
        Purpose::Authentication => &[profile::CLIENT_AUTH, profile::ANY_USE],
    };
    Ok(extended.is_none_or(|(_, uses)| uses.0.iter().any(|found| wanted.contains(found))))
}
