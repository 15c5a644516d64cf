//! GENERATE ASYMMETRIC KEY PAIR.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Algorithm, Kind, PublicKey, Usage};
use apdu_spec::request::{GenerateKeyPair, GenerateKeyPairOdd, KeyPairAction, Purpose, Template};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use zeroize::Zeroizing;

use super::environment::ControlReference;
use super::operation::key_of;
use crate::context::Context;
use crate::crypto::{PUBLIC_MAX, SECRET_MAX};
use crate::environment::Role;
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Part, Secret};
use crate::reply::Reply;
use crate::storage::Key;

#[inline(never)]
pub(super) fn generate_key_pair(
    cx: &mut Context<'_>,
    command: GenerateKeyPair,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    run(cx, found, command.action, reply)
}

/// The control reference template names the key; for an empty one it is that of the environment.
#[inline(never)]
pub(super) fn generate_key_pair_odd(
    cx: &mut Context<'_>,
    command: GenerateKeyPairOdd<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let mut objects = tlv::Reader::new(command.data);
    let (Some(Ok(object)), None) = (objects.next(), objects.next()) else {
        return Err(StatusWord::INCORRECT_DATA);
    };
    let template = Template::from_tag(object.tag.value()).ok_or(StatusWord::INCORRECT_DATA)?;
    // HT and CCT have no key pair.
    let mut roles = Role::ALL.into_iter();
    let role = roles
        .find(|role| role.is_of(template, Purpose::Computation))
        .ok_or(StatusWord::INCORRECT_DATA)?;
    let control = ControlReference::parse(template, object.value)?;
    let found = match control.key(cx)? {
        Some(found) => found,
        None => {
            let id = cx
                .channels
                .current()
                .environment
                .key(role)
                .ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
            cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND)?
        }
    };
    run(cx, found, command.action, reply)
}

fn run(
    cx: &mut Context<'_>,
    found: FileRef,
    action: KeyPairAction,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let mode = match action {
        KeyPairAction::Generate => AccessMode::GENERATE,
        KeyPairAction::ReadPublicKey => AccessMode::READ,
    };
    let open = cx.open(found, &[Kind::Key], mode)?;
    let key = key_of(&open)?;
    let algorithm = key.algorithm;
    // A trust anchor is no key pair of the card.
    if !algorithm.is_asymmetric() || key.usage.contains(Usage::VERIFY_CERTIFICATE) {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let public = match action {
        KeyPairAction::Generate => PublicValue::generate(cx, &open, algorithm)?,
        KeyPairAction::ReadPublicKey => PublicValue::load(cx, &open, algorithm)?,
    };
    reply.write(|writer| PublicKey { algorithm, value: public.as_bytes() }.encode(writer))
}

/// A public key, as it is stored.
#[derive(Debug)]
pub(super) struct PublicValue {
    bytes: [u8; PUBLIC_MAX],
    len: usize,
}

impl PublicValue {
    /// Reads the public key of a key pair.
    ///
    /// # Errors
    /// `6984` when there is none yet, or none of this build.
    pub(super) fn load(
        cx: &mut Context<'_>,
        open: &OpenFile,
        algorithm: Algorithm,
    ) -> Result<Self, StatusWord> {
        let mut value = Self::empty(algorithm);
        let place = value.bytes_mut()?;
        if cx.store.read(Self::key(open), 0, place)? == algorithm.public_len() {
            Ok(value)
        } else {
            Err(StatusWord::REFERENCE_DATA_NOT_USABLE)
        }
    }

    /// Makes a new key pair and stores it.
    fn generate(
        cx: &mut Context<'_>,
        open: &OpenFile,
        algorithm: Algorithm,
    ) -> Result<Self, StatusWord> {
        let mut value = Self::empty(algorithm);
        let mut secret = Zeroizing::new([0; SECRET_MAX]);
        let secret = secret
            .get_mut(..algorithm.secret_len())
            .ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)?;
        cx.crypto
            .generate(algorithm, cx.rng, secret, value.bytes_mut()?)
            .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
        Secret::store(cx.store, open.id, secret)?;
        cx.store.put(Self::key(open), value.as_bytes())?;
        Ok(value)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    const fn empty(algorithm: Algorithm) -> Self {
        Self { bytes: [0; PUBLIC_MAX], len: algorithm.public_len() }
    }

    /// A card built without an algorithm has no room for its keys.
    fn bytes_mut(&mut self) -> Result<&mut [u8], StatusWord> {
        self.bytes.get_mut(..self.len).ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)
    }

    const fn key(open: &OpenFile) -> Key {
        Key { object: open.id.object(), part: Part::PUBLIC }
    }
}
