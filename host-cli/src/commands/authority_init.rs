//! `juki authority init`: the keys and certificates of a test authority.

use std::fs;

use serde_json::json;

use crate::cli::AuthorityInit;
use crate::context::Context;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::authority::KeyEncryption;
use crate::pki::{Authority, Parameters, crl, store};

use super::online;

/// Makes the folder.
///
/// # Errors
/// When there is something in it, or the URL is none.
pub fn run(context: &Context<'_>, arguments: &AuthorityInit) -> Result<Report, Error> {
    let dir = &arguments.dir;
    let crl_base = url(&arguments.crl_base)?.to_owned();
    store::refuse_full(dir)?;
    let passphrase = passphrase()?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let parameters = Parameters { crl_base };
    let authority = Authority::create(&parameters, &mut rng, now)?;
    let seal =
        KeyEncryption { passphrase: passphrase.as_ref().map(|passphrase| passphrase.as_slice()) };
    let interrupt = &context.interrupt;
    store::init(dir, &authority, seal, &mut rng, |temporary| {
        let temporary = temporary.to_owned();
        interrupt.before_exit(move || {
            // It may not be there yet, or no longer.
            let _gone = fs::remove_dir_all(temporary);
        });
    })?;
    interrupt.restore_default();
    let shown = dir.display().to_string();
    let keys = match passphrase {
        Some(_) => msg!("authority-encrypted"),
        None => msg!("authority-plain"),
    };
    let days = crl::LIFETIME.as_secs() / (24 * 60 * 60);
    let done = msg!("authority-init-done", path = &shown, keys = keys, days = days);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "authority.init",
        members: json!({
            "path": shown,
            "encrypted": passphrase.is_some(),
            "crl_base": parameters.crl_base,
            "back_up": [shown],
        }),
    })
}

/// What can stand in a CRL distribution point: a URI in ASCII (RFC 5280, 4.2.1.13), of the scheme
/// http, as 8 advises: whoever checks the certificate of a server needs a list first.
fn url(text: &str) -> Result<&str, Error> {
    if online::is_base(text) {
        return Ok(text);
    }
    Err(Error::new(Exit::Rejected, msg!("error-crl-base", url = text), msg!("todo-crl-base")))
}
