//! Issuers that nobody here knows, and those who disown what names them.

use der::asn1::OctetString;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::*;
use crate::received::tests::{Node, signed_again};

fn ca() -> Vec<Extension> {
    vec![extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))]
}

fn path_status(root: &[u8], leaf: &[u8], beside: &[Vec<u8>]) -> PathStatus {
    let mut trust = TrustStore::new();
    trust.add("root", root).unwrap();
    validate_path(leaf, beside, &trust, Purpose::Signing, Revocation::Skip, now()).path_status
}

/// A certificate with the last byte of its signature altered.
fn altered(mut certificate: Vec<u8>) -> Vec<u8> {
    *certificate.last_mut().unwrap() ^= 1;
    certificate
}

/// As openssl has it: unable to get local issuer certificate.
#[test]
fn what_lacks_the_certificate_of_an_authority_is_no_forgery() {
    let open = PathStatus::Undetermined(PathError::UnknownIssuer);
    let (root, middle, leaf) = (odd(0, 0, &ca()), odd(1, 0, &ca()), odd_holder(2, 1));
    assert_eq!(path_status(&root, &leaf, std::slice::from_ref(&middle)), PathStatus::Valid);
    assert_eq!(path_status(&root, &leaf, &[]), open);
    // Given: an authority that somebody made for himself, complete with its own root.
    let stranger = odd(8, 8, &ca());
    let untrusted = PathStatus::Undetermined(PathError::UntrustedIssuer);
    assert_eq!(path_status(&stranger, &leaf, &[middle.clone(), root]), untrusted);
    // Also where it goes on to nobody, and where somebody issued it to himself.
    assert_eq!(path_status(&stranger, &leaf, &[middle]), untrusted);
    assert_eq!(path_status(&stranger, &odd_holder(2, 2), &[]), untrusted);
    // What is altered, too: nobody here knows the key that should have signed it.
    let root = odd(0, 0, &ca());
    assert_eq!(path_status(&root, &altered(leaf), &[]), open);
}

#[test]
fn a_chain_that_leads_nowhere_is_the_certificate_alone() {
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, &ca())).unwrap();
    for alone in [odd_holder(2, 1), b"no certificate".to_vec()] {
        let skip = Revocation::Skip;
        let judged = validate_path(&alone, &[], &trust, Purpose::Signing, skip, now());
        assert_eq!(judged.chain, [alone]);
    }
}

#[test]
fn what_an_authority_did_not_sign_is_a_forgery_once_somebody_vouches_for_it() {
    let no = PathStatus::Invalid(PathError::Signature);
    let open = PathStatus::Undetermined(PathError::UnknownIssuer);
    let (root, middle, leaf) = (odd(0, 0, &ca()), odd(1, 0, &ca()), odd_holder(2, 1));
    let forged = altered(leaf.clone());
    assert_eq!(path_status(&root, &altered(odd_holder(3, 0)), &[]), no, "by the trusted one");
    assert_eq!(path_status(&root, &forged, std::slice::from_ref(&middle)), no, "by one below it");
    // Anybody can put a certificate with the authority's name beside a genuine signature.
    let key = SigningKey::from_slice(&[99; 32]).unwrap();
    let namesake = CustomProfile {
        issuer: "CN=authority 1,C=JP".parse().unwrap(),
        subject: "CN=authority 1,C=JP".parse().unwrap(),
        extensions: ca(),
    };
    let validity = Validity::new(Time::from(now()), Time::from(days(300)));
    let public = SubjectPublicKeyInfoOwned::from_key(key.verifying_key()).unwrap();
    let builder = CertificateBuilder::new(namesake, SerialNumber::from(1_u32), validity, public);
    let namesake = builder.unwrap().build::<_, DerSignature>(&key).unwrap().to_der().unwrap();
    assert_eq!(path_status(&root, &leaf, std::slice::from_ref(&namesake)), open);
    // And one that says a trusted one issued it, and lies.
    let liar = altered(odd(9, 0, &ca()));
    assert_eq!(path_status(&root, &leaf, &[namesake.clone(), liar]), open);
    // Beside the one that signed it, it changes nothing.
    assert_eq!(path_status(&root, &leaf, &[middle, namesake]), PathStatus::Valid);
}

#[test]
fn the_key_of_a_trusted_authority_disowns_what_names_it_by_another_name() {
    let id = |byte: u8| OctetString::new([byte; 20]).unwrap();
    let own = |byte| extension((false, &SubjectKeyIdentifier(id(byte))));
    let issuer = |byte| {
        let named = AuthorityKeyIdentifier { key_identifier: Some(id(byte)), ..Default::default() };
        extension((false, &named))
    };
    let root = odd(0, 0, &[&ca()[..], &[own(7)]].concat());
    let usage = extension((true, &KeyUsage(KeyUsages::NonRepudiation.into())));
    let leaf = |by, named| odd(2, by, &[usage.clone(), issuer(named)]);
    assert_eq!(path_status(&root, &leaf(0, 7), &[]), PathStatus::Valid);
    assert_eq!(path_status(&root, &leaf(1, 7), &[]), PathStatus::Invalid(PathError::Signature));
    // Its name with another key: an older or a newer key of the same authority.
    let open = PathStatus::Undetermined(PathError::UnknownIssuer);
    assert_eq!(path_status(&root, &leaf(0, 8), &[]), open);
    // A certificate that the key signed under another name, or by an algorithm that is not
    // supported: the issuer may be another one.
    let renamed = |oid: Option<&[u8]>| {
        let Node::Holder(tag, mut nodes) = Node::read(&leaf(1, 7)) else {
            panic!("no certificate")
        };
        let algorithm = nodes[1].clone();
        let other = oid.map(|oid| Node::Holder(0x30, vec![Node::Value(0x06, oid.to_vec())]));
        let other = other.unwrap_or_else(|| algorithm.clone());
        nodes[0].each(&mut |node| {
            if *node == algorithm {
                *node = other.clone();
            }
        });
        nodes[1] = other;
        let root_key = SigningKey::from_slice(&[1; 32]).unwrap();
        signed_again(&Node::Holder(tag, nodes).bytes(), &root_key, |_| {})
    };
    assert_eq!(path_status(&root, &renamed(None), &[]), open);
    // ecdsa-with-SHA384.
    let unsupported = renamed(Some(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03]));
    assert_eq!(path_status(&root, &unsupported, &[]), open);
}
