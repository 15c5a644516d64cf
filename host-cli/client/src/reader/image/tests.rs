use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use embedded_storage::nor_flash::{NorFlash, ReadNorFlash};
use test_vectors::scenario::{self, CardConnection};

use super::*;
use crate::reader::virtual_card::{self, VirtualCard};
use crate::reader::{Reader, ReaderError};

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn identity() -> CardIdentity {
    CardIdentity { serial: *b"JUKIV0123456789", atr: apdu_spec::profile::card::ATR.to_vec() }
}

fn made(folder: &Folder) -> PathBuf {
    let path = folder.file("card.juki");
    create(&Image::erased(identity()), &path, |_| ()).unwrap();
    path
}

#[test]
fn a_new_image_is_whole_private_and_never_replaces_a_file() {
    let folder = Folder::new("new");
    let path = made(&folder);
    let found = fs::metadata(&path).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    assert_eq!(found.len(), (HEADER + PAGE * PAGES) as u64);
    assert_eq!(Image::open(&path).unwrap().identity(), &identity());
    let before = fs::read(&path).unwrap();
    let again = create(&Image::erased(identity()), &path, |_| ());
    assert!(matches!(again, Err(ImageError::Exists(found)) if found == path));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no temporary file");
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let folder = Folder::new("nowhere");
    let path = folder.file("no/card.juki");
    let refused = create(&Image::erased(identity()), &path, |_| ());
    assert!(matches!(refused, Err(ImageError::File { .. })));
}

#[test]
fn what_is_no_image_is_refused_and_stays_as_it_was() {
    let folder = Folder::new("wrong");
    let path = made(&folder);
    let whole = fs::read(&path).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] ^= byte;
        bytes
    };
    let newer = {
        let mut bytes = whole.clone();
        bytes[11] = 2;
        bytes
    };
    type ErrorPredicate = fn(&ImageError) -> bool;
    let cases: [(&str, Vec<u8>, ErrorPredicate); 11] = [
        ("empty", Vec::new(), |e| matches!(e, ImageError::Foreign(_))),
        ("foreign", with(0, 1), |e| matches!(e, ImageError::Foreign(_))),
        ("text", b"hello".to_vec(), |e| matches!(e, ImageError::Foreign(_))),
        ("newer", newer, |e| matches!(e, ImageError::Newer { format: 2, .. })),
        ("serial", with(20, 1), |e| matches!(e, ImageError::Altered(_))),
        ("ATR", with(40, 1), |e| matches!(e, ImageError::Altered(_))),
        ("reserved", with(1000, 1), |e| matches!(e, ImageError::Altered(_))),
        ("check", with(CHECK_AT, 1), |e| matches!(e, ImageError::Altered(_))),
        ("header cut", whole[..100].to_vec(), |e| matches!(e, ImageError::Length { .. })),
        ("cut", whole[..whole.len() - 1].to_vec(), |e| matches!(e, ImageError::Length { .. })),
        ("long", [&whole[..], &[0]].concat(), |e| matches!(e, ImageError::Length { .. })),
    ];
    for (name, bytes, expected) in cases {
        fs::write(&path, &bytes).unwrap();
        let refused = Image::open(&path).unwrap_err();
        assert!(expected(&refused), "{name}: {refused:?}");
        assert!(fs::read(&path).unwrap() == bytes, "{name}: the file was changed");
    }
    for (path, what) in [(folder.0.clone(), "a folder"), (folder.file("none.juki"), "nothing")] {
        let refused = Image::open(&path).unwrap_err();
        assert!(matches!(refused, ImageError::Absent { .. }), "{what}");
    }
}

#[test]
fn nothing_is_written_before_write_through_and_everything_after() {
    let folder = Folder::new("through");
    let path = made(&folder);
    let before = fs::read(&path).unwrap();
    {
        ImageFlash::new(Image::open(&path).unwrap()).write(8, &[1; 4]).unwrap();
        assert!(fs::read(&path).unwrap() == before);
    }
    assert!(fs::read(&path).unwrap() == before, "given up without a word");

    let mut flash = ImageFlash::new(Image::open(&path).unwrap());
    flash.write(8, &[1; 4]).unwrap();
    flash.image_mut().write_through("test").unwrap();
    assert_eq!(fs::read(&path).unwrap()[HEADER + 8..][..4], [1; 4], "what was kept back");
    flash.write(12, &[2; 4]).unwrap();
    assert_eq!(fs::read(&path).unwrap()[HEADER + 12..][..4], [2; 4], "what comes");
    flash.image_mut().close().unwrap();
    assert!(flash.write(16, &[3; 4]).is_err(), "closed");
    let after = fs::read(&path).unwrap();
    assert_eq!(after[..HOLDER_AT], before[..HOLDER_AT]);
    assert_eq!(after[HOLDER_AT..HEADER], before[HOLDER_AT..HEADER], "no holder is left");
}

#[test]
fn the_flash_behaves_as_nor_flash() {
    let mut flash = ImageFlash::new(Image::erased(identity()));
    let mut word = [0; 4];
    flash.read(0, &mut word).unwrap();
    assert_eq!(word, [0xFF; 4], "erased");
    flash.write(0, &[0xF0; 4]).unwrap();
    flash.write(0, &[0x0F; 4]).unwrap();
    flash.read(0, &mut word).unwrap();
    assert_eq!(word, [0; 4], "bits are only cleared");
    let page = u32::try_from(PAGE).unwrap();
    flash.erase(0, page).unwrap();
    flash.read(0, &mut word).unwrap();
    assert_eq!(word, [0xFF; 4], "erased again");
    assert!(flash.write(2, &[0; 4]).is_err(), "not aligned");
    assert!(flash.erase(0, 4).is_err(), "no whole page");
    let end = u32::try_from(PAGE * PAGES).unwrap();
    assert!(flash.write(end, &[0; 4]).is_err(), "outside");
    assert!(flash.read(end - 2, &mut word).is_err(), "half outside");
}

#[test]
fn what_the_file_takes_and_does_not_hold_is_not_in_the_flash_either() {
    let nothing = OpenOptions::new().read(true).write(true).open("/dev/null").unwrap();
    let mut image = Image::erased(identity());
    image.backing = Backing::File(nothing);
    let mut flash = ImageFlash::new(image);
    assert!(flash.write(0, &[1, 2, 3, 4]).is_err());
    assert!(flash.erase(0, u32::try_from(PAGE).unwrap()).is_err());
    let mut word = [0; 4];
    flash.read(0, &mut word).unwrap();
    assert_eq!(word, [0xFF; 4]);
}

struct ScenarioCard<'a>(&'a mut VirtualCard);

impl CardConnection for ScenarioCard<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.transmit(command).map_err(|error| format!("{error:?}"))
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.reset().map_err(|error| format!("{error:?}"))
    }
}

/// The card says that its memory failed; who is told so is told of the disk too, and again as long
/// as the card writes no more because of it.
#[test]
fn a_disk_that_takes_nothing_is_named() {
    let full = OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
    let pre_issuing = PreIssuingData::DEFAULT;
    let mut image = virtual_card::format(identity(), &TEST_TRANSPORT_KEY, pre_issuing).unwrap();
    image.backing = Backing::File(full);
    let mut card = VirtualCard::insert(image, "desk").unwrap();
    scenario::administrator(&mut ScenarioCard(&mut card)).unwrap();
    // CREATE FILE: EF 0101 of 16 bytes.
    let create = hex::decode("00E0000011620F80020010820101830201018800AB00").unwrap();
    for _ in 0..2 {
        let failed = card.transmit(&create).unwrap_err();
        let ReaderError::Disk { name, cause } = &failed else { panic!("{failed:?}") };
        assert_eq!((name.as_str(), cause.kind()), ("desk", io::ErrorKind::StorageFull));
        let source = std::error::Error::source(&failed).unwrap().to_string();
        assert_eq!(source, cause.to_string());
    }
    // What it need not write for goes on.
    let selected = card.transmit(&[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00]).unwrap();
    assert_eq!(selected, [0x90, 0x00]);
}

#[test]
fn a_second_opening_is_told_who_has_it() {
    let folder = Folder::new("lock");
    let path = made(&folder);
    let mut image = Image::open(&path).unwrap();
    // Who has it but has not yet said so.
    let held = || match Image::open(&path).unwrap_err() {
        ImageError::Held { path: found, holder } if found == path => holder,
        other => panic!("{other}"),
    };
    assert_eq!(held(), None);
    image.write_through("a program, 住基").unwrap();
    let holder = Holder { pid: std::process::id(), program: "a program, 住基".into() };
    assert_eq!(held(), Some(holder));
    drop(image);
    assert!(Image::open(&path).is_ok());
}

#[test]
fn a_holder_field_takes_any_name() {
    assert_eq!(holder_field(7, "")[..5], [0, 0, 0, 7, 0]);
    let long = "住".repeat(40);
    let field = holder_field(7, &long);
    assert_eq!(field.len(), 69);
    assert_eq!(usize::from(field[4]), 63, "whole characters only");
}

#[test]
fn a_start_is_on_the_disk_before_the_card_answers_and_only_then() {
    let folder = Folder::new("starts");
    let path = folder.file("seeded.juki");
    create(&Image::erased(identity()).seeded(Some(Seed(9))), &path, |_| ()).unwrap();
    let started = || {
        let mut image = Image::open(&path).unwrap();
        let start = image.start();
        (image, start)
    };
    // Given up before it ran, as an image whose flash holds no card: nothing was drawn.
    let (image, first) = started();
    assert_eq!(first, Some((Seed(9), 1)));
    drop(image);
    let (mut image, again) = started();
    assert_eq!(again, first);
    // Killed while it ran: what it drew it may have given out.
    image.write_through("test").unwrap();
    std::mem::forget(image);
    let copy = folder.file("killed.juki");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(Image::open(&copy).unwrap().start(), Some((Seed(9), 2)));
}

#[test]
fn a_card_of_no_seed_has_neither_seed_nor_starts_in_its_header() {
    let folder = Folder::new("seedless");
    let path = made(&folder);
    let mut image = Image::open(&path).unwrap();
    assert_eq!((image.seed(), image.start()), (None, None));
    image.write_through("test").unwrap();
    let bytes = fs::read(&path).unwrap();
    assert!(bytes[SEED_AT..CHECK_AT].iter().chain(&bytes[STARTS_AT..HEADER]).all(|b| *b == 0));
}

/// The image holds keys and PINs: whoever writes to it leaves it to its owner.
#[test]
fn an_image_stays_its_owners_when_it_is_written_again() {
    let folder = Folder::new("owner");
    let path = made(&folder);
    let mut flash = ImageFlash::new(Image::open(&path).unwrap());
    flash.image_mut().write_through("test").unwrap();
    flash.write(0, &[0x12; 4]).unwrap();
    flash.image_mut().close().unwrap();
    assert_eq!(fs::read(&path).unwrap()[HEADER..HEADER + 4], [0x12; 4]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_debug_text_shows_nothing_of_the_flash_and_not_the_seed() {
    let mut image = Image::erased(identity()).seeded(Some(Seed(987_654_321_987)));
    image.content.fill(0xA7);
    let own = format!("{image:?}");
    let shown = format!("{own} {:?}", ImageFlash::new(image));
    assert!(!shown.contains("167, 167") && !shown.contains("987654321987"), "{shown}");
}

/// Every byte of the header, three changes each: it is another card's header for nobody.
#[test]
fn no_changed_byte_of_the_header_makes_another_card() {
    let seed = Some(Seed(7));
    let whole = header(&Image::erased(identity()).seeded(seed));
    let (mut same, mut refused) = (0, 0);
    for at in 0..whole.len() {
        for value in [whole[at] ^ 0x01, whole[at] ^ 0x80, !whole[at]] {
            let mut block = whole.clone();
            block[at] = value;
            let starts = starts::parse(&block);
            match parse(&block, &PathBuf::from("changed")) {
                Ok(read) if starts == Some(0) => {
                    assert_eq!(read, (identity(), seed), "byte {at} made {value:02X}");
                    // Behind the check: the name of who holds it, the starts, nothing.
                    assert!(at >= HOLDER_AT, "byte {at}");
                    same += 1;
                }
                Ok(_) => {
                    assert!(starts.is_none() && (STARTS_AT..STARTS_AT + 12).contains(&at));
                    refused += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    println!("{refused} changes refused, {same} without effect");
    assert_eq!(same + refused, 3 * HEADER);
}
