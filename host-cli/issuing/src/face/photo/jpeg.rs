//! JPEG files (ISO/IEC 10918-1) as cameras, scanners and image programs write them.
//!
//! The decoder beneath reads 8-bit Huffman-coded DCT files whose segments follow each other. What
//! else such a file has is looked at here: the coding, so that a refusal names it; how its
//! components make a colour, by the rules that libjpeg made common (JFIF, Adobe, the components'
//! names); and how the camera was held. The decoder gets what it decodes, and nothing else.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::exif::{self, Orientation};
use super::{Coding, Grey, PhotoError, check, grey, luma};

/// What a file begins with.
pub(super) const MAGIC: &[u8] = &[0xFF, 0xD8, 0xFF];

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP14: u8 = 0xEE;
const COM: u8 = 0xFE;

/// What the components of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Grey,
    YCbCr,
    Rgb,
    Cmyk { inverted: bool },
    Ycck { inverted: bool },
}

/// A file, looked through.
struct Parts {
    /// The segments that the decoder needs, one behind the other.
    file: Vec<u8>,
    colour: Colour,
    /// The components are called R, G and B.
    named_rgb: bool,
    size: (usize, usize),
    orientation: Orientation,
}

/// The picture in shades of grey, and how the camera was held.
pub(super) fn decode(file: &[u8]) -> Result<(Grey, Orientation), PhotoError> {
    let parts = look_through(file)?;
    let (width, height) = parts.size;
    check(width, height)?;
    let out = match parts.colour {
        Colour::Grey | Colour::YCbCr => ColorSpace::Luma,
        // As it is stored: without the segments that say so, three components are taken for
        // YCbCr unless they are called otherwise, and four for CMYK.
        Colour::Rgb if parts.named_rgb => ColorSpace::RGB,
        Colour::Rgb => ColorSpace::YCbCr,
        Colour::Cmyk { .. } | Colour::Ycck { .. } => ColorSpace::CMYK,
    };
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(out);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&parts.file), options);
    decoder.decode_headers().map_err(|_| PhotoError::Damaged)?;
    if decoder.dimensions() != Some(parts.size) {
        return Err(PhotoError::Damaged);
    }
    let samples = decoder.decode().map_err(|_| PhotoError::Damaged)?;
    let pixels = match parts.colour {
        Colour::Grey | Colour::YCbCr => samples,
        Colour::Rgb => samples.as_chunks().0.iter().map(|rgb| luma(*rgb)).collect(),
        Colour::Cmyk { inverted } => samples
            .as_chunks()
            .0
            .iter()
            .map(|[c, m, y, k]| ink_brightness([*c, *m, *y], *k, inverted))
            .collect(),
        Colour::Ycck { inverted } => samples
            .as_chunks()
            .0
            .iter()
            // YCbCr of the inks' complements (Adobe Technical Note 5116).
            .map(|[y, cb, cr, k]| {
                ink_brightness(rgb([*y, *cb, *cr]).map(|s| 255 - s), *k, inverted)
            })
            .collect(),
    };
    Ok((grey(width, height, pixels)?, parts.orientation))
}

/// The brightness of inks over white paper. Programs of Adobe store them inverted.
fn ink_brightness(inks: [u8; 3], black: u8, inverted: bool) -> u8 {
    let light = |ink: u8| u32::from(if inverted { ink } else { 255 - ink });
    let black = light(black);
    luma(inks.map(|ink| u8::try_from((light(ink) * black + 127) / 255).unwrap_or(u8::MAX)))
}

/// Red, green and blue of YCbCr (JFIF 1.02), in whole numbers.
fn rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let sample = |thousandths: i32| {
        u8::try_from((y + (thousandths + 500).div_euclid(1000)).clamp(0, 255)).unwrap_or(u8::MAX)
    };
    [sample(1402 * cr), sample(-344 * cb - 714 * cr), sample(1772 * cb)]
}

/// Goes from marker to marker until the picture ends; what stands behind it is not looked at.
fn look_through(file: &[u8]) -> Result<Parts, PhotoError> {
    let mut kept = vec![0xFF, SOI];
    let (mut jfif, mut adobe, mut frame) = (false, None, None);
    let mut orientation = Orientation::UPRIGHT;
    let mut rest = file.get(2..).ok_or(PhotoError::Damaged)?;
    loop {
        let marker;
        (marker, rest) = next_marker(rest)?;
        if marker == EOI {
            break;
        }
        let length = rest.first_chunk().map(|bytes| usize::from(u16::from_be_bytes(*bytes)));
        let (segment, behind) =
            length.and_then(|length| rest.split_at_checked(length)).ok_or(PhotoError::Damaged)?;
        let content = segment.get(2..).ok_or(PhotoError::Damaged)?;
        rest = behind;
        match marker {
            APP0 if content.starts_with(b"JFIF\0") => jfif = true,
            APP1 => {
                if let Some(tiff) = content.strip_prefix(b"Exif\0\0") {
                    orientation = exif::orientation(tiff);
                }
            }
            APP14 if content.starts_with(b"Adobe") => {
                adobe = Some(*content.get(11).ok_or(PhotoError::Damaged)?);
            }
            APP0..=0xEF | COM => {}
            _ => {
                if let Some(found) = Frame::read(marker, content)? {
                    frame = Some(found);
                }
                kept.extend([0xFF, marker]);
                kept.extend(segment);
                if marker == SOS {
                    let data;
                    (data, rest) = scan(rest)?;
                    kept.extend(data);
                }
            }
        }
    }
    kept.extend([0xFF, EOI]);
    let frame = frame.ok_or(PhotoError::Damaged)?;
    let colour = frame.colour(jfif, adobe)?;
    let named_rgb = frame.components == b"RGB";
    Ok(Parts { file: kept, colour, named_rgb, size: frame.size, orientation })
}

/// The next marker, and what stands behind it. Any number of FF may stand before one (B.1.1.2);
/// other bytes between segments are nothing that a picture needs, and others pass over them too.
fn next_marker(bytes: &[u8]) -> Result<(u8, &[u8]), PhotoError> {
    let mut pairs = bytes.windows(2).enumerate();
    // 00 follows an FF of data; RST0 to RST7, TEM and SOI have no content.
    let found = pairs.find_map(|(place, pair)| match *pair {
        [0xFF, marker @ (0x02..=0xCF | EOI..=0xFE)] => Some((place, marker)),
        _ => None,
    });
    let (place, marker) = found.ok_or(PhotoError::Damaged)?;
    Ok((marker, bytes.get(place + 2..).unwrap_or_default()))
}

/// The coded data of a scan, up to the next marker that is not one of its own.
fn scan(bytes: &[u8]) -> Result<(&[u8], &[u8]), PhotoError> {
    let end = bytes.windows(2).position(
        |pair| matches!(pair, [0xFF, marker] if !matches!(marker, 0x00 | 0xD0..=0xD7 | 0xFF)),
    );
    bytes.split_at_checked(end.ok_or(PhotoError::Damaged)?).ok_or(PhotoError::Damaged)
}

/// A frame header (B.2.2).
struct Frame {
    size: (usize, usize),
    components: Vec<u8>,
}

impl Frame {
    /// `None` when this segment is another one.
    fn read(marker: u8, content: &[u8]) -> Result<Option<Self>, PhotoError> {
        let coding = match marker {
            // Baseline, extended, progressive; Huffman codes.
            0xC0..=0xC2 => None,
            0xC3 => Some(Coding::Lossless),
            0xC5..=0xC7 | 0xCD..=0xCF => Some(Coding::Hierarchical),
            0xC9 | 0xCA => Some(Coding::Arithmetic),
            0xCB => Some(Coding::Lossless),
            0xF7 => Some(Coding::JpegLs),
            _ => return Ok(None),
        };
        if let Some(coding) = coding {
            return Err(PhotoError::Unsupported(coding));
        }
        let [precision, h1, h0, w1, w0, count, specifications @ ..] = content else {
            return Err(PhotoError::Damaged);
        };
        if *precision != 8 {
            return Err(PhotoError::Unsupported(Coding::Bits(*precision)));
        }
        let number = |high: u8, low: u8| usize::from(u16::from_be_bytes([high, low]));
        let size = (number(*w1, *w0), number(*h1, *h0));
        if size.1 == 0 {
            return Err(PhotoError::Unsupported(Coding::Lines));
        }
        let components: Vec<u8> =
            specifications.chunks_exact(3).map(|component| component[0]).collect();
        (components.len() == usize::from(*count))
            .then_some(Some(Self { size, components }))
            .ok_or(PhotoError::Damaged)
    }

    /// What the components are, as libjpeg decides it.
    fn colour(&self, jfif: bool, adobe: Option<u8>) -> Result<Colour, PhotoError> {
        let inverted = adobe.is_some();
        Ok(match (&self.components[..], adobe) {
            ([_], _) => Colour::Grey,
            ([_, _, _], _) if jfif => Colour::YCbCr,
            ([_, _, _], Some(0)) => Colour::Rgb,
            ([b'R', b'G', b'B'], None) => Colour::Rgb,
            ([_, _, _], _) => Colour::YCbCr,
            ([_, _, _, _], Some(2)) => Colour::Ycck { inverted },
            ([_, _, _, _], _) => Colour::Cmyk { inverted },
            (components, _) => {
                let count = u8::try_from(components.len()).unwrap_or(u8::MAX);
                return Err(PhotoError::Unsupported(Coding::Components(count)));
            }
        })
    }
}
