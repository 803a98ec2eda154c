//! `AnswerCall` and `EndChild`: word from outside about a step that waits for it. Word that nobody waits for any more is refused.

use voronka_definition::model::{OutcomeKind, Route, StepKind};
use voronka_definition::name::ResultId;

use crate::case::TokenState;
use crate::command::Answer;
use crate::decide::Draft;
use crate::decide::route::Taken;
use crate::event::Event;
use crate::id::CaseId;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn answer_call(&mut self, token: u32, attempt: u32, answer: &Answer) -> Result<(), Rejection> {
        let is_awaited = self.token(token).is_some_and(|standing| {
            standing.waits == attempt && matches!(standing.state, TokenState::Calling { incident: None, .. })
        });
        let (step, call) = self.call_of(token).filter(|_| is_awaited).ok_or_else(refuse::call_gone)?;
        let next = match answer {
            Answer::Done(json) => self.call_answered(token, step, call, json),
            Answer::Failed(reason) => self.call_failed(token, step, call, reason.clone(), None),
            Answer::Busy { reason, until } => self.call_failed(token, step, call, reason.clone(), Some(*until)),
            Answer::Refused(reason) => self.call_given_up(token, step, call, reason.clone()),
            Answer::Unknown(reason) => self.call_needs_repair(token, step, reason.clone()),
        };
        self.run(next)?;
        self.settle()
    }

    pub(super) fn end_child(&mut self, token: u32, child: CaseId, kind: OutcomeKind) -> Result<(), Rejection> {
        let is_awaited =
            self.token(token).is_some_and(|standing| matches!(standing.state, TokenState::Child { case } if case == child));
        let step = self.step_of(token).filter(|_| is_awaited).ok_or_else(refuse::call_gone)?;
        let StepKind::Start(start) = &step.kind else { return Err(refuse::call_gone()) };
        self.record(Event::ChildEnded { token, step: step.id.clone(), kind });
        let taken = Taken { token, step: step.id.clone(), result: ResultId::from(kind.name()), comment: None };
        let next = match start.results.iter().find(|rule| rule.id.as_str() == kind.name()) {
            Some(rule) => self.take_result(taken, rule),
            None => self.follow(taken, &Route::Next),
        };
        self.run(next)?;
        self.settle()
    }
}
