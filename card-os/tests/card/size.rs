//! How much memory a card takes.

use card_os::{Card, SmallCard};
use card_os_testing::card::SimulatedPlatform;

/// What it took at 6e63ab8, before there was secure messaging, which may take 512 bytes.
const BEFORE_SECURE_MESSAGING: usize = 5_504;

/// The smallest configuration, its buffers included, without the flash (a handle on a chip) and
/// the random number generator.
#[test]
fn the_smallest_card_takes_at_most_6_kib() {
    let flash = size_of::<test_vectors::flash::SimFlash<4096>>();
    let small = size_of::<SmallCard<SimulatedPlatform<4096>>>() - flash;
    let large = size_of::<Card<SimulatedPlatform<4096>, 65536, 256, 2048>>() - flash;
    println!("smallest configuration: {small} bytes; the tests' large one: {large} bytes");
    assert!(small <= 6 * 1024, "{small} bytes");
    assert!(
        small <= BEFORE_SECURE_MESSAGING + 512,
        "secure messaging takes too much: {small} bytes"
    );
}
