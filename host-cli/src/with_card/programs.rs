//! Where other programs and their parts are.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// A program as a shell finds it, and also where daemons are kept.
pub(super) fn find(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    let name = name.as_ref();
    let runs = |file: &PathBuf| file.is_file() && access(file, Access::EXEC_OK).is_ok();
    if name.as_bytes().contains(&b'/') {
        return Some(PathBuf::from(name)).filter(runs);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(runs)
}

/// The library that is the virtual reader.
pub(super) fn vpcd_driver() -> Option<PathBuf> {
    in_libraries("pcsc/drivers/serial/libifdvpcd.so")
}

/// OpenSC's PKCS#11 module.
pub(super) fn opensc_pkcs11() -> Option<PathBuf> {
    in_libraries("opensc-pkcs11.so").or_else(|| in_libraries("pkcs11/opensc-pkcs11.so"))
}

/// A file in a folder of libraries; some systems keep one per architecture.
fn in_libraries(file: &str) -> Option<PathBuf> {
    let roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let architectures = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| is_architecture(folder));
    roots
        .into_iter()
        .chain(architectures)
        .map(|folder| folder.join(file))
        .find(|file| file.is_file())
}

/// `x86_64-linux-gnu`
fn is_architecture(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_name_and_by_path() {
        let shell = find("sh").unwrap();
        assert_eq!(find(&shell), Some(shell));
        assert_eq!(find("no-such-program-here"), None);
        assert_eq!(find("/etc/passwd"), None, "a file that does not run");
        assert_eq!(find("/"), None);
    }

    #[test]
    fn a_folder_of_an_architecture_is_known_by_its_name() {
        assert!(is_architecture(Path::new("/usr/lib/aarch64-linux-gnu")));
        assert!(!is_architecture(Path::new("/usr/lib/python3")));
    }
}
