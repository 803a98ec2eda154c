//! `demo`: its deals, also where a designer has changed the process, and what it does with data it cannot use.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Row};

use crate::cli::{Room, shipped};

const PROCESS: &str = "processes/corporate_sales/process.yaml";

/// The step that the tour adds to the stage of needs.
const CHECK_CLIENT: &str = "      - task: check_client
        title: {ru: Проверить клиента по открытым источникам, en: Look the client up}
        due: end of business day
        guide: {ru: 'Начните с сайта, потом реестр', en: 'The site first, then the register'}
        results:
          good: {title: {ru: Все в порядке, en: All is well}}
          doubtful: {title: {ru: Есть сомнения, en: There are doubts}, comment: required, then: head_decides}
";

/// A room with a copy of the shipped processes, in which this is done to the corporate sale.
fn room_with(change: impl Fn(String) -> String) -> Room {
    let room = Room::new();
    for file in ["corporate_sales/process.yaml", "short_sale/process.yaml", "calendars/ru.yaml", "demo/organisation.yaml"] {
        room.write(&format!("processes/{file}"), &std::fs::read_to_string(shipped(&format!("processes/{file}"))).unwrap());
    }
    room.write(PROCESS, &change(std::fs::read_to_string(room.path.join(PROCESS)).unwrap()));
    room
}

/// What the tour tells a designer to do.
fn as_in_the_tour(process: String) -> String {
    let (before, call) = process.split_once("      - task: call\n").unwrap();
    let (head, rest) = call.split_once("results:").unwrap();
    let due = if head.contains("due: ") { String::new() } else { "        due: 4 business hours\n".to_owned() };
    let changed = format!("{before}      - task: call\n{due}{head}results:{rest}");
    let above = "      - task: collect_client_information\n";
    assert!(changed.contains(above));
    changed.replacen(above, &format!("{CHECK_CLIENT}{above}"), 1)
}

/// Starts the demo, waits until it says how to stop it, and gives what it said.
fn welcome(room: &Room, more: &[&str]) -> String {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
    command.args(["demo", "--listen", &address]).args(more).current_dir(&room.path).env_clear();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        said.push(line);
        if said.last().is_some_and(|line| line.contains("--fresh")) {
            break;
        }
    }
    child.kill().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(said.iter().any(|line| line.contains("--fresh")), "{}", String::from_utf8_lossy(&ended.stderr));
    said.join(" ")
}

/// How many open tasks of this step there are.
fn open_tasks(room: &Room, step: &str) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(room.path.join("demo-data/voronka.db"));
        let mut db = SqliteConnection::connect_with(&options).await.unwrap();
        let query = sqlx::query("SELECT count(*) FROM tasks WHERE step = $1 AND status = 'open'").bind(step);
        query.fetch_one(&mut db).await.unwrap().get(0)
    })
}

#[test]
fn the_deals_of_the_shipped_process_all_go_their_way() {
    let said = welcome(&room_with(|process| process), &[]);
    assert!(said.contains("Deals: ") && !said.contains("stopped early"), "{said}");
}

#[test]
fn deals_stay_where_a_changed_process_has_another_way() {
    let room = room_with(as_in_the_tour);
    let said = welcome(&room, &["--fresh", "--lang", "en"]);
    assert!(said.contains("Deals that stopped early: "), "{said}");
    assert!(open_tasks(&room, "check_client") > 0);
    let again = welcome(&room, &[]);
    assert!(again.contains("The deals are those of the last time"), "{again}");
}

#[test]
fn mistakes_are_told_before_the_old_demo_is_thrown_away() {
    let room = room_with(|process| process);
    welcome(&room, &[]);
    let process = std::fs::read_to_string(room.path.join(PROCESS)).unwrap();
    room.write(PROCESS, &process.replace("calendar: ru", "calendar: rus"));
    let ran = room.voronka(&["demo", "--fresh", "--listen", "127.0.0.1:0"]);
    assert!(ran.ends_with(2).err.contains("unknown_calendar"), "{}", ran.err);
    room.write(PROCESS, &process);
    let said = welcome(&room, &[]);
    assert!(said.contains("The deals are those of the last time"), "{said}");
}
