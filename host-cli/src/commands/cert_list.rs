//! `juki cert list`: the certificates on the card. It never asks for a PIN.

use std::fmt::Write as _;

use apdu_spec::profile::jpki;
use der::Decode as _;
use serde_json::{Value, json};
use x509_cert::Certificate as X509;

use crate::card::files;
use crate::card::jpki::{Certificate, is_present, read_certificate};
use crate::card::session::Session;
use crate::context::Context;
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::japan;
use crate::msg;
use crate::output::Report;
use crate::pki::Date;
use crate::reader::Reader as _;

/// What is known of a certificate without a PIN.
enum State {
    None,
    WithPin,
    There(Vec<u8>),
}

/// Asks the card.
///
/// # Errors
/// When there is no issued card, or it has no JPKI.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut reader = context.open()?;
    let found = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        files::require_issued(&mut session)?;
        files::select_application(&mut session, &jpki::APPLICATION)?;
        let mut found = Vec::new();
        for which in Certificate::ALL {
            found.push((which, state(&mut session, which)?));
        }
        found
    };
    reader.close()?;
    let mut text = String::new();
    let mut members = Vec::<Value>::new();
    let mut exit = Exit::Done;
    for (which, state) in found {
        let id = format!("{:<7}", which.id());
        let mut object = json!({ "certificate": which.id(), "present": true });
        let state = match state {
            State::None => {
                object["present"] = json!(false);
                msg!("cert-state-none")
            }
            State::WithPin => msg!("cert-state-pin"),
            State::There(der) => {
                let Ok(certificate) = X509::from_der(&der) else {
                    let line = msg!("cert-malformed", id = id, certificate = which);
                    let _ = writeln!(text, "{}", context.text(&line));
                    object["malformed"] = json!(true);
                    exit = Exit::Failure;
                    members.push(object);
                    continue;
                };
                let tbs = certificate.tbs_certificate();
                let serial = hex::encode_upper(tbs.serial_number().as_bytes());
                let last = tbs.validity().not_after.to_date_time();
                let end = Day(Date::in_japan(last)).to_string();
                object["serial"] = json!(serial);
                japan::put(&mut object, "not_after", Some(last));
                msg!("cert-state-there", end = end, serial = serial)
            }
        };
        let line = msg!("cert-list-line", id = id, certificate = which, state = state);
        let _ = writeln!(text, "{}", context.text(&line));
        members.push(object);
    }
    Ok(Report { exit, text, command: "cert.list", members: json!({ "certificates": members }) })
}

fn state(session: &mut Session<'_>, which: Certificate) -> Result<State, Error> {
    if let Some(pin) = which.pin() {
        let key = crate::card::jpki::Key::ALL.into_iter().find(|key| key.pin() == pin);
        let there = match key {
            Some(key) => is_present(session, key)?,
            None => false,
        };
        return Ok(if there { State::WithPin } else { State::None });
    }
    match read_certificate(session, which) {
        Ok(der) => Ok(State::There(der)),
        // As on a phone.
        Err(cause) if cause.wants_pin() => Ok(State::WithPin),
        Err(cause) if cause.is_refusal() => Ok(State::None),
        Err(cause) => Err(cause.into()),
    }
}
