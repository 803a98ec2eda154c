//! The live map: where the deals of a process stand, since when, and where they end.
//!
//! A designer sees how many deals there are and never which: he keeps the process, not the deals. Everybody else's numbers are those of
//! the deals that he may see. What leads on from a number is always cut to these.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use voronka_core::access::Horizon;
use voronka_definition::Process;
use voronka_export::graph::{Graph, Lane, every};
use voronka_runtime::{Ended, Standing, StoreError};

use super::super::frame::{Page, Place};
use super::super::visit::Visit;
use super::super::when::day_of;
use super::{counted, deals, designs, looked_at, map_picture, picture};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// How far back ends count.
const ENDS_WITHIN: TimeDelta = TimeDelta::days(365);

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/processes/{id}/map", get(show))
}

/// Everything that the map shows.
pub(super) struct Counts {
    /// The process.
    pub process: Arc<Process>,
    counts: Arc<(Vec<Standing>, Vec<Ended>)>,
}

impl Counts {
    fn standing(&self) -> &[Standing] {
        &self.counts.0
    }

    fn ended(&self) -> &[Ended] {
        &self.counts.1
    }

    /// Who stands in a stage.
    pub fn in_stage(&self, stage: &str) -> Option<&Standing> {
        self.standing().iter().find(|standing| standing.step.is_none() && standing.stage.as_str() == stage)
    }

    /// Who stands at a step, `STAGE.STEP`.
    pub fn at_step(&self, id: &str) -> Option<&Standing> {
        let (stage, step) = id.split_once('.')?;
        self.standing().iter().find(|standing| standing.stage.as_str() == stage && standing.step.as_deref() == Some(step))
    }

    /// Who stands in a stage at what its picture does not have: an activity that was planned for a later day.
    fn planned_in<'a>(&'a self, lane: &Lane) -> Vec<(&'a str, &'a Standing)> {
        let nodes: BTreeSet<&str> = every(&lane.nodes).into_iter().map(|node| node.id.as_str()).collect();
        let here = self.standing().iter().filter(|standing| standing.stage.as_str() == lane.id);
        let at = here.filter_map(|standing| Some((standing.step.as_deref()?, standing)));
        at.filter(|(step, _)| !nodes.contains(format!("{}.{step}", lane.id).as_str())).collect()
    }

    /// How many ended after a step, `STAGE.STEP`, with each outcome.
    pub fn ended_at<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Ended> {
        let (stage, step) = id.split_once('.').unwrap_or_default();
        let here = move |ended: &&Ended| {
            ended.stage.as_ref().is_some_and(|known| known.as_str() == stage) && ended.step.as_deref() == Some(step)
        };
        self.ended().iter().filter(here)
    }

    /// How many ended so.
    pub fn ended_so(&self, outcome: &str) -> u64 {
        self.ended().iter().filter(|ended| ended.outcome.as_str() == outcome).map(|ended| ended.deals).sum()
    }

    /// The most that stand at one step.
    pub fn most(&self) -> u64 {
        self.standing().iter().filter(|standing| standing.step.is_some()).map(|standing| standing.deals).max().unwrap_or_default()
    }

    fn open(&self) -> u64 {
        self.standing().iter().filter(|standing| standing.step.is_none()).map(|standing| standing.deals).sum()
    }
}

/// What somebody may count: all of it where he keeps the process.
pub(super) fn horizon(visit: &Visit) -> Horizon {
    Horizon { everything: visit.horizon.everything || designs(visit), ..visit.horizon.clone() }
}

/// Since when ends count.
pub(super) fn ends_since(visit: &Visit) -> DateTime<Utc> {
    visit.now - ENDS_WITHIN
}

async fn show(visit: Visit, Id(id): Id<String>) -> Result<Response, Problem> {
    let process = looked_at(&visit, &id).await?;
    let counts = counted_for(&visit, process).await?;
    let drawn = picture::drawn(&visit, &counts.process);
    let title = counts.process.title.get(visit.locale);
    let body = html! {
        (picture::styles())
        p.crumbs { a href={ "/processes/" (id) } { "← " (visit.say("Процесс", "Process")) } }
        div.head {
            h1 { (visit.say("Живая карта", "Live map")) span.quiet { ": " (title) } }
            span.grow {}
            p { (deals(&visit, counts.open())) " " (visit.say("в работе", "open")) }
        }
        p.lead { (whose(&visit)) }
        (picture::boxed(&visit, &drawn, Some(&map_picture::pins(&visit, &counts, &drawn))))
        (table(&visit, &counts, &drawn.graph))
        (ends(&visit, &counts, &drawn.graph))
    };
    let place = if designs(&visit) { Place::Processes } else { Place::Elsewhere };
    Ok(Page { title, place, here: &format!("/processes/{id}/map"), body }.ok(&visit))
}

/// Counts for this visitor. Who may see the same shares the counting.
async fn counted_for(visit: &Visit, process: Arc<Process>) -> Result<Counts, Problem> {
    let (reads, horizon, since) = (visit.app.engine.reads(), horizon(visit), ends_since(visit));
    let whose = if horizon.everything { String::new() } else { format!("{horizon:?}") };
    let name = format!("map {} {whose}", process.id);
    let count = async {
        let standing = reads.deals_standing(&horizon, &process.id).await?;
        Ok::<_, StoreError>((standing, reads.ended(&horizon, &process.id, since).await?))
    };
    let counts = visit.count(&name, count).await?;
    Ok(Counts { process, counts })
}

fn whose(visit: &Visit) -> &'static str {
    if visit.horizon.everything {
        visit.say(
            "Считаются все сделки процесса; ушедшие в архив — нет.",
            "Every deal of the process counts, but for those in the archive.",
        )
    } else if designs(visit) {
        visit.say(
            "Числа — по всем сделкам процесса, кроме архива; в списках за ними — только те, что видны вам.",
            "The numbers are of every deal of the process but those in the archive; the lists behind them show the deals that you may see.",
        )
    } else {
        visit.say(
            "Считаются сделки, которые вам видны; ушедшие в архив — нет.",
            "The deals that you may see count, but for those in the archive.",
        )
    }
}

/// How long ago something was.
pub(super) fn lasting(visit: &Visit, since: DateTime<Utc>) -> String {
    let lasted = visit.now - since;
    match (lasted.num_days(), lasted.num_hours()) {
        (0, 0) => visit.say("меньше часа", "less than an hour").to_owned(),
        (0, hours) => counted(visit, hours.unsigned_abs(), ["час", "часа", "часов"], "hour"),
        // As on the board: by the reader's calendar.
        _ => {
            let days = (day_of(visit.now, visit.zone) - day_of(since, visit.zone)).num_days();
            counted(visit, days.unsigned_abs(), ["день", "дня", "дней"], "day")
        }
    }
}

/// The address of the list behind a number.
pub(super) fn list_of(process: &Process, query: &str) -> String {
    format!("/processes/{}/map/deals?{query}", process.id)
}

fn table(visit: &Visit, counts: &Counts, graph: &Graph) -> Markup {
    html! {
        section.block {
            h2 { (visit.say("Где стоят сделки", "Where the deals stand")) }
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Где стоят сделки", "Where the deals stand")) { table.standing {
                thead { tr {
                    th { (visit.say("Стадия и шаг", "Stage and step")) }
                    th.number { (visit.say("Сделок", "Deals")) }
                    th.number { (visit.say("С просрочкой", "Late")) }
                    th.number { (visit.say("Обычно уже", "Usually for")) }
                    th.number { (visit.say("Дольше всех", "Longest")) }
                } }
                tbody { @for lane in &graph.lanes { (rows(visit, counts, lane)) } }
            } }
        }
    }
}

fn rows(visit: &Visit, counts: &Counts, lane: &Lane) -> Markup {
    let title = lane.number.map_or_else(|| lane.title.clone(), |number| format!("{number}. {}", lane.title));
    let steps: Vec<_> = every(&lane.nodes).into_iter().filter_map(|node| Some((node, counts.at_step(&node.id)?))).collect();
    html! {
        @let planned = counts.planned_in(lane);
        @if lane.number.is_some() || !steps.is_empty() || !planned.is_empty() {
            (row(visit, "stage-row", &title, counts.in_stage(&lane.id), &list_of(&counts.process, &format!("stage={}", lane.id))))
        }
        @for (node, standing) in steps {
            @let step = node.id.split_once('.').map_or("", |(_, step)| step);
            (row(visit, "step-row", &format!("{} {}", node.number, node.title), Some(standing), &list_of(&counts.process, &format!("stage={}&step={step}", lane.id))))
        }
        @for (step, standing) in planned {
            @let activity = counts.process.activity(&step.into()).map_or(step, |activity| activity.work.title.get(visit.locale));
            @let title = visit.say(format!("Запланировано: {activity}"), format!("Planned: {activity}"));
            (row(visit, "step-row", &title, Some(standing), &list_of(&counts.process, &format!("stage={}&step={step}", lane.id))))
        }
    }
}

fn row(visit: &Visit, class: &str, title: &str, standing: Option<&Standing>, list: &str) -> Markup {
    let [late, usual, longest] =
        [visit.say("С просрочкой", "Late"), visit.say("Обычно уже", "Usually for"), visit.say("Дольше всех", "Longest")];
    html! {
        tr class=(class) {
            th scope="row" { (title) }
            @if let Some(standing) = standing {
                td.number {
                    a href=(list) { (standing.deals) }
                    @if standing.waiting > 0 && standing.step.is_none() { span.quiet { " " (visit.say("ждут: ", "waiting: ")) (standing.waiting) } }
                }
                td.number data-name=(late) { @if standing.late > 0 { span.due.late { (standing.late) } } @else { span.quiet { "—" } } }
                td.number data-name=(usual) { (lasting(visit, standing.median_since)) }
                td.number data-name=(longest) { (lasting(visit, standing.oldest_since)) }
            } @else {
                td.number { span.quiet { "0" } }
                @for name in [late, usual, longest] { td.number data-name=(name) { span.quiet { "—" } } }
            }
        }
    }
}

fn ends(visit: &Visit, counts: &Counts, graph: &Graph) -> Markup {
    let all: u64 = counts.ended().iter().map(|ended| ended.deals).sum();
    html! {
        section.block {
            h2 { (visit.say("Где сделки завершаются", "Where the deals end")) }
            p.quiet { (visit.say("За последние 12 месяцев; шаг — последний, на котором что-то сделали.", "Within the last 12 months; the step is the last one at which something was done.")) }
            @if all == 0 { p.quiet { (visit.say("Пока ни одна не завершилась.", "None has ended yet.")) } }
            @else {
                ul.ends { @for ended in counts.ended() { (end(visit, counts, graph, ended, all)) } }
            }
        }
    }
}

fn end(visit: &Visit, counts: &Counts, graph: &Graph, ended: &Ended, all: u64) -> Markup {
    let outcome = counts.process.outcome(&ended.outcome);
    let title = outcome.map_or_else(|| ended.outcome.to_string(), |outcome| outcome.title.get(visit.locale).to_owned());
    let class = outcome.map_or("", |outcome| outcome.kind.name());
    let place = ended.stage.as_ref().zip(ended.step.as_ref()).map(|(stage, step)| format!("{stage}.{step}"));
    let node = place.as_ref().and_then(|place| graph.nodes().into_iter().find(|node| node.id == *place));
    let at = match (node, &ended.stage) {
        (Some(node), _) => format!("{} {}", node.number, node.title),
        (None, Some(stage)) => {
            counts.process.body(stage).map_or_else(|| stage.to_string(), |stage| stage.title.get(visit.locale).to_owned())
        }
        (None, None) => visit.say("до первой задачи", "before the first task").to_owned(),
    };
    let query = match (&ended.stage, &ended.step) {
        (Some(stage), Some(step)) => format!("outcome={}&stage={stage}&step={step}", ended.outcome),
        _ => format!("outcome={}", ended.outcome),
    };
    html! {
        li {
            a class={ "state outcome-of " (class) } href=(list_of(&counts.process, &query)) { (title) ": " (ended.deals) }
            " " span { (at) }
            " " progress max=(all) value=(ended.deals) aria-label=(title) {}
        }
    }
}
