//! Records: reading, writing, searching, erasing.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, KindParameters, RECORD_MAX, Sfi, WriteBehaviour};
use apdu_spec::request::{
    DiscretionaryData, EraseRecord, Ne, ReadRecord, RecordRange, RecordReference, RecordSearch,
    Request, SearchOrder, SearchRecord, SearchStart, WriteRecord,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::SimpleTlv;

use super::content::{WriteMode, nothing_found, part, position};
use super::files::{Body, File, Id};
use super::{Data, Model, Outcome, Refusal, answered, done};

impl Model {
    pub(super) fn records(&mut self, request: Request<'_>) -> Outcome {
        match request {
            Request::ReadRecord(c) => self.read_record(c),
            Request::ReadRecordOdd(c) => {
                let file = self.open_records(c.ef, AccessMode::READ)?;
                let number = self.record_number(&file, c.place)?;
                let at = DiscretionaryData::parse(c.data)?.only_offset()?;
                let record = file.record(number);
                let rest = record.get(at..).filter(|rest| !rest.is_empty());
                let answer = part(rest.ok_or(StatusWord::WRONG_OFFSET)?, c.ne)?;
                self.set_record_pointer(c.place, number);
                Ok(answer)
            }
            Request::WriteRecord(c) => self.write_record(c),
            Request::UpdateRecord(c) => {
                let file = self.open_records(c.ef, AccessMode::UPDATE)?;
                if file.kind == Kind::Cyclic && matches!(c.place, RecordReference::Previous(_)) {
                    let file = self.open_records(None, AccessMode::APPEND)?;
                    return self.append(&file, c.data);
                }
                let number = self.record_number(&file, c.place)?;
                self.put_record(&file, number, c.data.to_vec())?;
                self.set_record_pointer(c.place, number);
                done()
            }
            Request::UpdateRecordOdd(c) => {
                let file = self.open_records(c.ef, AccessMode::UPDATE)?;
                let number = self.record_number(&file, RecordReference::Number(c.number))?;
                let (at, data) = DiscretionaryData::parse(c.data)?.offset_and_data()?;
                let record = file.record(number);
                if at >= record.len() {
                    return Err(StatusWord::WRONG_OFFSET);
                }
                if data.len() > record.len() - at {
                    return Err(StatusWord::NOT_ENOUGH_MEMORY);
                }
                let met = WriteMode::from(c.operation).of(&record[at..at + data.len()], data)?;
                let whole = [&record[..at], &met, &record[at + data.len()..]].concat();
                self.put_record(&file, number, whole)?;
                done()
            }
            Request::AppendRecord(c) => {
                let file = self.open_records(c.ef, AccessMode::APPEND)?;
                self.append(&file, c.data)
            }
            Request::EraseRecord(c) => self.erase_record(c),
            Request::EraseAllRecords(c) => self.erase_record(c.into()),
            Request::SearchRecord(c) => self.search_record(c),
            _ => Err(StatusWord::INSTRUCTION_NOT_SUPPORTED),
        }
    }

    fn open_records(&mut self, sfi: Option<Sfi>, mode: AccessMode) -> Result<Records, Refusal> {
        const KINDS: &[Kind] = &[Kind::LinearFixed, Kind::LinearVariable, Kind::Cyclic];
        let id = self.find_ef(sfi)?;
        self.open(id, KINDS, mode)?;
        if sfi.is_some() {
            self.make_current(id);
        }
        let erased = self.write_behaviour(id).erased();
        let file = self.file(id);
        let (KindParameters::Records { length, count }, Body::Records(all)) =
            (file.shape, &file.body)
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
    fn record_number(&mut self, file: &Records, place: RecordReference) -> Result<usize, Refusal> {
        let current = usize::from(self.channel().record);
        let last = file.all.len();
        let has = |identifier: u8, number: &usize| {
            identifier == 0 || file.identifier(*number) == Some(identifier)
        };
        let found = match place {
            RecordReference::Number(0) => Some(current),
            RecordReference::Number(number) => Some(number.into()),
            RecordReference::First(identifier) => (1..=last).find(|n| has(identifier, n)),
            RecordReference::Last(identifier) => (1..=last).rev().find(|n| has(identifier, n)),
            RecordReference::Next(identifier) => (current + 1..=last).find(|n| has(identifier, n)),
            RecordReference::Previous(identifier) => {
                let before = if current == 0 { last } else { (current - 1).min(last) };
                // From behind the end no record is "the one before".
                let there = current == 0 || current - 1 <= last;
                (1..=before).rev().find(|n| there && has(identifier, n))
            }
        };
        found.filter(|number| (1..=last).contains(number)).ok_or(StatusWord::RECORD_NOT_FOUND)
    }

    /// The pointer moves to a record that was found by its identifier or place.
    fn set_record_pointer(&mut self, place: RecordReference, number: usize) {
        if !matches!(place, RecordReference::Number(_)) {
            self.channel().record = u8::try_from(number).unwrap_or(u8::MAX);
        }
    }

    fn read_record(&mut self, c: ReadRecord) -> Outcome {
        let file = self.open_records(c.ef, AccessMode::READ)?;
        let number = self.record_number(&file, c.place)?;
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
        self.set_record_pointer(c.place, number);
        let status = if short { StatusWord::END_OF_FILE_REACHED } else { StatusWord::SUCCESS };
        Ok((Data::exactly(data), status))
    }

    fn write_record(&mut self, c: WriteRecord<'_>) -> Outcome {
        let file = self.open_records(c.ef, AccessMode::APPEND)?;
        if file.kind == Kind::Cyclic && matches!(c.place, RecordReference::Previous(_)) {
            return self.append(&file, c.data);
        }
        let behaviour = self.write_behaviour(file.id);
        if behaviour == WriteBehaviour::Proprietary {
            self.open_records(None, AccessMode::UPDATE)?;
        }
        let number = self.record_number(&file, c.place)?;
        let mut there = file.record(number);
        there.resize(there.len().max(c.data.len()), file.erased);
        if there.len() > usize::from(RECORD_MAX) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let met = WriteMode::from(behaviour).of(&there, c.data)?;
        if !file.takes_length(c.data) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        self.put_record(&file, number, met)?;
        self.set_record_pointer(c.place, number);
        done()
    }

    fn put_record(&mut self, file: &Records, number: usize, data: Vec<u8>) -> Result<(), Refusal> {
        file.check(&data)?;
        let at = file.index(number);
        if let Some(File { body: Body::Records(all), .. }) = self.file_mut(file.id) {
            all[at] = data;
        }
        Ok(())
    }

    fn append(&mut self, file: &Records, data: &[u8]) -> Outcome {
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

    fn erase_record(&mut self, c: EraseRecord) -> Outcome {
        let file = self.open_records(c.ef, AccessMode::UPDATE)?;
        let number = self.record_number(&file, RecordReference::Number(c.number))?;
        let last = if c.to_last { file.all.len() } else { number };
        for number in number..=last {
            let at = file.index(number);
            if let Some(File { body: Body::Records(all), .. }) = self.file_mut(file.id) {
                all[at].clear();
            }
        }
        done()
    }

    fn search_record(&mut self, c: SearchRecord<'_>) -> Outcome {
        let file = self.open_records(c.ef, AccessMode::READ)?;
        if let RecordSearch::Simple(order) = c.search {
            self.record_number(&file, begins(order)?)?;
        }
        let (order, start, string) = c.search.parse(c.data)?;
        let begin = self.record_number(&file, begins(order)?)?;
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

    fn check(&self, data: &[u8]) -> Result<(), Refusal> {
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
fn begins(order: SearchOrder) -> Result<RecordReference, Refusal> {
    Ok(match order {
        SearchOrder::First(identifier) => RecordReference::First(identifier),
        SearchOrder::Last(identifier) => RecordReference::Last(identifier),
        SearchOrder::Next(identifier) => RecordReference::Next(identifier),
        SearchOrder::Previous(identifier) => RecordReference::Previous(identifier),
        SearchOrder::From(number) | SearchOrder::BackFrom(number) => {
            RecordReference::Number(number)
        }
        SearchOrder::After(0) => RecordReference::Next(0),
        SearchOrder::After(number) => RecordReference::Number(number + 1),
        SearchOrder::Before(0) => RecordReference::Previous(0),
        SearchOrder::Before(1) => return Err(StatusWord::RECORD_NOT_FOUND),
        SearchOrder::Before(number) => RecordReference::Number(number - 1),
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
