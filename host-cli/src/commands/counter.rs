//! The counter at which the cards of an authority are worked on.

use std::path::Path;

use super::issue as issuing;
use crate::card::session::Session;
use crate::context::Context;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::issue;
use crate::issue::register::{Counter, FolderRegister, Register};
use crate::msg;
use crate::pki::Authority;
use crate::reader::Reader as _;

/// Works on the issued card that is in the reader, every other program kept out. `dir` is the
/// folder of the authority.
///
/// # Errors
/// When the authority cannot be used, before the card is asked for anything; when there is no card,
/// or one that cannot be written; those of the work.
pub(super) fn at_counter<T>(
    context: &Context<'_>,
    dir: &Path,
    work: impl FnOnce(&mut Session<'_>, &mut Counter<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let authority = issuing::authority(dir)?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let passphrase = passphrase()?;
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_slice());
    let mut register = FolderRegister::new(dir, &authority, passphrase);
    let mut counter =
        Counter { authority: &authority, register: &mut register, rng: &mut rng, now };
    let mut reader = context.open_to_change()?;
    let done = {
        let mut card = reader.exclusive()?;
        work(&mut context.session(&mut *card)?, &mut counter)?
    };
    reader.close()?;
    Ok(done)
}

/// Does the authority know the card? Of one that has no secure messaging it is said, on standard
/// error, before anything is sent to it.
///
/// # Errors
/// As [`issue::known_card`].
pub(super) fn known_card(
    context: &Context<'_>,
    session: &mut Session<'_>,
    authority: &Authority,
    register: &dyn Register,
) -> Result<(), Error> {
    let (_, state) = issue::known_card(session, authority, register)?;
    if state.is_older() {
        context.warn(&msg!("note-older-card"));
    }
    Ok(())
}
