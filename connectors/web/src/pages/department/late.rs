//! What is late: by person and rung, and the tasks themselves.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use voronka_definition::name::PersonId;
use voronka_runtime::{Late, LateTask};

use super::super::frame;
use super::super::tasks::urgent;
use super::super::visit::Visit;
use super::super::{icons, when};
use super::{HERE, Overview};

/// What is late with one person.
struct Row<'a> {
    person: Option<&'a PersonId>,
    by_rung: BTreeMap<u32, u64>,
    all: u64,
    oldest: chrono::DateTime<chrono::Utc>,
}

pub(super) fn section(visit: &Visit, overview: &Overview) -> Markup {
    let rows = rows(&overview.late);
    let rungs: BTreeSet<u32> = overview.late.iter().map(|late| late.rung).collect();
    html! {
        section.chapter id="late" {
            h2 { (visit.say("Просрочено", "Overdue")) span.count { (rows.iter().map(|row| row.all).sum::<u64>()) } }
            @if rows.is_empty() {
                p.quiet { (visit.say("Ничего не просрочено.", "Nothing is late.")) }
            } @else {
                (frame::scroll(visit.say("Просрочено", "Overdue"), table(visit, overview, &rows, &rungs)))
                (tasks(visit, overview, rows.iter().map(|row| row.all).sum()))
            }
        }
    }
}

/// By person, who has most first.
fn rows(late: &[Late]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for one in late {
        let person = one.person.as_ref();
        if let Some(row) = rows.iter_mut().find(|row| row.person == person) {
            *row.by_rung.entry(one.rung).or_default() += one.tasks;
            (row.all, row.oldest) = (row.all + one.tasks, row.oldest.min(one.oldest));
        } else {
            let by_rung = BTreeMap::from([(one.rung, one.tasks)]);
            rows.push(Row { person, by_rung, all: one.tasks, oldest: one.oldest });
        }
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.all), row.person));
    rows
}

fn table(visit: &Visit, overview: &Overview, rows: &[Row<'_>], rungs: &BTreeSet<u32>) -> Markup {
    html! {
        table.grid {
            caption.hidden { (visit.say("Просроченные задачи по сотрудникам и ступеням", "Late tasks by person and rung")) }
            thead { tr {
                th scope="col" { (visit.say("Сотрудник", "Person")) }
                @for rung in rungs { th.number scope="col" { (rung_title(visit, *rung)) } }
                th.number scope="col" { (visit.say("Всего", "In all")) }
                th scope="col" { (visit.say("Самая старая", "The oldest")) }
            } }
            tbody { @for row in rows { tr {
                th scope="row" {
                    @match row.person {
                        Some(person) => a href={ (HERE) "?of=" (overview.choice.word) "&days=" (overview.days) "&person=" (person) "#late-tasks" } { (visit.name(person)) },
                        None => (visit.say("без исполнителя", "nobody has it")),
                    }
                }
                @for rung in rungs { td.number { @if let Some(number) = row.by_rung.get(rung) { (number) } } }
                td.number { strong { (row.all) } }
                td { (visit.due(row.oldest, row.person)) }
            } } }
        }
    }
}

fn rung_title(visit: &Visit, rung: u32) -> String {
    match rung {
        0 => visit.say("Еще не сообщено", "Nobody told yet").to_owned(),
        rung => visit.say(format!("Ступень {rung}"), format!("Rung {rung}")),
    }
}

fn tasks(visit: &Visit, overview: &Overview, all: u64) -> Markup {
    let whose = overview.person.as_ref();
    html! {
        h3 id="late-tasks" {
            @match whose {
                Some(person) => { (visit.say("Просроченные задачи: ", "Late tasks: ")) (visit.name(person)) },
                None => (visit.say("Самые давние", "Late for longest")),
            }
        }
        ul.list { @for late in &overview.late_tasks { (task(visit, late)) } }
        p.acts {
            @if whose.is_some() {
                a href={ (HERE) "?of=" (overview.choice.word) "&days=" (overview.days) "#late" } { (visit.say("Показать всех", "Show everybody")) }
            } @else if all > overview.late_tasks.len() as u64 {
                span.quiet { (visit.say("Показаны первые. Чтобы увидеть остальные, выберите сотрудника.", "These are the first. Choose a person to see the others.")) }
            }
        }
    }
}

fn task(visit: &Visit, late: &LateTask) -> Markup {
    let task = &late.task;
    html! {
        li.task {
            span.kind { (icons::of_kind(task.kind)) }
            div.what {
                a.title href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
                (urgent(visit, task.priority))
                span.about {
                    @if let Some(person) = &task.assignee { (visit.name(person)) }
                    @if !task.errand { " · " a href={ "/deals/" (task.id.case) } { (task.case_title) } }
                }
            }
            span.quiet.rung { (rung_title(visit, late.rung)) }
            (visit.due(task.due_at, task.assignee.as_ref()))
        }
    }
}

/// When something happened, with its exact moment behind it.
pub(super) fn ago(visit: &Visit, at: chrono::DateTime<chrono::Utc>) -> Markup {
    html! {
        time datetime=(at.to_rfc3339()) title=(when::full(at, visit.zone, visit.locale)) {
            (when::since(at, visit.now, visit.zone, visit.locale))
        }
    }
}
