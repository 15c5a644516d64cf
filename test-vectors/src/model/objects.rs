//! Data objects of DFs: GET DATA, PUT DATA, by tag and by lists.

use std::collections::BTreeMap;

use apdu_spec::access::AccessMode;
use apdu_spec::file::{FileId, Kind};
use apdu_spec::limits::{DATA_OBJECT_MAX, PUT_MAX};
use apdu_spec::list::{Extent, List, ListEntries};
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::request::{GetData, GetDataOdd, PutData, PutDataOdd};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::files::{Body, File, Id};
use super::{MF, Model, Outcome, Refusal, answered, done, object};

/// The numbers that P1-P2 may name as tags; the proprietary ones between are none.
const TAGS: [std::ops::RangeInclusive<u16>; 2] = [0x0040..=0x00FE, 0x4000..=0xFEFF];

impl Model {
    pub(super) fn get_data(&mut self, command: GetData) -> Outcome {
        let df = self.channel().df;
        if command.tag == SERIAL_TAG && df == MF {
            return answered(self.serial.clone());
        }
        self.open(df, &[Kind::Df], AccessMode::GET_DATA)?;
        let object = self.objects(df).remove(&command.tag);
        answered(object.ok_or(StatusWord::REFERENCE_NOT_FOUND)?)
    }

    pub(super) fn put_data(&mut self, command: PutData<'_>) -> Outcome {
        let df = self.channel().df;
        self.open(df, &[Kind::Df], AccessMode::PUT_DATA)?;
        if df == MF && command.tag == SERIAL_TAG {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        if command.data.len() > DATA_OBJECT_MAX {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        self.keep(df, command.tag, command.data);
        done()
    }

    /// What a list names, in its order; what is not there is left out.
    pub(super) fn get_data_odd(&mut self, command: GetDataOdd<'_>) -> Outcome {
        let df = self.df_near(command.file)?;
        self.open(df, &[Kind::Df], AccessMode::GET_DATA)?;
        // The serial number is before the others of the MF.
        let serial = (df == MF).then(|| (SERIAL_TAG, self.serial.clone()));
        let there: Vec<(u16, Vec<u8>)> = serial.into_iter().chain(self.objects(df)).collect();
        let found: Vec<u8> = match List::parse(command.data)? {
            List::All => there
                .iter()
                .filter_map(|(number, value)| Some(object(tag_of(*number)?, value)))
                .flatten()
                .collect(),
            List::Entries(entries) => {
                let of = |tag: Tag| {
                    let is_it = |(number, _): &&(u16, Vec<u8>)| u32::from(*number) == tag.value();
                    there.iter().find(is_it).map(|(_, value)| value.clone())
                };
                named(entries, &of, false)?
            }
        };
        if found.is_empty() { Err(StatusWord::REFERENCE_NOT_FOUND) } else { answered(found) }
    }

    /// All of them, or none.
    pub(super) fn put_data_odd(&mut self, command: PutDataOdd<'_>) -> Outcome {
        let df = self.df_near(command.file)?;
        self.open(df, &[Kind::Df], AccessMode::PUT_DATA)?;
        let all: Vec<_> = tlv::Reader::new(command.data).collect();
        let times = |tag: Tag| all.iter().flatten().filter(|object| object.tag == tag).count();
        let mut kept = Vec::new();
        for each in &all {
            let object = each.map_err(|_| StatusWord::INCORRECT_DATA)?;
            let number = u16::try_from(object.tag.value()).unwrap_or(0);
            if !TAGS.iter().any(|tags| tags.contains(&number)) {
                return Err(StatusWord::INCORRECT_DATA);
            }
            if df == MF && number == SERIAL_TAG {
                return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
            }
            if times(object.tag) > 1 {
                return Err(StatusWord::INCORRECT_DATA);
            }
            if object.value.len() > DATA_OBJECT_MAX || kept.len() == PUT_MAX {
                return Err(StatusWord::NOT_ENOUGH_MEMORY);
            }
            kept.push((number, object.value));
        }
        if kept.is_empty() {
            return Err(StatusWord::INCORRECT_DATA);
        }
        kept.into_iter().for_each(|(number, value)| self.keep(df, number, value));
        done()
    }

    /// The DF that P1-P2 name: it need not be selected.
    fn df_near(&mut self, fid: FileId) -> Result<Id, Refusal> {
        let df = self.channel().df;
        self.near(df, fid).ok_or(StatusWord::FILE_NOT_FOUND)
    }

    fn objects(&self, df: Id) -> BTreeMap<u16, Vec<u8>> {
        match &self.file(df).body {
            Body::Objects(objects) => objects.clone(),
            _ => BTreeMap::new(),
        }
    }

    fn keep(&mut self, df: Id, number: u16, value: &[u8]) {
        if let Some(File { body: Body::Objects(objects), .. }) = self.file_mut(df) {
            objects.insert(number, value.to_vec());
        }
    }
}

/// The data objects that a list names, out of what `of` knows. A template in a template is not
/// looked into.
fn named(
    entries: ListEntries<'_>,
    of: &dyn Fn(Tag) -> Option<Vec<u8>>,
    in_template: bool,
) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry?;
        let value = of(entry.tag);
        let value = match (entry.extent, value) {
            (Extent::Parts(_), _) if in_template => return Err(StatusWord::INCORRECT_DATA),
            (Extent::Parts(inner), value) => {
                let value = value.as_deref();
                let content = named(inner, &|tag| Some(tlv::find(value?, tag)?.to_vec()), true)?;
                Some(content).filter(|content| !content.is_empty())
            }
            (Extent::First(count), value) => value.map(|mut value| {
                value.truncate(count);
                value
            }),
            (Extent::Whole, value) => value,
        };
        out.extend(value.map(|value| object(entry.tag, &value)).unwrap_or_default());
    }
    Ok(out)
}

/// The tag that a number is, if it is one: GET DATA and PUT DATA with even instruction take others
/// too.
fn tag_of(number: u16) -> Option<Tag> {
    let [high, low] = number.to_be_bytes();
    let bytes = if high == 0 { vec![low, 0x00] } else { vec![high, low, 0x00] };
    let mut objects = tlv::Reader::new(&bytes);
    let tag = objects.next()?.ok()?.tag;
    (objects.next().is_none() && tag == Tag::from(number)).then_some(tag)
}
