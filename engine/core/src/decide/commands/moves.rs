//! `EnterStage` and `Finish`: a person moves the deal by hand.

use voronka_definition::model::Ask;
use voronka_definition::name::{OutcomeId, StageId};

use crate::command::Input;
use crate::decide::Draft;
use crate::decide::commands::answers::Questions;
use crate::decide::commands::beginning::unknown_stage;
use crate::decide::commands::tasks::said;
use crate::event::{Cause, Way};
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn enter_by_hand(&mut self, id: &StageId, data: &Input, comment: &str) -> Result<(), Rejection> {
        self.must_run()?;
        let process = self.process;
        let stage = process.stage(id).ok_or_else(|| refuse::invalid(vec![unknown_stage(process, id)]))?;
        if self.case.stage() == Some(id) {
            return Err(refuse::already_there(stage.title.get(self.locale())));
        }
        let comment = said(comment, "comment")?;
        let ask: Vec<_> = stage.entry.iter().map(|field| Ask { field: field.clone(), when: None, known_counts: true }).collect();
        let (answers, emptied) = self.read_answers(Questions { ask: &ask, may_ask: &[] }, data)?;
        let way = if self.is_earlier(id) { Way::Return } else { Way::Skip };
        self.set_fields(answers, emptied, Cause::Person(comment.clone()));
        let next = self.move_to(id, way, Some(comment));
        self.run(next)?;
        self.settle()
    }

    pub(super) fn finish_by_hand(&mut self, id: &OutcomeId, data: &Input, comment: &str) -> Result<(), Rejection> {
        self.must_run()?;
        let process = self.process;
        let Some(outcome) = process.outcome(id) else {
            let list = process.outcomes.iter().map(|outcome| outcome.id.as_str()).collect::<Vec<_>>().join(", ");
            let expected = (format!("один из итогов: {list}"), format!("one of the outcomes {list}"));
            let found = format!("`{id}`");
            return Err(refuse::invalid_field("outcome", "unknown_outcome", (&expected.0, &expected.1), (&found, &found)));
        };
        let comment = said(comment, "comment")?;
        let (answers, emptied) = self.read_answers(Questions { ask: &outcome.ask, may_ask: &[] }, data)?;
        self.set_fields(answers, emptied, Cause::Person(comment.clone()));
        self.finish_case(id, Some(comment))
    }

    /// The case runs through stages, and has not ended.
    pub(crate) fn must_run(&self) -> Result<(), Rejection> {
        if let Some(outcome) = self.case.outcome() {
            let title = self.process.outcome(outcome).map_or(outcome.as_str(), |found| found.title.get(self.locale()));
            return Err(refuse::case_finished(title));
        }
        if self.case.flow().is_none() {
            return Err(refuse::without_stages());
        }
        Ok(())
    }

    fn locale(&self) -> voronka_definition::Locale {
        self.world().locale_of(&self.actor())
    }
}
