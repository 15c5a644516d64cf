//! Images of cards of every release (`images/`), which every later version must load: the
//! manifest that says what they are, and their form on disk.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// An image, as the manifest tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// The file below the folder of images.
    pub image: String,
    facts: Vec<(String, String)>,
}

impl Fixture {
    /// What the manifest says under this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The names of its facts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().map(|(name, _)| name.as_str())
    }

    /// The image itself, as it was before it was compressed.
    ///
    /// # Errors
    /// When it is not there or not whole.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        GzDecoder::new(fs::File::open(folder().join(&self.image))?).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A text or another file that belongs to it, by its path below the folder of images.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        folder().join(Path::new(&self.image).with_file_name(name))
    }
}

/// The folder of images.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("images")
}

/// All images of a form: `.juki.gz` is a file of a virtual card, `.flash.gz` a flash alone.
///
/// # Errors
/// When there is no manifest, or a line of it that does not read.
pub fn with_ending(ending: &str) -> io::Result<Vec<Fixture>> {
    let text = fs::read_to_string(folder().join("manifest.txt"))?;
    let fixtures = parse(&text).map_err(|line| {
        let words = format!("images/manifest.txt, line {line}: `name: value` is expected");
        io::Error::new(io::ErrorKind::InvalidData, words)
    })?;
    Ok(fixtures.into_iter().filter(|fixture| fixture.image.ends_with(ending)).collect())
}

/// Blocks of `name: value`, each begun by `image:`; `#` begins a comment line. Gives the line that
/// is neither.
fn parse(text: &str) -> Result<Vec<Fixture>, usize> {
    let mut fixtures: Vec<Fixture> = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once(": ").ok_or(number)?;
        if name == "image" {
            fixtures.push(Fixture { image: value.to_owned(), facts: Vec::new() });
        } else {
            let facts = &mut fixtures.last_mut().ok_or(number)?.facts;
            facts.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok(fixtures)
}

/// Adds an image to the folder and to the manifest.
///
/// # Errors
/// When it is there already, or cannot be written.
pub fn add(image: &str, bytes: &[u8], facts: &[(&str, &str)]) -> io::Result<()> {
    let path = folder().join(image);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = GzEncoder::new(fs::File::create_new(&path)?, Compression::best());
    file.write_all(bytes)?;
    file.finish()?.sync_all()?;
    let mut block = format!("\nimage: {image}\n");
    for (name, value) in facts {
        block += &format!("{name}: {value}\n");
    }
    let manifest = folder().join("manifest.txt");
    fs::OpenOptions::new().append(true).create(true).open(manifest)?.write_all(block.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails so")]

    use super::*;

    #[test]
    fn a_manifest_is_read() {
        let found = parse("# what\nimage: a/b.juki.gz\nstorage: 1\n\nimage: c\n").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].image.as_str(), found[0].fact("storage")), ("a/b.juki.gz", Some("1")));
        assert_eq!(found[1].names().count(), 0);
        assert_eq!(parse("storage: 1\n"), Err(1));
        assert_eq!(parse("image: a\nwords\n"), Err(2));
    }

    #[test]
    fn every_image_in_the_folder_is_in_the_manifest_and_small() {
        let known = with_ending(".gz").unwrap();
        let mut files = 0;
        for release in fs::read_dir(folder()).unwrap().flatten() {
            for file in fs::read_dir(release.path()).into_iter().flatten().flatten() {
                let name = Path::new(&release.file_name()).join(file.file_name());
                if name.extension().is_some_and(|ending| ending == "gz") {
                    files += 1;
                    assert!(known.iter().any(|fixture| Path::new(&fixture.image) == name));
                    assert!(file.metadata().unwrap().len() < 64 * 1024, "{}", name.display());
                }
            }
        }
        assert_eq!(files, known.len(), "an image of the manifest is missing");
    }
}
