//! `backup`, `restore` and `quarantine` as an administrator meets them.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::data::{Served, change};
use crate::cli::{Ran, Room, shipped};

/// A deal for Anna.
const DEAL: &str = r#"{"process": "corporate_sales", "deal": {"title": "Test"}, "owner": "anna"}"#;
const DATABASE: &str = "sqlite://voronka.db";

/// A room with a database of two deals, which Boris gave to Anna, and a copy of it: `copy.db`.
fn copied() -> Room {
    let room = Room::new();
    let server = Served::start(&room, &["--test-clock"]);
    deals(&room, &server, 2);
    copy(&room, "copy.db").ends_with(0);
    room
}

fn token(room: &Room, person: &str) -> String {
    room.voronka(&["token", "create", "--person", person]).ends_with(0).out.trim().to_owned()
}

fn deals(room: &Room, server: &Served, number: usize) {
    let boris = token(room, "boris");
    for _ in 0..number {
        let started = server.ask("POST", "/api/v1/cases", &boris, DEAL);
        assert!(started.starts_with("HTTP/1.1 201"), "{started}");
    }
}

fn copy(room: &Room, file: &str) -> Ran {
    room.voronka(&["backup", file, "--database", DATABASE])
}

fn restore(room: &Room, file: &str, more: &[&str]) -> Ran {
    room.voronka(&[&["restore", file, "--database", DATABASE], more].concat())
}

fn files(room: &Room) -> Vec<String> {
    let names = std::fs::read_dir(&room.path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.contains("-wal") && !name.contains("-shm")).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn row_40_a_copy_is_taken_beside_a_server_and_restored_in_quarantine() {
    let room = Room::new();
    // Nobody listens there: letters wait.
    let served = ["--test-clock", "--smtp", "smtp://127.0.0.1:1"];
    let server = Served::start(&room, &served);
    deals(&room, &server, 2);
    let told = copy(&room, "copy.db");
    assert!(told.ends_with(0).out.starts_with("copy.db: 2 cases, "), "{}", told.out);
    assert!(told.out.contains("everything that was answered before"), "{}", told.out);
    let rights = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(room.path.join("copy.db")).unwrap().permissions());
    assert_eq!(rights & 0o777, 0o600, "nobody else reads it");
    deals(&room, &server, 1);
    assert_eq!(files(&room), ["copy.db", "voronka.db", "voronka.db.lock"], "nothing else is left");
    assert!(restore(&room, "copy.db", &["--replace"]).ends_with(2).err.contains("nother voronka server"));
    assert_eq!(server.stop(), Some(0));

    assert!(restore(&room, "copy.db", &[]).ends_with(2).err.contains("--replace"));
    let told = restore(&room, "copy.db", &["--replace"]);
    assert!(told.ends_with(0).out.contains("2 cases. The database is in quarantine: nothing is sent."), "{}", told.out);
    let rights = |name: &str| std::fs::metadata(room.path.join(name)).unwrap().permissions();
    let before = files(&room).into_iter().find(|name| name.contains(".before-")).unwrap();
    assert!(told.out.contains(&before), "{}", told.out);
    assert_eq!(rights("voronka.db"), rights(&before), "who served it before can serve it now");
    room.voronka(&["fsck", "--database", &format!("sqlite://{before}")]).ends_with(0);

    let server = Served::start(&room, &served);
    deals(&room, &server, 1);
    assert!(server.ask("GET", "/health/ready", "", "").ends_with(r#"{"status":"ready","quarantine":true}"#));
    assert!(server.ask("GET", "/metrics", "", "").contains("voronka_quarantine 1"));
    let status = |more: &[&str]| room.voronka(&[&["quarantine", "status", "--database", DATABASE], more].concat());
    let told = status(&[]);
    let ru = status(&["--lang", "ru"]);
    for (told, expected) in
        [(&told.out, "(restored from the copy copy.db). Nothing is sent."), (&ru.out, "Ничего не отправляется.")]
    {
        assert!(told.contains(expected), "{told}");
    }
    assert!(told.out.contains("Letters: 3, to 1 person\n  a new task: 3, since"), "{}", told.out);
    let doctor = room.voronka(&["doctor", "--processes", &shipped("processes")]);
    assert!(doctor.out.contains("! quarantine: nothing is sent since"), "{}", doctor.out);
    let ended = room.voronka(&["quarantine", "end", "--database", DATABASE, "--drop-before", "2030-01-01T00:00:00Z"]);
    assert!(ended.ends_with(0).out.contains("letters 3, requests 0"), "{}", ended.out);
    assert!(status(&[]).ends_with(0).out.contains("no quarantine"));
    assert!(server.ask("GET", "/health/ready", "", "").ends_with(r#"{"status":"ready"}"#));
    assert_eq!(server.stop(), Some(0));
}

/// Starts deals until a copy is made; those that were answered before that began, and how many were answered meanwhile.
fn under_load(room: &Room, server: &Served, boris: &str, file: &str) -> (Vec<String>, usize) {
    let (over, answered) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    let work = || {
        while !over.load(Ordering::SeqCst) {
            let started = server.ask("POST", "/api/v1/cases", boris, DEAL);
            let (_, body) = started.split_once("\r\n\r\n").unwrap();
            let deal: serde_json::Value = serde_json::from_str(body).unwrap();
            answered.lock().unwrap().push(deal["id"].as_str().unwrap().to_owned());
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
        while answered.lock().unwrap().len() < 20 && !threads.iter().any(|thread| thread.is_finished()) {
            std::thread::yield_now();
        }
        let before = answered.lock().unwrap().clone();
        let told = copy(room, file);
        over.store(true, Ordering::SeqCst);
        told.ends_with(0);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let meanwhile = answered.lock().unwrap().len() - before.len();
        (before, meanwhile)
    })
}

#[cfg(unix)]
#[test]
fn row_40_what_was_answered_before_a_copy_began_is_in_it() {
    let room = Room::new();
    let server = Served::start(&room, &[]);
    let boris = token(&room, "boris");
    let (before, meanwhile) = under_load(&room, &server, &boris, "copy.db");
    assert!(before.len() >= 20 && meanwhile > 0, "people were answered while the copy was taken");
    assert_eq!(server.stop(), Some(0));
    restore(&room, "copy.db", &["--replace"]).ends_with(0);
    let server = Served::start(&room, &[]);
    for case in before {
        let answer = server.ask("GET", &format!("/api/v1/cases/{case}"), &boris, "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{case}: {answer}");
    }
    drop(server);
    room.voronka(&["fsck", "--database", DATABASE]).ends_with(0);
}

#[test]
fn what_must_not_be_overwritten_is_not() {
    let room = copied();
    assert!(copy(&room, "copy.db").ends_with(2).err.contains("is there already"));
    let before = std::fs::metadata(room.path.join("copy.db")).unwrap().modified().unwrap();
    room.voronka(&["backup", "copy.db", "--replace", "--database", DATABASE]).ends_with(0);
    assert!(std::fs::metadata(room.path.join("copy.db")).unwrap().modified().unwrap() > before);
    let own = room.voronka(&["backup", "voronka.db", "--replace", "--database", DATABASE]);
    assert!(own.ends_with(2).err.contains("the database itself"), "{}", own.err);
    room.voronka(&["fsck", "--database", DATABASE]).ends_with(0);
    let gone = room.voronka(&["backup", "other.db", "--database", "sqlite://gone.db"]);
    assert!(gone.ends_with(2).err.contains("gone.db: there is no such file"), "{}", gone.err);
    assert!(room.voronka(&["backup", "folder/copy.db", "--database", DATABASE]).ends_with(2).err.contains("check the folder"));
    assert_eq!(files(&room), ["copy.db", "voronka.db", "voronka.db.lock"], "nothing else is left");
}

#[test]
fn a_copy_of_unsound_data_is_made_and_says_so() {
    let room = copied();
    change(&room, "voronka.db", "DELETE FROM timers");
    let told = copy(&room, "unsound.db");
    assert!(told.ends_with(1).err.contains("rows_differ: ") && told.err.contains("the data are not sound"), "{}", told.err);
    assert!(files(&room).contains(&"unsound.db".to_owned()), "it is better than none");
}

#[test]
fn what_is_no_sound_copy_is_not_restored() {
    let room = copied();
    let as_it_was = std::fs::read(room.path.join("copy.db")).unwrap();
    let beside = |name: &str, bytes: &[u8]| std::fs::write(room.path.join(name), bytes).unwrap();
    for name in ["newer.db", "unsound.db", "logged.db", "torn.db"] {
        beside(name, &as_it_was);
    }
    change(&room, "newer.db", "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)");
    change(&room, "unsound.db", "DELETE FROM timers");
    change(&room, "foreign.db", "CREATE TABLE notes (text TEXT)");
    beside("logged.db-wal", b"not empty");
    let mut torn = as_it_was.clone();
    torn.truncate(as_it_was.len() / 2);
    beside("torn.db", &torn);
    beside("text.db", b"a text that is long enough to be a head");
    let table = [
        ("gone.db", "there is no such file"),
        ("text.db", "no database of SQLite"),
        ("foreign.db", "no database of voronka"),
        ("newer.db", "m9999_future"),
        ("torn.db", "torn.db: the file is damaged"),
        ("unsound.db", "the data of the copy are not sound"),
        ("logged.db", "-wal lies beside it"),
    ];
    for (file, expected) in table {
        let ran = restore(&room, file, &["--replace"]);
        assert!(ran.ends_with(2).err.contains(expected), "{file}: {}", ran.err);
    }
    room.voronka(&["fsck", "--database", DATABASE]).ends_with(0);
    assert!(!files(&room).iter().any(|name| name.contains(".part") || name.contains(".before-")), "{:?}", files(&room));
    assert!(room.voronka(&["quarantine", "status", "--database", DATABASE]).ends_with(0).out.contains("no quarantine"));
}

#[test]
fn a_copy_of_an_older_schema_is_brought_up_to_date_and_stays_as_it_is() {
    let room = copied();
    change(&room, "copy.db", "DROP TABLE quarantine");
    change(&room, "copy.db", "ALTER TABLE world DROP COLUMN home");
    change(&room, "copy.db", "DELETE FROM seaql_migrations WHERE version = 'm0010_quarantine'");
    let before = std::fs::read(room.path.join("copy.db")).unwrap();
    let again = room.voronka(&["backup", "again.db", "--database", "sqlite://copy.db"]);
    assert!(again.ends_with(0).err.contains("older than this program"), "{}", again.err);
    restore(&room, "copy.db", &["--replace"]).ends_with(0);
    assert_eq!(std::fs::read(room.path.join("copy.db")).unwrap(), before);
    assert!(room.voronka(&["quarantine", "status", "--database", DATABASE]).ends_with(0).out.contains("in quarantine"));
}

#[test]
fn postgresql_has_its_own_tools_and_their_commands_are_told() {
    let room = Room::new();
    let url = "postgres://voronka:secret@db.example/sales";
    let told = room.voronka(&["backup", "sales.dump", "--database", url]);
    assert_eq!(
        told.ends_with(2).out.trim(),
        "pg_dump --format=custom --no-owner --file='sales.dump' 'postgres://voronka@db.example/sales'"
    );
    assert!(told.err.contains("no copy was made"), "{}", told.err);
    let told = room.voronka(&["restore", "sales.dump", "--database", url]);
    let lines: Vec<_> = told.ends_with(2).out.lines().collect();
    assert!(lines[0].starts_with("pg_restore ") && lines[0].ends_with("'postgres://voronka@db.example/sales' 'sales.dump'"));
    assert_eq!(lines[1], "voronka quarantine begin --database 'postgres://voronka@db.example/sales'");
    assert!(!told.out.contains("secret") && !told.err.contains("secret"));
    assert!(!Path::new(&room.path).join("sales.dump").exists());
}

#[test]
fn a_moment_without_a_zone_is_refused() {
    let room = Room::new();
    let ran = room.voronka(&["quarantine", "end", "--drop-before", "2026-12-07 09:00"]);
    assert!(ran.ends_with(2).err.contains("2026-12-07T09:00:00Z"), "{}", ran.err);
}
