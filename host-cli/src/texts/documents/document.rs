//! Why the checks of a signed document ended as they did.

use crate::finding::{
    BindingReason, CommitmentReason, DocumentReason, KeyUse, LineEnd, SignatureReason,
};
use crate::locale::Message;
use crate::msg;

impl From<DocumentReason> for Message {
    fn from(reason: DocumentReason) -> Self {
        match reason {
            DocumentReason::Same => msg!("reason-document-same"),
            DocumentReason::Other => msg!("reason-document-other"),
            DocumentReason::SignedWith(LineEnd::Crlf) => msg!("reason-document-crlf"),
            DocumentReason::SignedWith(LineEnd::Lf) => msg!("reason-document-lf"),
            DocumentReason::BesideAndInside => msg!("reason-document-two"),
            DocumentReason::NoDigest => msg!("reason-no-digest"),
            DocumentReason::Missing => msg!("reason-document-missing"),
        }
    }
}

impl From<&SignatureReason> for Message {
    fn from(reason: &SignatureReason) -> Self {
        match reason {
            SignatureReason::Right => msg!("reason-signature-right"),
            SignatureReason::Wrong => msg!("reason-signature-wrong"),
            SignatureReason::Algorithm(algorithm) => {
                msg!("reason-algorithm", algorithm = algorithm.to_string())
            }
            SignatureReason::Key(key) => msg!("reason-key", key = key.to_string()),
            SignatureReason::NoAttributes => msg!("reason-no-attributes"),
            SignatureReason::Encoding => msg!("reason-attributes-encoding"),
            SignatureReason::Order => msg!("reason-attributes-order"),
            SignatureReason::ContentType => msg!("reason-content-type"),
            SignatureReason::NoCertificate => msg!("reason-no-certificate"),
            SignatureReason::Candidates { count, most } => {
                msg!("reason-candidates", count = *count, most = *most)
            }
        }
    }
}

impl From<BindingReason> for Message {
    fn from(reason: BindingReason) -> Self {
        match reason {
            BindingReason::Bound => msg!("reason-bound"),
            BindingReason::BoundBySha1 => msg!("reason-bound-sha1"),
            BindingReason::Absent => msg!("reason-plain-cms"),
            BindingReason::Other => msg!("reason-bound-other"),
            BindingReason::Algorithm(hash) => {
                msg!("reason-bound-algorithm", algorithm = hash.to_string())
            }
            BindingReason::Unreadable => msg!("reason-bound-unreadable"),
        }
    }
}

impl From<CommitmentReason> for Message {
    fn from(reason: CommitmentReason) -> Self {
        match reason {
            CommitmentReason::AuthenticationAllowed => msg!("reason-use-authentication-allowed"),
            CommitmentReason::Use(KeyUse::Signing) => msg!("reason-use-signing"),
            CommitmentReason::Use(KeyUse::Authentication) => msg!("reason-use-authentication"),
            CommitmentReason::Use(KeyUse::Mail) => msg!("reason-use-mail"),
            CommitmentReason::Use(KeyUse::Unsaid) => msg!("reason-use-unsaid"),
            CommitmentReason::Use(KeyUse::Other) => msg!("reason-use-other"),
            CommitmentReason::Use(KeyUse::NoSignatures) => msg!("reason-use-no-signatures"),
            CommitmentReason::Use(KeyUse::Unreadable) => msg!("reason-use-unreadable"),
        }
    }
}
