//! `juki authority crl`: new lists, good from now on.

use std::path::Path;

use serde_json::json;

use crate::cli::AuthorityCrl;
use crate::context::Context;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::list;
use crate::msg;
use crate::output::{self, Report};
use crate::pki::store::{self, StoreError};
use crate::pki::{Issuer, crl};

/// Writes them.
///
/// # Errors
/// When the folder holds no authority, or the passphrase is missing or wrong.
pub fn run(context: &Context<'_>, arguments: &AuthorityCrl) -> Result<Report, Error> {
    let dir = &arguments.dir;
    let passphrase = passphrase()?;
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_slice());
    let now = context.now()?;
    with_upgrade_note(context, dir, || store::renew_crls(dir, passphrase, now))?;
    let lists = Issuer::ALL.map(|issuer| store::crl_path(dir, issuer).display().to_string());
    let days = crl::LIFETIME.as_secs() / (24 * 60 * 60);
    let done = msg!("authority-crl-done", lists = list(&lists), days = days);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "authority.crl",
        members: json!({ "lists": lists, "days": days }),
    })
}

/// Does what writes to the index of an authority, and says so when the index got its check values
/// on that occasion.
///
/// # Errors
/// When the folder holds no authority; what `work` returns.
pub(super) fn with_upgrade_note<T>(
    context: &Context<'_>,
    dir: &Path,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, Error> {
    let before = store::is_checked(dir)?;
    let result = work();
    if !before && store::is_checked(dir)? && !context.json() {
        output::note(&context.text(&msg!("authority-upgraded", path = dir.display())));
    }
    Ok(result?)
}
