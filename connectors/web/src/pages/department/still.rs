//! What does not move: deals in which nobody did anything for long, and approvals that are waited for.

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use voronka_core::words::{amount_of_money, period};
use voronka_definition::name::PersonId;
use voronka_definition::{Period, Unit};
use voronka_runtime::{CaseRecord, Waiting};

use super::super::visit::Visit;
use super::Overview;
use super::late::ago;

/// For longer than so many working days.
pub(super) fn longer(visit: &Visit, days: u32) -> String {
    let period = period(Period::new(days, Unit::BusinessDays), visit.locale);
    visit.say(format!("дольше, чем {period}"), format!("longer than {period}"))
}

pub(super) fn deals(visit: &Visit, overview: &Overview) -> Markup {
    let stalled = &overview.stalled;
    html! {
        section.chapter id="still" {
            h2 { (visit.say("Сделки без движения ", "Deals without movement ")) (longer(visit, overview.days)) span.count { (stalled.all) } }
            @if stalled.deals.is_empty() {
                p.quiet { (visit.say("Таких нет: в каждой сделке недавно что-то делали.", "There are none: in every deal somebody did something lately.")) }
            } @else { table.deals {
                thead { tr {
                    th scope="col" { (visit.say("Сделка", "Deal")) }
                    th scope="col" { (visit.say("Стадия", "Stage")) }
                    th.number scope="col" { (visit.say("Сумма", "Amount")) }
                    th scope="col" { (visit.say("Ответственный", "Owner")) }
                    th scope="col" { (visit.say("Последнее действие", "Last act")) }
                    th scope="col" { (visit.say("Ближайший срок", "Next due")) }
                } }
                tbody { @for (deal, at) in &stalled.deals { (deal_row(visit, deal, *at)) } }
            } }
            @if stalled.all > stalled.deals.len() as u64 {
                p.quiet { (visit.say(
                    format!("Показаны {} самых давних из {}.", stalled.deals.len(), stalled.all),
                    format!("The {} that have waited longest, of {}.", stalled.deals.len(), stalled.all),
                )) }
            }
        }
    }
}

fn deal_row(visit: &Visit, deal: &CaseRecord, at: DateTime<Utc>) -> Markup {
    html! {
        tr {
            td { a.title href={ "/deals/" (deal.id) } { (deal.title) } }
            td { span.stage-name { (stage(visit, deal)) } }
            td.number { @if let Some(amount) = deal.amount { (amount_of_money(amount, visit.locale)) } }
            td { (visit.name(&deal.owner)) }
            td { (ago(visit, at)) }
            td { @match deal.next_due_at {
                Some(due) => (visit.due(due, Some(&deal.owner))),
                None => span.quiet { (visit.say("ждет", "waiting")) },
            } }
        }
    }
}

/// The stage's title, as the process calls it today.
fn stage(visit: &Visit, deal: &CaseRecord) -> String {
    let Some(stage) = &deal.stage else { return String::new() };
    let known = visit.world.processes.get(&deal.process).and_then(|process| process.stage(stage));
    known.map_or_else(|| stage.to_string(), |stage| stage.title.get(visit.locale).to_owned())
}

pub(super) fn visas(visit: &Visit, overview: &Overview) -> Markup {
    html! {
        section.chapter id="visas" {
            h2 { (visit.say("Согласования, которых ждут", "Approvals that are waited for")) span.count { (overview.visas.len()) } }
            @if overview.visas.is_empty() {
                p.quiet { (visit.say("Ни одна сделка не ждет согласования.", "No deal waits for an approval.")) }
            } @else { table.deals {
                thead { tr {
                    th scope="col" { (visit.say("Сделка", "Deal")) }
                    th scope="col" { (visit.say("Что согласуют", "What is approved")) }
                    th scope="col" { (visit.say("Кого ждут", "Who is waited for")) }
                    th scope="col" { (visit.say("С какого времени", "Since")) }
                    th scope="col" { (visit.say("Срок", "Due")) }
                } }
                tbody { @for waiting in &overview.visas { (visa_row(visit, waiting)) } }
            } }
        }
    }
}

fn visa_row(visit: &Visit, waiting: &Waiting) -> Markup {
    let task = &waiting.task;
    html! {
        tr {
            td { a.title href={ "/deals/" (task.id.case) } { (task.case_title) } span.about { (visit.name(&waiting.owner)) } }
            td { a href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) } }
            td {
                @match &task.assignee {
                    Some(person) => { (visit.name(person)) @if let Some(until) = away(visit, person) { span.away { (until) } } },
                    None => (visit.speaker().people(&task.candidates)),
                }
            }
            td { (ago(visit, task.created_at)) }
            td { (visit.due(task.due_at, task.assignee.as_ref())) }
        }
    }
}

fn away(visit: &Visit, person: &PersonId) -> Option<String> {
    let absence = visit.world.is_absent(person, visit.now)?;
    let to = voronka_core::words::day(absence.to, visit.locale);
    Some(visit.say(format!("отсутствует до {to}"), format!("away until {to}")))
}
