//! A part of a file or record as an odd instruction answers it: in a discretionary data object.

use apdu_spec::request::{DISCRETIONARY, Ne};
use apdu_spec::status::StatusWord;

use crate::reply::Reply;

/// Begins the answer: tag and length field, and room for the value, as many of `rest` bytes as Ne
/// and the card's buffer allow with them. `6282` when Ne is more than there is.
pub(super) fn part<'r>(
    reply: &'r mut Reply<'_>,
    ne: Ne,
    rest: usize,
) -> Result<&'r mut [u8], StatusWord> {
    if ne.exact().is_some_and(|exact| value_len(exact) > rest) {
        reply.warn(StatusWord::END_OF_FILE_REACHED);
    }
    let count = rest.min(value_len(ne.most().min(reply.room())));
    reply.write(|w| {
        w.header(DISCRETIONARY, count);
    })?;
    reply.space(count)
}

/// The longest value of a data object with a tag of one byte that is so long altogether.
fn value_len(object: usize) -> usize {
    match object {
        0..=129 => object.saturating_sub(2),
        130..=258 => object.saturating_sub(3),
        _ => object.saturating_sub(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu_spec::tlv::Writer;

    #[test]
    fn a_part_fills_what_may_be_answered() {
        for object in 2..700 {
            let len = |value: usize| {
                let mut out = [0; 800];
                let mut writer = Writer::new(&mut out);
                writer.header(DISCRETIONARY, value);
                writer.len() + value
            };
            let value = value_len(object);
            assert!(len(value) <= object, "{object}");
            assert!(len(value + 1) > object, "{object}");
        }
    }
}
