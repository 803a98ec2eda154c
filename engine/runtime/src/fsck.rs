//! The checks of stored data that need the organisation: nothing open is in the hands of somebody who does not work here.
//!
//! Absent on purpose: everything else; that is the store's.

use voronka_definition::Text;
use voronka_store::{FsckFinding, Held, Store, StoreError};

use crate::definitions::Definitions;

/// Checks every invariant; an empty answer means that the data are sound. A case that still waits to be reviewed is not at fault.
///
/// # Errors
/// When the database fails, or its organisation cannot be read.
pub async fn fsck(store: &Store) -> Result<Vec<FsckFinding>, StoreError> {
    let mut findings = voronka_store::fsck(store).await?;
    let world = Definitions::load(store).await?.world();
    if world.organisation.people.is_empty() {
        return Ok(findings);
    }
    let held = store.held().await?;
    findings.extend(held.into_iter().filter(|held| !world.is_active(&held.person)).map(finding));
    Ok(findings)
}

fn finding(held: Held) -> FsckFinding {
    let person = &held.person;
    let (code, message) = match held.task {
        Some(number) => (
            "task_of_who_left",
            Text::both(
                format!("задача {number} открыта у того, кто не работает: {person}"),
                format!("task {number} is open in the hands of {person}, who does not work here"),
            ),
        ),
        None => (
            "deal_of_who_left",
            Text::both(
                format!("за открытую сделку отвечает тот, кто не работает: {person}"),
                format!("the open deal is owned by {person}, who does not work here"),
            ),
        ),
    };
    FsckFinding { code, case: Some(held.case), message }
}
