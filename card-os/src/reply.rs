//! The response data field while a handler writes it.

use apdu_spec::bytes;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{HEADER_MAX, Writer};
use zeroize::Zeroize;

/// The response data field. What does not fit is an error, never a cut answer.
#[derive(Debug)]
pub(crate) struct Reply<'a> {
    buffer: &'a mut [u8],
    len: usize,
    status: StatusWord,
}

impl<'a> Reply<'a> {
    pub(crate) const fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, len: 0, status: StatusWord::SUCCESS }
    }

    /// The bytes that may still be written.
    pub(crate) fn room(&self) -> usize {
        self.buffer.len().saturating_sub(self.len)
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// What was written so far.
    pub(crate) fn written(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    pub(crate) const fn status(&self) -> StatusWord {
        self.status
    }

    /// Done, but with this warning.
    pub(crate) const fn warn(&mut self, status: StatusWord) {
        self.status = status;
    }

    /// Hands out the next `len` bytes to be filled.
    pub(crate) fn space(&mut self, len: usize) -> Result<&mut [u8], StatusWord> {
        let start = self.len;
        let end = start.saturating_add(len);
        let space = self.buffer.get_mut(start..end).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        self.len = end;
        Ok(space)
    }

    /// Appends bytes.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), StatusWord> {
        bytes::copy(self.space(bytes.len())?, bytes);
        Ok(())
    }

    /// Makes all that was written the value of a data object.
    pub(crate) fn enclose(&mut self, tag: u8) -> Result<(), StatusWord> {
        let mut fields = [0; HEADER_MAX];
        let mut writer = Writer::new(&mut fields);
        writer.header(tag, self.len);
        let fields = writer.finish().ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        let end = self.len.saturating_add(fields.len());
        let place = self.buffer.get_mut(..end).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        bytes::move_up(place, self.len, fields.len());
        bytes::copy(place, fields);
        self.len = end;
        Ok(())
    }

    /// Appends data objects.
    pub(crate) fn write(
        &mut self,
        content: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), StatusWord> {
        let rest = self.buffer.get_mut(self.len..).unwrap_or_default();
        let mut writer = Writer::new(rest);
        content(&mut writer);
        let Some(written) = writer.finish().map(<[u8]>::len) else {
            // Nothing stays of what was written before there was no room.
            self.buffer.get_mut(self.len..).unwrap_or_default().zeroize();
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        };
        self.len = self.len.saturating_add(written);
        Ok(())
    }
}
