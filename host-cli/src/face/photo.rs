//! The photo: from a JPEG or PNG file to what the card holds.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::jpeg2000;

/// Width on the card in pixels, as on a public test card.
pub const WIDTH: usize = 378;
/// Height on the card in pixels.
pub const HEIGHT: usize = 472;
/// Bytes of a photo on the card, at most.
pub const LONGEST: usize = 16 * 1024;

/// Bytes of a file that is taken, at most.
pub const LONGEST_FILE: usize = 16 * 1024 * 1024;
/// Its longer side in pixels, at most; it is looked at before anything is unpacked.
pub const LONGEST_SIDE: usize = 8192;
/// Its pixels, at most.
pub const MOST_PIXELS: usize = 32 * 1024 * 1024;
/// Its shorter side in pixels, at least.
pub const SHORTEST_SIDE: usize = 96;

const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_MAGIC: &[u8] = &[0xFF, 0xD8, 0xFF];

/// Why a file gives no photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Longer than [`LONGEST_FILE`].
    TooLong,
    /// Neither JPEG nor PNG.
    Format,
    /// So many pixels wide and high: too many, or too few.
    Size(usize, usize),
    /// It breaks off, or is of a kind that is not read.
    Damaged,
    /// It could not be encoded.
    NotEncoded,
}

/// A picture in shades of grey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

/// The photo as the card holds it, JPEG 2000 of [`WIDTH`] by [`HEIGHT`] pixels in at most
/// [`LONGEST`] bytes, from a JPEG or PNG file: the middle of it, scaled. That a camera was turned
/// (Exif) is not heeded. The same file gives the same bytes.
///
/// # Errors
/// What is wrong with the file. It is unpacked only when its size is within the limits.
pub fn encode(file: &[u8]) -> Result<Vec<u8>, Fault> {
    if file.len() > LONGEST_FILE {
        return Err(Fault::TooLong);
    }
    let picture = if file.starts_with(PNG_MAGIC) {
        decode_png(file)?
    } else if file.starts_with(JPEG_MAGIC) {
        decode_jpeg(file)?
    } else {
        return Err(Fault::Format);
    };
    jpeg2000::encode(&scaled(&picture), LONGEST).ok_or(Fault::NotEncoded)
}

fn check(width: usize, height: usize) -> Result<(), Fault> {
    let fits = width.max(height) <= LONGEST_SIDE
        && width.min(height) >= SHORTEST_SIDE
        && width * height <= MOST_PIXELS;
    if fits { Ok(()) } else { Err(Fault::Size(width, height)) }
}

fn decode_jpeg(file: &[u8]) -> Result<Grey, Fault> {
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|_| Fault::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(Fault::Damaged)?;
    check(width, height)?;
    let pixels = decoder.decode().map_err(|_| Fault::Damaged)?;
    grey(width, height, pixels)
}

fn decode_png(file: &[u8]) -> Result<Grey, Fault> {
    let limits = png::Limits { bytes: MOST_PIXELS * 8 };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|_| Fault::Damaged)?;
    let (width, height) = reader.info().size();
    let number = |value: u32| usize::try_from(value).map_err(|_| Fault::Damaged);
    let (width, height) = (number(width)?, number(height)?);
    check(width, height)?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or(Fault::Damaged)?];
    let frame = reader.next_frame(&mut bytes).map_err(|_| Fault::Damaged)?;
    bytes.truncate(frame.buffer_size());
    // What shines through is white paper.
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    let pixels = match frame.color_type {
        png::ColorType::Grayscale => bytes,
        png::ColorType::GrayscaleAlpha => {
            bytes.as_chunks().0.iter().map(|[value, alpha]| over(*value, *alpha)).collect()
        }
        png::ColorType::Rgb => bytes.as_chunks().0.iter().map(|rgb| luma(*rgb)).collect(),
        png::ColorType::Rgba => {
            let pixels = bytes.as_chunks().0.iter();
            pixels.map(|[r, g, b, alpha]| over(luma([*r, *g, *b]), *alpha)).collect()
        }
        png::ColorType::Indexed => return Err(Fault::Damaged),
    };
    grey(width, height, pixels)
}

fn grey(width: usize, height: usize, pixels: Vec<u8>) -> Result<Grey, Fault> {
    if pixels.len() != width * height {
        return Err(Fault::Damaged);
    }
    Ok(Grey { width, height, pixels })
}

/// Brightness of a colour (ITU-R BT.601).
fn luma([r, g, b]: [u8; 3]) -> u8 {
    let sum = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}

/// The middle of a picture in the card's proportions, each pixel the mean of those that it stands
/// for: whole numbers only, so that every machine makes the same of it.
fn scaled(picture: &Grey) -> Grey {
    let Grey { width, height, pixels } = picture;
    let (across, down) = if width * HEIGHT > height * WIDTH {
        ((height * WIDTH / HEIGHT).max(1), *height)
    } else {
        (*width, (width * HEIGHT / WIDTH).max(1))
    };
    let (left, top) = ((width - across) / 2, (height - down) / 2);
    let range = |place: usize, from: usize, to: usize, start: usize| {
        let first = place * from / to;
        let end = ((place + 1) * from / to).max(first + 1);
        start + first..start + end
    };
    let mut out = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let (mut sum, mut count) = (0_u64, 0_u64);
            for row in range(y, down, HEIGHT, top) {
                for column in range(x, across, WIDTH, left) {
                    sum += pixels.get(row * width + column).map_or(255, |pixel| (*pixel).into());
                    count += 1;
                }
            }
            out.push(u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX));
        }
    }
    Grey { width: WIDTH, height: HEIGHT, pixels: out }
}

#[cfg(test)]
mod tests;
