//! sequential-storage's map, with all the caches it has: page states, page pointers, 256 keys.

use sequential_storage::cache::Cache;
use sequential_storage::cache::key_pointers::HeapKeyPointers;
use sequential_storage::cache::page_pointers::HeapPagePointers;
use sequential_storage::cache::page_states::HeapPageStates;
use sequential_storage::map::{MapConfig, MapStorage};

use crate::flash::{PAGE, PAGES, SharedFlash, now};
use crate::work::Store;

type Caches = Cache<HeapPageStates, HeapPagePointers, HeapKeyPointers<u16>, u16>;

pub struct SequentialStore {
    flash: SharedFlash,
    map: MapStorage<u16, SharedFlash, Caches>,
    /// As the crate asks for: room for the longest item that a page could hold.
    buffer: [u8; PAGE],
}

impl SequentialStore {
    pub fn new() -> Self {
        Self::on(SharedFlash::new())
    }

    pub fn on(flash: SharedFlash) -> Self {
        let map = Self::mounted(flash.clone());
        Self { flash, map, buffer: [0; PAGE] }
    }

    fn mounted(flash: SharedFlash) -> MapStorage<u16, SharedFlash, Caches> {
        let caches = Cache::new(
            HeapPageStates::new(PAGES),
            HeapPagePointers::new(PAGES),
            HeapKeyPointers::new(256),
        );
        let region = 0..u32::try_from(PAGE * PAGES).unwrap();
        MapStorage::new(flash, MapConfig::new(region), caches)
    }

    /// Stores a value; false when the power went.
    pub fn try_put(&mut self, key: u16, value: &[u8]) -> bool {
        now(self.map.store_item(&mut self.buffer, &key, &value)).is_ok()
    }
}

impl Store for SequentialStore {
    fn put(&mut self, key: u16, value: &[u8]) {
        now(self.map.store_item(&mut self.buffer, &key, &value)).unwrap();
    }

    fn get(&mut self, key: u16) -> Vec<u8> {
        let value: Option<&[u8]> = now(self.map.fetch_item(&mut self.buffer, &key)).unwrap();
        value.unwrap().to_vec()
    }

    /// Its own removal looks through the whole flash and programs words a second time; for a flash that
    /// forbids it the crate advises to store a value that says that there is none.
    fn remove(&mut self, key: u16) {
        self.put(key, &[]);
    }

    fn restart(&mut self) {
        self.flash.get().power_on();
        self.map = Self::mounted(self.flash.clone());
    }

    fn flash(&self) -> &SharedFlash {
        &self.flash
    }
}
