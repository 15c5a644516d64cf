//! A card image whose flash was altered: `juki` says that it is damaged and where, shows who the
//! card is, and changes nothing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use juki::reader::Reader as _;
use juki::reader::image::{HEADER, ImageError};
use juki::reader::virtual_card::VirtualCard;

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn juki(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
    command.args(arguments).env("LC_ALL", "C").env_remove("JUKI_READER").output().unwrap()
}

/// Exit code and what was said.
fn said(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = juki(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_damaged_image_says_where_and_who_it_is_and_stays_as_it_is() {
    let folder = Folder(std::env::temp_dir().join(format!("juki-damaged-{}", std::process::id())));
    fs::create_dir_all(&folder.0).unwrap();
    let path = folder.0.join("card.juki");
    let card = path.to_str().unwrap();
    assert!(juki(&["virtual", "new", card]).status.success());
    let serial = VirtualCard::open(&path, "test").unwrap().serial();

    // One bit of the first word behind the page's header.
    let mut bytes = fs::read(&path).unwrap();
    bytes[HEADER + 10 * 4] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let place = "its memory was altered in page 0 at word 10";

    let (code, out, _) = said(&["info", "--reader", card]);
    assert_eq!(code, Some(7), "{out}");
    assert!(out.contains(place) && out.contains(&serial), "{out}");
    assert!(out.contains("Take a copy from before the damage"), "what to do: {out}");
    assert!(!out.contains("Applications"), "nobody knows: {out}");
    let (code, out, _) = said(&["info", "--json", "--reader", card]);
    assert_eq!(code, Some(7));
    assert!(out.contains(&format!("\"damage\":\"{place}\"")) && out.contains(&serial), "{out}");

    let (code, out, _) = said(&["doctor", "--reader", card]);
    assert_eq!(code, Some(3));
    assert!(out.contains("[!!]") && out.contains(place), "{out}");

    let (code, out, err) = said(&["apdu", "--reader", card, "00A4000C023F00", "00200011"]);
    assert_eq!(code, Some(7));
    assert!(out.contains("6281") && out.contains("6581"), "{out}");
    assert!(err.contains(place), "{err}");

    // Whatever wants to work with the card is refused before anything is sent.
    for command in [&["pin", "status"][..], &["with-card", "true"]] {
        let card = if command[0] == "with-card" { "--image" } else { "--reader" };
        let (code, out, err) = said(&[command, &[card, path.to_str().unwrap()]].concat());
        assert_ne!(code, Some(0), "{command:?}: {out}{err}");
    }
    let (code, _, err) = said(&["pin", "status", "--reader", card]);
    assert_eq!(code, Some(10), "{err}");
    assert!(err.contains(place) && err.contains("Take a copy"), "{err}");

    assert!(matches!(VirtualCard::open(&path, "test"), Err(ImageError::NoCard { .. })));
    let mut opened = VirtualCard::open_even_damaged(&path, "test").unwrap();
    assert!(opened.damaged().is_some());
    opened.transmit(&[0x00, 0x20, 0x00, 0x10, 0x04, 0x31, 0x32, 0x33, 0x34]).unwrap();
    opened.close().unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes, "byte for byte");
}
