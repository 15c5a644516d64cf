//! A mapping as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{LineEnd, Quoting};
use crate::convert::date::DateFormat;
use crate::convert::width::Width;
use crate::encoding::Encoding;
use crate::rows::WidthUnit;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingForm {
    pub(super) version: Spanned<u64>,
    pub(super) file: Spanned<FileForm>,
    #[serde(default)]
    pub(super) constant: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    pub(super) column: Vec<Spanned<ColumnForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    pub(super) kind: KindForm,
    pub(super) encoding: Encoding,
    pub(super) header: Option<Spanned<bool>>,
    pub(super) other_columns: Option<Spanned<OthersForm>>,
    pub(super) delimiter: Option<Spanned<String>>,
    pub(super) quoting: Option<Spanned<Quoting>>,
    pub(super) line_end: Spanned<LineEnd>,
    pub(super) widths: Option<Spanned<WidthUnit>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KindForm {
    Csv,
    Fixed,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OthersForm {
    Refuse,
    Ignore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnForm {
    pub(super) name: Spanned<String>,
    pub(super) path: Option<Spanned<String>>,
    pub(super) split: Option<Spanned<[String; 2]>>,
    pub(super) unknown_flag: Option<Spanned<String>>,
    pub(super) unknown_wording: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) ignore: bool,
    pub(super) flag_words: Option<[String; 2]>,
    pub(super) convert: Option<Spanned<ConvertForm>>,
    pub(super) width: Option<Spanned<usize>>,
    pub(super) pad: Option<Spanned<String>>,
    pub(super) align: Option<AlignForm>,
    #[serde(default)]
    pub(super) trim: bool,
    #[serde(default)]
    pub(super) required: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AlignForm {
    Left,
    Right,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConvertForm {
    pub(super) codes: Option<toml::Table>,
    pub(super) date: Option<FormatsForm>,
    #[serde(default)]
    pub(super) number: bool,
    pub(super) width: Option<Width>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum FormatsForm {
    One(DateFormat),
    Many(Vec<DateFormat>),
}
