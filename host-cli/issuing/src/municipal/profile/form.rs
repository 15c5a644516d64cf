//! A profile's members in JSON. By its form alone a profile is none yet: whoever reads one gets it
//! checked.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Access, File, PinParameters, Profile, Structure};

/// A profile as far as its members have the right types.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    /// For editors: where the schema is.
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    name: String,
    label: String,
    aid: String,
    fid: String,
    #[serde(default)]
    pin: Option<PinParameters>,
    files: Vec<FileForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    name: String,
    fid: String,
    structure: Structure,
    #[serde(default)]
    read: Access,
    #[serde(default)]
    update: Access,
    #[serde(default)]
    append: Access,
    #[serde(default)]
    content: Vec<String>,
}

impl Form {
    /// The profile, which is still to be checked.
    pub(super) fn unchecked(self) -> Profile {
        let Self { _schema, name, label, aid, fid, pin, files } = self;
        let files = files.into_iter().map(FileForm::unchecked).collect();
        Profile { name, label, aid, fid, pin, files, source: None }
    }
}

impl FileForm {
    fn unchecked(self) -> File {
        let Self { name, fid, structure, read, update, append, content } = self;
        File { name, fid, structure, read, update, append, content }
    }
}

/// Reads a profile and checks everything in it, as [`Profile::parse`] does.
impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let profile = Form::deserialize(deserializer)?.unchecked();
        profile.check().map_err(D::Error::custom)?;
        Ok(profile)
    }
}
