//! What EF.DIR says of municipal applications.

use std::fmt;

use apdu_spec::file::{EF_DIR, MF};
use apdu_spec::tlv::{self, Writer};

use super::{MunicipalError, Profile};
use crate::issue::{ContentError, create};
use juki_client::card::files;
use juki_client::card::session::Session;

/// Application template of EF.DIR (ISO/IEC 7816-4:2020, 12.2.3).
const TEMPLATE: u8 = 0x61;

/// The identifier, in digits, under which EF.DIR lists an application of this name; `None` when it
/// lists none, or this one.
pub(super) fn listed(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<Option<String>, MunicipalError> {
    let (content, aid) = (directory(session)?, profile.aid());
    let Some(template) = templates(&content).find(|template| template.is_of(&aid)) else {
        return Ok(None);
    };
    let path = tlv::find(template.value, 0x51_u8).unwrap_or_default();
    let fid = path.last_chunk::<2>().map(hex::encode_upper);
    Ok(fid.filter(|fid| !fid.eq_ignore_ascii_case(profile.fid_digits())))
}

/// Puts the application's template into EF.DIR; false when it stands there.
pub(super) fn list(session: &mut Session<'_>, profile: &Profile) -> Result<bool, MunicipalError> {
    let (content, aid) = (directory(session)?, profile.aid());
    if templates(&content).any(|template| template.is_of(&aid)) {
        return Ok(false);
    }
    let end = templates(&content).map(|template| template.whole.len()).sum();
    let mut bytes = [0; 64];
    let mut writer = Writer::new(&mut bytes);
    let path = [MF.to_be_bytes(), profile.fid().to_be_bytes()].concat();
    writer.nested(TEMPLATE, |w| {
        w.tlv(0x4F_u8, &aid).tlv(0x50_u8, profile.label().as_bytes()).tlv(0x51_u8, &path);
    });
    let template = writer.finish().ok_or(ContentError::NotEncodable { file: "EF.DIR" })?;
    let (needed, left) = (template.len(), content.len().saturating_sub(end));
    if needed > left {
        return Err(DirectoryError::Full { needed, left }.into());
    }
    create::write_at(session, end, template)?;
    Ok(true)
}

/// Takes the application's template out of EF.DIR.
pub(super) fn remove_template(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<(), MunicipalError> {
    let (content, aid) = (directory(session)?, profile.aid());
    let others = templates(&content).filter(|template| !template.is_of(&aid));
    let mut kept: Vec<u8> = others.flat_map(|template| template.whole).copied().collect();
    kept.resize(content.len(), 0);
    if kept != content {
        create::write(session, &kept)?;
    }
    Ok(())
}

/// A data object of EF.DIR.
struct Template<'a> {
    /// Tag, length and value.
    whole: &'a [u8],
    value: &'a [u8],
}

impl Template<'_> {
    fn is_of(&self, aid: &[u8]) -> bool {
        tlv::find(self.value, 0x4F_u8) == Some(aid)
    }
}

/// The data objects of EF.DIR, one behind the other, up to the first that is none.
fn templates(content: &[u8]) -> impl Iterator<Item = Template<'_>> {
    let mut reader = tlv::Reader::new(content);
    std::iter::from_fn(move || {
        let begin = reader.position();
        let object = reader.next()?.ok()?;
        let whole = content.get(begin..reader.position())?;
        Some(Template { whole, value: object.value })
    })
}

fn directory(session: &mut Session<'_>) -> Result<Vec<u8>, MunicipalError> {
    create::select_mf(session)?;
    Ok(files::read_file(session, EF_DIR)?.ok_or(DirectoryError::Missing)?)
}

/// Why EF.DIR lists no application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum DirectoryError {
    /// The card has no EF.DIR.
    Missing,
    /// EF.DIR has no room for the template.
    Full {
        /// Bytes of the template.
        needed: usize,
        /// Bytes that are left.
        left: usize,
    },
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the card has no EF.DIR"),
            Self::Full { needed, left } => {
                write!(f, "EF.DIR has {left} bytes left for a template of {needed}")
            }
        }
    }
}

impl std::error::Error for DirectoryError {}
