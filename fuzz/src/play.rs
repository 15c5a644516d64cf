//! A card under test and everything that must hold from one command to the next.

use apdu_spec::command::Command;
use apdu_spec::instruction::{COMMON, Instruction, Row};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, SmallTestCard};
use card_os_testing::one_pair::OnePair;
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::grammar::{self, Choices, RecordedChoices, Vocabulary};
use test_vectors::scenario::{self, CardConnection};
use test_vectors::terminal::SessionKeys;
use test_vectors::watch::{self, Watch};
use test_vectors::world;

use crate::outward;
use crate::stored::StoredState;

/// Bytes of a page of the simulated flash.
pub const ERASE: usize = 1024;
/// Pages: enough for the world, few enough to be reclaimed now and then.
pub const PAGES: usize = 24;
/// Commands of one run: more find nothing that a second run does not.
const COMMANDS_MAX: usize = 300;

/// The card.
pub type FuzzedCard = SmallTestCard<ERASE, OnePair>;

/// Commands that may restore tries, all of them after a verification or authentication or by a rule
/// that needs one.
const RAISING: [&str; 9] = [
    "VERIFY",
    "CHANGE",
    "RESET RETRY COUNTER",
    "EXTERNAL AUTHENTICATE",
    "MUTUAL AUTHENTICATE",
    "GENERAL AUTHENTICATE",
    "ENABLE",
    "DISABLE",
    "UNLOCK KEY",
];

/// The words before the choices of a step.
pub mod step {
    /// A command of the table.
    pub const MADE: u8 = 0;
    /// The bytes of a command: a length of one byte, or `FF` and two, then they.
    pub const RAW: u8 = 8;
    /// A session of secure messaging begins: what is sent then is sent inside it. While one is
    /// open, a secured command is changed on its way, or one is sent in the clear.
    pub const SESSION: u8 = 9;
    /// The command before, changed.
    pub const CHANGED: u8 = 10;
    /// A right value for a PIN.
    pub const VALUE: u8 = 11;
    /// A right authentication by the administrator's key or the world's.
    pub const AUTHENTICATION: u8 = 12;
    /// Reset.
    pub const RESET: u8 = 13;
    /// The power fails between two commands, and the card looks as before.
    pub const REMOUNT: u8 = 14;
    /// The power fails within the next command.
    pub const CUT: u8 = 15;
}

/// The card and what is known of it.
#[derive(Debug)]
pub struct Play {
    card: Option<FuzzedCard>,
    watch: Watch,
    stored: StoredState,
    operations: u64,
    last: Vec<u8>,
    /// The session of secure messaging.
    session: Option<SessionKeys>,
    /// GET CHALLENGE was the command before, and gave this.
    challenge: Vec<u8>,
    /// Data fields of a chain so far.
    chain: Vec<u8>,
    sent: usize,
    /// Whether the storage is looked into: not when it was made by the fuzzer.
    looks_inside: bool,
}

impl Play {
    /// With this card.
    pub fn new(card: FuzzedCard, watch: Watch) -> Self {
        let stored = StoredState::of(card.card.flash());
        let operations = card.card.flash().operations();
        Self { stored, operations, looks_inside: true, ..Self::outside(card, watch) }
    }

    /// With a card whose storage is not looked into.
    pub fn outside(card: FuzzedCard, watch: Watch) -> Self {
        Self {
            card: Some(card),
            watch,
            stored: StoredState::default(),
            operations: 0,
            last: Vec::new(),
            session: None,
            challenge: Vec::new(),
            chain: Vec::new(),
            sent: 0,
            looks_inside: false,
        }
    }

    /// Plays until the choices are used up.
    pub fn play(&mut self, given: &mut RecordedChoices<'_>, vocabulary: &Vocabulary) {
        while !given.is_empty() && self.sent < COMMANDS_MAX {
            self.step(given, vocabulary);
        }
    }

    fn step(&mut self, given: &mut RecordedChoices<'_>, vocabulary: &Vocabulary) {
        match given.byte() % 16 {
            step::SESSION => self.session(given),
            step::RAW => {
                let command = raw(given);
                self.send(&command);
            }
            step::CHANGED => {
                let mut command = self.last.clone();
                grammar::mutate(&mut command, given);
                self.send(&command);
            }
            step::VALUE => {
                let (reference, value) = world::PINS[given.below(world::PINS.len())];
                let length = u8::try_from(value.len()).unwrap_or(0);
                self.send(&[&[0x00, 0x20, 0x00, reference, length], value].concat());
            }
            step::AUTHENTICATION => self.authenticate(given),
            step::RESET => {
                self.card().card.reset();
                self.forget();
            }
            step::REMOUNT => self.remount(),
            step::CUT => self.cut(given, vocabulary),
            _ => {
                for command in grammar::generate(given, vocabulary).commands {
                    self.send(&command);
                }
            }
        }
    }

    fn card(&mut self) -> &mut FuzzedCard {
        self.card.as_mut().expect("the card is put back wherever it is taken")
    }

    fn forget(&mut self) {
        self.session = None;
        self.watch.reset();
        self.challenge.clear();
        self.chain.clear();
    }

    /// An authentication with a key of the world, or with the administrator key.
    fn authenticate(&mut self, given: &mut RecordedChoices<'_>) {
        if given.one_in(2) {
            self.send(&[0x00, 0x84, 0x00, 0x00, 0x10]);
            let key = &world::EXTERNAL_KEY;
            let code = scenario::external_authentication(key, &IDENTITY.serial, &self.challenge);
            self.send(&[&[0x00, 0x82, 0x00, 0x96, 0x10], &code[..]].concat());
        } else {
            let _refused = scenario::administrator(&mut PlayConnection(self));
        }
    }

    /// Opens a session with the administrator key; inside one, disturbs it.
    fn session(&mut self, given: &mut RecordedChoices<'_>) {
        let Some(mut keys) = self.session.take() else {
            let reference = ADMINISTRATOR_REFERENCE;
            let card = &mut PlayConnection(self);
            let opened =
                SessionKeys::open_with(card, reference, &TEST_TRANSPORT_KEY, &IDENTITY.serial);
            self.session = opened.ok();
            return;
        };
        let command = self.last.clone();
        let parsed = Command::parse(&command).ok().filter(|_| !given.one_in(4));
        let Some(parsed) = parsed else {
            self.session = Some(keys);
            self.send_as_it_is(&command);
            return;
        };
        let mut secured = keys.command(&parsed);
        grammar::mutate(&mut secured, given);
        self.send_secured(keys, &parsed, &secured);
    }

    /// The power fails between two commands: the card shows the same before and after.
    fn remount(&mut self) {
        self.card().card.reset();
        self.forget();
        let before = outward::of(|command| self.card().answer(command));
        let card = self.card.take().expect("there is one");
        let mut card = card.restarted();
        let after = outward::of(|command| card.answer(command));
        assert_eq!(before, after, "the card shows something else after the power came back");
        for answer in &after {
            if let Err(what) = self.watch.outward(answer) {
                panic!("{what}, to a host without any security status");
            }
        }
        card.card.reset();
        self.card = Some(card);
    }

    /// The power fails within a command: the card starts again.
    fn cut(&mut self, given: &mut RecordedChoices<'_>, vocabulary: &Vocabulary) {
        let at = u64::from(given.byte());
        let cut = match given.below(4) {
            0 => Cut::Before,
            1 => Cut::After,
            _ => Cut::Inside(u64::from(given.byte())),
        };
        self.card().flash().cut_at(at, cut);
        for command in grammar::generate(given, vocabulary).commands {
            self.send(&command);
        }
        if self.card().flash().is_off() {
            let card = self.card.take().expect("there is one");
            self.card = Some(card.restarted());
            self.forget();
        } else {
            self.card().flash().power_on();
        }
    }

    /// Sends a command, inside the session when one is open, and looks at everything that must
    /// hold.
    pub fn send(&mut self, command: &[u8]) -> Vec<u8> {
        command.clone_into(&mut self.last);
        let Some((mut keys, parsed)) = self.session.take().zip(Command::parse(command).ok()) else {
            return self.send_as_it_is(command);
        };
        let secured = keys.command(&parsed);
        self.send_secured(keys, &parsed, &secured)
    }

    /// Sends a secured command, as it is or changed on its way. The Le field outside is the one
    /// thing that may change.
    fn send_secured(
        &mut self,
        mut keys: SessionKeys,
        parsed: &Command<'_>,
        secured: &[u8],
    ) -> Vec<u8> {
        let answer = self.whole_answer(secured);
        let Ok(answer) = keys.answer(parsed.ins, &answer) else {
            return self.left_the_session(&answer);
        };
        self.session = Some(keys);
        assert!(!self.stored.shown_in(&answer), "a secret came out inside a session");
        let cut = self.as_in_the_clear(parsed, &answer);
        let command = self.last.clone();
        self.look(&command, &cut);
        answer
    }

    /// As much of an answer as would come at once in the clear. Inside a session all of it comes.
    fn as_in_the_clear(&self, command: &Command<'_>, answer: &[u8]) -> Vec<u8> {
        let data = [&self.chain[..], command.data].concat();
        let envelope = row_of(command).filter(|row| row.instruction == Instruction::Envelope);
        let carried = envelope.and_then(|_| Command::parse(&data).ok());
        let ne = carried.map_or(usize::MAX, |carried| carried.ne()).min(command.ne());
        match answer.len() - 2 {
            there if there <= ne => answer.to_vec(),
            there => [&answer[..ne], &StatusWord::more_available(there - ne).to_bytes()].concat(),
        }
    }

    /// Sends bytes that are no command of the session, when one is open: they end it.
    fn send_as_it_is(&mut self, command: &[u8]) -> Vec<u8> {
        if self.session.take().is_some() {
            let answer = self.whole_answer(command);
            return self.left_the_session(&answer);
        }
        self.sent += 1;
        let answer = self.card().answer(command);
        self.look(command, &answer);
        answer
    }

    /// The card's answer, with what GET RESPONSE hands out of it.
    fn whole_answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.sent += 1;
        let mut answer = self.card().answer(command);
        while let [part @ .., 0x61, more] = &answer[..] {
            let get_response = [command[0] & 0x03, 0xC0, 0x00, 0x00, *more];
            answer = [part, &self.card().answer(&get_response)].concat();
        }
        answer
    }

    /// What was sent ended the session: it was not run, and every security status is gone.
    fn left_the_session(&mut self, answer: &[u8]) -> Vec<u8> {
        let response = Response::parse(answer).expect("an answer has a status word");
        assert!(
            response.data.is_empty()
                && COMMON.contains(&response.status)
                && !response.status.is_success(),
            "a session ended with {}",
            hex(answer)
        );
        let stored = StoredState::of(self.card().card.flash());
        assert!(!self.looks_inside || stored == self.stored, "what ended a session was run");
        self.forget();
        answer.to_vec()
    }

    /// Looks at everything that must hold.
    fn look(&mut self, command: &[u8], answer: &[u8]) {
        if let Err(what) = self.watch.exchange(command, answer) {
            panic!("{what}; {} -> {}", hex(command), hex(answer));
        }
        let parsed = Command::parse(command).ok();
        let row = parsed.and_then(|parsed| row_of(&parsed));
        let response = Response::parse(answer).expect("the watch has read it");
        assert!(
            !self.stored.shown_in(response.data),
            "a secret came out; {} -> {}",
            hex(command),
            hex(answer)
        );
        self.look_inside(row, parsed, response.status, command);
        let is_challenge = row.is_some_and(|row| row.instruction == Instruction::GetChallenge);
        self.challenge.clear();
        if is_challenge {
            self.challenge.extend(response.data);
        }
        match parsed {
            Some(parsed) if parsed.class.chained => self.chain.extend(parsed.data),
            _ => self.chain.clear(),
        }
    }

    /// Tries never rise without a verification or authentication; NOR flash is used as it may be.
    fn look_inside(
        &mut self,
        row: Option<&Row>,
        parsed: Option<Command<'_>>,
        status: StatusWord,
        command: &[u8],
    ) {
        let flash: &SimFlash<ERASE> = self.card.as_ref().expect("there is one").card.flash();
        if !self.looks_inside || flash.operations() == self.operations {
            return;
        }
        assert!(flash.violations().is_empty(), "{:?}", flash.violations());
        self.operations = flash.operations();
        let was_cut = flash.is_off();
        let now = StoredState::of(flash);
        let before = std::mem::replace(&mut self.stored, now);
        let risen = self.stored.risen(&before);
        if risen.is_empty() {
            return;
        }
        let mut data = [&self.chain[..], parsed.map_or(&[][..], |parsed| parsed.data)].concat();
        let mut row = row;
        if let Some(envelope) = row.filter(|row| row.name.starts_with("ENVELOPE")) {
            let inside = watch::carried(envelope, &data).unwrap_or_default().to_vec();
            let inner = Command::parse(&inside).ok();
            row = inner.and_then(|inner| row_of(&inner));
            data = inner.map_or(Vec::new(), |inner| inner.data.to_vec());
        }
        let may = row.is_some_and(|row| RAISING.iter().any(|name| row.name.starts_with(name)));
        let code = before.is_code(&IDENTITY.serial, &self.challenge, &data);
        let verified =
            self.watch.has_security_status() || before.is_verification_data(&data) || code;
        assert!(
            may && (status.is_success() || was_cut) && (verified || self.watch.is_altered()),
            "tries of slots {risen:?} rose: {:?} -> {:?}, {} -> {status:?}",
            before.tries,
            self.stored.tries,
            hex(command),
        );
    }
}

fn row_of(command: &Command<'_>) -> Option<&'static Row> {
    Instruction::find(command.class.family, command.ins).ok().map(Instruction::row)
}

/// What a scenario's helper sends goes the same way.
struct PlayConnection<'a>(&'a mut Play);

impl CardConnection for PlayConnection<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        Ok(self.0.send(command))
    }

    fn reset(&mut self) -> Result<(), String> {
        Err("not here".to_owned())
    }
}

fn raw(given: &mut RecordedChoices<'_>) -> Vec<u8> {
    let length = match given.byte() {
        0xFF => usize::from(u16::from_be_bytes([given.byte(), given.byte()])),
        length => usize::from(length),
    };
    given.take(length).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    hex::encode_upper(bytes)
}
