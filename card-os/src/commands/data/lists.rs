//! The answer to a tag list or an extended header list: whole data objects, primitive ones that
//! are cut, templates with some of what is in them.

use apdu_spec::list::{Entry, Extent, List};
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::{stored_tag, tag_of};
use crate::context::Context;
use crate::objects::{NodeId, Part};
use crate::reply::Reply;

/// Appends what the list names, in its order; what is not there is left out.
///
/// # Errors
/// `6A80` for a template in a template of a header list.
pub(super) fn answer(
    cx: &mut Context<'_>,
    df: NodeId,
    list: List<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match list {
        List::All => everything(cx, df, reply),
        List::Entries(entries) => {
            if entries.filter_map(Result::ok).any(|entry| nests(entry.extent)) {
                return Err(StatusWord::INCORRECT_DATA);
            }
            for entry in entries {
                one(cx, df, entry?, reply)?;
            }
            Ok(())
        }
    }
}

/// Templates in templates are not parsed: nothing here recurses.
fn nests(extent: Extent<'_>) -> bool {
    let Extent::Parts(inner) = extent else { return false };
    inner
        .into_iter()
        .any(|entry| !entry.is_ok_and(|entry| !matches!(entry.extent, Extent::Parts(_))))
}

fn everything(cx: &mut Context<'_>, df: NodeId, reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    if let Some(serial) = Object::find(cx, df, SERIAL_TAG)?.filter(Object::is_serial) {
        serial.append(cx, serial.length, reply)?;
    }
    let mut nth = 0;
    while let Some(number) = cx.store.part(df.object(), nth) {
        nth = nth.saturating_add(1);
        if tag_of(number).is_some()
            && let Some(object) = Object::find(cx, df, number)?.filter(|object| !object.is_serial())
        {
            object.append(cx, object.length, reply)?;
        }
    }
    Ok(())
}

fn one(
    cx: &mut Context<'_>,
    df: NodeId,
    entry: Entry<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let Some(number) = stored_tag(entry.tag) else { return Ok(()) };
    let Some(object) = Object::find(cx, df, number)? else { return Ok(()) };
    match entry.extent {
        Extent::Whole => object.append(cx, object.length, reply),
        Extent::First(most) => object.append(cx, object.length.min(most), reply),
        Extent::Parts(inner) => {
            let mut length: usize = 0;
            for part in inner {
                length = part_of(cx, &object, part?)?
                    .map_or(length, |part| length.saturating_add(part.taken()));
            }
            if length == 0 {
                return Ok(());
            }
            reply.write(|w| {
                w.header(entry.tag, length);
            })?;
            for part in inner {
                if let Some(part) = part_of(cx, &object, part?)? {
                    reply.write(|w| {
                        w.header(part.tag, part.length);
                    })?;
                    object.copy(cx, part.at, part.length, reply)?;
                }
            }
            Ok(())
        }
    }
}

/// A part of a template that is answered: its offset in the value and its length.
struct PartOfTemplate {
    tag: Tag,
    at: usize,
    length: usize,
}

impl PartOfTemplate {
    /// Bytes in the answer, tag and length fields included.
    fn taken(&self) -> usize {
        let mut fields = [0; tlv::HEADER_MAX];
        let mut writer = tlv::Writer::new(&mut fields);
        writer.header(self.tag, self.length);
        writer.len().saturating_add(self.length)
    }
}

/// The first data object with this tag in a template.
fn part_of(
    cx: &mut Context<'_>,
    template: &Object,
    entry: Entry<'_>,
) -> Result<Option<PartOfTemplate>, StatusWord> {
    let mut at = 0;
    while at < template.length {
        let mut fields = [0; tlv::HEADER_MAX];
        let read = template.read(cx, at, &mut fields)?;
        // A value that is no TLV has no parts.
        let fields = fields.get(..read).unwrap_or_default();
        let Some((tag, length, before)) = tlv::header(fields) else { return Ok(None) };
        let start = at.saturating_add(before);
        let end = start.saturating_add(length);
        if end > template.length {
            return Ok(None);
        }
        if tag == entry.tag {
            let length = match entry.extent {
                Extent::First(most) => length.min(most),
                Extent::Whole | Extent::Parts(_) => length,
            };
            return Ok(Some(PartOfTemplate { tag, at: start, length }));
        }
        at = end;
    }
    Ok(None)
}

/// A data object of a DF.
struct Object {
    df: NodeId,
    number: u16,
    length: usize,
}

impl Object {
    fn find(cx: &mut Context<'_>, df: NodeId, number: u16) -> Result<Option<Self>, StatusWord> {
        let serial = Self { df, number, length: cx.serial.len() };
        if serial.is_serial() {
            return Ok(Some(serial));
        }
        let Some(key) = Part::data_object(df, number) else { return Ok(None) };
        Ok(cx.store.len(key)?.map(|length| Self { length, ..serial }))
    }

    /// The serial number is the platform's and is in no file.
    fn is_serial(&self) -> bool {
        self.df == NodeId::MF && self.number == SERIAL_TAG
    }

    /// Tag, length, and so many bytes of the value.
    fn append(
        &self,
        cx: &mut Context<'_>,
        length: usize,
        reply: &mut Reply<'_>,
    ) -> Result<(), StatusWord> {
        reply.write(|w| {
            w.header(self.number, length);
        })?;
        self.copy(cx, 0, length, reply)
    }

    fn copy(
        &self,
        cx: &mut Context<'_>,
        at: usize,
        length: usize,
        reply: &mut Reply<'_>,
    ) -> Result<(), StatusWord> {
        self.read(cx, at, reply.space(length)?).map(drop)
    }

    fn read(&self, cx: &mut Context<'_>, at: usize, out: &mut [u8]) -> Result<usize, StatusWord> {
        if self.is_serial() {
            let rest = cx.serial.get(at..).unwrap_or_default();
            apdu_spec::bytes::copy(out, rest);
            return Ok(rest.len().min(out.len()));
        }
        let key = Part::data_object(self.df, self.number).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
        cx.store.read(key, at, out)
    }
}
