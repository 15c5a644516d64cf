//! `juki virtual new --kind NAME`: a ready card in a file, and the folder of the authority that
//! issued it: everything that is needed to judge the card, to give it new PINs and to revoke it.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::ready_card::{self, IssuedReadyCard};
use super::virtual_new::{create, inapplicable};
use crate::cli::VirtualNew;
use crate::context::Context;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::exit::Exit;
use crate::japan;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::pki::authority::KeyEncryption;
use crate::pki::store;
use crate::reader::image::ImageError;
use crate::ready::{self, Card};

/// Makes both.
///
/// # Errors
/// When one of them is there already, or no card can be issued from the record.
pub(super) fn run(
    context: &Context<'_>,
    arguments: &VirtualNew,
    card: &'static Card,
) -> Result<Report, Error> {
    if arguments.transport_key.is_some() {
        // It has the authority's key instead.
        return Err(inapplicable("--transport-key", card.name()));
    }
    let path = &arguments.path;
    let dir = arguments.authority_out.clone().unwrap_or_else(|| beside(path));
    if path.symlink_metadata().is_ok() {
        return Err(ImageError::Exists(path.clone()).into());
    }
    store::refuse_full(&dir)?;
    let passphrase = passphrase()?;
    let made = ready_card::make(context, card, &arguments.options)?;
    let seal =
        KeyEncryption { passphrase: passphrase.as_ref().map(|passphrase| passphrase.as_slice()) };
    let interrupt = &context.interrupt;
    store::init(&dir, made.workshop.authority(), seal, &mut context.random()?, |temporary| {
        let temporary = temporary.to_owned();
        interrupt.before_exit(move || {
            // It may not be there yet, or no longer.
            let _gone = fs::remove_dir_all(temporary);
        });
    })?;
    interrupt.restore_default();
    // The card comes last: where it is everything is.
    if let Err(cause) = create(context, &made.ready.image, path) {
        let _second = fs::remove_dir_all(&dir);
        return Err(cause);
    }
    Ok(report(context, arguments, card, &made, &dir))
}

/// `card.juki.authority` for `card.juki`.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".authority");
    name.into()
}

fn report(
    context: &Context<'_>,
    arguments: &VirtualNew,
    card: &Card,
    made: &IssuedReadyCard,
    dir: &Path,
) -> Report {
    let (path, dir) = (arguments.path.display().to_string(), dir.display().to_string());
    let issued = &made.ready.issued;
    let profile = made.parameters.card.profile.id();
    let mut text = String::new();
    let mut line = |message: &Message| {
        let _ = writeln!(text, "{}", context.text(message));
    };
    line(&msg!(
        "virtual-new-ready",
        path = &path,
        kind = card.name(),
        profile = profile,
        serial = &issued.serial,
        expiry = made.expiry(),
        authority = &dir
    ));
    let (card_pin, authentication) = (ready::CARD_PIN, ready::AUTHENTICATION_PIN);
    line(&msg!("virtual-new-pins", card = card_pin, authentication = authentication));
    if issued.signs {
        line(&msg!("virtual-new-signing", signing = ready::SIGNING_PASSWORD));
    }
    if let Some(code) = &made.ready.code_a {
        line(&msg!("virtual-new-code-a", code = code));
    }
    if let Some(code) = &made.ready.code_b {
        line(&msg!("virtual-new-code-b", code = code));
    }
    if let Some(can) = &issued.codes.can {
        line(&msg!("virtual-new-can", can = can));
    }
    if let Some(code) = &made.ready.resetting_code {
        line(&msg!("virtual-new-puk", code = code));
    }
    line(&msg!("virtual-new-judge", path = &path, authority = &dir));
    let mut members = json!({
            "path": path,
            "kind": card.name(),
            "profile": profile,
            "keys": made.parameters.card.keys.id(),
            "atr": hex::encode_upper(made.parameters.atr),
            "serial": issued.serial,
            "seed": arguments.options.seed,
            "expiry": made.expiry(),
            "signing_certificate": issued.signs,
            "authority": dir,
            "pins": made.pins(),
    });
    japan::put(&mut members, "date", Some(made.now));
    Report { exit: Exit::Done, text, command: "virtual.new", members }
}
