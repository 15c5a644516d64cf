//! Recognising files of other kinds than CMS, with or without signatures. Their signatures are not
//! verified here.

use std::fmt;

use juki_pki::pem;
use juki_pki::received::{Certificate, RevocationList};

use super::cms::is_content_info;

/// Where the marks of a PDF are looked for (ISO 32000-1, Annex H, 3.4.1: header within the first
/// 1,024 bytes).
const HEAD: usize = 1024;
/// Fewer digits of base 64 may be a word; no signature is shorter.
const SHORTEST: usize = 64;
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A kind of file that is recognised, and that holds no signature which is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum OtherFileKind {
    /// A PDF with a signature inside (ISO 32000-1, 12.8; PAdES).
    SignedPdf,
    /// A PDF in which no signature is seen.
    Pdf,
    /// A mail with a signature (S/MIME, RFC 8551).
    Mail,
    /// A document with an XML signature inside (XMLDSig, XAdES).
    SignedXml,
    /// XML in which no signature is seen.
    Xml,
    /// An associated signature container (ASiC, ETSI EN 319 162-1).
    Container,
    /// `OpenPGP` (RFC 9580).
    OpenPgp,
    /// Nothing, or white space.
    Empty,
    /// Base 64 of CMS, without the lines of PEM around it.
    Base64,
    /// A certificate.
    Certificate,
    /// A revocation list.
    List,
    /// A private key.
    Key,
}

impl fmt::Display for OtherFileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignedPdf => "a PDF with a signature inside",
            Self::Pdf => "a PDF in which no signature is seen",
            Self::Mail => "a mail with a signature inside",
            Self::SignedXml => "XML with a signature inside",
            Self::Xml => "XML in which no signature is seen",
            Self::Container => "a container with signatures inside",
            Self::OpenPgp => "an OpenPGP signature",
            Self::Empty => "empty",
            Self::Base64 => "base 64 without the lines of PEM",
            Self::Certificate => "a certificate",
            Self::List => "a revocation list",
            Self::Key => "a private key",
        })
    }
}

/// What a file is, if it is one of them.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Option<OtherFileKind> {
    let text = bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii_start();
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if text.trim_ascii_end().is_empty() {
        Some(OtherFileKind::Empty)
    } else if let Some(found) = of_keys(bytes, text) {
        Some(found)
    } else if has(head, b"%PDF-") {
        // 12.8.1: a signature says which bytes it is over.
        let signed = has(bytes, b"/ByteRange") || has(bytes, b"/Sig");
        Some(if signed { OtherFileKind::SignedPdf } else { OtherFileKind::Pdf })
    } else if bytes.starts_with(b"PK\x03\x04") {
        has(head, b"mimetypeapplication/vnd.etsi.asic-").then_some(OtherFileKind::Container)
    } else if text.starts_with(b"-----BEGIN PGP ") {
        Some(OtherFileKind::OpenPgp)
    } else if text.starts_with(b"<") {
        is_xml(text)
    } else {
        in_base64(text).or_else(|| is_mail(text).then_some(OtherFileKind::Mail))
    }
}

/// Certificates, lists and keys, which are often mistaken for signatures.
fn of_keys(bytes: &[u8], text: &[u8]) -> Option<OtherFileKind> {
    if let Some(label) = text.strip_prefix(b"-----BEGIN ") {
        let label = label.split(|octet| *octet == b'-').next().unwrap_or_default();
        return match label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => {
                Some(OtherFileKind::Certificate)
            }
            b"X509 CRL" => Some(OtherFileKind::List),
            label if label.ends_with(b"PRIVATE KEY") => Some(OtherFileKind::Key),
            _ => None,
        };
    }
    in_der(bytes)
}

fn in_der(bytes: &[u8]) -> Option<OtherFileKind> {
    if Certificate::read_first(bytes).is_ok() {
        return Some(OtherFileKind::Certificate);
    }
    RevocationList::read_first(bytes).is_ok().then_some(OtherFileKind::List)
}

/// The kind of base 64 without the lines of PEM, unless it is other text.
fn in_base64(text: &[u8]) -> Option<OtherFileKind> {
    if !is_base64(text) {
        return None;
    }
    // Also when it is truncated.
    let digits = text.iter().copied().filter(|octet| !octet.is_ascii_whitespace());
    let head: Vec<u8> = digits.take(SHORTEST).collect();
    if is_content_info(&pem::bare(&head)?) {
        return Some(OtherFileKind::Base64);
    }
    in_der(&pem::bare(text)?)
}

/// Digits of base 64 only (RFC 4648, 4), that begin as a SEQUENCE does.
fn is_base64(text: &[u8]) -> bool {
    let digit = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/=".contains(octet);
    text.starts_with(b"M")
        && text.iter().filter(|octet| !octet.is_ascii_whitespace()).count() >= SHORTEST
        && text.iter().all(|octet| digit(octet) || octet.is_ascii_whitespace())
}

fn is_xml(text: &[u8]) -> Option<OtherFileKind> {
    // The namespace of every version of XMLDSig; ds:Signature has it.
    if has(text, b"http://www.w3.org/2000/09/xmldsig#") {
        return Some(OtherFileKind::SignedXml);
    }
    (text.starts_with(b"<?xml") && !has(text, b"<html")).then_some(OtherFileKind::Xml)
}

/// Header fields first, one of them about a signature (RFC 8551, 3.2 and 3.5.3).
fn is_mail(text: &[u8]) -> bool {
    let mut about = false;
    for line in text.split(|octet| *octet == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let name = line.split(|octet| *octet == b':').next().unwrap_or_default();
        let is_field = name.len() < line.len() && name.iter().all(u8::is_ascii_graphic);
        if !(folded || is_field || line.starts_with(b"From ")) {
            return false;
        }
        let line = line.to_ascii_lowercase();
        about |= has(&line, b"multipart/signed")
            || has(&line, b"pkcs7-mime")
            || has(&line, b"pkcs7-signature");
    }
    about
}

fn has(text: &[u8], mark: &[u8]) -> bool {
    text.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_kind_that_is_known_is_named() {
        // A SEQUENCE that begins with the object identifier of signed-data, and one of letters.
        let long = [&b"MIIBAAYJKoZI\r\nhvcNAQcC"[..], &[b'A'; 80], b"\n"].concat();
        let letters = [&b"My dear"[..], &[b'A'; 80], b"\n"].concat();
        let cases: [(&[u8], Option<OtherFileKind>); 22] = [
            (b"%PDF-1.7\n<</Type/Sig/ByteRange[0 1 2 3]>>", Some(OtherFileKind::SignedPdf)),
            (b"\0\0%PDF-1.4\n1 0 obj", Some(OtherFileKind::Pdf)),
            (b"MIME-Version: 1.0\r\nContent-Type: multipart/signed;\r\n\tprotocol=\"x\"\r\n\r\nx",
             Some(OtherFileKind::Mail)),
            (b"Content-Type: text/plain;\n application/pkcs7-mime\n\nx", Some(OtherFileKind::Mail)),
            (b"From a@b Sat\nContent-Type: application/x-pkcs7-mime; smime-type=signed-data\n\nMII",
             Some(OtherFileKind::Mail)),
            (b"<?xml version=\"1.0\"?>\n<a xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
             Some(OtherFileKind::SignedXml)),
            (b"\xEF\xBB\xBF<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'>",
             Some(OtherFileKind::SignedXml)),
            (b"<?xml version=\"1.0\"?><a/>", Some(OtherFileKind::Xml)),
            (b"PK\x03\x04\x0A\0\0\0mimetypeapplication/vnd.etsi.asic-e+zip", Some(OtherFileKind::Container)),
            (b"-----BEGIN PGP SIGNATURE-----\n\niQ\n", Some(OtherFileKind::OpenPgp)),
            (b"", Some(OtherFileKind::Empty)),
            (b"\xEF\xBB\xBF \r\n", Some(OtherFileKind::Empty)),
            (&long, Some(OtherFileKind::Base64)),
            (&letters, None),
            (b"-----BEGIN CERTIFICATE-----\nMIIB\n", Some(OtherFileKind::Certificate)),
            (b"-----BEGIN X509 CRL-----\nMIIB\n", Some(OtherFileKind::List)),
            (b"-----BEGIN EC PRIVATE KEY-----\nMIIB\n", Some(OtherFileKind::Key)),
            // None of them: ordinary mail, text, HTML, a ZIP, a few letters.
            (b"Subject: multi\n\nContent-Type: multipart/signed\n", None),
            ("住民票\nContent-Type: multipart/signed\n".as_bytes(), None),
            (b"<!DOCTYPE html><html>", None),
            (b"PK\x03\x04word/document.xml", None),
            (b"MIIB", None),
        ];
        for (file, expected) in cases {
            assert_eq!(recognise(file), expected, "{}", String::from_utf8_lossy(file));
        }
    }
}
