use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::testing::Folder;

fn read(path: &Path, longest: usize) -> Vec<(String, String)> {
    let documents = Documents::open(path).unwrap();
    let text = |found: Result<(Place, Vec<u8>), DocumentError>| {
        let (place, content) = found.unwrap();
        (place.to_string(), String::from_utf8(content).unwrap())
    };
    documents.read(longest).unwrap().map(text).collect()
}

fn pair(place: &str, content: &str) -> (String, String) {
    (place.to_owned(), content.to_owned())
}

#[test]
fn lines_are_documents_and_a_long_one_is_not_the_end() {
    let folder = Folder::new("documents-lines");
    let path = folder.0.join("records.jsonl");
    fs::write(&path, "{}\n\n 12345 \r\n1234567890\n12345678\nlast").unwrap();
    let found = read(&path, 8);
    let expected =
        [("1", "{}"), ("3", "12345"), ("4", "123456789"), ("5", "12345678"), ("6", "last")];
    assert_eq!(found, expected.map(|(place, content)| pair(place, content)));
}

#[test]
fn a_json_file_is_one_document_however_many_lines_it_has() {
    let folder = Folder::new("documents-one");
    let path = folder.0.join("record.json");
    fs::write(&path, "{\n  \"a\": 1\n}\n").unwrap();
    assert_eq!(read(&path, 99), [pair("record.json", "{\n  \"a\": 1\n}\n")]);
    // Of a longer one, one byte more.
    assert_eq!(read(&path, 3), [pair("record.json", "{\n  ")]);
    let documents = Documents::open(&path).unwrap();
    assert!(documents.is_one() && !documents.is_folder());
    let mut writer = documents.replacement().unwrap();
    writer.write(&Place::File("record.json".into()), b"{\n}").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\n  \"a\": 1\n}\n");
    writer.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\n}\n");
}

#[test]
fn a_folder_has_its_files_in_order_and_no_others() {
    let folder = Folder::new("documents-folder");
    for (name, content) in
        [("b.json", "2"), ("a.json", "1"), (".a.json.1-1.new", "x"), ("note.txt", "x")]
    {
        fs::write(folder.0.join(name), content).unwrap();
    }
    assert_eq!(read(&folder.0, 8), [pair("a.json", "1"), pair("b.json", "2")]);
}

#[test]
fn a_file_of_lines_appears_with_its_last_and_is_the_owners_alone() {
    let folder = Folder::new("documents-appears");
    let path = folder.0.join("out.jsonl");
    let mut writer = Writer::lines(&path, false).unwrap();
    writer.write(&Place::Line(1), b"{}").unwrap();
    assert!(!path.exists());
    writer.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let again = Writer::lines(&path, false).unwrap_err();
    assert_eq!((again.path, again.cause.kind()), (path.clone(), io::ErrorKind::AlreadyExists));
    let mut writer = Writer::lines(&path, true).unwrap();
    writer.write(&Place::Line(1), b"[]").unwrap();
    writer.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "[]\n");
}

/// Given: the work stops before the last line, as when a record is refused. Then: the folder is as
/// it was.
#[test]
fn a_file_of_lines_that_is_not_finished_was_never_there() {
    let folder = Folder::new("documents-unfinished");
    let path = folder.0.join("out.jsonl");
    drop(Writer::lines(&path, false).unwrap());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
    fs::write(&path, "[]\n").unwrap();
    let mut writer = Writer::lines(&path, true).unwrap();
    writer.write(&Place::Line(1), b"{}").unwrap();
    drop(writer);
    assert_eq!(fs::read_to_string(&path).unwrap(), "[]\n");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn files_of_a_folder_are_replaced_whole_and_leftovers_go() {
    let folder = Folder::new("documents-replaced");
    let dead = {
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        ended.id()
    };
    fs::write(folder.0.join(format!(".a.json.{dead}-7.new")), "half").unwrap();
    fs::write(folder.0.join("a.json"), "1").unwrap();
    let mut writer = Writer::folder(&folder.0).unwrap();
    writer.write(&Place::File("a.json".into()), b"2").unwrap();
    writer.write(&Place::Line(3), b"3").unwrap();
    writer.finish().unwrap();
    assert_eq!(read(&folder.0, 8), [pair("000000003.json", "3\n"), pair("a.json", "2\n")]);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2);
}

#[test]
fn the_file_that_failed_is_named_not_its_folder() {
    let folder = Folder::new("documents-failed");
    fs::write(folder.0.join("a.json"), "1").unwrap();
    fs::create_dir(folder.0.join("b.json")).unwrap();
    let documents = Documents::open(&folder.0).unwrap();
    let read: Vec<_> = documents.read(8).unwrap().collect();
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].as_ref().unwrap_err().path, folder.0.join("b.json"));
    let mut writer = Writer::folder(&folder.0).unwrap();
    let refused = writer.write(&Place::File("b.json".into()), b"1").unwrap_err();
    assert_eq!(refused.path, folder.0.join("b.json"));
}

#[test]
fn nothing_is_written_outside_of_the_folder() {
    let folder = Folder::new("documents-outside");
    let mut writer = Writer::folder(&folder.0.join("out")).unwrap();
    let absolute = folder.0.join("absolute.json");
    for name in ["../up.json", "in/deep.json", "..", ".", "", absolute.to_str().unwrap()] {
        let refused = writer.write(&Place::File(name.into()), b"1").unwrap_err();
        assert_eq!(refused.cause.kind(), io::ErrorKind::InvalidFilename, "{name}");
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.0.join("out")).unwrap().count(), 0);
}

/// Given: a file that is a link. Then: it is read, and nothing is written in its place, for what it
/// leads to would stay as it is.
#[test]
fn what_is_a_link_is_not_replaced() {
    let folder = Folder::new("documents-link");
    let real = folder.0.join("real");
    fs::write(&real, "1\n").unwrap();
    let records = folder.0.join("records");
    fs::create_dir(&records).unwrap();
    for path in [records.join("b.json"), folder.0.join("one.json"), folder.0.join("lines.jsonl")] {
        std::os::unix::fs::symlink(&real, &path).unwrap();
        let whole = if path.starts_with(&records) { &records } else { &path };
        fs::write(records.join("a.json"), "0").unwrap();
        let documents = Documents::open(whole).unwrap();
        assert!(documents.read(8).unwrap().all(|found| found.is_ok()));
        let refused = documents.replacement().unwrap_err();
        assert_eq!(refused.path, path);
        assert_eq!(FileTypeError::of(&refused.cause), Some(FileTypeError::Link));
    }
    // A folder that a link leads to is one, and its files are its own.
    fs::remove_file(records.join("b.json")).unwrap();
    let linked = folder.0.join("linked");
    std::os::unix::fs::symlink(&records, &linked).unwrap();
    Documents::open(&linked).unwrap().replacement().unwrap();
}
