//! The list of deals that the visitor may see.

use std::collections::BTreeSet;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::amount_of_money;
use voronka_core::world::first_moment;
use voronka_definition::Process;
use voronka_definition::model::{OutcomeKind, Stage};
use voronka_definition::name::{OutcomeId, ProcessId, StageId};
use voronka_runtime::{CaseFilter, CaseRecord, CaseStatus, Circle, PageRequest};

use super::circle::{self, Choice};
use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The address of the page.
pub(super) const HERE: &str = "/deals";
/// How many deals a page shows.
const DEALS_AT_ONCE: u32 = 100;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route(HERE, get(list))
}

/// Which deals are wanted, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    process: String,
    stage: String,
    of: String,
    /// How they ended: `won`, `lost`, `transferred`.
    result: String,
    /// The first day on which they began, and the last one.
    from: String,
    to: String,
    after: Option<String>,
}

/// What a list shows besides the stage, by the word of the address.
const SHOWS: [(&str, &str, &str); 6] = [
    ("", "открытые", "open"),
    ("mine", "мои открытые", "my open ones"),
    ("late", "с просрочкой", "overdue"),
    ("idle", "без следующей задачи", "without a next task"),
    ("finished", "завершенные", "finished"),
    ("archived", "в архиве", "in the archive"),
];
/// How deals end, by the word of the address.
const RESULTS: [(&str, OutcomeKind, &str, &str); 3] = [
    ("won", OutcomeKind::Won, "выиграны", "won"),
    ("lost", OutcomeKind::Lost, "проиграны", "lost"),
    ("transferred", OutcomeKind::Transferred, "в другом процессе", "in another process"),
];

/// Whose deals a head looks at; everybody whom he sees where he chose nobody.
struct Whose {
    choices: Vec<Choice>,
    persons: Vec<Choice>,
}

impl Whose {
    fn of(visit: &Visit) -> Self {
        let persons = if circle::is_head(visit) { circle::persons(visit) } else { Vec::new() };
        Self { choices: circle::choices(visit), persons }
    }

    /// What was chosen; an address may name what is not his to see, and shows nothing more than that.
    fn chosen(&self, wanted: &Wanted) -> Result<Option<&Choice>, Problem> {
        let mut all = self.choices.iter().chain(&self.persons);
        match wanted.of.as_str() {
            "" => Ok(None),
            word => all.find(|choice| choice.word == word).map(Some).ok_or_else(Problem::not_found),
        }
    }
}

async fn list(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let whose = Whose::of(&visit);
    let page = PageRequest { limit: DEALS_AT_ONCE, after: wanted.after.clone() };
    let (reads, filter) = (app.engine.reads(), filter(&visit, &wanted, whose.chosen(&wanted)?));
    let found = match wanted.show.as_str() {
        "archived" => reads.archived_cases(&visit.horizon, &filter, &page).await?,
        _ => reads.cases(&visit.horizon, &filter, &page).await?,
    };
    let clients = reads.clients(found.items.iter().map(|deal| deal.id)).await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for deal in &found.items {
        rows.push(Row { deal, state: state(&visit, deal).await?, client: clients.get(&deal.id).map_or("", String::as_str) });
    }
    let here = address(&wanted);
    let body = html! {
        div.head data-live="deals" {
            h1 { (visit.say("Сделки", "Deals")) }
            span.grow {}
            a.button href="/deals/board" { (visit.say("Доска", "Board")) } " "
            a.button.primary href="/deals/new" data-key="n" { (visit.say("Новая сделка", "New deal")) }
        }
        (filters(&visit, &wanted, &whose))
        @if rows.is_empty() { (empty(&visit, &wanted)) } @else { (table(&visit, &rows)) }
        @if let Some(next) = &found.next {
            p { a.button href={ (here) "&after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    Ok(Page { title: visit.say("Сделки", "Deals"), place: Place::Deals, here: &here, body }.ok(&visit))
}

/// The address of this list. A name that is none finds nothing, so it needs no care but that it stays a part of an address.
fn address(wanted: &Wanted) -> String {
    let mut address = format!("{HERE}?show={}", plain(&wanted.show));
    let words = [("process", &wanted.process), ("stage", &wanted.stage), ("of", &wanted.of), ("result", &wanted.result)];
    for (name, word) in words.iter().filter(|(_, word)| !word.is_empty()) {
        address.push_str(&format!("&{name}={}", plain(word)));
    }
    for (name, day) in [("from", day(&wanted.from)), ("to", day(&wanted.to))] {
        if let Some(day) = day {
            address.push_str(&format!("&{name}={day}"));
        }
    }
    address
}

/// A day of a form; an empty field is none.
fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')).collect()
}

/// What to do where no deal is shown.
fn empty(visit: &Visit, wanted: &Wanted) -> Markup {
    let is_cut = address(wanted) != address(&Wanted::default());
    html! {
        div.card.empty {
            @if is_cut {
                p { (visit.say("Таких сделок нет.", "There are no such deals.")) }
                p.acts { a.button href="/deals" { (visit.say("Показать все открытые", "Show all that are open")) } }
            } @else {
                h2 { (visit.say("Открытых сделок нет", "No open deals")) }
                p { (visit.say(
                    "Здесь будут ваши сделки и те, в которых у вас есть задачи.",
                    "Here will be your deals, and those in which you have tasks.",
                )) }
                p.acts { a.button.primary href="/deals/new" { (visit.say("Новая сделка", "New deal")) } }
            }
        }
    }
}

fn filter(visit: &Visit, wanted: &Wanted, choice: Option<&Choice>) -> CaseFilter {
    let is_finished = ["finished", "archived"].contains(&wanted.show.as_str()) || !wanted.result.is_empty();
    let some = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
    let (owners, direction) = match choice.map(|choice| &choice.circle) {
        Some(Circle::People(people)) => (Some(people.clone()), None),
        Some(Circle::Direction(direction)) => (None, Some(direction.clone())),
        None => (None, None),
    };
    CaseFilter {
        process: some(&wanted.process).map(ProcessId::from),
        stage: some(&wanted.stage).map(StageId::from),
        status: Some(if is_finished { CaseStatus::Finished } else { CaseStatus::Open }),
        owner: (wanted.show == "mine").then(|| visit.me.clone()),
        owners,
        direction,
        overdue: (wanted.show == "late").then_some(true),
        idle: wanted.show == "idle",
        outcomes: outcomes(visit, wanted),
        opened_from: day(&wanted.from).map(|day| first_moment(day, visit.zone)),
        opened_until: day(&wanted.to).map(|day| first_moment(day.succ_opt().unwrap_or(day), visit.zone)),
        ..CaseFilter::default()
    }
}

/// The outcomes of this kind, of the process that was chosen or of all.
fn outcomes(visit: &Visit, wanted: &Wanted) -> Option<Vec<OutcomeId>> {
    let (_, kind, ..) = RESULTS.iter().find(|(word, ..)| *word == wanted.result)?;
    let processes =
        visit.world.processes.values().filter(|process| wanted.process.is_empty() || process.id.as_str() == wanted.process);
    let all = processes.flat_map(|process| &process.outcomes).filter(|outcome| outcome.kind == *kind);
    Some(all.map(|outcome| outcome.id.clone()).collect())
}

fn filters(visit: &Visit, wanted: &Wanted, whose: &Whose) -> Markup {
    let processes: Vec<_> = visit.world.processes.values().filter(|process| !process.stages.is_empty()).collect();
    html! {
        form.filters method="get" action=(HERE) {
            label { span { (visit.say("Показать", "Show")) }
                select name="show" {
                    @for (word, ru, en) in SHOWS { option value=(word) selected[wanted.show == word] { (visit.say(ru, en)) } }
                }
            }
            @if !whose.choices.is_empty() { (whose_field(visit, wanted, whose)) }
            @if processes.len() > 1 {
                label { span { (visit.say("Процесс", "Process")) }
                    select name="process" {
                        option value="" { (visit.say("любой", "any")) }
                        @for process in &processes {
                            option value=(process.id) selected[wanted.process == process.id.as_str()] { (process.title.get(visit.locale)) }
                        }
                    }
                }
            }
            label { span { (visit.say("Стадия", "Stage")) }
                select name="stage" {
                    option value="" { (visit.say("любая", "any")) }
                    @for stage in stages(&processes, wanted) {
                        option value=(stage.id) selected[wanted.stage == stage.id.as_str()] { (stage.title.get(visit.locale)) }
                    }
                }
            }
            button { (visit.say("Показать", "Show")) }
            (more_filters(visit, wanted))
        }
    }
}

/// What is asked for less often: folded away, unless something of it is chosen.
fn more_filters(visit: &Visit, wanted: &Wanted) -> Markup {
    let is_used = !wanted.result.is_empty() || day(&wanted.from).is_some() || day(&wanted.to).is_some();
    html! {
        details.more open[is_used] {
            summary { (visit.say("Итог и время начала", "How they ended, when they began")) }
            div.filters {
                label { span { (visit.say("Чем закончились", "How they ended")) }
                    select name="result" {
                        option value="" { (visit.say("не важно", "any way")) }
                        @for (word, _, ru, en) in RESULTS { option value=(word) selected[wanted.result == word] { (visit.say(ru, en)) } }
                    }
                }
                label { span { (visit.say("Начаты с", "Begun from")) } input type="date" name="from" value=[day(&wanted.from)]; }
                label { span { (visit.say("по", "until")) } input type="date" name="to" value=[day(&wanted.to)]; }
            }
        }
    }
}

fn whose_field(visit: &Visit, wanted: &Wanted, whose: &Whose) -> Markup {
    let option = |choice: &Choice| html! { option value=(choice.word) selected[choice.word == wanted.of] { (choice.title) } };
    html! {
        label { span { (visit.say("Чьи", "Whose")) }
            select name="of" {
                option value="" { (visit.say("все, что вам видны", "all that you see")) }
                @for choice in &whose.choices { (option(choice)) }
                optgroup label=(visit.say("Сотрудник", "A person")) { @for choice in &whose.persons { (option(choice)) } }
            }
        }
    }
}

/// The stages of the process that was chosen, or of all.
fn stages<'a>(processes: &[&'a Arc<Process>], wanted: &Wanted) -> Vec<&'a Stage> {
    let mut known = BTreeSet::new();
    let chosen = processes.iter().filter(|process| wanted.process.is_empty() || process.id.as_str() == wanted.process);
    chosen.flat_map(|process| &process.stages).filter(|stage| known.insert(stage.id.clone())).collect()
}

/// A deal, where it stands, and whose it is.
struct Row<'a> {
    deal: &'a CaseRecord,
    state: String,
    client: &'a str,
}

/// Where a deal stands, in words.
async fn state(visit: &Visit, deal: &CaseRecord) -> Result<String, Problem> {
    let process = visit.app.engine.process(&deal.process, &deal.version).await?;
    let stage = deal.stage.as_ref().and_then(|stage| process.stage(stage)).map(|stage| &stage.title);
    let outcome = deal.outcome.as_ref().and_then(|outcome| process.outcome(outcome)).map(|outcome| &outcome.title);
    Ok(stage.or(outcome).map_or_else(String::new, |title| title.get(visit.locale).to_owned()))
}

fn table(visit: &Visit, rows: &[Row<'_>]) -> Markup {
    html! {
        table.deals {
            thead { tr {
                th { (visit.say("Сделка", "Deal")) }
                th { (visit.say("Стадия", "Stage")) }
                th.number { (visit.say("Сумма", "Amount")) }
                th { (visit.say("Ответственный", "Owner")) }
                th { (visit.say("Ближайший срок", "Next due")) }
            } }
            tbody { @for one in rows { (row(visit, one)) } }
        }
    }
}

fn row(visit: &Visit, Row { deal, state, client }: &Row<'_>) -> Markup {
    let amount = deal.amount.map(|amount| amount_of_money(amount, visit.locale));
    html! {
        tr {
            td {
                a.title href={ "/deals/" (deal.id) } { (deal.title) }
                @if !client.is_empty() { span.about { (client) } }
            }
            td { span.stage-name { (state) } }
            td.number { (amount.unwrap_or_default()) }
            td { (visit.name(&deal.owner)) }
            td {
                @if let Some(due) = deal.next_due_at { (visit.due(due, Some(&deal.owner))) }
                @else if deal.status == CaseStatus::Open { span.quiet { (visit.say("ждет", "waiting")) } }
            }
        }
    }
}
