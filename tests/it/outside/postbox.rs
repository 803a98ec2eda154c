//! A real mail server: aiosmtpd, where Python has it. It keeps every letter and tells of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value as Json;

use super::is_there;

/// How long a letter is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Writes each letter to a file of its folder, and says when it listens, and of each letter to whom it is and which addresses its text holds.
const POSTBOX: &str = r#"
import itertools, json, re, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
class Keep(Message):
    number = itertools.count()
    def handle_message(self, message):
        with open(f"{sys.argv[2]}/{next(self.number):04}.eml", "wb") as file:
            file.write(message.as_bytes())
        texts = [part.get_payload(decode=True).decode() for part in message.walk() if part.get_content_type() == "text/plain"]
        print(json.dumps({"to": message["To"], "links": re.findall(r"http://[^\s>]+", " ".join(texts))}), flush=True)
controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("listening", flush=True)
sys.stdin.read()
controller.stop()
"#;

pub(crate) struct Postbox {
    child: Child,
    letters: Receiver<Json>,
}

impl Postbox {
    pub(crate) fn open(port: u16, folder: &Path) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", POSTBOX, &port.to_string(), &folder.display().to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert_eq!(lines.next().as_deref(), Some("listening"));
        let (tell, letters) = channel();
        std::thread::spawn(move || {
            lines.filter_map(|line| serde_json::from_str(&line).ok()).all(|letter: Json| tell.send(letter).is_ok())
        });
        Self { child, letters }
    }

    /// The first address below this folder in the next letter to this person that has one.
    #[track_caller]
    pub(crate) fn link(&self, person: &str, folder: &str) -> String {
        loop {
            let letter = self.letters.recv_timeout(PATIENCE).expect("a letter");
            let is_his = letter["to"].as_str().unwrap_or_default().contains(&format!("{person}@"));
            let mut links = letter["links"].as_array().into_iter().flatten().filter_map(Json::as_str);
            if let Some(link) = links.find(|link| is_his && link.contains(folder)) {
                return link.to_owned();
            }
        }
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

pub(crate) fn has_aiosmtpd() -> bool {
    let found = Command::new("python3").args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    is_there("smtp", found.is_ok_and(|status| status.success()))
}
