//! STORAGE.md says what the code does: the tables in it are written here from the constants, and
//! so is the picture. `cargo test -p card-os --lib storage -- --ignored` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::format;
use std::fs;
use std::path::PathBuf;
use std::string::String;

use super::word::{
    BLANK, CHECK_BITS, ENTRY, FORMAT, Geometry, HEADER, Kind, MAGIC, OPEN, PAYLOAD_BITS, SLOTS,
    SNAPSHOT, ZEROS_BITS, encode,
};
use super::{COUNTER_MAX, COUNTER_SLOTS, ITEM_MAX, item_words};

#[path = "../../../apdu-spec/tests/spec/generated.rs"]
mod generated;
mod picture;

const TEXT: &str = include_str!("../../STORAGE.md");

const PARTS: [generated::Part; 3] =
    [("the page", the_page), ("the word", the_word), ("the kinds", the_kinds)];

fn of_the_project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn the_page() -> String {
    let [_, _, low, high] = ((u32::from(FORMAT) << 16) | 6).to_le_bytes();
    assert_eq!(u16::from_le_bytes([low, high]), FORMAT);
    let magic = String::from_utf8(MAGIC.to_le_bytes().to_vec()).unwrap();
    let check = HEADER - 1;
    let [open, again] = OPEN;
    format!(
        "| word | what |
|---|---|
| 0 | `{magic}` |
| 1 | the format, {FORMAT} (upper half); pages of the region (lower half) |
| 2 | words of a page |
| 3 | `sequence`: this page's number |
| 4 | `first`: the number of the oldest page that counts beside it |
| 5 | `end` of the page before: what lies behind is void for ever |
| 6 | `tail`: the word before that end, as it read when it was accepted |
| {check} | CRC-32 of words 0 to {} |
| {open}, {again} | Open, twice: where the snapshot ends. Programmed after the snapshot |
| {SNAPSHOT} | a staged counter for each counter ever set (up to {SLOTS}) |
| ... | items copied from old pages |
| ... | Commit: the end of the snapshot |
| ... | Abort, the mark: the page counts |
| ... | entries and their Commit: a transaction. Or entries and Abort: one that was dropped. Or a \
         Counter |
| ... | blank |
",
        check - 1,
    )
}

fn the_word() -> String {
    let kind = 32 - PAYLOAD_BITS - CHECK_BITS - ZEROS_BITS;
    let example = encode(Kind::Counter, 0x02A, 7, 99);
    format!(
        "| bits, from the highest | what |
|---|---|
| {kind} | kind |
| {PAYLOAD_BITS} | payload |
| {CHECK_BITS} | CRC-{CHECK_BITS} |
| {ZEROS_BITS} | zeros |

A Counter of slot 2 with value 10, in page 7 at word 99, is `{example:08X}`.
"
    )
}

fn the_kinds() -> String {
    let says = |kind| match kind {
        Kind::Open => {
            "the snapshot ends at so many granules (1 word; in pages above 16 KiB, page \
                       size / 16 KiB words)"
        }
        Kind::Commit => "so many entries (modulo 4,096) since the last Commit or Abort hold",
        Kind::Abort => "they are void (0); behind the snapshot: the mark",
        Kind::Counter => "slot (8 bits), value (4 bits): holds at once",
        Kind::StagedCounter => "the same: holds with the Commit",
        Kind::Item => "bytes of data",
        Kind::RemovePart => "0; one item is removed",
        Kind::RemoveObject => "0; all items of an object are removed",
    };
    let mut rows = String::from("| kind | name | payload |\n|---|---|---|\n");
    for kind in Kind::ALL {
        rows += &format!("| {} | {kind:?} | {} |\n", kind as u32, says(kind));
    }
    rows + &format!(
        "
There are {COUNTER_SLOTS} counter slots with values from 0 to {COUNTER_MAX}. Kinds 0 and 15 are \
         never used: neither zeros
nor ones read as structure.
"
    )
}

fn written() -> String {
    generated::with_parts(TEXT, &PARTS)
}

#[test]
fn the_document_and_its_picture_say_what_the_code_does() {
    let again = "`cargo test -p card-os --lib storage -- --ignored` writes it anew";
    assert!(written() == TEXT, "STORAGE.md is not up to date; {again}");
    let drawn = fs::read_to_string(of_the_project("docs/storage-page.svg")).unwrap_or_default();
    assert!(drawn == picture::draw(), "docs/storage-page.svg is not up to date; {again}");
}

#[test]
fn the_numbers_in_the_text_are_the_codes() {
    let says = |words: &str| {
        let plain = TEXT.split_whitespace().collect::<std::vec::Vec<_>>().join(" ");
        assert!(plain.contains(words), "STORAGE.md does not say: {words}");
    };
    says(&format!("# The storage format, version {FORMAT} "));
    says(&format!("This is format {FORMAT}."));
    let geometry = |pages: u32, words| Geometry { pages: pages.try_into().unwrap(), words };
    for words in [128, 1024, 4096, 32 * 1024, 64 * 1024] {
        let shape = geometry(8, words);
        let granule = words.div_ceil(16 * 1024 / 4);
        assert_eq!(shape.granule().get(), granule);
        assert_eq!(shape.room(), words - 43 - granule);
        assert_eq!(shape.window(), 6);
    }
    says("room = words of a page - 43 - granule");
    says("`pages - 2` successive pages count");
    says(&format!("beside {COUNTER_SLOTS} counters"));
    assert_eq!(ITEM_MAX, 4095);
    says("0 to 4,095 bytes");
    // Head, name and CRC-32.
    assert_eq!(item_words(0), ENTRY);
    assert_eq!(item_words(5), ENTRY + 2);
    assert_eq!(BLANK, u32::MAX);
    type LargerStore = super::Store<test_vectors::flash::SimFlash<512>, 513>;
    type SmallerStore = super::Store<test_vectors::flash::SimFlash<512>, 1>;
    let entry = (size_of::<LargerStore>() - size_of::<SmallerStore>()) / 512;
    let rest =
        size_of::<LargerStore>() - size_of::<test_vectors::flash::SimFlash<512>>() - 513 * entry;
    assert_eq!(entry, 8);
    says(&format!("RAM: eight bytes an entry and {rest} besides"));
}

#[test]
#[ignore = "writes STORAGE.md and docs/storage-page.svg"]
fn write_the_document_and_its_picture() {
    fs::write(of_the_project("card-os/STORAGE.md"), written()).unwrap();
    fs::write(of_the_project("docs/storage-page.svg"), picture::draw()).unwrap();
}
