//! The history of a deal, newest first, as a whole or one side of it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use voronka_core::tell::Told;
use voronka_core::{Event, Recorded};

use super::super::raw::Raw;
use super::super::seen::Seen;
use super::super::visit::Visit;
use super::super::{because, deal_acts};
use super::Wanted;

/// How many lines of the history are shown first.
const LINES_FIRST: usize = 30;

/// The sides of a history, by the word of the address.
const SIDES: [(&str, &str, &str); 6] = [
    ("", "все", "everything"),
    ("people", "что сделали люди", "what people did"),
    ("comments", "комментарии", "comments"),
    ("stages", "стадии и итоги", "stages and outcomes"),
    ("tasks", "задачи", "tasks"),
    ("data", "данные и документы", "data and documents"),
];

/// The section.
pub(super) fn section(visit: &Visit, seen: &Seen, history: &[Recorded], wanted: &Wanted) -> Markup {
    let side = SIDES.iter().map(|(word, _, _)| *word).find(|word| *word == wanted.side).unwrap_or_default();
    let shown: BTreeSet<u64> =
        history.iter().filter(|recorded| is_of(side, &recorded.event)).map(|recorded| recorded.seq).collect();
    let told = because::told(visit, &seen.process, history);
    let told: Vec<Told> = told.into_iter().filter(|line| is_shown(side, line, &shown)).collect();
    let first = if wanted.history == "all" { 0 } else { told.len().saturating_sub(LINES_FIRST) };
    html! {
        section.story id="history" {
            div.head {
                h2 { (visit.say("История", "History")) }
                (sides(visit, seen, side))
            }
            @if seen.archived_at.is_none() {
                details.more {
                    summary { (visit.say("Написать комментарий", "Write a comment")) }
                    (deal_acts::remark(visit, seen, &Raw::default(), &[]))
                }
            }
            @if told.is_empty() { p.quiet { (visit.say("Такого в истории сделки нет.", "There is nothing like that in the deal's history.")) } }
            (because::lines(visit, &told[first..]))
            @if first > 0 {
                p.on-paper { (visit.say(
                    "Более ранние записи не напечатаны: чтобы напечатать все, сначала откройте всю историю.",
                    "Earlier entries are not printed: to print all of them, open the whole history first.",
                )) }
                p { a.button href={ "/deals/" (seen.case.id) "?history=all&side=" (side) "#history" } {
                    (visit.say("Показать всю историю", "Show the whole history"))
                } }
            }
        }
    }
}

fn sides(visit: &Visit, seen: &Seen, chosen: &str) -> Markup {
    html! {
        nav.sides aria-label=(visit.say("Что показать из истории", "What to show of the history")) {
            @for (word, ru, en) in SIDES {
                a href={ "/deals/" (seen.case.id) "?side=" (word) "#history" } aria-current=[(word == chosen).then_some("true")] { (visit.say(ru, en)) }
            }
        }
    }
}

fn is_shown(side: &str, line: &Told, of_side: &BTreeSet<u64>) -> bool {
    match side {
        "" => true,
        "people" => line.by.is_some(),
        "comments" => line.comment.is_some() || of_side.contains(&line.seq),
        _ => of_side.contains(&line.seq),
    }
}

fn is_of(side: &str, event: &Event) -> bool {
    match side {
        "comments" => matches!(event, Event::TaskCommented { .. } | Event::DealCommented { .. }),
        "stages" => matches!(
            event,
            Event::CaseStarted { .. }
                | Event::StageEntered { .. }
                | Event::StageLeft { .. }
                | Event::CaseFinished { .. }
                | Event::OwnerChanged { .. }
        ),
        "tasks" => matches!(
            event,
            Event::TaskCreated { .. }
                | Event::TaskCompleted { .. }
                | Event::TaskCancelled { .. }
                | Event::TaskRescheduled { .. }
                | Event::TaskReassigned { .. }
                | Event::TaskCommented { .. }
        ),
        "data" => matches!(event, Event::CaseStarted { .. } | Event::FieldsSet { .. }),
        _ => false,
    }
}
