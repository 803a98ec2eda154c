//! Why a stage may last no longer, until when its next step must be planned, and until when a step waits.

use voronka_definition::Period;
use voronka_definition::model::Wait;
use voronka_definition::name::{StageId, StepId};

use super::date::Told;
use super::{About, Answer, Fact, Question, Rule, rule};
use crate::decide::{Counting, wait_formula};
use crate::event::{Event, Recorded};

impl Question<'_> {
    /// Until when the stage may last.
    pub(super) fn limit(&self) -> Option<Answer> {
        let flow = self.case.flow()?;
        let (at, stage) = (flow.limit_at?, &flow.stage);
        let within = self.process.stage(stage)?.limit.as_ref()?.within;
        let entered = self.latest(|event| matches!(event, Event::StageEntered { stage: other, .. } if other == stage))?;
        let said = self.moment(at);
        let text = self.pick(format!("Стадия может длиться до {said}"), format!("The stage may last until {said}"));
        let mut answer = self.of_period(About::Limit, text, (entered, within), "limit", stage);
        answer.at = Some(at);
        Some(answer)
    }

    /// Until when a next step must be planned.
    pub(super) fn gap(&self) -> Option<Answer> {
        let flow = self.case.flow()?;
        let (at, stage) = (flow.gap_at?, &flow.stage);
        let within = self.process.stage(stage)?.next_step_within?;
        let began = self.latest(|event| matches!(event, Event::StageTimed { gap_at: Some(gap), .. } if *gap == at))?;
        let said = self.moment(at);
        let text = self
            .pick(format!("Следующий шаг нужно запланировать до {said}"), format!("A next step must be planned until {said}"));
        let mut answer = self.of_period(About::Gap, text, (began, within), "next_step_within", stage);
        answer.at = Some(at);
        Some(answer)
    }

    /// Until when a step waits.
    pub(super) fn wait(&self, token: u32, (of, step): (&StageId, &StepId), wait: &Wait) -> Option<Answer> {
        let began =
            self.latest(|event| matches!(event, Event::WaitBegan { token: other, until: Some(_), .. } if *other == token))?;
        let Event::WaitBegan { until: Some(until), .. } = &began.event else { return None };
        let formula = wait_formula(wait)?;
        let said = self.moment(*until);
        let text = self.pick(format!("Ожидание — до {said}"), format!("It waits until {said}"));
        let mut answer = Answer::new(About::Wait, text);
        let (of, step) = (of.as_str(), step.as_str());
        let lines = &self.process.lines;
        let line =
            lines.first(&[&["steps", of, step, "timeout", "after"], &["steps", of, step, "timeout"], &["steps", of, step]]);
        let key = if wait.timeout.is_some() { "timeout: after" } else { "wait" };
        answer.rule = Some(Rule { text: format!("{key}: {}", rule::formula(formula)), line });
        answer.at = Some(*until);
        let told = self.before(began, |draft| {
            let counting = draft.counting(&draft.case.owner, Some(token));
            let mut told = Told { facts: self.counted_from(began, &counting), steps: Vec::new() };
            self.follow(draft, formula, &counting, &mut told);
            told
        });
        if let Some(told) = told {
            (answer.facts, answer.steps) = (told.facts, told.steps);
        }
        Some(answer)
    }

    /// What a period of the owner's working time gives from an event on.
    fn of_period(&self, about: About, text: String, (from, within): (&Recorded, Period), key: &str, stage: &StageId) -> Answer {
        let mut answer = Answer::new(about, text);
        let line = self.process.lines.at(&["stages", stage.as_str(), key]);
        answer.rule = Some(Rule { text: format!("{key}: {within}"), line });
        let told = self.before(from, |draft| {
            let counting = draft.counting(&draft.case.owner, None);
            let counted = counting.time.explain_add(counting.from, within);
            (self.counted_from(from, &counting), self.counted(&counted, counting.time.zone))
        });
        if let Some((facts, steps)) = told {
            (answer.facts, answer.steps) = (facts, steps);
        }
        answer
    }

    fn counted_from(&self, from: &Recorded, counting: &Counting<'_>) -> Vec<Fact> {
        let value = self.moment_in(from.at, counting.time.zone);
        let name = self.pick("Отсчет с", "Counted from").to_owned();
        vec![Fact { name, value }, self.working_time(&self.case.owner, counting)]
    }

    fn latest(&self, is_it: impl Fn(&Event) -> bool) -> Option<&Recorded> {
        self.history.iter().rfind(|recorded| is_it(&recorded.event))
    }
}
