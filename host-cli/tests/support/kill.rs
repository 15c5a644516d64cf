//! A run of the program that is killed at a moment that nobody chose.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;
use std::time::Duration;

/// What of `seed` is below `bound`, and the next one (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
pub(crate) fn draw(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % bound
}

/// Runs the program and kills it (SIGKILL) within so many microseconds; false when it had ended
/// before that.
pub(crate) fn is_killed(run: &mut Command, within: u64, seed: &mut u64) -> bool {
    const SIGKILL: i32 = 9;
    let mut child = run.spawn().unwrap();
    std::thread::sleep(Duration::from_micros(draw(seed, within)));
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(SIGKILL)
}
