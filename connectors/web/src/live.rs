//! Live: which streams tell whom that something has changed, so that a page can look again.
//!
//! A stream carries hints and no data: that the list of tasks has changed, that a deal has a revision. What has changed is asked for like
//! any page, with the rights of that moment. A stream ends when its session does, and each person has a bounded number of them.
//!
//! Absent on purpose: any promise. A page that heard nothing shows the truth when it is loaded anew.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::response::sse::Event;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use voronka_core::access::Horizon;
use voronka_core::{Case, CaseId};
use voronka_definition::name::PersonId;
use voronka_runtime::News;

use crate::app::App;

/// How many streams a person may have: as many windows as he looks at.
pub(crate) const STREAMS_EACH_MOST: usize = 8;
/// How many streams the server has at most.
const STREAMS_MOST: usize = 4_000;
/// How often it is asked whether the session still stands, and what its person may see.
const LOOK: Duration = Duration::from_secs(3);
/// How long news are gathered, so that what happens together is told together.
const GATHER: Duration = Duration::from_millis(250);
/// How many deals one hint names; of more it says that anything may have changed.
const DEALS_MOST: usize = 50;
/// How many hints may wait for a slow reader.
const WAITING: usize = 16;

/// The streams of a server.
#[derive(Debug)]
pub(crate) struct Live {
    open: Mutex<HashMap<PersonId, usize>>,
    closing: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self { open: Mutex::default(), closing: watch::Sender::new(false) }
    }
}

impl Live {
    /// A place for one more stream of this person; nothing where there are too many.
    pub(crate) fn place(self: &Arc<Self>, person: &PersonId) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = open.values().sum();
        let his = open.entry(person.clone()).or_default();
        if *his >= STREAMS_EACH_MOST || all >= STREAMS_MOST {
            return None;
        }
        *his += 1;
        Some(Seat { live: Arc::clone(self), person: person.clone() })
    }

    /// Ends every stream: the server stops.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}

/// The place of a stream, free again once it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    live: Arc<Live>,
    person: PersonId,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.live.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(his) = open.get_mut(&self.person) {
            *his -= 1;
            if *his == 0 {
                open.remove(&self.person);
            }
        }
    }
}

/// What a hint will say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Gathered {
    tasks: bool,
    deals: BTreeMap<CaseId, u64>,
    /// Anything may have changed.
    all: bool,
}

impl Gathered {
    fn add(&mut self, news: &News, horizon: &Horizon) {
        match news {
            News::Of(case) if !horizon.sees(case) => {}
            News::Of(case) => {
                self.tasks |= concerns(horizon, case);
                self.deals.insert(case.id, case.revision);
            }
            News::Unknown => self.all = true,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The hints, the fewest that say it.
    fn told(self) -> Vec<Event> {
        let named = |name: &str, data: serde_json::Value| Event::default().event(name).data(data.to_string());
        if self.all || self.deals.len() > DEALS_MOST {
            return vec![named("all", json!({}))];
        }
        let deals = self.deals.into_iter().map(|(id, revision)| named("deal", json!({"id": id, "revision": revision})));
        deals.chain(self.tasks.then(|| named("tasks", json!({})))).collect()
    }
}

/// Whether a case is one whose tasks stand in this person's list, or in that of somebody he heads.
fn concerns(horizon: &Horizon, case: &Case) -> bool {
    let is_his = |person: &PersonId| *person == horizon.me || horizon.stands_for.contains(person);
    is_his(&case.owner) || horizon.below.contains(&case.owner) || case.people.iter().any(is_his)
}

/// A stream: who reads it, by which session.
pub(crate) struct Stream {
    pub(crate) app: App,
    pub(crate) me: PersonId,
    pub(crate) session: String,
    /// A deal whose revision is told at once.
    pub(crate) deal: Option<CaseId>,
    pub(crate) seat: Seat,
}

impl Stream {
    /// Begins to tell; what is told comes out of the receiver.
    pub(crate) fn begin(self) -> mpsc::Receiver<Result<Event, Infallible>> {
        let (tell, told) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            self.run(&tell).await;
            drop(self.seat);
        });
        told
    }

    async fn run(&self, tell: &mpsc::Sender<Result<Event, Infallible>>) {
        let (mut news, mut closing) = (self.app.engine.news(), self.app.live.closing.subscribe());
        let Some(mut horizon) = self.horizon().await else { return };
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut gathered, mut turn) = (self.first(&horizon).await, Instant::now());
        while !*closing.borrow() {
            tokio::select! {
                _ = closing.changed() => return,
                () = tell.closed() => return,
                _ = look.tick() => match self.horizon().await {
                    Some(now) => horizon = now,
                    None => return,
                },
                heard = news.recv() => {
                    if gathered.is_empty() {
                        turn = Instant::now() + GATHER;
                    }
                    match heard {
                        Ok(heard) => gathered.add(&heard, &horizon),
                        Err(RecvError::Lagged(_)) => gathered.all = true,
                        Err(RecvError::Closed) => return,
                    }
                }
                () = sleep_until(turn), if !gathered.is_empty() => {
                    for event in std::mem::take(&mut gathered).told() {
                        if tell.send(Ok(event)).await.is_err() {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// What its reader may see; nothing once the session is no longer his.
    async fn horizon(&self) -> Option<Horizon> {
        let engine = &self.app.engine;
        let person = engine.person_of_session(&self.session).await.ok().flatten()?;
        let now = engine.now().await.ok()?;
        (person == self.me).then(|| Horizon::of(&engine.world(), &self.me, now))
    }

    /// The revision that the deal has by now: the page may have been made a moment before.
    async fn first(&self, horizon: &Horizon) -> Gathered {
        let mut gathered = Gathered::default();
        if let Some(id) = self.deal
            && let Ok(Some(case)) = self.app.engine.reads().case(id).await
            && horizon.sees(&case)
        {
            gathered.deals.insert(id, case.revision);
        }
        gathered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_streams_and_no_more() {
        let live = Arc::new(Live::default());
        let mut seats: Vec<Seat> = (0..STREAMS_EACH_MOST).filter_map(|_| live.place(&"anna".into())).collect();
        assert_eq!(seats.len(), STREAMS_EACH_MOST);
        assert!(live.place(&"anna".into()).is_none());
        assert!(live.place(&"boris".into()).is_some(), "others have their own");
        seats.pop();
        assert!(live.place(&"anna".into()).is_some());
        drop(seats);
        assert!(live.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty());
    }

    #[test]
    fn hints_are_as_few_as_they_can_be() {
        let many = (0..=DEALS_MOST as u128).map(|number| (CaseId(uuid::Uuid::from_u128(number)), 1)).collect();
        assert_eq!(Gathered { deals: many, tasks: true, all: false }.told().len(), 1);
        assert_eq!(Gathered::default().told().len(), 0);
    }
}
