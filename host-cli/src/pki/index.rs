//! Which certificates an authority issued and revoked: one JSON object a line, only ever
//! appended to. A last line that was cut off never happened.

use apdu_spec::profile::KeyType;
use der::DateTime;
use serde::{Deserialize, Serialize};
use x509_cert::ext::pkix::CrlReason;

use super::{Issuer, Purpose};

/// Why a certificate is revoked (RFC 5280, 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// No reason is given.
    Unspecified,
    /// The key is in wrong hands.
    KeyCompromise,
    /// The authority's key is in wrong hands.
    #[serde(rename = "cACompromise")]
    CaCompromise,
    /// The holder moved or has another name: what the certificate says is no longer so.
    AffiliationChanged,
    /// There is a newer certificate.
    Superseded,
    /// The holder gave it back.
    CessationOfOperation,
    /// Suspended; may come back.
    CertificateHold,
    /// The suspension is over. In an index only: a list no longer names the certificate.
    #[serde(rename = "removeFromCRL")]
    RemoveFromCrl,
    /// A right that the certificate gave is withdrawn.
    PrivilegeWithdrawn,
}

impl Reason {
    /// All that `--reason` takes.
    pub const ALL: [Self; 9] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
    ];

    /// Its name as RFC 5280 has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    pub(super) const fn code(self) -> CrlReason {
        match self {
            Self::Unspecified => CrlReason::Unspecified,
            Self::KeyCompromise => CrlReason::KeyCompromise,
            Self::CaCompromise => CrlReason::CaCompromise,
            Self::AffiliationChanged => CrlReason::AffiliationChanged,
            Self::Superseded => CrlReason::Superseded,
            Self::CessationOfOperation => CrlReason::CessationOfOperation,
            Self::CertificateHold => CrlReason::CertificateHold,
            Self::RemoveFromCrl => CrlReason::RemoveFromCRL,
            Self::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        }
    }

    pub(super) const fn from_code(code: CrlReason) -> Self {
        match code {
            CrlReason::Unspecified => Self::Unspecified,
            CrlReason::KeyCompromise => Self::KeyCompromise,
            CrlReason::CaCompromise | CrlReason::AaCompromise => Self::CaCompromise,
            CrlReason::AffiliationChanged => Self::AffiliationChanged,
            CrlReason::Superseded => Self::Superseded,
            CrlReason::CessationOfOperation => Self::CessationOfOperation,
            CrlReason::CertificateHold => Self::CertificateHold,
            CrlReason::RemoveFromCRL => Self::RemoveFromCrl,
            CrlReason::PrivilegeWithdrawn => Self::PrivilegeWithdrawn,
        }
    }
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Serial number of the certificate, hexadecimal digits in capitals.
    pub serial: String,
    /// `signing` or `authentication`.
    pub purpose: String,
    /// Type of its key and of the one that signed it: `p256` or `rsa2048`.
    #[serde(default = "p256")]
    pub keys: String,
    /// Serial number of the card.
    pub card: String,
    /// RFC 3339, UTC.
    pub not_before: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// Set when it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

/// Lines without the type of key are of before there was another one.
fn p256() -> String {
    KeyType::P256.id().to_owned()
}

impl Entry {
    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> Option<Issuer> {
        Some(Issuer::new(self.purpose()?, KeyType::from_id(&self.keys)?))
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        Purpose::from_name(&self.purpose)
    }
}

/// When and why a certificate was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// RFC 3339, UTC.
    pub date: String,
    /// Why.
    pub reason: Reason,
}

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// A certificate was issued.
    Issued(Entry),
    /// A certificate was revoked, suspended, or its suspension ended.
    Revoked {
        /// Which.
        serial: String,
        /// When and why.
        #[serde(flatten)]
        revoked: Revoked,
    },
}

impl Event {
    /// A revocation.
    #[must_use]
    pub fn revoked(serial: &str, date: DateTime, reason: Reason) -> Self {
        Self::Revoked {
            serial: serial.to_owned(),
            revoked: Revoked { date: date.to_string(), reason },
        }
    }

    /// The line, its end included.
    ///
    /// # Errors
    /// None that occur with what an event holds.
    pub fn line(&self) -> serde_json::Result<String> {
        Ok(format!("{}\n", serde_json::to_string(self)?))
    }
}

/// All lines of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    entries: Vec<Entry>,
}

impl Index {
    /// Reads an index.
    ///
    /// # Errors
    /// The number of the first line, counted from 1, that is none; a last line without its end is
    /// passed over.
    pub fn parse(text: &[u8]) -> Result<Self, usize> {
        let mut index = Self::default();
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let lines = text.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
        for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
            let event = serde_json::from_slice(line).map_err(|_| number + 1)?;
            index.apply(event).ok_or(number + 1)?;
        }
        Ok(index)
    }

    /// Takes one more event in; `None` when it is about a certificate that was never issued.
    #[must_use]
    pub fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Issued(entry) => self.entries.push(entry),
            Event::Revoked { serial, revoked } => {
                let entry = self.entries.iter_mut().find(|entry| entry.serial == serial)?;
                entry.revoked = (revoked.reason != Reason::RemoveFromCrl).then_some(revoked);
            }
        }
        Some(())
    }

    /// The lines of an index that says the same, the events of a certificate as one.
    ///
    /// # Errors
    /// As [`Event::line`].
    pub fn lines(&self) -> serde_json::Result<String> {
        self.entries.iter().map(|entry| Event::Issued(entry.clone()).line()).collect()
    }

    /// Every certificate, in the order of issue.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The certificate with this serial number (capitals or not, leading zeros or not).
    #[must_use]
    pub fn find(&self, serial: &str) -> Option<&Entry> {
        let plain = |text: &str| text.trim_start_matches('0').to_ascii_uppercase();
        let wanted = plain(serial);
        self.entries.iter().find(|entry| plain(&entry.serial) == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(serial: &str) -> Entry {
        Entry {
            serial: serial.to_owned(),
            purpose: "signing".to_owned(),
            keys: p256(),
            card: "JUKIV0000000001".to_owned(),
            not_before: "2026-11-22T00:00:00Z".to_owned(),
            not_after: "2029-11-22T14:59:59Z".to_owned(),
            revoked: None,
        }
    }

    #[test]
    fn a_line_that_was_cut_off_never_happened() {
        let now = DateTime::new(2026, 11, 22, 0, 0, 0).unwrap();
        let first = Event::Issued(entry("0A1B")).line().unwrap();
        let second = Event::revoked("0A1B", now, Reason::CertificateHold).line().unwrap();
        let whole = format!("{first}{second}");
        for cut in 0..whole.len() {
            let index = Index::parse(&whole.as_bytes()[..cut]).unwrap();
            let expected = usize::from(cut >= first.len());
            assert_eq!(index.entries().len(), expected, "{cut}");
            assert!(index.entries().iter().all(|entry| entry.revoked.is_none()));
        }
        let index = Index::parse(whole.as_bytes()).unwrap();
        let found = index.find("a1b").unwrap().revoked.as_ref().unwrap();
        assert_eq!(found.reason, Reason::CertificateHold);
        let over = Event::revoked("0A1B", now, Reason::RemoveFromCrl).line().unwrap();
        let index = Index::parse(format!("{whole}{over}").as_bytes()).unwrap();
        assert_eq!(index.find("0A1B"), Some(&entry("0A1B")));
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let first = Event::Issued(entry("01")).line().unwrap();
        assert_eq!(Index::parse(format!("{first}nonsense\n").as_bytes()), Err(2));
        let now = DateTime::new(2026, 11, 22, 0, 0, 0).unwrap();
        let unknown = Event::revoked("02", now, Reason::Superseded).line().unwrap();
        assert_eq!(Index::parse(format!("{first}{unknown}").as_bytes()), Err(2));
    }

    #[test]
    fn reasons_have_the_names_of_the_standard() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(&reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.name()));
            assert_eq!(Reason::from_name(reason.name()), Some(reason));
            assert_eq!(Reason::from_code(reason.code()), reason);
        }
    }
}
