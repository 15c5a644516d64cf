//! What helps, as the user of `juki` does it.

use crate::finding::{Advice, LineEnd, ListAdvice, SignatureRequirement};
use crate::locale::Message;
use crate::msg;

/// How a document and its signature are named in a command line.
#[derive(Clone, Debug)]
pub struct FileNames {
    /// The document.
    pub document: String,
    /// The signature.
    pub signature: String,
}

impl Default for FileNames {
    fn default() -> Self {
        Self { document: "FILE".to_owned(), signature: "SIGNATURE".to_owned() }
    }
}

impl FileNames {
    /// What to do, with these files.
    #[must_use]
    pub fn message(&self, advice: Advice) -> Message {
        let Self { document, signature } = self;
        match advice {
            Advice::Trust => msg!("advice-trust"),
            Advice::Issuer => msg!("advice-issuer"),
            Advice::TrustIssuer => msg!("advice-untrusted-issuer"),
            Advice::CardAuthority => msg!("advice-cv-foreign"),
            Advice::AuthorityIndex => msg!("advice-not-tied"),
            Advice::OtherProgram => msg!("advice-other-program"),
            Advice::AuthenticationKey => msg!("advice-authentication-key"),
            Advice::SignAgain(SignatureRequirement::Algorithm) => msg!("advice-algorithm"),
            Advice::SignAgain(SignatureRequirement::Attributes) => msg!("advice-attributes"),
            Advice::SignAgain(SignatureRequirement::Certificate) => msg!("advice-certificate"),
            Advice::SignAgain(SignatureRequirement::OtherProgram) => msg!("advice-sign-again"),
            Advice::SignAgain(SignatureRequirement::SigningKey) => msg!("advice-signing-key"),
            Advice::List(ListAdvice::New) => msg!("advice-list"),
            Advice::List(ListAdvice::Base) => msg!("advice-base-list"),
            Advice::List(ListAdvice::Fetch) => msg!("advice-online"),
            Advice::List(ListAdvice::Clock) => msg!("advice-clock"),
            Advice::Document => msg!("todo-detached", path = signature),
            Advice::LineEnds(LineEnd::Crlf) => {
                msg!("advice-document-crlf", path = document, signature = signature)
            }
            Advice::LineEnds(LineEnd::Lf) => {
                msg!("advice-document-lf", path = document, signature = signature)
            }
            Advice::VerifyAgain => msg!("advice-refused"),
            Advice::WithPin => msg!("advice-pin"),
            Advice::WithAll => msg!("advice-left-out"),
            Advice::ReadExpiry => msg!("advice-expiry-unreadable"),
            Advice::CompareFace => msg!("advice-no-proof"),
        }
    }
}
