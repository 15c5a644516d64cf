//! How data is typed: hexadecimal digits, `"text"`, and `62{82{38}83{D100}}`, a data object with
//! its length in front.

use zeroize::Zeroizing;

/// The bytes; `None` when a bracket or quote is missing, or there is half a byte.
#[must_use]
pub fn parse(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut open: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    let mut out = Zeroizing::new(Vec::new());
    let mut half: Option<u8> = None;
    let mut quoted = false;
    for character in text.chars() {
        if quoted && character != '"' {
            let mut utf8 = [0; 4];
            out.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
            continue;
        }
        if half.is_some() && !character.is_ascii_hexdigit() {
            return None;
        }
        match character {
            '"' => quoted = !quoted,
            '{' => open.push(std::mem::take(&mut out)),
            '}' => {
                let value = std::mem::replace(&mut out, open.pop()?);
                out.extend(length(value.len())?);
                out.extend_from_slice(&value);
            }
            ' ' | '\t' | ':' => {}
            digit => {
                let digit = u8::try_from(digit.to_digit(16)?).ok()?;
                match half.take() {
                    None => half = Some(digit),
                    Some(high) => out.push(high << 4 | digit),
                }
            }
        }
    }
    (open.is_empty() && !quoted && half.is_none()).then_some(out)
}

/// A length field (ISO/IEC 7816-4:2020, 6.3).
fn length(length: usize) -> Option<Vec<u8>> {
    let length = u16::try_from(length).ok()?;
    let [high, low] = length.to_be_bytes();
    Some(match length {
        0..=0x7F => vec![low],
        0x80..=0xFF => vec![0x81, low],
        _ => vec![0x82, high, low],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_text_and_data_objects() {
        for (text, bytes) in [
            ("3F00", &[0x3F, 0x00][..]),
            ("3f 00", &[0x3F, 0x00]),
            ("\"1234\"", b"1234"),
            ("62{82{38}83{D100}}", &[0x62, 7, 0x82, 1, 0x38, 0x83, 2, 0xD1, 0x00]),
            ("84{\"a b\"}", &[0x84, 3, b'a', b' ', b'b']),
            ("90{}", &[0x90, 0]),
        ] {
            assert_eq!(parse(text).unwrap().as_slice(), bytes, "{text}");
        }
        let long = parse(&format!("53{{{}}}", "00".repeat(200))).unwrap();
        assert_eq!(long[..3], [0x53, 0x81, 200]);
    }

    #[test]
    fn what_does_not_read_is_refused() {
        for text in ["3F0", "3G", "62{82", "62}", "\"1234", "3\"4\"", "6 {"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
