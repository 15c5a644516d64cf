//! A line of an index: a JSON object whose last member is a check value.
//!
//! The check value is the first half of SHA-256 over the check value of the line before and the
//! bytes of this one up to the check value: a line that was changed, lost or moved does not fit,
//! and neither does the next. It is not keyed: it detects damage by disks, editors and backups, and
//! is checked where no key is at hand. It does not protect against those who can write to the
//! folder of private keys.

use std::borrow::Cow;

use der::DateTime;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::card::{CardChange, CardEvent};
use super::reason::Reason;
use super::{Entry, Event, FaultKind, RevocationEntry};
use crate::{Issuer, Purpose};
use apdu_spec::profile::KeyType;

/// Length of a check value in bytes.
const CHECK_LEN: usize = 16;
/// What stands before a check value.
const MARK: &[u8] = b",\"check\":\"";
/// What stands after it.
const CLOSE: &[u8] = b"\"}";

/// The check value of a line; all zeros before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CheckValue([u8; CHECK_LEN]);

impl CheckValue {
    /// The check value of the next line, by its bytes up to there.
    fn next(self, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(body);
        let mut check = [0; CHECK_LEN];
        for (to, from) in check.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self(check)
    }

    /// A line with its check value and its end, from a JSON object without them.
    pub(crate) fn seal(&mut self, object: &[u8]) -> Vec<u8> {
        let body = object.trim_ascii().strip_suffix(b"}").unwrap_or_default();
        *self = self.next(body);
        [body, MARK, hex::encode(self.0).as_bytes(), CLOSE, b"\n"].concat()
    }

    /// True when a line follows the line with this check value, which becomes that of the line.
    pub(crate) fn fits(&mut self, line: &[u8]) -> bool {
        let Some((body, digits)) = split(line) else { return false };
        *self = self.next(body);
        self.digits() == *digits
    }

    /// As in a line.
    fn digits(self) -> [u8; 2 * CHECK_LEN] {
        let mut digits = [0; 2 * CHECK_LEN];
        hex::encode_to_slice(self.0, &mut digits).unwrap_or_default();
        digits
    }

    /// The check value of a line; `None` when it has none.
    pub(crate) fn of_line(line: &[u8]) -> Option<Self> {
        let (_, digits) = split(line)?;
        // There is one way of writing it: a capital is a flipped bit.
        if digits.iter().any(u8::is_ascii_uppercase) {
            return None;
        }
        let mut check = [0; CHECK_LEN];
        hex::decode_to_slice(digits, &mut check).ok()?;
        Some(Self(check))
    }
}

/// A line without its end, up to its check value, and the digits of that.
fn split(line: &[u8]) -> Option<(&[u8], &[u8; 2 * CHECK_LEN])> {
    let (rest, digits) = line.strip_suffix(CLOSE)?.split_last_chunk()?;
    Some((rest.strip_suffix(MARK)?, digits))
}

/// Text that is borrowed from the line where it can be.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    fn owned(text: impl Into<String>) -> Option<Self> {
        Some(Self(Cow::Owned(text.into())))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokedMembers {
    date: String,
    reason: Reason,
}

/// The members of all events.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Members<'a> {
    #[serde(borrow)]
    event: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    serial: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    purpose: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    keys: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    card: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    not_before: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    not_after: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<RevokedMembers>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    date: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    change: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    at: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    seal: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u32>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    aid: Option<Text<'a>>,
    #[serde(skip_serializing)]
    check: Option<IgnoredAny>,
}

/// The event of a line.
///
/// # Errors
/// What it lacks.
pub(crate) fn parse(line: &[u8]) -> Result<Event, FaultKind> {
    let syntax = |cause: serde_json::Error| FaultKind::Syntax { column: cause.column() };
    let members: Members<'_> = serde_json::from_slice(line).map_err(syntax)?;
    let issuer = || {
        let keys = members.keys.as_ref().map(|keys| keys.0.as_ref());
        // Lines without the type of key are from when there was one type only.
        let keys = keys.map_or(Some(KeyType::P256), KeyType::from_id);
        let purpose = members.purpose.as_ref().and_then(|found| Purpose::from_name(&found.0));
        let purpose = purpose.ok_or(FaultKind::Member("purpose"))?;
        Ok(Issuer::new(purpose, keys.ok_or(FaultKind::Member("keys"))?))
    };
    match text("event", members.event.as_ref())? {
        "issued" => Ok(Event::Issued(Entry {
            issuer: issuer()?,
            not_before: date("not_before", members.not_before.as_ref())?,
            not_after: date("not_after", members.not_after.as_ref())?,
            revoked: match &members.revoked {
                Some(why) => Some(RevocationEntry {
                    date: why.date.parse().map_err(|_| FaultKind::Member("revoked"))?,
                    reason: why.reason,
                }),
                None => None,
            },
            serial: text("serial", members.serial.as_ref())?.to_owned(),
            card: text("card", members.card.as_ref())?.to_owned(),
        })),
        "revoked" => Ok(Event::Revoked {
            revoked: RevocationEntry {
                date: date("date", members.date.as_ref())?,
                reason: members.reason.ok_or(FaultKind::Member("reason"))?,
            },
            serial: text("serial", members.serial.as_ref())?.to_owned(),
        }),
        "list" => Ok(Event::List {
            issuer: issuer()?,
            number: members.number.ok_or(FaultKind::Member("number"))?,
        }),
        "card" => Ok(Event::Card(CardEvent {
            at: date("at", members.at.as_ref())?,
            card: text("card", members.card.as_ref())?.to_owned(),
            change: change(&members)?,
        })),
        _ => Err(FaultKind::Member("event")),
    }
}

/// What was done with a card.
fn change(members: &Members<'_>) -> Result<CardChange, FaultKind> {
    let generation = || members.generation.ok_or(FaultKind::Member("generation"));
    Ok(match text("change", members.change.as_ref())? {
        "begun" => CardChange::Begun {
            seal: digits("seal", members.seal.as_ref())?
                .try_into()
                .map_err(|_| FaultKind::Member("seal"))?,
            generation: generation()?,
        },
        "handed-over" => CardChange::HandedOver { generation: generation()? },
        "activated" => CardChange::Activated { generation: members.generation },
        "service-handed-over" => CardChange::ServiceHandedOver {
            aid: digits("aid", members.aid.as_ref())?,
            generation: generation()?,
        },
        _ => return Err(FaultKind::Member("change")),
    })
}

/// The text of the member of this name.
fn text<'t>(name: &'static str, found: Option<&'t Text<'_>>) -> Result<&'t str, FaultKind> {
    found.map(|found| &*found.0).ok_or(FaultKind::Member(name))
}

fn date(name: &'static str, found: Option<&Text<'_>>) -> Result<DateTime, FaultKind> {
    text(name, found)?.parse().map_err(|_| FaultKind::Member(name))
}

fn digits(name: &'static str, found: Option<&Text<'_>>) -> Result<Vec<u8>, FaultKind> {
    hex::decode(text(name, found)?).map_err(|_| FaultKind::Member(name))
}

/// The JSON object of an event, without a check value.
pub(super) fn object(event: &Event) -> serde_json::Result<Vec<u8>> {
    let of = |event: &'static str| Members {
        event: Some(Text(Cow::Borrowed(event))),
        ..Members::default()
    };
    let members = match event {
        Event::Issued(entry) => Members {
            serial: Text::owned(&entry.serial),
            purpose: Text::owned(entry.issuer.purpose.name()),
            keys: Text::owned(entry.issuer.keys.id()),
            card: Text::owned(&entry.card),
            not_before: Text::owned(entry.not_before.to_string()),
            not_after: Text::owned(entry.not_after.to_string()),
            revoked: entry
                .revoked
                .map(|why| RevokedMembers { date: why.date.to_string(), reason: why.reason }),
            ..of("issued")
        },
        Event::Revoked { serial, revoked } => Members {
            serial: Text::owned(serial),
            date: Text::owned(revoked.date.to_string()),
            reason: Some(revoked.reason),
            ..of("revoked")
        },
        Event::List { issuer, number } => Members {
            purpose: Text::owned(issuer.purpose.name()),
            keys: Text::owned(issuer.keys.id()),
            number: Some(*number),
            ..of("list")
        },
        Event::Card(CardEvent { card, at, change }) => {
            let members =
                Members { card: Text::owned(card), at: Text::owned(at.to_string()), ..of("card") };
            match change {
                CardChange::Begun { seal, generation } => Members {
                    change: Text::owned("begun"),
                    seal: Text::owned(hex::encode_upper(seal)),
                    generation: Some(*generation),
                    ..members
                },
                CardChange::HandedOver { generation } => Members {
                    change: Text::owned("handed-over"),
                    generation: Some(*generation),
                    ..members
                },
                CardChange::Activated { generation } => {
                    Members { change: Text::owned("activated"), generation: *generation, ..members }
                }
                CardChange::ServiceHandedOver { aid, generation } => Members {
                    change: Text::owned("service-handed-over"),
                    aid: Text::owned(hex::encode_upper(aid)),
                    generation: Some(*generation),
                    ..members
                },
            }
        }
    };
    serde_json::to_vec(&members)
}
