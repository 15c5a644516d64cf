//! What errors of readers, sessions and cards mean to the user.

mod card;
mod fault;
mod image;
mod pace;
mod pins;
mod reader;
mod session;

/// An error that is told in whole is told by what it holds.
macro_rules! by_reference {
    ($($type:ty),*) => {$(
        impl From<$type> for crate::error::Error {
            fn from(cause: $type) -> Self {
                Self::from(&cause)
            }
        }
    )*};
}

by_reference!(
    crate::card::CardError,
    crate::card::pace::PaceError,
    crate::card::pins::FormError,
    crate::card::pins::PinError,
    crate::card::pins::SourceError,
    crate::card::session::SessionError,
    crate::reader::ReaderError,
    crate::reader::fault::FaultError,
    crate::reader::image::ImageError
);
