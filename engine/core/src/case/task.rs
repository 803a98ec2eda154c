//! Open tasks and their escalations.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Text;
use voronka_definition::model::{Limit, Priority, Process, StepKind, TaskKind};
use voronka_definition::name::{ActivityId, FieldId, LadderId, OutcomeId, PersonId, StageId, StepId};

use crate::case::{Dated, Promise};

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number in the case.
    pub number: u32,
    /// Where it comes from; that is also where its rules stand.
    pub origin: Origin,
    /// Its title.
    pub title: Text,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// Who has it.
    pub holder: Holder,
    /// For whom the holder has it, as his deputy, while that person is away. It goes back to him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<PersonId>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// When it was first due.
    pub first_due_at: DateTime<Utc>,
    /// Since when it exists.
    pub created_at: DateTime<Utc>,
    /// Whose act created it; `None` where a timer or a signal did.
    pub created_by: Option<PersonId>,
    /// The comment it came with: the remarks of a rework, the reason of a return, the wish of who made it.
    pub note: Option<String>,
    /// How often its assignee has postponed it.
    pub postponed: u32,
    /// Whether its date was set by a person, so that it no longer follows its formula.
    pub date_by_hand: bool,
    /// How its date is counted; `None` where no formula gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Dated>,
    /// The date that a person set in working time; `None` where it follows its formula, or was set for a time in which nobody works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// What happens next if it stays open.
    pub alarm: Option<Alarm>,
    /// How many alarms it was given so far; the number of the last one.
    pub alarms_given: u32,
    /// The highest rung it has climbed to while it was late, from 1; 0 is none. Another date does not take it down again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub climbed: u32,
    /// Whose hands it has been through.
    #[serde(default, skip_serializing_if = "Trail::is_empty")]
    pub trail: Trail,
}

/// Whose hands a task has been through, as far as the rules ask.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trail {
    /// The last escalation before somebody took it; `None` where nobody did. Whoever was told until then takes it from him no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_after: Option<u32>,
    /// Whoever was among its candidates.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub candidates: BTreeSet<PersonId>,
    /// From whom the ladder took it: it neither offers nor gives it to them again.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub relieved: BTreeSet<PersonId>,
    /// From whom it was taken while it was late, by the ladder or by somebody else: an absence brings it back to them only where
    /// nobody else is there.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub late: BTreeSet<PersonId>,
    /// Who was told that it is late, and gave it more time or other hands: where that passes too, whoever is above him hears of it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub moved_by: BTreeSet<PersonId>,
    /// When each rung, from 1, was taken last: who was told of it before that was told of another lateness.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub taken: BTreeMap<u32, DateTime<Utc>>,
}

impl Trail {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Notes in whose hands it comes.
    pub(super) fn note(&mut self, holder: &Holder) {
        self.candidates.extend(holder.candidates().iter().cloned());
    }
}

pub(crate) fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Task {
    /// Whether it is a meeting of which nobody has said when it is, or only a moment that had passed by then: it is due all the same.
    pub fn is_without_time(&self) -> bool {
        let is_unsaid = |dated: &Dated| !self.date_by_hand && (dated.unsaid || dated.given != self.due_at);
        self.kind == TaskKind::Meeting && self.dated.as_ref().is_some_and(is_unsaid)
    }

    /// Whose task it is, be he away: its dates are counted in his working time, so that a deputy changes none.
    pub fn responsible(&self) -> Holder {
        self.instead_of.clone().map_or_else(|| self.holder.clone(), Holder::Assigned)
    }
}

/// Who has a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// This person.
    Assigned(PersonId),
    /// Any of these may claim it; at least two, or nobody was found.
    Offered(Vec<PersonId>),
}

impl Holder {
    /// The assignee, where there is one.
    pub fn assignee(&self) -> Option<&PersonId> {
        match self {
            Self::Assigned(person) => Some(person),
            Self::Offered(_) => None,
        }
    }

    /// The candidates, where nobody has it yet.
    pub fn candidates(&self) -> &[PersonId] {
        match self {
            Self::Assigned(_) => &[],
            Self::Offered(people) => people,
        }
    }

    /// Everybody it concerns.
    pub fn everybody(&self) -> &[PersonId] {
        match self {
            Self::Assigned(person) => std::slice::from_ref(person),
            Self::Offered(people) => people,
        }
    }
}

/// Where a task comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A task or form of a stage.
    Step {
        /// The stage.
        stage: StageId,
        /// The step.
        step: StepId,
        /// The token that stands there.
        token: u32,
    },
    /// A visa.
    Visa {
        /// The stage.
        stage: StageId,
        /// The approving step.
        step: StepId,
        /// The token that stands there.
        token: u32,
        /// The approver, as a place in the step's list.
        approver: u32,
    },
    /// A form for what the stage requires.
    Requirements {
        /// The stage.
        stage: StageId,
        /// The token that stands there.
        token: u32,
        /// The fields it asks for.
        fields: Vec<FieldId>,
    },
    /// A form for what an outcome asks, when no person was there to be asked.
    OutcomeForm {
        /// The stage.
        stage: StageId,
        /// The token that stands there.
        token: u32,
        /// The outcome.
        outcome: OutcomeId,
    },
    /// An activity of the deal.
    Activity(ActivityId),
    /// The task after an outcome; it stays, like one made by hand.
    FollowUp(OutcomeId),
    /// Made by this person's hand.
    Hand(PersonId),
    /// The stage has lasted longer than it may.
    Limit {
        /// The stage.
        stage: StageId,
    },
    /// No next step is planned in time.
    NextStep {
        /// The stage.
        stage: StageId,
    },
}

impl Origin {
    /// The ladder that takes a task of this origin up when it is late.
    pub fn ladder<'p>(&self, process: &'p Process) -> Option<&'p LadderId> {
        let of_limit = |limit: &'p Option<Limit>| limit.as_ref().and_then(|limit| limit.escalate.as_ref());
        let defaults = process.defaults.escalate.as_ref();
        match self {
            Self::Step { stage, step, .. } | Self::Visa { stage, step, .. } => match &process.step(stage, step)?.kind {
                StepKind::Task(work) | StepKind::Form(work) => work.escalate.as_ref(),
                StepKind::Approve(approve) => approve.escalate.as_ref(),
                _ => None,
            },
            Self::Activity(id) => process.activity(id)?.work.escalate.as_ref(),
            Self::Limit { stage } => process.stage(stage).map_or(defaults, |stage| of_limit(&stage.limit)),
            Self::NextStep { stage } => process.stage(stage).map_or(defaults, |stage| of_limit(&stage.next_step_within)),
            Self::Requirements { .. } | Self::OutcomeForm { .. } | Self::FollowUp(_) | Self::Hand(_) => defaults,
        }
    }

    /// Whether it belongs to the flow of a stage, and is cancelled with it.
    pub fn is_of_stage(&self) -> bool {
        match self {
            Self::Step { .. } | Self::Visa { .. } | Self::Requirements { .. } | Self::OutcomeForm { .. } => true,
            Self::Limit { .. } | Self::NextStep { .. } => true,
            Self::Activity(_) | Self::FollowUp(_) | Self::Hand(_) => false,
        }
    }

    /// Whether it outlives the end of the case.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Self::Hand(_) | Self::FollowUp(_))
    }

    /// The step it stands for, or the activity's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Step { step, .. } | Self::Visa { step, .. } => Some(step.as_str()),
            Self::Activity(activity) => Some(activity.as_str()),
            Self::Requirements { .. } => Some("requirements"),
            Self::OutcomeForm { .. } => Some("outcome_form"),
            Self::FollowUp(_) => Some("follow_up"),
            Self::Limit { .. } => Some("limit"),
            Self::NextStep { .. } => Some("next_step"),
            Self::Hand(_) => None,
        }
    }

    /// The stage, or the handler, it belongs to.
    pub fn stage(&self) -> Option<&StageId> {
        match self {
            Self::Step { stage, .. }
            | Self::Visa { stage, .. }
            | Self::Requirements { stage, .. }
            | Self::OutcomeForm { stage, .. }
            | Self::Limit { stage }
            | Self::NextStep { stage } => Some(stage),
            Self::Activity(_) | Self::FollowUp(_) | Self::Hand(_) => None,
        }
    }

    /// The token that stands for it.
    pub fn token(&self) -> Option<u32> {
        match self {
            Self::Step { token, .. }
            | Self::Visa { token, .. }
            | Self::Requirements { token, .. }
            | Self::OutcomeForm { token, .. } => Some(*token),
            Self::Activity(_) | Self::FollowUp(_) | Self::Hand(_) | Self::Limit { .. } | Self::NextStep { .. } => None,
        }
    }
}

/// What happens next to a task that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The how-manieth alarm of the task, from 1; never used twice.
    pub occurrence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: AlarmKind,
    /// From what its moment was counted: where a calendar changes, it is counted anew.
    #[serde(default, skip_serializing_if = "Counted::is_not")]
    pub counted: Counted,
}

/// From what the moment of an alarm was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// It follows no rule: only a calendar that makes it free time moves it.
    #[default]
    Not,
    /// Before or after this moment, by the period of its rule: the due date, mostly.
    From(DateTime<Utc>),
    /// It is this moment itself.
    Moment(DateTime<Utc>),
    /// From when these people read of it, by the period of its rule.
    Read(Vec<(PersonId, DateTime<Utc>)>),
}

impl Counted {
    fn is_not(&self) -> bool {
        *self == Self::Not
    }
}

/// What an alarm does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Reminds the assignee.
    Reminder,
    /// Takes this rung of the ladder, counted from 0.
    Rung(u32),
}

/// A notice up the ladder that somebody should acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its number in the case.
    pub number: u32,
    /// The late task.
    pub task: u32,
    /// The rung, counted from 1.
    pub rung: u32,
    /// To whom.
    pub to: PersonId,
    /// Whether the task is offered, not only reported.
    pub offered: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the task was not due yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub early: bool,
    /// How late the task was, in minutes of working time.
    pub late_by_minutes: u32,
    /// Whom its rule names and of whom, where he was told by that rule: when it names others, they are told in his place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Named>,
    /// Whether others have been told in his place since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
}

/// Whom the rule of a rung names, whoever may be away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// These.
    pub people: Vec<PersonId>,
    /// While these have the task: in other hands it may name others without anybody being replaced.
    pub late: Vec<PersonId>,
}
