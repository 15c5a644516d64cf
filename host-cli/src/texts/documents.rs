//! What is found of documents and cards, in words and in JSON.

mod advice;
mod card;
mod certificate;
mod checks;
mod document;
mod foreign;

use crate::exit::Exit;
use crate::finding::{Outcome, Reason};
use crate::locale::Message;
use crate::msg;
use crate::verify::verdict::{Topic, Verdict};

pub use advice::FileNames;
pub use checks::{lines, members, open};

impl From<Verdict> for Exit {
    /// How the process ends.
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => Self::Done,
            Verdict::NotInForce => Self::NotInForce,
            Verdict::NoCommitment | Verdict::Incomplete | Verdict::Undecided => Self::Undecided,
            Verdict::NotAuthentic => Self::NotAuthentic,
        }
    }
}

impl From<Outcome> for Message {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => msg!("outcome-passed"),
            Outcome::Failed => msg!("outcome-failed"),
            Outcome::Undecided => msg!("outcome-undecided"),
            Outcome::Absent => msg!("outcome-absent"),
            Outcome::LeftOut => msg!("outcome-left-out"),
        }
    }
}

impl From<Topic> for Message {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::Document => msg!("check-document"),
            Topic::Signature => msg!("check-signature"),
            Topic::Binding => msg!("check-binding"),
            Topic::Commitment => msg!("check-commitment"),
            Topic::Chain => msg!("check-chain"),
            Topic::InForce => msg!("check-in-force"),
            Topic::MunicipalKey => msg!("check-municipal-key"),
            Topic::Data => msg!("check-data"),
            Topic::DataKey => msg!("check-data-key"),
            Topic::ThisCard => msg!("check-this-card"),
            Topic::Face => msg!("check-face"),
            Topic::FaceKey => msg!("check-face-key"),
            Topic::CardKey => msg!("check-card-key"),
            Topic::CardItself => msg!("check-card-itself"),
            Topic::Serial => msg!("check-serial"),
            Topic::CardInForce => msg!("check-card-in-force"),
            Topic::AuthenticationChain => msg!("check-authentication-chain"),
            Topic::AuthenticationInForce => msg!("check-authentication-in-force"),
            Topic::AuthenticationCard => msg!("check-authentication-card"),
            Topic::SigningChain => msg!("check-signing-chain"),
            Topic::SigningInForce => msg!("check-signing-in-force"),
            Topic::SigningCard => msg!("check-signing-card"),
            Topic::Holder => msg!("check-holder"),
        }
    }
}

impl From<&Reason> for Message {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Document(reason) => (*reason).into(),
            Reason::Signature(reason) => reason.into(),
            Reason::Binding(reason) => (*reason).into(),
            Reason::Commitment(reason) => (*reason).into(),
            Reason::Certificate(reason) => reason.into(),
            Reason::Card(reason) => reason.into(),
            Reason::Municipal(reason) => (*reason).into(),
            Reason::Data(reason) => (*reason).into(),
            Reason::Face(reason) => (*reason).into(),
            Reason::Tie(reason) => reason.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_undecided() {
        for verdict in [Verdict::NoCommitment, Verdict::Incomplete, Verdict::Undecided] {
            assert_eq!(Exit::from(verdict), Exit::Undecided);
        }
    }
}
