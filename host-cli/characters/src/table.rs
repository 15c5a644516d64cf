//! The tables of `data/`, unpacked once, when they are first asked for.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

/// Rows of the MJ list and of the reduction map, `data/README.md`: the form of a line.
static MJ: &[u8] = include_bytes!("../data/mj.txt.gz");
/// The characters of JIS X 0213.
static X0213: &[u8] = include_bytes!("../data/x0213.txt.gz");

/// A line for each MJ number, from MJ000001; empty where there is none.
pub(crate) fn mj() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| unpacked(MJ))
}

/// Two lines: characters of one code in order, and sequences of two with spaces between them.
pub(crate) fn x0213() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| unpacked(X0213))
}

/// The text of a table. It is part of the program: a test unpacks each, so that none is damaged.
fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    // A table that could not be read would be an empty one, and every character refused.
    if GzDecoder::new(packed).read_to_string(&mut text).is_err() {
        text.clear();
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_are_whole() {
        assert_eq!(super::mj().lines().count(), 68_101);
        assert_eq!(super::mj().lines().filter(|line| !line.is_empty()).count(), 58_862);
        let (single, double) = super::x0213().split_once('\n').unwrap();
        assert_eq!((single.chars().count(), double.split_whitespace().count()), (11_208, 25));
    }
}
