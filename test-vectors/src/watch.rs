//! Watches what passes between a host and a card that [`world::issue`](crate::world::issue) has
//! made, and says what no card may do: answer what the table does not list, give out more than was
//! asked for, accept a wrong verification or authentication, return a protected file without the
//! security status that its rule needs.
//!
//! It knows the values that the world has. Once a command that may set others has succeeded, it no
//! longer checks which security status opens what, only what is never right.

use std::collections::BTreeSet;

use apdu_spec::command::{Command, Le};
use apdu_spec::instruction::{COMMON, Instruction, Row};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::request::{
    ANSWER_DATA, CHALLENGE_LEN, COMMAND_TO_PERFORM, Domain, VERIFICATION_DATA,
};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use crate::facts::{self, ProtectedFile};
use crate::mac::aes_cmac;

/// Length of an authentication code.
const CODE_LEN: usize = 16;
/// Reference of the world's key 0016.
const EXTERNAL_REFERENCE: u8 = 0x96;

/// Names of rows begin so when their success may set another value, or make one needless: the
/// rules of a file in creation state are nobody's until it is activated.
const ALTERING: [&str; 9] = [
    "CHANGE",
    "RESET RETRY",
    "CREATE",
    "DELETE",
    "DISABLE",
    "TERMINATE",
    "GENERAL AUTH",
    "ACTIVATE",
    "UNLOCK DF",
];

/// READ RECORD, GET DATA and ENVELOPE: their answers may be longer than the card's buffer.
const LONG_ANSWERS: [u8; 5] = [0xB2, 0xCA, 0xCB, 0xC2, 0xC3];

/// What has been seen.
#[derive(Clone, Debug)]
pub struct Watch {
    serial: Vec<u8>,
    /// Is it the world's card at all?
    world: bool,
    /// Channel and reference of each PIN verified and key authenticated.
    security_status: BTreeSet<(u8, u8)>,
    /// The key that a session of secure messaging was opened with: authenticated on every channel.
    session_key: Option<u8>,
    /// Values or files may be others than the world's.
    altered: bool,
    /// Marks that commands have brought to the card.
    told: BTreeSet<[u8; 8]>,
    challenge: Option<(u8, Vec<u8>)>,
    chain: Vec<u8>,
    /// The last command said that more of its chain will come.
    chaining: bool,
    /// What a chain of ENVELOPE commands has carried so far, and their header.
    carried: (Vec<u8>, [u8; 4]),
}

impl Watch {
    /// For a card with this serial number that the world's commands have issued.
    #[must_use]
    pub fn of_world(serial: &[u8]) -> Self {
        Self { world: true, ..Self::of_any(serial) }
    }

    /// For a card of which nothing is known.
    #[must_use]
    pub fn of_any(serial: &[u8]) -> Self {
        Self {
            serial: serial.to_vec(),
            world: false,
            security_status: BTreeSet::new(),
            session_key: None,
            altered: false,
            told: BTreeSet::new(),
            challenge: None,
            chain: Vec::new(),
            chaining: false,
            carried: (Vec::new(), [0; 4]),
        }
    }

    /// The card was reset, or a session of secure messaging ended: every security status is
    /// revoked.
    pub fn reset(&mut self) {
        self.security_status.clear();
        self.session_key = None;
        self.challenge = None;
        self.chain.clear();
        self.carried.0.clear();
    }

    /// Was any security status granted since the last reset?
    #[must_use]
    pub fn has_security_status(&self) -> bool {
        !self.security_status.is_empty() || self.session_key.is_some()
    }

    /// May values and files be others than the world's? Of a card of which nothing is known they
    /// may.
    #[must_use]
    pub fn is_altered(&self) -> bool {
        self.altered || !self.world
    }

    /// Takes a command and its answer.
    ///
    /// # Errors
    /// What the card may not do.
    pub fn exchange(&mut self, sent: &[u8], answer: &[u8]) -> Result<(), String> {
        let Some(response) = Response::parse(answer) else {
            return Err(format!("an answer of {} bytes", answer.len()));
        };
        let status = response.status;
        let Ok(command) = Command::parse(sent) else {
            self.chain.clear();
            self.carried.0.clear();
            self.challenge = None;
            let listed = row_of(sent).map_or(COMMON.contains(&status), |row| row.lists(status));
            return if listed { Ok(()) } else { Err(format!("{status:?} to no command")) };
        };
        let row = Instruction::find(command.class.family, command.ins).map(Instruction::row);
        let Ok(row) = row else {
            self.chain.clear();
            self.carried.0.clear();
            self.challenge = None;
            let listed = COMMON.contains(&status) && response.data.is_empty();
            return if listed { Ok(()) } else { Err(format!("{status:?} without a row")) };
        };
        if !row.lists(status) {
            return Err(format!("{}: the table does not list {status:?}", row.name));
        }
        let in_chain = std::mem::replace(&mut self.chaining, command.class.chained);
        let is_short = !in_chain && !command.class.chained && !LONG_ANSWERS.contains(&row.ins);
        if status == StatusWord::NOT_ENOUGH_MEMORY && !row.status.contains(&status) && is_short {
            return Err(format!("{}: nothing of it is long", row.name));
        }
        if response.data.len() > command.ne() {
            return Err(format!("{} bytes, {} asked for", response.data.len(), command.ne()));
        }
        self.carries(row, &command, status)?;
        if self.world {
            self.note(row, &command, &response)?;
            self.judge(command.class.channel, response.data)?;
        }
        Ok(())
    }

    /// What the card returns now to a host without any security status.
    ///
    /// # Errors
    /// What it may not show.
    pub fn outward(&mut self, answer: &[u8]) -> Result<(), String> {
        if self.world { self.judge(0, answer) } else { Ok(()) }
    }

    /// ENVELOPE answers what the table lists for the command that it carries.
    fn carries(
        &mut self,
        row: &Row,
        command: &Command<'_>,
        status: StatusWord,
    ) -> Result<(), String> {
        if !matches!(row.instruction, Instruction::Envelope | Instruction::EnvelopeOdd) {
            self.carried.0.clear();
            return Ok(());
        }
        let class = command.class.with_chaining(false).to_byte();
        let header = [class, command.ins, command.p1, command.p2];
        if self.carried.1 != header {
            self.carried = (Vec::new(), header);
        }
        self.carried.0.extend(command.data);
        if command.class.chained && status == StatusWord::SUCCESS {
            return Ok(());
        }
        let all = std::mem::take(&mut self.carried.0);
        let Some(inside) = carried(row, &all) else { return Ok(()) };
        let carried_row = row_of(inside).filter(|_| Command::parse(inside).is_ok());
        let listed = carried_row.map_or(COMMON.contains(&status), |row| row.lists(status));
        if listed || row.status.contains(&status) || status.more().is_some() {
            return Ok(());
        }
        Err(format!("{status:?} is not listed for what the ENVELOPE carries"))
    }

    /// What the exchange means for security statuses.
    fn note(
        &mut self,
        row: &Row,
        command: &Command<'_>,
        response: &Response<'_>,
    ) -> Result<(), String> {
        self.tell(command.data);
        if command.class.chained {
            if response.status == StatusWord::SUCCESS {
                self.chain.extend(command.data);
            } else {
                self.chain.clear();
            }
            self.challenge = None;
            return Ok(());
        }
        let mut data = std::mem::take(&mut self.chain);
        data.extend(command.data);
        self.tell(&data);
        if row.name.starts_with("ENVELOPE") {
            let answer = [response.data, &response.status.to_bytes()].concat();
            let inner = carried(row, &data).filter(|inner| {
                Command::parse(inner).is_ok_and(|inner| inner.ins & 0xFE != command.ins & 0xFE)
            });
            return match (inner, row.instruction) {
                (Some(inner), Instruction::Envelope) => self.exchange(inner, &answer),
                // The answer is in a data object, whatever the Le field of the command inside.
                (Some(inner), _) => {
                    let value = tlv::find(response.data, ANSWER_DATA).unwrap_or_default();
                    let answer = [value, &response.status.to_bytes()].concat();
                    match (row_of(inner), Command::parse(inner), Response::parse(&answer)) {
                        (Some(row), Ok(command), Some(response)) => {
                            self.note(row, &command, &response)
                        }
                        _ => Ok(()),
                    }
                }
                _ => Ok(()),
            };
        }
        let channel = command.class.channel;
        let challenge = self.challenge.take();
        // SELECT may succeed with a warning; of everything else a warning is a refusal here.
        let warned = row.instruction == Instruction::Select && response.status.is_warning();
        if !response.status.is_success() && !warned {
            return Ok(());
        }
        let altering = ALTERING.iter().any(|name| row.name.starts_with(name));
        match row.instruction {
            Instruction::Select if command.p1 == 0x04 => {
                self.security_status.retain(|(on, _)| *on != channel);
            }
            Instruction::LogOut => {
                self.session_key = None;
                self.security_status.retain(|(on, _)| *on != channel);
            }
            Instruction::ManageChannel if command.p1 == 0x80 => {
                let closed = if command.p2 == 0 { channel } else { command.p2 };
                self.security_status.retain(|(on, _)| *on != closed);
            }
            Instruction::GetChallenge if response.data.len() == CHALLENGE_LEN => {
                self.challenge = Some((channel, response.data.to_vec()));
            }
            Instruction::Verify if command.p1 == 0x00 && !data.is_empty() => {
                self.verified(channel, &data)?;
            }
            Instruction::VerifyOdd => {
                let value = tlv::find(&data, VERIFICATION_DATA).unwrap_or_default();
                self.verified(channel, value)?;
            }
            Instruction::EnableVerificationRequirement if !data.is_empty() => {
                self.verified(channel, &data)?;
            }
            Instruction::ExternalAuthenticate => {
                let domain = match (command.le, command.p1) {
                    (Le::Absent, _) => Domain::External,
                    (_, 0) => Domain::Mutual,
                    _ => Domain::Session,
                };
                self.authenticated(channel, &data, domain, challenge)?;
            }
            _ if altering => {
                if !self.altered && !self.has_security_status() && !holds_value(&data) {
                    return Err(format!("{} succeeded without any security status", row.name));
                }
                self.altered = true;
            }
            // Other authentications are not checked here.
            _ if row.name.contains("MUTUAL") || row.name.contains("CERTIFICATE") => {
                self.altered = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// VERIFY succeeded with this value.
    fn verified(&mut self, channel: u8, data: &[u8]) -> Result<(), String> {
        let padding = data.iter().rev().take_while(|byte| **byte == 0xFF).count();
        let value = &data[..data.len() - padding];
        let known = facts::PINS.iter().filter(|(_, known)| *known == value);
        let before = self.security_status.len();
        let known: Vec<_> = known.map(|(reference, _)| (channel, *reference)).collect();
        self.security_status.extend(&known);
        if self.altered {
            // A value of its own: it may be that of any of them.
            self.security_status.insert((channel, 0));
        } else if known.is_empty() {
            return Err(format!(
                "a wrong value was accepted for a PIN ({before} security statuses before)"
            ));
        }
        Ok(())
    }

    /// EXTERNAL AUTHENTICATE succeeded with this code, or MUTUAL AUTHENTICATE with RND.IFD and this
    /// code.
    fn authenticated(
        &mut self,
        channel: u8,
        data: &[u8],
        domain: Domain,
        challenge: Option<(u8, Vec<u8>)>,
    ) -> Result<(), String> {
        let Some((_, challenge)) = challenge.filter(|(on, _)| *on == channel) else {
            return Err("an authentication without a challenge succeeded".to_owned());
        };
        let keys = [
            (ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY),
            (EXTERNAL_REFERENCE, facts::EXTERNAL_KEY),
        ];
        let right = keys.iter().find(|(_, key)| {
            let is_mutual = domain != Domain::External;
            let nonce = if is_mutual { data.len().saturating_sub(CODE_LEN) } else { 0 };
            let (nonce, code) = data.split_at(nonce);
            aes_cmac(key, &[&[domain as u8], &self.serial[..], &challenge, nonce].concat()) == code
        });
        let granted = match right {
            Some((reference, _)) => *reference,
            None if self.altered => 0,
            None => return Err("a wrong authentication code was taken".to_owned()),
        };
        self.security_status.insert((channel, granted));
        if domain == Domain::Session {
            self.session_key = Some(granted);
        }
        Ok(())
    }

    fn is_granted(&self, channel: u8, reference: u8) -> bool {
        self.session_key == Some(reference) || self.security_status.contains(&(channel, reference))
    }

    /// Marks that commands bring are no secret any more.
    fn tell(&mut self, data: &[u8]) {
        for closed in &facts::PROTECTED_FILES {
            if holds(data, &closed.mark) {
                self.told.insert(closed.mark);
            }
        }
    }

    /// May this come out?
    fn judge(&self, channel: u8, data: &[u8]) -> Result<(), String> {
        for closed in &facts::PROTECTED_FILES {
            let open = match closed.opened_by {
                None => false,
                Some(_) if self.altered => true,
                Some(references) => {
                    references.iter().all(|reference| self.is_granted(channel, *reference))
                }
            };
            if !open && !self.told.contains(&closed.mark) && holds(data, &closed.mark) {
                return Err(format!("{} came out, which is closed", name(closed)));
            }
        }
        for key in [facts::EXTERNAL_KEY, facts::INTERNAL_KEY] {
            if holds(data, &key) {
                return Err("the value of a key came out".to_owned());
            }
        }
        Ok(())
    }
}

/// The command in the data field of an ENVELOPE.
#[must_use]
pub fn carried<'d>(row: &Row, data: &'d [u8]) -> Option<&'d [u8]> {
    match row.instruction {
        Instruction::Envelope => Some(data),
        _ => {
            let mut objects = tlv::Reader::new(data);
            let (Some(Ok(only)), None) = (objects.next(), objects.next()) else { return None };
            (only.tag == Tag::from(COMMAND_TO_PERFORM)).then_some(only.value)
        }
    }
}

/// The row of what has at least a class and an instruction.
fn row_of(sent: &[u8]) -> Option<&'static Row> {
    let [cla, ins, ..] = *sent else { return None };
    let class = apdu_spec::class::Class::parse(cla).ok()?;
    Instruction::find(class.family, ins).ok().map(Instruction::row)
}

/// Does a command carry the value of one of the world's PINs, as CHANGE and RESET do?
fn holds_value(data: &[u8]) -> bool {
    facts::PINS.iter().any(|(_, value)| data.starts_with(value))
}

fn holds(data: &[u8], mark: &[u8]) -> bool {
    data.windows(mark.len()).any(|window| window == mark)
}

fn name(closed: &ProtectedFile) -> String {
    String::from_utf8_lossy(&closed.mark).into_owned()
}

#[cfg(test)]
mod tests;
