//! Branches: begun, ended, joined. The flow divides at a step and goes on from it when enough branches have ended; the rest is
//! cancelled in the same decision. A branch that is left by `stage`, `return` or `finish` takes all the others along.

use voronka_definition::model::{Quorum, Route, Step, StepKind};
use voronka_definition::name::ResultId;

use crate::case::{Approval, ApprovalState, Item, Task, TokenState, Within};
use crate::decide::Draft;
use crate::decide::route::{Arrival, Next, Taken};
use crate::decide::steps::PASSED;
use crate::event::{Event, Reason};

/// What a step divides the flow into.
pub(crate) struct Division {
    /// How many branches there are.
    pub all: u32,
    /// Those that begin at once, each with its item.
    pub now: Vec<Option<Item>>,
    /// The items whose turn comes later.
    pub later: Vec<Item>,
}

impl<'a> Draft<'a> {
    /// The token waits at the step; each branch gets a token of its own, and they are walked in order.
    pub(crate) fn divide(&mut self, step: &'a Step, division: Division, arrival: Arrival) -> Next {
        let Division { all, now, later } = division;
        let parent = arrival.token;
        self.record(Event::BranchesBegan { token: parent, step: step.id.clone(), all, later });
        let began = now.into_iter().zip(0..).map(|(item, branch)| {
            let within = Within { parent, branch, item };
            self.begin_branch(step, within, arrival.note.clone())
        });
        Next::Several(began.collect())
    }

    fn begin_branch(&mut self, step: &'a Step, within: Within, note: Option<String>) -> Next {
        let token = self.case.counters.tokens + 1;
        let lists = step.kind.inner();
        let list = match &step.kind {
            StepKind::Parallel(_) => lists.get(within.branch as usize),
            _ => lists.first(),
        };
        let first = list.and_then(|list| list.iter().find(|step| !step.by_name));
        self.record(Event::BranchBegan { token, step: step.id.clone(), within });
        match first {
            Some(first) => Next::Arrives(Arrival { token, step: first.id.clone(), due: None, note }),
            None => Next::Ends(token),
        }
    }

    /// A branch has come to its end: the next item has its turn, or enough have ended and the flow goes on.
    pub(crate) fn end_branch(&mut self, token: u32, within: &Within) -> Next {
        let parent = within.parent;
        let Some(step) = self.step_of(parent) else { return Next::Stays };
        self.record(Event::BranchEnded { token, step: step.id.clone(), branch: within.branch });
        let state = self.case.flow().and_then(|flow| flow.tokens.get(&parent)).map(|token| &token.state);
        let Some(TokenState::Branches { ended, all, later }) = state else { return Next::Stays };
        if ended.len() >= needed(&step.kind, *all) as usize {
            return self.join(parent, step);
        }
        let branch = all - u32::try_from(later.len()).unwrap_or(u32::MAX).min(*all);
        match later.first().cloned() {
            Some(item) => self.begin_branch(step, Within { parent, branch, item: Some(item) }, None),
            None => Next::Stays,
        }
    }

    fn join(&mut self, parent: u32, step: &Step) -> Next {
        let within = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values()).filter_map(|token| token.within.as_ref());
        let cancelled = within.filter(|within| within.parent == parent).map(|within| within.branch).collect();
        self.cancel_under(parent, &Reason::BranchesJoined(step.id.clone()));
        self.record(Event::BranchesJoined { token: parent, step: step.id.clone(), cancelled });
        let taken = Taken { token: parent, step: step.id.clone(), result: ResultId::from(PASSED), comment: None };
        self.follow(taken, &Route::Next)
    }

    /// Cancels what the branches of a token were doing, at whatever depth: their tasks and their visas.
    pub(crate) fn cancel_under(&mut self, token: u32, reason: &Reason) {
        let tokens =
            self.case.flow().map(|flow| flow.tokens.keys().copied().filter(|other| flow.is_under(*other, token)).collect());
        self.cancel_tokens(&tokens.unwrap_or_default(), reason);
    }

    /// Cancels what these tokens were doing.
    pub(crate) fn cancel_tokens(&mut self, tokens: &Vec<u32>, reason: &Reason) {
        self.cancel_tasks(reason, |task: &Task| task.origin.token().is_some_and(|token| tokens.contains(&token)));
        for token in tokens {
            let standing = self.case.flow().and_then(|flow| flow.tokens.get(token));
            let Some(standing) = standing.filter(|token| matches!(token.state, TokenState::Visas(_))) else { continue };
            let (stage, step, item) = (standing.of.clone(), standing.step.clone(), self.item_number(*token));
            // A token that ends right behind its approval still stands there; the verdict was given.
            let is_it = |known: &&Approval| (&known.stage, &known.step, known.item) == (&stage, &step, item);
            if self.case.approvals.iter().find(is_it).is_none_or(|known| known.state != ApprovalState::Pending) {
                continue;
            }
            self.record(Event::ApprovalEnded { stage, step, item, state: ApprovalState::Abandoned });
        }
    }
}

/// How many branches must end.
fn needed(kind: &StepKind, all: u32) -> u32 {
    let until = match kind {
        StepKind::Parallel(parallel) => parallel.until,
        StepKind::Each(each) => each.until,
        _ => Quorum::All,
    };
    match until {
        Quorum::All => all,
        Quorum::Number(number) => number.min(all),
    }
}
