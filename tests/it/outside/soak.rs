//! A soak: a server through many virtual days of work, with deals that end, go to the archive and go for good. Its memory, its open files
//! and its working tables stay as they are.
//!
//! `VORONKA_SOAK_DAYS` sets how many; the ordinary run has a few. A year takes some minutes.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::Room;
use super::client::Client;
use super::server::Server;

/// How many deals each seller begins a day.
const A_DAY: usize = 3;
const SELLERS: [&str; 2] = ["anna", "dmitry"];
/// The days that go by before anything is measured: until then the archive has not let go of anything, and caches fill.
const WARM: usize = 10;
/// By how much memory may grow after that, in KiB: one more document in a cache, not a leak a day.
const GROWTH_KIB: u64 = 24 * 1024;

fn days() -> usize {
    std::env::var("VORONKA_SOAK_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(24)
}

/// The short sale, whose deals leave soon.
fn processes(room: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("processes");
    let sale = std::fs::read_to_string(shipped.join("short_sale/process.yaml")).unwrap();
    let folder = room.join("processes");
    std::fs::create_dir_all(folder.join("short_sale")).unwrap();
    std::fs::create_dir_all(folder.join("calendars")).unwrap();
    std::fs::write(folder.join("short_sale/process.yaml"), format!("{sale}\narchive: {{after: 2 days, keep: 5 days}}\n"))
        .unwrap();
    for calendar in ["ru", "kz"] {
        let name = format!("calendars/{calendar}.yaml");
        std::fs::copy(shipped.join(&name), folder.join(&name)).unwrap();
    }
}

/// What a process holds: memory in KiB, open files.
fn held(server: &Server) -> (u64, usize) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let files = std::fs::read_dir(format!("/proc/{}/fd", server.id())).unwrap().count();
    (resident.trim().trim_end_matches(" kB").parse().unwrap(), files)
}

/// The tasks of a seller that are open.
fn tasks(client: &Client) -> Vec<Json> {
    let mut found = client.get("/tasks?assignee=me&status=open&limit=200").expect(200);
    std::mem::take(found["items"].as_array_mut().unwrap())
}

/// Begins deals, and loses every second one at once; the others stay until they are late and somebody has heard of it.
fn a_day(client: &Client, day: usize, kept: &mut BTreeSet<String>) {
    for number in 0..A_DAY {
        let deal = json!({"title": format!("Сделка {day}-{number}"), "company": {"name": "ООО «Ромашка»"}});
        let case = client.start(json!({"process": "short_sale", "deal": deal}));
        if number % 2 == 0 {
            kept.insert(case["id"].as_str().unwrap().to_owned());
        }
    }
    for task in tasks(client) {
        let stays = kept.contains(task["case"].as_str().unwrap_or_default()) && task["overdue"] == false;
        if !stays {
            let body = json!({"result": "no_interest", "data": {"close_reason": "price"}, "comment": "Не нужно"});
            client.post(&format!("/tasks/{}/complete", task["id"].as_str().unwrap()), body).expect(200);
        }
    }
}

#[test]
fn row_40_after_many_days_memory_and_files_are_what_they_were() {
    let room = Room::new();
    processes(room.path());
    let server = Server::start(room.path(), &["--test-clock"]);
    let admin = server.client("vera");
    let sellers = SELLERS.map(|person| server.client(person));
    let (mut kept, mut warm, mut most) = (BTreeSet::new(), (0, 0), (0, 0));
    for day in 0..days() {
        sellers.iter().for_each(|client| a_day(client, day, &mut kept));
        admin.post("/test/clock", json!({"advance": "1 days"})).expect(200);
        let now = held(&server);
        match day {
            day if day < WARM => warm = (warm.0.max(now.0), warm.1.max(now.1)),
            _ => most = (most.0.max(now.0), most.1.max(now.1)),
        }
    }
    let open = admin.get("/cases?status=open&limit=200").expect(200)["items"].as_array().unwrap().len();
    let working = admin.get("/cases?status=finished&limit=200").expect(200)["items"].as_array().unwrap().len();
    let begun = days() * A_DAY * SELLERS.len();
    eprintln!(
        "{} days, {begun} deals: {open} open, {working} finished and not yet archived; memory {} KiB, then {} KiB at most; files {}, then {}",
        days(),
        warm.0,
        most.0,
        warm.1,
        most.1
    );
    assert!(most.0 <= warm.0 + GROWTH_KIB, "memory grew from {} KiB to {} KiB", warm.0, most.0);
    assert!(most.1 <= warm.1 + 8, "open files grew from {} to {}", warm.1, most.1);
    assert!(open + working < 20 * A_DAY, "the working tables hold {open} and {working} cases");
    let lines = |more: &[&str]| server.says(&[&["export", "csv"], more].concat()).lines().count();
    let (working_lines, all_lines) = (lines(&[]), lines(&["--archived"]));
    assert!(all_lines > working_lines + A_DAY, "the log tells of archived deals where it is asked: {working_lines}, {all_lines}");
    server.fsck();
    server.stop();
}
