//! Chip authentication, version 2 (BSI TR-03110 part 2, 3.4, and part 3, B.2), inside a session of
//! secure messaging.

use apdu_spec::chip_authentication::{NONCE_LEN, token_input};
use apdu_spec::file::{Algorithm, Key, Kind, KindParameters, Usage};
use apdu_spec::request::DynamicAuthenticationData;
use apdu_spec::status::StatusWord;

use super::operation::agree;
use crate::context::Context;
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Header, NodeId};
use crate::reply::Reply;
use crate::secure_messaging::PermittedKey;

/// The key that SET AT means when it names the protocol alone: the only one for it in the current
/// DF; where there is none, the only one in the MF (TR-03110 part 3, B.2: a reference is needed
/// where there are several).
///
/// # Errors
/// `6A88`.
#[inline(never)]
pub(super) fn find_key(cx: &mut Context<'_>) -> Result<FileRef, StatusWord> {
    let df = cx.channels.current().df;
    for parent in [df, NodeId::MF] {
        let (mut only, mut at) = (None, 0);
        while let Some(id) = cx.tree.next_child(parent, Kind::Key, &mut at) {
            if agrees(cx, id)? && only.replace(id).is_some() {
                return Err(StatusWord::REFERENCE_NOT_FOUND);
            }
        }
        if let Some(id) = only {
            return cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND);
        }
    }
    Err(StatusWord::REFERENCE_NOT_FOUND)
}

/// Is it a key that agrees on secrets?
#[inline(never)]
fn agrees(cx: &mut Context<'_>, id: NodeId) -> Result<bool, StatusWord> {
    let parameters = Header::empty().read(cx.store, id)?.control()?.parameters;
    Ok(matches!(parameters, KindParameters::Key(Key { algorithm: Algorithm::P256, usage, .. })
        if usage.contains(Usage::KEY_AGREEMENT)))
}

/// Agrees with the ephemeral key of the terminal on the keys of the session that begins after the
/// answer, and shows by a token that the card has them.
#[inline(never)]
pub(super) fn authenticate(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    peer: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if !cx.session.is_open() {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    // In a session of PACE the terminal comes first (TR-03110 part 2, 3.4).
    match cx.session.binding().permitted() {
        PermittedKey::Any => {}
        PermittedKey::None => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
        PermittedKey::Only(key) if peer.get(1..=key.len()) == Some(key) => {}
        PermittedKey::Only(_) => return Err(StatusWord::VERIFICATION_FAILED),
    }
    let shared = agree(cx, open, key, peer)?;
    let peer = peer.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?;
    let mut nonce = [0; NONCE_LEN];
    cx.rng.fill_bytes(&mut nonce);
    let token = cx
        .session
        .prepare_agreed(cx.crypto, [shared.as_slice(), &nonce], &token_input(peer))
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    let data = DynamicAuthenticationData {
        challenge: Some(&nonce),
        response: Some(token.as_slice()),
        ..DynamicAuthenticationData::default()
    };
    reply.write(|writer| data.encode(writer))
}
