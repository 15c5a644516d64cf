use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use apdu_spec::command::Command;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::sec1::{FromSec1Point, ToSec1Point};
use p256::{AffinePoint, ProjectivePoint, Scalar, Sec1Point};
use sha1::{Digest as _, Sha1};

use super::{Run, chip_authentication, pace};
use crate::mac::aes_cmac;
use crate::terminal::SessionKeys;

/// id-PACE-ECDH-GM-AES-CBC-CMAC-128.
const PACE: &str = "060A04007F00070202040202";
/// id-CA-ECDH-AES-CBC-CMAC-128.
const CHIP_AUTHENTICATION: &str = "060A04007F00070202030202";

/// The key derivation of TR-03110 for AES-128.
fn kdf(secret: &[u8], number: u32) -> [u8; 16] {
    let hash = Sha1::new().chain_update(secret).chain_update(number.to_be_bytes()).finalize();
    hash[..16].try_into().unwrap()
}

/// The authentication code of somebody's public key, who computes with this key.
fn token(key: &[u8], protocol: &str, public: &[u8]) -> Vec<u8> {
    let protocol = hex::decode(protocol).unwrap();
    let object = [&[0x7F, 0x49, 0x4F], &protocol[..], &[0x86, 0x41], public].concat();
    aes_cmac(key.try_into().unwrap(), &object)[..8].to_vec()
}

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::from_repr(<[u8; 32]>::try_from(bytes).unwrap().into()).unwrap()
}

fn point(bytes: &[u8]) -> ProjectivePoint {
    let point = Sec1Point::from_bytes(bytes).unwrap();
    AffinePoint::from_sec1_point(&point).unwrap().into()
}

fn encoded(point: ProjectivePoint) -> Vec<u8> {
    point.to_affine().to_sec1_point(false).as_bytes().to_vec()
}

fn x(point: ProjectivePoint) -> Vec<u8> {
    encoded(point)[1..33].to_vec()
}

fn value<'r>(run: &'r Run, name: &str) -> &'r [u8] {
    run.value(name).unwrap_or_else(|| panic!("{} has no {name}", run.name))
}

fn keys_follow_from(run: &Run, secret: &[u8]) {
    assert_eq!(kdf(secret, 1), value(run, "encryption-key"), "{run:?}");
    assert_eq!(kdf(secret, 2), value(run, "checksum-key"), "{run:?}");
}

#[test]
fn a_nonce_is_encrypted_under_the_password() {
    for run in pace() {
        let mut block = <[u8; 16]>::try_from(value(&run, "nonce")).unwrap().into();
        Aes128::new(&kdf(value(&run, "password"), 3).into()).encrypt_block(&mut block);
        assert_eq!(&block[..], value(&run, "encrypted-nonce"), "{run:?}");
    }
}

#[test]
fn session_keys_and_tokens_of_pace_follow_from_the_shared_secret() {
    assert_eq!(pace().len(), 2);
    for run in pace() {
        keys_follow_from(&run, value(&run, "shared-secret"));
        let key = value(&run, "checksum-key");
        assert_eq!(token(key, PACE, value(&run, "public-card")), value(&run, "token-terminal"));
        assert_eq!(token(key, PACE, value(&run, "public-terminal")), value(&run, "token-card"));
    }
}

#[test]
fn both_sides_of_pace_map_to_the_same_generator_and_agree() {
    for run in pace() {
        let (mapped, shared_secret) =
            (value(&run, "mapped-generator"), value(&run, "shared-secret"));
        let mut nonce = [0; 32];
        nonce[16..].copy_from_slice(value(&run, "nonce"));
        let sides = [("terminal", "card"), ("card", "terminal")];
        for (own, other) in sides {
            let value = |name: &str, side: &str| value(&run, &format!("{name}-{side}"));
            let map = scalar(value("map-private", own));
            assert_eq!(encoded(ProjectivePoint::GENERATOR * map), value("map-public", own));
            let shared = point(value("map-public", other)) * map;
            let generator = ProjectivePoint::GENERATOR * scalar(&nonce) + shared;
            assert_eq!(encoded(generator), mapped);
            let private = scalar(value("private", own));
            assert_eq!(encoded(generator * private), value("public", own));
            assert_eq!(x(point(value("public", other)) * private), shared_secret);
        }
    }
}

#[test]
fn commands_inside_the_session_of_pace_are_secured_as_libeac_secures_them() {
    for run in pace() {
        let key = |name: &str| value(&run, name).try_into().unwrap();
        let mut keys = SessionKeys::new(key("encryption-key"), key("checksum-key"));
        for name in ["select", "read", "read-odd", "get-challenge"] {
            let command = Command::parse(value(&run, name)).unwrap();
            let secured = keys.command(&command);
            assert_eq!(secured, value(&run, &format!("{name}-secured")), "{name} of {run:?}");
            keys.skip_answer();
        }
    }
}

#[test]
fn session_keys_and_token_of_chip_authentication_follow_from_the_shared_secret() {
    assert_eq!(chip_authentication().len(), 2);
    for run in chip_authentication() {
        keys_follow_from(&run, &[value(&run, "shared-secret"), value(&run, "nonce")].concat());
        let key = value(&run, "checksum-key");
        let wanted = token(key, CHIP_AUTHENTICATION, value(&run, "public-terminal"));
        assert_eq!(wanted, value(&run, "token-card"));
        assert_eq!(value(&run, "public-terminal")[1..33], *value(&run, "compressed-terminal"));
    }
}

#[test]
fn both_sides_of_chip_authentication_agree() {
    for run in chip_authentication() {
        for (own, other) in [("terminal", "card"), ("card", "terminal")] {
            let private = scalar(value(&run, &format!("private-{own}")));
            assert_eq!(
                encoded(ProjectivePoint::GENERATOR * private),
                value(&run, &format!("public-{own}"))
            );
            let shared = point(value(&run, &format!("public-{other}"))) * private;
            assert_eq!(x(shared), value(&run, "shared-secret"));
        }
    }
}
