//! Commands: one file for each verb.

mod answer;
pub(crate) mod answers;
pub(crate) mod beginning;
pub(crate) mod complete;
mod deal;
mod escalations;
mod hand;
mod incidents;
mod moves;
mod pass_on;
mod review;
pub(crate) mod scheduled;
mod signal;
mod tasks;
mod timers;

use crate::command::Command;
use crate::decide::Draft;
use crate::rejection::Rejection;

impl Draft<'_> {
    /// Carries a command out on the draft.
    pub(super) fn carry_out(&mut self, command: &Command) -> Result<(), Rejection> {
        match command {
            Command::CompleteTask { task, result, data, comment } => self.complete(*task, result, data, comment.as_deref()),
            Command::RescheduleTask { task, due_at, reason } => self.reschedule_by_hand(*task, *due_at, reason),
            Command::ReassignTask { task, to, comment } => self.reassign_by_hand(*task, to, comment),
            Command::ClaimTask { task } => self.claim(*task),
            Command::CommentTask { task, text } => self.comment(*task, text),
            Command::CommentDeal { text } => self.comment_deal(text),
            Command::MakeTask(task) => self.make_by_hand(task),
            Command::EnterStage { stage, data, comment } => self.enter_by_hand(stage, data, comment),
            Command::Finish { outcome, data, comment } => self.finish_by_hand(outcome, data, comment),
            Command::Continue(start) => self.continue_case(start),
            Command::Signal { name, data } => self.receive_signal(name, data),
            Command::CorrectData { data, revision } => self.correct_data(data, *revision),
            Command::ChangeOwner { person, comment } => self.change_owner(person, comment),
            Command::AcknowledgeEscalation { escalation, comment, until } => {
                self.acknowledge(*escalation, comment.as_deref(), *until)
            }
            Command::Review => self.review(),
            Command::FireTimer { key, occurrence } => self.fire_timer(*key, *occurrence),
            Command::PassOn { notice } => self.pass_on(notice),
            Command::ReportDelivery { notice, to, reason, asks } => self.report_delivery(*notice, (to, reason), *asks),
            Command::CloseIncident { incident, comment, repair } => self.close_incident(*incident, comment, repair),
            Command::AnswerCall { token, attempt, answer } => self.answer_call(*token, *attempt, answer),
            Command::EndChild { token, case, kind } => self.end_child(*token, *case, *kind),
        }
    }
}
