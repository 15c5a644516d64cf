//! Writes the scenarios as a test specification: `export FOLDER` both documents, `export FILE.json`
//! or `export FILE.md` one. `cargo xtask conformance --export` runs it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use test_vectors::{conformance, specification};

fn main() -> Result<(), Box<dyn Error>> {
    let path: PathBuf = env::args_os().nth(1).ok_or("the path to be written is missing")?.into();
    let files = conformance::files()?;
    let json = || serde_json::to_string_pretty(&specification::json(&files)).map(|it| it + "\n");
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => write(&path, &json()?)?,
        Some("md") => write(&path, &specification::markdown(&files))?,
        _ => {
            fs::create_dir_all(&path)?;
            write(&path.join("conformance.json"), &json()?)?;
            write(&path.join("conformance.md"), &specification::markdown(&files))?;
        }
    }
    println!("{} tests", specification::tests(&files).count());
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}: {} bytes", path.display(), text.len());
    Ok(())
}
