//! People as they are now: what the organisation's file says, with the absences that were entered and without who has left.
//!
//! Absent on purpose: what any of it means for a task; that is the core's.

use std::collections::{BTreeMap, BTreeSet};

use voronka_core::World;
use voronka_core::world::Heirs;
use voronka_definition::Process;
use voronka_definition::model::{Assignee, StepKind, Who};
use voronka_definition::name::{PersonId, PositionId};
use voronka_definition::organisation::Organisation;
use voronka_store::{ClosedAccount, EnteredAbsence, PeopleChange, Store, StoreError, Touched};

/// What the file says, and what has been changed since.
#[derive(Debug, Clone)]
pub(crate) struct People {
    /// The organisation as its file has it.
    pub(crate) file: Organisation,
    /// Absences entered at run time, the earliest first.
    pub(crate) entered: Vec<EnteredAbsence>,
    /// Accounts that were closed.
    pub(crate) closed: Vec<ClosedAccount>,
}

impl People {
    pub(crate) async fn load(file: Organisation, store: &Store) -> Result<Self, StoreError> {
        Ok(Self { file, entered: store.absences().await?, closed: store.closed_accounts().await? })
    }

    /// The organisation as it is: of two absences that overlap the file's counts.
    pub(crate) fn organisation(&self) -> Organisation {
        let mut organisation = self.file.clone();
        organisation.absences.extend(self.entered.iter().map(|entered| entered.absence.clone()));
        for account in &self.closed {
            leave(&mut organisation, account);
        }
        organisation
    }

    /// Who takes over from those who have left.
    pub(crate) fn heirs(&self) -> BTreeMap<PersonId, Heirs> {
        self.closed.iter().map(|account| (account.person.clone(), account.heirs.clone())).collect()
    }

    /// Takes a change in; who is concerned by it.
    pub(crate) fn take(&mut self, change: &PeopleChange) -> Option<PersonId> {
        match change {
            PeopleChange::Enter(entered) => {
                self.entered.push(entered.clone());
                Some(entered.absence.person.clone())
            }
            PeopleChange::End { id, to } => {
                let ended = self.entered.iter_mut().find(|entered| entered.id == *id)?;
                ended.absence.to = *to;
                Some(ended.absence.person.clone())
            }
            PeopleChange::TakeBack(id) => {
                let place = self.entered.iter().position(|entered| entered.id == *id)?;
                Some(self.entered.remove(place).absence.person)
            }
            PeopleChange::Close(account) => {
                self.closed.retain(|other| other.person != account.person);
                self.closed.push(account.clone());
                Some(account.person.clone())
            }
            PeopleChange::Seen(_) => None,
        }
    }
}

/// What the organisation is without somebody: his posts are his heirs'. The file may have named others meanwhile; they count.
fn leave(organisation: &mut Organisation, account: &ClosedAccount) {
    let ClosedAccount { person: left, heirs, .. } = account;
    if let Some(person) = organisation.people.get_mut(left) {
        person.active = false;
    }
    for (id, department) in organisation.departments.iter_mut().filter(|(_, found)| found.head.as_ref() == Some(left)) {
        department.head = heirs.departments.get(id).or(heirs.to.as_ref()).cloned().or_else(|| Some(left.clone()));
    }
    for (id, direction) in organisation.directions.iter_mut().filter(|(_, found)| found.head.as_ref() == Some(left)) {
        direction.head = heirs.directions.get(id).or(heirs.to.as_ref()).cloned().or_else(|| Some(left.clone()));
    }
    if organisation.last_resort == *left {
        organisation.last_resort = heirs.to.clone().unwrap_or_else(|| left.clone());
    }
    for absence in organisation.absences.iter_mut().filter(|absence| absence.deputy.as_ref() == Some(left)) {
        absence.deputy = heirs.to.clone().filter(|to| *to != absence.person);
    }
}

/// Which cases it may touch that these people go, come back or leave. Where a rule may name one of them as a head, that can be any
/// case; where it may name one as the holder of a position, the others who hold it have his tasks meanwhile.
pub(crate) fn touched(world: &World, people: &BTreeSet<PersonId>) -> Touched {
    if people.iter().any(|person| is_head(world, person)) {
        return Touched::All;
    }
    let people = with_absent(world, people);
    let mut all = people.clone();
    for person in &people {
        let positions = world.person(person).map(|known| known.positions.as_slice()).unwrap_or_default();
        for position in positions.iter().filter(|position| world.processes.values().any(|process| names(process, position))) {
            all.extend(
                world
                    .organisation
                    .people
                    .iter()
                    .filter(|(_, other)| other.positions.contains(position))
                    .map(|(id, _)| id.clone()),
            );
        }
    }
    Touched::Of(all)
}

/// These people, and those for whom they stand in, in a chain perhaps: others may have to do it now.
fn with_absent(world: &World, people: &BTreeSet<PersonId>) -> BTreeSet<PersonId> {
    let mut all = people.clone();
    loop {
        let stands_in = |deputy: &Option<PersonId>| deputy.as_ref().is_some_and(|deputy| all.contains(deputy));
        let absences = world.organisation.absences.iter().filter(|absence| stands_in(&absence.deputy));
        let more: Vec<_> = absences.map(|absence| absence.person.clone()).filter(|person| !all.contains(person)).collect();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

fn is_head(world: &World, person: &PersonId) -> bool {
    let organisation = &world.organisation;
    organisation.last_resort == *person
        || organisation.departments.values().any(|department| department.head.as_ref() == Some(person))
        || organisation.directions.values().any(|direction| direction.head.as_ref() == Some(person))
}

/// Whether a rule of the process asks for who holds this position.
fn names(process: &Process, position: &PositionId) -> bool {
    let is_it = |who: &Who| asks_for(who, position);
    let assignee = |assignee: &Assignee| match assignee {
        Assignee::Role(role) => is_it(&role.who),
        Assignee::Candidates(roles) => roles.iter().any(|role| is_it(&role.who)),
        Assignee::WhoActed => false,
    };
    let step = |kind: &StepKind| match kind {
        StepKind::Task(work) | StepKind::Form(work) => assignee(&work.assignee),
        StepKind::Approve(approve) => approve.approvers.iter().any(|approver| is_it(&approver.role.who)),
        _ => false,
    };
    process.roles.values().any(|role| is_it(&role.who))
        || assignee(&process.defaults.assignee)
        || process.activities.iter().any(|activity| assignee(&activity.work.assignee))
        || process.bodies().any(|body| body.every_step().iter().any(|found| step(&found.kind)))
}

fn asks_for(who: &Who, position: &PositionId) -> bool {
    match who {
        Who::Position(named) => named == position,
        Who::HeadOf(inner) => asks_for(inner, position),
        _ => false,
    }
}
