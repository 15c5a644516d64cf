//! PINs: which there are, how many tries are left, verifying, changing and resetting them.
//!
//! Where a value comes from is the caller's business ([`Source`]): the library asks for it after
//! it knows the tries left, and sends each value once.

use std::fmt;

use apdu_spec::file;
use apdu_spec::profile::card::CardType;
use apdu_spec::profile::{Application, Object, What, common, jpki, juki, text, visual};
use apdu_spec::request::{
    ChangeReferenceData, DisableVerificationRequirement, EnableVerificationRequirement, Presented,
    Reference, ResetRetryCounter, ResetWith, Verify, VerifyAction,
};
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::files;
use super::session::{Dialect, Session, SessionError};
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

    /// As [`Pin::name`]; the three PINs of four digits are one number to the resident.
    #[must_use]
    pub fn group(self) -> Message {
        if Self::CARD.contains(&self) { msg!("pin-card") } else { self.name() }
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
        let mut given = given;
        if self == Self::Signing {
            given.value.make_ascii_uppercase();
        }
        if self.parameters().is_some_and(|pin| pin.admits(&given.value)) {
            return Ok(given);
        }
        Err(Error::new(
            Exit::Rejected,
            msg!("error-pin-form", pin = self.group(), origin = given.origin.name()),
            msg!("todo-pin-form", form = self.form()),
        ))
    }

    fn reference(self) -> Reference {
        Reference::Local(self.fid().to_be_bytes()[1] & 0x1F)
    }
}

/// A value of a PIN, and where it came from.
pub struct Given {
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// Where it came from.
    pub origin: Origin,
}

/// The value is not shown.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Where the value of a PIN came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed.
    Prompt,
    /// An environment variable.
    Variable(String),
    /// A file that an environment variable names.
    File {
        /// The variable.
        variable: String,
        /// The file.
        path: String,
    },
    /// What stands on the card or in the record already (a code).
    Data,
}

impl Origin {
    /// In words.
    #[must_use]
    pub fn name(&self) -> Message {
        match self {
            Self::Prompt => msg!("origin-prompt"),
            Self::Variable(name) => msg!("origin-variable", name = name),
            Self::File { variable, path } => {
                msg!("origin-file", variable = variable, path = path)
            }
            Self::Data => msg!("origin-data"),
        }
    }
}

/// Where the values of PINs come from: prompts, variables, a test.
pub trait Source {
    /// The present value of a PIN with `left` tries left, 1 or more. It is sent once.
    ///
    /// # Errors
    /// Exit code 4 when none is given, or the last try is not to be spent.
    fn current(&mut self, pin: Pin, left: u8) -> Result<Given, Error>;
}

/// The tries that are left of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tries {
    /// So many; 0 when it is blocked.
    Left(u8),
    /// Verified already: a card that answers by ISO/IEC 7816-4 does not say how many.
    Verified,
    /// It has no value yet.
    NotSet,
    /// The card has no such PIN.
    Absent,
}

/// The reference that a command names a PIN of the selected application by; `None` when the card
/// has no such PIN. To a real card it is the selected one, as programs for such cards send it.
fn refer(session: &mut Session<'_>, pin: Pin) -> Result<Option<Reference>, SessionError> {
    if session.dialect() != Dialect::Plain {
        return Ok(Some(pin.reference()));
    }
    Ok(files::find_file(session, pin.fid())?.map(|_| Reference::Selected))
}

/// How many tries are left of a PIN of the selected application. Costs none.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn tries(session: &mut Session<'_>, pin: Pin) -> Result<Tries, SessionError> {
    let Some(reference) = refer(session, pin)? else { return Ok(Tries::Absent) };
    let query = Verify { reference, action: VerifyAction::Query };
    let refused = match session.request(query) {
        Ok(_) => return Ok(Tries::Verified),
        Err(refused) => refused,
    };
    match refused {
        SessionError::Refused { status, .. } => match (status, status.tries_left()) {
            (_, Some(left)) => Ok(Tries::Left(left)),
            (StatusWord::AUTHENTICATION_METHOD_BLOCKED, _) => Ok(Tries::Left(0)),
            (StatusWord::REFERENCE_DATA_NOT_USABLE, _) => Ok(Tries::NotSet),
            (StatusWord::REFERENCE_NOT_FOUND, _) => Ok(Tries::Absent),
            // Of what a real card does not tell nothing is known.
            _ if session.dialect() == Dialect::Plain => Ok(Tries::Absent),
            _ => Err(refused),
        },
        other => Err(other),
    }
}

/// Verifies a PIN of the selected application; the value comes from `source`, asked once.
///
/// # Errors
/// Exit code 4 when it was wrong or none was given, 5 when it is blocked, 10 when it is no value
/// that this PIN can have (nothing was sent then), 7 when the card has no such PIN.
pub fn verify(session: &mut Session<'_>, pin: Pin, source: &mut dyn Source) -> Result<(), Error> {
    let left = match tries(session, pin)? {
        Tries::Left(left) => left,
        Tries::Verified => return Ok(()),
        Tries::NotSet => return Err(not_set(pin)),
        Tries::Absent => return Err(absent(pin)),
    };
    if left == 0 {
        return Err(blocked(pin));
    }
    let given = pin.normalise(source.current(pin, left)?)?;
    present(session, pin, &given)
}

/// Sends the value of a PIN of the selected application.
///
/// # Errors
/// As [`verify`].
pub fn present(session: &mut Session<'_>, pin: Pin, given: &Given) -> Result<(), Error> {
    let action = VerifyAction::Compare(Presented(&given.value));
    let reference = refer(session, pin)?.ok_or_else(|| absent(pin))?;
    let answer = session.request(Verify { reference, action });
    explain(pin, Some(&given.origin), answer.map(drop))
}

/// Changes a PIN of the selected application from its present value to a new one. A new value
/// that the PIN does not take is refused before anything is sent ([`Pin::normalise`]).
///
/// # Errors
/// As [`verify`].
pub fn change(session: &mut Session<'_>, pin: Pin, old: &Given, new: &Given) -> Result<(), Error> {
    if session.dialect() == Dialect::Plain {
        present(session, pin, old)?;
        let data = Presented(&new.value);
        let reference = Reference::Selected;
        session.request(ChangeReferenceData { reference, with_old: false, data })?;
        return Ok(());
    }
    // Two equal halves: the shorter one is padded with FF.
    let length = old.value.len().max(new.value.len());
    let mut data = Zeroizing::new(vec![0xFF; 2 * length]);
    let (first, second) = data.split_at_mut(length);
    for (place, value) in [(first, &old.value), (second, &new.value)] {
        for (place, byte) in place.iter_mut().zip(value.iter()) {
            *place = *byte;
        }
    }
    let answer = session.request(ChangeReferenceData {
        reference: pin.reference(),
        with_old: true,
        data: Presented(&data),
    });
    explain(pin, Some(&old.origin), answer.map(drop))
}

/// Gives a PIN its value without the old one: the first value of a PIN in the making, or a code
/// that the issuer changes. The administrator key is authenticated.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn set(session: &mut Session<'_>, pin: Pin, new: &[u8]) -> Result<(), SessionError> {
    set_by_reference(session, pin.reference(), new)
}

/// As [`set`], for a PIN that no application has.
///
/// # Errors
/// As [`set`].
pub fn set_by_reference(
    session: &mut Session<'_>,
    reference: Reference,
    new: &[u8],
) -> Result<(), SessionError> {
    let request = ChangeReferenceData { reference, with_old: false, data: Presented(new) };
    session.request(request).map(drop)
}

/// Gives a PIN of the selected application a new value and a full retry counter, at the counter:
/// the administrator key is authenticated.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn reset(session: &mut Session<'_>, pin: Pin, new: &Given) -> Result<(), SessionError> {
    let with = ResetWith::New(Presented(&new.value));
    session.request(ResetRetryCounter { reference: pin.reference(), with }).map(drop)
}

/// Asks no more for a PIN of the selected application: whatever it opens is open. Its value is
/// shown, or the access rule is met without it.
///
/// # Errors
/// As [`verify`]; exit code 7 when the PIN is one that is always asked for.
pub fn disable(session: &mut Session<'_>, pin: Pin, given: Option<&Given>) -> Result<(), Error> {
    let (reference, value) = (pin.reference(), given.map(|given| Presented(&given.value)));
    let answer = session.request(DisableVerificationRequirement { reference, value });
    explain(pin, given.map(|given| &given.origin), answer.map(drop))
}

/// Asks for a PIN of the selected application again.
///
/// # Errors
/// As [`disable`].
pub fn enable(session: &mut Session<'_>, pin: Pin, given: Option<&Given>) -> Result<(), Error> {
    let (reference, value) = (pin.reference(), given.map(|given| Presented(&given.value)));
    let answer = session.request(EnableVerificationRequirement { reference, value });
    explain(pin, given.map(|given| &given.origin), answer.map(drop))
}

/// Selects the application of a PIN and verifies it.
///
/// # Errors
/// As [`verify`], and when the card has no such application.
pub fn select_and_verify(
    session: &mut Session<'_>,
    pin: Pin,
    source: &mut dyn Source,
) -> Result<(), Error> {
    files::select_application(session, pin.application())?;
    verify(session, pin, source)
}

/// What the card said to a value, in words.
fn explain(
    pin: Pin,
    origin: Option<&Origin>,
    answer: Result<(), SessionError>,
) -> Result<(), Error> {
    let Err(SessionError::Refused { status, .. }) = &answer else {
        return Ok(answer?);
    };
    let error = match (*status, status.tries_left()) {
        (StatusWord::AUTHENTICATION_METHOD_BLOCKED, _) => blocked(pin),
        (StatusWord::REFERENCE_DATA_NOT_USABLE, _) => not_set(pin),
        (StatusWord::REFERENCE_NOT_FOUND, _) => absent(pin),
        (_, Some(left)) => wrong(pin, origin.unwrap_or(&Origin::Prompt), left),
        _ => return Ok(answer?),
    };
    Err(error.with_status(*status))
}

fn wrong(pin: Pin, origin: &Origin, left: u8) -> Error {
    if left == 0 {
        let what = msg!("error-pin-now-blocked", pin = pin.name(), origin = origin.name());
        return Error::new(Exit::PinBlocked, what, msg!("todo-pin-blocked"));
    }
    Error::new(
        Exit::WrongPin,
        msg!("error-pin-wrong", pin = pin.name(), origin = origin.name()),
        msg!("todo-pin-wrong", left = left),
    )
}

/// The PIN is blocked.
#[must_use]
pub fn blocked(pin: Pin) -> Error {
    Error::new(
        Exit::PinBlocked,
        msg!("error-pin-blocked", pin = pin.name()),
        msg!("todo-pin-blocked"),
    )
}

/// The PIN has no value.
#[must_use]
pub fn not_set(pin: Pin) -> Error {
    Error::new(Exit::Refused, msg!("error-pin-not-set", pin = pin.name()), msg!("todo-pin-not-set"))
}

/// The card has no such PIN.
#[must_use]
pub fn absent(pin: Pin) -> Error {
    Error::new(Exit::Refused, msg!("error-pin-absent", pin = pin.name()), msg!("todo-pin-absent"))
}
