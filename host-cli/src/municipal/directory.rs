//! What EF.DIR says of municipal applications.

use apdu_spec::file::{EF_DIR, MF};
use apdu_spec::tlv::{self, Writer};

use super::Profile;
use crate::card::files;
use crate::card::session::Session;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue::create;
use crate::msg;

/// Application template of EF.DIR (ISO/IEC 7816-4:2020, 12.2.3).
const TEMPLATE: u8 = 0x61;

/// The identifier, in digits, under which EF.DIR lists an application of this name; `None` when it
/// lists none, or this one.
pub(super) fn listed(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<Option<String>, Error> {
    let (content, aid) = (directory(session)?, profile.aid());
    let mut reader = tlv::Reader::new(&content);
    while let Some(Ok(object)) = reader.next() {
        if tlv::find(object.value, 0x4F_u8) == Some(&aid) {
            let path = tlv::find(object.value, 0x51_u8).unwrap_or_default();
            let fid = path.last_chunk::<2>().map(hex::encode_upper);
            return Ok(fid.filter(|fid| !fid.eq_ignore_ascii_case(&profile.fid)));
        }
    }
    Ok(None)
}

/// Puts the application's template into EF.DIR; false when it stands there.
pub(super) fn list(session: &mut Session<'_>, profile: &Profile) -> Result<bool, Error> {
    let content = directory(session)?;
    let aid = profile.aid();
    let mut end = 0;
    let mut reader = tlv::Reader::new(&content);
    while let Some(Ok(object)) = reader.next() {
        if tlv::find(object.value, 0x4F_u8) == Some(&aid) {
            return Ok(false);
        }
        end = reader.position();
    }
    let mut bytes = [0; 64];
    let mut writer = Writer::new(&mut bytes);
    let path = [MF.to_be_bytes(), profile.fid().to_be_bytes()].concat();
    writer.nested(TEMPLATE, |w| {
        w.tlv(0x4F_u8, &aid).tlv(0x50_u8, profile.label.as_bytes()).tlv(0x51_u8, &path);
    });
    let template = writer.finish().ok_or_else(Error::layout)?;
    if end + template.len() > content.len() {
        let what = msg!("error-service-directory");
        return Err(Error::new(Exit::Refused, what, msg!("todo-service-directory")));
    }
    create::write_at(session, end, template)?;
    Ok(true)
}

/// Takes the application's template out of EF.DIR.
pub(super) fn strike(session: &mut Session<'_>, profile: &Profile) -> Result<(), Error> {
    let content = directory(session)?;
    let aid = profile.aid();
    let mut kept = Vec::new();
    let mut begin = 0;
    let mut reader = tlv::Reader::new(&content);
    while let Some(Ok(object)) = reader.next() {
        let end = reader.position();
        if tlv::find(object.value, 0x4F_u8) != Some(&aid) {
            kept.extend_from_slice(&content[begin..end]);
        }
        begin = end;
    }
    kept.resize(content.len(), 0);
    if kept == content { Ok(()) } else { create::write(session, &kept) }
}

fn directory(session: &mut Session<'_>) -> Result<Vec<u8>, Error> {
    create::enter_mf(session)?;
    files::read_file(session, EF_DIR)?.ok_or_else(|| {
        let what = msg!("error-service-no-directory");
        Error::new(Exit::Refused, what, msg!("todo-refused-other-card"))
    })
}
