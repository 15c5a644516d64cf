//! What a card says in text, field by field. A description of the fields stands once, beside the
//! layout (`fields!`): writing, reading and showing go by it.

/// What the value of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text, as the card gives it.
    Text,
    /// ASCII letters and digits.
    Code,
    /// A day, YYYYMMDD.
    Day,
    /// A sex, one digit (ISO/IEC 5218).
    Sex,
}

/// A field with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name in JSON.
    pub name: &'static str,
    /// What the value is.
    pub form: Form,
    /// The value.
    pub value: &'a str,
}

/// What consists of fields.
pub trait Fields {
    /// All of them that have a value, in the order in which they lie on the card.
    fn fields(&self) -> Vec<Field<'_>>;
}

/// A record of text fields, in the order in which they lie on the card: member, variant, form, and
/// where the value lies. Gives the struct, and an enum of the fields to match exhaustively.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $record:ident of $which:ident at $place:ty:
        $($(#[$of:meta])* $member:ident: $variant:ident = $form:ident, $at:expr;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $record {
            $($(#[$of])* pub $member: String,)*
        }

        #[doc = concat!("A field of [`", stringify!($record), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $which {
            $($(#[$of])* $variant,)*
        }

        impl $which {
            /// All of them, in the order in which they lie on the card.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Where its value lies: by its tag, or as so many bytes behind the one before.
            pub(super) const fn place(self) -> $place {
                match self {
                    $(Self::$variant => $at,)*
                }
            }
        }

        impl $record {
            /// Every field, with its value.
            #[must_use]
            pub fn each(&self) -> Vec<($which, $crate::card::fields::Field<'_>)> {
                use $crate::card::fields::{Field, Form};
                let field = |name, form, value| Field { name, form, value };
                vec![$(($which::$variant, field(stringify!($member), Form::$form, &self.$member))),*]
            }

            /// Reads each field, in order, from where it lies; `None` when one is not there.
            pub(super) fn read(mut value: impl FnMut($place) -> Option<String>) -> Option<Self> {
                Some(Self { $($member: value($which::$variant.place())?),* })
            }
        }

        impl $crate::card::fields::Fields for $record {
            fn fields(&self) -> Vec<$crate::card::fields::Field<'_>> {
                self.each().into_iter().map(|(_, field)| field).collect()
            }
        }
    };
}
pub(super) use fields;

/// The values one behind the other.
pub(super) fn joined(record: &impl Fields, separator: &str) -> String {
    record.fields().iter().map(|field| field.value).collect::<Vec<_>>().join(separator)
}

/// Takes a value of ASCII letters and digits from the front.
pub(super) fn cut(bytes: &mut &[u8], length: usize) -> Option<String> {
    let value = bytes.split_off(..length)?;
    let right = value.iter().all(u8::is_ascii_alphanumeric);
    right.then(|| String::from_utf8(value.to_vec()).ok())?
}
