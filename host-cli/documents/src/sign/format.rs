//! The formats of signatures, and what each of them has to do.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};

use super::cms::{Cms, CmsError};
use super::foreign::{self, Foreign};
use super::{Signed, ToSign};

/// What a format has to do. Who adds one writes this in a file of its own and names it in the list
/// of [`Format`]; the compiler asks for everything else.
pub trait SignatureFormat {
    /// Its name in its standard.
    fn name(&self) -> &'static str;

    /// Reads what is signed in these bytes; `None` when they are of another format.
    ///
    /// # Errors
    /// When they are of this format and hold no signature to judge.
    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn Signed>, NoSignature>>;

    /// Reads a document that is to be signed.
    ///
    /// # Errors
    /// When it cannot be read.
    fn to_sign(&self, document: &mut dyn Read) -> io::Result<Box<dyn ToSign>>;
}

macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident => $implementation:expr,)*) => {
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
    };
}

formats! {
    /// CMS SignedData (RFC 5652), CAdES.
    Cms => Cms,
}

impl Format {
    /// Reads a document that is to be signed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn to_sign(self, document: &mut dyn Read) -> io::Result<Box<dyn ToSign>> {
        self.implementation().to_sign(document)
    }
}

/// Its name in its standard.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.implementation().name())
    }
}

/// Why bytes are not something signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum NoSignature {
    /// A file of no kind that is known.
    Unknown,
    /// A file of a kind that is known by its content: a form with its signature inside that is not
    /// read here, a certificate, a list, a key, bare base 64, or nothing at all.
    Foreign(Foreign),
    /// CMS that is none to judge.
    Cms(CmsError),
}

impl fmt::Display for NoSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no signature"),
            Self::Foreign(kind) => write!(f, "no signature that is read here: {kind}"),
            Self::Cms(_) => write!(f, "{} without a signature to judge", Format::Cms),
        }
    }
}

impl Error for NoSignature {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Cms(cause) => Some(cause),
            Self::Unknown | Self::Foreign(_) => None,
        }
    }
}

/// Reads what is signed in these bytes, in whatever format.
///
/// # Errors
/// When it is nothing, or not to be read in one way only.
pub fn read(bytes: &[u8]) -> Result<Box<dyn Signed>, NoSignature> {
    let mut read = Format::ALL.iter().filter_map(|format| format.implementation().read(bytes));
    read.next().unwrap_or_else(|| {
        Err(foreign::recognise(bytes).map_or(NoSignature::Unknown, NoSignature::Foreign))
    })
}
