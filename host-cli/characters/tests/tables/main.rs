//! The tables, against other implementations and over all that they hold.

mod certificates;
mod iconv;
mod matching;
mod private_use;
mod sets;
