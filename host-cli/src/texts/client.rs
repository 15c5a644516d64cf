//! Names of PINs, of their values and of certificates.

use apdu_spec::instruction::TABLE;
use apdu_spec::profile::ApplicationId;
use card_os::{MountError, storage};

use crate::card::MalformedPart;
use crate::card::jpki::Certificate;
use crate::card::pins::{Origin, Pin, PinForm, PinSelection};
use crate::locale::{Message, Value, list};
use crate::msg;
use crate::reader::fault::{FaultError, FaultReason};
use crate::reader::virtual_card::StartError;

impl From<Pin> for Message {
    /// Its name in the words of the resident.
    fn from(pin: Pin) -> Self {
        match pin {
            Pin::Authentication => msg!("pin-authentication"),
            Pin::Signing => msg!("pin-signing"),
            Pin::Text => msg!("pin-text"),
            Pin::Juki => msg!("pin-juki"),
            Pin::Common => msg!("pin-common"),
            Pin::CodeA | Pin::VisualA => msg!("pin-code-a"),
            Pin::CodeB | Pin::VisualB => msg!("pin-code-b"),
            Pin::BirthCode => msg!("pin-birth-code"),
        }
    }
}

impl From<PinSelection> for Message {
    /// Its name in the words of the resident.
    fn from(selection: PinSelection) -> Self {
        match selection {
            PinSelection::Card => msg!("pin-card"),
            PinSelection::One(pin) => pin.into(),
        }
    }
}

impl From<PinForm> for Message {
    fn from(form: PinForm) -> Self {
        match form {
            PinForm::SigningPassword => msg!("pin-form-signing"),
            PinForm::Digits(count) => msg!("pin-form-digits", count = count),
        }
    }
}

impl From<&Origin> for Message {
    fn from(origin: &Origin) -> Self {
        match origin {
            Origin::Asked => msg!("origin-prompt"),
            Origin::Setting(name) => msg!("origin-variable", name = name),
            Origin::File { setting, path } => {
                msg!("origin-file", variable = setting, path = path)
            }
            Origin::Data => msg!("origin-data"),
            Origin::Known => msg!("origin-known"),
        }
    }
}

impl From<Certificate> for Message {
    fn from(certificate: Certificate) -> Self {
        match certificate {
            Certificate::Signing => msg!("certificate-signing"),
            Certificate::SigningAuthority => msg!("certificate-signing-authority"),
            Certificate::Authentication => msg!("certificate-authentication"),
            Certificate::AuthenticationAuthority => msg!("certificate-authentication-authority"),
        }
    }
}

impl From<MalformedPart> for Message {
    fn from(what: MalformedPart) -> Self {
        match what {
            MalformedPart::CardRecord => msg!("unreadable-card-record"),
            MalformedPart::PersonalNumber => msg!("unreadable-number"),
            MalformedPart::Attributes => msg!("unreadable-attributes"),
            MalformedPart::RecordCode => msg!("unreadable-record-code"),
            MalformedPart::History => msg!("unreadable-history"),
            MalformedPart::Procedures => msg!("unreadable-procedures"),
        }
    }
}

impl From<StartError> for Message {
    fn from(cause: StartError) -> Self {
        match cause {
            StartError::NoRandom => msg!("cause-no-random"),
            StartError::Mount(cause) => cause.into(),
        }
    }
}

impl From<MountError> for Message {
    fn from(cause: MountError) -> Self {
        match cause {
            MountError::Storage(storage::Error::Foreign) => msg!("cause-card-foreign"),
            MountError::Storage(storage::Error::Newer { format }) => {
                msg!("cause-card-newer", format = format)
            }
            MountError::Storage(storage::Error::Damaged { page, word }) => {
                msg!("cause-card-damaged", page = page, word = word)
            }
            MountError::Files { object } => msg!("cause-card-files", object = object),
            MountError::Storage(storage::Error::Geometry) => msg!("cause-card-geometry"),
            MountError::Storage(storage::Error::Full) => msg!("cause-card-full"),
            MountError::Storage(
                storage::Error::NotFound
                | storage::Error::Blocked
                | storage::Error::Flash
                | storage::Error::State,
            ) => msg!("cause-card-flash"),
        }
    }
}

impl From<&FaultError> for Message {
    fn from(cause: &FaultError) -> Self {
        match &cause.reason {
            FaultReason::Unknown => msg!("fault-unknown", fault = &cause.fault),
            FaultReason::BackTooSoon => msg!("fault-back-too-soon"),
            FaultReason::WithoutCommand => msg!("fault-without-command"),
            FaultReason::Status(status) => msg!("fault-status", status = status),
            FaultReason::Command(command) => {
                let known = list(TABLE.iter().map(|row| row.slug().to_string()));
                msg!("fault-command", command = command, known = known)
            }
            FaultReason::Count(number) => msg!("fault-count", number = number),
            FaultReason::Milliseconds(number) => msg!("fault-milliseconds", number = number),
        }
    }
}

macro_rules! values {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::Message(value.into())
            }
        }
    )*};
}

impl From<ApplicationId> for Value {
    fn from(application: ApplicationId) -> Self {
        application.name().into()
    }
}

values!(Pin, PinSelection, PinForm, &Origin, Certificate, MalformedPart);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};
    use crate::reader::fault::Fault;

    #[test]
    fn a_fault_of_no_command_names_those_there_are() {
        let refused = "status=6F00@read".parse::<Fault>().unwrap_err();
        let said = Message::from(&refused);
        let said = Locale::new(Language::English).text(&said);
        assert!(said.contains("read-binary-odd"), "{said}");
    }
}
