//! What bytes and records have in common: how new content is combined with old, parts, searching.

use apdu_spec::file::WriteBehaviour;
use apdu_spec::request::{DISCRETIONARY, Ne, RecordOperation};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use super::{Data, Outcome, Refusal};

/// What becomes of bytes when a command brings others.
#[derive(Clone, Copy)]
pub(super) enum WriteMode {
    Replace,
    /// Only where all is erased.
    Once(u8),
    And,
    Or,
    Xor,
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

impl WriteMode {
    /// The bytes that are there, met by `data` from the first one on.
    pub(super) fn of(self, there: &[u8], data: &[u8]) -> Result<Vec<u8>, Refusal> {
        if let Self::Once(erased) = self
            && there.iter().any(|byte| *byte != erased)
        {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let meet = |(at, byte): (usize, &u8)| match (self, data.get(at)) {
            (_, None) => *byte,
            (Self::Replace | Self::Once(_), Some(new)) => *new,
            (Self::And, Some(new)) => byte & new,
            (Self::Or, Some(new)) => byte | new,
            (Self::Xor, Some(new)) => byte ^ new,
        };
        Ok(there.iter().enumerate().map(meet).collect())
    }
}

pub(super) fn position(bytes: &[u8], string: &[u8]) -> Option<usize> {
    (0..=bytes.len().checked_sub(string.len())?).find(|at| bytes[*at..].starts_with(string))
}

/// A part of what is there, as odd instructions answer it: as much as Ne has room for.
pub(super) fn part(rest: &[u8], ne: Ne) -> Outcome {
    // The longest value of a data object that is so long altogether.
    let value_of = |object: usize| match object {
        0..=129 => object.saturating_sub(2),
        130..=258 => object - 3,
        _ => object - 4,
    };
    let short = ne.exact().is_some_and(|exact| value_of(exact) > rest.len());
    let count = rest.len().min(value_of(ne.most()));
    let mut out = vec![0; count + 8];
    let mut writer = Writer::new(&mut out);
    writer.tlv(DISCRETIONARY, &rest[..count]);
    let data = writer.finish().unwrap_or_default().to_vec();
    let status = if short { StatusWord::END_OF_FILE_REACHED } else { StatusWord::SUCCESS };
    Ok((Data::exactly(data), status))
}

pub(super) fn nothing_found() -> Outcome {
    Ok((Data::exactly(Vec::new()), StatusWord::END_OF_FILE_REACHED))
}
