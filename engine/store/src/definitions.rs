//! Deployed processes and the organisation, as the texts they were made from.
//!
//! Absent on purpose: reading those texts.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_definition::Source;
use voronka_definition::model::Version;
use voronka_definition::name::{PersonId, ProcessId};

use crate::error::StoreError;
use crate::people::{PeopleChange, Touched, enqueue, raise, raised_from};
use crate::record::ProcessRecord;
use crate::sql::{all, at, execute, get, instant, maybe_name, name, one};
use crate::store::Store;

const UNLATEST: &str = "UPDATE processes SET latest = FALSE WHERE id = $1 AND latest = TRUE";
const ADD: &str = "
INSERT INTO processes (id, version, file, source, deployed_at, deployed_by, latest) VALUES ($1, $2, $3, $4, $5, $6, TRUE)
ON CONFLICT (id, version) DO UPDATE SET latest = TRUE, deployed_at = excluded.deployed_at, deployed_by = excluded.deployed_by";
const ONE: &str = "SELECT * FROM processes WHERE id = $1 AND version = $2";
const ADD_FILE: &str = "INSERT INTO organisation (file, calendar, source, loaded_at) VALUES ($1, $2, $3, $4)";

/// A process to be deployed: the text, and what it is called.
#[derive(Debug, Clone)]
pub struct NewProcess<'a> {
    /// Its name.
    pub id: &'a ProcessId,
    /// Its version.
    pub version: &'a Version,
    /// Its text.
    pub source: &'a Source,
    /// Who deploys it.
    pub by: Option<&'a PersonId>,
}

/// The texts of the organisation.
#[derive(Debug, Clone)]
pub struct OrganisationFiles {
    /// The organisation itself.
    pub organisation: Source,
    /// Its calendars.
    pub calendars: Vec<Source>,
}

impl Store {
    /// Makes a version the latest of its process. The answer is the revision of the world from now on; `None`, and nothing is kept,
    /// where the world is not the one with that revision any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_process(&self, process: NewProcess<'_>, world: u64, now: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
        let transaction = self.begin().await?;
        let raised = raise(&transaction).await?;
        execute(&transaction, UNLATEST, vec![process.id.as_str().into()]).await?;
        let values = vec![
            process.id.as_str().into(),
            process.version.0.as_ref().into(),
            process.source.file.as_str().into(),
            process.source.text.as_str().into(),
            at(now),
            process.by.map(|person| person.as_str().to_owned()).into(),
        ];
        execute(&transaction, ADD, values).await?;
        raised_from(transaction, world, raised).await
    }

    /// A deployed version of a process.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn process(&self, id: &ProcessId, version: &Version) -> Result<Option<ProcessRecord>, StoreError> {
        let row = one(&self.reads().db, ONE, vec![id.as_str().into(), version.0.as_ref().into()]).await?;
        row.as_ref().map(process_record).transpose()
    }

    /// Replaces the organisation with the changes of people that follow from it, and notes every case that it may touch. The answer
    /// is as that of [`add_process`](Self::add_process).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_organisation(
        &self,
        files: &OrganisationFiles,
        changes: &[PeopleChange],
        touched: &Touched,
        world: u64,
        now: DateTime<Utc>,
    ) -> Result<Option<u64>, StoreError> {
        let transaction = self.begin().await?;
        for change in changes {
            crate::people::keep(&transaction, change, now).await?;
        }
        let raised = enqueue(&transaction, touched).await?;
        execute(&transaction, "DELETE FROM organisation", Vec::new()).await?;
        let calendars = files.calendars.iter().map(|source| (source, true));
        for (source, calendar) in calendars.chain([(&files.organisation, false)]) {
            let values = vec![source.file.as_str().into(), calendar.into(), source.text.as_str().into(), at(now)];
            execute(&transaction, ADD_FILE, values).await?;
        }
        crate::outbox::look_again(&transaction, None, now).await?;
        raised_from(transaction, world, raised).await
    }

    /// The organisation; `None` in a new database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&self) -> Result<Option<OrganisationFiles>, StoreError> {
        let rows = all(&self.reads().db, "SELECT file, calendar, source FROM organisation ORDER BY file", Vec::new()).await?;
        let (mut organisation, mut calendars) = (None, Vec::new());
        for row in &rows {
            let source = Source { file: get(row, "file")?, text: get(row, "source")? };
            match get::<bool>(row, "calendar")? {
                true => calendars.push(source),
                false => organisation = Some(source),
            }
        }
        Ok(organisation.map(|organisation| OrganisationFiles { organisation, calendars }))
    }
}

pub(crate) fn process_record(row: &QueryResult) -> Result<ProcessRecord, StoreError> {
    Ok(ProcessRecord {
        id: name(row, "id")?,
        version: Version(get::<String>(row, "version")?.into()),
        file: get(row, "file")?,
        source: get(row, "source")?,
        deployed_at: instant(row, "deployed_at")?,
        by: maybe_name(row, "deployed_by")?,
        latest: get(row, "latest")?,
    })
}
