//! Files that hold no signature which is read here.

use crate::locale::Message;
use crate::msg;
use crate::sign::file_kind::OtherFileKind;

impl From<OtherFileKind> for Message {
    fn from(kind: OtherFileKind) -> Self {
        match kind {
            OtherFileKind::SignedPdf => msg!("foreign-signed-pdf"),
            OtherFileKind::Pdf => msg!("foreign-pdf"),
            OtherFileKind::Mail => msg!("foreign-mail"),
            OtherFileKind::SignedXml => msg!("foreign-signed-xml"),
            OtherFileKind::Xml => msg!("foreign-xml"),
            OtherFileKind::Container => msg!("foreign-container"),
            OtherFileKind::OpenPgp => msg!("foreign-openpgp"),
            OtherFileKind::Empty => msg!("foreign-empty"),
            OtherFileKind::Base64 => msg!("foreign-base64"),
            OtherFileKind::Certificate => msg!("foreign-certificate"),
            OtherFileKind::List => msg!("foreign-list"),
            OtherFileKind::Key => msg!("foreign-key"),
        }
    }
}
