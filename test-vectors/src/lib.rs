//! What the project's tests share: scenarios (`scenarios/ROW/FORM.scenario`) with the runner that
//! plays them against anything that answers APDUs, a flash that can be cut, random numbers that
//! repeat, commands made of the table, a card issued for tests, images of cards of every release,
//! values that OpenPACE computed, and the elements of pictures for the documentation.

pub mod chip_authentication;
pub mod conformance;
pub mod eac_example;
pub mod facts;
pub mod flash;
pub mod grammar;
pub mod images;
pub mod mac;
pub mod mock_keys;
pub mod model;
pub mod one_card;
pub mod openpace;
pub mod pace;
pub mod pace_example;
pub mod register;
pub mod rng;
pub mod scenario;
pub mod seed;
pub mod specification;
pub mod svg;
pub mod terminal;
pub mod watch;
pub mod world;
