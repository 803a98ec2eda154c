//! `bench pages`: how long people wait for their pages in a company with many deals, over HTTP, and what the pages weigh. One reader, one
//! page after another; the deals are two days old, so that much is late and heads have been told.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use chrono::{DateTime, Days, TimeDelta, Utc};
use reqwest::Client;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, COOKIE};
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use voronka_core::CaseId;
use voronka_core::command::{Actor, Command, HandTask, Input, Start};
use voronka_definition::model::TaskKind;
use voronka_definition::name::{PersonId, StageId};
use voronka_runtime::Engine;
use voronka_web::App;

use crate::bench::company::{company, head, manager};
use crate::bench::place::Place;
use crate::bench::stats::Measured;
use crate::bench::{print, round, timers, walk};
use crate::cli::BenchPagesArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;

/// When the deals begin: a Monday, ten in Moscow.
const BEGIN: &str = "2026-12-07T07:00:00Z";
/// How much later the pages are read.
const LATER: TimeDelta = TimeDelta::days(2);
const OPENED_AT_ONCE: u32 = 64;
/// The session cookie of a server that is reached without encryption.
const SESSION: &str = "voronka";
/// What a manager, the head of his department, the head of the whole, an administrator and a designer look at. `DEAL` is one of the
/// manager's deals, `TASK` a task of it.
const OF_A_MANAGER: &[&str] = &[
    "/",
    "/?due=overdue",
    "/tasks/TASK",
    "/tasks/TASK/panel",
    "/deals",
    "/deals/DEAL",
    "/deals/DEAL/why",
    "/deals/board",
    "/calendar",
    "/search?q=%D1%81%D0%BA%D0%BB%D0%B0%D0%B4%D0%B0",
    "/funnel",
    "/letters",
    "/settings",
];
const OF_A_HEAD: &[&str] =
    &["/", "/department", "/department/handover", "/escalations", "/deals", "/deals/board", "/funnel", "/search?q=17"];
const OF_AN_ADMINISTRATOR: &[&str] = &[
    "/deals",
    "/deals/board",
    "/department",
    "/search?q=%D1%81%D0%BA%D0%BB%D0%B0%D0%B4%D0%B0",
    "/funnel",
    "/letters",
    "/administration",
    "/administration/people",
    "/administration/structure",
    "/administration/calendars",
    "/administration/troubles",
    "/administration/tokens",
    "/administration/log",
];
const OF_A_DESIGNER: &[&str] = &[
    "/processes",
    "/processes/corporate_sales",
    "/processes/corporate_sales/regulation",
    "/processes/corporate_sales/map",
    "/processes/corporate_sales/map/deals?stage=interest",
    "/processes/corporate_sales/workshop",
];

#[derive(Serialize)]
struct Line {
    bench: &'static str,
    database: &'static str,
    who: &'static str,
    page: &'static str,
    deals: u32,
    open_tasks: u32,
    first_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// As they go over the wire.
    bytes: usize,
    encoding: String,
}

/// Measures pages.
pub fn run(args: &BenchPagesArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(async {
        let place = Place::make(args.database.as_deref(), args.data.as_deref()).await?;
        let measured = measure(&place, args, terminal).await;
        place.throw_away().await?;
        measured.map(|()| Exit::Clean)
    })
}

async fn measure(place: &Place, args: &BenchPagesArgs, terminal: &Terminal) -> Result<()> {
    let shown = seed(place, args, terminal).await?;
    let now = BEGIN.parse::<DateTime<Utc>>()? + LATER;
    let store = wiring::open_store(&place.url(), terminal).await?;
    store.stand_at(now).await?;
    let engine = wiring::open_engine(store.clone(), None, "http://localhost:8080", true, terminal).await?;
    timers::until_drained(&store, now).await?;
    timers::until_sent(&store, now).await?;
    place.settle().await?;
    voronka_webhook::name_ciphers();
    let listener: TcpListener = wiring::listen("127.0.0.1:0", terminal).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(voronka_web::serve(listener, App::new(engine.clone(), &base), async move {
        let _told = stopped.await;
    }));
    let read = Reader { engine: &engine, place, args, base, shown }.everybody(terminal).await;
    let _gone = stop.send(());
    server.await.context("the server was interrupted")?.context("the server failed")?;
    engine.shutdown().await;
    read
}

/// A deal of the first manager that is looked at, and a task of it.
struct Shown {
    deal: CaseId,
    task: String,
}

/// Opens the deals, in every stage in turn, with tasks made by hand beside those of the process.
async fn seed(place: &Place, args: &BenchPagesArgs, terminal: &Terminal) -> Result<Shown> {
    let store = wiring::open_store(&place.url(), terminal).await?;
    store.stand_at(BEGIN.parse()?).await?;
    let engine = wiring::open_engine(store, None, "http://localhost:8080", false, terminal).await?;
    let mut definitions = Definitions::embedded();
    let organisation = definitions.organisation.as_mut().context("the demo has no organisation")?;
    *organisation = company(organisation, args.people);
    wiring::load(&engine, &definitions, terminal).await?;
    let mut openers = JoinSet::new();
    for opener in 0..OPENED_AT_ONCE {
        let (engine, args) = (engine.clone(), args.clone());
        openers.spawn(async move {
            let mut first = None;
            for number in (opener..args.deals).step_by(OPENED_AT_ONCE as usize) {
                let deal = open(&engine, number, &args).await?;
                first.get_or_insert(deal);
            }
            Ok::<_, anyhow::Error>((opener, first))
        });
    }
    let mut shown = None;
    while let Some(opened) = openers.join_next().await {
        if let (0, Some(deal)) = opened.context("an opener was interrupted")?? {
            shown = Some(deal);
        }
    }
    let deal = shown.context("no deal was opened")?;
    let case = engine.reads().case(deal).await?.context("a deal is gone")?;
    let task = case.tasks.values().next().context("a deal has no task")?.number;
    engine.shutdown().await;
    Ok(Shown { deal, task: case.task_id(task).to_string() })
}

async fn open(engine: &Engine, number: u32, args: &BenchPagesArgs) -> Result<CaseId> {
    let owner = manager(number % args.people);
    let deal = json!({
        "title": format!("Вентиляция склада № {number}"),
        "amount": { "amount": format!("{}.00", 100_000 + u64::from(number) * 7 % 900_000), "currency": "RUB" },
        "company": { "name": format!("ООО Климат {}", number % 5_000) },
        "need": "Свежий воздух в цехе",
    });
    let deal: Input = serde_json::from_value(deal)?;
    let start = Start { process: walk::PROCESS.into(), deal, stage: stage(engine, number), owner: None, continues: None };
    let refused = |refused| anyhow!("a deal: {refused}");
    let case = engine.start(start, owner.clone(), None).await.map_err(refused)?.case.id;
    let begin: DateTime<Utc> = BEGIN.parse()?;
    for task in 0..args.tasks {
        let made = HandTask {
            title: format!("Уточнить состав поставки № {task}"),
            kind: TaskKind::Other,
            assignee: owner.clone(),
            due_at: begin + Days::new(1 + u64::from((number + task * 3) % 14)),
            comment: None,
        };
        engine.execute(case, Command::MakeTask(made), Actor::Person(owner.clone()), None).await.map_err(refused)?;
    }
    Ok(case)
}

/// The stages one after another.
fn stage(engine: &Engine, number: u32) -> Option<StageId> {
    let world = engine.world();
    let stages = &world.processes.get(walk::PROCESS)?.stages;
    stages.get(number as usize % stages.len()).map(|stage| stage.id.clone())
}

/// Who asks for the pages.
struct Reader<'a> {
    engine: &'a Engine,
    place: &'a Place,
    args: &'a BenchPagesArgs,
    base: String,
    shown: Shown,
}

impl Reader<'_> {
    async fn everybody(&self, terminal: &Terminal) -> Result<()> {
        let people: [(&'static str, PersonId, &'static [&'static str]); 5] = [
            ("manager", manager(0), OF_A_MANAGER),
            ("head", head(0), OF_A_HEAD),
            ("head of all", "olga".into(), OF_A_HEAD),
            ("administrator", "vera".into(), OF_AN_ADMINISTRATOR),
            ("designer", "maria".into(), OF_A_DESIGNER),
        ];
        for (who, person, pages) in people {
            let cookie = Arc::new(format!("{SESSION}={}", self.engine.open_session(&person).await?));
            for page in pages {
                print(&self.page((who, page), &cookie).await?, terminal)?;
            }
        }
        Ok(())
    }

    async fn page(&self, (who, page): (&'static str, &'static str), cookie: &str) -> Result<Line> {
        let path = page.replace("DEAL", &self.shown.deal.to_string()).replace("TASK", &self.shown.task);
        let client = Client::new();
        let ask = || async {
            let asked = client.get(format!("{}{path}", self.base)).header(COOKIE, cookie).header(ACCEPT, "text/html");
            let answer = asked.header(ACCEPT_ENCODING, "gzip, br").send().await?;
            let status = answer.status();
            let encoding =
                answer.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("none").to_owned();
            let bytes = answer.bytes().await?.len();
            if !status.is_success() {
                bail!("{path} for the {who}: {status}");
            }
            Ok((bytes, encoding))
        };
        let began = Instant::now();
        let (bytes, encoding) = ask().await?;
        let first = began.elapsed();
        let mut each = Vec::with_capacity(self.args.reads as usize);
        for _ in 0..self.args.reads {
            let asked = Instant::now();
            ask().await?;
            each.push(asked.elapsed());
        }
        let measured = Measured::new(began.elapsed(), each);
        Ok(Line {
            bench: "pages",
            database: self.place.database(),
            who,
            page,
            deals: self.args.deals,
            open_tasks: self.args.deals * (1 + self.args.tasks),
            first_ms: round(first.as_secs_f64() * 1000.0, 1),
            p50_ms: round(measured.percentile(0.5), 1),
            p99_ms: round(measured.percentile(0.99), 1),
            bytes,
            encoding,
        })
    }
}
