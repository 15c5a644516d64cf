//! The formats of signatures, and the trait that each of them implements.

use std::error::Error;
use std::fmt;

use super::cms::{Cms, CmsError};
use super::file_kind::{self, OtherFileKind};
use super::{Document, DocumentError, SignableDocument, SignatureFile};

/// Where a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignaturePlace {
    /// In a file of its own: the name of the document, a dot and this ending.
    Beside(&'static str),
    /// Inside the document.
    Inside,
}

/// A format of signatures. To add one, implement this in a file of its own, with an error type, and
/// add both to the list of [`Format`]; the compiler asks for everything else.
pub trait SignatureFormat {
    /// Its name in the standard.
    fn name(&self) -> &'static str;

    /// Where a signature that is made stands. One that is read may stand elsewhere.
    fn place(&self) -> SignaturePlace;

    /// Reads the signatures in these bytes; `None` when they are of another format.
    ///
    /// # Errors
    /// When they are of this format and have no signature that can be verified.
    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn SignatureFile>, FormatError>>;

    /// Reads a document that is to be signed.
    ///
    /// # Errors
    /// When it cannot be read.
    fn to_sign(&self, document: Document<'_>) -> Result<Box<dyn SignableDocument>, DocumentError>;

    /// What was made, as text for mail and forms; `None` when the format has no such form, or is
    /// text.
    ///
    /// # Errors
    /// When it is longer than that form can be.
    fn to_text(&self, _made: &[u8]) -> Option<der::Result<String>> {
        None
    }
}

macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident($error:ident) => $implementation:expr,)*) => {
        /// A format of signatures.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// All of them, in the order in which a file is tried.
            pub const ALL: &[Self] = &[$(Self::$format,)*];

            fn implementation(self) -> &'static dyn SignatureFormat {
                match self {
                    $(Self::$format => &$implementation,)*
                }
            }
        }

        /// Why bytes of a format have no signature that can be verified.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
        pub enum FormatError {
            $($(#[$doc])* $format($error),)*
        }

        impl FormatError {
            /// The format that they are of.
            #[must_use]
            pub const fn format(&self) -> Format {
                match self {
                    $(Self::$format(_) => Format::$format,)*
                }
            }
        }

        impl Error for FormatError {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                match self {
                    $(Self::$format(cause) => Some(cause),)*
                }
            }
        }

        $(impl From<$error> for FormatError {
            fn from(cause: $error) -> Self {
                Self::$format(cause)
            }
        })*
    };
}

formats! {
    /// CMS SignedData (RFC 5652), CAdES.
    Cms(CmsError) => Cms,
}

impl SignatureFormat for Format {
    fn name(&self) -> &'static str {
        self.implementation().name()
    }

    fn place(&self) -> SignaturePlace {
        self.implementation().place()
    }

    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn SignatureFile>, FormatError>> {
        self.implementation().read(bytes)
    }

    fn to_sign(&self, document: Document<'_>) -> Result<Box<dyn SignableDocument>, DocumentError> {
        self.implementation().to_sign(document)
    }

    fn to_text(&self, made: &[u8]) -> Option<der::Result<String>> {
        self.implementation().to_text(made)
    }
}

/// Its name in its standard.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} without a signature that can be verified", self.format())
    }
}

/// Why no signature can be read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum NoSignature {
    /// A file of no kind that is known.
    Unknown,
    /// A file of another kind, recognised by its content: one with a signature inside that is not
    /// read here, a certificate, a revocation list, a key, base 64 without PEM, or an empty one.
    OtherFile(OtherFileKind),
    /// A file of a supported format, without a signature that can be verified.
    Format(FormatError),
}

impl fmt::Display for NoSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no signature"),
            Self::OtherFile(kind) => write!(f, "no signature that is read here: {kind}"),
            Self::Format(cause) => cause.fmt(f),
        }
    }
}

impl Error for NoSignature {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Format(cause) => cause.source(),
            Self::Unknown | Self::OtherFile(_) => None,
        }
    }
}

/// Reads the signatures in these bytes, in any format.
///
/// # Errors
/// When there is none, or the file is ambiguous.
pub fn read(bytes: &[u8]) -> Result<Box<dyn SignatureFile>, NoSignature> {
    match Format::ALL.iter().find_map(|format| format.read(bytes)) {
        Some(read) => read.map_err(NoSignature::Format),
        None => {
            Err(file_kind::recognise(bytes).map_or(NoSignature::Unknown, NoSignature::OtherFile))
        }
    }
}
