//! Names of PINs, of their values and of certificates.

use crate::card::Malformed;
use crate::card::jpki::Certificate;
use crate::card::pins::{Origin, Pin, PinForm, PinSelection};
use crate::locale::{Message, Value};
use crate::msg;

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
            Origin::Prompt => msg!("origin-prompt"),
            Origin::Variable(name) => msg!("origin-variable", name = name),
            Origin::File { variable, path } => {
                msg!("origin-file", variable = variable, path = path)
            }
            Origin::Data => msg!("origin-data"),
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

impl From<Malformed> for Message {
    fn from(what: Malformed) -> Self {
        match what {
            Malformed::CardRecord => msg!("unreadable-card-record"),
            Malformed::PersonalNumber => msg!("unreadable-number"),
            Malformed::Attributes => msg!("unreadable-attributes"),
            Malformed::RecordCode => msg!("unreadable-record-code"),
            Malformed::History => msg!("unreadable-history"),
            Malformed::Procedures => msg!("unreadable-procedures"),
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

values!(Pin, PinSelection, PinForm, &Origin, Certificate, Malformed);
