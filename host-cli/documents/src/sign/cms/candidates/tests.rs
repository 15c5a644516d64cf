use juki_pki::names;

use super::super::ber;
use super::super::signed_data::{self, SignedData};
use super::*;
use crate::finding::Outcome;
use crate::sign::SignatureFile as _;
use crate::sign::cms::Signatures;

/// A signature with a certificate and the attribute that names it.
const FILE: &[u8] =
    include_bytes!("../../../../../tests/cases/explicit-default/b_explicit_cades.p7s");

/// The file with so many signers and certificates: all of one issuer and serial number, and of
/// one key, each with another signature.
fn many(signers: usize, certificates: usize) -> (Vec<SignerInfo>, Vec<EnclosedCertificate>) {
    let (SignedData { signers: own, certificates: found, .. }, _) =
        signed_data::read(FILE).unwrap();
    let changed = (0..certificates).map(|number| {
        let mut der = found[0].clone();
        *der.last_mut().unwrap() ^= u8::try_from(number).unwrap();
        EnclosedCertificate::read(&der).unwrap()
    });
    (vec![own[0].clone(); signers], changed.collect())
}

/// How many names it takes to find the candidates, and how many elements that are read.
fn costs(signers: &[SignerInfo], certificates: &[EnclosedCertificate]) -> (usize, usize) {
    let (names, elements) = (names::MADE.get(), ber::READ.get());
    let found = of_each(signers, certificates);
    assert_eq!(found.len(), signers.len());
    (names::MADE.get() - names, ber::READ.get() - elements)
}

#[test]
fn certificates_that_are_alike_cost_a_signer_nothing() {
    let (mut signers, certificates) = many(1, 200);
    let (names, elements) = costs(&signers, &certificates[..1]);
    assert!(names > 0 && elements > 0);
    assert_eq!(costs(&signers, &certificates), (names, elements));
    // Nobody is bound: they are all looked at.
    assert_eq!(costs(&signers, &certificates[1..]), (names, elements));
    assert_eq!(of_each(&signers, &certificates[1..])[0].places.len(), 199);
    // Each signer costs the same.
    signers = vec![signers.remove(0); 50];
    assert_eq!(costs(&signers, &certificates), (50 * names, 50 * elements));
}

#[test]
fn judging_a_signer_again_reads_no_attribute_for_his_certificate_again() {
    let signatures = Signatures::read(FILE).unwrap();
    let elements = ber::READ.get();
    for _ in 0..10 {
        assert!(signatures.signers().iter().all(|signer| signer.candidates().len() == 1));
    }
    for signer in signatures.signers() {
        assert_eq!(signer.candidates()[0].binding().outcome, Outcome::Passed);
    }
    assert_eq!(ber::READ.get(), elements);
}

#[test]
fn the_one_that_is_named_by_its_hash_is_the_only_candidate() {
    let (signers, mut certificates) = many(1, 20);
    certificates.rotate_left(7);
    assert_eq!(of_each(&signers, &certificates)[0].places, [13]);
}
