//! Reasons of the checks of personal data, face and certificates on a card.

use std::fmt;

/// What is found of the personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum DataReason {
    /// It is as the municipality signed it.
    Right,
    /// It is not what the municipality signed.
    Hash,
    /// The signature is not by the key of the municipality.
    Signature,
    /// The offsets in its directory are wrong.
    Offsets,
    /// The municipality signed the key for this data.
    KeyRight,
    /// The municipality signed the key, but not for this data.
    KeyUnbound,
    /// Data and signing certificate name the same person.
    HolderSame,
    /// They name different persons, or are of different dates.
    HolderOther,
    /// The certificate has characters for others that no table knows to stand for them.
    HolderSubstituted,
    /// One of them was not read.
    HolderNotRead,
}

/// What is found of the face of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FaceReason {
    /// It is as the municipality signed it, and says what the personal data says.
    Right,
    /// It says something else than the personal data.
    Other,
    /// Its parts were signed for different cards.
    Keys,
    /// No code for it is known, or too few tries of it are left.
    Closed,
}

/// What is found of a certificate and the card that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum TieReason {
    /// By the index of the authority it was issued for this card.
    Index,
    /// By the index it was issued for the card with this serial number.
    IndexOther(String),
    /// Its key is one of this card's, as the municipality signed it.
    Statement,
    /// What the municipality signed of the keys is about the card with this serial number.
    StatementOther(String),
    /// Its key is none of this card's.
    OtherKey,
    /// Nothing on the card says that it was issued for this card.
    Nothing,
}

impl fmt::Display for DataReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Right => "as the municipality signed it",
            Self::Hash => "it is not what the municipality signed",
            Self::Signature => "the signature is not by the key of the municipality",
            Self::Offsets => "the offsets in its directory (DF21) are wrong",
            Self::KeyRight => "signed by the municipality, for this data",
            Self::KeyUnbound => "signed by the municipality, but not for this data",
            Self::HolderSame => "name, birth date, sex and address are the same",
            Self::HolderOther => "they are about different persons, or of different dates",
            Self::HolderSubstituted => {
                "the certificate has other characters for some, and no table knows them to stand for \
                 these"
            }
            Self::HolderNotRead => "it needs both of them",
        })
    }
}

impl fmt::Display for FaceReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Right => "as the municipality signed it, and as the personal data has it",
            Self::Other => "it says something else than the personal data",
            Self::Keys => "its parts were signed for different cards",
            Self::Closed => "no code for it is known, or too few tries of it are left",
        })
    }
}

impl fmt::Display for TieReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index => f.write_str("issued for this card, by the index of the authority"),
            Self::IndexOther(serial) => {
                write!(f, "issued for another card, {serial}, by the index of the authority")
            }
            Self::Statement => f.write_str("its key is one of this card's"),
            Self::StatementOther(serial) => {
                write!(f, "what the municipality signed of the keys is about {serial}")
            }
            Self::OtherKey => f.write_str("its key is none of this card's"),
            Self::Nothing => f.write_str("nothing on the card says that it was issued for it"),
        }
    }
}
