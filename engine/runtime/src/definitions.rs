//! What was deployed: the world as it is now, and every version of a process that a case may still run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

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
use crate::people::{People, gone_and_back, touched};

type Versions = BTreeMap<(ProcessId, Version), Arc<Process>>;

/// Processes and the organisation, read from their texts once.
#[derive(Debug)]
pub(crate) struct Definitions {
    world: RwLock<Arc<World>>,
    versions: RwLock<Versions>,
    errand: Arc<Process>,
    /// The organisation's file, and what has changed since.
    people: RwLock<People>,
    /// One deployment after another.
    changing: tokio::sync::Mutex<()>,
}

impl Definitions {
    /// Reads what the store has.
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let (organisation, calendars) = match store.organisation().await? {
            Some(files) => read(&files).map_err(|findings| unreadable("the organisation", &findings))?,
            None => nobody(),
        };
        let (mut versions, mut processes) = (Versions::new(), BTreeMap::new());
        for record in store.reads().latest_processes().await? {
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
        let world =
            RwLock::new(Arc::new(World { organisation: people.organisation(), calendars, processes, heirs: people.heirs() }));
        let errand = Arc::new(Process::errand());
        Ok(Self {
            world,
            versions: RwLock::new(versions),
            errand,
            people: RwLock::new(people),
            changing: tokio::sync::Mutex::default(),
        })
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

    pub(crate) async fn deploy(&self, store: &Store, source: &Source, by: Option<&PersonId>) -> Result<Deployed, DeployError> {
        let _alone = self.changing.lock().await;
        let warnings = without_errors(held_against(&self.world(), source))?;
        let process = Arc::new(compile(source)?.value);
        let known = self.world().processes.get(&process.id).map(|known| known.version.clone());
        if known.as_ref() == Some(&process.version) {
            return Ok(Deployed { process, warnings, changed: false });
        }
        let new = NewProcess { id: &process.id, version: &process.version, source, by };
        store.add_process(new, store.now()).await?;
        let name = (process.id.clone(), process.version.clone());
        self.versions.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&process));
        self.change(|world| drop(world.processes.insert(process.id.clone(), Arc::clone(&process))));
        info!(process.id = %process.id, process.version = %process.version, deploy.by = by.map(PersonId::as_str), "deployed");
        Ok(Deployed { process, warnings, changed: true })
    }

    /// Replaces the organisation and its calendars. Where they are others than before, every open case is reviewed.
    pub(crate) async fn load_organisation(&self, inner: &Inner, files: OrganisationFiles) -> Result<(), DeployError> {
        let (organisation, calendars) = read(&files)?;
        let _alone = self.changing.lock().await;
        let mut people = self.people();
        let is_another = people.file != organisation || self.world().calendars != calendars;
        let changes = gone_and_back(&people, &organisation, inner.store.now());
        for change in &changes {
            people.take(change);
        }
        people.file = organisation;
        let touched = if is_another { Touched::All } else { Touched::Of(BTreeSet::new()) };
        let deciding = inner.deciding.write().await;
        inner.store.set_organisation(&files, &changes, &touched, inner.store.now()).await?;
        info!(organisation.people = people.file.people.len(), organisation.calendars = calendars.len(), "organisation loaded");
        self.change(|world| world.calendars = calendars);
        self.set_people(people);
        inner.reviews.note();
        drop(deciding);
        inner.timers_changed.notify_one();
        Ok(())
    }

    /// The one way in which people change at run time: what is new is kept together with the cases that it may touch, before the
    /// next decision is made.
    pub(crate) async fn change_people(
        &self,
        inner: &Inner,
        wanted: impl FnOnce(&World, &People) -> Result<PeopleChange, Rejection>,
    ) -> Result<(), Refused> {
        let _alone = self.changing.lock().await;
        let mut people = self.people();
        let change = wanted(&self.world(), &people)?;
        let concerned: BTreeSet<PersonId> = people.take(&change).into_iter().collect();
        let deciding = inner.deciding.write().await;
        inner.store.change_people(&change, &touched(&self.world(), &concerned)).await?;
        self.set_people(people);
        inner.reviews.note();
        drop(deciding);
        inner.timers_changed.notify_one();
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
