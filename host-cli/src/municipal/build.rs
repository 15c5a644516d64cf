//! A municipal application is added to an issued card, or taken off it, at the counter.

use apdu_spec::access::{Condition, Mode, Rule};
use apdu_spec::file::{FileControl, FileId, Kind, LifeCycle, Shape};
use apdu_spec::profile::{ISSUED_DF, ISSUER, reference};
use apdu_spec::request::{
    AppendRecord, ChangeReferenceData, DeleteFile, ExternalAuthenticate, FileTarget, Presented,
    Reference, ResetRetryCounter, ResetWith, SelectBy,
};
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::directory::{list, listed, strike};
use super::profile::{File, KEY, PIN, Profile};
use super::work::{absent, in_use};
use crate::card::files;
use crate::card::pins;
use crate::card::session::{Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::issue::register::{self, Counter};
use crate::issue::{self, Known, administrator, create};
use crate::msg;
use crate::pki::index::card::CardChange;
use crate::serial_number;

/// What came of adding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Files that an earlier run had made.
    pub found: usize,
    /// Files that were made now.
    pub made: usize,
}

const PIN_RULES: &[Rule<'_>] = &[
    Rule { modes: &[Mode::VERIFY], condition: Condition::Always },
    Rule { modes: &[Mode::CHANGE], condition: Condition::Pin(reference(PIN)) },
    Rule { modes: &[Mode::RESET, Mode::ACTIVATE, Mode::DEACTIVATE], condition: ISSUER },
];

pub(crate) const KEY_RULES: &[Rule<'_>] = &[
    Rule { modes: &[Mode::EXTERNAL], condition: Condition::Always },
    Rule { modes: &[Mode::CHANGE, Mode::ACTIVATE, Mode::DEACTIVATE], condition: ISSUER },
];

/// Adds it, or finishes adding it: what an interrupted run has made stays. `pin` asks for the
/// holder's PIN when it is to be set. Call it inside an exclusive transaction; what was proved is
/// dropped in the end.
///
/// # Errors
/// As [`issue::authenticate`]; exit code 10 when the card has it already, or another application
/// under its name or identifier; when the card refuses.
pub fn add(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    pin: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, Error>,
) -> Result<Added, Error> {
    let known = issue::authenticate(session, counter)?;
    let done = every_step(session, counter, profile, &known, pin);
    let out = files::log_out(session);
    let added = done.map_err(|cause| no_room(profile, cause))?;
    out?;
    Ok(added)
}

fn every_step(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    known: &Known,
    pin: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, Error>,
) -> Result<Added, Error> {
    let mut added = Added { found: 0, made: 0 };
    match enter(session, profile)? {
        Place::Own(found) if found.life == Some(LifeCycle::Activated) => {
            if list(session, profile)? {
                return Ok(Added { found: 0, made: 0 });
            }
            return Err(already(profile));
        }
        Place::Own(_) => {}
        place => {
            if let Some(fid) = listed(session, profile)? {
                return Err(elsewhere(profile, &fid));
            }
            if place == Place::Taken {
                return Err(taken(profile));
            }
            create::enter_mf(session)?;
            let control =
                FileControl { fid: profile.fid(), name: &profile.aid(), ..FileControl::EMPTY };
            create::file(session, control, ISSUED_DF).map_err(|cause| match cause.status {
                Some(StatusWord::DF_NAME_EXISTS) => name_taken(profile),
                // Another file than a DF.
                Some(StatusWord::FILE_EXISTS) => taken(profile),
                _ => cause,
            })?;
        }
    }
    if let Some(wanted) = profile.pin() {
        let shape = Shape::Pin(wanted);
        if missing(session, PIN, Kind::Pin, shape, PIN_RULES)? {
            let value = pin()?;
            admitted(profile, &value)?;
            let local = Reference::Local(reference(PIN) & 0x1F);
            pins::set_by_reference(session, local, &value)?;
            create::activate(session, PIN)?;
        }
    }
    if missing(session, KEY, Kind::Key, Shape::Key(Profile::key()), KEY_RULES)? {
        set_key(session, counter, profile, known)?;
        create::activate(session, KEY)?;
    }
    for file in &profile.files {
        if self::file(session, file)? {
            added.made += 1;
        } else {
            added.found += 1;
        }
    }
    enter(session, profile)?;
    create::activate_df(session)?;
    list(session, profile)?;
    Ok(added)
}

/// Gives the application's key a value that never left before. The card has proved itself.
fn set_key(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    known: &Known,
) -> Result<(), Error> {
    let (serial, aid) = (&known.serial, profile.aid());
    let card = serial_number::text(serial);
    let state = counter.register.card(&card);
    let used = state.as_ref().map(|state| state.service_generations(&aid)).unwrap_or_default();
    let generation = administrator::fresh(&used, counter.rng);
    let change = CardChange::ServiceHandedOver { aid: aid.clone(), generation };
    let leaves = register::event(&card, counter.now, change);
    counter.register.record(&leaves, state.as_ref())?;
    let key = counter.authority.service_key(&aid, serial, generation);
    session.request(ChangeReferenceData {
        reference: Reference::Local(reference(KEY) & 0x1F),
        with_old: false,
        data: Presented(&*key),
    })?;
    Ok(())
}

/// Are wrong proofs of the application's key counted, as of those of earlier versions? It is asked,
/// which costs no try.
fn is_counted(session: &mut Session<'_>) -> Result<bool, SessionError> {
    let reference = Reference::Local(reference(KEY) & 0x1F);
    let query = ExternalAuthenticate { reference, data: &[], answer: None };
    Ok(session.exchange(query)?.status.tries_left().is_some())
}

/// Makes a PIN or key when it is missing; false when it is there and in use.
fn missing(
    session: &mut Session<'_>,
    fid: FileId,
    kind: Kind,
    shape: Shape,
    rules: &[Rule<'_>],
) -> Result<bool, Error> {
    match files::find_file(session, fid)? {
        Some(found) => Ok(found.life != Some(LifeCycle::Activated)),
        None => {
            create::file(session, FileControl { kind, shape, fid, ..FileControl::EMPTY }, rules)?;
            Ok(true)
        }
    }
}

/// Makes a file with its content; false when it is there and whole.
fn file(session: &mut Session<'_>, file: &File) -> Result<bool, Error> {
    let (kind, length, count) = file.kind();
    let found = files::find_file(session, file.fid())?;
    if found.is_some_and(|found| found.life == Some(LifeCycle::Activated)) {
        return Ok(false);
    }
    if found.is_none() {
        let shape = match kind {
            Kind::Transparent => Shape::Transparent { size: length },
            _ => Shape::Records { length, count },
        };
        let control = FileControl { kind, shape, fid: file.fid(), ..FileControl::EMPTY };
        file.with_rules(|rules| create::file(session, control, rules))?;
        files::find_file(session, file.fid())?;
    }
    if kind == Kind::Transparent {
        let mut content = match file.content.first() {
            Some(text) => file.padded(text)?,
            None => Vec::new(),
        };
        content.resize(length.into(), 0xFF);
        create::write(session, &content)?;
    } else {
        let there = files::read_current_records(session)?.len();
        for text in file.content.iter().skip(there) {
            session.request(AppendRecord { ef: None, data: &file.padded(text)? })?;
        }
    }
    create::activate(session, file.fid())?;
    Ok(true)
}

/// What is under the identifier of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It.
    Own(files::Selected),
    /// Something else.
    Taken,
    /// Nothing.
    Free,
}

/// Selects what is there by path, so that what is proved stays.
fn enter(session: &mut Session<'_>, profile: &Profile) -> Result<Place, Error> {
    let path = profile.fid().to_be_bytes();
    Ok(match files::select_named(session, SelectBy::PathFromMf, &path)? {
        None => Place::Free,
        Some((found, name)) if name.as_ref() == Some(&profile.aid()) => Place::Own(found),
        Some(_) => Place::Taken,
    })
}

/// Selects the application that is to be on the card.
///
/// # Errors
/// Exit code 7 when it is not there; 10 when it has another identifier than the profile says.
fn enter_own(session: &mut Session<'_>, profile: &Profile) -> Result<files::Selected, Error> {
    if let Place::Own(found) = enter(session, profile)? {
        return Ok(found);
    }
    Err(match listed(session, profile)? {
        Some(fid) => elsewhere(profile, &fid),
        None => absent(profile),
    })
}

/// Another application has its identifier.
fn taken(profile: &Profile) -> Error {
    let (service, fid) = (profile.name.as_str(), profile.fid.as_str());
    let what = msg!("error-service-taken", service = service, fid = fid);
    Error::new(Exit::Rejected, what, msg!("todo-service-taken"))
}

/// Another application has its DF name.
fn name_taken(profile: &Profile) -> Error {
    let (service, aid) = (profile.name.as_str(), profile.aid.as_str());
    let what = msg!("error-service-name-taken", service = service, aid = aid);
    Error::new(Exit::Rejected, what, msg!("todo-service-name-taken"))
}

/// It was added with another profile.
fn elsewhere(profile: &Profile, fid: &str) -> Error {
    let (service, own) = (profile.name.as_str(), profile.fid.as_str());
    let aid = profile.aid.as_str();
    let what = msg!("error-service-elsewhere", service = service, aid = aid, fid = fid, own = own);
    Error::new(Exit::Rejected, what, msg!("todo-service-elsewhere"))
}

/// What the card said while the application was made, when it has no room for it.
fn no_room(profile: &Profile, cause: Error) -> Error {
    if cause.status != Some(StatusWord::NOT_ENOUGH_MEMORY) {
        return cause;
    }
    let what = msg!("error-service-room", service = profile.name.as_str());
    Error::new(Exit::Refused, what, msg!("todo-service-room", profile = profile.named()))
        .with_status(StatusWord::NOT_ENOUGH_MEMORY)
}

fn already(profile: &Profile) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-service-there", service = profile.name.as_str()),
        msg!("todo-service-there"),
    )
}

/// Takes it off the card with everything in it. Call it inside an exclusive transaction; what was
/// proved is dropped in the end.
///
/// # Errors
/// As [`issue::authenticate`]; exit code 7 when the card has no such application, or refuses; 10
/// when it has another identifier than the profile says.
pub fn remove(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
) -> Result<(), Error> {
    issue::authenticate(session, counter)?;
    let done: Result<(), Error> = (|| {
        // EF.DIR first: an interrupted run leaves an application that nobody is pointed to.
        enter_own(session, profile)?;
        strike(session, profile)?;
        enter(session, profile)?;
        session.request(DeleteFile { target: FileTarget::CURRENT })?;
        Ok(())
    })();
    let out = files::log_out(session);
    done?;
    Ok(out?)
}

/// Gives the holder's PIN a new value and all its tries; the application's key too, when its wrong
/// proofs are counted. Call it inside an exclusive transaction; what was proved is dropped in the
/// end.
///
/// # Errors
/// As [`remove`]; exit code 7 when adding the application was interrupted; 10 when the PIN does not
/// take the value.
pub fn reset_pin(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    new: &[u8],
) -> Result<(), Error> {
    admitted(profile, new)?;
    let known = issue::authenticate(session, counter)?;
    let done: Result<(), Error> = (|| {
        in_use(profile, enter_own(session, profile)?)?;
        if is_counted(session)? {
            set_key(session, counter, profile, &known)?;
        }
        let reference = Reference::Local(reference(PIN) & 0x1F);
        session.request(ResetRetryCounter { reference, with: ResetWith::New(Presented(new)) })?;
        Ok(())
    })();
    let out = files::log_out(session);
    done?;
    Ok(out?)
}

/// Does the application's PIN take this value?
fn admitted(profile: &Profile, value: &[u8]) -> Result<(), Error> {
    match profile.pin() {
        Some(pin) if pin.admits(value) => Ok(()),
        Some(pin) => Err(Error::new(
            Exit::Rejected,
            msg!("error-service-pin", digits = u64::from(pin.min)),
            msg!("todo-service-pin"),
        )),
        None => Err(Error::new(
            Exit::Rejected,
            msg!("error-service-without-pin", service = profile.name.as_str()),
            msg!("todo-service-pin"),
        )),
    }
}
