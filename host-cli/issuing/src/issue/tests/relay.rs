//! A card that relays what it is asked to a genuine card. What that one proves, it proves for its
//! own serial number, with its own generation of a key, at the reference that it was asked at.

use super::hostile::{COMMANDS, ObservedCard, holds};
use super::*;

const GET_SERIAL: [u8; 5] = [0x00, 0xCA, 0x00, 0x45, 0x00];

struct Relay<'a> {
    genuine: &'a mut dyn Reader,
    /// The serial number that it claims.
    serial: [u8; SERIAL_LEN],
    /// The reference that it asks for a proof at, in place of the host's.
    reference: Option<u8>,
    heard: Vec<u8>,
    proofs: usize,
}

impl<'a> Relay<'a> {
    fn new(genuine: &'a mut dyn Reader, serial: [u8; SERIAL_LEN]) -> Self {
        Self { genuine, serial, reference: None, heard: Vec::new(), proofs: 0 }
    }
}

impl Reader for Relay<'_> {
    fn name(&self) -> &str {
        "relay"
    }

    fn atr(&self) -> &[u8] {
        &ATR
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn is_exclusive(&self) -> bool {
        self.genuine.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.heard.extend(command);
        if command == GET_SERIAL {
            return Ok([&self.serial[..], &[0x90, 0x00]].concat());
        }
        let mut command = command.to_vec();
        if command[1] == 0x82 && command.len() > 5 {
            self.proofs += 1;
            command[3] = self.reference.unwrap_or(command[3]);
        }
        self.genuine.transmit(&command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.genuine.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// Every command refuses the relay, sends it no secret, writes nothing down; how many proofs the
/// genuine card was asked for.
fn refused(
    relay: &mut Relay<'_>,
    commands: impl Fn(&str) -> bool,
    (register, secrets): (&mut Memory, &[Vec<u8>]),
    library: &crate::municipal::Profile,
) -> usize {
    let before = register.events.clone();
    for (name, work) in COMMANDS.into_iter().filter(|(name, _)| commands(name)) {
        relay.reset().unwrap();
        let rng = &mut UnwrapErr(SysRng);
        let mut counter = Counter { authority: authority(), register, rng, now: now() };
        let done = work(&mut Session::new(&mut *relay), &mut counter, library);
        assert!(done.is_err(), "{name}");
        for secret in secrets {
            assert!(!holds(&relay.heard, secret), "{name}: {secret:02X?}");
        }
        assert_eq!(register.events, before, "{name}");
    }
    relay.proofs
}

#[test]
fn a_relay_to_a_genuine_card_gets_no_keys_of_another_serial_number() {
    let mut victim = ObservedCard::new();
    let mut other = ObservedCard::new();
    let secrets = victim.secrets();
    let mut relay = Relay::new(&mut other.card, victim.serial);
    let known = (&mut victim.register, &secrets[..]);
    let proofs = refused(&mut relay, |_| true, known, &victim.library);
    assert!(proofs >= COMMANDS.len() - 1, "the genuine card was asked: {proofs}");
}

/// An authority whose register lost its end issued a second card of the same serial number.
#[test]
fn a_relay_to_a_genuine_card_gets_no_keys_of_another_generation() {
    let mut victim = ObservedCard::new();
    let second = BlankCard::with_serial("generation", &victim.serial);
    let mut register = Memory::default();
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut second.open(), &record("taro"), whole, &mut register).0.unwrap();
    let generation = register.card(&text(&victim.serial)).unwrap().generation();
    let mut secrets = victim.secrets();
    secrets.push(authority().issuer_key(&victim.serial, generation).to_vec());
    let mut relay = Relay::new(&mut victim.card, victim.serial);
    let proofs = refused(&mut relay, |_| true, (&mut register, &secrets), &victim.library);
    assert!(proofs >= COMMANDS.len() - 1, "the genuine card was asked: {proofs}");
}

/// What the desk proves does not open the card's administrator, nor the other way round.
#[test]
fn a_proof_for_one_command_is_none_for_another() {
    let mut victim = ObservedCard::new();
    let secrets = victim.secrets();
    let desk = |name: &str| ["service append", "service show"].contains(&name);
    for (reference, at_desk) in [(0x10, true), (0x99, false)] {
        let mut relay = Relay::new(&mut victim.card, victim.serial);
        relay.reference = Some(reference);
        let known = (&mut victim.register, &secrets[..]);
        let commands = |name: &str| desk(name) == at_desk;
        let proofs = refused(&mut relay, commands, known, &victim.library);
        assert!(proofs >= 2, "the genuine card was asked: {proofs}");
    }
}
