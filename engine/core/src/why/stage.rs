//! Why a stage may last no longer, until when its next step must be planned, and until when a step waits.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_definition::Period;
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::Wait;
use voronka_definition::name::{StageId, StepId};

use super::date::Told;
use super::{About, Answer, Fact, Question, Reason, ReasonKind, Rule, rule};
use crate::case::{Dated, Pause};
use crate::decide::{Counting, lengthened, wait_formula};
use crate::event::Event;
use crate::words;

impl Question<'_> {
    /// Until when the stage may last.
    pub(super) fn limit(&self) -> Option<Answer> {
        let flow = self.case.flow()?;
        let within = self.process.stage(&flow.stage)?.limit.as_ref()?.within;
        let counted = flow.clock.limit.as_ref()?;
        let text = match flow.limit_at.map(|at| self.moment(at)) {
            Some(at) => self.pick(format!("Стадия может длиться до {at}"), format!("The stage may last until {at}")),
            None => self.pick("Срок стадии стоит", "The limit of the stage stands still").to_owned(),
        };
        Some(self.of_clock(Answer::new(About::Limit, text), (flow.limit_at, counted), within, "limit"))
    }

    /// Until when a next step must be planned.
    pub(super) fn gap(&self) -> Option<Answer> {
        let flow = self.case.flow()?;
        let within = self.process.stage(&flow.stage)?.next_step_within.as_ref()?.within;
        let counted = flow.clock.gap.as_ref()?;
        let text = match flow.gap_at.map(|at| self.moment(at)) {
            Some(at) => {
                self.pick(format!("Следующий шаг нужно запланировать до {at}"), format!("A next step must be planned until {at}"))
            }
            None => self.pick("Срок следующего шага стоит", "The time to plan a next step stands still").to_owned(),
        };
        Some(self.of_clock(Answer::new(About::Gap, text), (flow.gap_at, counted), within, "next_step_within"))
    }

    /// A period of the stage's clock: its calendar steps, the times at which it stood still, and what they add.
    fn of_clock(&self, answer: Answer, (at, counted): (Option<DateTime<Utc>>, &Dated), within: Period, key: &str) -> Answer {
        let Some(flow) = self.case.flow() else { return answer };
        let line = self.process.lines.at(&["stages", flow.stage.as_str(), key]);
        let rule = Some(Rule { text: format!("{key}: {within}"), line });
        let (facts, steps) = self.today(|draft| {
            let counting = Counting { from: counted.from, ..draft.counting(&counted.of, None, None) };
            let time = &counting.time;
            let first = time.explain_add(counted.from, within);
            let mut steps = self.counted(&first, time.zone);
            let pauses = &flow.clock.pauses;
            let since = pauses.iter().filter(|pause| pause.to > counted.from);
            steps.extend(since.map(|pause| self.pause(pause, time)));
            let end = lengthened(time, first.at, counted.from, (within, pauses));
            steps.extend(self.put_off(time, first.at, end));
            steps.extend(flow.clock.paused_at.map(|from| self.standing_still(from)));
            (self.counted_from(counted, &counting), steps)
        });
        Answer { at, people: vec![counted.of.clone()], rule, facts, steps, ..answer }
    }

    /// A span in which the clock stood still.
    fn pause(&self, pause: &Pause, time: &BusinessTime<'_>) -> Reason {
        let (from, to) = (self.moment_in(pause.from, time.zone), self.moment_in(pause.to, time.zone));
        let minutes = time.between(pause.from, pause.to).num_minutes();
        let day = time.calendar.minutes_of_a_day();
        let span = words::business_span(u32::try_from(minutes).unwrap_or_default(), day, self.speaker.locale);
        let text = self.pick(
            format!("{from} → {to}: ход был за клиентом, {span}"),
            format!("{from} → {to}: it was the client's turn, {span}"),
        );
        Reason::new(ReasonKind::Closed, text).span(pause.from, pause.to)
    }

    /// What the time that stood still adds at the end.
    fn put_off(&self, time: &BusinessTime<'_>, end: DateTime<Utc>, later: DateTime<Utc>) -> Vec<Reason> {
        let added: TimeDelta = time.between(end, later);
        if later <= end {
            return Vec::new();
        }
        let (was, now) = (self.moment_in(end, time.zone), self.moment_in(later, time.zone));
        let text = self.pick(format!("на столько же позже, чем {was}: {now}"), format!("later than {was} by as much: {now}"));
        let heading = Reason { from: Some(end), to: Some(later), ..Reason::note(text) };
        std::iter::once(heading).chain(self.steps(&time.explain_add_time(end, added), time.zone)).collect()
    }

    fn standing_still(&self, from: DateTime<Utc>) -> Reason {
        let at = self.moment(from);
        let text = self.pick(
            format!("с {at} ход за клиентом: часы стадии стоят"),
            format!("since {at} it is the client's turn: the clock of the stage stands still"),
        );
        Reason { from: Some(from), ..Reason::note(text) }
    }

    /// Until when a step waits.
    pub(super) fn wait(&self, token: u32, (of, step): (&StageId, &StepId), wait: &Wait) -> Option<Answer> {
        let is_it = |event: &Event| matches!(event, Event::WaitBegan { token: other, until: Some(_), .. } if *other == token);
        let began = self.history.iter().rfind(|recorded| is_it(&recorded.event))?;
        let Event::WaitBegan { until: Some(until), dated, .. } = &began.event else { return None };
        let formula = wait_formula(wait)?;
        let said = self.moment(*until);
        let text = self.pick(format!("Ожидание — до {said}"), format!("It waits until {said}"));
        let mut answer = Answer::new(About::Wait, text);
        let (of, step) = (of.as_str(), step.as_str());
        let own = ["steps", of, step];
        let line = match wait.timeout {
            Some(_) => {
                self.process.lines.first(&[&["steps", of, step, "timeout", "after"], &["steps", of, step, "timeout"], &own])
            }
            None => self.process.lines.first(&[&["steps", of, step, "moment"], &own]),
        };
        let key = if wait.timeout.is_some() { "timeout: after" } else { "moment" };
        answer.rule = Some(Rule { text: format!("{key}: {}", rule::formula(formula)), line });
        answer.at = Some(*until);
        let told = self.before(began, |draft| {
            let since = || Dated { zone: None, off_hours: false, ..draft.dating(began.at, draft.case.owner.clone(), *until) };
            let counted = dated.clone().unwrap_or_else(since);
            let counting = Counting { from: counted.from, ..draft.counting(&counted.of, None, Some(token)) };
            let mut told = Told { facts: self.counted_from(&counted, &counting), steps: Vec::new() };
            self.follow(draft, formula, &counting, &mut told);
            told
        });
        if let Some(told) = told {
            (answer.facts, answer.steps) = (told.facts, told.steps);
        }
        Some(answer)
    }

    fn counted_from(&self, counted: &Dated, counting: &Counting<'_>) -> Vec<Fact> {
        let value = self.moment_in(counted.from, counting.time.zone);
        let name = self.pick("Отсчет с", "Counted from").to_owned();
        vec![Fact { name, value }, self.working_time(&counted.of, counting)]
    }
}
