//! The command line as its users meet it: the built program, its output, its exit status.

mod bench;
mod calendars;
mod check;
mod configuration;
mod copies;
mod data;
mod demo;
mod editors;
mod help;
mod scenarios;
mod show;
mod story;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own for one test; thrown away at its end. It lies deep enough that what `check` looks for in the folders above
/// (organisations, calendars, other processes) is not found where everybody keeps things for a while.
struct Room {
    path: PathBuf,
}

impl Room {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("voronka-cli-{}-{number}/alone/room", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self { path }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs the program here, in English and without what the environment says.
    fn voronka(&self, arguments: &[&str]) -> Ran {
        self.voronka_with(arguments, &[])
    }

    fn voronka_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command.args(arguments).current_dir(&self.path).env_clear().env("LC_ALL", "C.UTF-8").env("COLUMNS", "80");
        command.envs(variables.iter().copied());
        Ran::from(command.output().unwrap())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let whole = self.path.ancestors().nth(2).expect("a room lies in two folders of its own");
        let _left_behind = std::fs::remove_dir_all(whole);
    }
}

/// A program that has run.
struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    #[track_caller]
    fn ends_with(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }
}

/// A file of this repository.
fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

/// Holds a text against a file; `UPDATE_GOLDEN=1` writes the file anew.
fn golden(name: &str, text: &str) {
    let path = shipped(&format!("tests/it/cli/golden/{name}"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap(), "{name}");
}
