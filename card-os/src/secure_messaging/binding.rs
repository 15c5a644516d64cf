//! What a session of PACE knows of the terminal at its other end (BSI TR-03110 part 2, 2.3 and
//! 3.3): terminal authentication is bound to the key of the card in PACE and to an ephemeral key of
//! the terminal, and chip authentication to that key.

use apdu_spec::bytes;
use apdu_spec::terminal_authentication::COMPRESSED_LEN;
use zeroize::Zeroize;

/// A public key, compressed.
pub(crate) type CompressedKey = [u8; COMPRESSED_LEN];

/// How far the terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The session was not opened by PACE.
    Unbound,
    /// It was.
    Opened,
    /// The terminal has said for which key it will authenticate itself.
    Announced,
    /// It has authenticated itself, by the command that is not answered yet.
    Authenticating,
    /// It has authenticated itself.
    Authenticated,
    /// The keys of the session come from chip authentication with that key.
    Complete,
}

/// The binding of a session.
#[derive(Clone)]
pub(crate) struct Binding {
    state: State,
    /// The card's ephemeral key of PACE.
    card: CompressedKey,
    /// The ephemeral key that the terminal has announced.
    terminal: CompressedKey,
}

/// With which ephemeral key of the terminal chip authentication may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PermittedKey<'b> {
    /// With any.
    Any,
    /// With the one that it authenticated itself for.
    Only(&'b CompressedKey),
    /// With none: terminal authentication comes before, or both have been.
    None,
}

impl Binding {
    /// Of a session that PACE did not open.
    pub(super) const fn none() -> Self {
        Self { state: State::Unbound, card: [0; COMPRESSED_LEN], terminal: [0; COMPRESSED_LEN] }
    }

    pub(super) fn forget(&mut self) {
        self.state = State::Unbound;
        self.card.zeroize();
        self.terminal.zeroize();
    }

    /// Is nothing of the keys left?
    #[cfg(test)]
    pub(super) fn is_zeroised(&self) -> bool {
        [self.card, self.terminal] == [[0; COMPRESSED_LEN]; 2]
    }

    pub(super) fn copy(&mut self, other: &Self) {
        self.state = other.state;
        bytes::copy(&mut self.card, &other.card);
        bytes::copy(&mut self.terminal, &other.terminal);
    }

    /// PACE opens the session, in which the card had this key.
    pub(super) fn open(&mut self, card: &CompressedKey) {
        self.state = State::Opened;
        bytes::copy(&mut self.card, card);
    }

    /// Chip authentication gives the session of the other one its keys.
    pub(super) fn complete(&mut self, other: &Self) {
        self.state = if other.state == State::Unbound { State::Unbound } else { State::Complete };
    }

    /// Did PACE open it?
    pub(crate) fn is_bound(&self) -> bool {
        self.state != State::Unbound
    }

    /// The terminal will authenticate itself for this key; false where it cannot.
    pub(crate) fn announce(&mut self, terminal: &CompressedKey) -> bool {
        let possible = matches!(self.state, State::Opened | State::Announced);
        if possible {
            self.state = State::Announced;
            bytes::copy(&mut self.terminal, terminal);
        }
        possible
    }

    /// The keys of card and terminal that the terminal signs for, once it has announced its own.
    pub(crate) fn announced(&self) -> Option<[&CompressedKey; 2]> {
        (self.state == State::Announced).then_some([&self.card, &self.terminal])
    }

    /// The terminal has authenticated itself, when the command is answered; for the key that it
    /// announced, if it has announced one.
    pub(crate) fn authenticate(&mut self) {
        if self.state == State::Announced {
            self.state = State::Authenticating;
        }
    }

    /// The command is answered, or was refused in the end.
    pub(super) fn settle(&mut self, answered: bool) {
        if self.state == State::Authenticating {
            self.state = if answered { State::Authenticated } else { State::Announced };
        }
    }

    pub(crate) const fn permitted(&self) -> PermittedKey<'_> {
        match self.state {
            State::Unbound => PermittedKey::Any,
            State::Authenticated => PermittedKey::Only(&self.terminal),
            _ => PermittedKey::None,
        }
    }
}
