//! Processes: which there are, and deploying one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_definition::{Source, Text};

use super::paging::List;
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::Definition;
use crate::forms::{DeployedForm, ProcessForm};
use crate::problem::Problem;

/// The name that findings about a definition show which came by this call.
const FILE: &str = "process.yaml";

/// Looking at processes, and deploying them.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list, deploy))
}

/// The latest version of every process
#[utoipa::path(get, path = "/processes", tag = "processes", responses((status = 200, body = List<ProcessForm>)))]
async fn list(State(app): State<App>, _caller: Caller, Language(locale): Language) -> Json<List<ProcessForm>> {
    let world = app.engine.world();
    let processes = world.processes.values().filter(|process| !process.stages.is_empty());
    Json(List { items: processes.map(|process| ProcessForm::told(process, locale)).collect(), next: None })
}

/// Deploys a process; for designers and administrators
///
/// New cases run it from now on; a definition with errors is refused with every finding, as `check` gives them.
#[utoipa::path(post, path = "/processes", tag = "processes", request_body(content = String, content_type = "application/yaml"),
    responses((status = 201, body = DeployedForm)))]
async fn deploy(State(app): State<App>, Language(locale): Language, definition: Definition) -> Result<Response, Problem> {
    let caller = Caller::whole(definition.by.clone());
    if !caller.designs(&app) {
        return Err(no_designer());
    }
    if let Some(key) = &definition.key
        && let Some(answer) = app.engine.recall_answer(key).await?
    {
        return Ok((StatusCode::CREATED, Json(answer)).into_response());
    }
    let source = Source { file: FILE.to_owned(), text: definition.text };
    let deployed = app.engine.deploy(&source, Some(definition.by)).await?;
    let answer = json!(DeployedForm::told(&deployed.process, &deployed.warnings, deployed.changed, locale));
    if let Some(key) = &definition.key {
        app.engine.remember_answer(key, &answer).await?;
    }
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

fn no_designer() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_a_designer",
        Text::both("проектировщик процессов или администратор", "a designer or an administrator"),
        Text::both("другой сотрудник", "somebody else"),
    )
}
