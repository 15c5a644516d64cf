//! Pictures of the visual application (券面事項確認): name, address, personal number and security
//! code as 1-bit PNG, the photo as JPEG 2000. Pure functions.
//!
//! The letters are those of a font that is part of the program: the pictures are the same bytes
//! everywhere, also where no font is installed. Only where a caller hands in a font of the machine's,
//! it draws what that one has not. The sizes are those of
//! a public test card (name 18 and address 24 full-width characters to a line, number 72x12,
//! security code 24x12, card access number 36x12 (ours), photo 378x472 in shades of grey), but that
//! our lines of text are 16 pixels high and theirs 12: no free font of 12 pixels has the rare
//! characters of names.

mod bitmap;
mod digits;
mod font;
mod jpeg2000;
mod outline;
pub mod photo;
mod placeholder;
mod text;

pub use bitmap::Bitmap;
pub use digits::{CARD_ACCESS_NUMBER, NUMBER, SECURITY_CODE, digits};
#[cfg(test)]
pub(crate) use outline::tests::font as test_font;
pub use outline::{FontError, LARGEST_FONT, OutlineFont};
pub use placeholder::placeholder;
pub use text::{ADDRESS, Drawing, DrawnCharacter, DrawnText, NAME, draw};
