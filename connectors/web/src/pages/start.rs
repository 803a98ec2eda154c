//! Starting a deal: by a process, from its beginning or at a chosen stage.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::{CaseId, Event, FieldProblem, Start};
use voronka_definition::Process;
use voronka_definition::model::{Field, FieldType, builtin};
use voronka_definition::name::{FieldId, ProcessId, StageId};
use voronka_runtime::{Executed, Refused};

use super::frame;
use super::frame::{Page, Place};
use super::given::{self, Reader};
use super::language::Said;
use super::raw::Raw;
use super::sheet::{Need, Sheet};
use super::submitted::Submitted;
use super::visit::Visit;
use super::{refused, seen};
use crate::app::App;
use crate::layers::DOCUMENT_BODY_BYTES_MOST;
use crate::problem::Problem;

/// What is asked of every new deal, besides what its first stage asks.
const ASKED: [&str; 5] = [builtin::TITLE, builtin::COMPANY, builtin::CONTACT, builtin::AMOUNT, builtin::DIRECTION];

/// The controls that say how a deal begins; no field of a process is called so.
const PROCESS: &str = "begin.process";
const STAGE: &str = "begin.stage";
/// The button that shows the fields of another choice.
const CHOOSE: &str = "begin.choose";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals/new", get(show).post(begin)).layer(DefaultBodyLimit::max(DOCUMENT_BODY_BYTES_MOST))
}

/// By which process, and at which stage.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    process: String,
    stage: String,
    continues: Option<CaseId>,
}

/// How a deal begins.
struct Beginning {
    process: Arc<Process>,
    stage: Option<StageId>,
    continues: Option<CaseId>,
}

impl Beginning {
    fn address(&self) -> String {
        let stage = self.stage.as_ref().map_or("", |stage| stage.as_str());
        let continues = self.continues.map_or_else(String::new, |id| format!("&continues={id}"));
        format!("/deals/new?process={}&stage={stage}{continues}", self.process.id)
    }

    /// What is asked, and whether it must be filled in.
    fn fields(&self) -> Vec<(&Field, Need)> {
        let entry: &[FieldId] = self.stage.as_ref().and_then(|stage| self.process.stage(stage)).map_or(&[], |stage| &stage.entry);
        let usual = ASKED.iter().map(|id| FieldId::from(*id)).filter(|id| !entry.contains(id));
        let title = usual.clone().take(1).map(|id| (id, Need::Must));
        let entry = entry.iter().map(|id| (id.clone(), Need::Must));
        let rest = usual.skip(1).map(|id| (id, Need::May));
        let all = title.chain(entry).chain(rest);
        all.filter_map(|(id, need)| Some((self.process.field(&id)?, need))).collect()
    }
}

fn beginning(visit: &Visit, wanted: &Wanted) -> Result<Beginning, Problem> {
    let mut processes = visit.world.processes.values().filter(|process| !process.stages.is_empty());
    let process = match wanted.process.as_str() {
        // The longest process is the main one.
        "" => processes.max_by_key(|process| process.stages.len()).cloned(),
        id => processes.find(|process| process.id == ProcessId::from(id)).cloned(),
    };
    let process = process.ok_or_else(Problem::not_found)?;
    let stage = Some(StageId::from(wanted.stage.as_str())).filter(|stage| process.stage(stage).is_some());
    Ok(Beginning { process, stage, continues: wanted.continues })
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let beginning = beginning(&visit, &wanted)?;
    let mut raw = Raw::default();
    if let Some(earlier) = beginning.continues {
        let earlier = seen::deal(&visit, earlier).await?;
        for (field, _) in beginning.fields() {
            if let Some(value) = earlier.case.data.get(&field.id) {
                raw.put(&given::name_of(field), field, value, visit.zone, visit.locale);
            }
        }
    }
    Ok(page(&visit, &beginning, &raw, &[]))
}

fn page(visit: &Visit, beginning: &Beginning, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let fields = beginning.fields();
    let sheet = Sheet { visit, process: &beginning.process, case: None, raw, problems, scope: "new" };
    let shown: Vec<&str> = fields.iter().map(|(field, _)| field.id.as_str()).collect();
    let inside = html! {
        (ways(visit, beginning))
        div.card {
            (sheet.summary(&shown))
            @for (field, need) in &fields { (sheet.field(field, need)) }
            button.primary { (visit.say("Начать сделку", "Start the deal")) }
        }
    };
    let body = html! {
        p.crumbs { a href="/deals" { "← " (visit.say("Сделки", "Deals")) } }
        h1 { (visit.say("Новая сделка", "New deal")) }
        (frame::form_with_files(visit, &beginning.address(), inside))
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page { title: visit.say("Новая сделка", "New deal"), place: Place::Deals, here: &beginning.address(), body }
        .answer(visit, status)
}

/// The choice of the process and of the stage to begin at. It is a part of the form: what was typed stays when another is chosen, and what
/// is chosen counts when the deal is started.
fn ways(visit: &Visit, beginning: &Beginning) -> Markup {
    let processes = visit.world.processes.values().filter(|process| !process.stages.is_empty());
    let say = |text: &voronka_definition::Text| text.get(visit.locale).to_owned();
    html! {
        div.filters {
            label { span { (visit.say("Процесс", "Process")) }
                select name=(PROCESS) {
                    @for process in processes { option value=(process.id) selected[process.id == beginning.process.id] { (say(&process.title)) } }
                }
            }
            label { span { (visit.say("С какой стадии", "Begin at")) }
                select name=(STAGE) {
                    option value="" { (visit.say("с начала, как обычно", "the beginning, as usual")) }
                    @for stage in beginning.process.stages.iter().skip(1) {
                        option value=(stage.id) selected[beginning.stage.as_ref() == Some(&stage.id)] { (say(&stage.title)) }
                    }
                }
            }
            button name=(CHOOSE) value="yes" formnovalidate { (visit.say("Показать поля", "Show the fields")) }
        }
    }
}

async fn begin(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
    Submitted { mut raw, key }: Submitted,
) -> Result<Response, Problem> {
    let chosen = |name: &str, before: String| raw.some(name).map_or(before, str::to_owned);
    let stage = if raw.under(STAGE).next().is_some() { raw.get(STAGE).to_owned() } else { wanted.stage };
    let wanted = Wanted { process: chosen(PROCESS, wanted.process), stage, continues: wanted.continues };
    let beginning = beginning(&visit, &wanted)?;
    if raw.some(CHOOSE).is_some() {
        return Ok(page(&visit, &beginning, &raw, &[]));
    }
    let fields: Vec<&Field> = beginning.fields().into_iter().map(|(field, _)| field).collect();
    for field in fields.iter().filter(|field| matches!(field.kind, FieldType::List(_))) {
        raw.close_gaps(&given::name_of(field));
    }
    let deal = Reader { raw: &raw, zone: visit.zone, locale: visit.locale }.filled(fields.into_iter());
    let start = Start {
        process: beginning.process.id.clone(),
        deal,
        stage: beginning.stage.clone(),
        owner: None,
        continues: beginning.continues,
    };
    match app.engine.start(start, visit.me.clone(), Some(key)).await {
        Ok(executed) => Ok(begun(&visit, &executed)),
        Err(Refused::Rejected(rejection)) => {
            let problems = refused::in_place(rejection)?;
            Ok(page(&visit, &beginning, &raw, &problems))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// The first task, where it is mine; else the deal.
fn begun(visit: &Visit, executed: &Executed) -> Response {
    let mine = executed.events.iter().find_map(|recorded| match &recorded.event {
        Event::TaskCreated { task } if task.holder.assignee() == Some(&visit.me) => Some(task.number),
        _ => None,
    });
    let case = &executed.case;
    let to = mine.map_or_else(|| format!("/deals/{}", case.id), |number| format!("/tasks/{}", case.task_id(number)));
    Said::on(&to, visit.say("Сделка начата.", "The deal is started."))
}
