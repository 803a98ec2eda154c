//! What can go wrong between the engine and its database, as facts.
//!
//! Absent on purpose: refusals of commands. They are the core's ([`voronka_core::Rejection`]) and nothing is wrong with the store.

use voronka_core::CaseId;
use voronka_definition::Text;

/// A fault of the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened; the operator must do something.
    #[error("{path}: {}", .reason.get(voronka_definition::Locale::En))]
    CannotOpen {
        /// The file or address.
        path: String,
        /// What is wrong, and what to do.
        reason: Text,
    },
    /// The database was written by a newer voronka.
    #[error("{path} has the schema `{found}` of a newer version; this one knows schemas up to `{known}`")]
    NewerSchema {
        /// The file or address.
        path: String,
        /// The newest migration found there.
        found: String,
        /// The newest migration this program knows.
        known: String,
    },
    /// Another server works on the same database.
    #[error("another voronka server works on {path}")]
    Locked {
        /// The file.
        path: String,
    },
    /// The database refused a statement, or could not be reached. Nothing of it was written; it may work later.
    #[error("the database failed: {0}")]
    Database(String),
    /// The disk is full. Nothing was written; it works again when there is space.
    #[error("the disk of the database is full")]
    DiskFull,
    /// The disk gave an error while something was written: whether it was written is not known, and this process writes nothing more.
    #[error("the disk of the database has failed")]
    DiskFailed,
    /// What is stored about a case cannot be understood, or deciding about it failed.
    #[error("case {case} is damaged: {reason}")]
    Damaged {
        /// The case.
        case: CaseId,
        /// What is wrong.
        reason: String,
    },
    /// Something else that is stored cannot be understood.
    #[error("{what} cannot be read: {reason}")]
    Unreadable {
        /// What.
        what: String,
        /// Why.
        reason: String,
    },
    /// The place where a page should begin is not one that a page before it named.
    #[error("not a place where a page begins")]
    BadCursor,
    /// The engine is shutting down and takes nothing more.
    #[error("the engine is shutting down")]
    Closed,
}

impl StoreError {
    /// Whether trying again later may help: the fault lies with the database, not with what was asked.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Database(_) | Self::DiskFull | Self::DiskFailed | Self::Closed | Self::Locked { .. })
    }

    /// What to tell the operator.
    pub fn text(&self) -> Text {
        match self {
            Self::CannotOpen { path, reason } => Text::both(
                format!("{path}: {}", reason.get(voronka_definition::Locale::Ru)),
                format!("{path}: {}", reason.get(voronka_definition::Locale::En)),
            ),
            Self::NewerSchema { path, found, known } => Text::both(
                format!(
                    "База {path} создана более новой версией voronka (схема {found}, эта версия знает {known}). Установите новую версию или восстановите копию базы."
                ),
                format!(
                    "The database {path} was written by a newer voronka (schema {found}; this one knows {known}). Install the newer version, or restore a copy of the database."
                ),
            ),
            Self::Locked { path } => Text::both(
                format!("С базой {path} уже работает другой сервер voronka. Остановите его или укажите другую базу."),
                format!("Another voronka server works on {path}. Stop it, or name another database."),
            ),
            Self::DiskFull => Text::both(
                "На диске базы кончилось место. Ничего не потеряно: освободите место, и работа продолжится.",
                "The disk of the database is full. Nothing is lost: free some space and the work goes on.",
            ),
            Self::DiskFailed => Text::both(
                "Диск базы отказал при записи. Сервер завершается, чтобы не подтвердить того, чего на диске нет; проверьте диск.",
                "The disk of the database failed while something was written. The server ends, so as not to confirm what the disk does not have; look at the disk.",
            ),
            Self::Database(reason) => {
                Text::both(format!("Ошибка базы данных: {reason}."), format!("The database failed: {reason}."))
            }
            Self::Damaged { case, reason } => Text::both(
                format!("Данные сделки {case} повреждены: {reason}. Проверьте базу командой voronka fsck."),
                format!("Case {case} is damaged: {reason}. Check the database with voronka fsck."),
            ),
            Self::Unreadable { what, reason } => {
                Text::both(format!("Не удалось прочитать {what}: {reason}."), format!("{what} cannot be read: {reason}."))
            }
            Self::BadCursor => Text::both(
                "Место, с которого начать страницу, должно быть взято из ответа на предыдущую.",
                "The place where a page begins must be taken from the answer before it.",
            ),
            Self::Closed => Text::both("Сервер останавливается.", "The engine is shutting down."),
        }
    }
}
