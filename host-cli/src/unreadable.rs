//! What is said of a character that cannot be read.

use crate::characters::{Class, Unreadable};
use crate::locale::Message;
use crate::msg;

/// What is expected in its place, as a message about a field goes on: "must be ...".
#[must_use]
pub fn expected(found: &Unreadable) -> Message {
    msg!(
        "expected-readable",
        code = found.code(),
        position = found.position,
        class = message(found.class)
    )
}

fn message(class: Class) -> Message {
    match class {
        Class::Control => msg!("character-control"),
        Class::Separator => msg!("character-separator"),
        Class::Space => msg!("character-space"),
        Class::Ignorable => msg!("character-ignorable"),
        Class::Blank => msg!("character-blank"),
        Class::PrivateUse => msg!("character-private"),
        Class::Noncharacter => msg!("character-noncharacter"),
        Class::Unassigned => msg!("character-unassigned"),
        Class::Format => msg!("character-format"),
        Class::Replacement => msg!("character-replacement"),
        Class::Selector => msg!("character-selector"),
        Class::Mark => msg!("character-mark"),
        Class::Jamo => msg!("character-jamo"),
    }
}
