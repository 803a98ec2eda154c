//! Absences: who is away, a form to go away oneself or to let somebody go, and before that the report: what falls due meanwhile, what
//! goes to whom, and what nobody covers.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use voronka_core::words::{day, plural};
use voronka_core::{FieldProblem, absences, unheard};
use voronka_definition::model::{ChoiceOption, FieldType};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};
use voronka_definition::{Locale, Process, Text};
use voronka_runtime::{EnteredAbsence, Handover, Refused};

use super::frame::{self, Page, Place};
use super::language::Said;
use super::leaving;
use super::raw::Raw;
use super::refused::{self, missing};
use super::sheet::Sheet;
use super::submitted::Submitted;
use super::visit::Visit;
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// What the form has fields for.
const SHOWN: [&str; 5] = ["person", "from", "to", "deputy", "tasks"];
/// Which tasks a deputy takes.
const COVERS: [(Covered, &str, &str, &str); 3] = [
    (Covered::All, "all", "все", "all of them"),
    (Covered::Urgent, "urgent", "только со сроком во время отсутствия", "only those that fall due meanwhile"),
    (Covered::None, "none", "никаких", "none"),
];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/absences", get(show).post(enter)).route("/absences/{id}/end", post(end))
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    let mut raw = Raw::default();
    raw.set("person", visit.me.as_str());
    raw.set("tasks", "all");
    Ok(page(&visit, &raw, &[], None))
}

async fn enter(State(app): State<App>, visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    let absence = match wanted(&raw) {
        Ok(absence) => absence,
        Err(problems) => return Ok(page(&visit, &raw, &problems, None)),
    };
    let allowed = absences::may_arrange(&visit.world, &visit.me, &absence.person);
    if let Err(rejection) = allowed.and_then(|()| absences::check(&visit.world, &absence, visit.now)) {
        return refused::in_place(rejection).map(|problems| page(&visit, &raw, &problems, None));
    }
    if raw.get("act") != "enter" {
        let report = app.engine.handovers(&absence).await?;
        return Ok(page(&visit, &raw, &[], Some((&absence, &report))));
    }
    match app.engine.enter_absence(absence.clone(), &visit.me).await {
        Ok(entered) => Ok(Said::on("/absences", &entered_text(&visit, &entered))),
        Err(Refused::Rejected(rejection)) => refused::in_place(rejection).map(|problems| page(&visit, &raw, &problems, None)),
        Err(refused) => Err(refused.into()),
    }
}

fn entered_text(visit: &Visit, entered: &EnteredAbsence) -> String {
    let (name, days) = (visit.name(&entered.absence.person), days(visit, &entered.absence));
    let said = visit.say(format!("Отсутствие записано: {name}, {days}"), format!("The absence is entered: {name}, {days}"));
    warning(visit, &entered.absence).map_or(said.clone(), |warning| format!("{said}. {warning}"))
}

async fn end(State(app): State<App>, visit: Visit, Id(id): Id<String>, _: Submitted) -> Result<Response, Problem> {
    app.engine.end_absence(&id, None, &visit.me).await?;
    Ok(Said::on("/absences", visit.say("Отсутствие закончено, задачи возвращаются.", "The absence is over; tasks come back.")))
}

fn wanted(raw: &Raw) -> Result<Absence, Vec<FieldProblem>> {
    let person = raw.some("person").map(PersonId::from);
    let (from, to) = (raw.some("from").and_then(|day| day.parse().ok()), raw.some("to").and_then(|day| day.parse().ok()));
    let tasks = COVERS.iter().find(|(_, word, ..)| *word == raw.get("tasks")).map(|(covered, ..)| *covered);
    let deputy = raw.some("deputy").map(PersonId::from);
    match (person, from, to, tasks) {
        (Some(person), Some(from), Some(to), Some(tasks)) => Ok(Absence { person, from, to, deputy, tasks }),
        (person, from, to, tasks) => {
            let there =
                [("person", person.is_some()), ("from", from.is_some()), ("to", to.is_some()), ("tasks", tasks.is_some())];
            Err(there.iter().filter(|(_, is_there)| !is_there).map(|(field, _)| missing(field)).collect())
        }
    }
}

fn page(visit: &Visit, raw: &Raw, problems: &[FieldProblem], report: Option<(&Absence, &[Handover])>) -> Response {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "absence" };
    let title = visit.say("Отсутствия", "Absences");
    let body = html! {
        div.head {
            h1 { (title) }
            span.grow {}
            @if !leaving::below(visit).is_empty() { a.button href="/leaving" { (visit.say("Сотрудник увольняется", "Somebody leaves the company")) } }
        }
        (list(visit))
        section {
            h2 { (visit.say("Записать отсутствие", "Enter an absence")) }
            (frame::form(visit, "/absences", html! { div.card {
                (fields(&sheet))
                @if let Some((absence, handovers)) = report { (told(visit, absence, handovers)) }
                button.primary[report.is_none()] name="act" value="preview" { (visit.say("Что произойдет с задачами", "What happens to the tasks")) } " "
                button.primary[report.is_some()] name="act" value="enter" { (visit.say("Записать", "Enter")) }
            } }))
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page { title, place: Place::Tasks, here: "/absences", body }.answer(visit, status)
}

fn fields(sheet: &Sheet<'_>) -> Markup {
    let covers = COVERS.iter().map(|(_, word, ru, en)| ChoiceOption { id: (*word).to_owned(), title: Text::both(*ru, *en) });
    html! {
        (sheet.summary(&SHOWN))
        (sheet.own("person", ("Кто", "Who"), FieldType::Choice(whose(sheet.visit)), true))
        div.two {
            (sheet.own("from", ("Первый день", "First day"), FieldType::Date, true))
            (sheet.own("to", ("Последний день", "Last day"), FieldType::Date, true))
        }
        div.two {
            (sheet.own("deputy", ("Заместитель", "Deputy"), FieldType::Person, false))
            (sheet.own("tasks", ("Какие задачи передать", "Which tasks go to the deputy"), FieldType::Choice(covers.collect()), true))
        }
    }
}

/// Whose absence may be entered: his own, and those of the people below him.
fn whose(visit: &Visit) -> Vec<ChoiceOption> {
    let people = visit.world.organisation.people.keys().filter(|person| visit.world.is_active(person));
    let may = people.filter(|person| absences::may_arrange(&visit.world, &visit.me, person).is_ok());
    let mut may: Vec<&PersonId> = may.collect();
    may.sort_by(|one, other| visit.name(one).cmp(visit.name(other)));
    may.into_iter().map(|person| ChoiceOption { id: person.to_string(), title: Text::Any(visit.choosable(person)) }).collect()
}

/// The report before the holiday.
fn told(visit: &Visit, absence: &Absence, handovers: &[Handover]) -> Markup {
    let part = |is_wanted: &dyn Fn(&Handover) -> bool| handovers.iter().filter(|one| is_wanted(one)).collect::<Vec<_>>();
    let uncovered = part(&|one| one.falls_due && one.to.is_none());
    let given = part(&|one| one.to.is_some());
    let later = part(&|one| !one.falls_due && one.to.is_none());
    html! {
        h3 { (visit.name(&absence.person)) ": " (days(visit, absence)) }
        @if let Some(warning) = warning(visit, absence) { p.notice { (warning) } }
        @if handovers.is_empty() { p { (visit.say("Открытых задач нет.", "There are no open tasks.")) } }
        (group(visit, visit.say("Срок наступит, а заменить некому", "Fall due, and nobody covers them"), "late", &uncovered))
        (group(visit, visit.say("Перейдут к заместителю и вернутся", "Go to the deputy and come back"), "", &given))
        (group(visit, visit.say("Останутся: срок позже", "Stay, as they are due later"), "", &later))
    }
}

/// That nobody would be there to hear of what is late.
fn warning(visit: &Visit, absence: &Absence) -> Option<String> {
    let unheard = unheard::by_absence(&visit.world, absence, visit.now)?;
    Some(unheard.warning(&visit.world).get(visit.locale).to_owned())
}

fn group(visit: &Visit, title: &str, class: &str, handovers: &[&Handover]) -> Markup {
    html! {
        @if !handovers.is_empty() {
            div class={ "tasks " (class) } {
                h3 { (title) span.count { (handovers.len()) } }
                ul.list { @for one in handovers { li.task {
                    div.what {
                        a.title href={ "/tasks/" (one.task.id) } { (one.task.title.get(visit.locale)) }
                        span.about {
                            @if !one.task.errand { (one.task.case_title) }
                            @if let Some(to) = &one.to { " → " (visit.name(to)) }
                        }
                    }
                    (visit.due(one.task.due_at, one.task.assignee.as_ref()))
                } } }
            }
        }
    }
}

/// Absences that are not over, the earliest first.
fn list(visit: &Visit) -> Markup {
    let entered = visit.app.engine.entered_absences();
    let mut all: Vec<&Absence> = visit.world.organisation.absences.iter().collect();
    all.retain(|absence| visit.world.bounds(absence).1 > visit.now);
    all.sort_by(|one, other| (one.from, &one.person).cmp(&(other.from, &other.person)));
    html! {
        @if all.is_empty() { div.card.empty { p { (visit.say("Все на месте, отпусков впереди нет.", "Everybody is there, and nobody plans to be away.")) } } }
        @else {
            ul.list { @for absence in all { (row(visit, absence, entered.iter().find(|one| one.absence == *absence))) } }
        }
    }
}

fn row(visit: &Visit, absence: &Absence, entered: Option<&EnteredAbsence>) -> Markup {
    let is_on = visit.world.is_absent(&absence.person, visit.now) == Some(absence);
    let may_end = entered.filter(|_| absences::may_arrange(&visit.world, &visit.me, &absence.person).is_ok());
    let end = if is_on {
        visit.say("Закончить сейчас", "End it now")
    } else {
        visit.say("Отменить", "Take back")
    };
    html! {
        li.task {
            div.what {
                span.title { (visit.name(&absence.person)) }
                span.about { (covers(visit, absence)) }
            }
            span.due.today[is_on] { (days(visit, absence)) }
            @if let Some(entered) = may_end { (frame::form(visit, &format!("/absences/{}/end", entered.id), html! { button { (end) } })) }
        }
    }
}

fn covers(visit: &Visit, absence: &Absence) -> String {
    let Some(deputy) = absence.deputy.as_ref().filter(|_| absence.tasks != Covered::None) else {
        return visit.say("задачи остаются", "the tasks stay").to_owned();
    };
    let name = visit.name(deputy);
    match absence.tasks {
        Covered::Urgent => visit.say(format!("срочные задачи берет {name}"), format!("urgent tasks go to {name}")),
        _ => visit.say(format!("заместитель — {name}"), format!("deputy: {name}")),
    }
}

/// The days of an absence, and how many they are.
fn days(visit: &Visit, absence: &Absence) -> String {
    let number = u64::try_from((absence.to - absence.from).num_days() + 1).unwrap_or_default();
    let (from, to) = (day(absence.from, visit.locale), day(absence.to, visit.locale));
    let count = match visit.locale {
        Locale::Ru => format!("{number} {}", plural(number, "день", "дня", "дней")),
        Locale::En => format!("{number} day{}", if number == 1 { "" } else { "s" }),
    };
    if number == 1 { from } else { format!("{from} — {to} ({count})") }
}
