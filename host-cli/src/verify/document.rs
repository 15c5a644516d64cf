//! Is this document the one that was signed, by whom, and was the signer's certificate genuine
//! and in force?

use std::collections::HashMap;
use std::sync::Arc;

use der::DateTime;
use sha2::{Digest, Sha256};

use super::certificate;
use super::key_use::KeyUse;
use super::verdict::{Check, Topic, Verdict};
use crate::finding::{DocumentReason, Finding, LineEnd, Outcome};
use crate::pki::received::Certificate;
use crate::pki::{Effort, Revocation, TrustStore, judge_among};
use crate::sign::Hash;
use crate::sign::check::{Signatures, Signer};
use crate::sign::line_ends::LineEnds;

/// Signatures of certificates that are checked for each signer, on average.
const CHECKS: usize = 8;

/// A certificate by which signers are judged, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its subject (RFC 4514).
    pub subject: String,
    /// Its serial number, hexadecimal digits in capitals.
    pub serial: String,
    /// SHA-256 over its DER.
    pub fingerprint: [u8; 32],
    /// What its key is for.
    pub key_use: KeyUse,
    /// The person whom it names.
    named: Option<String>,
}

impl Described {
    fn of(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.tbs().subject().to_string(),
            serial: hex::encode_upper(certificate.tbs().serial_number().as_bytes()),
            fingerprint: certificate.fingerprint(),
            key_use: KeyUse::of(certificate),
            named: certificate::Named::of_read(certificate).map(|named| named.name),
        }
    }
}

/// What came of one signer.
#[derive(Clone, Debug, PartialEq)]
pub struct SignerReport {
    /// The certificate; `None` when it does not come along. Signers may share it.
    pub certificate: Option<Arc<Described>>,
    /// When the signer says that he signed.
    pub claimed_time: Option<DateTime>,
    /// The checks.
    pub checks: Vec<Check>,
}

impl SignerReport {
    /// The person whom the certificate names; `None` when it names nobody, or nobody vouches for
    /// the name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let vouched = [Topic::Signature, Topic::Chain].into_iter().all(|topic| {
            let check = self.checks.iter().find(|check| check.topic == topic);
            check.is_some_and(|check| check.finding.outcome == Outcome::Passed)
        });
        self.certificate.as_ref().filter(|_| vouched)?.named.as_deref()
    }

    /// The verdict on this signer.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.checks)
    }
}

/// The verdict on a document: the worst of its signers'.
#[must_use]
pub fn verdict(signers: &[SignerReport]) -> Verdict {
    signers.iter().map(SignerReport::verdict).max().unwrap_or(Verdict::Undecided)
}

/// On what terms a document is judged.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Whom to believe.
    pub trust: &'a TrustStore,
    /// Where revocation is looked up.
    pub revocation: Revocation<'a>,
    /// The moment for which it is asked.
    pub now: DateTime,
    /// A signature by a key for user authentication is enough.
    pub authentication_key: bool,
}

/// Judges every signer. `document` is the hash of the document beside the signature; the one
/// inside is judged when it is there, and must be the same when both are. `None` when there is
/// neither.
#[must_use]
pub fn judge(
    signatures: &Signatures,
    document: Option<&Hash>,
    terms: &Terms<'_>,
) -> Option<Vec<SignerReport>> {
    // A certificate has few above it.
    let checks = Effort::ONE + CHECKS * signatures.count();
    judge_with(signatures, document, terms, &mut Effort::new(checks))
}

/// As [`judge`], with so much effort for all signers together. A signer for whom none is left is
/// undecided.
#[must_use]
pub fn judge_with(
    signatures: &Signatures,
    document: Option<&Hash>,
    terms: &Terms<'_>,
    effort: &mut Effort,
) -> Option<Vec<SignerReport>> {
    let inside: Option<Hash> = signatures.content().map(|content| Sha256::digest(content).into());
    let judged = *document.or(inside.as_ref())?;
    let differ = document.zip(inside.as_ref()).is_some_and(|(one, other)| one != other);
    let extra = signatures.certificates();
    // One certificate is judged once, however many signers name it.
    // It may be large: it is not even hashed for each of them, but known by its place in memory.
    let mut known: HashMap<*const Certificate, Judged> = HashMap::new();
    let signers = signatures.signers().map(|signer| {
        let same = if differ {
            Finding::failed(DocumentReason::BesideAndInside)
        } else {
            signer.document(&judged)
        };
        let mut judge = |certificate: &Certificate| {
            let Terms { trust, revocation, now, .. } = *terms;
            let judge = || {
                let described = Described::of(certificate);
                let (der, purpose) = (certificate.bytes(), described.key_use.purpose());
                let judged = judge_among(der, &extra, effort, trust, purpose, revocation, now);
                let (chain, force) = certificate::findings(&judged, revocation);
                Judged { described: Arc::new(described), chain, force }
            };
            known.entry(std::ptr::from_ref(certificate)).or_insert_with(judge).clone()
        };
        let (first, others) = meant(signer);
        let first = report(first, same.clone(), terms, &mut judge);
        let others = others.into_iter().map(|other| report(other, same.clone(), terms, &mut judge));
        // Of several that are as good as another the first.
        others
            .fold(first, |best, other| if other.verdict() < best.verdict() { other } else { best })
    });
    Some(signers.collect())
}

/// A certificate with what came of it.
#[derive(Clone)]
struct Judged {
    described: Arc<Described>,
    chain: Finding,
    force: Finding,
}

/// A signer with his signature judged by one of the certificates that he may mean.
type Tried<'a> = (Signer<'a>, Finding);

/// The certificates by which a signer is judged: those whose key may have made the signature,
/// when there are several that he may mean. The others were added, by whomever, and say nothing
/// of him: the best verdict is that on the certificate that is meant, or nobody can tell.
fn meant(signer: Signer<'_>) -> (Tried<'_>, Vec<Tried<'_>>) {
    let tried = signer.candidates().map(|candidate| (candidate, candidate.signature()));
    let mut tried: Vec<Tried<'_>> = tried.collect();
    let first = if tried.is_empty() { (signer, signer.signature()) } else { tried.remove(0) };
    tried.retain(|(_, finding)| finding.outcome != Outcome::Failed);
    if first.1.outcome == Outcome::Failed && !tried.is_empty() {
        return (tried.remove(0), tried);
    }
    (first, tried)
}

fn report(
    (signer, signature): Tried<'_>,
    document: Finding,
    terms: &Terms<'_>,
    judge: &mut impl FnMut(&Certificate) -> Judged,
) -> SignerReport {
    let judged = signer.certificate().map(judge);
    let missing = || signer.missing();
    let (certificate, commitment, chain, force) = match judged {
        Some(Judged { described, chain, force }) => {
            let commitment = described.key_use.finding(terms.authentication_key);
            (Some(described), commitment, chain, force)
        }
        None => (None, missing(), missing(), missing()),
    };
    let checks = [
        (Topic::Document, document),
        (Topic::Signature, signature),
        (Topic::Binding, signer.binding()),
        (Topic::Commitment, commitment),
        (Topic::Chain, chain),
        (Topic::InForce, force),
    ];
    SignerReport {
        certificate,
        claimed_time: signer.claimed_time(),
        checks: checks.map(|(topic, finding)| Check { topic, finding }).to_vec(),
    }
}

/// Says of a document that is not the one that was signed where only the ends of its lines differ.
/// It stays another one: what is judged is judged byte for byte.
pub fn tell_line_ends(reports: &mut [SignerReport], signatures: &Signatures, ends: &LineEnds) {
    for (report, signer) in reports.iter_mut().zip(signatures.signers()) {
        let Some(digest) = signer.digest() else { continue };
        let end = if digest == ends.crlf {
            LineEnd::Crlf
        } else if digest == ends.lf {
            LineEnd::Lf
        } else {
            continue;
        };
        let failed = |check: &&mut Check| {
            check.topic == Topic::Document && check.finding.outcome == Outcome::Failed
        };
        if let Some(check) = report.checks.iter_mut().find(failed) {
            check.finding = Finding::failed(DocumentReason::SignedWith(end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::{names, received};

    #[test]
    fn signers_of_one_certificate_read_it_once() {
        const FILE: &[u8] =
            include_bytes!("../../tests/cases/explicit-default/b_explicit_cades.p7s");
        let trust = TrustStore::new();
        let now = DateTime::new(2026, 11, 29, 3, 0, 0).unwrap();
        let terms =
            Terms { trust: &trust, revocation: Revocation::File, now, authentication_key: false };
        let judged = |signers| {
            let signatures = Signatures::read(FILE).unwrap().repeated(signers);
            let (read, made) = (received::READ.get(), names::MADE.get());
            let reports = judge(&signatures, Some(&[0; 32]), &terms).unwrap();
            (reports, received::READ.get() - read, names::MADE.get() - made)
        };
        let (one, read, made) = judged(1);
        let (many, read_by_many, made_by_many) = judged(100);
        assert!(read > 0 && one[0].certificate.is_some());
        assert_eq!((read_by_many, made_by_many), (read, made));
        let [first, last] =
            [&many[0], &many[99]].map(|report| report.certificate.as_ref().unwrap());
        assert!(Arc::ptr_eq(first, last), "a large one is not there a hundred times");
        assert_eq!(many[99], one[0]);
    }
}
