//! Why somebody heard of a late task, and who will hear of it next.

use voronka_definition::model::{Rung, RungTime};
use voronka_definition::name::PersonId;

use super::{About, Answer, Question, Reason, Rule, rule};
use crate::case::{AlarmKind, Escalation, Task};
use crate::decide::Draft;
use crate::event::{Event, Recorded};
use crate::words;

impl Question<'_> {
    /// Why each rung of a task told whom it told, each with the number of its event.
    pub(super) fn escalations(&self, number: u32) -> Vec<(u64, Answer)> {
        let of_task = self.history.iter().filter_map(|recorded| match &recorded.event {
            Event::Escalated { escalation } if escalation.task == number => Some((recorded, escalation)),
            _ => None,
        });
        let of_task: Vec<_> = of_task.collect();
        let is_one = |(_, one): &(&Recorded, &Escalation), (_, next): &(&Recorded, &Escalation)| {
            (one.rung, one.at) == (next.rung, next.at)
        };
        of_task.chunk_by(is_one).filter_map(|told| self.rung_taken(told)).collect()
    }

    /// A rung that was taken: its rule is followed once, however many it told.
    fn rung_taken(&self, told: &[(&Recorded, &Escalation)]) -> Option<(u64, Answer)> {
        let (recorded, first) = *told.first()?;
        let people: Vec<PersonId> = told.iter().map(|(_, escalation)| escalation.to.clone()).collect();
        let mut answer = Answer::new(About::Escalation, self.told_by_rung(first, &people));
        (answer.at, answer.people) = (Some(first.at), people);
        let followed = self.before(recorded, |draft| {
            let task = draft.case.tasks.get(&first.task)?;
            Some((self.rule_of_rung(task, first.rung), self.addressing(draft, task, first.rung)))
        });
        if let Some((rule, steps)) = followed.flatten() {
            (answer.rule, answer.steps) = (rule, steps);
        }
        let is_found = |person: &PersonId| answer.steps.iter().any(|step| step.person.as_ref() == Some(person));
        let others: Vec<_> = answer.people.iter().filter(|person| !is_found(person)).map(|person| self.name(person)).collect();
        if !others.is_empty() {
            let to = others.join(", ");
            answer.steps.push(Reason::note(match others.len() {
                1 => self.pick(
                    format!("правило никого не нашло, поэтому администратор: {to}"),
                    format!("the rule found nobody, so an administrator: {to}"),
                ),
                _ => self.pick(
                    format!("правило никого не нашло, поэтому администраторы: {to}"),
                    format!("the rule found nobody, so the administrators: {to}"),
                ),
            }));
        }
        Some((recorded.seq, answer))
    }

    fn told_by_rung(&self, first: &Escalation, people: &[PersonId]) -> String {
        let (at, rung) = (self.moment(first.at), first.rung);
        let to = people.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
        let late = words::late_by(first.late_by_minutes, self.speaker.locale);
        let late = late.map(|late| self.pick(format!(", опоздание {late}"), format!(", late {late}"))).unwrap_or_default();
        let whom = if people.len() == 1 { "адресат" } else { "адресаты" };
        self.pick(format!("{at}: ступень {rung}, {whom} — {to}{late}"), format!("{at}: rung {rung}, addressed to {to}{late}"))
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
        let all = ways.flat_map(|(person, who)| self.resolving(draft, who, (Some(person), task.origin.token()), as_of));
        // Several who have it may have one head: his way is told once.
        all.fold(Vec::new(), |mut steps, step| {
            if !steps.contains(&step) {
                steps.push(step);
            }
            steps
        })
    }

    /// Whom a rung addresses.
    fn addressed(&self, draft: &Draft<'_>, task: &Task, number: u32) -> Vec<PersonId> {
        let Some(rung) = self.rung(task, number) else { return Vec::new() };
        let (people, _) = draft.addressees(rung, task);
        if people.is_empty() && !rung.action.who().is_empty() { draft.stand_ins(task) } else { people }
    }
}
