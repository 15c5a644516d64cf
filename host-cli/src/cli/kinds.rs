//! The kinds of card that `juki virtual new` can make.

use clap::builder::PossibleValuesParser;

use crate::locale::Message;
use crate::msg;
use crate::ready;

/// The kind that is made unless another one is asked for.
pub(crate) const BLANK: &str = "blank";

/// The ready card that is made unless another one is asked for.
#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
pub(crate) const PLAIN: &str = "plain";

/// All kinds: name, and what it is.
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, Message)> {
    let ready = ready::CARDS.iter().map(|card| (card.name(), card.kind.into()));
    std::iter::once((BLANK, msg!("kind-blank"))).chain(ready)
}

/// What `--kind` takes.
pub(crate) fn parser() -> PossibleValuesParser {
    PossibleValuesParser::new(kinds().map(|(name, _)| name))
}

/// What `--card` takes: cards that are issued.
#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
pub(crate) fn ready_parser() -> PossibleValuesParser {
    PossibleValuesParser::new(ready::CARDS.iter().map(ready::Card::name))
}
