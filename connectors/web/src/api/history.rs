//! The history of a case.

use axum::Json;
use axum::extract::State;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::CaseId;
use voronka_runtime::PageRequest;

use super::gather::deal_seen;
use super::paging::{List, page};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Id};
use crate::forms::entry;
use crate::problem::Problem;

/// The history of a case.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(history))
}

form! {
    /// Which part of the history is wanted.
    HistoryWanted {
        /// How many entries at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before: the number of its last entry.
        may after: String,
    }
}

/// An entry of a history: these, and beside them the facts of the event.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the facts differ from event to event")]
struct Entry {
    /// Its number in the case, from 1.
    seq: u64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Whose act; null for a timer, a signal or a connector.
    by: Option<String>,
    /// For whom that person acted, as his deputy.
    #[schema(required = false)]
    acts_for: Option<String>,
    /// What happened, as `task_completed`.
    event: String,
}

/// What happened to a case, oldest first
///
/// An entry has `seq`, `at`, `by`, `event`, and beside them the facts of that event.
#[utoipa::path(get, path = "/cases/{id}/history", tag = "cases", params(("id" = String, Path), HistoryWanted),
    responses((status = 200, body = List<Entry>)))]
async fn history(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    Asked(wanted): Asked<HistoryWanted>,
) -> Result<Json<List<Value>>, Problem> {
    let PageRequest { limit, after } = page(wanted.limit, wanted.after)?;
    let case = deal_seen(&app, &caller, id).await?;
    let from = match &after {
        Some(after) => after.parse().map_err(|_| Problem::bad_cursor())?,
        None => 0,
    };
    let recorded = app.engine.reads().history(id, from, limit).await?;
    let last = recorded.last().map(|recorded| recorded.seq);
    let next = last.filter(|last| *last < case.revision).map(|last| last.to_string());
    let items = recorded.iter().map(|recorded| entry(id, recorded, locale)).collect();
    Ok(Json(List { items, next }))
}
