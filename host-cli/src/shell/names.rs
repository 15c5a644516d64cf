//! Names of files: what the profiles know, and identifiers, paths and DF names in digits.

use apdu_spec::file::{EF_ATR_INFO, EF_DIR, FileId, MF};
use apdu_spec::profile::{APPLICATIONS, Application, Object, ObjectKind, Structure};
use apdu_spec::request::{Occurrence, Select, SelectionMethod};
use apdu_spec::tlv;

/// The name of the master file.
pub const MF_NAME: &str = "mf";

/// Files in the MF that ISO/IEC 7816-4:2020, 12.2 gives a name and an identifier.
pub const MF_FILES: [(&str, FileId); 2] = [("ef.dir", EF_DIR), ("ef.atr", EF_ATR_INFO)];

/// The current DF of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrentDf {
    /// In the MF.
    Mf,
    /// In an application that the profiles know.
    Application(&'static Application),
    /// In a DF that they do not know, or nobody knows where.
    Other,
}

impl CurrentDf {
    /// The application, when it is one.
    #[must_use]
    pub const fn application(self) -> Option<&'static Application> {
        match self {
            Self::Application(application) => Some(application),
            Self::Mf | Self::Other => None,
        }
    }

    /// The DF of this identifier below the MF.
    fn below_mf(fid: FileId) -> Self {
        match APPLICATIONS.iter().find(|application| application.fid == fid) {
            _ if fid == MF => Self::Mf,
            Some(application) => Self::Application(application),
            None => Self::Other,
        }
    }

    /// Where one stands after a SELECT that was done. What the card says of the file goes before
    /// what was asked for.
    #[must_use]
    pub fn after(self, select: &Select<'_>, answer: &[u8]) -> Self {
        let pair = |at: usize| {
            let bytes = select.data.get(at..at + 2)?;
            Some(FileId::from_be_bytes(bytes.try_into().ok()?))
        };
        if let Some(df) = df_of_control_information(answer) {
            return df;
        }
        match select.by {
            SelectionMethod::EfUnderCurrentDf => self,
            SelectionMethod::PathFromMf => pair(0).map_or(Self::Mf, |first| {
                match Self::below_mf(first) {
                    // An EF of the MF.
                    Self::Other if select.data.len() == 2 && is_mf_file(first) => Self::Mf,
                    here => here,
                }
            }),
            SelectionMethod::DfName(_) => APPLICATIONS
                .iter()
                .find(|application| application.aid == select.data)
                .map_or(Self::Other, |application| Self::Application(application)),
            SelectionMethod::FileIdentifier => {
                match pair(0).map(|fid| (fid, Self::below_mf(fid))) {
                    None => Self::Mf,
                    Some((_, here @ (Self::Mf | Self::Application(_)))) => here,
                    Some((fid, _)) if self == Self::Mf && is_mf_file(fid) => self,
                    Some((fid, _))
                        if self.application().is_some_and(|a| a.object(fid).is_some()) =>
                    {
                        self
                    }
                    Some(_) => Self::Other,
                }
            }
            SelectionMethod::ParentDf => match self {
                Self::Mf | Self::Application(_) => Self::Mf,
                Self::Other => Self::Other,
            },
            SelectionMethod::ChildDf if self == Self::Mf => {
                pair(0).map_or(Self::Other, Self::below_mf)
            }
            SelectionMethod::ChildDf | SelectionMethod::PathFromCurrentDf => Self::Other,
        }
    }
}

fn is_mf_file(fid: FileId) -> bool {
    MF_FILES.iter().any(|(_, known)| *known == fid)
}

/// The DF of which control information speaks; `None` where it speaks of an EF, or of nothing.
#[must_use]
pub fn df_of_control_information(answer: &[u8]) -> Option<CurrentDf> {
    const DF: u8 = 0x38;
    let template = tlv::find(answer, 0x62_u8).or_else(|| tlv::find(answer, 0x6F_u8))?;
    let is_df =
        tlv::find(template, 0x82_u8).is_some_and(|descriptor| descriptor.first() == Some(&DF));
    let name = tlv::find(template, 0x84_u8);
    if let Some(application) = APPLICATIONS.iter().find(|known| name == Some(known.aid)) {
        return Some(CurrentDf::Application(application));
    }
    let fid = tlv::find(template, 0x83_u8).and_then(|fid| fid.try_into().ok());
    match (is_df, name, fid.map(FileId::from_be_bytes)) {
        (true, _, Some(MF)) => Some(CurrentDf::Mf),
        (true, ..) | (_, Some(_), _) => Some(CurrentDf::Other),
        _ => None,
    }
}

/// A file to be selected, in one step or two.
#[derive(Clone, Debug)]
pub struct FilePath(Vec<Step>);

/// One SELECT.
#[derive(Clone, Debug)]
pub struct Step {
    /// By what.
    pub by: SelectionMethod,
    /// File identifier, path or DF name.
    pub data: Vec<u8>,
}

impl FilePath {
    /// What a name means, seen from where one stands, in capitals or not: `mf`, `..`, `ef.dir`,
    /// `jpki`, `jpki/signing-certificate`, `signing-certificate`, four digits of a file
    /// identifier, a path `D100/0101` from the MF with or without a `/` in front, a DF name of 5
    /// to 16 bytes in digits.
    #[must_use]
    pub fn find(name: &str, here: Option<&'static Application>) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if name == MF_NAME || name == "/" {
            return Some(Self(vec![master()]));
        }
        if name == ".." {
            return Some(Self(vec![Step { by: SelectionMethod::ParentDf, data: Vec::new() }]));
        }
        if let Some((_, fid)) = MF_FILES.iter().find(|(known, _)| {
            [known, &&*format!("/{known}"), &&*format!("{MF_NAME}/{known}")].contains(&&&*name)
        }) {
            let data = fid.to_be_bytes().to_vec();
            return Some(Self(vec![Step { by: SelectionMethod::PathFromMf, data }]));
        }
        let rooted = name.strip_prefix('/');
        let is_identifier =
            |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(path) = rooted.or_else(|| name.contains('/').then_some(&name))
            && path.split('/').all(is_identifier)
        {
            let data = hex::decode(path.replace('/', "")).ok()?;
            let whole = (2..=16).contains(&data.len());
            return whole.then(|| Self(vec![Step { by: SelectionMethod::PathFromMf, data }]));
        }
        let name = rooted.unwrap_or(&name);
        let (outer, inner) = match name.split_once('/') {
            Some((outer, inner)) => (Some(outer), inner),
            None => (None, name),
        };
        let mut steps = Vec::new();
        let application = match outer {
            Some(outer) => {
                let application = application(outer)?;
                steps.push(by_name(application));
                Some(application)
            }
            // Below the MF there are no files of an application.
            None => here.filter(|_| rooted.is_none()),
        };
        if inner.is_empty() {
            return outer.map(|_| Self(steps));
        }
        if let Some(object) = application.and_then(|application| object(application, inner)) {
            let data = object.fid.to_be_bytes().to_vec();
            steps.push(Step { by: SelectionMethod::EfUnderCurrentDf, data });
        } else if let Some(application) = self::application(inner).filter(|_| outer.is_none()) {
            steps.push(by_name(application));
        } else {
            let data = hex::decode(inner).ok().filter(|_| rooted.is_none())?;
            let by = match data.len() {
                2 => SelectionMethod::FileIdentifier,
                5..=16 => SelectionMethod::DfName(Occurrence::First),
                _ => return None,
            };
            steps.push(Step { by, data });
        }
        Some(Self(steps))
    }

    /// The SELECT commands, in order.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        self.0
    }
}

fn master() -> Step {
    Step { by: SelectionMethod::FileIdentifier, data: MF.to_be_bytes().to_vec() }
}

fn by_name(application: &Application) -> Step {
    Step { by: SelectionMethod::DfName(Occurrence::First), data: application.aid.to_vec() }
}

fn application(name: &str) -> Option<&'static Application> {
    APPLICATIONS.iter().copied().find(|application| application.id.name() == name)
}

fn object(application: &'static Application, name: &str) -> Option<&'static Object> {
    application.objects.iter().find(|object| typed(object) == name)
}

/// The name of an object as it is typed: `signing-certificate`.
#[must_use]
pub fn typed(object: &Object) -> String {
    object.name.replace('\'', "").replace(' ', "-").to_ascii_lowercase()
}

/// Every name that is known, seen from an application.
#[must_use]
pub fn names(here: Option<&'static Application>) -> Vec<String> {
    let inside = here.into_iter().flat_map(|application| application.objects.iter().map(typed));
    let all = APPLICATIONS.iter().flat_map(|application| {
        let objects = application.objects.iter();
        std::iter::once(application.id.to_string())
            .chain(objects.map(|object| format!("{}/{}", application.id, typed(object))))
    });
    let of_mf = MF_FILES.iter().map(|(name, _)| (*name).to_owned());
    [MF_NAME, ".."].map(str::to_owned).into_iter().chain(of_mf).chain(inside).chain(all).collect()
}

/// A line of `ls` at the MF.
#[must_use]
pub fn application_row(application: &Application) -> Vec<String> {
    vec![
        application.id.to_string(),
        format!("{:04X}", application.fid),
        hex::encode_upper(application.aid),
        application.label.to_owned(),
    ]
}

/// A line of `ls` at the MF for a file of its own.
#[must_use]
pub fn master_row(name: &str, fid: FileId) -> Vec<String> {
    vec![name.to_owned(), format!("{fid:04X}"), String::new(), "EF".to_owned()]
}

/// A line of `ls` in an application.
#[must_use]
pub fn object_row(object: &Object) -> Vec<String> {
    let (kind, reference) = match object.kind {
        ObjectKind::File(_, Structure::Records { .. }) => ("EF, records", String::new()),
        ObjectKind::File(..) => ("EF", String::new()),
        ObjectKind::Pin(_) => ("PIN", format!("{:02X}", object.reference())),
        ObjectKind::KeyPair(_) => ("key", format!("{:02X}", object.reference())),
    };
    vec![typed(object), format!("{:04X}", object.fid), reference, kind.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu_spec::profile::jpki;

    #[test]
    fn a_name_is_one_select_or_two() {
        for (name, steps) in [
            ("mf", "3F00"),
            ("jpki", "D392F000260100000001"),
            ("jpki/signing-certificate", "D392F000260100000001 0001"),
            ("/D101/0101", "D1010101"),
            ("2F01", "2F01"),
            ("D392F000260100000001", "D392F000260100000001"),
        ] {
            let found = FilePath::find(name, None).unwrap().steps();
            let found: Vec<_> = found.iter().map(|step| hex::encode_upper(&step.data)).collect();
            assert_eq!(found.join(" "), steps, "{name}");
        }
        let inside =
            FilePath::find("signing-certificate", Some(&jpki::APPLICATION)).unwrap().steps();
        assert_eq!((inside.len(), inside[0].by), (1, SelectionMethod::EfUnderCurrentDf));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for name in [
            "signing-certificate",
            "nothing",
            "jpki/nothing",
            "jpki/0006/0001",
            "/nothing",
            "3F0",
            "/3F0",
            "3F",
            "",
            "//",
            "../jpki",
            "ef.dir/",
            "/D392F000260100000001",
        ] {
            assert!(FilePath::find(name, None).is_none(), "{name}");
        }
        assert!(FilePath::find("/signing-certificate", Some(&jpki::APPLICATION)).is_none());
    }

    #[test]
    fn capitals_and_the_names_of_the_standard_are_names_too() {
        let step = |name: &str| {
            let found = FilePath::find(name, None).unwrap().steps();
            let last = found.last().unwrap();
            (last.by, hex::encode_upper(&last.data))
        };
        for name in ["ef.dir", "EF.DIR", "/EF.DIR", "mf/ef.dir"] {
            assert_eq!(step(name), (SelectionMethod::PathFromMf, "2F00".to_owned()), "{name}");
        }
        assert_eq!(step("EF.ATR"), (SelectionMethod::PathFromMf, "2F01".to_owned()));
        assert_eq!(step("/").1, "3F00");
        assert_eq!(step("MF").1, "3F00");
        assert_eq!(step(".."), (SelectionMethod::ParentDf, String::new()));
        assert_eq!(step("JPKI").1, "D392F000260100000001");
        assert_eq!(step("/jpki/Token-Information").1, "0006");
        assert_eq!(step("4a50/0006"), (SelectionMethod::PathFromMf, "4A500006".to_owned()));
    }

    /// What the card says goes first; without it, what was asked for.
    #[test]
    fn where_one_stands_follows_every_select() {
        let jpki = CurrentDf::Application(&jpki::APPLICATION);
        let select = |by, data: &str| (by, hex::decode(data).unwrap());
        let first = SelectionMethod::DfName(Occurrence::First);
        for (from, (by, data), answer, to) in [
            (jpki, select(SelectionMethod::FileIdentifier, ""), "", CurrentDf::Mf),
            (jpki, select(SelectionMethod::FileIdentifier, "3F00"), "", CurrentDf::Mf),
            (CurrentDf::Mf, select(SelectionMethod::FileIdentifier, "4A50"), "", jpki),
            (CurrentDf::Mf, select(SelectionMethod::FileIdentifier, "2F00"), "", CurrentDf::Mf),
            (jpki, select(SelectionMethod::FileIdentifier, "0006"), "", jpki),
            (jpki, select(SelectionMethod::FileIdentifier, "D100"), "", CurrentDf::Other),
            (jpki, select(SelectionMethod::EfUnderCurrentDf, "0006"), "", jpki),
            (CurrentDf::Mf, select(SelectionMethod::PathFromMf, "4A500006"), "", jpki),
            (jpki, select(SelectionMethod::PathFromMf, "2F00"), "", CurrentDf::Mf),
            (jpki, select(SelectionMethod::PathFromMf, "D1000101"), "", CurrentDf::Other),
            (CurrentDf::Mf, select(SelectionMethod::ChildDf, "4A50"), "", jpki),
            (jpki, select(SelectionMethod::ChildDf, "4A50"), "", CurrentDf::Other),
            (jpki, select(SelectionMethod::ParentDf, ""), "", CurrentDf::Mf),
            (CurrentDf::Other, select(SelectionMethod::ParentDf, ""), "", CurrentDf::Other),
            (CurrentDf::Mf, select(first, "D392F000260100000001"), "", jpki),
            (CurrentDf::Mf, select(first, "D392F0"), "", CurrentDf::Other),
            (CurrentDf::Mf, select(first, "D392F0"), "620C840AD392F000260100000001", jpki),
            (
                CurrentDf::Other,
                select(SelectionMethod::ParentDf, ""),
                "620782013883023F00",
                CurrentDf::Mf,
            ),
            (
                CurrentDf::Mf,
                select(SelectionMethod::FileIdentifier, "4A50"),
                "6207820138830 2D100",
                CurrentDf::Other,
            ),
            (jpki, select(SelectionMethod::FileIdentifier, "0006"), "6207820101 83020006", jpki),
        ] {
            let answer = hex::decode(answer.replace(' ', "")).unwrap();
            let request = Select {
                by,
                response: apdu_spec::request::ResponseTemplate::Fcp,
                data: &data,
                le: apdu_spec::command::Le::Any,
            };
            assert_eq!(from.after(&request, &answer), to, "{by:?} {data:02X?} from {from:?}");
        }
    }

    #[test]
    fn every_known_name_is_found() {
        for name in names(Some(&jpki::APPLICATION)) {
            assert!(FilePath::find(&name, Some(&jpki::APPLICATION)).is_some(), "{name}");
        }
    }
}
