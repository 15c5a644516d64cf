//! Who listens between host and card, and learns a key later: it reads every session that the key
//! opened.

use apdu_spec::class::SecureMessaging;
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::tlv;

use super::{OPENS_SESSION, SessionKeys};
use crate::mac::aes_cmac;

const GET_CHALLENGE: u8 = 0x84;
const EXTERNAL_AUTHENTICATE: u8 = 0x82;
const GET_RESPONSE: u8 = 0xC0;
/// Length of an authentication code in bytes.
const CODE_LEN: usize = 16;

/// A command and its answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The command.
    pub command: Vec<u8>,
    /// Its answer, with the status word.
    pub answer: Vec<u8>,
    /// They went inside a session of secure messaging.
    pub secured: bool,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { command, answer, secured } = self;
        let inside = if *secured { "inside " } else { "" };
        write!(f, "{inside}{} -> {}", hex::encode_upper(command), hex::encode_upper(answer))
    }
}

/// What was said, of what was recorded: a card with this serial number, and one of these keys that
/// opened each session.
///
/// # Errors
/// When a session was opened by none of these keys, or something inside one is not as it must be.
pub fn listen(
    recorded: &[(Vec<u8>, Vec<u8>)],
    serial: &[u8],
    keys: &[[u8; 16]],
) -> Result<Vec<Exchange>, String> {
    let (mut heard, mut session, mut challenge) = (Vec::<Exchange>::new(), None, Vec::new());
    let mut recorded = recorded.iter().peekable();
    while let Some((bytes, answer)) = recorded.next() {
        let command = Command::parse(bytes).map_err(|status| format!("{status}"))?;
        let secured = command.class.secure_messaging != SecureMessaging::None;
        let mut answer = answer.clone();
        while let [.., 0x61, _] = answer[..]
            && let Some((_, rest)) = recorded.next_if(|(next, _)| next[1] == GET_RESPONSE)
        {
            answer.truncate(answer.len() - 2);
            answer.extend(rest);
        }
        let exchange = if secured {
            let keys: &mut SessionKeys = session.as_mut().ok_or("no session is open")?;
            Exchange {
                command: keys.plain_command(&command)?,
                answer: keys.answer(command.ins, &answer)?,
                secured,
            }
        } else {
            session = None;
            Exchange { command: bytes.clone(), answer, secured }
        };
        let plain = Command::parse(&exchange.command).map_err(|status| format!("{status}"))?;
        match (plain.ins, plain.p1, exchange.answer.strip_suffix(&[0x90, 0x00])) {
            (GET_CHALLENGE, _, Some(random)) => challenge = random.to_vec(),
            (EXTERNAL_AUTHENTICATE, OPENS_SESSION, Some(_)) => {
                let (random, code) = plain.data.split_at(plain.data.len() - CODE_LEN);
                let message = [&[5], serial, &challenge, random].concat();
                let key = keys.iter().find(|key| aes_cmac(key, &message) == code);
                let key = key.ok_or("a session was opened by another key")?;
                session = Some(SessionKeys::derive(key, serial, &challenge, random));
            }
            _ => {}
        }
        heard.push(exchange);
    }
    Ok(heard)
}

impl SessionKeys {
    /// The command inside a secured one.
    fn plain_command(&mut self, secured: &Command<'_>) -> Result<Vec<u8>, String> {
        self.counter += 1;
        let field = |tag: u8| tlv::find(secured.data, tag);
        let data = match (field(0x87), field(0x85)) {
            (Some(value), _) => self.decrypt(value.strip_prefix(&[1]).unwrap_or_default())?,
            (None, Some(value)) => self.decrypt(value)?,
            (None, None) => field(0x81).unwrap_or_default().to_vec(),
        };
        let le = match field(0x97) {
            None => Le::Absent,
            Some(&([0] | [0, 0])) => Le::Any,
            Some(value) => Le::Exact(value.iter().fold(0, |le, byte| le << 8 | u16::from(*byte))),
        };
        let long = data.len() > 255 || field(0x97).is_some_and(|le| le.len() == 2);
        let length = if long { Length::Extended } else { Length::Short };
        let class = secured.class.with_secure_messaging(SecureMessaging::None);
        let plain = Command { class, data: &data, le, length, ..*secured };
        let mut bytes = vec![0; data.len() + 16];
        Ok(plain.encode(&mut bytes).ok_or("no command")?.to_vec())
    }
}
