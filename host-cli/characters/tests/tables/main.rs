//! The tables, against other implementations and over all that they hold.

mod iconv;
mod sets;
