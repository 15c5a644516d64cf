//! Card verifiable certificates of terminals (BSI TR-03110 part 3, appendices C and D): the data
//! objects `7F4E` (body) and `5F37` (signature) that VERIFY CERTIFICATE takes.
//!
//! Of the profiles there the card takes ECDSA on P-256 with SHA-256 (`id-TA-ECDSA-SHA-256`),
//! certificates of inspection systems (`id-IS`), and no extensions.

use crate::tlv::{self, Tag};

const BODY: u16 = 0x7F4E;
const SIGNATURE: u16 = 0x5F37;
const PROFILE: u16 = 0x5F29;
const ISSUER: u8 = 0x42;
const PUBLIC_KEY: u16 = 0x7F49;
const HOLDER: u16 = 0x5F20;
const AUTHORISATION: u16 = 0x7F4C;
const EFFECTIVE: u16 = 0x5F25;
const EXPIRATION: u16 = 0x5F24;

/// 0.4.0.127.0.7.2.2.2.2.3: id-TA-ECDSA-SHA-256.
const ECDSA_SHA256: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02, 0x02, 0x03];
/// 0.4.0.127.0.7.3.1.2.1: id-IS.
const INSPECTION: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01];
/// Domain parameters, which the certificate of a root repeats: prime, coefficients, base point,
/// order, cofactor. The curve is P-256 whatever their values: a point that is not on it is no key.
const PARAMETERS: [u32; 6] = [0x81, 0x82, 0x83, 0x84, 0x85, 0x87];

/// Longest name of a key in bytes.
pub const KEY_NAME_MAX: usize = 16;
/// Length of a public key (an uncompressed point of P-256) in bytes.
pub const POINT_LEN: usize = 65;

/// A day: year, month, day in two digits each, as bytes 0 to 9. The years are of this century, so
/// that days compare as their bytes do.
pub type Day = [u8; 6];

/// What the holder of a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The root (CVCA).
    Root,
    /// A document verifier of the root's own country.
    Domestic,
    /// A document verifier of another one.
    Foreign,
    /// A terminal.
    Terminal,
}

impl Role {
    /// May it certify one of these?
    #[must_use]
    pub const fn certifies(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Root, Self::Domestic | Self::Foreign)
                | (Self::Domestic | Self::Foreign, Self::Terminal)
        )
    }
}

/// A certificate of a terminal or of an authority over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate<'a> {
    /// The body with its tag and length: what its signature covers.
    pub body: &'a [u8],
    /// The body's value.
    pub content: &'a [u8],
    /// Name of the key that signed it (CAR), 1 to 16 bytes.
    pub issuer: &'a [u8],
    /// Name of the certified key (CHR), 1 to 16 bytes.
    pub holder: &'a [u8],
    /// The certified key.
    pub public: &'a [u8; POINT_LEN],
    /// What its holder is.
    pub role: Role,
    /// The first day of its validity.
    pub effective: Day,
    /// The last day of its validity.
    pub expiration: Day,
    /// The signature, r || s.
    pub signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads body and signature; `None` for anything that the card does not take.
    #[must_use]
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let mut outer = tlv::Reader::new(data);
        let content = outer.next()?.ok()?;
        let body = data.get(..outer.position())?;
        let signature = outer.next()?.ok()?;
        let tags = (content.tag, signature.tag) == (Tag::from(BODY), Tag::from(SIGNATURE));
        if !tags || outer.next().is_some() {
            return None;
        }
        let objects = exactly(
            content.value,
            [
                PROFILE.into(),
                ISSUER.into(),
                PUBLIC_KEY.into(),
                HOLDER.into(),
                AUTHORISATION.into(),
                EFFECTIVE.into(),
                EXPIRATION.into(),
            ],
        )?;
        let [profile, issuer, public_key, holder, authorisation, effective, expiration] = objects;
        let certificate = Self {
            body,
            content: content.value,
            issuer: name(issuer)?,
            holder: name(holder)?,
            public: point(public_key)?,
            role: role(authorisation)?,
            effective: day(effective)?,
            expiration: day(expiration)?,
            signature: signature.value,
        };
        (profile == [0] && certificate.effective <= certificate.expiration).then_some(certificate)
    }
}

/// The values of these data objects, each there once and nothing beside them.
fn exactly<const N: usize>(template: &[u8], tags: [Tag; N]) -> Option<[&[u8]; N]> {
    let mut values = [None; N];
    for object in tlv::Reader::new(template) {
        let object = object.ok()?;
        let at = tags.iter().position(|tag| *tag == object.tag)?;
        if values.get_mut(at)?.replace(object.value).is_some() {
            return None;
        }
    }
    if values.contains(&None) { None } else { Some(values.map(Option::unwrap_or_default)) }
}

fn name(value: &[u8]) -> Option<&[u8]> {
    (1..=KEY_NAME_MAX).contains(&value.len()).then_some(value)
}

fn point(template: &[u8]) -> Option<&[u8; POINT_LEN]> {
    let (mut algorithm, mut point) = (None, None);
    for object in tlv::Reader::new(template) {
        let object = object.ok()?;
        let place = match object.tag.value() {
            0x06 => &mut algorithm,
            0x86 => &mut point,
            parameter if PARAMETERS.contains(&parameter) => continue,
            _ => return None,
        };
        if place.replace(object.value).is_some() {
            return None;
        }
    }
    if algorithm? == ECDSA_SHA256 { point?.try_into().ok() } else { None }
}

fn role(template: &[u8]) -> Option<Role> {
    let [kind, rights] = exactly(template, [0x06u8.into(), 0x53u8.into()])?;
    let [rights] = *rights else { return None };
    Some(match rights >> 6 {
        _ if kind != INSPECTION => return None,
        0b11 => Role::Root,
        0b10 => Role::Domestic,
        0b01 => Role::Foreign,
        _ => Role::Terminal,
    })
}

fn day(value: &[u8]) -> Option<Day> {
    let day: Day = value.try_into().ok()?;
    let [_, _, m1, m2, d1, d2] = day;
    let (month, date) =
        (m1.checked_mul(10)?.checked_add(m2)?, d1.checked_mul(10)?.checked_add(d2)?);
    let digits = day.iter().all(|digit| *digit <= 9);
    (digits && matches!(month, 1..=12) && matches!(date, 1..=31)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv::Writer;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn object(tag: u32, value: &[u8]) -> Vec<u8> {
        let mut bytes = [0; 600];
        let mut writer = Writer::new(&mut bytes);
        writer.tlv(Tag::new(tag), value);
        writer.finish().unwrap().to_vec()
    }

    const VALID: [(u32, u8); 7] =
        [(0x5F29, 0), (0x42, 1), (0x7F49, 2), (0x5F20, 3), (0x7F4C, 4), (0x5F25, 5), (0x5F24, 6)];

    fn value(which: u8) -> Vec<u8> {
        match which {
            0 => std::vec![0],
            1 => b"JPROOT00001".to_vec(),
            2 => [object(0x06, &ECDSA_SHA256), object(0x86, &[4; 65])].concat(),
            3 => b"JPTERM00001".to_vec(),
            4 => [object(0x06, &INSPECTION), object(0x53, &[0x83])].concat(),
            5 => std::vec![2, 6, 0, 1, 0, 1],
            _ => std::vec![2, 6, 1, 2, 3, 1],
        }
    }

    /// A certificate with one of its values changed.
    fn with(tag: u32, changed: Option<&[u8]>) -> Vec<u8> {
        let parts = VALID.iter().filter_map(|(own, which)| match changed {
            None if *own == tag => None,
            Some(changed) if *own == tag => Some(object(*own, changed)),
            _ => Some(object(*own, &value(*which))),
        });
        let body = object(0x7F4E, &parts.collect::<Vec<_>>().concat());
        [body, object(0x5F37, &[7; 64])].concat()
    }

    #[test]
    fn a_certificate_says_whose_key_it_is_and_how_long() {
        let bytes = with(0, None);
        let read = Certificate::parse(&bytes).unwrap();
        assert_eq!((read.issuer, read.holder), (&b"JPROOT00001"[..], &b"JPTERM00001"[..]));
        assert_eq!((read.role, read.signature), (Role::Domestic, &[7; 64][..]));
        assert_eq!((read.effective, read.expiration), ([2, 6, 0, 1, 0, 1], [2, 6, 1, 2, 3, 1]));
        assert_eq!(read.body.len() + 3 + 64, bytes.len());
        assert!(read.body.ends_with(read.content));
    }

    #[test]
    fn what_the_card_does_not_take_is_none() {
        for (tag, _) in VALID {
            assert_eq!(Certificate::parse(&with(tag, None)), None, "{tag:X} missing");
        }
        for (tag, changed) in [
            (0x5F29, &[1][..]),
            (0x42, &[]),
            (0x5F20, &[0; 17]),
            (0x5F25, &[2, 7, 0, 1, 0, 1]),
            (0x5F24, &[2, 6, 1, 3, 0, 1]),
            (0x5F24, &[2, 6, 0xA, 0, 0, 1]),
            (0x5F24, b"261231"),
            (0x7F4C, &object(0x53, &[0x83])),
            (0x7F49, &object(0x86, &[4; 65])),
            (0x7F49, &[object(0x06, &ECDSA_SHA256), object(0x86, &[4; 64])].concat()),
        ] {
            assert_eq!(Certificate::parse(&with(tag, Some(changed))), None, "{tag:X}");
        }
        let whole = with(0, None);
        assert_eq!(Certificate::parse(&[&whole[..], &[0x53, 0]].concat()), None);
        assert_eq!(Certificate::parse(&whole[..whole.len() - 1]), None);
    }

    #[test]
    fn nobody_certifies_himself_or_above() {
        use Role::{Domestic, Foreign, Root, Terminal};
        let all = [Root, Domestic, Foreign, Terminal];
        let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b)));
        let allowed: Vec<_> = pairs.filter(|(a, b)| a.certifies(*b)).collect();
        let wanted = [(Root, Domestic), (Root, Foreign), (Domestic, Terminal), (Foreign, Terminal)];
        assert_eq!(allowed, wanted);
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn any_bytes_parse_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Certificate::parse(&bytes);
        }
    }
}
