//! Escalations: the caller's list, and acknowledging one.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::event::Event;
use voronka_core::{Command as Wanted, EscalationId};
use voronka_runtime::Escalations;

use super::case_commands::execute;
use super::paging::{List, page};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Command, Id};
use crate::forms::{EscalationForm, moment};
use crate::problem::Problem;

/// How many events of a history are read at once.
const EVENTS_AT_ONCE: u32 = 200;

/// The caller's escalations.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(acknowledge))
}

form! {
    /// Which escalations are wanted.
    EscalationsWanted {
        /// Only those that are not acknowledged yet.
        may open: bool,
        /// How many at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before.
        may after: String,
    }
}

form! {
    /// A head's answer.
    Acknowledgement {
        /// What he says.
        may comment: String,
        /// Until when he gives more time: as a head above the assignee, or as one who was told of the lateness. Not for a task of his own
        /// (`own_lateness`), nor by an offer alone.
        may until: DateTime<Utc>,
    }
}

/// Escalations to the caller, the latest first
#[utoipa::path(get, path = "/escalations", tag = "escalations", params(EscalationsWanted),
    responses((status = 200, body = List<EscalationForm>)))]
async fn list(
    State(app): State<App>,
    Caller(me, _): Caller,
    Language(locale): Language,
    Asked(wanted): Asked<EscalationsWanted>,
) -> Result<Json<List<EscalationForm>>, Problem> {
    let page = page(wanted.limit, wanted.after)?;
    let which = if wanted.open.unwrap_or(false) { Escalations::Unanswered } else { Escalations::All };
    let found = app.engine.reads().escalations(&me, which, &page).await?;
    let items = found.items.iter().map(|record| EscalationForm::from_record(record, locale)).collect();
    Ok(Json(List { items, next: found.next }))
}

/// Acknowledges an escalation. Once more is no mistake, and may give more time; an offer that is over is refused (`offer_over`)
#[utoipa::path(post, path = "/escalations/{id}/acknowledge", tag = "escalations", params(("id" = String, Path)),
    request_body = Acknowledgement, responses((status = 200, body = EscalationForm)))]
async fn acknowledge(
    State(app): State<App>,
    Id(id): Id<EscalationId>,
    command: Command<Acknowledgement>,
) -> Result<Json<EscalationForm>, Problem> {
    let executed = execute(&app, id.case, command, |form| Wanted::AcknowledgeEscalation {
        escalation: id.number,
        comment: form.comment,
        until: form.until,
    });
    let executed = executed.await?;
    let escalation = executed.case.escalation(id.number).ok_or_else(Problem::not_found)?;
    let first = answered_at(&app, id).await?.unwrap_or(executed.at);
    Ok(Json(EscalationForm::told(id, escalation, Some(moment(first)))))
}

/// When an escalation was first acknowledged, as the history has it.
async fn answered_at(app: &App, id: EscalationId) -> Result<Option<DateTime<Utc>>, Problem> {
    let mut after = 0;
    loop {
        let part = app.engine.reads().history(id.case, after, EVENTS_AT_ONCE).await?;
        let Some(last) = part.last() else { return Ok(None) };
        after = last.seq;
        let is_it = |event: &Event| matches!(event, Event::EscalationAcknowledged { escalation, .. } if *escalation == id.number);
        if let Some(answered) = part.iter().find(|recorded| is_it(&recorded.event)) {
            return Ok(Some(answered.at));
        }
    }
}
