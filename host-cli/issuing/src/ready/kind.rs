//! The kinds of ready card.

use std::fmt;

/// A kind of ready card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Kind {
    /// Nothing is awkward: an adult's card with a photo.
    Plain,
    /// A foreign resident with an alias; code B counts Gregorian years.
    ForeignAlias,
    /// A child's card: no signing certificate, no signing password.
    Under15,
    /// Type A, without a photo: no code B.
    NoPhoto,
    /// A name and an address outside the common character sets.
    RareKanji,
    /// The longest address that a card takes.
    LongAddress,
    /// Card and certificates are past their last day.
    Expired,
    /// The card is in force, its certificates are not.
    CertificatesExpired,
    /// The certificates end in two weeks.
    ExpiringSoon,
    /// Both certificates are revoked for good.
    Revoked,
    /// Both certificates are suspended.
    Suspended,
    /// The holder moved: the signing certificate is revoked.
    Moved,
    /// Every PIN has one try left.
    PinLastTry,
    /// All PINs of four digits are blocked; the signing password is not.
    PinBlocked,
    /// The signing password is blocked, the PINs are not.
    SigningBlocked,
    /// The files of a genuine card without its keys.
    Copy,
    /// The day of birth was altered after signing.
    Tampered,
}

impl Kind {
    /// Its name, as people type it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::ForeignAlias => "foreign-alias",
            Self::Under15 => "under-15",
            Self::NoPhoto => "no-photo",
            Self::RareKanji => "rare-kanji",
            Self::LongAddress => "long-address",
            Self::Expired => "expired",
            Self::CertificatesExpired => "certificates-expired",
            Self::ExpiringSoon => "expiring-soon",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Moved => "moved",
            Self::PinLastTry => "pin-last-try",
            Self::PinBlocked => "pin-blocked",
            Self::SigningBlocked => "signing-blocked",
            Self::Copy => "copy",
            Self::Tampered => "tampered",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
