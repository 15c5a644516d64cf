//! The binary: everything is in the library.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
    if let Some(code) = juki::with_card::run_helper_role(&arguments) {
        return code;
    }
    juki::program::run(arguments).code().into()
}
