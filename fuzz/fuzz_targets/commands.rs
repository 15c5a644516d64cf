#![no_main]

libfuzzer_sys::fuzz_target!(
    init: {
        juki_fuzz::seeds::write_if_asked();
        let _issued = juki_fuzz::commands::world();
    },
    |data: &[u8]| juki_fuzz::commands::run(data)
);
