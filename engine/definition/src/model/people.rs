//! Who does the work, and who hears of it when it is late.

use serde::{Deserialize, Serialize};

use crate::name::{DirectionId, FieldId, PersonId, PositionId, RoleId};
use crate::period::Period;

/// A rule that names a person, resolved when it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The deal's responsible manager: `deal.owner`.
    Owner,
    /// The person whose command is being decided; for timers and signals the owner.
    Actor,
    /// In a ladder: the assignee of the late task.
    Late,
    /// The nearest head above that person: `head_of(…)`.
    HeadOf(Box<Who>),
    /// The head of the deal's direction: `head_of(deal.direction)`; may be nobody.
    HeadOfDealDirection,
    /// The head of a named direction: `head_of(direction(ventilation))`.
    HeadOfDirection(DirectionId),
    /// Anyone who holds the position: candidates.
    Position(PositionId),
    /// A person named in the definition: `person(anna)`.
    Person(PersonId),
    /// The person in this field of the item that an `each` stands at: `buyer` of `supplier.buyer`.
    Item(FieldId),
}

/// A role of the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub id: RoleId,
    /// Who plays it.
    pub who: Who,
}

/// Who gets a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// A role; where its rule gives several people they are candidates.
    Role(Role),
    /// Several who may claim it.
    Candidates(Vec<Role>),
    /// A form without an assignee of its own: the person who just acted if he is the owner or did a task of this deal other
    /// than a visa, else the owner.
    WhoActed,
}

/// An escalation ladder: what happens, rung by rung, before a task is due and while it is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ladder {
    /// The rungs, from the first to the last in time.
    pub rungs: Vec<Rung>,
    /// What lets a task that was late begin the ladder anew. Otherwise it stays on the rung it stands on.
    pub reset: Vec<Reset>,
}

/// What may let a ladder begin anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reset {
    /// The task has another date, whoever or whatever gave it.
    NewDate,
    /// A head gave more time.
    MoreTime,
    /// Somebody else has the task.
    NewAssignee,
}

impl Reset {
    /// Every occasion with its name in the language.
    pub const ALL: [(&'static str, Self); 3] =
        [("new_date", Self::NewDate), ("more_time", Self::MoreTime), ("new_assignee", Self::NewAssignee)];
}

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// When it is taken.
    pub when: RungTime,
    /// What is done then.
    pub action: RungAction,
    /// Whether its letters are sent at any hour, and not when their readers work next.
    pub even_off_hours: bool,
}

/// When a rung is taken, seen from the moment at which the task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RungTime {
    /// So long before.
    Before(Period),
    /// So long after; zero is the due moment itself.
    After(Period),
    /// Once nobody who was told by the rung above has answered for so long, counted in their working time.
    Unanswered(Period),
}

impl RungTime {
    /// The due moment itself.
    pub const DUE: Self = Self::After(Period::ZERO);

    /// Whether the task is late by then.
    pub fn is_late(self) -> bool {
        !matches!(self, Self::Before(_))
    }

    /// How long before or after, or without an answer.
    pub fn period(self) -> Period {
        match self {
            Self::Before(period) | Self::After(period) | Self::Unanswered(period) => period,
        }
    }
}

impl std::fmt::Display for RungTime {
    /// As the language writes it: `4 business hours before due`, `overdue by 1 business day`, `unanswered for 2 business hours`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Before(period) => write!(f, "{period} before due"),
            Self::After(Period::ZERO) => f.write_str("overdue"),
            Self::After(period) => write!(f, "overdue by {period}"),
            Self::Unanswered(period) => write!(f, "unanswered for {period}"),
        }
    }
}

/// What a rung does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RungAction {
    /// Tells this person, who should acknowledge it.
    Notify(Who),
    /// Offers the task to these people, one of whom takes it or gives it to somebody; they are told too. Never empty.
    Offer(Vec<Who>),
    /// Adds this person as a watcher: he sees the deal, is told now, and hears of the task's end.
    Watch(Who),
    /// Gives the task this priority.
    Priority(Priority),
    /// Gives the task to this person; both he and who had it are told.
    Reassign(Who),
}

impl RungAction {
    /// Whom the rung addresses; nobody where it changes the task alone.
    pub fn who(&self) -> &[Who] {
        match self {
            Self::Notify(who) | Self::Watch(who) | Self::Reassign(who) => std::slice::from_ref(who),
            Self::Offer(who) => who,
            Self::Priority(_) => &[],
        }
    }

    /// Whether it tells somebody who should answer.
    pub fn wants_answer(&self) -> bool {
        matches!(self, Self::Notify(_) | Self::Offer(_))
    }
}

/// How urgent a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// As every other.
    #[default]
    Normal,
    /// Before the others.
    High,
}

impl Priority {
    /// Every priority with its name in the language, the lowest first.
    pub const ALL: [(&'static str, Self); 2] = [("normal", Self::Normal), ("high", Self::High)];

    /// Its name in the language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// Whether it is as every other.
    pub fn is_normal(&self) -> bool {
        *self == Self::Normal
    }
}
