//! PIN values and secret keys: read for the moment of their use, compared in constant time,
//! zeroised after. A try is spent before the comparison, where there is a retry counter, and only a
//! comparison that came out equal leads to a security status: the types leave no other way.

use apdu_spec::bytes;
use apdu_spec::status::StatusWord;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::file::Part;
use super::store::ObjectStore;
use super::tree::NodeId;
use crate::crypto::{KeyError, MAC_LEN, SECRET_MAX, VerifyError};
use crate::storage::{Key, SpentTry};

/// A secret in RAM, zeroised when dropped.
pub(crate) struct SecretValue {
    bytes: Zeroizing<[u8; SECRET_MAX]>,
    len: usize,
}

/// Where the secret of a PIN or key is kept.
pub(crate) struct Secret;

impl Secret {
    /// Reads the value of a PIN or the secret key of a key.
    ///
    /// # Errors
    /// `6984` when it has none yet.
    pub(crate) fn load(store: &mut dyn ObjectStore, id: NodeId) -> Result<SecretValue, StatusWord> {
        let mut bytes = Zeroizing::new([0; SECRET_MAX]);
        let len = store.read(Self::key(id), 0, bytes.as_mut_slice())?;
        if len == 0 {
            Err(StatusWord::REFERENCE_DATA_NOT_USABLE)
        } else {
            Ok(SecretValue { bytes, len })
        }
    }

    /// Has it a value?
    pub(crate) fn is_there(store: &mut dyn ObjectStore, id: NodeId) -> Result<bool, StatusWord> {
        Ok(store.len(Self::key(id))?.is_some())
    }

    /// Writes it, within the command's transaction.
    pub(crate) fn store(
        store: &mut dyn ObjectStore,
        id: NodeId,
        value: &[u8],
    ) -> Result<(), StatusWord> {
        store.put(Self::key(id), value)
    }

    const fn key(id: NodeId) -> Key {
        Key { object: id.object(), part: Part::SECRET }
    }
}

impl SecretValue {
    /// What an authentication code must be is a secret until it was compared.
    pub(crate) fn mac(
        make: impl FnOnce(&mut [u8; MAC_LEN]) -> Result<(), KeyError>,
    ) -> Result<Self, StatusWord> {
        let mut value = Self { bytes: Zeroizing::new([0; SECRET_MAX]), len: MAC_LEN };
        let place = value.bytes.first_chunk_mut().ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?;
        make(place).map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
        Ok(value)
    }

    /// A value that is a secret until it was compared.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, StatusWord> {
        let mut value = Self { bytes: Zeroizing::new([0; SECRET_MAX]), len: bytes.len() };
        let place = value.bytes.get_mut(..bytes.len());
        bytes::copy(place.ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?, bytes);
        Ok(value)
    }

    /// The bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Compares in constant time, whatever the lengths.
    fn equals(&self, given: &[u8]) -> bool {
        let mut padded = Zeroizing::new([0; SECRET_MAX]);
        let fits = given.len() <= SECRET_MAX;
        padded.iter_mut().zip(given).for_each(|(place, byte)| *place = *byte);
        let same = self.bytes.as_slice().ct_eq(padded.as_slice()) & self.len.ct_eq(&given.len());
        fits && bool::from(same)
    }
}

/// What a comparison costs.
#[derive(Debug)]
pub(crate) enum VerificationCost {
    /// A try, which was spent.
    Try(SpentTry),
    /// Nothing: there is no retry counter.
    Nothing,
}

/// The cost was paid and the comparison came out equal. The try is not given back yet.
#[derive(Debug)]
pub(crate) struct PendingVerification {
    node: NodeId,
    cost: VerificationCost,
}

/// A successful comparison whose tries are restored within this command: it grants a security
/// status.
#[derive(Debug)]
pub(crate) struct SuccessfulVerification {
    node: NodeId,
}

impl PendingVerification {
    /// Compares the value of a command with a secret, for the cost that was paid.
    ///
    /// # Errors
    /// `63Cx`, `6300` where no tries are counted.
    pub(crate) fn compare(
        node: NodeId,
        cost: VerificationCost,
        given: &[u8],
        secret: &SecretValue,
    ) -> Result<Self, StatusWord> {
        if secret.equals(given) { Ok(Self { node, cost }) } else { Err(cost.refusal()) }
    }

    /// As [`PendingVerification::compare`], by a signature.
    ///
    /// # Errors
    /// `63Cx`, `6300` where no tries are counted.
    pub(crate) fn verified(
        node: NodeId,
        cost: VerificationCost,
        verified: Result<(), VerifyError>,
    ) -> Result<Self, StatusWord> {
        match verified {
            Ok(()) => Ok(Self { node, cost }),
            Err(_) => Err(cost.refusal()),
        }
    }

    /// Gives the tries back, within the command's transaction.
    pub(crate) fn restore(
        self,
        store: &mut dyn ObjectStore,
        tries: u8,
    ) -> Result<SuccessfulVerification, StatusWord> {
        if let VerificationCost::Try(spent) = self.cost {
            store.restore(spent, tries)?;
        }
        Ok(SuccessfulVerification { node: self.node })
    }
}

impl SuccessfulVerification {
    /// The PIN or key that was verified.
    pub(crate) const fn node(&self) -> NodeId {
        self.node
    }
}

impl VerificationCost {
    /// The answer when the comparison does not come out equal.
    fn refusal(&self) -> StatusWord {
        match self {
            Self::Try(spent) => StatusWord::tries(spent.left()),
            Self::Nothing => StatusWord::VERIFICATION_FAILED,
        }
    }
}
