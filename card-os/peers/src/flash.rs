//! One counting flash for all, as each of the stores wants to see it.

use std::cell::{RefCell, RefMut};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use embedded_storage::nor_flash::{NorFlash as _, ReadNorFlash as _};
use embedded_storage_async::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use test_vectors::flash::{FlashError, SimFlash};

/// Bytes of a page.
pub const PAGE: usize = 4096;
/// Pages: 128 KiB, as of a small chip.
pub const PAGES: usize = 32;

/// The flash; the store that is mounted on it has one handle, the one who counts another.
#[derive(Clone, Debug)]
pub struct SharedFlash(Rc<RefCell<SimFlash<PAGE>>>);

impl SharedFlash {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(SimFlash::new(PAGES))))
    }

    pub fn get(&self) -> RefMut<'_, SimFlash<PAGE>> {
        self.0.borrow_mut()
    }
}

impl ErrorType for SharedFlash {
    type Error = FlashError;
}

impl ReadNorFlash for SharedFlash {
    const READ_SIZE: usize = 4;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        self.get().read(offset, bytes)
    }

    fn capacity(&self) -> usize {
        PAGE * PAGES
    }
}

impl NorFlash for SharedFlash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = PAGE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        self.get().erase(from, to)
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        self.get().write(offset, bytes)
    }
}

impl ekv::flash::Flash for SharedFlash {
    type Error = FlashError;

    fn page_count(&self) -> usize {
        PAGES
    }

    async fn erase(&mut self, page: ekv::flash::PageID) -> Result<(), FlashError> {
        let from = place(page, 0);
        self.get().erase(from, from + PAGE as u32)
    }

    async fn read(
        &mut self,
        page: ekv::flash::PageID,
        offset: usize,
        bytes: &mut [u8],
    ) -> Result<(), FlashError> {
        self.get().read(place(page, offset), bytes)
    }

    async fn write(
        &mut self,
        page: ekv::flash::PageID,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), FlashError> {
        self.get().write(place(page, offset), bytes)
    }
}

fn place(page: ekv::flash::PageID, offset: usize) -> u32 {
    u32::try_from(page.index() * PAGE + offset).unwrap()
}

/// Runs what never waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a flash in memory waits for nothing"),
    }
}
