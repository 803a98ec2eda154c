//! Heads: whether somebody is always there who hears of what is late, with the absences that were entered and without who has left.

use std::collections::BTreeMap;

use voronka_core::{World, unheard};
use voronka_definition::Text;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_runtime::organisation_now;

use super::Looked;
use crate::files::Definitions;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// Nothing where the organisation or the database cannot be read; other looks say that.
pub(super) async fn look(settings: &Settings, terminal: &Terminal) -> Option<Looked> {
    let read = Definitions::read(&settings.processes, settings.organisation.as_deref(), terminal).ok()?;
    let file = read_organisation(&read.organisation?).ok()?.value;
    let store = wiring::open_existing(&settings.database, terminal).await.ok()?;
    let now = store.now();
    let organisation = organisation_now(file, &store).await;
    // What was read is read; a connection that does not close is no finding.
    drop(store.close().await);
    let world = world(organisation.ok()?);
    Some(match unheard::unheard(&world, now) {
        None => Looked::good(
            "heads",
            "над каждым всегда есть кто-то, кто узнает о просрочке",
            "there is always somebody above everybody who hears of what is late",
        ),
        Some(unheard) => Looked::doubtful(
            "heads",
            unheard.warning(&world),
            Text::both(
                "заместителя запишите на странице «Отсутствия», last_resort — в файле организации",
                "enter a deputy on the page of absences, last_resort in the organisation's file",
            ),
        ),
    })
}

/// Who is above whom needs neither calendars nor processes.
fn world(organisation: Organisation) -> World {
    World { organisation, calendars: BTreeMap::new(), processes: BTreeMap::new(), heirs: BTreeMap::new() }
}
