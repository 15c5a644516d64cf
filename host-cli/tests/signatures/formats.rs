//! What a format of signatures has to do is enough for more than a signature of one file: two made
//! up for this are written from outside, one as XML is and one as PDF is, each a file.

mod form;
mod inside;

use std::error::Error;

use juki::finding::{Finding, SignatureReason};
use juki::pki::received::Certificate;
use juki::pki::{PublicKey, Revocation};
use juki::sign::{
    DetachedContent, Document, DocumentError, Hash, SignatureFormat, SignaturePlace,
    SigningIdentity, digest, sign,
};
use juki::verify::document::{SignerReport, verdict, verify};
use juki::verify::verdict::Verdict;

use self::form::FormFormat;
use self::inside::InsideFormat;
use super::signer::{DOCUMENT, Signer, now, terms};

/// Did the key of a certificate make this signature?
fn by_key(certificate: &Certificate, message: &[u8], signature: &[u8]) -> Finding {
    let key = PublicKey::from_spki(certificate.tbs().subject_public_key_info()).unwrap();
    match key.verify(message, signature) {
        Ok(()) => Finding::passed(SignatureReason::Right),
        Err(_) => Finding::failed(SignatureReason::Wrong),
    }
}

/// A line of hexadecimal words that ends a signature: certificate and signature.
fn last_line(by: &SigningIdentity, signature: &[u8]) -> String {
    format!("signed {} {}\n", hex::encode(by.certificate.bytes()), hex::encode(signature))
}

/// Reads that line.
fn read_last_line(line: &str) -> Option<(Certificate, Vec<u8>)> {
    let (certificate, signature) = line.strip_prefix("signed ")?.split_once(' ')?;
    let certificate = Certificate::read(&hex::decode(certificate).ok()?).ok()?;
    Some((certificate, hex::decode(signature.trim_end()).ok()?))
}

fn make(
    format: &dyn SignatureFormat,
    signer: &Signer,
    name: &str,
    mut document: &[u8],
) -> Result<Vec<u8>, Box<dyn Error>> {
    let document = format.to_sign(Document::new(&mut document).named(name))?;
    Ok(sign(&mut &*signer, &*document, now())?.bytes)
}

fn judged(
    format: &dyn SignatureFormat,
    signer: &Signer,
    bytes: &[u8],
    beside: &dyn DetachedContent,
) -> Vec<SignerReport> {
    let signed = format.read(bytes).unwrap().unwrap();
    verify(&*signed, beside, &terms(&signer.trust(), Revocation::File, now()))
}

struct Files<'a>(&'a [(&'a str, Hash)]);

impl DetachedContent for Files<'_> {
    fn document(&self) -> Option<Hash> {
        None
    }

    fn file(&self, name: &str) -> Option<Hash> {
        self.0.iter().find(|(found, _)| *found == name).map(|(_, hash)| *hash)
    }
}

#[test]
fn signers_may_have_signed_other_files_beside_the_signature() {
    let signer = Signer::new();
    let form = make(&FormFormat, &signer, "form.xml", DOCUMENT).unwrap();
    let map = make(&FormFormat, &signer, "map.tif", b"II*").unwrap();
    let both = [form, map].concat();
    let (form, map, other) = ([DOCUMENT, b"II*", b"MM*"].map(|file| digest(file).unwrap())).into();
    let verdicts = |files: &[(&str, Hash)]| {
        let reports = judged(&FormFormat, &signer, &both, &Files(files));
        reports.iter().map(SignerReport::verdict).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&[("form.xml", form), ("map.tif", map)]), [Verdict::Valid; 2]);
    let altered = verdicts(&[("form.xml", form), ("map.tif", other)]);
    assert_eq!(altered, [Verdict::Valid, Verdict::NotAuthentic]);
    // What cannot be judged of one says nothing of the other.
    assert_eq!(verdicts(&[("form.xml", form)]), [Verdict::Valid, Verdict::Undecided]);
    let reports = judged(&FormFormat, &signer, &both, &Files(&[("form.xml", form)]));
    assert_eq!([reports[0].has_document(), reports[1].has_document()], [true, false]);
    assert_eq!(verdict(&reports), Verdict::Undecided);
    assert_eq!(verdict(&judged(&FormFormat, &signer, &both, &Some(form))), Verdict::Undecided);
}

/// However short a format keeps its certificates: each signer is judged by his own.
#[test]
fn no_signer_is_judged_by_the_certificate_of_another() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let [one, other] =
        [&signer, &stranger].map(|signer| make(&FormFormat, signer, "form.xml", DOCUMENT).unwrap());
    let files = [("form.xml", digest(DOCUMENT).unwrap())];
    for (order, expected) in [
        ([&one, &other, &one], [Verdict::Valid, Verdict::Undecided, Verdict::Valid]),
        ([&other, &one, &other], [Verdict::Undecided, Verdict::Valid, Verdict::Undecided]),
    ] {
        let reports =
            judged(&FormFormat, &signer, &order.map(Vec::as_slice).concat(), &Files(&files));
        let verdicts = reports.iter().map(SignerReport::verdict).collect::<Vec<_>>();
        assert_eq!(verdicts, expected);
        let prints = reports.iter().map(|report| report.certificate.as_ref().unwrap().fingerprint);
        let prints = prints.collect::<Vec<_>>();
        assert!(prints[0] == prints[2] && prints[0] != prints[1]);
    }
}

#[test]
fn a_signature_may_stand_inside_its_document() {
    let signer = Signer::new();
    let signed = make(&InsideFormat, &signer, "copy.pdf", DOCUMENT).unwrap();
    assert!(InsideFormat.place() == SignaturePlace::Inside && signed.starts_with(DOCUMENT));
    let alone = |bytes: &[u8]| verdict(&judged(&InsideFormat, &signer, bytes, &None));
    assert_eq!(alone(&signed), Verdict::Valid);
    let mut altered = signed.clone();
    altered[0] ^= 1;
    assert_eq!(alone(&altered), Verdict::NotAuthentic);
    let beside = |hash: Hash| verdict(&judged(&InsideFormat, &signer, &signed, &Some(hash)));
    assert_eq!(beside(digest(&signed[..]).unwrap()), Verdict::Valid);
    assert_eq!(beside(digest(DOCUMENT).unwrap()), Verdict::NotAuthentic, "not the signed one");
}

#[test]
fn a_format_may_refuse_a_document() {
    let signer = Signer::new();
    let signed = make(&InsideFormat, &signer, "copy.pdf", DOCUMENT).unwrap();
    let refused = make(&InsideFormat, &signer, "copy.pdf", &signed).unwrap_err();
    let DocumentError::Read(cause) = refused.downcast_ref::<DocumentError>().unwrap();
    assert_eq!(cause.kind(), std::io::ErrorKind::InvalidData);
}
