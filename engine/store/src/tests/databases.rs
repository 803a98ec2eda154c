//! The databases on which the tests of this room run: SQLite in memory, and once more PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

#[path = "../../../../tests/it/support/cluster.rs"]
#[expect(dead_code, reason = "the tests of the whole use the rest")]
mod cluster;
#[path = "../../../../tests/it/support/demanded.rs"]
mod demanded;

/// The address of an empty database; on PostgreSQL it goes with its cluster.
pub(super) fn empty() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Some(folder) = cluster::shared() else { return "sqlite::memory:".to_owned() };
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    cluster::make(&folder, &name);
    cluster::url(&folder, &name)
}

/// Whether this run is on PostgreSQL.
pub(super) fn on_postgres() -> bool {
    cluster::shared().is_some()
}

#[test]
fn everything_holds_on_postgresql_too() {
    cluster::run_again(&["tests::"], &["everything_holds", "tests::project::"], |_| {});
}
