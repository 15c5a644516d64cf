//! PEM in a lax form (RFC 7468, 3, and more): lines of any length, of any line
//! ending, indented, with blanks at their ends, or none at all; a byte order mark; text before,
//! between and behind the blocks.

use zeroize::Zeroizing;

const MARK: &[u8] = b"\xEF\xBB\xBF";
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// Longest label.
const LONGEST_LABEL: usize = 64;
/// Columns of the strict form.
const COLUMNS: usize = 64;

/// A PEM block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its label, as `CERTIFICATE`.
    pub label: String,
    /// Its decoded content.
    pub bytes: Vec<u8>,
}

/// A PEM block is truncated, or its content is not base 64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemError {
    /// Its label.
    pub label: String,
}

/// The blocks in a file with wanted labels, in their order; `None` when it is not PEM. The others, as
/// private keys, are skipped and not decoded.
///
/// # Errors
/// When a block is damaged.
pub fn blocks(file: &[u8], wanted: impl Fn(&str) -> bool) -> Option<Result<Vec<Block>, PemError>> {
    let mut rest = file.strip_prefix(MARK).unwrap_or(file);
    let (mut blocks, mut is_pem) = (Vec::new(), false);
    while let Some((label, behind)) = begin(rest) {
        is_pem = true;
        let end = [END, label.as_bytes(), DASHES].concat();
        let Some((body, behind)) = split(behind, &end) else {
            return Some(Err(PemError { label }));
        };
        rest = behind;
        if !wanted(&label) {
            continue;
        }
        let Some(bytes) = decode(&label, body) else {
            return Some(Err(PemError { label }));
        };
        blocks.push(Block { label, bytes });
    }
    is_pem.then_some(Ok(blocks))
}

/// The label of the next block, and what follows its first line. It is at the beginning of a line,
/// so that a sentence about PEM is not a block.
fn begin(text: &[u8]) -> Option<(String, &[u8])> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        if let Some(label) = rest.strip_prefix(BEGIN) {
            let near = label.get(..LONGEST_LABEL + DASHES.len()).unwrap_or(label);
            if let Some((found, _)) = split(near, DASHES)
                && found.iter().all(|octet| octet.is_ascii_graphic() || *octet == b' ')
            {
                let behind = label.get(found.len() + DASHES.len()..)?;
                return Some((String::from_utf8_lossy(found).into_owned(), behind));
            }
        }
        let at = rest.iter().position(|octet| matches!(octet, b'\n' | b'\r'))?;
        rest = rest.get(at + 1..)?;
    }
}

/// What is before and after the first `mark`.
fn split<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// Decodes base 64 that has no lines with BEGIN and END around it; `None` when it is not base 64.
#[must_use]
pub fn bare(text: &[u8]) -> Option<Vec<u8>> {
    decode("BARE", text)
}

/// Decodes base 64, by way of the strict form.
fn decode(label: &str, body: &[u8]) -> Option<Vec<u8>> {
    let body = body.iter().copied().filter(|octet| !octet.is_ascii_whitespace());
    let body: Zeroizing<Vec<u8>> = Zeroizing::new(body.collect());
    let label = label.as_bytes();
    let size = body.len() + body.len() / COLUMNS + 2 * (label.len() + 24);
    let mut strict = Zeroizing::new(Vec::with_capacity(size));
    for part in [BEGIN, label, DASHES, b"\n"] {
        strict.extend_from_slice(part);
    }
    for line in body.chunks(COLUMNS) {
        strict.extend_from_slice(line);
        strict.push(b'\n');
    }
    for part in [END, label, DASHES, b"\n"] {
        strict.extend_from_slice(part);
    }
    der::pem::decode_vec(&strict).ok().map(|(_, bytes)| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(file: &[u8]) -> Option<Result<Vec<Block>, PemError>> {
        super::blocks(file, |label| !label.contains("PRIVATE KEY"))
    }

    /// 60 bytes are 80 characters: more than one line in every form.
    const CONTENT: [u8; 60] = [0xA5; 60];

    fn text(columns: usize, ending: &str) -> String {
        let coded = "paWl".repeat(20);
        let lines = coded.as_bytes().chunks(columns).map(|line| std::str::from_utf8(line).unwrap());
        let lines: Vec<&str> =
            ["-----BEGIN CMS-----"].into_iter().chain(lines).chain(["-----END CMS-----"]).collect();
        lines.join(ending)
    }

    #[test]
    fn every_form_is_read() {
        let strict = text(64, "\n");
        let expected = Some(Ok(vec![Block { label: "CMS".to_owned(), bytes: CONTENT.to_vec() }]));
        for form in [
            strict.clone(),
            strict.clone() + "\n",
            text(76, "\n"),
            text(80, "\n"),
            text(1, "\n"),
            text(64, "\r\n"),
            text(64, "\r"),
            text(64, " \t\n"),
            text(64, "\n    "),
            text(80, " "),
            text(80, ""),
            format!("\u{FEFF}{strict}"),
            format!("Subject: 住民票\n\n{strict}\nbehind\n"),
            format!("about -----BEGIN CMS----- blocks:\r\n  {strict}"),
            format!("-----BEGIN \n{strict}"),
        ] {
            assert_eq!(blocks(form.as_bytes()), expected, "{form}");
        }
        let foreign = [b"\x93\x9A\n".as_slice(), strict.as_bytes()].concat();
        assert_eq!(blocks(&foreign), expected, "text in Shift_JIS");
    }

    #[test]
    fn blocks_are_given_in_their_order_and_keys_are_passed_over() {
        let key = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n****\n\
                   -----END EC PRIVATE KEY-----\n";
        let other = text(64, "\n").replace("CMS", "X509 CRL");
        let all = format!("{}\n{key}{other}", text(64, "\n"));
        let found = blocks(all.as_bytes()).unwrap().unwrap();
        let labels: Vec<&str> = found.iter().map(|block| block.label.as_str()).collect();
        assert_eq!(labels, ["CMS", "X509 CRL"]);
        assert_eq!(blocks(key.as_bytes()), Some(Ok(Vec::new())));
    }

    #[test]
    fn what_is_damaged_is_said_to_be() {
        let whole = text(64, "\n");
        for damaged in [
            whole.replace("-----END CMS-----", ""),
            whole.replace("END CMS", "END CERTIFICATE"),
            whole.replacen("paWl", "pa!l", 1),
            whole.replacen("paWl", "paW", 1),
            whole.replacen("paWl", "pa==", 1),
            whole[..60].to_owned() + "\n" + &whole,
        ] {
            let expected = Some(Err(PemError { label: "CMS".to_owned() }));
            assert_eq!(blocks(damaged.as_bytes()), expected, "{damaged}");
        }
        for none in ["", "text", "-----BEGIN", "x -----BEGIN CMS-----\npaWl\n-----END CMS-----"] {
            assert_eq!(blocks(none.as_bytes()), None, "{none}");
        }
    }
}
