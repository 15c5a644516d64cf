//! Terminal authentication (BSI TR-03110 part 3): VERIFY CERTIFICATE, and EXTERNAL AUTHENTICATE
//! with the key that a certificate brought.
//!
//! A trust anchor is a key object for P-256 whose usage is to verify certificates. Its value is
//! the root's certificate ([`set_anchor`]) and the current date of the card as far as this root
//! goes: the card has no clock, and the certificates of one root move no other root's date.

use apdu_spec::access::AccessMode;
use apdu_spec::bytes;
use apdu_spec::file::{
    Algorithm, Certificate, Day, KEY_NAME_MAX, Kind, KindParameters, POINT_LEN, Role, Usage,
};
use apdu_spec::request::Template;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use super::operation::open_key;
use crate::channels::{CertifiedHolder, NamedPublicKey};
use crate::context::Context;
use crate::guard::OpenFile;
use crate::objects::{ANCHOR_MAX, Header, NodeId, Part};
use crate::storage;

/// The algorithm of every key of a certificate.
const ALGORITHM: Algorithm = Algorithm::P256;

/// The value of a trust anchor.
struct Anchor {
    today: Day,
    key: NamedPublicKey,
}

/// What the signature of a certificate covers (ISO/IEC 7816-8:2019, 11.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedContent {
    /// `00AE`: the value of the body.
    Value,
    /// `00BE`: the body, a data object (BSI TR-03110).
    DataObject,
}

/// VERIFY CERTIFICATE: the issuer is a trust anchor of the current DF or of the MF, or who was
/// certified last. The issuer is named in the certificate, so it is read first.
pub(super) fn verify_certificate(
    cx: &mut Context<'_>,
    covered: SignedContent,
    data: &[u8],
) -> Result<(), StatusWord> {
    let certificate = Certificate::parse(data).ok_or(StatusWord::INCORRECT_DATA)?;
    let known = cx.channels.certified().cloned();
    let known = known.filter(|certified| certified.key.is(certificate.issuer));
    let id = match &known {
        Some(certified) => certified.anchor,
        None => find_anchor(cx, certificate.issuer)?,
    };
    let found = cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND)?;
    let (open, _) = open_key(cx, found, AccessMode::SECURITY_OPERATION, Usage::VERIFY_CERTIFICATE)?;
    let mut anchor = Anchor::load(cx, &open)?;
    let (issuer, role) = match &known {
        Some(certified) => (&certified.key, certified.role),
        None => (&anchor.key, Role::Root),
    };
    let signed = match covered {
        SignedContent::Value => certificate.content,
        SignedContent::DataObject => certificate.body,
    };
    let hash = cx.crypto.hash(&[signed]);
    cx.crypto
        .verify(ALGORITHM, &issuer.point, &hash, certificate.signature)
        .map_err(|_| StatusWord::VERIFICATION_FAILED)?;
    let valid = anchor.key.expiration >= anchor.today
        && issuer.expiration >= anchor.today
        && certificate.expiration >= anchor.today;
    if !valid || !role.certifies(certificate.role) {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    // Only the root's own country tells the date (TR-03110 part 3, 2.5).
    let domestic = certificate.role == Role::Domestic || role == Role::Domestic;
    if domestic && certificate.effective > anchor.today {
        anchor.today = certificate.effective;
        anchor.store(cx, open.id)?;
    }
    let key = NamedPublicKey::of(&certificate).ok_or(StatusWord::INCORRECT_DATA)?;
    cx.channels.certify(CertifiedHolder { anchor: open.id, role: certificate.role, key });
    Ok(())
}

/// The key of the terminal that was certified last under this trust anchor.
///
/// # Errors
/// `6984` when the anchor has no value, `6985` when no terminal was certified, or only until a
/// day that is past.
pub(super) fn terminal_key(
    cx: &mut Context<'_>,
    open: &OpenFile,
) -> Result<[u8; POINT_LEN], StatusWord> {
    let anchor = Anchor::load(cx, open)?;
    let certified = cx.channels.certified().filter(|certified| {
        certified.anchor == open.id
            && certified.role == Role::Terminal
            && certified.key.expiration >= anchor.today
    });
    Ok(certified.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?.key.point)
}

/// The first value of a trust anchor, or its next one: the root's certificate, signed by itself.
/// The date begins with its validity, and moves forward only.
// Never a part of `pins`, from where no call to a crypto provider is looked for when the stack is
// measured.
#[inline(never)]
pub(super) fn set_anchor(
    cx: &mut Context<'_>,
    open: &OpenFile,
    data: &[u8],
) -> Result<(), StatusWord> {
    let certificate = Certificate::parse(data).ok_or(StatusWord::INCORRECT_DATA)?;
    let key = NamedPublicKey::of(&certificate).ok_or(StatusWord::INCORRECT_DATA)?;
    let hash = cx.crypto.hash(&[certificate.body]);
    let signed = cx.crypto.verify(ALGORITHM, &key.point, &hash, certificate.signature);
    let is_root = certificate.role == Role::Root && key.is(certificate.issuer);
    if !is_root || signed.is_err() {
        return Err(StatusWord::INCORRECT_DATA);
    }
    // Time moves forward only, also for the next value.
    let today = match Anchor::load(cx, open) {
        Ok(before) => before.today.max(certificate.effective),
        Err(StatusWord::REFERENCE_DATA_NOT_USABLE) => certificate.effective,
        Err(other) => return Err(other),
    };
    Anchor { today, key }.store(cx, open.id)
}

/// The name of a key in certificates that MANAGE SECURITY ENVIRONMENT sets, as TR-03110 sends it
/// (DO `83` of more than the one byte that a reference has): of the issuer in DST, of the terminal
/// in AT.
pub(super) fn name_in(template: Template, data: &[u8]) -> Option<&[u8]> {
    let named = matches!(template, Template::Signature | Template::Authentication);
    tlv::find(data, 0x83u8).filter(|name| named && name.len() > 1)
}

/// A certificate names its issuer itself, and a terminal is the holder certified last: all that is
/// to be checked here is whether the name is that of a key of the card.
///
/// # Errors
/// `6A88`.
pub(super) fn check_holder_name(cx: &mut Context<'_>, name: &[u8]) -> Result<(), StatusWord> {
    if cx.channels.certified().is_some_and(|certified| certified.key.is(name)) {
        return Ok(());
    }
    find_anchor(cx, name).map(drop)
}

/// The name of the first trust anchor that has a value, in the current DF or in the MF.
pub(super) fn authority_name<'n>(
    cx: &mut Context<'_>,
    name: &'n mut [u8; KEY_NAME_MAX],
) -> Result<Option<&'n [u8]>, StatusWord> {
    let mut length = 0;
    let found = find_anchor_by(cx, |anchor| {
        bytes::copy(name, anchor.key.name());
        length = anchor.key.name().len();
        true
    })?;
    Ok(name.get(..length).filter(|_| found.is_some()))
}

/// The trust anchor with this name, in the current DF or in the MF.
fn find_anchor(cx: &mut Context<'_>, name: &[u8]) -> Result<NodeId, StatusWord> {
    find_anchor_by(cx, |anchor| anchor.key.is(name))?.ok_or(StatusWord::REFERENCE_NOT_FOUND)
}

/// The first trust anchor of this kind, in the current DF or in the MF.
fn find_anchor_by(
    cx: &mut Context<'_>,
    mut is_meant: impl FnMut(&Anchor) -> bool,
) -> Result<Option<NodeId>, StatusWord> {
    let df = cx.channels.current().df;
    for parent in [df, NodeId::MF] {
        let mut at = 0;
        while let Some(id) = cx.tree.next_child(parent, Kind::Key, &mut at) {
            let KindParameters::Key(key) =
                Header::empty().read(cx.store, id)?.control()?.parameters
            else {
                continue;
            };
            if key.usage.contains(Usage::VERIFY_CERTIFICATE)
                && Anchor::read(cx, id)?.is_some_and(|anchor| is_meant(&anchor))
            {
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}

impl Anchor {
    /// Date, last day, key, name: as long as they are.
    const DAY: usize = size_of::<Day>();

    fn load(cx: &mut Context<'_>, open: &OpenFile) -> Result<Self, StatusWord> {
        Self::read(cx, open.id)?.ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)
    }

    fn read(cx: &mut Context<'_>, id: NodeId) -> Result<Option<Self>, StatusWord> {
        let mut bytes = [0; ANCHOR_MAX];
        let length = cx.store.read(secret_key(id), 0, &mut bytes)?;
        if length == 0 {
            return Ok(None);
        }
        let value = bytes.get(..length).unwrap_or_default();
        Self::parse(value).map(Some).ok_or(StatusWord::MEMORY_FAILURE)
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let (today, rest) = value.split_first_chunk::<{ Self::DAY }>()?;
        let (expiration, rest) = rest.split_first_chunk::<{ Self::DAY }>()?;
        let (point, name) = rest.split_first_chunk::<POINT_LEN>()?;
        Some(Self { today: *today, key: NamedPublicKey::new(name, point, *expiration)? })
    }

    fn store(&self, cx: &mut Context<'_>, id: NodeId) -> Result<(), StatusWord> {
        let parts = [&self.today[..], &self.key.expiration, &self.key.point, self.key.name()];
        let mut bytes = [0; ANCHOR_MAX];
        let mut at = 0usize;
        for part in parts {
            let end = at.saturating_add(part.len());
            let place = bytes.get_mut(at..end).ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?;
            bytes::copy(place, part);
            at = end;
        }
        cx.store.put(secret_key(id), bytes.get(..at).unwrap_or_default())
    }
}

/// The storage key of the value of a PIN or key.
const fn secret_key(id: NodeId) -> storage::Key {
    storage::Key { object: id.object(), part: Part::SECRET }
}
