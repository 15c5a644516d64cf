//! How a camera was held: the orientation in Exif data (JEITA CP-3451, 4.6.4, tag 0112).
//!
//! What is not understood of it is no reason to refuse a photo: it is taken as upright then.

/// How rows and columns of a picture lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation {
    /// A row of the file is a column of the picture.
    pub(super) swapped: bool,
    /// The file's first row is the picture's last, or its rightmost column when they are swapped.
    pub(super) rows_back: bool,
    /// The file's first column is the picture's rightmost, or its last row when they are swapped.
    pub(super) columns_back: bool,
}

impl Orientation {
    /// As it lies.
    pub(super) const UPRIGHT: Self = Self { swapped: false, rows_back: false, columns_back: false };

    /// The eight of Exif: where row 0 and column 0 of the file are in the picture.
    const fn of(value: u16) -> Option<Self> {
        let (swapped, rows_back, columns_back) = match value {
            // Top, left.
            1 => (false, false, false),
            // Top, right.
            2 => (false, false, true),
            // Bottom, right.
            3 => (false, true, true),
            // Bottom, left.
            4 => (false, true, false),
            // Left, top.
            5 => (true, false, false),
            // Right, top.
            6 => (true, true, false),
            // Right, bottom.
            7 => (true, true, true),
            // Left, bottom.
            8 => (true, false, true),
            _ => return None,
        };
        Some(Self { swapped, rows_back, columns_back })
    }
}

const TAG: u16 = 0x0112;
/// An entry's type: 16 bits.
const SHORT: u16 = 3;
const ENTRY: usize = 12;

/// The orientation in a TIFF structure, from its first byte on; upright when it says none.
pub(super) fn orientation(tiff: &[u8]) -> Orientation {
    find(tiff).and_then(Orientation::of).unwrap_or(Orientation::UPRIGHT)
}

fn find(tiff: &[u8]) -> Option<u16> {
    let (order, rest) = tiff.split_first_chunk::<2>()?;
    let little = match order {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |bytes: &[u8], at: usize| {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |bytes: &[u8], at: usize| {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    if short(rest, 0)? != 42 {
        return None;
    }
    let directory = tiff.get(usize::try_from(long(rest, 2)?).ok()?..)?;
    let entries = directory.get(2..)?.chunks_exact(ENTRY);
    let entry =
        entries.take(short(directory, 0)?.into()).find(|entry| short(entry, 0) == Some(TAG))?;
    (short(entry, 2)? == SHORT && long(entry, 4)? == 1).then(|| short(entry, 8)).flatten()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A directory with another entry before the orientation.
    pub(in super::super) fn tiff(little: bool, value: u16) -> Vec<u8> {
        let short = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let long = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let mut bytes = if little { b"II".to_vec() } else { b"MM".to_vec() };
        bytes.extend(short(42));
        // Two bytes that nobody needs stand before the directory.
        bytes.extend(long(10));
        bytes.extend([0xAA; 2]);
        bytes.extend(short(2));
        for (tag, value) in [(0x0100, 7), (TAG, value)] {
            bytes.extend([short(tag), short(SHORT)].concat());
            bytes.extend(long(1));
            bytes.extend([short(value), [0; 2]].concat());
        }
        bytes.extend(long(0));
        bytes
    }

    #[test]
    fn both_byte_orders_and_all_eight_are_understood() {
        for little in [false, true] {
            for value in 1..=8 {
                assert_eq!(find(&tiff(little, value)), Some(value));
            }
            for value in [0, 9, u16::MAX] {
                assert_eq!(orientation(&tiff(little, value)), Orientation::UPRIGHT);
            }
        }
    }

    #[test]
    fn what_is_no_exif_is_upright() {
        let whole = tiff(true, 6);
        let turned = orientation(&whole);
        assert_ne!(turned, Orientation::UPRIGHT);
        for cut in 0..whole.len() {
            let found = orientation(&whole[..cut]);
            // All that it needs is there before the last four bytes.
            let complete = cut >= whole.len() - 4;
            assert_eq!(found, if complete { turned } else { Orientation::UPRIGHT }, "{cut}");
        }
        // Every byte once as every value: nothing panics, and nothing but one of the eight comes.
        for place in 0..whole.len() {
            for value in 0..=u8::MAX {
                let mut other = whole.clone();
                other[place] = value;
                let found = orientation(&other);
                assert!((1..=8).any(|value| Orientation::of(value) == Some(found)));
            }
        }
    }
}
