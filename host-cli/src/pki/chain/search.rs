//! Looking for the chains from a certificate to the trusted ones.

use std::collections::HashMap;

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::super::received::Certificate;
use super::super::signature;
use super::super::trust::TrustStore;
use super::{Authentic, Doubt};

/// Most certificates in a chain, without the trusted one.
const DEPTH: usize = 10;
/// Most pairs of a certificate and a possible issuer that are looked at for one certificate.
const STEPS: usize = 4096;
/// Most chains that are judged.
const CHAINS: usize = 32;

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
    steps: usize,
    /// What came of a pair of issuer and issued, by their places in memory: a pair is met on many
    /// ways, and checked on one.
    checked: HashMap<(*const Certificate, *const Certificate), Result<(), Doubt>>,
    found: Vec<Vec<&'a Certificate>>,
    doubt: Doubt,
    /// Something was left out.
    cut: bool,
}

/// Chains, the trusted certificate last.
pub(super) struct Chains<'a> {
    pub(super) found: Vec<Vec<&'a Certificate>>,
    /// There may be more.
    pub(super) cut: bool,
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
) -> Result<Chains<'a>, Authentic> {
    if trust.authorities().next().is_none() {
        return Err(Doubt::NobodyTrusted.authentic());
    }
    let mut search = Search {
        extra,
        trust,
        effort,
        steps: STEPS,
        checked: HashMap::new(),
        found: Vec::new(),
        doubt: Doubt::UnknownIssuer,
        cut: false,
    };
    search.extend(&mut vec![leaf]);
    match search {
        Search { found, cut, .. } if !found.is_empty() => Ok(Chains { found, cut }),
        Search { cut: true, .. } => Err(Doubt::TooMany.authentic()),
        Search { doubt, .. } => Err(doubt.authentic()),
    }
}

impl<'a> Search<'a> {
    /// Goes on from the last certificate of a chain. At most [`DEPTH`] calls deep.
    fn extend(&mut self, chain: &mut Vec<&'a Certificate>) {
        let Some(last) = chain.last().copied() else { return };
        let (trust, extra) = (self.trust, self.extra);
        for authority in trust.authorities() {
            if self.issued(authority, last) {
                if self.found.len() >= CHAINS {
                    self.cut = true;
                    return;
                }
                self.found.push([&chain[..], &[authority]].concat());
            }
        }
        for authority in extra.iter().filter(|found| found.subject() == last.issuer()) {
            if self.steps == 0 {
                self.cut = true;
                return;
            }
            if chain.contains(&authority) || !self.issued(authority, last) {
                continue;
            }
            if chain.len() >= DEPTH {
                self.cut = true;
                return;
            }
            chain.push(authority);
            self.extend(chain);
            chain.pop();
        }
    }

    /// True when the key of `authority` signed `certificate`. Of several doubts the first stays:
    /// what a trusted authority says of its own weighs more.
    fn issued(&mut self, authority: &Certificate, certificate: &Certificate) -> bool {
        self.steps = self.steps.saturating_sub(1);
        if authority.subject() != certificate.issuer() {
            return false;
        }
        let pair = (std::ptr::from_ref(authority), std::ptr::from_ref(certificate));
        let known = self.checked.get(&pair).copied();
        let outcome = known.or_else(|| {
            if !names_key(certificate, authority) {
                return None;
            }
            if !self.effort.spend() {
                self.cut = true;
                return None;
            }
            let verified = certificate.verify(authority.tbs().subject_public_key_info());
            let outcome = verified.map_err(|fault| match fault {
                signature::Fault::Wrong => Doubt::Signature,
                signature::Fault::Algorithm => Doubt::Algorithm,
            });
            self.checked.insert(pair, outcome);
            Some(outcome)
        });
        match outcome {
            Some(Ok(())) => return true,
            Some(Err(doubt)) if self.doubt == Doubt::UnknownIssuer => self.doubt = doubt,
            _ => {}
        }
        false
    }
}

/// True unless both say which key it is, and say different ones.
fn names_key(certificate: &Certificate, authority: &Certificate) -> bool {
    let of = |certificate: &Certificate| {
        let found = certificate.extension::<SubjectKeyIdentifier>();
        found.ok().flatten().map(|found| found.0)
    };
    let wanted = certificate.extension::<AuthorityKeyIdentifier>().ok().flatten();
    let wanted = wanted.and_then(|wanted| wanted.key_identifier);
    // RFC 5280, 4.2.1.1: who signs itself may leave out whose key that is.
    let itself = || if certificate.is_self_issued() { of(certificate) } else { None };
    match (wanted.or_else(itself), of(authority)) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => true,
    }
}
