//! A card of the board: the deal, what it is worth, how long it stands in its stage, and what comes next.

use maud::{Markup, html};
use voronka_core::words::{amount_of_money, plural};
use voronka_definition::Locale;
use voronka_runtime::BoardCard;

use super::super::icons;
use super::super::visit::Visit;
use super::super::when::day_of;

/// From how many days in one stage on a deal is shown as one that stays long.
const LONG_DAYS: i64 = 14;

/// The card.
pub(super) fn card(visit: &Visit, card: &BoardCard) -> Markup {
    let case = &card.case;
    html! {
        li.deal-card.late[case.overdue].idle[card.task.is_none()] {
            a.title href={ "/deals/" (case.id) } { (case.title) }
            @if !card.client.is_empty() && !case.title.contains(&card.client) { span.about { (card.client) } }
            p.worth {
                @if let Some(amount) = case.amount { strong { (amount_of_money(amount, visit.locale)) } }
                @if case.owner != visit.me { span.quiet { (visit.name(&case.owner)) } }
            }
            (next(visit, card))
            (age(visit, card))
        }
    }
}

fn next(visit: &Visit, card: &BoardCard) -> Markup {
    let Some(task) = &card.task else {
        return html! {
            p.step.none { (icons::clock()) " " (visit.say("нет задачи: ", "no task: ")) a href={ "/deals/" (card.case.id) "/why" } { (visit.say("чего ждет?", "what does it wait for?")) } }
        };
    };
    html! {
        p.step {
            (icons::of_kind(task.kind)) " "
            a href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
            @match &task.assignee {
                Some(person) if *person != card.case.owner => span.quiet { " · " (visit.name(person)) },
                None => span.quiet { " · " (visit.say("никто не взял", "nobody took it")) },
                _ => {}
            }
            @if let Some(due) = card.case.next_due_at { " " (visit.due(due, task.assignee.as_ref())) }
        }
    }
}

/// How long the deal stands in its stage, in days of the reader's calendar.
fn age(visit: &Visit, card: &BoardCard) -> Markup {
    let Some(since) = card.stage_since else { return super::super::frame::nothing() };
    let days = (day_of(visit.now, visit.zone) - day_of(since, visit.zone)).num_days().max(0);
    let words = match (visit.locale, days.unsigned_abs()) {
        (Locale::Ru, 0) => "в стадии с сегодняшнего дня".to_owned(),
        (Locale::En, 0) => "in this stage since today".to_owned(),
        (Locale::Ru, number) => format!("в стадии {number} {}", plural(number, "день", "дня", "дней")),
        (Locale::En, number) => format!("{number} day{} in this stage", if number == 1 { "" } else { "s" }),
    };
    html! { p.age.long[days >= LONG_DAYS] { (words) } }
}
