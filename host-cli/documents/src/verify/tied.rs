//! Were the certificates on this card issued for it? A certificate names its key and, if at all,
//! its holder, and never a card: a genuine card could show another's genuine one.
//!
//! Two things show it: the index of the authority, when its folder is at hand; and what the
//! municipality signed of the card's keys when it issued the card
//! ([`KeyStatement`](jpki::KeyStatement), of this project; older cards have none). Without both it is
//! undecided.

use apdu_spec::profile::card::SERIAL_LEN;
use juki_client::card::identity::printable;
use juki_client::card::jpki::{self, Key, KeyStatement};
use juki_pki::cv::CvCertificate;

use super::card::{CardContent, CardVerifier};
use crate::finding::{CardReason, DataReason, Finding, MunicipalReason, TieReason};

impl CardVerifier<'_> {
    /// Was the certificate of this key, DER, issued for this card? The serial number of the card is
    /// proved by its key, elsewhere.
    pub(super) fn tied(
        &self,
        shown: &CardContent,
        municipal: Option<&CvCertificate>,
        key: Key,
        certificate: &[u8],
    ) -> Finding {
        // The index comes first: it has renewed certificates.
        if let Some(card) = self.trust.issued_for(certificate) {
            return if card.as_bytes() == shown.serial {
                Finding::passed(TieReason::Index)
            } else {
                Finding::failed(TieReason::IndexOther(printable(card.as_bytes())))
            };
        }
        let none = || Finding::undecided(TieReason::Nothing);
        shown.key_statement.finding(none, |statement| {
            let Some(statement) = KeyStatement::parse(statement) else {
                return Finding::failed(CardReason::Unreadable);
            };
            let Some(municipal) = municipal else {
                return Finding::undecided(MunicipalReason::KeyUndecided);
            };
            stated(&statement, municipal, &shown.serial, key, certificate)
        })
    }
}

/// What the municipality signed of the keys of this card; `None` where there is none of it, or not
/// by the municipality, or of another card.
pub(super) fn key_statement(
    shown: &CardContent,
    municipal: Option<&CvCertificate>,
) -> Option<KeyStatement> {
    let statement = KeyStatement::parse(shown.key_statement.given()?)?;
    let right = municipal?.verify_data(&statement.signed()?, &statement.signature).is_ok();
    Some(statement).filter(|statement| right && statement.serial == shown.serial)
}

fn stated(
    statement: &KeyStatement,
    municipal: &CvCertificate,
    serial: &[u8; SERIAL_LEN],
    key: Key,
    certificate: &[u8],
) -> Finding {
    let signed = statement.signed().unwrap_or_default();
    if municipal.verify_data(&signed, &statement.signature).is_err() {
        return Finding::failed(DataReason::Signature);
    }
    if statement.serial != *serial {
        return Finding::failed(TieReason::StatementOther(printable(&statement.serial)));
    }
    if jpki::certified_key(certificate).is_some_and(|own| statement.names(key, &own)) {
        Finding::passed(TieReason::Statement)
    } else {
        Finding::failed(TieReason::OtherKey)
    }
}
