//! Letters through a real mail server: aiosmtpd, where Python has it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::client::Client;
use super::sale::{deal, id};
use super::server::Server;
use super::{Room, is_there};

/// A mail server that writes each letter to a file of its folder, and says when it listens.
const POSTBOX: &str = r#"
import asyncio, itertools, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
class Keep(Message):
    number = itertools.count()
    def handle_message(self, message):
        with open(f"{sys.argv[2]}/{next(self.number):04}.eml", "wb") as file:
            file.write(message.as_bytes())
controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("listening", flush=True)
sys.stdin.read()
controller.stop()
"#;

struct Postbox(Child);

impl Postbox {
    fn open(port: u16, folder: &Path) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", POSTBOX, &port.to_string(), &folder.display().to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "listening");
        Self(child)
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn has_aiosmtpd() -> bool {
    let found = Command::new("python3").args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    is_there("smtp", found.is_ok_and(|status| status.success()))
}

/// The values of a header over the letters of a folder, sorted.
fn headers(folder: &Path, name: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let letters =
        files.filter(|path| path.extension().is_some_and(|e| e == "eml")).map(|path| std::fs::read_to_string(path).unwrap());
    let prefix = format!("{name}: ");
    let mut found: Vec<_> =
        letters.map(|letter| letter.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

fn advance(vera: &Client, period: &str) {
    vera.post("/test/clock", json!({"advance": period})).expect(200);
}

#[test]
fn row_30_letters_wait_for_the_mail_server_and_arrive_once() {
    if !has_aiosmtpd() {
        return;
    }
    let room = Room::new();
    let letters = room.path().join("letters");
    std::fs::create_dir(&letters).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::start(room.path(), &["--test-clock", "--smtp", &format!("smtp://127.0.0.1:{port}")]);
    let (anna, vera) = (server.client("anna"), server.client("vera"));
    vera.post("/test/clock", json!({"to": "2027-03-01T07:00:00Z"})).expect(200);
    for _ in 0..3 {
        id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
    }
    advance(&vera, "1 business day");
    advance(&vera, "2 hours");
    assert!(headers(&letters, "Message-ID").is_empty(), "the mail server is down");
    let postbox = Postbox::open(port, &letters);
    advance(&vera, "1 hour");
    let mut ids = headers(&letters, "Message-ID");
    let all = ids.len();
    ids.dedup();
    assert_eq!((ids.len(), all), (6, 6), "a reminder to Anna and an overdue letter to Boris for each deal, one each");
    let to = headers(&letters, "To");
    assert_eq!(to.iter().filter(|to| to.contains("boris@")).count(), 3, "{to:?}");
    advance(&vera, "1 hour");
    assert_eq!(headers(&letters, "Message-ID").len(), 6, "nothing comes twice");
    drop(postbox);
    server.fsck();
}
