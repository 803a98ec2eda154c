//! Titles of steps, and what is said below them.

use voronka_definition::model::{Approve, Awaited, Call, Decide, Each, Moment, Order, StartCase, StepKind, Wait, Work};
use voronka_definition::name::{FieldId, LadderId};

use super::build::Builder;
use super::{Fact, FactKind};
use crate::wording::{Words, capital, humanised, times};

impl Builder<'_> {
    /// The title of a step.
    pub(super) fn title(&self, kind: &StepKind) -> String {
        let words = self.words;
        match kind {
            StepKind::Task(work) | StepKind::Form(work) => words.text(&work.title),
            StepKind::Approve(approve) => words.text(&approve.title),
            StepKind::Wait(wait) => words.text(&wait.title),
            StepKind::Decide(decide) => self.question(decide),
            StepKind::Plan(activity) => {
                let known = words.process.activity(activity).map(|activity| words.text(&activity.work.title));
                let title = words.quoted(&known.unwrap_or_else(|| activity.to_string()));
                words.pick(format!("Запланировать: {title}"), format!("Plan {title}"))
            }
            StepKind::Set(set) => {
                let fields = words.fields(set.values.iter().map(|(field, _)| field));
                words.pick(format!("Записать: {fields}"), format!("Record {fields}"))
            }
            StepKind::Notify(notify) => {
                let (to, subject) = (words.recipient(&notify.to), words.template(&notify.subject));
                words.pick(format!("Сообщение: {subject}"), format!("Message to {to}: {subject}"))
            }
            StepKind::Finish(outcome) => {
                words.process.outcome(outcome).map_or_else(String::new, |outcome| words.text(&outcome.title))
            }
            StepKind::Parallel(parallel) => words.text(&parallel.title),
            StepKind::Each(each) => words.text(&each.title),
            StepKind::Call(call) => words.text(&call.title),
            StepKind::Start(start) => words.text(&start.title),
        }
    }

    /// The title of a choice. One without a title of its own bears that of its table.
    fn question(&self, decide: &Decide) -> String {
        let words = self.words;
        let title = words.text(&decide.title);
        if self.is_titled(&title) {
            return title;
        }
        let table = decide.table.as_ref().and_then(|table| words.process.decision(table));
        match table {
            Some(table) => {
                let table = words.quoted(&words.text(&table.title));
                words.pick(format!("Определить: {table}"), format!("Work out {table}"))
            }
            None => words.pick("Выбор пути", "Which way").to_owned(),
        }
    }

    /// Whether a title was written, and not made from the name of its step.
    fn is_titled(&self, title: &str) -> bool {
        let same = |id: &str| capital(&humanised(id)) == title;
        !self.stage.every_step().into_iter().any(|step| matches!(step.kind, StepKind::Decide(_)) && same(step.id.as_str()))
    }

    /// What is said of a step below its title.
    pub(super) fn facts(&self, kind: &StepKind) -> Vec<Fact> {
        match kind {
            StepKind::Task(work) | StepKind::Form(work) => work_facts(self.words, work),
            StepKind::Approve(approve) => self.approve(approve),
            StepKind::Wait(wait) => self.wait(wait),
            StepKind::Notify(notify) => {
                let to = self.words.recipient(&notify.to);
                vec![fact(FactKind::Who, self.words.pick(format!("Кому: {to}"), format!("To: {to}")))]
            }
            StepKind::Set(set) => {
                let value = |(field, expr)| format!("{}: {}", self.words.field(field), self.words.assignment(field, expr));
                set.values.iter().map(|(field, expr)| fact(FactKind::Note, value((field, expr)))).collect()
            }
            StepKind::Plan(activity) => match self.words.process.activity(activity) {
                Some(activity) => work_facts(self.words, &activity.work),
                None => Vec::new(),
            },
            StepKind::Decide(decide) => match decide.table.as_ref().and_then(|table| self.words.process.decision(table)) {
                Some(table) => {
                    let title = self.words.quoted(&self.words.text(&table.title));
                    vec![fact(
                        FactKind::Note,
                        self.words.pick(format!("по таблице решений {title}"), format!("by the table {title}")),
                    )]
                }
                None => Vec::new(),
            },
            StepKind::Finish(_) => Vec::new(),
            StepKind::Parallel(parallel) => {
                vec![fact(FactKind::Note, self.words.until(parallel.until, false))]
            }
            StepKind::Each(each) => self.each(each),
            StepKind::Call(call) => self.call(call),
            StepKind::Start(start) => self.start(start),
        }
    }

    fn approve(&self, approve: &Approve) -> Vec<Fact> {
        let mut approvers: Vec<_> = Vec::new();
        for approver in &approve.approvers {
            let who = self.words.who(&approver.role.who);
            let text = match &approver.when {
                Some(when) => {
                    let when = self.words.condition(when);
                    self.words.pick(format!("{who}, если {when}"), format!("{who} if {when}"))
                }
                None => who,
            };
            approvers.push(text);
        }
        let mut facts = vec![by(self.words, &approvers.join("; ")), due(self.words, &approve.due)];
        if approve.approvers.len() > 1 {
            facts.push(fact(FactKind::Note, self.words.order(approve)));
        }
        facts
    }

    fn wait(&self, wait: &Wait) -> Vec<Fact> {
        let words = self.words;
        let text = match &wait.awaited {
            Awaited::Activity(activity) => {
                let known = words.process.activity(activity).map(|activity| words.text(&activity.work.title));
                let title = words.quoted(&known.unwrap_or_else(|| activity.to_string()));
                words.pick(format!("пока не будет выполнена задача {title}"), format!("until {title} is done"))
            }
            Awaited::Signal(name) if words.process.signal(name).is_some() => {
                let title = words.signal(name);
                words.pick(format!("сигнал из другой системы: {title}"), format!("a signal from another system: {title}"))
            }
            Awaited::Signal(_) => words.pick("сигнал из другой системы", "a signal from another system").to_owned(),
            Awaited::Moment(moment) => words.due(moment),
            Awaited::Condition(expr) => {
                let condition = words.condition(expr);
                words.pick(format!("пока не станет так: {condition}"), format!("until {condition}"))
            }
        };
        let mut facts = vec![fact(FactKind::Note, text)];
        if let Some(timeout) = &wait.timeout {
            let due = words.due(&timeout.after);
            facts.push(fact(FactKind::Due, words.pick(format!("Ждем не дольше: {due}"), format!("At most: {due}"))));
        }
        if wait.pauses {
            let text = words.pick("ход за клиентом: часы стадии стоят", "the client's turn: the clock of the stage stands still");
            facts.push(fact(FactKind::Note, text.to_owned()));
        }
        facts
    }

    fn each(&self, each: &Each) -> Vec<Fact> {
        let (words, list) = (self.words, self.words.quoted_field(&each.list));
        let order = match each.order {
            Order::Parallel => words.pick("по всем сразу", "side by side"),
            Order::Sequence => words.pick("по очереди", "one after another"),
        };
        let rows = words.pick(format!("для каждой строки списка {list}, {order}"), format!("for every row of {list}, {order}"));
        let mut facts = vec![fact(FactKind::Note, rows)];
        if each.order == Order::Parallel {
            facts.push(fact(FactKind::Note, words.until(each.until, true)));
        }
        facts
    }

    fn call(&self, call: &Call) -> Vec<Fact> {
        let words = self.words;
        let mut facts =
            vec![fact(FactKind::Who, words.pick("другая система, автоматически", "another system, by itself").to_owned())];
        if call.retry.at_most > 0 {
            let (retries, after) = (times(call.retry.at_most, words.locale), words.after(call.retry.after));
            let text = words
                .pick(format!("при сбое повторим через {after}, {retries}"), format!("tried again after {after}, {retries}"));
            facts.push(fact(FactKind::Note, text));
        }
        facts.extend(self.handed_over(call.send.iter().map(|(_, expr)| words.value(expr))));
        if !call.take.is_empty() {
            let fields = words.fields(call.take.iter().map(|(field, _)| field));
            facts.push(fact(
                FactKind::Note,
                words.pick(format!("ответ заполнит: {fields}"), format!("its answer fills in {fields}")),
            ));
        }
        facts
    }

    fn start(&self, start: &StartCase) -> Vec<Fact> {
        let words = self.words;
        let process = words.quoted_process(&start.process);
        let mut facts =
            vec![fact(FactKind::Note, words.pick(format!("по процессу {process}"), format!("by the process {process}")))];
        facts.extend(self.handed_over(start.with.iter().map(|(field, expr)| self.given(start, field, words.value(expr)))));
        if let Some(role) = &start.owner {
            let who = words.who(&role.who);
            facts.push(fact(FactKind::Who, words.pick(format!("Кто ведет: {who}"), format!("Owner: {who}"))));
        }
        let text = match start.awaits {
            true => words.pick("ждем, чем он завершится", "we wait for its outcome"),
            false => words.pick("идет отдельно, не ждем", "runs on its own"),
        };
        facts.push(fact(FactKind::Note, text.to_owned()));
        facts
    }

    /// What leaves the deal with a step: values in words.
    fn handed_over(&self, values: impl Iterator<Item = String>) -> Option<Fact> {
        let values = values.collect::<Vec<_>>().join(", ");
        let text = self.words.pick(format!("передается: {values}"), format!("handed over: {values}"));
        (!values.is_empty()).then(|| fact(FactKind::Note, text))
    }

    /// A value with the field of the other process that it fills, where that one is known and has another title.
    fn given(&self, start: &StartCase, field: &FieldId, value: String) -> String {
        let words = self.words;
        let known = words.process_named(&start.process).and_then(|process| process.field(field));
        match known.map(|field| words.quoted(&words.text(&field.title))) {
            Some(title) if title != value => format!("{title} — {value}"),
            _ => value,
        }
    }

    /// The ladder of a step, as a place among the process's.
    pub(super) fn ladder(&self, kind: &StepKind) -> Option<usize> {
        let id: &LadderId = match kind {
            StepKind::Task(work) | StepKind::Form(work) => work.escalate.as_ref()?,
            StepKind::Approve(approve) => approve.escalate.as_ref()?,
            _ => return None,
        };
        self.words.process.ladders.keys().position(|key| key == id)
    }
}

/// A fact.
pub(super) fn fact(kind: FactKind, text: String) -> Fact {
    Fact { kind, text }
}

/// Who does a piece of work, and by when.
pub(super) fn work_facts(words: &Words<'_>, work: &Work) -> Vec<Fact> {
    vec![by(words, &words.assignee(&work.assignee)), due(words, &work.due)]
}

fn by(words: &Words<'_>, who: &str) -> Fact {
    fact(FactKind::Who, words.pick(format!("Кто: {who}"), format!("Who: {who}")))
}

fn due(words: &Words<'_>, due: &Moment) -> Fact {
    let due = words.due(due);
    fact(FactKind::Due, words.pick(format!("Срок: {due}"), format!("Due: {due}")))
}
