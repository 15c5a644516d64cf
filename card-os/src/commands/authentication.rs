//! GET CHALLENGE, EXTERNAL and MUTUAL AUTHENTICATE, INTERNAL AUTHENTICATE, GENERAL AUTHENTICATE.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Key, Kind, Usage};
use apdu_spec::request::{
    CHALLENGE_LEN, Domain, DynamicAuthenticationData, ExternalAuthenticate, GeneralAuthenticate,
    GetChallenge, InternalAuthenticate, NONCE_LEN, Reference,
};
use apdu_spec::status::StatusWord;

use super::operation::{key_of, open_key};
use super::pins::{check_tries, tries, verify_and_grant};
use super::signature::{Message, sign};
use super::{chip_authentication, terminal_authentication};
use crate::challenge::Challenge;
use crate::context::Context;
use crate::crypto::MAC_LEN;
use crate::environment::Role;
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Secret, SecretValue};
use crate::reply::Reply;

/// Room for the longest answer of INTERNAL AUTHENTICATE: an RSA signature.
const RESPONSE_MAX: usize = 256;

#[inline(never)]
pub(super) fn get_challenge(
    cx: &mut Context<'_>,
    command: GetChallenge,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let count = command.ne.exact().unwrap_or(CHALLENGE_LEN).min(reply.room());
    let random = reply.space(count)?;
    cx.rng.fill_bytes(random);
    cx.channels.current().challenge = Challenge::of(random);
    Ok(())
}

#[inline(never)]
pub(super) fn external_authenticate(
    cx: &mut Context<'_>,
    command: ExternalAuthenticate<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find_key(cx, command.reference, Role::ExternalAuthentication)?;
    if command.answer.is_none() {
        let (open, key) =
            open_key(cx, found, AccessMode::EXTERNAL_AUTHENTICATE, Usage::EXTERNAL_AUTHENTICATE)?;
        if command.data.is_empty() {
            return Err(tries_left_status(cx, &open)?);
        }
        return external_authentication(cx, &open, key, command.data);
    }
    let (open, key) =
        open_key(cx, found, AccessMode::EXTERNAL_AUTHENTICATE, Usage::MUTUAL_AUTHENTICATE)?;
    let nonce = command.data.len().saturating_sub(MAC_LEN);
    let (nonce, code) = command.data.split_at_checked(nonce).unwrap_or_default();
    let purpose = if command.session { SESSION } else { MUTUAL };
    let answer = mutual_authentication(cx, &open, key, nonce, code, purpose)?;
    reply.put(answer.as_bytes())
}

#[inline(never)]
pub(super) fn internal_authenticate(
    cx: &mut Context<'_>,
    command: InternalAuthenticate<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find_key(cx, command.reference, Role::InternalAuthentication)?;
    let (open, key) =
        open_key(cx, found, AccessMode::INTERNAL_AUTHENTICATE, Usage::INTERNAL_AUTHENTICATE)?;
    internal_authentication(cx, &open, key, command.data, reply)
}

/// The same authentications with dynamic authentication data, step by step.
#[inline(never)]
pub(super) fn general_authenticate(
    cx: &mut Context<'_>,
    command: GeneralAuthenticate<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    // The step decides which of two keys of the environment is used; the rest of it is checked
    // below.
    let role = match DynamicAuthenticationData::parse(command.data) {
        Ok(
            DynamicAuthenticationData { witness: None, challenge: Some([_, ..]), .. }
            | DynamicAuthenticationData { witness: Some([_, ..]), challenge: None, response: None },
        ) => Role::InternalAuthentication,
        _ => Role::ExternalAuthentication,
    };
    let found = find_key(cx, command.reference, role)?;
    let open = cx.open(found, &[Kind::Key], AccessMode::GENERAL_AUTHENTICATE)?;
    let key = key_of(&open)?;
    let may = |usage| {
        let allowed = key.usage.contains(usage);
        if allowed { Ok(()) } else { Err(StatusWord::CONDITIONS_NOT_SATISFIED) }
    };
    let DynamicAuthenticationData { witness, challenge, response } =
        DynamicAuthenticationData::parse(command.data)?;
    match (witness, challenge, response) {
        (Some([]), None, None) => {
            may(Usage::MUTUAL_AUTHENTICATE)?;
            let random = random(cx);
            answer(
                reply,
                DynamicAuthenticationData {
                    witness: Some(&random),
                    ..DynamicAuthenticationData::default()
                },
            )
        }
        (Some(peer), None, None) => {
            may(Usage::KEY_AGREEMENT)?;
            chip_authentication::authenticate(cx, &open, key, peer, reply)
        }
        (None, Some([]), None) => {
            may(Usage::EXTERNAL_AUTHENTICATE)?;
            let random = random(cx);
            answer(
                reply,
                DynamicAuthenticationData {
                    challenge: Some(&random),
                    ..DynamicAuthenticationData::default()
                },
            )
        }
        (None, Some(nonce), Some([])) => {
            may(Usage::INTERNAL_AUTHENTICATE)?;
            let mut buffer = [0; RESPONSE_MAX];
            let mut code = Reply::new(&mut buffer);
            internal_authentication(cx, &open, key, nonce, &mut code)?;
            answer(
                reply,
                DynamicAuthenticationData {
                    response: Some(code.written()),
                    ..DynamicAuthenticationData::default()
                },
            )
        }
        (None, None, Some(code)) => {
            may(Usage::EXTERNAL_AUTHENTICATE)?;
            external_authentication(cx, &open, key, code)
        }
        (Some(code), Some(nonce), Some([])) => {
            may(Usage::MUTUAL_AUTHENTICATE)?;
            let code = mutual_authentication(cx, &open, key, nonce, code, MUTUAL)?;
            answer(
                reply,
                DynamicAuthenticationData {
                    response: Some(code.as_bytes()),
                    ..DynamicAuthenticationData::default()
                },
            )
        }
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}

/// The key that a reference names. Where none is given: the one that the environment has for this,
/// else the trust anchor of the terminal that was certified last, else the only one of the DF.
fn find_key(cx: &mut Context<'_>, reference: Reference, role: Role) -> Result<FileRef, StatusWord> {
    if reference != Reference::NotGiven {
        return cx.find_reference(reference);
    }
    let set = cx.channels.current().environment.key(role);
    let terminal = cx.channels.certified().filter(|_| role == Role::ExternalAuthentication);
    match set.or(terminal.map(|certified| certified.anchor)) {
        Some(id) => cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND),
        None => cx.find_reference(reference),
    }
}

fn answer(reply: &mut Reply<'_>, data: DynamicAuthenticationData<'_>) -> Result<(), StatusWord> {
    reply.write(|writer| data.encode(writer))
}

/// RND.ICC for the next command of this channel.
fn random(cx: &mut Context<'_>) -> [u8; CHALLENGE_LEN] {
    let mut random = [0; CHALLENGE_LEN];
    cx.rng.fill_bytes(&mut random);
    cx.channels.current().challenge = Some(Challenge::Icc(random));
    random
}

fn external_authentication(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    code: &[u8],
) -> Result<(), StatusWord> {
    if key.usage.contains(Usage::VERIFY_CERTIFICATE) {
        return terminal_authentication::authenticate(cx, open, key, code);
    }
    let (secret, challenge) = secret_and_challenge(cx, open)?;
    if code.len() != MAC_LEN {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let message: [&[u8]; 3] = [&[Domain::External as u8], cx.serial, &challenge];
    let expected =
        SecretValue::mac(|out| cx.crypto.mac(key.algorithm, secret.as_bytes(), &message, out))?;
    verify_and_grant(cx, open, code, &expected, key.tries)
}

/// The answer to EXTERNAL AUTHENTICATE without data (ISO/IEC 7816-4:2020, 11.6.4), which costs no
/// try: how many are left, `6300` where none are counted.
fn tries_left_status(cx: &mut Context<'_>, open: &OpenFile) -> Result<StatusWord, StatusWord> {
    Ok(tries(cx, open)?.map_or(StatusWord::VERIFICATION_FAILED, StatusWord::tries))
}

/// What MUTUAL AUTHENTICATE is for: the domains of the code of the external entity and of the code
/// of the card, and whether a session of secure messaging begins after the answer.
#[derive(Clone, Copy)]
struct Purpose {
    external: Domain,
    own: Domain,
    session: bool,
}

const MUTUAL: Purpose =
    Purpose { external: Domain::Mutual, own: Domain::MutualAnswer, session: false };
const SESSION: Purpose =
    Purpose { external: Domain::Session, own: Domain::SessionAnswer, session: true };

/// MUTUAL AUTHENTICATE: verifies the code of the external entity and gives that of the card.
fn mutual_authentication(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    nonce: &[u8],
    code: &[u8],
    purpose: Purpose,
) -> Result<SecretValue, StatusWord> {
    let (secret, challenge) = secret_and_challenge(cx, open)?;
    if code.len() != MAC_LEN || !NONCE_LEN.contains(&nonce.len()) {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let message: [&[u8]; 4] = [&[purpose.external as u8], cx.serial, &challenge, nonce];
    let expected =
        SecretValue::mac(|out| cx.crypto.mac(key.algorithm, secret.as_bytes(), &message, out))?;
    verify_and_grant(cx, open, code, &expected, key.tries)?;
    if purpose.session {
        let context: [&[u8]; 3] = [cx.serial, &challenge, nonce];
        let key = (key.algorithm, secret.as_bytes());
        cx.session
            .prepare(cx.crypto, open.id, key, context)
            .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    }
    let message: [&[u8]; 4] = [&[purpose.own as u8], cx.serial, nonce, &challenge];
    SecretValue::mac(|out| cx.crypto.mac(key.algorithm, secret.as_bytes(), &message, out))
}

/// The conditions of EXTERNAL and MUTUAL AUTHENTICATE: tries left, a key with a value, a challenge.
fn secret_and_challenge(
    cx: &mut Context<'_>,
    open: &OpenFile,
) -> Result<(SecretValue, [u8; CHALLENGE_LEN]), StatusWord> {
    check_tries(cx, open)?;
    let secret = Secret::load(cx.store, open.id)?;
    Ok((secret, Challenge::icc(cx.challenge)?))
}

fn internal_authentication(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    nonce: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if !NONCE_LEN.contains(&nonce.len()) {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let message: [&[u8]; 3] = [&[Domain::Internal as u8], cx.serial, nonce];
    if key.algorithm.is_asymmetric() {
        let hash = cx.crypto.hash(&message);
        return sign(cx, open, key, Message::Hash(hash), reply);
    }
    let secret = Secret::load(cx.store, open.id)?;
    let mut mac = [0; MAC_LEN];
    cx.crypto
        .mac(key.algorithm, secret.as_bytes(), &message, &mut mac)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    reply.put(&mac)
}
