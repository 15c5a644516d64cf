//! GENERATE ASYMMETRIC KEY PAIR.

use apdu_spec::access::Mode;
use apdu_spec::file::{Kind, PublicKey};
use apdu_spec::request::{GenerateKeyPair, KeyPairAction};
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::operation::key_of;
use crate::context::Context;
use crate::crypto::{PUBLIC_MAX, SECRET_MAX};
use crate::objects::{Part, Secret};
use crate::reply::Reply;
use crate::storage::Key;

pub(super) fn generate_key_pair(
    cx: &mut Context<'_>,
    command: GenerateKeyPair,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let mode = match command.action {
        KeyPairAction::Generate => Mode::GENERATE,
        KeyPairAction::ReadPublicKey => Mode::READ,
    };
    let open = cx.open(found, &[Kind::Key], mode)?;
    let algorithm = key_of(&open)?.algorithm;
    let length = algorithm.public_len();
    if !algorithm.is_asymmetric() {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let mut bytes = [0; PUBLIC_MAX];
    // A card built without an algorithm has no room for its keys.
    let public = bytes.get_mut(..length).ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    let place = Key { object: open.id.object(), part: Part::PUBLIC };
    match command.action {
        KeyPairAction::Generate => {
            let mut secret = Zeroizing::new([0; SECRET_MAX]);
            let secret = secret
                .get_mut(..algorithm.secret_len())
                .ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)?;
            cx.crypto
                .generate(algorithm, cx.rng, secret, public)
                .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
            Secret::store(cx.store, open.id, secret)?;
            cx.store.put(place, public)?;
        }
        KeyPairAction::ReadPublicKey => {
            if cx.store.read(place, 0, public)? != length {
                return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
            }
        }
    }
    reply.write(|writer| PublicKey { algorithm, value: public }.encode(writer))
}
