//! Incidents: what administrators must repair, and how they say that they did.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value as Told, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::command::Repair;
use voronka_core::{Command as Wanted, IncidentId, Input, Rejection, RejectionKind};
use voronka_definition::{Locale, Text};
use voronka_runtime::IncidentRecord;

use super::case_commands::execute;
use super::gather::case_after;
use super::paging::{List, page};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Command, Id, Mending};
use crate::forms::{CaseForm, moment, trouble};
use crate::problem::Problem;

/// The incidents of the installation.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(close))
}

form! {
    /// Which incidents are wanted.
    IncidentsWanted {
        /// How many at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before.
        may after: String,
    }
}

form! {
    /// A repair.
    Repaired {
        /// What was done about it.
        need comment: String,
        /// `close` where nothing is said; `try_again` what failed, or `skip` it.
        may repair: Mending,
        /// With `skip`: the fields that the answer would have set.
        may data: Input,
    }
}

/// Something that an administrator must repair.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentForm {
    /// Its id; null for what the engine set aside by itself.
    id: Option<String>,
    /// The case.
    case: String,
    /// The title of the deal; null for what the engine set aside.
    case_title: Option<String>,
    /// What it is: `kind` and its facts.
    #[schema(value_type = Object)]
    trouble: Told,
    /// Since when.
    at: String,
}

impl IncidentForm {
    fn told(record: &IncidentRecord, locale: Locale) -> Self {
        match record {
            IncidentRecord::Case { id, case_title, trouble: found, at } => Self {
                id: Some(id.to_string()),
                case: id.case.to_string(),
                case_title: Some(case_title.clone()),
                trouble: trouble(id.case, found, locale),
                at: moment(*at),
            },
            IncidentRecord::SetAside { case, subject, reason, at } => Self {
                id: None,
                case: case.to_string(),
                case_title: None,
                trouble: json!({"kind": "set_aside", "subject": subject, "reason": reason}),
                at: moment(*at),
            },
        }
    }
}

/// What is open to be repaired, the latest first; for administrators
#[utoipa::path(get, path = "/incidents", tag = "incidents", params(IncidentsWanted),
    responses((status = 200, body = List<IncidentForm>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Asked(wanted): Asked<IncidentsWanted>,
) -> Result<Json<List<IncidentForm>>, Problem> {
    if !caller.administers(&app) {
        let expected = Text::both("администратор", "an administrator");
        let found = Text::Any(caller.0.to_string());
        return Err(Rejection::new(RejectionKind::Forbidden, "forbidden", expected, found).into());
    }
    let found = app.engine.reads().incidents(&page(wanted.limit, wanted.after)?).await?;
    Ok(Json(List { items: found.items.iter().map(|one| IncidentForm::told(one, locale)).collect(), next: found.next }))
}

/// Closes an incident: it is repaired, what failed is tried again, or passed over
#[utoipa::path(post, path = "/incidents/{id}/close", tag = "incidents", params(("id" = String, Path)),
    request_body = Repaired, responses((status = 200, body = CaseForm)))]
async fn close(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<IncidentId>,
    command: Command<Repaired>,
) -> Result<Json<CaseForm>, Problem> {
    let executed = execute(&app, id.case, command, |form| Wanted::CloseIncident {
        incident: id.number,
        comment: form.comment,
        repair: match form.repair {
            None | Some(Mending::Close) => Repair::Close,
            Some(Mending::TryAgain) => Repair::TryAgain,
            Some(Mending::Skip) => Repair::Skip(form.data.unwrap_or_default()),
        },
    });
    Ok(Json(case_after(&app, &executed.await?, locale).await?))
}
