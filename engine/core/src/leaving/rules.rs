//! What processes say of somebody who leaves: the rules that name him, the positions that nobody else holds, and what follows of it.
//!
//! Absent on purpose: what he has in hand; the review of each case says that.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::model::{Approve, Assignee, Recipient, Role, Step, StepKind, Who};
use voronka_definition::name::{PersonId, PositionId, ProcessId};
use voronka_definition::organisation::DESIGNER;
use voronka_definition::process::people_named;
use voronka_definition::{Process, Text};

use crate::world::{Found, World};

/// What in a process names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// A role.
    Role,
    /// A step or an activity that names him without a role.
    Step,
    /// An escalation ladder.
    Ladder,
    /// A schedule: he owns what it starts.
    Schedule,
    /// Who may pass a stage by hand, or move a deal back to it.
    Stage,
    /// A condition or a computed value.
    Expression,
}

/// A rule of a process that names somebody who leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingRule {
    /// The process.
    pub process: ProcessId,
    /// What it is.
    pub naming: Naming,
    /// Its name in the process; empty for an expression.
    pub name: String,
    /// Whom it finds afterwards; empty where nobody.
    pub to: Vec<PersonId>,
    /// What happens then.
    pub then: Text,
}

/// A position that nobody else holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacated {
    /// The position.
    pub position: PositionId,
    /// Who has its tasks afterwards; empty where that depends on the deal.
    pub to: Vec<PersonId>,
    /// What happens then.
    pub then: Text,
}

/// Every rule that names this person, in the world as it is after he has left.
pub fn rules_naming(after: &World, person: &PersonId, now: DateTime<Utc>) -> Vec<NamingRule> {
    let of_process = |process: &std::sync::Arc<Process>| {
        let rules = rules(process).into_iter().filter(|(_, _, who)| names(who, &|inner| *inner == Who::Person(person.clone())));
        let mut found: BTreeSet<(Naming, String)> = rules.map(|(naming, name, _)| (naming, name)).collect();
        if people_named(process).contains(person) {
            found.insert((Naming::Expression, String::new()));
        }
        let heir = after.heir(person, &process.id).cloned();
        let told = |(naming, name): (Naming, String)| {
            let (to, then) = follows(after, naming, heir.clone(), person, now);
            NamingRule { process: process.id.clone(), naming, name, to: to.into_iter().collect(), then }
        };
        found.into_iter().map(told).collect::<Vec<_>>()
    };
    after.processes.values().flat_map(of_process).collect()
}

fn follows(
    after: &World,
    naming: Naming,
    heir: Option<PersonId>,
    person: &PersonId,
    now: DateTime<Utc>,
) -> (Option<PersonId>, Text) {
    if naming == Naming::Expression {
        let ru = "условие с этим именем само не изменится: поправьте процесс";
        return (None, Text::both(ru, "a condition with this name does not change by itself: edit the process"));
    }
    if let (true, Some(heir)) = (naming != Naming::Stage, heir) {
        return (Some(heir), Text::both("вместо него действует преемник", "his heir takes his place"));
    }
    match naming {
        Naming::Schedule => {
            let owner = above(after, person, now);
            let ru = "сделки по расписанию получит руководитель, а если его нет, последний адресат организации";
            (owner, Text::both(ru, "what it starts goes to his head, or to the last resort where there is none"))
        }
        Naming::Ladder => {
            let ru = "ступень, которая никого не находит, идет администраторам, с неполадкой в сделке";
            (None, Text::both(ru, "a rung that finds nobody goes to the administrators, with an incident in the deal"))
        }
        Naming::Stage => {
            let ru = "это право не перейдет никому: поправьте процесс, если оно нужно другому";
            (None, Text::both(ru, "this right goes to nobody: edit the process if somebody else needs it"))
        }
        _ => {
            let ru = "задачи получит ответственный за сделку, визы — его руководитель; назовите преемника, если нужен другой";
            let en = "the tasks go to the owner of the deal, visas to his head; name an heir if it should be somebody else";
            (None, Text::both(ru, en))
        }
    }
}

/// Who stands in where a rule named somebody who has left, or a position that nobody holds (`None`): his head, the last resort, an
/// administrator.
pub(crate) fn above<'p>(world: &World, left: impl Into<Option<&'p PersonId>>, now: DateTime<Utc>) -> Option<PersonId> {
    let nobody = PersonId::from("");
    match world.head_of(left.into().unwrap_or(&nobody), now) {
        Found::Person(head) => Some(head),
        Found::Administrators(people) => people.into_iter().find(|person| world.is_active(person)),
    }
}

/// The positions of a person that nobody else holds and that something asks for.
pub fn vacated(before: &World, after: &World, person: &PersonId, now: DateTime<Utc>) -> Vec<Vacated> {
    let positions = before.person(person).map(|known| known.positions.as_slice()).unwrap_or_default();
    let is_his_alone = |position: &&PositionId| !after.is_held(position);
    positions.iter().filter(is_his_alone).filter_map(|position| {
        let to = after.holders(position, now);
        let then = if position.as_str() == DESIGNER {
            Text::both("разворачивать процессы смогут только администраторы", "only administrators can deploy processes then")
        } else if !before.processes.values().any(|process| asks_for(process, position)) {
            return None;
        } else if to.is_empty() {
            Text::both(
                "больше ее никто не занимает: задачи получит ответственный за сделку, визы — его руководитель, в сделке откроется неполадка",
                "nobody holds it any more: tasks go to the owner of the deal, visas to his head, with an incident in the deal",
            )
        } else {
            Text::both("больше ее никто не занимает: вместо него действует преемник", "nobody holds it any more: his heir takes his place")
        };
        Some(Vacated { position: position.clone(), to, then })
    }).collect()
}

/// Whether a rule of the process asks for who holds this position.
pub fn asks_for(process: &Process, position: &PositionId) -> bool {
    rules(process).iter().any(|(_, _, who)| names(who, &|inner| *inner == Who::Position(position.clone())))
}

fn names(who: &Who, is_it: &dyn Fn(&Who) -> bool) -> bool {
    match who {
        Who::HeadOf(inner) => names(inner, is_it),
        other => is_it(other),
    }
}

type Rule<'p> = (Naming, String, &'p Who);

/// Every rule of a process that finds people. What names a role is told at the role.
fn rules(process: &Process) -> Vec<Rule<'_>> {
    let own = |role: &&Role| !process.roles.contains_key(&role.id);
    let mut all: Vec<Rule<'_>> = process.roles.iter().map(|(id, role)| (Naming::Role, id.to_string(), &role.who)).collect();
    let default = of_assignee(&process.defaults.assignee).into_iter().filter(own);
    all.extend(default.map(|role| (Naming::Step, "defaults".to_owned(), &role.who)));
    for activity in &process.activities {
        let roles = of_assignee(&activity.work.assignee).into_iter().filter(own);
        all.extend(roles.map(|role| (Naming::Step, activity.id.to_string(), &role.who)));
    }
    for body in process.bodies() {
        for step in body.every_step() {
            all.extend(of_step(step).into_iter().filter(own).map(|role| (Naming::Step, step.id.to_string(), &role.who)));
        }
        let by_hand = [&body.skippable, &body.returnable].into_iter().flatten().flatten().filter(own);
        all.extend(by_hand.map(|role| (Naming::Stage, body.id.to_string(), &role.who)));
    }
    for (id, ladder) in &process.ladders {
        all.extend(ladder.rungs.iter().flat_map(|rung| rung.action.who()).map(|who| (Naming::Ladder, id.to_string(), who)));
    }
    let owners = process.schedules.iter().filter_map(|schedule| Some((schedule, schedule.owner.as_ref()?)));
    all.extend(
        owners.filter(|(_, role)| own(role)).map(|(schedule, role)| (Naming::Schedule, schedule.id.to_string(), &role.who)),
    );
    all
}

fn of_assignee(assignee: &Assignee) -> Vec<&Role> {
    match assignee {
        Assignee::Role(role) => vec![role],
        Assignee::Candidates(roles) => roles.iter().collect(),
        Assignee::WhoActed => Vec::new(),
    }
}

fn of_step(step: &Step) -> Vec<&Role> {
    match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => of_assignee(&work.assignee),
        StepKind::Approve(Approve { approvers, .. }) => approvers.iter().map(|approver| &approver.role).collect(),
        StepKind::Notify(notify) => match &notify.to {
            Recipient::Role(role) => vec![role],
            Recipient::Client => Vec::new(),
        },
        StepKind::Start(start) => start.owner.iter().collect(),
        _ => Vec::new(),
    }
}
