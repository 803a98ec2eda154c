//! Gathering what an answer shows: a case that the caller may see, its process, the contents of its documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::access::Horizon;
use voronka_core::case::Phase;
use voronka_core::{Case, CaseId, TaskId};
use voronka_definition::Locale;
use voronka_runtime::{Executed, TaskRecord};

use crate::app::App;
use crate::auth::Caller;
use crate::forms::{CaseForm, Contents, TaskForm, View, documents_of};
use crate::problem::Problem;

/// How documents are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Papers {
    /// With their contents: in an answer about one case or task.
    Whole,
    /// By name, size and hash: in lists, which would be too long otherwise.
    Named,
}

/// What the caller may see now, within what his token is good for.
pub(super) async fn horizon(app: &App, Caller(person, scope): &Caller) -> Result<Horizon, Problem> {
    let (now, world) = (app.engine.now().await?, app.engine.world());
    Ok(scope.narrow(Horizon::of(&world, person, now), &world))
}

/// A case that the caller may see.
pub(super) async fn case_seen(app: &App, caller: &Caller, id: CaseId) -> Result<Arc<Case>, Problem> {
    let case = app.engine.reads().case(id).await?;
    let horizon = horizon(app, caller).await?;
    case.filter(|case| horizon.sees(case)).ok_or_else(Problem::not_found)
}

/// A deal that the caller may see; a task without a deal is none.
pub(super) async fn deal_seen(app: &App, caller: &Caller, id: CaseId) -> Result<Arc<Case>, Problem> {
    let case = case_seen(app, caller, id).await?;
    if is_errand(app, &case).await? { Err(Problem::not_found()) } else { Ok(case) }
}

async fn is_errand(app: &App, case: &Case) -> Result<bool, Problem> {
    match case.phase {
        Phase::Errand => Ok(true),
        Phase::Running(_) => Ok(false),
        Phase::Finished { .. } => Ok(app.engine.process(&case.process, &case.version).await?.stages.is_empty()),
    }
}

/// A task, open or closed, of a case that the caller may see.
pub(super) async fn task_seen(app: &App, caller: &Caller, id: TaskId) -> Result<(TaskRecord, Arc<Case>), Problem> {
    let record = app.engine.reads().task(id).await?.ok_or_else(Problem::not_found)?;
    let case = case_seen(app, caller, id.case).await?;
    Ok((record, case))
}

/// A case with all that its forms are made from.
pub(super) async fn view(app: &App, case: Arc<Case>, locale: Locale, papers: Papers) -> Result<View, Problem> {
    let now = app.engine.now().await?;
    view_at(app, case, locale, papers, now).await
}

/// The same at a known moment.
pub(super) async fn view_at(
    app: &App,
    case: Arc<Case>,
    locale: Locale,
    papers: Papers,
    now: DateTime<Utc>,
) -> Result<View, Problem> {
    let process = app.engine.process(&case.process, &case.version).await?;
    let contents = match papers {
        Papers::Whole => contents(app, &case).await?,
        Papers::Named => Contents::new(),
    };
    let archived_at = archived_since(app, &case).await?;
    Ok(View { case, process, now, locale, contents, archived_at })
}

/// Since when a case is in the archive, where only finished ones are.
async fn archived_since(app: &App, case: &Case) -> Result<Option<DateTime<Utc>>, Problem> {
    if case.is_open() { Ok(None) } else { Ok(app.engine.reads().archived_since(case.id).await?) }
}

async fn contents(app: &App, case: &Case) -> Result<Contents, Problem> {
    let mut contents = Contents::new();
    for hash in documents_of(&case.data) {
        if let Some(bytes) = app.engine.reads().document(hash).await? {
            contents.insert(hash.to_owned(), bytes);
        }
    }
    Ok(contents)
}

/// The case after a command, as it is shown.
pub(super) async fn view_after(app: &App, executed: &Executed, locale: Locale) -> Result<View, Problem> {
    view_at(app, Arc::clone(&executed.case), locale, Papers::Whole, executed.at).await
}

/// The case after a command in its form.
pub(super) async fn case_after(app: &App, executed: &Executed, locale: Locale) -> Result<CaseForm, Problem> {
    Ok(CaseForm::told(&view_after(app, executed, locale).await?))
}

/// A task after a command on it: open in the case, or closed by then.
pub(super) async fn task_after(app: &App, view: &View, number: u32) -> Result<TaskForm, Problem> {
    if let Some(task) = view.case.tasks.get(&number) {
        return Ok(TaskForm::open(view, task));
    }
    let record = app.engine.reads().task(view.case.task_id(number)).await?.ok_or_else(Problem::not_found)?;
    Ok(TaskForm::from_record(&record, view.now, view.locale))
}

/// Views of several cases, each made once.
#[derive(Debug, Default)]
pub(super) struct Views(BTreeMap<CaseId, View>);

impl Views {
    /// The view of this case; `None` when it does not exist.
    pub(super) async fn of(&mut self, app: &App, id: CaseId, locale: Locale) -> Result<Option<&View>, Problem> {
        if let std::collections::btree_map::Entry::Vacant(place) = self.0.entry(id) {
            let Some(case) = app.engine.reads().case(id).await? else { return Ok(None) };
            place.insert(view(app, case, locale, Papers::Named).await?);
        }
        Ok(self.0.get(&id))
    }
}
