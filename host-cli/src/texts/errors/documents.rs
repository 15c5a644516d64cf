//! What errors of signing and judging mean to the user.

mod no_signature;

use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::sign::SignError;

pub(crate) use no_signature::NoSignatureFile;

impl<E> From<SignError<E>> for Error
where
    Self: From<E>,
{
    fn from(cause: SignError<E>) -> Self {
        match cause {
            SignError::Signer(cause) => cause.into(),
            SignError::Certificate => Self::new(
                Exit::NotAuthentic,
                msg!("error-sign-certificate"),
                msg!("todo-sign-certificate"),
            ),
            SignError::Key(kind) => Self::new(
                Exit::Failure,
                msg!("error-sign-key-kind", kind = kind.to_string()),
                msg!("todo-sign-key-kind"),
            ),
            SignError::WrongKey => {
                Self::new(Exit::NotAuthentic, msg!("error-sign-key"), msg!("todo-sign-certificate"))
            }
            SignError::NotYet(from) => Self::new(
                Exit::NotInForce,
                msg!("error-sign-not-yet", date = from),
                msg!("todo-sign-validity"),
            ),
            SignError::Expired(until) => Self::new(
                Exit::NotInForce,
                msg!("error-sign-expired", date = until),
                msg!("todo-sign-validity"),
            ),
            SignError::Encode(cause) => Self::new(
                Exit::Failure,
                msg!("error-sign-encode", cause = cause.to_string()),
                msg!("todo-sign-encode"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    /// As a clock in Japan shows it, with its zone.
    #[test]
    fn the_validity_of_a_certificate_is_told_in_japanese_time() {
        let moment = "2026-12-01T00:00:00Z".parse().unwrap();
        for cause in [SignError::<Error>::NotYet(moment), SignError::Expired(moment)] {
            let refused = Error::from(cause);
            assert_eq!(refused.exit, Exit::NotInForce);
            for language in Language::ALL {
                let (said, _) = refused.texts(&Locale::new(language));
                assert!(said.contains(" JST"), "{said}");
            }
        }
    }
}
