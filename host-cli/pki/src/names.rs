//! Comparing names (RFC 5280, 7.1). The same authority writes its name in one certificate as
//! PrintableString and in the next as UTF8String, with other capitals or one space more: that is
//! the same name. Equal names prove nothing; a signature does.
//!
//! Attributes are compared by type, and as text when their value is of a type that openssl takes
//! for text as well: letters without their case, spaces at the ends left out and between words as
//! one. NFKC, which RFC 5280 asks for besides, is left out, as there.

use der::asn1::{Any, ObjectIdentifier};
use der::{Tag, Tagged};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::{Name, RelativeDistinguishedName};

/// A value of an attribute in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Value {
    Text(String),
    Other(Tag, Vec<u8>),
}

/// A relative distinguished name: a set.
type Rdn = Vec<(ObjectIdentifier, Value)>;

/// A name in the form in which it is compared: equal when the names are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalName(Vec<Rdn>);

impl CanonicalName {
    /// True when it has no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name that stands directly below it (X.501, 9.3).
    #[must_use]
    pub fn below(&self, rdn: &RelativeDistinguishedName) -> Self {
        let mut below = self.clone();
        below.0.push(canonical(rdn));
        below
    }

    /// True when it stands at or below another one in the directory (RFC 5280, 4.2.1.10).
    #[must_use]
    pub fn is_within(&self, above: &Self) -> bool {
        self.0.starts_with(&above.0)
    }
}

impl From<&Name> for CanonicalName {
    fn from(name: &Name) -> Self {
        #[cfg(any(test, feature = "counters"))]
        MADE.set(MADE.get() + 1);
        Self(name.iter_rdn().map(canonical).collect())
    }
}

#[cfg(any(test, feature = "counters"))]
std::thread_local! {
    /// How many names were converted: cost is counted, not timed.
    pub static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A name of a directory, to compare; `None` when it is a name of another form.
pub(crate) fn directory(name: &GeneralName) -> Option<CanonicalName> {
    match name {
        GeneralName::DirectoryName(name) => Some(CanonicalName::from(name)),
        _ => None,
    }
}

fn canonical(rdn: &RelativeDistinguishedName) -> Rdn {
    let mut rdn: Rdn = rdn.iter().map(|found| (found.oid, value(&found.value))).collect();
    // In the file they are in order of their encoding, which differs with their type.
    rdn.sort();
    rdn
}

fn value(value: &Any) -> Value {
    match text(value.tag(), value.value()) {
        Some(text) => Value::Text(folded(&text)),
        None => Value::Other(value.tag(), value.value().to_vec()),
    }
}

/// The text of a value; `None` when it is none, or not well-formed.
fn text(tag: Tag, bytes: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::VisibleString => {
            bytes.is_ascii().then(|| bytes.iter().copied().map(char::from).collect())
        }
        // In practice it is Latin-1, not T.61.
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units = bytes.chunks_exact(2);
            let whole = units.remainder().is_empty();
            let units: Vec<u16> =
                units.filter_map(|unit| Some(u16::from_be_bytes(unit.try_into().ok()?))).collect();
            String::from_utf16(&units).ok().filter(|_| whole)
        }
        _ => None,
    }
}

/// Without case, without spaces at the ends, with one between words.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::str::FromStr;
    use der::Decode;

    fn same(one: &Name, other: &Name) -> bool {
        CanonicalName::from(one) == CanonicalName::from(other)
    }

    /// A name of one attribute of this type of string.
    fn named(tag: u8, text: &[u8]) -> Name {
        let length = |inside: &[u8]| u8::try_from(inside.len()).unwrap();
        let wrap = |tag: u8, inside: &[u8]| [&[tag, length(inside)], inside].concat();
        let attribute = [&[0x06, 3, 0x55, 4, 3], &wrap(tag, text)[..]].concat();
        Name::from_der(&wrap(0x30, &wrap(0x31, &wrap(0x30, &attribute)))).unwrap()
    }

    #[test]
    fn a_name_is_the_same_in_every_type_of_string() {
        let utf8 = named(0x0C, b"Test CA");
        let bmp: Vec<u8> = "Test CA".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for other in [
            named(0x13, b"Test CA"),
            named(0x16, b"Test CA"),
            named(0x14, b"Test CA"),
            named(0x1A, b"Test CA"),
            named(0x1E, &bmp),
        ] {
            assert!(same(&utf8, &other), "{other:?}");
        }
        // A number is no text, and half a character is none.
        assert!(!same(&utf8, &named(0x12, b"Test CA")));
        assert!(!same(&named(0x1E, &bmp[1..]), &named(0x0C, b"est CA")));
        assert!(same(&named(0x14, b"M\xFCller"), &named(0x0C, "müller".as_bytes())));
    }

    #[test]
    fn case_and_spaces_do_not_count_and_words_do() {
        let one = named(0x0C, b"Test CA");
        for text in [&b"test ca"[..], b" Test CA ", b"TEST   CA", b"Test\tCA"] {
            assert!(same(&one, &named(0x13, text)));
        }
        for text in [&b"TestCA"[..], b"Test C A", b"Test CB", b""] {
            assert!(!same(&one, &named(0x13, text)));
        }
        let upper = Name::from_str("CN=\u{00C4}PFEL").unwrap();
        assert!(same(&upper, &Name::from_str("CN=\u{00E4}pfel").unwrap()));
    }

    #[test]
    fn order_counts_between_names_and_not_within_one() {
        let name = |text| Name::from_str(text).unwrap();
        assert!(!same(&name("CN=a,O=b"), &name("O=b,CN=a")));
        assert!(same(&name("CN=a+OU=b"), &name("OU=B+CN=A")));
        assert!(!same(&name("CN=a+OU=b"), &name("CN=a,OU=b")));
        assert!(!same(&name("CN=a"), &name("OU=a")));
        assert!(!same(&name("CN=a,O=b"), &name("O=b")));
        let canonical = |text| CanonicalName::from(&name(text));
        assert!(canonical("CN=a,O=b").is_within(&canonical("O=B")));
        assert!(!canonical("O=b").is_within(&canonical("CN=a,O=b")));
        assert!(!canonical("CN=a,O=b").is_within(&canonical("CN=a")));
    }

    #[test]
    fn only_names_of_a_directory_are_compared_by_value() {
        let test_ca = |tag| directory(&GeneralName::DirectoryName(named(tag, b"Test CA")));
        assert!(test_ca(0x0C).is_some());
        assert_eq!(test_ca(0x0C), test_ca(0x13));
        let url = der::asn1::Ia5String::new("http://a/B").unwrap();
        assert_eq!(directory(&GeneralName::UniformResourceIdentifier(url)), None);
    }
}
