//! Why the checks of a card ended as they did.

use crate::day;
use crate::error::Error;
use crate::finding::{CardReason, DataReason, FaceReason, MunicipalReason, TieReason};
use crate::locale::{Message, list};
use crate::msg;

impl From<&CardReason> for Message {
    fn from(reason: &CardReason) -> Self {
        match reason {
            CardReason::NotOnCard => msg!("reason-not-on-card"),
            CardReason::NotShown => msg!("reason-not-shown"),
            CardReason::Unreadable => msg!("reason-unreadable"),
            CardReason::Refused(refusal) => {
                msg!("reason-sentence-whole", text = Error::from(refusal.cause()).what)
            }
            CardReason::NotAsked(pin) => msg!("reason-not-asked", pin = *pin),
            CardReason::CertificateClosed(pin) => {
                msg!("reason-certificate-pin", pin = *pin)
            }
            CardReason::SigningNotAsked => msg!("reason-signing-not-asked"),
            CardReason::NoProof => msg!("reason-no-proof"),
            CardReason::ChallengeRight => msg!("reason-challenge-right"),
            CardReason::ChallengeWrong => msg!("reason-challenge-wrong"),
            CardReason::NoKey => msg!("reason-challenge-no-key"),
            CardReason::SerialSame(serial) => msg!("reason-serial-same", serial = serial),
            CardReason::SerialsDiffer { card, record, certificate } => {
                msg!("reason-serial-other", serials = list([card, record, certificate]))
            }
            CardReason::Until(day) => msg!("reason-card-until", expiry = day::hyphenated(day)),
            CardReason::Expired(day) => {
                msg!("reason-card-expired", expiry = day::hyphenated(day))
            }
            CardReason::ExpiryUnreadable => msg!("reason-expiry-unreadable"),
        }
    }
}

impl From<MunicipalReason> for Message {
    fn from(reason: MunicipalReason) -> Self {
        match reason {
            MunicipalReason::Certified => msg!("reason-cv-right"),
            MunicipalReason::Wrong => msg!("reason-cv-wrong"),
            MunicipalReason::NoRoot => msg!("reason-no-cv-root"),
            MunicipalReason::ForeignRoot => msg!("reason-cv-foreign"),
            MunicipalReason::KeyUndecided => msg!("reason-municipal-undecided"),
            MunicipalReason::CardKeyRight => msg!("reason-card-key-right"),
            MunicipalReason::CardKeyUndecided => msg!("reason-card-key-undecided"),
        }
    }
}

impl From<DataReason> for Message {
    fn from(reason: DataReason) -> Self {
        match reason {
            DataReason::Right => msg!("reason-data-right"),
            DataReason::Hash => msg!("reason-data-hash"),
            DataReason::Signature => msg!("reason-data-signature"),
            DataReason::Offsets => msg!("reason-data-offsets"),
            DataReason::KeyRight => msg!("reason-data-key-right"),
            DataReason::KeyUnbound => msg!("reason-data-key-unbound"),
            DataReason::HolderSame => msg!("reason-holder-same"),
            DataReason::HolderOther => msg!("reason-holder-other"),
            DataReason::HolderSubstituted => msg!("reason-holder-substituted"),
            DataReason::HolderNotRead => msg!("reason-holder-not-read"),
        }
    }
}

impl From<FaceReason> for Message {
    fn from(reason: FaceReason) -> Self {
        match reason {
            FaceReason::Right => msg!("reason-face-right"),
            FaceReason::Other => msg!("reason-face-other"),
            FaceReason::Keys => msg!("reason-face-keys"),
            FaceReason::Closed => msg!("reason-face-closed"),
        }
    }
}

impl From<&TieReason> for Message {
    fn from(reason: &TieReason) -> Self {
        match reason {
            TieReason::Index => msg!("reason-tied-index"),
            TieReason::IndexOther(serial) => msg!("reason-tied-other", serial = serial),
            TieReason::Statement => msg!("reason-tied-statement"),
            TieReason::StatementOther(serial) => msg!("reason-statement-other", serial = serial),
            TieReason::OtherKey => msg!("reason-tied-no-key"),
            TieReason::Nothing => msg!("reason-not-tied"),
        }
    }
}
