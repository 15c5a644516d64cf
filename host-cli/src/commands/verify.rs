//! `juki verify`: judges a signed document, or the card.

use super::online::Online;
use super::{verify_card, verify_document};
use crate::cli::Verify;
use crate::context::Context;
use crate::error::Error;
use crate::output::Report;
use crate::pki::Revocation;
use crate::pki::trust::folder;
use crate::verify::document::Terms;

/// Judges.
///
/// # Errors
/// When there is nothing to judge: no file, no signature, no card. A verdict is no error.
pub fn run(context: &Context<'_>, arguments: &Verify) -> Result<Report, Error> {
    let mut trust = folder::load(&arguments.trust, |name| std::env::var_os(name))?;
    let now = context.on(arguments.date)?;
    let online = Online::default();
    let revocation = match arguments.revocation.as_str() {
        "skip" => Revocation::Skip,
        "online" => Revocation::Online(&online),
        _ => Revocation::File,
    };
    match &arguments.file {
        Some(file) => {
            let authentication_key = arguments.allow_authentication_key;
            let terms = Terms { trust: &trust, revocation, now, authentication_key };
            verify_document::run(context, file, arguments.signature.as_deref(), &terms)
        }
        None => {
            folder::note_issued(&mut trust, &arguments.trust, |name| std::env::var_os(name))?;
            verify_card::run(context, arguments, &trust, revocation, now)
        }
    }
}

/// How revocation was asked for, in JSON.
pub(super) const fn revocation_id(revocation: Revocation<'_>) -> &'static str {
    match revocation {
        Revocation::File => "file",
        Revocation::Online(_) => "online",
        Revocation::Skip => "skip",
    }
}
