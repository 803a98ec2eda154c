//! The page of a task: why it exists, how to do it, and the form of each of its results.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use voronka_core::case::{Origin, Task};
use voronka_core::offer::{Offer, offers};
use voronka_core::{Case, FieldProblem, Recorded};
use voronka_definition::model::{FieldType, StepKind, TaskKind, builtin};
use voronka_definition::{Process, Text, Value};
use voronka_runtime::{TaskRecord, TaskStatus};

use super::frame::{Page, Place};
use super::raw::Raw;
use super::seen::Seen;
use super::sheet::{Sheet, document_link};
use super::stale::{self, REVISION};
use super::tasks::{LIST, client, take, urgent};
use super::visit::Visit;
use super::{because, frame, given, icons, links, when};

/// What was tried on the page, and was wrong.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    /// The act: a result as `complete RESULT`, or `postpone`, `hand-over`, `comment`.
    pub act: String,
    /// What was sent.
    pub raw: Raw,
    /// What was wrong with it.
    pub problems: Vec<FieldProblem>,
    /// What others changed meanwhile, a line each.
    pub told: Vec<String>,
}

impl Attempt {
    /// How a page answers on which this was tried.
    pub fn status(&self) -> StatusCode {
        match (self.told.is_empty(), self.problems.is_empty()) {
            (false, _) => StatusCode::PRECONDITION_FAILED,
            (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, true) => StatusCode::OK,
        }
    }
}

/// What the page is made from.
pub(super) struct Shown<'a> {
    pub visit: &'a Visit,
    pub seen: &'a Seen,
    pub record: &'a TaskRecord,
    pub history: &'a [Recorded],
    pub attempt: &'a Attempt,
    /// The words of the list in which the task is unfolded, to come back to; nothing on its own page.
    pub list: Option<&'a str>,
}

/// The page.
pub(super) fn page(shown: &Shown<'_>) -> Response {
    let (visit, record) = (shown.visit, shown.record);
    let title = record.title.get(visit.locale);
    let open = shown.seen.case.tasks.get(&record.id.number);
    let here = format!("/tasks/{}", record.id);
    let body = html! {
        (shown.crumbs())
        div.columns {
            div.main data-live={ "deal " (record.id.case) " " (shown.seen.case.revision) } {
                h1 { span.kind { (icons::of_kind(record.kind)) } (title) (urgent(visit, record.priority)) }
                @match open {
                    Some(task) => { (shown.facts(task)) (shown.work(task)) }
                    None => (shown.closed()),
                }
            }
            aside.side {
                @if let Some(task) = open { (shown.acts(task)) }
                (shown.deal())
                (because::remarks(visit, &shown.seen.process, shown.history, record.id.number))
            }
        }
    };
    Page { title, place: Place::Tasks, here: &here, body }.answer(visit, shown.attempt.status())
}

/// What unfolds in a list below the task: the same without what the row says already.
pub(super) fn panel(shown: &Shown<'_>) -> Markup {
    let (visit, id) = (shown.visit, shown.record.id);
    html! {
        div.panel data-task=(id) {
            @match shown.seen.case.tasks.get(&id.number) {
                Some(task) => div.columns {
                    div.main { (shown.facts(task)) (shown.work(task)) }
                    div.side {
                        (shown.acts(task))
                        (shown.deal())
                        details.card.folded {
                            summary { (visit.say("Что было с задачей", "What happened to the task")) }
                            (because::remarks(visit, &shown.seen.process, shown.history, id.number))
                            p { a href={ "/deals/" (id.case) "#history" } { (visit.say("История сделки", "The deal's history")) } }
                        }
                    }
                },
                None => (shown.closed()),
            }
            p.foot { a href={ "/tasks/" (id) } { (visit.say("Страница задачи", "The task's own page")) } }
        }
    }
}

impl Shown<'_> {
    /// What every form of the task carries besides its fields.
    fn hidden(&self) -> Markup {
        html! {
            @if let Some(list) = self.list { input type="hidden" name=(LIST) value=(list); }
        }
    }

    fn crumbs(&self) -> Markup {
        let case = &self.seen.case;
        html! {
            p.crumbs {
                a href="/" { "← " (self.visit.say("Мои задачи", "My tasks")) }
                @if !self.seen.is_errand() { " · " a href={ "/deals/" (case.id) } { (case.title()) } }
            }
        }
    }

    /// Whose it is, when it is due, and why it exists.
    fn facts(&self, task: &Task) -> Markup {
        let visit = self.visit;
        let speaker = visit.speaker();
        html! {
            dl.facts {
                dt { (visit.say("Срок", "Due")) }
                dd { (visit.due(task.due_at, task.holder.assignee())) (self.moved(task)) }
                @if task.holder.assignee() != Some(&visit.me) {
                    dt { (visit.say("Исполнитель", "Assignee")) }
                    dd {
                        @match task.holder.assignee() {
                            Some(person) => (visit.name(person)),
                            None => { (visit.say("еще никто; предложена: ", "nobody yet; offered to ")) (speaker.people(task.holder.candidates())) }
                        }
                    }
                }
                @if let Some(absent) = &task.instead_of {
                    dt { (visit.say("За коллегу", "Acting for")) }
                    dd { (visit.name(absent)) }
                }
                dt { (visit.say("Откуда", "Why")) }
                dd {
                    (because::origin(visit, &self.seen.process, self.history, task))
                    " " a href={ "/tasks/" (self.record.id) "/why" } { (visit.say("Почему так?", "Why so?")) }
                }
            }
            @if let Some(note) = &task.note { blockquote.note { (links::linked(note)) } }
            @if let Some(guide) = guide(&self.seen.process, task) { div.guide { (links::linked(guide.get(visit.locale))) } }
            (self.paper(task))
        }
    }

    /// The exact date beside the relative one, and the first date where it was moved.
    fn moved(&self, task: &Task) -> Markup {
        let visit = self.visit;
        let exact = |at| voronka_core::words::moment_seen_from(at, visit.now, visit.zone, visit.locale);
        let is_said = (task.due_at - visit.now).num_days() > 1;
        html! {
            span.quiet {
                @if !is_said { " · " (exact(task.due_at)) }
                @if task.first_due_at != task.due_at { " · " (visit.say("сначала: ", "at first: ")) (exact(task.first_due_at)) }
            }
        }
    }

    /// The document that a visa is about.
    fn paper(&self, task: &Task) -> Markup {
        let case = &self.seen.case;
        let field = match step_of(&self.seen.process, task) {
            Some(StepKind::Approve(approve)) => approve.document.as_ref(),
            _ => None,
        };
        match field.and_then(|field| case.data.get(field)) {
            Some(Value::Document(document)) => html! { p.paper { (document_link(self.visit.locale, case, document)) } },
            _ => frame::nothing(),
        }
    }

    /// The results with their forms, for whom the task is.
    fn work(&self, task: &Task) -> Markup {
        let visit = self.visit;
        if task.holder.assignee().is_none() {
            return html! { div.card.claim { p { (visit.say("Задачу можно взять.", "You can take this task.")) } (take(visit, self.record.id)) } };
        }
        if !self.may_work(task) {
            return html! { p.quiet { (visit.say("Эту задачу выполняет другой сотрудник.", "Somebody else does this task.")) } };
        }
        let offers = offers(&self.seen.process, &self.seen.case, task);
        let only = offers.len() == 1;
        html! {
            section.results {
                h2 { (question(visit, task.kind, only)) }
                @for offer in &offers { (self.result(offer, only)) }
            }
        }
    }

    fn may_work(&self, task: &Task) -> bool {
        let horizon = &self.visit.horizon;
        let people = task.holder.everybody();
        let as_holder = people.iter().any(|person| *person == self.visit.me || horizon.stands_for.contains(person))
            || task.instead_of.as_ref() == Some(&self.visit.me);
        let as_head = people.iter().chain(&task.instead_of).any(|person| horizon.below.contains(person));
        if task.kind == TaskKind::Visa { as_holder && self.seen.case.owner != self.visit.me } else { as_holder || as_head }
    }

    fn result(&self, offer: &Offer, only: bool) -> Markup {
        let visit = self.visit;
        let scope = format!("r-{}", offer.result);
        let (action, tried) =
            (format!("/tasks/{}/complete", self.record.id), self.attempt.act == format!("complete {}", offer.result));
        let known = known(visit, &self.seen.process, &self.seen.case, offer);
        let raw = if tried { &self.attempt.raw } else { &known };
        let problems: &[FieldProblem] = if tried { &self.attempt.problems } else { &[] };
        let sheet = Sheet { visit, process: &self.seen.process, case: Some(&self.seen.case), raw, problems, scope: &scope };
        let asked = || offer.ask.iter().chain(&offer.may_ask).map(|ask| &ask.field);
        let mut shown: Vec<&str> = asked().map(|field| field.as_str()).collect();
        shown.push("comment");
        let has_files =
            asked().filter_map(|id| self.seen.process.field(id)).any(|field| matches!(field.kind, FieldType::Document));
        let inside = html! {
            input type="hidden" name="result" value=(offer.result);
            input type="hidden" name=(REVISION) value=(self.seen.case.revision);
            (self.hidden())
            (stale::notice(visit, if tried { &self.attempt.told } else { &[] }))
            (sheet.summary(&shown))
            (sheet.questions(&offer.ask, &offer.may_ask))
            (sheet.comment("comment", visit.say("Комментарий", "Comment"), offer.comment_required))
            button.primary { (offer.title.get(visit.locale)) }
        };
        let form = if has_files { frame::form_with_files(visit, &action, inside) } else { frame::form(visit, &action, inside) };
        if only {
            return html! { div.result.only { (form) } };
        }
        html! {
            details.result name="result" open[tried] {
                summary { (offer.title.get(visit.locale)) }
                (form)
            }
        }
    }

    /// Postponing, handing over, commenting.
    fn acts(&self, task: &Task) -> Markup {
        let visit = self.visit;
        let assigned = task.holder.assignee().is_some();
        let (later, to) = (visit.say("Перенести срок", "Postpone"), visit.say("Передать", "Hand over"));
        html! {
            section.card.acts-list {
                @if assigned && may_handle(self.visit, task) {
                    (self.act("postpone", later, &|sheet| html! {
                        (sheet.own("due_at", ("Новый срок", "New date"), FieldType::Datetime, true))
                        (sheet.comment("reason", visit.say("Причина", "Reason"), true))
                    }))
                    (self.act("hand-over", to, &|sheet| html! {
                        (sheet.own("to", ("Кому", "To whom"), FieldType::Person, true))
                        (sheet.comment("comment", visit.say("Почему", "Why"), true))
                    }))
                }
                (self.act("comment", visit.say("Комментировать", "Comment"), &|sheet| html! {
                    (sheet.comment("text", visit.say("Комментарий", "Comment"), true))
                }))
            }
        }
    }

    fn act(&self, name: &str, title: &str, fields: &dyn Fn(&Sheet<'_>) -> Markup) -> Markup {
        let tried = self.attempt.act == name;
        let mut proposed = Raw::default();
        proposed.set("due_at", when::for_field(self.later(), self.visit.zone));
        let raw = if tried { &self.attempt.raw } else { &proposed };
        let problems: &[FieldProblem] = if tried { &self.attempt.problems } else { &[] };
        let sheet = Sheet { visit: self.visit, process: &self.seen.process, case: None, raw, problems, scope: name };
        let action = format!("/tasks/{}/{name}", self.record.id);
        html! {
            details.act name="act" open[tried] {
                summary { (title) }
                (frame::form(self.visit, &action, html! {
                    (self.hidden())
                    (stale::notice(self.visit, if tried { &self.attempt.told } else { &[] }))
                    input type="hidden" name=(REVISION) value=(self.seen.case.revision);
                    (sheet.summary(&["due_at", "reason", "to", "comment", "text"]))
                    (fields(&sheet))
                    button { (title) }
                }))
            }
        }
    }

    /// A date to postpone to: the next business day after the due date, or after now.
    fn later(&self) -> DateTime<Utc> {
        let day = voronka_definition::Period::new(1, voronka_definition::Unit::BusinessDays);
        self.visit.working_time(None).add(self.record.due_at.max(self.visit.now), day)
    }

    fn closed(&self) -> Markup {
        let (visit, record) = (self.visit, self.record);
        let how = match record.status {
            TaskStatus::Cancelled => visit.say("Задача снята", "The task was dropped"),
            _ => visit.say("Задача выполнена", "The task is done"),
        };
        let at = record.closed_at.map(|at| when::since(at, visit.now, visit.zone, visit.locale));
        html! {
            div.card.closed {
                p { strong { (how) } @if let Some(at) = at { ", " (at) } }
                (because::ending(visit, &self.seen.process, self.history, record.id.number))
            }
        }
    }

    /// The deal in short.
    fn deal(&self) -> Markup {
        let (visit, case) = (self.visit, &self.seen.case);
        if self.seen.is_errand() {
            return frame::nothing();
        }
        let money = match case.data.get(builtin::AMOUNT) {
            Some(Value::Money(money)) => Some(voronka_core::words::amount_of_money(*money, visit.locale)),
            _ => None,
        };
        let stage = case.stage().and_then(|stage| self.seen.process.stage(stage));
        html! {
            section.card.deal-short {
                h2 { a href={ "/deals/" (case.id) } { (case.title()) } }
                dl.facts {
                    @if let Some(company) = case.data.get(builtin::COMPANY) { dt { (visit.say("Клиент", "Client")) } dd { (client(company)) } }
                    @if let Some(contact) = case.data.get(builtin::CONTACT) {
                        dt { (visit.say("Контакт", "Contact")) } dd { (visit.speaker().value(contact, &FieldType::Contact)) }
                    }
                    @if let Some(money) = money { dt { (visit.say("Сумма", "Amount")) } dd { (money) } }
                    @if let Some(stage) = stage { dt { (visit.say("Стадия", "Stage")) } dd { (stage.title.get(visit.locale)) } }
                    dt { (visit.say("Ответственный", "Owner")) } dd { (visit.name(&case.owner)) }
                    @if let Some(Value::Text(need)) = case.data.get("need") { dt { (visit.say("Потребность", "Need")) } dd { (need) } }
                }
            }
        }
    }
}

/// What the choice of a result is called.
fn question(visit: &Visit, kind: TaskKind, only: bool) -> &'static str {
    match kind {
        _ if only => visit.say("Результат", "Result"),
        TaskKind::Visa => visit.say("Ваше решение", "Your verdict"),
        TaskKind::Form => visit.say("Что выбираете?", "What do you choose?"),
        _ => visit.say("Чем закончилось?", "How did it end?"),
    }
}

/// What is known of the fields that a result asks.
pub(super) fn known(visit: &Visit, process: &Process, case: &Case, offer: &Offer) -> Raw {
    let mut raw = Raw::default();
    let fields = offer.ask.iter().chain(&offer.may_ask).filter_map(|ask| process.field(&ask.field));
    for field in fields {
        // Who is responsible is asked when that changes: a known answer would only be in the way.
        if let Some(value) = case.data.get(&field.id) {
            raw.put(&given::name_of(field), field, value, visit.zone, visit.locale);
        }
    }
    raw
}

/// How to do a task.
fn guide<'a>(process: &'a Process, task: &Task) -> Option<&'a Text> {
    match &task.origin {
        Origin::Activity(activity) => process.activity(activity)?.work.guide.as_ref(),
        Origin::FollowUp(outcome) => process.outcome(outcome)?.follow_up.as_ref()?.guide.as_ref(),
        _ => match step_of(process, task)? {
            StepKind::Task(work) | StepKind::Form(work) => work.guide.as_ref(),
            StepKind::Approve(approve) => approve.guide.as_ref(),
            _ => None,
        },
    }
}

fn step_of<'a>(process: &'a Process, task: &Task) -> Option<&'a StepKind> {
    match &task.origin {
        Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => Some(&process.step(stage, step)?.kind),
        _ => None,
    }
}

/// Whether this visitor may date a task and hand it over.
pub(super) fn may_handle(visit: &Visit, task: &Task) -> bool {
    let (me, horizon) = (&visit.me, &visit.horizon);
    let mut people = task.holder.everybody().iter();
    horizon.everything
        || people.any(|person| person == me || horizon.below.contains(person) || horizon.stands_for.contains(person))
}
