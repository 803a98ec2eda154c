//! What was deployed: the world as it is now, and every version of a process that a case may still run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tracing::{info, warn};
use voronka_core::{Rejection, World, lookup};
use voronka_definition::calendar::{Calendar, read_calendar_among};
use voronka_definition::model::Version;
use voronka_definition::name::{CalendarId, PersonId, ProcessId};
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Diagnostics, Finding, Locale, Process, Severity, Source, Text, compile};
use voronka_store::{NewProcess, OrganisationFiles, PeopleChange, Store, StoreError, Touched};

use crate::answer::Refused;
use crate::deploy::{DeployError, Deployed};
use crate::inner::Inner;
use crate::people::{People, gone_and_back, only_renames, touched};

/// How often a change is tried again because another node was faster: nodes that begin at once load the same files.
const TRIES: u32 = 32;

type Versions = BTreeMap<(ProcessId, Version), Arc<Process>>;

/// Processes and the organisation, read from their texts once.
#[derive(Debug)]
pub(crate) struct Definitions {
    world: RwLock<Arc<World>>,
    versions: RwLock<Versions>,
    errand: Arc<Process>,
    /// The organisation's file, and what has changed since.
    people: RwLock<People>,
    /// Which of the worlds that the store has had this is.
    revision: AtomicU64,
    /// Whether the store may have another, though no other node writes there: a change failed, and may have been kept all the same.
    is_in_doubt: AtomicBool,
    /// One deployment after another.
    changing: tokio::sync::Mutex<()>,
}

/// What the store has, read.
struct Read {
    world: World,
    people: People,
    versions: Versions,
    revision: u64,
    seen_until: DateTime<Utc>,
}

impl Read {
    /// Reads what the store has; of what is known already nothing is read again.
    async fn of(store: &Store, known: Versions) -> Result<Self, StoreError> {
        // Before everything else: what changes meanwhile is noticed afterwards.
        let (revision, seen_until) = store.world().await?;
        let (organisation, calendars) = match store.organisation().await? {
            Some(files) => read(&files).map_err(|findings| unreadable("the organisation", &findings))?,
            None => nobody(),
        };
        let (mut versions, mut processes) = (known, BTreeMap::new());
        for record in store.reads().latest_processes().await? {
            if let Some(process) = versions.get(&(record.id.clone(), record.version.clone())) {
                processes.insert(record.id, Arc::clone(process));
                continue;
            }
            match compile(&Source { file: record.file, text: record.source }) {
                Ok(checked) => {
                    let process = Arc::new(checked.value);
                    versions.insert((record.id.clone(), record.version), Arc::clone(&process));
                    processes.insert(record.id, process);
                }
                // It was deployed by a voronka that understood it: whoever upgrades must hear of it, and the others go on.
                Err(findings) => warn!(process.id = %record.id, error = %findings, "a deployed process cannot be read"),
            }
        }
        let people = People::load(organisation, store).await?;
        let world = World { organisation: people.organisation(), calendars, processes, heirs: people.heirs() };
        Ok(Self { world, people, versions, revision, seen_until })
    }
}

impl Definitions {
    /// Reads what the store has.
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let read = Read::of(store, Versions::new()).await?;
        Ok(Self {
            world: RwLock::new(Arc::new(read.world)),
            versions: RwLock::new(read.versions),
            errand: Arc::new(Process::errand()),
            people: RwLock::new(read.people),
            revision: AtomicU64::new(read.revision),
            is_in_doubt: AtomicBool::new(false),
            changing: tokio::sync::Mutex::default(),
        })
    }

    /// Which of the worlds that the store has had this is.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::SeqCst)
    }

    /// The world has another revision, by a change of this node.
    pub(crate) fn set_revision(&self, revision: u64) {
        self.revision.store(revision, Ordering::SeqCst);
    }

    /// A change of the world has failed, and nobody knows whether it was kept: the store is asked before the next decision.
    pub(crate) fn doubt(&self) {
        self.is_in_doubt.store(true, Ordering::SeqCst);
    }

    /// Takes in what other nodes have changed, if the store has any, or what was kept of a change that failed; whether there was something.
    pub(crate) async fn renew(&self, inner: &Inner) -> Result<bool, StoreError> {
        // Before the store is asked: a change that fails meanwhile is asked about again.
        let is_in_doubt = self.is_in_doubt.swap(false, Ordering::SeqCst);
        if !inner.store.is_shared() && !is_in_doubt {
            return Ok(false);
        }
        let renewed = self.look(inner).await;
        if is_in_doubt && renewed.is_err() {
            self.doubt();
        }
        renewed
    }

    async fn look(&self, inner: &Inner) -> Result<bool, StoreError> {
        if inner.store.world().await?.0 == self.revision() {
            return Ok(false);
        }
        let _alone = self.changing.lock().await;
        self.take_in(inner).await
    }

    /// Whoever calls it changes the world, or will not for now.
    async fn take_in(&self, inner: &Inner) -> Result<bool, StoreError> {
        if inner.store.world().await?.0 == self.revision() {
            return Ok(false);
        }
        let known = self.versions.read().unwrap_or_else(PoisonError::into_inner).clone();
        let read = Read::of(&inner.store, known).await?;
        let deciding = inner.deciding.write().await;
        *self.versions.write().unwrap_or_else(PoisonError::into_inner) = read.versions;
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = read.people;
        *self.world.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read.world);
        self.set_revision(read.revision);
        inner.reviews.saw(read.seen_until);
        drop(deciding);
        info!(world.revision = read.revision, "took in what has changed");
        inner.timers_changed.notify_one();
        Ok(true)
    }

    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn errand(&self) -> Arc<Process> {
        Arc::clone(&self.errand)
    }

    /// A version that was deployed, be it long ago.
    pub(crate) async fn process(&self, store: &Store, id: &ProcessId, version: &Version) -> Result<Arc<Process>, StoreError> {
        // Errands have no versions: the program brings their process along.
        if *id == self.errand.id {
            return Ok(self.errand());
        }
        let name = (id.clone(), version.clone());
        if let Some(process) = self.versions.read().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(Arc::clone(process));
        }
        let what = format!("the process {id} {version}");
        let record = store.process(id, version).await?;
        let record =
            record.ok_or_else(|| StoreError::Unreadable { what: what.clone(), reason: "it was never deployed".to_owned() })?;
        let checked =
            compile(&Source { file: record.file, text: record.source }).map_err(|findings| unreadable(&what, &findings))?;
        let process = Arc::new(checked.value);
        self.versions.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&process));
        Ok(process)
    }

    pub(crate) async fn deploy(&self, inner: &Inner, source: &Source, by: Option<&PersonId>) -> Result<Deployed, DeployError> {
        let _alone = self.changing.lock().await;
        for _ in 0..TRIES {
            self.take_in(inner).await?;
            if let Some(deployed) = self.try_deploy(inner, source, by).await? {
                return Ok(deployed);
            }
        }
        Err(meanwhile().into())
    }

    /// `None` where another node has changed the world meanwhile.
    async fn try_deploy(&self, inner: &Inner, source: &Source, by: Option<&PersonId>) -> Result<Option<Deployed>, DeployError> {
        let warnings = without_errors(held_against(&self.world(), source))?;
        let process = Arc::new(compile(source)?.value);
        let known = self.world().processes.get(&process.id).map(|known| known.version.clone());
        if known.as_ref() == Some(&process.version) {
            return Ok(Some(Deployed { process, warnings, changed: false }));
        }
        let new = NewProcess { id: &process.id, version: &process.version, source, by };
        let raised = inner.store.add_process(new, self.revision(), inner.store.now()).await;
        let Some(raised) = raised.inspect_err(|_| self.doubt())? else { return Ok(None) };
        let name = (process.id.clone(), process.version.clone());
        self.versions.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&process));
        self.change(|world| drop(world.processes.insert(process.id.clone(), Arc::clone(&process))));
        self.set_revision(raised);
        info!(process.id = %process.id, process.version = %process.version, deploy.by = by.map(PersonId::as_str), "deployed");
        inner.timers_changed.notify_one();
        inner.others_wanted.notify_one();
        Ok(Some(Deployed { process, warnings, changed: true }))
    }

    /// Replaces the organisation and its calendars. Where they are others than before, every open case is reviewed.
    pub(crate) async fn load_organisation(&self, inner: &Inner, files: OrganisationFiles) -> Result<(), DeployError> {
        let organised = read(&files)?;
        let _alone = self.changing.lock().await;
        for _ in 0..TRIES {
            self.take_in(inner).await?;
            if self.try_load(inner, &files, organised.clone()).await? {
                return Ok(());
            }
        }
        Err(meanwhile().into())
    }

    /// False where another node has changed the world meanwhile.
    async fn try_load(
        &self,
        inner: &Inner,
        files: &OrganisationFiles,
        (organisation, calendars): Organised,
    ) -> Result<bool, StoreError> {
        let mut people = self.people();
        let is_another = people.file != organisation || self.world().calendars != calendars;
        let changes = gone_and_back(&people, &organisation, inner.store.now());
        for change in &changes {
            people.take(change);
        }
        people.file = organisation;
        let touched = if is_another { Touched::All } else { Touched::Of(BTreeSet::new()) };
        let deciding = inner.deciding.write().await;
        let raised = inner.store.set_organisation(files, &changes, &touched, self.revision(), inner.store.now()).await;
        let Some(raised) = raised.inspect_err(|_| self.doubt())? else { return Ok(false) };
        info!(organisation.people = people.file.people.len(), organisation.calendars = calendars.len(), "organisation loaded");
        self.change(|world| world.calendars = calendars);
        self.set_people(people);
        self.set_revision(raised);
        inner.reviews.note();
        drop(deciding);
        inner.timers_changed.notify_one();
        inner.others_wanted.notify_one();
        Ok(true)
    }

    /// The one way in which people change at run time: what is new is kept together with the cases that it may touch, before the
    /// next decision is made.
    pub(crate) async fn change_people(
        &self,
        inner: &Inner,
        wanted: impl FnOnce(&World, &People) -> Result<PeopleChange, Rejection>,
    ) -> Result<(), Refused> {
        let _alone = self.changing.lock().await;
        self.take_in(inner).await?;
        let mut people = self.people();
        let change = wanted(&self.world(), &people)?;
        let concerned: BTreeSet<PersonId> = people.take(&change).into_iter().collect();
        let deciding = inner.deciding.write().await;
        let touched = match &change {
            PeopleChange::Edit(edit) if only_renames(&self.world().organisation, &edit.what) => Touched::Of(BTreeSet::new()),
            PeopleChange::Edit(_) => Touched::All,
            _ => touched(&self.world(), &concerned),
        };
        let raised = inner.store.change_people(&change, &touched, self.revision()).await;
        let raised = raised.inspect_err(|_| self.doubt())?.ok_or_else(meanwhile)?;
        self.set_people(people);
        self.set_revision(raised);
        inner.reviews.note();
        drop(deciding);
        inner.timers_changed.notify_one();
        inner.others_wanted.notify_one();
        Ok(())
    }

    /// The organisation's file, and what has changed since.
    pub(crate) fn people(&self) -> People {
        self.people.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_people(&self, people: People) {
        let (organisation, heirs) = (people.organisation(), people.heirs());
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = people;
        self.change(|world| {
            world.organisation = organisation;
            world.heirs = heirs;
        });
    }

    fn change(&self, change: impl FnOnce(&mut World)) {
        let mut held = self.world.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut held));
    }
}

/// Another node has changed the world between a look at it and this change: nothing was kept, and trying again helps.
fn meanwhile() -> StoreError {
    StoreError::Database("somebody else has changed people or processes at this moment; try again".to_owned())
}

/// Everything that is found of a process among these people and calendars. One that runs already, word for word, must start again
/// whatever has become of the people.
pub(crate) fn held_against(world: &World, source: &Source) -> Vec<Finding> {
    let calendars: Vec<String> = world.calendars.keys().map(ToString::to_string).collect();
    let house = Some(&world.organisation).filter(|house| !house.people.is_empty());
    let runs = compile(source)
        .is_ok_and(|checked| world.processes.get(&checked.value.id).is_some_and(|known| known.version == checked.value.version));
    if runs { lookup::running(source, house, &calendars) } else { lookup::process(source, house, &calendars) }
}

fn without_errors(findings: Vec<Finding>) -> Result<Vec<Finding>, Diagnostics> {
    match findings.iter().any(|finding| finding.severity == Severity::Error) {
        true => Err(Diagnostics(findings)),
        false => Ok(findings),
    }
}

type Organised = (Organisation, BTreeMap<CalendarId, Calendar>);

/// Reads the organisation with its calendars; every finding of every file where one is an error.
fn read(files: &OrganisationFiles) -> Result<Organised, Diagnostics> {
    let mut findings = Vec::new();
    let mut calendars = BTreeMap::new();
    for source in &files.calendars {
        match read_calendar_among(source, &files.calendars) {
            Ok(checked) => drop(calendars.insert(checked.value.id().clone(), checked.value)),
            Err(Diagnostics(found)) => findings.extend(found),
        }
    }
    let organisation = match read_organisation(&files.organisation) {
        Ok(checked) => Some(checked.value),
        Err(Diagnostics(found)) => {
            findings.extend(found);
            None
        }
    };
    let known: Vec<String> = calendars.keys().map(ToString::to_string).collect();
    findings.extend(lookup::calendars::of_organisation(&files.organisation, &known));
    match organisation {
        Some(organisation) if findings.is_empty() => Ok((organisation, calendars)),
        _ => Err(Diagnostics(findings)),
    }
}

fn unreadable(what: &str, findings: &Diagnostics) -> StoreError {
    StoreError::Unreadable { what: what.to_owned(), reason: findings.to_string() }
}

/// The organisation of an empty database: nobody works there, round the clock.
fn nobody() -> Organised {
    let calendar = CalendarId::from("none");
    let organisation = Organisation {
        title: Text::both("Организация не загружена", "No organisation"),
        locale: Locale::default(),
        time_zone: chrono_tz::UTC,
        calendar: calendar.clone(),
        last_resort: PersonId::from("nobody"),
        departments: BTreeMap::new(),
        directions: BTreeMap::new(),
        people: BTreeMap::new(),
        absences: Vec::new(),
    };
    let empty = Calendar::new(calendar.clone(), Text::both("Без календаря", "No calendar"), Default::default());
    (organisation, BTreeMap::from([(calendar, empty)]))
}
