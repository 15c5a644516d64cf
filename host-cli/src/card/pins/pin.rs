//! Which PINs there are, and what values of them look like.

use apdu_spec::file;
use apdu_spec::profile::card::CardType;
use apdu_spec::profile::{Application, Object, What, common, jpki, juki, text, visual};
use apdu_spec::request::Reference;

use super::Given;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

/// A PIN or code of the card. Every one has a retry counter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pin {
    /// JPKI 0018: user authentication (利用者証明用暗証番号).
    Authentication,
    /// JPKI 001B: signing password (署名用パスワード).
    Signing,
    /// Text 0011 (暗証番号).
    Text,
    /// Juki 001C (暗証番号).
    Juki,
    /// Common 001C (暗証番号).
    Common,
    /// Text 0014: code A (照合番号A).
    CodeA,
    /// Text 0015: code B (照合番号B).
    CodeB,
    /// Visual 0011: birth code.
    BirthCode,
    /// Visual 0012: code B (照合番号B).
    VisualB,
    /// Visual 0013: code A (照合番号A).
    VisualA,
}

impl Pin {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Authentication,
        Self::Signing,
        Self::Text,
        Self::Juki,
        Self::Common,
        Self::CodeA,
        Self::CodeB,
        Self::BirthCode,
        Self::VisualB,
        Self::VisualA,
    ];

    /// The three that a resident knows as one number of four digits.
    pub const CARD: [Self; 3] = [Self::Text, Self::Juki, Self::Common];

    /// The application it stands in.
    #[must_use]
    pub const fn application(self) -> &'static Application {
        match self {
            Self::Authentication | Self::Signing => &jpki::APPLICATION,
            Self::Text | Self::CodeA | Self::CodeB => &text::APPLICATION,
            Self::BirthCode | Self::VisualB | Self::VisualA => &visual::APPLICATION,
            Self::Juki => &juki::APPLICATION,
            Self::Common => &common::APPLICATION,
        }
    }

    /// Its file identifier.
    #[must_use]
    pub const fn fid(self) -> file::FileId {
        match self {
            Self::Authentication => jpki::AUTHENTICATION_PIN,
            Self::Signing => jpki::SIGNING_PIN,
            Self::Text => text::PIN,
            Self::Juki => juki::PIN,
            Self::Common => common::PIN,
            Self::CodeA => text::CODE_A,
            Self::CodeB => text::CODE_B,
            Self::BirthCode => visual::BIRTH_CODE,
            Self::VisualB => visual::CODE_B,
            Self::VisualA => visual::CODE_A,
        }
    }

    /// Is it on a card of this type?
    #[must_use]
    pub const fn is_on(self, card: CardType) -> bool {
        !matches!((self, card), (Self::CodeB, CardType::A))
    }

    /// Its description.
    #[must_use]
    pub fn object(self) -> Option<&'static Object> {
        self.application().object(self.fid())
    }

    /// Its lengths, alphabet and tries.
    #[must_use]
    pub fn parameters(self) -> Option<file::Pin> {
        match self.object()?.what {
            What::Pin(pin) => Some(pin),
            _ => None,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Signing => "signing",
            Self::Text => "text",
            Self::Juki => "juki",
            Self::Common => "common",
            Self::CodeA => "code-a",
            Self::CodeB => "code-b",
            Self::BirthCode => "birth-code",
            Self::VisualB => "visual-code-b",
            Self::VisualA => "visual-code-a",
        }
    }

    /// Its name in the words of the resident.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Authentication => msg!("pin-authentication"),
            Self::Signing => msg!("pin-signing"),
            Self::Text => msg!("pin-text"),
            Self::Juki => msg!("pin-juki"),
            Self::Common => msg!("pin-common"),
            Self::CodeA | Self::VisualA => msg!("pin-code-a"),
            Self::CodeB | Self::VisualB => msg!("pin-code-b"),
            Self::BirthCode => msg!("pin-birth-code"),
        }
    }

    /// What a value of it looks like.
    #[must_use]
    pub fn form(self) -> Message {
        match self {
            Self::Signing => msg!("pin-form-signing"),
            Self::CodeA | Self::VisualA => msg!("pin-form-digits", count = 12_u8),
            Self::CodeB | Self::VisualB => msg!("pin-form-digits", count = 14_u8),
            Self::BirthCode => msg!("pin-form-digits", count = 6_u8),
            _ => msg!("pin-form-digits", count = 4_u8),
        }
    }

    /// A value as the card takes it: the signing password in capital letters.
    ///
    /// # Errors
    /// When it is no value that this PIN can have: exit code 10, nothing was sent and no try
    /// spent.
    pub fn normalise(self, given: Given) -> Result<Given, Error> {
        self.normalise_as(given, self.name())
    }

    /// As [`Pin::normalise`], of a value that is meant for what has this name.
    pub(super) fn normalise_as(self, given: Given, name: Message) -> Result<Given, Error> {
        let mut given = given;
        if self == Self::Signing {
            given.value.make_ascii_uppercase();
        }
        if self.parameters().is_some_and(|pin| pin.admits(&given.value)) {
            return Ok(given);
        }
        Err(Error::new(
            Exit::Rejected,
            msg!("error-pin-form", pin = name, origin = given.origin.name()),
            msg!("todo-pin-form", form = self.form()),
        ))
    }

    pub(super) fn reference(self) -> Reference {
        Reference::Local(self.fid().to_be_bytes()[1] & 0x1F)
    }
}
