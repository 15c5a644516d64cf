//! Why the checks of a certificate ended as they did.

use crate::finding::CertificateReason;
use crate::locale::Message;
use crate::msg;
use crate::texts::pki::certificate_status;

impl From<&CertificateReason> for Message {
    fn from(reason: &CertificateReason) -> Self {
        match reason {
            CertificateReason::Issued => msg!("reason-chain-right"),
            CertificateReason::PathError(error) => {
                msg!("reason-sentence", text = Message::from(*error))
            }
            CertificateReason::IssuerFirst => msg!("reason-not-authentic-first"),
            CertificateReason::RevocationSkipped => msg!("reason-revocation-skipped"),
            CertificateReason::State { in_force, authority } => {
                certificate_status(*in_force, authority.as_deref())
            }
        }
    }
}
