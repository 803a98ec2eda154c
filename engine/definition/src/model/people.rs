//! Who does the work, and who hears of it when it is late.

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

/// An escalation ladder: what happens, rung by rung, while a task is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ladder {
    /// The rungs, from the first to the last in time.
    pub rungs: Vec<Rung>,
}

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// How long after the due moment; zero is the due moment itself.
    pub after: Period,
    /// What is done then.
    pub action: RungAction,
}

/// What a rung does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RungAction {
    /// Tells this person.
    Notify(Who),
    /// Offers the task to this person, who takes it or gives it to somebody; he is told too.
    Offer(Who),
}

impl RungAction {
    /// Whom the rung addresses.
    pub fn who(&self) -> &Who {
        match self {
            Self::Notify(who) | Self::Offer(who) => who,
        }
    }
}
