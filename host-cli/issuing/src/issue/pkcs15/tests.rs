//! What the files say, read by a strict reader.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::structures::{
    AuthObjectAttributes, CiaInfo, CommonCertificateAttributes, CommonKeyAttributes, Entry,
    PasswordAttributes, PasswordType, Path, PrivateEcKeyAttributes, X509CertificateAttributes,
    context, each, each_tagged,
};
use super::*;
use der::asn1::AnyRef;
use der::{Decode as _, Tag, Tagged as _};

const CARD: &[u8; SERIAL_LEN] = b"999991234567890";

fn written(of: File, may_sign: bool) -> Vec<u8> {
    file(of, CARD, may_sign).unwrap()
}

/// A path from the MF on, to a file of the application or to its DF.
fn points_into(application: &Application, path: &Path) -> Option<FileId> {
    let path = path.path.as_bytes();
    let (df, fid) = path.strip_prefix(&MF.to_be_bytes()).unwrap().split_at(2);
    assert_eq!(df, application.fid.to_be_bytes());
    let fid = (!fid.is_empty()).then(|| FileId::from_be_bytes(fid.try_into().unwrap()))?;
    assert!(application.object(fid).is_some(), "{fid:04X}");
    Some(fid)
}

#[test]
fn the_object_directory_names_every_directory_once() {
    let content = written(File::Odf, true);
    let mut tags = Vec::new();
    let mut targets = Vec::new();
    for choice in each::<AnyRef<'_>>(&content) {
        let path = Path::from_der(choice.value()).unwrap();
        tags.push(choice.tag());
        targets.push(points_into(&pkcs15::APPLICATION, &path).unwrap());
    }
    assert_eq!(tags, [0, 4, 5, 8].map(context));
    assert_eq!(targets, [File::Prkdf, File::Cdf, File::TrustedCdf, File::Aodf].map(File::fid));
}

#[test]
fn pins_are_padded_to_eight_bytes_and_found_in_the_jpki_df() {
    let content = written(File::Aodf, true);
    let pins: Vec<Entry<AuthObjectAttributes, PasswordAttributes>> = each(&content);
    let [authentication, signing] = pins.as_slice() else { panic!("{pins:?}") };
    for pin in &pins {
        let password = &pin.of_type;
        assert_eq!((password.stored_length, password.max_length), (8, 8));
        assert_eq!(password.pad.as_bytes(), [0xFF]);
        assert_eq!(points_into(&jpki::APPLICATION, &password.path), None, "the DF itself");
    }
    assert_eq!((authentication.of_type.reference, signing.of_type.reference), (0x98, 0x9B));
    assert_eq!(authentication.of_type.kind, PasswordType::AsciiNumeric);
    assert_eq!(signing.of_type.kind, PasswordType::Utf8);
    assert_eq!((authentication.of_type.min_length, signing.of_type.min_length), (4, 6));
    // initialized (4), needs-padding (5); local (1) for OpenSC's signing PIN.
    let bits = |pin: &Entry<AuthObjectAttributes, PasswordAttributes>| {
        pin.of_type.flags.raw_bytes().to_vec()
    };
    assert_eq!((bits(authentication), bits(signing)), (vec![0x0C], vec![0x4C]));
}

#[test]
fn keys_are_of_256_bits_and_belong_to_a_pin() {
    let content = written(File::Prkdf, true);
    let keys: Vec<(Tag, Entry<CommonKeyAttributes, PrivateEcKeyAttributes>)> =
        each_tagged(&content);
    let mut fids = Vec::new();
    for (tag, key) in &keys {
        assert_eq!(*tag, context(0), "an EC key");
        assert_eq!(key.of_type.algorithm, 256);
        assert_eq!(key.common.auth_id.as_ref(), Some(&key.class.id));
        assert_eq!(key.common.flags.as_ref().unwrap().raw_bytes(), [0x80], "private");
        assert_eq!(key.class.access.raw_bytes(), [0xB8]);
        fids.push(points_into(&jpki::APPLICATION, &key.of_type.path).unwrap());
    }
    assert_eq!(fids, [jpki::AUTHENTICATION_KEY, jpki::SIGNING_KEY]);
    let usage: Vec<&[u8]> = keys.iter().map(|(_, key)| key.class.usage.raw_bytes()).collect();
    assert_eq!(usage, [&[0x20][..], &[0x20, 0x40]], "sign; sign and nonRepudiation");
}

#[test]
fn the_signing_certificate_alone_is_private() {
    let of = |fid| {
        each::<Entry<CommonCertificateAttributes, X509CertificateAttributes>>(&written(fid, true))
    };
    let (holder, trusted) = (of(File::Cdf), of(File::TrustedCdf));
    let mut fids = Vec::new();
    for certificate in holder.iter().chain(&trusted) {
        let fid = points_into(&jpki::APPLICATION, &certificate.of_type.path).unwrap();
        let private = certificate.common.flags.is_some();
        assert_eq!(private, fid == jpki::File::SigningCertificate.fid(), "{fid:04X}");
        assert_eq!(certificate.common.auth_id.is_some(), private);
        fids.push(fid);
    }
    assert_eq!(
        fids,
        [
            jpki::File::AuthenticationCertificate.fid(),
            jpki::File::SigningCertificate.fid(),
            jpki::File::AuthenticationAuthority.fid(),
            jpki::File::SigningAuthority.fid()
        ]
    );
    assert!(holder.iter().all(|certificate| certificate.class.authority.is_none()));
    assert!(trusted.iter().all(|certificate| certificate.class.authority == Some(true)));
}

#[test]
fn the_token_names_the_card_and_the_algorithm_of_its_keys() {
    let token = CiaInfo::from_der(&written(File::TokenInfo, true)).unwrap();
    assert_eq!((token.version, token.manufacturer.as_str()), (1, MANUFACTURER));
    assert_eq!((token.label.as_str(), token.flags.raw_bytes()), (LABEL, &[0x20][..]));
    assert_eq!(token.serial.as_bytes(), serial(CARD));
    let [algorithm] = token.algorithms.as_slice() else { panic!("{token:?}") };
    assert_eq!((algorithm.reference, algorithm.mechanism), (256, 0x1041));
    assert_eq!(algorithm.operations.raw_bytes(), [0x40], "computes signatures");
    assert_eq!(algorithm.object.to_string(), "1.2.840.10045.4.1");
}

#[test]
fn a_child_s_card_shows_nothing_of_signing() {
    let content = written(File::Aodf, false);
    let pins: Vec<Entry<AuthObjectAttributes, PasswordAttributes>> = each(&content);
    assert_eq!(pins.iter().map(|pin| pin.of_type.reference).collect::<Vec<_>>(), [0x98]);
    for file in [File::Aodf, File::Prkdf, File::Cdf, File::TrustedCdf] {
        let content = written(file, false);
        assert!(!content.windows(7).any(|window| window == b"Digital"), "{file:?}");
        assert!(content.len() < written(file, true).len());
    }
}

#[test]
fn the_serial_number_is_twenty_digits() {
    assert_eq!(hex::encode(serial(CARD)), "00000999991234567890");
    assert_ne!(serial(b"JUKIV0000000001"), serial(b"JUKIV0000000002"));
    assert_eq!(hex::encode(card_data(CARD)), "0000000000030500000009999912345678900001");
}

#[test]
fn openssl_parses_every_file_to_its_end() {
    for file in File::ALL {
        let content = written(*file, true);
        let mut openssl = Command::new("openssl")
            .args(["asn1parse", "-inform", "DER"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        openssl.stdin.take().unwrap().write_all(&content).unwrap();
        let done = openssl.wait_with_output().unwrap();
        assert!(done.status.success(), "{file:?}");
        assert!(!done.stdout.is_empty(), "{file:?}");
    }
}
