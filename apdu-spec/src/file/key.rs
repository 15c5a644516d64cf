//! Parameters of a key (our coding, in `A5`).

use crate::tlv::{self, Writer};

use super::{byte, is_made_of};

/// Algorithm of a key (our coding, DO `81` in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// AES-128, used with CMAC.
    Aes128,
    /// AES-256, used with CMAC.
    Aes256,
    /// NIST P-256, used with ECDSA and SHA-256.
    P256,
    /// RSA with a modulus of 2048 bits and the exponent [`RSA_EXPONENT`], used with PKCS#1.
    Rsa2048,
}

/// The public exponent of every RSA key pair: 65537.
pub const RSA_EXPONENT: [u8; 3] = [0x01, 0x00, 0x01];

impl Algorithm {
    /// Its code.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Aes128 => 0x01,
            Self::Aes256 => 0x02,
            Self::P256 => 0x11,
            Self::Rsa2048 => 0x12,
        }
    }

    /// The algorithm with this code.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01 => Self::Aes128,
            0x02 => Self::Aes256,
            0x11 => Self::P256,
            0x12 => Self::Rsa2048,
            _ => return None,
        })
    }

    /// Length of the secret key in bytes. For RSA these are the two primes: everything else is
    /// made of them in no time.
    #[must_use]
    pub const fn secret_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 | Self::P256 => 32,
            Self::Rsa2048 => 256,
        }
    }

    /// Length of the public key as the card gives it out (the uncompressed point, the modulus),
    /// in bytes; 0 for a symmetric key.
    #[must_use]
    pub const fn public_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes256 => 0,
            Self::P256 => 65,
            Self::Rsa2048 => 256,
        }
    }

    /// Made on the card by GENERATE ASYMMETRIC KEY PAIR.
    #[must_use]
    pub const fn is_asymmetric(self) -> bool {
        self.public_len() != 0
    }

    /// The value of the object identifier of its domain parameters, for DO `06`; empty for an
    /// algorithm without.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        match self {
            // 1.2.840.10045.3.1.7 (RFC 5480)
            Self::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
            Self::Aes128 | Self::Aes256 | Self::Rsa2048 => &[],
        }
    }
}

/// What a key may be used for (our coding, DO `82` in `A5`): a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage(u8);

impl Usage {
    /// Signatures by PERFORM SECURITY OPERATION.
    pub const SIGNATURE: Self = Self(0x01);
    /// INTERNAL AUTHENTICATE: the card authenticates itself.
    pub const INTERNAL_AUTHENTICATE: Self = Self(0x02);
    /// EXTERNAL AUTHENTICATE: the card authenticates an external entity.
    pub const EXTERNAL_AUTHENTICATE: Self = Self(0x04);

    /// Verifying certificates of terminals: a trust anchor.
    pub const VERIFY_CERTIFICATE: Self = Self(0x08);
    /// Key agreement (ECDH) by PERFORM SECURITY OPERATION: DECIPHER.
    pub const KEY_AGREEMENT: Self = Self(0x10);
    /// MUTUAL AUTHENTICATE: internal and external.
    pub const MUTUAL_AUTHENTICATE: Self =
        Self(Self::INTERNAL_AUTHENTICATE.0 | Self::EXTERNAL_AUTHENTICATE.0);

    const KNOWN: u8 = 0x1F;

    /// The set with these bits; `None` when it is empty or has unknown ones.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        if byte == 0 || byte & !Self::KNOWN != 0 { None } else { Some(Self(byte)) }
    }

    /// Its bits.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }

    /// Does it hold all of `other`?
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Parameters of a key (our coding, in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its algorithm (DO `81`).
    pub algorithm: Algorithm,
    /// What it may be used for (DO `82`).
    pub usage: Usage,
    /// Wrong authentications after which it is blocked, 1 to 15 (DO `80`); 0 without a counter, for
    /// a key too long to be guessed: a counter would let anybody with a reader block it for ever.
    pub tries: u8,
}

impl Key {
    pub(super) fn encode(&self, writer: &mut Writer<'_>) {
        if self.tries != 0 {
            writer.tlv(0x80u8, &[self.tries]);
        }
        writer.tlv(0x81u8, &[self.algorithm.to_byte()]);
        writer.tlv(0x82u8, &[self.usage.to_byte()]);
    }

    pub(super) fn parse(template: &[u8]) -> Option<Self> {
        if !is_made_of(template, &[0x80, 0x81, 0x82]) {
            return None;
        }
        let usage = Usage::from_byte(byte(template, 0x82)?)?;
        let tries = match tlv::find(template, 0x80u8) {
            None => 0,
            Some([tries @ 1..=15]) => *tries,
            Some(_) => return None,
        };
        let algorithm = Algorithm::from_byte(byte(template, 0x81)?)?;
        // A trust anchor is the public key of an issuer: it can be used for nothing that needs the
        // secret key. No other key pair is for EXTERNAL AUTHENTICATE.
        let agrees = usage.contains(Usage::KEY_AGREEMENT);
        let anchor = usage.contains(Usage::VERIFY_CERTIFICATE);
        let possible = match algorithm {
            Algorithm::P256 if anchor => {
                !agrees
                    && !usage.contains(Usage::SIGNATURE)
                    && !usage.contains(Usage::INTERNAL_AUTHENTICATE)
            }
            Algorithm::P256 => !usage.contains(Usage::EXTERNAL_AUTHENTICATE),
            Algorithm::Rsa2048 => {
                !anchor && !agrees && !usage.contains(Usage::EXTERNAL_AUTHENTICATE)
            }
            Algorithm::Aes128 | Algorithm::Aes256 => {
                !anchor && !agrees && !usage.contains(Usage::SIGNATURE)
            }
        };
        possible.then_some(Self { algorithm, usage, tries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn parse(template: &[u8]) -> Option<Key> {
        Key::parse(template)
    }

    #[test]
    fn a_key_of_the_outside_has_an_error_counter_or_says_nothing_of_one() {
        for usage in [Usage::EXTERNAL_AUTHENTICATE, Usage::MUTUAL_AUTHENTICATE] {
            let usage = usage.to_byte();
            assert_eq!(parse(&[0x81, 1, 0x01, 0x82, 1, usage]).unwrap().tries, 0);
            assert_eq!(parse(&[0x80, 1, 15, 0x81, 1, 0x01, 0x82, 1, usage]).unwrap().tries, 15);
            // One way of saying it: a number of tries is a number of tries.
            for wrong in [&[0x80, 1, 0][..], &[0x80, 0], &[0x80, 1, 16], &[0x80, 2, 0, 3]] {
                let template: Vec<u8> = [wrong, &[0x81, 1, 0x01, 0x82, 1, usage]].concat();
                assert_eq!(parse(&template), None, "{wrong:02X?}");
            }
        }
    }

    #[test]
    fn a_key_is_used_for_what_its_algorithm_can_do() {
        let key = |algorithm, usage: Usage| parse(&[0x81, 1, algorithm, 0x82, 1, usage.to_byte()]);
        assert!(key(0x01, Usage::INTERNAL_AUTHENTICATE).is_some());
        assert_eq!(key(0x01, Usage::SIGNATURE), None, "AES signs nothing");
        assert_eq!(key(0x01, Usage::KEY_AGREEMENT), None, "AES agrees on nothing");
        assert_eq!(
            key(0x11, Usage::EXTERNAL_AUTHENTICATE),
            None,
            "a key pair of the card is for INTERNAL AUTHENTICATE"
        );
    }
}
