//! Disks that fail or are full, under a real server on SQLite. How PostgreSQL fares on such a disk is its own affair; see
//! `tests/reliability/postgres/run`.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value as Json, json};

use super::client::{Client, exchange};
use super::crash::{Log, must_be_there, work};
use super::server::Server;
use super::{Room, is_there};
use crate::support::on_postgres;

/// How a server ends whose disk has failed.
const DISK_FAILED: Option<i32> = Some(3);

/// Lets a flush of this process fail, once: the how-manieth of each thread from now on. Whoever is told must not go on as if a later
/// one had made up for it.
fn fail_flush(process: u32, at: u32) -> Child {
    let inject = format!("inject=fsync,fdatasync:error=EIO:when={at}");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &inject, "-p", &process.to_string()]);
    strace.stderr(Stdio::null()).spawn().unwrap()
}

/// Whether a process may be traced here: whoever traces one that ends by itself ends well with it.
fn can_trace() -> bool {
    let Ok(mut sleeper) = Command::new("sleep").arg("1").spawn() else { return false };
    let mut strace = Command::new("strace");
    let traced = strace.args(["-qq", "-o", "/dev/null", "-p", &sleeper.id().to_string()]).stderr(Stdio::null()).status();
    let _gone = sleeper.wait();
    traced.is_ok_and(|status| status.success())
}

#[test]
fn row_10_after_a_flush_that_failed_the_server_ends_and_nothing_answered_is_lost() {
    if on_postgres() || !is_there("strace", can_trace()) {
        return;
    }
    let room = Room::new();
    let mut server = Server::start(room.path(), &[]);
    let mut all = Log::default();
    for at in [1, 2, 5, 23] {
        let (log, over) = (Mutex::new(Log::default()), AtomicBool::new(false));
        let client = server.client("anna");
        let code = std::thread::scope(|scope| {
            for thread in 0..4 {
                let (client, log, over) = (client.clone(), &log, &over);
                scope.spawn(move || work(&client, &format!("f{at}t{thread}"), log, over));
            }
            let mut strace = fail_flush(server.id(), at);
            let code = server.ends();
            over.store(true, Ordering::Relaxed);
            strace.wait().unwrap();
            code
        });
        assert_eq!(code, DISK_FAILED, "flush {at}");
        server = Server::start(room.path(), &[]);
        server.fsck();
        let answered = log.into_inner().unwrap();
        must_be_there(&server.client("anna"), &answered);
        all.cases.extend(answered.cases);
        all.done.extend(answered.done);
    }
    must_be_there(&server.client("anna"), &all);
    assert!(all.cases.len() > 20, "there was load: {}", all.cases.len());
}

/// A folder on a small disk of its own, that only the server sees.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// What makes a disk of so many MiB there and becomes the server.
    fn by(folder: &Path, size: u32) -> Vec<String> {
        let mount = format!("mount -t tmpfs -o size={size}m tmpfs '{}' && exec \"$0\" \"$@\"", folder.display());
        ["unshare", "--mount", "--map-root-user", "--propagation", "private", "sh", "-c", &mount].map(ToOwned::to_owned).into()
    }

    fn can_be() -> bool {
        let by = Self::by(Path::new("/mnt"), 1);
        let made = Command::new(&by[0]).args(&by[1..]).arg("true").stderr(Stdio::null()).status();
        made.is_ok_and(|status| status.success())
    }

    /// As this process sees it, through the eyes of the server's.
    fn of(server: &Server, folder: &Path) -> Self {
        let seen = format!("/proc/{}/root{}", server.id(), folder.display());
        Self { folder: seen.into() }
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut ballast = File::options().create(true).append(true).open(self.ballast()).unwrap();
        let (mut length, block) = (1 << 16, vec![0_u8; 1 << 16]);
        while length > 0 {
            if ballast.write_all(&block[..length]).is_err() {
                length /= 2;
            }
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

fn start(client: &Client, key: &str) -> (u16, Json) {
    let deal = json!({"process": "corporate_sales", "deal": {"title": key}});
    let answer = client.send("POST", "/cases", &deal, &[("Idempotency-Key", key)]).unwrap();
    (answer.status, answer.body)
}

fn readiness(server: &Server) -> u16 {
    exchange(&server.address, "GET", "/health/ready", &Json::Null, &[]).unwrap().status
}

fn metric(server: &Server, name: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: voronka\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned()
}

#[test]
fn row_12_on_a_full_disk_nothing_is_taken_and_with_space_it_goes_on() {
    if on_postgres() || !is_there("unshare", SmallDisk::can_be()) {
        return;
    }
    let room = Room::new();
    let folder = room.path().join("small");
    std::fs::create_dir_all(&folder).unwrap();
    let by = SmallDisk::by(&folder, 24);
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let database = format!("sqlite://{}", folder.join("voronka.db").display());
    let server = Server::start_by(&by, &database, room.path(), &[]);
    let disk = SmallDisk::of(&server, &folder);
    let client = server.client_inside("anna");
    let mut answered = Log::default();
    assert_eq!((start(&client, "before").0, readiness(&server)), (201, 200));

    disk.fill();
    let mut number = 0;
    let refused = loop {
        number += 1;
        match start(&client, &format!("full {number}")) {
            (201, body) => answered.cases.push(body["id"].as_str().unwrap().to_owned()),
            (status, body) => break (status, body),
        }
        assert!(number < 20_000, "the disk does not fill");
    };
    assert_eq!((refused.0, refused.1["code"].as_str()), (503, Some("disk_full")), "{}", refused.1);
    assert_eq!((readiness(&server), metric(&server, "voronka_disk_full")), (503, "voronka_disk_full 1".to_owned()));
    must_be_there(&client, &answered);

    disk.free();
    // It looks by itself whether there is space, once a second.
    let is_back = (0..100_000).any(|_| readiness(&server) == 200);
    assert!(is_back, "ready again without a restart");
    let (status, body) = start(&client, &format!("full {number}"));
    assert_eq!(status, 201, "what was refused can be asked again under its key: {body}");
    answered.cases.push(body["id"].as_str().unwrap().to_owned());
    must_be_there(&client, &answered);
    assert_eq!(metric(&server, "voronka_disk_full"), "voronka_disk_full 0");
    server.fsck_inside();
}
