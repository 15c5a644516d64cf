//! PERFORM SECURITY OPERATION.

use apdu_spec::access::Mode;
use apdu_spec::file::{Key, Kind, Shape, Usage};
use apdu_spec::request::ComputeDigitalSignature;
use apdu_spec::status::StatusWord;

use super::signature::{Message, sign};
use crate::context::Context;
use crate::objects::{Found, Open};
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
    sign(cx, &open, key, Message::Prehash(command.hash), reply)
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
