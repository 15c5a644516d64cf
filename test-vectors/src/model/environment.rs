//! Security environments: which key a command takes that names none.

use std::collections::BTreeMap;

use apdu_spec::access::AccessMode;
use apdu_spec::chip_authentication::PROTOCOL;
use apdu_spec::file::{Algorithm, FileId, Kind, KindParameters, Usage};
use apdu_spec::pace::PaceReference;
use apdu_spec::request::{
    Environment, ManageSecurityEnvironment, Purpose, Reference, Template, algorithm,
};
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication::TerminalReference;
use apdu_spec::tlv;

use super::files::{Body, File, Id};
use super::{MF, Model, Outcome, Refusal, done};

/// What a key of an environment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyUse {
    Computation,
    Verification,
}

/// The key that each template names, by its tag.
pub(super) type Keys = BTreeMap<(u8, KeyUse), Id>;

/// A key of a stored environment: where it is named, in the MF or in the environment's DF, and its
/// identifier.
pub(super) type StoredKey = ((u8, KeyUse), bool, FileId);

impl Model {
    pub(super) fn manage_security_environment(
        &mut self,
        command: ManageSecurityEnvironment<'_>,
    ) -> Outcome {
        match command {
            // There are no such operations: no checksum, no encipherment.
            ManageSecurityEnvironment::Set { template: Template::Checksum, .. }
            | ManageSecurityEnvironment::Set {
                purpose: Purpose::Verification,
                template: Template::Confidentiality,
                ..
            } => Err(StatusWord::FUNCTION_NOT_SUPPORTED),
            ManageSecurityEnvironment::Set { template: Template::Hash, data, .. } => {
                match objects(data, &[0x80])?[..] {
                    [(_, [algorithm::SHA256])] => done(),
                    _ => Err(StatusWord::INCORRECT_DATA),
                }
            }
            // A terminal and its ephemeral key: none was ever certified here.
            ManageSecurityEnvironment::Set {
                purpose: Purpose::Verification,
                template: Template::Authentication,
                data,
            } if TerminalReference::names_key(data) => {
                TerminalReference::parse(data)?;
                Err(StatusWord::REFERENCE_NOT_FOUND)
            }
            // A name in certificates: none was ever given to this card.
            ManageSecurityEnvironment::Set {
                purpose: Purpose::Verification,
                template: Template::Authentication | Template::Signature,
                data,
            } if is_name(data) => Err(StatusWord::REFERENCE_NOT_FOUND),
            ManageSecurityEnvironment::Set {
                purpose: Purpose::Both,
                template: Template::Authentication,
                data,
            } if PaceReference::names_protocol(data) => self.set_password(data),
            ManageSecurityEnvironment::Set { purpose, template, data } => {
                let chip = template == Template::Authentication
                    && tlv::find(data, 0x80u8) == Some(&PROTOCOL[..]);
                let key = match tlv::Reader::new(data).count() {
                    1 if chip && purpose == Purpose::Computation => self.only_agreement_key()?,
                    _ => self.named_key(template, data)?,
                };
                if chip && purpose != Purpose::Computation {
                    return Err(StatusWord::INCORRECT_DATA);
                }
                let slots: &[KeyUse] = match (template, purpose) {
                    // One agrees with one's own key, whoever began.
                    (Template::KeyAgreement | Template::Confidentiality, _)
                    | (_, Purpose::Computation) => &[KeyUse::Computation],
                    (_, Purpose::Verification) => &[KeyUse::Verification],
                    (_, Purpose::Both) => &[KeyUse::Computation, KeyUse::Verification],
                };
                let keys = &mut self.channel().keys;
                keys.extend(slots.iter().map(|slot| ((template.tag(), *slot), key)));
                done()
            }
            ManageSecurityEnvironment::Store(reference) => self.store(reference),
            ManageSecurityEnvironment::Restore(Environment::Stored(reference)) => {
                self.restore(reference)
            }
            ManageSecurityEnvironment::Restore(_) => {
                self.channel().keys = Keys::new();
                done()
            }
            ManageSecurityEnvironment::Erase(reference) => {
                let id = self.referenced(reference)?;
                self.open(id, &[Kind::Environment], AccessMode::UPDATE)?;
                self.stored(id).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
                self.set_stored(id, None);
                done()
            }
        }
    }

    fn store(&mut self, reference: Reference) -> Outcome {
        let id = self.referenced(reference)?;
        self.open(id, &[Kind::Environment], AccessMode::UPDATE)?;
        let df = self.file(id).parent;
        let mut stored = Vec::new();
        for (place, key) in self.channel().keys.clone() {
            let key = self.file(key);
            if key.parent != df && key.parent != MF {
                return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
            }
            stored.push((place, key.parent == MF, key.fid));
        }
        if stored.is_empty() {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        self.set_stored(id, Some(stored));
        done()
    }

    fn restore(&mut self, reference: Reference) -> Outcome {
        let id = self.referenced(reference)?;
        self.open(id, &[Kind::Environment], AccessMode::READ)?;
        let df = self.file(id).parent;
        let mut keys = Keys::new();
        for (place, in_mf, fid) in self.stored(id).ok_or(StatusWord::REFERENCE_NOT_FOUND)? {
            let key = self.child(if in_mf { MF } else { df }, fid);
            let key = key.filter(|key| self.file(*key).kind == Kind::Key);
            keys.insert(place, key.ok_or(StatusWord::REFERENCE_NOT_FOUND)?);
        }
        self.channel().keys = keys;
        done()
    }

    fn stored(&self, id: Id) -> Option<Vec<StoredKey>> {
        match &self.file(id).body {
            Body::Environment(stored) => stored.clone(),
            _ => None,
        }
    }

    fn set_stored(&mut self, id: Id, new: Option<Vec<StoredKey>>) {
        if let Some(File { body: Body::Environment(stored), .. }) = self.file_mut(id) {
            *stored = new;
        }
    }

    /// The key that the content of a template names: by DO `81` its identifier in the current DF,
    /// or by `83` or `84` its reference. DO `80` may say what for; the key must fit.
    pub(super) fn named_key(&mut self, template: Template, data: &[u8]) -> Result<Id, Refusal> {
        let all = objects(data, &[0x80, 0x81, 0x83, 0x84])?;
        let value = |tag: u8| all.iter().find(|(t, _)| *t == tag).map(|(_, value)| *value);
        let wanted = match value(0x80) {
            None => None,
            Some([code]) => Some(of_template(template, *code).ok_or(StatusWord::INCORRECT_DATA)?),
            Some(code) if template == Template::Authentication && code == PROTOCOL => {
                Some(&[Algorithm::P256][..])
            }
            Some(_) => return Err(StatusWord::INCORRECT_DATA),
        };
        let reference = match (value(0x83), value(0x84)) {
            (Some(_), Some(_)) => return Err(StatusWord::INCORRECT_DATA),
            (one, other) => one.or(other),
        };
        let df = self.channel().df;
        let key = match (value(0x81), reference) {
            // OpenSC sends an empty reference beside the identifier.
            (Some([high, low]), None | Some([0x00])) => {
                let fid = FileId::from_be_bytes([*high, *low]);
                self.child(df, fid).ok_or(StatusWord::REFERENCE_NOT_FOUND)?
            }
            // `00` gives no information (table 93), so that nothing is named.
            (None, Some([reference])) => {
                let reference =
                    Reference::parse(*reference).map_err(|_| StatusWord::INCORRECT_DATA)?;
                self.referenced(reference)?
            }
            _ => return Err(StatusWord::INCORRECT_DATA),
        };
        let KindParameters::Key(found) = self.file(key).shape else {
            return Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE);
        };
        if wanted.is_some_and(|algorithms| !algorithms.contains(&found.algorithm)) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        Ok(key)
    }

    /// The only key for chip authentication in the current DF, or else in the MF.
    fn only_agreement_key(&mut self) -> Result<Id, Refusal> {
        let df = self.channel().df;
        let agrees = |file: &File| matches!(file.shape, KindParameters::Key(key) if key.usage.contains(Usage::KEY_AGREEMENT));
        for parent in [df, MF] {
            let files = self.files.iter().filter(|(_, file)| file.parent == parent && agrees(file));
            let ids: Vec<Id> = files.map(|(id, _)| *id).collect();
            match ids[..] {
                [] => {}
                [only] => return Ok(only),
                _ => return Err(StatusWord::REFERENCE_NOT_FOUND),
            }
        }
        Err(StatusWord::REFERENCE_NOT_FOUND)
    }

    /// The key of the environment for the first of these templates that names one.
    pub(super) fn key_of(&mut self, templates: &[Template], what: KeyUse) -> Option<Id> {
        let keys = &self.channel().keys;
        templates.iter().find_map(|template| keys.get(&(template.tag(), what)).copied())
    }

    /// The key of an authentication: where none is given, that of the environment, else the only
    /// one of the DF.
    pub(super) fn authentication_key(
        &mut self,
        given: Reference,
        what: KeyUse,
    ) -> Result<Id, Refusal> {
        let set = self.key_of(&[Template::Authentication], what);
        match set.filter(|_| given == Reference::NotGiven) {
            Some(key) => Ok(key),
            None => self.referenced(given),
        }
    }

    /// The same for a security operation, which else takes the selected file.
    pub(super) fn operation_key(
        &mut self,
        templates: &[Template],
        what: KeyUse,
    ) -> Result<Id, Refusal> {
        let named = self.key_of(templates, what);
        named.or(self.channel().ef).ok_or(StatusWord::REFERENCE_NOT_FOUND)
    }
}

/// The keys that an algorithm is one of, where a template may name it.
fn of_template(template: Template, code: u8) -> Option<&'static [Algorithm]> {
    Some(match (template, code) {
        (Template::Authentication, algorithm::CMAC) => &[Algorithm::Aes128, Algorithm::Aes256],
        (Template::Authentication | Template::Signature, algorithm::RSA) => &[Algorithm::Rsa2048],
        (Template::Authentication | Template::Signature, algorithm::ECDSA)
        | (Template::KeyAgreement | Template::Confidentiality, algorithm::ECDH) => {
            &[Algorithm::P256]
        }
        _ => return None,
    })
}

/// Does a template hold a name in certificates (BSI TR-03110), not a reference of one byte?
fn is_name(data: &[u8]) -> bool {
    let all = objects(data, &[0x80, 0x83]).unwrap_or_default();
    all.iter().any(|(tag, value)| *tag == 0x83 && value.len() > 1)
}

/// Data objects of these tags, each once at most, and no others.
pub(super) fn objects<'a>(data: &'a [u8], tags: &[u8]) -> Result<Vec<(u8, &'a [u8])>, Refusal> {
    let mut all: Vec<(u8, &[u8])> = Vec::new();
    for object in tlv::Reader::new(data) {
        let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
        let tag = tags.iter().find(|tag| u32::from(**tag) == object.tag.value());
        let tag = *tag.ok_or(StatusWord::INCORRECT_DATA)?;
        if all.iter().any(|(other, _)| *other == tag) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        all.push((tag, object.value));
    }
    Ok(all)
}
