//! Answers to an escalation: who may give a late task more time, who may still take it, and which offers are over.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use crate::access::{authorise, is_superior};
use crate::case::{Case, Escalation, Task};
use crate::command::{Actor, Command};
use crate::decide::commands::complete::is_personal;
use crate::refuse;
use crate::rejection::Rejection;
use crate::world::World;

/// What somebody may answer to what he was told of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// Say that he knows.
    pub acknowledge: bool,
    /// Give more time.
    pub more_time: bool,
    /// Take the task.
    pub take: bool,
    /// Give it to somebody.
    pub give: bool,
    /// Nothing of this: it was offered, and came into other hands.
    pub is_over: bool,
}

impl Answers {
    /// What this person, to whom the escalation with this number was sent, may answer now.
    pub fn of(world: &World, case: &Case, number: u32, me: &PersonId, now: DateTime<Utc>) -> Self {
        let Some(escalation) = case.escalation(number) else { return Self::default() };
        let is_over = is_over(case, escalation);
        let Some(task) = case.tasks.get(&escalation.task) else { return Self { acknowledge: true, ..Self::default() } };
        let may = |command: &Command| authorise(world, case, command, &Actor::Person(me.clone()), now).is_ok();
        let free = task.holder.assignee().is_none_or(|holder| holder != me && may_take(case, task, |one| one == me));
        let bars = is_personal(task) && case.is_own_deal_of(me);
        let give = Command::ReassignTask { task: task.number, to: me.clone(), comment: String::new() };
        Self {
            acknowledge: !is_over,
            more_time: !is_over && more_time(world, case, escalation, me).is_ok(),
            take: free && !bars && may(&Command::ClaimTask { task: task.number }),
            give: may(&give),
            is_over,
        }
    }
}

/// Whether this was an offer of a task that is open and came into other hands.
pub(crate) fn is_over(case: &Case, escalation: &Escalation) -> bool {
    let still = case.offered.get(&escalation.task).is_some_and(|people| people.contains(&escalation.to));
    escalation.offered && !still && case.tasks.contains_key(&escalation.task)
}

/// Whether the ladder has offered this task to this person or told him of it. An offer ends with other hands, and who has taken a
/// task keeps it from whoever was told before.
pub(crate) fn may_take(case: &Case, task: &Task, is_he: impl Fn(&PersonId) -> bool) -> bool {
    let is_offered = case.offered.get(&task.number).is_some_and(|people| people.iter().any(&is_he));
    is_offered || told(case, task).any(|one| is_he(&one.to))
}

/// What was told of a task, not offered, since somebody took it.
fn told<'c>(case: &'c Case, task: &'c Task) -> impl Iterator<Item = &'c Escalation> {
    let taken_after = task.trail.taken_after.unwrap_or(0);
    case.all_escalations().filter(move |one| one.task == task.number && !one.offered && one.number > taken_after)
}

/// Whether this person, or he for whom he acts, gives the task of his escalation more time: a head above who has it, or somebody
/// to whom its lateness was told as to a head. Never who has it himself, and nobody by an offer alone.
pub(crate) fn more_time(world: &World, case: &Case, escalation: &Escalation, me: &PersonId) -> Result<(), Rejection> {
    let Some(task) = case.tasks.get(&escalation.task) else { return Ok(()) };
    let we = [me, &escalation.to];
    let have: Vec<PersonId> = task.holder.everybody().iter().chain(&task.instead_of).cloned().collect();
    if we.iter().any(|person| have.contains(person)) {
        return Err(refuse::own_lateness());
    }
    if we.iter().any(|person| is_superior(world, person, &have)) {
        return Ok(());
    }
    // Neither from whom the ladder took it, nor who is below whoever has it now.
    let is_below = |person: &PersonId| have.iter().any(|holder| world.is_head_above(holder, person));
    let may = |person: &PersonId| !task.trail.relieved.contains(person) && !is_below(person);
    let is_told = told(case, task).any(|one| we.contains(&&one.to));
    let allowed = is_told && we.iter().all(|person| may(person));
    if allowed { Ok(()) } else { Err(refuse::no_more_time()) }
}
