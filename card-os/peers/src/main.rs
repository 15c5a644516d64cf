//! What a card's commands cost the flash: words programmed, pages erased, reads; and how evenly the
//! pages wear in 100,000 commands. Beside it the same work on two other stores, over the same
//! counting flash. `cargo xtask wear` runs it.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot run has nothing to say"
)]

mod attack;
mod card;
mod flash;
mod keyed;
mod log_structured;
mod sequential;
mod table;
mod work;

use card::ProjectCard;
use keyed::{KeyedCard, StoredItems};
use log_structured::EkvStore;
use sequential::SequentialStore;
use work::Store;

/// Commands of the mixed work when nothing else is said.
const COMMANDS: u32 = 100_000;

fn main() {
    let commands = std::env::args().nth(1).map_or(COMMANDS, |word| {
        word.parse().unwrap_or_else(|_| panic!("a number of commands, not {word}"))
    });
    let card = ProjectCard::issued();
    let stored = StoredItems::on(&card);
    table::setting(&stored);
    let subjects: [table::Candidate<'_>; 3] = [
        (table::CARD, &|| Box::new(card.again())),
        ("sequential-storage 8.0.2", &|| Box::new(on(SequentialStore::new(), &stored))),
        ("ekv 1.0.0", &|| Box::new(on(EkvStore::new(), &stored))),
    ];
    table::by_command(&subjects);
    table::mixed(&subjects, commands);
    attack::show();
}

fn on<S: Store>(store: S, stored: &StoredItems) -> KeyedCard<S> {
    KeyedCard::new(store, stored)
}
