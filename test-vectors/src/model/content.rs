//! Bytes and records: reading, writing, searching, erasing.

use apdu_spec::access::Mode;
use apdu_spec::file::{Kind, RECORD_MAX, Sfi, Shape, WriteBehaviour};
use apdu_spec::request::{
    BinaryTarget, DISCRETIONARY, Discretionary, EraseRecord, Ne, Place, ReadRecord,
    RecordOperation, RecordRange, RecordSearch, Request, SearchOrder, SearchRecord, SearchStart,
    WriteRecord, offset, write_offset,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{SimpleTlv, Writer};

use super::files::{Body, File, Id};
use super::{Data, Done, Model, Refused, answered, done};

/// The longest string of a search, in bytes.
const STRING_MAX: usize = 255;

/// What becomes of bytes when a command brings others.
#[derive(Clone, Copy)]
enum Meeting {
    Replace,
    /// Only where all is erased.
    Once(u8),
    And,
    Or,
    Xor,
}

impl From<WriteBehaviour> for Meeting {
    fn from(behaviour: WriteBehaviour) -> Self {
        match behaviour {
            WriteBehaviour::Once => Self::Once(behaviour.erased()),
            WriteBehaviour::Proprietary => Self::Replace,
            WriteBehaviour::Or => Self::Or,
            WriteBehaviour::And => Self::And,
        }
    }
}

impl From<RecordOperation> for Meeting {
    fn from(operation: RecordOperation) -> Self {
        match operation {
            RecordOperation::Replace => Self::Replace,
            RecordOperation::And => Self::And,
            RecordOperation::Or => Self::Or,
            RecordOperation::Xor => Self::Xor,
        }
    }
}

impl Meeting {
    /// The bytes that are there, met by `data` from the first one on.
    fn of(self, there: &[u8], data: &[u8]) -> Result<Vec<u8>, Refused> {
        if let Self::Once(erased) = self
            && there.iter().any(|byte| *byte != erased)
        {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let meet = |(at, byte): (usize, &u8)| match (self, data.get(at)) {
            (_, None) => *byte,
            (Self::Replace | Self::Once(_), Some(new)) => *new,
            (Self::And, Some(new)) => byte & new,
            (Self::Or, Some(new)) => byte | new,
            (Self::Xor, Some(new)) => byte ^ new,
        };
        Ok(there.iter().enumerate().map(meet).collect())
    }
}

impl Model {
    pub(super) fn content(&mut self, request: Request<'_>) -> Done {
        match request {
            Request::ReadBinary(c) => {
                let id = self.bytes_at(c.target, Mode::READ)?;
                let rest = self.behind(id, c.target.offset())?;
                let (count, status) = match c.ne.exact() {
                    Some(exact) if exact > rest.len() => {
                        (rest.len(), StatusWord::END_OF_FILE_REACHED)
                    }
                    Some(exact) => (exact, StatusWord::SUCCESS),
                    None => (rest.len().min(c.ne.most()), StatusWord::SUCCESS),
                };
                Ok((Data::Exactly(rest[..count].to_vec()), status))
            }
            Request::ReadBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, Mode::READ)?;
                let at = Discretionary::parse(c.data)?.only_offset()?;
                part(&self.behind(id, at)?, c.ne)
            }
            Request::UpdateBinary(c) => {
                let id = self.bytes_at(c.target, Mode::UPDATE)?;
                self.put(id, c.target.offset(), c.data, Meeting::Replace)
            }
            Request::UpdateBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, Mode::UPDATE)?;
                let (at, data) = Discretionary::parse(c.data)?.offset_and_data()?;
                self.put(id, at, data, Meeting::Replace)
            }
            Request::WriteBinary(c) => {
                let id = self.bytes_at(c.target, Mode::APPEND)?;
                let meeting = self.written(id)?;
                self.put(id, c.target.offset(), c.data, meeting)
            }
            Request::WriteBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, Mode::APPEND)?;
                let meeting = self.written(id)?;
                let (at, data) = Discretionary::parse(c.data)?.offset_and_data()?;
                self.put(id, at, data, meeting)
            }
            Request::SearchBinary(c) => {
                let id = self.bytes_at(c.target, Mode::READ)?;
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
                self.open_bytes(id, Mode::READ)?;
                let (from, string) = Discretionary::parse(c.data)?.offset_and_maybe_data()?;
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
                let id = self.bytes_at(c.target, Mode::UPDATE)?;
                let from = c.target.offset();
                self.behind(id, from)?;
                let to = if c.data.is_empty() { None } else { Some(offset(c.data)?) };
                self.erase(id, from, to)
            }
            Request::EraseBinaryOdd(c) => {
                let id = self.find_ef_by(c.ef)?;
                self.open_bytes(id, Mode::UPDATE)?;
                let (from, to) = Discretionary::parse(c.data)?.range()?;
                if let Some(from) = from {
                    self.behind(id, from)?;
                }
                self.erase(id, from.unwrap_or(0), to)
            }
            Request::ReadRecord(c) => self.read_record(c),
            Request::ReadRecordOdd(c) => {
                let file = self.open_records(c.ef, Mode::READ)?;
                let number = self.place(&file, c.place)?;
                let at = Discretionary::parse(c.data)?.only_offset()?;
                let record = file.record(number);
                let rest = record.get(at..).filter(|rest| !rest.is_empty());
                let answer = part(rest.ok_or(StatusWord::WRONG_OFFSET)?, c.ne)?;
                self.point(c.place, number);
                Ok(answer)
            }
            Request::WriteRecord(c) => self.write_record(c),
            Request::UpdateRecord(c) => {
                let file = self.open_records(c.ef, Mode::UPDATE)?;
                if file.kind == Kind::Cyclic && matches!(c.place, Place::Previous(_)) {
                    let file = self.open_records(None, Mode::APPEND)?;
                    return self.append(&file, c.data);
                }
                let number = self.place(&file, c.place)?;
                self.put_record(&file, number, c.data.to_vec())?;
                self.point(c.place, number);
                done()
            }
            Request::UpdateRecordOdd(c) => {
                let file = self.open_records(c.ef, Mode::UPDATE)?;
                let number = self.place(&file, Place::Number(c.number))?;
                let (at, data) = Discretionary::parse(c.data)?.offset_and_data()?;
                let record = file.record(number);
                if at >= record.len() {
                    return Err(StatusWord::WRONG_OFFSET);
                }
                if data.len() > record.len() - at {
                    return Err(StatusWord::NOT_ENOUGH_MEMORY);
                }
                let met = Meeting::from(c.operation).of(&record[at..at + data.len()], data)?;
                let whole = [&record[..at], &met, &record[at + data.len()..]].concat();
                self.put_record(&file, number, whole)?;
                done()
            }
            Request::AppendRecord(c) => {
                let file = self.open_records(c.ef, Mode::APPEND)?;
                self.append(&file, c.data)
            }
            Request::EraseRecord(c) => self.erase_record(c),
            Request::EraseAllRecords(c) => self.erase_record(c.into()),
            Request::SearchRecord(c) => self.search_record(c),
            // What only a card's cryptography can answer is not asked of the model.
            _ => Err(StatusWord::INSTRUCTION_NOT_SUPPORTED),
        }
    }

    // Transparent EFs.

    fn bytes_at(&mut self, target: BinaryTarget, mode: Mode) -> Result<Id, Refused> {
        let id = match target {
            BinaryTarget::Current(_) => self.find_ef(None)?,
            BinaryTarget::Short(sfi, _) => self.find_ef(Some(sfi))?,
        };
        self.open_bytes(id, mode)?;
        Ok(id)
    }

    fn open_bytes(&mut self, id: Id, mode: Mode) -> Result<(), Refused> {
        self.open(id, &[Kind::Transparent], mode)?;
        self.make_current(id);
        Ok(())
    }

    /// An EF that a command names is the current one from then on.
    fn make_current(&mut self, id: Id) {
        let df = self.file(id).parent;
        let channel = self.channel();
        if channel.ef != Some(id) {
            (channel.df, channel.ef, channel.record) = (df, Some(id), 0);
        }
    }

    fn bytes(&self, id: Id) -> &[u8] {
        match &self.file(id).body {
            Body::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    /// The bytes from an offset on: at least one.
    fn behind(&self, id: Id, at: usize) -> Result<Vec<u8>, Refused> {
        let rest = self.bytes(id).get(at..).filter(|rest| !rest.is_empty());
        rest.map(<[u8]>::to_vec).ok_or(StatusWord::WRONG_OFFSET)
    }

    /// How WRITE meets what is there; where it replaces it, UPDATE must be allowed too.
    fn written(&mut self, id: Id) -> Result<Meeting, Refused> {
        let behaviour = self.write_behaviour(id);
        if behaviour == WriteBehaviour::Proprietary {
            self.open(id, &[Kind::Transparent], Mode::UPDATE)?;
        }
        Ok(behaviour.into())
    }

    fn put(&mut self, id: Id, at: usize, data: &[u8], meeting: Meeting) -> Done {
        let rest = self.behind(id, at)?;
        let there = rest.get(..data.len()).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        let met = meeting.of(there, data)?;
        if let Some(File { body: Body::Bytes(bytes), .. }) = self.file_mut(id) {
            bytes[at..at + met.len()].copy_from_slice(&met);
        }
        done()
    }

    /// Without a string, the first erased byte is looked for.
    fn search(&self, id: Id, from: usize, string: &[u8]) -> Result<Option<usize>, Refused> {
        let rest = self.behind(id, from)?;
        let erased = [self.write_behaviour(id).erased()];
        let string = if string.is_empty() { &erased } else { string };
        Ok(position(&rest, string).map(|at| from + at))
    }

    fn erase(&mut self, id: Id, from: usize, to: Option<usize>) -> Done {
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

    // Records.

    fn open_records(&mut self, sfi: Option<Sfi>, mode: Mode) -> Result<Records, Refused> {
        const KINDS: &[Kind] = &[Kind::LinearFixed, Kind::LinearVariable, Kind::Cyclic];
        let id = self.find_ef(sfi)?;
        self.open(id, KINDS, mode)?;
        self.make_current(id);
        let erased = self.write_behaviour(id).erased();
        let file = self.file(id);
        let (Shape::Records { length, count }, Body::Records(all)) = (file.shape, &file.body)
        else {
            return Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE);
        };
        Ok(Records {
            id,
            kind: file.kind,
            simple_tlv: file.simple_tlv,
            length: length.into(),
            most: count.into(),
            erased,
            all: all.clone(),
        })
    }

    /// The number of the record that a command means.
    fn place(&mut self, file: &Records, place: Place) -> Result<usize, Refused> {
        let current = usize::from(self.channel().record);
        let last = file.all.len();
        let has = |identifier: u8, number: &usize| {
            identifier == 0 || file.identifier(*number) == Some(identifier)
        };
        let found = match place {
            Place::Number(0) => Some(current),
            Place::Number(number) => Some(number.into()),
            Place::First(identifier) => (1..=last).find(|n| has(identifier, n)),
            Place::Last(identifier) => (1..=last).rev().find(|n| has(identifier, n)),
            Place::Next(identifier) => (current + 1..=last).find(|n| has(identifier, n)),
            Place::Previous(identifier) => {
                let before = if current == 0 { last } else { (current - 1).min(last) };
                // From behind the end no record is "the one before".
                let there = current == 0 || current - 1 <= last;
                (1..=before).rev().find(|n| there && has(identifier, n))
            }
        };
        found.filter(|number| (1..=last).contains(number)).ok_or(StatusWord::RECORD_NOT_FOUND)
    }

    /// The pointer moves to a record that was found by its identifier or place.
    fn point(&mut self, place: Place, number: usize) {
        if !matches!(place, Place::Number(_)) {
            self.channel().record = u8::try_from(number).unwrap_or(u8::MAX);
        }
    }

    fn read_record(&mut self, c: ReadRecord) -> Done {
        let file = self.open_records(c.ef, Mode::READ)?;
        let number = self.place(&file, c.place)?;
        let mut data = Vec::new();
        match c.range {
            RecordRange::One => {
                data = file.record(number);
                if c.ne.exact().is_some_and(|exact| exact < data.len()) {
                    return Err(StatusWord::wrong_le(data.len()));
                }
            }
            RecordRange::ToLast => {
                (number..=file.all.len()).for_each(|n| data.extend(file.record(n)));
            }
            RecordRange::FromLast => {
                (number..=file.all.len()).rev().for_each(|n| data.extend(file.record(n)));
            }
        }
        if let (false, Some(exact)) = (c.range == RecordRange::One, c.ne.exact()) {
            data.truncate(exact);
        }
        let short = c.ne.exact().is_some_and(|exact| exact > data.len());
        self.point(c.place, number);
        let status = if short { StatusWord::END_OF_FILE_REACHED } else { StatusWord::SUCCESS };
        Ok((Data::Exactly(data), status))
    }

    fn write_record(&mut self, c: WriteRecord<'_>) -> Done {
        let file = self.open_records(c.ef, Mode::APPEND)?;
        if file.kind == Kind::Cyclic && matches!(c.place, Place::Previous(_)) {
            return self.append(&file, c.data);
        }
        let behaviour = self.write_behaviour(file.id);
        if behaviour == WriteBehaviour::Proprietary {
            self.open_records(None, Mode::UPDATE)?;
        }
        let number = self.place(&file, c.place)?;
        let mut there = file.record(number);
        there.resize(there.len().max(c.data.len()), file.erased);
        if there.len() > usize::from(RECORD_MAX) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let met = Meeting::from(behaviour).of(&there, c.data)?;
        if !file.takes_length(c.data) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        self.put_record(&file, number, met)?;
        self.point(c.place, number);
        done()
    }

    fn put_record(&mut self, file: &Records, number: usize, data: Vec<u8>) -> Result<(), Refused> {
        file.check(&data)?;
        let at = file.index(number);
        if let Some(File { body: Body::Records(all), .. }) = self.file_mut(file.id) {
            all[at] = data;
        }
        Ok(())
    }

    fn append(&mut self, file: &Records, data: &[u8]) -> Done {
        file.check(data)?;
        let full = file.all.len() >= file.most;
        if full && file.kind != Kind::Cyclic {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        if let Some(File { body: Body::Records(all), .. }) = self.file_mut(file.id) {
            if full {
                all.remove(0);
            }
            all.push(data.to_vec());
        }
        let newest = if file.kind == Kind::Cyclic { 1 } else { file.all.len() + 1 };
        self.channel().record = u8::try_from(newest).unwrap_or(u8::MAX);
        done()
    }

    fn erase_record(&mut self, c: EraseRecord) -> Done {
        let file = self.open_records(c.ef, Mode::UPDATE)?;
        let number = self.place(&file, Place::Number(c.number))?;
        let last = if c.to_last { file.all.len() } else { number };
        for number in number..=last {
            let at = file.index(number);
            if let Some(File { body: Body::Records(all), .. }) = self.file_mut(file.id) {
                all[at].clear();
            }
        }
        done()
    }

    fn search_record(&mut self, c: SearchRecord<'_>) -> Done {
        let file = self.open_records(c.ef, Mode::READ)?;
        if let RecordSearch::Simple(order) = c.search {
            self.place(&file, begins(order)?)?;
        }
        let (order, start, string) = c.search.parse(c.data)?;
        let begin = self.place(&file, begins(order)?)?;
        if file.has_one_length() && string.len() > file.length {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let identifier = match order {
            SearchOrder::First(identifier)
            | SearchOrder::Last(identifier)
            | SearchOrder::Next(identifier)
            | SearchOrder::Previous(identifier) => identifier,
            _ => 0,
        };
        let numbers: Vec<usize> = if order.is_forward() {
            (begin..=file.all.len()).collect()
        } else {
            (1..=begin).rev().collect()
        };
        let found: Vec<usize> = numbers
            .into_iter()
            .filter(|n| identifier == 0 || file.identifier(*n) == Some(identifier))
            .filter(|n| holds(&file.record(*n), start, string))
            .collect();
        let Some(first) = found.first() else { return nothing_found() };
        self.channel().record = u8::try_from(*first).unwrap_or(u8::MAX);
        if c.ne == Ne::NONE {
            return done();
        }
        answered(found.iter().map(|n| u8::try_from(*n).unwrap_or(u8::MAX)).collect())
    }
}

/// The records of a file, as a command finds them.
struct Records {
    id: Id,
    kind: Kind,
    simple_tlv: bool,
    length: usize,
    most: usize,
    erased: u8,
    /// The oldest first; an erased one is empty.
    all: Vec<Vec<u8>>,
}

impl Records {
    fn has_one_length(&self) -> bool {
        self.kind != Kind::LinearVariable
    }

    /// Number 1 is the oldest record, in a cyclic file the newest.
    fn index(&self, number: usize) -> usize {
        if self.kind == Kind::Cyclic { self.all.len() - number } else { number - 1 }
    }

    /// A record as it reads.
    fn record(&self, number: usize) -> Vec<u8> {
        let mut record = self.all[self.index(number)].clone();
        if self.has_one_length() {
            record.resize(self.length, self.erased);
        }
        record
    }

    /// Its first byte; an erased record has none.
    fn identifier(&self, number: usize) -> Option<u8> {
        self.all[self.index(number)].first().copied()
    }

    fn takes_length(&self, data: &[u8]) -> bool {
        if self.has_one_length() { data.len() == self.length } else { data.len() <= self.length }
    }

    fn check(&self, data: &[u8]) -> Result<(), Refused> {
        if !self.takes_length(data) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        if self.simple_tlv {
            let (_, rest) = SimpleTlv::parse(data).map_err(|_| StatusWord::INCORRECT_DATA)?;
            if !rest.is_empty() && !self.has_one_length() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        Ok(())
    }
}

/// The record that a search begins with.
fn begins(order: SearchOrder) -> Result<Place, Refused> {
    Ok(match order {
        SearchOrder::First(identifier) => Place::First(identifier),
        SearchOrder::Last(identifier) => Place::Last(identifier),
        SearchOrder::Next(identifier) => Place::Next(identifier),
        SearchOrder::Previous(identifier) => Place::Previous(identifier),
        SearchOrder::From(number) | SearchOrder::BackFrom(number) => Place::Number(number),
        SearchOrder::After(0) => Place::Next(0),
        SearchOrder::After(number) => Place::Number(number + 1),
        SearchOrder::Before(0) => Place::Previous(0),
        SearchOrder::Before(1) => return Err(StatusWord::RECORD_NOT_FOUND),
        SearchOrder::Before(number) => Place::Number(number - 1),
    })
}

fn holds(record: &[u8], start: SearchStart, string: &[u8]) -> bool {
    let from = match start {
        SearchStart::Offset(offset) => Some(offset.into()),
        SearchStart::Value(value) => record.iter().position(|b| *b == value).map(|at| at + 1),
    };
    let rest = from.and_then(|from: usize| record.get(from..));
    rest.is_some_and(|rest| position(rest, string).is_some())
}

fn position(bytes: &[u8], string: &[u8]) -> Option<usize> {
    (0..=bytes.len().checked_sub(string.len())?).find(|at| bytes[*at..].starts_with(string))
}

/// A part of what is there, as odd instructions answer it: as much as Ne has room for.
fn part(rest: &[u8], ne: Ne) -> Done {
    // The longest value of a data object that is so long altogether.
    let value_of = |object: usize| match object {
        0..=129 => object.saturating_sub(2),
        130..=258 => object - 3,
        _ => object - 4,
    };
    let short = ne.exact().is_some_and(|exact| value_of(exact) > rest.len());
    let count = rest.len().min(value_of(ne.most()));
    let mut out = vec![0; count + 8];
    let mut writer = Writer::new(&mut out);
    writer.tlv(DISCRETIONARY, &rest[..count]);
    let data = writer.finish().unwrap_or_default().to_vec();
    let status = if short { StatusWord::END_OF_FILE_REACHED } else { StatusWord::SUCCESS };
    Ok((Data::Exactly(data), status))
}

fn nothing_found() -> Done {
    Ok((Data::Exactly(Vec::new()), StatusWord::END_OF_FILE_REACHED))
}
