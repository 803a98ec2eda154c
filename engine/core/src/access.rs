//! Access: who may see and do what. [`authorise`] is asked before every command; [`Horizon`] bounds every query.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::Value;
use voronka_definition::model::builtin;
use voronka_definition::name::{DepartmentId, DirectionId, PersonId};

use crate::case::{Case, Task};
use crate::command::{Actor, Command};
use crate::decide::commands::complete::is_personal;
use crate::refuse;
use crate::rejection::Rejection;
use crate::world::World;

/// What a person may see, as facts that a query can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Horizon {
    /// The person.
    pub me: PersonId,
    /// Whether he sees everything (an administrator).
    pub everything: bool,
    /// People whose deals he sees because he heads them, himself aside.
    pub below: BTreeSet<PersonId>,
    /// People for whom he stands in today.
    pub stands_for: BTreeSet<PersonId>,
    /// Directions he heads.
    pub directions: BTreeSet<DirectionId>,
    /// Where only the deals of some owners are meant: these, whatever he may see besides.
    pub owners: Option<BTreeSet<PersonId>>,
}

/// For what a token is good: for all that its person may do, or for a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All that he may do.
    Whole,
    /// Reading what he may see.
    Reading,
    /// Reading what he may see of the deals of a department and of those below it.
    Department(DepartmentId),
}

impl Scope {
    /// Its name, as it is stored: `read`, or `read:` and a department; nothing for the whole.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Reading => Some("read".to_owned()),
            Self::Department(department) => Some(format!("read:{department}")),
        }
    }

    /// The scope of this name; `None` for one that is unknown, which is good for nothing.
    pub fn of(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Whole),
            Some("read") => Some(Self::Reading),
            Some(name) => name.strip_prefix("read:").map(|department| Self::Department(department.into())),
        }
    }

    /// What may be seen of a horizon within this scope.
    pub fn narrow(&self, horizon: Horizon, world: &World) -> Horizon {
        let Self::Department(department) = self else { return horizon };
        Horizon { owners: Some(world.people_in(department)), ..horizon }
    }
}

impl Horizon {
    /// What this person may see now.
    pub fn of(world: &World, me: &PersonId, now: DateTime<Utc>) -> Self {
        let absent = world.organisation.absences.iter().map(|absence| &absence.person);
        let stands_for = absent.filter(|person| world.deputy_of(person, now).as_ref() == Some(me)).cloned();
        let directions = world.organisation.directions.iter();
        let headed = directions.filter(|(id, direction)| match &direction.head {
            Some(head) if head == me => true,
            Some(head) => world.is_absent(head, now).is_some() && world.head_of_direction(id, now).as_ref() == Some(me),
            None => false,
        });
        Self {
            me: me.clone(),
            everything: world.is_administrator(me),
            below: world.people_below(me),
            stands_for: stands_for.collect(),
            directions: headed.map(|(id, _)| id.clone()).collect(),
            owners: None,
        }
    }

    /// Whether he sees this case: owner, launcher, whoever has or had a task in it, heads above the owner, the direction's head,
    /// administrators; a deputy sees what the absent one sees as owner or by a task.
    pub fn sees(&self, case: &Case) -> bool {
        self.owners.as_ref().is_none_or(|owners| owners.contains(&case.owner)) && self.reaches(case)
    }

    fn reaches(&self, case: &Case) -> bool {
        let by_self = |person: &PersonId| *person == self.me || self.stands_for.contains(person);
        self.everything
            || by_self(&case.owner)
            || case.launcher == self.me
            || self.below.contains(&case.owner)
            || case.people.iter().any(by_self)
            || matches!(case.data.get(builtin::DIRECTION), Some(Value::Direction(direction)) if self.directions.contains(direction))
    }
}

/// Whether the person is a head above one of these.
pub(crate) fn is_superior(world: &World, person: &PersonId, of: &[PersonId]) -> bool {
    of.iter().any(|below| world.is_head_above(person, below))
}

/// Whether the person is a head above the owner of the case, or an administrator.
pub(crate) fn is_above(world: &World, case: &Case, person: &PersonId) -> bool {
    world.is_administrator(person) || world.is_head_above(person, &case.owner)
}

/// Whether the person may start a case.
pub(crate) fn authorise_start(world: &World, by: &Actor) -> Result<(), Rejection> {
    match by {
        Actor::Person(person) if world.is_active(person) => Ok(()),
        Actor::Person(_) => Err(refuse::not_a_colleague()),
        // By a schedule.
        Actor::Engine => Ok(()),
    }
}

/// The one authorisation function: whether this actor may give this command. For a deputy it answers for whom he acts.
///
/// # Errors
/// Not found, where he may not know of the case; forbidden, where he may see it but not do this.
pub fn authorise(
    world: &World,
    case: &Case,
    command: &Command,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Rejection> {
    let Actor::Person(me) = by else { return Ok(None) };
    if !world.is_active(me) {
        return Err(refuse::not_a_colleague());
    }
    let horizon = Horizon::of(world, me, now);
    if !horizon.sees(case) {
        return Err(refuse::not_found());
    }
    Rights { world, case, horizon: &horizon, me }.may(command)
}

struct Rights<'a> {
    world: &'a World,
    case: &'a Case,
    horizon: &'a Horizon,
    me: &'a PersonId,
}

impl Rights<'_> {
    fn may(&self, command: &Command) -> Result<Option<PersonId>, Rejection> {
        match command {
            Command::Review
            | Command::FireTimer { .. }
            | Command::PassOn { .. }
            | Command::ReportDelivery { .. }
            | Command::AnswerCall { .. }
            | Command::EndChild { .. } => Err(refuse::engine_only()),
            Command::CompleteTask { task, .. } => self.may_complete(*task),
            Command::RescheduleTask { task, .. } => self.may_handle(
                *task,
                "исполнитель, его заместитель или руководитель",
                "the assignee, his deputy or a head above him",
            ),
            Command::ReassignTask { task, .. } => self.may_hand_over(*task),
            Command::ClaimTask { task } => self.may_claim(*task),
            Command::CommentTask { .. } | Command::CommentDeal { .. } | Command::MakeTask(_) => Ok(None),
            // Whom the process allows past or back to a stage, its rules say when the move is decided.
            Command::EnterStage { .. } => Ok(self.responsible("", "").unwrap_or(None)),
            Command::Finish { .. } | Command::ChangeOwner { .. } | Command::Signal { .. } => self.responsible(
                "ответственный за сделку, его руководитель или администратор",
                "the deal's owner, a head above him or an administrator",
            ),
            Command::Continue(_) => self.heads_only(),
            Command::CorrectData { .. } => self.may_correct(),
            Command::AcknowledgeEscalation { escalation, .. } => self.may_acknowledge(*escalation),
            Command::CloseIncident { .. } if self.horizon.everything => Ok(None),
            Command::CloseIncident { .. } => Err(refuse::forbidden("администратор", "an administrator")),
        }
    }

    /// The assignee, his deputy, a head above him; a visa is personal, and never for who has the deal or worked in his stead.
    fn may_complete(&self, number: u32) -> Result<Option<PersonId>, Rejection> {
        let Some(task) = self.case.tasks.get(&number) else { return Ok(None) };
        if is_personal(task) {
            let refusal = || refuse::forbidden("согласующий или его заместитель", "the approver or his deputy");
            return self.as_holder(task).filter(|_| !self.case.is_own_deal_of(self.me)).ok_or_else(refusal);
        }
        let expected = ("исполнитель, его заместитель или руководитель", "the assignee, his deputy or a head above him");
        self.may_handle(number, expected.0, expected.1)
    }

    fn may_handle(&self, number: u32, ru: &str, en: &str) -> Result<Option<PersonId>, Rejection> {
        let Some(task) = self.case.tasks.get(&number) else { return Ok(None) };
        if let Some(acts_for) = self.as_holder(task) {
            return Ok(acts_for);
        }
        let is_above = |people: &[PersonId]| is_superior(self.world, self.me, people);
        if is_above(task.holder.everybody()) || is_above(task.instead_of.as_slice()) {
            Ok(None)
        } else {
            Err(refuse::forbidden(ru, en))
        }
    }

    fn may_hand_over(&self, number: u32) -> Result<Option<PersonId>, Rejection> {
        if let Some(acts_for) = self.is_offered(number).or_else(|| self.is_told(number)) {
            return Ok(acts_for);
        }
        if self.horizon.everything {
            return Ok(None);
        }
        let expected = ("исполнитель, его руководитель или администратор", "its assignee, a head above him or an administrator");
        self.may_handle(number, expected.0, expected.1)
    }

    fn may_claim(&self, number: u32) -> Result<Option<PersonId>, Rejection> {
        let Some(task) = self.case.tasks.get(&number) else { return Ok(None) };
        if let Some(acts_for) = self.as_holder(task).or_else(|| self.is_offered(number)).or_else(|| self.is_told(number)) {
            return Ok(acts_for);
        }
        // Somebody has it already: that is the state's refusal, not a lack of rights.
        if task.holder.assignee().is_some() {
            return Ok(None);
        }
        Err(refuse::forbidden(
            "один из кандидатов или руководитель, которому она предложена",
            "a candidate, or a head to whom it is offered",
        ))
    }

    fn responsible(&self, ru: &str, en: &str) -> Result<Option<PersonId>, Rejection> {
        let owner = &self.case.owner;
        if self.horizon.stands_for.contains(owner) && owner != self.me {
            return Ok(Some(owner.clone()));
        }
        let is_responsible = owner == self.me || self.horizon.below.contains(owner) || self.horizon.everything;
        if is_responsible { Ok(None) } else { Err(refuse::forbidden(ru, en)) }
    }

    fn heads_only(&self) -> Result<Option<PersonId>, Rejection> {
        let is_head = self.horizon.below.contains(&self.case.owner) || self.horizon.everything;
        let is_head = is_head || self.case.owner == *self.me && !self.horizon.below.is_empty();
        if is_head { Ok(None) } else { Err(refuse::forbidden("руководитель", "a head")) }
    }

    fn may_correct(&self) -> Result<Option<PersonId>, Rejection> {
        // A visa gives no right to change what it is about.
        let mut own = self.case.tasks.values().filter(|task| !is_personal(task));
        let works_here = own.any(|task| task.holder.everybody().contains(self.me));
        let heads_direction = matches!(
            self.case.data.get(builtin::DIRECTION),
            Some(Value::Direction(direction)) if self.horizon.directions.contains(direction)
        );
        if works_here || heads_direction {
            return Ok(None);
        }
        self.responsible(
            "ответственный, исполнитель открытой задачи или руководитель",
            "the owner, somebody with an open task, or a head",
        )
    }

    fn may_acknowledge(&self, number: u32) -> Result<Option<PersonId>, Rejection> {
        let Some(escalation) = self.case.escalation(number) else { return Ok(None) };
        if escalation.to == *self.me {
            return Ok(None);
        }
        if self.horizon.stands_for.contains(&escalation.to) {
            return Ok(Some(escalation.to.clone()));
        }
        Err(refuse::forbidden("тот, кому она направлена", "the one it was sent to"))
    }

    /// `Some` where the ladder offered it to him (`None` inside), or to him for whom he stands in.
    fn is_offered(&self, number: u32) -> Option<Option<PersonId>> {
        let people = self.case.offered.get(&number)?;
        if people.contains(self.me) {
            return Some(None);
        }
        people.iter().find(|person| self.horizon.stands_for.contains(*person)).map(|person| Some(person.clone()))
    }

    /// `Some` where the ladder has told him (`None` inside), be it answered or not, or him for whom he stands in; not of what
    /// somebody has taken since.
    fn is_told(&self, number: u32) -> Option<Option<PersonId>> {
        let taken_after = self.case.tasks.get(&number)?.trail.taken_after.unwrap_or(0);
        let still = self.case.all_escalations().filter(|one| one.task == number && one.number > taken_after);
        let mut told = still.map(|one| &one.to);
        if told.clone().any(|person| person == self.me) {
            return Some(None);
        }
        told.find(|person| self.horizon.stands_for.contains(*person)).map(|person| Some(person.clone()))
    }

    /// `Some` where it is his own task (`None` inside), be it with his deputy meanwhile; or where he has it, or may take it, for
    /// somebody who is away.
    fn as_holder(&self, task: &Task) -> Option<Option<PersonId>> {
        let people = task.holder.everybody();
        if task.instead_of.as_ref() == Some(self.me) {
            return Some(None);
        }
        if people.contains(self.me) {
            return Some(task.instead_of.clone());
        }
        people.iter().find(|person| self.horizon.stands_for.contains(*person)).map(|person| Some(person.clone()))
    }
}
