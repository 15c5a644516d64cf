//! Which records an export takes from a folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;

use juki_import::export::{self, ExportError};
use juki_import::{Mapping, Rejection, maps};
use juki_records::resident::samples;

/// Given: a folder with records, a hidden file and one that is no record, as other commands take it
/// too. Then: the records alone are rows, and a file that cannot be read is named.
#[test]
fn an_export_takes_the_files_of_a_folder_that_every_command_takes() {
    let folder = std::env::temp_dir().join(format!("juki-export-{}", std::process::id()));
    let _none = fs::remove_dir_all(&folder);
    let records = folder.join("records");
    fs::create_dir_all(&records).unwrap();
    let json = samples::find("taro").unwrap().json;
    for name in ["1.json", "2.json", ".2.json.swp.json", ".3.json", "notes.txt"] {
        fs::write(records.join(name), json).unwrap();
    }
    let mapping = Mapping::parse(maps::find("spreadsheet").unwrap().toml).unwrap();
    let none = folder.join("none");
    assert!(
        export::run(&none, &mapping, &folder.join("none.csv"), &mut |_| {}, &mut |_, _| {})
            .is_err()
    );
    assert_eq!(folder.read_dir().unwrap().count(), 1, "nothing is begun");
    let mut names = Vec::new();
    let mut run = |out: &str| {
        let mut rejected = |name: Option<&str>, _: &Rejection| names.push(name.map(str::to_owned));
        export::run(&records, &mapping, &folder.join(out), &mut |_| {}, &mut rejected)
    };
    let done = run("all.csv").unwrap();
    assert_eq!((done.records, done.written), (2, 2));

    fs::write(records.join("2.json"), "{}").unwrap();
    let done = run("rejected.csv").unwrap();
    assert_eq!((done.records, done.written), (2, 1));

    fs::remove_file(records.join("2.json")).unwrap();
    fs::create_dir(records.join("2.json")).unwrap();
    let error = run("unread.csv").unwrap_err();
    let ExportError::Input(path, _) = error else { panic!("{error}") };
    assert_eq!(path, records.join("2.json"));
    assert_eq!(names, [Some("2.json".to_owned())]);
    fs::remove_dir_all(&folder).unwrap();
}
