//! What is fuzzed, and what must hold. Each module has one `run(bytes)`, which panics when
//! something does not hold; `fuzz_targets/` hands them to libFuzzer. `docs/fuzzing.md` tells
//! what each asserts.

pub mod commands;
pub mod host;
pub mod import;
pub mod mount;
pub mod outward;
pub mod play;
pub mod resident;
pub mod seeds;
pub mod stored;
pub mod tlv_fcp;
pub mod vpcd;

#[cfg(test)]
mod tests;
