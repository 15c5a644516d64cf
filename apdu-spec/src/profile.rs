//! The applications as data: what the card of this project holds, so that the card OS itself
//! knows no Japanese application. Issuing turns a profile into CREATE FILE and PUT DATA; the host
//! reads by the same description.

pub mod card;

pub use card::TEST_TRANSPORT_KEY;
