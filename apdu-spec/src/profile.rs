//! The applications as data: what the card of this project holds, so that the card OS itself
//! contains no Japanese application. Issuing turns a profile into CREATE FILE and PUT DATA; the
//! host reads by the same description.
//!
//! Which part of each layout is public and which is the project's decision is noted beside it.

pub mod card;
pub mod common;
pub mod jpki;
pub mod juki;
pub mod pace;
pub mod pkcs15;
pub mod text;
pub mod visual;

pub use card::{CardType, KeyType, PreIssuingData, Profile, TEST_TRANSPORT_KEY};

use core::fmt;

use crate::access::{AccessMode, Condition, Rule};
use crate::file::{Alphabet, FileId, Key, Kind, Pin, Query, Usage};

/// The applications, in the order in which a card gets them: [`ApplicationId`], [`File`] and
/// [`APPLICATIONS`], which are the same list.
macro_rules! applications {
    ($($(#[$doc:meta])* $name:ident = $module:ident,)*) => {
        /// Which application (not its AID, which is [`Application::aid`]). Issuing, reading and
        /// showing match it exhaustively: an application that is added does not compile before each
        /// of them says what it does with it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ApplicationId {
            $($(#[$doc])* $name,)*
        }

        impl ApplicationId {
            /// All of them, in the order in which a card gets them.
            pub const ALL: [Self; APPLICATIONS.len()] = [$(Self::$name),*];

            /// Its name for messages, file lists and JSON, in ASCII: `jpki`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($module),)*
                }
            }

            /// Its description; of one that depends on the type of the card, that with a photo.
            #[must_use]
            pub const fn application(self) -> &'static Application {
                match self {
                    $(Self::$name => &$module::APPLICATION,)*
                }
            }
        }

        /// An EF of an application. Issuing, reading and showing match it exhaustively: a file that
        /// is added does not compile before each of them says what it does with it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum File {
            $($(#[$doc])* $name($module::File),)*
        }

        /// Every application that a card may be issued with, in the order in which it gets them.
        pub const APPLICATIONS: &[&Application] = &[$(&$module::APPLICATION),*];

        $(const _: () = assert!(matches!($module::APPLICATION.id, ApplicationId::$name));)*
    };
}

applications! {
    /// JPKI (公的個人認証).
    Jpki = jpki,
    /// Text attributes (券面事項入力補助).
    Text = text,
    /// The visual application (券面事項確認).
    Visual = visual,
    /// Basic Resident Registration (住基).
    Juki = juki,
    /// The common application.
    Common = common,
    /// The PKCS#15 view.
    Pkcs15 = pkcs15,
}

/// An application: a DF and what it contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// Which one.
    pub id: ApplicationId,
    /// File identifier of the DF (ours: the real ones were never published).
    pub fid: FileId,
    /// DF name.
    pub aid: &'static [u8],
    /// Application label in EF.DIR.
    pub label: &'static str,
    /// Access rules of the DF itself.
    pub rules: &'static [Rule<'static>],
    /// Its files, PINs and keys, in the order in which they are created.
    pub objects: &'static [Object],
}

/// A file, PIN or key of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// File identifier; the low five bits are the short identifier and the reference.
    pub fid: FileId,
    /// What it is, in ASCII: `signing certificate`.
    pub name: &'static str,
    /// What kind of file.
    pub kind: ObjectKind,
    /// Its access rules from its activation on.
    pub rules: &'static [Rule<'static>],
}

/// What kind of file, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// An EF that holds data.
    File(File, Structure),
    /// A PIN.
    Pin(Pin),
    /// A key pair that the card makes, of the kind that its profile says.
    KeyPair(Usage),
}

/// How an EF is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// A transparent EF of this many bytes, all of which are its content.
    Whole {
        /// Size in bytes.
        size: u16,
    },
    /// A transparent EF of this many bytes that holds one data object; what that leaves is filled
    /// with FF.
    Transparent {
        /// Size in bytes.
        size: u16,
    },
    /// A transparent EF as long as its content, which never changes: for readers that take what
    /// follows for more of it, and for the face of the card, which is long.
    Exact,
    /// An EF of records.
    Records {
        /// Linear fixed, linear variable or cyclic.
        kind: Kind,
        /// Longest record in bytes.
        length: u16,
        /// Most records.
        count: u8,
    },
}

/// The EFs of an application, with their identifiers: `File`, which the profile, issuing and
/// reading share. Each description of the application that is named holds each of them.
macro_rules! files {
    (
        $application:ident in $($described:ident),+:
        $($(#[$doc:meta])* $name:ident = $fid:literal,)*
    ) => {
        /// An EF of the application.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum File {
            $($(#[$doc])* $name,)*
        }

        impl File {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its file identifier.
            #[must_use]
            pub const fn fid(self) -> FileId {
                match self {
                    $(Self::$name => $fid,)*
                }
            }

            /// Is it this very file that the application has under its identifier?
            const fn is_in(self, application: &Application) -> bool {
                matches!(
                    application.object(self.fid()),
                    Some(Object { kind: ObjectKind::File(super::File::$application(file), _), .. })
                        if *file as u8 == self as u8
                )
            }
        }

        const _: () = {
            let mut at = 0;
            while at < File::ALL.len() {
                $(assert!(
                    File::ALL[at].is_in(&$described),
                    concat!(stringify!($described), " does not hold one of the files")
                );)+
                at += 1;
            }
        };
    };
}
use files;

impl ObjectKind {
    /// The parameters of a key pair on a card that makes keys of this type.
    #[must_use]
    pub const fn key(&self, keys: KeyType) -> Option<Key> {
        match self {
            Self::KeyPair(usage) => {
                Some(Key { algorithm: keys.algorithm(), usage: *usage, tries: 0 })
            }
            Self::File(..) | Self::Pin(_) => None,
        }
    }
}

impl Object {
    /// Reference of a PIN or key in its DF: `80` + short identifier.
    #[must_use]
    pub const fn reference(&self) -> u8 {
        reference(self.fid)
    }
}

impl Application {
    /// The object with this file identifier.
    #[must_use]
    pub const fn object(&self, fid: FileId) -> Option<&'static Object> {
        let mut at = 0;
        while at < self.objects.len() {
            if self.objects[at].fid == fid {
                return Some(&self.objects[at]);
            }
            at += 1;
        }
        None
    }
}

impl ApplicationId {
    /// What a card of this profile and type has of it; `None` when it has none.
    #[must_use]
    pub const fn on(self, card: PreIssuingData, face: CardType) -> Option<&'static Application> {
        match self {
            Self::Jpki | Self::Juki | Self::Common => Some(self.application()),
            Self::Text => Some(match face {
                CardType::A => &text::APPLICATION_TYPE_A,
                CardType::B => &text::APPLICATION,
            }),
            Self::Visual => Some(match face {
                CardType::A => &visual::APPLICATION_TYPE_A,
                CardType::B => &visual::APPLICATION,
            }),
            Self::Pkcs15 if card.has_pkcs15() => Some(self.application()),
            Self::Pkcs15 => None,
        }
    }
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The applications of a card of this profile and type, in the order in which it gets them.
pub fn applications(
    card: PreIssuingData,
    face: CardType,
) -> impl Iterator<Item = &'static Application> + Clone {
    ApplicationId::ALL.into_iter().filter_map(move |id| id.on(card, face))
}

/// Reference of a PIN or key with this file identifier in the current DF.
#[must_use]
pub const fn reference(fid: FileId) -> u8 {
    0x80 | (fid & 0x1F) as u8
}

/// The card's issuer, by the administrator key.
pub const ISSUER: Condition<'_> = Condition::Key(card::ADMINISTRATOR_REFERENCE);

/// The card's issuer, in a command that nobody else reads or alters: what carries a key, a PIN or a
/// code that the holder did not choose.
pub const ISSUER_IN_CONFIDENCE: Condition<'_> =
    Condition::And(&[ISSUER, Condition::Confidentiality]);

/// A DF, or the MF, whose data objects are free, and which the issuer alone extends and ends.
pub const ISSUED_DF: &[Rule<'_>] = &[
    Rule {
        modes: &[
            AccessMode::CREATE_EF,
            AccessMode::CREATE_DF,
            AccessMode::ACTIVATE,
            AccessMode::DEACTIVATE,
            AccessMode::TERMINATE,
            AccessMode::DELETE,
            AccessMode::PUT_DATA,
        ],
        condition: ISSUER,
    },
    Rule { modes: &[AccessMode::GET_DATA], condition: Condition::Always },
];

/// Read by everybody, written by the issuer.
const PUBLIC_EF: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: Condition::Always }, ISSUER_WRITES];

const ISSUER_WRITES: Rule<'_> = Rule {
    modes: &[
        AccessMode::UPDATE,
        AccessMode::APPEND,
        AccessMode::ACTIVATE,
        AccessMode::DEACTIVATE,
        AccessMode::DELETE,
    ],
    condition: ISSUER,
};

const ANYBODY_VERIFIES: Rule<'_> =
    Rule { modes: &[AccessMode::VERIFY], condition: Condition::Always };

/// Reset at the counter only: Japanese residents hold no PUK.
const ISSUER_RESETS: Rule<'_> =
    Rule { modes: &[AccessMode::RESET], condition: ISSUER_IN_CONFIDENCE };

const ISSUER_ACTIVATES: Rule<'_> =
    Rule { modes: &[AccessMode::ACTIVATE, AccessMode::DEACTIVATE], condition: ISSUER };

/// Reset at the counter, or with the card's resetting code where it has one (the PKCS#15 view).
const PUK_OR_ISSUER_RESETS: Rule<'_> =
    Rule { modes: &[AccessMode::RESET], condition: Condition::Or(&[PUK, ISSUER_IN_CONFIDENCE]) };

const PUK: Condition<'_> = Condition::Pin(card::PUK_REFERENCE);

const ISSUER_GENERATES: Rule<'_> = Rule {
    modes: &[AccessMode::GENERATE, AccessMode::ACTIVATE, AccessMode::DEACTIVATE],
    condition: ISSUER,
};

/// A code that the issuer alone changes.
const CODE: &[Rule<'_>] = &[
    ANYBODY_VERIFIES,
    Rule { modes: &[AccessMode::CHANGE, AccessMode::RESET], condition: ISSUER_IN_CONFIDENCE },
];

/// A card key for INTERNAL AUTHENTICATE without a security condition.
const CARD_KEY: &[Rule<'_>] = &[
    Rule {
        modes: &[AccessMode::INTERNAL_AUTHENTICATE, AccessMode::READ],
        condition: Condition::Always,
    },
    ISSUER_GENERATES,
];

/// A PIN of four digits and three tries (暗証番号).
const FOUR_DIGITS: Pin = Pin {
    tries: 3,
    min: 4,
    max: 4,
    alphabet: Alphabet::Digits,
    query: Query::Tries,
    disabled: false,
    pace: None,
};

#[cfg(test)]
mod tests;
