//! MANAGE SECURITY ENVIRONMENT.

use apdu_spec::file::FileId;
use apdu_spec::request::{ManageSecurityEnvironment, Reference};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use crate::context::Context;
use crate::reply::Reply;

/// Algorithm reference in DO `80`: ECDSA over a hash that the host gives (what OpenSC names for
/// it; ours as a number).
const ECDSA: u8 = 0x04;

/// SET: the key of the digital signature template, by file identifier in the current DF (`81`)
/// or by reference (`84`).
pub(super) fn set(
    cx: &mut Context<'_>,
    command: ManageSecurityEnvironment<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    const BAD: StatusWord = StatusWord::INCORRECT_DATA;
    let (mut file, mut reference) = (None, None);
    for object in tlv::Reader::new(command.data) {
        let object = object.map_err(|_| BAD)?;
        match (object.tag.value(), object.value) {
            (0x80, [ECDSA]) => {}
            (0x81, [high, low]) => file = Some(FileId::from_be_bytes([*high, *low])),
            // `84 00`: no further key reference beside the file identifier.
            (0x84, [0x00]) => {}
            (0x84, [byte]) => reference = Some(Reference::parse(*byte).map_err(|_| BAD)?),
            _ => return Err(BAD),
        }
    }
    let key = match (file, reference) {
        (Some(fid), _) => {
            let df = cx.channels.current().df;
            cx.tree.child(df, fid).ok_or(StatusWord::REFERENCE_NOT_FOUND)?
        }
        (None, Some(reference)) => cx.find_reference(reference)?.id,
        (None, None) => return Err(BAD),
    };
    cx.channels.current().signing_key = Some(key);
    Ok(())
}
