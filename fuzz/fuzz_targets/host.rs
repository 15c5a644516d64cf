#![no_main]

libfuzzer_sys::fuzz_target!(
    init: juki_fuzz::host::prepare(),
    |data: &[u8]| juki_fuzz::host::run(data)
);
