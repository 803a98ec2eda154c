//! People as they are now: what the organisation's file says, with the absences that were entered and without who has left.
//!
//! Absent on purpose: what any of it means for a task; that is the core's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use voronka_core::world::{Found, Heirs};
use voronka_core::{World, leaving};
use voronka_definition::name::{DepartmentId, PersonId};
use voronka_definition::organisation::{Department, Direction, Organisation, Person};
use voronka_store::{ClosedAccount, Edit, Edited, EnteredAbsence, PeopleChange, Store, StoreError, Touched};

/// What the file says, and what has been changed since.
#[derive(Debug, Clone)]
pub(crate) struct People {
    /// The organisation as its file has it.
    pub(crate) file: Organisation,
    /// Absences entered at run time, the earliest first.
    pub(crate) entered: Vec<EnteredAbsence>,
    /// Accounts that were closed.
    pub(crate) closed: Vec<ClosedAccount>,
    /// What administrators have changed over the file, in the order in which they did.
    pub(crate) edits: Vec<Edit>,
}

impl People {
    pub(crate) async fn load(file: Organisation, store: &Store) -> Result<Self, StoreError> {
        let (entered, closed) = (store.absences().await?, store.closed_accounts().await?);
        Ok(Self { file, entered, closed, edits: store.edits().await? })
    }

    /// The organisation as it is: of two absences that overlap the file's counts.
    pub(crate) fn organisation(&self) -> Organisation {
        let mut organisation = self.file.clone();
        self.edits.iter().for_each(|edit| put(&edit.what, &mut organisation));
        leave_out_unknown(&mut organisation);
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
            PeopleChange::Edit(edit) => {
                self.edits.push(edit.clone());
                None
            }
            PeopleChange::Reopen(person) => {
                self.closed.retain(|account| account.person != *person);
                Some(person.clone())
            }
            PeopleChange::Seen(_) => None,
        }
    }
}

/// Puts what was changed in the place of what was there. Whether somebody works here is not changed so: that the file says, or the
/// closing of his account.
pub(crate) fn put(edited: &Edited, organisation: &mut Organisation) {
    match edited.clone() {
        Edited::Person(id, person) => {
            let active = organisation.people.get(&id).is_none_or(|known| known.active);
            organisation.people.insert(id, Person { active, ..person });
        }
        Edited::Department(id, department) => drop(organisation.departments.insert(id, department)),
        Edited::Direction(id, direction) => drop(organisation.directions.insert(id, direction)),
    }
}

/// A file that comes after a change may lack what that names: nobody, and no department, is then in its place.
fn leave_out_unknown(organisation: &mut Organisation) {
    let departments: BTreeSet<DepartmentId> = organisation.departments.keys().cloned().collect();
    let people: BTreeSet<PersonId> = organisation.people.keys().cloned().collect();
    for person in organisation.people.values_mut() {
        person.department.take_if(|id| !departments.contains(id));
    }
    for department in organisation.departments.values_mut() {
        department.part_of.take_if(|id| !departments.contains(id));
        department.head.take_if(|id| !people.contains(id));
    }
    for direction in organisation.directions.values_mut() {
        direction.head.take_if(|id| !people.contains(id));
    }
}

/// Whether a change only says anew how somebody or something is called: then nobody's work is touched.
pub(crate) fn only_renames(before: &Organisation, edited: &Edited) -> bool {
    match edited {
        Edited::Person(id, after) => before.people.get(id).is_some_and(|before| {
            let called =
                Person { name: before.name.clone(), email: before.email.clone(), locale: before.locale, ..after.clone() };
            called == *before
        }),
        Edited::Department(id, after) => {
            let called = |before: &Department| Department { title: before.title.clone(), ..after.clone() } == *before;
            before.departments.get(id).is_some_and(called)
        }
        Edited::Direction(id, after) => {
            let called = |before: &Direction| Direction { title: before.title.clone(), ..after.clone() } == *before;
            before.directions.get(id).is_some_and(called)
        }
    }
}

/// The organisation of a file as it is now: with the absences that were entered, and without whoever has left.
///
/// # Errors
/// When the store fails.
pub async fn organisation_now(file: Organisation, store: &Store) -> Result<Organisation, StoreError> {
    Ok(People::load(file, store).await?.organisation())
}

/// By whom an account was closed because its person is gone from the organisation's file: no person can have such a name.
const BY_FILE: &str = "organisation.yaml";

/// What another file means for those who are gone from it, or back: who is gone leaves as if his account were closed, and his head has
/// his work; later nobody could say who that was.
pub(crate) fn gone_and_back(before: &People, file: &Organisation, now: DateTime<Utc>) -> Vec<PeopleChange> {
    let is_closed = |person: &PersonId| before.closed.iter().any(|account| account.person == *person);
    let gone = before.file.people.keys().filter(|person| !file.people.contains_key(*person) && !is_closed(person));
    let gone = gone.map(|person| {
        let heirs = Heirs { to: head_of_gone(before, file, person, now), ..Heirs::default() };
        PeopleChange::Close(ClosedAccount { person: person.clone(), at: now, by: PersonId::from(BY_FILE), heirs })
    });
    let by_file = before.closed.iter().filter(|account| account.by.as_str() == BY_FILE);
    let back = by_file.filter(|account| file.people.contains_key(&account.person));
    gone.chain(back.map(|account| PeopleChange::Reopen(account.person.clone()))).collect()
}

/// Who heads the department that somebody was in, or what is left above it; the last resort past the top.
fn head_of_gone(before: &People, file: &Organisation, person: &PersonId, now: DateTime<Utc>) -> Option<PersonId> {
    let mut known = before.file.people.get(person)?.clone();
    let departments = &before.file.departments;
    let above = |id: &DepartmentId| departments.get(id).and_then(|department| department.part_of.clone());
    let chain = std::iter::successors(known.department.clone(), above).take(departments.len() + 1);
    known.department = chain.into_iter().find(|id| file.departments.contains_key(id));
    known.active = false;
    let mut after = People { file: file.clone(), ..before.clone() };
    after.file.people.insert(person.clone(), known);
    let (calendars, processes) = (BTreeMap::new(), BTreeMap::new());
    let world = World { organisation: after.organisation(), calendars, processes, heirs: after.heirs() };
    match world.head_of(person, now) {
        Found::Person(head) => Some(head),
        Found::Administrators(_) => None,
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
        for position in
            positions.iter().filter(|position| world.processes.values().any(|process| leaving::asks_for(process, position)))
        {
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
