//! Bytes of transparent EFs: reading, writing, searching, erasing.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, WriteBehaviour};
use apdu_spec::request::{BinaryTarget, DiscretionaryData, Ne, Request, offset, write_offset};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use super::content::{WriteMode, nothing_found, part, position};
use super::files::{Body, File, Id};
use super::{Data, Model, Outcome, Refusal, answered, done};

/// The longest string of a search, in bytes.
const STRING_MAX: usize = 255;

impl Model {
    pub(super) fn binary(&mut self, request: Request<'_>) -> Outcome {
        match request {
            Request::ReadBinary(c) => {
                let id = self.bytes_at(c.target, AccessMode::READ)?;
                let rest = self.remaining_from(id, c.target.offset())?;
                let (count, status) = match c.ne.exact() {
                    Some(exact) if exact > rest.len() => {
                        (rest.len(), StatusWord::END_OF_FILE_REACHED)
                    }
                    Some(exact) => (exact, StatusWord::SUCCESS),
                    None => (rest.len().min(c.ne.most()), StatusWord::SUCCESS),
                };
                Ok((Data::exactly(rest[..count].to_vec()), status))
            }
            Request::ReadBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, AccessMode::READ)?;
                let at = DiscretionaryData::parse(c.data)?.only_offset()?;
                part(&self.remaining_from(id, at)?, c.ne)
            }
            Request::UpdateBinary(c) => {
                let id = self.bytes_at(c.target, AccessMode::UPDATE)?;
                self.put(id, c.target.offset(), c.data, WriteMode::Replace)
            }
            Request::UpdateBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, AccessMode::UPDATE)?;
                let (at, data) = DiscretionaryData::parse(c.data)?.offset_and_data()?;
                self.put(id, at, data, WriteMode::Replace)
            }
            Request::WriteBinary(c) => {
                let id = self.bytes_at(c.target, AccessMode::APPEND)?;
                let meeting = self.written(id)?;
                self.put(id, c.target.offset(), c.data, meeting)
            }
            Request::WriteBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, AccessMode::APPEND)?;
                let meeting = self.written(id)?;
                let (at, data) = DiscretionaryData::parse(c.data)?.offset_and_data()?;
                self.put(id, at, data, meeting)
            }
            Request::SearchBinary(c) => {
                let id = self.bytes_at(c.target, AccessMode::READ)?;
                match self.search(id, c.target.offset(), c.data)? {
                    None => nothing_found(),
                    Some(_) if c.ne == Ne::NONE => done(),
                    Some(at) => {
                        answered(u16::try_from(at).unwrap_or(u16::MAX).to_be_bytes().to_vec())
                    }
                }
            }
            Request::SearchBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, AccessMode::READ)?;
                let (from, string) = DiscretionaryData::parse(c.data)?.offset_and_maybe_data()?;
                if string.is_some_and(|s| !(1..=STRING_MAX).contains(&s.len())) {
                    return Err(StatusWord::INCORRECT_DATA);
                }
                match self.search(id, from, string.unwrap_or_default())? {
                    None => nothing_found(),
                    Some(_) if c.ne == Ne::NONE => done(),
                    Some(at) => {
                        let mut out = [0; 8];
                        let mut writer = Writer::new(&mut out);
                        write_offset(&mut writer, at);
                        answered(writer.finish().unwrap_or_default().to_vec())
                    }
                }
            }
            Request::EraseBinary(c) => {
                let id = self.bytes_at(c.target, AccessMode::UPDATE)?;
                let from = c.target.offset();
                self.remaining_from(id, from)?;
                let to = if c.data.is_empty() { None } else { Some(offset(c.data)?) };
                self.erase(id, from, to)
            }
            Request::EraseBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, AccessMode::UPDATE)?;
                let (from, to) = DiscretionaryData::parse(c.data)?.range()?;
                if let Some(from) = from {
                    self.remaining_from(id, from)?;
                }
                self.erase(id, from.unwrap_or(0), to)
            }
            _ => Err(StatusWord::INSTRUCTION_NOT_SUPPORTED),
        }
    }

    fn bytes_at(&mut self, target: BinaryTarget, mode: AccessMode) -> Result<Id, Refusal> {
        let id = match target {
            BinaryTarget::Current(_) => self.find_ef(None)?,
            BinaryTarget::Short(sfi, _) => self.find_ef(Some(sfi))?,
        };
        self.open_bytes(id, mode)?;
        Ok(id)
    }

    fn open_bytes(&mut self, id: Id, mode: AccessMode) -> Result<(), Refusal> {
        self.open(id, &[Kind::Transparent], mode)?;
        self.make_current(id);
        Ok(())
    }

    fn bytes(&self, id: Id) -> &[u8] {
        match &self.file(id).body {
            Body::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    /// The bytes from an offset on: at least one.
    fn remaining_from(&self, id: Id, at: usize) -> Result<Vec<u8>, Refusal> {
        let rest = self.bytes(id).get(at..).filter(|rest| !rest.is_empty());
        rest.map(<[u8]>::to_vec).ok_or(StatusWord::WRONG_OFFSET)
    }

    /// How WRITE combines its data with what is there; where it replaces it, UPDATE must be allowed
    /// too.
    fn written(&mut self, id: Id) -> Result<WriteMode, Refusal> {
        let behaviour = self.write_behaviour(id);
        if behaviour == WriteBehaviour::Proprietary {
            self.open(id, &[Kind::Transparent], AccessMode::UPDATE)?;
        }
        Ok(behaviour.into())
    }

    fn put(&mut self, id: Id, at: usize, data: &[u8], meeting: WriteMode) -> Outcome {
        let rest = self.remaining_from(id, at)?;
        let there = rest.get(..data.len()).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        let met = meeting.of(there, data)?;
        if let Some(File { body: Body::Bytes(bytes), .. }) = self.file_mut(id) {
            bytes[at..at + met.len()].copy_from_slice(&met);
        }
        done()
    }

    /// Without a string, the first erased byte is looked for.
    fn search(&self, id: Id, from: usize, string: &[u8]) -> Result<Option<usize>, Refusal> {
        let rest = self.remaining_from(id, from)?;
        let erased = [self.write_behaviour(id).erased()];
        let string = if string.is_empty() { &erased } else { string };
        Ok(position(&rest, string).map(|at| from + at))
    }

    fn erase(&mut self, id: Id, from: usize, to: Option<usize>) -> Outcome {
        let size = self.bytes(id).len();
        let to = to.unwrap_or(size);
        if to > size {
            return Err(StatusWord::WRONG_OFFSET);
        }
        if to < from || to == from && to < size {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let erased = self.write_behaviour(id).erased();
        if let Some(File { body: Body::Bytes(bytes), .. }) = self.file_mut(id) {
            bytes[from..to].fill(erased);
        }
        done()
    }
}
