//! A running server of the shipped processes.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::client::Client;
use crate::support::database_of;

pub struct Server {
    child: Child,
    pub address: String,
    database: String,
    folder: std::path::PathBuf,
}

fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

impl Server {
    /// Starts a server on the database of this folder, and waits until it says that it serves.
    pub fn start(folder: &Path, more: &[&str]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let database = database_of(folder);
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command.args(["serve", "--log-format", "json", "--listen", &address, "--database", &database]);
        command.args(["--processes", &shipped("processes"), "--organisation", &shipped("processes/demo/organisation.yaml")]);
        let mut child = command.args(more).current_dir(folder).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let serves = lines.by_ref().any(|line| {
            said.push(line);
            said.last().is_some_and(|line| line.contains("\"serving\""))
        });
        assert!(serves, "the server did not start:\n{}", said.join("\n"));
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, database, folder: folder.to_owned() }
    }

    /// A client that acts as this person, by a token of the command line.
    pub fn client(&self, person: &str) -> Client {
        let out = self.voronka(&["token", "create", "--person", person, "--database", &self.database]);
        Client::new(&self.address, String::from_utf8(out.stdout).unwrap().trim())
    }

    /// Checks every invariant of the stored data; works beside a running server.
    pub fn fsck(&self) {
        let out = self.voronka(&["fsck", "--database", &self.database]);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
    }

    fn voronka(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command.args(arguments).current_dir(&self.folder).output().unwrap()
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success() && self.child.wait().unwrap().success());
    }

    /// Ends it at once, as a power cut ends a process.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
