//! `juki read`: what the card says of its holder.

use std::fmt::Write as _;

use apdu_spec::profile::{Application, ApplicationId, common, jpki, juki, text, visual};
use serde_json::{Map, Value, json};

use super::pins as terminal;
use super::read_face::{self, Known, Shown};
use crate::card::common::CardRecord;
use crate::card::jpki::Key;
use crate::card::juki::{Contents, Procedure};
use crate::card::pins::{Pin, PinError, Source, SourceError};
use crate::card::session::{Dialect, Session, SessionError};
use crate::card::text::{Attributes, Files};
use crate::card::{self, CardError, files};
use crate::cli::Read;
use crate::context::Context;
use crate::day::hyphenated;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, clauses, list};
use crate::msg;
use crate::output::{self, Report};
use crate::reader::{Reader as _, ReaderError};

/// What was read. What the card lacks, and what no PIN opened, is absent.
#[derive(Default)]
struct Found {
    card: Option<CardRecord>,
    certificates: Option<Vec<Key>>,
    text: Option<Files>,
    face: Option<Shown>,
    juki: Option<Contents>,
    /// Applications that were left out, and why.
    left_out: Vec<(ApplicationId, LeftOut)>,
    /// Why something was not read, or not written, that was asked for.
    failed: Vec<Error>,
}

/// Why an application was not read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeftOut {
    /// Nobody gave the PIN or code that opens it.
    NotGiven,
    /// What is said of it already: a PIN was wrong, the card refused, its answer is damaged.
    Failed,
    /// A card of somebody else has it in a form that nobody published.
    Foreign,
}

/// Reads it.
///
/// # Errors
/// When a file that a variable names cannot be read, or there is no issued card that answers. What
/// a wrong, blocked or mistyped PIN or code leaves closed is no error of the whole: the report says
/// it, and ends with the exit code of the first one (4, 5 or 10).
pub fn run(context: &Context<'_>, arguments: &Read) -> Result<Report, Error> {
    let source = if arguments.no_pin {
        None
    } else {
        let pins = [Pin::Text, Pin::Juki, Pin::VisualA, Pin::VisualB];
        Some(terminal::Pins::new(context, arguments.spend_last_try, &pins)?)
    };
    let mut reader = context.open()?;
    let mut found = {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        read(context, &mut session, source)?
    };
    reader.close()?;
    if let Some(folder) = &arguments.pictures {
        let face = found.face.as_mut().ok_or_else(read_face::closed);
        // What was read is shown, whatever becomes of the pictures.
        if let Err(cause) = face.and_then(|face| face.write(context, folder)) {
            found.fail(context, cause);
        }
    }
    Ok(Report {
        exit: found.failed.first().map_or(Exit::Done, |cause| cause.exit),
        text: words(context, &found),
        command: "read",
        members: members(context, &found),
    })
}

/// Each part is read as far as it opens: a PIN of one application that is wrong, or can be none,
/// closes no other.
fn read(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: Option<terminal::Pins<'_, '_>>,
) -> Result<Found, CardError> {
    files::require_issued(session)?;
    let mut found = Found::default();
    if has(session, &common::APPLICATION)? {
        let record = unless_real(session, card::common::readable_record);
        found.card = found.unless_unreadable(context, record)?;
    }
    if has(session, &jpki::APPLICATION)? {
        let present = present(session).map(Some).map_err(CardError::from);
        found.certificates = found.unless_unreadable(context, present)?;
    }
    let mut source = source;
    let mut text_failed = false;
    if has(session, &text::APPLICATION)? {
        let asked = source.as_mut().filter(|source| source.has(Pin::Text));
        if asked.is_none() {
            found.leave_out(&text::APPLICATION, LeftOut::NotGiven);
        }
        let read = match read_text(session, asked.map(|source| source as &mut dyn Source)) {
            Err(cause) if is_closed(&cause) => {
                text_failed = true;
                if let Some(source) = &mut source {
                    source.was_not_opened(Pin::Text);
                }
                found.closed(context, &text::APPLICATION, cause);
                match read_text(session, None) {
                    Err(cause) if is_closed(&cause) => Ok(None),
                    read => read,
                }
            }
            read => read,
        };
        text_failed |= read.is_err();
        found.text = found.unless_unreadable(context, read)?;
    }
    if has(session, &visual::APPLICATION)? {
        let known = Known { text: found.text.as_ref(), card: found.card.as_ref() };
        let read = match &mut source {
            Some(codes) => unless_real(session, |session| read_face::read(session, &known, codes)),
            None => Ok(None),
        };
        match read {
            Err(cause) if is_closed(&cause) => found.closed(context, &visual::APPLICATION, cause),
            read => {
                let why = match &read {
                    Ok(None) if source.is_some() => LeftOut::Foreign,
                    // The code follows from what the PIN of the text application opens.
                    Ok(_) if !text_failed => LeftOut::NotGiven,
                    _ => LeftOut::Failed,
                };
                found.face = found.unless_unreadable(context, read)?.flatten();
                if found.face.is_none() {
                    found.leave_out(&visual::APPLICATION, why);
                }
            }
        }
    }
    if has(session, &juki::APPLICATION)? {
        // Its PIN is one of its own: it may have another number than that of text.
        match source.as_mut().filter(|source| source.has(Pin::Juki)) {
            Some(source) => {
                let read = |session: &mut Session<'_>| card::juki::read(session, source);
                match unless_real(session, read) {
                    Ok(read) => found.juki = read.filter(|juki| *juki != Contents::default()),
                    Err(cause) if is_closed(&cause) => {
                        found.closed(context, &juki::APPLICATION, cause);
                    }
                    // The layout is ours: what a real card has there nobody knows.
                    Err(cause) if is_unreadable(&cause) && session.dialect() == Dialect::Plain => {
                        found.leave_out(&juki::APPLICATION, LeftOut::Foreign);
                    }
                    Err(cause) => found.juki = found.unless_unreadable(context, Err(cause))?,
                }
            }
            None => {
                // The number of all three did not open the first: that is said.
                let failed = source.is_some_and(|source| source.is_withheld(Pin::Juki));
                let why = if failed { LeftOut::Failed } else { LeftOut::NotGiven };
                found.leave_out(&juki::APPLICATION, why);
            }
        }
    }
    Ok(found)
}

/// The text application, with its PIN or without.
fn read_text(
    session: &mut Session<'_>,
    pins: Option<&mut dyn Source>,
) -> Result<Option<Files>, CardError> {
    let read = unless_real(session, |session| card::text::read(session, pins))?;
    Ok(read.map(|read| read.check().map(|()| read)).transpose()?)
}

/// Did a PIN or code not open it, whether the card said so or it can be none and was not sent? The
/// other parts of the card are open as they were.
fn is_closed(cause: &CardError) -> bool {
    cause.is_refusal()
        || match cause {
            CardError::Pin(cause) => matches!(
                cause,
                PinError::Wrong { .. }
                    | PinError::Blocked { .. }
                    | PinError::Form(_)
                    | PinError::Source(SourceError::NotGiven(_))
            ),
            CardError::Session(SessionError::TooLong { .. }) | CardError::UnknownProfile => true,
            _ => false,
        }
}

/// Did something come that is not what it should be, or not all of it, with the card still there?
fn is_unreadable(cause: &CardError) -> bool {
    match cause {
        CardError::Session(SessionError::Reader(cause)) => matches!(
            cause,
            ReaderError::ReadOnly(_)
                | ReaderError::NoStatus(_)
                | ReaderError::Trace(_)
                | ReaderError::Disk { .. }
                | ReaderError::Driver { .. }
        ),
        CardError::Session(cause) => matches!(
            cause,
            SessionError::Endless { .. } | SessionError::Longer { .. } | SessionError::Short { .. }
        ),
        CardError::Pin(cause) => matches!(
            cause,
            PinError::Source(SourceError::Failed(_))
                | PinError::NotBelieved(_)
                | PinError::NotChanged(_)
        ),
        CardError::Malformed(_) => true,
        _ => false,
    }
}

impl Found {
    /// Something that was asked for is not there. It is said at once: the next PIN may be asked
    /// for.
    fn fail(&mut self, context: &Context<'_>, cause: Error) {
        if !context.json() {
            let (what, todo) = cause.texts(context.locale);
            output::note(&format!("{what}\n{todo}"));
        }
        self.failed.push(cause);
    }

    fn closed(&mut self, context: &Context<'_>, application: &Application, cause: CardError) {
        self.leave_out(application, LeftOut::Failed);
        self.fail(context, cause.into());
    }

    fn leave_out(&mut self, application: &Application, why: LeftOut) {
        self.left_out.push((application.id, why));
    }

    /// What is not what it should be is not shown: it is said, and the rest is read.
    fn unless_unreadable<T>(
        &mut self,
        context: &Context<'_>,
        read: Result<Option<T>, CardError>,
    ) -> Result<Option<T>, CardError> {
        match read {
            Err(cause) if is_unreadable(&cause) => {
                self.fail(context, cause.into());
                Ok(None)
            }
            read => read,
        }
    }
}

/// The keys whose certificates the card says it holds.
fn present(session: &mut Session<'_>) -> Result<Vec<Key>, SessionError> {
    let mut present = Vec::new();
    for key in Key::ALL {
        if card::jpki::is_present(session, key)? {
            present.push(key);
        }
    }
    Ok(present)
}

/// What a real card lacks is absent; of a card of this project it is a failure.
fn unless_real<T>(
    session: &mut Session<'_>,
    read: impl FnOnce(&mut Session<'_>) -> Result<T, CardError>,
) -> Result<Option<T>, CardError> {
    match read(session) {
        Ok(found) => Ok(Some(found)),
        Err(cause) if cause.is_refusal() && session.dialect() == Dialect::Plain => Ok(None),
        Err(cause) => Err(cause),
    }
}

fn has(session: &mut Session<'_>, application: &Application) -> Result<bool, SessionError> {
    Ok(files::find_application(session, application)?.is_some())
}

fn words(context: &Context<'_>, found: &Found) -> String {
    let mut text = String::new();
    let mut line = |message: &Message| {
        let _ = writeln!(text, "{}", context.text(message));
    };
    if let Some(CardRecord { serial, municipality, expiry }) = &found.card {
        line(&msg!("read-serial", serial = serial));
        line(&msg!("read-municipality", code = municipality));
        line(&msg!("read-expiry", date = hyphenated(expiry)));
    }
    if let Some(present) = &found.certificates {
        if present.is_empty() {
            line(&msg!("read-no-certificates"));
        } else {
            let names = list(present.iter().map(|key| key.certificate()));
            line(&msg!("read-certificates", certificates = names));
        }
    }
    if let Some((attributes, number)) = found.text.as_ref().and_then(of_text) {
        let Attributes { name, address, birth, sex } = attributes;
        line(&msg!("read-name", name = shown(&name)));
        line(&msg!("read-address", address = shown(&address)));
        line(&msg!("read-birth", date = hyphenated(&birth)));
        line(&msg!("read-sex", sex = sex_name(&sex)));
        match number {
            Some(number) => line(&msg!("read-number", number = number)),
            None => line(&msg!("read-no-number")),
        }
    }
    if let Some(face) = &found.face {
        face.words().iter().for_each(&mut line);
    }
    if let Some(Contents { record_code, history, procedures }) = &found.juki {
        if let Some(code) = record_code {
            line(&msg!("read-record-code", code = shown(code)));
        }
        line(&msg!("read-history"));
        for state in history {
            let (name, address) = (&state.attributes.name, &state.attributes.address);
            let (date, name, address) = (hyphenated(&state.since), shown(name), shown(address));
            line(&msg!("read-since", date = date, name = name, address = address));
        }
        line(&msg!("read-procedures"));
        for Procedure { date, municipality, procedure: code } in procedures {
            let procedure = match code.as_str() {
                Procedure::ISSUED => msg!("procedure-issued"),
                other => msg!("procedure-other", code = other),
            };
            let date = hyphenated(date);
            line(&msg!(
                "read-procedure",
                date = date,
                municipality = municipality,
                procedure = procedure
            ));
        }
    }
    for why in [LeftOut::NotGiven, LeftOut::Failed, LeftOut::Foreign] {
        let left_out = found.left_out.iter().filter(|(_, cause)| *cause == why);
        let words: Vec<_> =
            left_out.filter_map(|(application, _)| contents(*application)).collect();
        if words.is_empty() {
            continue;
        }
        let what = clauses(words);
        line(&match why {
            LeftOut::NotGiven => msg!("read-left-out", what = what),
            LeftOut::Failed => msg!("read-not-read", what = what),
            LeftOut::Foreign => msg!("read-foreign", what = what),
        });
    }
    text
}

/// What an application holds that a PIN or code opens; `None` when what is shown of it is free.
fn contents(application: ApplicationId) -> Option<Message> {
    match application {
        ApplicationId::Text => Some(msg!("read-left-text")),
        ApplicationId::Visual => Some(msg!("read-left-visual")),
        ApplicationId::Juki => Some(msg!("read-left-juki")),
        ApplicationId::Jpki | ApplicationId::Common | ApplicationId::Pkcs15 => None,
    }
}

/// What is shown of the text application: the attributes, and with them the personal number. What
/// signs them `juki verify` judges.
fn of_text(files: &Files) -> Option<(Attributes, Option<String>)> {
    let Files {
        personal_number: _,
        attributes: _,
        signature: _,
        cv_certificate: _,
        basic_information: _,
        card_key: _,
        closed: _,
    } = files;
    Some((files.attributes()?, files.number()))
}

fn members(context: &Context<'_>, found: &Found) -> Value {
    let mut members = Map::new();
    if let Some(CardRecord { serial, municipality, expiry }) = &found.card {
        members.insert(
            "card".into(),
            json!({
                "serial": serial,
                "municipality": municipality,
                "expiry": hyphenated(expiry),
            }),
        );
    }
    if let Some(present) = &found.certificates {
        let ids: Vec<_> = present.iter().map(|key| key.certificate().id()).collect();
        members.insert("certificates".into(), json!(ids));
    }
    if let Some((attributes, number)) = found.text.as_ref().and_then(of_text) {
        let mut object = attributes_json(&attributes);
        if let Some(number) = number {
            object.insert("personal_number".into(), json!(number));
        }
        members.insert("text".into(), Value::Object(object));
    }
    if let Some(face) = &found.face {
        members.insert("visual".into(), face.members());
    }
    if let Some(Contents { record_code, history, procedures }) = &found.juki {
        let history: Vec<_> = history
            .iter()
            .map(|state| {
                let mut object = attributes_json(&state.attributes);
                object.insert("since".into(), json!(hyphenated(&state.since)));
                Value::Object(object)
            })
            .collect();
        let procedures: Vec<_> = procedures
            .iter()
            .map(|procedure| {
                json!({
                    "date": hyphenated(&procedure.date),
                    "municipality": procedure.municipality,
                    "procedure": procedure.procedure,
                })
            })
            .collect();
        members.insert(
            "juki".into(),
            json!({
                "record_code": record_code,
                "history": history,
                "procedures": procedures,
            }),
        );
    }
    let left_out: Vec<_> =
        found.left_out.iter().map(|(application, _)| application.name()).collect();
    members.insert("left_out".into(), json!(left_out));
    if !found.failed.is_empty() {
        let failed = found.failed.iter().map(|cause| {
            let (what, todo) = cause.texts(context.locale);
            json!({ "code": cause.exit.code(), "what": what, "todo": todo })
        });
        members.insert("failed".into(), failed.collect());
    }
    Value::Object(members)
}

fn attributes_json(attributes: &Attributes) -> Map<String, Value> {
    let Attributes { name, address, birth, sex } = attributes;
    let members = [
        ("name", json!(name)),
        ("address", json!(address)),
        ("birth", json!(hyphenated(birth))),
        ("sex", json!(sex)),
    ];
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Sex in words.
pub(super) fn sex_name(sex: &str) -> Message {
    match sex {
        "1" => msg!("sex-male"),
        "2" => msg!("sex-female"),
        "9" => msg!("sex-not-applicable"),
        _ => msg!("sex-unknown"),
    }
}

/// Text from the card, with nothing in it that moves a cursor.
fn shown(text: &str) -> String {
    card::identity::printable(text.as_bytes())
}
