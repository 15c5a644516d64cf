//! Readers that carry less: no extended length, or T=0.

use super::hostile::{COMMANDS, ObservedCard};
use super::*;
use crate::municipal::MunicipalError;
use juki_client::card::session::SessionError;

/// A card whose answer to reset says nothing of extended length, in a reader of this protocol.
struct ShortReader<'a> {
    card: &'a mut VirtualCard,
    protocol: Protocol,
    commands: usize,
    links: usize,
    /// Over T=0: the answer that GET RESPONSE fetches.
    held: Option<Vec<u8>>,
}

/// Does the card answer it with data? T=0 does not say so (ISO/IEC 7816-3:2006, 12.2.5): the card
/// knows. Of what is secured there is an answer always.
fn is_answered(command: &[u8]) -> bool {
    command.len() > 5
        && (command[0] & 0x0C == 0x0C
            || command[1] == 0xC2
            || command[1] == 0xA4 && command[3] & 0x0C != 0x0C)
}

impl Reader for ShortReader<'_> {
    fn name(&self) -> &str {
        "short"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        assert!(command.len() <= 5 + 255 + 1, "{} bytes", command.len());
        if self.protocol == Protocol::T0 && command.len() > 5 {
            assert_eq!(command.len(), 5 + usize::from(command[4]), "an Le field beside data");
        }
        self.commands += 1;
        self.links += usize::from(command[0] & 0x1C == 0x1C);
        let answer = match (self.protocol, self.held.take()) {
            (Protocol::T0, Some(held)) if command[1] == 0xC0 => held,
            (Protocol::T0, _) if is_answered(command) => {
                let answer = self.card.transmit(&[command, &[0x00]].concat())?;
                match answer.len() - 2 {
                    0 => answer,
                    length => {
                        self.held = Some(answer);
                        vec![0x61, u8::try_from(length % 256).unwrap()]
                    }
                }
            }
            _ => self.card.transmit(command)?,
        };
        assert!(answer.len() <= 256 + 2, "{} bytes", answer.len());
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

impl<'a> ShortReader<'a> {
    const fn new(card: &'a mut VirtualCard, protocol: Protocol) -> Self {
        Self { card, protocol, commands: 0, links: 0, held: None }
    }
}

#[test]
fn a_card_is_issued_over_a_reader_without_extended_length() {
    let blank = BlankCard::new("short");
    let mut card = blank.open();
    let record = record("taro");
    let mut reader = ShortReader::new(&mut card, Protocol::T1);
    run(&mut reader, &record, "1234", usize::MAX).0.unwrap();
    let ShortReader { commands, links, .. } = reader;
    assert!(links > 10, "{links} of {commands}: what is long goes in a chain inside the session");
    judge(&mut card, &record, "1234");
}

/// Over T=0 no chain goes inside a session: what is longer than a command is refused before it is
/// sent, and another reader finishes the work.
#[test]
fn over_t_0_what_is_longer_than_a_command_is_refused() {
    let blank = BlankCard::new("t0");
    let mut card = blank.open();
    let record = record("taro");
    let mut reader = ShortReader::new(&mut card, Protocol::T0);
    let refused = run(&mut reader, &record, "1234", usize::MAX).0.unwrap_err();
    assert!(matches!(refused, IssueError::Session(SessionError::TooLong { .. })), "{refused:?}");
    run(&mut card, &record, "1234", usize::MAX).0.unwrap();
    judge(&mut card, &record, "1234");
}

#[test]
fn the_counter_and_the_desk_work_over_t_0() {
    let mut observed = ObservedCard::new();
    for wanted in
        ["pin reset", "service reset-pin", "service append", "service show", "service remove"]
    {
        for protocol in [Protocol::T0, Protocol::T1] {
            if (wanted, protocol) == ("service remove", Protocol::T0) {
                continue;
            }
            observed.card.reset().unwrap();
            let (_, work) = COMMANDS.into_iter().find(|(name, _)| *name == wanted).unwrap();
            let rng = &mut UnwrapErr(SysRng);
            let register: &mut dyn Register = &mut observed.register;
            let mut counter = Counter { authority: authority(), register, rng, now: now() };
            let mut reader = ShortReader::new(&mut observed.card, protocol);
            let done: Result<(), MunicipalError> =
                work(&mut Session::new(&mut reader), &mut counter, &observed.library);
            done.unwrap_or_else(|error| panic!("{wanted}, {protocol:?}: {error:?}"));
        }
    }
}
