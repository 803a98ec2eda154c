//! A PostgreSQL of its own for tests: a cluster in a temporary folder, reached by a socket in it, stopped and thrown away at the end.
//!
//! It forgets everything with the power, so it is fast. PostgreSQL refuses to run as root: then it runs as somebody else.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::demanded::is_there;

/// Names the folder of a running cluster to a process that shall use it.
const SHARED: &str = "VORONKA_TEST_POSTGRES";
/// The database whose copy every test gets.
const TEMPLATE: &str = "template_voronka";
const SUPERUSER: &str = "voronka";

/// Runs the tests of this program that have one of these names in theirs once more, on PostgreSQL. Where it is not installed nothing
/// is run, which is said.
///
/// # Panics
/// When one of them fails, or PostgreSQL is demanded and not installed.
pub fn run_again(names: &[&str], but: &[&str], prepare: impl FnOnce(&Cluster)) {
    let cluster = Cluster::start();
    if !is_there("postgres", cluster.is_some()) {
        return;
    }
    let Some(cluster) = cluster else { return };
    prepare(&cluster);
    let mut tests = Command::new(std::env::current_exe().unwrap());
    // `VORONKA_ON_POSTGRES` names others, for whoever looks into one.
    let wanted = std::env::var("VORONKA_ON_POSTGRES").unwrap_or_default();
    let names = if wanted.is_empty() { names.to_vec() } else { wanted.split(',').collect() };
    tests.args(&names).args(but.iter().flat_map(|name| ["--skip", name])).env(SHARED, &cluster.folder);
    let ran = tests.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let deadlocks = cluster.deadlocks.lock().unwrap();
    assert!(ran.status.success(), "on PostgreSQL:\n{said}\n{}\n{deadlocks}", String::from_utf8_lossy(&ran.stderr));
    assert!(!said.contains("running 0 tests"), "no test has one of these names: {names:?}");
    eprintln!("on PostgreSQL: {}", said.lines().rfind(|line| line.starts_with("test result")).unwrap_or_default());
}

/// The folder of the cluster on which this run of the tests shall be, if it shall be on one.
pub fn shared() -> Option<PathBuf> {
    std::env::var_os(SHARED).map(PathBuf::from)
}

/// A running cluster; stopped when it is dropped.
pub struct Cluster {
    server: Child,
    folder: PathBuf,
    deadlocks: Arc<Mutex<String>>,
}

/// Reads what the server says to the end, and keeps who locked whom out: the server is gone when somebody looks.
fn keep_deadlocks(lines: impl Iterator<Item = String>, kept: &Mutex<String>) {
    let mut more = 0;
    for line in lines {
        if line.contains("deadlock detected") {
            more = 24;
        }
        if more > 0 {
            more -= 1;
            let mut kept = kept.lock().unwrap();
            kept.push_str(&line);
            kept.push('\n');
        }
    }
}

/// The programs of PostgreSQL, the newest that are installed.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = versions.into_iter().rev().map(|(_, folder)| folder).chain(std::env::split_paths(&path));
    folders.into_iter().find(|folder| ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file()))
}

/// As whom the server runs where this is root: the user and the group.
fn somebody() -> Option<(u32, u32)> {
    if std::fs::metadata("/proc/self").map_or(1, |process| process.uid()) != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |wanted: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    Some(find("postgres").or_else(|| find("nobody")).unwrap())
}

impl Cluster {
    /// Starts one; `None` where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("voronka-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let somebody = somebody();
        if let Some((user, group)) = somebody {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let command = |program: &str| {
            let mut command = Command::new(programs.join(program));
            if let Some((user, group)) = somebody {
                command.uid(user).gid(group);
            }
            command.current_dir(&folder).arg("-D").arg(folder.join("data"));
            command
        };
        let made = command("initdb")
            .args(["-U", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"])
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut postgres = command("postgres");
        postgres.arg("-k").arg(&folder).args(["-c", "listen_addresses=", "-c", "max_connections=400"]);
        postgres.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        let mut server = postgres.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.by_ref().any(|line| line.contains("ready to accept connections")), "PostgreSQL did not start");
        let deadlocks = Arc::new(Mutex::new(String::new()));
        std::thread::spawn({
            let deadlocks = Arc::clone(&deadlocks);
            move || keep_deadlocks(lines, &deadlocks)
        });
        let cluster = Self { server, folder, deadlocks };
        psql(&cluster.folder, &format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0"));
        Some(cluster)
    }

    /// The address of the database of which every test gets a copy.
    pub fn template(&self) -> String {
        url(&self.folder, TEMPLATE)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At once, but so that it takes its processes with it.
        let _asked = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        let _ended = self.server.wait();
        let _left_behind = std::fs::remove_dir_all(&self.folder);
    }
}

/// The address of a database of the cluster in this folder.
pub fn url(folder: &Path, database: &str) -> String {
    format!("postgres://{SUPERUSER}@localhost/{database}?host={}", folder.display())
}

/// Makes a database: a copy of the template.
pub fn make(folder: &Path, database: &str) {
    // Before the fifteenth version that was the only way, and had no name.
    let by_files = std::fs::read_to_string(folder.join("data/PG_VERSION")).is_ok_and(|version| version.trim() >= "15");
    let how = if by_files { "STRATEGY file_copy" } else { "" };
    psql(folder, &format!("CREATE DATABASE {database} TEMPLATE {TEMPLATE} {how}"));
}

/// Makes a database with nothing in it, in the place of one of this name.
pub fn empty(folder: &Path, database: &str) {
    throw_away(folder, database);
    psql(folder, &format!("CREATE DATABASE {database} TEMPLATE template0"));
}

/// Throws a database away, whoever may still be connected.
pub fn throw_away(folder: &Path, database: &str) {
    psql(folder, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
}

/// Runs a program of PostgreSQL on the cluster in this folder.
pub fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let mut command = Command::new(programs().unwrap().join(program));
    let ran = command.arg("-h").arg(folder).args(["-U", SUPERUSER]).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

fn psql(folder: &Path, statement: &str) {
    let mut command = Command::new(programs().unwrap().join("psql"));
    command.arg("-h").arg(folder).args(["-U", SUPERUSER, "-d", "postgres", "-Xqc", statement]);
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{statement}: {}", String::from_utf8_lossy(&ran.stderr));
}
