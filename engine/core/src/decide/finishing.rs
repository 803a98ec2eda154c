//! Finishing: the end of a case, at whatever door it is asked for.

use voronka_definition::model::{Outcome, OutcomeKind, TaskKind};
use voronka_definition::name::{FieldId, OutcomeId, ProcessId};
use voronka_definition::value::Data;
use voronka_definition::{Locale, Process, Value};

use crate::case::{ApprovalState, Origin, Parent};
use crate::decide::Draft;
use crate::decide::commands::beginning::{Beginning, begin};
use crate::decide::route::Next;
use crate::decide::steps::Nesting;
use crate::decide::tasks::Blueprint;
use crate::event::{Event, Reason};
use crate::id::CaseId;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    /// The flow itself ends the case. Where this is no person's own act that could be refused, the owner gets a form.
    pub(crate) fn finish_from(&mut self, token: u32, outcome: &OutcomeId, comment: Option<String>) -> Result<Next, Rejection> {
        let stands_in_the_way = self.is_nobodys_act(token) && self.approvals_in_the_way(outcome).is_some();
        if stands_in_the_way || !self.unanswered(outcome).is_empty() {
            return Ok(self.ask_for_outcome(token, outcome));
        }
        self.finish_case(outcome, comment)?;
        Ok(Next::Stays)
    }

    /// Whether what this token does is more than the person did who acts: a branch or a handler that has only just begun. What he did
    /// is not refused on its account, or it could never be done.
    pub(crate) fn is_nobodys_act(&self, token: u32) -> bool {
        let is_new = token > self.case_before().map_or(0, |case| case.counters.tokens);
        let is_beside = || {
            let walks = self.case.flow().and_then(|flow| flow.tokens.get(&token));
            walks.is_some_and(|token| token.within.is_some()) || self.handler_of(token).is_some()
        };
        self.is_unattended || is_new && is_beside()
    }

    /// Ends the case.
    pub(crate) fn finish_case(&mut self, id: &OutcomeId, comment: Option<String>) -> Result<(), Rejection> {
        if let Some(refusal) = self.approvals_in_the_way(id) {
            return Err(refusal);
        }
        let running: Vec<_> = self.process.bodies().map(|body| body.id.clone()).collect();
        for body in running {
            self.leave_stage(&body, Reason::CaseFinished(id.clone()));
        }
        self.cancel_tasks(&Reason::CaseFinished(id.clone()), |task| !task.origin.is_by_hand());
        if let Some(stage) = self.case.stage().cloned() {
            self.record(Event::StageLeft { stage });
        }
        self.record(Event::CaseFinished { outcome: id.clone(), comment });
        let process = self.process;
        if let Some(outcome) = process.outcome(id) {
            self.tell_parent(outcome.kind);
            self.follow_up(outcome);
            self.transfer(outcome)?;
        }
        Ok(())
    }

    /// The case that started this one and waits for its end must hear of it.
    fn tell_parent(&mut self, kind: OutcomeKind) {
        if let Some(Parent { case: parent, token: Some(token) }) = self.case.parent {
            self.record(Event::ParentTold { parent, token, kind });
        }
    }

    /// What the outcome asks and the case does not know.
    pub(crate) fn unanswered(&self, outcome: &OutcomeId) -> Vec<FieldId> {
        let ask = self.process.outcome(outcome).map_or(&[][..], |outcome| &outcome.ask);
        let sight = self.sight(None);
        let is_open = |ask: &&voronka_definition::model::Ask| {
            ask.when.as_ref().is_none_or(|when| when.holds(&sight)) && self.case.value(&ask.field).is_none()
        };
        ask.iter().filter(is_open).map(|ask| ask.field.clone()).collect()
    }

    /// Winning is refused while an approval that was begun is not granted.
    pub(crate) fn approvals_in_the_way(&self, outcome: &OutcomeId) -> Option<Rejection> {
        if !self.is_victory(outcome) {
            return None;
        }
        let (mut ru, mut en) = (Vec::new(), Vec::new());
        for approval in &self.case.approvals {
            let (state_ru, state_en) = match approval.state {
                ApprovalState::Approved | ApprovalState::Abandoned => continue,
                ApprovalState::Pending => ("еще идет", "is pending"),
                ApprovalState::Rework => ("возвращено на доработку", "went back for rework"),
                ApprovalState::Rejected => ("отклонено", "was rejected"),
                ApprovalState::Stale => ("документ изменился после согласования", "is stale: the document has changed since"),
            };
            let step = self.process.step(&approval.stage, &approval.step).map(|step| &step.kind);
            let title = |locale: Locale| match step {
                Some(voronka_definition::model::StepKind::Approve(rule)) => rule.title.get(locale).to_owned(),
                _ => approval.step.to_string(),
            };
            ru.push(format!("«{}» {state_ru}", title(Locale::Ru)));
            en.push(format!("“{}” {state_en}", title(Locale::En)));
            // In a stage that was left somebody has passed it by hand: there the flow has no way back of its own.
            let is_left = approval.state != ApprovalState::Pending && self.case.stage() != Some(&approval.stage);
            if let Some(stage) = self.process.stage(&approval.stage).filter(|_| is_left) {
                let (stage_ru, stage_en) = (stage.title.get(Locale::Ru), stage.title.get(Locale::En));
                ru.push(format!("согласовать еще раз можно, вернув сделку в стадию «{stage_ru}»"));
                en.push(format!("it can be approved anew once the deal is returned to the stage “{stage_en}”"));
            }
        }
        (!ru.is_empty()).then(|| refuse::approvals_missing(&ru, &en))
    }

    fn follow_up(&mut self, outcome: &Outcome) {
        let Some(follow_up) = &outcome.follow_up else { return };
        let holder = self.hold(vec![self.case.owner.clone()]);
        let due = self.due_for(&follow_up.due, &holder, TaskKind::Other, None);
        let guide = follow_up.guide.as_ref().map(|guide| guide.get(self.world().locale_of(&self.case.owner)).to_owned());
        self.make_task(Blueprint {
            origin: Origin::FollowUp(outcome.id.clone()),
            title: follow_up.title.clone(),
            kind: TaskKind::Other,
            holder,
            due,
            note: guide,
        });
    }

    /// A transfer starts the named process about the same deal, and links the two.
    fn transfer(&mut self, outcome: &Outcome) -> Result<(), Rejection> {
        if outcome.kind != OutcomeKind::Transferred {
            return Ok(());
        }
        let target = outcome.ask.iter().find_map(|ask| match self.case.data.get(&ask.field) {
            Some(Value::Process(process)) => Some(process.clone()),
            _ => None,
        });
        let Some(target) = target else { return Ok(()) };
        self.start_successor(&target)
    }

    /// What the deal brings along into another process: what both know as the same field; not the answers to how this one ended.
    pub(crate) fn carried(&self, target: &Process) -> Data {
        let asked: Vec<_> = self.process.outcomes.iter().flat_map(|outcome| &outcome.ask).map(|ask| &ask.field).collect();
        let is_known_there = |field: &FieldId| {
            let here = self.process.field(field).map(|field| &field.kind);
            here.is_some() && here == target.field(field).map(|field| &field.kind)
        };
        let carried = self.case.data.iter().filter(|(field, _)| !asked.contains(field) && is_known_there(field));
        carried.map(|(field, value)| (field.clone(), value.clone())).collect()
    }

    /// Starts the case that goes on from this one, in the same decision.
    fn start_successor(&mut self, target: &ProcessId) -> Result<(), Rejection> {
        let Some(process) = self.world().processes.get(target) else {
            let found = format!("`{target}`");
            return Err(refuse::invalid_field(
                "process",
                "unknown_process",
                ("развернутый процесс", "a deployed process"),
                (&found, &found),
            ));
        };
        if self.nesting.is_spent() {
            return Err(refuse::transfers_without_end());
        }
        let case = self.id_of_successor();
        let beginning = Beginning {
            case,
            launcher: self.actor(),
            owner: self.case.owner.clone(),
            data: self.carried(process),
            continues: Some(self.case.id),
            stage: None,
            parent: None,
            nesting: self.nesting.inner(),
        };
        let decision = begin(process, beginning, self.setting)?;
        self.record(Event::SuccessorStarted { case, process: target.clone() });
        self.successor = Some(Box::new(decision));
        Ok(())
    }

    /// The fresh id; a case that has it itself, or goes on within the same decision from one that has, gets one that nobody else has.
    fn id_of_successor(&self) -> CaseId {
        let fresh = self.setting.fresh;
        let is_taken = self.case.id == fresh || self.nesting != Nesting::default();
        if is_taken { fresh.derived(self.case.id, 0) } else { fresh }
    }
}
