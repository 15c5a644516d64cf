//! One command, or its answer, is altered, dropped, repeated, or another one is put in its place.

use std::path::Path;

use apdu_spec::class::{Class, SecureMessaging};

use super::*;

/// What the man in the middle does to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attack {
    /// These bits of this byte of it are inverted.
    Command { at: usize, mask: u8 },
    /// These bits of this byte of its answer are inverted.
    Answer { at: usize, mask: u8 },
    /// It does not arrive.
    Drop,
    /// It arrives, and its answer does not.
    Lose,
    /// It arrives twice.
    Repeat,
    /// The one before arrives once more in its place.
    Reorder,
    /// The answer to the one before comes once more in place of its own.
    Replay,
}

/// Those that need no byte.
const WHOLE: [Attack; 5] =
    [Attack::Drop, Attack::Lose, Attack::Repeat, Attack::Reorder, Attack::Replay];

/// The man in the middle, who does something to one command.
struct Middle<'a> {
    card: &'a mut VirtualCard,
    /// The card's file.
    file: &'a Path,
    nth: usize,
    attack: Attack,
    /// What the host sent and what it was given.
    recorded: Recording,
    /// The card as the last genuine command up to the attack left it.
    left: Option<Vec<u8>>,
}

impl<'a> Middle<'a> {
    const fn new(card: &'a mut VirtualCard, file: &'a Path, nth: usize, attack: Attack) -> Self {
        Self { card, file, nth, attack, recorded: Vec::new(), left: None }
    }

    fn leave(&mut self) {
        self.left = Some(std::fs::read(self.file).unwrap());
    }

    fn attacked(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let no_answer = || Err(ReaderError::NoStatus("middle".to_owned()));
        let before = self.recorded.last().cloned().unwrap_or_default();
        match self.attack {
            Attack::Command { at, mask } => {
                self.leave();
                let mut command = command.to_vec();
                let length = command.len();
                command[at % length] ^= mask;
                self.card.transmit(&command)
            }
            Attack::Answer { at, mask } => {
                let mut answer = self.card.transmit(command)?;
                self.leave();
                let length = answer.len();
                answer[at % length] ^= mask;
                Ok(answer)
            }
            Attack::Drop => {
                self.leave();
                no_answer()
            }
            Attack::Lose => {
                self.card.transmit(command)?;
                self.leave();
                no_answer()
            }
            Attack::Repeat => {
                self.card.transmit(command)?;
                self.leave();
                self.card.transmit(command)
            }
            Attack::Reorder => {
                self.leave();
                self.card.transmit(&before.0)
            }
            Attack::Replay => {
                self.card.transmit(command)?;
                self.leave();
                Ok(before.1)
            }
        }
    }
}

impl Reader for Middle<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = if self.recorded.len() == self.nth {
            self.attacked(command)
        } else {
            self.card.transmit(command)
        };
        self.recorded.push((command.to_vec(), answer.as_ref().cloned().unwrap_or_default()));
        answer
    }
}

fn is_secured(command: &[u8]) -> bool {
    Class::parse(command[0])
        .is_ok_and(|class| class.secure_messaging == SecureMessaging::IsoHeaderAuthenticated)
}

/// The Le field outside, which is under no checksum: the answer comes in other parts.
fn is_le(command: &[u8], at: usize) -> bool {
    let length = if command[4] == 0 { 2 } else { 1 };
    at % command.len() >= command.len() - length
}

/// What the session says, wherever in the error it stands.
fn session_error(error: &MunicipalError) -> Option<&SessionError> {
    match error {
        MunicipalError::Session(cause) | MunicipalError::Issue(IssueError::Session(cause)) => {
            Some(cause)
        }
        MunicipalError::Issue(IssueError::Card(CardError::Pin(PinError::Session(cause)))) => {
            Some(cause)
        }
        _ => None,
    }
}

/// A command inside the session was attacked: the work is refused, the card is as it was left, and
/// nothing more goes to it but what ends the session.
fn is_refused(middle: &Middle<'_>, done: &Result<(), MunicipalError>, what: &str) {
    let Middle { nth, attack, recorded, file, left, .. } = middle;
    let command = &recorded[*nth].0;
    if let Attack::Command { at, .. } = *attack
        && is_le(command, at)
    {
        return;
    }
    let error = done.as_ref().expect_err(what);
    let found = session_error(error).unwrap_or_else(|| panic!("{what}: {error:?}"));
    match attack {
        Attack::Drop | Attack::Lose => {
            assert!(matches!(found, SessionError::Reader(ReaderError::NoStatus(_))), "{what}");
        }
        // The answer before may be longer than this one may be.
        Attack::Replay if matches!(found, SessionError::Longer { .. }) => {}
        _ => {
            let told = matches!(found, SessionError::SecureMessaging { .. });
            assert!(told, "{what}: {found:?}");
        }
    }
    assert!(*left == Some(std::fs::read(file).unwrap()), "{what}: the card was changed");
    let after: Vec<_> = recorded[nth + 1..].iter().map(|(command, _)| &command[..]).collect();
    // GET RESPONSE, when the answer was made to say that there is more.
    let after = after.strip_prefix(&[&[0x00, 0xC0, 0, 0][..]]).unwrap_or(&after);
    let after: Vec<_> = after.iter().filter(|command| command[1] != 0xC0).collect();
    assert_eq!(after, [&&[0x00, 0x2E, 0x00, 0x00][..]], "{what}");
}

/// A card, and what is known of it, that a work begins with.
struct Start {
    image: Vec<u8>,
    index: juki_pki::index::Index,
    library: Profile,
    secrets: Vec<Vec<u8>>,
}

impl Start {
    /// An issued card with the library's application, or without it.
    fn new(with_service: bool) -> Self {
        let mut observed = ObservedCard::new();
        let ObservedCard { card, register, library, .. } = &mut observed;
        card.reset().unwrap();
        let first = if with_service { "service reset-pin" } else { "service remove" };
        work(first, register, library, card).unwrap();
        let secrets = observed.secrets();
        Self {
            image: std::fs::read(&observed.blank.0).unwrap(),
            index: observed.register.index.clone(),
            library: observed.library.clone(),
            secrets,
        }
    }

    fn file(&self) -> BlankCard {
        BlankCard::bytes("middle", &self.image)
    }

    /// The work as it goes when nobody is in the middle.
    fn honest(&self, name: &str) -> Recording {
        let file = self.file();
        let mut card = file.open();
        let mut records = Recorder::new(&mut card);
        work(name, &mut Memory::of(&self.index), &self.library, &mut records).unwrap();
        records.recorded
    }

    /// The work is attacked, then goes on.
    fn attack(&self, name: &str, nth: usize, attack: Attack) {
        let what = format!("{name}: {attack:?} of command {nth}");
        let file = self.file();
        let mut card = file.open();
        let mut register = Memory::of(&self.index);
        let mut middle = Middle::new(&mut card, &file.0, nth, attack);
        let done = work(name, &mut register, &self.library, &mut middle);
        for secret in &self.secrets {
            assert!(!is_heard(&middle.recorded, secret), "{what}: {secret:02X?}");
        }
        if is_secured(&middle.recorded[nth].0) {
            is_refused(&middle, &done, &what);
        }
        if done.is_err() {
            card.reset().unwrap();
            match work(name, &mut register, &self.library, &mut card) {
                // Only the end was lost.
                Ok(())
                | Err(MunicipalError::Application(
                    ApplicationError::There(_) | ApplicationError::Absent(_),
                )) => {}
                Err(error) => panic!("{what}, afterwards: {error:?}"),
            }
        }
    }
}

/// A mask that is not 0.
fn mask(rng: &mut ChaCha20Rng) -> u8 {
    1 << (rng.next_u32() % 8)
}

fn below(rng: &mut ChaCha20Rng, bound: usize) -> usize {
    usize::try_from(rng.next_u32()).unwrap() % bound
}

/// Every byte of every command and answer.
fn every_byte(name: &str) {
    let start = Start::new(true);
    let rng = &mut ChaCha20Rng::seed_from_u64(20_261_129);
    let honest = start.honest(name);
    assert!(honest.iter().any(|(command, _)| is_secured(command)), "{name}");
    for (nth, (command, answer)) in honest.iter().enumerate() {
        for at in 0..command.len() {
            start.attack(name, nth, Attack::Command { at, mask: mask(rng) });
        }
        for at in 0..answer.len() {
            start.attack(name, nth, Attack::Answer { at, mask: mask(rng) });
        }
        for attack in WHOLE {
            start.attack(name, nth, attack);
        }
    }
}

#[test]
fn every_altered_byte_ends_a_reset_of_pins() {
    every_byte("pin reset");
}

#[test]
fn every_altered_byte_ends_the_reset_of_a_service_s_pin() {
    every_byte("service reset-pin");
}

#[test]
fn every_altered_byte_ends_the_adding_of_a_record() {
    every_byte("service append");
}

/// Each command of it as a whole, and a byte of it and of its answer.
#[test]
fn every_attacked_command_ends_the_adding_of_a_service() {
    let start = Start::new(false);
    let rng = &mut ChaCha20Rng::seed_from_u64(20_261_130);
    for (nth, (command, answer)) in start.honest("service add").iter().enumerate() {
        let at = below(rng, command.len());
        start.attack("service add", nth, Attack::Command { at, mask: mask(rng) });
        let at = below(rng, answer.len());
        start.attack("service add", nth, Attack::Answer { at, mask: mask(rng) });
        for attack in WHOLE {
            start.attack("service add", nth, attack);
        }
    }
}

/// Issuing is attacked at commands that a seed says, `each` of every kind, and goes on.
fn attacked_issuing(seed: u64, each: usize) {
    let rng = &mut ChaCha20Rng::seed_from_u64(seed);
    let record = record("taro");
    let total = commands("taro");
    for round in 0..each {
        let bytes = [
            Attack::Command { at: below(rng, usize::MAX), mask: mask(rng) },
            Attack::Answer { at: below(rng, usize::MAX), mask: mask(rng) },
        ];
        for attack in bytes.into_iter().chain(WHOLE) {
            issuing_goes_on(below(rng, total), attack, &record, round);
        }
    }
    // Behind the name of the test, where no line is asked for.
    let attacks = each * (WHOLE.len() + 2);
    println!("\n{attacks} attacks at {total} commands of an issuance");
}

/// Issuing is attacked once; then it goes on with the genuine card.
fn issuing_goes_on(nth: usize, attack: Attack, record: &Resident, round: usize) {
    let what = format!("{round}: {attack:?} of command {nth}");
    let blank = BlankCard::new("middle-issue");
    let mut card = blank.open();
    let serial = files::serial(&mut Session::new(&mut card)).unwrap();
    let mut register = Memory::default();
    let mut middle = Middle::new(&mut card, &blank.0, nth, attack);
    let whole = (CHOSEN, usize::MAX);
    let (done, _) = run_by(authority(), &mut middle, record, whole, &mut register);
    let done = done.map(drop).map_err(MunicipalError::from);
    let state = register.card(&text(&serial));
    let generations = state.map(|state| state.generations()).unwrap_or_default();
    let keys = generations.into_iter().flat_map(|at| {
        let code = authority().resetting_code(&serial, at);
        [authority().issuer_key(&serial, at).to_vec(), code.as_bytes().to_vec()]
    });
    let (name, address) = (record.shown_name(), record.address_line());
    let code = record.record_code.as_deref().unwrap();
    let texts = [CHOSEN, "4321", "ABC123", &name, &address, code];
    let texts = texts.into_iter().chain(record.personal_number.as_deref());
    for secret in texts.map(|text| text.as_bytes().to_vec()).chain(keys) {
        assert!(!is_heard(&middle.recorded, &secret), "{what}: {secret:02X?}");
    }
    if middle.recorded.get(nth).is_some_and(|(command, _)| is_secured(command)) {
        is_refused(&middle, &done, &what);
    }
    card.reset().unwrap();
    let life = files::card_life(&mut Session::new(&mut card)).unwrap();
    if life == Some(LifeCycle::Activated) {
        judge(&mut card, record, CHOSEN);
        return;
    }
    let again = ("1234", usize::MAX);
    let (done, _) = run_by(authority(), &mut card, record, again, &mut register);
    done.unwrap_or_else(|error| panic!("{what}, afterwards: {error:?}"));
    judge(&mut card, record, "1234");
}

#[test]
fn every_attack_ends_issuing_and_it_goes_on() {
    attacked_issuing(20_261_131, 4);
}

#[test]
#[ignore = "takes long: many attacks"]
fn very_many_attacks_end_issuing_and_it_goes_on() {
    attacked_issuing(20_261_132, 100);
}
