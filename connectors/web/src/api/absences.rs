//! Absences: who is away, entered and ended here; with what each means for the tasks of who goes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::{absences, unheard};
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};
use voronka_runtime::{EnteredAbsence, Handover};

use super::once::once;
use super::paging::{List, slice};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Command, Id};
use crate::forms::moment;
use crate::problem::Problem;

/// Absences.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list, enter)).routes(routes!(one, take_back)).routes(routes!(end))
}

form! {
    /// Which absences are wanted.
    AbsencesWanted {
        /// Of this person; `me` is the caller.
        may person: PersonId,
        /// Those that are over, too.
        may over: bool,
        /// How many at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before.
        may after: String,
    }
}

form! {
    /// An absence to be entered.
    AbsenceWanted {
        /// Who is away; `me` is the caller.
        need person: PersonId,
        /// The first day, in the zone of who is away.
        need from: NaiveDate,
        /// The last day.
        need to: NaiveDate,
        /// Who stands in.
        may deputy: PersonId,
        /// Which tasks the deputy takes: `all` where nothing is said, `urgent` or `none`.
        may tasks: Covered,
        /// Only says what it would mean; nothing is entered.
        may preview: bool,
    }
}

form! {
    /// An earlier end.
    AbsenceEnd {
        /// The last day; where nothing is said it is over now.
        may to: NaiveDate,
    }
}

/// An absence.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Absence)]
pub(super) struct AbsenceForm {
    /// Its id; null for one of the organisation's file, or one that is not entered.
    id: Option<String>,
    /// Who is away.
    person: String,
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// The last day.
    #[schema(format = Date)]
    to: String,
    /// Who stands in.
    deputy: Option<String>,
    /// Which tasks the deputy takes: `all`, `urgent` (those that fall due before it is over) or `none`.
    tasks: &'static str,
    /// Who entered it; null for one of the file.
    entered_by: Option<String>,
    /// When.
    entered_at: Option<String>,
}

/// An absence, and what it means.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AbsenceReport {
    /// The absence.
    #[serde(flatten)]
    absence: AbsenceForm,
    /// The open tasks of who goes, by due date.
    report: Vec<HandoverForm>,
    /// What somebody should think of before, in words: that nobody would be there to hear of what is late.
    warnings: Vec<String>,
}

/// What an absence means for a task.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandoverForm {
    /// The task.
    task: String,
    /// Its title.
    title: String,
    /// The title of its deal; null for a task without one.
    deal: Option<String>,
    /// When it is due.
    due_at: String,
    /// Whether it falls due before the absence is over.
    falls_due: bool,
    /// Who does it meanwhile; null where nobody takes it.
    to: Option<String>,
}

impl AbsenceForm {
    fn told(absence: &Absence, entered: Option<&EnteredAbsence>) -> Self {
        Self {
            id: entered.map(|entered| entered.id.clone()),
            person: absence.person.to_string(),
            from: absence.from.to_string(),
            to: absence.to.to_string(),
            deputy: absence.deputy.as_ref().map(ToString::to_string),
            tasks: word(absence.tasks),
            entered_by: entered.map(|entered| entered.by.to_string()),
            entered_at: entered.map(|entered| moment(entered.at)),
        }
    }
}

impl HandoverForm {
    fn told(handover: &Handover, locale: Locale) -> Self {
        let task = &handover.task;
        Self {
            task: task.id.to_string(),
            title: task.title.get(locale).to_owned(),
            deal: (!task.errand).then(|| task.case_title.clone()),
            due_at: moment(task.due_at),
            falls_due: handover.falls_due,
            to: handover.to.as_ref().map(ToString::to_string),
        }
    }
}

/// The word for what a deputy takes.
fn word(tasks: Covered) -> &'static str {
    match tasks {
        Covered::All => "all",
        Covered::Urgent => "urgent",
        Covered::None => "none",
    }
}

fn meant(caller: &PersonId, person: PersonId) -> PersonId {
    if person.as_str() == "me" { caller.clone() } else { person }
}

/// Every absence, of the file and entered, the earliest first.
fn all(app: &App) -> Vec<(Absence, Option<EnteredAbsence>)> {
    let entered = app.engine.entered_absences();
    let world = app.engine.world();
    let of = |absence: &Absence| entered.iter().find(|entered| entered.absence == *absence).cloned();
    let mut found: Vec<_> = world.organisation.absences.iter().map(|absence| (absence.clone(), of(absence))).collect();
    found.sort_by(|(one, _), (other, _)| (one.from, &one.person).cmp(&(other.from, &other.person)));
    found
}

/// Who is away, the earliest absence first
#[utoipa::path(get, path = "/absences", tag = "people", params(AbsencesWanted),
    responses((status = 200, body = List<AbsenceForm>)))]
async fn list(
    State(app): State<App>,
    Caller(me, _): Caller,
    Asked(wanted): Asked<AbsencesWanted>,
) -> Result<Json<List<AbsenceForm>>, Problem> {
    let (person, now) = (wanted.person.map(|person| meant(&me, person)), app.engine.now().await?);
    let world = app.engine.world();
    let is_wanted = |absence: &Absence| {
        let is_his = person.as_ref().is_none_or(|person| absence.person == *person);
        is_his && (wanted.over.unwrap_or(false) || world.bounds(absence).1 > now)
    };
    let found: Vec<_> = all(&app)
        .into_iter()
        .filter(|(absence, _)| is_wanted(absence))
        .map(|(absence, entered)| AbsenceForm::told(&absence, entered.as_ref()))
        .collect();
    Ok(Json(slice(found, wanted.limit, wanted.after)?))
}

/// Enters an absence: one's own, that of somebody below, or as an administrator
#[utoipa::path(post, path = "/absences", tag = "people", request_body = AbsenceWanted,
    responses((status = 201, body = AbsenceReport), (status = 200, body = AbsenceReport)))]
async fn enter(State(app): State<App>, Language(locale): Language, command: Command<AbsenceWanted>) -> Result<Response, Problem> {
    let Command { by, form, key } = command;
    let preview = form.preview.unwrap_or(false);
    let (person, deputy) = (meant(&by, form.person), form.deputy);
    let absence = Absence { person, from: form.from, to: form.to, deputy, tasks: form.tasks.unwrap_or(Covered::All) };
    if preview {
        let now = app.engine.now().await?;
        absences::may_arrange(&app.engine.world(), &by, &absence.person)?;
        absences::check(&app.engine.world(), &absence, now)?;
        return Ok(Json(report(&app, &absence, None, locale).await?).into_response());
    }
    let answer = once(&app, key, async || {
        let entered = app.engine.enter_absence(absence, &by).await?;
        Ok(json!(report(&app, &entered.absence, Some(&entered), locale).await?))
    });
    let answer = answer.await?;
    let id = answer.get("id").and_then(Value::as_str).unwrap_or_default();
    Ok((StatusCode::CREATED, [(LOCATION, format!("{}/absences/{id}", super::ROOT))], Json(answer)).into_response())
}

/// An absence that was entered, with what it means
#[utoipa::path(get, path = "/absences/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = AbsenceReport)))]
async fn one(
    State(app): State<App>,
    Caller(me, _): Caller,
    Language(locale): Language,
    Id(id): Id<String>,
) -> Result<Json<AbsenceReport>, Problem> {
    let found = app.engine.entered_absences().into_iter().find(|entered| entered.id == id);
    let entered = found.ok_or_else(Problem::not_found)?;
    absences::may_arrange(&app.engine.world(), &me, &entered.absence.person)?;
    Ok(Json(report(&app, &entered.absence, Some(&entered), locale).await?))
}

async fn report(
    app: &App,
    absence: &Absence,
    entered: Option<&EnteredAbsence>,
    locale: Locale,
) -> Result<AbsenceReport, Problem> {
    let handovers = app.engine.handovers(absence).await?;
    let report = handovers.iter().map(|handover| HandoverForm::told(handover, locale)).collect();
    let (world, now) = (app.engine.world(), app.engine.now().await?);
    let unheard = unheard::by_absence(&world, absence, now);
    let warnings = unheard.iter().map(|unheard| unheard.warning(&world).get(locale).to_owned()).collect();
    Ok(AbsenceReport { absence: AbsenceForm::told(absence, entered), report, warnings })
}

/// Takes an absence back; one that has begun is over from now on
#[utoipa::path(delete, path = "/absences/{id}", tag = "people", params(("id" = String, Path)), responses((status = 204)))]
async fn take_back(State(app): State<App>, Caller(me, _): Caller, Id(id): Id<String>) -> Result<StatusCode, Problem> {
    app.engine.end_absence(&id, None, &me).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends an absence earlier
#[utoipa::path(post, path = "/absences/{id}/end", tag = "people", params(("id" = String, Path)), request_body = AbsenceEnd,
    responses((status = 200, body = Option<AbsenceForm>)))]
async fn end(State(app): State<App>, Id(id): Id<String>, command: Command<AbsenceEnd>) -> Result<Json<Value>, Problem> {
    let Command { by, form, key } = command;
    let answer = once(&app, key, async || {
        app.engine.end_absence(&id, form.to, &by).await?;
        let left = app.engine.entered_absences().into_iter().find(|entered| entered.id == id);
        Ok(json!(left.map(|entered| AbsenceForm::told(&entered.absence, Some(&entered)))))
    });
    answer.await.map(Json)
}
