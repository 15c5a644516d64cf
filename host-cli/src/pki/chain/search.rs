//! Looking for the chains from a certificate to the trusted ones.

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::super::received::Certificate;
use super::super::signature;
use super::super::trust::TrustStore;
use super::{Authentic, Doubt};

/// Most certificates between the holder's and a trusted one, the trusted one included.
const DEPTH: usize = 6;
/// Most signatures that are checked: certificates that came along may be many, and may certify
/// each other.
const EFFORT: usize = 128;

struct Search<'a> {
    extra: &'a [Certificate],
    trust: &'a TrustStore,
    left: usize,
    found: Vec<Vec<&'a Certificate>>,
    doubt: Doubt,
}

/// Every chain from a certificate to a trusted one, by names, key identifiers and signatures.
///
/// # Errors
/// When there is none.
pub(super) fn chains<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    trust: &'a TrustStore,
) -> Result<Vec<Vec<&'a Certificate>>, Authentic> {
    if trust.authorities().next().is_none() {
        return Err(Doubt::NobodyTrusted.authentic());
    }
    let doubt = Doubt::UnknownIssuer;
    let mut search = Search { extra, trust, left: EFFORT, found: Vec::new(), doubt };
    search.extend(&mut vec![leaf]);
    match search {
        Search { found, .. } if !found.is_empty() => Ok(found),
        Search { doubt, .. } => Err(doubt.authentic()),
    }
}

impl<'a> Search<'a> {
    /// Goes on from the last certificate of a chain. At most [`DEPTH`] calls deep.
    fn extend(&mut self, chain: &mut Vec<&'a Certificate>) {
        let Some(last) = chain.last().copied().filter(|_| chain.len() <= DEPTH) else {
            return;
        };
        for authority in self.trust.authorities() {
            if self.issued(authority, last) {
                self.found.push([&chain[..], &[authority]].concat());
            }
        }
        for authority in self.extra {
            if !chain.contains(&authority) && self.issued(authority, last) {
                chain.push(authority);
                self.extend(chain);
                chain.pop();
            }
        }
    }

    /// True when the key of `authority` signed `certificate`. Of several doubts the first stays:
    /// what a trusted authority says of its own weighs more.
    fn issued(&mut self, authority: &Certificate, certificate: &Certificate) -> bool {
        let doubt = match issued(authority, certificate, &mut self.left) {
            Ok(issued) => return issued,
            Err(doubt) => doubt,
        };
        if self.doubt == Doubt::UnknownIssuer {
            self.doubt = doubt;
        }
        false
    }
}

/// `Ok(false)` when the names or keys are other ones; a doubt when only the signature is wrong.
fn issued(
    authority: &Certificate,
    certificate: &Certificate,
    left: &mut usize,
) -> Result<bool, Doubt> {
    let (issuer, tbs) = (authority.tbs(), certificate.tbs());
    if issuer.subject() != tbs.issuer() || !names_key(certificate, authority) || *left == 0 {
        return Ok(false);
    }
    *left -= 1;
    match certificate.verify(issuer.subject_public_key_info()) {
        Ok(()) => Ok(true),
        Err(signature::Fault::Wrong) => Err(Doubt::Signature),
        Err(signature::Fault::Algorithm) => Err(Doubt::Algorithm),
    }
}

/// True unless both say which key it is, and say different ones.
fn names_key(certificate: &Certificate, authority: &Certificate) -> bool {
    let of = |certificate: &Certificate| {
        let found = certificate.tbs().get_extension::<SubjectKeyIdentifier>();
        found.ok().flatten().map(|(_, found)| found.0)
    };
    let tbs = certificate.tbs();
    let wanted = tbs.get_extension::<AuthorityKeyIdentifier>().ok().flatten();
    let wanted = wanted.and_then(|(_, wanted)| wanted.key_identifier);
    // RFC 5280, 4.2.1.1: who signs itself may leave out whose key that is.
    let itself = || if tbs.issuer() == tbs.subject() { of(certificate) } else { None };
    match (wanted.or_else(itself), of(authority)) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => true,
    }
}
