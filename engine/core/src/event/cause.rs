//! Why something happened: how a stage was entered, why something was cancelled, why a value changed. What happened itself is in the
//! module above.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use voronka_definition::name::{DecisionId, FieldId, OutcomeId, PersonId, ResultId, ScoreId, SignalName, StageId, StepId};

/// How a stage came to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The case began there.
    Start,
    /// In the ordinary course.
    Onward,
    /// A person moved the deal forwards by hand.
    Skip,
    /// A new round of an earlier stage.
    Return,
}

/// Why something was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The stage it belonged to was left.
    StageLeft(StageId),
    /// The case ended.
    CaseFinished(OutcomeId),
    /// The other approvers had already decided.
    Decided(ResultId),
    /// The document changed, and the approval began anew.
    DocumentChanged,
    /// The conditions name other approvers now, and the approval began anew.
    ApproversChanged,
    /// Enough of the other branches of this step had ended.
    BranchesJoined(StepId),
}

/// Why a date, an assignee, an owner or a field changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person wanted it, and said why.
    Person(String),
    /// The fields its formula reads have changed.
    FieldsChanged(Vec<FieldId>),
    /// A calendar has changed.
    Calendar,
    /// The zone has changed in which this person works.
    TimeZone {
        /// The person.
        of: PersonId,
        /// In which he worked.
        from: Tz,
        /// In which he works now.
        to: Tz,
    },
    /// The deal has another owner.
    OwnerChanged,
    /// It was planned anew.
    PlannedAgain,
    /// The result of a task brought it.
    Result(ResultId),
    /// A step of the process set it.
    Step(StepId),
    /// A return to an earlier stage cleared it.
    Return(StageId),
    /// A head answered an escalation.
    Escalation(u32),
    /// A signal brought it.
    Signal(SignalName),
    /// It was taken up by somebody.
    Claim,
    /// A decision table gave it.
    Table(DecisionId),
    /// A score changed.
    Score(ScoreId),
    /// A connector's answer brought it.
    Call(StepId),
    /// This rung of the ladder, from 1, was taken.
    Rung(u32),
    /// The stage does not allow more.
    Stage(StageId),
    /// This person is away.
    Away(PersonId),
    /// This person is back.
    Back(PersonId),
    /// Its date says whether it is urgent enough for the deputy of this person, who is away.
    Urgency(PersonId),
    /// This person has left the company.
    Left(PersonId),
    /// Its rule names somebody else now: there is another head, or another holder of the position.
    Organisation,
}

impl Cause {
    /// Whether somebody only went or came back: it is the same person's task as before.
    pub(crate) fn is_by_absence(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Back(_) | Self::Urgency(_))
    }
}
