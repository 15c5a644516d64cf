//! The profile file of a municipal application.
//!
//! It is JSON; `schema/service.schema.json` describes it, and a test keeps the two equal.

mod access;
mod error;
mod form;
#[cfg(test)]
mod tests;

use apdu_spec::access::{AccessMode, Rule};
use apdu_spec::file::{Algorithm, Alphabet, FileId, Key, Kind, Pin, Query, Sfi, Usage};
use apdu_spec::profile::{APPLICATIONS, ISSUER};
use serde::Deserialize;

use super::Service;
pub use access::{Access, Credential};
pub use error::{ProfileError, ProfileRule, TextError};
use form::Form;
use juki_records::characters::first_unreadable;
use juki_records::json_document;

/// The JSON schema of a profile, for editors and other programs.
pub const SCHEMA: &str = include_str!("../../schema/service.schema.json");
/// Sample profiles, by their names.
pub const SAMPLES: [(&str, &str); 1] =
    [("library", include_str!("../../samples/services/library.json"))];
/// The longest profile file in bytes.
pub const LONGEST: usize = 64 * 1024;

/// File identifier of the PIN: reference `9C`, as in the common and juki applications.
pub const PIN: FileId = 0x001C;
/// File identifier of the key: reference `99`.
pub const KEY: FileId = 0x0019;
/// The longest content of a file, in bytes.
const SIZE_MAX: u16 = 16 * 1024;

/// Registered providers (ISO/IEC 7816-5) whose applications others than municipalities put on
/// cards. Those of the card's own applications are there too: [`APPLICATIONS`].
const OTHER_PROVIDERS: [[u8; 5]; 6] = [
    // PIV (NIST SP 800-73).
    [0xA0, 0x00, 0x00, 0x03, 0x08],
    // Passports and residence permits (ICAO Doc 9303-10).
    [0xA0, 0x00, 0x00, 0x02, 0x47],
    // Driving licences of Japan.
    [0xA0, 0x00, 0x00, 0x02, 0x31],
    // GlobalPlatform, the card's manager.
    [0xA0, 0x00, 0x00, 0x01, 0x51],
    // OpenPGP.
    [0xD2, 0x76, 0x00, 0x01, 0x24],
    // PKCS#15 (ISO/IEC 7816-15).
    [0xA0, 0x00, 0x00, 0x00, 0x63],
];

/// A municipal application: one that is there was checked whole ([`Profile::parse`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What messages call it: small letters, digits and hyphens, at most 16.
    name: String,
    /// Its label in EF.DIR: 1 to 16 ASCII characters.
    label: String,
    /// Its DF name, 5 to 16 bytes in hexadecimal digits.
    aid: String,
    /// Its file identifier in the MF, four hexadecimal digits.
    fid: String,
    /// The holder's PIN; without it no file can ask for one.
    pin: Option<PinParameters>,
    /// Its files, in the order in which they are created.
    files: Vec<File>,
    /// What it was read from, as a path, when that is known.
    source: Option<String>,
}

/// The parameters of the PIN that the holder chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinParameters {
    /// Its digits, 4 to 12.
    digits: u8,
    /// Its tries, 1 to 10.
    tries: u8,
}

/// A file of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What messages call it.
    name: String,
    /// Its file identifier, four hexadecimal digits; the low five bits are its short identifier.
    fid: String,
    /// Its structure.
    structure: Structure,
    /// Who reads it.
    read: Access,
    /// Who changes what is there.
    update: Access,
    /// Who adds records.
    append: Access,
    /// What it holds from the beginning: texts, one a record; of a transparent file one.
    content: Vec<String>,
}

/// The structure of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Structure {
    /// Bytes.
    Transparent {
        /// How many.
        size: u16,
    },
    /// Records of one length, number 1 the oldest.
    LinearFixed {
        /// Bytes of each, 1 to 255.
        length: u8,
        /// How many there may be.
        count: u8,
    },
    /// Records of different lengths.
    LinearVariable {
        /// Bytes of the longest, 1 to 255.
        length: u8,
        /// How many there may be.
        count: u8,
    },
    /// Records of one length, number 1 the newest; a full file drops the oldest.
    Cyclic {
        /// Bytes of each, 1 to 255.
        length: u8,
        /// How many there may be.
        count: u8,
    },
}

impl File {
    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who reads it.
    #[must_use]
    pub const fn read(&self) -> &Access {
        &self.read
    }

    /// Who adds records.
    #[must_use]
    pub const fn append(&self) -> &Access {
        &self.append
    }

    /// What it holds from the beginning: texts, one a record; of a transparent file one.
    #[must_use]
    pub fn content(&self) -> &[String] {
        &self.content
    }

    /// Its file identifier.
    #[must_use]
    pub fn fid(&self) -> FileId {
        FileId::from_str_radix(&self.fid, 16).unwrap_or_default()
    }

    /// Its kind, with the length and number of records.
    #[must_use]
    pub const fn kind(&self) -> (Kind, u16, u8) {
        match self.structure {
            Structure::Transparent { size } => (Kind::Transparent, size, 0),
            Structure::LinearFixed { length, count } => (Kind::LinearFixed, length as u16, count),
            Structure::LinearVariable { length, count } => {
                (Kind::LinearVariable, length as u16, count)
            }
            Structure::Cyclic { length, count } => (Kind::Cyclic, length as u16, count),
        }
    }

    /// A text as the file holds it: FF behind it where the length is fixed.
    ///
    /// # Errors
    /// When it is empty or too long, or has characters that nobody can read.
    pub fn padded(&self, text: &str) -> Result<Vec<u8>, TextError> {
        if let Some(found) = first_unreadable(text) {
            return Err(TextError::Character { file: self.name.clone(), found });
        }
        let (kind, most, _) = self.kind();
        let mut bytes = text.as_bytes().to_vec();
        let length = bytes.len();
        if length == 0 || length > most.into() {
            return Err(TextError::Length { file: self.name.clone(), length, most });
        }
        if kind != Kind::LinearVariable {
            bytes.resize(most.into(), 0xFF);
        }
        Ok(bytes)
    }

    /// Its access rules, given to `use_them`.
    pub fn with_rules<T>(&self, use_them: impl FnOnce(&[Rule<'_>]) -> T) -> T {
        self.read.with(|read| {
            self.update.with(|update| {
                self.append.with(|append| {
                    use_them(&[
                        Rule { modes: &[AccessMode::READ], condition: read },
                        Rule { modes: &[AccessMode::UPDATE], condition: update },
                        Rule { modes: &[AccessMode::APPEND], condition: append },
                        Rule {
                            modes: &[
                                AccessMode::ACTIVATE,
                                AccessMode::DEACTIVATE,
                                AccessMode::DELETE,
                            ],
                            condition: ISSUER,
                        },
                    ])
                })
            })
        })
    }
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// The member that is wrong, and what was expected there; a profile longer than [`LONGEST`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ProfileError> {
        if bytes.len() > LONGEST {
            return Err(ProfileError::TooLong);
        }
        let text = json_document::read(bytes, SCHEMA)?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let form: Form = serde_path_to_error::deserialize(&mut reader)
            .map_err(|cause| ProfileError::Form { path: format!("$.{}", cause.path()) })?;
        let profile = form.unchecked();
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), ProfileError> {
        let wrong = |field: &str, expected: ProfileRule| ProfileError::Field {
            field: field.to_owned(),
            expected,
        };
        let is_name = |name: &str| {
            (1..=16).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !is_name(&self.name) {
            return Err(wrong("name", ProfileRule::Name));
        }
        let label = self.label.as_bytes();
        if !(1..=16).contains(&label.len()) || !label.iter().all(u8::is_ascii_graphic) {
            return Err(wrong("label", ProfileRule::Label));
        }
        let aid = hex::decode(&self.aid).unwrap_or_default();
        let taken = |aid: &[u8]| {
            let own = APPLICATIONS.iter().filter_map(|application| application.aid.first_chunk());
            own.chain(&OTHER_PROVIDERS).any(|provider| aid.starts_with(provider))
        };
        if !(5..=16).contains(&aid.len()) || taken(&aid) {
            return Err(wrong("aid", ProfileRule::Aid));
        }
        let is_free = |fid: FileId| {
            !matches!(fid, 0 | 0x3F00 | 0x3FFF | 0xFFFF | 0x2F00 | 0x2F01)
                && fid >= 0x0100
                && !APPLICATIONS.iter().any(|application| application.fid == fid)
        };
        if !fid_of(&self.fid).is_some_and(is_free) {
            return Err(wrong("fid", ProfileRule::Fid));
        }
        if let Some(pin) = self.pin
            && !((4..=12).contains(&pin.digits) && (1..=10).contains(&pin.tries))
        {
            return Err(wrong("pin", ProfileRule::Pin));
        }
        let mut short = vec![Sfi::of(PIN), Sfi::of(KEY)];
        for (number, file) in self.files.iter().enumerate() {
            let wrong =
                |field: &str, expected| wrong(&format!("files[{number}].{field}"), expected);
            if !is_name(&file.name) || self.files[..number].iter().any(|f| f.name == file.name) {
                return Err(wrong("name", ProfileRule::Name));
            }
            let sfi = fid_of(&file.fid)
                .filter(|fid| !matches!(fid, 0 | 0x3F00 | 0x3FFF | 0xFFFF))
                .map(Sfi::of);
            match sfi {
                Some(sfi @ Some(_)) if !short.contains(&sfi) => short.push(sfi),
                _ => return Err(wrong("fid", ProfileRule::FileFid)),
            }
            let (kind, length, count) = file.kind();
            let fits = match kind {
                Kind::Transparent => (1..=SIZE_MAX).contains(&length),
                _ => length > 0 && (1..=254).contains(&count),
            };
            if !fits {
                return Err(wrong("structure", ProfileRule::Structure));
            }
            for (field, access) in
                [("read", &file.read), ("update", &file.update), ("append", &file.append)]
            {
                let names = access.names();
                let lists = matches!(access, Access::Any(_) | Access::All(_));
                if lists && !(2..=3).contains(&names.len())
                    || self.pin.is_none() && names.contains(&Credential::Pin)
                {
                    return Err(wrong(field, ProfileRule::Access));
                }
            }
            let most = if kind == Kind::Transparent { 1 } else { count.into() };
            if file.content.len() > most {
                return Err(wrong("content", ProfileRule::Content));
            }
            for text in &file.content {
                file.padded(text)?;
            }
        }
        Ok(())
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its label in EF.DIR.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its files, in the order in which they are created.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// What it was read from; its name when that is not known.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.name)
    }

    /// The application, as errors name it.
    #[must_use]
    pub fn service(&self) -> Service {
        Service { name: self.name.clone(), source: self.source().to_owned() }
    }

    /// The same profile, with what it was read from.
    #[must_use]
    pub fn with_source(self, source: &str) -> Self {
        Self { source: Some(source.to_owned()), ..self }
    }

    /// Its DF name, in hexadecimal digits as the file has them.
    #[must_use]
    pub fn aid_digits(&self) -> &str {
        &self.aid
    }

    /// Its file identifier, in hexadecimal digits as the file has them.
    #[must_use]
    pub fn fid_digits(&self) -> &str {
        &self.fid
    }

    /// Its DF name.
    #[must_use]
    pub fn aid(&self) -> Vec<u8> {
        hex::decode(&self.aid).unwrap_or_default()
    }

    /// Its file identifier.
    #[must_use]
    pub fn fid(&self) -> FileId {
        fid_of(&self.fid).unwrap_or_default()
    }

    /// The file of this name.
    ///
    /// # Errors
    /// [`ProfileError::NoFile`], which names those that there are.
    pub fn file(&self, name: &str) -> Result<&File, ProfileError> {
        let found = self.files.iter().find(|file| file.name == name);
        found.ok_or_else(|| ProfileError::NoFile {
            file: name.to_owned(),
            service: self.name.clone(),
            files: self.files.iter().map(|file| file.name.clone()).collect(),
        })
    }

    /// The parameters of its PIN.
    #[must_use]
    pub fn pin(&self) -> Option<Pin> {
        self.pin.map(|pin| Pin {
            tries: pin.tries,
            min: pin.digits,
            max: pin.digits,
            alphabet: Alphabet::Digits,
            query: Query::Tries,
            disabled: false,
            pace: None,
        })
    }

    /// The parameters of its key.
    #[must_use]
    pub const fn key() -> Key {
        // Random, and so without a counter: nobody blocks the desk.
        Key { algorithm: Algorithm::Aes128, usage: Usage::MUTUAL_AUTHENTICATE, tries: 0 }
    }
}

fn fid_of(text: &str) -> Option<FileId> {
    // A sign is no digit, though a number may be read with one.
    let four_digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_hexdigit());
    four_digits.then(|| FileId::from_str_radix(text, 16).ok()).flatten()
}
