//! What errors of tables and mappings mean to the user.

use std::io::{self, ErrorKind};
use std::path::Path;

use juki_import::export::ExportError;
use juki_import::import::ImportError;
use juki_import::mapping::{LONGEST, MOST_COLUMNS, MappingFault, VERSION};
use juki_import::record::TableError;
use juki_import::rows::LONGEST_ROW;

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{self, Message};
use crate::msg;

impl From<&MappingFault> for Message {
    fn from(fault: &MappingFault) -> Self {
        match fault {
            MappingFault::Form(text) => msg!("map-form", text = text),
            MappingFault::Version(version) => {
                msg!("map-version", version = *version, own = VERSION)
            }
            MappingFault::TooLong => msg!("map-too-long", most = LONGEST),
            MappingFault::ColumnCount => msg!("map-column-count", most = MOST_COLUMNS),
            MappingFault::Path(path) => msg!("map-path", path = path),
            MappingFault::PathTwice(path) => msg!("map-path-twice", path = path),
            MappingFault::NameTwice(name) => msg!("map-name-twice", name = name),
            MappingFault::Target(name) => msg!("map-target", name = name),
            MappingFault::Setting(name) => msg!("map-setting", name = *name),
            MappingFault::Missing(name) => msg!("map-missing", name = *name),
            MappingFault::Delimiter => msg!("map-delimiter"),
            MappingFault::Padding => msg!("map-padding"),
            MappingFault::Width => msg!("map-width", most = LONGEST_ROW),
            MappingFault::Conversion => msg!("map-conversion"),
            MappingFault::Value => msg!("map-value"),
            MappingFault::NoDate(path) => msg!("map-no-date", path = path),
            MappingFault::UnknownTwice(path) => msg!("map-unknown-twice", path = path),
            MappingFault::FlagWords => msg!("map-flag-words"),
        }
    }
}

impl Error {
    /// An import that is not done.
    #[must_use]
    pub fn import(table: &Path, cause: &ImportError) -> Self {
        let rejected = |what, todo| Self::new(Exit::Rejected, what, todo);
        match cause {
            ImportError::Input(cause) => Self::file(table, cause),
            ImportError::Table(error) => Self::table(table, error),
            ImportError::Output(path, cause) => Self::of_output(path, cause),
            ImportError::OutputExists(path) => Self::output_exists(path),
            ImportError::Busy(path) => {
                rejected(msg!("error-import-busy", path = path.display()), msg!("todo-import-busy"))
            }
            ImportError::NoJournal(path) => rejected(
                msg!("error-import-journal", path = path.display()),
                msg!("todo-import-journal"),
            ),
            ImportError::OtherInput(path) => rejected(
                msg!("error-import-other-input", path = path.display()),
                msg!("todo-import-other"),
            ),
            ImportError::OtherMapping(path) => rejected(
                msg!("error-import-other-map", path = path.display()),
                msg!("todo-import-other"),
            ),
            ImportError::OtherCharacters(path) => rejected(
                msg!("error-import-other-characters", path = path.display()),
                msg!("todo-import-other"),
            ),
            ImportError::OtherReport(path, report) => rejected(
                msg!(
                    "error-import-other-report",
                    path = path.display(),
                    report = report.as_deref().unwrap_or("-")
                ),
                msg!("todo-import-other-report"),
            ),
            ImportError::OutputLost(path) => {
                rejected(msg!("error-import-lost", path = path.display()), msg!("todo-import-lost"))
            }
            ImportError::LeftOver(path) => rejected(
                msg!("error-import-left-over", path = path.display()),
                msg!("todo-import-left-over"),
            ),
            ImportError::InputChanged => rejected(
                msg!("error-import-changed", path = table.display()),
                msg!("todo-import-changed"),
            ),
            ImportError::SameName(path) => rejected(
                msg!("error-import-same-name", path = path.display()),
                msg!("todo-import-same-name"),
            ),
        }
    }

    /// An export that is not done.
    #[must_use]
    pub fn export(cause: &ExportError) -> Self {
        match cause {
            ExportError::Input(path, cause) | ExportError::Output(path, cause) => {
                Self::file(path, cause)
            }
            ExportError::OutputExists(path) => Self::output_exists(path),
            ExportError::Beginning(rejection) => Self::new(
                Exit::Rejected,
                msg!("error-export-beginning", reason = Message::from(&*rejection.reason)),
                msg!("todo-export-beginning"),
            ),
        }
    }

    /// Something that an import writes cannot be written. Where there is no room, the import can be
    /// gone on with.
    fn of_output(path: &Path, cause: &io::Error) -> Self {
        let own = Self::file(path, cause);
        match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self { todo: msg!("todo-import-room"), ..own }
            }
            _ => own,
        }
    }

    fn output_exists(path: &Path) -> Self {
        let what = msg!("error-import-exists", path = path.display());
        Self::new(Exit::Rejected, what, msg!("todo-import-exists"))
    }

    fn table(table: &Path, error: &TableError) -> Self {
        let (fault, todo) = match error {
            TableError::Io(cause) => return Self::file(table, cause),
            TableError::Mark => (msg!("table-mark"), msg!("todo-table-mark")),
            TableError::NoMark => (msg!("table-no-mark"), msg!("todo-table-no-mark")),
            TableError::NoHeader => (msg!("table-no-header"), msg!("todo-table-header")),
            TableError::HeaderRow(fault) => (
                msg!("table-header-row", reason = Message::from(*fault)),
                msg!("todo-table-header"),
            ),
            TableError::HeaderText(column, encoding) => (
                msg!("table-header-text", column = *column, encoding = encoding.name()),
                msg!("todo-table-encoding"),
            ),
            TableError::MissingColumns(names) => (
                msg!(
                    "table-missing-columns",
                    names = locale::list(&names.first),
                    more = names.more()
                ),
                msg!("todo-table-columns"),
            ),
            TableError::OtherColumns(numbers) => {
                let (first, more) = (numbers.first.iter().map(ToString::to_string), numbers.more());
                (
                    msg!("table-other-columns", numbers = locale::list(first), more = more),
                    msg!("todo-table-columns"),
                )
            }
            TableError::ColumnTwice(name) => {
                (msg!("table-column-twice", name = name), msg!("todo-table-columns"))
            }
        };
        let what = msg!("error-table", table = table.display(), fault = fault);
        Self::new(Exit::Rejected, what, todo)
    }
}
