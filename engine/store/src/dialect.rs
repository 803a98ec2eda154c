//! What the databases say differently: a statement is written once, with a word in braces where they part.
//!
//! A list comes as one JSON array, so that a statement has the same text whatever its length.
//!
//! Absent on purpose: the tables of a commit, which are written for speed ([`crate::commit`]).

use std::borrow::Cow;
use std::sync::LazyLock;

use sea_orm::DbBackend;

/// A statement in the words of a database.
pub(crate) trait Words {
    /// Its text for this database.
    fn on(&self, database: DbBackend) -> Cow<'_, str>;
}

/// What both databases understand.
impl Words for &str {
    fn on(&self, _database: DbBackend) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// A statement that the databases word differently, made once for each.
#[derive(Debug)]
pub(crate) struct Worded {
    pub(crate) sqlite: String,
    pub(crate) postgres: String,
}

impl Worded {
    /// A statement from its template:
    /// - `{texts $1}`, `{numbers $1}`, `{ids $1}`: what a JSON array holds; ids of cases are hexadecimal there;
    /// - `{among $1}`: is one of the texts of a JSON array, where the planner should know that they are few;
    /// - `{hex c}`: the id of a case in the column `c` as hexadecimal text;
    /// - `{json c}`: the JSON text in the column `c`, to be looked into by `->`;
    /// - `{each c list}`: the items of the list of this name in such a text, as rows with the column `value`;
    /// - `{joined c}`: the texts `c` of all rows in one, apart by blanks, in no order;
    /// - `{spot c $1}`: where this text begins in the column `c`, from 1; 0 where it is not there;
    /// - `{locked by id}`: nobody else changes these rows until the end of the transaction; they are locked in that order;
    /// - `{unclaimed}`: the same, leaving out those that somebody else has so.
    pub(crate) fn of(template: &str) -> Self {
        Self { sqlite: word(template, DbBackend::Sqlite), postgres: word(template, DbBackend::Postgres) }
    }
}

impl Words for &LazyLock<Worded> {
    fn on(&self, database: DbBackend) -> Cow<'_, str> {
        Cow::Borrowed(if is_postgres(database) { &self.postgres } else { &self.sqlite })
    }
}

/// A template that was put together for one query.
#[derive(Debug)]
pub(crate) struct Template(pub(crate) String);

impl Words for &Template {
    fn on(&self, database: DbBackend) -> Cow<'_, str> {
        Cow::Owned(word(&self.0, database))
    }
}

/// Whether a database is PostgreSQL.
pub(crate) fn is_postgres(database: DbBackend) -> bool {
    database == DbBackend::Postgres
}

fn word(template: &str, database: DbBackend) -> String {
    let mut text = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (marked, later) = after.split_once('}').unwrap_or((after, ""));
        let (name, place) = marked.split_once(' ').unwrap_or((marked, ""));
        text.push_str(before);
        text.push_str(&if is_postgres(database) { on_postgres(name, place) } else { on_sqlite(name, place) });
        rest = later;
    }
    text.push_str(rest);
    text
}

fn on_sqlite(name: &str, place: &str) -> String {
    match name {
        "texts" | "numbers" => format!("(SELECT value FROM json_each({place}))"),
        "among" => format!("IN (SELECT value FROM json_each({place}))"),
        "ids" => format!("(SELECT unhex(value) FROM json_each({place}))"),
        "hex" => format!("lower(hex({place}))"),
        "json" => place.to_owned(),
        "joined" => format!("group_concat({place}, ' ')"),
        "spot" => format!("instr({})", place.replacen(' ', ", ", 1)),
        "each" => place.split_once(' ').map_or_else(String::new, |(column, list)| format!("json_each({column}, '$.{list}')")),
        // It has one writer.
        _ => String::new(),
    }
}

fn on_postgres(name: &str, place: &str) -> String {
    let each = format!("json_array_elements_text(CAST({place} AS json))");
    match name {
        "texts" => format!("(SELECT {each})"),
        // An array is ten values to the planner, a function that gives rows a hundred: with those it reads the whole table.
        "among" => format!("= ANY (ARRAY(SELECT {each}))"),
        "numbers" => format!("(SELECT CAST({each} AS bigint))"),
        "ids" => format!("(SELECT decode({each}, 'hex'))"),
        "hex" => format!("encode({place}, 'hex')"),
        "json" => format!("CAST({place} AS json)"),
        "joined" => format!("string_agg({place}, ' ')"),
        "spot" => format!("strpos({})", place.replacen(' ', ", ", 1)),
        "each" => place
            .split_once(' ')
            .map_or_else(String::new, |(column, list)| format!("json_array_elements(CAST({column} AS json) -> '{list}')")),
        "locked" => format!(" ORDER BY {} FOR NO KEY UPDATE", place.trim_start_matches("by ")),
        _ => " FOR NO KEY UPDATE SKIP LOCKED".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_worded_for_each_database_and_the_rest_is_left_as_it_stands() {
        let table = [
            ("SELECT 1", "SELECT 1", "SELECT 1"),
            (
                "a IN {texts $1} AND b",
                "a IN (SELECT value FROM json_each($1)) AND b",
                "a IN (SELECT json_array_elements_text(CAST($1 AS json))) AND b",
            ),
            (
                "a {among $1}",
                "a IN (SELECT value FROM json_each($1))",
                "a = ANY (ARRAY(SELECT json_array_elements_text(CAST($1 AS json))))",
            ),
            (
                "{numbers $2}",
                "(SELECT value FROM json_each($2))",
                "(SELECT CAST(json_array_elements_text(CAST($2 AS json)) AS bigint))",
            ),
            (
                "{ids $1}",
                "(SELECT unhex(value) FROM json_each($1))",
                "(SELECT decode(json_array_elements_text(CAST($1 AS json)), 'hex'))",
            ),
            ("{json c.state} -> 'a'", "c.state -> 'a'", "CAST(c.state AS json) -> 'a'"),
            ("{spot c $1} > 0", "instr(c, $1) > 0", "strpos(c, $1) > 0"),
            ("SELECT {joined c}", "SELECT group_concat(c, ' ')", "SELECT string_agg(c, ' ')"),
            (
                "FROM {each c.b l} AS e",
                "FROM json_each(c.b, '$.l') AS e",
                "FROM json_array_elements(CAST(c.b AS json) -> 'l') AS e",
            ),
            ("SELECT {hex case_id} AS c", "SELECT lower(hex(case_id)) AS c", "SELECT encode(case_id, 'hex') AS c"),
            ("WHERE a{locked by id}", "WHERE a", "WHERE a ORDER BY id FOR NO KEY UPDATE"),
            ("LIMIT $3{unclaimed}", "LIMIT $3", "LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED"),
        ];
        for (template, sqlite, postgres) in table {
            let worded = Worded::of(template);
            assert_eq!((worded.sqlite.as_str(), worded.postgres.as_str()), (sqlite, postgres));
        }
    }
}
