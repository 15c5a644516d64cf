//! PERFORM SECURITY OPERATION.

use apdu_spec::access::Mode;
use apdu_spec::file::{Key, Kind, Shape, Usage};
use apdu_spec::request::ComputeDigitalSignature;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use crate::context::Context;
use crate::crypto::{HASH_LEN, SIGNATURE_MAX};
use crate::objects::{Found, Open, Secret};
use crate::reply::Reply;

/// Signs a hash with the key of the environment, or the selected one when none is set.
pub(super) fn compute_digital_signature(
    cx: &mut Context<'_>,
    command: ComputeDigitalSignature<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let channel = cx.channels.current();
    let id = channel.signing_key.or(channel.ef).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    let found = cx.found(id, StatusWord::REFERENCE_NOT_FOUND)?;
    let (open, key) = open_key(cx, found, Mode::SIGN, Usage::SIGN)?;
    let hash = command.hash.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?;
    sign(cx, &open, key, hash, reply)
}

/// Opens a key for a use that its usage allows.
///
/// # Errors
/// As `Context::open`, and `6985` for another use.
pub(super) fn open_key(
    cx: &mut Context<'_>,
    found: Found,
    mode: Mode,
    usage: Usage,
) -> Result<(Open, Key), StatusWord> {
    let open = cx.open(found, &[Kind::Key], mode)?;
    let key = key_of(&open)?;
    if key.usage.contains(usage) {
        Ok((open, key))
    } else {
        Err(StatusWord::CONDITIONS_NOT_SATISFIED)
    }
}

/// The parameters of an open key.
pub(super) fn key_of(open: &Open) -> Result<Key, StatusWord> {
    match open.shape {
        Shape::Key(key) => Ok(key),
        _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
    }
}

/// Appends the signature over a hash: DER `SEQUENCE {r, s}` (RFC 3279, 2.2.3).
pub(super) fn sign(
    cx: &mut Context<'_>,
    open: &Open,
    key: Key,
    hash: &[u8; HASH_LEN],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let secret = Secret::load(cx.store, open.id)?;
    let mut signature = [0; SIGNATURE_MAX];
    let length = cx
        .crypto
        .sign(key.algorithm, cx.rng, secret.as_bytes(), hash, &mut signature)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    let (r, s) = signature.get(..length).unwrap_or_default().split_at(length / 2);
    reply.write(|writer| {
        writer.nested(0x30u8, |w| {
            integer(w, r);
            integer(w, s);
        });
    })
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
        place.copy_from_slice(digits);
    }
    writer.tlv(0x02u8, bytes.get(..end).unwrap_or_default());
}
