//! Somebody between host and card who alters, drops, repeats and reorders.

use super::*;

/// What is done, to the message with this number: commands and answers are counted from 0.
#[derive(Clone, Copy, Debug)]
enum Attack {
    /// A byte is another one.
    Alter {
        byte: usize,
        with: u8,
    },
    /// It does not arrive; a command has no effect.
    Drop,
    /// The last byte is missing, or one more follows.
    Cut,
    Append,
    /// The one of the same direction before comes in its place.
    Earlier,
    /// A command arrives twice; the second answer is taken.
    Twice,
    /// A command in the clear comes before a command.
    Inject,
    /// Success comes in the clear, in place of an answer.
    Clear,
}

/// A card with somebody before it.
struct Middle {
    card: VirtualCard,
    attack: Option<(usize, Attack)>,
    /// What the host sent, and what the card answered.
    messages: Vec<Vec<u8>>,
    sent: Vec<Vec<u8>>,
}

impl Middle {
    fn pass(&mut self, message: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let at = self.messages.len();
        let mut message = message.to_vec();
        self.messages.push(message.clone());
        let Some((_, attack)) = self.attack.filter(|(of, _)| *of == at) else {
            return Ok(message);
        };
        match attack {
            Attack::Alter { byte, with } => message[byte] ^= with,
            Attack::Drop => return Err(ReaderError::NoStatus("middle".to_owned())),
            Attack::Cut => drop(message.pop()),
            Attack::Append => message.push(0),
            Attack::Earlier => message.clone_from(&self.messages[at - 2]),
            Attack::Twice => drop(self.card.transmit(&message)?),
            Attack::Inject => drop(self.card.transmit(&[0x00, 0x84, 0x00, 0x00, 0x08])?),
            Attack::Clear => message = vec![0x90, 0x00],
        }
        Ok(message)
    }
}

impl Reader for Middle {
    fn name(&self) -> &'static str {
        "middle"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.sent.push(command.to_vec());
        let command = self.pass(command)?;
        let answer = self.card.transmit(&command)?;
        self.pass(&answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

const SECRET: &[u8] = b"a secret of the holder";

/// Puts a secret, reads it, puts another one.
fn flow(session: &mut Session<'_>) -> Result<(), SessionError> {
    session.request(put(SECRET))?;
    assert_eq!(session.request(READ)?.data, SECRET);
    session.request(put(b"another"))?;
    Ok(())
}

/// What the object holds, as the card itself says.
fn held(card: &mut VirtualCard) -> Option<Vec<u8>> {
    card.reset().unwrap();
    let mut session = Session::new(card);
    administrator().external_authenticate(&mut session).unwrap();
    session.request(READ).ok().map(|answer| answer.data)
}

/// The messages that open a session: GET CHALLENGE, MUTUAL AUTHENTICATE, their answers.
const OPENING: usize = 4;
/// Then each command of the flow and its answer.
const FLOW: std::ops::Range<usize> = OPENING..OPENING + 6;

/// Plays the flow; what became of it. Whatever did: nothing went in the clear, and a lost session
/// sends nothing more.
fn play(attack: Option<(usize, Attack)>) -> (Middle, Result<(), SessionError>) {
    let mut middle = Middle { card: blank(), attack, messages: vec![], sent: vec![] };
    let mut session = Session::new(&mut middle);
    assert!(administrator().open_session(&mut session, &RANDOM).unwrap());
    let done = flow(&mut session);
    if let Err(cause) = &done {
        assert!(session.is_lost() && !session.is_secured(), "{attack:?}: {cause:?}");
        let lost = |asked: Result<(), SessionError>| {
            assert!(
                matches!(
                    asked,
                    Err(SessionError::SecureMessaging {
                        failure: SecureMessagingFailure::Lost,
                        ..
                    })
                ),
                "{attack:?}: {asked:?}"
            );
        };
        lost(session.request(READ).map(drop));
        lost(session.exclusive().unwrap().request(READ).map(drop));
        lost(session.transmit(&[0x00, 0xCA, 0x01, 0x01, 0x00]).map(drop));
        lost(session.sign_with_selected_key(b"x").map(drop));
        lost(administrator().open_session(&mut session, &RANDOM).map(drop));
    }
    drop(session);
    let sent = middle.sent.iter().skip(OPENING / 2);
    // GET RESPONSE fetches the rest of an answer that was secured as a whole.
    let mut clear = sent.filter(|sent| sent[0] & 0x0C != 0x0C && sent[1] != 0xC0);
    assert_eq!(clear.next().map(hex::encode).as_deref(), Some(LOG_OUT), "{attack:?}");
    assert_eq!(clear.next(), None, "{attack:?}");
    for message in &middle.messages {
        assert!(!message.windows(8).any(|part| SECRET.starts_with(part)), "{attack:?}");
    }
    (middle, done)
}

/// The session is lost, and the card holds what it did before the message that was attacked.
fn refuses(at: usize, attack: Attack) {
    let (mut middle, done) = play(Some((at, attack)));
    let cause = done.expect_err("an attack goes unnoticed");
    assert!(
        matches!(cause, SessionError::SecureMessaging { .. } | SessionError::Reader(_)),
        "{at} {attack:?}: {cause:?}"
    );
    let arrived = (at - OPENING).div_ceil(2) + usize::from(matches!(attack, Attack::Twice));
    let expected = match arrived {
        0 => None,
        1 | 2 => Some(SECRET),
        _ => Some(&b"another"[..]),
    };
    assert_eq!(held(&mut middle.card).as_deref(), expected, "{at} {attack:?}");
}

#[test]
fn every_altered_byte_loses_the_session() {
    let (honest, done) = play(None);
    done.unwrap();
    for at in FLOW {
        let message = &honest.messages[at];
        // The Le field outside is under no checksum: it says how the answer is handed out.
        let under_checksum = message.len() - usize::from(at.is_multiple_of(2));
        for byte in 0..under_checksum {
            refuses(at, Attack::Alter { byte, with: 1 << (byte % 8) });
        }
    }
    for at in FLOW.step_by(2) {
        let byte = honest.messages[at].len() - 1;
        let (mut middle, done) = play(Some((at, Attack::Alter { byte, with: 0x01 })));
        done.unwrap();
        assert_eq!(held(&mut middle.card).as_deref(), Some(&b"another"[..]));
    }
}

#[test]
fn what_is_dropped_repeated_or_reordered_loses_the_session() {
    for at in FLOW {
        refuses(at, Attack::Drop);
        refuses(at, Attack::Append);
        refuses(at, Attack::Earlier);
        if at.is_multiple_of(2) {
            refuses(at, Attack::Twice);
            refuses(at, Attack::Inject);
        } else {
            refuses(at, Attack::Cut);
            refuses(at, Attack::Clear);
        }
    }
}

/// An opening that was meddled with opens nothing, and what opens is a session of both.
#[test]
fn every_altered_byte_of_the_opening_opens_nothing() {
    let (honest, _) = play(None);
    for at in 0..OPENING {
        for byte in 0..honest.messages[at].len() {
            let attack = Some((at, Attack::Alter { byte, with: 0x40 }));
            let mut middle = Middle { card: blank(), attack, messages: vec![], sent: vec![] };
            let mut session = Session::new(&mut middle);
            let opened = administrator().open_session(&mut session, &RANDOM);
            assert_eq!(session.is_secured(), matches!(opened, Ok(true)), "{attack:?}");
            if session.is_secured() {
                flow(&mut session).unwrap();
                let le = byte + 1 == honest.messages[at].len() && at.is_multiple_of(2);
                assert!(le, "{attack:?}: {opened:?}");
            }
        }
    }
}
