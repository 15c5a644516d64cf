//! What means something to a card: identifiers, names, references, values.

use apdu_spec::file::FileId;
use apdu_spec::{chip_authentication, terminal_authentication};

use crate::facts;

/// Words that commands are filled with. They are taken wherever they fit the form of a command.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Values of P1 and P2: references, short identifiers, record numbers.
    pub parameters: Vec<u8>,
    /// File identifiers.
    pub files: Vec<FileId>,
    /// Data fields: names, paths, PIN values, data objects.
    pub data: Vec<Vec<u8>>,
    /// Tags of data objects, one or two bytes.
    pub tags: Vec<Vec<u8>>,
}

impl Vocabulary {
    /// The words of the card that [`world::issue`](crate::world::issue) makes.
    #[must_use]
    pub fn of_world() -> Self {
        let mut data: Vec<Vec<u8>> = Vec::new();
        let mut put = |words: &[&[u8]]| data.extend(words.iter().map(|word| word.to_vec()));
        put(&facts::NAMES);
        // The left part of a name, and one that is nowhere.
        put(&[&facts::NAMES[0][..5], &[0xA0], b"nobody"]);
        for (_, value) in facts::PINS {
            put(&[value, &[value, value].concat()]);
            // As VERIFY with odd instruction has it.
            let length = u8::try_from(value.len()).unwrap_or(0);
            put(&[&[&[0x5F, 0x2E, length], value].concat()]);
        }
        put(&[b"12345678", b"0000", b"00001234", b"ABC123FF", &[0xFF; 8], &[0x00; 16]]);
        put(&[&[0x3F, 0x00], &[0x3F, 0x00, 0xD1, 0x01, 0x00, 0x0A], &[0xD1, 0x01, 0x00, 0x0A]]);
        // Key references and algorithms, tag lists, offsets and data, an exponent.
        put(&[
            &[0x84, 0x01, 0x97],
            &[0x84, 0x01, 0x9A, 0x80, 0x01, 0x02],
            &[0x83, 0x01, 0x9A],
            &[0x5C, 0x00],
            &[0x5C, 0x02, 0x01, 0xA0],
            &[0x54, 0x01, 0x00],
            &[0x54, 0x02, 0x00, 0x10],
            &[0x54, 0x01, 0x04, 0x53, 0x02, 0xAA, 0xBB],
            &[0x53, 0x02, 0x5A, 0x5A],
            &[0x01, 0x06, b'r', b'e', b'c', b'o', b'r', b'd'],
            &[0xA5; 32],
            // Dynamic authentication data: a challenge is requested, or a response of the card.
            &[0x7C, 0x02, 0x81, 0x00],
            &[0x7C, 0x02, 0x80, 0x00],
            &[0x7C, 0x0C, 0x81, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x82, 0x00],
        ]);
        // Chip authentication and what a terminal announces, as BSI TR-03110 has them.
        let chip = [&[0x80, 0x0A], &chip_authentication::PROTOCOL[..]].concat();
        let terminal = [&[0x80, 0x0A], &terminal_authentication::PROTOCOL[..]].concat();
        let named = [&terminal[..], &[0x83, 0x06], b"nobody", &[0x91, 0x20], &[0x5A; 32]].concat();
        put(&[&chip, &[&chip[..], &[0x84, 0x01, 0x97]].concat(), &named]);
        put(&[&[&[0x7C, 0x43, 0x80, 0x41, 0x04], &[0x5A; 64][..]].concat()]);
        let references = [0x80, 0x11, 0x12, 0x10, 0x95, 0x96, 0x97, 0x98, 0x9A, 0x9B, 0x8A, 0x8B];
        let small = [0, 1, 2, 3, 4, 5, 6, 0x0C, 0x14, 0x1C, 0x24, 0x44, 0x54, 0xA0];
        let tags = [
            0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x88, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x9E,
            0xA0, 0xA4, 0xA5, 0xAB, 0xAF, 0xB6, 0x4D, 0x53, 0x54, 0x5C, 0x62, 0x64, 0x6F, 0x73,
            0x7C, 0x87, 0x8E, 0x06,
        ];
        let mut tags: Vec<Vec<u8>> = tags.map(|tag| vec![tag]).to_vec();
        tags.extend([vec![0x7F, 0x49], vec![0x5F, 0x2E], vec![0x7F, 0x21], vec![0x01, 0xA0]]);
        Self {
            parameters: references.iter().chain(&small).copied().collect(),
            files: facts::FILES.to_vec(),
            data,
            tags,
        }
    }
}
