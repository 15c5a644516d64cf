//! Signature files with many signers and certificates: what each costs, and where it ends. Counted
//! in signatures of certificates that are checked, not in time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode, Encode};
use juki::pki::{Effort, Revocation};
use juki::sign::check::{NoSignature, Signatures};
use juki::sign::signed_data::{MOST_CERTIFICATES, MOST_SIGNERS};
use juki::verify::document;
use juki::verify::verdict::{Outcome, Topic, Verdict};

#[path = "support/signer.rs"]
mod signer;

use signer::{DOCUMENT, Signer, certify, now, terms};

/// An element of BER, its length in four octets.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// SignedData with these signers and certificates, DER each, whatever they are.
fn file(signers: &[Vec<u8>], certificates: &[Vec<u8>]) -> Vec<u8> {
    const VERSION: [u8; 3] = [2, 1, 1];
    const DATA: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
    const SIGNED_DATA: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
    let signed = [
        VERSION.to_vec(),
        element(0x31, &[]),
        element(0x30, &DATA),
        element(0xA0, &certificates.concat()),
        element(0x31, &signers.concat()),
    ];
    let content = element(0xA0, &element(0x30, &signed.concat()));
    element(0x30, &[&SIGNED_DATA[..], &content].concat())
}

/// The signer and the certificates of a signature.
fn parts(der: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let info = ContentInfo::from_der(der).unwrap();
    let signed: SignedData = info.content.decode_as().unwrap();
    let certificates = signed.certificates.iter().flat_map(|set| set.0.iter());
    let certificates = certificates.map(|certificate| certificate.to_der().unwrap()).collect();
    (signed.signer_infos.0.iter().next().unwrap().to_der().unwrap(), certificates)
}

/// The outcomes of a topic, the verdict, and how many signatures of certificates were checked.
fn judge(
    signer: &Signer,
    file: &[u8],
    topic: Topic,
    mut effort: Effort,
) -> (Vec<Outcome>, Verdict, usize) {
    let signatures = Signatures::read(file).unwrap();
    let (hash, trust) = (juki::sign::digest(DOCUMENT).unwrap(), signer.trust());
    let terms = terms(&trust, Revocation::File, now());
    let signers = document::judge_with(&signatures, Some(&hash), &terms, &mut effort).unwrap();
    let checks = signers.iter().flat_map(|signer| &signer.checks);
    let outcomes = checks.filter(|check| check.topic == topic).map(|check| check.finding.outcome);
    (outcomes.collect(), document::verdict(&signers), effort.spent())
}

#[test]
fn each_signer_costs_the_same() {
    let mut signer = Signer::new();
    let (mut signers, mut certificates) = (Vec::new(), Vec::new());
    let mut spent = Vec::new();
    let unlimited = Effort::new(usize::MAX);
    for count in 1..=16 {
        signer.certificate = certify(&signer.authority, &signer.key);
        let (info, found) = parts(&signer.sign(DOCUMENT));
        signers.push(info);
        certificates.extend(
            found.into_iter().filter(|found| !certificates.contains(found)).collect::<Vec<_>>(),
        );
        if [1, 8, 16].contains(&count) {
            let file = file(&signers, &certificates);
            let (outcomes, verdict, checks) = judge(&signer, &file, Topic::Chain, unlimited);
            assert_eq!(outcomes, vec![Outcome::Passed; count]);
            assert_eq!(verdict, Verdict::Valid);
            spent.push(checks);
        }
    }
    let [one, eight, sixteen] = spent[..] else { panic!("three counts") };
    assert!(one > 0);
    assert_eq!((eight, sixteen), (8 * one, 16 * one));

    // One certificate costs once, however many signers name it.
    let again = file(&vec![signers[0].clone(); 16], &certificates);
    let (outcomes, _, checks) = judge(&signer, &again, Topic::Signature, unlimited);
    assert_eq!((outcomes.len(), checks), (16, one));

    // Too little effort for all of them: those who are left are not called forged.
    let all = file(&signers, &certificates);
    let (outcomes, verdict, checks) = judge(&signer, &all, Topic::Chain, Effort::new(8 * one));
    assert_eq!((verdict, checks), (Verdict::Undecided, 8 * one));
    let passed = outcomes.iter().filter(|outcome| **outcome == Outcome::Passed).count();
    let open = outcomes.iter().filter(|outcome| **outcome == Outcome::Undecided).count();
    assert_eq!((passed, open), (8, 8));
}

#[test]
fn more_signers_and_certificates_than_are_judged_are_refused() {
    let signer = Signer::new();
    let (info, certificates) = parts(&signer.sign(DOCUMENT));
    let own = certificates.iter().find(|found| **found == signer.certificate).unwrap();
    let full = file(&vec![info.clone(); MOST_SIGNERS], &vec![own.clone(); MOST_CERTIFICATES]);
    let (_, verdict, checks) = judge(&signer, &full, Topic::Chain, Effort::new(usize::MAX));
    assert_eq!(verdict, Verdict::Valid);
    assert!(checks < Effort::ONE, "{checks}");
    let refused = |signers: usize, certificates: usize| {
        let file = file(&vec![info.clone(); signers], &vec![own.clone(); certificates]);
        Signatures::read(&file).err()
    };
    assert_eq!(refused(MOST_SIGNERS + 1, 1), Some(NoSignature::Signers(MOST_SIGNERS + 1)));
    assert_eq!(refused(1_600, 1), Some(NoSignature::Signers(1_600)));
    let most = MOST_CERTIFICATES + 1;
    assert_eq!(refused(1, most), Some(NoSignature::Certificates(most)));
}
