//! The issuer key and the resetting code of a card, derived from the authority's master key.

use aes::Aes128;
use cmac::{Cmac, KeyInit, Mac};
use zeroize::{Zeroize, Zeroizing};

/// Label of the derivation of an issuer key.
pub const LABEL: &[u8] = b"JUKI ISSUER KEY";
/// Label of the derivation of a resetting code.
const RESETTING_CODE: &[u8] = b"JUKI RESETTING CODE";

/// Label of the derivation of the key of a municipal application.
const SERVICE_KEY: &[u8] = b"JUKI SERVICE KEY";

/// Length in bits of what is derived.
const LENGTH: u32 = 128;

/// The issuer key of the card with this serial number.
#[must_use]
pub fn issuer_key(master: &[u8; 16], serial: &[u8; 15]) -> Zeroizing<[u8; 16]> {
    derive(master, LABEL, serial)
}

/// The resetting code (PUK) of the card with this serial number: eight digits. Of 2^64 numbers
/// each digit is as likely as any other, but for one in 10^11.
#[must_use]
pub fn resetting_code(master: &[u8; 16], serial: &[u8; 15]) -> Zeroizing<String> {
    let block = derive(master, RESETTING_CODE, serial);
    let number = block.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Zeroizing::new(format!("{:08}", number % 100_000_000))
}

/// The key of the municipal application with this DF name on the card with this serial number.
#[must_use]
pub fn service_key(master: &[u8; 16], aid: &[u8], serial: &[u8; 15]) -> Zeroizing<[u8; 16]> {
    // The serial number has one length: nothing is said twice.
    derive(master, SERVICE_KEY, &[&serial[..], aid].concat())
}

/// KDF in counter mode with AES-CMAC as its pseudorandom function (NIST SP 800-108r1, 4.1):
/// counter and length in 32 bits each, one block. The context is the card's serial number, and what else the key is for.
fn derive(master: &[u8; 16], label: &[u8], context: &[u8]) -> Zeroizing<[u8; 16]> {
    let mut cmac = Cmac::<Aes128>::new(master.into());
    cmac.update(&1_u32.to_be_bytes());
    cmac.update(label);
    cmac.update(&[0]);
    cmac.update(context);
    cmac.update(&LENGTH.to_be_bytes());
    let mut block = cmac.finalize().into_bytes();
    let mut key = Zeroizing::new([0; 16]);
    key.copy_from_slice(&block);
    block.zeroize();
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_resetting_code_is_eight_digits_of_one_card() {
        let code = resetting_code(b"0123456789abcdef", b"JUKIV0000000001");
        assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_ne!(code, resetting_code(b"0123456789abcdef", b"JUKIV0000000002"));
    }

    #[test]
    fn openssl_derives_the_same_key() {
        let master = *b"0123456789abcdef";
        let serial = b"JUKIV0000000001";
        let output = Command::new("openssl")
            .args(["kdf", "-keylen", "16", "-kdfopt", "mac:CMAC", "-kdfopt", "mode:COUNTER"])
            .args(["-kdfopt", "cipher:AES-128-CBC"])
            .args(["-kdfopt", &format!("hexkey:{}", hex::encode(master))])
            .args(["-kdfopt", &format!("hexsalt:{}", hex::encode(LABEL))])
            .args(["-kdfopt", &format!("hexinfo:{}", hex::encode(serial))])
            .arg("KBKDF")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let expected = String::from_utf8(output.stdout).unwrap().trim().replace(':', "");
        assert_eq!(hex::encode_upper(*issuer_key(&master, serial)), expected);
    }
}
