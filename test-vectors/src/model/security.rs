//! The security status of a channel, and what it allows.

use apdu_spec::access::{AccessMode, SecurityStatus, USAGE_KEY};
use apdu_spec::file::{
    Kind, KindParameters, LifeCycle, LifeCycleObject, Operation, PIN_MAX, PacePassword, Pin, Query,
    Sfi, Usage,
};
use apdu_spec::limits::SECURITY_STATUS_MAX;
use apdu_spec::profile::card::ADMINISTRATOR_KEY;
use apdu_spec::request::{
    ChangeReferenceData, Reference, ResetData, ResetRetryCounter, VERIFICATION_DATA,
    VerificationData, Verify, VerifyAction, VerifyOdd,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use super::files::{Body, File, Id};
use super::{MF, Model, Outcome, Refusal, done};

/// The security status of the current channel, as an access rule of a file in `df` refers to it.
struct ChannelSecurityStatus<'a> {
    model: &'a Model,
    /// The file whose rule it is.
    own: Id,
    df: Id,
    presented: Option<Id>,
}

impl SecurityStatus for ChannelSecurityStatus<'_> {
    fn satisfies(&self, reference: u8, usage: u8) -> bool {
        let kind = if usage == USAGE_KEY { Kind::Key } else { Kind::Pin };
        let found = Reference::parse(reference).ok().and_then(|r| self.model.resolve(self.df, r));
        found.is_some_and(|id| {
            let file = self.model.file(id);
            let disabled = matches!(file.shape, KindParameters::Pin(Pin { disabled: true, .. }));
            // A PIN that nobody is asked for satisfies every rule but its own.
            let not_asked = disabled && file.life == LifeCycle::Activated && id != self.own;
            let granted = self.presented == Some(id) || self.model.has_security_status(id);
            file.kind == kind && (granted || not_asked)
        })
    }

    fn has_integrity(&self) -> bool {
        self.model.protection.integrity
    }

    fn has_confidentiality(&self) -> bool {
        self.model.protection.confidentiality
    }
}

impl Model {
    pub(super) fn has_security_status(&self, id: Id) -> bool {
        self.session_key == Some(id)
            || self.channels[self.current]
                .as_ref()
                .is_some_and(|channel| channel.security_status.contains(&id))
    }

    /// The PIN or key with this reference, seen from a DF.
    fn resolve(&self, df: Id, reference: Reference) -> Option<Id> {
        let (df, number) = match reference {
            Reference::Selected => return None,
            Reference::NotGiven => {
                let is_key = |file: &&File| file.kind == Kind::Key && file.parent == df;
                let only = self.files.values().filter(is_key).count() == 1;
                let key = self.files.iter().find(|(_, file)| is_key(file)).map(|(id, _)| *id);
                return key.filter(|_| only);
            }
            Reference::Local(number) => (df, number),
            Reference::Global(number) => (MF, number),
        };
        self.by_sfi(df, Sfi::new(number)?)
    }

    /// The PIN or key that a command refers to.
    pub(super) fn referenced(&mut self, reference: Reference) -> Result<Id, Refusal> {
        let (df, ef) = (self.channel().df, self.channel().ef);
        match reference {
            Reference::Selected => ef.ok_or(StatusWord::NO_CURRENT_FILE),
            _ => self.resolve(df, reference).ok_or(StatusWord::REFERENCE_NOT_FOUND),
        }
    }

    /// May this file be used so: by its kind (`6981`), its life (`6985`), its rules (`6982`)?
    pub(super) fn open(&mut self, id: Id, kinds: &[Kind], mode: AccessMode) -> Result<(), Refusal> {
        self.open_with_verification(id, kinds, mode, None)
    }

    fn open_with_verification(
        &mut self,
        id: Id,
        kinds: &[Kind],
        mode: AccessMode,
        presented: Option<Id>,
    ) -> Result<(), Refusal> {
        if !kinds.contains(&self.file(id).kind) {
            Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE)
        } else if !self.lives(id, mode) {
            Err(StatusWord::CONDITIONS_NOT_SATISFIED)
        } else if !self.allows(id, mode, presented) {
            Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED)
        } else {
            Ok(())
        }
    }

    /// Do the rules allow it? Before ACTIVATE the administrator may do everything, and nobody
    /// else anything.
    pub(super) fn allows(&self, id: Id, mode: AccessMode, presented: Option<Id>) -> bool {
        let file = self.file(id);
        if file.life.is_building() {
            return self
                .child(MF, ADMINISTRATOR_KEY)
                .is_some_and(|key| self.has_security_status(key));
        }
        let df = if file.is_df() { id } else { file.parent };
        file.rules().allow(mode, &ChannelSecurityStatus { model: self, own: id, df, presented })
    }

    /// Do the lives of the file and of the DFs above it allow it? The PINs and keys of a
    /// deactivated DF can be verified and authenticated, so that it can be activated.
    fn lives(&self, id: Id, mode: AccessMode) -> bool {
        let object =
            |id: Id| if id == MF { LifeCycleObject::Card } else { self.file(id).kind.object() };
        let operation = mode.operation();
        let mut alive = self.file(id).life.allows(object(id), operation);
        let mut needed = if operation == Operation::Authenticate {
            Operation::Authenticate
        } else {
            Operation::Use
        };
        let mut at = id;
        while at != MF {
            at = self.file(at).parent;
            alive &= self.file(at).life.allows(object(at), needed);
            needed = Operation::Use;
        }
        alive
    }

    pub(super) fn verify(&mut self, command: Verify<'_>) -> Outcome {
        let id = self.referenced(command.reference)?;
        self.open(id, &[Kind::Pin], AccessMode::VERIFY)?;
        let pin = self.pin(id)?;
        match command.action {
            VerifyAction::LogOut => {
                self.revoke(id);
                done()
            }
            VerifyAction::Query => {
                let left = self.left(id);
                match pin.query {
                    _ if left == StatusWord::REFERENCE_DATA_NOT_USABLE => Err(left),
                    _ if pin.disabled => done(),
                    Query::Iso if self.has_security_status(id) => done(),
                    Query::Iso if left.tries_left() == Some(0) => {
                        Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED)
                    }
                    _ => Err(left),
                }
            }
            VerifyAction::Compare(given) => {
                let value = self.usable(id)?;
                self.compare(id, value_in(pin, given.0) == value)?;
                self.grant_security_status(id, pin.tries);
                done()
            }
        }
    }

    pub(super) fn verify_odd(&mut self, command: VerifyOdd<'_>) -> Outcome {
        let id = self.referenced(command.reference)?;
        self.open(id, &[Kind::Pin], AccessMode::VERIFY)?;
        let pin = self.pin(id)?;
        let value = self.usable(id)?;
        let mut objects = tlv::Reader::new(command.data.0);
        let given = match (objects.next(), objects.next()) {
            (Some(Ok(object)), more) if object.tag == tlv::Tag::from(VERIFICATION_DATA) => {
                if object.value.is_empty() {
                    // Without a value a sensor is asked for.
                    return Err(StatusWord::FUNCTION_NOT_SUPPORTED);
                }
                more.is_none().then_some(object.value)
            }
            _ => None,
        };
        let given = given.filter(|given| given.len() <= PIN_MAX);
        let given = given.ok_or(StatusWord::INCORRECT_DATA)?;
        self.compare(id, value_in(pin, given) == value)?;
        self.grant_security_status(id, pin.tries);
        done()
    }

    /// Whether a PIN is asked for from now on.
    pub(super) fn set_verification_requirement(
        &mut self,
        reference: Reference,
        given: Option<VerificationData<'_>>,
        mode: AccessMode,
    ) -> Outcome {
        let id = self.referenced(reference)?;
        self.open_with_verification(id, &[Kind::Pin], mode, given.map(|_| id))?;
        let pin = self.pin(id)?;
        match given {
            Some(given) => {
                let value = self.usable(id)?;
                self.compare(id, value_in(pin, given.0) == value)?;
                self.grant_security_status(id, pin.tries);
            }
            None if self.secret(id).0.is_none() => {
                return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
            }
            None => {}
        }
        let pin = Pin { disabled: mode == AccessMode::DISABLE, ..pin };
        if let Some(file) = self.file_mut(id) {
            file.set_pin(pin);
        }
        done()
    }

    pub(super) fn change_reference_data(&mut self, command: ChangeReferenceData<'_>) -> Outcome {
        let id = self.referenced(command.reference)?;
        let is_pin = self.file(id).kind == Kind::Pin;
        let presented = (command.with_old && is_pin).then_some(id);
        self.open_with_verification(id, &[Kind::Pin, Kind::Key], AccessMode::CHANGE, presented)?;
        let data = command.data.0;
        if let KindParameters::Key(key) = self.file(id).shape {
            if key.usage.contains(Usage::VERIFY_CERTIFICATE) && !command.with_old {
                // No certificate comes about by chance.
                return Err(StatusWord::INCORRECT_DATA);
            }
            if key.algorithm.is_asymmetric() || command.with_old {
                return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
            }
            if data.len() != key.algorithm.secret_len() {
                return Err(StatusWord::INCORRECT_DATA);
            }
            return self.set(id, Some(data), key.tries);
        }
        let pin = self.pin(id)?;
        if command.with_old {
            let value = self.usable(id)?;
            let (old, new) = data.split_at(data.len() / 2);
            let new = checked_value(pin, new)?;
            self.compare(id, value_in(pin, old) == value)?;
            return self.set(id, Some(new), pin.tries);
        }
        // A first value is given so; a blocked PIN is not mended.
        if self.tries(id) == Ok(0) {
            return Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED);
        }
        self.set(id, Some(checked_value(pin, data)?), pin.tries)
    }

    pub(super) fn reset_retry_counter(&mut self, command: ResetRetryCounter<'_>) -> Outcome {
        let id = self.referenced(command.reference)?;
        let (code, new) = match command.data {
            ResetData::CodeAndNew(data) => {
                let (code, new) = data.0.split_at(data.0.len() / 2);
                (Some(code), Some(new))
            }
            ResetData::Code(code) => (Some(code.0), None),
            ResetData::New(new) => (None, Some(new.0)),
            ResetData::Nothing => (None, None),
        };
        let puk = code.and_then(|_| {
            let file = self.file(id);
            let reference = Reference::parse(file.rules().pin_for(AccessMode::RESET)?).ok()?;
            self.resolve(file.parent, reference)
        });
        self.open_with_verification(id, &[Kind::Pin], AccessMode::RESET, puk)?;
        let pin = self.pin(id)?;
        let resetting = match (code, puk) {
            (Some(code), Some(puk)) => {
                self.open(puk, &[Kind::Pin], AccessMode::VERIFY)?;
                Some((code, self.usable(puk)?, puk))
            }
            (Some(_), None) => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            (None, _) => None,
        };
        let new = new.map(|new| checked_value(pin, new)).transpose()?;
        if new.is_none() && self.secret(id).0.is_none() {
            return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
        }
        if let Some((code, value, puk)) = resetting {
            let pin = self.pin(puk)?;
            self.compare(puk, value_in(pin, code) == value)?;
            self.set_tries(puk, pin.tries);
        }
        self.set(id, new, pin.tries)
    }

    /// Spends a try on a comparison.
    pub(super) fn compare(&mut self, id: Id, equal: bool) -> Result<(), Refusal> {
        self.revoke(id);
        if !self.is_counted(id) {
            return if equal { Ok(()) } else { Err(StatusWord::VERIFICATION_FAILED) };
        }
        let left = self.tries(id)?.saturating_sub(1);
        self.set_tries(id, left);
        if left == 0 {
            self.revoke_everywhere(|granted| granted == id);
        }
        if equal { Ok(()) } else { Err(StatusWord::tries(left)) }
    }

    /// Restores the tries after a successful comparison, and grants the security status.
    pub(super) fn grant_security_status(&mut self, id: Id, tries: u8) {
        if tries != 0 {
            self.set_tries(id, tries);
        }
        let status = &mut self.channel().security_status;
        status.retain(|other| *other != id);
        status.insert(0, id);
        status.truncate(SECURITY_STATUS_MAX);
    }

    /// A new value, and all tries: the security status of the old one is revoked.
    fn set(&mut self, id: Id, new: Option<&[u8]>, tries: u8) -> Outcome {
        if let Some(File { body: Body::Secret { value, .. }, .. }) = self.file_mut(id)
            && let Some(new) = new
        {
            *value = Some(new.to_vec());
        }
        if tries != 0 {
            self.set_tries(id, tries);
        }
        self.revoke_everywhere(|granted| granted == id);
        done()
    }

    /// Revokes the security status on the current channel, and what the session has carried.
    fn revoke(&mut self, id: Id) {
        self.session_key = self.session_key.filter(|key| *key != id);
        self.channel().security_status.retain(|granted| *granted != id);
    }

    fn set_tries(&mut self, id: Id, left: u8) {
        if let Some(File { body: Body::Secret { tries, .. }, .. }) = self.file_mut(id) {
            *tries = Some(left);
        }
    }

    fn secret(&self, id: Id) -> (Option<&Vec<u8>>, Option<u8>) {
        match &self.file(id).body {
            Body::Secret { value, tries } => (value.as_ref(), *tries),
            _ => (None, None),
        }
    }

    pub(super) fn value(&self, id: Id) -> Option<Vec<u8>> {
        self.secret(id).0.cloned()
    }

    /// Are wrong values of this PIN or key counted?
    fn is_counted(&self, id: Id) -> bool {
        self.file(id).control().tries() != 0
    }

    /// The answer to EXTERNAL AUTHENTICATE without data.
    pub(super) fn left(&self, id: Id) -> Refusal {
        match (self.is_counted(id), self.tries(id)) {
            (true, Ok(left)) => StatusWord::tries(left),
            (false, _) if self.value(id).is_some() => StatusWord::VERIFICATION_FAILED,
            _ => StatusWord::REFERENCE_DATA_NOT_USABLE,
        }
    }

    fn tries(&self, id: Id) -> Result<u8, Refusal> {
        self.secret(id).1.ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)
    }

    /// The value of a PIN or key that is set and not blocked.
    pub(super) fn usable(&self, id: Id) -> Result<Vec<u8>, Refusal> {
        if self.is_counted(id) && self.tries(id)? == 0 {
            return Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED);
        }
        self.secret(id).0.cloned().ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)
    }

    fn pin(&self, id: Id) -> Result<Pin, Refusal> {
        match self.file(id).shape {
            KindParameters::Pin(pin) => Ok(pin),
            _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
        }
    }
}

fn checked_value(pin: Pin, value: &[u8]) -> Result<&[u8], Refusal> {
    let value = value_in(pin, value);
    if pin.admits(value) { Ok(value) } else { Err(StatusWord::INCORRECT_DATA) }
}

/// Trailing FF are padding of a PIN, and none of a key.
fn value_in(pin: Pin, value: &[u8]) -> &[u8] {
    if pin.pace == Some(PacePassword::Mrz) {
        return value;
    }
    let end = value.iter().rposition(|byte| *byte != 0xFF).map_or(0, |at| at + 1);
    &value[..end]
}
