//! ekv: a tree of sorted files. Every change is a transaction of its own.

use ekv::{Config, Database};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;

use crate::flash::{SharedFlash, now};
use crate::work::Store;

pub struct EkvStore {
    flash: SharedFlash,
    database: Database<SharedFlash, NoopRawMutex>,
}

impl EkvStore {
    pub fn new() -> Self {
        let flash = SharedFlash::new();
        let database = Database::new(flash.clone(), Config::default());
        now(database.format()).unwrap();
        now(database.mount()).unwrap();
        Self { flash, database }
    }
}

impl Store for EkvStore {
    fn put(&mut self, key: u16, value: &[u8]) {
        now(async {
            let mut transaction = self.database.write_transaction().await;
            transaction.write(&key.to_be_bytes(), value).await.unwrap();
            transaction.commit().await.unwrap();
        });
    }

    fn get(&mut self, key: u16) -> Vec<u8> {
        let mut value = vec![0; 1024];
        let length = now(async {
            let transaction = self.database.read_transaction().await;
            transaction.read(&key.to_be_bytes(), &mut value).await.unwrap()
        });
        value.truncate(length);
        value
    }

    fn remove(&mut self, key: u16) {
        now(async {
            let mut transaction = self.database.write_transaction().await;
            transaction.delete(&key.to_be_bytes()).await.unwrap();
            transaction.commit().await.unwrap();
        });
    }

    fn restart(&mut self) {
        self.database = Database::new(self.flash.clone(), Config::default());
        now(self.database.mount()).unwrap();
    }

    fn flash(&self) -> &SharedFlash {
        &self.flash
    }
}
