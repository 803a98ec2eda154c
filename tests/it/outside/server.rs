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
    /// Starts a server on the database of this folder, with the processes in it or those that are shipped, and waits until it says
    /// that it serves.
    pub fn start(folder: &Path, more: &[&str]) -> Self {
        Self::start_by(&[], &database_of(folder), folder, more)
    }

    /// Starts a server by a program that becomes it, on this database.
    pub fn start_by(by: &[&str], database: &str, folder: &Path, more: &[&str]) -> Self {
        let database = database.to_owned();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut words = by.iter().copied().chain([env!("CARGO_BIN_EXE_voronka")]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(["serve", "--log-format", "json", "--listen", &address, "--database", &database]);
        let own = folder.join("processes");
        let processes = if own.is_dir() { own.display().to_string() } else { shipped("processes") };
        command.args(["--processes", &processes, "--organisation", &shipped("processes/demo/organisation.yaml")]);
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
        self.client_by(&[], person)
    }

    /// What runs a program where the server sees its files.
    fn inside(&self) -> [String; 6] {
        let target = self.child.id().to_string();
        ["nsenter", "--mount", "--user", "--preserve-credentials", "--target", &target].map(ToOwned::to_owned)
    }

    /// A client of a server whose files nobody else sees.
    pub fn client_inside(&self, person: &str) -> Client {
        self.client_by(&self.inside(), person)
    }

    fn client_by(&self, by: &[String], person: &str) -> Client {
        let out = self.voronka_by(by, &["token", "create", "--person", person, "--database", &self.database]);
        Client::new(&self.address, String::from_utf8(out.stdout).unwrap().trim())
    }

    /// Checks every invariant of the stored data; works beside a running server.
    pub fn fsck(&self) {
        self.fsck_by(&[]);
    }

    /// The same of a server whose files nobody else sees.
    pub fn fsck_inside(&self) {
        self.fsck_by(&self.inside());
    }

    fn fsck_by(&self, by: &[String]) {
        let out = self.voronka_by(by, &["fsck", "--database", &self.database]);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
    }

    fn voronka_by(&self, by: &[String], arguments: &[&str]) -> std::process::Output {
        let mut words = by.iter().map(String::as_str).chain([env!("CARGO_BIN_EXE_voronka")]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(arguments).current_dir(&self.folder).output().unwrap()
    }

    /// What a command says about its database.
    pub fn says(&self, arguments: &[&str]) -> String {
        let out = self.voronka_by(&[], &[arguments, &["--database", &self.database]].concat());
        String::from_utf8(out.stdout).unwrap()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself; its exit code.
    pub fn ends(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
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
