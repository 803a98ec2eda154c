//! My tasks under headings: by urgency, those that may be taken, those of colleagues who are away.

use voronka_core::TaskId;
use voronka_definition::name::PersonId;
use voronka_runtime::{PAGE_MOST, Page, PageRequest, TaskFilter, TaskRecord, TaskStatus, has_words, words_of};

use super::super::seen;
use super::super::visit::Visit;
use super::super::when::{Standing, is_this_week, standing};
use super::wanted::Wanted;
use crate::problem::Problem;

/// How many tasks a page shows.
const TASKS_AT_ONCE: u32 = 60;
/// Through how many tasks words are looked for; those with later dates are found by the search over everything.
const SEARCHED_MOST: usize = 1_000;

/// Tasks under one heading.
pub(super) struct Group {
    /// The heading.
    pub title: String,
    /// What sets it apart by its colour.
    pub class: &'static str,
    /// The tasks, the most pressing first.
    pub tasks: Vec<TaskRecord>,
}

/// The list, as far as it is shown.
pub(super) struct Listed {
    /// Its groups that hold something.
    pub groups: Vec<Group>,
    /// Where the rest begins.
    pub next: Option<String>,
}

/// The groups of a visitor's list.
pub(super) async fn listed(visit: &Visit, wanted: &Wanted) -> Result<Listed, Problem> {
    let own = found(visit, wanted, &wanted.of_person(&visit.me)).await?;
    let mut groups = by_urgency(visit, own.items);
    if wanted.after.is_empty() {
        for absent in &visit.horizon.stands_for {
            groups.push(of_absent(visit, wanted, absent).await?);
        }
    }
    if let Some(id) = wanted.opened().filter(|id| !groups.iter().any(|group| group.tasks.iter().any(|task| task.id == *id))) {
        groups.insert(0, opened(visit, id).await?);
    }
    groups.retain(|group| !group.tasks.is_empty());
    Ok(Listed { groups, next: own.next })
}

/// The tasks of a filter that have the words of the list.
pub(super) async fn found(visit: &Visit, wanted: &Wanted, filter: &TaskFilter) -> Result<Page<TaskRecord>, Problem> {
    let reads = visit.app.engine.reads();
    let after = Some(wanted.after.clone()).filter(|after| !after.is_empty());
    let words = words_of(&wanted.q);
    let mut page = PageRequest { limit: TASKS_AT_ONCE, after };
    if words.is_empty() {
        return Ok(reads.tasks(&visit.horizon, filter, &page).await?);
    }
    page.limit = PAGE_MOST;
    let (mut items, mut seen) = (Vec::new(), 0);
    loop {
        let part = reads.tasks(&visit.horizon, filter, &page).await?;
        seen += part.items.len();
        let clients = reads.clients(part.items.iter().map(|task| task.id.case)).await?;
        items.extend(part.items.into_iter().filter(|task| {
            let client = clients.get(&task.id.case).map_or("", String::as_str);
            has_words(&format!("{} {} {client}", task.title.get(visit.locale), task.case_title), &words)
        }));
        page.after = part.next;
        if page.after.is_none() || seen >= SEARCHED_MOST || items.len() >= TASKS_AT_ONCE as usize {
            return Ok(Page { items, next: None });
        }
    }
}

fn by_urgency(visit: &Visit, tasks: Vec<TaskRecord>) -> Vec<Group> {
    let group = |ru: &str, en: &str, class| Group { title: visit.say(ru, en).to_owned(), class, tasks: Vec::new() };
    let mut groups = [
        group("Просрочено", "Overdue", "late"),
        group("Сегодня", "Today", "today"),
        group("На этой неделе", "This week", "week"),
        group("Можно взять", "Up for grabs", "offered"),
        group("Позже", "Later", ""),
    ];
    for task in tasks {
        let place = match standing(task.due_at, visit.now, visit.zone) {
            _ if task.assignee.is_none() => 3,
            Standing::Overdue => 0,
            Standing::Today => 1,
            Standing::Later if is_this_week(task.due_at, visit.now, visit.zone) => 2,
            Standing::Later => 4,
        };
        groups[place].tasks.push(task);
    }
    groups.into()
}

async fn of_absent(visit: &Visit, wanted: &Wanted, absent: &PersonId) -> Result<Group, Problem> {
    let tasks = found(visit, wanted, &wanted.of_person(absent)).await?.items;
    let tasks = tasks.into_iter().filter(|task| task.assignee.as_ref() == Some(absent)).collect();
    let name = visit.name(absent);
    let title = visit.say(format!("За коллегу: {name}"), format!("For {name}, who is away"));
    Ok(Group { title, class: "", tasks })
}

/// A task that was opened and is not among those that are shown. One that cannot be seen or is closed by now is nothing to show.
async fn opened(visit: &Visit, id: TaskId) -> Result<Group, Problem> {
    let title = visit.say("Открытая задача", "The open task").to_owned();
    let tasks = match seen::task(visit, id).await {
        Ok((record, _)) if record.status == TaskStatus::Open => vec![record],
        Ok(_) => Vec::new(),
        Err(problem) if problem.status == axum::http::StatusCode::NOT_FOUND => Vec::new(),
        Err(problem) => return Err(problem),
    };
    Ok(Group { title, class: "", tasks })
}
