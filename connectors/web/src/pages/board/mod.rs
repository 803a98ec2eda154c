//! The board of a process: its open deals in columns by stage, with what they amount to, how long they stand there and what comes next.

mod card;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::{amount_of_money, plural};
use voronka_definition::name::{PersonId, ProcessId, StageId};
use voronka_definition::{Locale, Money, Process};
use voronka_runtime::{Board, BoardCard, BoardFilter, BoardTotal};

use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// How many cards a column shows, so that a page stays small on the wire; the list has them all.
const CARDS_MOST: u32 = 12;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals/board", get(show))
}

/// Which board is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    process: String,
    whose: String,
}

/// Whose deals a board shows, by the word of the address.
const WHOSE: [(&str, &str, &str); 3] = [
    ("mine", "мои", "mine"),
    ("department", "мои и подчиненных", "mine and my people's"),
    ("all", "все, что мне видны", "all I may see"),
];

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let processes: Vec<&Arc<Process>> = visit.world.processes.values().filter(|process| !process.stages.is_empty()).collect();
    let whose = whose(&visit, &wanted.whose);
    let owned = owners(&visit, whose);
    let counting = visit.app.engine.reads().boards(&visit.horizon, owned.as_deref());
    let counts = visit.app.workbench.count(&unchanged(&visit, &format!("boards {whose}")), counting).await?;
    // Where none is asked for, the first that holds something, else the longest: it is the main one.
    let longest = processes.iter().max_by_key(|process| process.stages.len());
    let asked = processes.iter().find(|process| process.id.as_str() == wanted.process);
    let process = asked.or_else(|| processes.iter().find(|process| counts.contains_key(&process.id))).or(longest).copied();
    let columns = match process {
        Some(process) => columns(&visit, process, whose).await?,
        None => Vec::new(),
    };
    let body = html! {
        div.head data-live="deals" {
            h1 { (visit.say("Доска сделок", "Board of deals")) }
            span.grow {}
            a.button href="/deals" { (visit.say("Списком", "As a list")) } " "
            a.button.primary href="/deals/new" data-key="n" { (visit.say("Новая сделка", "New deal")) }
        }
        @if let Some(process) = process { (filters(&visit, &processes, &counts, process, whose)) }
        @if columns.iter().all(|column| column.count() == 0) { (empty(&visit)) }
        @else { (shown(&visit, &columns)) }
    };
    let here = format!("/deals/board?process={}&whose={whose}", process.map_or("", |process| process.id.as_str()));
    Ok(Page { title: visit.say("Доска сделок", "Board of deals"), place: Place::Deals, here: &here, body }.ok(&visit))
}

/// The name of something that is read anew for everybody, and whenever a case has changed.
fn unchanged(visit: &Visit, what: &str) -> String {
    format!("{what} of {} at {}", visit.me, visit.app.engine.changes())
}

/// Whose deals are shown: those asked for, else a head's department and a manager's own.
fn whose(visit: &Visit, wanted: &str) -> &'static str {
    let asked = WHOSE.iter().find(|(word, _, _)| *word == wanted).map(|(word, _, _)| *word);
    let own = if visit.horizon.below.is_empty() { "mine" } else { "department" };
    asked.unwrap_or(if visit.horizon.everything && visit.horizon.below.is_empty() { "all" } else { own })
}

fn owners(visit: &Visit, whose: &str) -> Option<Vec<PersonId>> {
    match whose {
        "mine" => Some(vec![visit.me.clone()]),
        "department" => Some(visit.horizon.below.iter().chain([&visit.me]).cloned().collect()),
        _ => None,
    }
}

/// A stage with what it holds.
struct Column {
    stage: StageId,
    title: String,
    totals: Vec<BoardTotal>,
    cards: Vec<BoardCard>,
}

impl Column {
    fn count(&self) -> u64 {
        self.totals.iter().map(|total| total.count).sum()
    }
}

/// The columns of a board: the stages of the process in order, then those of earlier versions that still hold deals.
async fn columns(visit: &Visit, process: &Process, whose: &str) -> Result<Vec<Column>, Problem> {
    let filter = BoardFilter { process: process.id.clone(), owners: owners(visit, whose), cards: CARDS_MOST };
    let reading = visit.app.engine.reads().board(&visit.horizon, &filter);
    let name = unchanged(visit, &format!("board {} {whose}", process.id));
    let Board { totals, cards } = visit.app.workbench.count(&name, reading).await?.as_ref().clone();
    let mut order: Vec<(StageId, String)> =
        process.stages.iter().map(|stage| (stage.id.clone(), stage.title.get(visit.locale).to_owned())).collect();
    for total in &totals {
        if !order.iter().any(|(id, _)| *id == total.stage) {
            order.push((total.stage.clone(), total.stage.to_string()));
        }
    }
    let (mut by_stage, mut sums): (BTreeMap<StageId, Vec<BoardCard>>, BTreeMap<StageId, Vec<BoardTotal>>) = Default::default();
    for card in cards {
        if let Some(stage) = card.case.stage.clone() {
            by_stage.entry(stage).or_default().push(card);
        }
    }
    for total in totals {
        sums.entry(total.stage.clone()).or_default().push(total);
    }
    let column = |(id, title)| Column {
        title,
        totals: sums.remove(&id).unwrap_or_default(),
        cards: by_stage.remove(&id).unwrap_or_default(),
        stage: id,
    };
    Ok(order.into_iter().map(column).collect())
}

fn filters(
    visit: &Visit,
    processes: &[&Arc<Process>],
    counts: &BTreeMap<ProcessId, u64>,
    chosen: &Process,
    whose: &str,
) -> Markup {
    html! {
        form.filters.slim method="get" action="/deals/board" {
            label { span { (visit.say("Процесс", "Process")) }
                select name="process" data-sends {
                    @for process in processes {
                        option value=(process.id) selected[process.id == chosen.id] {
                            (process.title.get(visit.locale)) @if let Some(count) = counts.get(&process.id) { " (" (count) ")" }
                        }
                    }
                }
            }
            label { span { (visit.say("Чьи", "Whose")) }
                select name="whose" data-sends {
                    @for (word, ru, en) in WHOSE {
                        @if word != "department" || !visit.horizon.below.is_empty() {
                            option value=(word) selected[word == whose] { (visit.say(ru, en)) }
                        }
                    }
                }
            }
            button { (visit.say("Показать", "Show")) }
        }
    }
}

fn shown(visit: &Visit, columns: &[Column]) -> Markup {
    html! {
        div.board-scroll role="region" tabindex="0" aria-label=(visit.say("Стадии и сделки", "Stages and deals")) {
            ol.board { @for column in columns { (of_column(visit, column)) } }
        }
    }
}

fn of_column(visit: &Visit, column: &Column) -> Markup {
    let hidden = column.count().saturating_sub(column.cards.len() as u64);
    html! {
        li.column.bare[column.count() == 0] {
            div.column-head {
                h2 { (column.title) span.count { (column.count()) } }
                p.sums { (sums(visit, &column.totals)) }
                (marks(visit, &column.totals))
            }
            @if column.cards.is_empty() { p.quiet.none { (visit.say("пусто", "nothing here")) } }
            ul.cards { @for card in &column.cards { (card::card(visit, card)) } }
            @if hidden > 0 {
                p.quiet.none { a href={ "/deals?stage=" (column.stage) } { (visit.say(format!("и еще {hidden} в списке"), format!("and {hidden} more in the list"))) } }
            }
        }
    }
}

/// What the deals of a column amount to, each currency for itself.
fn sums(visit: &Visit, totals: &[BoardTotal]) -> Markup {
    let sums: Vec<Money> = totals.iter().filter_map(|total| total.amount).collect();
    html! { @for sum in sums { span { (amount_of_money(sum, visit.locale)) } " " } }
}

/// How many deals of a column are late, and how many have no task.
fn marks(visit: &Visit, totals: &[BoardTotal]) -> Markup {
    let (late, idle): (u64, u64) = totals.iter().fold((0, 0), |(late, idle), total| (late + total.late, idle + total.idle));
    let late_words = match visit.locale {
        Locale::Ru => format!("{late} {}", plural(late, "просрочена", "просрочены", "просрочено")),
        Locale::En => format!("{late} overdue"),
    };
    html! {
        @if late + idle > 0 {
            p.marks {
                @if late > 0 { span.mark-late { (late_words) } " " }
                @if idle > 0 { span.mark-idle { (visit.say(format!("без задачи: {idle}"), format!("{idle} without a task"))) } }
            }
        }
    }
}

fn empty(visit: &Visit) -> Markup {
    html! {
        div.card.empty {
            h2 { (visit.say("На этой доске пусто", "Nothing on this board")) }
            p { (visit.say(
                "Открытых сделок этого процесса здесь нет. Выберите другой процесс или чьи сделки показать, или начните новую.",
                "There are no open deals of this process here. Choose another process or whose deals to show, or start one.",
            )) }
            p.acts { a.button.primary href="/deals/new" { (visit.say("Новая сделка", "New deal")) } }
        }
    }
}
