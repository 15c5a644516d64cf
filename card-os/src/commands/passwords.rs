//! The passwords of PACE: PIN objects of the MF. SET AT names one, and step 4 compares: nothing
//! before tells a right one from a wrong one, and there the try is spent before the tokens are
//! compared. So asking for nonces costs no try, and a power cut wins none.
//!
//! Apart from [`pace`](super::pace): nothing here asks a crypto provider.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{KEY_NAME_MAX, Kind, KindParameters, LifeCycle, PacePassword, Pin};
use apdu_spec::pace::{CIPHER, PaceReference, PaceResponse, TOKEN_LEN};
use apdu_spec::status::StatusWord;

use super::certificates;
use super::pins::{compare, pin_of, tries};
use crate::context::Context;
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Header, NodeId, SecretValue};
use crate::reply::Reply;

/// Does SET AT mean PACE?
pub(super) fn is_meant(template: &[u8]) -> bool {
    cfg!(feature = "pace") && PaceReference::names_protocol(template)
}

/// SET AT: the password that the next steps are for. A PIN that has lost tries, or is deactivated,
/// is set with a warning (TR-03110 part 3, B.11.1); what it is refused for comes in step 4.
#[inline(never)]
pub(super) fn set(
    cx: &mut Context<'_>,
    template: &[u8],
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let reference = PaceReference::parse(template)?;
    let found = find(cx, reference.password)?.ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    if found.node.life == LifeCycle::Deactivated {
        reply.warn(StatusWord::FILE_DEACTIVATED);
    } else {
        let (open, pin) = open(cx, found)?;
        if let Some(left) = tries(cx, &open)?.filter(|left| *left < pin.tries) {
            reply.warn(StatusWord::tries(left));
        }
    }
    let channel = cx.channels.number();
    cx.pace.begin(channel, found.id, reference.authorisation.is_some());
    Ok(())
}

/// Step 4: a right token grants the security status of the password's object while the session
/// lasts.
#[inline(never)]
pub(super) fn authenticate(
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
    let (open, pin) = open(cx, found)?;
    match (pin.pace, tries(cx, &open)?) {
        (_, Some(0)) => return Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
        // Suspended: the last try needs the CAN, which stands on the card.
        (Some(PacePassword::Pin), Some(1)) if !is_opened_with_can(cx)? => {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        _ => {}
    }
    let agreed = cx.pace.keys_and_tokens().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    let expected = SecretValue::of(agreed.expected)?;
    let verification = compare(cx, &open, given, &expected)?.restore(cx.store, pin.tries)?;
    let mut name = [0; KEY_NAME_MAX];
    let authority =
        if cx.pace.names_authority() { certificates::authority_name(cx, &mut name)? } else { None };
    let agreed = cx.pace.keys_and_tokens().ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
    cx.session.prepare_keys(&verification, CIPHER, agreed.keys, agreed.card);
    let response = PaceResponse::Authenticate { token: agreed.own, authority };
    reply.write(|writer| response.encode(writer))?;
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
    match find(cx, password)? {
        Some(_) => Err(StatusWord::FILE_EXISTS),
        None => Ok(()),
    }
}

/// The object of a password, in the MF.
fn find(cx: &mut Context<'_>, password: PacePassword) -> Result<Option<FileRef>, StatusWord> {
    let mut at = 0;
    while let Some(id) = cx.tree.next_child(NodeId::MF, Kind::Pin, &mut at) {
        if parameters(cx, id)?.is_some_and(|pin| pin.pace == Some(password)) {
            return cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND).map(Some);
        }
    }
    Ok(None)
}

/// The parameters of a PIN; `None` of anything else.
#[inline(never)]
pub(super) fn parameters(cx: &mut Context<'_>, id: NodeId) -> Result<Option<Pin>, StatusWord> {
    match Header::empty().read(cx.store, id)?.control()?.parameters {
        KindParameters::Pin(pin) => Ok(Some(pin)),
        _ => Ok(None),
    }
}

/// The object of a password, when its life cycle and its rule for GENERAL AUTHENTICATE allow PACE.
fn open(cx: &mut Context<'_>, found: FileRef) -> Result<(OpenFile, Pin), StatusWord> {
    let open = cx.open(found, &[Kind::Pin], AccessMode::GENERAL_AUTHENTICATE)?;
    let pin = pin_of(&open)?;
    Ok((open, pin))
}
