//! `approve`: visas on a document.

use voronka_definition::Value;
use voronka_definition::model::{Approve, Approver, Order, Quorum, ResultRule, Step, StepKind, TaskKind};
use voronka_definition::name::{FieldId, ResultId};

use crate::case::{Approval, ApprovalState, Origin, Task, Token, TokenState, Verdict, Visas};
use crate::decide::Draft;
use crate::decide::items::At;
use crate::decide::route::{Arrival, Next, Taken};
use crate::decide::tasks::Blueprint;
use crate::event::{Event, Reason};
use crate::world::World;

/// The three verdicts, as the language names them.
const APPROVED: &str = "approved";
const REWORK: &str = "rework";
const REJECTED: &str = "rejected";

impl Draft<'_> {
    pub(super) fn begin_approval(&mut self, step: &Step, rule: &Approve, arrival: Arrival) -> Next {
        let Some(stage) = self.body_of(arrival.token).cloned() else { return Next::Stays };
        let approvers = self.approvers_asked(rule, Some(arrival.token));
        let visas = Visas { document: self.document_hash(rule), approvers: approvers.clone(), verdicts: Vec::new() };
        let (token, name) = (arrival.token, step.id.clone());
        self.record(Event::ApprovalBegan { token, stage: stage.clone(), step: name, visas });
        if approvers.len() < rule.needs.least() {
            let result = rule.if_empty.clone().unwrap_or_else(|| ResultId::from(APPROVED));
            return self.end_approval(step, rule, token, &result, arrival.note);
        }
        self.ask_approvers(rule, token, &approvers, arrival.note.as_ref());
        Next::Stays
    }

    /// The approvers whose conditions hold now, as places in the step's list.
    fn approvers_asked(&self, rule: &Approve, at: At) -> Vec<u32> {
        let sight = self.sight(at);
        let is_asked = |approver: &Approver| approver.when.as_ref().is_none_or(|when| when.holds(&sight));
        rule.approvers.iter().zip(0..).filter(|(approver, _)| is_asked(approver)).map(|(_, place)| place).collect()
    }

    /// Whether the conditions of a running approval name other approvers than were asked: a raised amount needs finance.
    pub(crate) fn asks_others_now(&self, token: u32, rule: &Approve) -> bool {
        self.visas(token).is_some_and(|visas| {
            let now = self.approvers_asked(rule, Some(token));
            now.len() >= rule.needs.least() && now != visas.approvers
        })
    }

    /// The token whose visas a running approval is about.
    pub(crate) fn token_of(&self, approval: &Approval) -> Option<u32> {
        let flow = self.case.flow()?;
        let is_it = |token: &&Token| {
            let item = flow.item_of(token.number).map(|(_, branch)| branch);
            let is_here = token.of == approval.stage && token.step == approval.step && item == approval.item;
            is_here && matches!(token.state, TokenState::Visas(_))
        };
        flow.tokens.values().find(is_it).map(|token| token.number)
    }

    /// Asks all the approvers at once, or the first of them.
    fn ask_approvers(&mut self, rule: &Approve, token: u32, approvers: &[u32], note: Option<&String>) {
        let Some(standing) = self.case.flow().and_then(|flow| flow.tokens.get(&token)) else { return };
        let (stage, step) = (standing.of.clone(), standing.step.clone());
        let now = match rule.order {
            Order::Parallel => approvers,
            Order::Sequence => &approvers[..approvers.len().min(1)],
        };
        for approver in now {
            let Some(who) = rule.approvers.get(*approver as usize) else { continue };
            let holder = self.approver(who, Some(token));
            let named = || Some(self.approver_as_of(who, Some(token), World::NOBODY_AWAY));
            let over = Self::whole_list(holder.clone(), named);
            let due = self.due_for(&rule.due, &over, TaskKind::Visa, Some(token));
            let origin = Origin::Visa { stage: stage.clone(), step: step.clone(), token, approver: *approver };
            self.make_task(Blueprint {
                origin,
                title: self.title_at(&rule.title, Some(token)),
                kind: TaskKind::Visa,
                holder,
                due,
                note: note.cloned(),
            });
        }
    }

    /// A visa was given: the verdict counts, and may decide.
    pub(crate) fn take_verdict(&mut self, task: &Task, result: &ResultId, comment: Option<String>) -> Next {
        let Origin::Visa { stage, step, token, approver } = &task.origin else { return Next::Stays };
        let process = self.process;
        let Some(definition) = process.step(stage, step) else { return Next::Stays };
        let StepKind::Approve(rule) = &definition.kind else { return Next::Stays };
        let document = self.visas(*token).and_then(|visas| visas.document.clone());
        let verdict = Verdict { approver: *approver, by: self.actor(), result: result.clone(), document };
        self.record(Event::VerdictGiven { token: *token, verdict });
        let Some(visas) = self.visas(*token).cloned() else { return Next::Stays };
        if let Some(decided) = verdict_of(rule.needs, &visas) {
            return self.end_approval(definition, rule, *token, &ResultId::from(decided), comment);
        }
        if rule.order == Order::Sequence {
            let rest = &visas.approvers[visas.verdicts.len().min(visas.approvers.len())..];
            self.ask_approvers(rule, *token, rest, comment.as_ref());
        }
        Next::Stays
    }

    fn end_approval(&mut self, step: &Step, rule: &Approve, token: u32, result: &ResultId, comment: Option<String>) -> Next {
        let of_token = |task: &Task| matches!(task.origin, Origin::Visa { token: of, .. } if of == token);
        self.cancel_tasks(&Reason::Decided(result.clone()), of_token);
        if let Some(stage) = self.body_of(token).cloned() {
            let state = match result.as_str() {
                APPROVED => ApprovalState::Approved,
                REWORK => ApprovalState::Rework,
                _ => ApprovalState::Rejected,
            };
            let item = self.item_number(token);
            self.record(Event::ApprovalEnded { stage, step: step.id.clone(), item, state });
        }
        let taken = Taken { token, step: step.id.clone(), result: result.clone(), comment };
        match rule.results.iter().find(|rule: &&ResultRule| rule.id == *result) {
            Some(rule) => self.take_result(taken, rule),
            None => self.follow(taken, &voronka_definition::model::Route::Next),
        }
    }

    /// The document has changed, so that the verdicts given are about another text, or others are to be asked: everybody is asked
    /// anew whom the conditions name now. Where they would leave too few, those asked before are asked again.
    pub(crate) fn restart_approval(&mut self, token: u32, rule: &Approve, why: &Reason) {
        let Some(standing) = self.case.flow().and_then(|flow| flow.tokens.get(&token)) else { return };
        let TokenState::Visas(visas) = &standing.state else { return };
        let (stage, step, before) = (standing.of.clone(), standing.step.clone(), visas.approvers.clone());
        let approvers =
            Some(self.approvers_asked(rule, Some(token))).filter(|now| now.len() >= rule.needs.least()).unwrap_or(before);
        let of_token = |task: &Task| matches!(task.origin, Origin::Visa { token: of, .. } if of == token);
        self.cancel_tasks(why, of_token);
        let visas = Visas { document: self.document_hash(rule), approvers: approvers.clone(), verdicts: Vec::new() };
        self.record(Event::ApprovalBegan { token, stage, step, visas });
        self.ask_approvers(rule, token, &approvers, None);
    }

    fn visas(&self, token: u32) -> Option<&Visas> {
        match &self.case.flow()?.tokens.get(&token)?.state {
            TokenState::Visas(visas) => Some(visas),
            _ => None,
        }
    }

    pub(crate) fn document_hash(&self, rule: &Approve) -> Option<String> {
        let field: &FieldId = rule.document.as_ref()?;
        match self.case.data.get(field) {
            Some(Value::Document(document)) => Some(document.hash.clone()),
            _ => None,
        }
    }
}

/// What the verdicts given so far decide; `None` while it is open.
///
/// All: the first verdict that is not «approved» decides. A number: it ends when the number is reached, or cannot be any more:
/// then any rejection rejects, else it is rework.
fn verdict_of(needs: Quorum, visas: &Visas) -> Option<&'static str> {
    let count = |name: &str| visas.verdicts.iter().filter(|verdict| verdict.result.as_str() == name).count();
    let (approved, rework, rejected) = (count(APPROVED), count(REWORK), count(REJECTED));
    let pending = visas.approvers.len() - visas.verdicts.len().min(visas.approvers.len());
    let against = if rejected > 0 { REJECTED } else { REWORK };
    match needs {
        Quorum::All if rework + rejected > 0 => Some(against),
        Quorum::All => (pending == 0).then_some(APPROVED),
        Quorum::Number(number) => {
            let number = number as usize;
            if approved >= number { Some(APPROVED) } else { (approved + pending < number).then_some(against) }
        }
    }
}
