//! A municipality's register of residents as its system writes it out: people who do not exist,
//! drawn from a seed, in a table with the items of the standard or in the form of a spreadsheet,
//! with faults of every kind in one row of a hundred and the list of where they are.

mod encoding;
mod fault;
mod item;
mod mapping;
mod person;
mod sheet;
mod vocabulary;

pub use encoding::Encoding;
pub use fault::Fault;
pub use item::{Form, Item};
pub use person::{Day, People, Person};
pub use sheet::{Expected, Sheet};
