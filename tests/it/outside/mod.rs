//! From outside: the built program, its HTTP interface, real signals, a real mail server. Nothing here looks inside.

pub(crate) mod client;
mod crash;
mod disk;
mod letters;
mod loops;
pub(crate) mod postbox;
mod problems;
pub(crate) mod sale;
pub(crate) mod server;
mod soak;
mod traces;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) use crate::support::is_there;

/// A folder of its own for one test; thrown away at its end.
pub(crate) struct Room(PathBuf);

impl Room {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("voronka-outside-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}
