//! Applications and files: selecting and reading them by their description.

use apdu_spec::command::Le;
use apdu_spec::file::{EF_ATR_INFO, FCI, FCP, FileControl, FileId, LifeCycle, MF, Sfi};
use apdu_spec::profile::card::{SERIAL_LEN, SERIAL_TAG};
use apdu_spec::profile::{Application, Object, PreIssuing};
use apdu_spec::request::{
    BinaryTarget, FileControlWanted, GetData, InternalAuthenticate, LogOut, Ne, Occurrence, Place,
    ReadBinary, ReadRecord, RecordRange, Reference, Select, SelectBy,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::session::{Answer, Dialect, Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// The most bytes asked for by one READ BINARY. Without extended length it is 256.
const BLOCK: usize = 2048;
/// What real cards are asked for by one READ BINARY.
const SHORT_BLOCK: usize = 256;

/// Tag of the DF name in a template of file control (ISO/IEC 7816-4:2020, table 12).
const DF_NAME: u8 = 0x84;

/// What SELECT tells of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Size in bytes of a transparent EF, when the card says it.
    pub size: Option<usize>,
    /// Its life cycle, when the card says it.
    pub life: Option<LifeCycle>,
}

/// Selects an application by its DF name: everything proved before is dropped. The card must be
/// issued: an application may be complete before its card is.
///
/// # Errors
/// When the card has no such application, is still being issued, or does not answer.
pub fn select_application(
    session: &mut Session<'_>,
    application: &Application,
) -> Result<(), Error> {
    require_issued(session)?;
    match find_application(session, application)? {
        Some(_) => Ok(()),
        None => Err(Error::new(
            Exit::Refused,
            msg!("error-no-application", application = application.id),
            msg!("todo-no-application"),
        )
        .with_status(StatusWord::FILE_NOT_FOUND)),
    }
}

/// Selects an application by its DF name; `None` when the card has none of this name. A card that
/// says it selected another one has none: no PIN is sent there.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn find_application(
    session: &mut Session<'_>,
    application: &Application,
) -> Result<Option<Selected>, SessionError> {
    let by = SelectBy::DfName(Occurrence::First);
    let Some(answer) = control(session, by, application.aid)? else {
        return Ok(None);
    };
    let name = template_of(&answer).and_then(|template| tlv::find(template, DF_NAME));
    Ok(name.is_none_or(|name| name == application.aid).then(|| selected(&answer)))
}

/// The life cycle of the MF, which is the card's own; `None` when the card does not say it, or
/// lets nobody select its MF. Selects the MF.
///
/// # Errors
/// When no answer came.
pub fn card_life(session: &mut Session<'_>) -> Result<Option<LifeCycle>, SessionError> {
    match select(session, SelectBy::FileIdentifier, &MF.to_be_bytes()) {
        Ok(selected) => Ok(selected.and_then(|selected| selected.life)),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Refuses a card that is not issued.
///
/// # Errors
/// When it is blank, being issued, or out of use.
pub fn require_issued(session: &mut Session<'_>) -> Result<(), Error> {
    match card_life(session)? {
        Some(life) if life.is_building() => Err(being_issued()),
        _ => Ok(()),
    }
}

fn being_issued() -> Error {
    Error::new(Exit::Refused, msg!("error-being-issued"), msg!("todo-being-issued"))
}

/// What was fixed before the card was issued: DO `46` in EF.ATR/INFO; `None` when the card does not
/// say it, as no other card than this project's does. Selects the MF.
///
/// # Errors
/// [`Exit::Rejected`] for a profile that this program does not know; when the card does not
/// answer.
pub fn made_as(session: &mut Session<'_>) -> Result<Option<PreIssuing>, Error> {
    let content = match select(session, SelectBy::FileIdentifier, &MF.to_be_bytes()) {
        Ok(_) => read_file(session, EF_ATR_INFO),
        Err(cause) => Err(cause),
    };
    let content = match content {
        Err(SessionError::Refused { .. }) => None,
        other => other?,
    };
    let content = content.unwrap_or_default();
    let Some(said) = tlv::find(&content, PreIssuing::TAG) else { return Ok(None) };
    PreIssuing::parse(said)
        .map(Some)
        .ok_or_else(|| Error::new(Exit::Rejected, msg!("error-profile"), msg!("todo-profile")))
}

/// Selects the EF, PIN or key with this identifier in the current DF; `None` when there is none.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn find_file(session: &mut Session<'_>, fid: FileId) -> Result<Option<Selected>, SessionError> {
    select(session, SelectBy::EfUnderCurrentDf, &fid.to_be_bytes())
}

/// SELECT with FCP.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn select(
    session: &mut Session<'_>,
    by: SelectBy,
    data: &[u8],
) -> Result<Option<Selected>, SessionError> {
    Ok(control(session, by, data)?.as_deref().map(selected))
}

/// SELECT, and what the card says of the file: nothing, when it is a card that tells nothing.
fn control(
    session: &mut Session<'_>,
    by: SelectBy,
    data: &[u8],
) -> Result<Option<Vec<u8>>, SessionError> {
    if session.dialect() != Dialect::Plain {
        let request = Select { by, wanted: FileControlWanted::Fcp, data, le: Le::Any };
        match session.request(request) {
            Ok(answer) => {
                session.learn(template_of(&answer.data).is_some());
                return Ok(Some(answer.data));
            }
            // Not to be taken at its word yet: it may know SELECT without an answer only.
            Err(SessionError::Refused { .. }) if session.dialect() == Dialect::Unknown => {}
            refused => {
                let answer = unless(StatusWord::FILE_NOT_FOUND, refused)?;
                return Ok(answer.map(|answer| answer.data));
            }
        }
    }
    let request = Select { by, wanted: FileControlWanted::None, data, le: Le::Absent };
    match session.request(request) {
        Ok(answer) => {
            session.learn(false);
            Ok(Some(answer.data))
        }
        // Closed, and there.
        Err(
            refused @ SessionError::Refused {
                status:
                    StatusWord::SECURITY_STATUS_NOT_SATISFIED | StatusWord::CONDITIONS_NOT_SATISFIED,
                ..
            },
        ) => Err(refused),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

fn template_of(answer: &[u8]) -> Option<&[u8]> {
    tlv::find(answer, FCP).or_else(|| tlv::find(answer, FCI))
}

fn selected(answer: &[u8]) -> Selected {
    let template = template_of(answer).unwrap_or_default();
    let control = FileControl::parse(template).ok();
    Selected {
        size: tlv::find(template, 0x80_u8)
            .and_then(|size| Some(u16::from_be_bytes(size.try_into().ok()?).into())),
        life: control.and_then(|control| control.life),
    }
}

/// The whole content of a transparent EF of the current DF; `None` when there is no such file.
///
/// # Errors
/// When the card refuses (`6982` without the PIN), or does not answer.
pub fn read(session: &mut Session<'_>, object: &Object) -> Result<Option<Vec<u8>>, SessionError> {
    read_file(session, object.fid)
}

/// As [`read`], by file identifier.
///
/// # Errors
/// As [`read`].
pub fn read_file(session: &mut Session<'_>, fid: FileId) -> Result<Option<Vec<u8>>, SessionError> {
    read_extent(session, fid, Extent::Object { header: 7 })
}

/// How long the content of a file is, for a card that does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many bytes.
    Bytes(u16),
    /// One data object; its length stands in its first bytes, of which so many are read.
    Object {
        /// How many: as programs for real cards ask for.
        header: u16,
    },
}

/// As [`read_file`]; a card that does not say how long the file is gives as much as `extent` says.
///
/// # Errors
/// As [`read`].
pub fn read_extent(
    session: &mut Session<'_>,
    fid: FileId,
    extent: Extent,
) -> Result<Option<Vec<u8>>, SessionError> {
    let Some(selected) = find_file(session, fid)? else {
        return Ok(None);
    };
    let size = match (selected.size, extent) {
        (Some(size), _) => size,
        (None, _) if session.dialect() != Dialect::Plain => usize::MAX,
        (None, Extent::Bytes(count)) => count.into(),
        (None, Extent::Object { header }) => {
            let read = ReadBinary { target: BinaryTarget::Current(0), ne: Ne::exactly(header) };
            let header = session.request(read)?.data;
            match object_length(&header) {
                Some(length) => length,
                // Filler, or nothing at all: the file is empty.
                None => return Ok(Some(header)),
            }
        }
    };
    read_selected(session, size).map(Some)
}

/// The length of a data object with its header, from the first bytes of a file; `None` when no
/// data object begins there. The tags `FFxx` of the attribute applications count.
fn object_length(header: &[u8]) -> Option<usize> {
    let tag = match header {
        [0x00 | 0xFF, 0x00 | 0xFF, ..] | [0x00, ..] | [] => return None,
        [first, ..] if first & 0x1F == 0x1F => 2,
        _ => 1,
    };
    match header.get(tag..)? {
        [length @ ..=0x7F, ..] => Some(tag + 1 + usize::from(*length)),
        [0x81, length, ..] => Some(tag + 2 + usize::from(*length)),
        [0x82, high, low, ..] => Some(tag + 3 + usize::from(u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// So many bytes of the selected file, or as many as it has.
fn read_selected(session: &mut Session<'_>, size: usize) -> Result<Vec<u8>, SessionError> {
    let block = if session.dialect() == Dialect::Plain { SHORT_BLOCK } else { BLOCK };
    let mut content = Vec::new();
    // An offset in P1-P2 has 15 bits.
    while let Some(offset) = u16::try_from(content.len()).ok().filter(|at| *at < 0x8000) {
        let wanted = size.saturating_sub(content.len()).min(block);
        if wanted == 0 {
            break;
        }
        let ne = Ne::exactly(u16::try_from(wanted).unwrap_or(0));
        let read = ReadBinary { target: BinaryTarget::Current(offset), ne };
        match session.request(read) {
            Ok(part) if part.data.is_empty() => break,
            Ok(part) => {
                content.extend(part.data);
                if part.status == StatusWord::END_OF_FILE_REACHED {
                    break;
                }
            }
            // The end of a file whose size is not known.
            Err(SessionError::Refused { status: StatusWord::WRONG_OFFSET, .. }) => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(content)
}

/// The first data object in a file's content, tag and length included, without the filler
/// behind it; `None` when the file is empty or holds no data object.
#[must_use]
pub fn data_object(content: &[u8]) -> Option<&[u8]> {
    if matches!(content, [] | [0x00 | 0xFF, ..]) {
        return None;
    }
    let mut reader = tlv::Reader::new(content);
    reader.next()?.ok()?;
    content.get(..reader.position())
}

/// The value of the template `FFxx` that a file of an attribute application begins with. In a
/// sequence of data objects FF is filler (ISO/IEC 7816-4:2020, 6.3), so that these tags are read
/// at the start of a file and nowhere else.
#[must_use]
pub fn template(content: &[u8], tag: Tag) -> Option<&[u8]> {
    let [0xFF, rest @ ..] = content else { return None };
    let object = tlv::Reader::new(rest).next()?.ok()?;
    (rest.first().is_some_and(|low| tag == Tag::new(0xFF00 | u32::from(*low))))
        .then_some(object.value)
}

/// Record `number`, 1 to 254, of an EF of records in the current DF; `None` when there is no
/// such record or file.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_record(
    session: &mut Session<'_>,
    object: &Object,
    number: u8,
) -> Result<Option<Vec<u8>>, SessionError> {
    if session.dialect() == Dialect::Plain {
        return plain_record(session, object, number);
    }
    if find_file(session, object.fid)?.is_none() {
        return Ok(None);
    }
    let record = record(number);
    let answer = unless(StatusWord::RECORD_NOT_FOUND, session.request(record))?;
    Ok(answer.map(|answer| answer.data))
}

/// READ RECORD as real cards know it: the file by its short identifier, without SELECT.
fn plain_record(
    session: &mut Session<'_>,
    object: &Object,
    number: u8,
) -> Result<Option<Vec<u8>>, SessionError> {
    let Some(ef) = Sfi::new(object.reference() & 0x1F) else { return Ok(None) };
    match session.request(ReadRecord { ef: Some(ef), ..record(number) }) {
        Ok(answer) => Ok(Some(answer.data)),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Every record of an EF of the current DF, number 1 first; none when there is no such file.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_records(
    session: &mut Session<'_>,
    object: &Object,
) -> Result<Vec<Vec<u8>>, SessionError> {
    let mut records = Vec::new();
    if session.dialect() == Dialect::Plain {
        for number in 1..=254 {
            match plain_record(session, object, number)? {
                Some(record) => records.push(record),
                None => break,
            }
        }
        return Ok(records);
    }
    if find_file(session, object.fid)?.is_none() {
        return Ok(records);
    }
    for number in 1..=254 {
        match unless(StatusWord::RECORD_NOT_FOUND, session.request(record(number)))? {
            Some(answer) => records.push(answer.data),
            None => break,
        }
    }
    Ok(records)
}

const fn record(number: u8) -> ReadRecord {
    ReadRecord { ef: None, place: Place::Number(number), range: RecordRange::One, ne: Ne::ANY }
}

/// A data object of the current DF; `None` when there is none.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn get_data(session: &mut Session<'_>, tag: u16) -> Result<Option<Vec<u8>>, SessionError> {
    let answer = session.request(GetData { tag, ne: Ne::ANY });
    Ok(unless(StatusWord::REFERENCE_NOT_FOUND, answer)?.map(|answer| answer.data))
}

/// The card's serial number. Selects the MF.
///
/// # Errors
/// When the card gives none of 15 letters and digits, or does not answer.
pub fn serial(session: &mut Session<'_>) -> Result<[u8; SERIAL_LEN], Error> {
    select(session, SelectBy::FileIdentifier, &MF.to_be_bytes())?;
    let serial = get_data(session, SERIAL_TAG)?.unwrap_or_default();
    serial
        .try_into()
        .ok()
        .filter(|serial: &[u8; SERIAL_LEN]| serial.iter().all(u8::is_ascii_alphanumeric))
        .ok_or_else(|| {
            Error::new(Exit::Refused, msg!("error-no-serial"), msg!("todo-refused-other-card"))
        })
}

/// INTERNAL AUTHENTICATE with a card key of the current DF: an ECDSA signature, DER
/// `SEQUENCE {r, s}`, over the SHA-256 of `02` || serial number || `challenge`.
///
/// # Errors
/// When the card refuses, or does not answer. `challenge` has 8 to 64 bytes.
pub fn internal_authenticate(
    session: &mut Session<'_>,
    key: &Object,
    challenge: &[u8],
) -> Result<Vec<u8>, SessionError> {
    let reference = Reference::Local(key.reference() & 0x1F);
    let request = InternalAuthenticate { reference, data: challenge, ne: Ne::ANY };
    Ok(session.request(request)?.data)
}

/// What [`internal_authenticate`] signs, before hashing.
#[must_use]
pub fn internal_message(serial: &[u8; SERIAL_LEN], challenge: &[u8]) -> Vec<u8> {
    let domain = apdu_spec::request::Domain::Internal as u8;
    [&[domain], &serial[..], challenge].concat()
}

/// Log out: everything proved is dropped. Real cards know no command for it: they are reset. A
/// card of this project that cannot do it keeps it until the next SELECT by DF name, so that its
/// refusal is no failure.
///
/// # Errors
/// When no answer came.
pub fn log_out(session: &mut Session<'_>) -> Result<(), SessionError> {
    match session.dialect() {
        Dialect::Plain => session.reset(),
        _ => session.exchange(LogOut).map(drop),
    }
}

/// Turns one refusal into `None`.
fn unless(
    status: StatusWord,
    answer: Result<Answer, SessionError>,
) -> Result<Option<Answer>, SessionError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(SessionError::Refused { status: refused, .. }) if refused == status => Ok(None),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Protocol, Reader, ReaderError};

    /// Says to every command that it selected the DF of this name.
    struct Says(&'static str);

    impl Reader for Says {
        fn name(&self) -> &str {
            "says"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(hex::decode(self.0).unwrap())
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn another_application_than_the_one_asked_for_is_none() {
        let application = &apdu_spec::profile::jpki::APPLICATION;
        for (answer, found) in [
            ("620C840AD392F0002601000000019000", true),
            ("6F0C840AD392F0002601000000019000", true),
            ("9000", true),
            ("620C840AD392F0002601000000029000", false),
            ("6F078405D392F000269000", false),
            ("6A82", false),
        ] {
            let mut card = Says(answer);
            let selected = find_application(&mut Session::new(&mut card), application).unwrap();
            assert_eq!(selected.is_some(), found, "{answer}");
        }
    }

    #[test]
    fn a_data_object_ends_where_its_length_says() {
        assert_eq!(data_object(&[0x30, 2, 1, 2, 0xFF, 0xFF]), Some(&[0x30, 2, 1, 2][..]));
        assert_eq!(data_object(&[0xFF; 20]), None);
        assert_eq!(data_object(&[0x00; 20]), None);
        assert_eq!(data_object(&[0x30, 9, 1]), None);
        assert_eq!(data_object(&[]), None);
    }
}
