//! JPEG 2000 (ISO/IEC 15444-1) in a JP2 file, in shades of grey.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsRawFd as _;

use openjp2::openjpeg::{OPJ_CLRSPC_GRAY, OPJ_CODEC_JP2, opj_cparameters_t};
use openjp2::{Codec, Stream, opj_image, opj_image_comptparm};
use rustix::fs::MemfdFlags;

use super::photo::{Grey, HEIGHT, WIDTH};

/// How often the rate is lowered before the picture is given up.
const ATTEMPTS: usize = 8;
/// The encoder's buffer in bytes.
const BUFFER: usize = 64 * 1024;

/// Encodes a photo in at most so many bytes: the rate is lowered until it fits. `None` when the
/// encoder gives up.
pub(super) fn encode(picture: &Grey, longest: usize) -> Option<Vec<u8>> {
    let mut most = longest;
    for _ in 0..ATTEMPTS {
        let file = at_most(picture, most)?;
        if file.len() <= longest {
            return Some(file);
        }
        // What the boxes around the code stream and rounding took.
        most = most.checked_sub(file.len() - longest + longest / 32)?;
    }
    None
}

#[expect(clippy::cast_precision_loss, reason = "a rate; small numbers")]
fn at_most(picture: &Grey, most: usize) -> Option<Vec<u8>> {
    let mut parameters = opj_cparameters_t {
        tcp_numlayers: 1,
        cp_disto_alloc: 1,
        irreversible: 1,
        ..opj_cparameters_t::default()
    };
    parameters.tcp_rates[0] = (WIDTH * HEIGHT) as f32 / most as f32;
    let (w, h) = (u32::try_from(WIDTH).ok()?, u32::try_from(HEIGHT).ok()?);
    let component =
        opj_image_comptparm { dx: 1, dy: 1, w, h, x0: 0, y0: 0, prec: 8, bpp: 8, sgnd: 0 };
    let mut image = opj_image::create(&[component], OPJ_CLRSPC_GRAY)?;
    (image.x1, image.y1) = (w, h);
    let samples: Vec<i32> = picture.pixels.iter().map(|pixel| i32::from(*pixel)).collect();
    image.comps_data_mut_iter()?.next()?.copy_from_slice(&samples);

    // The encoder's safe interface writes files only: this one lives in memory and has no name.
    let memory = rustix::fs::memfd_create("photo", MemfdFlags::CLOEXEC).ok()?;
    let path = format!("/proc/self/fd/{}", memory.as_raw_fd());
    let mut stream = Stream::new_file(path, BUFFER, false).ok()?;
    let mut codec = Codec::new_encoder(OPJ_CODEC_JP2)?;
    let done = codec.setup_encoder(&mut parameters, &mut image) != 0
        && codec.start_compress(&mut image, &mut stream) != 0
        && codec.encode(&mut stream) != 0
        && codec.end_compress(&mut stream) != 0;
    drop(stream);
    let mut file = Vec::new();
    File::from(memory).read_to_end(&mut file).ok()?;
    done.then_some(file)
}
