//! The same tests once more on PostgreSQL: those of the rooms that have a database, by this program, on a cluster of its own.
//!
//! Absent on purpose: tests of their own; what only PostgreSQL has is tried beside what it is part of.

use voronka_runtime::Store;

use crate::support::cluster;

/// The rooms that are tried on both databases.
const ROOMS: &[&str] = &["store::", "runtime::", "api::", "pages::", "outside::"];

#[test]
fn everything_holds_on_postgresql_too() {
    cluster::run_again(ROOMS, &["everything_holds"], |cluster| {
        let work = async {
            let template = Store::open(&cluster.template()).await.unwrap();
            template.close().await.unwrap();
        };
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    });
}
