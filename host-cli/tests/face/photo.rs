//! A photo as a telephone stores it, from the file that is handed in to the pixels that come out of
//! the card: the person stands upright.

use std::path::{Path, PathBuf};
use std::process::Command;

use juki::face::photo::{HEIGHT, WIDTH};
use openjp2::openjpeg::{OPJ_CODEC_JP2, opj_dparameters_t};
use openjp2::{Codec, Stream};

/// A counter with an authority, in a folder that is removed afterwards.
struct Counter(PathBuf);

impl Counter {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let counter = Self(path);
        counter.juki(&["authority", "init", "ca"]);
        counter
    }

    fn juki(&self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command.current_dir(&self.0).args(arguments).env_clear();
        command.envs([("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_AUTH", "4321")]);
        let output = command.env("JUKI_PIN_SIGN", "ABC123").output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
    }

    /// What a card shows that is issued with this photo.
    fn shown(&self, photo: &[u8]) -> Picture {
        let _none = std::fs::remove_file(self.0.join("card.juki"));
        let _none = std::fs::remove_dir_all(self.0.join("pictures"));
        std::fs::write(self.0.join("photo"), photo).unwrap();
        self.juki(&["virtual", "new", "card.juki", "--profile", "p256"]);
        let card = ["--reader", "card.juki"];
        let issue = ["issue", "--sample", "taro", "--authority", "ca", "--yes", "--photo", "photo"];
        self.juki(&[&issue[..], &card].concat());
        self.juki(&[&["read", "--pictures", "pictures"][..], &card].concat());
        Picture::of(&self.0.join("pictures/photo.jp2"))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// The photo of a card, in shades of grey.
struct Picture(Vec<i32>);

impl Picture {
    fn of(path: &Path) -> Self {
        let mut stream = Stream::new_file(path, 64 * 1024, true).unwrap();
        let mut codec = Codec::new_decoder(OPJ_CODEC_JP2).unwrap();
        assert_ne!(codec.setup_decoder(&mut opj_dparameters_t::default()), 0);
        let mut image = codec.read_header(&mut stream).unwrap();
        assert_ne!(codec.decode(&mut stream, &mut image), 0);
        assert_ne!(codec.end_decompress(&mut stream), 0);
        assert_eq!(image.comp0_dims_prec(), (WIDTH, HEIGHT, 8));
        let pixels = image.comps().unwrap()[0].data().unwrap().to_vec();
        assert_eq!(pixels.len(), WIDTH * HEIGHT);
        Self(pixels)
    }

    /// The shade in the middle of each quarter: above left and right, below left and right.
    fn quarters(&self) -> [i32; 4] {
        let at = |x: usize, y: usize| self.0[y * HEIGHT / 4 * WIDTH + x * WIDTH / 4];
        [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
    }

    /// How far it is from another one, in shades a pixel.
    fn distance<'a>(&self, other: impl Iterator<Item = &'a i32>) -> usize {
        let shades = self.0.iter().zip(other).map(|(one, other)| one.abs_diff(*other) as usize);
        shades.sum::<usize>() / self.0.len()
    }
}

/// A picture whose four quarters have these shades as it is to be seen, stored with this
/// orientation (CIPA DC-008, 4.6.5.1.6: where on the picture its row 0 and its column 0 are).
fn quartered(orientation: u8, seen: [u8; 4]) -> Vec<u8> {
    const SEEN: (usize, usize) = (350, 450);
    let (across, down) = SEEN;
    let stored = if orientation < 5 { (across, down) } else { (down, across) };
    let mut pixels = Vec::new();
    for row in 0..stored.1 {
        for column in 0..stored.0 {
            let (right, bottom) = (across - 1, down - 1);
            let (x, y) = match orientation {
                1 => (column, row),
                2 => (right - column, row),
                3 => (right - column, bottom - row),
                4 => (column, bottom - row),
                5 => (row, column),
                6 => (right - row, column),
                7 => (right - row, bottom - column),
                8 => (row, bottom - column),
                _ => panic!("{orientation}"),
            };
            pixels.push(seen[usize::from(y > down / 2) * 2 + usize::from(x > across / 2)]);
        }
    }
    let side = |side: usize| u32::try_from(side).unwrap();
    let mut info = png::Info::with_size(side(stored.0), side(stored.1));
    (info.color_type, info.bit_depth) = (png::ColorType::Grayscale, png::BitDepth::Eight);
    // One entry of TIFF, most significant byte first: 0112h, SHORT, 1 of them.
    let mut tiff = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    info.exif_metadata = Some(tiff.into());
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn a_portrait_stored_on_its_side_stands_upright_on_the_card() {
    let counter = Counter::new("telephone");
    let upright = counter.shown(include_bytes!("../../issuing/src/face/photo/tests/upright.jpg"));
    let turned =
        counter.shown(include_bytes!("../../issuing/src/face/photo/tests/orientation-6.jpg"));
    assert!(turned.distance(upright.0.iter()) < 6, "{}", turned.distance(upright.0.iter()));
    // Upside down it would be far from that.
    assert!(turned.distance(upright.0.iter().rev()) > 20);
}

#[test]
fn every_way_to_hold_a_camera_gives_the_same_card() {
    let counter = Counter::new("camera");
    let seen = [40, 100, 160, 220];
    for orientation in 1..=8 {
        let shown = counter.shown(&quartered(orientation, seen)).quarters();
        let near = shown.iter().zip(seen).all(|(shown, seen)| shown.abs_diff(seen.into()) < 6);
        assert!(near, "orientation {orientation}: {shown:?}");
    }
}
