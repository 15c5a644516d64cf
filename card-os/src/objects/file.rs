//! How a file is stored: one item with its parameters, and its content in parts.

use apdu_spec::file::{
    Day, ENVIRONMENT_MAX, FileControlParameters, KEY_NAME_MAX, KindParameters, LifeCycle, PIN_MAX,
    POINT_LEN, Pin, Usage,
};
use apdu_spec::limits::PARAMETERS_MAX;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use super::store::ObjectStore;
use super::transparent::BLOCK;
use super::tree::{Node, NodeId};
use crate::storage::{Key, item_words};

/// Names of the parts of an object.
#[derive(Debug)]
pub(crate) struct Part;

impl Part {
    /// The parameters: parent, retry counter, FCP.
    pub(crate) const HEADER: u16 = 0xFFFF;
    /// The value of a PIN, the secret key of a key.
    pub(crate) const SECRET: u16 = 0;
    /// The content of a stored environment.
    pub(crate) const ENVIRONMENT: u16 = 0;
    /// The public key of a key pair.
    pub(crate) const PUBLIC: u16 = 1;

    /// The item of a DF's data object with this tag: `None` when the tag names something else.
    pub(crate) const fn data_object(df: NodeId, tag: u16) -> Option<Key> {
        match tag {
            Self::HEADER => None,
            tag => Some(Key { object: df.object(), part: tag }),
        }
    }
}

/// The longest value of a trust anchor: the date, the last day of its certificate, its key and
/// its name.
pub(crate) const ANCHOR_MAX: usize = 2 * size_of::<Day>() + POINT_LEN + KEY_NAME_MAX;

/// The longest item of parameters, in bytes.
pub(crate) const HEADER_MAX: usize = PREFIX + PARAMETERS_MAX;

/// Bytes before the FCP: parent, retry counter.
const PREFIX: usize = 3;

/// The parameters of a file, as they are stored.
#[derive(Debug)]
pub(crate) struct Header {
    bytes: [u8; HEADER_MAX],
    len: usize,
}

impl Header {
    /// A buffer for parameters. They are half a kilobyte: they are made and read in place and never
    /// moved.
    pub(crate) const fn empty() -> Self {
        Self { bytes: [0; HEADER_MAX], len: 0 }
    }

    /// Makes them those of a new file. `control` is complete: short identifier, life cycle.
    ///
    /// # Errors
    /// `6A84` when they are longer than the card keeps.
    pub(crate) fn make(
        &mut self,
        parent: NodeId,
        slot: u8,
        control: &FileControlParameters<'_>,
    ) -> Result<&Self, StatusWord> {
        let mut writer = Writer::new(&mut self.bytes);
        let [high, low] = parent.object().to_be_bytes();
        writer.raw(&[high, low, slot]);
        control.encode(&mut writer, true);
        self.len = writer.finish().ok_or(StatusWord::NOT_ENOUGH_MEMORY)?.len();
        Ok(self)
    }

    /// Reads the parameters of a file that is there. They are parsed when they are used
    /// ([`Header::control`]).
    ///
    /// # Errors
    /// `6581` when the flash fails.
    pub(crate) fn read(
        &mut self,
        store: &mut dyn ObjectStore,
        id: NodeId,
    ) -> Result<&Self, StatusWord> {
        self.len = store.read(Self::key(id), 0, &mut self.bytes)?;
        Ok(self)
    }

    /// Writes them.
    pub(crate) fn store(&self, store: &mut dyn ObjectStore, id: NodeId) -> Result<(), StatusWord> {
        store.put(Self::key(id), self.bytes.get(..self.len).unwrap_or_default())
    }

    /// The FCP.
    pub(crate) fn control(&self) -> Result<FileControlParameters<'_>, StatusWord> {
        let bytes = self.bytes.get(PREFIX..self.len).unwrap_or_default();
        FileControlParameters::parse(bytes).map_err(|_| StatusWord::MEMORY_FAILURE)
    }

    /// The node for the index.
    pub(crate) fn node(&self) -> Result<Node, StatusWord> {
        let [high, low, slot, ..] = self.bytes;
        let parent = NodeId::new(u16::from_be_bytes([high, low]));
        Ok(Node::new(parent, slot, &self.control()?))
    }

    /// Makes them those of the same file in another state.
    ///
    /// # Errors
    /// As [`Header::make`].
    pub(crate) fn make_with_life(
        &mut self,
        other: &Self,
        life: LifeCycle,
    ) -> Result<&Self, StatusWord> {
        let node = other.node()?;
        let control = FileControlParameters { life: Some(life), ..other.control()? };
        self.make(node.parent, node.slot, &control)
    }

    /// Makes them those of the same PIN with its verification requirement enabled or disabled.
    ///
    /// # Errors
    /// As [`Header::make`].
    pub(crate) fn make_with_pin(&mut self, other: &Self, pin: Pin) -> Result<&Self, StatusWord> {
        let node = other.node()?;
        let control =
            FileControlParameters { parameters: KindParameters::Pin(pin), ..other.control()? };
        self.make(node.parent, node.slot, &control)
    }

    /// Room for the parameters, whatever state the file comes into.
    pub(crate) fn room(&self) -> Room {
        Room::of(1, self.len)
    }

    const fn key(id: NodeId) -> Key {
        Key { object: id.object(), part: Part::HEADER }
    }
}

/// Space in the storage that is reserved for a file when it is created, so that a later command
/// never finds the card full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Room {
    /// Words, of all its items together.
    pub(crate) words: u32,
    /// Number of items.
    pub(crate) items: usize,
    /// The longest item in bytes.
    pub(crate) longest: usize,
}

impl Room {
    /// Room for so many items of a length in bytes.
    pub(crate) fn of(items: usize, length: usize) -> Self {
        let count = u32::try_from(items).unwrap_or(u32::MAX);
        let words = item_words(length).saturating_mul(count);
        Self { words, items, longest: if items == 0 { 0 } else { length } }
    }

    /// Room for both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            words: self.words.saturating_add(other.words),
            items: self.items.saturating_add(other.items),
            longest: self.longest.max(other.longest),
        }
    }

    /// What is left of it when so much is used.
    pub(crate) fn less(self, words: u32, items: usize) -> Self {
        Self {
            words: self.words.saturating_sub(words),
            items: self.items.saturating_sub(items),
            longest: self.longest,
        }
    }

    /// What a file's content takes when it is full.
    pub(crate) fn reserved(parameters: &KindParameters) -> Self {
        match *parameters {
            KindParameters::Df => Self::default(),
            KindParameters::Transparent { size } => {
                let size = usize::from(size);
                let rest = size % BLOCK;
                Self::of(size / BLOCK, BLOCK).and(Self::of(usize::from(rest != 0), rest))
            }
            // One more: a cyclic file holds old and new record until the command is committed.
            KindParameters::Records { length, count } => {
                Self::of(usize::from(count) + 1, length.into())
            }
            KindParameters::Environment => Self::of(1, ENVIRONMENT_MAX),
            // One word more: the parameters of a PIN grow by three bytes when it is disabled.
            KindParameters::Pin(_) => {
                Self::of(1, PIN_MAX).and(Self { words: 1, ..Self::default() })
            }
            KindParameters::Key(key) if key.usage.contains(Usage::VERIFY_CERTIFICATE) => {
                Self::of(1, ANCHOR_MAX)
            }
            KindParameters::Key(key) => {
                let public = key.algorithm.public_len();
                Self::of(1, key.algorithm.secret_len())
                    .and(Self::of(usize::from(public != 0), public))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use apdu_spec::file::{Algorithm, Alphabet, Key as KeyParameters, Query};

    use super::*;

    /// Room for items of these lengths, counted one by one.
    fn taken(items: &[usize]) -> Room {
        Room {
            words: items.iter().map(|length| item_words(*length)).sum(),
            items: items.len(),
            longest: items.iter().copied().max().unwrap_or(0),
        }
    }

    #[test]
    fn what_is_reserved_is_what_a_full_file_takes() {
        let transparent = |size| Room::reserved(&KindParameters::Transparent { size });
        assert_eq!(transparent(0), taken(&[]));
        assert_eq!(transparent(88), taken(&[88]));
        assert_eq!(transparent(512), taken(&[256, 256]));
        assert_eq!(transparent(600), taken(&[256, 256, 88]));
        // The old and the new record of a cyclic file.
        let records = KindParameters::Records { length: 32, count: 3 };
        assert_eq!(Room::reserved(&records), taken(&[32; 4]));
        assert_eq!(Room::reserved(&KindParameters::Df), taken(&[]));
        assert_eq!(Room::reserved(&KindParameters::Environment), taken(&[ENVIRONMENT_MAX]));
    }

    #[test]
    fn what_is_reserved_is_what_a_value_takes() {
        let key = |algorithm, usage| {
            Room::reserved(&KindParameters::Key(KeyParameters { algorithm, usage, tries: 0 }))
        };
        assert_eq!(key(Algorithm::Aes128, Usage::EXTERNAL_AUTHENTICATE), taken(&[16]));
        assert_eq!(key(Algorithm::P256, Usage::SIGNATURE), taken(&[32, 65]));
        assert_eq!(key(Algorithm::Rsa2048, Usage::SIGNATURE), taken(&[256, 256]));
        // A trust anchor has no secret key: its item is the date, the day, the key and the name.
        let anchor = key(Algorithm::P256, Usage::VERIFY_CERTIFICATE);
        assert_eq!(anchor, taken(&[2 * size_of::<Day>() + 65 + KEY_NAME_MAX]));
        let pin = Pin {
            tries: 3,
            min: 4,
            max: 4,
            alphabet: Alphabet::Any,
            query: Query::Tries,
            disabled: false,
            pace: None,
        };
        let reserved = Room::reserved(&KindParameters::Pin(pin));
        assert_eq!(reserved.less(1, 0), taken(&[PIN_MAX]), "and a word for being disabled");
    }
}
