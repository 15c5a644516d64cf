//! The photo: from a JPEG or PNG file to what the card holds.

mod error;
mod exif;
mod jpeg;

pub use error::{Coding, PhotoError};
use exif::Orientation;

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

/// Percent of a photo that may be cut off for the proportions of the card: less than that is lost
/// of one of 45 by 35 mm, 3:4, 2:3 and of a square, more of one that was taken lengthwise or is no
/// portrait.
pub const MOST_CUT: usize = 25;
/// A photo is blank in which fewer than one pixel of so many
const BLANK_PIXELS: usize = 100;
/// is lighter or darker than the most frequent one by so much.
const BLANK_SHADES: usize = 16;

const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture in shades of grey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

/// The photo as the card holds it, JPEG 2000 of [`WIDTH`] by [`HEIGHT`] pixels in at most
/// [`LONGEST`] bytes, from a JPEG or PNG file: turned as the camera was held (Exif), its middle
/// cut out in the card's proportions, never squashed. The same file gives the same bytes.
///
/// # Errors
/// What is wrong with the file. It is unpacked only when its size is within the limits.
pub fn encode(file: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let picture = decode(file)?;
    let (across, down) = cut(picture.width, picture.height);
    if across * down * 100 < picture.width * picture.height * (100 - MOST_CUT) {
        return Err(PhotoError::AspectRatio(picture.width, picture.height));
    }
    let photo = scaled(&picture);
    if is_blank(&photo) {
        return Err(PhotoError::Blank);
    }
    jpeg2000::encode(&photo, LONGEST).ok_or(PhotoError::NotEncoded)
}

/// The picture in a file, upright.
fn decode(file: &[u8]) -> Result<Grey, PhotoError> {
    if file.len() > LONGEST_FILE {
        return Err(PhotoError::TooLong);
    }
    let (picture, orientation) = if file.starts_with(PNG_MAGIC) {
        decode_png(file)?
    } else if file.starts_with(jpeg::MAGIC) {
        jpeg::decode(file)?
    } else {
        return Err(PhotoError::Format);
    };
    Ok(rotated(picture, orientation))
}

/// Is nearly everything of one shade?
fn is_blank(picture: &Grey) -> bool {
    let mut counts = [0_usize; 256];
    for pixel in &picture.pixels {
        counts[usize::from(*pixel)] += 1;
    }
    let most = (0..counts.len()).max_by_key(|shade| counts[*shade]).unwrap_or_default();
    let near = counts.iter().enumerate().filter(|(shade, _)| shade.abs_diff(most) <= BLANK_SHADES);
    let near: usize = near.map(|(_, count)| count).sum();
    (picture.pixels.len() - near) * BLANK_PIXELS < picture.pixels.len()
}

/// The picture as the camera saw it.
fn rotated(picture: Grey, orientation: Orientation) -> Grey {
    if orientation == Orientation::UPRIGHT {
        return picture;
    }
    let Orientation { swapped, rows_back, columns_back } = orientation;
    let (rows, columns) = (picture.height, picture.width);
    let (width, height) = if swapped { (rows, columns) } else { (columns, rows) };
    let back = |place: usize, count: usize, back| if back { count - 1 - place } else { place };
    let mut pixels = Vec::with_capacity(picture.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let (row, column) = if swapped { (x, y) } else { (y, x) };
            let (row, column) = (back(row, rows, rows_back), back(column, columns, columns_back));
            pixels.push(picture.pixels.get(row * columns + column).copied().unwrap_or(u8::MAX));
        }
    }
    Grey { width, height, pixels }
}

fn check(width: usize, height: usize) -> Result<(), PhotoError> {
    let fits = width.max(height) <= LONGEST_SIDE
        && width.min(height) >= SHORTEST_SIDE
        && width * height <= MOST_PIXELS;
    if fits { Ok(()) } else { Err(PhotoError::Size(width, height)) }
}

fn decode_png(file: &[u8]) -> Result<(Grey, Orientation), PhotoError> {
    let limits = png::Limits { bytes: MOST_PIXELS * 8 };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|_| PhotoError::Damaged)?;
    let (width, height) = reader.info().size();
    let number = |value: u32| usize::try_from(value).map_err(|_| PhotoError::Damaged);
    let (width, height) = (number(width)?, number(height)?);
    check(width, height)?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or(PhotoError::Damaged)?];
    let frame = reader.next_frame(&mut bytes).map_err(|_| PhotoError::Damaged)?;
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
        png::ColorType::Indexed => return Err(PhotoError::Damaged),
    };
    // It may stand behind the picture, so it is looked for last.
    let exif = reader.info().exif_metadata.as_deref().map(exif::orientation);
    Ok((grey(width, height, pixels)?, exif.unwrap_or(Orientation::UPRIGHT)))
}

fn grey(width: usize, height: usize, pixels: Vec<u8>) -> Result<Grey, PhotoError> {
    if pixels.len() != width * height {
        return Err(PhotoError::Damaged);
    }
    Ok(Grey { width, height, pixels })
}

/// Brightness of a colour (ITU-R BT.601).
fn luma([r, g, b]: [u8; 3]) -> u8 {
    let sum = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}

/// How much of the width and height of a picture has the proportions of the card.
fn cut(width: usize, height: usize) -> (usize, usize) {
    if width * HEIGHT > height * WIDTH {
        ((height * WIDTH / HEIGHT).max(1), height)
    } else {
        (width, (width * HEIGHT / WIDTH).max(1))
    }
}

/// The middle of a picture in the card's proportions, each pixel the mean of those that it stands
/// for: whole numbers only, so that every machine makes the same of it.
fn scaled(picture: &Grey) -> Grey {
    let Grey { width, height, pixels } = picture;
    let (across, down) = cut(*width, *height);
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
