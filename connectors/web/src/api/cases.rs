//! Cases: listing, looking at one, starting one.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::{CaseId, Input, Start};
use voronka_definition::Text;
use voronka_definition::model::builtin;
use voronka_definition::name::{DepartmentId, PersonId, ProcessId, StageId};
use voronka_runtime::{CaseFilter, CaseStatus};

use super::gather::{Papers, Views, case_after, deal_seen, horizon, view};
use super::paging::{List, page};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Command, Id};
use crate::forms::CaseForm;
use crate::problem::Problem;

/// Looking at cases.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(one))
}

/// Starting them.
pub(super) fn start_router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(start))
}

form! {
    /// Which cases are wanted.
    CasesWanted {
        /// Of this process.
        may process: ProcessId,
        /// In this stage.
        may stage: StageId,
        /// Running or ended: `open` or `finished`.
        may status: String,
        /// Owned by this person; `me` is the caller.
        may owner: PersonId,
        /// Owned by somebody of this department or of one that is part of it.
        may department: DepartmentId,
        /// With an open task that is late, or without one.
        may overdue: bool,
        /// `true`: those in the archive instead, which came there last first.
        may archived: bool,
        /// How many at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before.
        may after: String,
    }
}

form! {
    /// The start of a case. Without `stage` it begins at the first stage.
    CaseStart {
        /// The process.
        need process: ProcessId,
        /// The data of the deal, by name of the field.
        may deal: Input,
        /// The stage to begin at; its `entry` fields are asked.
        may stage: StageId,
        /// Who is responsible; the caller where nothing is said.
        may owner: PersonId,
        /// The finished case that it goes on from; for heads.
        may continues: CaseId,
    }
}

/// Cases that the caller may see, the latest first; those in the archive only where it is asked for
#[utoipa::path(get, path = "/cases", tag = "cases", params(CasesWanted), responses((status = 200, body = List<CaseForm>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Asked(wanted): Asked<CasesWanted>,
) -> Result<Json<List<CaseForm>>, Problem> {
    let page = page(wanted.limit, wanted.after.clone())?;
    let is_archive = wanted.archived == Some(true);
    let (filter, horizon) = (filter(&app, &caller, wanted)?, horizon(&app, &caller).await?);
    let reads = app.engine.reads();
    let found = match is_archive {
        true => reads.archived_cases(&horizon, &filter, &page).await?,
        false => reads.cases(&horizon, &filter, &page).await?,
    };
    let mut views = Views::default();
    let mut items = Vec::with_capacity(found.items.len());
    for record in &found.items {
        items.extend(views.of(&app, record.id, locale).await?.map(CaseForm::told));
    }
    Ok(Json(List { items, next: found.next }))
}

fn filter(app: &App, caller: &Caller, wanted: CasesWanted) -> Result<CaseFilter, Problem> {
    Ok(CaseFilter {
        process: wanted.process,
        stage: wanted.stage,
        status: wanted.status.as_deref().map(status).transpose()?,
        owner: wanted.owner.map(|owner| meant(caller, owner)),
        owners: wanted.department.map(|department| people_of(app, &department)),
        overdue: wanted.overdue,
        ..CaseFilter::default()
    })
}

fn status(name: &str) -> Result<CaseStatus, Problem> {
    let expected = || Text::both("open или finished", "open or finished");
    CaseStatus::from_name(name).ok_or_else(|| Problem::of_field("status", "not_an_option", expected(), Text::from(name)))
}

/// The person that a filter names; `me` is the caller.
pub(super) fn meant(caller: &Caller, person: PersonId) -> PersonId {
    if person.as_str() == "me" { caller.0.clone() } else { person }
}

/// Everybody of a department and of those that are part of it, however deep.
pub(super) fn people_of(app: &App, department: &DepartmentId) -> Vec<PersonId> {
    app.engine.world().people_in(department).into_iter().collect()
}

/// A case, with its revision as `ETag`
#[utoipa::path(get, path = "/cases/{id}", tag = "cases", params(("id" = String, Path)), responses((status = 200, body = CaseForm)))]
async fn one(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let case = deal_seen(&app, &caller, id).await?;
    let view = view(&app, case, locale, Papers::Whole).await?;
    Ok(tagged(&CaseForm::told(&view)))
}

/// A case with its revision as `ETag`.
pub(super) fn tagged(case: &CaseForm) -> Response {
    let tag = HeaderValue::try_from(format!("\"{}\"", case.revision)).ok();
    let mut response = Json(case).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Starts a case
#[utoipa::path(post, path = "/cases", tag = "cases", request_body = CaseStart, responses((status = 201, body = CaseForm)))]
async fn start(State(app): State<App>, Language(locale): Language, command: Command<CaseStart>) -> Result<Response, Problem> {
    let start = start_of(command.form)?;
    let executed = app.engine.start(start, command.by, command.key).await?;
    let case = case_after(&app, &executed, locale).await?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("{}/cases/{}", super::ROOT, case.id))], tagged(&case)).into_response())
}

/// The owner may stand beside the deal or in it, for a deal's owner is a field like others to who fills it in.
fn start_of(form: CaseStart) -> Result<Start, Problem> {
    let mut deal = form.deal.unwrap_or_default();
    let within = match deal.remove(builtin::OWNER) {
        None | Some(Value::Null) => None,
        Some(Value::String(person)) => Some(PersonId::from(person)),
        Some(other) => {
            let expected = Text::both("идентификатор сотрудника", "the id of a person");
            return Err(Problem::of_field("deal.owner", "wrong_type", expected, Text::Any(other.to_string())));
        }
    };
    if let (Some(beside), Some(within)) = (&form.owner, &within)
        && beside != within
    {
        let expected = Text::both(format!("{beside}, как в `owner`"), format!("{beside}, as in `owner`"));
        return Err(Problem::of_field("deal.owner", "contradiction", expected, Text::from(within.as_str())));
    }
    let owner = form.owner.or(within);
    Ok(Start { process: form.process, deal, stage: form.stage, owner, continues: form.continues })
}
