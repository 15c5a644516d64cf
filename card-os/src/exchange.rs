//! The state of the transport between commands: a chain of commands being collected, or
//! the rest of an answer waiting for GET RESPONSE. Never both, so they share one buffer.

use apdu_spec::bytes;
use apdu_spec::class::Class;
use apdu_spec::command::Command;
use apdu_spec::status::StatusWord;
use zeroize::Zeroize;

use crate::secure_messaging::Protection;

/// Class without chaining bit, INS, P1, P2: the same in all commands of a chain.
type Header = (u8, u8, u8, u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// Data fields of a chain that is not complete.
    Chain {
        header: Header,
        channel: u8,
        /// What all of its commands came with.
        protection: Protection,
        len: usize,
    },
    /// An answer that goes on, and the channel it belongs to.
    Answer {
        channel: u8,
        start: usize,
        end: usize,
        done: StatusWord,
    },
}

/// The buffer and what is in it, which may be a PIN: it has no text for debugging.
pub(crate) struct Exchange<const BUFFER: usize> {
    state: State,
    buffer: [u8; BUFFER],
}

impl<const BUFFER: usize> Exchange<BUFFER> {
    pub(crate) const fn new() -> Self {
        Self { state: State::Idle, buffer: [0; BUFFER] }
    }

    /// Forgets everything; what was in use is zeroised.
    pub(crate) fn clear(&mut self) {
        let used = match self.state {
            State::Idle => 0,
            State::Chain { len, .. } => len,
            State::Answer { end, .. } => end,
        };
        if let Some(used) = self.buffer.get_mut(..used) {
            used.zeroize();
        }
        self.state = State::Idle;
    }

    /// Checks that a command continues the chain of its channel, before any other check of it.
    ///
    /// # Errors
    /// `6883`.
    pub(crate) fn check(&self, class: Class, [ins, p1, p2]: [u8; 3]) -> Result<(), StatusWord> {
        let own = (class.with_chaining(false).to_byte(), ins, p1, p2);
        match self.state {
            State::Chain { header, channel, .. } if channel == class.channel && header != own => {
                Err(StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED)
            }
            _ => Ok(()),
        }
    }

    /// Takes a command of a chain that is not the last.
    ///
    /// # Errors
    /// `6883` when it is another command than the chain's, `6A84` when the chain is too long.
    /// The chain is dropped then.
    pub(crate) fn collect(
        &mut self,
        command: &Command<'_>,
        protection: Protection,
    ) -> Result<(), StatusWord> {
        let header = header(command);
        if !matches!(self.state, State::Chain { header: begun, .. } if begun == header) {
            self.refuse_other_chain(command)?;
            self.clear();
            let channel = command.class.channel;
            self.state = State::Chain { header, channel, protection, len: 0 };
        }
        self.append(command.data, protection)
    }

    /// The data field of a command and how it came: its own, or that of its whole chain when it ends
    /// one.
    ///
    /// # Errors
    /// As [`Exchange::collect`].
    pub(crate) fn complete<'b>(
        &'b mut self,
        command: &Command<'b>,
        protection: Protection,
    ) -> Result<(&'b [u8], Protection), StatusWord> {
        if matches!(self.state, State::Chain { header: begun, .. } if begun == header(command)) {
            self.append(command.data, protection)?;
            if let State::Chain { protection, len, .. } = self.state {
                return Ok((self.buffer.get(..len).unwrap_or_default(), protection));
            }
        }
        self.refuse_other_chain(command)?;
        Ok((command.data, protection))
    }

    /// Is a chain being collected?
    pub(crate) const fn has_chain(&self) -> bool {
        matches!(self.state, State::Chain { .. })
    }

    /// Is an answer waiting, for this channel?
    pub(crate) fn has_answer(&self, on: u8) -> bool {
        matches!(self.state, State::Answer { channel, .. } if channel == on)
    }

    /// Keeps the rest of an answer, and the status word that ends it, for GET RESPONSE; false
    /// when it does not fit.
    pub(crate) fn keep(&mut self, channel: u8, rest: &[u8], done: StatusWord) -> bool {
        self.clear();
        let Some(place) = self.buffer.get_mut(..rest.len()) else { return false };
        bytes::copy(place, rest);
        self.state = State::Answer { channel, start: 0, end: rest.len(), done };
        true
    }

    /// The next part of the rest of an answer, at most `ne` bytes, and the status word for it.
    pub(crate) fn next(&mut self, ne: usize, out: &mut [u8]) -> Option<(usize, StatusWord)> {
        let State::Answer { channel, start, end, done } = self.state else { return None };
        let count = end.checked_sub(start)?.min(ne);
        let next = start.checked_add(count)?;
        let part = self.buffer.get_mut(start..next)?;
        bytes::copy(out.get_mut(..count)?, part);
        part.zeroize();
        self.state = State::Answer { channel, start: next, end, done };
        if next == end {
            self.state = State::Idle;
            return Some((count, done));
        }
        Some((count, StatusWord::more_available(end.saturating_sub(next))))
    }

    /// A chain is interrupted by another command of its channel; a command of another channel
    /// only drops it.
    fn refuse_other_chain(&mut self, command: &Command<'_>) -> Result<(), StatusWord> {
        let State::Chain { channel, .. } = self.state else { return Ok(()) };
        self.clear();
        if channel == command.class.channel {
            return Err(StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED);
        }
        Ok(())
    }

    fn append(&mut self, data: &[u8], with: Protection) -> Result<(), StatusWord> {
        let State::Chain { header, channel, protection, len } = self.state else { return Ok(()) };
        let end = len.saturating_add(data.len());
        let Some(place) = self.buffer.get_mut(len..end) else {
            self.clear();
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        };
        bytes::copy(place, data);
        let protection = protection.and(with);
        self.state = State::Chain { header, channel, protection, len: end };
        Ok(())
    }
}

/// Nothing of a chain or answer is left in RAM when the card is dropped.
impl<const BUFFER: usize> Drop for Exchange<BUFFER> {
    fn drop(&mut self) {
        self.clear();
    }
}

fn header(command: &Command<'_>) -> Header {
    (command.class.with_chaining(false).to_byte(), command.ins, command.p1, command.p2)
}

#[cfg(test)]
mod tests {
    use apdu_spec::command::{Le, Length};

    use super::*;

    const PLAIN: Protection = Protection { integrity: false, confidentiality: false };

    fn link(data: &[u8], chained: bool, ins: u8) -> Command<'_> {
        let class = Class::PLAIN.with_chaining(chained);
        Command { class, ins, p1: 0, p2: 0, data, le: Le::Absent, length: Length::Short }
    }

    fn is_blank(exchange: &Exchange<16>) -> bool {
        exchange.state == State::Idle && exchange.buffer == [0; 16]
    }

    #[test]
    fn nothing_of_a_chain_stays_however_it_ends() {
        let begun = || {
            let mut exchange = Exchange::<16>::new();
            exchange.collect(&link(b"secret", true, 0x24), PLAIN).unwrap();
            assert!(!is_blank(&exchange));
            exchange
        };
        let mut ended = begun();
        let whole = ended.complete(&link(b"more", false, 0x24), PLAIN);
        assert_eq!(whole, Ok((&b"secretmore"[..], PLAIN)));
        ended.clear();
        assert!(is_blank(&ended));

        let mut interrupted = begun();
        assert!(interrupted.complete(&link(b"", false, 0xB0), PLAIN).is_err());
        assert!(is_blank(&interrupted));

        let mut other_chain = begun();
        assert!(other_chain.collect(&link(b"1234", true, 0x20), PLAIN).is_err());
        assert!(is_blank(&other_chain));

        let mut too_long = begun();
        assert!(too_long.collect(&link(&[7; 11], true, 0x24), PLAIN).is_err());
        assert!(is_blank(&too_long));
    }

    #[test]
    fn a_chain_is_protected_as_its_weakest_command_is() {
        let all = [(true, true), (true, false), (false, true), (false, false)]
            .map(|(integrity, confidentiality)| Protection { integrity, confidentiality });
        for [first, second, last] in all
            .map(|one| [one, all[0], all[0]])
            .into_iter()
            .chain(all.map(|one| [all[0], one, all[0]]))
            .chain(all.map(|one| [all[0], all[0], one]))
        {
            let mut exchange = Exchange::<16>::new();
            exchange.collect(&link(b"1", true, 0x24), first).unwrap();
            exchange.collect(&link(b"2", true, 0x24), second).unwrap();
            let weakest = [first, second, last].into_iter().find(|one| *one != all[0]);
            let whole = exchange.complete(&link(b"3", false, 0x24), last);
            assert_eq!(whole, Ok((&b"123"[..], weakest.unwrap_or(all[0]))));
        }
    }

    #[test]
    fn nothing_of_an_answer_stays_once_it_was_given_out() {
        let mut exchange = Exchange::<16>::new();
        assert!(exchange.keep(0, b"an answer", StatusWord::SUCCESS));
        let mut out = [0; 16];
        assert_eq!(exchange.next(5, &mut out), Some((5, StatusWord::more_available(4))));
        assert_eq!(exchange.buffer[..5], [0; 5]);
        assert_eq!(exchange.next(16, &mut out), Some((4, StatusWord::SUCCESS)));
        assert!(is_blank(&exchange));

        assert!(exchange.keep(0, b"an answer", StatusWord::SUCCESS));
        exchange.clear();
        assert!(is_blank(&exchange));
    }
}
