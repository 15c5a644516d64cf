//! `juki cert export`: a certificate from the card, as PEM, DER or readable text.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};

use der::asn1::{ObjectIdentifier, Utf8StringRef};
use der::pem::{LineEnding, encode_string};
use der::{Decode as _, oid::AssociatedOid as _};
use serde_json::json;
use x509_cert::Certificate as X509;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{CertificatePolicies, KeyUsage, SubjectAltName};

use super::pins as terminal;
use crate::card::files;
use crate::card::jpki::{self, Certificate};
use crate::cli::CertExport;
use crate::context::Context;
use crate::day::CertifiedBirth;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, list};
use crate::msg;
use crate::new_file;
use crate::output::Report;
use crate::pki::profile;
use crate::reader::Reader as _;

/// Reads and writes it.
///
/// # Errors
/// When the card holds none; exit code 4 or 5 for a wrong or blocked signing password; when the
/// file exists already.
pub fn run(context: &Context<'_>, arguments: &CertExport) -> Result<Report, Error> {
    let which = Certificate::ALL.into_iter().find(|which| which.id() == arguments.certificate);
    let which = which.unwrap_or(Certificate::Authentication);
    if let Some(path) = &arguments.out
        && path.symlink_metadata().is_ok()
    {
        let shown = path.display().to_string();
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-image-exists", path = shown),
            msg!("todo-image-exists"),
        ));
    }
    let pins = which.pin();
    let mut source = terminal::Pins::new(context, arguments.spend_last_try, pins.as_slice())?;
    let mut reader = context.open()?;
    let der = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        files::require_issued(&mut session)?;
        jpki::certificate_with_pin(&mut session, which, &mut source)?
    };
    reader.close()?;
    let malformed = || {
        Error::new(
            Exit::Failure,
            msg!("error-cert-malformed", certificate = which),
            msg!("todo-cert-malformed"),
        )
    };
    // Whoever gets it takes it for a certificate.
    X509::from_der(&der).map_err(|_| malformed())?;
    let pem = encode_string("CERTIFICATE", LineEnding::LF, &der).map_err(|_| malformed())?;
    let content = match arguments.format.as_str() {
        "der" => der.clone(),
        "text" => readable(context, which, &der).ok_or_else(malformed)?.into_bytes(),
        _ => pem.clone().into_bytes(),
    };
    let mut text = String::new();
    match &arguments.out {
        Some(path) => {
            let interrupt = &context.interrupt;
            new_file::create(path, &[&content], new_file::ORDINARY, |temporary| {
                let temporary = temporary.to_owned();
                interrupt.before_exit(move || {
                    // It may not be there yet, or no longer.
                    let _gone = fs::remove_file(temporary);
                });
            })
            .map_err(|cause| Error::file(path, &cause))?;
            interrupt.restore_default();
            let done = msg!("cert-exported", certificate = which, path = path.display());
            text = format!("{}\n", context.text(&done));
        }
        None if !context.json() => {
            let mut out = io::stdout().lock();
            match out.write_all(&content).and_then(|()| out.flush()) {
                Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                    return Err(Error::system(&cause));
                }
                _ => {}
            }
        }
        None => {}
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "cert.export",
        members: json!({
            "certificate": which.id(),
            "pem": pem,
            "out": arguments.out.as_ref().map(|path| path.display().to_string()),
        }),
    })
}

/// The certificate in words, the holder's attributes included.
fn readable(context: &Context<'_>, which: Certificate, der: &[u8]) -> Option<String> {
    let certificate = X509::from_der(der).ok()?;
    let tbs = certificate.tbs_certificate();
    let mut text = String::new();
    let mut line = |message: &Message| {
        let _ = writeln!(text, "{}", context.text(message));
    };
    line(&msg!("cert-text-title", certificate = which));
    line(&msg!("cert-text-subject", name = tbs.subject().to_string()));
    line(&msg!("cert-text-issuer", name = tbs.issuer().to_string()));
    line(&msg!("cert-text-serial", serial = hex::encode_upper(tbs.serial_number().as_bytes())));
    let validity = tbs.validity();
    line(&msg!("cert-text-begin", date = validity.not_before.to_date_time()));
    line(&msg!("cert-text-end", date = validity.not_after.to_date_time()));
    let key = tbs.subject_public_key_info();
    let algorithm = match key.algorithm.oid {
        crate::pki::public_key::EC_PUBLIC_KEY => "EC P-256".to_owned(),
        RSA => "RSA".to_owned(),
        other => other.to_string(),
    };
    line(&msg!("cert-text-key", algorithm = algorithm));
    for extension in tbs.extensions().into_iter().flatten() {
        let value = extension.extn_value.as_bytes();
        match extension.extn_id {
            KeyUsage::OID => {
                let usage = KeyUsage::from_der(value).ok()?;
                let names = list(usage.0.into_iter().map(|usage| format!("{usage:?}")));
                line(&msg!("cert-text-usage", usage = names));
            }
            CertificatePolicies::OID => {
                let policies = CertificatePolicies::from_der(value).ok()?;
                let policies = policies.0.iter().map(|policy| policy.policy_identifier.to_string());
                line(&msg!("cert-text-policy", policy = list(policies)));
            }
            SubjectAltName::OID => {
                for name in SubjectAltName::from_der(value).ok()?.0 {
                    let GeneralName::OtherName(other) = name else { continue };
                    let value = other.value.decode_as::<Utf8StringRef<'_>>().ok()?.to_string();
                    if let Some(message) = attribute(other.type_id, value) {
                        line(&message);
                    }
                }
            }
            _ => {}
        }
    }
    Some(text)
}

/// rsaEncryption (RFC 8017, A.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn attribute(oid: ObjectIdentifier, value: String) -> Option<Message> {
    Some(match oid {
        profile::NAME => msg!("cert-text-name", value = value),
        profile::NAME_SUBSTITUTED => msg!("cert-text-name-flags", value = value),
        profile::SEX => msg!("cert-text-sex", value = super::read::sex_name(&value)),
        profile::BIRTH => match CertifiedBirth::parse(&value) {
            Some(birth) => msg!("cert-text-birth", value = Message::from(birth)),
            None => msg!("cert-text-birth", value = value),
        },
        profile::ADDRESS => msg!("cert-text-address", value = value),
        profile::ADDRESS_SUBSTITUTED => msg!("cert-text-address-flags", value = value),
        _ => return None,
    })
}
