//! PERFORM SECURITY OPERATION.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Algorithm, Key, Kind, KindParameters, Usage};
use apdu_spec::request::{INTERMEDIATE_LEN, PerformSecurityOperation, SecurityOperation, tag};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use zeroize::Zeroizing;

use super::certificates::{SignedContent, verify_certificate};
use super::keys::PublicValue;
use super::signature::{Message, encoded_for, sign};
use crate::context::Context;
use crate::crypto::{HASH_LEN, KeyAgreementError, SHARED_LEN, VerifyError, pkcs1};
use crate::environment::Role;
use crate::guard::{FileRef, OpenFile};
use crate::objects::Secret;
use crate::reply::Reply;

/// A block of SHA-256, in bits.
const BLOCK_BITS: u64 = 512;

#[inline(never)]
pub(super) fn perform_security_operation(
    cx: &mut Context<'_>,
    command: PerformSecurityOperation<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let data = command.data;
    match command.operation {
        SecurityOperation::ComputeDigitalSignature => compute_digital_signature(cx, data, reply),
        SecurityOperation::Hash => {
            let hash = cx.crypto.hash(&[data]);
            keep_hash(cx, hash, command, reply)
        }
        SecurityOperation::HashRest => {
            let hash = hash_rest(cx, data)?;
            keep_hash(cx, hash, command, reply)
        }
        SecurityOperation::VerifyDigitalSignature => verify_digital_signature(cx, data),
        SecurityOperation::VerifyCertificateValue => {
            verify_certificate(cx, SignedContent::Value, data)
        }
        SecurityOperation::VerifyCertificate => {
            verify_certificate(cx, SignedContent::DataObject, data)
        }
        SecurityOperation::Decipher => decipher(cx, data, reply),
    }
}

/// Signs with the key of the environment, or the selected one when none is set.
fn compute_digital_signature(
    cx: &mut Context<'_>,
    data: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = key_in_use(cx, &[Role::Signature])?;
    let (open, key) = open_key(cx, found, AccessMode::SECURITY_OPERATION, Usage::SIGNATURE)?;
    if !data.is_empty() {
        return sign(cx, &open, key, Message::Prehash(data), reply);
    }
    let hash = cx.channels.current().hash.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    sign(cx, &open, key, Message::Hash(hash), reply)?;
    cx.channels.current().hash = None;
    Ok(())
}

/// Keeps a hash code for the next signature, and gives it out when an answer is expected.
fn keep_hash(
    cx: &mut Context<'_>,
    hash: [u8; HASH_LEN],
    command: PerformSecurityOperation<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    cx.channels.current().hash = Some(hash);
    if command.ne.most() == 0 { Ok(()) } else { reply.put(&hash) }
}

/// The hash code computed off the card, or the one continued here over the rest of the message.
fn hash_rest(cx: &mut Context<'_>, template: &[u8]) -> Result<[u8; HASH_LEN], StatusWord> {
    let [begun, rest] = objects(template, [tag::HASH, tag::PLAIN])?;
    let begun = begun.ok_or(StatusWord::INCORRECT_DATA)?;
    match (begun.len(), rest) {
        (HASH_LEN, None | Some([])) => begun.try_into().map_err(|_| StatusWord::INCORRECT_DATA),
        (0, Some(message)) => Ok(cx.crypto.hash(&[message])),
        (INTERMEDIATE_LEN, Some(rest)) => {
            let (state, bits) = begun.split_first_chunk().ok_or(StatusWord::INCORRECT_DATA)?;
            let bits = u64::from_be_bytes(bits.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?);
            let more = u64::try_from(rest.len())
                .map_err(|_| StatusWord::INCORRECT_DATA)?
                .checked_mul(8)
                .ok_or(StatusWord::INCORRECT_DATA)?;
            let whole_blocks = bits.is_multiple_of(BLOCK_BITS) && bits != 0;
            if !whole_blocks || bits.checked_add(more).is_none() {
                return Err(StatusWord::INCORRECT_DATA);
            }
            Ok(cx.crypto.hash_rest(state, bits, rest))
        }
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}

/// Verifies by a public key of the card: allowed to whoever may read that key.
fn verify_digital_signature(cx: &mut Context<'_>, data: &[u8]) -> Result<(), StatusWord> {
    let found = key_in_use(cx, &[Role::Verification])?;
    let (open, key) = open_key(cx, found, AccessMode::READ, Usage::SIGNATURE)?;
    let public = PublicValue::load(cx, &open, key.algorithm)?;
    let [signature, given] = objects(data, [tag::SIGNATURE, tag::SIGNATURE_INPUT])?;
    let signature = signature.ok_or(StatusWord::INCORRECT_DATA)?;
    let hash = match given {
        Some(given) => {
            let bare = given.try_into().ok();
            *bare.or_else(|| pkcs1::sha256_in(given)).ok_or(StatusWord::INCORRECT_DATA)?
        }
        None => cx.channels.current().hash.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?,
    };
    // A signature in another coding than the card's own is refused.
    let mut plain = [0; crate::crypto::SIGNATURE_MAX];
    let verified = match encoded_for(key.algorithm, signature, &mut plain) {
        Some(plain) => cx.crypto.verify(key.algorithm, public.as_bytes(), &hash, plain),
        None => Err(VerifyError::Signature),
    };
    match verified {
        Ok(()) if given.is_none() => {
            cx.channels.current().hash = None;
            Ok(())
        }
        Ok(()) => Ok(()),
        Err(VerifyError::Signature) => Err(StatusWord::VERIFICATION_FAILED),
        Err(VerifyError::Key) => Err(StatusWord::REFERENCE_DATA_NOT_USABLE),
    }
}

/// ECDH with the key of the confidentiality template, or of the one for key agreement, or the
/// selected one.
fn decipher(cx: &mut Context<'_>, data: &[u8], reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    let found = key_in_use(cx, &[Role::Decipherment, Role::KeyAgreement])?;
    let (open, key) = open_key(cx, found, AccessMode::SECURITY_OPERATION, Usage::KEY_AGREEMENT)?;
    if !Secret::is_there(cx.store, open.id)? {
        return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
    }
    let peer = public_point(data).ok_or(StatusWord::INCORRECT_DATA)?;
    let shared = agree(cx, &open, key, peer)?;
    reply.put(shared.as_slice())
}

/// ECDH of an open key with a public key of somebody else.
///
/// # Errors
/// `6984` when it has no value, `6A80` for what is no point on the curve.
pub(super) fn agree(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    peer: &[u8],
) -> Result<Zeroizing<[u8; SHARED_LEN]>, StatusWord> {
    let secret = Secret::load(cx.store, open.id)?;
    let mut shared = Zeroizing::new([0; SHARED_LEN]);
    match cx.crypto.key_agreement(key.algorithm, secret.as_bytes(), peer, &mut shared) {
        Ok(()) => Ok(shared),
        Err(KeyAgreementError::Peer) => Err(StatusWord::INCORRECT_DATA),
        Err(KeyAgreementError::Key) => Err(StatusWord::REFERENCE_DATA_NOT_USABLE),
    }
}

/// The point in `A6{7F49{86}}`; `06` may name the curve before it.
fn public_point(data: &[u8]) -> Option<&[u8]> {
    let template = only(data, tag::AGREEMENT)?;
    let public = only(template, 0x7F49u16)?;
    let [curve, point] = objects(public, [0x06, tag::CRYPTOGRAM]).ok()?;
    match curve {
        None => point,
        Some(oid) => point.filter(|_| oid == Algorithm::P256.oid()),
    }
}

/// The value of the one data object that is there.
fn only(data: &[u8], tag: impl Into<tlv::Tag>) -> Option<&[u8]> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(object)), None) if object.tag == tag.into() => Some(object.value),
        _ => None,
    }
}

/// The values of two data objects, each there at most once, and nothing beside them.
fn objects(data: &[u8], tags: [u8; 2]) -> Result<[Option<&[u8]>; 2], StatusWord> {
    let mut values = [None, None];
    for object in tlv::Reader::new(data) {
        let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
        let mut places = tags.iter().zip(values.iter_mut());
        let (_, place) = places
            .find(|(tag, _)| object.tag == (**tag).into())
            .ok_or(StatusWord::INCORRECT_DATA)?;
        if place.replace(object.value).is_some() {
            return Err(StatusWord::INCORRECT_DATA);
        }
    }
    Ok(values)
}

/// The key that the environment has for the first of these roles that it has one for; without
/// any, the selected file.
fn key_in_use(cx: &mut Context<'_>, roles: &[Role]) -> Result<FileRef, StatusWord> {
    let channel = cx.channels.current();
    let set = roles.iter().find_map(|role| channel.environment.key(*role));
    let id = set.or(channel.ef).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND)
}

/// Opens a key for a use that its usage allows.
///
/// # Errors
/// As `Context::open`, and `6985` for another use.
pub(super) fn open_key(
    cx: &mut Context<'_>,
    found: FileRef,
    mode: AccessMode,
    usage: Usage,
) -> Result<(OpenFile, Key), StatusWord> {
    let open = cx.open(found, &[Kind::Key], mode)?;
    let key = key_of(&open)?;
    if key.usage.contains(usage) {
        Ok((open, key))
    } else {
        Err(StatusWord::CONDITIONS_NOT_SATISFIED)
    }
}

/// The parameters of an open key.
pub(super) fn key_of(open: &OpenFile) -> Result<Key, StatusWord> {
    match open.parameters {
        KindParameters::Key(key) => Ok(key),
        _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
    }
}
