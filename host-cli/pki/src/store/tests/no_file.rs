//! What stands in the place of an index and is none.

use super::*;

/// Nothing waits for the other end of a pipe, and nothing reads a device without end.
#[test]
fn what_is_no_file_is_refused_by_name() {
    let office = Office::new("no-file");
    let dir = office.dir();
    for path in [INDEX, COPY] {
        let kept = office.read(path);
        for planted in ["pipe", "device", "folder"] {
            office.remove(path);
            let path = dir.join(path);
            match planted {
                "pipe" => {
                    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
                    assert!(made.success());
                }
                "device" => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
                _ => fs::create_dir(&path).unwrap(),
            }
            let errors = [
                index(&dir).unwrap_err(),
                load(&dir, None).unwrap_err(),
                renew_crls(&dir, None, now()).unwrap_err(),
                office.revoke(Reason::KeyCompromise).unwrap_err(),
                record_issued(&dir, &office.other).unwrap_err(),
            ];
            let mut errors = errors.into_iter().map(unread).collect::<Vec<_>>();
            if path.ends_with(INDEX) {
                errors.push(may_read_index(&dir).unwrap_err());
            }
            for error in errors {
                assert_eq!(error.path, path, "{planted}");
                assert_eq!(
                    FileTypeError::of(&error.cause),
                    Some(FileTypeError::NotRegular),
                    "{planted}"
                );
            }
            if planted == "folder" {
                fs::remove_dir(&path).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            fs::write(&path, &kept).unwrap();
        }
    }
    load(&dir, None).unwrap();
}

/// A file that a failing disk made long is told as damaged, a part at a time.
#[test]
fn a_line_without_end_is_not_taken_into_memory() {
    let office = Office::new("endless");
    let lines = office.lines().len();
    let file = fs::OpenOptions::new().write(true).open(office.dir().join(INDEX)).unwrap();
    file.set_len(8 << 20).unwrap();
    drop(file);
    let fault = ledger_fault(index(&office.dir()).unwrap_err());
    let LedgerFault::Line { line, .. } = fault else { panic!("{fault:?}") };
    assert_eq!(line.line, lines + 1);
    assert!(has_all(fault), "{fault:?}");
}
