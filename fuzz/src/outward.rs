//! What a card returns to a host without any security status.

use test_vectors::world;

/// Says everything a host can ask without changing anything: parameters, contents, tries. The
/// card must have been reset before.
pub fn of(mut answer: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for df in [&[][..], &[0xD1, 0x01], &[0xD1, 0x01, 0xD1, 0x02], &[0xD2, 0x01]] {
        out.push(answer(&select(df)));
        out.push(answer(&[0x00, 0xCA, 0x01, 0xA0, 0x00]));
        for file in world::FILES {
            let path = [df, &file.to_be_bytes()].concat();
            let selected = answer(&select(&path));
            let status = selected.iter().rev().take(2).next_back().copied();
            out.push(selected);
            if status == Some(0x6A) {
                continue;
            }
            out.push(answer(&[0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00]));
            out.push(answer(&[0x00, 0xB2, 0x01, 0x05, 0x00, 0x00, 0x00]));
            out.push(answer(&[0x00, 0x20, 0x00, 0x80]));
            out.push(answer(&[0x00, 0x46, 0x81, 0x80, 0x00, 0x00, 0x00]));
        }
    }
    out
}

/// SELECT by path from the MF, with the parameters; the MF itself for an empty path.
fn select(path: &[u8]) -> Vec<u8> {
    if path.is_empty() || path == [0x3F, 0x00] {
        return vec![0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00, 0x00];
    }
    let length = u8::try_from(path.len()).unwrap_or(0);
    [&[0x00, 0xA4, 0x08, 0x04, length], path, &[0x00]].concat()
}
