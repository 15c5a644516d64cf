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
    let (mut algorithm, mut file, mut reference) = (None, None, None);
    for object in tlv::Reader::new(command.data) {
        let object = object.map_err(|_| BAD)?;
        let place = match object.tag.value() {
            0x80 => &mut algorithm,
            0x81 => &mut file,
            0x84 => &mut reference,
            _ => return Err(BAD),
        };
        if place.replace(object.value).is_some() {
            return Err(BAD);
        }
    }
    if !matches!(algorithm, None | Some([ECDSA])) {
        return Err(BAD);
    }
    let key = match (file, reference) {
        // `84 00`: no further key reference beside the file identifier.
        (Some([high, low]), None | Some([0x00])) => {
            let df = cx.channels.current().df;
            let fid = FileId::from_be_bytes([*high, *low]);
            cx.tree.child(df, fid).ok_or(StatusWord::REFERENCE_NOT_FOUND)?
        }
        (None, Some([byte])) => {
            let reference = Reference::parse(*byte).map_err(|_| BAD)?;
            cx.find_reference(reference)?.id
        }
        _ => return Err(BAD),
    };
    cx.channels.current().signing_key = Some(key);
    Ok(())
}
