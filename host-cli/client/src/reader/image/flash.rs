//! The flash of a virtual card, as the card sees it.

use std::io;

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

use zeroize::Zeroizing;

use super::Image;

/// Bytes in a flash page: the unit of erasing.
pub const PAGE: usize = 128 * 1024;
/// Pages of the flash.
pub const PAGES: usize = 8;

/// NOR flash over an [`Image`]. Reads come from memory; every write and erase goes to the file
/// first and is read back from it, so an operation that the file did not take is not seen by the
/// card either.
#[derive(Debug)]
pub struct ImageFlash(Image);

impl ImageFlash {
    /// The flash of this image.
    #[must_use]
    pub const fn new(image: Image) -> Self {
        Self(image)
    }

    /// The image.
    #[must_use]
    pub const fn image(&self) -> &Image {
        &self.0
    }

    /// The image, for what is not the card's business: its file.
    pub const fn image_mut(&mut self) -> &mut Image {
        &mut self.0
    }

    /// The image, as its card left it.
    #[must_use]
    pub fn into_image(self) -> Image {
        self.0
    }

    fn put(&mut self, at: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        self.0.put(at as usize, bytes).map_err(|cause| {
            // The card is told no cause, and writes no more: the first is kept.
            if !self.0.read_only() {
                self.0.failure.get_or_insert(cause);
            }
            NorFlashErrorKind::Other
        })
    }
}

impl Image {
    /// Replaces bytes: where they are kept, then in memory.
    fn put(&mut self, at: usize, bytes: &[u8]) -> io::Result<()> {
        self.backing.put(at, bytes)?;
        let Some(place) = self.content.get_mut(at..at + bytes.len()) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        place.copy_from_slice(bytes);
        Ok(())
    }
}

impl Image {
    /// Did its card try to write to a file that can only be read? Asking forgets it.
    pub(in crate::reader) const fn take_write_refusal(&mut self) -> bool {
        self.backing.take_write_refusal()
    }

    /// Why a write of its card failed, if one did.
    pub(in crate::reader) fn failure(&self) -> Option<io::Error> {
        let cause = self.failure.as_ref()?;
        Some(match cause.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => cause.kind().into(),
        })
    }
}

impl ErrorType for ImageFlash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for ImageFlash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        check_read(self, offset, bytes.len())?;
        let from = offset as usize;
        let found = self.0.content.get(from..from + bytes.len());
        bytes.copy_from_slice(found.ok_or(NorFlashErrorKind::OutOfBounds)?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        PAGE * PAGES
    }
}

impl NorFlash for ImageFlash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = PAGE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        check_erase(self, from, to)?;
        self.put(from, &vec![0xFF; (to - from) as usize])
    }

    /// As in a NOR flash, programming only clears bits.
    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        check_write(self, offset, bytes.len())?;
        // It may be a PIN or a key.
        let mut new = Zeroizing::new(vec![0; bytes.len()]);
        self.read(offset, &mut new)?;
        for (new, given) in new.iter_mut().zip(bytes) {
            *new &= given;
        }
        self.put(offset, &new)
    }
}
