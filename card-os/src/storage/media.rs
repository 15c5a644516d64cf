//! The flash in words: addresses count words of four bytes from the region's start.

use core::num::NonZeroU32;

use embedded_storage::nor_flash::NorFlash;

use super::Error;
use super::word::{BLANK, Geometry, HEADER, Header, PageHead};

/// Bytes moved at a time when words pass through RAM.
pub(super) const CHUNK: usize = 64;

/// A flash region and its shape.
#[derive(Debug)]
pub(super) struct Media<F> {
    pub(super) flash: F,
    pub(super) geometry: Geometry,
}

impl<F: NorFlash> Media<F> {
    /// The flash, before its geometry was read.
    pub(super) const fn new(flash: F) -> Self {
        const {
            assert!(4 % F::WRITE_SIZE == 0, "words of four bytes are programmed");
            assert!(4 % F::READ_SIZE == 0, "words of four bytes are read");
            assert!(F::ERASE_SIZE % 4 == 0, "pages are whole words");
        }
        Self { flash, geometry: Geometry { pages: NonZeroU32::MIN, words: 0 } }
    }

    /// Looks whether the flash has a shape that will do.
    pub(super) fn measure(&mut self) -> Result<(), Error> {
        self.geometry = Self::shape(&self.flash).ok_or(Error::Geometry)?;
        Ok(())
    }

    fn shape(flash: &F) -> Option<Geometry> {
        let capacity = u32::try_from(flash.capacity()).ok()?;
        let page = u32::try_from(F::ERASE_SIZE).ok()?;
        let pages = capacity.checked_div(page)?;
        let fits = (512..=256 * 1024).contains(&page)
            && (4..=0xFFFF).contains(&pages)
            && pages.checked_mul(page) == Some(capacity);
        Some(Geometry { pages: NonZeroU32::new(pages).filter(|_| fits)?, words: page / 4 })
    }

    /// Reads whole words; `out` is a multiple of four bytes long.
    pub(super) fn bytes(&mut self, address: u32, out: &mut [u8]) -> Result<(), Error> {
        self.flash.read(address.saturating_mul(4), out).map_err(|_| Error::Flash)
    }

    pub(super) fn word(&mut self, address: u32) -> Result<u32, Error> {
        let mut out = [0; 4];
        self.bytes(address, &mut out)?;
        Ok(u32::from_le_bytes(out))
    }

    /// Programs whole words, in ascending order.
    pub(super) fn program(&mut self, address: u32, bytes: &[u8]) -> Result<(), Error> {
        self.flash.write(address.saturating_mul(4), bytes).map_err(|_| Error::Flash)
    }

    /// Programs one word and reads it back.
    pub(super) fn program_word(&mut self, address: u32, word: u32) -> Result<(), Error> {
        self.program(address, &word.to_le_bytes())?;
        if self.word(address)? == word { Ok(()) } else { Err(Error::Flash) }
    }

    /// Erases the page that `sequence` lies in and sees that it is blank.
    pub(super) fn erase(&mut self, sequence: u32) -> Result<(), Error> {
        let from = self.geometry.address(sequence, 0).saturating_mul(4);
        let to = from.saturating_add(self.geometry.words.saturating_mul(4));
        self.flash.erase(from, to).map_err(|_| Error::Flash)?;
        match self.last_used(sequence, 0)? {
            None => Ok(()),
            Some(_) => Err(Error::Flash),
        }
    }

    /// Position of the last word at or behind `from` that is not blank.
    pub(super) fn last_used(&mut self, sequence: u32, from: u32) -> Result<Option<u32>, Error> {
        let mut last = None;
        let mut at = from;
        let mut chunk = [0; CHUNK];
        while at < self.geometry.words {
            let words = (self.geometry.words - at).min(16);
            let bytes = usize::try_from(words * 4).unwrap_or(CHUNK);
            let part = chunk.get_mut(..bytes).unwrap_or_default();
            self.bytes(self.geometry.address(sequence, at), part)?;
            for word in part.chunks(4) {
                if word != BLANK.to_le_bytes() {
                    last = Some(at);
                }
                at += 1;
            }
        }
        // Blank flash is no secret, but what is not blank may be.
        zeroize::Zeroize::zeroize(&mut chunk);
        Ok(last)
    }

    /// The head of the page in which `sequence` would be.
    pub(super) fn header(&mut self, sequence: u32) -> Result<PageHead, Error> {
        let mut words = [0; HEADER as usize];
        let from = self.geometry.address(sequence, 0);
        for (address, word) in (from..).zip(&mut words) {
            *word = self.word(address)?;
        }
        Ok(match Header::parse(words, self.geometry) {
            // A page that was moved is no page.
            PageHead::Header(h)
                if self.geometry.slot(h.sequence) != self.geometry.slot(sequence) =>
            {
                PageHead::MagicOnly
            }
            seen => seen,
        })
    }
}
