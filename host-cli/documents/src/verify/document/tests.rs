use juki_pki::{names, received};

use super::*;
use crate::finding::{BindingReason, SignatureReason};
use crate::sign::Hash;
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
        let reports = judge(&signatures, &Some([0; 32]), &terms).unwrap();
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

/// A format as XML is: each signer names the file beside it that he signed.
#[derive(Debug)]
struct Form {
    certificate: Certificate,
    signed: Vec<(&'static str, Hash)>,
}

impl Signed for Form {
    fn certificates(&self) -> Vec<Certificate> {
        vec![self.certificate.clone()]
    }

    fn signers(&self) -> Vec<Box<dyn Signer + '_>> {
        let signer = |(file, hash)| -> Box<dyn Signer + '_> {
            Box::new(FormSigner { certificate: &self.certificate, file, hash })
        };
        self.signed.iter().copied().map(signer).collect()
    }
}

#[derive(Debug)]
struct FormSigner<'a> {
    certificate: &'a Certificate,
    file: &'static str,
    hash: Hash,
}

impl Signer for FormSigner<'_> {
    fn claimed_time(&self) -> Option<DateTime> {
        None
    }

    fn digest(&self) -> Option<Vec<u8>> {
        None
    }

    fn document(&self, beside: &dyn Beside) -> Option<Finding> {
        Some(if beside.file(self.file)? == self.hash {
            Finding::passed(DocumentReason::Same)
        } else {
            Finding::failed(DocumentReason::Other)
        })
    }

    fn candidates(&self) -> Vec<Box<dyn Candidate + '_>> {
        vec![Box::new(FormCandidate(self.certificate))]
    }

    fn missing(&self) -> SignatureReason {
        SignatureReason::NoCertificate
    }
}

#[derive(Debug)]
struct FormCandidate<'a>(&'a Certificate);

impl Candidate for FormCandidate<'_> {
    fn certificate(&self) -> &Certificate {
        self.0
    }

    fn signature(&self) -> Finding {
        Finding::passed(SignatureReason::Right)
    }

    fn binding(&self) -> Finding {
        Finding::absent(BindingReason::Absent)
    }
}

struct Files(Vec<(&'static str, Hash)>);

impl Beside for Files {
    fn document(&self) -> Option<Hash> {
        None
    }

    fn file(&self, name: &str) -> Option<Hash> {
        self.0.iter().find(|(found, _)| *found == name).map(|(_, hash)| *hash)
    }
}

#[test]
fn another_format_is_judged_by_the_same_rules() {
    let certificate = Signatures::read(FILE).unwrap().certificates().remove(0);
    let form = Form { certificate, signed: vec![("form.xml", [1; 32]), ("map.tif", [2; 32])] };
    let (trust, now) = (TrustStore::new(), DateTime::new(2026, 11, 29, 3, 0, 0).unwrap());
    let terms =
        Terms { trust: &trust, revocation: Revocation::File, now, authentication_key: true };
    let judged = |files| judge(&form, &Files(files), &terms);
    assert!(judged(vec![("form.xml", [1; 32])]).is_none(), "a file is not there");
    let reports = judged(vec![("form.xml", [1; 32]), ("map.tif", [3; 32])]).unwrap();
    let verdicts = reports.iter().map(SignerReport::verdict).collect::<Vec<_>>();
    assert_eq!(verdicts, [Verdict::Undecided, Verdict::NotAuthentic]);
}
