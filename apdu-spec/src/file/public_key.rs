//! The public key template `7F49` (ISO/IEC 7816-8:2019, table 3): `06` curve and `86` point of a
//! P-256 key, `81` modulus and `82` exponent of an RSA key.

use super::{Algorithm, RSA_EXPONENT, is_made_of};
use crate::tlv::{self, Writer};

const TEMPLATE: u16 = 0x7F49;
const CURVE: u8 = 0x06;
const POINT: u8 = 0x86;
const MODULUS: u8 = 0x81;
const EXPONENT: u8 = 0x82;

/// The public key of a key pair, as GENERATE ASYMMETRIC KEY PAIR gives it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey<'a> {
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// The uncompressed point, or the modulus (big-endian; the exponent is [`RSA_EXPONENT`]): as
    /// long as [`Algorithm::public_len`] says.
    pub value: &'a [u8],
}

impl<'a> PublicKey<'a> {
    /// Reads a template; `None` when it is none of a key pair that this card makes: another
    /// algorithm, curve, exponent or length, more or fewer data objects.
    #[must_use]
    pub fn parse(template: &'a [u8]) -> Option<Self> {
        let objects = tlv::find(template, TEMPLATE)?;
        let (algorithm, value) = if is_made_of(objects, &[CURVE, POINT]) {
            let oid = tlv::find(objects, CURVE)?;
            (Some(Algorithm::P256).filter(|p256| oid == p256.oid())?, tlv::find(objects, POINT)?)
        } else if is_made_of(objects, &[MODULUS, EXPONENT]) {
            let exponent = tlv::find(objects, EXPONENT)?;
            let rsa = Some(Algorithm::Rsa2048).filter(|_| exponent == RSA_EXPONENT);
            (rsa?, tlv::find(objects, MODULUS)?)
        } else {
            return None;
        };
        (value.len() == algorithm.public_len()).then_some(Self { algorithm, value })
    }

    /// Appends the template; nothing for a symmetric key, which has none.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        let content = |w: &mut Writer<'_>| {
            match self.algorithm {
                Algorithm::Rsa2048 => w.tlv(MODULUS, self.value).tlv(EXPONENT, &RSA_EXPONENT),
                curve => w.tlv(CURVE, curve.oid()).tlv(POINT, self.value),
            };
        };
        if self.algorithm.is_asymmetric() {
            writer.nested(TEMPLATE, content);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn encoded(algorithm: Algorithm, value: &[u8]) -> Vec<u8> {
        let mut bytes = [0; 300];
        let mut writer = Writer::new(&mut bytes);
        PublicKey { algorithm, value }.encode(&mut writer);
        writer.finish().unwrap().to_vec()
    }

    #[test]
    fn a_public_key_comes_back_as_it_was() {
        for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
            let value = [0xA5; 256];
            let value = &value[..algorithm.public_len()];
            let template = encoded(algorithm, value);
            assert_eq!(PublicKey::parse(&template), Some(PublicKey { algorithm, value }));
        }
        assert!(encoded(Algorithm::Aes128, &[]).is_empty());
    }

    #[test]
    fn an_rsa_key_is_the_modulus_and_65537() {
        let template = encoded(Algorithm::Rsa2048, &[0xA5; 256]);
        assert_eq!(template[..9], [0x7F, 0x49, 0x82, 0x01, 0x09, 0x81, 0x82, 0x01, 0x00]);
        assert_eq!(template[265..], [0x82, 0x03, 0x01, 0x00, 0x01]);
    }

    #[test]
    fn what_is_no_key_of_the_card_is_none() {
        let short = encoded(Algorithm::Rsa2048, &[0xA5; 255]);
        let mut other_exponent = encoded(Algorithm::Rsa2048, &[0xA5; 256]);
        *other_exponent.last_mut().unwrap() = 0x03;
        let mut other_curve = encoded(Algorithm::P256, &[0x04; 65]);
        other_curve[12] ^= 1;
        for template in [&short[..], &other_exponent, &other_curve, &[], &[0x7F, 0x49, 0x00]] {
            assert_eq!(PublicKey::parse(template), None);
        }
    }
}
