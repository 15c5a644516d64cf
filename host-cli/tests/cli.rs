//! The command line as data: `tests/cmd/*.trycmd`, one conversation with a shell each.
#![cfg(all(feature = "pcsc", feature = "vpcd"))]

#[test]
fn the_command_line_says_what_it_always_said() {
    trycmd::TestCases::new()
        .env("LC_ALL", "C")
        .env("JUKI_READER", "")
        // No PC/SC service, whatever runs on this machine.
        .env("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm")
        // Nobody's trusted certificates either.
        .env("XDG_CONFIG_HOME", "/nonexistent/config")
        .env("JUKI_TRUST", "")
        // No font of this machine's.
        .env("JUKI_FONT", "none")
        .case("tests/cmd/*.trycmd");
}
