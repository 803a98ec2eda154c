//! The kinds of columns and indexes that every migration uses.

use sea_orm_migration::prelude::*;

/// Makes a table.
pub(crate) async fn create(manager: &SchemaManager<'_>, table: TableCreateStatement) -> Result<(), DbErr> {
    let name = table.get_table_name().cloned().ok_or_else(|| DbErr::Custom("a table without a name".to_owned()))?;
    let mut made = Table::create().table(name).to_owned();
    for column in table.get_columns() {
        made.col(sorted(manager, column.clone()));
    }
    for index in table.get_indexes() {
        made.index(&mut index.clone());
    }
    for tie in table.get_foreign_key_create_stmts() {
        made.foreign_key(&mut tie.clone());
    }
    manager.create_table(made).await
}

/// Adds a column to a table that is there.
pub(crate) async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(sorted(manager, column)).to_owned()).await
}

/// PostgreSQL would sort texts by the rules of a language, which also change between its versions: they are sorted by their bytes,
/// as SQLite does it.
fn sorted(manager: &SchemaManager<'_>, mut column: ColumnDef) -> ColumnDef {
    let is_text = matches!(column.get_column_type(), Some(ColumnType::Text | ColumnType::String(_)));
    if is_text && manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A table with this name.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
}

/// The id of a case: 16 bytes.
pub(crate) fn id(name: &'static str) -> ColumnDef {
    column(name).binary_len(16).not_null().to_owned()
}

/// A name, a code, a key.
pub(crate) fn name(name: &'static str) -> ColumnDef {
    column(name).text().not_null().to_owned()
}

/// A name that may be missing.
pub(crate) fn maybe_name(name: &'static str) -> ColumnDef {
    column(name).text().null().to_owned()
}

/// An instant: UTC text of 27 characters.
pub(crate) fn instant(name: &'static str) -> ColumnDef {
    column(name).string_len(27).not_null().to_owned()
}

/// An instant that may be missing.
pub(crate) fn maybe_instant(name: &'static str) -> ColumnDef {
    column(name).string_len(27).null().to_owned()
}

/// A whole number.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().to_owned()
}

/// A whole number that may be missing.
pub(crate) fn maybe_number(name: &'static str) -> ColumnDef {
    column(name).big_integer().null().to_owned()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    column(name).boolean().not_null().to_owned()
}

/// Bytes of any length.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    column(name).blob().not_null().to_owned()
}

/// A number that the database gives, ever growing.
pub(crate) fn place(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().auto_increment().primary_key().to_owned()
}

/// The primary key over these columns.
pub(crate) fn primary(columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    for column in columns {
        index.col(*column);
    }
    index.primary().to_owned()
}

/// An index over these columns.
pub(crate) fn index(name: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

/// The tie of a row to its case.
pub(crate) fn of_case(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "case_id").to("cases", "id").to_owned()
}
