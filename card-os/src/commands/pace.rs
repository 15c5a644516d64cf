//! PACE (BSI TR-03110 parts 2 and 3, ICAO Doc 9303-11): MANAGE SECURITY ENVIRONMENT names a
//! password, four steps of GENERAL AUTHENTICATE lead to a session of secure messaging.
//!
//! Here is what the steps calculate; whose password it is, and what it costs: [`passwords`].

use apdu_spec::file::{POINT_LEN, PacePassword};
use apdu_spec::pace::{CIPHER, KeyUse, NONCE_LEN, PaceCommand, PaceResponse, token_input};
use apdu_spec::request::GeneralAuthenticate;
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication::COMPRESSED_LEN;
use zeroize::{Zeroize, Zeroizing};

use super::passwords;
use crate::context::Context;
use crate::crypto::{BLOCK_LEN, KeyAgreementError, KeyError, SHARED_LEN};
use crate::key_derivation::{Key, derive, token};
use crate::objects::Secret;
use crate::pace::Step;
use crate::reply::Reply;

/// The next step, in the order of the standard; any other is refused, and PACE with it.
#[inline(never)]
pub(super) fn step(
    cx: &mut Context<'_>,
    command: GeneralAuthenticate<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match (cx.pace.next(), PaceCommand::parse(command.data)?) {
        (Some(Step::Nonce), PaceCommand::Nonce) => give_nonce(cx, reply),
        (Some(Step::Map), PaceCommand::Map(point)) => map(cx, point, reply),
        (Some(Step::Agree), PaceCommand::Agree(point)) => agree(cx, point, reply),
        (Some(Step::Authenticate), PaceCommand::Authenticate(token)) => {
            passwords::authenticate(cx, token, reply)
        }
        _ => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
    }
}

/// Step 1.
#[inline(never)]
fn give_nonce(cx: &mut Context<'_>, reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    let key = password_key(cx)?;
    let mut nonce = [[0; NONCE_LEN]];
    cx.rng.fill_bytes(nonce.as_flattened_mut());
    cx.pace.go_on(Step::Map, &[nonce.as_flattened()]);
    let encrypted = cx.crypto.encrypt(CIPHER, key.as_slice(), &[0; BLOCK_LEN], &mut nonce);
    let answered = encrypted
        .map_err(unusable)
        .and_then(|()| answer(reply, PaceResponse::Nonce(nonce.as_flattened())));
    nonce.zeroize();
    answered
}

/// Step 2.
#[inline(never)]
fn map(cx: &mut Context<'_>, peer: &[u8], reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    let nonce = cx.pace.nonce().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    let (mut own, mut generator) = ([0; POINT_LEN], Zeroizing::new([0; POINT_LEN]));
    cx.crypto.map_nonce(cx.rng, nonce, peer, &mut own, &mut generator).map_err(refused)?;
    cx.pace.go_on(Step::Agree, &[generator.as_slice()]);
    answer(reply, PaceResponse::Map(&own))
}

/// Step 3. All that step 4 compares is made here, so that nothing else is kept.
#[inline(never)]
fn agree(cx: &mut Context<'_>, peer: &[u8], reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    let generator = cx.pace.generator().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    let (mut own, mut shared) = ([0; POINT_LEN], Zeroizing::new([0; SHARED_LEN]));
    cx.crypto
        .agree_on_generator(cx.rng, generator, peer, &mut own, &mut shared)
        .map_err(refused)?;
    let peer = peer.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?;
    let secret = [shared.as_slice(), &[]];
    let encryption = derive(cx.crypto, secret, KeyUse::Encryption);
    let checksum = derive(cx.crypto, secret, KeyUse::Checksum);
    // Each side's token is over the other one's key.
    let expected = token(cx.crypto, &checksum, &token_input(&own)).map_err(unusable)?;
    let token = token(cx.crypto, &checksum, &token_input(peer)).map_err(unusable)?;
    let [_, card @ ..] = &own;
    let card = card.get(..COMPRESSED_LEN).unwrap_or_default();
    let keys = [encryption.as_slice(), checksum.as_slice()];
    let tokens = [expected.as_slice(), token.as_slice()];
    cx.pace.go_on(Step::Authenticate, &[keys[0], keys[1], tokens[0], tokens[1], card]);
    answer(reply, PaceResponse::Agree(&own))
}

/// K-pi, the key from the password that encrypts the nonce.
#[inline(never)]
fn password_key(cx: &mut Context<'_>) -> Result<Key, StatusWord> {
    let id = cx.pace.password();
    let secret = Secret::load(cx.store, id)?;
    match passwords::parameters(cx, id)?.and_then(|pin| pin.pace) {
        Some(PacePassword::Mrz) => {
            let key = secret.as_bytes().try_into();
            key.map(Zeroizing::new).map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)
        }
        _ => Ok(derive(cx.crypto, [secret.as_bytes(), &[]], KeyUse::Password)),
    }
}

fn answer(reply: &mut Reply<'_>, response: PaceResponse<'_>) -> Result<(), StatusWord> {
    reply.write(|writer| response.encode(writer))
}

const fn unusable(_: KeyError) -> StatusWord {
    StatusWord::REFERENCE_DATA_NOT_USABLE
}

const fn refused(error: KeyAgreementError) -> StatusWord {
    match error {
        KeyAgreementError::Peer => StatusWord::INCORRECT_DATA,
        KeyAgreementError::Key => StatusWord::REFERENCE_DATA_NOT_USABLE,
    }
}
