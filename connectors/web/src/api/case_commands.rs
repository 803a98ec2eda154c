//! What a person does with a case: moves it, ends it, gives it away, signals to it, corrects its data.

use axum::Json;
use axum::extract::State;
use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::{Actor, CaseId, Command as Wanted, Input};
use voronka_definition::Text;
use voronka_definition::name::{OutcomeId, PersonId, SignalName, StageId};
use voronka_runtime::Executed;

use super::cases::tagged;
use super::gather::{Papers, case_after, case_seen, view_at};
use super::task_commands::Remark;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::Language;
use crate::extract::{Command, Form, Id, Record};
use crate::forms::CaseForm;
use crate::problem::Problem;

/// The calls that change a case.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(enter_stage))
        .routes(routes!(finish))
        .routes(routes!(change_owner))
        .routes(routes!(signal))
        .routes(routes!(correct))
        .routes(routes!(comment))
}

form! {
    /// A skip, or a return to an earlier stage.
    StageWanted {
        /// The stage.
        need stage: StageId,
        /// What the stage asks at its entry.
        may data: Input,
        /// Why.
        need comment: String,
    }
}

form! {
    /// The end of a case.
    EndWanted {
        /// How it ends.
        need outcome: OutcomeId,
        /// What the outcome asks.
        may data: Input,
        /// Why.
        may comment: String,
    }
}

form! {
    /// Another owner.
    OwnerWanted {
        /// Who.
        need person: PersonId,
        /// Why.
        need comment: String,
    }
}

form! {
    /// A signal.
    SignalSent {
        /// Its name.
        need name: SignalName,
        /// Fields it brings.
        may data: Input,
    }
}

/// An ended case, and the one that goes on from it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ended {
    /// The case.
    case: CaseForm,
    /// The case that goes on from it, after a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<CaseForm>,
}

/// Carries out what a person wants of a case.
pub(super) async fn execute<F: Form>(
    app: &App,
    id: CaseId,
    command: Command<F>,
    wanted: impl FnOnce(F) -> Wanted,
) -> Result<Executed, Problem> {
    let Command { by, form, key } = command;
    Ok(app.engine.execute(id, wanted(form), Actor::Person(by), key).await?)
}

/// Moves a case to a stage by hand: a skip or a return
#[utoipa::path(post, path = "/cases/{id}/stage", tag = "cases", params(("id" = String, Path)),
    request_body = StageWanted, responses((status = 200, body = CaseForm)))]
async fn enter_stage(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    command: Command<StageWanted>,
) -> Result<Json<CaseForm>, Problem> {
    let executed = execute(&app, id, command, |form| Wanted::EnterStage {
        stage: form.stage,
        data: form.data.unwrap_or_default(),
        comment: form.comment,
    });
    Ok(Json(case_after(&app, &executed.await?, locale).await?))
}

/// Ends a case
#[utoipa::path(post, path = "/cases/{id}/finish", tag = "cases", params(("id" = String, Path)),
    request_body = EndWanted, responses((status = 200, body = Ended)))]
async fn finish(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    command: Command<EndWanted>,
) -> Result<Json<Ended>, Problem> {
    let me = command.by.clone();
    let executed = execute(&app, id, command, |form| Wanted::Finish {
        outcome: form.outcome,
        data: form.data.unwrap_or_default(),
        comment: form.comment.unwrap_or_default(),
    });
    let executed = executed.await?;
    let case = case_after(&app, &executed, locale).await?;
    let successor = match executed.successor {
        Some(id) => {
            let next = case_seen(&app, &Caller::whole(me), id).await?;
            Some(CaseForm::told(&view_at(&app, next, locale, Papers::Whole, executed.at).await?))
        }
        None => None,
    };
    Ok(Json(Ended { case, successor }))
}

/// Makes somebody else responsible for a case
#[utoipa::path(post, path = "/cases/{id}/owner", tag = "cases", params(("id" = String, Path)),
    request_body = OwnerWanted, responses((status = 200, body = CaseForm)))]
async fn change_owner(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    command: Command<OwnerWanted>,
) -> Result<Json<CaseForm>, Problem> {
    let executed = execute(&app, id, command, |form| Wanted::ChangeOwner { person: form.person, comment: form.comment });
    Ok(Json(case_after(&app, &executed.await?, locale).await?))
}

/// Sends a signal to a case
#[utoipa::path(post, path = "/cases/{id}/signals", tag = "cases", params(("id" = String, Path)),
    request_body = SignalSent, responses((status = 200, body = CaseForm)))]
async fn signal(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    command: Command<SignalSent>,
) -> Result<Json<CaseForm>, Problem> {
    let executed = execute(&app, id, command, |form| Wanted::Signal { name: form.name, data: form.data.unwrap_or_default() });
    Ok(Json(case_after(&app, &executed.await?, locale).await?))
}

/// Corrects the data of a deal; null empties a field
///
/// `If-Match` names the revision that the writer has seen, as the `ETag` of the case has it.
#[utoipa::path(patch, path = "/cases/{id}/data", tag = "cases",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "the revision in quotes")),
    request_body = Record, responses((status = 200, body = CaseForm)))]
async fn correct(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    headers: HeaderMap,
    command: Command<Record>,
) -> Result<Response, Problem> {
    let case = super::gather::deal_seen(&app, &Caller::whole(command.by.clone()), id).await?;
    let revision = revision(&headers, case.revision)?;
    let executed = execute(&app, id, command, |form| Wanted::CorrectData { data: form.0, revision });
    Ok(tagged(&case_after(&app, &executed.await?, locale).await?))
}

/// The revision that the writer has seen. A tag that is none of ours matches nothing.
fn revision(headers: &HeaderMap, current: u64) -> Result<u64, Problem> {
    let Some(header) = headers.get(IF_MATCH) else { return Err(unconditional(current)) };
    let tag = header.to_str().ok().map(str::trim);
    let number = tag.and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    number.ok_or_else(|| {
        Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "outdated",
            expected_tag(current),
            Text::Any(tag.unwrap_or("?").chars().take(60).collect()),
        )
    })
}

fn unconditional(current: u64) -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_REQUIRED,
        "if_match_missing",
        expected_tag(current),
        Text::both("нет заголовка If-Match", "no header If-Match"),
    )
}

fn expected_tag(current: u64) -> Text {
    Text::Any(format!("If-Match: \"{current}\""))
}

/// Comments on a deal: its owner and whoever wrote there before hear of it
#[utoipa::path(post, path = "/cases/{id}/comment", tag = "cases", params(("id" = String, Path)),
    request_body = Remark, responses((status = 200, body = CaseForm)))]
async fn comment(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<CaseId>,
    command: Command<Remark>,
) -> Result<Json<CaseForm>, Problem> {
    let executed = execute(&app, id, command, |form| Wanted::CommentDeal { text: form.text });
    Ok(Json(case_after(&app, &executed.await?, locale).await?))
}
