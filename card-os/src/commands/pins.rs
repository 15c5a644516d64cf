//! VERIFY, CHANGE REFERENCE DATA, ENABLE and DISABLE VERIFICATION REQUIREMENT, RESET RETRY
//! COUNTER, log out.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Key, Kind, KindParameters, PIN_MAX, PacePassword, Pin, Query, Usage};
use apdu_spec::request::{
    ChangeReferenceData, DisableVerificationRequirement, EnableVerificationRequirement, LogOut,
    Reference, ResetData, ResetRetryCounter, VERIFICATION_DATA, VerificationData, Verify,
    VerifyAction, VerifyOdd,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::certificates;
use super::operation::key_of;
use crate::context::Context;
use crate::crypto::VerifyError;
use crate::guard::{FileRef, OpenFile, resolve};
use crate::objects::{Header, NodeId, PendingVerification, Secret, SecretValue, VerificationCost};
use crate::reply::Reply;

#[inline(never)]
pub(super) fn verify(
    cx: &mut Context<'_>,
    command: Verify<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let open = cx.open(found, &[Kind::Pin], AccessMode::VERIFY)?;
    let pin = pin_of(&open)?;
    match command.action {
        VerifyAction::LogOut => {
            cx.channels.revoke_security_status(open.id);
            Ok(())
        }
        VerifyAction::Query => {
            let left = tries(cx, &open)?;
            match (pin.query, left) {
                _ if pin.disabled => Ok(()),
                (Query::Iso, _) if cx.channels.has_security_status(open.id) => Ok(()),
                (Query::Iso, Some(0)) => Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
                (_, Some(left)) => Err(StatusWord::tries(left)),
                (_, None) => Err(StatusWord::VERIFICATION_FAILED),
            }
        }
        VerifyAction::Compare(value) => {
            check_tries(cx, &open)?;
            let secret = Secret::load(cx.store, open.id)?;
            verify_and_grant(cx, &open, value_in(pin, value.0), &secret, pin.tries)
        }
    }
}

#[inline(never)]
pub(super) fn verify_odd(
    cx: &mut Context<'_>,
    command: VerifyOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let open = cx.open(found, &[Kind::Pin], AccessMode::VERIFY)?;
    let pin = pin_of(&open)?;
    check_tries(cx, &open)?;
    let secret = Secret::load(cx.store, open.id)?;
    // What is no value of 1 to 16 bytes is compared with nothing and costs no try.
    let value = verification_data(command.data)?;
    verify_and_grant(cx, &open, value_in(pin, value), &secret, pin.tries)
}

/// The value in a verification data object. An empty one asks for a sensor on the card.
fn verification_data(data: VerificationData<'_>) -> Result<&[u8], StatusWord> {
    let mut objects = tlv::Reader::new(data.0);
    let object = match (objects.next(), objects.next()) {
        (Some(Ok(object)), other) if object.tag == Tag::from(VERIFICATION_DATA) => {
            if object.value.is_empty() {
                return Err(StatusWord::FUNCTION_NOT_SUPPORTED);
            }
            other.is_none().then_some(object.value)
        }
        _ => None,
    };
    object.filter(|value| value.len() <= PIN_MAX).ok_or(StatusWord::INCORRECT_DATA)
}

#[inline(never)]
pub(super) fn change_reference_data(
    cx: &mut Context<'_>,
    command: ChangeReferenceData<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    // A key has no old value to be presented.
    let presented = (command.with_old && found.node.kind == Kind::Pin).then_some(found.id);
    let open =
        cx.open_with_verification(found, &[Kind::Pin, Kind::Key], AccessMode::CHANGE, presented)?;
    let data = command.data.0;
    if open.node.kind == Kind::Key {
        let key = key_of(&open)?;
        if key.usage.contains(Usage::VERIFY_CERTIFICATE) && !command.with_old {
            certificates::set_anchor(cx, &open, data)?;
            cx.channels.forget_certified(open.id);
            return reset(cx, &open, key.tries);
        }
        // A key pair is made on the card; a symmetric key has no old value to be shown.
        if key.algorithm.is_asymmetric() || command.with_old {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        if data.len() != key.algorithm.secret_len() {
            return Err(StatusWord::INCORRECT_DATA);
        }
        return set(cx, &open, data, key.tries);
    }
    let pin = pin_of(&open)?;
    if !command.with_old {
        // A PIN without a value gets its first one so; a blocked one is not reset here.
        match check_tries(cx, &open) {
            Err(StatusWord::REFERENCE_DATA_NOT_USABLE) => {}
            other => other?,
        }
        return set(cx, &open, checked_value(pin, data)?, pin.tries);
    }
    check_tries(cx, &open)?;
    let secret = Secret::load(cx.store, open.id)?;
    let (old, new) = data.split_at(data.len() / 2);
    // A new value that the PIN does not take costs no try and changes nothing.
    let new = checked_value(pin, new)?;
    compare(cx, &open, value_in(pin, old), &secret)?;
    set(cx, &open, new, pin.tries)
}

#[inline(never)]
pub(super) fn enable_verification_requirement(
    cx: &mut Context<'_>,
    command: EnableVerificationRequirement<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    set_verification_requirement(cx, command.reference, command.value, AccessMode::ENABLE)
}

#[inline(never)]
pub(super) fn disable_verification_requirement(
    cx: &mut Context<'_>,
    command: DisableVerificationRequirement<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    set_verification_requirement(cx, command.reference, command.value, AccessMode::DISABLE)
}

/// Enables or disables the verification requirement of a PIN. A value in the command is verified as
/// by VERIFY.
fn set_verification_requirement(
    cx: &mut Context<'_>,
    reference: Reference,
    value: Option<VerificationData<'_>>,
    mode: AccessMode,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(reference)?;
    let open = cx.open_with_verification(found, &[Kind::Pin], mode, value.map(|_| found.id))?;
    let pin = pin_of(&open)?;
    if value.is_some() {
        check_tries(cx, &open)?;
    }
    // There must be a value to be verified.
    let secret = Secret::load(cx.store, open.id)?;
    if let Some(value) = value {
        verify_and_grant(cx, &open, value_in(pin, value.0), &secret, pin.tries)?;
    }
    let disabled = mode == AccessMode::DISABLE;
    if pin.disabled != disabled {
        store_pin(cx, open.id, Pin { disabled, ..pin })?;
        cx.tree.set_disabled(open.id, disabled);
    }
    Ok(())
}

/// Writes the parameters of a PIN anew. Apart, for its frame.
#[inline(never)]
fn store_pin(cx: &mut Context<'_>, id: NodeId, pin: Pin) -> Result<(), StatusWord> {
    let (mut before, mut header) = (Header::empty(), Header::empty());
    header.make_with_pin(before.read(cx.store, id)?, pin)?.store(cx.store, id)
}

#[inline(never)]
pub(super) fn reset_retry_counter(
    cx: &mut Context<'_>,
    command: ResetRetryCounter<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_reference(command.reference)?;
    let (code, new) = match command.data {
        ResetData::CodeAndNew(data) => {
            let (code, new) = data.0.split_at(data.0.len() / 2);
            (Some(code), Some(new))
        }
        ResetData::Code(code) => (Some(code.0), None),
        ResetData::New(new) => (None, Some(new.0)),
        ResetData::Nothing => (None, None),
    };
    let puk = match code {
        Some(_) => cx.resetting_code(&found)?,
        None => None,
    };
    let open = cx.open_with_verification(found, &[Kind::Pin], AccessMode::RESET, puk)?;
    let pin = pin_of(&open)?;
    let resetting = match (code, puk) {
        (Some(code), Some(puk)) => {
            let found = cx.file_ref(puk, StatusWord::REFERENCE_NOT_FOUND)?;
            let puk = cx.open(found, &[Kind::Pin], AccessMode::VERIFY)?;
            check_tries(cx, &puk)?;
            Some((code, Secret::load(cx.store, puk.id)?, puk))
        }
        // No PIN resets this one.
        (Some(_), None) => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
        (None, _) => None,
    };
    let new = new.map(|new| checked_value(pin, new)).transpose()?;
    if new.is_none() {
        // There must be a value whose counter is reset.
        Secret::load(cx.store, open.id)?;
    }
    if let Some((code, secret, puk)) = resetting {
        let pin = pin_of(&puk)?;
        let equal = compare(cx, &puk, value_in(pin, code), &secret)?;
        equal.restore(cx.store, pin.tries)?;
    }
    match new {
        Some(new) => set(cx, &open, new, pin.tries),
        None => reset(cx, &open, pin.tries),
    }
}

#[inline(never)]
pub(super) fn log_out(
    cx: &mut Context<'_>,
    _: LogOut,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    cx.channels.log_out();
    Ok(())
}

/// Refuses a blocked PIN or key. One without a counter is never blocked.
///
/// # Errors
/// `6983`, `6984` when it never had a value.
pub(super) fn check_tries(cx: &mut Context<'_>, open: &OpenFile) -> Result<(), StatusWord> {
    match tries(cx, open)? {
        Some(0) => Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
        _ => Ok(()),
    }
}

/// Spends a try, compares, and grants the security status.
///
/// # Errors
/// `63Cx` when the values differ, `6300` where no tries are counted.
pub(super) fn verify_and_grant(
    cx: &mut Context<'_>,
    open: &OpenFile,
    given: &[u8],
    secret: &SecretValue,
    tries: u8,
) -> Result<(), StatusWord> {
    let verification = compare(cx, open, given, secret)?.restore(cx.store, tries)?;
    cx.channels.current().grant_security_status(&verification);
    Ok(())
}

/// Spends a try, verifies a signature, and grants the security status.
///
/// # Errors
/// `63Cx` or `6300` when it is not one of this key, `6985` when there is no key to verify it with.
pub(super) fn verify_signature_and_grant(
    cx: &mut Context<'_>,
    open: &OpenFile,
    tries: u8,
    verify: impl FnOnce(&mut Context<'_>) -> Result<(), VerifyError>,
) -> Result<(), StatusWord> {
    let cost = spend(cx, open)?;
    let verified = verify(cx);
    let verification =
        PendingVerification::verified(open.id, cost, verified)?.restore(cx.store, tries)?;
    cx.channels.current().grant_security_status(&verification);
    Ok(())
}

/// Spends a try, then compares. The security status is revoked when the values differ.
pub(super) fn compare(
    cx: &mut Context<'_>,
    open: &OpenFile,
    given: &[u8],
    secret: &SecretValue,
) -> Result<PendingVerification, StatusWord> {
    let cost = spend(cx, open)?;
    PendingVerification::compare(open.id, cost, given, secret)
}

/// Spends a try. One without a counter costs none, and no word of the flash.
fn spend(cx: &mut Context<'_>, open: &OpenFile) -> Result<VerificationCost, StatusWord> {
    cx.channels.revoke_security_status(open.id);
    if !is_counted(open) {
        return Ok(VerificationCost::Nothing);
    }
    let spent = cx.store.spend(open.node.slot)?;
    if spent.left() == 0 {
        cx.channels.revoke_everywhere(open.id);
    }
    Ok(VerificationCost::Try(spent))
}

/// A new value with a full counter, in one transaction. The security status of the old value is
/// revoked.
fn set(cx: &mut Context<'_>, open: &OpenFile, value: &[u8], tries: u8) -> Result<(), StatusWord> {
    Secret::store(cx.store, open.id, value)?;
    reset(cx, open, tries)
}

fn reset(cx: &mut Context<'_>, open: &OpenFile, tries: u8) -> Result<(), StatusWord> {
    if tries != 0 {
        cx.store.set_tries(open.node.slot, tries)?;
    }
    cx.channels.revoke_everywhere(open.id);
    Ok(())
}

/// Tries left, `None` for a PIN or key without a counter.
///
/// # Errors
/// `6984` without a value: there are no tries then, the counter may be a deleted one's.
pub(super) fn tries(cx: &mut Context<'_>, open: &OpenFile) -> Result<Option<u8>, StatusWord> {
    if !Secret::is_there(cx.store, open.id)? {
        return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
    }
    if is_counted(open) {
        cx.store.tries(open.node.slot)?.ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE).map(Some)
    } else {
        Ok(None)
    }
}

/// Are wrong values counted? Where it was created with a number of tries.
const fn is_counted(open: &OpenFile) -> bool {
    !matches!(
        open.parameters,
        KindParameters::Key(Key { tries: 0, .. }) | KindParameters::Pin(Pin { tries: 0, .. })
    )
}

pub(super) fn pin_of(open: &OpenFile) -> Result<Pin, StatusWord> {
    match open.parameters {
        KindParameters::Pin(pin) => Ok(pin),
        _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
    }
}

/// A new value, without padding, if the PIN takes it.
fn checked_value(pin: Pin, value: &[u8]) -> Result<&[u8], StatusWord> {
    let value = value_in(pin, value);
    if pin.admits(value) { Ok(value) } else { Err(StatusWord::INCORRECT_DATA) }
}

/// The value that a data field holds for a PIN. Trailing FF are padding, but of the key that the
/// password of the machine-readable zone is: that may end so itself.
fn value_in(pin: Pin, value: &[u8]) -> &[u8] {
    if pin.pace == Some(PacePassword::Mrz) {
        return value;
    }
    let padding = value.iter().rev().take_while(|byte| **byte == 0xFF).count();
    value.get(..value.len().saturating_sub(padding)).unwrap_or_default()
}

impl Context<'_> {
    /// The PIN that the rule for RESET RETRY COUNTER of this PIN names: its resetting code.
    fn resetting_code(&mut self, found: &FileRef) -> Result<Option<NodeId>, StatusWord> {
        let mut header = Header::empty();
        let reference =
            header.read(self.store, found.id)?.control()?.rules.pin_for(AccessMode::RESET);
        Ok(reference
            .and_then(|reference| Reference::parse(reference).ok())
            .and_then(|reference| resolve(self.tree, found.node.parent, reference)))
    }
}
