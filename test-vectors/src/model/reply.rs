//! What the model expects of an answer: its data field, of which the card alone knows some, how
//! much of it may come at once, and how it is secured.

use apdu_spec::status::StatusWord;

use super::files::Id;
use super::object;
use super::session::Seal;
use crate::mock_keys;

/// What the model expects of an answer's data field: bytes, of which the card alone knows some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    pub(super) before: Vec<u8>,
    pub(super) made: Option<(usize, CardValue)>,
    pub(super) after: Vec<u8>,
}

/// What the card alone knows before it has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CardValue {
    /// Any bytes.
    Random,
    /// Any bytes; the next command may authenticate with them.
    Challenge,
    /// The public key of this new key pair.
    PublicKey(Id),
    /// A PSS signature of a hash code by this public key: its salt is random.
    Pss { public: Vec<u8>, hash: [u8; mock_keys::HASH_LEN] },
}

impl Data {
    /// These bytes.
    pub(super) const fn exactly(bytes: Vec<u8>) -> Self {
        Self { before: bytes, made: None, after: Vec::new() }
    }

    /// So many bytes that only the card knows, between others.
    pub(super) const fn made(
        before: Vec<u8>,
        count: usize,
        made: CardValue,
        after: Vec<u8>,
    ) -> Self {
        Self { before, made: Some((count, made)), after }
    }

    pub(super) fn len(&self) -> usize {
        self.before.len() + self.made.as_ref().map_or(0, |(count, _)| *count) + self.after.len()
    }

    /// The same as the value of a data object.
    pub(super) fn wrapped(self, tag: u8) -> Self {
        let mut header = object(tag, &vec![0; self.len()]);
        header.truncate(header.len() - self.len());
        Self { before: [header, self.before].concat(), ..self }
    }

    /// Of the bytes that have come, those that only the card knew: when all of them are there.
    pub(super) fn of_the_card<'a>(&self, came: &'a [u8]) -> Option<(&CardValue, &'a [u8])> {
        let (count, made) = self.made.as_ref()?;
        Some((made, came.get(self.before.len()..self.before.len() + count)?))
    }
}

/// What is expected: the whole answer, and how much of it may come now.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) data: Data,
    /// The status word after the last byte.
    pub(super) status: StatusWord,
    /// The most bytes now.
    pub(super) ne: usize,
    /// What has come before.
    pub(super) came: Vec<u8>,
    /// How it is secured, when it is.
    pub(super) seal: Option<Seal>,
}

impl Reply {
    pub(super) const fn new(data: Data, status: StatusWord, ne: usize) -> Self {
        Self { data, status, ne, came: Vec::new(), seal: None }
    }

    pub(super) fn refused(status: StatusWord) -> Self {
        Self::new(Data::default(), status, 0)
    }

    /// Its length as it comes.
    pub(super) fn len(&self) -> usize {
        self.seal.as_ref().map_or_else(|| self.data.len(), |seal| seal.len(self.data.len()))
    }

    /// What has come of the data field in the clear; `None` when it is not as expected. Of a
    /// secured one that is not known before, nothing is known before its end.
    pub(super) fn opened(&self, is_whole: bool) -> Option<Vec<u8>> {
        let Data { before, made, after } = &self.data;
        let Some(seal) = &self.seal else { return Some(self.came.clone()) };
        if made.is_none() {
            let plain = [&before[..], after].concat();
            let is_it = seal.seal(&plain, self.status).starts_with(&self.came);
            return is_it.then(|| if is_whole { plain } else { Vec::new() });
        }
        if !is_whole {
            return Some(Vec::new());
        }
        seal.open(&self.came, self.data.len(), self.status)
    }

    /// The data field of the answer that there was no room.
    pub(super) fn without_room(&self) -> Vec<u8> {
        let status = StatusWord::NOT_ENOUGH_MEMORY;
        self.seal.as_ref().map_or_else(Vec::new, |seal| seal.seal(&[], status))
    }
}

/// The rest of an answer, and the channel that it waits on.
pub(super) type Rest = (usize, Reply);
