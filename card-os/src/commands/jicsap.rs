//! Commands of the card family: signatures as JPKI programs ask for them. (CHANGE KEY and UNLOCK
//! KEY are CHANGE REFERENCE DATA and RESET RETRY COUNTER: `pins`.)

use apdu_spec::access::AccessMode;
use apdu_spec::file::Usage;
use apdu_spec::request::{SignWithKey, SignatureForm};
use apdu_spec::status::StatusWord;

use super::operation::open_key;
use super::signature::{Message, sign};
use crate::context::Context;
use crate::reply::Reply;

#[inline(never)]
pub(super) fn sign_with_key(
    cx: &mut Context<'_>,
    command: SignWithKey<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let (open, key) = open_key(cx, found, AccessMode::SECURITY_OPERATION, Usage::SIGNATURE)?;
    let data = command.data;
    let message = match command.form {
        SignatureForm::Bytes => Message::Bytes(data),
        SignatureForm::Hashed => Message::BareHash(cx.crypto.hash(&[data])),
        SignatureForm::Prehash => Message::Prehash(data),
        SignatureForm::HashedDigestInfo => Message::Hash(cx.crypto.hash(&[data])),
        SignatureForm::PssPrehash => {
            Message::Pss(data.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?)
        }
        SignatureForm::PssHashed => Message::Pss(cx.crypto.hash(&[data])),
    };
    sign(cx, &open, key, message, reply)
}
