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

        /// The same residents as records of version 1 said them; `None` of a later sample.
        #[cfg(any(test, feature = "testing"))]
        #[must_use]
        pub fn version_1(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../samples/version-1/", $name, ".json"))),)*
                _ => None,
            }
        }
    };
}

samples!("taro", "hanako", "maria", "kenta", "long-address", "rare-characters");

/// The sample of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}
