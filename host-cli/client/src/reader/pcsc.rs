//! Cards in PC/SC readers.

use std::ffi::{CStr, CString};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pcsc::{
    Card, Context, Disposition, Error, MAX_ATR_SIZE, MAX_BUFFER_SIZE_EXTENDED, Protocols,
    ReaderState, Scope, ShareMode, State,
};

use super::select::{ReaderInfo, Slot, pick};
use super::{Protocol, Reader, ReaderError};

/// How long another program's transaction is waited for before the card counts as held.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often, and at what distance, a reader is asked whether its card went: the service of Linux
/// looks at it every 0.4 seconds.
const LOOKS: u32 = 20;
/// See [`LOOKS`].
const AGAIN: Duration = Duration::from_millis(50);

/// The readers there are, with what is in them.
///
/// # Errors
/// When the service does not run or refuses.
pub fn list() -> Result<Vec<ReaderInfo>, ReaderError> {
    found(&context()?)
}

fn context() -> Result<Context, ReaderError> {
    Context::establish(Scope::System).map_err(|cause| match reader_error("PC/SC", cause) {
        ReaderError::NoService if socket_is_closed_to_us() => ReaderError::NoRights,
        other => other,
    })
}

/// The library of pcscd says "no service" also when this user may not use its socket.
#[cfg(target_os = "linux")]
fn socket_is_closed_to_us() -> bool {
    let path = std::env::var_os("PCSCLITE_CSOCK_NAME");
    let path = path.unwrap_or_else(|| "/run/pcscd/pcscd.comm".into());
    matches!(
        std::os::unix::net::UnixStream::connect(path),
        Err(cause) if cause.kind() == std::io::ErrorKind::PermissionDenied
    )
}

#[cfg(not(target_os = "linux"))]
const fn socket_is_closed_to_us() -> bool {
    false
}

fn found(context: &Context) -> Result<Vec<ReaderInfo>, ReaderError> {
    let names = match context.list_readers_owned() {
        Ok(names) => names,
        Err(Error::NoReadersAvailable) => return Ok(Vec::new()),
        Err(cause) => return Err(reader_error("PC/SC", cause)),
    };
    let mut states: Vec<ReaderState> =
        names.into_iter().map(|name| ReaderState::new(name, State::UNAWARE)).collect();
    match context.get_status_change(Duration::ZERO, &mut states) {
        Ok(()) | Err(Error::Timeout) => {}
        Err(cause) => return Err(reader_error("PC/SC", cause)),
    }
    Ok(states
        .iter()
        .map(|state| ReaderInfo {
            name: state.name().to_string_lossy().into_owned(),
            slot: slot(state.event_state()),
            atr: state.atr().to_vec(),
        })
        .collect())
}

fn slot(state: State) -> Slot {
    if state.intersects(State::UNAVAILABLE | State::UNKNOWN) {
        Slot::Unavailable
    } else if !state.contains(State::PRESENT) {
        Slot::Empty
    } else if state.contains(State::MUTE) {
        Slot::Mute
    } else if state.contains(State::EXCLUSIVE) {
        Slot::Exclusive
    } else if state.contains(State::INUSE) {
        Slot::Shared
    } else {
        Slot::Card
    }
}

/// A card in a PC/SC reader. It is reset when this is dropped, so that nothing stays verified.
pub struct PcscReader {
    name: String,
    status: Status,
    card: Card,
}

/// What is known of the card in the reader.
struct Status {
    atr: Vec<u8>,
    protocol: Protocol,
    /// It was seen to be gone. The service says so until the card that is there is connected to
    /// anew.
    removed: bool,
}

impl Status {
    /// Of a card that was connected to.
    fn read(card: &Card, name: &str) -> Result<Self, ReaderError> {
        let mut names = [0; 1024];
        let mut atr = [0; MAX_ATR_SIZE];
        let status =
            card.status2(&mut names, &mut atr).map_err(|cause| reader_error(name, cause))?;
        let protocol = match status.protocol2() {
            Some(pcsc::Protocol::T0) => Protocol::T0,
            _ => Protocol::T1,
        };
        Ok(Self { atr: status.atr().to_vec(), protocol, removed: false })
    }

    /// After a reset: the card that is there now, which may be another one.
    fn renew(
        &mut self,
        card: &Card,
        name: &str,
        done: Result<(), Error>,
    ) -> Result<(), ReaderError> {
        let read =
            done.map_err(|cause| reader_error(name, cause)).and_then(|()| Self::read(card, name));
        *self = self.note(read)?;
        Ok(())
    }

    /// Remembers a removal.
    fn note<T>(&mut self, done: Result<T, ReaderError>) -> Result<T, ReaderError> {
        self.removed |= matches!(done, Err(ReaderError::CardRemoved(_) | ReaderError::NoCard(_)));
        done
    }
}

impl PcscReader {
    /// Connects to the card that is meant (see [`pick`]), shared, over T=0 or T=1.
    ///
    /// # Errors
    /// When there is no such card, or another program holds it.
    pub fn connect(part: Option<&str>) -> Result<Self, ReaderError> {
        let context = context()?;
        let readers = found(&context)?;
        let name = pick(&readers, part)?.name.clone();
        let card = connect(context, &name)?;
        let status = Status::read(&card, &name)?;
        Ok(Self { name, status, card })
    }
}

impl std::fmt::Debug for PcscReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("PcscReader");
        out.field("name", &self.name).finish_non_exhaustive()
    }
}

/// Connects once no other program has a transaction on the card. The service would let us wait
/// for ever, so a thread of its own asks.
fn connect(context: Context, name: &str) -> Result<Card, ReaderError> {
    let failed = |cause| reader_error(name, cause);
    let reader = CString::new(name).map_err(|_| failed(Error::UnknownReader))?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        if let Err(mpsc::SendError(Ok(card))) = sender.send(connect_and_wait(&context, &reader)) {
            // Nobody waits any more, but somebody may use the card by now: no reset.
            let _gone = card.disconnect(Disposition::LeaveCard);
        }
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(done) => done.map_err(failed),
        Err(_) => Err(ReaderError::Held { name: name.to_owned(), holder: None }),
    }
}

fn connect_and_wait(context: &Context, reader: &CStr) -> Result<Card, Error> {
    let mut card = context.connect(reader, ShareMode::Shared, Protocols::ANY)?;
    let free = match card.transaction() {
        Ok(transaction) => transaction.end(Disposition::LeaveCard).map_err(|(_, cause)| cause),
        Err(cause) => Err(cause),
    };
    match free {
        Err(Error::ResetCard) => reconnect(&mut card)?,
        other => other?,
    }
    Ok(card)
}

fn reconnect(card: &mut Card) -> Result<(), Error> {
    card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)
}

impl Reader for PcscReader {
    fn name(&self) -> &str {
        &self.name
    }

    fn atr(&self) -> &[u8] {
        &self.status.atr
    }

    fn protocol(&self) -> Protocol {
        self.status.protocol
    }

    fn present(&self) -> bool {
        !self.status.removed
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.status.note(transmit(&self.card, &self.name, command))
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        let done = self.card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::ResetCard);
        self.status.renew(&self.card, &self.name, done)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        let Self { name, status, card } = self;
        let begun = match card.transaction2() {
            Ok(transaction) => Ok(transaction),
            Err((card, Error::ResetCard)) => reconnect(card).and_then(|()| card.transaction()),
            Err((_, cause)) => Err(cause),
        };
        let transaction = status.note(begun.map_err(|cause| reader_error(name, cause)))?;
        Ok(Box::new(ExclusiveTransaction { name, status, transaction }))
    }
}

/// A card within a transaction, which ends when this is dropped.
struct ExclusiveTransaction<'a> {
    name: &'a str,
    status: &'a mut Status,
    transaction: pcsc::Transaction<'a>,
}

impl Reader for ExclusiveTransaction<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn atr(&self) -> &[u8] {
        &self.status.atr
    }

    fn protocol(&self) -> Protocol {
        self.status.protocol
    }

    fn present(&self) -> bool {
        !self.status.removed
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.status.note(transmit(&self.transaction, self.name, command))
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        let done =
            self.transaction.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::ResetCard);
        self.status.renew(&self.transaction, self.name, done)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn transmit(card: &Card, name: &str, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
    let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
    let length =
        card.transmit(command, &mut buffer).map_err(|cause| reader_error(name, cause))?.len();
    if length < 2 {
        return Err(unanswered(card, name));
    }
    buffer.truncate(length);
    Ok(buffer)
}

/// The cause behind an answer without a status word. Some drivers give an empty one when the card
/// goes in the middle of a command, and say that it went a moment later.
fn unanswered(card: &Card, name: &str) -> ReaderError {
    for _ in 0..LOOKS {
        match card.status2_owned() {
            Ok(_) => thread::sleep(AGAIN),
            Err(cause) => return reader_error(name, cause),
        }
    }
    ReaderError::NoStatus(name.to_owned())
}

/// The cause behind a PC/SC error code.
fn reader_error(name: &str, cause: Error) -> ReaderError {
    let name = name.to_owned();
    match cause {
        Error::NoService | Error::ServiceStopped | Error::Shutdown => ReaderError::NoService,
        Error::SecurityViolation | Error::NoAccess => ReaderError::NoRights,
        Error::NoReadersAvailable => ReaderError::NoReader,
        Error::NoSmartcard => ReaderError::NoCard(Some(name)),
        // The service says the last when a card goes in the middle of a command.
        Error::RemovedCard
        | Error::ReaderUnavailable
        | Error::UnknownReader
        | Error::NotTransacted => ReaderError::CardRemoved(name),
        Error::ResetCard => ReaderError::CardReset(name),
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::ProtoMismatch => {
            ReaderError::Mute(name)
        }
        Error::SharingViolation => ReaderError::Held { name, holder: None },
        other => ReaderError::Driver { name, cause: Box::new(other) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_says_about_its_slot() {
        assert_eq!(slot(State::EMPTY), Slot::Empty);
        assert_eq!(slot(State::PRESENT), Slot::Card);
        assert_eq!(slot(State::PRESENT | State::MUTE), Slot::Mute);
        assert_eq!(slot(State::PRESENT | State::INUSE), Slot::Shared);
        assert_eq!(slot(State::PRESENT | State::INUSE | State::EXCLUSIVE), Slot::Exclusive);
        assert_eq!(slot(State::UNKNOWN), Slot::Unavailable);
    }

    #[test]
    fn a_card_that_was_seen_to_go_is_not_there() {
        for (cause, gone) in [
            (Error::RemovedCard, true),
            (Error::ReaderUnavailable, true),
            (Error::NoSmartcard, true),
            (Error::ResetCard, false),
            (Error::SharingViolation, false),
            (Error::CommError, false),
        ] {
            let mut status =
                Status { atr: vec![0x3B, 0x00], protocol: Protocol::T1, removed: false };
            assert!(status.note::<()>(Err(reader_error("A", cause))).is_err());
            assert_eq!(status.removed, gone, "{cause}");
            // No answer brings it back, but a connection of its own.
            assert!(status.note(Ok(())).is_ok());
            assert_eq!(status.removed, gone, "{cause}");
        }
    }

    #[test]
    fn every_cause_that_can_pass_is_waited_for() {
        for cause in [
            Error::NoService,
            Error::NoReadersAvailable,
            Error::NoSmartcard,
            Error::UnresponsiveCard,
            Error::SharingViolation,
        ] {
            assert!(reader_error("A", cause).may_pass(), "{cause}");
        }
        assert!(!reader_error("A", Error::SecurityViolation).may_pass());
    }
}
