//! A text with other ends of its lines. Programs that take a document for a text sign it with CRLF
//! (RFC 8551, 3.1.1; `openssl cms -sign` without `-binary`), and transports change the ends on the
//! way. Then the document is not byte for byte the one that was signed, and the reason can be shown.

use std::io::{self, BufRead as _, BufReader, Read};

use sha2::{Digest as _, Sha256};

use super::Hash;

/// The hashes of a text with every line ended in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEnds {
    /// With CR and LF.
    pub crlf: Hash,
    /// With LF alone.
    pub lf: Hash,
}

impl LineEnds {
    /// Those of a text. Where a CR stands alone, no line ends.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(text: impl Read) -> io::Result<Self> {
        let (mut crlf, mut lf) = (Sha256::new(), Sha256::new());
        let mut text = BufReader::new(text);
        // A CR at the end of a block is not known yet to end a line.
        let mut pending = false;
        loop {
            let block = match text.fill_buf() {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                block => block?,
            };
            if block.is_empty() {
                break;
            }
            for part in block.split_inclusive(|octet| matches!(octet, b'\r' | b'\n')) {
                if pending && part != b"\n" {
                    crlf.update(b"\r");
                    lf.update(b"\r");
                }
                pending = false;
                let (line, end) = match part {
                    [line @ .., b'\r'] => (line, Some(b'\r')),
                    [line @ .., b'\n'] => (line, Some(b'\n')),
                    line => (line, None),
                };
                crlf.update(line);
                lf.update(line);
                match end {
                    Some(b'\r') => pending = true,
                    Some(_) => {
                        crlf.update(b"\r\n");
                        lf.update(b"\n");
                    }
                    None => {}
                }
            }
            let length = block.len();
            text.consume(length);
        }
        if pending {
            crlf.update(b"\r");
            lf.update(b"\r");
        }
        Ok(Self { crlf: crlf.finalize().into(), lf: lf.finalize().into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads one octet at a time, so that every block boundary is tested.
    struct OneOctetReader<'a>(&'a [u8]);

    impl Read for OneOctetReader<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let take = self.0.len().min(out.len()).min(1);
            out[..take].copy_from_slice(&self.0[..take]);
            self.0 = &self.0[take..];
            Ok(take)
        }
    }

    #[test]
    fn only_the_ends_of_lines_are_changed() {
        for (text, crlf, lf) in [
            ("", "", ""),
            ("a", "a", "a"),
            ("a\nb\n", "a\r\nb\r\n", "a\nb\n"),
            ("a\r\nb\r\n", "a\r\nb\r\n", "a\nb\n"),
            ("a\r\nb\nc", "a\r\nb\r\nc", "a\nb\nc"),
            ("a\rb\r", "a\rb\r", "a\rb\r"),
            ("\r\r\n\n\r", "\r\r\n\r\n\r", "\r\n\n\r"),
        ] {
            let hash = |text: &str| Hash::from(Sha256::digest(text));
            let expected = LineEnds { crlf: hash(crlf), lf: hash(lf) };
            assert_eq!(LineEnds::of(text.as_bytes()).unwrap(), expected, "{text:?}");
            assert_eq!(
                LineEnds::of(OneOctetReader(text.as_bytes())).unwrap(),
                expected,
                "{text:?}"
            );
        }
    }
}
