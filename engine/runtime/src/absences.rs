//! Absences at run time: entered, ended, and what one would mean for the tasks of who goes.
//!
//! Absent on purpose: what must hold for an absence, and who may enter one; that is the core's.

use chrono::{DateTime, NaiveDate, Utc};
use voronka_core::access::Horizon;
use voronka_core::{Rejection, RejectionKind, World, absences};
use voronka_definition::Text;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Absence;
use voronka_store::{EnteredAbsence, PAGE_MOST, PageRequest, PeopleChange, StoreError, TaskFilter, TaskRecord, TaskStatus};

use crate::answer::Refused;
use crate::engine::Engine;

/// What an absence means for a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The task.
    pub task: TaskRecord,
    /// Whether it falls due before the absence is over.
    pub falls_due: bool,
    /// Who does it meanwhile; `None` where nobody takes it.
    pub to: Option<PersonId>,
}

impl Engine {
    /// The absences that were entered at run time, the earliest first.
    pub fn entered_absences(&self) -> Vec<EnteredAbsence> {
        self.inner.definitions.people().entered
    }

    /// Enters an absence. The tasks that it hands over are handed over when it begins.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn enter_absence(&self, absence: Absence, by: &PersonId) -> Result<EnteredAbsence, Refused> {
        let by = by.clone();
        self.detached(|inner| async move {
            let now = inner.store.now();
            let Absence { person, from, .. } = &absence;
            let id = inner.ids.fresh(now, Some(&format!("absence {person} {from}")))?.to_string();
            let entered = EnteredAbsence { id, absence, by, at: now };
            let change = inner.definitions.change_people(&inner, |world, _| {
                absences::may_arrange(world, &entered.by, &entered.absence.person)?;
                absences::check(world, &entered.absence, now)?;
                Ok(PeopleChange::Enter(entered.clone()))
            });
            change.await.map(|_| entered)
        })
        .await?
    }

    /// Ends an absence on this day, or now: one that has not begun is taken back, one that has ended yesterday.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn end_absence(&self, id: &str, to: Option<NaiveDate>, by: &PersonId) -> Result<(), Refused> {
        let (id, by) = (id.to_owned(), by.clone());
        self.detached(|inner| async move {
            let now = inner.store.now();
            let change = inner.definitions.change_people(&inner, |world, people| {
                let entered = people.entered.iter().find(|entered| entered.id == id).ok_or_else(not_found)?;
                absences::may_arrange(world, &by, &entered.absence.person)?;
                ended(world, entered, to, now)
            });
            change.await.map(drop)
        })
        .await?
    }

    /// What an absence means for the open tasks of who goes, by due date: of one that is entered, or that may be.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn handovers(&self, absence: &Absence) -> Result<Vec<Handover>, StoreError> {
        let now = self.now().await?;
        let mut world = World::clone(&self.world());
        world.organisation.absences.retain(|other| other != absence);
        world.organisation.absences.insert(0, absence.clone());
        let (from, to) = world.bounds(absence);
        let (begins, world) = (from.max(now), &world);
        let mut tasks = self.tasks_of(world, &absence.person, now).await?;
        tasks.sort_by_key(|task| (task.due_at, task.id));
        let handover = |task: TaskRecord| {
            let deputy = world.stand_in(&absence.person, task.due_at, begins);
            Handover { falls_due: task.due_at < to, to: deputy, task }
        };
        Ok(tasks.into_iter().map(handover).collect())
    }

    async fn tasks_of(&self, world: &World, person: &PersonId, now: DateTime<Utc>) -> Result<Vec<TaskRecord>, StoreError> {
        let horizon = Horizon::of(world, person, now);
        let filter = TaskFilter { responsible: Some(person.clone()), status: Some(TaskStatus::Open), ..TaskFilter::default() };
        let mut page = PageRequest { limit: PAGE_MOST, after: None };
        let mut tasks = Vec::new();
        loop {
            let part = self.reads().tasks(&horizon, &filter, &page).await?;
            tasks.extend(part.items);
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(tasks),
            }
        }
    }
}

fn ended(world: &World, entered: &EnteredAbsence, to: Option<NaiveDate>, now: DateTime<Utc>) -> Result<PeopleChange, Rejection> {
    let Absence { person, from, to: last, .. } = &entered.absence;
    let today = now.with_timezone(&world.zone_of(person)).date_naive();
    let id = entered.id.clone();
    if *last < today {
        let expected = Text::both("отсутствие, которое не закончилось", "an absence that is not over");
        let found = Text::both(format!("оно закончилось {last}"), format!("it was over on {last}"));
        return Err(Rejection::new(RejectionKind::Conflict, "absence_over", expected, found));
    }
    let to = match to {
        Some(to) => {
            absences::check_end(world, &entered.absence, to, now)?;
            Some(to)
        }
        None => today.pred_opt().filter(|yesterday| yesterday >= from),
    };
    Ok(to.map_or(PeopleChange::TakeBack(id.clone()), |to| PeopleChange::End { id, to }))
}

fn not_found() -> Rejection {
    let expected = Text::both("отсутствие, которое введено здесь", "an absence that was entered here");
    Rejection::new(RejectionKind::NotFound, "not_found", expected, Text::both("такого нет", "no such thing"))
}
