//! What each use of a record may hold, decided here and nowhere else: the text on the chip, the
//! pictures of the face, the signing certificate, a copy of the record, the network.
//!
//! Each use has a function that gives its content, typed, or a [`UseError`] with the field and the
//! rule; and a list of the [items](crate::items) that it holds. A test drives every item through
//! every use: one that is not listed changes nothing, one that is changes the content.
//!
//! Nothing is ever cut to fit. What the rules are taken from, and which are this project's own, is
//! in docs/records.md.

mod certificate;
mod certified;
mod chip;
mod codes;
mod copy;
mod error;
mod municipal;
mod network;
mod picture;
mod rules;

pub use certificate::{CertificateText, certificate, certificate_with};
pub use certified::{Correspondence, correspondence};
pub use chip::{ChipText, chip};
pub use codes::Codes;
pub use copy::{
    CopyContent, CopyDomicile, CopyForeign, CopyHousehold, CopyKind, CopyNames, CopyRequest, copy,
};
pub use error::{UseError, UseErrors, UseRule};
pub use municipal::MunicipalCharacters;
pub use network::{IdentityInformation, MatterOfChange, NetworkName, network};
pub use picture::{BesidePhoto, FaceText, picture};

use crate::Date;
use crate::resident::Resident;

/// A use of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The text on the chip: the attributes, and the codes that follow from them.
    Chip,
    /// The pictures of the face.
    Picture,
    /// The signing certificate.
    Certificate,
    /// A copy of the record (住民票の写し).
    Copy,
    /// The network's identity-confirmation information (本人確認情報).
    Network,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Chip, Self::Picture, Self::Certificate, Self::Copy, Self::Network];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chip => "chip",
            Self::Picture => "picture",
            Self::Certificate => "certificate",
            Self::Copy => "copy",
            Self::Network => "network",
        }
    }

    /// The items that it holds or asks, as paths of [`crate::items`], with a word on how.
    #[must_use]
    pub const fn items(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Chip => chip::ITEMS,
            Self::Picture => picture::ITEMS,
            Self::Certificate => certificate::ITEMS,
            Self::Copy => copy::ITEMS,
            Self::Network => network::ITEMS,
        }
    }

    /// How it holds or asks an item; `None` when it does neither.
    #[must_use]
    pub fn of_item(self, path: &str) -> Option<&'static str> {
        self.items().iter().find(|(item, _)| *item == path).map(|(_, word)| *word)
    }
}

/// What a card holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardContent {
    /// The text on the chip.
    pub chip: ChipText,
    /// The pictures of the face.
    pub face: FaceText,
    /// The signing certificate; a holder under [`SIGNING_AGE`](crate::resident::SIGNING_AGE) gets
    /// none.
    pub certificate: Option<CertificateText>,
}

/// What a card holds that is issued from the record on a day, by the published tables alone:
/// [`card_with`].
///
/// # Errors
/// As [`card_with`].
pub fn card(record: &Resident, issued: Date) -> Result<CardContent, UseErrors> {
    card_with(record, issued, &MunicipalCharacters::default())
}

/// What a card holds that is issued from the record on a day, with what the municipality says of
/// characters. Chip and picture have the record's text as it is, substitutes of the mapping in it:
/// nothing else could be written there, and only the certificate says which they are.
///
/// # Errors
/// The first rule of each use that refuses the record.
pub fn card_with(
    record: &Resident,
    issued: Date,
    characters: &MunicipalCharacters,
) -> Result<CardContent, UseErrors> {
    // Nobody's age is known without a year: the chip says so, and once is enough.
    let dated = record.birth.earliest().is_some();
    let signs = (dated && record.may_sign(issued))
        .then(|| certificate_with(record, characters))
        .transpose();
    match (chip(record), picture(record), signs) {
        (Ok(chip), Ok(face), Ok(certificate)) => Ok(CardContent { chip, face, certificate }),
        (chip, face, certificate) => {
            let refusals = [chip.err(), face.err(), certificate.err()];
            Err(UseErrors(refusals.into_iter().flatten().collect()))
        }
    }
}

#[cfg(test)]
mod tests;
