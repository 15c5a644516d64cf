//! PACE (BSI TR-03110 parts 2 and 3, ICAO Doc 9303-11): MANAGE SECURITY ENVIRONMENT names a password,
//! four steps of GENERAL AUTHENTICATE lead to a session of secure messaging.
//!
//! A password is a PIN object of the MF. Nothing of the conversation tells it: a wrong one comes out
//! in step 4 alone, and there the try is spent before the tokens are compared. So a card does not lose
//! tries to whoever asks for nonces, and wins none by a cut.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{
    KEY_NAME_MAX, Kind, KindParameters, LifeCycle, POINT_LEN, PacePassword, Pin,
};
use apdu_spec::pace::{
    CIPHER, KEY_LEN, KeyUse, NONCE_LEN, PaceCommand, PaceReference, PaceResponse, TOKEN_LEN,
    token_input,
};
use apdu_spec::request::GeneralAuthenticate;
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication::COMPRESSED_LEN;
use zeroize::{Zeroize, Zeroizing};

use super::certificates;
use super::pins::{compare, pin_of, tries};
use crate::context::Context;
use crate::crypto::{BLOCK_LEN, KeyAgreementError, KeyError, MAC_LEN, SHARED_LEN};
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Header, NodeId, Secret, SecretValue};
use crate::pace::Step;
use crate::reply::Reply;

/// Does SET AT mean PACE?
pub(super) fn is_meant(template: &[u8]) -> bool {
    cfg!(feature = "pace") && PaceReference::names_protocol(template)
}

/// SET AT: the password that the next steps are for. A PIN that has lost tries, or is deactivated, is
/// set with a warning (TR-03110 part 3, B.11.1); what it is refused for comes in step 4.
#[inline(never)]
pub(super) fn set_password(
    cx: &mut Context<'_>,
    template: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let reference = PaceReference::parse(template)?;
    let found = find_password(cx, reference.password)?.ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    if found.node.life == LifeCycle::Deactivated {
        reply.warn(StatusWord::FILE_DEACTIVATED);
    } else {
        let (open, pin) = open_password(cx, found)?;
        if let Some(left) = tries(cx, &open)?.filter(|left| *left < pin.tries) {
            reply.warn(StatusWord::tries(left));
        }
    }
    let channel = cx.channels.number();
    cx.pace.begin(channel, found.id, reference.authorisation.is_some());
    Ok(())
}

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
            authenticate(cx, token, reply)
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
    let encryption = derive_key(cx, shared.as_slice(), KeyUse::Encryption);
    let checksum = derive_key(cx, shared.as_slice(), KeyUse::Checksum);
    // Each side's token is over the other one's key.
    let expected = token(cx, &checksum, &own)?;
    let token = token(cx, &checksum, peer)?;
    let [_, card @ ..] = &own;
    let card = card.get(..COMPRESSED_LEN).unwrap_or_default();
    let keys = [encryption.as_slice(), checksum.as_slice()];
    let tokens = [expected.as_slice(), token.as_slice()];
    cx.pace.go_on(Step::Authenticate, &[keys[0], keys[1], tokens[0], tokens[1], card]);
    answer(reply, PaceResponse::Agree(&own))
}

/// Step 4: who knows the password has the security status of its object while the session lasts.
#[inline(never)]
fn authenticate(
    cx: &mut Context<'_>,
    given: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if given.len() != TOKEN_LEN {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let found = cx.file_ref(cx.pace.password(), StatusWord::REFERENCE_NOT_FOUND)?;
    if found.node.life == LifeCycle::Deactivated {
        return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
    }
    let (open, pin) = open_password(cx, found)?;
    match (pin.pace, tries(cx, &open)?) {
        (_, Some(0)) => return Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
        // Suspended: the last try is for who has seen the card.
        (Some(PacePassword::Pin), Some(1)) if !is_opened_with_can(cx)? => {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        _ => {}
    }
    let agreed = cx.pace.agreed().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    let expected = SecretValue::of(agreed.expected)?;
    let verification = compare(cx, &open, given, &expected)?.restore(cx.store, pin.tries)?;
    let mut name = [0; KEY_NAME_MAX];
    let authority =
        if cx.pace.names_authority() { certificates::authority_name(cx, &mut name)? } else { None };
    let agreed = cx.pace.agreed().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    cx.session.prepare_keys(&verification, CIPHER, agreed.keys, agreed.card);
    answer(reply, PaceResponse::Authenticate { token: agreed.own, authority })?;
    cx.pace.forget();
    Ok(())
}

/// Was the session that this command came in opened by PACE with the CAN?
fn is_opened_with_can(cx: &mut Context<'_>) -> Result<bool, StatusWord> {
    let opener = cx.channels.session_object().filter(|_| cx.protection.integrity);
    match opener {
        Some(id) => Ok(parameters(cx, id)?.is_some_and(|pin| pin.pace == Some(PacePassword::Can))),
        None => Ok(false),
    }
}

/// May there be an object of this password in this DF?
///
/// # Errors
/// `6A80` outside the MF and on a card without PACE, `6A89` when there is one.
#[inline(never)]
pub(super) fn check_place(
    cx: &mut Context<'_>,
    df: NodeId,
    password: PacePassword,
) -> Result<(), StatusWord> {
    if !cfg!(feature = "pace") || df != NodeId::MF {
        return Err(StatusWord::INCORRECT_DATA);
    }
    match find_password(cx, password)? {
        Some(_) => Err(StatusWord::FILE_EXISTS),
        None => Ok(()),
    }
}

/// The object of a password, in the MF.
fn find_password(
    cx: &mut Context<'_>,
    password: PacePassword,
) -> Result<Option<FileRef>, StatusWord> {
    let (files, _) = cx.tree.usage();
    for at in 0..files {
        let Some(id) = cx.tree.nth(at) else { break };
        let is_pin = cx
            .tree
            .node(id)
            .is_some_and(|node| node.parent == NodeId::MF && node.kind == Kind::Pin);
        if is_pin && parameters(cx, id)?.is_some_and(|pin| pin.pace == Some(password)) {
            return cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND).map(Some);
        }
    }
    Ok(None)
}

/// The parameters of a PIN; `None` of anything else.
#[inline(never)]
fn parameters(cx: &mut Context<'_>, id: NodeId) -> Result<Option<Pin>, StatusWord> {
    match Header::empty().read(cx.store, id)?.control()?.parameters {
        KindParameters::Pin(pin) => Ok(Some(pin)),
        _ => Ok(None),
    }
}

/// The object of a password, when its life cycle and its rule for GENERAL AUTHENTICATE allow PACE.
fn open_password(cx: &mut Context<'_>, found: FileRef) -> Result<(OpenFile, Pin), StatusWord> {
    let open = cx.open(found, &[Kind::Pin], AccessMode::GENERAL_AUTHENTICATE)?;
    let pin = pin_of(&open)?;
    Ok((open, pin))
}

/// K-pi, the key from the password that encrypts the nonce.
#[inline(never)]
fn password_key(cx: &mut Context<'_>) -> Result<Zeroizing<[u8; KEY_LEN]>, StatusWord> {
    let id = cx.pace.password();
    let secret = Secret::load(cx.store, id)?;
    match parameters(cx, id)?.and_then(|pin| pin.pace) {
        Some(PacePassword::Mrz) => {
            let key = secret.as_bytes().try_into();
            key.map(Zeroizing::new).map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)
        }
        _ => Ok(derive_key(cx, secret.as_bytes(), KeyUse::Password)),
    }
}

/// A key of 128 bits from a secret (TR-03110 part 3, A.2.3.2).
#[inline(never)]
fn derive_key(cx: &mut Context<'_>, secret: &[u8], key_use: KeyUse) -> Zeroizing<[u8; KEY_LEN]> {
    let counter = key_use.counter();
    let hash = Zeroizing::new(cx.crypto.sha1(&[secret, &counter]));
    Zeroizing::new(hash.first_chunk().copied().unwrap_or_default())
}

/// The token of the side that has received this key.
#[inline(never)]
fn token(
    cx: &mut Context<'_>,
    key: &[u8; KEY_LEN],
    point: &[u8; POINT_LEN],
) -> Result<Zeroizing<[u8; TOKEN_LEN]>, StatusWord> {
    let mut mac = Zeroizing::new([0; MAC_LEN]);
    cx.crypto.mac(CIPHER, key, &[&token_input(point)], &mut mac).map_err(unusable)?;
    Ok(Zeroizing::new(mac.first_chunk().copied().unwrap_or_default()))
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
