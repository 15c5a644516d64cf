#![no_main]

libfuzzer_sys::fuzz_target!(
    init: {
        let _issued = juki_fuzz::commands::world();
    },
    |data: &[u8]| juki_fuzz::commands::run(data)
);
