//! Files that hold no signature which is read here.

use crate::locale::Message;
use crate::msg;
use crate::sign::foreign::Foreign;

impl From<Foreign> for Message {
    fn from(kind: Foreign) -> Self {
        match kind {
            Foreign::SignedPdf => msg!("foreign-signed-pdf"),
            Foreign::Pdf => msg!("foreign-pdf"),
            Foreign::Mail => msg!("foreign-mail"),
            Foreign::SignedXml => msg!("foreign-signed-xml"),
            Foreign::Xml => msg!("foreign-xml"),
            Foreign::Container => msg!("foreign-container"),
            Foreign::OpenPgp => msg!("foreign-openpgp"),
            Foreign::Empty => msg!("foreign-empty"),
            Foreign::Base64 => msg!("foreign-base64"),
            Foreign::Certificate => msg!("foreign-certificate"),
            Foreign::List => msg!("foreign-list"),
            Foreign::Key => msg!("foreign-key"),
        }
    }
}
