//! Whether the server lives and is ready, and what it counts. Open to everybody: nothing here is about a person or a deal.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_runtime::{DiskState, StoreError};

use crate::app::App;
use crate::problem::Problem;
use crate::problem::causes::no_disk;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    status: &'static str,
    /// Whether nothing is sent, because the database is a copy; absent where that is not so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    quarantine: bool,
}

/// The routes outside `/api/v1` that machines ask for.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(live)).routes(routes!(ready)).routes(routes!(metrics))
}

/// Whether the server runs
#[utoipa::path(get, path = "/health/live", tag = "server", responses((status = 200, body = Health)))]
async fn live() -> Json<Health> {
    Json(Health { status: "live", quarantine: false })
}

/// Whether the server and its database answer, and something can be written
#[utoipa::path(get, path = "/health/ready", tag = "server", responses((status = 200, body = Health)))]
async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    match app.engine.disk() {
        DiskState::Well => {}
        DiskState::Full => return Err(no_disk(&StoreError::DiskFull)),
        DiskState::Failed => return Err(no_disk(&StoreError::DiskFailed)),
    }
    let quarantine = app.engine.reads().quarantine().await?.is_some();
    Ok(Json(Health { status: "ready", quarantine }))
}

/// Counters in the text form of Prometheus
#[utoipa::path(get, path = "/metrics", tag = "server", responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let world = app.engine.world();
    let mut text = app.meters.told();
    let now = app.engine.now().await?;
    gauge(&mut text, "voronka_clock_seconds", "The store's clock.", now.timestamp());
    gauge(&mut text, "voronka_processes", "Deployed processes.", world.processes.len());
    gauge(&mut text, "voronka_people", "People of the organisation.", world.organisation.people.len());
    let reads = app.engine.reads();
    gauge(&mut text, "voronka_incidents_open", "Incidents that wait for an administrator.", reads.open_incidents().await?);
    gauge(
        &mut text,
        "voronka_quarantine",
        "Whether nothing is sent: 1 in quarantine.",
        i32::from(reads.quarantine().await?.is_some()),
    );
    let no_space = i32::from(app.engine.disk() != DiskState::Well);
    gauge(&mut text, "voronka_disk_full", "Whether nothing can be written, mostly for want of space: 1 then.", no_space);
    let _ = write!(
        text,
        "# HELP voronka_timers_fired_total Timers that this server has fired.\n# TYPE voronka_timers_fired_total counter\nvoronka_timers_fired_total {}\n",
        app.engine.timers_fired()
    );
    let oldest = reads.oldest_waiting(now).await?;
    let seconds = |since: Option<DateTime<Utc>>| since.map_or(0, |since| (now - since).num_seconds().max(0));
    gauge(&mut text, "voronka_timer_oldest_due_seconds", "How late the oldest due timer is.", seconds(oldest.timer));
    gauge(
        &mut text,
        "voronka_outbox_oldest_seconds",
        "How long the oldest row of the outbox waits whose turn has come.",
        seconds(oldest.sending),
    );
    let queued = reads.queued().await?;
    let _ = write!(text, "# HELP voronka_outbox_queued What waits to be sent, by kind.\n# TYPE voronka_outbox_queued gauge\n");
    for kind in ["notice", "call", "case"] {
        let number = queued.iter().find(|(name, _)| name == kind).map_or(0, |(_, number)| *number);
        let _ = writeln!(text, "voronka_outbox_queued{{kind=\"{kind}\"}} {number}");
    }
    let _ = writeln!(text, "# HELP voronka_connection_resting Connections that are not asked, because they fail.");
    let _ = writeln!(text, "# TYPE voronka_connection_resting gauge");
    for connection in app.engine.resting_connections() {
        let _ = writeln!(text, "voronka_connection_resting{{connection=\"{connection}\"}} 1");
    }
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn gauge(text: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
}
