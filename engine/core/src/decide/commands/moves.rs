//! `EnterStage` and `Finish`: a person moves the deal by hand.

use voronka_definition::model::{Ask, Role};
use voronka_definition::name::{OutcomeId, PersonId, StageId};

use crate::access::is_above;
use crate::command::Input;
use crate::decide::Draft;
use crate::decide::commands::answers::Questions;
use crate::decide::commands::beginning::unknown_stage;
use crate::decide::commands::tasks::said;
use crate::event::{Cause, Way};
use crate::refuse;
use crate::rejection::Rejection;

/// What a rule of a stage is about, in both languages.
const PAST: (&str, &str) = ("пропустить", "move past");
const BACK: (&str, &str) = ("вернуть на", "move back to");

impl Draft<'_> {
    pub(super) fn enter_by_hand(&mut self, id: &StageId, data: &Input, comment: &str) -> Result<(), Rejection> {
        self.must_run()?;
        let process = self.process;
        let stage = process.stage(id).ok_or_else(|| refuse::invalid(vec![unknown_stage(process, id)]))?;
        if self.case.stage() == Some(id) {
            return Err(refuse::already_there(stage.title.get(self.locale())));
        }
        let way = if self.is_earlier(id) { Way::Return } else { Way::Skip };
        self.must_be_let(id, way)?;
        let comment = said(comment, "comment")?;
        let ask: Vec<_> = stage.entry.iter().map(|field| Ask { field: field.clone(), when: None, known_counts: true }).collect();
        let (answers, emptied) = self.read_answers(Questions { ask: &ask, may_ask: &[], leaves: true }, data, None)?;
        self.set_fields(answers, emptied, Cause::Person(comment.clone()), None);
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
        let (answers, emptied) = self.read_answers(Questions { ask: &outcome.ask, may_ask: &[], leaves: true }, data, None)?;
        self.set_fields(answers, emptied, Cause::Person(comment.clone()), None);
        self.finish_case(id, Some(comment))
    }

    /// Whether the person may move the deal back to a stage, or forwards past all that lie before it; past the one it stands in too.
    fn must_be_let(&self, to: &StageId, way: Way) -> Result<(), Rejection> {
        let stages = &self.process.stages;
        let place = |id: &StageId| self.process.place_of(id).unwrap_or_default();
        let here = self.case.stage().map_or(0, place);
        let (rules, act): (Vec<_>, _) = match way {
            Way::Return => (stages.iter().skip(place(to)).take(1).map(|stage| (stage, &stage.returnable)).collect(), BACK),
            _ => (stages[here..place(to)].iter().map(|stage| (stage, &stage.skippable)).collect(), PAST),
        };
        for (stage, rule) in rules {
            self.must_be_one_of(rule.as_deref()).map_err(|who| refuse::stage_stays(&stage.title, act, who))?;
        }
        Ok(())
    }

    /// A case may begin at any stage by hand, except beyond one that the process lets only some pass, or nobody.
    pub(crate) fn may_begin_at(&self, stage: &StageId) -> Result<(), Rejection> {
        let above = &self.process.stages[..self.process.place_of(stage).unwrap_or_default()];
        for (passed, rule) in above.iter().filter_map(|passed| Some((passed, passed.skippable.as_deref()?))) {
            self.must_be_one_of(Some(rule)).map_err(|who| refuse::stage_stays(&passed.title, PAST, who))?;
        }
        Ok(())
    }

    /// The owner and the heads above him; or who is named, and the heads; or nobody.
    fn must_be_one_of(&self, rule: Option<&[Role]>) -> Result<(), (&'static str, &'static str)> {
        let Some(me) = self.setting.by.person() else { return Ok(()) };
        let is_me = |person: &PersonId| person == me || self.acts_for.as_ref() == Some(person);
        let is_above = is_above(self.world(), &self.case, me);
        let (may, who) = match rule {
            Some([]) => (false, ("никто", "nobody")),
            None => {
                (is_above || is_me(&self.case.owner), ("ответственный или его руководитель", "the owner or a head above him"))
            }
            Some(roles) => {
                let is_named = roles.iter().any(|role| self.found(&role.who, None, self.now()).iter().any(is_me));
                (is_above || is_named, ("те, кого назвал процесс, или руководитель", "who the process names, or a head"))
            }
        };
        if may { Ok(()) } else { Err(who) }
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
