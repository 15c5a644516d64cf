//! A logical channel: what is selected and its security status.

use apdu_spec::limits::SECURITY_STATUS_MAX;

use crate::challenge::Challenge;
use crate::crypto::HASH_LEN;
use crate::environment::Environment;
use crate::objects::{NodeId, SuccessfulVerification, Tree};

/// The state of one logical channel. Lost at reset.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Current DF.
    pub(crate) df: NodeId,
    /// Current EF.
    pub(crate) ef: Option<NodeId>,
    /// Current record number, 0 before any (ISO/IEC 7816-4:2020, 7.3.4).
    pub(crate) record: u8,
    /// The current security environment.
    pub(crate) environment: Environment,
    /// The hash code that PSO: HASH has made, until a signature was made or verified over it.
    pub(crate) hash: Option<[u8; HASH_LEN]>,
    /// RND.ICC, if the last command was the GET CHALLENGE that gave it out.
    pub(crate) challenge: Option<Challenge>,
    /// PINs verified and keys authenticated, the newest first.
    security_status: [Option<NodeId>; SECURITY_STATUS_MAX],
}

impl Channel {
    pub(crate) const fn new() -> Self {
        Self {
            df: NodeId::MF,
            ef: None,
            record: 0,
            environment: Environment::EMPTY,
            hash: None,
            challenge: None,
            security_status: [None; SECURITY_STATUS_MAX],
        }
    }

    pub(crate) fn select_df(&mut self, df: NodeId) {
        (self.df, self.ef, self.record) = (df, None, 0);
    }

    /// Makes an EF the current one, as SELECT and a short identifier do: no record of it is the
    /// current one.
    pub(crate) fn select_ef(&mut self, df: NodeId, ef: NodeId) {
        (self.df, self.ef, self.record) = (df, Some(ef), 0);
    }

    /// Restores the selection, and revokes every security status that was not there.
    pub(crate) fn roll_back(&mut self, before: &Self) {
        (self.df, self.ef, self.record) = (before.df, before.ef, before.record);
        self.retain_security_status(|node| before.has_security_status(node));
    }

    /// Has this PIN been verified, or this key authenticated, on this channel?
    pub(crate) fn has_security_status(&self, node: NodeId) -> bool {
        self.security_status.contains(&Some(node))
    }

    /// Grants the security status of a PIN or key; a successful verification is the only way to it.
    pub(crate) fn grant_security_status(&mut self, verification: &SuccessfulVerification) {
        let node = Some(verification.node());
        // The newest is first; it replaces its own entry, else a free one, else the oldest.
        let place = self.security_status.iter().position(|granted| *granted == node);
        let place = place.or_else(|| self.security_status.iter().position(Option::is_none));
        let up_to = place.unwrap_or(SECURITY_STATUS_MAX - 1);
        if let Some(moved) = self.security_status.get_mut(..=up_to) {
            moved.rotate_right(1);
        }
        if let Some(first) = self.security_status.first_mut() {
            *first = node;
        }
    }

    /// Revokes the security status of this PIN or key.
    pub(crate) fn revoke_security_status(&mut self, node: NodeId) {
        self.retain_security_status(|granted| granted != node);
    }

    /// Revokes every security status but these.
    pub(crate) fn retain_security_status(&mut self, keep: impl Fn(NodeId) -> bool) {
        for place in &mut self.security_status {
            *place = place.filter(|node| keep(*node));
        }
    }

    /// Revokes every security status.
    pub(crate) fn revoke_all(&mut self) {
        self.security_status = [None; SECURITY_STATUS_MAX];
    }

    /// Files were deleted: drops whatever names one that is not there. Its identity may be given
    /// to another file, so nothing may be left of it here.
    pub(crate) fn drop_missing(&mut self, tree: &Tree, parent: NodeId) {
        let is_there = |node: NodeId| tree.node(node).is_some();
        if !is_there(self.df) {
            self.select_df(parent);
        } else if !self.ef.is_none_or(is_there) {
            self.select_df(self.df);
        }
        self.environment.retain(is_there);
        self.retain_security_status(is_there);
    }

    /// SELECT by DF name ends the security status and environment of the application before.
    pub(crate) fn leave_application(&mut self) {
        self.revoke_all();
        self.environment = Environment::EMPTY;
        self.hash = None;
    }
}
