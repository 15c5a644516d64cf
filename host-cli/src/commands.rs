//! One file per subcommand. Each is thin: it opens what it needs, asks the library, and says
//! what came of it.

pub mod apdu;
pub mod doctor;
pub mod info;
pub mod reader_list;
pub mod virtual_list;
pub mod virtual_new;
#[cfg(feature = "vpcd")]
pub mod virtual_serve;
