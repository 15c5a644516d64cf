//! Building the paths from a certificate to the trust anchors.

use std::collections::HashMap;

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::super::received::Certificate;
use super::super::signature;
use super::super::trust::TrustStore;
use super::{PathError, PathStatus};

/// Most certificates in a chain, without the trust anchor.
const DEPTH: usize = 10;
/// Most pairs of a certificate and a possible issuer that are looked at for one certificate.
const STEPS: usize = 4096;
/// Most chains that are validated.
const CHAINS: usize = 32;

/// How many signatures of certificates may still be checked: those that come along may be many,
/// and may certify each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidationBudget {
    left: usize,
    spent: usize,
}

impl ValidationBudget {
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

/// The search for chains from one certificate.
struct Search<'a> {
    extra: &'a [Certificate],
    trust: &'a TrustStore,
    budget: &'a mut ValidationBudget,
    steps: usize,
    /// The result for a pair of issuer and issued certificate, by their addresses in memory: a pair
    /// is met on many paths, and checked once.
    checked: HashMap<(*const Certificate, *const Certificate), Option<Result<(), PathError>>>,
    found: Vec<Vec<&'a Certificate>>,
    /// Why there is no chain.
    error: PathError,
    /// Certificates of authorities that came along and whose keys did not sign the certificate
    /// that names them as its issuer: it is forged if they are certified by a trust anchor.
    mismatched: Vec<&'a Certificate>,
    /// A limit was reached: not all chains were looked at.
    truncated: bool,
}

/// Chains, each with the trust anchor last.
pub(super) struct Chains<'a> {
    pub(super) found: Vec<Vec<&'a Certificate>>,
    /// There may be more.
    pub(super) truncated: bool,
}

/// Every chain from a certificate to a trust anchor, by names, key identifiers and signatures.
///
/// # Errors
/// When there is none.
pub(super) fn chains<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    trust: &'a TrustStore,
    budget: &'a mut ValidationBudget,
) -> Result<Chains<'a>, PathStatus> {
    if trust.authorities().next().is_none() {
        return Err(PathError::NoTrustAnchor.status());
    }
    let mut search = Search {
        extra,
        trust,
        budget,
        steps: STEPS,
        checked: HashMap::new(),
        found: Vec::new(),
        error: PathError::UnknownIssuer,
        mismatched: Vec::new(),
        truncated: false,
    };
    search.extend(&mut vec![leaf]);
    if search.found.is_empty() && search.error == PathError::UnknownIssuer {
        let has_issuer = search.has_issuer_certificate(leaf);
        search.check_mismatched();
        if has_issuer && search.error == PathError::UnknownIssuer {
            search.error = PathError::UntrustedIssuer;
        }
    }
    match search {
        Search { found, truncated, .. } if !found.is_empty() => Ok(Chains { found, truncated }),
        Search { truncated: true, .. } => Err(PathError::TooMany.status()),
        Search { error, .. } => Err(error.status()),
    }
}

impl<'a> Search<'a> {
    /// Goes on from the last certificate of a chain. At most [`DEPTH`] calls deep.
    fn extend(&mut self, chain: &mut Vec<&'a Certificate>) {
        let Some(last) = chain.last().copied() else { return };
        let (trust, extra) = (self.trust, self.extra);
        for authority in trust.authorities() {
            match self.issued(authority, last) {
                Some(Ok(())) if self.found.len() >= CHAINS => {
                    self.truncated = true;
                    return;
                }
                Some(Ok(())) => self.found.push([&chain[..], &[authority]].concat()),
                Some(Err(error)) => self.note(error),
                None => {}
            }
        }
        for authority in extra.iter().filter(|found| found.subject() == last.issuer()) {
            if self.steps == 0 {
                self.truncated = true;
                return;
            }
            if chain.contains(&authority) {
                continue;
            }
            match self.issued(authority, last) {
                Some(Ok(())) => {}
                Some(Err(PathError::Signature)) => {
                    self.mismatched.push(authority);
                    continue;
                }
                Some(Err(error)) => {
                    self.note(error);
                    continue;
                }
                None => continue,
            }
            if chain.len() >= DEPTH {
                self.truncated = true;
                return;
            }
            chain.push(authority);
            self.extend(chain);
            chain.pop();
        }
    }

    /// Without a chain: is the certificate of its issuer there, with the key that signed it? A
    /// self-issued certificate is its own.
    fn has_issuer_certificate(&self, issued: &Certificate) -> bool {
        let signed = |authority: &Certificate| {
            let pair = (std::ptr::from_ref(authority), std::ptr::from_ref(issued));
            self.checked.get(&pair) == Some(&Some(Ok(())))
        };
        let itself = issued.is_self_issued() && names_key(issued, issued) != Some(false);
        itself || self.extra.iter().any(signed)
    }

    /// Without a chain: has one of the mismatched authorities a chain to a trust anchor? Anybody
    /// can put a certificate with an authority's name beside a signature.
    fn check_mismatched(&mut self) {
        for authority in std::mem::take(&mut self.mismatched) {
            self.extend(&mut vec![authority]);
            let trusted = !std::mem::take(&mut self.found).is_empty();
            // An error about a certificate that was put beside it is none about the one that is
            // validated.
            self.error = if trusted { PathError::Signature } else { PathError::UnknownIssuer };
            if trusted {
                return;
            }
        }
    }

    /// Of several errors the first stays: one about the key of a trust anchor comes first.
    fn note(&mut self, error: PathError) {
        if self.error == PathError::UnknownIssuer {
            self.error = error;
        }
    }

    /// Did the key of `authority` sign `certificate`? `None` when it does not name that key as its
    /// issuer's, when that was not looked at, and when the key is here by another name than the
    /// issuer's, unless it is known that it did not sign.
    fn issued(
        &mut self,
        authority: &Certificate,
        certificate: &Certificate,
    ) -> Option<Result<(), PathError>> {
        self.steps = self.steps.saturating_sub(1);
        let same_name = authority.subject() == certificate.issuer();
        let pair = (std::ptr::from_ref(authority), std::ptr::from_ref(certificate));
        if let Some(known) = self.checked.get(&pair) {
            return *known;
        }
        if !names_key(certificate, authority).unwrap_or(same_name) {
            self.checked.insert(pair, None);
            return None;
        }
        if !self.budget.spend() {
            self.truncated = true;
            return None;
        }
        let verified = certificate.verify(authority.tbs().subject_public_key_info());
        let outcome = match verified {
            // The key belongs to another name: no authority here has the name of the issuer.
            Ok(()) if !same_name => None,
            Ok(()) => Some(Ok(())),
            Err(signature::Fault::Wrong) => Some(Err(PathError::Signature)),
            Err(signature::Fault::Algorithm) if !same_name => None,
            Err(signature::Fault::Algorithm) => Some(Err(PathError::Algorithm)),
        };
        self.checked.insert(pair, outcome);
        outcome
    }
}

/// Does the authority key identifier of the certificate match the authority? `None` unless both
/// have a key identifier.
fn names_key(certificate: &Certificate, authority: &Certificate) -> Option<bool> {
    let of = |certificate: &Certificate| {
        let found = certificate.extension::<SubjectKeyIdentifier>();
        found.ok().flatten().map(|found| found.0)
    };
    let wanted = certificate.extension::<AuthorityKeyIdentifier>().ok().flatten();
    let wanted = wanted.and_then(|wanted| wanted.key_identifier);
    // RFC 5280, 4.2.1.1: a self-signed certificate may omit the authority key identifier.
    let itself = || if certificate.is_self_issued() { of(certificate) } else { None };
    Some(wanted.or_else(itself)? == of(authority)?)
}
