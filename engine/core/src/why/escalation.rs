//! Why somebody heard of a late task, and who will hear of it next.

use chrono::{DateTime, Utc};
use voronka_definition::model::{Rung, RungTime};
use voronka_definition::name::PersonId;

use super::{About, Answer, Question, Reason, ReasonKind, Rule, rule};
use crate::case::{AlarmKind, Counted, Escalation, Task};
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
        let day = self.before(recorded, |draft| {
            let holder = &draft.case.tasks.get(&first.task)?.holder;
            draft.time_of(holder).calendar.minutes_of_a_day()
        });
        let mut answer = Answer::new(About::Escalation, self.told_by_rung(first, &people, day.flatten()));
        (answer.at, answer.people) = (Some(first.at), people);
        let followed = self.before(recorded, |draft| {
            let task = draft.case.tasks.get(&first.task)?;
            let rung = self.rung(task, first.rung)?;
            let found = draft.addressees(rung, task).0;
            let mut steps = self.addressing(draft, task, first.rung);
            steps.extend(self.above_who_moved(draft, task, (rung, first.rung), &found));
            Some((self.rule_of_rung(task, first.rung), steps, found.is_empty()))
        });
        let mut finds_nobody = true;
        if let Some((rule, steps, nobody)) = followed.flatten() {
            (answer.rule, answer.steps, finds_nobody) = (rule, steps, nobody);
        }
        let is_it = |step: &Reason, person: &PersonId| step.kind == ReasonKind::Found && step.person.as_ref() == Some(person);
        let is_found = |person: &PersonId| answer.steps.iter().any(|step| is_it(step, person));
        let others: Vec<_> = answer.people.iter().filter(|person| !is_found(person)).map(|person| self.name(person)).collect();
        if !others.is_empty() {
            answer.steps.push(Reason::note(self.told_otherwise(&others, finds_nobody)));
        }
        Some((recorded.seq, answer))
    }

    /// Who is told beside those whom a rule finds, as what his people gave has passed too.
    fn above_who_moved(&self, draft: &Draft<'_>, task: &Task, rung: (&Rung, u32), found: &[PersonId]) -> Vec<Reason> {
        let movers = task.trail.moved_by.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
        let told = |person: PersonId| {
            let name = self.name(&person);
            let text = self.pick(
                format!("задачу уже переносили после первого сообщения ({movers}), поэтому и руководитель выше: {name}"),
                format!("it was moved already after the first word of it ({movers}), so the head above is told too: {name}"),
            );
            Reason::new(ReasonKind::Found, text).about(&person)
        };
        draft.above_who_moved(task, rung, found).into_iter().map(told).collect()
    }

    /// Whom a rung told whom its rule does not find: administrators instead of nobody, or whoever it found in the house of then.
    fn told_otherwise(&self, others: &[&str], finds_nobody: bool) -> String {
        let to = others.join(", ");
        match others.len() {
            _ if !finds_nobody => self.pick(
                format!("тогда правило нашло: {to}; с тех пор организация изменилась, выше показано, кого оно находит теперь"),
                format!(
                    "at that time the rule found {to}; the organisation has changed since, and the above is whom it finds now"
                ),
            ),
            1 => self.pick(
                format!("правило никого не нашло, поэтому администратор: {to}"),
                format!("the rule found nobody, so an administrator: {to}"),
            ),
            _ => self.pick(
                format!("правило никого не нашло, поэтому администраторы: {to}"),
                format!("the rule found nobody, so the administrators: {to}"),
            ),
        }
    }

    fn told_by_rung(&self, first: &Escalation, people: &[PersonId], day: Option<u32>) -> String {
        let (at, rung) = (self.moment(first.at), first.rung);
        let to = people.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
        let late = words::late_by(first.late_by_minutes, day, self.speaker.locale);
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

    /// The way of the calendar from the date to what happens next; from when the ladder may begin, where the date has become free.
    fn until_alarm(&self, task: &Task) -> Vec<Reason> {
        let Some(alarm) = &task.alarm else { return Vec::new() };
        self.today(|draft| {
            let time = draft.time_of(&task.holder);
            let fair = draft.fair_start(task).filter(|fair| *fair > task.due_at && draft.is_late_rung(task, alarm.kind));
            let from = match alarm.counted {
                Counted::From(from) => from,
                _ => task.due_at,
            };
            let counted = match alarm.kind {
                AlarmKind::Reminder => {
                    let remind = draft.watch(&task.origin).remind;
                    remind.map(|before| time.explain_subtract(from, before))
                }
                AlarmKind::Rung(place) => self.rung(task, place + 1).and_then(|rung| match rung.when {
                    RungTime::Before(period) => Some(time.explain_subtract(from, period)),
                    RungTime::After(period) => Some(time.explain_add(from.max(fair.unwrap_or(from)), period)),
                    RungTime::Unanswered(_) => None,
                }),
            };
            let Some(counted) = counted.filter(|counted| counted.at == alarm.at) else { return Vec::new() };
            let waits = fair.map(|fair| self.waits_for_work(fair));
            let steps = if counted.steps.is_empty() { Vec::new() } else { self.counted(&counted, time.zone) };
            waits.into_iter().chain(steps).collect()
        })
    }

    fn waits_for_work(&self, fair: DateTime<Utc>) -> Reason {
        let fair = self.moment(fair);
        Reason::note(self.pick(
            format!("назначенное время стало нерабочим: эскалация начинается через час после начала работы, {fair}"),
            format!("nobody works any more at the moment that was set: the ladder begins an hour after work begins, {fair}"),
        ))
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
        let instead = draft.found_by_rung(rung, task).0.into_iter().filter_map(|found| {
            let there = draft.there_for(&found, (rung, task));
            (there.as_ref() != Some(&found)).then(|| self.instead_of(&found, there.as_ref()))
        });
        // Several who have it may have one head: his way is told once.
        all.chain(instead).fold(Vec::new(), |mut steps, step| {
            if !steps.contains(&step) {
                steps.push(step);
            }
            steps
        })
    }

    /// Who hears of it in the place of somebody who will not be there to read it.
    fn instead_of(&self, found: &PersonId, there: Option<&PersonId>) -> Reason {
        let away = self.name(found);
        match there {
            Some(there) => {
                let name = self.name(there);
                let text = self.pick(
                    format!("{away} в это время отсутствует, поэтому {name}"),
                    format!("{away} is away at that time, so {name}"),
                );
                Reason::new(ReasonKind::Found, text).about(there)
            }
            None => Reason::note(self.pick(
                format!("{away} в это время отсутствует, и вместо него никого нет"),
                format!("{away} is away at that time, and nobody is there instead"),
            )),
        }
    }

    /// Whom a rung addresses.
    fn addressed(&self, draft: &Draft<'_>, task: &Task, number: u32) -> Vec<PersonId> {
        let Some(rung) = self.rung(task, number) else { return Vec::new() };
        let (people, _) = draft.addressees(rung, task);
        if people.is_empty() && !rung.action.who().is_empty() { draft.stand_ins(task) } else { people }
    }
}
