//! What a card does, a file a theme: rules, limits, lives, programs of others, scenarios.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod before_a_session;
mod chip_authentication;
mod errors;
mod failed_commits;
mod in_place;
mod life;
mod limits;
mod no_room;
mod opensc_jpki_trace;
mod opensc_trace;
mod openssl;
mod pace;
mod pace_conversation;
mod pace_passwords;
mod pace_torn;
mod pace_values;
mod records_in_pieces;
mod scale;
mod scenarios;
mod scenarios_secured;
mod secrets;
mod secure_messaging;
mod secured_or_not;
mod session;
mod session_status;
mod size;
mod space;
mod spec_limits;
mod specification;
mod terminal_authentication;
mod uncounted;
