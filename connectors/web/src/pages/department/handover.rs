//! Handing over a chosen part of somebody's deals: choose them, see which tasks go with them, then do it.
//!
//! Each deal is handed over by a command of its own; what the core refuses stays where it is, and the page says so.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::{amount_of_money, plural};
use voronka_core::{Actor, CaseId, Command, FieldProblem};
use voronka_definition::model::{ChoiceOption, FieldType};
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Process, Text};
use voronka_runtime::{CaseFilter, CaseRecord, CaseStatus, Key, PAGE_MOST, PageRequest, Passing, Refused};

use super::super::circle;
use super::super::frame::{self, Page, Place};
use super::super::language::Said;
use super::super::raw::Raw;
use super::super::refused::{self, missing};
use super::super::sheet::Sheet;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

const HERE: &str = "/department/handover";
/// What the form has fields for.
const SHOWN: [&str; 3] = ["case", "to", "comment"];
/// The field that says which choice was looked at: only that is handed over.
const LOOKED_AT: &str = "looked_at";

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route(HERE, get(show).post(act))
}

/// Whose deals.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    from: String,
}

/// A deal that would be handed over, with the tasks that go with it.
struct Moved {
    title: String,
    passing: Vec<Passing>,
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    page(&visit, &wanted.from, &Raw::default(), &[], None).await
}

/// Whose deals this visitor may hand over: everybody's below him, and his own; also of who left.
fn givers(visit: &Visit) -> Vec<PersonId> {
    let known = visit.world.organisation.people.keys();
    let may = |person: &&PersonId| visit.horizon.everything || visit.horizon.below.contains(*person) || **person == visit.me;
    let mut all: Vec<PersonId> = known.filter(may).cloned().collect();
    all.sort_by(|one, other| visit.name(one).cmp(visit.name(other)));
    all
}

async fn deals(visit: &Visit, from: &PersonId) -> Result<Vec<CaseRecord>, Problem> {
    let filter = CaseFilter { owner: Some(from.clone()), status: Some(CaseStatus::Open), ..CaseFilter::default() };
    let page = PageRequest { limit: PAGE_MOST, after: None };
    Ok(visit.app.engine.reads().cases(&visit.horizon, &filter, &page).await?.items)
}

async fn act(State(app): State<App>, visit: Visit, Submitted { raw, key }: Submitted) -> Result<Response, Problem> {
    let from = raw.get("from").to_owned();
    let chosen = chosen(&raw);
    let to = raw.some("to").map(PersonId::from);
    let (Some(to), false, Some(comment)) = (to.clone(), chosen.is_empty(), raw.some("comment")) else {
        let there = [("case", !chosen.is_empty()), ("to", to.is_some()), ("comment", raw.some("comment").is_some())];
        let problems: Vec<_> = there.iter().filter(|(_, is_there)| !is_there).map(|(field, _)| missing(field)).collect();
        return page(&visit, &from, &raw, &problems, None).await;
    };
    if raw.get("act") != "hand" || raw.get(LOOKED_AT) != choice(&chosen, &to) {
        return match preview(&visit, &chosen, &to, comment).await {
            Ok(moved) => page(&visit, &from, &raw, &[], Some(&moved)).await,
            Err(Refused::Rejected(rejection)) => {
                let problems = refused::in_place(rejection)?;
                page(&visit, &from, &raw, &problems, None).await
            }
            Err(refused) => Err(refused.into()),
        };
    }
    let (mut handed, mut kept, mut others) = (0, 0, 0);
    for case in chosen {
        let command = Command::ChangeOwner { person: to.clone(), comment: comment.to_owned() };
        let key = Key { key: format!("{} {case}", key.key), ..key.clone() };
        // Somebody else gave it away since it was looked at: his decision stands.
        let now = app.engine.reads().case(case).await?.filter(|case| visit.horizon.sees(case));
        if now.is_some_and(|case| case.owner.as_str() != from) && app.engine.recall_answer(&key).await?.is_none() {
            others += 1;
            continue;
        }
        match app.engine.execute(case, command, Actor::Person(visit.me.clone()), Some(key)).await {
            Ok(_) => handed += 1,
            Err(Refused::Rejected(_) | Refused::NotFound) => kept += 1,
            Err(refused) => return Err(refused.into()),
        }
    }
    Ok(Said::on(&format!("{HERE}?from={from}"), &told(&visit, &to, handed, (kept, others))))
}

/// Whom which deals would go to, to be held against what was looked at.
fn choice(chosen: &[CaseId], to: &PersonId) -> String {
    let cases: Vec<String> = chosen.iter().map(ToString::to_string).collect();
    format!("{to} {}", cases.join(" "))
}

fn chosen(raw: &Raw) -> Vec<CaseId> {
    raw.under("case").filter_map(|(name, _)| name.strip_prefix("case.")?.parse().ok()).take(PAGE_MOST as usize).collect()
}

async fn preview(visit: &Visit, chosen: &[CaseId], to: &PersonId, comment: &str) -> Result<Vec<Moved>, Refused> {
    let mut moved = Vec::new();
    for case in chosen {
        let passing = visit.app.engine.preview_owner(*case, to, comment, &visit.me).await?;
        let title = visit.app.engine.reads().case(*case).await?.map(|case| case.title().to_owned()).unwrap_or_default();
        moved.push(Moved { title, passing });
    }
    Ok(moved)
}

/// Whether what goes to somebody is seen by this head no more.
fn leaves(visit: &Visit, to: &PersonId) -> bool {
    !visit.horizon.everything && !visit.horizon.below.contains(to) && *to != visit.me
}

fn told(visit: &Visit, to: &PersonId, handed: u64, (kept, others): (u64, u64)) -> String {
    let name = visit.name(to);
    let mut said = match visit.locale {
        Locale::Ru => format!("Передано: {handed} {} — {name}.", plural(handed, "сделка", "сделки", "сделок")),
        Locale::En => format!("{handed} deal{} handed over to {name}.", if handed == 1 { "" } else { "s" }),
    };
    if others > 0 {
        said.push_str(&visit.say(
            format!("\nНе передано, потому что ответственный тем временем сменился: {others}."),
            format!("\nNot handed over, as the owner has changed meanwhile: {others}."),
        ));
    }
    if kept > 0 {
        said.push_str(&visit.say(format!("\nОсталось как было: {kept}."), format!("\nLeft as they were: {kept}.")));
    }
    said
}

async fn page(
    visit: &Visit,
    from: &str,
    raw: &Raw,
    problems: &[FieldProblem],
    report: Option<&[Moved]>,
) -> Result<Response, Problem> {
    if !circle::is_head(visit) {
        return Err(Problem::not_found());
    }
    let givers = givers(visit);
    let from = givers.iter().find(|person| person.as_str() == from);
    let deals = match from {
        Some(from) => deals(visit, from).await?,
        None => Vec::new(),
    };
    let title = visit.say("Передать сделки", "Hand deals over");
    let body = html! {
        p.crumbs { a href=(super::HERE) { "← " (visit.say("Отдел", "Department")) } }
        h1 { (title) }
        p.lead { (visit.say(
            "Выберите сделки одного сотрудника и того, кто их возьмет. Сначала посмотрите, какие задачи перейдут вместе с ними.",
            "Choose deals of one person and who takes them. First look at which tasks go with them.",
        )) }
        (who(visit, &givers, from))
        @if let Some(from) = from {
            @if deals.is_empty() {
                div.card.empty { p { (visit.say("Здесь нет открытых сделок.", "There are no open deals here.")) } }
            } @else { (form(visit, from, &deals, raw, problems, report)) }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let here = from.map_or_else(|| HERE.to_owned(), |from| format!("{HERE}?from={from}"));
    Ok(Page { title, place: Place::Department, here: &here, body }.answer(visit, status))
}

fn who(visit: &Visit, givers: &[PersonId], from: Option<&PersonId>) -> Markup {
    html! {
        form.filters method="get" action=(HERE) {
            label { span { (visit.say("Чьи сделки", "Whose deals")) }
                select name="from" {
                    @for person in givers { option value=(person) selected[from == Some(person)] { (visit.name(person)) } }
                }
            }
            button { (visit.say("Показать", "Show")) }
        }
    }
}

fn form(
    visit: &Visit,
    from: &PersonId,
    deals: &[CaseRecord],
    raw: &Raw,
    problems: &[FieldProblem],
    report: Option<&[Moved]>,
) -> Markup {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "handover" };
    let people = visit.world.organisation.people.keys().filter(|person| *person != from && visit.world.is_active(person));
    let options = people.map(|person| ChoiceOption { id: person.to_string(), title: Text::Any(visit.choosable(person)) });
    let first = !raw.under("case").any(|_| true) && problems.is_empty();
    frame::form(
        visit,
        HERE,
        html! { div.card {
            input type="hidden" name="from" value=(from);
            (sheet.summary(&SHOWN))
            fieldset.field.wrong[sheet.is_wrong("case")] {
                legend { (visit.say("Сделки", "Deals")) span.count { (deals.len()) } }
                @if sheet.is_wrong("case") { p.error { (visit.say("Выберите хотя бы одну.", "Choose one at least.")) } }
                ul.list.picks { @for deal in deals { (pick(visit, deal, first || raw.some(&format!("case.{}", deal.id)).is_some())) } }
            }
            (sheet.own("to", ("Кому передать", "Who takes over"), FieldType::Choice(options.collect()), true))
            (sheet.comment("comment", visit.say("Почему", "Why"), true))
            @if let Some(moved) = report { (preview_told(visit, raw, moved)) }
            div.acts {
                button.primary[report.is_none()] name="act" value="preview" { (visit.say("Что перейдет", "What goes over")) }
                @if report.is_some() { button.primary name="act" value="hand" { (visit.say("Передать", "Hand over")) } }
            }
        } },
    )
}

fn pick(visit: &Visit, deal: &CaseRecord, is_chosen: bool) -> Markup {
    let process = visit.world.processes.get(&deal.process);
    let stage = deal.stage.as_ref().and_then(|stage| process?.stage(stage)).map(|stage| stage.title.get(visit.locale));
    html! {
        li { label {
            input type="checkbox" name={ "case." (deal.id) } value="on" checked[is_chosen];
            span.what {
                span.title { (deal.title) }
                span.about {
                    (stage.unwrap_or_default())
                    @if let Some(amount) = deal.amount { " · " (amount_of_money(amount, visit.locale)) }
                }
            }
            @if let Some(due) = deal.next_due_at { (visit.due(due, Some(&deal.owner))) }
        } }
    }
}

fn preview_told(visit: &Visit, raw: &Raw, moved: &[Moved]) -> Markup {
    let to = PersonId::from(raw.get("to"));
    let is_changed = raw.get("act") == "hand";
    html! {
        input type="hidden" name=(LOOKED_AT) value=(choice(&chosen(raw), &to));
        section.chapter {
            @if is_changed {
                p.alert role="alert" { (visit.say(
                    "Вы изменили выбор. Ничего еще не передано: посмотрите еще раз, что перейдет.",
                    "You have changed the choice. Nothing was handed over yet: look once more at what goes over.",
                )) }
            }
            @if leaves(visit, &to) {
                p.notice { (visit.say(
                    format!("{} работает не в вашем отделе: этих сделок вы больше не увидите, и вернуть их сможет только другой руководитель.", visit.name(&to)),
                    format!("{} does not work in your department: you will see these deals no more, and only another head can give them back.", visit.name(&to)),
                )) }
            }
            h2 { (visit.say("Перейдет", "Goes over")) span.count { (moved.len()) } }
            ul.list { @for one in moved { li.task { div.what {
                span.title { (one.title) }
                @for passing in &one.passing {
                    span.about { (passing.title.get(visit.locale)) " → " (visit.speaker().people(&passing.to)) }
                }
                @if one.passing.is_empty() {
                    span.about { (visit.say("открытые задачи остаются у своих исполнителей", "open tasks stay with who has them")) }
                }
            } } } }
        }
    }
}
