//! People: who works here, somebody new, and what is otherwise with somebody.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use voronka_core::FieldProblem;
use voronka_definition::model::FieldType;
use voronka_definition::name::{PersonId, PositionId};
use voronka_definition::organisation::{ADMINISTRATOR, DESIGNER, Person};
use voronka_definition::{Locale, Process, Text};
use voronka_runtime::{Edit, Edited};

use super::super::frame;
use super::super::language::Said;
use super::super::raw::Raw;
use super::super::sheet::Sheet;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::super::when;
use super::{
    HERE, calendar_options, changed_meanwhile, departments, in_place, let_in, option, page, seen_as, status_of, tabs, wrong, zone,
};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The end of the address of the list.
const LIST: &str = "/people";
/// What the form has fields for; the first only where somebody is new.
const SHOWN: [&str; 8] = ["id", "name", "email", "department", "positions", "locale", "time_zone", "calendar"];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/administration/people", get(list))
        .route("/administration/people/new", get(new).post(add))
        .route("/administration/people/{id}", get(show).post(change))
        .route("/administration/people/{id}/again", post(again))
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let (here, gone): (Vec<_>, Vec<_>) = sorted(&visit).into_iter().partition(|(_, person)| person.active);
    let body = html! {
        (tabs(&visit, LIST))
        div.head {
            h1 { (visit.say("Сотрудники", "People")) span.count { (here.len()) } }
            span.grow {}
            a.button href="/leaving" { (visit.say("Сотрудник увольняется", "Somebody leaves the company")) } " "
            a.button.primary href={ (HERE) (LIST) "/new" } { (visit.say("Новый сотрудник", "New person")) }
        }
        (table(&visit, &here))
        @if !gone.is_empty() {
            details.more { summary { (visit.say("Больше не работают", "No longer here")) span.count { (gone.len()) } } (table(&visit, &gone)) }
        }
    };
    Ok(page(&visit, LIST, axum::http::StatusCode::OK, body))
}

/// By department and name.
fn sorted(visit: &Visit) -> Vec<(&PersonId, &Person)> {
    let mut all: Vec<_> = visit.world.organisation.people.iter().collect();
    all.sort_by_key(|(_, person)| (department(visit, person), person.name.as_str()));
    all
}

fn department<'v>(visit: &'v Visit, person: &Person) -> &'v str {
    let known = person.department.as_ref().and_then(|id| visit.world.organisation.departments.get(id));
    known.map_or("", |department| department.title.get(visit.locale))
}

fn table(visit: &Visit, people: &[(&PersonId, &Person)]) -> Markup {
    let edits = visit.app.engine.edits();
    html! {
        table.deals.staff {
            thead { tr {
                th scope="col" { (visit.say("Сотрудник", "Person")) }
                th scope="col" { (visit.say("Почта", "E-mail")) }
                th scope="col" { (visit.say("Отдел", "Department")) }
                th scope="col" { (visit.say("Должности", "Positions")) }
                th scope="col" { (visit.say("Изменено здесь", "Changed here")) }
            } }
            tbody { @for (id, person) in people { tr {
                td { a.title href={ (HERE) (LIST) "/" (id) } { (person.name) } span.about { (id) } }
                td { (person.email.as_deref().unwrap_or_default()) }
                td { (department(visit, person)) }
                td { (person.positions.iter().map(PositionId::as_str).collect::<Vec<_>>().join(", ")) }
                td { @if let Some(edit) = last_edit(&edits, id) { (told(visit, edit)) } }
            } } }
        }
    }
}

fn last_edit<'e>(edits: &'e [Edit], person: &PersonId) -> Option<&'e Edit> {
    edits.iter().rev().find(|edit| matches!(&edit.what, Edited::Person(id, _) if id == person))
}

/// Who made a change, and when.
pub(super) fn told(visit: &Visit, edit: &Edit) -> Markup {
    html! { span.quiet { (when::since(edit.at, visit.now, visit.zone, visit.locale)) ", " (visit.name(&edit.by)) } }
}

async fn new(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let mut raw = Raw::default();
    raw.set("position.manager", "on");
    Ok(form(&visit, None, &raw, &[]))
}

async fn show(visit: Visit, Id(id): Id<String>) -> Result<Response, Problem> {
    let_in(&visit)?;
    let id = PersonId::from(id);
    let person = visit.world.person(&id).ok_or_else(Problem::not_found)?;
    Ok(form(&visit, Some(&id), &filled(person), &[]))
}

fn filled(person: &Person) -> Raw {
    let mut raw = Raw::default();
    raw.set("name", person.name.as_str());
    raw.set("email", person.email.clone().unwrap_or_default());
    raw.set("department", person.department.as_ref().map(ToString::to_string).unwrap_or_default());
    raw.set("locale", person.locale.map(|locale| locale.code().to_owned()).unwrap_or_default());
    raw.set("time_zone", person.time_zone.map(|zone| zone.name().to_owned()).unwrap_or_default());
    raw.set("calendar", person.calendar.as_ref().map(ToString::to_string).unwrap_or_default());
    person.positions.iter().for_each(|position| raw.set(&format!("position.{position}"), "on"));
    raw.set("seen", seen_as(person));
    raw
}

async fn add(State(app): State<App>, visit: Visit, form_sent: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let raw = form_sent.raw;
    let id = raw.some("id").map(PersonId::from);
    let taken = id.as_ref().is_some_and(|id| visit.world.person(id).is_some());
    let mut problems = Vec::new();
    if id.is_none() {
        problems.push(super::super::refused::missing("id"));
    } else if taken {
        problems.push(wrong("id", "Такое имя для входа уже есть.", "There is such a login name already."));
    }
    save(&app, &visit, None, id.unwrap_or_else(|| PersonId::from("")), raw, problems).await
}

async fn change(State(app): State<App>, visit: Visit, Id(id): Id<String>, form_sent: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let id = PersonId::from(id);
    let known = visit.world.person(&id).ok_or_else(Problem::not_found)?;
    let is_other = form_sent.raw.get("seen") != seen_as(known);
    let problems = if is_other { vec![changed_meanwhile()] } else { Vec::new() };
    save(&app, &visit, Some(&id), id.clone(), form_sent.raw, problems).await
}

/// Somebody who left works here again.
async fn again(State(app): State<App>, visit: Visit, Id(id): Id<String>, _sent: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let id = PersonId::from(id);
    let name = visit.world.person(&id).ok_or_else(Problem::not_found)?.name.clone();
    app.engine.reopen(&id, &visit.me).await?;
    let said = visit.say(
        format!(
            "Снова работает: {name}\nДела, которые перешли к другим, остаются у них. Чтобы он вошел, дайте ему способ входа."
        ),
        format!("Works here again: {name}\nWhat others took over stays with them. Give him a way to log in."),
    );
    Ok(Said::on(&format!("{HERE}{LIST}/{id}"), &said))
}

async fn save(
    app: &App,
    visit: &Visit,
    known: Option<&PersonId>,
    id: PersonId,
    raw: Raw,
    mut problems: Vec<FieldProblem>,
) -> Result<Response, Problem> {
    let before = known.and_then(|id| visit.world.person(id));
    let person = match read(&raw, before) {
        Ok(person) if problems.is_empty() => person,
        Ok(_) => return Ok(form(visit, known, &raw, &problems)),
        Err(more) => {
            problems.extend(more);
            return Ok(form(visit, known, &raw, &problems));
        }
    };
    if let Some(other) = person.email.as_deref().and_then(|email| holder(visit, &id, email)) {
        let (ru, en) =
            (format!("Этот адрес уже у другого сотрудника: {other}"), format!("Somebody else has this address: {other}"));
        return Ok(form(visit, known, &raw, &[wrong("email", &ru, &en)]));
    }
    let name = person.name.clone();
    match app.engine.edit_organisation(Edited::Person(id.clone(), person), &visit.me).await {
        Ok(()) if known.is_some() => {
            Ok(Said::on(&format!("{HERE}{LIST}"), &visit.say(format!("Изменения сохранены: {name}"), format!("Saved: {name}"))))
        }
        Ok(()) => {
            let said = visit.say(
                format!(
                    "Сотрудник добавлен: {name}\nЕго уже можно назначать исполнителем. Чтобы он вошел, дайте ему способ входа."
                ),
                format!("Added: {name}\nTasks can be given to this person now. Give him a way to log in."),
            );
            Ok(Said::on(&format!("{HERE}{LIST}"), &said))
        }
        Err(refused) => Ok(form(visit, known, &raw, &in_place(refused)?)),
    }
}

/// Who else has an address; what somebody had before he may keep. By an address people enter, so that two of them could not.
fn holder<'a>(visit: &'a Visit, id: &PersonId, email: &str) -> Option<&'a str> {
    let is_it = |person: &Person| person.email.as_ref().is_some_and(|known| known.to_lowercase() == email.to_lowercase());
    let people = &visit.world.organisation.people;
    let others = || people.iter().filter(|(other, person)| *other != id && person.active && is_it(person));
    let had_it = people.get(id).is_some_and(is_it);
    others().next().filter(|_| !had_it).map(|(_, person)| person.name.as_str())
}

/// The person that a form describes. What it has no field for stays as it was.
fn read(raw: &Raw, before: Option<&Person>) -> Result<Person, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    if raw.some("name").is_none() {
        problems.push(super::super::refused::missing("name"));
    }
    let time_zone = zone(raw.some("time_zone")).unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let held = raw.under("position").filter(|(_, text)| !text.is_empty()).filter_map(|(name, _)| name.strip_prefix("position."));
    let more = raw.get("positions").split(',').map(str::trim).filter(|position| !position.is_empty());
    let positions: BTreeSet<&str> = held.chain(more).collect();
    Ok(Person {
        name: raw.get("name").trim().to_owned(),
        email: raw.some("email").map(str::to_owned),
        department: raw.some("department").map(Into::into),
        positions: positions.into_iter().map(PositionId::from).collect(),
        locale: raw.some("locale").and_then(|code| code.parse().ok()),
        calendar: raw.some("calendar").map(Into::into),
        time_zone,
        active: before.is_none_or(|before| before.active),
    })
}

/// The positions that somebody holds or that mean something to voronka itself.
fn positions(visit: &Visit) -> BTreeSet<String> {
    let held = visit.world.organisation.people.values().flat_map(|person| &person.positions).map(ToString::to_string);
    held.chain([ADMINISTRATOR.to_owned(), DESIGNER.to_owned()]).collect()
}

fn form(visit: &Visit, known: Option<&PersonId>, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "person" };
    let title = match known {
        Some(id) => visit.name(id).to_owned(),
        None => visit.say("Новый сотрудник", "New person").to_owned(),
    };
    let end = known.map_or_else(|| format!("{LIST}/new"), |id| format!("{LIST}/{id}"));
    let edits = visit.app.engine.edits();
    let body = html! {
        p.crumbs { a href={ (HERE) (LIST) } { "← " (visit.say("Сотрудники", "People")) } }
        h1 { (title) }
        (frame::form(visit, &format!("{HERE}{end}"), html! { div.card {
            input type="hidden" name="seen" value=(raw.get("seen"));
            (sheet.summary(&SHOWN[usize::from(known.is_some())..]))
            @if known.is_none() {
                (sheet.line("id", ("Имя для входа: латиница и цифры", "Login name: Latin letters and digits"), true))
            }
            (fields(&sheet))
            div.acts {
                button.primary { (visit.say("Сохранить", "Save")) }
                @if known.is_some() { a href="/leaving" { (visit.say("Сотрудник уходит", "The person leaves")) } }
            }
        } }))
        @if let Some(id) = known {
            @if visit.app.engine.is_closed(id) { (reopening(visit, id)) }
            (story(visit, &edits, id))
        }
    };
    page(visit, &end, status_of(problems), body)
}

/// What is said of somebody who left, and how he comes back.
fn reopening(visit: &Visit, id: &PersonId) -> Markup {
    frame::form(
        visit,
        &format!("{HERE}{LIST}/{id}/again"),
        html! { div.card {
            p { (visit.say("Учетная запись закрыта: человек здесь больше не работает.", "The account is closed: this person does not work here any more.")) }
            div.acts { button { (visit.say("Снова работает", "Works here again")) } }
        } },
    )
}

fn fields(sheet: &Sheet<'_>) -> Markup {
    let visit = sheet.visit;
    let locales = [Locale::Ru, Locale::En].map(|locale| option(locale.code(), locale.pick("Русский", "English")));
    html! {
        div.two {
            (sheet.line("name", ("Имя и фамилия", "Name"), true))
            (sheet.line("email", ("Электронная почта", "E-mail"), false))
        }
        (sheet.own("department", ("Отдел", "Department"), FieldType::Choice(departments(visit)), false))
        fieldset.field.wrong[sheet.is_wrong("positions")] {
            legend { (visit.say("Должности", "Positions")) }
            div.checks { @for position in positions(visit) {
                label.tick { input type="checkbox" name={ "position." (position) } value="on" checked[sheet.raw.some(&format!("position.{position}")).is_some()]; (position) }
            } }
            (sheet.line("positions", ("Другие, через запятую", "Others, apart by commas"), false))
        }
        details.more open[["locale", "time_zone", "calendar"].iter().any(|field| sheet.is_wrong(field) || sheet.raw.some(field).is_some())] {
            summary { (visit.say("Язык, часовой пояс, календарь", "Language, time zone, calendar")) }
            (sheet.own("locale", ("Язык", "Language"), FieldType::Choice(locales.into()), false))
            (sheet.line("time_zone", ("Часовой пояс, если свой", "Time zone, if another"), false))
            (sheet.own("calendar", ("Календарь, если свой", "Calendar, if another"), FieldType::Choice(calendar_options(visit)), false))
        }
    }
}

/// What was changed about somebody, the latest first.
fn story(visit: &Visit, edits: &[Edit], person: &PersonId) -> Markup {
    let his = edits.iter().rev().filter(|edit| matches!(&edit.what, Edited::Person(id, _) if id == person)).collect::<Vec<_>>();
    let line = |edit: &Edit| match &edit.what {
        Edited::Person(_, person) => {
            [Some(person.name.clone()), person.email.clone(), Some(department(visit, person).to_owned())]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
        _ => String::new(),
    };
    html! {
        @if !his.is_empty() { section.chapter {
            h2 { (visit.say("Изменения", "Changes")) }
            ul.list { @for edit in his { li.task { div.what { span { (line(edit)) } span.about { (told(visit, edit)) } } } } }
        } }
    }
}

/// A title in both languages as two fields say it; the second one may be empty.
pub(super) fn titled(raw: &Raw) -> Option<Text> {
    let ru = raw.some("title")?;
    Some(raw.some("title_en").filter(|en| *en != ru).map_or_else(|| Text::from(ru), |en| Text::both(ru, en)))
}
