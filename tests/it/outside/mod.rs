//! From outside: the built program, its HTTP interface, real signals, a real mail server. Nothing here looks inside.

pub(crate) mod client;
mod crash;
mod letters;
mod loops;
mod problems;
mod sale;
mod server;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

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

/// Whether a tool may be missing here. Says so where it is; under `VORONKA_REQUIRE` naming it, its absence is a failure.
pub(crate) fn is_there(tool: &str, found: bool) -> bool {
    let required = std::env::var("VORONKA_REQUIRE").unwrap_or_default();
    let is_required = required.split(',').any(|name| name.trim() == tool);
    assert!(found || !is_required, "VORONKA_REQUIRE demands `{tool}`, which is not installed");
    if !found {
        eprintln!("skipped: `{tool}` is not installed here");
    }
    found
}
