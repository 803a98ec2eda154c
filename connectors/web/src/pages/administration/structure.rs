//! Departments and directions: who heads them, and what is part of what.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::FieldProblem;
use voronka_definition::model::FieldType;
use voronka_definition::name::{DepartmentId, DirectionId, PersonId};
use voronka_definition::organisation::{Department, Direction};
use voronka_definition::{Locale, Process, Text};
use voronka_runtime::Edited;

use super::super::frame;
use super::super::language::Said;
use super::super::raw::Raw;
use super::super::refused::missing;
use super::super::sheet::Sheet;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::people::titled;
use super::{
    HERE, calendar_options, changed_meanwhile, colleagues, departments, in_place, let_in, page, seen_as, status_of, tabs, wrong,
    zone,
};
use crate::app::App;
use crate::problem::Problem;

/// The end of the address of the list.
const LIST: &str = "/structure";
/// The end of the address of the form.
const FORM: &str = "/structure/edit";
/// What the form has fields for; the first only where something is new.
const SHOWN: [&str; 7] = ["id", "title", "title_en", "part_of", "head", "calendar", "time_zone"];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/administration/structure", get(list)).route("/administration/structure/edit", get(show).post(save))
}

/// What is edited, as the address says it: a department or a direction; without an id a new one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    kind: String,
    id: String,
}

impl Wanted {
    fn is_direction(&self) -> bool {
        self.kind == "direction"
    }
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let organisation = &visit.world.organisation;
    let body = html! {
        (tabs(&visit, LIST))
        div.head {
            h1 { (visit.say("Отделы и направления", "Departments and directions")) }
            span.grow {}
            a.button href={ (HERE) (FORM) "?kind=direction" } { (visit.say("Новое направление", "New direction")) } " "
            a.button.primary href={ (HERE) (FORM) "?kind=department" } { (visit.say("Новый отдел", "New department")) }
        }
        section.chapter {
            h2 { (visit.say("Отделы", "Departments")) span.count { (organisation.departments.len()) } }
            ul.list { (below(&visit, None, 0)) }
        }
        section.chapter {
            h2 { (visit.say("Направления", "Directions")) span.count { (organisation.directions.len()) } }
            ul.list { @for (id, direction) in &organisation.directions {
                (row(&visit, ("direction", id.as_str()), direction.title.get(visit.locale), direction.head.as_ref(), 0))
            } }
        }
    };
    Ok(page(&visit, LIST, axum::http::StatusCode::OK, body))
}

/// The departments that are part of one, each with those that are part of it; so deep at most as there are departments.
fn below(visit: &Visit, above: Option<&DepartmentId>, depth: usize) -> Markup {
    let all = &visit.world.organisation.departments;
    let parts = all.iter().filter(|(_, department)| department.part_of.as_ref() == above);
    html! {
        @if depth <= all.len() {
            @for (id, department) in parts {
                (row(visit, ("department", id.as_str()), department.title.get(visit.locale), department.head.as_ref(), depth))
                (below(visit, Some(id), depth + 1))
            }
        }
    }
}

fn row(visit: &Visit, (kind, id): (&str, &str), title: &str, head: Option<&PersonId>, depth: usize) -> Markup {
    let people = visit.world.organisation.people.values();
    let members =
        people.filter(|person| person.active && person.department.as_ref().is_some_and(|own| own.as_str() == id)).count();
    html! {
        li class={ "task depth" (depth.min(4)) } {
            div.what {
                a.title href={ (HERE) (FORM) "?kind=" (kind) "&id=" (id) } { (title) }
                span.about {
                    @match head {
                        Some(head) => { (visit.say("руководитель — ", "head: ")) (visit.name(head)) },
                        None => (visit.say("без руководителя", "no head")),
                    }
                }
            }
            @if kind == "department" { span.quiet { (visit.say("сотрудников: ", "people: ")) (members) } }
        }
    }
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let_in(&visit)?;
    let raw = if wanted.id.is_empty() { Raw::default() } else { known(&visit, &wanted).ok_or_else(Problem::not_found)? };
    Ok(form(&visit, &wanted, &raw, &[]))
}

/// What is known, as the fields of the form.
fn known(visit: &Visit, wanted: &Wanted) -> Option<Raw> {
    let organisation = &visit.world.organisation;
    let (title, part_of, head, calendar, time_zone, seen) = if wanted.is_direction() {
        let found = organisation.directions.get(&DirectionId::from(wanted.id.as_str()))?;
        (&found.title, None, &found.head, &found.calendar, found.time_zone, seen_as(found))
    } else {
        let found = organisation.departments.get(&DepartmentId::from(wanted.id.as_str()))?;
        (&found.title, found.part_of.as_ref(), &found.head, &found.calendar, found.time_zone, seen_as(found))
    };
    let text = |id: Option<String>| id.unwrap_or_default();
    let mut raw = Raw::default();
    raw.set("title", title.get(Locale::Ru));
    raw.set("title_en", title.get(Locale::En));
    raw.set("part_of", text(part_of.map(ToString::to_string)));
    raw.set("head", text(head.as_ref().map(ToString::to_string)));
    raw.set("calendar", text(calendar.as_ref().map(ToString::to_string)));
    raw.set("time_zone", text(time_zone.map(|zone| zone.name().to_owned())));
    raw.set("seen", seen);
    Some(raw)
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
    form_sent: Submitted,
) -> Result<Response, Problem> {
    let_in(&visit)?;
    let raw = form_sent.raw;
    let edited = match edited(&visit, &wanted, &raw) {
        Ok(edited) => edited,
        Err(problems) => return Ok(form(&visit, &wanted, &raw, &problems)),
    };
    let title = raw.get("title").to_owned();
    match app.engine.edit_organisation(edited, &visit.me).await {
        Ok(()) => Ok(Said::on(&format!("{HERE}{LIST}"), &visit.say(format!("Сохранено: {title}"), format!("Saved: {title}")))),
        Err(refused) => Ok(form(&visit, &wanted, &raw, &in_place(refused)?)),
    }
}

fn edited(visit: &Visit, wanted: &Wanted, raw: &Raw) -> Result<Edited, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let before = known(visit, wanted);
    let id = if wanted.id.is_empty() { raw.some("id").unwrap_or_default() } else { &wanted.id };
    let is_taken = wanted.id.is_empty() && known(visit, &Wanted { id: id.to_owned(), ..wanted.clone() }).is_some();
    if id.is_empty() {
        problems.push(missing("id"));
    } else if is_taken {
        problems.push(wrong("id", "Такое имя уже занято.", "This name is taken already."));
    }
    if before.is_some_and(|before| before.get("seen") != raw.get("seen")) {
        problems.push(changed_meanwhile());
    }
    let title = titled(raw);
    if title.is_none() {
        problems.push(missing("title"));
    }
    let time_zone = zone(raw.some("time_zone")).map_err(|problem| problems.push(problem)).ok().flatten();
    match title.filter(|_| problems.is_empty()) {
        Some(title) => Ok(made(wanted, id, title, raw, time_zone)),
        None => Err(problems),
    }
}

fn made(wanted: &Wanted, id: &str, title: Text, raw: &Raw, time_zone: Option<chrono_tz::Tz>) -> Edited {
    let head = raw.some("head").map(PersonId::from);
    let calendar = raw.some("calendar").map(Into::into);
    if wanted.is_direction() {
        Edited::Direction(id.into(), Direction { title, head, calendar, time_zone })
    } else {
        let part_of = raw.some("part_of").map(DepartmentId::from);
        Edited::Department(id.into(), Department { title, part_of, head, calendar, time_zone })
    }
}

fn form(visit: &Visit, wanted: &Wanted, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "structure" };
    let title = match (wanted.is_direction(), wanted.id.is_empty()) {
        (true, true) => visit.say("Новое направление", "New direction"),
        (false, true) => visit.say("Новый отдел", "New department"),
        (true, false) => visit.say("Направление", "Direction"),
        (false, false) => visit.say("Отдел", "Department"),
    };
    let above = departments(visit).into_iter().filter(|option| option.id != wanted.id).collect();
    let end = format!("{FORM}?kind={}&id={}", wanted.kind, wanted.id);
    let body = html! {
        p.crumbs { a href={ (HERE) (LIST) } { "← " (visit.say("Отделы и направления", "Departments and directions")) } }
        h1 { (title) @if !wanted.id.is_empty() { ": " (raw.get("title")) } }
        (frame::form(visit, &format!("{HERE}{end}"), html! { div.card {
            input type="hidden" name="seen" value=(raw.get("seen"));
            (sheet.summary(&SHOWN[usize::from(!wanted.id.is_empty())..]))
            @if wanted.id.is_empty() {
                (sheet.line("id", ("Короткое имя: латиница и цифры", "Short name: Latin letters and digits"), true))
            }
            div.two {
                (sheet.line("title", ("Название", "Title"), true))
                (sheet.line("title_en", ("Название по-английски", "Title in English"), false))
            }
            @if !wanted.is_direction() {
                (sheet.own("part_of", ("Входит в отдел", "Part of the department"), FieldType::Choice(above), false))
            }
            (sheet.own("head", ("Руководитель", "Head"), FieldType::Choice(colleagues(visit)), false))
            div.two {
                (sheet.own("calendar", ("Календарь, если свой", "Calendar, if another"), FieldType::Choice(calendar_options(visit)), false))
                (sheet.line("time_zone", ("Часовой пояс, если свой", "Time zone, if another"), false))
            }
            button.primary { (visit.say("Сохранить", "Save")) }
        } }))
    };
    page(visit, &end, status_of(problems), body)
}
