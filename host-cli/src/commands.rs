//! One file per subcommand. Each is thin: it opens what it needs, asks the library, and says
//! what came of it.

pub mod apdu;
pub mod authority_crl;
pub mod authority_init;
pub mod authority_list;
pub mod authority_puk;
pub mod authority_revoke;
pub mod cert_export;
pub mod cert_list;
mod counter;
pub mod doctor;
pub mod explain;
pub mod info;
pub mod issue;
pub mod licenses;
mod municipal_characters;
mod one_record;
mod online;
pub mod pin_change;
pub mod pin_reset;
pub mod pin_status;
pub mod pins;
pub mod read;
pub mod reader_list;
mod ready_card;
pub mod resident_assign;
pub mod resident_characters;
pub mod resident_check;
pub(crate) mod resident_codes;
pub mod resident_export;
pub mod resident_import;
pub(crate) mod resident_letters;
pub mod resident_list;
pub mod resident_map;
pub mod resident_schema;
pub mod resident_show;
pub mod resident_upgrade;
pub mod service_add;
pub mod service_append;
pub mod service_remove;
pub mod service_reset_pin;
pub mod service_show;
pub mod shell;
pub mod sign;
pub mod trust_add;
pub mod trust_list;
pub mod trust_remove;
pub mod verify;
mod verify_card;
mod verify_document;
pub mod virtual_list;
pub mod virtual_new;
mod virtual_new_ready;
#[cfg(feature = "vpcd")]
pub mod virtual_serve;
#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
pub mod with_card;
