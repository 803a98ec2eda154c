//! `backup` and `restore`: copies of a database in a file. PostgreSQL has tools of its own; which, is told.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};
use voronka_core::words::plural;
use voronka_definition::{Locale, Text};
use voronka_runtime::{Draft, Examined, Seat, Store, fsck};

use crate::cli::CopyArgs;
use crate::commands::Exit;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::wiring;

/// How many findings are shown before only their number is told.
const SHOWN: usize = 20;

/// Makes a copy of a database, and checks it before it has its name.
pub fn backup(args: &CopyArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    if settings.is_postgres() {
        return Ok(dump(&settings.database, &args.file, terminal));
    }
    wiring::block_on(copy(args, &settings, terminal))
}

async fn copy(args: &CopyArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let begun = Instant::now();
    let spoken = |error| wiring::spoken(&error, terminal);
    let draft = Draft::of_database(&settings.database, &args.file, args.replace).await.map_err(spoken)?;
    let examined = draft.examine(&args.file).await.map_err(spoken)?;
    let mut is_sound = true;
    if examined.is_current {
        let store = draft.open().await.map_err(spoken)?;
        is_sound = check(&store, terminal).await?;
        store.close().await.map_err(spoken)?;
    }
    let at = draft.at;
    let bytes = draft.keep(args.replace).map_err(spoken)?;
    let (file, seconds) = (args.file.display(), begun.elapsed().as_secs_f64());
    let (at, size, cases) = (at.format("%Y-%m-%d %H:%M:%S"), size(bytes), cases(&examined, terminal));
    terminal.print(&terminal.pick(
        format!("{file}: {cases}, {size}, за {seconds:.1} с. В копии все, на что база ответила до {at} UTC."),
        format!("{file}: {cases}, {size}, in {seconds:.1} s. It holds everything that was answered before {at} UTC."),
    ));
    if !examined.is_current {
        terminal.remark(terminal.pick(
            "Схема базы старше этой программы: проверена только целостность файла.",
            "The schema of the database is older than this program: only the integrity of the file was checked.",
        ));
    }
    if is_sound {
        return Ok(Exit::Clean);
    }
    // A copy of it is better than none.
    terminal.remark(terminal.pick(
        "Копия сделана, но в данных базы есть нарушения; voronka fsck покажет все.",
        "The copy was made, but the data are not sound; voronka fsck shows everything.",
    ));
    Ok(Exit::Found)
}

/// Whether the data are sound; what is not, is told.
async fn check(store: &Store, terminal: &Terminal) -> Result<bool> {
    let findings = fsck(store).await.map_err(|error| wiring::spoken(&error, terminal))?;
    for finding in findings.iter().take(SHOWN) {
        terminal.remark(&format!("{}: {}", finding.code, finding.message.get(terminal.locale)));
    }
    Ok(findings.is_empty())
}

fn cases(examined: &Examined, terminal: &Terminal) -> String {
    let number = examined.cases;
    match terminal.locale {
        Locale::Ru => format!("{number} {}", plural(number, "сделка", "сделки", "сделок")),
        Locale::En => format!("{number} case{}", if number == 1 { "" } else { "s" }),
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes.div_ceil(1 << 10)),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

/// Puts a copy where the database shall lie, in quarantine.
pub fn restore(args: &CopyArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    if settings.is_postgres() {
        return Ok(undump(&settings.database, &args.file, terminal));
    }
    wiring::block_on(put(args, &settings, terminal))
}

async fn put(args: &CopyArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let spoken = |error| wiring::spoken(&error, terminal);
    let seat = Seat::take(&settings.database, args.replace).map_err(spoken)?;
    let draft = Draft::of_copy(&args.file, &seat).map_err(spoken)?;
    let examined = draft.examine(&args.file).await.map_err(spoken)?;
    let store = draft.open().await.map_err(spoken)?;
    let is_sound = check(&store, terminal).await?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let reason = Text::both(format!("база восстановлена из копии {name}"), format!("restored from the copy {name}"));
    store.begin_quarantine(&reason).await.map_err(spoken)?;
    store.fold().await.map_err(spoken)?;
    store.close().await.map_err(spoken)?;
    if !is_sound {
        bail!(terminal.pick(
            "ничего не восстановлено: в копии есть нарушения; возьмите другую копию",
            "nothing was restored: the data of the copy are not sound; take another copy",
        ));
    }
    let aside = seat.put(draft).map_err(spoken)?;
    let (database, cases) = (without_password(&settings.database), cases(&examined, terminal));
    terminal.print(&terminal.pick(
        format!("{database}: {cases}. База в карантине: ничего не отправляется."),
        format!("{database}: {cases}. The database is in quarantine: nothing is sent."),
    ));
    if let Some(aside) = aside {
        let aside = aside.display();
        terminal.print(&terminal.pick(format!("Прежняя база: {aside}"), format!("What was there before: {aside}")));
    }
    terminal.print(terminal.pick(
        "Дальше: voronka serve, посмотреть; voronka quarantine status, что ждет отправки; voronka quarantine end, отправить.",
        "Next: voronka serve, to look; voronka quarantine status, what waits to be sent; voronka quarantine end, to send it.",
    ));
    Ok(Exit::Clean)
}

/// Tells how PostgreSQL is copied. No copy was made, and the exit status says so.
fn dump(database: &str, file: &Path, terminal: &Terminal) -> Exit {
    terminal.remark(terminal.pick(
        "Копию PostgreSQL делает pg_dump, в том числе под нагрузкой; копия не сделана. Пароль pg_dump спросит сам или возьмет из ~/.pgpass. Команда:",
        "A copy of PostgreSQL is made by pg_dump, also under load; no copy was made. pg_dump asks for the password or takes it from ~/.pgpass. The command:",
    ));
    let (url, file) = (quoted(&named_without_password(database)), quoted(&file.display().to_string()));
    terminal.print(&format!("pg_dump --format=custom --no-owner --file={file} {url}"));
    Exit::CouldNotRun
}

/// Tells how a copy of PostgreSQL is restored. Nothing was restored, and the exit status says so.
fn undump(database: &str, file: &Path, terminal: &Terminal) -> Exit {
    terminal.remark(terminal.pick(
        "Копию PostgreSQL восстанавливает pg_restore в пустую базу; ничего не восстановлено. Карантин начните до первого сервера. Команды:",
        "A copy of PostgreSQL is restored by pg_restore into an empty database; nothing was restored. Begin the quarantine before the first server. The commands:",
    ));
    let (url, file) = (quoted(&named_without_password(database)), quoted(&file.display().to_string()));
    terminal.print(&format!("pg_restore --no-owner --exit-on-error --single-transaction --dbname={url} {file}"));
    terminal.print(&format!("voronka quarantine begin --database {url}"));
    Exit::CouldNotRun
}

/// An address of PostgreSQL that other programs understand too: only the password is left out.
fn named_without_password(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else { return without_password(address) };
    let _has_none = url.set_password(None);
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(key, _)| !["password", "pool"].contains(&key.as_str())).collect();
    match kept.is_empty() {
        true => url.set_query(None),
        false => drop(url.query_pairs_mut().clear().extend_pairs(kept)),
    }
    url.to_string()
}

/// A word as the shell takes it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_is_left_out_of_an_address() {
        let table = [
            ("postgres://voronka:secret@db.example/sales", "postgres://voronka@db.example/sales"),
            (
                "postgres://voronka@db.example:5433/sales?sslmode=verify-full",
                "postgres://voronka@db.example:5433/sales?sslmode=verify-full",
            ),
            ("postgres://v@localhost/sales?host=%2Frun%2Fpg&password=secret", "postgres://v@localhost/sales?host=%2Frun%2Fpg"),
        ];
        for (address, expected) in table {
            assert_eq!(named_without_password(address), expected);
        }
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
