//! Judging what is presented: a signed document, a card. Every check has its own end and reason
//! ([`verdict`]), and one verdict comes of them.
//!
//! | module | what |
//! |---|---|
//! | [`document`] | a document and the signatures over it |
//! | [`card`] | a card, and whether the data on it is its own |
//! | [`certificate`] | a certificate, as a check of either |
//! | [`verdict`] | checks, and what comes of them |

mod answer;
pub mod card;
pub mod certificate;
pub mod document;
mod face;
mod real;
mod tied;
pub mod verdict;
