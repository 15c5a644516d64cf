//! The data objects of secured commands and of the protocols that open a session: one table, in the
//! order in which they are sent.

/// What data objects belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Secure messaging.
    SecureMessaging,
    /// PACE.
    Pace,
    /// Chip authentication, version 2.
    ChipAuthentication,
    /// Terminal authentication, version 2.
    TerminalAuthentication,
    /// Card-verifiable certificates.
    Certificate,
    /// EF.CardAccess.
    CardAccess,
    /// Control reference templates of this card's own keys.
    SecurityEnvironment,
    /// Dynamic authentication data of this card's own keys.
    DynamicAuthentication,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::SecureMessaging,
        Self::Pace,
        Self::ChipAuthentication,
        Self::TerminalAuthentication,
        Self::Certificate,
        Self::CardAccess,
        Self::SecurityEnvironment,
        Self::DynamicAuthentication,
    ];

    /// Its name as one word.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::SecureMessaging => "secure-messaging",
            Self::Pace => "pace",
            Self::ChipAuthentication => "chip-authentication",
            Self::TerminalAuthentication => "terminal-authentication",
            Self::Certificate => "certificate",
            Self::CardAccess => "card-access",
            Self::SecurityEnvironment => "security-environment",
            Self::DynamicAuthentication => "dynamic-authentication",
        }
    }

    /// Where it is defined.
    #[must_use]
    pub const fn clause(self) -> &'static str {
        match self {
            Self::SecureMessaging => {
                "ISO/IEC 7816-4:2020, 10; AES: BSI TR-03110 part 3, ICAO Doc 9303-11"
            }
            Self::Pace => "BSI TR-03110 parts 2 and 3; ICAO Doc 9303-11",
            Self::ChipAuthentication | Self::TerminalAuthentication | Self::Certificate => {
                "BSI TR-03110 parts 2 and 3"
            }
            Self::CardAccess => "BSI TR-03110 part 3; ICAO Doc 9303-11",
            Self::SecurityEnvironment => "ISO/IEC 7816-4:2020, 11.6.11; the algorithms are ours",
            Self::DynamicAuthentication => {
                "ISO/IEC 7816-4:2020, 11.6.5; the order of the steps is ours"
            }
        }
    }
}

/// Who sends a data object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The host.
    Host,
    /// The card.
    Card,
    /// Either.
    Either,
}

/// What the bytes of a value say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing that could be named, or data objects.
    Bytes,
    /// A cryptogram behind a padding indicator.
    Cryptogram,
    /// A command data field in the clear.
    DataField,
    /// An Le field.
    Le,
    /// A status word.
    Status,
    /// An object identifier.
    Identifier,
    /// The number of a password of PACE.
    Password,
    /// The number of standardised domain parameters.
    Parameter,
}

/// A data object.
#[derive(Debug)]
pub struct DataObject {
    /// Its tag.
    pub tag: u32,
    /// What it belongs to.
    pub protocol: Protocol,
    /// The template that it stands in; `None`: in the data field itself.
    pub within: Option<u32>,
    /// Who sends it.
    pub sender: Sender,
    /// The lengths of its value, in bytes.
    lengths: (usize, usize),
    pub(crate) content: Content,
    /// A name of its own, with which the name of its message ends.
    pub name: &'static str,
}

impl DataObject {
    /// The data objects with this tag.
    pub fn tagged(tag: u32) -> impl Iterator<Item = &'static Self> {
        OBJECTS.iter().filter(move |object| object.tag == tag)
    }

    /// Those of a protocol, in the order in which they are sent.
    pub fn of(protocol: Protocol) -> impl Iterator<Item = &'static Self> {
        OBJECTS.iter().filter(move |object| object.protocol == protocol)
    }

    /// The same, each once that means the same wherever it stands.
    pub(crate) fn once(objects: impl Iterator<Item = &'static Self>) -> Vec<&'static Self> {
        let mut once: Vec<&Self> = Vec::new();
        for object in objects {
            if once.iter().all(|known| known.name != object.name) {
                once.push(object);
            }
        }
        once
    }

    /// May it stand there, with a value of this length?
    pub(crate) fn fits(&self, within: Option<u32>, sender: Sender, length: usize) -> bool {
        let sent = self.sender == Sender::Either || self.sender == sender;
        let (from, to) = self.lengths;
        self.within == within && sent && (from..=to).contains(&length)
    }
}

/// Any length.
const ANY: (usize, usize) = (0, usize::MAX);
/// A point of P-256 or of a longer curve, uncompressed.
const POINT: (usize, usize) = (65, 133);
/// A value that is not as long as a point.
const SHORT: (usize, usize) = (0, 64);
/// The reference of a key or the number of something.
const NUMBER: (usize, usize) = (0, 1);
/// The name of a key in certificates.
const NAME: (usize, usize) = (2, 16);
/// An authentication token, or the random number of chip authentication.
const EIGHT: (usize, usize) = (8, 8);
/// An authentication code, or a signature of P-256.
const CODE: (usize, usize) = (9, 64);
/// A signature of RSA.
const RSA: (usize, usize) = (134, usize::MAX);
/// Empty: asks for the value.
const EMPTY: (usize, usize) = (0, 0);

macro_rules! objects {
    ($($protocol:ident $within:tt {
        $($tag:literal $sender:ident $lengths:tt $content:ident $name:literal;)*
    })*) => {
        &[$($(DataObject {
            tag: $tag,
            protocol: Protocol::$protocol,
            within: within!($within),
            sender: Sender::$sender,
            lengths: $lengths,
            content: Content::$content,
            name: $name,
        }),*),*]
    };
}

macro_rules! within {
    (_) => {
        None
    };
    ($tag:literal) => {
        Some($tag)
    };
}

/// Those that begin with a template stand below what it is named after.
static OBJECTS: &[DataObject] = objects! {
    SecureMessaging _ {
        0x81 Host ANY DataField "sm-plain-value";
        0x85 Either ANY Bytes "sm-cryptogram-of-tlv";
        0x87 Either ANY Cryptogram "sm-cryptogram";
        0x97 Host (1, 2) Le "sm-le";
        0x99 Card (2, 2) Status "sm-status";
        0x8E Either EIGHT Bytes "sm-checksum";
    }
    Pace 0xA4 {
        0x80 Host (10, 16) Identifier "pace-mechanism";
        0x83 Host NUMBER Password "pace-password";
        0x84 Host NUMBER Parameter "pace-parameter";
        0x7F4C Host ANY Bytes "pace-chat";
        0x67 Host ANY Bytes "pace-auxiliary-data";
    }
    Pace _ {
        0x7C Either ANY Bytes "pace-template";
    }
    Pace 0x7C {
        0x80 Card (16, 16) Bytes "pace-nonce";
        0x81 Host POINT Bytes "pace-mapping-host";
        0x82 Card POINT Bytes "pace-mapping-card";
        0x83 Host POINT Bytes "pace-key-host";
        0x84 Card POINT Bytes "pace-key-card";
        0x85 Host EIGHT Bytes "pace-token-host";
        0x86 Card EIGHT Bytes "pace-token-card";
        0x87 Card NAME Bytes "pace-authority";
        0x88 Card NAME Bytes "pace-authority-before";
    }
    ChipAuthentication 0xA4 {
        0x80 Host (10, 16) Identifier "ca-mechanism";
        0x84 Host NUMBER Bytes "ca-key";
    }
    ChipAuthentication 0x7C {
        0x80 Host POINT Bytes "ca-key-host";
        0x81 Card EIGHT Bytes "ca-random";
        0x82 Card EIGHT Bytes "ca-token";
    }
    TerminalAuthentication 0xB6 {
        0x83 Host NAME Bytes "ta-authority";
    }
    TerminalAuthentication 0xA4 {
        0x80 Host (10, 16) Identifier "ta-mechanism";
        0x83 Host NAME Bytes "ta-holder";
        0x91 Host (1, 64) Bytes "ta-key-host";
        0x67 Host ANY Bytes "ta-auxiliary-data";
    }
    Certificate _ {
        0x7F21 Host ANY Bytes "cv-certificate";
        0x7F4E Host ANY Bytes "cv-body";
        0x5F37 Host ANY Bytes "cv-signature";
    }
    Certificate 0x7F21 {
        0x7F4E Host ANY Bytes "cv-body";
        0x5F37 Host ANY Bytes "cv-signature";
    }
    Certificate 0x7F4E {
        0x5F29 Host ANY Bytes "cv-profile";
        0x42 Host ANY Bytes "cv-authority";
        0x7F49 Host ANY Bytes "cv-public-key";
        0x5F20 Host ANY Bytes "cv-holder";
        0x7F4C Host ANY Bytes "cv-chat";
        0x5F25 Host (6, 6) Bytes "cv-effective";
        0x5F24 Host (6, 6) Bytes "cv-expiration";
    }
    Certificate 0x7F49 {
        0x06 Either ANY Identifier "cv-algorithm";
        0x86 Either POINT Bytes "cv-point";
    }
    Certificate 0x7F4C {
        0x06 Host ANY Identifier "cv-role";
        0x53 Host ANY Bytes "cv-rights";
    }
    CardAccess _ {
        0x31 Card ANY Bytes "card-access-set";
    }
    CardAccess 0x31 {
        0x30 Card ANY Bytes "card-access-info";
    }
    CardAccess 0x30 {
        0x06 Card ANY Identifier "card-access-protocol";
        0x02 Card NUMBER Bytes "card-access-number";
    }
    SecurityEnvironment 0xA4 {
        0x80 Host NUMBER Bytes "se-algorithm";
        0x81 Host (2, 2) Bytes "se-file";
        0x83 Host NUMBER Bytes "se-public-key";
        0x84 Host NUMBER Bytes "se-private-key";
    }
    DynamicAuthentication 0x7C {
        0x80 Host SHORT Bytes "ga-witness";
        0x80 Card SHORT Bytes "ga-witness-card";
        0x81 Host SHORT Bytes "ga-challenge";
        0x81 Card SHORT Bytes "ga-challenge-card";
        0x82 Host EMPTY Bytes "ga-response-asked";
        0x82 Host (1, 64) Bytes "ga-response";
        0x82 Card CODE Bytes "ga-response-card";
        0x82 Card RSA Bytes "ga-response-card";
    }
};

/// Object identifiers by their DER value, and their names there.
const IDENTIFIERS: &[(&[u8], &str)] = &[
    (&[4, 0, 0x7F, 0, 7, 2, 2, 4, 2, 2], "id-PACE-ECDH-GM-AES-CBC-CMAC-128"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 4, 2, 3], "id-PACE-ECDH-GM-AES-CBC-CMAC-192"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 4, 2, 4], "id-PACE-ECDH-GM-AES-CBC-CMAC-256"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 3, 2, 2], "id-CA-ECDH-AES-CBC-CMAC-128"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 3, 2, 3], "id-CA-ECDH-AES-CBC-CMAC-192"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 3, 2, 4], "id-CA-ECDH-AES-CBC-CMAC-256"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 1, 2], "id-PK-ECDH"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 2], "id-TA"),
    (&[4, 0, 0x7F, 0, 7, 2, 2, 2, 2, 3], "id-TA-ECDSA-SHA-256"),
    (&[4, 0, 0x7F, 0, 7, 3, 1, 2, 1], "id-IS"),
    (&[4, 0, 0x7F, 0, 7, 3, 1, 2, 2], "id-AT"),
    (&[4, 0, 0x7F, 0, 7, 3, 1, 2, 3], "id-ST"),
    (&[4, 0, 0x7F, 0, 7, 1, 2], "standardizedDomainParameters"),
];

/// The name of an object identifier.
pub(crate) fn identifier(value: &[u8]) -> Option<&'static str> {
    IDENTIFIERS.iter().find(|(known, _)| *known == value).map(|(_, name)| *name)
}

/// What a mechanism that a control reference template names belongs to.
pub(crate) fn protocol_of(mechanism: &[u8]) -> Protocol {
    match mechanism.strip_prefix(&[4, 0, 0x7F, 0, 7, 2, 2]) {
        Some([2, ..]) => Protocol::TerminalAuthentication,
        Some([3, ..]) => Protocol::ChipAuthentication,
        Some([4, ..]) => Protocol::Pace,
        _ => Protocol::SecurityEnvironment,
    }
}
