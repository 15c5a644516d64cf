//! Is this document the one that was signed, by whom, and was the signer's certificate genuine
//! and in force?

use der::{DateTime, Decode};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::certificate;
use super::verdict::{Check, Finding, Outcome, Topic, Verdict};
use crate::msg;
use crate::pki::{Purpose, Revocation, TrustStore};
use crate::sign::Hash;
use crate::sign::check::{Signatures, Signer};

/// What came of one signer.
#[derive(Clone, Debug, PartialEq)]
pub struct SignerReport {
    /// The certificate, DER; `None` when it does not come along.
    pub certificate: Option<Vec<u8>>,
    /// Its subject (RFC 4514).
    pub subject: Option<String>,
    /// What it was issued for.
    pub purpose: Option<Purpose>,
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

/// Judges every signer. `document` is the hash of the document beside the signature; the one
/// inside is judged when it is there, and must be the same when both are. `None` when there is
/// neither.
#[must_use]
pub fn judge(
    signatures: &Signatures,
    document: Option<&Hash>,
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Option<Vec<SignerReport>> {
    let inside: Option<Hash> = signatures.content().map(|content| Sha256::digest(content).into());
    let judged = *document.or(inside.as_ref())?;
    let differ = document.zip(inside.as_ref()).is_some_and(|(one, other)| one != other);
    let extra = signatures.certificates();
    let signers = signatures.signers().map(|signer| {
        let same = if differ {
            Finding::failed(msg!("reason-document-two"))
        } else {
            signer.document(&judged)
        };
        report(signer, same, |der| {
            let purpose = certificate::purpose(der);
            certificate::judge(der, &extra, trust, purpose, revocation, now)
        })
    });
    Some(signers.collect())
}

fn report(
    signer: Signer<'_>,
    document: Finding,
    judge: impl FnOnce(&[u8]) -> (Finding, Finding),
) -> SignerReport {
    let der = signer.certificate();
    let (chain, force) = der.map_or_else(
        || {
            let finding = Finding::undecided(msg!("reason-no-certificate"));
            (finding.clone(), finding)
        },
        judge,
    );
    let checks = [
        (Topic::Document, document),
        (Topic::Signature, signer.signature()),
        (Topic::Binding, signer.binding()),
        (Topic::Chain, chain),
        (Topic::InForce, force),
    ];
    let parsed = der.and_then(|der| Certificate::from_der(der).ok());
    SignerReport {
        certificate: der.map(<[u8]>::to_vec),
        subject: parsed.map(|parsed| parsed.tbs_certificate().subject().to_string()),
        purpose: der.map(certificate::purpose),
        claimed_time: signer.claimed_time(),
        checks: checks.map(|(topic, finding)| Check { topic, finding }).to_vec(),
    }
}
