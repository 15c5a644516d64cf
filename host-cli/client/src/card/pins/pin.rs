//! Which PINs there are, and what values of them look like.

use std::fmt;

use apdu_spec::file;
use apdu_spec::profile::{
    APPLICATIONS, Application, ApplicationId, Object, ObjectKind, common, jpki, juki, text, visual,
};
use apdu_spec::request::Reference;

use super::{FormError, PinSelection, PinValue};

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

/// What the values of a PIN look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinForm {
    /// So many digits.
    Digits(u8),
    /// 6 to 16 letters and digits (JPKI).
    SigningPassword,
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

    /// The PIN with this file identifier in an application; `None` when it is another object.
    #[must_use]
    pub const fn of(application: ApplicationId, fid: file::FileId) -> Option<Self> {
        let mut at = 0;
        while at < Self::ALL.len() {
            let pin = Self::ALL[at];
            if pin.application().id as u8 == application as u8 && pin.fid() == fid {
                return Some(pin);
            }
            at += 1;
        }
        None
    }

    /// Its description.
    #[must_use]
    pub fn object(self) -> Option<&'static Object> {
        self.application().object(self.fid())
    }

    /// Its lengths, alphabet and tries.
    #[must_use]
    pub fn parameters(self) -> Option<file::Pin> {
        match self.object()?.kind {
            ObjectKind::Pin(pin) => Some(pin),
            ObjectKind::File(..) | ObjectKind::KeyPair(_) => None,
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

    /// What a value of it looks like.
    #[must_use]
    pub const fn form(self) -> PinForm {
        match self {
            Self::Signing => PinForm::SigningPassword,
            Self::CodeA | Self::VisualA => PinForm::Digits(12),
            Self::CodeB | Self::VisualB => PinForm::Digits(14),
            Self::BirthCode => PinForm::Digits(6),
            Self::Authentication | Self::Text | Self::Juki | Self::Common => PinForm::Digits(4),
        }
    }

    /// May this be its value, on one card or another? Code B of the visual application is shorter
    /// on a card without a photo.
    pub(super) fn admits(self, value: &[u8]) -> bool {
        let of = |application: &Application| match application.object(self.fid())?.kind {
            ObjectKind::Pin(pin) => Some(pin.admits(value)),
            ObjectKind::File(..) | ObjectKind::KeyPair(_) => None,
        };
        let variant = (self == Self::VisualB).then_some(&visual::APPLICATION_TYPE_A);
        of(self.application()) == Some(true) || variant.and_then(of) == Some(true)
    }

    /// A value as the card takes it: the signing password in capital letters.
    ///
    /// # Errors
    /// When it is no value that this PIN can have: nothing was sent and no try spent.
    pub fn normalise(self, given: PinValue) -> Result<PinValue, FormError> {
        PinSelection::One(self).normalise(given)
    }

    pub(super) fn reference(self) -> Reference {
        Reference::Local(self.fid().to_be_bytes()[1] & 0x1F)
    }
}

// Every PIN of an application is one of them.
const _: () = {
    let mut at = 0;
    while at < APPLICATIONS.len() {
        let (application, mut place) = (APPLICATIONS[at], 0);
        while place < application.objects.len() {
            let object = &application.objects[place];
            let is_pin = matches!(object.kind, ObjectKind::Pin(_));
            assert!(
                is_pin == Pin::of(application.id, object.fid).is_some(),
                "a PIN without a name"
            );
            place += 1;
        }
        at += 1;
    }
};

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authentication => "PIN for user authentication",
            Self::Signing => "signing password",
            Self::Text => "PIN of the text application",
            Self::Juki => "PIN of the juki application",
            Self::Common => "PIN of the common application",
            Self::CodeA => "code A",
            Self::CodeB => "code B",
            Self::BirthCode => "birth code",
            Self::VisualB => "code B of the visual application",
            Self::VisualA => "code A of the visual application",
        })
    }
}

impl fmt::Display for PinForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(count) => write!(f, "{count} digits"),
            Self::SigningPassword => f.write_str("6 to 16 letters and digits"),
        }
    }
}
