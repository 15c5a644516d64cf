//! The part of `juki read` that a code opens: what the face of the card shows, as pictures.
//!
//! Codes follow from what the PIN opens, as far as they do ([`card::known_codes`]). Other codes
//! stand on the face of the card, and come from
//! `JUKI_CODE_A` and `JUKI_CODE_B`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use apdu_spec::profile::{PreIssuingData, visual};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::card::common::CardRecord;
use crate::card::pins::{self, Origin, Pin, PinError, PinValue, Source as _, Tries};
use crate::card::session::{Dialect, Session};
use crate::card::visual::{self as card, Face, Files, Number};
use crate::card::{CardError, files, text};
use crate::commands::pins as terminal;
use crate::context::Context;
use crate::day::hyphenated;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, list};
use crate::msg;
use crate::new_file;

/// The content of the visual application that the codes open.
#[derive(Debug, Default)]
pub(super) struct FaceContent {
    /// Day of birth, YYYYMMDD.
    pub(super) birth: Option<String>,
    /// Last day in force, YYYYMMDD.
    pub(super) expiry: Option<String>,
    /// The pictures.
    pictures: Vec<Picture>,
}

/// A picture of the face.
#[derive(Debug)]
struct Picture {
    part: Part,
    /// End of its file's name, by what its first bytes are.
    format: &'static str,
    bytes: Vec<u8>,
    /// Where it was written.
    path: Option<PathBuf>,
}

/// What a picture of the face shows.
#[derive(Clone, Copy, Debug)]
enum Part {
    Name,
    Address,
    Photo,
    SecurityCode,
    CardAccessNumber,
    Number,
}

impl Part {
    /// Its name in JSON, and in the name of its file.
    const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Photo => "photo",
            Self::SecurityCode => "security-code",
            Self::CardAccessNumber => "can",
            Self::Number => "number",
        }
    }
}

impl From<Part> for Message {
    fn from(part: Part) -> Self {
        match part {
            Part::Name => msg!("picture-name"),
            Part::Address => msg!("picture-address"),
            Part::Photo => msg!("picture-photo"),
            Part::SecurityCode => msg!("picture-security-code"),
            Part::CardAccessNumber => msg!("picture-can"),
            Part::Number => msg!("picture-number"),
        }
    }
}

/// What was read already, and codes can be taken from: the text application, and the card record.
pub(super) struct AvailableData<'f> {
    /// The text application.
    pub(super) text: Option<&'f text::Files>,
    /// The card record.
    pub(super) card: Option<&'f CardRecord>,
}

/// Reads what the codes at hand open; `None` when there are none.
///
/// # Errors
/// When the card does not answer; exit code 4 or 5 for a code from a variable that is wrong or
/// blocked.
pub(super) fn read(
    session: &mut Session<'_>,
    known: &AvailableData<'_>,
    variables: &mut terminal::Pins<'_, '_>,
) -> Result<Option<FaceContent>, CardError> {
    let given = [Pin::VisualA, Pin::VisualB].into_iter().find(|pin| variables.is_given(*pin));
    let codes = match given {
        Some(pin) => vec![given_code(session, pin, variables)?],
        None => derived_codes(session, known)?,
    };
    for (pin, code) in codes {
        // What follows from the data is never the last try.
        if given.is_none() && !has_several_tries(session, pin)? {
            return Ok(None);
        }
        match card::read(session, &[(pin, code)]) {
            Ok(files) => {
                let code =
                    if has_can(session)? { Part::CardAccessNumber } else { Part::SecurityCode };
                return Ok(Some(FaceContent::of(&files, code)));
            }
            // A number that is not the card's code A opens nothing; nobody gave it as one.
            Err(CardError::Pin(PinError::Wrong { tries_left: 1.., .. })) if given.is_none() => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(None)
}

/// Is it a card whose face shows a card access number? No other card than this project's is asked.
fn has_can(session: &mut Session<'_>) -> Result<bool, CardError> {
    if session.dialect() != Dialect::Full {
        return Ok(false);
    }
    match files::pre_issuing(session) {
        Ok(card) => Ok(card.is_some_and(PreIssuingData::has_can)),
        Err(CardError::UnknownProfile) => Ok(false),
        Err(cause) => Err(cause),
    }
}

fn given_code(
    session: &mut Session<'_>,
    pin: Pin,
    variables: &mut terminal::Pins<'_, '_>,
) -> Result<(Pin, PinValue), CardError> {
    files::select_application(session, &visual::APPLICATION)?;
    let tries = match pins::tries(session, pin)? {
        Tries::Verified => Tries::Absent,
        tries => tries,
    };
    let left = tries.left(pin)?;
    Ok((pin, pin.normalise(variables.current(pin, left)?)?))
}

/// The codes that follow from what was read.
fn derived_codes(
    session: &mut Session<'_>,
    known: &AvailableData<'_>,
) -> Result<Vec<(Pin, PinValue)>, CardError> {
    let nothing = text::Files::default();
    let text = known.text.unwrap_or(&nothing);
    let codes = card::known_codes(session, text, known.card)?.into_iter();
    // What the data gives may be no code at all.
    let value = |code: String| Zeroizing::new(code.into_bytes());
    let normal = codes.filter_map(|(pin, code)| {
        let code = pin.normalise(PinValue { value: value(code), origin: Origin::Data }).ok()?;
        Some((pin, code))
    });
    Ok(normal.collect())
}

fn has_several_tries(session: &mut Session<'_>, pin: Pin) -> Result<bool, CardError> {
    files::select_application(session, &visual::APPLICATION)?;
    Ok(matches!(pins::tries(session, pin)?, Tries::Left(2..)))
}

impl FaceContent {
    /// `code` is what the picture of the code shows.
    fn of(found: &Files, code: Part) -> Self {
        // What signs them `juki verify` judges; the day of birth is on the face too.
        let Files { face, number, age: _, basic_information: _, cv_certificate: _, closed: _ } =
            found;
        let mut shown = Self::default();
        if let Some((face, _)) = face.as_deref().and_then(Face::parse) {
            let Face {
                birth,
                name,
                address,
                photo,
                expiry,
                security_code,
                sex: _,
                key: _,
                signature: _,
            } = face;
            shown.birth = Some(birth).filter(|birth| !birth.is_empty());
            shown.expiry = Some(expiry);
            shown.add(Part::Name, name);
            shown.add(Part::Address, address);
            shown.add(Part::Photo, photo);
            shown.add(code, security_code);
        }
        if let Some(number) = number.as_deref().and_then(Number::parse) {
            shown.add(Part::Number, number.picture);
        }
        shown
    }

    /// Nothing is no picture.
    fn add(&mut self, part: Part, bytes: Vec<u8>) {
        let format = match bytes.as_slice() {
            [] => return,
            [0x89, ..] => "png",
            [0xFF, ..] => "j2k",
            _ => "jp2",
        };
        self.pictures.push(Picture { part, format, bytes, path: None });
    }

    /// The pictures in words, and where each was written.
    pub(super) fn words(&self) -> Vec<Message> {
        let names = list(self.pictures.iter().map(|picture| Message::from(picture.part)));
        let all = (!self.pictures.is_empty()).then(|| msg!("read-pictures", what = names));
        let files = self.pictures.iter().filter_map(|picture| {
            let path = picture.path.as_ref()?.display().to_string();
            Some(msg!("read-picture-file", picture = Message::from(picture.part), path = path))
        });
        all.into_iter().chain(files).collect()
    }

    /// In JSON.
    pub(super) fn members(&self) -> Value {
        let picture = |picture: &Picture| {
            json!({
                "picture": picture.part.id(),
                "format": picture.format,
                "bytes": picture.bytes.len(),
                "path": picture.path.as_ref().map(|path| path.display().to_string()),
            })
        };
        json!({
            "birth": self.birth.as_deref().map(hyphenated),
            "expiry": self.expiry.as_deref().map(hyphenated),
            "pictures": self.pictures.iter().map(picture).collect::<Vec<_>>(),
        })
    }

    /// Writes the pictures to files of a folder, which is made when there is none. A file that is
    /// there already with the same bytes is left as it is; one with others is never replaced, and
    /// then none is written.
    ///
    /// # Errors
    /// When files are there that hold something else, or the folder does not take them.
    pub(super) fn write(&mut self, context: &Context<'_>, folder: &Path) -> Result<(), Error> {
        if self.pictures.is_empty() {
            let what = msg!("error-no-pictures");
            return Err(Error::new(Exit::Refused, what, msg!("todo-refused-other-card")));
        }
        let mut others = Vec::new();
        let mut missing = Vec::new();
        for picture in &self.pictures {
            let path = folder.join(picture.file());
            match picture.is_in(&path).map_err(|cause| Error::file(&path, &cause))? {
                Some(true) => {}
                Some(false) => others.push(path.display().to_string()),
                None => missing.push((path, picture)),
            }
        }
        if !others.is_empty() {
            let what = msg!("error-pictures-there", paths = list(others));
            return Err(Error::new(Exit::Failure, what, msg!("todo-pictures-there")));
        }
        fs::create_dir_all(folder).map_err(|cause| Error::file(folder, &cause))?;
        for (path, picture) in missing {
            let interrupt = &context.interrupt;
            // A face is personal data.
            new_file::create(&path, &[&picture.bytes], new_file::PRIVATE, |temporary| {
                let temporary = temporary.to_owned();
                interrupt.before_exit(move || {
                    // It may not be there yet, or no longer.
                    let _gone = fs::remove_file(temporary);
                });
            })
            .map_err(|cause| Error::file(&path, &cause))?;
            interrupt.restore_default();
        }
        for picture in &mut self.pictures {
            picture.path = Some(folder.join(picture.file()));
        }
        Ok(())
    }
}

impl Picture {
    /// The name of its file.
    fn file(&self) -> String {
        format!("{}.{}", self.part.id(), self.format)
    }

    /// Does a file hold this picture? `None` when there is no file of this name.
    fn is_in(&self, path: &Path) -> io::Result<Option<bool>> {
        let found = match path.symlink_metadata() {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found?,
        };
        // What is no file, or has another length, is not opened.
        let alike = found.is_file() && usize::try_from(found.len()) == Ok(self.bytes.len());
        Ok(Some(alike && fs::read(path)? == self.bytes))
    }
}

/// Pictures were asked for, and no code opened them.
pub(super) fn closed() -> Error {
    Error::new(Exit::WrongPin, msg!("error-pictures-closed"), msg!("todo-pictures-closed"))
}
