//! Dropping the security status of a card.

use apdu_spec::request::LogOut;

use crate::card::CardError;
use crate::card::session::{Dialect, Session, SessionError};

/// Log out: the security status is dropped. Real cards know no command for it: they are reset, and
/// so is a card of which nobody knows what it is. A card of this project that cannot do it keeps it
/// until the next SELECT by DF name, so that its refusal is no failure.
///
/// Inside a session of secure messaging it goes inside, and the session goes on. Of a lost session
/// the card is told to end its side, and with it every security status.
///
/// # Errors
/// When no answer came.
pub fn log_out(session: &mut Session<'_>) -> Result<(), SessionError> {
    if session.is_lost() {
        return session.end_secure_messaging();
    }
    if session.is_secured() {
        return session.exchange(LogOut).map(drop);
    }
    match session.dialect() {
        Dialect::Full => session.exchange(LogOut).map(drop),
        Dialect::Plain | Dialect::Unknown => session.reset_in_place(),
    }
}

/// Does work that proves something to the card, and logs out whatever became of it, a panic too.
/// What the work says goes before what logging out says. A VERIFY whose answer was lost may have
/// been done: it belongs to the work. A session of secure messaging that the work opened is ended.
///
/// # Errors
/// Those of the work; as [`log_out`].
pub fn with_log_out<'r, T, E: From<CardError>>(
    session: &mut Session<'r>,
    work: impl FnOnce(&mut Session<'r>) -> Result<T, E>,
) -> Result<T, E> {
    let began_secured = session.is_secured();
    let mut guard = Guard { session, began_secured, due: true };
    let done = work(guard.session);
    guard.due = false;
    let out = guard.leave().map_err(CardError::from);
    let done = done?;
    out?;
    Ok(done)
}

/// Logs out when the work does not come back.
struct Guard<'a, 'r> {
    session: &'a mut Session<'r>,
    /// There was a session of secure messaging before the work.
    began_secured: bool,
    due: bool,
}

impl Guard<'_, '_> {
    fn leave(&mut self) -> Result<(), SessionError> {
        if self.session.is_secured() && !self.began_secured {
            return self.session.end_secure_messaging();
        }
        log_out(self.session)
    }
}

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if self.due {
            // The panic is what is told.
            let _unsaid = self.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::card::pins::{KnownPins, Origin, Pin, PinValue};
    use crate::card::{jpki, juki, text, visual};
    use crate::reader::{Protocol, Reader, ReaderError};

    /// A card of this project, or of a resident, with every application and PIN.
    #[derive(Default)]
    struct Card {
        plain: bool,
        /// It does not answer a reset.
        mute: bool,
        /// The answer to a VERIFY does not arrive.
        loses: bool,
        verified: bool,
        /// How often a security status was granted.
        proved: usize,
    }

    const SELECT: u8 = 0xA4;
    const VERIFY: u8 = 0x20;
    const LOG_OUT: u8 = 0x2E;

    impl Reader for Card {
        fn name(&self) -> &str {
            "card"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(match command {
                [_, SELECT, _, 0x0C, ..] if self.plain => vec![0x90, 0x00],
                [_, SELECT, ..] if self.plain => vec![0x6A, 0x86],
                [_, SELECT, ..] => vec![0x62, 0x00, 0x90, 0x00],
                [_, VERIFY, _, _] => vec![0x63, 0xC3],
                [_, VERIFY, ..] => {
                    self.verified = true;
                    self.proved += 1;
                    if self.loses { vec![0x90] } else { vec![0x90, 0x00] }
                }
                [_, LOG_OUT, ..] if self.plain => vec![0x6D, 0x00],
                [_, LOG_OUT, ..] => {
                    self.verified = false;
                    vec![0x90, 0x00]
                }
                _ => vec![0x6A, 0x82],
            })
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            self.verified = false;
            if self.mute { Err(ReaderError::Mute("card".to_owned())) } else { Ok(()) }
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    type Work = fn(&mut Session<'_>) -> Result<(), CardError>;

    fn pins() -> KnownPins {
        KnownPins::from([(Pin::Text, "1234"), (Pin::Juki, "1234"), (Pin::Authentication, "1234")])
    }

    /// Whatever proves something and promises to log out.
    const WORK: [Work; 5] = [
        |session| text::read(session, Some(&mut pins())).map(drop),
        |session| juki::read(session, &mut pins()).map(drop),
        |session| jpki::sign(session, KEY, &[0; 32], &mut pins()).map(drop),
        |session| {
            let code = PinValue { value: b"123456789012".to_vec().into(), origin: Origin::Data };
            visual::read(session, &[(Pin::VisualA, code)]).map(drop)
        },
        |session| {
            jpki::with_verified_key(session, KEY, &mut pins(), |_| panic!("the work's fault"))
        },
    ];

    const KEY: jpki::Key = jpki::Key::Authentication;

    #[test]
    fn a_pin_does_not_stay_verified_whatever_becomes_of_the_work() {
        for plain in [false, true] {
            for loses in [false, true] {
                for (at, work) in WORK.into_iter().enumerate() {
                    let mut card = Card { plain, loses, ..Card::default() };
                    let mut session = Session::new(&mut card);
                    let run = || work(&mut session);
                    let done = catch_unwind(AssertUnwindSafe(run));
                    assert!(!loses || matches!(done, Ok(Err(_))), "{at}: {done:?}");
                    assert_eq!(done.is_err(), !loses && at == 4, "{at}: {done:?}");
                    drop(session);
                    assert_eq!((card.proved, card.verified), (1, false), "{at} {plain} {loses}");
                }
            }
        }
    }

    #[test]
    fn what_the_work_says_goes_before_what_logging_out_says() {
        for mute in [false, true] {
            let mut card = Card { plain: true, mute, ..Card::default() };
            let mut session = Session::new(&mut card);
            let failed = with_log_out(&mut session, |_| Err::<(), _>(CardError::NoSerial));
            assert!(matches!(failed, Err(CardError::NoSerial)), "{failed:?}");
            let done = with_log_out(&mut session, |_| Ok::<_, CardError>(()));
            assert_eq!(matches!(done, Err(CardError::Session(_))), mute, "{done:?}");
            assert_eq!(done.is_ok(), !mute, "{done:?}");
        }
    }
}
