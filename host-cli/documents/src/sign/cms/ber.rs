//! Parsing BER (ITU-T X.690, 8.1) without changing a byte of it: each element keeps the
//! octets it came in, so that certificates, names and signed attributes are verified as received.
//! Elements are decoded only when they are needed.

/// Deepest nesting of indefinite lengths and of octet strings in pieces.
const DEPTH: usize = 16;

/// Identifier octets (X.690, 8.1.2).
pub(super) mod tag {
    /// Bit of a constructed encoding.
    pub(in super::super) const CONSTRUCTED: u8 = 0x20;
    pub(in super::super) const INTEGER: u8 = 0x02;
    pub(in super::super) const OCTET_STRING: u8 = 0x04;
    pub(in super::super) const OID: u8 = 0x06;
    pub(in super::super) const SEQUENCE: u8 = 0x30;
    pub(in super::super) const SET: u8 = 0x31;
    /// `[0]`, primitive.
    pub(in super::super) const KEY_IDENTIFIER: u8 = 0x80;
    /// `[0]`, constructed.
    pub(in super::super) const CONTEXT_0: u8 = 0xA0;
    /// `[1]`, constructed.
    pub(in super::super) const CONTEXT_1: u8 = 0xA1;
}

/// Not BER: truncated, a length that does not fit, or nested too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BerError;

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// First identifier octet.
    pub(super) tag: u8,
    /// Content octets, without the end-of-contents octets of an indefinite length.
    pub(super) content: &'a [u8],
    /// All octets.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The element if it has this tag.
    pub(super) fn expect(self, tag: u8) -> Result<Self, BerError> {
        if self.tag == tag { Ok(self) } else { Err(BerError) }
    }

    /// The elements inside.
    pub(super) const fn inside(self) -> Reader<'a> {
        Reader { rest: self.content }
    }

    /// True when tag and length are encoded as in DER. Says nothing of what is inside.
    pub(super) fn has_der_header(self) -> bool {
        let header = self.whole.len().saturating_sub(self.content.len());
        self.whole.get(..header) == Some(&der_header(self.tag, self.content.len())[..])
    }

    /// The octets of an octet string, which may come in pieces (8.7.3).
    pub(super) fn octets(self) -> Result<Vec<u8>, BerError> {
        if self.tag == tag::OCTET_STRING {
            return Ok(self.content.to_vec());
        }
        self.expect(tag::OCTET_STRING | tag::CONSTRUCTED)?;
        let (mut octets, mut open) = (Vec::new(), vec![self.inside()]);
        while let Some(reader) = open.last_mut() {
            let Some(piece) = reader.next()? else {
                open.pop();
                continue;
            };
            match piece.tag {
                tag::OCTET_STRING => octets.extend_from_slice(piece.content),
                _ if open.len() >= DEPTH => return Err(BerError),
                _ => {
                    open.push(piece.expect(tag::OCTET_STRING | tag::CONSTRUCTED)?.inside());
                }
            }
        }
        Ok(octets)
    }
}

#[cfg(test)]
std::thread_local! {
    /// How many elements were read: what it costs is counted, not timed.
    pub(super) static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Elements one behind the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins at these bytes.
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next element; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Element<'a>>, BerError> {
        #[cfg(test)]
        READ.set(READ.get() + 1);
        let Some(&tag) = self.rest.first() else {
            return Ok(None);
        };
        let whole = self.rest;
        let header = header(whole)?;
        let body = whole.get(header.octets..).ok_or(BerError)?;
        let (content, ends) = match header.length {
            Some(length) => (length, 0),
            None => (indefinite(body)?, 2),
        };
        let end = header.octets.checked_add(content).and_then(|end| end.checked_add(ends));
        let end = end.ok_or(BerError)?;
        let element = Element {
            tag,
            content: body.get(..content).ok_or(BerError)?,
            whole: whole.get(..end).ok_or(BerError)?,
        };
        self.rest = whole.get(end..).ok_or(BerError)?;
        Ok(Some(element))
    }

    /// The next element, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Result<Element<'a>, BerError> {
        self.next()?.ok_or(BerError)?.expect(tag)
    }

    /// The next element if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, BerError> {
        if self.rest.first() == Some(&tag) { self.next() } else { Ok(None) }
    }

    /// Requires that nothing is left.
    pub(super) const fn finish(self) -> Result<(), BerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(BerError) }
    }
}

/// Identifier and length octets.
struct Header {
    /// How many they are.
    octets: usize,
    /// Length of the content; `None` when it is indefinite.
    length: Option<usize>,
}

fn header(bytes: &[u8]) -> Result<Header, BerError> {
    let mut at = 0_usize;
    let mut octet = || {
        let found = bytes.get(at).copied().ok_or(BerError);
        at += 1;
        found
    };
    let tag = octet()?;
    if tag & 0x1F == 0x1F {
        // 8.1.2.4: the number follows; nothing here has one that is longer.
        let mut more = 4;
        while octet()? & 0x80 != 0 {
            more -= 1;
            if more == 0 {
                return Err(BerError);
            }
        }
    }
    let length = match octet()? {
        0x80 if tag & tag::CONSTRUCTED != 0 => None,
        short @ ..0x80 => Some(usize::from(short)),
        long => {
            // 8.1.3.5: as many octets; more than needed are allowed.
            let count = usize::from(long & 0x7F);
            if count == 0 || count > 8 {
                return Err(BerError);
            }
            let mut length = 0_u64;
            for _ in 0..count {
                length = length << 8 | u64::from(octet()?);
            }
            Some(usize::try_from(length).map_err(|_| BerError)?)
        }
    };
    Ok(Header { octets: at, length })
}

/// How long the content before the end-of-contents octets (8.1.5) is.
fn indefinite(body: &[u8]) -> Result<usize, BerError> {
    let (mut at, mut depth) = (0_usize, 1);
    loop {
        let rest = body.get(at..).ok_or(BerError)?;
        if rest.starts_with(&[0, 0]) {
            depth -= 1;
            if depth == 0 {
                return Ok(at);
            }
            at += 2;
            continue;
        }
        let header = header(rest)?;
        if header.length.is_none() {
            depth += 1;
            if depth > DEPTH {
                return Err(BerError);
            }
        }
        let step = header.octets.checked_add(header.length.unwrap_or(0)).ok_or(BerError)?;
        at = at.checked_add(step).ok_or(BerError)?;
    }
}

/// Identifier and length octets as DER has them, for a tag of one octet.
pub(super) fn der_header(tag: u8, length: usize) -> Vec<u8> {
    let octets = length.to_be_bytes();
    let used = octets.iter().skip_while(|octet| **octet == 0).copied();
    match u8::try_from(length) {
        Ok(short @ ..0x80) => vec![tag, short],
        _ => {
            let used: Vec<u8> = used.collect();
            let count = u8::try_from(used.len()).unwrap_or(u8::MAX);
            [&[tag, 0x80 | count][..], &used].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(bytes: &[u8]) -> Result<Element<'_>, BerError> {
        let mut reader = Reader::new(bytes);
        let element = reader.next()?.ok_or(BerError)?;
        reader.finish()?;
        Ok(element)
    }

    #[test]
    fn lengths_are_read_in_every_form() {
        for (bytes, content) in [
            (&[0x30, 2, 5, 0][..], &[5, 0][..]),
            (&[0x30, 0x81, 2, 5, 0], &[5, 0]),
            (&[0x30, 0x84, 0, 0, 0, 2, 5, 0], &[5, 0]),
            (&[0x30, 0x80, 5, 0, 0, 0], &[5, 0]),
            (&[0x30, 0x80, 0x30, 0x80, 0, 0, 0, 0], &[0x30, 0x80, 0, 0]),
            (&[0x3F, 0x81, 0x01, 0], &[]),
        ] {
            let found = only(bytes).unwrap();
            assert_eq!((found.content, found.whole), (content, bytes));
            assert_eq!(found.has_der_header(), bytes[1] == 2, "{bytes:02X?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for bytes in [
            &[0x30][..],
            &[0x30, 1],
            &[0x30, 0x80],
            &[0x30, 0x80, 0],
            &[0x30, 0x80, 5, 0],
            &[0x04, 0x80, 0, 0],
            &[0x30, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &[0x3F, 0x81, 0x81, 0x81, 0x81, 0x01, 0],
            &[0x30, 0, 0],
        ] {
            assert_eq!(only(bytes), Err(BerError), "{bytes:02X?}");
        }
        let deep = [[0x30, 0x80].repeat(DEPTH + 1), [0, 0].repeat(DEPTH + 1)].concat();
        assert_eq!(only(&deep), Err(BerError));
    }

    #[test]
    fn an_octet_string_is_put_together_from_its_pieces() {
        assert_eq!(only(&[4, 2, 1, 2]).unwrap().octets().unwrap(), [1, 2]);
        let pieces = [0x24, 0x80, 4, 1, 1, 0x24, 3, 4, 1, 2, 4, 0, 0, 0];
        assert_eq!(only(&pieces).unwrap().octets().unwrap(), [1, 2]);
        assert_eq!(only(&[0x24, 3, 2, 1, 1]).unwrap().octets(), Err(BerError));
        assert_eq!(only(&[2, 1, 1]).unwrap().octets(), Err(BerError));
    }

    #[test]
    fn a_header_of_der_is_the_shortest() {
        assert_eq!(der_header(0x31, 0), [0x31, 0]);
        assert_eq!(der_header(0x31, 0x7F), [0x31, 0x7F]);
        assert_eq!(der_header(0x31, 0x80), [0x31, 0x81, 0x80]);
        assert_eq!(der_header(0x31, 0x1234), [0x31, 0x82, 0x12, 0x34]);
    }
}
