//! Is this document the one that was signed, by whom, and was the signer's certificate genuine
//! and in force?

use std::collections::HashMap;

use der::{DateTime, Decode};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::certificate;
use super::key_use::KeyUse;
use super::verdict::{Check, Topic, Verdict};
use crate::finding::{Finding, Outcome};
use crate::msg;
use crate::pki::{Effort, Purpose, Revocation, TrustStore, judge_among};
use crate::sign::Hash;
use crate::sign::check::{Signatures, Signer};

/// Signatures of certificates that are checked for each signer, on average.
const CHECKS: usize = 8;

/// What came of one signer.
#[derive(Clone, Debug, PartialEq)]
pub struct SignerReport {
    /// The certificate, DER; `None` when it does not come along.
    pub certificate: Option<Vec<u8>>,
    /// Its subject (RFC 4514).
    pub subject: Option<String>,
    /// What its key is for.
    pub key_use: Option<KeyUse>,
    /// When the signer says that he signed.
    pub claimed_time: Option<DateTime>,
    /// The checks.
    pub checks: Vec<Check>,
}

impl SignerReport {
    /// The person whom the certificate names; `None` when it names nobody, or nobody vouches for
    /// the name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let vouched = [Topic::Signature, Topic::Chain].into_iter().all(|topic| {
            let check = self.checks.iter().find(|check| check.topic == topic);
            check.is_some_and(|check| check.finding.outcome == Outcome::Passed)
        });
        let certificate = self.certificate.as_deref().filter(|_| vouched)?;
        Some(certificate::Named::of(certificate)?.name)
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
    let mut known: HashMap<Vec<u8>, (Finding, Finding)> = HashMap::new();
    let signers = signatures.signers().map(|signer| {
        let same = if differ {
            Finding::failed(msg!("reason-document-two"))
        } else {
            signer.document(&judged)
        };
        let mut judge = |der: &[u8], purpose| {
            let Terms { trust, revocation, now, .. } = *terms;
            let judge = || {
                let judged = judge_among(der, &extra, effort, trust, purpose, revocation, now);
                certificate::findings(&judged, revocation)
            };
            known.entry(der.to_vec()).or_insert_with(judge).clone()
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
    judge: &mut impl FnMut(&[u8], Option<Purpose>) -> (Finding, Finding),
) -> SignerReport {
    let der = signer.certificate();
    let key_use = der.map(KeyUse::of);
    let missing = || signer.missing();
    let (commitment, (chain, force)) = match (der, key_use) {
        (Some(der), Some(key_use)) => {
            (key_use.finding(terms.authentication_key), judge(der, key_use.purpose()))
        }
        _ => (missing(), (missing(), missing())),
    };
    let checks = [
        (Topic::Document, document),
        (Topic::Signature, signature),
        (Topic::Binding, signer.binding()),
        (Topic::Commitment, commitment),
        (Topic::Chain, chain),
        (Topic::InForce, force),
    ];
    let parsed = der.and_then(|der| Certificate::from_der(der).ok());
    SignerReport {
        certificate: der.map(<[u8]>::to_vec),
        subject: parsed.map(|parsed| parsed.tbs_certificate().subject().to_string()),
        key_use,
        claimed_time: signer.claimed_time(),
        checks: checks.map(|(topic, finding)| Check { topic, finding }).to_vec(),
    }
}
