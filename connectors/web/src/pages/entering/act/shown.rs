//! The page of a link: the task in a few facts, and what may be done about it without logging in.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use voronka_core::answers::Answers;
use voronka_core::case::Task;
use voronka_core::offer::{Offer, offers};
use voronka_definition::model::builtin;

use super::{COMMENT, Holds, UNTIL, Wrong};
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

/// Whether the page offers an act on the task. What it does not offer a link does not do, whoever its reader is: a letter that tells a
/// head of something is no way to move its date.
pub(super) fn is_offered(holds: &Holds, act: &str) -> bool {
    let Some(task) = holds.case().tasks.get(&holds.link.task.number) else { return false };
    let me = &holds.link.person;
    match act {
        "claim" => task.holder.assignee().is_none() && task.holder.everybody().contains(me),
        "complete" | "postpone" => task.holder.assignee() == Some(me) || task.instead_of.as_ref() == Some(me),
        "answer" => escalation(holds).is_some(),
        _ => false,
    }
}

/// Who has the task, in a line.
pub(super) fn whose(holds: &Holds) -> String {
    let task = holds.case().tasks.get(&holds.link.task.number);
    let people = task.map(|task| task.holder.everybody()).unwrap_or_default();
    people.iter().map(|person| holds.visit.name(person)).collect::<Vec<_>>().join(", ")
}

/// The page; what was wrong with an act stands first.
pub(super) async fn page(holds: &Holds, wrong: Option<&Wrong<'_>>) -> Result<Response, Problem> {
    let visit = &holds.visit;
    let Some(task) = holds.case().tasks.get(&holds.link.task.number) else { return Err(Problem::not_found()) };
    let history = seen::history(visit, holds.link.task.case).await?;
    let title = task.title.get(visit.locale);
    let body = html! {
        section.act-page {
            h1 { (title) }
            @if let Some(wrong) = wrong { div.alert role="alert" { strong { @match wrong.field {
                Some(_) => (visit.say("Не сохранено: исправьте отмеченное поле.", "Not saved: correct the marked field.")),
                None => (wrong.text),
            } } } }
            (facts(holds, task))
            p { (because::origin(visit, &holds.seen.process, &history, task)) }
            (acts(&Forms { holds, wrong }))
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
    html! {
        dl.facts {
            dt { (visit.say("Срок", "Due")) } dd { (visit.due(task.due_at, task.holder.assignee())) }
            @if !deal.is_empty() { dt { (visit.say("Сделка", "Deal")) } dd { (deal) } }
            @if !client.is_empty() { dt { (visit.say("Клиент", "Client")) } dd { (client) } }
            dt { (visit.say("У кого", "With")) } dd { (whose(holds)) }
        }
    }
}

/// The forms of the page, and what was wrong with the one that was sent.
struct Forms<'a> {
    holds: &'a Holds,
    wrong: Option<&'a Wrong<'a>>,
}

fn acts(forms: &Forms<'_>) -> Markup {
    let visit = &forms.holds.visit;
    html! {
        @if let Some(number) = escalation(forms.holds) { (forms.answer(number)) }
        @if is_offered(forms.holds, "claim") {
            (forms.form("claim", html! { button.primary { (visit.say("Взять задачу", "Take the task")) } }))
        }
        @if is_offered(forms.holds, "complete") { (forms.complete()) }
        @if is_offered(forms.holds, "postpone") { (forms.postpone()) }
    }
}

impl Forms<'_> {
    fn form(&self, act: &str, inside: Markup) -> Markup {
        html! {
            form.card method="post" action=(self.holds.here) {
                input type="hidden" name="do" value=(act);
                (inside)
            }
        }
    }

    fn complete(&self) -> Markup {
        let visit = &self.holds.visit;
        let simple = simple(self.holds);
        html! {
            @if !simple.is_empty() {
                (self.form("complete", html! {
                    h2 { (visit.say("Готово", "Done")) }
                    (self.comment("complete", visit.say("Комментарий", "Comment"), false))
                    div.answers {
                        @for offer in &simple { button.primary name="result" value=(offer.result) { (offer.title.get(visit.locale)) } }
                    }
                    p.hint { (visit.say("Результаты, которые что-то спрашивают, — на странице задачи.", "Results that ask for something are on the task's page.")) }
                }))
            }
        }
    }

    fn postpone(&self) -> Markup {
        let visit = &self.holds.visit;
        self.form(
            "postpone",
            html! {
                h2 { (visit.say("Нужно больше времени", "More time is needed")) }
                (self.until("postpone", visit.say("Новый срок", "New date"), true))
                (self.comment("postpone", visit.say("Почему", "Why"), true))
                button { (visit.say("Перенести срок", "Move the date")) }
            },
        )
    }

    fn answer(&self, number: u32) -> Markup {
        let (visit, holds) = (&self.holds.visit, self.holds);
        let may = Answers::of(&visit.world, holds.case(), number, &holds.link.person, visit.now);
        html! {
            @if may.acknowledge || may.more_time {
                (self.form("answer", html! {
                    h2 { (visit.say("Ваш ответ", "Your answer")) }
                    (self.comment("answer", visit.say("Комментарий", "Comment"), false))
                    @if may.more_time { (self.until("answer", visit.say("Дать время до", "Give time until"), false)) }
                    button.primary { (visit.say("Принять к сведению", "Acknowledge")) }
                    @if may.more_time { p.hint { (visit.say("Со сроком — это новый срок задачи; без него вы только знаете.", "With a date, the task has that date; without one you only know.")) } }
                }))
            }
        }
    }

    /// What was sent in a field, where its form was sent; and what was wrong with it.
    fn tried(&self, act: &str, name: &str) -> (&str, Option<&str>) {
        let Some(wrong) = self.wrong.filter(|wrong| wrong.raw.get("do") == act) else { return ("", None) };
        (wrong.raw.get(name), (wrong.field == Some(name)).then_some(wrong.text.as_str()))
    }

    fn comment(&self, act: &str, title: &str, must: bool) -> Markup {
        let (id, (typed, wrong)) = (format!("{act}-{COMMENT}"), self.tried(act, COMMENT));
        let told = wrong.map(|_| format!("{id}-wrong"));
        html! {
            div.field.wrong[wrong.is_some()] {
                label for=(id) { (title) @if !must { span.quiet { " " (self.holds.visit.say("(можно не писать)", "(may stay empty)")) } } }
                @if let Some(wrong) = wrong { p.error id=[&told] { (wrong) } }
                textarea id=(id) name=(COMMENT) rows="2" required[must] maxlength=(super::TEXT_LONGEST)
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[&told] { (typed) }
            }
        }
    }

    fn until(&self, act: &str, title: &str, must: bool) -> Markup {
        let visit = &self.holds.visit;
        let (id, (typed, wrong)) = (format!("{act}-{UNTIL}"), self.tried(act, UNTIL));
        let told = wrong.map(|_| format!("{id}-wrong"));
        html! {
            div.field.wrong[wrong.is_some()] {
                label for=(id) { (title) }
                @if let Some(wrong) = wrong { p.error id=[&told] { (wrong) } }
                input id=(id) name=(UNTIL) type="datetime-local" required[must] min=(when::for_field(visit.now, visit.zone)) value=(typed)
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[&told];
            }
        }
    }
}
