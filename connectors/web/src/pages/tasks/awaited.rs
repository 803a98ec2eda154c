//! What I wait for: tasks in my deals that others have, and deals of mine that wait for something without a task.

use maud::{Markup, html};
use voronka_runtime::{CaseFilter, CaseRecord, CaseStatus, PageRequest, TaskFilter, TaskRecord, has_words, words_of};

use super::super::visit::Visit;
use super::super::{deal, icons, seen};
use super::groups::found;
use super::wanted::Wanted;
use crate::problem::Problem;

/// How many tasks of others are shown.
const TASKS_MOST: usize = 20;
/// How many deals that wait are shown.
const DEALS_MOST: u32 = 10;

/// What a visitor waits for.
pub(super) struct Awaited {
    tasks: Vec<TaskRecord>,
    more: bool,
    /// The deals, and what each waits for.
    deals: Vec<(CaseRecord, Vec<String>)>,
}

impl Awaited {
    /// Whether there is nothing of the kind.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.deals.is_empty()
    }
}

/// What a visitor waits for, as far as his list is not cut to something else.
pub(super) async fn awaited(visit: &Visit, wanted: &Wanted) -> Result<Awaited, Problem> {
    let filter = TaskFilter { awaited_by: Some(visit.me.clone()), ..wanted.filter() };
    let mut page = found(visit, &Wanted { after: String::new(), ..wanted.clone() }, &filter).await?;
    let more = page.next.is_some() || page.items.len() > TASKS_MOST;
    page.items.truncate(TASKS_MOST);
    let deals = if wanted.kind.is_empty() { waiting(visit, wanted).await? } else { Vec::new() };
    Ok(Awaited { tasks: page.items, more, deals })
}

async fn waiting(visit: &Visit, wanted: &Wanted) -> Result<Vec<(CaseRecord, Vec<String>)>, Problem> {
    let filter = CaseFilter {
        owner: Some(visit.me.clone()),
        status: Some(CaseStatus::Open),
        process: wanted.filter().process,
        idle: true,
        ..CaseFilter::default()
    };
    let page = PageRequest { limit: DEALS_MOST, after: None };
    let found = visit.app.engine.reads().cases(&visit.horizon, &filter, &page).await?;
    let words = words_of(&wanted.q);
    let mut deals = Vec::new();
    for record in found.items.into_iter().filter(|record| has_words(&record.title, &words)) {
        let waits = deal::waits(visit, &seen::case(visit, record.id).await?);
        deals.push((record, waits));
    }
    Ok(deals)
}

/// The section of the list.
pub(super) fn section(visit: &Visit, awaited: &Awaited) -> Markup {
    if awaited.is_empty() {
        return super::super::frame::nothing();
    }
    html! {
        section.tasks.awaited {
            h2 { (visit.say("Жду от других", "Waiting for others")) span.count { (awaited.tasks.len() + awaited.deals.len()) @if awaited.more { "+" } } }
            ul.list {
                @for task in &awaited.tasks { (of_others(visit, task)) }
                @for (deal, waits) in &awaited.deals { (idle(visit, deal, waits)) }
            }
        }
    }
}

fn of_others(visit: &Visit, task: &TaskRecord) -> Markup {
    html! {
        li.entry { div.task {
            span.kind { (icons::of_kind(task.kind)) }
            div.what {
                a.title href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
                span.about {
                    @match &task.assignee {
                        Some(person) => (visit.name(person)),
                        None => { (visit.say("еще никто не взял: ", "nobody took it yet: ")) (visit.speaker().people(&task.candidates)) }
                    }
                    @if !task.errand { " · " a href={ "/deals/" (task.id.case) } { (task.case_title) } }
                }
            }
            (visit.due(task.due_at, task.assignee.as_ref()))
        } }
    }
}

fn idle(visit: &Visit, deal: &CaseRecord, waits: &[String]) -> Markup {
    html! {
        li.entry { div.task.waiting {
            span.kind { (icons::clock()) }
            div.what {
                a.title href={ "/deals/" (deal.id) } { (deal.title) }
                @for wait in waits { span.about { (wait) } }
            }
            a href={ "/deals/" (deal.id) "/why" } { (visit.say("чего ждет?", "what for?")) }
        } }
    }
}
