//! `juki authority revoke`: revokes a certificate and writes the new list.

use std::path::Path;

use der::Decode as _;
use x509_cert::Certificate;

use crate::cli::AuthorityRevoke;
use crate::context::Context;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::pki::authority::RevocationRefusal;
use crate::pki::index::Reason;
use crate::pki::store::{self, StoreError};
use crate::pki::{PathStatus, Purpose, Revocation, trust, validate_path};

use super::authority_crl::with_upgrade_note;
use super::authority_list::{members, purpose};

/// Longest file of a certificate, in bytes; there may be others behind it.
const LONGEST: usize = 1024 * 1024;

/// Revokes it.
///
/// # Errors
/// When the authority did not issue it, or it is revoked already.
pub fn run(context: &Context<'_>, arguments: &AuthorityRevoke) -> Result<Report, Error> {
    let dir = &arguments.dir;
    let serial = serial(context, dir, &arguments.certificate)?;
    let reason = Reason::from_name(&arguments.reason).unwrap_or(Reason::Unspecified);
    let passphrase = passphrase()?;
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_slice());
    let now = context.now()?;
    let entry =
        with_upgrade_note(context, dir, || store::revoke(dir, passphrase, &serial, reason, now))?;
    let list = store::crl_path(dir, entry.issuer).display().to_string();
    let done = match reason {
        Reason::CertificateHold => msg!(
            "authority-suspended",
            serial = &entry.serial,
            purpose = purpose(&entry),
            card = &entry.card,
            list = &list,
            dir = dir.display()
        ),
        Reason::RemoveFromCrl => msg!(
            "authority-reinstated",
            serial = &entry.serial,
            purpose = purpose(&entry),
            card = &entry.card,
            list = &list
        ),
        _ => msg!(
            "authority-revoked",
            serial = &entry.serial,
            purpose = purpose(&entry),
            card = &entry.card,
            reason = Message::from(reason),
            list = &list
        ),
    };
    let mut members = members(&entry, now);
    members["crl"] = list.into();
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "authority.revoke",
        members,
    })
}

/// The serial number that is meant: that of a certificate file, or the digits themselves. A file
/// must be of this authority: anybody can write any number into one of his own.
fn serial(context: &Context<'_>, dir: &Path, argument: &str) -> Result<String, Error> {
    let path = Path::new(argument);
    // A pipe is read like any file, and a folder may have the name of a serial number.
    let found = input::found(path).map_err(|cause| Error::file(path, &cause))?;
    if found.is_some_and(|found| !found.is_dir()) {
        let bytes = input::read(path, LONGEST).map_err(|cause| Error::file(path, &cause))?;
        let der = (bytes.len() <= LONGEST).then(|| trust::certificate_in(&bytes)).flatten();
        let parsed = der.and_then(|der| Some((Certificate::from_der(&der).ok()?, der)));
        let (certificate, der) = parsed.ok_or_else(|| {
            Error::new(
                Exit::Rejected,
                msg!("error-not-certificate", path = path.display()),
                msg!("todo-not-certificate"),
            )
        })?;
        let serial = hex::encode_upper(certificate.tbs_certificate().serial_number().as_bytes());
        let (own, now) = (store::trust(dir)?, context.now()?);
        let issued = |purpose| {
            let validation = validate_path(&der, &[], &own, purpose, Revocation::Skip, now);
            validation.path_status == PathStatus::Valid
        };
        return if Purpose::ALL.into_iter().any(issued) {
            Ok(serial)
        } else {
            let cause = RevocationRefusal::NotIssued(serial);
            Err(StoreError::Revocation { dir: dir.to_owned(), cause }.into())
        };
    }
    let digits: String =
        argument.chars().filter(|character| !matches!(character, ':' | ' ')).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-not-serial", text = argument),
            msg!("todo-not-serial", dir = dir.display()),
        ));
    }
    Ok(digits)
}
