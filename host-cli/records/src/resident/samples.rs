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
    (both: $($name:literal),*; version 2: $($later:literal),*;) => {
        /// All of them.
        pub const SAMPLES: &[Sample] = &[$(samples!($name),)* $(samples!($later)),*];

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
    ($name:literal) => {
        Sample { name: $name, json: include_str!(concat!("../../samples/", $name, ".json")) }
    };
}

samples! {
    both: "taro", "hanako", "maria", "kenta", "long-address", "rare-characters";
    version 2: "former-surname", "birth-unknown", "foreign-kanji";
}

/// The sample of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}
