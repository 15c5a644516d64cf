//! What a card has stored: the tries of its PINs and keys, and its secrets. The fuzzer sees what
//! no host can see.

use std::collections::BTreeMap;

use apdu_spec::file::FileControlParameters;
use card_os::storage::{Key, Store};
use test_vectors::flash::SimFlash;
use test_vectors::scenario::external_authentication;

/// The part of an object that is the value of a PIN or the secret of a key.
const SECRET: u16 = 0;
/// The part of a file that holds its parameters.
const HEADER: u16 = 0xFFFF;

/// Tries and secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredState {
    /// By the counter slot of a PIN or key.
    pub tries: BTreeMap<u8, u8>,
    secrets: Vec<Vec<u8>>,
}

impl StoredState {
    /// Of a flash whose card is switched off.
    ///
    /// # Panics
    /// When the storage does not read: a card that runs has one that does.
    pub fn of<const ERASE: usize>(flash: &SimFlash<ERASE>) -> Self {
        let mut flash = flash.clone();
        flash.power_on();
        let store = Store::<_, 2048>::mount(flash).map_err(|(_, error)| error);
        let mut store = store.expect("the storage of a running card reads");
        let keys: Vec<Key> = store.keys().collect();
        let mut stored = Self::default();
        for object in keys.iter().filter(|key| key.part == HEADER).map(|key| key.object) {
            let Some(slot) = internal(&mut store, object) else { continue };
            if let Some(tries) = store.counter(slot).ok().flatten() {
                stored.tries.insert(slot, tries);
            }
            let key = Key::new(object, SECRET);
            let mut value = vec![0; store.len(key).ok().flatten().unwrap_or(0)];
            if !value.is_empty() && store.read(key, 0, &mut value).is_ok() {
                stored.secrets.push(value);
            }
        }
        stored
    }

    /// The slots that have more tries than before.
    pub fn risen(&self, before: &Self) -> Vec<u8> {
        let rose = |slot: &u8, now: &u8| before.tries.get(slot).is_some_and(|before| now > before);
        self.tries.iter().filter(|(slot, now)| rose(slot, now)).map(|(slot, _)| *slot).collect()
    }

    /// Does the data begin with the value of a PIN, as VERIFY, CHANGE and RESET carry it?
    pub fn is_verification_data(&self, data: &[u8]) -> bool {
        self.secrets.iter().any(|secret| secret.len() <= 16 && data.starts_with(secret))
    }

    /// Is it the authentication code of one of the keys?
    pub fn is_code(&self, serial: &[u8], challenge: &[u8], code: &[u8]) -> bool {
        self.secrets.iter().any(|secret| {
            <&[u8; 16]>::try_from(&secret[..])
                .is_ok_and(|key| external_authentication(key, serial, challenge) == code)
        })
    }

    /// A secret that only the card knows and that these bytes show: part of a private key.
    pub fn shown_in(&self, data: &[u8]) -> bool {
        data.len() >= 16
            && self.secrets.iter().filter(|secret| secret.len() >= 32).any(|secret| {
                data.windows(16).any(|window| {
                    secret.chunks_exact(16).any(|part| part == window && varied(part))
                })
            })
    }
}

fn varied(part: &[u8]) -> bool {
    part.iter().any(|byte| Some(byte) != part.first())
}

/// The counter slot of an object that is a PIN or a key, `FF` for none.
fn internal<F: embedded_storage::nor_flash::NorFlash, const N: usize>(
    store: &mut Store<F, N>,
    object: u16,
) -> Option<u8> {
    let mut header = [0; 512];
    let len = store.read(Key::new(object, HEADER), 0, &mut header).ok()?;
    // Parent and counter slot are before the file control parameters.
    let control = FileControlParameters::parse(header.get(3..len)?).ok()?;
    control.kind.is_internal().then_some(header[2])
}
