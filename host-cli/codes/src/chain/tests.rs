use std::fs;

use super::*;

/// A folder of a test, removed with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-codes-{name}-{}", std::process::id()));
        let _before = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn lines_of(path: &Path) -> Result<Vec<String>, ChainError> {
    let mut lines = Vec::new();
    ChainFile::read(path, |text, _| {
        lines.push(text.to_owned());
        Ok(())
    })?;
    Ok(lines)
}

fn open(path: &Path) -> Result<(ChainFile, Option<Remnant>), ChainError> {
    ChainFile::open(path, |_, _| Ok(()))
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn damage(error: ChainError) -> (u64, Damage) {
    match error.fault {
        ChainFault::Damaged { line, damage } => (line, damage),
        other => panic!("{other}"),
    }
}

#[test]
fn lines_are_there_again_and_the_file_is_the_owners_alone() {
    let folder = Folder::new("lines");
    let path = folder.file("chain");
    ChainFile::create(&path, ["head 1"]).unwrap();
    let (mut file, remnant) = open(&path).unwrap();
    assert_eq!(remnant, None);
    file.append(&texts(&["a b", "c"])).unwrap();
    file.append(&[]).unwrap();
    file.append(&texts(&["東京 d"])).unwrap();
    assert_eq!(lines_of(&path).unwrap(), ["head 1", "a b", "c", "東京 d"]);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let head = file.head();
    assert_eq!(head.lines, 4);
    drop(file);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(open(&path).unwrap().0.head(), head);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let again = ChainFile::create(&path, ["head 1"]).unwrap_err();
    assert!(matches!(again.fault, ChainFault::Exists));
}

#[test]
fn one_process_writes_and_others_read() {
    let folder = Folder::new("held");
    let path = folder.file("chain");
    assert!(matches!(open(&path).unwrap_err().fault, ChainFault::Missing));
    ChainFile::create(&path, ["head 1"]).unwrap();
    let held = open(&path).unwrap();
    assert!(matches!(open(&path).unwrap_err().fault, ChainFault::Held));
    assert_eq!(lines_of(&path).unwrap(), ["head 1"]);
    drop(held);
    open(&path).unwrap();
}

#[test]
fn what_is_no_line_is_not_written() {
    let folder = Folder::new("no-line");
    let path = folder.file("chain");
    ChainFile::create(&path, ["head 1"]).unwrap();
    let (mut file, _) = open(&path).unwrap();
    for text in ["", "a\nb", &"x".repeat(LONGEST_LINE)] {
        let error = file.append(&texts(&["fine", text])).unwrap_err();
        assert!(matches!(error.fault, ChainFault::NoLine));
    }
    file.append(&texts(&["a", &"x".repeat(LONGEST_LINE - 66)])).unwrap();
    drop(file);
    assert_eq!(open(&path).unwrap().0.head().lines, 3);
}

#[test]
fn every_bit_of_every_line_counts() {
    let folder = Folder::new("bits");
    let path = folder.file("chain");
    ChainFile::create(&path, ["head 1", "a", "b"]).unwrap();
    let whole = fs::read(&path).unwrap();
    let last_end = whole.len() - 1;
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            let read = lines_of(&path);
            let opened = open(&path);
            assert!(read.is_err() && opened.is_err(), "bit {bit} of byte {at} of {last_end}");
            assert_eq!(fs::read(&path).unwrap(), bytes, "what is refused is not touched");
        }
    }
}

#[test]
fn a_line_that_is_lost_moved_or_doubled_is_noticed() {
    let folder = Folder::new("lost");
    let path = folder.file("chain");
    ChainFile::create(&path, ["head 1", "a", "b", "c"]).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let join = |order: &[usize]| order.iter().map(|number| lines[*number]).collect::<String>();
    for (order, line) in
        [(&[0, 2, 3][..], 2), (&[1, 2, 3], 1), (&[0, 2, 1, 3], 2), (&[0, 1, 1, 2, 3], 3)]
    {
        fs::write(&path, join(order)).unwrap();
        assert_eq!(damage(open(&path).unwrap_err()), (line, Damage::Check), "{order:?}");
    }
    // The last one lost whole leaves a file that is whole, but not as far as its head was.
    fs::write(&path, join(&[0, 1, 2])).unwrap();
    assert_eq!(open(&path).unwrap().0.head().lines, 3);
    fs::write(&path, "").unwrap();
    assert_eq!(damage(open(&path).unwrap_err()), (1, Damage::Form));
}

#[test]
fn a_file_cut_anywhere_in_its_last_two_lines_goes_on_from_the_last_whole_one() {
    let folder = Folder::new("cut");
    let path = folder.file("chain");
    ChainFile::create(&path, ["head 1", "first", "second", "third"]).unwrap();
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> =
        whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    for cut in ends[1]..=whole.len() {
        for zeros in [0, 1, 4096] {
            let grown = [&whole[..cut], &vec![0; zeros]].concat();
            fs::write(&path, &grown).unwrap();
            // A line that lost its end alone is whole; zeros behind its check make it none that a
            // crash leaves: the file grows before the line is written, and not behind it.
            let is_whole = ends.contains(&(cut + 1));
            let expected = match (ends.iter().filter(|end| **end <= cut).count(), is_whole) {
                (count, true) if zeros == 0 => Ok(count + 1),
                (count, true) => Err(count + 1),
                (count, false) => Ok(count),
            };
            let before = lines_of(&path).map(|lines| lines.len());
            match (open(&path), expected) {
                (Ok((mut file, remnant)), Ok(lines)) => {
                    assert_eq!(file.head().lines, lines as u64, "cut at {cut}");
                    assert_eq!(before.unwrap(), lines);
                    let was_whole = ends.contains(&cut) && zeros == 0;
                    assert_eq!(remnant.is_none(), was_whole, "cut at {cut}");
                    file.append(&texts(&["next"])).unwrap();
                    assert_eq!(lines_of(&path).unwrap().len(), lines + 1);
                }
                (Err(error), Err(line)) => {
                    assert_eq!(damage(error).0, line as u64);
                    assert_eq!(fs::read(&path).unwrap(), grown);
                }
                (opened, expected) => panic!("cut at {cut}: {opened:?}, {expected:?}"),
            }
        }
    }
}

#[test]
fn a_file_of_something_else_is_refused_and_not_touched() {
    let folder = Folder::new("other");
    let path = folder.file("chain");
    for other in ["", "x", "name,birth\n", "\n", "\0\0\0", &"y".repeat(5_000)] {
        fs::write(&path, other).unwrap();
        assert_eq!(damage(open(&path).unwrap_err()).0, 1, "{other:.10}");
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(open(&path).unwrap_err().fault, ChainFault::Io(_)));
}

#[test]
fn a_file_is_made_of_lines_that_are_read_again_or_not_at_all() {
    let folder = Folder::new("made-of-lines");
    let path = folder.file("chain");
    let room = LONGEST_LINE - CHECK_DIGITS - 2;
    let (longest, too_long) = ("a".repeat(room), "a".repeat(room + 1));
    for texts in [&[][..], &[""], &["head", "a\nb"], &["head", &too_long]] {
        let refused = ChainFile::create(&path, texts.iter().copied()).unwrap_err();
        assert!(matches!(refused.fault, ChainFault::NoLine), "{texts:?}");
        assert!(!path.exists(), "{texts:?}");
    }
    ChainFile::create(&path, ["head", &longest]).unwrap();
    assert_eq!(open(&path).unwrap().0.head().lines, 2);
}
