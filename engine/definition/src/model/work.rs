//! Work for a person: what tasks, forms and activities have in common.

use crate::expr::Expr;
use crate::model::people::Assignee;
use crate::model::route::Route;
use crate::model::time::Moment;
use crate::name::{ActivityId, FieldId, LadderId, ResultId};
use crate::period::{Period, Unit};
use crate::text::Text;

use serde::{Deserialize, Serialize};

/// What kind of work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A telephone call.
    Call,
    /// A meeting.
    Meeting,
    /// A letter to write.
    Letter,
    /// A document to prepare.
    Document,
    /// A page of the deal to fill in.
    Form,
    /// A verdict on a document.
    Visa,
    /// Anything else.
    Other,
}

impl TaskKind {
    /// Its name in YAML and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Letter => "letter",
            Self::Document => "document",
            Self::Form => "form",
            Self::Visa => "visa",
            Self::Other => "other",
        }
    }
}

/// Work for a person. The process's defaults are already in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// The title of the task.
    pub title: Text,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// Who gets it.
    pub assignee: Assignee,
    /// When it is due.
    pub due: Moment,
    /// How long before that the assignee is reminded.
    pub remind: Option<Period>,
    /// Which ladder takes it up when it is late.
    pub escalate: Option<LadderId>,
    /// How far who has it may put it off.
    pub reschedule: Rescheduling,
    /// How to do it; may hold links to the knowledge base.
    pub guide: Option<Text>,
    /// Its results; never empty.
    pub results: Vec<ResultRule>,
}

impl Work {
    /// The result with this name.
    pub fn result(&self, id: &ResultId) -> Option<&ResultRule> {
        self.results.iter().find(|result| result.id == *id)
    }
}

/// How far who has a task may put it off. Beyond that a head does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescheduling {
    /// How often.
    pub at_most: u32,
    /// How far in all from the date that its formula gives, or from now where that has passed.
    pub by: Period,
}

impl Rescheduling {
    /// Where the process does not say.
    pub const USUAL: Self = Self { at_most: 3, by: Period::new(92, Unit::Days) };
}

/// A field that a result asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The field.
    pub field: FieldId,
    /// Asked only when this holds, the answers given so far included.
    pub when: Option<Expr>,
    /// Whether a value that is already known counts as the answer: so with a form's own asks and an outcome's, which are a page
    /// to complete; not with those of a single result, which are a question put now.
    pub known_counts: bool,
}

/// One result of a task, form, wait or approval, and what it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultRule {
    /// Its name.
    pub id: ResultId,
    /// Its title for people.
    pub title: Text,
    /// What must be filled in. The asks of a form stand in each of its results.
    pub ask: Vec<Ask>,
    /// What may be filled in.
    pub may_ask: Vec<Ask>,
    /// Fields that it sets, in order; `None` empties the field.
    pub set: Vec<(FieldId, Expr)>,
    /// Activities that it plans.
    pub plan: Vec<ActivityId>,
    /// Whether a comment must be written.
    pub comment_required: bool,
    /// Where the flow goes.
    pub route: Route,
}

/// A task of the deal that outlives a stage: planned in one place, awaited in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its name.
    pub id: ActivityId,
    /// The work; the routes of its results are all [`Route::Next`] and mean nothing.
    pub work: Work,
}
