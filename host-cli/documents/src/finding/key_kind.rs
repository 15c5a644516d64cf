//! A kind of key that is not supported.

use std::fmt;

use der::Decode as _;
use der::asn1::{ObjectIdentifier, UintRef};
use der::oid::db::rfc5912::RSA_ENCRYPTION;
use rsa::pkcs1::RsaPublicKey;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::OidName;

/// A kind of key that is not supported. `Display` gives its algorithm with its length or curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum KeyKind {
    /// Algorithm, and length in bits.
    Length(OidName, u32),
    /// Algorithm and curve.
    Curve(OidName, OidName),
    /// Algorithm alone.
    Plain(OidName),
}

impl KeyKind {
    /// The kind of a key.
    #[must_use]
    pub fn of(key: &SubjectPublicKeyInfoOwned) -> Self {
        let algorithm = OidName(key.algorithm.oid);
        let curve = key.algorithm.parameters.as_ref();
        let curve = curve.and_then(|found| found.decode_as::<ObjectIdentifier>().ok());
        match (key.algorithm.oid, curve) {
            (RSA_ENCRYPTION, _) => modulus_bits(key.subject_public_key.raw_bytes())
                .map_or(Self::Plain(algorithm), |bits| Self::Length(algorithm, bits)),
            (_, Some(curve)) => Self::Curve(algorithm, OidName(curve)),
            (_, None) => Self::Plain(algorithm),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(algorithm, bits) => write!(f, "{algorithm}, {bits} bits"),
            Self::Curve(algorithm, curve) => write!(f, "{algorithm}, {curve}"),
            Self::Plain(algorithm) => algorithm.fmt(f),
        }
    }
}

/// The length of an RSA key, RSAPublicKey (RFC 8017, A.1.1) in DER: bits of its modulus; `None` of
/// what is none.
fn modulus_bits(key: &[u8]) -> Option<u32> {
    let key = RsaPublicKey::<UintRef<'_>>::from_der(key).ok()?;
    let (first, rest) = key.modulus.as_bytes().split_first()?;
    u32::try_from(rest.len()).ok()?.checked_mul(8)?.checked_add(first.checked_ilog2()? + 1)
}

#[cfg(test)]
mod tests {
    use der::Encode;

    use super::*;

    #[test]
    fn an_rsa_key_is_as_long_as_its_modulus() {
        for (bytes, first, bits) in
            [(128, 0x80, 1024), (128, 0xFF, 1024), (256, 0x7F, 2047), (1024, 0xC3, 8192)]
        {
            let mut modulus = vec![0xFF_u8; bytes];
            modulus[0] = first;
            let key = RsaPublicKey {
                modulus: UintRef::new(&modulus).unwrap(),
                public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
            };
            assert_eq!(modulus_bits(&key.to_der().unwrap()), Some(bits));
        }
        assert_eq!(modulus_bits(b"no key"), None);
    }
}
