use std::io::{self, Read as _, Write};

use super::*;
use crate::page::{Area, Block, Role};
use crate::text::Sizes;

fn metadata() -> Metadata {
    Metadata { title: "試し".into(), language: "ja".into(), date: Some((2026, 11, 30)) }
}

fn page(faces: &Faces<'_>, text: &str) -> Page {
    let mut block = Block::new(Role::Paragraph, 0);
    let area = Area { left: 20.0, top: 20.0, width: 150.0, height: 40.0 };
    let sizes = Sizes { greatest: 10.0, least: 6.0, leading: 1.3 };
    block.fitted(&faces.run(text), area, sizes).unwrap();
    block.outline(area, 0.2);
    Page { blocks: vec![block] }
}

fn document(pages: &[&str]) -> Vec<u8> {
    let faces = Faces::new(None).unwrap();
    let mut document = Document::new(&faces, metadata(), Vec::new()).unwrap();
    for text in pages {
        document.page(&page(&faces, text), None).unwrap();
    }
    document.finish().unwrap()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The streams of a document, unpacked.
fn streams(document: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut rest = document;
    while let Some(at) = find(rest, b"stream\n") {
        rest = &rest[at + 7..];
        let end = find(rest, b"\nendstream").unwrap();
        let mut unpacked = Vec::new();
        flate2::read::ZlibDecoder::new(&rest[..end]).read_to_end(&mut unpacked).unwrap();
        streams.push(unpacked);
        rest = &rest[end + 10..];
    }
    streams
}

#[test]
fn every_object_is_where_the_table_says() {
    let document = document(&["一", "二", "三"]);
    let at = document.windows(9).rposition(|window| window == b"startxref").unwrap();
    let tail = String::from_utf8(document[at..].to_vec()).unwrap();
    let start: usize = tail.lines().nth(1).unwrap().parse().unwrap();
    let table = String::from_utf8(document[start..].to_vec()).unwrap();
    let count: usize = table.lines().nth(1).unwrap()[2..].parse().unwrap();
    assert!(count > 10);
    for number in 1..count {
        let line = table.lines().nth(2 + number).unwrap();
        let offset: usize = line[..10].parse().unwrap();
        let object = format!("{number} 0 obj");
        assert!(document[offset..].starts_with(object.as_bytes()), "{object} at {offset}");
    }
    assert!(document.starts_with(b"%PDF-1.7\n"));
}

#[test]
fn what_is_copied_is_what_the_record_has() {
    // One glyph, three things that it says; a character that no font has; a variation sequence.
    let document = document(&["葛葛\u{E0101}葛\u{E01EF}\u{2A6A5}葛\u{E0100}"]);
    let maps =
        streams(&document).into_iter().map(|stream| String::from_utf8_lossy(&stream).into_owned());
    let map = maps.into_iter().find(|stream| stream.contains("beginbfchar")).unwrap();
    // UTF-16, big endian.
    let expected = ["<845B>", "<845BDB40DD01>", "<845BDB40DDEF>", "<D869DEA5>", "<845BDB40DD00>"];
    for (code, text) in (1..).zip(expected) {
        let line = format!("<{code:04X}> {text}");
        assert!(map.contains(&line), "{line} in {map}");
    }
}

#[test]
fn a_document_has_the_part_of_the_font_that_it_uses() {
    let (one, two) = (document(&["住基"]), document(&["住基太郎"]));
    assert!(one.len() < 100_000 && one.len() < two.len(), "{} {}", one.len(), two.len());
    let name = |document: &[u8]| {
        let at = find(document, b"+BIZUDGothic-Regular").unwrap();
        String::from_utf8(document[at - 6..at].to_vec()).unwrap()
    };
    assert!(name(&one).bytes().all(|byte| byte.is_ascii_uppercase()));
    assert_ne!(name(&one), name(&two));
}

#[test]
fn the_same_pages_are_the_same_bytes() {
    assert_eq!(document(&["住基", "太郎"]), document(&["住基", "太郎"]));
    assert_ne!(document(&["住基", "太郎"]), document(&["太郎", "住基"]));
}

#[test]
fn a_tree_of_pages_has_several_nodes() {
    let pages = vec!["頁"; 600];
    let document = String::from_utf8_lossy(&document(&pages)).into_owned();
    assert!(document.contains("/Count 600"));
    assert_eq!(document.matches("/Type/Page/").count(), 600);
    assert_eq!(document.matches("/Count 256").count(), 2);
    assert_eq!(document.matches("/Limits[").count(), 3);
}

#[test]
fn a_file_that_does_not_take_it_is_told() {
    /// A disk that is full after some bytes.
    #[derive(Debug)]
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let faces = Faces::new(None).unwrap();
    let whole = document(&["住基"]).len();
    for room in [0, 100, whole / 2, whole - 1, whole] {
        let written = Document::new(&faces, metadata(), Full(room)).and_then(|mut document| {
            document.page(&page(&faces, "住基"), None)?;
            document.finish()
        });
        assert_eq!(written.is_ok(), room == whole, "{room}");
    }
}
