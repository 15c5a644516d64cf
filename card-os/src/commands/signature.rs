//! A signature with a key that is open: what is signed, and how it is coded for each kind of key.

use apdu_spec::bytes;
use apdu_spec::file::{Algorithm, Key};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use crate::context::Context;
use crate::crypto::{HASH_LEN, SIGNATURE_MAX, pkcs1};
use crate::objects::{Open, Secret};
use crate::reply::Reply;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Message<'a> {
    /// These bytes: what an RSA block of type 1 holds. For P-256 a SHA-256 hash or its
    /// `DigestInfo`.
    Bytes(&'a [u8]),
    /// A SHA-256 hash or a whole `DigestInfo`.
    Prehash(&'a [u8]),
    /// A SHA-256 hash, which RSA names by its `DigestInfo`.
    Hash([u8; HASH_LEN]),
    /// A SHA-256 hash, which RSA does not name.
    BareHash([u8; HASH_LEN]),
    /// A SHA-256 hash for RSA with PSS.
    Pss([u8; HASH_LEN]),
}

/// Appends the signature: DER `SEQUENCE {r, s}` (RFC 3279, 2.2.3), or the bytes of an RSA
/// signature (RFC 8017).
///
/// # Errors
/// `6985` for a form that the key's algorithm does not have, `6984` for a key without a value,
/// `6A80` for data that is not of the form.
pub(super) fn sign(
    cx: &mut Context<'_>,
    open: &Open,
    key: Key,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match key.algorithm {
        Algorithm::P256 => ecdsa(cx, open, message, reply),
        Algorithm::Rsa2048 => rsa(cx, open, message, reply),
        Algorithm::Aes128 | Algorithm::Aes256 => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
    }
}

fn ecdsa(
    cx: &mut Context<'_>,
    open: &Open,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if matches!(message, Message::Pss(_)) {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let secret = Secret::load(cx.store, open.id)?;
    let hash = match message {
        Message::Bytes(data) | Message::Prehash(data) => {
            let bare = data.try_into().ok();
            *bare.or_else(|| pkcs1::sha256_in(data)).ok_or(StatusWord::INCORRECT_DATA)?
        }
        Message::Hash(hash) | Message::BareHash(hash) | Message::Pss(hash) => hash,
    };
    let mut signature = [0; SIGNATURE_MAX];
    let length = cx
        .crypto
        .sign(Algorithm::P256, cx.rng, secret.as_bytes(), &hash, &mut signature)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    let halves = signature.get(..length).and_then(|both| both.split_at_checked(length / 2));
    let (r, s) = halves.ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?;
    reply.write(|writer| {
        writer.nested(0x30u8, |w| {
            integer(w, r);
            integer(w, s);
        });
    })
}

fn rsa(
    cx: &mut Context<'_>,
    open: &Open,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    const BAD: StatusWord = StatusWord::INCORRECT_DATA;
    let secret = Secret::load(cx.store, open.id)?;
    let mut block = match message {
        Message::Bytes(data) => pkcs1::block(data).ok_or(BAD)?,
        Message::Prehash(data) => match data.try_into() {
            Ok(hash) => pkcs1::digest_info_block(hash),
            Err(_) if pkcs1::is_digest_info(data) => pkcs1::block(data).ok_or(BAD)?,
            Err(_) => return Err(BAD),
        },
        Message::Hash(hash) => pkcs1::digest_info_block(&hash),
        Message::BareHash(hash) => pkcs1::block(&hash).ok_or(BAD)?,
        Message::Pss(hash) => pkcs1::pss_block(cx.crypto, cx.rng, &hash),
    };
    cx.crypto
        .private_operation(Algorithm::Rsa2048, cx.rng, secret.as_bytes(), &mut block)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    reply.put(&block)
}

/// Appends an unsigned big-endian number as a DER INTEGER.
fn integer(writer: &mut Writer<'_>, number: &[u8]) {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    let mut bytes = [0; 1 + SIGNATURE_MAX / 2];
    // One zero in front when the first digit would read as a sign, or there is no digit.
    let lead = usize::from(digits.first().is_none_or(|first| first & 0x80 != 0));
    let end = lead.saturating_add(digits.len());
    if let Some(place) = bytes.get_mut(lead..end) {
        bytes::copy(place, digits);
    }
    writer.tlv(0x02u8, bytes.get(..end).unwrap_or_default());
}
