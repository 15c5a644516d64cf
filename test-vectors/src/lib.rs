//! What the project's tests share: scenarios (`scenarios/*.scenario`) with the runner that plays
//! them against anything that answers APDUs, a flash that can be cut, random numbers that repeat.

pub mod flash;
pub mod rng;
pub mod scenario;
