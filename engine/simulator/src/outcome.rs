//! What a run has come to, and where two of them differ.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use voronka_core::CaseId;
use voronka_runtime::{Engine, IncidentRecord, LetterFilter, LetterState, PageRequest};
use voronka_store::{Failpoint, Store, StoreError};

use crate::choose::all_cases;
use crate::life::Life;
use crate::perform::line;
use crate::post::{Post, Told};
use crate::step::Heard;

/// How many differences of a kind are named.
const NAMED: usize = 3;
/// How many characters are shown before the first that differs.
const BEFORE: usize = 120;
/// How many characters of a text are shown.
const SHOWN: usize = 400;
/// The kind of a letter among what waits in the outbox.
const NOTICE: &str = "notice";

/// Everything that must not depend on faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// What each step was answered.
    heard: Vec<Heard>,
    /// Each case's history and its state, as JSON text.
    cases: BTreeMap<CaseId, Vec<String>>,
    told: Told,
    incidents: BTreeSet<String>,
    absences: BTreeSet<String>,
    /// What has still to leave: each letter that never arrived, and how many of every other kind.
    waiting: BTreeSet<String>,
}

impl Outcome {
    pub(crate) async fn of(ground: &Store, post: &Arc<Post>, heard: Vec<Heard>) -> Result<Self, StoreError> {
        let life = Life::begin(ground, &Post::new(false), Failpoint::new()).await?;
        let mut cases = BTreeMap::new();
        for id in all_cases(&life.engine, None).await? {
            let mut lines: Vec<String> = life.engine.whole_history(id).await?.iter().map(line).collect();
            let state = life.engine.reads().case(id).await?;
            lines.push(state.map_or_else(String::new, |case| serde_json::to_string(&*case).unwrap_or_default()));
            cases.insert(id, lines);
        }
        let page = PageRequest { limit: 200, after: None };
        let incidents = life.engine.reads().incidents(&page).await?.items;
        let absences = life.engine.entered_absences();
        Ok(Self {
            heard,
            cases,
            told: post.told(),
            incidents: incidents.iter().map(|incident: &IncidentRecord| format!("{incident:?}")).collect(),
            absences: absences.iter().map(|entered| format!("{entered:?}")).collect(),
            waiting: waiting(&life.engine, post).await?,
        })
    }

    /// How many cases there were, and how many events.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.cases.len(), self.cases.values().map(|lines| lines.len() - 1).sum())
    }

    /// Where another run differs from this one.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (number, (ours, theirs)) in self.heard.iter().zip(&other.heard).enumerate().filter(|(_, (a, b))| a != b).take(NAMED) {
            found.push(format!(
                "step {number} was answered {}, not {}",
                short(&format!("{theirs:?}")),
                short(&format!("{ours:?}"))
            ));
        }
        let ids: BTreeSet<_> = self.cases.keys().chain(other.cases.keys()).collect();
        let none = Vec::new();
        for id in ids {
            let (ours, theirs) = (self.cases.get(id).unwrap_or(&none), other.cases.get(id).unwrap_or(&none));
            let place = (0..ours.len().max(theirs.len())).find(|place| ours.get(*place) != theirs.get(*place));
            if let Some(place) = place {
                let text = |lines: &[String]| lines.get(place).cloned().unwrap_or_else(|| "nothing".to_owned());
                let (ours, theirs) = (text(ours), text(theirs));
                let same = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).count().saturating_sub(BEFORE);
                let from = |text: &str| short(&text.chars().skip(same).collect::<String>());
                found.push(format!("case {id}, line {}: {}\n  not {}", place + 1, from(&theirs), from(&ours)));
            }
        }
        let sets = [
            ("notice", &self.told.notices, &other.told.notices),
            ("digest", &self.told.digests, &other.told.digests),
            ("request", &self.told.requests, &other.told.requests),
            ("incident", &self.incidents, &other.incidents),
            ("absence", &self.absences, &other.absences),
            ("still to leave", &self.waiting, &other.waiting),
        ];
        for (what, ours, theirs) in sets {
            found.extend(ours.difference(theirs).take(NAMED).map(|one| format!("{what} missing: {}", short(one))));
            found.extend(theirs.difference(ours).take(NAMED).map(|one| format!("{what} too many: {}", short(one))));
        }
        found
    }
}

/// What has still to leave. A letter that arrived and whose answer was lost waits to be sent once more, where its reader is away or asleep
/// by then for days: that is no difference, as he knows the second by its identity.
async fn waiting(engine: &Engine, post: &Post) -> Result<BTreeSet<String>, StoreError> {
    let others = engine.reads().queued().await?.into_iter().filter(|(kind, _)| kind != NOTICE);
    let mut waiting: BTreeSet<String> = others.map(|(kind, number)| format!("{number} of the kind {kind}")).collect();
    for state in [LetterState::Queued, LetterState::Failed] {
        let filter = LetterFilter { state: Some(state), ..LetterFilter::default() };
        let mut page = PageRequest { limit: 200, after: None };
        loop {
            let found = engine.reads().letters(&filter, &page).await?;
            let letters = found.items.iter().filter(|letter| !post.has(letter.notice));
            waiting.extend(letters.map(|letter| format!("letter {} to {}", letter.notice, letter.to_name)));
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
    }
    Ok(waiting)
}

fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}
