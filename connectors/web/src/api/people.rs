//! People who leave: what they would hand over to whom, and the account that is closed.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::leaving::Naming;
use voronka_core::world::Heirs;
use voronka_core::{CaseId, TaskId};
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_runtime::{Handed, Handing};

use super::once::once;
use crate::app::App;
use crate::auth::Language;
use crate::extract::{Command, Id, Names};
use crate::problem::Problem;

/// People.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(leave))
}

form! {
    /// Somebody leaves the company.
    Leaving {
        /// Who takes over whatever is not named below; where nobody is named, the rules find somebody: his head, in the end.
        may to: PersonId,
        /// Who takes over the deals and tasks of a process: people by the name of the process.
        may processes: Names,
        /// Who heads a department from now on: people by the name of the department.
        may departments: Names,
        /// Who heads a direction from now on: people by the name of the direction.
        may directions: Names,
        /// Only says what would be handed over; nothing happens.
        may preview: bool,
    }
}

/// What is handed over, and whether it happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LeavingForm {
    /// Who leaves.
    person: String,
    /// Whether the account is closed now.
    closed: bool,
    /// Posts first, then positions and rules of processes, then deals and tasks.
    handed: Vec<HandedForm>,
    /// What somebody should think of before, in words: that nobody would be there to hear of what is late.
    warnings: Vec<String>,
}

/// Something that is handed over.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct HandedForm {
    /// What: `deal`, `task`, `candidate` (one of several who may take a task), `escalation` (he was told that
    /// a task is late, and has not answered), `department`, `direction`, `last_resort`, `deputy`;
    /// `position` (one that nobody else holds); `role`, `step`, `ladder`, `schedule`, `stage` or `expression` (of a process that
    /// names him).
    kind: &'static str,
    /// The process whose rule names him.
    process: Option<String>,
    /// The case of a deal or task.
    case: Option<String>,
    /// The task.
    task: Option<String>,
    /// Its title; of a post its name; of a deputy's post who is away.
    title: String,
    /// The title of the deal that a task belongs to.
    deal: Option<String>,
    /// Who has it afterwards; several where they may take it, empty where nobody does.
    to: Vec<String>,
    /// What happens then, in words; of positions and rules.
    then: Option<String>,
}

impl HandedForm {
    fn told(handing: &Handing, locale: Locale) -> Self {
        let to = handing.to.iter().map(ToString::to_string).collect();
        let of_case = |case: &CaseId| Some(case.to_string());
        let post = |kind, title: &str| Self { kind, title: title.to_owned(), ..Self::default() };
        let form = match &handing.what {
            Handed::Deal { case, title } => Self { case: of_case(case), ..post("deal", title) },
            Handed::Task { case, number, title, deal, candidate } => Self {
                case: of_case(case),
                task: Some(TaskId { case: *case, number: *number }.to_string()),
                deal: Some(deal.clone()),
                ..post(if *candidate { "candidate" } else { "task" }, title.get(locale))
            },
            Handed::Escalation { case, number, title, deal } => Self {
                case: of_case(case),
                task: Some(TaskId { case: *case, number: *number }.to_string()),
                deal: Some(deal.clone()),
                ..post("escalation", title.get(locale))
            },
            Handed::Department(id) => post("department", id.as_str()),
            Handed::Direction(id) => post("direction", id.as_str()),
            Handed::LastResort => post("last_resort", "last_resort"),
            Handed::Deputy(absent) => post("deputy", absent.as_str()),
            Handed::Position(id) => post("position", id.as_str()),
            Handed::Rule { process, naming, name } => Self { process: Some(process.to_string()), ..post(word(*naming), name) },
        };
        let then = handing.then.as_ref().map(|then| then.get(locale).to_owned());
        Self { to, then, ..form }
    }
}

fn word(naming: Naming) -> &'static str {
    match naming {
        Naming::Role => "role",
        Naming::Step => "step",
        Naming::Ladder => "ladder",
        Naming::Schedule => "schedule",
        Naming::Stage => "stage",
        Naming::Expression => "expression",
    }
}

/// Hands everything over and closes the account; for heads above and administrators
///
/// His sessions and tokens are gone at once, nothing is assigned to him any more. Deals and tasks follow within moments.
#[utoipa::path(post, path = "/people/{id}/leave", tag = "people", params(("id" = String, Path)), request_body = Leaving,
    responses((status = 200, body = LeavingForm)))]
async fn leave(
    State(app): State<App>,
    Language(locale): Language,
    Id(person): Id<String>,
    command: Command<Leaving>,
) -> Result<Json<Value>, Problem> {
    let Command { by, form, key } = command;
    let person = PersonId::from(person);
    let heirs = Heirs {
        to: form.to,
        processes: form.processes.unwrap_or_default().read(),
        departments: form.departments.unwrap_or_default().read(),
        directions: form.directions.unwrap_or_default().read(),
    };
    let preview = form.preview.unwrap_or(false);
    let answer = once(&app, key, async || {
        let handings = app.engine.preview_leaving(&person, &heirs, &by).await?;
        let unheard = app.engine.unheard_without(&person, &heirs, &by);
        let warnings = unheard.iter().map(|unheard| unheard.warning(&app.engine.world()).get(locale).to_owned()).collect();
        if !preview {
            app.engine.leave(&person, heirs, &by).await?;
        }
        let handed = handings.iter().map(|handing| HandedForm::told(handing, locale)).collect();
        Ok(json!(LeavingForm { person: person.to_string(), closed: !preview, handed, warnings }))
    });
    answer.await.map(Json)
}
