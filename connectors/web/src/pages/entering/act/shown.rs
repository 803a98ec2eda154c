//! The page of a link: the task in a few facts, and what may be done about it without logging in.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use voronka_core::answers::Answers;
use voronka_core::case::Task;
use voronka_core::offer::{Offer, offers};
use voronka_definition::model::builtin;

use super::Holds;
use crate::pages::{because, frame, seen, when};
use crate::problem::Problem;

/// The results that ask nothing.
pub(super) fn simple(holds: &Holds) -> Vec<Offer> {
    let (process, case) = (&holds.seen.process, holds.case());
    let Some(task) = case.tasks.get(&holds.link.task.number) else { return Vec::new() };
    offers(process, case, task).into_iter().filter(|offer| offer.ask.is_empty() && !offer.comment_required).collect()
}

/// The latest escalation of this task that waits for an answer of the link's owner.
pub(super) fn escalation(holds: &Holds) -> Option<u32> {
    let his = holds.case().escalations.values().filter(|one| one.task == holds.link.task.number && one.to == holds.link.person);
    his.map(|one| one.number).max()
}

/// The page; what was wrong with an act stands first.
pub(super) async fn page(holds: &Holds, wrong: Option<&str>) -> Result<Response, Problem> {
    let visit = &holds.visit;
    let Some(task) = holds.case().tasks.get(&holds.link.task.number) else { return Err(Problem::not_found()) };
    let history = seen::history(visit, holds.link.task.case).await?;
    let title = task.title.get(visit.locale);
    let body = html! {
        section.act-page {
            h1 { (title) }
            @if let Some(wrong) = wrong { div.alert role="alert" { strong { (wrong) } } }
            (facts(holds, task))
            (because::origin(visit, &holds.seen.process, &history, task))
            (acts(holds, task))
            p.quiet {
                (visit.say("Вы действуете как ", "You act as ")) (visit.name(&visit.me))
                (visit.say(". Ссылка действует один раз, до ", ". The link works once, until "))
                (when::full(holds.link.expires_at, visit.zone, visit.locale)) ". "
                a href={ "/tasks/" (holds.link.task) } { (visit.say("Все остальное — на странице задачи", "Everything else is on the task's page")) }
                "."
            }
        }
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame::bare(visit.locale, status, title, &holds.here, body))
}

fn facts(holds: &Holds, task: &Task) -> Markup {
    let (visit, case) = (&holds.visit, holds.case());
    let deal = if holds.seen.is_errand() { "" } else { case.title() };
    let client = case.data.get(builtin::COMPANY).map(crate::pages::tasks::client).unwrap_or_default();
    let people: Vec<&str> = task.holder.everybody().iter().map(|person| visit.name(person)).collect();
    html! {
        dl.facts {
            dt { (visit.say("Срок", "Due")) } dd { (visit.due(task.due_at, task.holder.assignee())) }
            @if !deal.is_empty() { dt { (visit.say("Сделка", "Deal")) } dd { (deal) } }
            @if !client.is_empty() { dt { (visit.say("Клиент", "Client")) } dd { (client) } }
            dt { (visit.say("У кого", "With")) } dd { (people.join(", ")) }
        }
    }
}

fn acts(holds: &Holds, task: &Task) -> Markup {
    let (visit, me) = (&holds.visit, &holds.link.person);
    let has = task.holder.assignee() == Some(me) || task.instead_of.as_ref() == Some(me);
    let may_take = task.holder.assignee().is_none() && task.holder.everybody().contains(me);
    html! {
        @if let Some(number) = escalation(holds) { (answer(holds, number)) }
        @if may_take {
            (form(holds, "claim", html! { button.primary { (visit.say("Взять задачу", "Take the task")) } }))
        }
        @if has { (complete(holds)) (postpone(holds)) }
    }
}

fn form(holds: &Holds, act: &str, inside: Markup) -> Markup {
    html! {
        form.card method="post" action=(holds.here) {
            input type="hidden" name="do" value=(act);
            (inside)
        }
    }
}

fn complete(holds: &Holds) -> Markup {
    let visit = &holds.visit;
    let simple = simple(holds);
    html! {
        @if !simple.is_empty() {
            (form(holds, "complete", html! {
                h2 { (visit.say("Готово", "Done")) }
                (comment(holds, "complete-comment", visit.say("Комментарий", "Comment"), false))
                div.answers {
                    @for offer in &simple { button.primary name="result" value=(offer.result) { (offer.title.get(visit.locale)) } }
                }
                p.hint { (visit.say("Результаты, которые что-то спрашивают, — на странице задачи.", "Results that ask for something are on the task's page.")) }
            }))
        }
    }
}

fn postpone(holds: &Holds) -> Markup {
    let visit = &holds.visit;
    form(
        holds,
        "postpone",
        html! {
            h2 { (visit.say("Нужно больше времени", "More time is needed")) }
            (until(holds, "postpone-until", visit.say("Новый срок", "New date"), true))
            (comment(holds, "postpone-comment", visit.say("Почему", "Why"), true))
            button { (visit.say("Перенести срок", "Move the date")) }
        },
    )
}

fn answer(holds: &Holds, number: u32) -> Markup {
    let visit = &holds.visit;
    let may = Answers::of(&visit.world, holds.case(), number, &holds.link.person, visit.now);
    html! {
        @if may.acknowledge || may.more_time {
            (form(holds, "answer", html! {
                h2 { (visit.say("Ваш ответ", "Your answer")) }
                (comment(holds, "answer-comment", visit.say("Комментарий", "Comment"), false))
                @if may.more_time { (until(holds, "answer-until", visit.say("Дать время до", "Give time until"), false)) }
                button.primary { (visit.say("Принять к сведению", "Acknowledge")) }
                @if may.more_time { p.hint { (visit.say("Со сроком — это новый срок задачи; без него вы только знаете.", "With a date, the task has that date; without one you only know.")) } }
            }))
        }
    }
}

fn comment(holds: &Holds, id: &str, title: &str, must: bool) -> Markup {
    html! {
        div.field {
            label for=(id) { (title) @if !must { span.quiet { " " (holds.visit.say("(можно не писать)", "(may stay empty)")) } } }
            textarea id=(id) name="comment" rows="2" required[must] maxlength=(super::TEXT_LONGEST) {}
        }
    }
}

fn until(holds: &Holds, id: &str, title: &str, must: bool) -> Markup {
    html! {
        div.field {
            label for=(id) { (title) }
            input id=(id) name="until" type="datetime-local" required[must] min=(when::for_field(holds.visit.now, holds.visit.zone));
        }
    }
}
