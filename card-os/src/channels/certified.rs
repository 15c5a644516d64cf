//! The certificate holder whose certificate was verified.

use apdu_spec::bytes;
use apdu_spec::file::{Certificate, Day, KEY_NAME_MAX, POINT_LEN, Role};

use crate::objects::NodeId;

/// The holder of the last certificate that was verified on a channel, and its key.
#[derive(Clone, Debug)]
pub(crate) struct CertifiedHolder {
    /// The trust anchor that its chain began with.
    pub(crate) anchor: NodeId,
    /// The role of its holder.
    pub(crate) role: Role,
    /// The key.
    pub(crate) key: NamedPublicKey,
}

/// A public key, by its name in certificates (the holder reference).
#[derive(Clone, Debug)]
pub(crate) struct NamedPublicKey {
    name: [u8; KEY_NAME_MAX],
    length: usize,
    /// The public key, an uncompressed point of P-256.
    pub(crate) point: [u8; POINT_LEN],
    /// The last day on which it counts.
    pub(crate) expiration: Day,
}

impl NamedPublicKey {
    /// The key of a certificate; `None` when its name is longer than a name is.
    pub(crate) fn of(certificate: &Certificate<'_>) -> Option<Self> {
        Self::new(certificate.holder, certificate.public, certificate.expiration)
    }

    /// A key with the name of its holder; `None` when that is longer than a name is.
    pub(crate) fn new(holder: &[u8], point: &[u8; POINT_LEN], expiration: Day) -> Option<Self> {
        let mut name = [0; KEY_NAME_MAX];
        bytes::copy(name.get_mut(..holder.len())?, holder);
        Some(Self { name, length: holder.len(), point: *point, expiration })
    }

    /// Its name.
    pub(crate) fn name(&self) -> &[u8] {
        self.name.get(..self.length).unwrap_or_default()
    }

    /// Has it this name?
    pub(crate) fn is(&self, name: &[u8]) -> bool {
        self.name() == name
    }
}
