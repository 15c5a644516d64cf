//! Terminal authentication (BSI TR-03110 part 3): EXTERNAL AUTHENTICATE with the key that a
//! certificate brought. In a session of PACE it is that of version 2, bound to the session and to
//! the ephemeral key of chip authentication; elsewhere it is bound to the serial number of the
//! card.

use apdu_spec::file::Key;
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication::TerminalReference;

use super::certificates;
use super::pins::{check_tries, verify_signature_and_grant};
use crate::challenge::Challenge;
use crate::context::Context;
use crate::crypto::{HASH_LEN, SIGNATURE_MAX};
use crate::environment::Role;
use crate::guard::OpenFile;

/// SET AT with an ephemeral key: the terminal that was certified last will authenticate itself for
/// it.
///
/// # Errors
/// `6A80`, `6A88` for another name than that terminal's, `6985` outside a session of PACE, and in
/// one where the terminal has authenticated itself.
#[inline(never)]
pub(super) fn announce(cx: &mut Context<'_>, template: &[u8]) -> Result<(), StatusWord> {
    let TerminalReference { name, key } = TerminalReference::parse(template)?;
    if !cx.channels.certified().is_some_and(|certified| certified.key.is(name)) {
        return Err(StatusWord::REFERENCE_NOT_FOUND);
    }
    if !cx.session.binding().announce(key) {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    // The terminal is meant from now on, and no key that was set before.
    cx.channels.current().environment.clear(Role::ExternalAuthentication);
    Ok(())
}

/// EXTERNAL AUTHENTICATE: the terminal that was certified last signs, and the security status is
/// granted for the trust anchor of its chain.
#[inline(never)]
pub(super) fn authenticate(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    signature: &[u8],
) -> Result<(), StatusWord> {
    check_tries(cx, open)?;
    let public = certificates::terminal_key(cx, open)?;
    let hash = signed(cx)?;
    if signature.len() != SIGNATURE_MAX {
        return Err(StatusWord::INCORRECT_DATA);
    }
    verify_signature_and_grant(cx, open, key.tries, |cx| {
        cx.crypto.verify(key.algorithm, &public, &hash, signature)
    })?;
    cx.session.binding().authenticate();
    Ok(())
}

/// The hash of what is signed: the keys of card and terminal in the session around the challenge of
/// 8 bytes; outside a session of PACE the serial number and RND.ICC of 16 bytes. Neither is ever
/// the other: they have other lengths.
///
/// # Errors
/// `6985` without a challenge of that length directly before, and without a key that was announced.
#[inline(never)]
fn signed(cx: &mut Context<'_>) -> Result<[u8; HASH_LEN], StatusWord> {
    let binding = cx.session.binding();
    match (binding.is_bound(), binding.announced(), cx.challenge) {
        (false, _, Some(Challenge::Icc(challenge))) => Ok(cx.crypto.hash(&[cx.serial, &challenge])),
        (true, Some([card, terminal]), Some(Challenge::Terminal(challenge))) => {
            Ok(cx.crypto.hash(&[card, &challenge, terminal]))
        }
        _ => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
    }
}
