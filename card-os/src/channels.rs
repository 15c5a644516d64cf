//! The logical channels (ISO/IEC 7816-4:2020, 11.2.3): which are open, and which one a command
//! came on.

use apdu_spec::limits::CHANNELS;
use apdu_spec::status::StatusWord;

use crate::challenge::Challenge;
use crate::channel::Channel;
use crate::objects::{NodeId, Tree};

mod certified;

pub(crate) use certified::{CertifiedHolder, NamedPublicKey};

/// The basic channel, which is always open.
const BASIC: usize = 0;

/// The logical channels, and the one that the command came on.
#[derive(Clone, Debug)]
pub(crate) struct Channels {
    /// By channel number; one that is not open is as new.
    all: [Channel; CHANNELS],
    open: [bool; CHANNELS],
    /// The basic channel when the command's own is not open.
    current: usize,
    /// Whose certificate was verified last, and on which channel: one for all of them.
    certified: Option<(usize, CertifiedHolder)>,
    /// The key or password that the session of secure messaging was opened with: it has the
    /// security status on every channel while the session lasts, whatever is selected.
    session_object: Option<NodeId>,
}

impl Channels {
    pub(crate) const fn new() -> Self {
        let mut open = [false; CHANNELS];
        open[BASIC] = true;
        Self {
            all: [const { Channel::new() }; CHANNELS],
            open,
            current: BASIC,
            certified: None,
            session_object: None,
        }
    }

    /// As new, in its place.
    pub(crate) fn clear(&mut self) {
        self.each(|channel| *channel = Channel::new());
        self.open = [false; CHANNELS];
        self.open[BASIC] = true;
        (self.current, self.certified, self.session_object) = (BASIC, None, None);
    }

    /// The number of the channel that the command came on.
    pub(crate) const fn number(&self) -> u8 {
        self.current.to_le_bytes()[0]
    }

    /// The channel that the command came on.
    pub(crate) fn current(&mut self) -> &mut Channel {
        &mut self.all[self.current % CHANNELS]
    }

    /// Has this PIN or key the security status on the channel that the command came on, or was the
    /// session opened with it?
    pub(crate) fn has_security_status(&self, node: NodeId) -> bool {
        self.session_object == Some(node)
            || self.all[self.current % CHANNELS].has_security_status(node)
    }

    /// A session of secure messaging begins, opened with this key or password. From the clear nothing
    /// is taken into it but what the command that opened it has proved: who proved the rest may be
    /// another one.
    pub(crate) fn begin_session(&mut self, object: NodeId, in_the_clear: bool) {
        if in_the_clear {
            self.revoke_others(object);
        }
        self.session_object = Some(object);
    }

    /// Revokes every security status, on every channel, but that of this PIN or key on the current
    /// channel.
    fn revoke_others(&mut self, node: NodeId) {
        let current = self.current % CHANNELS;
        for (at, channel) in self.all.iter_mut().enumerate() {
            channel.retain_security_status(|granted| at == current && granted == node);
        }
    }

    /// The key or password that the session was opened with, while its security status lasts.
    pub(crate) const fn session_object(&self) -> Option<NodeId> {
        self.session_object
    }

    /// A command was refused: restores the selection of the channel that it came on, and revokes what
    /// it granted there.
    pub(crate) fn roll_back(&mut self, before: &Self) {
        let at = self.current % CHANNELS;
        self.all[at].roll_back(&before.all[at]);
    }

    /// Makes the channel of a command the current one; `None` when it is not open.
    pub(crate) fn set_current(&mut self, channel: u8) -> Option<()> {
        let channel = usize::from(channel);
        let open = self.open.get(channel).is_some_and(|open| *open);
        self.current = if open { channel } else { BASIC };
        open.then_some(())
    }

    /// Opens this channel, or the first that is free, and gives its number. Opened from the basic
    /// channel its current DF is the MF, from another one the current DF of that. Its security
    /// status is empty.
    ///
    /// # Errors
    /// `6985` when it is open already, `6A81` when none is free.
    pub(crate) fn open(&mut self, number: Option<u8>) -> Result<u8, StatusWord> {
        let mut opened = Channel::new();
        if self.current != BASIC {
            opened.select_df(self.current().df);
        }
        let number = match number {
            Some(number) => usize::from(number),
            None => {
                self.open.iter().position(|open| !open).ok_or(StatusWord::FUNCTION_NOT_SUPPORTED)?
            }
        };
        let (Some(channel), Some(open)) = (self.all.get_mut(number), self.open.get_mut(number))
        else {
            return Err(StatusWord::FUNCTION_NOT_SUPPORTED);
        };
        if *open {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        (*channel, *open) = (opened, true);
        u8::try_from(number).map_err(|_| StatusWord::FUNCTION_NOT_SUPPORTED)
    }

    /// Closes this channel, or the one that the command came on: its selection and security
    /// status are gone.
    ///
    /// # Errors
    /// `6985` for the basic channel, `6881` when it is not open.
    pub(crate) fn close(&mut self, number: Option<u8>) -> Result<(), StatusWord> {
        let number = number.map_or(self.current, usize::from);
        if number == BASIC {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let open = self
            .open
            .get_mut(number)
            .filter(|open| **open)
            .ok_or(StatusWord::CHANNEL_NOT_SUPPORTED)?;
        *open = false;
        self.certified.take_if(|(channel, _)| *channel == number);
        *self.all.get_mut(number).ok_or(StatusWord::CHANNEL_NOT_SUPPORTED)? = Channel::new();
        Ok(())
    }

    /// Takes RND.ICC of the current channel. A challenge is valid for one command, whatever that
    /// command is and on whatever channel it comes.
    pub(crate) fn take_challenge(&mut self) -> Option<Challenge> {
        let challenge = self.current().challenge.take();
        self.each(|channel| channel.challenge = None);
        challenge
    }

    /// Whose certificate was verified last on the current channel.
    pub(crate) fn certified(&self) -> Option<&CertifiedHolder> {
        let (channel, certified) = self.certified.as_ref()?;
        (*channel == self.current).then_some(certified)
    }

    /// A certificate was verified on the current channel.
    pub(crate) fn certify(&mut self, certified: CertifiedHolder) {
        self.certified = Some((self.current, certified));
    }

    /// SELECT by DF name ends what the application before it had on the current channel.
    pub(crate) fn leave_application(&mut self) {
        self.current().leave_application();
        let current = self.current;
        self.certified.take_if(|(channel, _)| *channel == current);
    }

    /// Revokes every security status of the current channel, and that of the session.
    pub(crate) fn log_out(&mut self) {
        self.session_object = None;
        self.current().revoke_all();
        let current = self.current;
        self.certified.take_if(|(channel, _)| *channel == current);
    }

    /// Forgets the certificate verified under this trust anchor, which has another value now.
    pub(crate) fn forget_certified(&mut self, anchor: NodeId) {
        self.certified.take_if(|(_, certified)| certified.anchor == anchor);
    }

    /// Revokes the security status of this PIN or key on the current channel, and of the session.
    pub(crate) fn revoke_security_status(&mut self, node: NodeId) {
        self.session_object.take_if(|object| *object == node);
        self.current().revoke_security_status(node);
    }

    /// Revokes the security status of this PIN or key on every channel.
    pub(crate) fn revoke_everywhere(&mut self, node: NodeId) {
        self.session_object.take_if(|object| *object == node);
        self.each(|channel| channel.revoke_security_status(node));
    }

    /// Revokes every security status on every channel.
    pub(crate) fn revoke_all(&mut self) {
        (self.certified, self.session_object) = (None, None);
        self.each(Channel::revoke_all);
    }

    /// Revokes the security status of a PIN or key, or of those in a DF, on every channel.
    pub(crate) fn revoke_within(&mut self, tree: &Tree, df: NodeId) {
        self.certified.take_if(|(_, certified)| tree.is_within(certified.anchor, df));
        self.session_object.take_if(|object| tree.is_within(*object, df));
        self.each(|channel| channel.retain_security_status(|node| !tree.is_within(node, df)));
    }

    /// Files were deleted: what names one of them is dropped, on every channel; the current DF of a
    /// channel whose DF is gone is `parent`.
    pub(crate) fn drop_missing(&mut self, tree: &Tree, parent: NodeId) {
        self.certified.take_if(|(_, certified)| tree.node(certified.anchor).is_none());
        self.session_object.take_if(|object| tree.node(*object).is_none());
        self.each(|channel| channel.drop_missing(tree, parent));
    }

    fn each(&mut self, change: impl Fn(&mut Channel)) {
        self.all.iter_mut().for_each(change);
    }
}
