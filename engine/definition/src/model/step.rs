//! Steps: what stands in the list of a stage.

use crate::expr::Expr;
use crate::model::flow::{Call, Each, Parallel, StartCase};
use crate::model::people::Role;
use crate::model::route::Route;
use crate::model::time::Moment;
use crate::model::work::{Rescheduling, ResultRule, Work};
use crate::name::{ActivityId, DecisionId, FieldId, LadderId, OutcomeId, ResultId, SignalName, StepId};
use crate::period::Period;
use crate::text::Text;

/// A step of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name.
    pub id: StepId,
    /// Skipped when this does not hold.
    pub when: Option<Expr>,
    /// Only jumped to, never fallen into.
    pub by_name: bool,
    /// The line of the file it stands on, from 1.
    pub line: u32,
    /// What it does.
    pub kind: StepKind,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Work for a person.
    Task(Work),
    /// A page for the person who just acted; also a question, whose answers are its results.
    Form(Work),
    /// Visas on a document.
    Approve(Approve),
    /// Creates an activity without waiting for it.
    Plan(ActivityId),
    /// Waits for something that is not a task of this stage.
    Wait(Wait),
    /// Takes the first branch whose condition holds.
    Decide(Decide),
    /// Sets fields.
    Set(Set),
    /// Tells a person or the client.
    Notify(Notify),
    /// Ends the case.
    Finish(OutcomeId),
    /// Branches side by side.
    Parallel(Parallel),
    /// The same steps for every item of a list.
    Each(Each),
    /// A connector does something outside.
    Call(Call),
    /// Another process begins.
    Start(StartCase),
}

impl StepKind {
    /// The lists of steps inside, one for each branch; empty for a step that holds none.
    pub fn inner(&self) -> Vec<&[Step]> {
        match self {
            Self::Parallel(parallel) => parallel.branches.iter().map(|branch| branch.steps.as_slice()).collect(),
            Self::Each(each) => vec![&each.steps],
            _ => Vec::new(),
        }
    }
}

/// Visas on a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Approve {
    /// The title of each visa.
    pub title: Text,
    /// The document whose content the verdicts are about.
    pub document: Option<FieldId>,
    /// Who approves.
    pub approvers: Vec<Approver>,
    /// All at once or one after another.
    pub order: Order,
    /// How many must approve.
    pub needs: Quorum,
    /// When each visa is due.
    pub due: Moment,
    /// How long before that the approver is reminded.
    pub remind: Option<Period>,
    /// Which ladder takes a late visa up.
    pub escalate: Option<LadderId>,
    /// How far an approver may put it off.
    pub reschedule: Rescheduling,
    /// How to judge.
    pub guide: Option<Text>,
    /// The result when fewer approvers are left after the conditions than must approve; present whenever that can happen.
    pub if_empty: Option<ResultId>,
    /// `approved`, `rework` and `rejected`, in this order.
    pub results: Vec<ResultRule>,
}

/// One approver.
#[derive(Debug, Clone, PartialEq)]
pub struct Approver {
    /// Who.
    pub role: Role,
    /// Asked only when this holds.
    pub when: Option<Expr>,
}

/// The order of visas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// All at once.
    Parallel,
    /// One after another.
    Sequence,
}

/// How many must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quorum {
    /// Every approver.
    All,
    /// So many; `any` is 1.
    Number(u32),
}

impl Quorum {
    /// How many must be asked at the least, so that it can be reached.
    pub fn least(self) -> usize {
        match self {
            Self::All => 1,
            Self::Number(number) => number as usize,
        }
    }
}

/// What a wait waits for.
#[derive(Debug, Clone, PartialEq)]
pub enum Awaited {
    /// An activity is finished. Its result selects the wait's result of the same name, where there is one.
    Activity(ActivityId),
    /// A signal arrives.
    Signal(SignalName),
    /// A moment comes.
    Moment(Moment),
    /// A condition on the data becomes true.
    Condition(Expr),
}

/// A wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// Its title for people.
    pub title: Text,
    /// What it waits for.
    pub awaited: Awaited,
    /// What happens when it takes too long.
    pub timeout: Option<Timeout>,
    /// Its results; empty means that it goes on to the next step.
    pub results: Vec<ResultRule>,
    /// Whether the clock of its stage stands still meanwhile: it is the client's turn.
    pub pauses: bool,
}

/// The end of a wait's patience.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeout {
    /// When.
    pub after: Moment,
    /// The result of the wait that is taken then.
    pub result: ResultId,
    /// Whether it may lead to a good outcome though nobody did anything.
    pub even_unattended: bool,
}

/// A decision of the process itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// Its title for people.
    pub title: Text,
    /// The table whose outputs are set first.
    pub table: Option<DecisionId>,
    /// The branches in order; the last one has no condition. A table alone has one branch, to the next step.
    pub branches: Vec<Branch>,
}

/// A branch of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Taken when this holds; `None` is `else`.
    pub when: Option<Expr>,
    /// Where the flow goes.
    pub route: Route,
}

/// Sets fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Each field with its expression, in order.
    pub values: Vec<(FieldId, Expr)>,
}

/// Tells a person or the client; never blocks the flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Notify {
    /// To whom.
    pub to: Recipient,
    /// The subject; a template with `{{ deal.title }}` and the like.
    pub subject: Text,
    /// The text; a template too.
    pub text: Text,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A person of the organisation.
    Role(Role),
    /// The contact of the deal, by the `email` written there; where there is none, an incident.
    Client,
}
