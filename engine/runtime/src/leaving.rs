//! Leaving the company: what would go to whom, and the account that is closed.
//!
//! A preview is the review of each case, decided in the world as it would be, and not committed; so it says what will happen.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::case::{Escalation, Holder};
use voronka_core::leaving::{Naming, NamingRule, Vacated};
use voronka_core::unheard::Unheard;
use voronka_core::world::Heirs;
use voronka_core::{Actor, Case, CaseId, Command, Setting, World, decide, leaving, unheard};
use voronka_definition::Text;
use voronka_definition::name::{DepartmentId, DirectionId, PersonId, PositionId, ProcessId};
use voronka_store::{ClosedAccount, PeopleChange};

use crate::answer::Refused;
use crate::engine::Engine;
use crate::inner::Inner;
use crate::people::People;

/// Something that a person who leaves hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handing {
    /// What.
    pub what: Handed,
    /// Who has it afterwards; several where they may take it, nobody where nobody does.
    pub to: Vec<PersonId>,
    /// What happens to it then, where that is not said by who has it.
    pub then: Option<Text>,
}

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// A deal that he is responsible for.
    Deal {
        /// The case.
        case: CaseId,
        /// Its title.
        title: String,
    },
    /// An open task of his, or one in his hands for somebody.
    Task {
        /// The case.
        case: CaseId,
        /// Its number.
        number: u32,
        /// Its title.
        title: Text,
        /// The title of the deal.
        deal: String,
        /// Whether he is one of several who may take it.
        candidate: bool,
    },
    /// What he was told of a task and has not answered.
    Escalation {
        /// The case.
        case: CaseId,
        /// The number of the task.
        number: u32,
        /// The title of the task.
        title: Text,
        /// The title of the deal.
        deal: String,
    },
    /// A department that he heads.
    Department(DepartmentId),
    /// A direction that he heads.
    Direction(DirectionId),
    /// He is the last to hear of what is late.
    LastResort,
    /// He stands in for this person, now or later.
    Deputy(PersonId),
    /// A rule of a process names him.
    Rule {
        /// The process.
        process: ProcessId,
        /// What names him.
        naming: Naming,
        /// Its name in the process; empty for an expression.
        name: String,
    },
    /// A position that nobody else holds.
    Position(PositionId),
}

impl Engine {
    /// What would be handed over to whom, if this person left: posts first, then what processes say of him, then deals and tasks.
    ///
    /// # Errors
    /// When it would be refused, or the store fails.
    pub async fn preview_leaving(&self, person: &PersonId, heirs: &Heirs, by: &PersonId) -> Result<Vec<Handing>, Refused> {
        let inner = &self.inner;
        let now = inner.store.now();
        let world = inner.definitions.world();
        leaving::may_close(&world, by, person)?;
        leaving::check(&world, person, heirs)?;
        let mut people = inner.definitions.people();
        people.take(&PeopleChange::Close(closed(person, heirs, by, now)));
        let after = without(&world, &people);
        let mut handings = posts(&world, &after, person);
        handings.extend(of_processes(&world, &after, person, now));
        for id in inner.store.cases_of(person).await? {
            if let Some(case) = inner.case(id).await? {
                handings.extend(of_case(inner, &after, &case, person).await?);
            }
        }
        Ok(handings)
    }

    /// Above whom nobody is there any more who would hear of what is late, if this person left.
    pub fn unheard_without(&self, person: &PersonId, heirs: &Heirs, by: &PersonId) -> Option<Unheard> {
        let inner = &self.inner;
        let now = inner.store.now();
        let world = inner.definitions.world();
        let mut people = inner.definitions.people();
        people.take(&PeopleChange::Close(closed(person, heirs, by, now)));
        unheard::newly(&world, &without(&world, &people), now, None)
    }

    /// Closes the account of somebody who leaves: his sessions and tokens are gone at once, nothing is assigned to him any more, and
    /// each of his deals, tasks and posts goes to his heirs.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn leave(&self, person: &PersonId, heirs: Heirs, by: &PersonId) -> Result<(), Refused> {
        let (person, by) = (person.clone(), by.clone());
        self.detached(|inner| async move {
            let now = inner.store.now();
            let change = inner.definitions.change_people(&inner, |world, _| {
                leaving::may_close(world, &by, &person)?;
                leaving::check(world, &person, &heirs)?;
                Ok(PeopleChange::Close(closed(&person, &heirs, &by, now)))
            });
            change.await
        })
        .await?
    }
}

fn closed(person: &PersonId, heirs: &Heirs, by: &PersonId, at: DateTime<Utc>) -> ClosedAccount {
    ClosedAccount { person: person.clone(), at, by: by.clone(), heirs: heirs.clone() }
}

fn without(world: &World, people: &People) -> World {
    World { organisation: people.organisation(), heirs: people.heirs(), ..world.clone() }
}

fn posts(before: &World, after: &World, person: &PersonId) -> Vec<Handing> {
    let now_has = |holder: Option<&PersonId>| holder.filter(|holder| *holder != person).cloned().into_iter().collect();
    let is_his = |holder: &Option<PersonId>| holder.as_ref() == Some(person);
    let (was, is) = (&before.organisation, &after.organisation);
    let departments = was.departments.iter().filter(|(_, department)| is_his(&department.head)).map(|(id, _)| Handing {
        what: Handed::Department(id.clone()),
        to: now_has(is.departments.get(id).and_then(|department| department.head.as_ref())),
        then: None,
    });
    let directions = was.directions.iter().filter(|(_, direction)| is_his(&direction.head)).map(|(id, _)| Handing {
        what: Handed::Direction(id.clone()),
        to: now_has(is.directions.get(id).and_then(|direction| direction.head.as_ref())),
        then: None,
    });
    let last_resort = (was.last_resort == *person).then(|| Handing {
        what: Handed::LastResort,
        to: now_has(Some(&is.last_resort)),
        then: None,
    });
    let absences = was.absences.iter().zip(&is.absences).filter(|(absence, _)| is_his(&absence.deputy));
    let deputies = absences.map(|(absence, later)| Handing {
        what: Handed::Deputy(absence.person.clone()),
        to: now_has(later.deputy.as_ref()),
        then: None,
    });
    departments.chain(directions).chain(last_resort).chain(deputies).collect()
}

/// What processes say of him: the positions that nobody else holds, and the rules that name him.
fn of_processes(before: &World, after: &World, person: &PersonId, now: DateTime<Utc>) -> Vec<Handing> {
    let position =
        |vacated: Vacated| Handing { what: Handed::Position(vacated.position), to: vacated.to, then: Some(vacated.then) };
    let rule = |NamingRule { process, naming, name, to, then }: NamingRule| Handing {
        what: Handed::Rule { process, naming, name },
        to,
        then: Some(then),
    };
    let positions = leaving::vacated(before, after, person, now).into_iter().map(position);
    positions.chain(leaving::rules_naming(after, person, now).into_iter().map(rule)).collect()
}

/// What a case hands over: its review in the world as it would be.
async fn of_case(inner: &Arc<Inner>, world: &World, case: &Case, person: &PersonId) -> Result<Vec<Handing>, Refused> {
    let process = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
    let now = inner.store.now();
    let setting = Setting { world, now, by: Actor::Engine, fresh: inner.ids.fresh(now, None)? };
    let after = decide(&process, case.clone(), &Command::Review, &setting)?.case;
    let deal = (case.owner == *person && case.is_open()).then(|| Handing {
        what: Handed::Deal { case: case.id, title: case.title().to_owned() },
        to: vec![after.owner.clone()],
        then: None,
    });
    let tasks =
        case.tasks.values().filter(|task| task.holder.everybody().iter().chain(&task.instead_of).any(|his| his == person));
    let tasks = tasks.map(|task| {
        let to: BTreeSet<PersonId> = after.tasks.get(&task.number).map(|task| others(&task.holder, person)).unwrap_or_default();
        let candidate = task.holder.candidates().contains(person);
        let (title, deal) = (task.title.clone(), case.title().to_owned());
        let what = Handed::Task { case: case.id, number: task.number, title, deal, candidate };
        Handing { what, to: to.into_iter().collect(), then: None }
    });
    let told = case.escalations.values().filter(|one| one.to == *person);
    let told = told.filter_map(|one| {
        let task = case.tasks.get(&one.task)?;
        let (number, title, deal) = (task.number, task.title.clone(), case.title().to_owned());
        Some(Handing { what: Handed::Escalation { case: case.id, number, title, deal }, to: hears(&after, one), then: None })
    });
    Ok(deal.into_iter().chain(tasks).chain(told).collect())
}

/// Who was told of the same rung beside somebody, or is in his place.
fn hears(after: &Case, told: &Escalation) -> Vec<PersonId> {
    let same = after.escalations.values().filter(|one| (one.task, one.rung) == (told.task, told.rung) && one.to != told.to);
    same.map(|one| one.to.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn others(holder: &Holder, person: &PersonId) -> BTreeSet<PersonId> {
    holder.everybody().iter().filter(|other| *other != person).cloned().collect()
}
