//! Entrances, read page by page.

use sea_orm::QueryResult;
use voronka_definition::name::PersonId;

use super::Reads;
use super::query::{Query, cursor, fetch, paged};
use crate::entrances::{Entrance, EntranceFilter, EntranceRecord};
use crate::error::StoreError;
use crate::record::{Page, PageRequest};
use crate::sql::{all, get, instant, maybe_name};

const ENTRANCES: &str = "SELECT place, at, event, actor, person, address, detail FROM entrances AS a WHERE TRUE";

impl Reads {
    /// What happened, the latest first. For administrators.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn entrances(&self, filter: &EntranceFilter, page: &PageRequest) -> Result<Page<EntranceRecord>, StoreError> {
        let mut query = Query::new(ENTRANCES);
        query.and_maybe("a.person = ?", filter.person.as_ref().map(PersonId::as_str));
        query.and_maybe("a.event = ?", filter.event.as_deref());
        if let Some([place]) = cursor(page)? {
            let place: i64 = place.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("a.place < ?", [place.into()]);
        }
        let (text, values) = query.finish("ORDER BY a.place DESC LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(record).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record: &EntranceRecord| record.place.to_string()))
    }
}

fn record(row: &QueryResult) -> Result<EntranceRecord, StoreError> {
    let what = Entrance {
        event: get(row, "event")?,
        actor: maybe_name(row, "actor")?,
        person: maybe_name(row, "person")?,
        address: get(row, "address")?,
        detail: get(row, "detail")?,
    };
    Ok(EntranceRecord { place: get(row, "place")?, at: instant(row, "at")?, what })
}
