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
/// The same, of later generations.
const SERVICE_KEY_NEXT: &[u8] = b"JUKI SERVICE KEY OF GENERATION";
/// Label of the derivation of the key that seals what a card is issued from.
const PLAN_KEY: &[u8] = b"JUKI PLAN KEY";

/// Length in bits of what is derived.
const LENGTH: u32 = 128;

/// The issuer key of the card with this serial number. Each key that is given out has its own
/// generation; 0 is that of cards issued before there were generations.
#[must_use]
pub fn issuer_key(master: &[u8; 16], serial: &[u8; 15], generation: u32) -> Zeroizing<[u8; 16]> {
    derive(master, LABEL, &of_generation(serial, generation))
}

/// The resetting code (PUK) of the card with this serial number: eight digits. Of 2^64 numbers
/// each digit is as likely as any other, but for one in 10^11.
#[must_use]
pub fn resetting_code(master: &[u8; 16], serial: &[u8; 15], generation: u32) -> Zeroizing<String> {
    let block = derive(master, RESETTING_CODE, &of_generation(serial, generation));
    let number = block.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Zeroizing::new(format!("{:08}", number % 100_000_000))
}

/// The key of the municipal application with this DF name on the card with this serial number.
#[must_use]
pub fn service_key(
    master: &[u8; 16],
    aid: &[u8],
    serial: &[u8; 15],
    generation: u32,
) -> Zeroizing<[u8; 16]> {
    // Serial number and generation have one length each: nothing is said twice.
    let label = if generation == 0 { SERVICE_KEY } else { SERVICE_KEY_NEXT };
    derive(master, label, &[&of_generation(serial, generation), aid].concat())
}

/// The key that seals what the card with this serial number is issued from.
pub(super) fn plan_key(master: &[u8; 16], serial: &[u8; 15]) -> Zeroizing<[u8; 16]> {
    derive(master, PLAN_KEY, serial)
}

/// The context of a derivation: the serial number, and a generation that is not the first.
fn of_generation(serial: &[u8; 15], generation: u32) -> Vec<u8> {
    let generation = generation.to_be_bytes();
    let said: &[u8] = if generation == [0; 4] { &[] } else { &generation };
    [&serial[..], said].concat()
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
        let code = resetting_code(b"0123456789abcdef", b"JUKIV0000000001", 0);
        assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_ne!(code, resetting_code(b"0123456789abcdef", b"JUKIV0000000002", 0));
        assert_ne!(code, resetting_code(b"0123456789abcdef", b"JUKIV0000000001", 1));
    }

    #[test]
    fn openssl_derives_the_same_key() {
        let master = *b"0123456789abcdef";
        let serial = b"JUKIV0000000001";
        for (generation, context) in
            [(0, &serial[..]), (0x0102_0304, b"JUKIV0000000001\x01\x02\x03\x04")]
        {
            let output = Command::new("openssl")
                .args(["kdf", "-keylen", "16", "-kdfopt", "mac:CMAC", "-kdfopt", "mode:COUNTER"])
                .args(["-kdfopt", "cipher:AES-128-CBC"])
                .args(["-kdfopt", &format!("hexkey:{}", hex::encode(master))])
                .args(["-kdfopt", &format!("hexsalt:{}", hex::encode(LABEL))])
                .args(["-kdfopt", &format!("hexinfo:{}", hex::encode(context))])
                .arg("KBKDF")
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let expected = String::from_utf8(output.stdout).unwrap().trim().replace(':', "");
            assert_eq!(hex::encode_upper(*issuer_key(&master, serial, generation)), expected);
        }
    }

    #[test]
    fn every_generation_has_keys_of_its_own() {
        let (master, serial, aid) = (b"0123456789abcdef", b"JUKIV0000000001", [0xF0, 1, 2, 3, 4]);
        let keys = [0, 1, 2].map(|generation| {
            [
                issuer_key(master, serial, generation),
                service_key(master, &aid, serial, generation),
                // What could be taken for a generation stands in a DF name.
                service_key(master, &[&[0, 0, 0, 1][..], &aid].concat(), serial, generation),
            ]
        });
        let keys: std::collections::BTreeSet<_> =
            keys.as_flattened().iter().map(|key| **key).collect();
        assert_eq!(keys.len(), 9);
    }
}
