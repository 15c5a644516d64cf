//! Why a file is no signature to judge.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::sign::cms::{
    CmsError, EncryptedContent, MOST_ATTRIBUTES, MOST_CERTIFICATES, MOST_SIGNERS,
};
use crate::sign::file_kind::OtherFileKind;
use crate::sign::{FormatError, NoSignature};
use crate::texts::documents::FileNames;

/// The file that was to be a signature, as the user named it.
pub(crate) struct NoSignatureFile<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// Where a signature was looked for, when this file may as well be the document: it alone was
    /// named, and none is beside it.
    pub(crate) beside: Option<PathBuf>,
    /// How the document, if there is one, and this file are named in a command line.
    pub(crate) named: FileNames,
}

impl NoSignatureFile<'_> {
    /// What it means that there is none.
    pub(crate) fn error(&self, cause: NoSignature) -> Error {
        let (what, todo) = match (cause, &self.beside) {
            (NoSignature::Unknown, Some(beside)) => (
                msg!("error-no-signature-file", file = self.path(), path = shown(beside)),
                self.name_one(),
            ),
            (NoSignature::Unknown, None) => self.not_a_signature(),
            (NoSignature::OtherFile(kind), _) => self.foreign(kind),
            (NoSignature::Format(FormatError::Cms(cause)), _) => self.cms(cause),
        };
        Error::new(Exit::Rejected, what, todo)
    }

    fn path(&self) -> String {
        shown(self.path)
    }

    /// Where one was named, naming one is no advice.
    fn name_one(&self) -> Message {
        if self.beside.is_some() {
            msg!("todo-not-a-signature")
        } else {
            msg!("todo-get-signature")
        }
    }

    fn not_a_signature(&self) -> (Message, Message) {
        (msg!("error-not-a-signature", path = self.path()), self.name_one())
    }

    /// CMS that holds nothing to judge.
    fn cms(&self, cause: CmsError) -> (Message, Message) {
        let path = self.path();
        match cause {
            CmsError::NotCms => self.not_a_signature(),
            CmsError::NotSigned(kind) => (
                msg!("error-not-signed-data", path = path, kind = kind.to_string()),
                self.name_one(),
            ),
            CmsError::Encrypted(EncryptedContent { kind, to_receivers, armoured }) => {
                let form = if armoured { "PEM" } else { "DER" };
                let todo = if to_receivers {
                    msg!("todo-encrypted", path = &self.named.signature, form = form)
                } else {
                    msg!("todo-encrypted-otherwise")
                };
                (msg!("error-encrypted", path = path, kind = kind.to_string()), todo)
            }
            CmsError::NoSigner => (msg!("error-no-signer", path = path), self.name_one()),
            CmsError::Damaged => {
                (msg!("error-signature-damaged", path = path), msg!("todo-signature-damaged"))
            }
            CmsError::DamagedPem(label) => {
                (msg!("error-pem-damaged", path = path, label = label), msg!("todo-pem-damaged"))
            }
            CmsError::SeveralPem(count) => (
                msg!("error-signature-several", path = path, count = count),
                msg!("todo-signature-several"),
            ),
            CmsError::Behind(count) => (
                msg!("error-signature-behind", path = path, count = count),
                msg!("todo-signature-behind"),
            ),
            CmsError::Signers(count) => (
                msg!("error-signature-signers", path = path, count = count, most = MOST_SIGNERS),
                msg!("todo-signature-many"),
            ),
            CmsError::Certificates(count) => (
                msg!(
                    "error-signature-certificates",
                    path = path,
                    count = count,
                    most = MOST_CERTIFICATES
                ),
                msg!("todo-signature-many"),
            ),
            CmsError::Attributes(count) => (
                msg!(
                    "error-signature-attributes",
                    path = path,
                    count = count,
                    most = MOST_ATTRIBUTES
                ),
                msg!("todo-signature-attributes"),
            ),
        }
    }

    /// A form of signature that is not read.
    fn foreign(&self, kind: OtherFileKind) -> (Message, Message) {
        let alone = self.beside.is_some();
        let FileNames { document, signature } = &self.named;
        let todo = match kind {
            OtherFileKind::Base64 if alone => msg!("todo-base64", path = signature),
            OtherFileKind::Base64 => {
                msg!("todo-base64-beside", path = signature, document = document)
            }
            OtherFileKind::Empty
            | OtherFileKind::Certificate
            | OtherFileKind::List
            | OtherFileKind::Key => self.name_one(),
            OtherFileKind::SignedPdf
            | OtherFileKind::Pdf
            | OtherFileKind::Mail
            | OtherFileKind::SignedXml
            | OtherFileKind::Xml
            | OtherFileKind::Container
            | OtherFileKind::OpenPgp
                if alone =>
            {
                msg!("todo-foreign")
            }
            OtherFileKind::SignedPdf
            | OtherFileKind::Pdf
            | OtherFileKind::Mail
            | OtherFileKind::SignedXml
            | OtherFileKind::Xml
            | OtherFileKind::Container
            | OtherFileKind::OpenPgp => msg!("todo-foreign-named"),
        };
        let (path, kind) = (self.path(), Message::from(kind));
        let what = match &self.beside {
            Some(beside) => {
                msg!("error-foreign-file", path = path, kind = kind, beside = shown(beside))
            }
            None => msg!("error-foreign-signature", path = path, kind = kind),
        };
        (what, todo)
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
