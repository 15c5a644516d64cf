use juki_pki::{names, received};

use super::*;
use crate::sign::cms::Signatures;

const FILE: &[u8] = include_bytes!("../../../../tests/cases/explicit-default/b_explicit_cades.p7s");

#[test]
fn signers_of_one_certificate_read_it_once() {
    let trust = TrustStore::new();
    let now = DateTime::new(2026, 11, 29, 3, 0, 0).unwrap();
    let terms =
        Terms { trust: &trust, revocation: Revocation::File, now, authentication_key: false };
    let judged = |signers| {
        let signatures = Signatures::read(FILE).unwrap().repeated(signers);
        let (read, made) = (received::READ.get(), names::MADE.get());
        let reports = verify(&signatures, &Some([0; 32]), &terms);
        (reports, received::READ.get() - read, names::MADE.get() - made)
    };
    let (one, read, made) = judged(1);
    let (many, read_by_many, made_by_many) = judged(100);
    assert!(read > 0 && one[0].certificate.is_some());
    assert_eq!((read_by_many, made_by_many), (read, made));
    let [first, last] = [&many[0], &many[99]].map(|report| report.certificate.as_ref().unwrap());
    assert!(Arc::ptr_eq(first, last), "a large one is not there a hundred times");
    assert_eq!(many[99], one[0]);
}
