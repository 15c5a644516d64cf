//! Sample residents. They are fictitious; their numbers are published samples.

/// A sample record.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The name that [`find`] takes.
    pub name: &'static str,
    /// The record, JSON.
    pub json: &'static str,
}

macro_rules! samples {
    ($($name:literal),*) => {
        /// All of them.
        pub const SAMPLES: &[Sample] = &[$(Sample {
            name: $name,
            json: include_str!(concat!("../../samples/", $name, ".json")),
        }),*];
    };
}

samples!("taro", "hanako", "maria", "kenta", "long-address", "rare-characters");

/// The sample of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}
