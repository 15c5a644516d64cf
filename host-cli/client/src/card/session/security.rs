//! Secure messaging of a conversation: how it begins, what goes inside it, and how it ends.

use apdu_spec::class::SecureMessaging as Indication;
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Instruction, Request};
use apdu_spec::request::LogOut;
use zeroize::Zeroizing;

use super::requests::{command, named};
use super::secured::{SecureMessaging, field_len, secured_most};
use super::traits::Security;
use super::{Answer, LONGEST_ANSWER, SecureMessagingFailure, Session, SessionError, check_length};
use crate::reader::{Inside, Protocol};

/// The longest data field of which the secured one fits short length, in bytes, without an Le
/// field: with the padding, the cryptogram (3 bytes of header) and the checksum (10) are 253.
const SHORT_WITHOUT_LE: usize = 239;
/// The same with an Le field of one byte, which is 3 more.
const SHORT_WITH_LE: usize = 223;

impl Session<'_> {
    /// From here on every command goes inside this session, and every answer is taken from inside
    /// it: the card has the same keys. What was selected and set before is not relied on: it may
    /// have been changed on the way. Within a session the new keys take the place of the old ones;
    /// a lost session stays lost.
    pub fn begin_secure_messaging(&mut self, keys: SecureMessaging) {
        self.application = None;
        let security = &mut self.card.state_mut().security;
        if !matches!(security, Security::Lost { .. }) {
            *security = Security::Secured(keys);
        }
    }

    /// Do commands go inside a session of secure messaging?
    #[must_use]
    pub const fn is_secured(&self) -> bool {
        matches!(self.card.state().security, Security::Secured(_))
    }

    /// Was there a session of secure messaging in which something went wrong? Every request is
    /// refused until the card is reset.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        matches!(self.card.state().security, Security::Lost { .. })
    }

    /// Ends the session of secure messaging, if there is one: forgets its keys, and sends LOG OUT
    /// in the clear. The card answers `6987` and ends its side, with every security status; else
    /// the next conversation would be refused by it. A card that has no such session any more logs
    /// out. Also for a lost session, which stays lost.
    ///
    /// # Errors
    /// When no answer came: the session is lost.
    pub fn end_secure_messaging(&mut self) -> Result<(), SessionError> {
        let was_secured = match self.card.state().security {
            Security::Plain | Security::Lost { told: true } => return Ok(()),
            Security::Secured(_) => true,
            Security::Lost { told: false } => false,
        };
        self.lose();
        // It is due however many commands a file has cost.
        let budget = self.budget.take();
        let told = self.send_once(&command(&Request::from(LogOut)));
        self.budget = budget;
        self.application = None;
        told?;
        self.card.state_mut().security =
            if was_secured { Security::Plain } else { Security::Lost { told: true } };
        Ok(())
    }

    /// As [`Session::end_secure_messaging`], and it is a lost session then: whoever is at the other
    /// end is not whom the caller means, and what was meant for inside does not go in the clear
    /// after it.
    ///
    /// # Errors
    /// When no answer came.
    pub fn abandon_secure_messaging(&mut self) -> Result<(), SessionError> {
        self.lose();
        self.end_secure_messaging()
    }

    /// Sends a command as the conversation stands: in the clear, or secured. An answer to a secured
    /// one has all its parts.
    ///
    /// # Errors
    /// When no answer came, or one that is longer than `most`; [`SessionError::SecureMessaging`].
    pub(super) fn send(
        &mut self,
        command: &Command<'_>,
        most: usize,
    ) -> Result<Answer, SessionError> {
        match self.card.state().security {
            Security::Plain => self.send_once(command),
            Security::Secured(_) | Security::Lost { .. } => self.send_secured(command, most),
        }
    }

    /// How much of the data field goes in the next link of a chain; `None` when the command carries
    /// all of it.
    ///
    /// # Errors
    /// When the way carries no such chain.
    pub(super) fn link(&self, command: &Command<'_>) -> Result<Option<usize>, SessionError> {
        let length = command.data.len();
        if !self.is_secured() {
            return Ok((command.length == Length::Short && length > 255).then_some(255));
        }
        if self.card.known().extended || field_len(command) <= 255 {
            return Ok(None);
        }
        if self.reader.protocol() == Protocol::T0 {
            // Over T=0 a link has no Le outside, and the card answers none that it cannot answer at
            // once.
            let most = if command.le == Le::Absent { SHORT_WITHOUT_LE } else { SHORT_WITH_LE };
            return Err(SessionError::TooLong { instruction: named(command), length, most });
        }
        Ok(Some(if length > SHORT_WITHOUT_LE { SHORT_WITHOUT_LE } else { SHORT_WITH_LE }))
    }

    /// Sends the command that these bytes are, secured, and gives its answer as it would be in the
    /// clear.
    pub(super) fn transmit_secured(&mut self, bytes: &[u8]) -> Result<Vec<u8>, SessionError> {
        let command = Command::parse(bytes)
            .ok()
            .filter(|command| command.class.secure_messaging == Indication::None)
            .ok_or(SessionError::SecureMessaging {
                instruction: None,
                failure: SecureMessagingFailure::NotACommand,
            })?;
        let mut answer = self.send_secured(&command, LONGEST_ANSWER)?;
        answer.data.extend(answer.status.to_bytes());
        Ok(answer.data)
    }

    fn send_secured(&mut self, command: &Command<'_>, most: usize) -> Result<Answer, SessionError> {
        let length = field_len(command);
        let carried = if self.card.known().extended { 0xFFFF } else { 0xFF };
        if length > carried && self.is_secured() {
            let length = command.data.len();
            let most = carried.min(SHORT_WITH_LE);
            return Err(SessionError::TooLong { instruction: named(command), length, most });
        }
        let answer = self.exchange_secured(command, length, most);
        if answer.is_err() {
            self.lose();
        }
        answer
    }

    fn exchange_secured(
        &mut self,
        command: &Command<'_>,
        length: usize,
        most: usize,
    ) -> Result<Answer, SessionError> {
        let instruction = Instruction::find(command.class.family, command.ins).ok();
        let failed = |failure| SessionError::SecureMessaging { instruction, failure };
        let class = command.class.with_secure_messaging(Indication::IsoHeaderAuthenticated);
        let header = [class.to_byte(), command.ins, command.p1, command.p2];
        let field = self.keys().and_then(|keys| keys.wrap(command, header)).map_err(failed)?;
        let length = if length > 0xFF { Length::Extended } else { command.length };
        self.reader.inside(Inside::Command(command))?;
        let outside = Command { class, data: &field, le: Le::Any, length, ..*command };
        let answer = self.send_once(&outside)?;
        let gathered = self.gather(answer, named(command), class.channel, secured_most(most));
        let answer = gathered.map_err(|cause| match cause {
            SessionError::Longer { instruction, received, .. } => {
                SessionError::Longer { instruction, expected: most, received }
            }
            cause => cause,
        })?;
        let secured = Zeroizing::new(answer.data);
        let answer = self
            .keys()
            .and_then(|keys| keys.unwrap(command.ins, &secured, answer.status))
            .map_err(failed)?;
        self.reader.inside(Inside::Answer(&answer.data, answer.status))?;
        check_length(most, named(command), answer.data.len())?;
        Ok(answer)
    }

    /// The keys of the open session.
    const fn keys(&mut self) -> Result<&mut SecureMessaging, SecureMessagingFailure> {
        match &mut self.card.state_mut().security {
            Security::Secured(keys) => Ok(keys),
            Security::Plain | Security::Lost { .. } => Err(SecureMessagingFailure::Lost),
        }
    }

    /// Something went wrong: the keys are forgotten, and nothing is sent any more.
    fn lose(&mut self) {
        self.application = None;
        let security = &mut self.card.state_mut().security;
        if matches!(security, Security::Secured(_)) {
            *security = Security::Lost { told: false };
        }
    }
}

/// A session that was opened in this conversation ends with it, also in a panic: its keys are
/// gone. One that was open when it began goes on in the conversation that it came from.
impl Drop for Session<'_> {
    fn drop(&mut self) {
        if !self.began_secured {
            // There is no caller to tell of a failure.
            let _unsaid = self.end_secure_messaging();
        }
    }
}
