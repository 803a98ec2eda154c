//! `GET /live`: the stream of hints that a page listens to while somebody looks at it.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use std::time::Duration;
use tokio_stream::wrappers::ReceiverStream;
use voronka_core::CaseId;

use crate::app::App;
use crate::auth::{Caller, session_of};
use crate::live::Stream;
use crate::problem::Problem;

/// How often a sign of life is sent, so that nobody in between takes the stream for dead.
const BEAT: Duration = Duration::from_secs(15);
/// After how many seconds who has too many streams may try again.
const AGAIN_SECONDS: u32 = 30;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/live", get(listen))
}

/// What the page shows.
#[derive(Debug, Deserialize)]
struct Wanted {
    deal: Option<CaseId>,
}

async fn listen(
    State(app): State<App>,
    Caller(me, _): Caller,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let session = session_of(&app, &headers).ok_or_else(|| Problem::of_status(StatusCode::UNAUTHORIZED))?;
    let seat = app.live.place(&me).ok_or_else(too_many)?;
    let told = Stream { app: app.clone(), me, session, deal: wanted.deal, seat }.begin();
    Ok(Sse::new(ReceiverStream::new(told)).keep_alive(KeepAlive::new().interval(BEAT)).into_response())
}

fn too_many() -> Problem {
    let mut problem = Problem::of_status(StatusCode::TOO_MANY_REQUESTS);
    problem.retry_after_seconds = Some(AGAIN_SECONDS);
    problem
}
