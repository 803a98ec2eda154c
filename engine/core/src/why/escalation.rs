//! Why somebody heard of a late task, and who will hear of it next.

use voronka_definition::model::{Rung, RungTime};
use voronka_definition::name::PersonId;

use super::{About, Answer, Question, Reason, Rule, rule};
use crate::case::{AlarmKind, Escalation, Task};
use crate::decide::Draft;
use crate::event::{Event, Recorded};
use crate::words;

impl Question<'_> {
    /// Why each escalation of a task went to whom it went.
    pub(super) fn escalations(&self, number: u32) -> Vec<Answer> {
        let of_task = self.history.iter().filter_map(|recorded| match &recorded.event {
            Event::Escalated { escalation } if escalation.task == number => Some((recorded, escalation)),
            _ => None,
        });
        of_task.map(|(recorded, escalation)| self.escalation(recorded, escalation)).collect()
    }

    fn escalation(&self, recorded: &Recorded, escalation: &Escalation) -> Answer {
        let (at, to) = (self.moment(escalation.at), self.name(&escalation.to));
        let late = words::late_by(escalation.late_by_minutes, self.speaker.locale);
        let late = late.map(|late| self.pick(format!(", опоздание {late}"), format!(", late {late}"))).unwrap_or_default();
        let rung = escalation.rung;
        let text = self
            .pick(format!("{at}: ступень {rung}, адресат — {to}{late}"), format!("{at}: rung {rung}, addressed to {to}{late}"));
        let mut answer = Answer::new(About::Escalation, text);
        (answer.at, answer.people) = (Some(escalation.at), vec![escalation.to.clone()]);
        let followed = self.before(recorded, |draft| {
            let task = draft.case.tasks.get(&escalation.task)?;
            Some((self.rule_of_rung(task, rung), self.addressing(draft, task, rung)))
        });
        if let Some((rule, steps)) = followed.flatten() {
            (answer.rule, answer.steps) = (rule, steps);
        }
        if !answer.steps.iter().any(|step| step.person.as_ref() == Some(&escalation.to)) {
            answer.steps.push(Reason::note(self.pick(
                format!("правило никого не нашло, поэтому администратор: {to}"),
                format!("the rule found nobody, so an administrator: {to}"),
            )));
        }
        answer
    }

    /// What happens to an open task next.
    pub(super) fn next_alarm(&self, task: &Task) -> Option<Answer> {
        let alarm = task.alarm.as_ref()?;
        let at = self.moment(alarm.at);
        let mut answer = match alarm.kind {
            AlarmKind::Reminder => {
                let text = self.pick(format!("{at}: напоминание исполнителю"), format!("{at}: a reminder to the assignee"));
                let mut answer = Answer::new(About::Next, text);
                answer.people = task.holder.everybody().to_vec();
                answer.rule = self.rule_of_reminder(task);
                answer
            }
            AlarmKind::Rung(place) => {
                let text = self.pick(
                    format!("{at}: ступень {}, если задача еще открыта", place + 1),
                    format!("{at}: rung {}, if it is still open", place + 1),
                );
                let mut answer = Answer::new(About::Next, text);
                answer.rule = self.rule_of_rung(task, place + 1);
                let (steps, people) =
                    self.today(|draft| (self.addressing(draft, task, place + 1), self.addressed(draft, task, place + 1)));
                (answer.steps, answer.people) = (steps, people);
                answer
            }
        };
        answer.at = Some(alarm.at);
        answer.steps.splice(0..0, self.until_alarm(task));
        Some(answer)
    }

    /// The way of the calendar from the date to what happens next.
    fn until_alarm(&self, task: &Task) -> Vec<Reason> {
        let Some(alarm) = &task.alarm else { return Vec::new() };
        self.today(|draft| {
            let time = draft.time_of(&task.holder);
            let counted = match alarm.kind {
                AlarmKind::Reminder => {
                    let remind = draft.watch(&task.origin).remind;
                    remind.map(|before| time.explain_subtract(task.due_at, before))
                }
                AlarmKind::Rung(place) => self.rung(task, place + 1).and_then(|rung| match rung.when {
                    RungTime::Before(period) => Some(time.explain_subtract(task.due_at, period)),
                    RungTime::After(period) => Some(time.explain_add(task.due_at, period)),
                    RungTime::Unanswered(_) => None,
                }),
            };
            let counted = counted.filter(|counted| counted.at == alarm.at && !counted.steps.is_empty());
            counted.map(|counted| self.counted(&counted, time.zone)).unwrap_or_default()
        })
    }

    fn rung(&self, task: &Task, number: u32) -> Option<&Rung> {
        let ladder = self.process.ladders.get(task.origin.ladder(self.process)?)?;
        ladder.rungs.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn rule_of_rung(&self, task: &Task, number: u32) -> Option<Rule> {
        let line = self.line_of_rung(task.origin.ladder(self.process)?, number);
        Some(Rule { text: rule::rung(self.rung(task, number)?), line })
    }

    fn rule_of_reminder(&self, task: &Task) -> Option<Rule> {
        let before = self.today(|draft| draft.watch(&task.origin).remind)?;
        Some(Rule { text: format!("remind: {before} before"), line: self.line_of(&task.origin, rule::REMIND) })
    }

    /// How the addressee of a rung is found.
    fn addressing(&self, draft: &Draft<'_>, task: &Task, number: u32) -> Vec<Reason> {
        let Some(rung) = self.rung(task, number) else { return Vec::new() };
        let (_, as_of) = draft.addressees(rung, task);
        let late = task.holder.everybody();
        let ways = late.iter().flat_map(|person| rung.action.who().iter().map(move |who| (person, who)));
        ways.flat_map(|(person, who)| self.resolving(draft, who, (Some(person), task.origin.token()), as_of)).collect()
    }

    /// Whom a rung addresses.
    fn addressed(&self, draft: &Draft<'_>, task: &Task, number: u32) -> Vec<PersonId> {
        let Some(rung) = self.rung(task, number) else { return Vec::new() };
        let (people, _) = draft.addressees(rung, task);
        if people.is_empty() && !rung.action.who().is_empty() { draft.stand_ins(task) } else { people }
    }
}
