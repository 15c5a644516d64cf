//! What the certificates of a chain may be used for.

use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::super::received::Certificate;
use super::super::{Purpose, profile};
use super::{Doubt, extensions};

/// Checks the certificates of a chain, the holder's first. Without a purpose what the holder's is
/// for is somebody else's question.
pub(super) fn check(chain: &[&Certificate], purpose: Option<Purpose>) -> Result<(), Doubt> {
    // Authorities between the one that is looked at and the holder. RFC 5280, 6.1.4 (l): what an
    // authority issues to itself (a link between its keys) is none.
    let mut between = 0;
    for (place, certificate) in chain.iter().enumerate() {
        extensions::check(certificate.tbs().extensions().map_or(&[][..], Vec::as_slice))?;
        let uses = Uses::of(certificate)?;
        if place == 0 {
            if let Some(purpose) = purpose {
                uses.of_holder(purpose)?;
            }
            continue;
        }
        if purpose.is_some_and(|purpose| !uses.extended(purpose)) {
            return Err(Doubt::OtherUse);
        }
        let constraints = certificate.extension::<BasicConstraints>()?;
        let Some(BasicConstraints { ca: true, path_len_constraint: longest }) = constraints else {
            return Err(Doubt::Authority);
        };
        if longest.is_some_and(|longest| usize::from(longest) < between)
            || uses.key.is_some_and(|usage| !usage.contains(KeyUsages::KeyCertSign))
        {
            return Err(Doubt::Authority);
        }
        if !certificate.is_self_issued() {
            between += 1;
        }
    }
    Ok(())
}

/// What a certificate says that its key is for.
struct Uses {
    key: Option<der::flagset::FlagSet<KeyUsages>>,
    extended: Option<ExtendedKeyUsage>,
}

impl Uses {
    fn of(certificate: &Certificate) -> Result<Self, Doubt> {
        let key = certificate.extension::<KeyUsage>()?.map(|usage| usage.0);
        Ok(Self { key, extended: certificate.extension::<ExtendedKeyUsage>()? })
    }

    /// A certificate of JPKI is for one of its purposes. Others are not forged for being for
    /// something else, or for everything.
    fn of_holder(&self, purpose: Purpose) -> Result<(), Doubt> {
        if self.key_fits(purpose) && self.extended(purpose) {
            return Ok(());
        }
        let other = match purpose {
            Purpose::Authentication => {
                self.key_fits(Purpose::Signing) && self.extended(Purpose::Signing)
            }
            Purpose::Signing => {
                self.key_fits(Purpose::Authentication)
                    && self.extended.is_some()
                    && self.extended(Purpose::Authentication)
            }
        };
        Err(if other { Doubt::Purpose } else { Doubt::OtherUse })
    }

    fn key_fits(&self, purpose: Purpose) -> bool {
        self.key.is_some_and(|usage| match purpose {
            Purpose::Signing => usage.contains(KeyUsages::NonRepudiation),
            Purpose::Authentication => {
                usage.contains(KeyUsages::DigitalSignature)
                    && !usage.contains(KeyUsages::NonRepudiation)
            }
        })
    }

    /// True when the extended key usage, if there is one, has a place for this purpose. That of an
    /// authority limits what it certifies.
    fn extended(&self, purpose: Purpose) -> bool {
        let wanted = match purpose {
            Purpose::Signing => &profile::SIGNING_USES[..],
            Purpose::Authentication => &[profile::CLIENT_AUTH, profile::ANY_USE],
        };
        self.extended.as_ref().is_none_or(|uses| uses.0.iter().any(|found| wanted.contains(found)))
    }
}
