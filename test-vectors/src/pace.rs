//! A terminal that opens a session by PACE (BSI TR-03110, ICAO Doc 9303-11), implemented
//! independently of the card and of the host, from the standard and SPEC.md alone. It stops after
//! any step, and sends what it is told to, so that tests can go wrong where they like.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use p256::elliptic_curve::sec1::{FromSec1Point, ToSec1Point};
use p256::{AffinePoint, ProjectivePoint, Scalar, Sec1Point, elliptic_curve::PrimeField};
use sha1::{Digest, Sha1};

use crate::mac::aes_cmac;
use crate::scenario::{self, CardConnection};
use crate::terminal::SessionKeys;

/// id-PACE-ECDH-GM-AES-CBC-CMAC-128.
pub const PROTOCOL: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];

/// The number of a password.
pub mod password {
    /// Of the machine-readable zone.
    pub const MRZ: u8 = 1;
    /// The card access number.
    pub const CAN: u8 = 2;
    /// The PIN.
    pub const PIN: u8 = 3;
    /// The unblocking key.
    pub const PUK: u8 = 4;
}

/// An uncompressed point.
pub type Point = [u8; 65];

/// The terminal's side of one PACE.
#[derive(Clone, Debug)]
pub struct PaceTerminal {
    /// K-pi.
    key: [u8; 16],
    mapping: Scalar,
    ephemeral: Scalar,
    /// The nonce, when step 1 has been: right, when the password was.
    pub nonce: [u8; 16],
    generator: ProjectivePoint,
    keys: Option<[[u8; 16]; 2]>,
    own: Point,
    /// The ephemeral public key of the card, of which the x coordinate is its identity in terminal
    /// authentication.
    pub card: Point,
}

/// The key for a use (1 encryption, 2 checksum, 3 password) from a secret.
#[must_use]
pub fn derived(secret: &[u8], counter: u8) -> [u8; 16] {
    let hash = Sha1::new().chain_update(secret).chain_update([0, 0, 0, counter]).finalize();
    std::array::from_fn(|at| hash[at])
}

/// The token over the key of the other side, under a protocol.
#[must_use]
pub fn token(checksum: &[u8; 16], protocol: &[u8], point: &[u8]) -> [u8; 8] {
    let object = |tag: &[u8], value: &[u8]| {
        let length = u8::try_from(value.len()).unwrap_or_default();
        [tag, &[length], value].concat()
    };
    let content = [object(&[0x06], protocol), object(&[0x86], point)].concat();
    let whole = aes_cmac(checksum, &object(&[0x7F, 0x49], &content));
    std::array::from_fn(|at| whole[at])
}

/// The data field of a step: the template with one object.
#[must_use]
pub fn step_data(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap_or_default();
    [&[0x7C, length + 2, tag, length], value].concat()
}

/// The command of a step, with the chaining bit or, as the last has it, without.
#[must_use]
pub fn step_command(data: &[u8]) -> Vec<u8> {
    let last = data.get(2) == Some(&0x85);
    let length = u8::try_from(data.len()).unwrap_or_default();
    let class = if last { 0x00 } else { 0x10 };
    [&[class, 0x86, 0x00, 0x00, length], data, &[0x00]].concat()
}

/// SET AT for a password, with more data objects behind it.
#[must_use]
pub fn set_password(number: u8, more: &[u8]) -> Vec<u8> {
    let content = [&[0x80, 0x0A], &PROTOCOL[..], &[0x83, 0x01, number], more].concat();
    let length = u8::try_from(content.len()).unwrap_or_default();
    [&[0x00, 0x22, 0xC1, 0xA4, length], &content[..]].concat()
}

/// Bytes of a point; of the point at infinity one zero.
#[must_use]
pub fn bytes_of(point: &ProjectivePoint) -> Vec<u8> {
    point.to_affine().to_sec1_point(false).as_bytes().to_vec()
}

fn point(bytes: &[u8]) -> Result<ProjectivePoint, String> {
    let encoded = Sec1Point::from_bytes(bytes).map_err(|_| "no point")?;
    let affine = AffinePoint::from_sec1_point(&encoded).into_option().ok_or("not on the curve")?;
    Ok(affine.into())
}

fn scalar(seed: &[u8]) -> Scalar {
    let bytes: [u8; 20] = Sha1::digest(seed).into();
    let mut wide = [0; 32];
    wide[12..].copy_from_slice(&bytes);
    Scalar::from_repr(wide.into()).into_option().unwrap_or(Scalar::ONE)
}

impl PaceTerminal {
    /// A terminal that believes this to be the password: of CAN, PIN or PUK.
    #[must_use]
    pub fn new(password: &[u8]) -> Self {
        Self::with_key(derived(password, 3))
    }

    /// A terminal that believes this to be K-pi.
    #[must_use]
    pub fn with_key(key: [u8; 16]) -> Self {
        Self {
            key,
            mapping: scalar(b"mapping key"),
            ephemeral: scalar(b"ephemeral key"),
            nonce: [0; 16],
            generator: ProjectivePoint::GENERATOR,
            keys: None,
            own: [0; 65],
            card: [0; 65],
        }
    }

    /// Takes the answer to step 1, and gives the data field of step 2.
    ///
    /// # Errors
    /// What is wrong with the answer, as of every step.
    pub fn map(&mut self, answer: &[u8]) -> Result<Vec<u8>, String> {
        let encrypted = value(answer, 0x80)?;
        let encrypted: [u8; 16] = encrypted.try_into().map_err(|_| "no block")?;
        let mut block = encrypted.into();
        Aes128::new(&self.key.into()).decrypt_block(&mut block);
        self.nonce = block.into();
        Ok(step_data(0x81, &bytes_of(&(ProjectivePoint::GENERATOR * self.mapping))))
    }

    /// Takes the answer to step 2, and gives the data field of step 3.
    ///
    /// # Errors
    /// As [`PaceTerminal::map`].
    pub fn agree(&mut self, answer: &[u8]) -> Result<Vec<u8>, String> {
        let card = point(value(answer, 0x82)?)?;
        let mut nonce = [0; 32];
        nonce[16..].copy_from_slice(&self.nonce);
        let nonce = Scalar::from_repr(nonce.into()).into_option().ok_or("no scalar")?;
        self.generator = ProjectivePoint::GENERATOR * nonce + card * self.mapping;
        let own = bytes_of(&(self.generator * self.ephemeral));
        self.own = own.as_slice().try_into().map_err(|_| "at infinity")?;
        Ok(step_data(0x83, &self.own))
    }

    /// Takes the answer to step 3, and gives the data field of step 4.
    ///
    /// # Errors
    /// As [`PaceTerminal::map`].
    pub fn authenticate(&mut self, answer: &[u8]) -> Result<Vec<u8>, String> {
        let card = value(answer, 0x84)?;
        self.card = card.try_into().map_err(|_| "no point")?;
        if self.card == self.own {
            return Err("the card sent the terminal's own key back".to_owned());
        }
        let shared = bytes_of(&(point(card)? * self.ephemeral));
        let x = shared.get(1..33).ok_or("at infinity")?;
        let keys = [derived(x, 1), derived(x, 2)];
        self.keys = Some(keys);
        Ok(step_data(0x85, &token(&keys[1], &PROTOCOL, &self.card)))
    }

    /// Takes the answer to step 4, and gives the keys of the session and the name of a trust
    /// anchor.
    ///
    /// # Errors
    /// As [`PaceTerminal::map`].
    pub fn finish(&self, answer: &[u8]) -> Result<(SessionKeys, Option<Vec<u8>>), String> {
        let [encryption, checksum] = self.keys.ok_or("step 3 has not been")?;
        if value(answer, 0x86)? != token(&checksum, &PROTOCOL, &self.own) {
            return Err("the card did not prove that it knows the password".to_owned());
        }
        let authority = value(answer, 0x87).ok().map(<[u8]>::to_vec);
        Ok((SessionKeys::new(encryption, checksum), authority))
    }

    /// Runs all of it on a card that answers it in the clear, or through a session.
    ///
    /// # Errors
    /// What the card answered, when it is not as it must be.
    pub fn run(
        &mut self,
        card: &mut dyn CardConnection,
        number: u8,
        more: &[u8],
    ) -> Result<(SessionKeys, Option<Vec<u8>>), String> {
        let set = card.transmit(&set_password(number, more))?;
        if !matches!(set[..], [0x90, 0x00] | [0x63, 0xC0..=0xCF]) {
            return Err(format!("SET AT is answered {set:02X?}"));
        }
        let mut data = vec![0x7C, 0x00];
        let mut answer = scenario::succeed(card, &step_command(&data))?;
        for next in [Self::map, Self::agree, Self::authenticate] {
            data = next(self, &answer)?;
            answer = scenario::succeed(card, &step_command(&data))?;
        }
        self.finish(&answer)
    }
}

/// The value of an object in the template.
fn value(answer: &[u8], tag: u8) -> Result<&[u8], String> {
    let mut rest = match answer {
        [0x7C, length, rest @ ..] if rest.len() == usize::from(*length) => rest,
        _ => return Err(format!("no template in {answer:02X?}")),
    };
    while let [own, length, behind @ ..] = rest {
        let (value, behind) =
            behind.split_at_checked(usize::from(*length)).ok_or("an object is cut off")?;
        if *own == tag {
            return Ok(value);
        }
        rest = behind;
    }
    Err(format!("no object {tag:02X} in {answer:02X?}"))
}
