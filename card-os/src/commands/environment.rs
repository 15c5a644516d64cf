//! MANAGE SECURITY ENVIRONMENT.

use apdu_spec::file::{Algorithm, FileId, Shape};
use apdu_spec::request::{ManageSecurityEnvironment, Reference};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use crate::context::Context;
use crate::objects::Header;
use crate::reply::Reply;

/// Algorithm references in DO `80`: RSA with a block of type 1, and ECDSA over a hash that the
/// host gives (what OpenSC names for them; ours as numbers).
const RSA: u8 = 0x02;
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
    let wanted = match algorithm {
        None => None,
        Some([RSA]) => Some(Algorithm::Rsa2048),
        Some([ECDSA]) => Some(Algorithm::P256),
        Some(_) => return Err(BAD),
    };
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
    if let (Some(wanted), Shape::Key(key)) = (wanted, Header::read(cx.store, key)?.control()?.shape)
        && key.algorithm != wanted
    {
        return Err(BAD);
    }
    cx.channels.current().signing_key = Some(key);
    Ok(())
}
