//! How the new bytes of a command are combined with those of a file.

use apdu_spec::file::WriteBehaviour;
use apdu_spec::request::RecordOperation;
use apdu_spec::status::StatusWord;

use crate::storage::ByteOperation;

/// How the new bytes of a command are combined with those of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// The new ones replace them.
    Replace,
    /// The same, but only where everything is erased: these bytes.
    Once(u8),
    /// Logical AND.
    And,
    /// Logical OR.
    Or,
    /// Logical exclusive OR.
    Xor,
}

impl WriteMode {
    /// Puts `data` over the first of the bytes that are there.
    ///
    /// # Errors
    /// `6985` when any of them is not erased and must be.
    pub(crate) fn apply(self, there: &mut [u8], data: &[u8]) -> Result<(), StatusWord> {
        self.check(there)?;
        self.operation().put(there, data);
        Ok(())
    }

    /// May these bytes be written over?
    ///
    /// # Errors
    /// `6985` when any of them is not erased and must be.
    pub(crate) fn check(self, there: &[u8]) -> Result<(), StatusWord> {
        match self {
            Self::Once(erased) if there.iter().any(|byte| *byte != erased) => {
                Err(StatusWord::CONDITIONS_NOT_SATISFIED)
            }
            _ => Ok(()),
        }
    }

    /// The operation on each byte, once those of the file were checked.
    pub(crate) const fn operation(self) -> ByteOperation {
        match self {
            Self::Replace | Self::Once(_) => ByteOperation::Replace,
            Self::And => ByteOperation::And,
            Self::Or => ByteOperation::Or,
            Self::Xor => ByteOperation::Xor,
        }
    }
}

impl From<WriteBehaviour> for WriteMode {
    fn from(behaviour: WriteBehaviour) -> Self {
        match behaviour {
            WriteBehaviour::Once => Self::Once(behaviour.erased()),
            WriteBehaviour::Proprietary => Self::Replace,
            WriteBehaviour::Or => Self::Or,
            WriteBehaviour::And => Self::And,
        }
    }
}

impl From<RecordOperation> for WriteMode {
    fn from(operation: RecordOperation) -> Self {
        match operation {
            RecordOperation::Replace => Self::Replace,
            RecordOperation::And => Self::And,
            RecordOperation::Or => Self::Or,
            RecordOperation::Xor => Self::Xor,
        }
    }
}

/// Where a string begins in these bytes; nowhere when it is longer than they are.
pub(crate) fn position(bytes: &[u8], string: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(string.len())?;
    (0..=last).find(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(string)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_is_all_or_nothing() {
        let mut there = [0, 0, 1];
        let refused = WriteMode::Once(0).apply(&mut there, &[5]);
        assert_eq!(refused, Err(StatusWord::CONDITIONS_NOT_SATISFIED));
        assert_eq!(there, [0, 0, 1]);
    }

    #[test]
    fn a_string_is_found_at_both_ends_and_not_beyond() {
        assert_eq!(position(b"abcd", b"ab"), Some(0));
        assert_eq!(position(b"abcd", b"cd"), Some(2));
        assert_eq!(position(b"abcd", b"de"), None);
        assert_eq!(position(b"ab", b"abc"), None);
    }
}
