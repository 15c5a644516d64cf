//! Checks and the verdict of them.

use std::fmt;

use crate::finding::{Advice, Finding, Outcome};

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Topic {
    /// The document is the one that was signed.
    Document,
    /// The signature was made by the key in the certificate, over these attributes.
    Signature,
    /// The signature names its certificate.
    Binding,
    /// The key is for content commitment (RFC 5280, 4.2.1.3).
    Commitment,
    /// The certificate has a valid path to a trust anchor.
    Chain,
    /// The certificate is in force now.
    InForce,
    /// A trusted root certified the municipality's key.
    MunicipalKey,
    /// The municipality signed the personal number and the attributes.
    Data,
    /// The municipality signed the public key of the text application.
    DataKey,
    /// This card has the private key to it: it is not a copy of files.
    ThisCard,
    /// The municipality signed the face of the card, and it says what the data says.
    Face,
    /// This card has the private key to the public key in its face.
    FaceKey,
    /// A trusted root certified the card's authentication key.
    CardKey,
    /// The card has the private key to its authentication key.
    CardItself,
    /// The serial number is the same wherever the card gives it.
    Serial,
    /// The card is not past its last day.
    CardInForce,
    /// The user authentication certificate comes from a trusted authority.
    AuthenticationChain,
    /// It is in force now.
    AuthenticationInForce,
    /// It was issued for this card.
    AuthenticationCard,
    /// The signing certificate comes from a trusted authority.
    SigningChain,
    /// It is in force now.
    SigningInForce,
    /// It was issued for this card.
    SigningCard,
    /// The data and the signing certificate name the same person.
    Holder,
}

/// What a check decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Is it genuine?
    Authenticity,
    /// Is it a commitment? Matters only when it is genuine.
    Commitment,
    /// Is it in force?
    Force,
}

impl Topic {
    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Signature => "signature",
            Self::Binding => "signing-certificate",
            Self::Commitment => "commitment",
            Self::Chain => "chain",
            Self::InForce => "in-force",
            Self::MunicipalKey => "municipal-key",
            Self::Data => "data",
            Self::DataKey => "data-key",
            Self::ThisCard => "this-card",
            Self::Face => "face",
            Self::FaceKey => "face-key",
            Self::CardKey => "card-key",
            Self::CardItself => "card-itself",
            Self::Serial => "serial",
            Self::CardInForce => "card-in-force",
            Self::AuthenticationChain => "authentication-chain",
            Self::AuthenticationInForce => "authentication-in-force",
            Self::AuthenticationCard => "authentication-card",
            Self::SigningChain => "signing-chain",
            Self::SigningInForce => "signing-in-force",
            Self::SigningCard => "signing-card",
            Self::Holder => "holder",
        }
    }

    /// What it decides.
    #[must_use]
    pub const fn aspect(self) -> Aspect {
        match self {
            Self::InForce
            | Self::CardInForce
            | Self::AuthenticationInForce
            | Self::SigningInForce => Aspect::Force,
            Self::Commitment => Aspect::Commitment,
            _ => Aspect::Authenticity,
        }
    }

    /// May it be left out of the verdict valid? Checks of the signing certificate are optional; all
    /// others are required.
    const fn may_be_left_out(self) -> bool {
        use Topic::{Holder, SigningCard, SigningChain, SigningInForce};
        matches!(self, SigningChain | SigningInForce | SigningCard | Holder)
    }
}

/// What it asks, in English.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "the document that was signed",
            Self::Signature => "signature by the key in the certificate",
            Self::Binding => "certificate identified by the signed attributes",
            Self::Commitment => "key for content commitment",
            Self::Chain => "certificate with a path to a trust anchor",
            Self::InForce => "certificate in force",
            Self::MunicipalKey => "key of the municipality from a trusted root",
            Self::Data => "personal data signed by the municipality",
            Self::DataKey => "key of the personal data signed by the municipality",
            Self::ThisCard => "personal data of this card",
            Self::Face => "face signed by the municipality",
            Self::FaceKey => "face of this card",
            Self::CardKey => "key of the card signed by the municipality",
            Self::CardItself => "card with the private key to its certificate",
            Self::Serial => "one serial number everywhere",
            Self::CardInForce => "card before its last day is over",
            Self::AuthenticationChain => "authentication certificate with a path to a trust anchor",
            Self::AuthenticationInForce => "authentication certificate in force",
            Self::AuthenticationCard => "authentication certificate of this card",
            Self::SigningChain => "signing certificate with a path to a trust anchor",
            Self::SigningInForce => "signing certificate in force",
            Self::SigningCard => "signing certificate of this card",
            Self::Holder => "one person in data and signing certificate",
        })
    }
}

/// A check and its finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What it is about.
    pub topic: Topic,
    /// Its outcome and reason.
    pub finding: Finding,
}

/// The result of all checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Genuine and in force.
    Valid,
    /// Genuine, and not by a key for content commitment.
    NoCommitment,
    /// Genuine, and not in force.
    NotInForce,
    /// No check failed, and one that a verdict needs was left out.
    Incomplete,
    /// It cannot be decided.
    Undecided,
    /// Not genuine.
    NotAuthentic,
}

impl Verdict {
    /// The verdict of these checks. A failed check of authenticity decides first; whether something is
    /// in force matters only when it is genuine; and it is not known to be genuine while a required
    /// check is left out. Without checks it is incomplete.
    #[must_use]
    pub fn of(checks: &[Check]) -> Self {
        let any = |aspect, outcome| {
            checks
                .iter()
                .any(|check| check.topic.aspect() == aspect && check.finding.outcome == outcome)
        };
        let lacks = checks.iter().any(|check| {
            check.finding.outcome == Outcome::LeftOut && !check.topic.may_be_left_out()
        });
        if any(Aspect::Authenticity, Outcome::Failed) || any(Aspect::Commitment, Outcome::Failed) {
            Self::NotAuthentic
        } else if any(Aspect::Authenticity, Outcome::Undecided) {
            Self::Undecided
        } else if lacks || checks.is_empty() {
            Self::Incomplete
        } else if any(Aspect::Force, Outcome::Failed) {
            // A known failure outweighs an undecided check.
            Self::NotInForce
        } else if any(Aspect::Commitment, Outcome::Undecided) {
            Self::NoCommitment
        } else if any(Aspect::Force, Outcome::Undecided) {
            Self::Undecided
        } else {
            Self::Valid
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NotInForce => "not-in-force",
            Self::NoCommitment => "no-commitment",
            Self::Incomplete => "incomplete",
            Self::Undecided => "undecided",
            Self::NotAuthentic => "not-authentic",
        }
    }
}

/// In English.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::NoCommitment => "genuine, by a key that is not for content commitment",
            Self::NotInForce => "genuine, and not in force",
            Self::Incomplete => "a required check was left out",
            Self::Undecided => "cannot be decided",
            Self::NotAuthentic => "not genuine",
        })
    }
}

/// The topics that were left out: the verdict says nothing about them.
pub fn left_out(checks: &[Check]) -> impl Iterator<Item = Topic> {
    let left_out = |check: &&Check| check.finding.outcome == Outcome::LeftOut;
    checks.iter().filter(left_out).map(|check| check.topic)
}

/// True when nothing was left out.
#[must_use]
pub fn complete(checks: &[Check]) -> bool {
    left_out(checks).next().is_none()
}

/// What could change the verdict, each advice once.
#[must_use]
pub fn advice(checks: &[Check]) -> Vec<Advice> {
    let verdict = Verdict::of(checks);
    let mut found = Vec::new();
    if verdict == Verdict::Incomplete {
        let without_pin = checks
            .iter()
            .any(|check| check.topic == Topic::Data && check.finding.outcome == Outcome::LeftOut);
        found.push(if without_pin { Advice::WithPin } else { Advice::WithAll });
    }
    let deciding = match verdict {
        Verdict::NotAuthentic => Outcome::Failed,
        _ => Outcome::Undecided,
    };
    let deciding = checks.iter().filter(|check| check.finding.outcome == deciding);
    for advice in deciding.filter_map(|check| check.finding.advice()) {
        if !found.contains(&advice) {
            found.push(advice);
        }
    }
    found
}

/// The failed and undecided checks, when there are several and the verdict shows only one of them.
#[must_use]
pub fn against(checks: &[Check]) -> Vec<&Check> {
    let against =
        |check: &&Check| matches!(check.finding.outcome, Outcome::Failed | Outcome::Undecided);
    let found: Vec<&Check> = checks.iter().filter(against).collect();
    if found.len() < 2 { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::CardReason;

    fn verdict(found: &[(Topic, Outcome)]) -> Verdict {
        let checks: Vec<Check> = found
            .iter()
            .map(|(topic, outcome)| Check {
                topic: *topic,
                finding: Finding {
                    outcome: *outcome,
                    reason: CardReason::NotOnCard.into(),
                    lists: Vec::new(),
                },
            })
            .collect();
        Verdict::of(&checks)
    }

    #[test]
    fn what_is_not_meant_is_no_yes_and_no_forgery() {
        use Outcome::{Failed, Passed, Undecided};
        use Topic::{Chain, Commitment, InForce};
        let found = verdict(&[(Chain, Passed), (Commitment, Undecided), (InForce, Passed)]);
        assert_eq!(found, Verdict::NoCommitment);
        assert_eq!(verdict(&[(Commitment, Undecided), (InForce, Failed)]), Verdict::NotInForce);
        let open = [(Commitment, Undecided), (InForce, Undecided)];
        assert_eq!(verdict(&open), Verdict::NoCommitment);
        assert_eq!(verdict(&[(Commitment, Undecided), (Chain, Undecided)]), Verdict::Undecided);
        assert_eq!(verdict(&[(Commitment, Undecided), (Chain, Failed)]), Verdict::NotAuthentic);
        assert_eq!(verdict(&[(Commitment, Failed), (Chain, Passed)]), Verdict::NotAuthentic);
    }

    #[test]
    fn what_is_not_genuine_is_so_whatever_else_holds() {
        use Outcome::{Failed, Passed, Undecided};
        use Topic::{Chain, Document, InForce};
        assert_eq!(verdict(&[(Document, Passed), (InForce, Passed)]), Verdict::Valid);
        assert_eq!(verdict(&[(InForce, Failed), (Chain, Passed)]), Verdict::NotInForce);
        assert_eq!(verdict(&[(InForce, Undecided), (InForce, Failed)]), Verdict::NotInForce);
        assert_eq!(verdict(&[(InForce, Undecided)]), Verdict::Undecided);
        assert_eq!(verdict(&[(InForce, Failed), (Chain, Undecided)]), Verdict::Undecided);
        assert_eq!(verdict(&[(Document, Failed), (Chain, Undecided)]), Verdict::NotAuthentic);
        assert!(Verdict::NotAuthentic > Verdict::Undecided);
        assert!(Verdict::Undecided > Verdict::Incomplete && Verdict::Incomplete > Verdict::Valid);
    }

    #[test]
    fn what_a_verdict_needs_may_not_be_left_out() {
        use Outcome::{Absent, Failed, LeftOut, Passed, Undecided};
        use Topic::{
            CardInForce, CardKey, Data, Holder, SigningCard, SigningChain, SigningInForce,
        };
        assert_eq!(verdict(&[]), Verdict::Incomplete, "nothing was judged");
        for topic in [
            Topic::Document,
            Topic::Chain,
            Data,
            Topic::DataKey,
            Topic::ThisCard,
            Topic::Face,
            Topic::FaceKey,
            Topic::AuthenticationChain,
            Topic::AuthenticationCard,
        ] {
            let found = verdict(&[(CardKey, Passed), (topic, LeftOut)]);
            assert_eq!(found, Verdict::Incomplete, "{topic:?}");
        }
        // Genuine is what 9 says of a card, and nobody knows whether this one is.
        assert_eq!(verdict(&[(CardInForce, Failed), (Data, LeftOut)]), Verdict::Incomplete);
        assert_eq!(verdict(&[(CardInForce, Undecided), (Data, LeftOut)]), Verdict::Incomplete);
        assert_eq!(verdict(&[(CardKey, Undecided), (Data, LeftOut)]), Verdict::Undecided);
        assert_eq!(verdict(&[(CardKey, Failed), (Data, LeftOut)]), Verdict::NotAuthentic);
        // Nobody asked for the signing certificate, and a yes says nothing of it.
        let signing =
            [SigningChain, SigningInForce, SigningCard, Holder].map(|topic| (topic, LeftOut));
        let checks = [&[(CardKey, Passed)], &signing[..]].concat();
        assert_eq!(verdict(&checks), Verdict::Valid);
        assert_eq!(verdict(&[(CardKey, Passed), (SigningChain, Absent)]), Verdict::Valid);
    }
}
