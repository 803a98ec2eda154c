//! The transaction of a batch.

use std::collections::{BTreeMap, BTreeSet};

use voronka_core::CaseId;

use crate::commit::bulk::{Bound, Change};
use crate::commit::tables::{self, Table};
use crate::commit::{Commit, CommitOutcome, Key, KeyRecord, at_once, bulk};
use crate::connection::{Connection, Transaction};
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::sql::{all, case_id, execute, get, number, one, to_json};
use crate::store::Store;

impl Store {
    /// Commits decisions in one transaction. What became of each stands at its place in the answer; after an error nothing was
    /// written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn commit(&self, batch: &[Commit]) -> Result<Vec<CommitOutcome>, StoreError> {
        if let Some(guards) = self.guards_of(batch)
            && self.commit_at_once(batch, guards).await?
        {
            return Ok(vec![CommitOutcome::Committed; batch.len()]);
        }
        let transaction = self.begin().await?;
        match write(&transaction, batch).await {
            Ok(outcomes) if outcomes.contains(&CommitOutcome::Committed) => {
                transaction.commit().await?;
                Ok(outcomes)
            }
            other => {
                transaction.rollback().await?;
                other
            }
        }
    }
}

/// What has to hold of a batch that is written without looking first.
pub(super) struct Guards {
    /// The keys it takes, and how many they are.
    pub(super) keys: (String, u64),
    /// The revision of the world it was decided in, where others may change it.
    world: Option<u64>,
}

/// A batch is written without looking first: nearly always every case has the revision it should have, and every key is free. Each statement
/// is guarded all the same; where a guard does not hold everything is undone, and the batch looks first.
impl Store {
    /// What guards a batch that can be written so: one that names no case and no key twice, was decided in one world and brings no
    /// documents.
    fn guards_of(&self, batch: &[Commit]) -> Option<Guards> {
        let world = batch.first()?.world;
        let alike = |commit: &Commit| commit.world == world && commit.documents.is_empty();
        let cases: BTreeSet<CaseId> = batch.iter().map(|commit| commit.case).collect();
        let wanted: Vec<&Key> = batch.iter().filter_map(|commit| commit.key.as_ref()).collect();
        let keys: BTreeSet<_> = wanted.iter().map(|key| (&key.person, &key.key)).collect();
        let is_guarded = world.is_some() || !self.is_on_server();
        let is_plain = batch.iter().all(alike) && cases.len() == batch.len() && keys.len() == wanted.len();
        let mut keyed: Vec<&Commit> = batch.iter().filter(|commit| commit.key.is_some()).collect();
        keyed.sort_by_key(|commit| commit.key.as_ref().map(|key| (&key.person, &key.key)));
        (is_guarded && is_plain).then(|| Guards { keys: (join(parts(Table::Keys, &keyed)), keys.len() as u64), world })
    }

    /// Whether it could be written; where it could not, nothing was.
    async fn commit_at_once(&self, batch: &[Commit], guards: Guards) -> Result<bool, StoreError> {
        let batch: Vec<&Commit> = batch.iter().collect();
        let (changes, events, others) = rows(&batch);
        match (self.lanes().take().await, guards.world) {
            (Some(lane), Some(world)) => at_once::write_alone(lane.db(), &changes, &events, others, (guards, world)).await,
            _ => {
                let transaction = self.begin().await?;
                match write_guarded(&transaction, (&changes, &events, others), guards).await {
                    Ok(true) => transaction.commit().await.map(|()| true),
                    other => {
                        transaction.rollback().await?;
                        other
                    }
                }
            }
        }
    }
}

/// Writes a batch on SQLite. Whether every guard held.
async fn write_guarded(
    db: &Transaction,
    (changes, events, others): (&[&Change], &[&Bound], Vec<String>),
    guards: Guards,
) -> Result<bool, StoreError> {
    let (keys, wanted) = guards.keys;
    if wanted > 0 && bulk::take_keys(db, keys).await? != wanted {
        return Ok(false);
    }
    if bulk::change_cases(db, changes).await? != changes.len() as u64 {
        return Ok(false);
    }
    bulk::write_rest(db, events, others).await.map(|()| true)
}

/// What decisions write, the keys and documents aside.
fn rows<'a>(chosen: &[&'a Commit]) -> (Vec<&'a Change>, Vec<&'a Bound>, Vec<String>) {
    let changes = chosen.iter().flat_map(|commit| &commit.changes).collect();
    let events = chosen.iter().flat_map(|commit| &commit.events).collect();
    let others = Table::TOGETHER.iter().map(|table| join(parts(*table, chosen))).collect();
    (changes, events, others)
}

async fn write(db: &Transaction, batch: &[Commit]) -> Result<Vec<CommitOutcome>, StoreError> {
    let mut outcomes = guard(db, batch).await?;
    take_keys(db, batch, &mut outcomes).await?;
    let chosen: Vec<&Commit> = batch
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| **outcome == CommitOutcome::Committed)
        .map(|(commit, _)| commit)
        .collect();
    let (changes, events, others) = rows(&chosen);
    let wanted = changes.len() as u64;
    let changed = match is_postgres(db.database()) {
        true => at_once::write(db, &changes, &events, others).await?,
        false => {
            let changed = bulk::change_cases(db, &changes).await?;
            bulk::write_rest(db, &events, others).await?;
            changed
        }
    };
    // The guard holds since it was read, so their number cannot differ; it must not go unseen if it does.
    if changed != wanted {
        return Err(StoreError::Database(format!("{changed} of {wanted} cases were updated")));
    }
    // In the order of their hashes: two batches that bring the same ones never wait for each other.
    let documents: BTreeMap<_, _> = chosen.iter().flat_map(|commit| &commit.documents).map(|one| (&one.hash, one)).collect();
    for content in documents.into_values() {
        execute(db, tables::DOCUMENT, vec![content.hash.as_str().into(), content.bytes.clone().into()]).await?;
    }
    Ok(outcomes)
}

/// Compares the revisions. Of two decisions about one case the first may go on.
async fn guard(db: &Transaction, batch: &[Commit]) -> Result<Vec<CommitOutcome>, StoreError> {
    // First the world, then cases: who changes the world goes the same way.
    let world = world(db).await?;
    let known: Vec<String> =
        batch.iter().filter(|commit| commit.before > 0).map(|commit| commit.case.0.simple().to_string()).collect();
    let revisions = if known.is_empty() { BTreeMap::new() } else { revisions(db, &known).await? };
    let mut seen = BTreeSet::new();
    let outcome = |commit: &Commit| {
        let free = seen.insert(commit.case);
        let found = revisions.get(&commit.case).copied().unwrap_or(0);
        let is_its_world = world.is_none_or(|world| commit.world.is_none_or(|its| its == world));
        if free && found == commit.before && is_its_world { CommitOutcome::Committed } else { CommitOutcome::Conflict }
    };
    Ok(batch.iter().map(outcome).collect())
}

/// The revision of the world, which nobody changes from now on; `None` where there is only one who could.
async fn world(db: &Transaction) -> Result<Option<u64>, StoreError> {
    if !is_postgres(db.database()) {
        return Ok(None);
    }
    one(db, tables::WORLD, Vec::new()).await?.map(|row| number(&row, "revision")).transpose()
}

async fn revisions(db: &Transaction, cases: &[String]) -> Result<BTreeMap<CaseId, u64>, StoreError> {
    let rows = all(db, &tables::REVISIONS, vec![to_json(cases)?.into()]).await?;
    rows.iter().map(|row| Ok((case_id(row, "id")?, number(row, "revision")?))).collect()
}

/// Takes the keys of what may be committed. A decision whose key is taken, be it by an earlier one of the batch, is left out.
async fn take_keys(db: &Transaction, batch: &[Commit], outcomes: &mut [CommitOutcome]) -> Result<(), StoreError> {
    let mut wanted: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (place, commit) in batch.iter().enumerate() {
        let Some(key) = commit.key.as_ref().filter(|_| outcomes[place] == CommitOutcome::Committed) else { continue };
        wanted.entry((key.person.to_string(), key.key.clone())).or_default().push(place);
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let text = join(wanted.values().map(|places| batch[places[0]].parts[Table::Keys as usize].as_str()));
    for row in all(db, &tables::KEYS, vec![text.into()]).await? {
        let Some(places) = wanted.remove(&(get(&row, "person")?, get(&row, "key")?)) else { continue };
        let (first, later) = (&batch[places[0]], &places[1..]);
        later.iter().for_each(|place| outcomes[*place] = CommitOutcome::KeyTaken(first.record()));
    }
    for places in wanted.into_values() {
        let record = match &batch[places[0]].key {
            Some(key) => find_key(db, key).await?,
            None => None,
        };
        let outcome = record.map_or(CommitOutcome::Conflict, CommitOutcome::KeyTaken);
        places.into_iter().for_each(|place| outcomes[place] = outcome.clone());
    }
    Ok(())
}

/// What is remembered of a key.
pub(crate) async fn find_key(db: &impl Connection, key: &Key) -> Result<Option<KeyRecord>, StoreError> {
    let row = one(db, tables::KEY, vec![key.person.as_str().into(), key.key.as_str().into()]).await?;
    row.map(|row| Ok(KeyRecord { body_hash: get(&row, "body_hash")?, answer: get(&row, "answer")? })).transpose()
}

/// The rows of a table, as the decisions made them ready.
fn parts<'a>(table: Table, chosen: &'a [&Commit]) -> impl Iterator<Item = &'a str> {
    chosen.iter().map(move |commit| commit.parts[table as usize].as_str()).filter(|part| !part.is_empty())
}

/// Rows of several decisions as one JSON array.
fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from("[");
    for part in parts {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(part);
    }
    text.push(']');
    text
}
