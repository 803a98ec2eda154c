//! Why a task is due when it is.

use chrono::{DateTime, Utc};
use voronka_definition::Value;
use voronka_definition::expr::Expr;
use voronka_definition::model::Moment;
use voronka_definition::name::FieldId;

use super::then::Dated;
use super::{About, Answer, Fact, Question, Reason, ReasonKind, Rule, rule};
use crate::case::{Kept, Origin, Task};
use crate::decide::{Counting, Draft};
use crate::event::{Cause, Recorded};
use crate::offer::due_formula;
use crate::words;

/// What is told of a formula while it is followed.
#[derive(Default)]
pub(super) struct Told {
    pub facts: Vec<Fact>,
    pub steps: Vec<Reason>,
}

impl Question<'_> {
    /// Why a task is, or was, due when it is.
    pub(super) fn due(&self, task: &Task) -> Answer {
        let due = self.moment(task.due_at);
        let mut answer = Answer::new(About::Due, self.pick(format!("Срок — {due}"), format!("It is due {due}")));
        answer.at = Some(task.due_at);
        let Some((recorded, dated)) = self.dated_last(task.number) else { return answer };
        let said = self.dated_by_person(task.number).filter(|_| dated.task.promise.is_some());
        let (said_in, said) = said.as_ref().map_or((recorded, &dated), |(recorded, said)| (*recorded, said));
        if let Some(by_person) = self.by_person(said_in, said) {
            answer.steps.push(by_person);
            answer.steps.extend(self.since_promised(&dated));
            return answer;
        }
        let formula = self.before(recorded, |draft| self.by_formula(draft, &dated, &mut answer));
        if formula.flatten().is_none() {
            answer.steps.extend(self.without_formula(&dated.task));
        }
        answer
    }

    /// What calendars have done to a date since a person set it.
    fn since_promised(&self, dated: &Dated) -> Option<Reason> {
        let promise = dated.task.promise.as_ref()?;
        let why = match dated.cause.as_ref()? {
            Cause::Calendar => self.pick("изменился календарь", "the calendar has changed").to_owned(),
            Cause::TimeZone { of, from, to } => {
                let name = self.name(of);
                self.pick(
                    format!("{name} теперь в часовом поясе {to} (прежде — {from})"),
                    format!("{name} is in the time zone {to} now (before: {from})"),
                )
            }
            _ => return None,
        };
        let said = self.moment(promise.at);
        Some(Reason::note(match dated.task.due_at == promise.at {
            true => self.pick(
                format!("{why}: {said} — снова рабочее время, и срок тот, что назначен"),
                format!("{why}: {said} is working time again, and it is due as was said"),
            ),
            false => self.pick(
                format!("{why}: назначено на {said}, но это уже нерабочее время, поэтому срок — следующее начало работы"),
                format!("{why}: it was set for {said}, where nobody works any more, so it is due when work begins next"),
            ),
        }))
    }

    /// Who set the date, where a person did.
    fn by_person(&self, recorded: &Recorded, dated: &Dated) -> Option<Reason> {
        let at = self.moment(recorded.at);
        let who = |recorded: &Recorded| recorded.by.as_ref().map(|person| self.name(person).to_owned()).unwrap_or_default();
        let text = match (&dated.cause, &dated.task.origin) {
            (Some(Cause::Person(reason)), _) => self.pick(
                format!("срок назначен вручную, {at}: {}. Причина: {reason}", who(recorded)),
                format!("the date was set by hand, {at}: {}. The reason: {reason}", who(recorded)),
            ),
            (Some(Cause::Escalation(_)), _) => self.pick(
                format!("срок дан в ответ на эскалацию, {at}: {}", who(recorded)),
                format!("the date was given in answer to an escalation, {at}: {}", who(recorded)),
            ),
            (None, Origin::Hand(person)) => self.pick(
                format!("срок назначен при постановке задачи: {}", self.name(person)),
                format!("the date was set with the task itself: {}", self.name(person)),
            ),
            _ => return None,
        };
        let reason = Reason::new(ReasonKind::Found, text);
        Some(recorded.by.iter().fold(reason, Reason::about))
    }

    /// Follows the formula of a task as it was followed then.
    fn by_formula(&self, draft: &Draft<'_>, dated: &Dated, answer: &mut Answer) -> Option<()> {
        let task = &dated.task;
        let formula = &*due_formula(self.process, &draft.case, task)?;
        let counted = task.dated.as_ref()?;
        answer.rule =
            Some(Rule { text: format!("due: {}", rule::formula(formula)), line: self.line_of(&task.origin, rule::DUE) });
        answer.people = vec![counted.of.clone()];
        let (kind, over) = (Some(task.kind), draft.counted_over(task));
        let time = match draft.counted_for(&over) == counted.of {
            true => draft.business_time_of(&over, kind),
            false => draft.business_time_for(&counted.of, kind),
        };
        let counting = Counting { time, from: counted.from, at: task.origin.token() };
        if let Some(kept) = &counted.kept {
            answer.facts = vec![self.working_time(&counted.of, &counting)];
            answer.steps.extend(dated.cause.as_ref().and_then(|cause| self.because(cause)));
            answer.steps.push(self.since_kept(kept));
            return Some(());
        }
        let mut told = Told { facts: self.start_of(dated, &counting), steps: Vec::new() };
        told.steps.extend(dated.cause.as_ref().and_then(|cause| self.because(cause)));
        let given = self.follow(draft, formula, &counting, &mut told).unwrap_or_else(|| {
            let end = counting.time.end_of_business_day(counting.from);
            told.steps.push(self.nothing_given(end, &counting));
            end
        });
        told.steps.extend(self.differences(given, dated, draft.now()));
        (answer.facts, answer.steps) = (told.facts, told.steps);
        Some(())
    }

    /// A date that stayed in other hands, and what moves it since.
    fn since_kept(&self, kept: &Kept) -> Reason {
        let (since, at) = (self.moment(kept.since), self.moment(kept.at));
        Reason::note(self.pick(
            format!(
                "{since} срок оставлен прежним: {at}; с тех пор его сдвигают только нерабочие дни, которые появляются до него"
            ),
            format!("on {since} the date stayed what it was: {at}; since then only days before it that become free move it"),
        ))
    }

    /// From when and in whose working time it was counted.
    fn start_of(&self, dated: &Dated, counting: &Counting<'_>) -> Vec<Fact> {
        let (task, from) = (&dated.task, counting.from);
        let since = match from == task.created_at {
            true => self.pick("задача создана", "the task was made"),
            false => self.pick("запланирована заново", "it was planned anew"),
        };
        let value = format!("{} ({since})", self.moment_in(from, counting.time.zone));
        let mut facts = vec![Fact { name: self.pick("Отсчет с", "Counted from").to_owned(), value }];
        facts.extend(task.dated.as_ref().map(|dated| self.working_time(&dated.of, counting)));
        facts
    }

    /// Whose working time counts, and by which calendar.
    pub(super) fn working_time(&self, person: &voronka_definition::name::PersonId, counting: &Counting<'_>) -> Fact {
        let calendar = self.quoted(counting.time.calendar.title().get(self.speaker.locale));
        let name = self.pick("Рабочее время", "Working time").to_owned();
        let value = format!("{}, {} {calendar}, {}", self.name(person), self.pick("календарь", "calendar"), counting.time.zone);
        Fact { name, value }
    }

    /// Why it was counted anew.
    fn because(&self, cause: &Cause) -> Option<Reason> {
        let text = match cause {
            Cause::FieldsChanged(fields) => {
                let titles: Vec<_> = fields.iter().map(|field| self.title_of(field)).collect();
                let all = titles.join(", ");
                self.pick(format!("пересчитан, потому что изменилось: {all}"), format!("counted anew, as this changed: {all}"))
            }
            Cause::Calendar => self
                .pick("пересчитан: изменился календарь или график отсутствий", "counted anew: a calendar or an absence changed")
                .to_owned(),
            Cause::TimeZone { of, from, to } => {
                let name = self.name(of);
                self.pick(
                    format!("пересчитан: {name} теперь в часовом поясе {to} (прежде — {from})"),
                    format!("counted anew: {name} is in the time zone {to} now (before: {from})"),
                )
            }
            Cause::PlannedAgain => {
                self.pick("пересчитан: задача запланирована заново", "counted anew: it was planned anew").to_owned()
            }
            _ => return None,
        };
        Some(Reason::note(text))
    }

    fn nothing_given(&self, end: DateTime<Utc>, counting: &Counting<'_>) -> Reason {
        let at = self.moment_in(end, counting.time.zone);
        let text = self.pick(
            format!("формула ничего не дала: поле пусто, поэтому конец рабочего дня — {at}"),
            format!("the formula gave nothing, as its field is empty: so it is the end of the working day, {at}"),
        );
        Reason { to: Some(end), ..Reason::new(ReasonKind::Counted, text) }
    }

    /// Where the date is another than what the formula gives.
    fn differences(&self, given: DateTime<Utc>, dated: &Dated, then: DateTime<Utc>) -> Vec<Reason> {
        let task = &dated.task;
        let Some(kept) = &task.dated else { return Vec::new() };
        let mut notes = Vec::new();
        if given != kept.given {
            let (now, then) = (self.moment(given), self.moment(kept.given));
            notes.push(Reason::note(self.pick(
                format!("сейчас вышло бы {now}, а тогда вышло {then}: с тех пор изменился календарь"),
                format!("it would give {now} now, and gave {then} then: the calendar has changed since"),
            )));
        }
        if task.due_at != kept.given {
            let (past, due) = (self.moment(kept.given), self.moment(task.due_at));
            notes.push(Reason::note(match task.due_at <= then {
                true => self.pick(
                    format!("задача уже опаздывала, и {past} тоже прошло: срок прежний"),
                    format!("it was late already, and {past} had passed as well: the date stays"),
                ),
                false => self.pick(
                    format!("{past} к тому времени уже прошло, поэтому срок — конец рабочего дня: {due}"),
                    format!("{past} had passed by then, so it is due at the end of the working day: {due}"),
                ),
            }));
        }
        notes
    }

    /// Dates that no formula gives.
    fn without_formula(&self, task: &Task) -> Option<Reason> {
        let text = match &task.origin {
            Origin::Limit { .. } => self.pick(
                "срок — момент, к которому стадия должна была закончиться",
                "it is due at the moment by which the stage should have ended",
            ),
            Origin::NextStep { .. } => self.pick(
                "срок — как у задач по умолчанию, от момента, когда следующего шага не оказалось",
                "it is due as tasks are by default, from the moment at which no next step was planned",
            ),
            _ => return None,
        };
        Some(Reason::note(text.to_owned()))
    }

    /// Follows a formula and tells of it; what it gives.
    pub(super) fn follow(
        &self,
        draft: &Draft<'_>,
        formula: &Moment,
        counting: &Counting<'_>,
        told: &mut Told,
    ) -> Option<DateTime<Utc>> {
        let Counting { time, from, .. } = counting;
        match formula {
            Moment::Now => Some(*from),
            Moment::In(period) => {
                let counted = time.explain_add(*from, *period);
                told.steps.extend(self.counted(&counted, time.zone));
                Some(counted.at)
            }
            Moment::At(expr) => self.read(draft, expr, counting, told),
            Moment::Before(period, other) => {
                let counted = time.explain_subtract(self.follow(draft, other, counting, told)?, *period);
                told.steps.push(self.heading(*period, counted.from, false, counting));
                told.steps.extend(self.counted(&counted, time.zone));
                Some(counted.at)
            }
            Moment::After(period, other) => {
                let counted = time.explain_add(self.follow(draft, other, counting, told)?, *period);
                told.steps.push(self.heading(*period, counted.from, true, counting));
                told.steps.extend(self.counted(&counted, time.zone));
                Some(counted.at)
            }
            Moment::EndOfBusinessDay => {
                let end = time.end_of_business_day(*from);
                told.steps.push(self.end_of_day(end, counting));
                Some(end)
            }
            Moment::Else(first, second) => self.follow(draft, first, counting, told).or_else(|| {
                let (empty, taken) = (rule::formula(first), rule::formula(second));
                told.steps.push(Reason::note(
                    self.pick(format!("{empty}: пусто, поэтому {taken}"), format!("{empty} is empty, so {taken}")),
                ));
                self.follow(draft, second, counting, told)
            }),
        }
    }

    fn heading(&self, period: voronka_definition::Period, of: DateTime<Utc>, after: bool, counting: &Counting<'_>) -> Reason {
        let (period, of) = (words::period(period, self.speaker.locale), self.moment_in(of, counting.time.zone));
        Reason::note(match after {
            true => self.pick(format!("через {period} после {of}"), format!("{period} after {of}")),
            false => self.pick(format!("за {period} до {of}"), format!("{period} before {of}")),
        })
    }

    fn end_of_day(&self, end: DateTime<Utc>, counting: &Counting<'_>) -> Reason {
        let at = self.moment_in(end, counting.time.zone);
        let text = self.pick(format!("конец рабочего дня — {at}"), format!("the end of the working day is {at}"));
        Reason { to: Some(end), ..Reason::new(ReasonKind::Counted, text) }
    }

    /// What an expression gives, with the fields that it reads.
    fn read(&self, draft: &Draft<'_>, expr: &Expr, counting: &Counting<'_>, told: &mut Told) -> Option<DateTime<Utc>> {
        for field in expr.fields() {
            let fact = self.field(draft, &field);
            if !told.facts.contains(&fact) {
                told.facts.push(fact);
            }
        }
        let given = draft.moment(&Moment::At(expr.clone()), counting)?;
        let sight = crate::sight::Sight { now: counting.from, ..draft.sight(counting.at) };
        if let Some(Value::Date(day)) = expr.eval(&sight) {
            let (day, end) = (words::day(day, self.speaker.locale), self.moment_in(given, counting.time.zone));
            let text = self.pick(
                format!("{day} — это конец его рабочего времени: {end}"),
                format!("{day} means the end of its working time: {end}"),
            );
            told.steps.push(Reason { to: Some(given), ..Reason::new(ReasonKind::Counted, text) });
        }
        Some(given)
    }

    fn field(&self, draft: &Draft<'_>, id: &FieldId) -> Fact {
        let name = self.title_of(id);
        let value = draft.case.value(id).zip(self.process.field(id));
        let value = value.map(|(value, field)| self.speaker.value(&value, &field.kind));
        Fact { name, value: value.unwrap_or_else(|| self.pick("пусто", "empty").to_owned()) }
    }

    /// A field by its title, with its name in the process.
    fn title_of(&self, id: &FieldId) -> String {
        let field = self.process.field(id);
        field.map_or_else(|| id.to_string(), |field| format!("{} ({id})", field.title.get(self.speaker.locale)))
    }
}
