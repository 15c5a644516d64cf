//! Verifying a signed document or a card. Every check has an outcome and a reason, and one verdict is
//! made of them ([`verdict`]).
//!
//! | module | what |
//! |---|---|
//! | [`document`] | a document and the signatures over it |
//! | [`card`] | a card, and whether the data on it is its own |
//! | [`certificate`] | a certificate, as a check of either |
//! | [`verdict`] | checks, and the verdict of them |

mod answer;
pub mod card;
pub mod certificate;
pub mod document;
mod face;
mod real;
mod tied;
pub mod verdict;
