//! A demo of its own for one journey.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::outside::Room;

pub struct Demo {
    child: Child,
    /// Where its pages are.
    pub url: String,
    _room: Room,
}

impl Demo {
    /// Starts it and waits until it says that it is ready.
    pub fn start() -> Self {
        let room = Room::new();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command.args(["demo", "--lang", "en", "--listen", &address, "--data"]).arg(room.path().join("data"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let url = format!("http://{address}");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let is_ready = lines.by_ref().any(|line| line.contains(&url));
        std::thread::spawn(move || lines.for_each(drop));
        let demo = Self { child, url, _room: room };
        assert!(is_ready, "the demo did not start");
        demo
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
