//! Numbers and their lines in a file: an open-addressing hash table, of which memory holds nothing
//! but the piece that is looked at.

use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use juki_files::new_file;

/// Bytes of a slot: the key and the line. Key 0 is a free slot.
const SLOT: usize = 16;
/// Slots that are read at once.
const PIECE: usize = 32;
/// Slots that are read at once where all are.
const SWEEP: usize = 4096;
/// Slots of a new file.
const LEAST: u64 = 1 << 12;

/// The table. Its file has no name: it is gone with the program, however that ends.
#[derive(Debug)]
pub(super) struct NumberFile {
    file: File,
    /// Which slot a key goes to must not be foreseen by who writes a table: he would make every
    /// number go to one.
    hash: RandomState,
    /// A power of two.
    slots: u64,
    count: u64,
}

/// Where a key stands, or where there is room for it.
enum Found {
    Line(u64),
    Free(u64),
}

impl NumberFile {
    /// An empty table in the folder of `path`.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Self::of_slots(path, LEAST, RandomState::new())
    }

    fn of_slots(path: &Path, slots: u64, hash: RandomState) -> io::Result<Self> {
        let file = new_file::nameless(path, new_file::PRIVATE)?;
        // What has not been written reads as zeros, and takes no space.
        file.set_len(slots * SLOT as u64)?;
        Ok(Self { file, hash, slots, count: 0 })
    }

    /// Notes the line of a key, unless one is there: that line is given then. `path` is where a
    /// larger file is made, when this one is full.
    pub(super) fn note(&mut self, key: u64, line: u64, path: &Path) -> io::Result<Option<u64>> {
        let place = match self.find(key)? {
            Found::Line(first) => return Ok(Some(first)),
            Found::Free(place) => place,
        };
        // A quarter stays free: what is looked for is found, or missed, in a piece or two.
        if (self.count + 1) * 4 > self.slots * 3 {
            self.grow(path)?;
            return self.note(key, line, path);
        }
        self.put(place, key, line)?;
        Ok(None)
    }

    fn put(&mut self, place: u64, key: u64, line: u64) -> io::Result<()> {
        let [key, line] = [key, line].map(u64::to_le_bytes);
        let mut slot = [0; SLOT];
        slot.iter_mut().zip(key.into_iter().chain(line)).for_each(|(to, from)| *to = from);
        self.file.write_all_at(&slot, place * SLOT as u64)?;
        self.count += 1;
        Ok(())
    }

    fn find(&self, key: u64) -> io::Result<Found> {
        let mut piece = [0; PIECE * SLOT];
        let start = self.hash.hash_one(key) & (self.slots - 1);
        let mut place = start;
        loop {
            // To the end of a piece of the file, and on from there; behind the last comes the first.
            let end = (place / PIECE as u64 + 1) * PIECE as u64;
            let length = usize::try_from(end - place).unwrap_or_default() * SLOT;
            let piece = piece.get_mut(..length).unwrap_or_default();
            self.file.read_exact_at(piece, place * SLOT as u64)?;
            for (at, (own, line)) in (place..).zip(slots(piece)) {
                match own {
                    0 => return Ok(Found::Free(at)),
                    own if own == key => return Ok(Found::Line(line)),
                    _ => {}
                }
            }
            place = end & (self.slots - 1);
        }
    }

    /// Moves everything into a file of twice as many slots.
    fn grow(&mut self, path: &Path) -> io::Result<()> {
        let mut larger = Self::of_slots(path, self.slots * 2, self.hash.clone())?;
        let mut piece = vec![0; SWEEP * SLOT];
        for start in (0..self.slots).step_by(SWEEP) {
            self.file.read_exact_at(&mut piece, start * SLOT as u64)?;
            for (key, line) in slots(&piece).filter(|(key, _)| *key != 0) {
                if let Found::Free(place) = larger.find(key)? {
                    larger.put(place, key, line)?;
                }
            }
        }
        *self = larger;
        Ok(())
    }
}

/// Key and line of each slot.
fn slots(bytes: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default();
    bytes.chunks_exact(SLOT).map(move |slot| {
        let (key, line) = slot.split_at(SLOT / 2);
        (number(key), number(line))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn what_is_noted_is_found_with_its_line_however_large_the_file_becomes() {
        let folder = std::env::temp_dir().join(format!("juki-numbers-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("out.jsonl");
        let mut file = NumberFile::create(&path).unwrap();
        let mut known = HashMap::new();
        for line in 1..=20_000_u64 {
            // Three in four are new, and follow each other as numbers of registers do.
            let key = 1 + if line % 4 == 0 { line / 2 } else { line + 1_000_000 };
            let first = *known.entry(key).or_insert(line);
            let expected = (first != line).then_some(first);
            assert_eq!(file.note(key, line, &path).unwrap(), expected, "{key}");
        }
        assert_eq!(file.count, known.len() as u64);
        assert_eq!(file.slots, LEAST * 8, "it has grown, three times");
        for (key, line) in known {
            assert_eq!(file.note(key, 0, &path).unwrap(), Some(line));
        }
        assert_eq!(folder.read_dir().unwrap().count(), 0, "it has a name");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
