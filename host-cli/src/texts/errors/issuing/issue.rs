//! Why a card is not issued, or not worked on at the counter.

use apdu_spec::status::StatusWord;

use crate::error::Error;
use crate::exit::Exit;
use crate::issue::{
    AdministratorError, ContentError, IssueError, PlanError, ReadBackError, RegisterError,
};
use crate::locale::Message;
use crate::msg;
use crate::pki::{EncodeError, Part};

impl From<IssueError> for Error {
    fn from(cause: IssueError) -> Self {
        match cause {
            IssueError::Session(cause) => cause.into(),
            IssueError::Card(cause) => cause.into(),
            IssueError::Plan(cause) => cause.into(),
            IssueError::Administrator(cause) => cause.into(),
            IssueError::Record(cause) => cause.into(),
            IssueError::Uses(cause) => cause.into(),
            IssueError::Content(cause) => cause.into(),
            IssueError::Encode(cause) => cause.into(),
            IssueError::Certificate(cause) => cause.into(),
            IssueError::ReadBack(cause) => cause.into(),
            IssueError::Register(cause) => cause.into(),
        }
    }
}

impl From<PlanError> for Error {
    fn from(cause: PlanError) -> Self {
        match cause {
            PlanError::IssuedAlready { serial } => Self::new(
                Exit::Rejected,
                msg!("error-issued-already", serial = serial),
                msg!("todo-issued-already"),
            ),
            PlanError::NotIssuable { serial, .. } => Self::new(
                Exit::Refused,
                msg!("error-not-issuable", serial = serial),
                msg!("todo-refused-other-card"),
            ),
            PlanError::Seal(cause) => Self::system(&cause.into()),
        }
    }
}

impl From<AdministratorError> for Error {
    fn from(cause: AdministratorError) -> Self {
        let refused = |what: Message, todo: Message| Self::new(Exit::Refused, what, todo);
        let rejected = |what: Message, todo: Message| Self::new(Exit::Rejected, what, todo);
        match cause {
            AdministratorError::Unknown { serial, authority, created } => rejected(
                msg!("error-card-unknown", serial = serial, id = authority, made = created),
                msg!("todo-card-unknown"),
            ),
            AdministratorError::SerialIssued { serial } => {
                rejected(msg!("error-serial-issued", serial = serial), msg!("todo-serial-issued"))
            }
            AdministratorError::BegunOtherwise => {
                rejected(msg!("error-begun-otherwise"), msg!("todo-begun-otherwise"))
            }
            AdministratorError::CardNotAuthenticated { serial } => refused(
                msg!("error-card-not-authenticated", serial = serial),
                msg!("todo-card-not-authenticated"),
            ),
            AdministratorError::NoSession { serial } => {
                refused(msg!("error-no-session", serial = serial), msg!("todo-no-session"))
            }
            AdministratorError::TransportKey { status } => {
                refused(msg!("error-wrong-transport-key"), msg!("todo-wrong-transport-key"))
                    .with_status(status)
            }
            AdministratorError::OlderBlank => {
                refused(msg!("error-older-blank"), msg!("todo-older-blank"))
            }
            AdministratorError::IssuerKey { status } => Self {
                status,
                ..refused(msg!("error-wrong-issuer-key"), msg!("todo-wrong-issuer-key"))
            },
            AdministratorError::Blocked => {
                refused(msg!("error-administrator-blocked"), msg!("todo-administrator-blocked"))
                    .with_status(StatusWord::AUTHENTICATION_METHOD_BLOCKED)
            }
        }
    }
}

impl From<ContentError> for Error {
    fn from(cause: ContentError) -> Self {
        match cause {
            ContentError::KeyNotHeld { certificate } => Self::new(
                Exit::NotAuthentic,
                msg!("error-key-not-held", certificate = certificate),
                msg!("todo-key-not-held"),
            ),
            ContentError::Parameters { .. }
            | ContentError::NotEncodable { .. }
            | ContentError::TooLong { .. }
            | ContentError::NoPublicKey { .. } => Self::layout(),
        }
    }
}

impl From<ReadBackError> for Error {
    fn from(ReadBackError { application, file }: ReadBackError) -> Self {
        Self::new(
            Exit::Failure,
            msg!("error-read-back", application = application, file = file),
            msg!("todo-read-back"),
        )
    }
}

impl From<RegisterError> for Error {
    fn from(cause: RegisterError) -> Self {
        match cause {
            RegisterError::Changed { serial } => Self::new(
                Exit::Rejected,
                msg!("error-card-elsewhere", serial = serial),
                msg!("todo-card-elsewhere"),
            ),
            RegisterError::Contradicted => EncodeError::Part(Part::Index).into(),
            RegisterError::Io(cause) => Self::system(&cause),
            RegisterError::Store(cause) => cause.into(),
            RegisterError::Other(cause) => match cause.downcast::<Self>() {
                Ok(said) => *said,
                Err(cause) => Self::system(&std::io::Error::other(cause)),
            },
        }
    }
}
