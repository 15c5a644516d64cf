//! The kinds of faults that a register may have, and how each is put into a row.

use super::person::with_check_digit;
use super::{Encoding, Form, Item, Person};

/// A row before it is bytes.
#[derive(Clone, Debug)]
pub(super) struct Row {
    form: Form,
    encoding: Encoding,
    cells: Vec<Vec<u8>>,
}

impl Row {
    pub(super) fn of_headings(form: Form, encoding: Encoding) -> Self {
        Self::with(form, encoding, Item::name)
    }

    pub(super) fn of(person: &Person, form: Form, encoding: Encoding) -> Self {
        Self::with(form, encoding, |item| item.of(person))
    }

    fn with<T: AsRef<str>>(form: Form, encoding: Encoding, text: impl Fn(Item) -> T) -> Self {
        let cells = form.columns().iter().map(|item| encoded(encoding, text(*item).as_ref()));
        Self { form, encoding, cells: cells.collect() }
    }

    /// The line, with its end.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.cells.join(&b','), b"\r\n".to_vec()].concat()
    }

    /// Puts a text into a cell; gives its column, from 1.
    fn put(&mut self, item: Item, text: &str) -> Option<usize> {
        self.put_bytes(item, encoded(self.encoding, text))
    }

    /// Puts bytes into a cell as they stand.
    fn put_bytes(&mut self, item: Item, bytes: Vec<u8>) -> Option<usize> {
        let column = self.form.column(item)?;
        *self.cells.get_mut(column - 1)? = bytes;
        Some(column)
    }

    /// Puts bytes behind what stands in a cell.
    fn append(&mut self, item: Item, bytes: &[u8]) -> Option<usize> {
        let column = self.form.column(item)?;
        self.cells.get_mut(column - 1)?.extend_from_slice(bytes);
        Some(column)
    }
}

/// A cell as RFC 4180 writes it.
fn encoded(encoding: Encoding, text: &str) -> Vec<u8> {
    if text.contains([',', '"', '\r', '\n']) {
        encoding.bytes(&format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        encoding.bytes(text)
    }
}

macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident $name:literal,)*) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $($(#[$doc])* $fault,)* }

        impl Fault {
            /// Each of them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$fault),*];

            /// What the list of faults calls it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name,)* }
            }
        }
    };
}

faults! {
    /// The last digit of the resident record code is another.
    RecordCodeCheckDigit "record-code-check-digit",
    /// The resident record code has ten digits.
    RecordCodeWidth "record-code-width",
    /// The code of the row before once more.
    RecordCodeTwice "record-code-twice",
    /// The last digit of the personal number is another.
    PersonalNumberCheckDigit "personal-number-check-digit",
    /// A letter O for a zero.
    PersonalNumberLetter "personal-number-letter",
    /// The last digit of the municipality code is another.
    MunicipalityCheckDigit "municipality-check-digit",
    /// The number of the row before once more.
    RegisterNumberTwice "register-number-twice",
    /// Sixteen digits.
    RegisterNumberWidth "register-number-width",
    /// 30 February.
    ImpossibleDay "impossible-day",
    /// A month 13.
    ImpossibleMonth "impossible-month",
    /// An era that there was not.
    UnknownEra "unknown-era",
    /// A year of an era after its end.
    EraEnded "era-ended",
    /// No day of birth, and no flag that says so.
    BirthMissing "birth-missing",
    /// A birth before there was an era to count by.
    BirthBeforeMeiji "birth-before-meiji",
    /// A text where a day stands.
    DayOfWords "day-of-words",
    /// Resident before he was born.
    ResidentBeforeBirth "resident-before-birth",
    /// A day that is not known whole, and no wording says what is written for it.
    FlagWithoutWording "flag-without-wording",
    /// A wording for a day that is known.
    WordingWithoutFlag "wording-without-flag",
    /// A flag that is neither 0 nor 1.
    FlagUnknown "flag-unknown",
    /// No surname.
    FamilyMissing "family-missing",
    /// A surname of more characters than the item has.
    NameWidth "name-width",
    /// The surname in the furigana's place, and the reverse.
    NameAndFuriganaSwapped "name-and-furigana-swapped",
    /// Half-width kana in the furigana.
    FuriganaHalfWidth "furigana-half-width",
    /// Hiragana in the furigana.
    FuriganaHiragana "furigana-hiragana",
    /// A space behind the name.
    NameSpace "name-space",
    /// A private-use character in the name.
    PrivateUse "private-use",
    /// A code that no character has, in the name.
    Unassigned "unassigned",
    /// A kana and the mark that follows it for another.
    CombiningMark "combining-mark",
    /// A character that shows nothing.
    Invisible "invisible",
    /// The sign for a character that was lost.
    Replacement "replacement",
    /// NUL.
    Nul "nul",
    /// A control character.
    Control "control",
    /// A carriage return without a line feed, in quotes.
    LoneCr "lone-cr",
    /// The end of a line within a cell, in quotes.
    LineInCell "line-in-cell",
    /// Bytes that are no character of the encoding.
    BrokenBytes "broken-bytes",
    /// A quote in the middle of a cell that has none around it.
    StrayQuote "stray-quote",
    /// A quote that is not closed in its row.
    UnclosedQuote "unclosed-quote",
    /// A cell too few.
    ColumnMissing "column-missing",
    /// A cell too many.
    ColumnExtra "column-extra",
    /// A code of sex that there is not.
    SexUnknown "sex-unknown",
    /// A relationship code of three digits.
    RelationshipWidth "relationship-width",
    /// A second relationship, and not the first.
    RelationshipGap "relationship-gap",
    /// A household number of sixteen digits.
    HouseholdWidth "household-width",
    /// A place in the household that is no number.
    OrderOfWords "order-of-words",
    /// A postcode of six digits.
    PostcodeWidth "postcode-width",
    /// A town code of six digits.
    TownCodeWidth "town-code-width",
    /// A town of more characters than the item has.
    TownWidth "town-width",
    /// Who has to leave some day, without the day.
    PeriodMissing "period-missing",
    /// A residence card number without its letters.
    ResidenceCard "residence-card",
    /// A foreign resident without a nationality.
    NationalityMissing "nationality-missing",
    /// A provision that there is not.
    ProvisionUnknown "provision-unknown",
    /// A kind of resident that there is not.
    KindUnknown "kind-unknown",
}

impl Fault {
    /// Whether a table of this form and encoding can have it.
    #[must_use]
    pub fn is_possible(self, form: Form, encoding: Encoding) -> bool {
        let spelled = match self {
            Self::CombiningMark | Self::Invisible | Self::Replacement => encoding.is_unicode(),
            _ => true,
        };
        spelled && self.item(form).is_none_or(|item| form.column(item).is_some())
    }

    /// Whether only a foreign resident can have it.
    pub(super) const fn is_of_foreign(self) -> bool {
        matches!(
            self,
            Self::PeriodMissing
                | Self::ResidenceCard
                | Self::NationalityMissing
                | Self::ProvisionUnknown
        )
    }

    /// The item that it is a fault of; none where it is one of the row.
    const fn item(self, form: Form) -> Option<Item> {
        let (name, furigana, birth) = match form {
            Form::Standard => (Item::Family, Item::FamilyFurigana, Item::Birth),
            Form::Plain => (Item::WholeName, Item::WholeFurigana, Item::EraBirth),
        };
        Some(match self {
            Self::ColumnMissing | Self::ColumnExtra => return None,
            Self::RecordCodeCheckDigit | Self::RecordCodeWidth | Self::RecordCodeTwice => {
                Item::RecordCode
            }
            Self::PersonalNumberCheckDigit | Self::PersonalNumberLetter => Item::PersonalNumber,
            Self::MunicipalityCheckDigit => Item::MunicipalityCode,
            Self::RegisterNumberTwice | Self::RegisterNumberWidth => Item::RegisterNumber,
            Self::ImpossibleDay
            | Self::ImpossibleMonth
            | Self::BirthMissing
            | Self::BirthBeforeMeiji
            | Self::DayOfWords
            | Self::FlagWithoutWording
            | Self::WordingWithoutFlag => birth,
            Self::UnknownEra | Self::EraEnded => Item::EraBirth,
            Self::ResidentBeforeBirth => Item::ResidentSince,
            Self::FlagUnknown => Item::BirthUnknown,
            Self::FamilyMissing
            | Self::NameWidth
            | Self::NameSpace
            | Self::PrivateUse
            | Self::Unassigned
            | Self::CombiningMark
            | Self::Invisible
            | Self::Replacement
            | Self::Nul
            | Self::Control
            | Self::LoneCr
            | Self::LineInCell
            | Self::BrokenBytes => name,
            Self::NameAndFuriganaSwapped | Self::FuriganaHalfWidth | Self::FuriganaHiragana => {
                furigana
            }
            Self::StrayQuote | Self::UnclosedQuote => name,
            Self::SexUnknown => match form {
                Form::Standard => Item::Sex,
                Form::Plain => Item::SexWord,
            },
            Self::RelationshipWidth | Self::RelationshipGap => Item::Relationship1,
            Self::HouseholdWidth => Item::HouseholdNumber,
            Self::OrderOfWords => Item::Order,
            Self::PostcodeWidth => Item::Postcode,
            Self::TownCodeWidth => Item::TownCode,
            Self::TownWidth => Item::Town,
            Self::PeriodMissing => Item::PeriodUntil,
            Self::ResidenceCard => Item::ResidenceCard,
            Self::NationalityMissing => Item::Nationality,
            Self::ProvisionUnknown => Item::Provision,
            Self::KindUnknown => Item::Kind,
        })
    }

    /// Puts it into somebody's row, which is right so far; gives the column that it is a fault of,
    /// 0 for one of the row. None, and the row as it was, when he cannot have it. `before` is
    /// somebody whose row was right.
    pub(super) fn put_into(
        self,
        row: &mut Row,
        person: &Person,
        before: Option<&Person>,
    ) -> Option<usize> {
        let Some(item) = self.item(row.form) else {
            if self == Self::ColumnMissing {
                row.cells.pop();
            } else {
                row.cells.push(b"x".to_vec());
            }
            return Some(0);
        };
        let is_foreign = person.foreign.is_some();
        // The items of names are others for foreign residents.
        if is_foreign
            && matches!(
                item,
                Item::Family | Item::FamilyFurigana | Item::WholeName | Item::WholeFurigana
            )
        {
            return None;
        }
        if person.unknown_birth.is_some()
            && matches!(
                item,
                Item::Birth | Item::EraBirth | Item::BirthUnknown | Item::BirthWording
            )
        {
            return None;
        }
        if self.is_of_foreign() && !is_foreign {
            return None;
        }
        let text = item.of(person);
        let encoding = row.encoding;
        match self {
            Self::RecordCodeCheckDigit
            | Self::PersonalNumberCheckDigit
            | Self::MunicipalityCheckDigit => row.put(item, &other_last_digit(&text)),
            Self::RecordCodeWidth | Self::PostcodeWidth | Self::TownCodeWidth => {
                row.put(item, text.get(1..)?)
            }
            Self::RecordCodeTwice | Self::RegisterNumberTwice => row.put(item, &item.of(before?)),
            Self::PersonalNumberLetter => row.put(item, &format!("O{}", text.get(1..)?)),
            Self::RegisterNumberWidth | Self::HouseholdWidth | Self::RelationshipWidth => {
                row.put(item, &format!("0{text}"))
            }
            Self::ImpossibleDay => row.put(item, in_form(item, "1980-02-30", "昭和55年2月30日")),
            Self::ImpossibleMonth => row.put(item, in_form(item, "1980-13-01", "昭和55年13月1日")),
            Self::UnknownEra => row.put(item, "照和55年2月3日"),
            Self::EraEnded => row.put(item, "平成32年4月1日"),
            Self::BirthBeforeMeiji => row.put(item, in_form(item, "1867-05-05", "慶応3年5月5日")),
            Self::DayOfWords => row.put(item, "きのう"),
            Self::ResidentBeforeBirth => row.put(item, "1890-01-01"),
            Self::FlagWithoutWording => {
                let _where_there_is_one = row.put(Item::BirthUnknown, "1");
                row.put(item, in_form(item, "1950-00-00", "昭和25年0月0日"))
            }
            Self::WordingWithoutFlag => {
                row.put(Item::BirthWording, "昭和25年月日不詳")?;
                row.form.column(item)
            }
            Self::FlagUnknown => row.put(item, "2"),
            Self::BirthMissing
            | Self::FamilyMissing
            | Self::PeriodMissing
            | Self::NationalityMissing => row.put(item, ""),
            Self::NameWidth => row.put(item, &"長".repeat(101)),
            Self::TownWidth => row.put(item, &"町".repeat(121)),
            Self::NameAndFuriganaSwapped => {
                let name = match row.form {
                    Form::Standard => Item::Family,
                    Form::Plain => Item::WholeName,
                };
                row.put(name, &text)?;
                row.put(item, &name.of(person))
            }
            Self::FuriganaHalfWidth => row.put(item, "ｼﾞｭｳｷ"),
            Self::FuriganaHiragana => row.put(item, "じゅうき"),
            Self::NameSpace => row.append(item, b" "),
            Self::PrivateUse => row.append(item, encoding.private_use()),
            Self::Unassigned => row.append(item, encoding.unassigned()),
            Self::CombiningMark => row.append(item, "カ\u{3099}".as_bytes()),
            Self::Invisible => row.append(item, "\u{200B}".as_bytes()),
            Self::Replacement => row.append(item, "\u{FFFD}".as_bytes()),
            Self::Nul => row.append(item, b"\0"),
            Self::Control => row.append(item, b"\x1B"),
            Self::LoneCr => row.put(item, &format!("{text}\r")),
            Self::LineInCell => row.put(item, &format!("{text}\r\n子")),
            Self::BrokenBytes => row.append(item, encoding.broken()),
            Self::StrayQuote => row.append(item, b"\"x"),
            Self::UnclosedQuote => {
                let quoted = [b"\"".to_vec(), encoded(encoding, &text)].concat();
                row.put_bytes(item, quoted)
            }
            Self::SexUnknown => row.put(item, in_form(item, "7", "雄")),
            Self::RelationshipGap => {
                row.put(Item::Relationship2, "20")?;
                row.put(item, "")
            }
            Self::OrderOfWords => row.put(item, "一番"),
            Self::ResidenceCard => row.put(item, "0123456789"),
            Self::ProvisionUnknown => row.put(item, "77"),
            Self::KindUnknown => row.put(item, "9"),
            Self::ColumnMissing | Self::ColumnExtra => None,
        }
    }
}

/// The one text in the standard's form, the other on paper.
const fn in_form(item: Item, standard: &'static str, plain: &'static str) -> &'static str {
    match item {
        Item::EraBirth | Item::SexWord => plain,
        _ => standard,
    }
}

/// A number whose last digit is another than its check digit.
fn other_last_digit(number: &str) -> String {
    let (body, last) = number.split_at(number.len() - 1);
    let other = if last == "0" { "1" } else { "0" };
    debug_assert!(body.len() == 5 || with_check_digit(body) == number);
    format!("{body}{other}")
}
