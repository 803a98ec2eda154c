//! The demo's deals: walked through the same engine in virtual time, over the weeks before its today.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days as Span, NaiveTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use tokio::task::JoinSet;
use voronka_core::CaseId;
use voronka_definition::Locale;
use voronka_runtime::Engine;

use crate::acts::{Act, Days, NotAllowed, Player, Start, Words};

/// The process of the demo's deals.
const PROCESS: &str = "corporate_sales";
/// The hour of the first Monday and of the demo's today.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).expect("a time that exists");
/// How many days before its today the demo begins, at least.
const PAST_DAYS: u64 = 21;
/// How many working days before its today the first deal opens.
const FIRST_DEAL: i64 = -15;
/// The facts of a deal that its data begin with.
const FACTS: [&str; 9] = ["title", "company", "contact", "need", "amount", "presentation", "meeting", "call_back", "later"];

/// What was walked.
#[derive(Debug, Clone, Copy)]
pub struct Seeded {
    /// How many deals there are.
    pub deals: usize,
    /// How many stayed where they were, because the process has another way than the table of deals expects.
    pub stopped: usize,
    /// How long it took, by the clock on the wall.
    pub took: Duration,
}

/// The table of deals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Pieces of the way, by name; what they fill in is kept as written until a deal's facts are known.
    legs: BTreeMap<String, Vec<Json>>,
    /// The deals.
    deals: Vec<BTreeMap<String, Json>>,
}

/// Something that happens to one deal at one moment.
struct Happening {
    at: DateTime<Utc>,
    deal: usize,
    acts: Vec<Act>,
}

/// How far a deal has come.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// The case, once the deal is open.
    case: Option<CaseId>,
    /// Whether it goes no further: the process refused one of its acts, as one that a designer has changed may do.
    stopped: bool,
}

/// Walks every deal. Afterwards the clock stands in the morning of the demo's today.
pub async fn walk(engine: &Engine, locale: Locale) -> Result<Seeded> {
    let began = Instant::now();
    let table: Table = serde_yaml::from_str(include_str!("deals.yaml")).context("the table of deals")?;
    let days = days(engine).await?;
    let today = days.moment("@0 10:00")?;
    let player = Player { engine: engine.clone(), words: Words { locale, days } };
    engine.clock().stand(Some(first_monday(&player.words.days)?)).await?;
    let (starts, happenings) = plan(&table, &player.words)?;
    let mut deals = vec![Progress::default(); starts.len()];
    for (at, together) in by_moment(happenings) {
        engine.clock().advance_to(at).await?;
        step(&player, &starts, &mut deals, together).await?;
    }
    engine.clock().advance_to(today).await?;
    let open = deals.iter().filter(|deal| deal.case.is_some()).count();
    let stopped = deals.iter().filter(|deal| deal.stopped).count();
    Ok(Seeded { deals: open, stopped, took: began.elapsed() })
}

/// The days around the demo's today: the latest working day whose morning is past.
async fn days(engine: &Engine) -> Result<Days> {
    let now = engine.now().await?;
    let world = engine.world();
    let local = now.with_timezone(&world.organisation.time_zone);
    let day = if local.time() < MORNING { local.date_naive() - Span::new(1) } else { local.date_naive() };
    Days::around(day, &world)
}

/// Monday morning three weeks before the demo's today, or earlier where holidays leave too few working days in between.
fn first_monday(days: &Days) -> Result<DateTime<Utc>> {
    let day = (days.day(0)? - Span::new(PAST_DAYS)).min(days.day(FIRST_DEAL)?);
    let monday = day - Span::new(u64::from(day.weekday().num_days_from_monday()));
    let morning = days.zone().from_local_datetime(&monday.and_time(MORNING)).earliest();
    Ok(morning.context("the morning of the first Monday")?.to_utc())
}

/// What happens, in the order of time, and how each deal starts.
fn plan(table: &Table, words: &Words) -> Result<(Vec<Start>, Vec<Happening>)> {
    let mut starts = Vec::new();
    let mut happenings = Vec::new();
    for (number, deal) in table.deals.iter().enumerate() {
        let title = words.text(deal.get("title").context("a deal without a title")?)?.unwrap_or_default();
        let planned = plan_deal(table, deal, number, words).with_context(|| format!("the deal «{title}»"))?;
        starts.push(planned.0);
        happenings.extend(planned.1);
    }
    happenings.sort_by_key(|happening| (happening.at, happening.deal));
    Ok((starts, happenings))
}

fn plan_deal(table: &Table, deal: &BTreeMap<String, Json>, number: usize, words: &Words) -> Result<(Start, Vec<Happening>)> {
    let facts = facts(deal);
    let text = |key: &str| deal.get(key).and_then(Json::as_str).with_context(|| format!("no `{key}`"));
    let start = Start { by: text("by")?.to_owned(), deal: json!({ "title": facts.get("title") }), stage: None };
    let mut happenings = vec![Happening { at: words.days.moment(text("opened")?)?, deal: number, acts: Vec::new() }];
    for leg in deal.get("legs").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
        let (name, when) = leg.split_once(' ').with_context(|| format!("expected a leg and its moment, found `{leg}`"))?;
        let acts = table.legs.get(name).with_context(|| format!("no leg `{name}`"))?;
        let acts = acts.iter().map(|act| Ok(serde_json::from_value(filled(act, &facts)?)?)).collect::<Result<_>>();
        let acts = acts.with_context(|| format!("the leg `{name}`"))?;
        happenings.push(Happening { at: words.days.moment(when)?, deal: number, acts });
    }
    Ok((start, happenings))
}

/// The facts of a deal in the forms that fields take.
fn facts(deal: &BTreeMap<String, Json>) -> Map<String, Json> {
    let mut facts: Map<String, Json> =
        FACTS.iter().filter_map(|key| Some(((*key).to_owned(), deal.get(*key)?.clone()))).collect();
    for key in ["by", "direction"] {
        facts.extend(deal.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    for key in ["company", "contact"] {
        if let Some(name) = facts.remove(key) {
            facts.insert(key.to_owned(), json!({ "name": name }));
        }
    }
    if let Some(amount) = facts.remove("amount").and_then(|amount| amount.as_u64()) {
        facts.insert("amount".to_owned(), json!({ "amount": format!("{amount}.00"), "currency": "RUB" }));
    }
    facts
}

/// A value with the deal's facts in place of `$names`.
fn filled(written: &Json, facts: &Map<String, Json>) -> Result<Json> {
    match written {
        Json::String(text) => match text.strip_prefix('$') {
            Some(name) => facts.get(name).cloned().with_context(|| format!("the deal has no `{name}`")),
            None => Ok(written.clone()),
        },
        Json::Array(items) => items.iter().map(|item| filled(item, facts)).collect(),
        Json::Object(map) => map.iter().map(|(key, value)| Ok((key.clone(), filled(value, facts)?))).collect(),
        other => Ok(other.clone()),
    }
}

/// What happens at the same moment, together: different deals do not wait for one another.
fn by_moment(happenings: Vec<Happening>) -> BTreeMap<DateTime<Utc>, Vec<Happening>> {
    let mut moments: BTreeMap<DateTime<Utc>, Vec<Happening>> = BTreeMap::new();
    for happening in happenings {
        moments.entry(happening.at).or_default().push(happening);
    }
    moments
}

async fn step(player: &Player, starts: &[Start], deals: &mut [Progress], together: Vec<Happening>) -> Result<()> {
    let mut tasks = JoinSet::new();
    for happening in together {
        let (number, before) = (happening.deal, deals[happening.deal]);
        if before.stopped {
            continue;
        }
        let (player, start) = (player.clone(), starts[number].clone());
        tasks.spawn(async move { Ok((number, happen(&player, &start, before.case, &happening).await?)) });
    }
    while let Some(done) = tasks.join_next().await {
        let walked: Result<_> = done.context("a deal was interrupted")?;
        let (number, progress) = walked?;
        deals[number] = progress;
    }
    Ok(())
}

/// What happens to a deal at a moment. What the process does not allow is no fault: the deal stays where it is.
async fn happen(player: &Player, start: &Start, case: Option<CaseId>, happening: &Happening) -> Result<Progress> {
    let mut progress = Progress { case, stopped: false };
    match act(player, start, &mut progress, &happening.acts).await {
        Ok(()) => Ok(progress),
        Err(error) if error.is::<NotAllowed>() => Ok(Progress { stopped: true, ..progress }),
        Err(error) => {
            let title = player.words.text(&start.deal["title"])?.unwrap_or_default();
            Err(error.context(format!("«{title}», {}, {}", start.by, happening.at)))
        }
    }
}

async fn act(player: &Player, start: &Start, progress: &mut Progress, acts: &[Act]) -> Result<()> {
    let case = match progress.case {
        Some(case) => case,
        None => player.start(PROCESS, start).await?.id,
    };
    progress.case = Some(case);
    for act in acts {
        player.play(case, act).await?;
    }
    Ok(())
}
