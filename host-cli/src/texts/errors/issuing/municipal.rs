//! Why nothing comes of work on a municipal application.

use apdu_spec::status::StatusWord;

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, list};
use crate::msg;
use crate::municipal::{
    self, ApplicationError, DeskError, DirectoryError, MunicipalError, PinError, ProfileError,
    TextError,
};
use crate::texts;

fn refused(what: Message, todo: Message) -> Error {
    Error::new(Exit::Refused, what, todo)
}

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}

impl From<MunicipalError> for Error {
    fn from(cause: MunicipalError) -> Self {
        match cause {
            MunicipalError::Session(cause) => cause.into(),
            MunicipalError::Card(cause) => cause.into(),
            MunicipalError::Issue(cause) => cause.into(),
            MunicipalError::Profile(cause) => cause.into(),
            MunicipalError::Text(cause) => cause.into(),
            MunicipalError::Application(cause) => cause.into(),
            MunicipalError::Directory(cause) => cause.into(),
            MunicipalError::Pin(cause) => cause.into(),
            MunicipalError::CounterContext(cause) => cause.into(),
        }
    }
}

impl From<ProfileError> for Error {
    fn from(cause: ProfileError) -> Self {
        match cause {
            ProfileError::TooLong => rejected(
                msg!("error-service-long", most = municipal::profile::LONGEST),
                msg!("todo-service-profile"),
            ),
            ProfileError::Json(deviation) => {
                let (place, expected) =
                    (texts::shown_path(&deviation.path), Message::from(&deviation));
                let what = msg!("error-service-json", place = place, expected = expected);
                let todo = texts::conversion(&deviation);
                rejected(what, todo.unwrap_or_else(|| msg!("todo-service-profile")))
            }
            ProfileError::Form { path } => rejected(
                msg!("error-service-json", place = path, expected = msg!("expected-form")),
                msg!("todo-service-profile"),
            ),
            ProfileError::Field { field, expected } => rejected(
                msg!("error-service-field", field = field, expected = Message::from(expected)),
                msg!("todo-service-profile"),
            ),
            ProfileError::Text(cause) => cause.into(),
            ProfileError::NoFile { file, service, files } => rejected(
                msg!("error-service-file", file = file, service = service),
                msg!("todo-service-file", files = list(files)),
            ),
        }
    }
}

impl From<TextError> for Error {
    fn from(cause: TextError) -> Self {
        match cause {
            TextError::Character { file, found } => rejected(
                msg!("error-service-character", file = file, expected = Message::from(&found)),
                msg!("todo-service-character"),
            ),
            TextError::Length { file, length, most } => rejected(
                msg!("error-service-text", file = file, count = length, most = most),
                match length {
                    0 => msg!("todo-service-text-empty"),
                    _ => msg!("todo-service-text"),
                },
            ),
        }
    }
}

impl From<ApplicationError> for Error {
    fn from(cause: ApplicationError) -> Self {
        match cause {
            ApplicationError::Absent(service) => refused(
                msg!("error-no-application", application = service.name),
                msg!("todo-service-absent", profile = service.source),
            )
            .with_status(StatusWord::FILE_NOT_FOUND),
            ApplicationError::Interrupted(service) => refused(
                msg!("error-service-interrupted", service = service.name),
                msg!("todo-service-interrupted", profile = service.source),
            ),
            ApplicationError::OutOfUse(service) => refused(
                msg!("error-service-out-of-use", service = service.name),
                msg!("todo-service-out-of-use", profile = service.source),
            ),
            ApplicationError::There(service) => rejected(
                msg!("error-service-there", service = service.name),
                msg!("todo-service-there"),
            ),
            ApplicationError::Taken { service, fid } => rejected(
                msg!("error-service-taken", service = service.name, fid = fid),
                msg!("todo-service-taken"),
            ),
            ApplicationError::NameTaken { service, aid } => rejected(
                msg!("error-service-name-taken", service = service.name, aid = aid),
                msg!("todo-service-name-taken"),
            ),
            ApplicationError::Elsewhere { service, aid, found, expected } => rejected(
                msg!(
                    "error-service-elsewhere",
                    service = service.name,
                    aid = aid,
                    fid = found,
                    own = expected
                ),
                msg!("todo-service-elsewhere"),
            ),
            ApplicationError::NoRoom(service) => refused(
                msg!("error-service-room", service = service.name),
                msg!("todo-service-room", profile = service.source),
            )
            .with_status(StatusWord::NOT_ENOUGH_MEMORY),
        }
    }
}

impl From<DirectoryError> for Error {
    fn from(cause: DirectoryError) -> Self {
        match cause {
            DirectoryError::Missing => {
                refused(msg!("error-service-no-directory"), msg!("todo-refused-other-card"))
            }
            DirectoryError::Full { .. } => {
                refused(msg!("error-service-directory"), msg!("todo-service-directory"))
            }
        }
    }
}

impl From<PinError> for Error {
    fn from(cause: PinError) -> Self {
        match cause {
            PinError::Source(cause) => cause.into(),
            PinError::Form { digits } => {
                rejected(msg!("error-service-pin", digits = digits), msg!("todo-service-pin"))
            }
            PinError::None(service) => rejected(
                msg!("error-service-without-pin", service = service.name),
                msg!("todo-service-pin"),
            ),
            PinError::Wrong { service, left } => {
                let what = msg!("error-service-wrong-pin", service = service.name, left = left);
                Self::new(Exit::WrongPin, what, msg!("todo-service-wrong-pin"))
                    .with_status(StatusWord::tries(left))
            }
            PinError::Blocked { service, status } => {
                let what = msg!("error-service-blocked", service = service.name);
                let todo = msg!("todo-service-blocked", profile = service.source);
                let blocked = StatusWord::AUTHENTICATION_METHOD_BLOCKED;
                Self::new(Exit::PinBlocked, what, todo).with_status(status.unwrap_or(blocked))
            }
            PinError::NotSet { service, status } => {
                let what =
                    msg!("error-pin-not-set", pin = msg!("pin-service", service = service.name));
                let todo = msg!("todo-service-blocked", profile = service.source);
                Self { status, ..refused(what, todo) }
            }
            PinError::Absent { service, status } => {
                let what =
                    msg!("error-pin-absent", pin = msg!("pin-service", service = service.name));
                Self { status, ..refused(what, msg!("todo-service-file-missing")) }
            }
            PinError::NotBelieved(service) => Self::new(
                Exit::Failure,
                msg!("error-pin-not-believed", pin = msg!("pin-service", service = service.name)),
                msg!("todo-pin-not-believed"),
            ),
        }
    }
}

impl From<DeskError> for Error {
    fn from(cause: DeskError) -> Self {
        match cause {
            DeskError::Key { service, status } => {
                refused(msg!("error-service-key", service = service.name), msg!("todo-service-key"))
                    .with_status(status)
            }
            DeskError::KeyBlocked { service } => refused(
                msg!("error-service-key-blocked", service = service.name),
                msg!("todo-service-key-blocked"),
            )
            .with_status(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
            DeskError::NoRecords { file } => rejected(
                msg!("error-service-no-records", file = file),
                msg!("todo-service-no-records"),
            ),
            DeskError::FileMissing { service, file } => refused(
                msg!("error-service-file-missing", service = service.name, file = file),
                msg!("todo-service-file-missing"),
            ),
            DeskError::Full { service, file, count } => refused(
                msg!("error-service-full", file = file, count = count),
                msg!("todo-service-full", profile = service.source),
            )
            .with_status(StatusWord::NOT_ENOUGH_MEMORY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};
    use crate::municipal::Profile;

    #[test]
    fn what_is_wrong_in_a_profile_is_named() {
        let [(_, library)] = municipal::profile::SAMPLES;
        for (from, to, named) in [
            (r#""name": "library""#, r#""name": "Library""#, "name"),
            (r#""read": "always""#, r#""read": "holder""#, "files[0].read must be one of: "),
            (r#""content": [""#, r#""content": ["a\u200B"#, "U+200B at position 2"),
        ] {
            let changed = library.replacen(from, to, 1);
            assert_ne!(changed, library, "{from}");
            let error = Error::from(Profile::parse(changed.as_bytes()).unwrap_err());
            let (what, _) = error.texts(&Locale::new(Language::English));
            assert!(error.exit == Exit::Rejected && what.contains(named), "{what}");
        }
    }
}
