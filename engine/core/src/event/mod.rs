//! Events: what happened to a case. They are its history, and replaying them gives the case.

mod cause;
mod recorded;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Text;
use voronka_definition::model::{OutcomeKind, Priority, Version};
use voronka_definition::name::{
    ActivityId, ConnectionId, DecisionId, FieldId, OutcomeId, PersonId, ProcessId, ResultId, RuleId, ScoreId, SignalName,
    StageId, StepId,
};
use voronka_definition::value::{Data, Value};

use crate::case::{
    Alarm, ApprovalState, Dated, Destination, Escalation, Holder, Incident, Item, Parent, Points, Promise, Task, Verdict, Visas,
    Within,
};
use crate::id::CaseId;
use crate::notice::Notice;

pub use cause::{Cause, Reason, Way};
pub use recorded::Recorded;
pub(crate) use words::in_words;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The case began.
    CaseStarted {
        /// The case.
        case: CaseId,
        /// Its process.
        process: ProcessId,
        /// The version of that.
        version: Version,
        /// Who launched it.
        launcher: PersonId,
        /// Who is responsible.
        owner: PersonId,
        /// The data of the deal.
        data: Data,
        /// The finished case it goes on from.
        continues: Option<CaseId>,
        /// The case that started it.
        parent: Option<Parent>,
    },
    /// A stage was entered.
    StageEntered {
        /// The stage.
        stage: StageId,
        /// The how-manieth visit.
        visit: u32,
        /// How.
        way: Way,
        /// The comment of who moved the deal.
        comment: Option<String>,
    },
    /// A stage was left.
    StageLeft {
        /// The stage.
        stage: StageId,
    },
    /// The flow reached a step.
    StepReached {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
    },
    /// A step was skipped, as its condition did not hold.
    StepSkipped {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
    },
    /// A decision of the process was taken.
    BranchTaken {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// The branch, from 1.
        branch: u32,
        /// Its condition as written; `None` for `else`.
        when: Option<String>,
    },
    /// A task was created. A token that stands at its step now stands for it.
    TaskCreated {
        /// The task.
        task: Box<Task>,
    },
    /// A task was completed.
    TaskCompleted {
        /// Its number.
        task: u32,
        /// The result.
        result: ResultId,
        /// The comment.
        comment: Option<String>,
    },
    /// A task was cancelled.
    TaskCancelled {
        /// Its number.
        task: u32,
        /// Why.
        reason: Reason,
    },
    /// A task got another due date; or the same one, where only what happens next changed: it is in other hands.
    TaskRescheduled {
        /// Its number.
        task: u32,
        /// When it was due.
        from: DateTime<Utc>,
        /// When it is due now.
        to: DateTime<Utc>,
        /// Why.
        cause: Cause,
        /// What happens next if it stays open.
        alarm: Option<Alarm>,
        /// How it is counted now, where that is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated: Option<Dated>,
        /// What a person promised, where the date is that or comes from that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<Promise>,
    },
    /// A task went to somebody else.
    TaskReassigned {
        /// Its number.
        task: u32,
        /// Who had it.
        from: Holder,
        /// Who has it now.
        to: Holder,
        /// Why.
        cause: Cause,
        /// For whom he has it now, as his deputy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<PersonId>,
    },
    /// Who should have read a notice is not there, and others are told in his place.
    NoticePassedOn {
        /// The notice.
        notice: u32,
        /// The task it is about.
        task: u32,
        /// To whom it was.
        from: PersonId,
        /// Who is told now; nobody where others were told already.
        to: Vec<PersonId>,
        /// What happens next to the task, where it waits for the answer of these now; nothing new otherwise.
        next: Option<Alarm>,
    },
    /// Who has a task is away, and nobody stands in for him.
    TaskUncovered {
        /// Its number.
        task: u32,
        /// Who is away.
        person: PersonId,
        /// His last day of absence.
        until: NaiveDate,
    },
    /// Somebody wrote a comment on a task.
    TaskCommented {
        /// Its number.
        task: u32,
        /// The comment.
        text: String,
    },
    /// Somebody wrote a comment on the deal.
    DealCommented {
        /// The comment.
        text: String,
    },
    /// Fields were set or emptied.
    FieldsSet {
        /// The new values.
        values: Data,
        /// The fields that are empty now.
        cleared: Vec<FieldId>,
        /// Why.
        cause: Cause,
    },
    /// What the process computed lies outside the bounds of its field, which takes the nearest value that it may hold.
    ValueOutside {
        /// The field.
        field: FieldId,
        /// What was computed.
        computed: Value,
        /// What the field holds instead.
        kept: Value,
    },
    /// Somebody else is responsible.
    OwnerChanged {
        /// Who was.
        from: PersonId,
        /// Who is.
        to: PersonId,
        /// Why.
        cause: Cause,
    },
    /// A bounded loop was taken.
    LoopTaken {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// Its result.
        result: ResultId,
        /// The how-manieth time.
        count: u32,
        /// How often it may be taken.
        at_most: u32,
    },
    /// A return was taken; it counts for the whole case.
    ReturnTaken {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// Its result.
        result: ResultId,
        /// The how-manieth time.
        count: u32,
    },
    /// A loop was wanted once more than its bound, and its `else` was taken.
    BoundReached {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// Its result.
        result: ResultId,
        /// How often it may be taken.
        at_most: u32,
        /// The step taken instead.
        otherwise: StepId,
    },
    /// A wait began.
    WaitBegan {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// The moment of its time-out, or the awaited moment.
        until: Option<DateTime<Utc>>,
        /// How that is counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated: Option<Dated>,
        /// Why it is counted anew, where it stood already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
    },
    /// A wait ended with what it awaited.
    WaitEnded {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// The result it took, where it has results.
        result: Option<ResultId>,
    },
    /// A wait ended because it took too long.
    WaitTimedOut {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// The result it took.
        result: ResultId,
    },
    /// An activity was finished before anything waited for it, and is kept.
    ActivityKept {
        /// The activity.
        activity: ActivityId,
        /// Its result.
        result: ResultId,
        /// By whom.
        by: PersonId,
    },
    /// A kept activity was consumed by a wait.
    ActivityConsumed {
        /// The activity.
        activity: ActivityId,
    },
    /// A signal arrived.
    SignalReceived {
        /// Its name.
        name: SignalName,
        /// The fields it brought.
        data: Data,
    },
    /// A kept signal was consumed by a wait.
    SignalConsumed {
        /// Its name.
        name: SignalName,
    },
    /// Visas are asked for.
    ApprovalBegan {
        /// The token.
        token: u32,
        /// The stage.
        stage: StageId,
        /// The step.
        step: StepId,
        /// Who is asked, and about what.
        visas: Visas,
    },
    /// An approver gave his verdict.
    VerdictGiven {
        /// The token.
        token: u32,
        /// The verdict.
        verdict: Verdict,
    },
    /// An approval ended, or a finished one changed its standing.
    ApprovalEnded {
        /// The stage.
        stage: StageId,
        /// The step.
        step: StepId,
        /// The item it is about, in an `each`.
        item: Option<u32>,
        /// How it stands now.
        state: ApprovalState,
    },
    /// The stage is done, but what it requires is missing: the owner was asked for it.
    RequirementsMissing {
        /// The token.
        token: u32,
        /// The form.
        task: u32,
        /// The missing fields.
        fields: Vec<FieldId>,
        /// Where the flow goes afterwards.
        to: Destination,
    },
    /// The assignee was reminded.
    Reminded {
        /// The task.
        task: u32,
        /// What happens next.
        next: Option<Alarm>,
    },
    /// A rung of the ladder was taken.
    RungTaken {
        /// The task.
        task: u32,
        /// The rung, from 1.
        rung: u32,
        /// What happens next.
        next: Option<Alarm>,
    },
    /// The ladder of a task that was late begins anew: with its first rung, or with a later one in other hands.
    LadderBegunAnew {
        /// The task.
        task: u32,
        /// How many of its rungs it does not come to again.
        #[serde(default, skip_serializing_if = "crate::case::is_zero")]
        climbed: u32,
    },
    /// The ladder has added somebody who watches a task.
    WatcherAdded {
        /// The task.
        task: u32,
        /// Who watches it.
        person: PersonId,
    },
    /// The ladder has given a task this priority.
    PrioritySet {
        /// The task.
        task: u32,
        /// The priority.
        priority: Priority,
    },
    /// Somebody hears that a task is nearly due or late, and should acknowledge it.
    Escalated {
        /// The escalation.
        escalation: Escalation,
    },
    /// An escalation was acknowledged.
    EscalationAcknowledged {
        /// Its number.
        escalation: u32,
        /// The comment.
        comment: Option<String>,
        /// Until when more time was given.
        until: Option<DateTime<Utc>>,
    },
    /// What was offered came into other hands before it was answered; or whoever was told of a task has it himself now.
    OfferEnded {
        /// The number of the escalation that offered it, or told of it.
        escalation: u32,
    },
    /// Whoever was told of a task has left, or somebody else has the place for which he was told: others are told in his place.
    EscalationInherited {
        /// The number of the escalation that told him.
        escalation: u32,
        /// The task it is about.
        task: u32,
        /// Who has left or was replaced.
        from: PersonId,
        /// Who is told now; nobody where others were told already, or nothing is late any more.
        to: Vec<PersonId>,
        /// What happens next to the task, where it waits for the answer of these now; nothing new otherwise.
        next: Option<Alarm>,
    },
    /// Somebody must be told: the notice is in the outbox.
    NoticeGiven {
        /// The notice.
        notice: Notice,
    },
    /// Something must be repaired by a person.
    IncidentOpened {
        /// The incident.
        incident: Incident,
    },
    /// It was repaired.
    IncidentClosed {
        /// Its number.
        incident: u32,
        /// What was done.
        comment: String,
    },
    /// The case ended.
    CaseFinished {
        /// How.
        outcome: OutcomeId,
        /// The comment of who ended it.
        comment: Option<String>,
    },
    /// The flow divided: one token for each branch, in order.
    BranchesBegan {
        /// The token that stands at the step and waits.
        token: u32,
        /// The parallel step.
        step: StepId,
        /// How many branches, or items, there are.
        all: u32,
        /// The items whose turn is still to come.
        later: Vec<Item>,
    },
    /// A branch began. In turn, the next one begins when the one before has ended.
    BranchBegan {
        /// Its token.
        token: u32,
        /// The parallel step.
        step: StepId,
        /// The branch.
        within: Within,
    },
    /// A branch came to its end.
    BranchEnded {
        /// Its token.
        token: u32,
        /// The parallel step.
        step: StepId,
        /// The number of the branch.
        branch: u32,
    },
    /// Enough branches had ended: the others are cancelled, and the flow goes on from the step.
    BranchesJoined {
        /// The token that waited.
        token: u32,
        /// The parallel step.
        step: StepId,
        /// The numbers of the branches that were cancelled.
        cancelled: Vec<u32>,
    },
    /// A handler began.
    HandlerBegan {
        /// Its token.
        token: u32,
        /// The handler.
        handler: StageId,
    },
    /// A handler came to its end.
    HandlerEnded {
        /// Its token.
        token: u32,
        /// The handler.
        handler: StageId,
    },
    /// Something was answered about an item that its list holds no longer.
    ItemSet {
        /// The token of the item's branch.
        token: u32,
        /// The new values.
        values: Data,
        /// The fields that are empty now.
        cleared: Vec<FieldId>,
        /// Why.
        cause: Cause,
    },
    /// A connector is asked to do something: the request is in the outbox.
    CallMade {
        /// The token that stands at the step.
        token: u32,
        /// The step, and the stage or handler it is in.
        of: StageId,
        /// The step.
        step: StepId,
        /// The how-manieth attempt of this token.
        attempt: u32,
        /// The first attempt with this content; with the case and the token the stable identity of the request.
        first: u32,
        /// The connection.
        connection: ConnectionId,
        /// What is sent, as JSON text.
        body: String,
        /// Not before.
        at: DateTime<Utc>,
    },
    /// It answered.
    CallAnswered {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
    },
    /// It did not, or refused.
    CallFailed {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// What the attempt met.
        #[serde(deserialize_with = "in_words")]
        reason: Text,
        /// Whether it is tried again.
        again: bool,
    },
    /// Another case was started.
    ChildStarted {
        /// The token that stands at the step.
        token: u32,
        /// The step.
        step: StepId,
        /// The other case.
        case: CaseId,
        /// Its process.
        process: ProcessId,
    },
    /// The other case ended.
    ChildEnded {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// How.
        kind: OutcomeKind,
    },
    /// The case that started this one must hear of its end: that is in the outbox.
    ParentTold {
        /// The other case.
        parent: CaseId,
        /// Its token.
        token: u32,
        /// How this one ended.
        kind: OutcomeKind,
    },
    /// A decision table was asked.
    TableAsked {
        /// The token.
        token: u32,
        /// The step.
        step: StepId,
        /// The table.
        table: DecisionId,
        /// The rows that matched, from 1; empty for `else`.
        rows: Vec<u32>,
    },
    /// Something gave points to a score.
    PointsGiven {
        /// The points.
        points: Points,
    },
    /// Points ceased to count.
    PointsExpired {
        /// The number of the points.
        number: u32,
        /// The score.
        score: ScoreId,
        /// The rule that had given them.
        rule: RuleId,
    },
    /// How long the stage may last, and until when a next step must be planned, is counted anew.
    StageTimed {
        /// The limit.
        limit_at: Option<DateTime<Utc>>,
        /// The end of the longest gap.
        gap_at: Option<DateTime<Utc>>,
        /// How the limit is counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Dated>,
        /// How the gap is counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gap: Option<Dated>,
        /// Why, where it is not the ordinary course.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
    },
    /// It is the client's turn: the clock of the stage stands still.
    ClockPaused {
        /// The stage.
        stage: StageId,
        /// The wait.
        step: StepId,
    },
    /// It is our turn again, or the stage is left: the clock goes on.
    ClockResumed {
        /// The stage.
        stage: StageId,
        /// Since when it stood still.
        from: DateTime<Utc>,
        /// How long, in minutes of the owner's working time.
        minutes: u32,
    },
    /// A handler listens for silence from here: the case began, a person did something after silence, or silence was broken meanwhile.
    SilenceTimed {
        /// The place of the handler among the process's.
        place: u32,
        /// The handler.
        handler: StageId,
        /// When the silence has lasted long enough.
        until: DateTime<Utc>,
    },
    /// Nobody had done anything for so long that a handler spoke.
    SilenceHeard {
        /// The place of the handler among the process's.
        place: u32,
        /// The handler.
        handler: StageId,
    },
    /// Another case goes on from this one.
    SuccessorStarted {
        /// The other case.
        case: CaseId,
        /// Its process.
        process: ProcessId,
    },
}
