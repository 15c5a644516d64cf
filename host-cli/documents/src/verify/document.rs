//! Is this document the one that was signed, by whom, and was the signer's certificate genuine
//! and in force?

use std::collections::HashMap;
use std::sync::Arc;

use der::DateTime;
use juki_pki::received::Certificate;
use juki_pki::{Revocation, TrustStore, ValidationBudget, validate_path_among};

use super::certificate;
use super::verdict::{Check, Topic, Verdict};
use crate::finding::{DocumentReason, Finding, KeyUse, LineEnd, Outcome};
use crate::sign::line_ends::LineEnds;
use crate::sign::{Candidate, DetachedContent, SignatureFile, Signer};

/// Signatures of certificates that are checked for each signer, on average.
const CHECKS: usize = 8;

/// A certificate by which signatures are verified, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerCertificate {
    /// Its subject (RFC 4514).
    pub subject: String,
    /// Its serial number, hexadecimal digits in capitals.
    pub serial: String,
    /// SHA-256 over its DER.
    pub fingerprint: [u8; 32],
    /// What its key is for.
    pub key_use: KeyUse,
    /// The name of its holder.
    named: Option<String>,
}

impl SignerCertificate {
    fn of(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.tbs().subject().to_string(),
            serial: hex::encode_upper(certificate.tbs().serial_number().as_bytes()),
            fingerprint: certificate.fingerprint(),
            key_use: KeyUse::of(certificate),
            named: certificate::CertificateHolder::of_read(certificate).map(|named| named.name),
        }
    }
}

/// The result for one signer.
#[derive(Clone, Debug, PartialEq)]
pub struct SignerReport {
    /// The certificate; `None` when it does not come along. Signers may share it.
    pub certificate: Option<Arc<SignerCertificate>>,
    /// The signing time as claimed by the signer.
    pub claimed_time: Option<DateTime>,
    /// The checks.
    pub checks: Vec<Check>,
}

impl SignerReport {
    /// The name of the holder in the certificate; `None` without one, or unless signature and path
    /// are valid.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let verified = [Topic::Signature, Topic::Chain].into_iter().all(|topic| {
            let check = self.checks.iter().find(|check| check.topic == topic);
            check.is_some_and(|check| check.finding.outcome == Outcome::Passed)
        });
        self.certificate.as_ref().filter(|_| verified)?.named.as_deref()
    }

    /// Is the document that he signed at hand?
    #[must_use]
    pub fn has_document(&self) -> bool {
        !self.checks.iter().any(|check| check.finding.reason == DocumentReason::Missing.into())
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

/// The parameters of verifying a document.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The trust anchors.
    pub trust: &'a TrustStore,
    /// Where revocation is looked up.
    pub revocation: Revocation<'a>,
    /// The time for which it is verified.
    pub now: DateTime,
    /// A signature by a key for user authentication is accepted.
    pub authentication_key: bool,
}

/// Verifies every signer, whatever the format of the file. The document is inside, or `beside` has
/// its hash; both must be equal. A signer without a document is undecided.
#[must_use]
pub fn verify(
    signed: &dyn SignatureFile,
    beside: &dyn DetachedContent,
    terms: &Terms<'_>,
) -> Vec<SignerReport> {
    // Few signatures are verified for one path.
    let checks = ValidationBudget::ONE + CHECKS * signed.signers().len();
    verify_with(signed, beside, terms, &mut ValidationBudget::new(checks))
}

/// As [`verify`], with so much budget for all signers together. A signer for whom none is left is
/// undecided.
#[must_use]
pub fn verify_with(
    signed: &dyn SignatureFile,
    beside: &dyn DetachedContent,
    terms: &Terms<'_>,
    budget: &mut ValidationBudget,
) -> Vec<SignerReport> {
    let extra = signed.certificates();
    // A certificate is validated once, however many signers have it. It may be large: it is not
    // hashed for each of them, but identified by its address.
    let mut known: HashMap<*const Certificate, CertificateFindings> = HashMap::new();
    let mut validated = |certificate: &Certificate| {
        let Terms { trust, revocation, now, .. } = *terms;
        let validate = || {
            let described = SignerCertificate::of(certificate);
            let (der, purpose) = (certificate.bytes(), described.key_use.purpose());
            let judged = validate_path_among(der, &extra, budget, trust, purpose, revocation, now);
            let (chain, force) = certificate::findings(&judged);
            CertificateFindings { described: Arc::new(described), chain, force }
        };
        known.entry(std::ptr::from_ref(certificate)).or_insert_with(validate).clone()
    };
    let signers = signed.signers();
    // All at once: while all of them are alive their addresses are distinct.
    let candidates: Vec<_> = signers.iter().map(|signer| signer.candidates()).collect();
    let judged = signers.iter().zip(&candidates).map(|(signer, candidates)| {
        let document = signer.document(beside);
        let tried = candidates.iter().map(|found| (found.as_ref(), found.signature())).collect();
        let reports = plausible(tried).into_iter().map(|(candidate, signature)| {
            let judged = validated(candidate.certificate());
            report(signer.as_ref(), &document, terms, Some((candidate, signature, judged)))
        });
        // Of several with the same verdict the first.
        let best = reports
            .reduce(|best, other| if other.verdict() < best.verdict() { other } else { best });
        best.unwrap_or_else(|| report(signer.as_ref(), &document, terms, None))
    });
    judged.collect()
}

/// The findings of a certificate.
#[derive(Clone)]
struct CertificateFindings {
    described: Arc<SignerCertificate>,
    chain: Finding,
    force: Finding,
}

/// A certificate that may be the signer's, and what the signature is by its key.
type CandidateFinding<'a> = (&'a dyn Candidate, Finding);

/// The certificates by which a signature is verified: of several candidates those whose key may
/// have made it. The others may have been added by anybody: the best verdict counts.
fn plausible(tried: Vec<CandidateFinding<'_>>) -> Vec<CandidateFinding<'_>> {
    let failed = |(_, finding): &CandidateFinding<'_>| finding.outcome == Outcome::Failed;
    let none = tried.iter().all(failed);
    let is_plausible = |(place, found): &(usize, CandidateFinding<'_>)| {
        if none { *place == 0 } else { !failed(found) }
    };
    tried.into_iter().enumerate().filter(is_plausible).map(|(_, found)| found).collect()
}

/// The result for a signer with a certificate; without one the signature is undecided.
fn report(
    signer: &dyn Signer,
    document: &Finding,
    terms: &Terms<'_>,
    by: Option<(&dyn Candidate, Finding, CertificateFindings)>,
) -> SignerReport {
    let (certificate, [signature, binding, commitment, chain, force]) = match by {
        Some((candidate, signature, CertificateFindings { described, chain, force })) => {
            let commitment = described.key_use.finding(terms.authentication_key);
            (Some(described), [signature, candidate.binding(), commitment, chain, force])
        }
        None => (None, [(); 5].map(|()| Finding::undecided(signer.missing()))),
    };
    let checks = [
        (Topic::Document, document.clone()),
        (Topic::Signature, signature),
        (Topic::Binding, binding),
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

/// Marks where a document differs from the signed one in its line ends only. It is still another
/// document: documents are compared byte for byte.
pub fn mark_line_ends(reports: &mut [SignerReport], signed: &dyn SignatureFile, ends: &LineEnds) {
    for (report, signer) in reports.iter_mut().zip(signed.signers()) {
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
mod tests;
