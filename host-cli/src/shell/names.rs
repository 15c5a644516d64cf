//! Names of files: what the profiles know, and identifiers, paths and DF names in digits.

use apdu_spec::file::MF;
use apdu_spec::profile::{APPLICATIONS, Application, Object, What};
use apdu_spec::request::{Occurrence, SelectBy};

/// The name of the master file.
pub const MASTER: &str = "mf";

/// A file to be selected, in one step or two.
#[derive(Clone, Debug)]
pub struct Place(Vec<Step>);

/// One SELECT.
#[derive(Clone, Debug)]
pub struct Step {
    /// By what.
    pub by: SelectBy,
    /// File identifier, path or DF name.
    pub data: Vec<u8>,
    /// Where one stands afterwards, when the profiles know it.
    pub application: Option<&'static Application>,
}

impl Place {
    /// What a name means, seen from an application: `mf`, `jpki`, `jpki/signing-certificate`,
    /// `signing-certificate`, four digits of a file identifier, a path `D100/0101` from the MF
    /// with a `/` in front, a DF name of 5 to 16 bytes in digits.
    #[must_use]
    pub fn find(name: &str, here: Option<&'static Application>) -> Option<Self> {
        if name == MASTER || name == "/" {
            let data = MF.to_be_bytes().to_vec();
            return Some(Self(vec![Step {
                by: SelectBy::FileIdentifier,
                data,
                application: None,
            }]));
        }
        if let Some(path) = name.strip_prefix('/') {
            let data = hex::decode(path.replace('/', "")).ok()?;
            let whole = data.len() % 2 == 0 && (2..=16).contains(&data.len());
            let application =
                APPLICATIONS.iter().copied().find(|a| data.starts_with(&a.fid.to_be_bytes()));
            return whole.then(|| Self(vec![Step { by: SelectBy::PathFromMf, data, application }]));
        }
        let (outer, inner) = match name.split_once('/') {
            Some((outer, inner)) => (Some(outer), Some(inner)),
            None => (None, Some(name)),
        };
        let mut steps = Vec::new();
        let application = match outer {
            Some(outer) => {
                let application = application(outer)?;
                steps.push(by_name(application));
                Some(application)
            }
            None => here,
        };
        let inner = inner.filter(|inner| !inner.is_empty());
        let Some(inner) = inner else { return Some(Self(steps)) };
        if let Some(object) = application.and_then(|application| object(application, inner)) {
            steps.push(Step {
                by: SelectBy::EfUnderCurrentDf,
                data: object.fid.to_be_bytes().to_vec(),
                application,
            });
        } else if let Some(application) = self::application(inner).filter(|_| outer.is_none()) {
            steps.push(by_name(application));
        } else {
            let data = hex::decode(inner).ok()?;
            let by = match data.len() {
                2 => SelectBy::FileIdentifier,
                5..=16 => SelectBy::DfName(Occurrence::First),
                _ => return None,
            };
            let application = match by {
                SelectBy::FileIdentifier => application
                    .filter(|a| a.object(u16::from_be_bytes([data[0], data[1]])).is_some()),
                _ => APPLICATIONS.iter().copied().find(|a| a.aid == data),
            };
            steps.push(Step { by, data, application });
        }
        Some(Self(steps))
    }

    /// The SELECT commands, in order.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        self.0
    }
}

fn by_name(application: &'static Application) -> Step {
    Step {
        by: SelectBy::DfName(Occurrence::First),
        data: application.aid.to_vec(),
        application: Some(application),
    }
}

fn application(name: &str) -> Option<&'static Application> {
    APPLICATIONS.iter().copied().find(|application| application.id == name)
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
pub fn known(here: Option<&'static Application>) -> Vec<String> {
    let inside = here.into_iter().flat_map(|application| application.objects.iter().map(typed));
    let all = APPLICATIONS.iter().flat_map(|application| {
        let objects = application.objects.iter();
        std::iter::once(application.id.to_owned())
            .chain(objects.map(|object| format!("{}/{}", application.id, typed(object))))
    });
    std::iter::once(MASTER.to_owned()).chain(inside).chain(all).collect()
}

/// A line of `ls` at the MF.
#[must_use]
pub fn application_row(application: &Application) -> Vec<String> {
    vec![
        application.id.to_owned(),
        format!("{:04X}", application.fid),
        hex::encode_upper(application.aid),
        application.label.to_owned(),
    ]
}

/// A line of `ls` in an application.
#[must_use]
pub fn object_row(object: &Object) -> Vec<String> {
    let (kind, reference) = match object.what {
        What::Transparent { .. } | What::Exact => ("EF", String::new()),
        What::Records { .. } => ("EF, records", String::new()),
        What::Pin(_) => ("PIN", format!("{:02X}", object.reference())),
        What::KeyPair(_) => ("key", format!("{:02X}", object.reference())),
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
            let found = Place::find(name, None).unwrap().steps();
            let found: Vec<_> = found.iter().map(|step| hex::encode_upper(&step.data)).collect();
            assert_eq!(found.join(" "), steps, "{name}");
        }
        let inside = Place::find("signing-certificate", Some(&jpki::APPLICATION)).unwrap().steps();
        assert_eq!((inside.len(), inside[0].by), (1, SelectBy::EfUnderCurrentDf));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for name in ["signing-certificate", "nothing", "jpki/nothing", "3F0", "/3F0", "/", "3F"] {
            assert_eq!(Place::find(name, None).is_some(), name == "/", "{name}");
        }
    }

    #[test]
    fn every_known_name_is_found() {
        for name in known(Some(&jpki::APPLICATION)) {
            assert!(Place::find(&name, Some(&jpki::APPLICATION)).is_some(), "{name}");
        }
    }
}
