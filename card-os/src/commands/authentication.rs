//! GET CHALLENGE, EXTERNAL AUTHENTICATE, INTERNAL AUTHENTICATE.

use apdu_spec::access::Mode;
use apdu_spec::file::Usage;
use apdu_spec::request::{
    CHALLENGE_LEN, Domain, ExternalAuthenticate, GetChallenge, InternalAuthenticate,
};
use apdu_spec::status::StatusWord;

use super::operation::open_key;
use super::pins::{check_tries, proved};
use super::signature::{Message, sign};
use crate::context::Context;
use crate::crypto::MAC_LEN;
use crate::objects::{Secret, SecretValue};
use crate::reply::Reply;

pub(super) fn get_challenge(
    cx: &mut Context<'_>,
    command: GetChallenge,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let count = command.ne.exact().unwrap_or(CHALLENGE_LEN).min(reply.room());
    let random = reply.space(count)?;
    cx.rng.fill_bytes(random);
    // Random bytes of another length are no RND.ICC.
    cx.channels.current().challenge = (&*random).try_into().ok();
    Ok(())
}

pub(super) fn external_authenticate(
    cx: &mut Context<'_>,
    command: ExternalAuthenticate<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let (open, key) = open_key(cx, found, Mode::EXTERNAL, Usage::EXTERNAL)?;
    check_tries(cx, &open)?;
    let secret = Secret::load(cx.store, open.id)?;
    let challenge = cx.challenge.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    if command.data.len() != MAC_LEN {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let message: [&[u8]; 3] = [&[Domain::External as u8], cx.serial, &challenge];
    let expected =
        SecretValue::mac(|out| cx.crypto.mac(key.algorithm, secret.as_bytes(), &message, out))?;
    proved(cx, &open, command.data, &expected, key.tries)
}

pub(super) fn internal_authenticate(
    cx: &mut Context<'_>,
    command: InternalAuthenticate<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let (open, key) = open_key(cx, found, Mode::INTERNAL, Usage::INTERNAL)?;
    let message: [&[u8]; 3] = [&[Domain::Internal as u8], cx.serial, command.data];
    if key.algorithm.is_asymmetric() {
        let hash = cx.crypto.hash(&message);
        return sign(cx, &open, key, Message::Hash(hash), reply);
    }
    let secret = Secret::load(cx.store, open.id)?;
    let mut mac = [0; MAC_LEN];
    cx.crypto
        .mac(key.algorithm, secret.as_bytes(), &message, &mut mac)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    reply.put(&mac)
}
