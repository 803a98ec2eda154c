//! The commands on data: a server, tokens beside it, `fsck`; and a server that is told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Executor};

use crate::cli::{Room, shipped};

/// A running server of the shipped processes.
pub(super) struct Served {
    child: Child,
    address: String,
}

impl Served {
    /// Starts it and waits for its word that it serves. Nobody reads its records after that; it must not mind.
    pub(super) fn start(room: &Room, more: &[&str]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command.args(["serve", "--log-format", "json", "--listen", &address, "--processes", &shipped("processes")]);
        command.args(["--organisation", &shipped("processes/demo/organisation.yaml")]).args(more);
        let child = command.current_dir(&room.path).env_clear().stderr(Stdio::piped()).spawn().unwrap();
        let mut served = Self { child, address };
        let lines = BufReader::new(served.child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.map_while(Result::ok) {
            said.push(line);
            if said.last().is_some_and(|line| line.contains("\"serving\"")) {
                return served;
            }
        }
        panic!("the server did not start:\n{}", said.join("\n"));
    }

    pub(super) fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[cfg(unix)]
    pub(super) fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_server_makes_its_database_and_stops_when_told() {
    let room = Room::new();
    let server = Served::start(&room, &[]);
    let token = room.voronka(&["token", "create", "--person", "anna", "--expires", "3"]).ends_with(0).out.trim().to_owned();
    assert_eq!(token.lines().count(), 1);
    let answer = server.ask("GET", "/api/v1/tasks", &token, "");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(server.ask("GET", "/api/v1/tasks", "wrong", "").starts_with("HTTP/1.1 401"));

    let second = room.voronka(&["serve", "--listen", "127.0.0.1:0", "--processes", &shipped("processes")]);
    assert!(second.ends_with(2).err.contains("nother"), "{}", second.err);
    assert!(room.voronka(&["fsck"]).ends_with(0).out.contains("sound"));
    assert_eq!(server.stop(), Some(0));
}

#[cfg(unix)]
#[test]
fn damage_is_found() {
    let room = Room::new();
    let server = Served::start(&room, &["--test-clock"]);
    let token = room.voronka(&["token", "create", "--person", "anna"]).ends_with(0).out.trim().to_owned();
    let started = server.ask("POST", "/api/v1/cases", &token, r#"{"process": "corporate_sales", "deal": {"title": "Test"}}"#);
    assert!(started.starts_with("HTTP/1.1 201"), "{started}");
    assert_eq!(server.stop(), Some(0));
    room.voronka(&["fsck"]).ends_with(0);

    damage(&room, "DELETE FROM timers");
    let ran = room.voronka(&["fsck", "--database", "sqlite://voronka.db"]);
    assert!(ran.ends_with(1).out.contains("findings: "), "{}", ran.out);
    assert!(room.voronka(&["serve", "--processes", &shipped("processes")]).ends_with(2).err.contains("--test-clock"));
}

#[test]
fn the_doctor_looks_at_everything_and_says_what_to_do() {
    let room = Room::new();
    let company = ["--processes", &shipped("processes"), "--organisation", &shipped("processes/demo/organisation.yaml")];
    let doctor = |more: &[&str]| room.voronka(&[&["doctor"], &company[..], more].concat());
    let without = doctor(&[]);
    assert!(without.ends_with(1).out.contains("✗ database: sqlite://voronka.db: there is no database"), "{}", without.out);
    let server = Served::start(&room, &[]);
    let sound = doctor(&["--format", "json"]);
    let looks: serde_json::Value = serde_json::from_str(&sound.ends_with(0).out).unwrap();
    let looks: Vec<_> =
        looks.as_array().unwrap().iter().map(|look| (look["at"].as_str().unwrap(), look["health"].as_str().unwrap())).collect();
    for at in ["configuration", "database", "clock", "timers", "outbox", "incidents", "organisation", "heads", "process"] {
        assert!(looks.contains(&(at, "good")), "{at} {looks:?}");
    }
    assert!(looks.contains(&("smtp", "doubtful")) && !looks.iter().any(|(_, health)| *health == "bad"), "{looks:?}");
    for (person, days) in [("boris", "2030-03-04"), ("olga", "2030-03-05")] {
        let token = room.voronka(&["token", "create", "--person", "vera"]).ends_with(0).out.trim().to_owned();
        let body = format!(r#"{{"person": "{person}", "from": "{days}", "to": "2030-03-09"}}"#);
        let entered = server.ask("POST", "/api/v1/absences", &token, &body);
        assert!(entered.starts_with("HTTP/1.1 201"), "{entered}");
    }
    let alone = doctor(&["--lang", "ru"]);
    assert!(alone.ends_with(0).out.contains("! heads: С 5 марта 2030 на месте не будет ни одного руководителя"), "{}", alone.out);
    // Nobody listens at the port of a listener that is gone.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ru = doctor(&["--lang", "ru", "--smtp", &format!("smtp://anna:secret@{gone}"), "--base-url", "http://sales.example"]);
    assert!(ru.ends_with(1).out.contains(&format!("✗ smtp: smtp://…@{gone}: ")), "{}", ru.out);
    assert!(ru.out.contains("http://sales.example без шифрования") && !ru.out.contains("secret"), "{}", ru.out);
    drop(server);
    damage(&room, "INSERT INTO clock (id, standing_at) VALUES (1, '2026-01-01T00:00:00.000000Z')");
    assert!(doctor(&[]).ends_with(0).out.contains("! clock: the database's clock stands at"));
}

#[test]
fn the_doctor_doubts_a_calendar_that_claims_years_without_a_day() {
    let room = Room::new();
    let house = "organisation: House\nlocale: en\ntime_zone: Europe/Berlin\ncalendar: far\nlast_resort: ann\n\
        departments: {sales: {title: Sales, head: ann}}\npeople: {ann: {name: Ann, email: a@b.example, department: sales, positions: [administrator]}}\n";
    room.write("house/organisation.yaml", house);
    let far = |until: &str| {
        let text = format!(
            "calendar: far\ntitle: Far\nknown_until: {until}-12-31\nweek: {{mon-fri: [09:00-17:00]}}\nholidays: {{12-25: Christmas, 2040-01-02: Monday}}\n"
        );
        room.write("house/calendars/far.yaml", &text);
        room.voronka(&["doctor", "--processes", "house", "--organisation", "house/organisation.yaml", "--lang", "en"]).out
    };
    let doubted = far("2045");
    assert!(doubted.contains("! calendar: `far`: known_until is 2045-12-31, and no day is written after 2040"), "{doubted}");
    assert!(doubted.contains("mend known_until in"), "{doubted}");
    let sound = far("2040");
    assert!(sound.contains("✓ calendar: `far`: days are known until 2040-12-31"), "{sound}");
}

#[test]
fn why_answers_as_the_api_does_and_fits_the_terminal() {
    let room = Room::new();
    let server = Served::start(&room, &[]);
    let token = room.voronka(&["token", "create", "--person", "anna"]).ends_with(0).out.trim().to_owned();
    let started = server.ask("POST", "/api/v1/cases", &token, r#"{"process": "corporate_sales", "deal": {"title": "Test"}}"#);
    let body = |answer: &str| -> serde_json::Value { serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap() };
    let deal = body(&started);
    let (case, task) = (deal["id"].as_str().unwrap(), deal["open_tasks"][0]["id"].as_str().unwrap());
    for (kind, id) in [("cases", case), ("tasks", task)] {
        let told = room.voronka(&["why", id, "--format", "json", "--lang", "ru"]);
        let told: serde_json::Value = serde_json::from_str(&told.ends_with(0).out).unwrap();
        let answered = body(&server.ask("GET", &format!("/api/v1/{kind}/{id}/why"), &token, ""));
        assert_eq!(told, answered, "{kind}");
    }
    let told = room.voronka_with(&["why", task, "--lang", "ru"], &[("COLUMNS", "40")]);
    let text = &told.ends_with(0).out;
    assert!(text.contains("правило: due: ") && text.contains("Исполнитель — Анна Петрова"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    assert!(room.voronka(&["why", case]).ends_with(0).out.contains("The case is in the stage"));
    assert!(room.voronka(&["why", "deal"]).ends_with(2).err.contains("`deal` is the id neither of a task nor of a case"));
    let nobody = format!("{task}0");
    assert!(room.voronka(&["why", &nobody]).ends_with(2).err.contains("nothing has the id"));
    drop(server);
}

#[test]
fn a_token_is_only_for_somebody_of_the_organisation() {
    let room = Room::new();
    assert!(room.voronka(&["token", "create", "--person", "anna"]).ends_with(2).err.contains("serve` first"));
    let server = Served::start(&room, &[]);
    let ran = room.voronka(&["token", "create", "--person", "ana"]);
    assert!(ran.ends_with(2).err.contains("id you mean `anna`"), "{}", ran.err);
    drop(server);
}

#[test]
fn a_process_that_names_what_is_not_there_is_not_served() {
    let room = Room::new();
    let process = std::fs::read_to_string(shipped("processes/short_sale/process.yaml")).unwrap();
    room.write("processes/calendars/ru.yaml", &std::fs::read_to_string(shipped("processes/calendars/ru.yaml")).unwrap());
    room.write("processes/sale/process.yaml", &process.replace("calendar: ru", "calendar: rus"));
    let organisation = shipped("processes/demo/organisation.yaml");
    let ran = room.voronka(&["serve", "--listen", "127.0.0.1:0", "--organisation", &organisation]);
    for expected in ["unknown_calendar", "processes/sale/process.yaml:", "Did you mean `ru`?"] {
        assert!(ran.ends_with(2).err.contains(expected), "{expected} is missing in:\n{}", ran.err);
    }
}

#[test]
fn a_database_that_is_not_there_cannot_be_checked() {
    let room = Room::new();
    let ran = room.voronka(&["fsck", "--database", "sqlite://gone.db"]);
    assert!(ran.ends_with(2).err.contains("gone.db"), "{}", ran.err);
    assert!(!room.path.join("gone.db").exists(), "a check makes nothing");
}

fn damage(room: &Room, statement: &'static str) {
    change(room, "voronka.db", statement);
}

/// Changes a database behind everybody's back.
pub(super) fn change(room: &Room, file: &str, statement: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(room.path.join(file)).create_if_missing(true);
        let mut db = SqliteConnection::connect_with(&options).await.unwrap();
        db.execute(statement).await.unwrap();
        db.close().await.unwrap();
    });
}
