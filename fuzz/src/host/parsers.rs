//! The host's readers of bytes by themselves.

use der::DateTime;
use juki::card::atr::Atr;
use juki::card::{common, files, identity, juki as register, text, visual};
use juki::finding::KeyUse;
use juki::pki::cv::CvCertificate;
use juki::pki::received::Certificate as Received;
use juki::pki::{PublicKey, Purpose, Revocation, TrustStore};
use juki::reader::trace;
use juki::shell::show;
use juki::verify::certificate;

use super::{OFFICE, Office};

pub(super) fn look_at(read: &text::Files) {
    let _ = (read.number(), read.offsets_fit(), read.signature(), read.card_key(), read.basic());
    let attributes = read.attributes();
    let hashed = read.attributes.as_deref().and_then(text::attributes_hash_input);
    assert!(hashed.is_some() || attributes.is_none() || read.attributes.is_some());
    if let Some(attributes) = attributes {
        let _ = attributes.encode();
    }
    if let Some(number) = read.number() {
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
    }
}

pub(super) fn look_at_face(read: &visual::Files) {
    let _ = read.age.as_deref().and_then(visual::Age::parse);
    let _ = read.number.as_deref().and_then(visual::Number::parse);
    let _ = read.basic_information.as_deref().and_then(visual::BasicInfo::parse);
    let _ = read.face.as_deref().and_then(visual::Face::parse);
    let _ = read.cv_certificate.as_deref().map(CvCertificate::parse);
}

pub(super) fn look_at_certificate(der: &[u8], trust: &TrustStore, now: DateTime) {
    let _ = certificate::CertificateHolder::of(der);
    let read = Received::read(der);
    let purpose = read.ok().and_then(|certificate| KeyUse::of(&certificate).purpose());
    for purpose in [purpose, None, Some(Purpose::Signing)] {
        let _ = certificate::verify(der, &[], trust, purpose, Revocation::File, now);
    }
}

/// How many readers of bytes there are.
pub const PARSERS: u8 = 14;

/// The readers of bytes by themselves. What reads and can be written is the same again.
pub(super) fn parsers(which: u8, bytes: &[u8]) {
    match which % PARSERS {
        0 => {
            let _ = Atr::parse(bytes).map(|atr| atr.capabilities());
        }
        1 => {
            if let Ok(certificate) = CvCertificate::parse(bytes) {
                let _ = (certificate.verify(&certificate), certificate.is_root());
            }
        }
        2 => look_at(&text::Files {
            attributes: Some(bytes.to_vec()),
            signature: Some(bytes.to_vec()),
            ..text::Files::default()
        }),
        3 => look_at(&text::Files {
            personal_number: Some(bytes.to_vec()),
            basic_information: Some(bytes.to_vec()),
            card_key: Some(bytes.to_vec()),
            ..text::Files::default()
        }),
        4 => {
            if let Some(age) = visual::Age::parse(bytes) {
                let again = age.encode().expect("what was read can be written");
                assert_eq!(visual::Age::parse(&again), Some(age));
            }
        }
        5 => {
            if let Some(number) = visual::Number::parse(bytes) {
                let again = number.encode().expect("what was read can be written");
                assert_eq!(visual::Number::parse(&again), Some(number));
            }
        }
        6 => {
            let _ = visual::Face::parse(bytes).map(|(face, _)| (face.hashes(), face.encode()));
        }
        7 => {
            if let Some(basic) = visual::BasicInfo::parse(bytes) {
                let again = basic.encode().expect("what was read can be written");
                assert_eq!(visual::BasicInfo::parse(&again), Some(basic));
            }
        }
        8 => {
            if let Some(state) = register::State::parse(bytes) {
                let again = state.encode();
                assert_eq!(register::State::parse(&again), Some(state));
            }
            let _ = register::Procedure::parse(bytes).map(|procedure| procedure.encode());
        }
        9 => {
            let _ = common::CardRecord::parse(bytes).map(|record| record.encode());
        }
        10 => {
            for key in [PublicKey::from_card(bytes), PublicKey::from_objects(bytes)] {
                let Some(key) = key else { continue };
                let objects = key.to_objects().expect("what was read can be written");
                assert_eq!(PublicKey::from_objects(&objects), Some(key.clone()));
                let spki = key.to_spki().expect("what was read can be written");
                assert_eq!(PublicKey::from_spki(&spki), Some(key));
            }
        }
        11 => {
            OFFICE.with_borrow_mut(|office| {
                let Office { trust, now, .. } = office.get_or_insert_with(Office::open);
                look_at_certificate(bytes, trust, *now);
            });
        }
        12 => {
            let _ = files::data_object(bytes);
            let _ = files::template(bytes, apdu_spec::tlv::Tag::new(0x70));
            let _ = (identity::printable(bytes), show::content(bytes));
        }
        _ => masked(bytes),
    }
}

/// A trace never shows the data field of a command that may carry a secret.
fn masked(bytes: &[u8]) {
    let _ = trace::response_line(bytes);
    let line = trace::command_line(bytes);
    let is_secret = matches!(bytes.get(1), Some(0x20 | 0x21 | 0x24 | 0x2C | 0x26 | 0x28 | 0x32));
    if is_secret
        && let Some(tail) = bytes.get(bytes.len().saturating_sub(8)..)
        && bytes.len() >= 16
        && bytes.get(4..bytes.len() - 8).is_some_and(|rest| !rest.is_empty())
        && tail.iter().any(|byte| Some(byte) != tail.first())
    {
        let shown = hex::encode_upper(tail);
        assert!(!line.contains(&shown), "{line}");
    }
}
