//! The ways of deals through their stages, for the funnel: what began in a span of time, where each deal came and how it ended.
//!
//! A way is read off the events that entered a stage, which an index of their own holds; an archived deal's off its body.
//!
//! Absent on purpose: what is counted from them. That is the reader's.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::access::Horizon;
use voronka_definition::name::{FieldId, OutcomeId, PersonId, ProcessId, StageId};
use voronka_definition::{Currency, Money};

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::department::{Circle, deals_of};
use crate::reads::query::Query;
use crate::sql::{all, get, instant, maybe_instant, maybe_name, name, number, to_json, unreadable};

/// Which deals are wanted: of one process, begun in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Of this process.
    pub process: ProcessId,
    /// Begun at this moment or after it.
    pub from: DateTime<Utc>,
    /// Begun before this moment.
    pub until: DateTime<Utc>,
    /// Of these people, or of this direction.
    pub circle: Option<Circle>,
}

/// The way of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Who is responsible for it.
    pub owner: PersonId,
    /// Its amount.
    pub amount: Option<Money>,
    /// How it ended.
    pub outcome: Option<OutcomeId>,
    /// When.
    pub finished_at: Option<DateTime<Utc>>,
    /// The stages that it entered, in order; one entered anew is there again.
    pub entered: Vec<(StageId, DateTime<Utc>)>,
}

/// What stands in a stage now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageStanding {
    /// The stage.
    pub stage: StageId,
    /// How many deals.
    pub deals: u64,
    /// How many of them have something that is late.
    pub overdue: u64,
    /// What they are worth, by currency.
    pub amounts: Vec<Money>,
}

/// Why a deal was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// The option that was chosen, or the text; `None` where nothing was.
    pub reason: Option<String>,
}

const LIVE: &str = "
SELECT c.owner, c.amount_minor, c.currency, c.outcome, c.finished_at,
    (SELECT {joined p.entry} FROM (
        SELECT e.seq || '~' || e.at || '~' || ({json e.body} -> 'stage_entered' ->> 'stage') AS entry
        FROM events AS e WHERE e.case_id = c.id AND e.kind = 'stage_entered') AS p) AS way
FROM cases AS c WHERE c.errand = FALSE";
const ARCHIVED: &str = "
SELECT c.owner, c.amount_minor, c.currency, c.outcome, c.finished_at,
    (SELECT {joined p.entry} FROM (
        SELECT (e.value ->> 'seq') || '~' || (e.value ->> 'at') || '~' || (e.value -> 'body' -> 'stage_entered' ->> 'stage') AS entry
        FROM {each c.body events} AS e WHERE e.value -> 'body' -> 'stage_entered' IS NOT NULL) AS p) AS way
FROM archived_cases AS c WHERE c.errand = FALSE";
const STANDING: &str = "
SELECT c.stage, c.currency, COUNT(*) AS number, COALESCE(SUM(CASE WHEN c.next_due_at < ? THEN 1 ELSE 0 END), 0) AS overdue,
    CAST(COALESCE(SUM(c.amount_minor), 0) AS BIGINT) AS amount
FROM cases AS c WHERE c.status = 'open' AND c.errand = FALSE AND c.stage IS NOT NULL";
const REFUSED: &str = "
SELECT c.finished_at, COALESCE({json c.state} -> 'data' -> ? ->> 'choice', {json c.state} -> 'data' -> ? ->> 'text') AS reason
FROM cases AS c WHERE c.errand = FALSE";
const REFUSED_BEFORE: &str = "
SELECT c.finished_at, COALESCE({json c.body} -> 'state' -> 'data' -> ? ->> 'choice', {json c.body} -> 'state' -> 'data' -> ? ->> 'text') AS reason
FROM archived_cases AS c WHERE c.errand = FALSE";

impl Reads {
    /// The ways of the deals of a cohort that who asks may see, archived ones among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journeys(&self, horizon: &Horizon, cohort: &Cohort) -> Result<Vec<Journey>, StoreError> {
        let mut query = Query::new(LIVE);
        query.within(horizon)?;
        let mut journeys = self.ways(begun(query, cohort)?).await?;
        let mut query = Query::new(ARCHIVED);
        query.within_archive(horizon)?;
        journeys.extend(self.ways(begun(query, cohort)?).await?);
        Ok(journeys)
    }

    async fn ways(&self, query: Query) -> Result<Vec<Journey>, StoreError> {
        let (text, values) = query.finish("", []);
        all(&self.db, &text, values).await?.iter().map(journey).collect()
    }

    /// The process of which there are most deals; `None` where there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn busiest_process(&self, horizon: &Horizon) -> Result<Option<ProcessId>, StoreError> {
        let mut query = Query::new("SELECT c.process, COUNT(*) AS number FROM cases AS c WHERE c.errand = FALSE");
        query.within(horizon)?;
        let (text, values) = query.finish("GROUP BY c.process ORDER BY number DESC, c.process LIMIT 1", []);
        all(&self.db, &text, values).await?.first().map(|row| name(row, "process")).transpose()
    }

    /// What stands where now, of one process.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing_deals(
        &self,
        horizon: &Horizon,
        process: &ProcessId,
        circle: Option<&Circle>,
    ) -> Result<Vec<StageStanding>, StoreError> {
        let mut query = Query::with(STANDING, [to_text(self.now()).into()]);
        query.and("c.process = ?", [process.as_str().into()]);
        query.within(horizon)?;
        if let Some(circle) = circle {
            deals_of(&mut query, circle)?;
        }
        let (text, values) = query.finish("GROUP BY c.stage, c.currency ORDER BY c.stage, c.currency", []);
        let mut all_of: Vec<StageStanding> = Vec::new();
        for row in all(&self.db, &text, values).await? {
            let (stage, deals, overdue) = (name(&row, "stage")?, number::<u64>(&row, "number")?, number::<u64>(&row, "overdue")?);
            let amount = money(&row, "amount")?;
            match all_of.last_mut().filter(|last| last.stage == stage) {
                Some(last) => {
                    (last.deals, last.overdue) = (last.deals + deals, last.overdue + overdue);
                    last.amounts.extend(amount);
                }
                None => all_of.push(StageStanding { stage, deals, overdue, amounts: amount.into_iter().collect() }),
            }
        }
        Ok(all_of)
    }

    /// Why deals that ended in a span of time with one of these outcomes were lost, as this field says it. The span and the people
    /// are those of the cohort; whenever the deals began.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refusals(
        &self,
        horizon: &Horizon,
        ended: &Cohort,
        outcomes: &[OutcomeId],
        field: &FieldId,
    ) -> Result<Vec<Refusal>, StoreError> {
        let outcomes = to_json(outcomes)?;
        let mut found = Vec::new();
        for (select, is_live) in [(REFUSED, true), (REFUSED_BEFORE, false)] {
            let mut query = Query::with(select, [field.as_str().into(), field.as_str().into()]);
            if is_live {
                query.within(horizon)?
            } else {
                query.within_archive(horizon)?
            }
            query.and("c.process = ?", [ended.process.as_str().into()]);
            query.and("c.finished_at >= ? AND c.finished_at < ?", [to_text(ended.from).into(), to_text(ended.until).into()]);
            query.and("c.outcome IN {texts ?}", [outcomes.clone().into()]);
            if let Some(circle) = &ended.circle {
                deals_of(&mut query, circle)?;
            }
            let (text, values) = query.finish("", []);
            for row in all(&self.db, &text, values).await? {
                found.push(Refusal { at: instant(&row, "finished_at")?, reason: get(&row, "reason")? });
            }
        }
        Ok(found)
    }
}

fn begun(mut query: Query, cohort: &Cohort) -> Result<Query, StoreError> {
    query.and("c.opened_at >= ? AND c.opened_at < ?", [to_text(cohort.from).into(), to_text(cohort.until).into()]);
    query.and("c.process = ?", [cohort.process.as_str().into()]);
    if let Some(circle) = &cohort.circle {
        deals_of(&mut query, circle)?;
    }
    Ok(query)
}

fn journey(row: &QueryResult) -> Result<Journey, StoreError> {
    let way: Option<String> = get(row, "way")?;
    let mut entered = way.iter().flat_map(|way| way.split(' ')).map(entry).collect::<Result<Vec<_>, _>>()?;
    entered.sort_by_key(|(seq, ..)| *seq);
    Ok(Journey {
        owner: name(row, "owner")?,
        amount: money(row, "amount_minor")?,
        outcome: maybe_name(row, "outcome")?,
        finished_at: maybe_instant(row, "finished_at")?,
        entered: entered.into_iter().map(|(_, stage, at)| (stage, at)).collect(),
    })
}

/// An entry of a way: the number of its event, the moment, the stage.
fn entry(text: &str) -> Result<(u64, StageId, DateTime<Utc>), StoreError> {
    let damaged = || unreadable("the way of a deal", &text);
    let mut parts = text.splitn(3, '~');
    let mut next = || parts.next().ok_or_else(damaged);
    let (seq, at, stage) = (next()?, next()?, next()?);
    let at = DateTime::parse_from_rfc3339(at).map_err(|_| damaged())?;
    Ok((seq.parse().map_err(|_| damaged())?, StageId::from(stage), at.to_utc()))
}

fn money(row: &QueryResult, column: &str) -> Result<Option<Money>, StoreError> {
    let (minor, code): (Option<i64>, Option<String>) = (get(row, column)?, get(row, "currency")?);
    let (Some(minor), Some(code)) = (minor, code) else { return Ok(None) };
    let currency = Currency::try_from(code.clone()).map_err(|_| unreadable("a currency", &code))?;
    Ok(Some(Money { minor, currency }))
}
