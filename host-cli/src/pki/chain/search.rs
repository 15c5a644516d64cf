//! Looking for the chains from a certificate to the trusted ones.

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::super::received::Certificate;
use super::super::signature;
use super::super::trust::TrustStore;
use super::{Authentic, Doubt};

/// Most certificates between the holder's and a trusted one, the trusted one included.
const DEPTH: usize = 6;

/// How many signatures of certificates may still be checked: those that come along may be many,
/// and may certify each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    left: usize,
    spent: usize,
}

impl Effort {
    /// Enough for one certificate.
    pub const ONE: usize = 128;

    /// So many.
    #[must_use]
    pub const fn new(checks: usize) -> Self {
        Self { left: checks, spent: 0 }
    }

    /// How many signatures were checked.
    #[must_use]
    pub const fn spent(&self) -> usize {
        self.spent
    }

    /// One more; false when none is left.
    const fn spend(&mut self) -> bool {
        let some = self.left > 0;
        if some {
            self.left -= 1;
            self.spent += 1;
        }
        some
    }
}

struct Search<'a> {
    extra: &'a [Certificate],
    trust: &'a TrustStore,
    effort: &'a mut Effort,
    exhausted: bool,
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
    effort: &'a mut Effort,
) -> Result<Vec<Vec<&'a Certificate>>, Authentic> {
    if trust.authorities().next().is_none() {
        return Err(Doubt::NobodyTrusted.authentic());
    }
    let doubt = Doubt::UnknownIssuer;
    let found = Vec::new();
    let mut search = Search { extra, trust, effort, exhausted: false, found, doubt };
    search.extend(&mut vec![leaf]);
    match search {
        Search { found, .. } if !found.is_empty() => Ok(found),
        Search { exhausted: true, .. } => Err(Doubt::TooMany.authentic()),
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
            if self.exhausted {
                return;
            }
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
        if !may_issue(authority, certificate) {
            return false;
        }
        if !self.effort.spend() {
            self.exhausted = true;
            return false;
        }
        let doubt = match certificate.verify(authority.tbs().subject_public_key_info()) {
            Ok(()) => return true,
            Err(signature::Fault::Wrong) => Doubt::Signature,
            Err(signature::Fault::Algorithm) => Doubt::Algorithm,
        };
        if self.doubt == Doubt::UnknownIssuer {
            self.doubt = doubt;
        }
        false
    }
}

/// By names and key identifiers; only the signature is left to check.
fn may_issue(authority: &Certificate, certificate: &Certificate) -> bool {
    authority.tbs().subject() == certificate.tbs().issuer() && names_key(certificate, authority)
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
