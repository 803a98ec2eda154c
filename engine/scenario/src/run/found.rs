//! Words for what was expected and what was found. Names are those of the file, because the reader has it before his eyes.

use chrono::{DateTime, Utc};
use voronka_core::case::{Holder, Task};
use voronka_core::command::Answer;
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::{Recorded, Rejection};
use voronka_definition::{Locale, Text};

use crate::play::{Play, name_of};
use crate::script::{About, Act, By, Deed, Refusal};

/// Puts a play's facts into words.
pub(super) struct Words<'a> {
    pub(super) play: &'a Play<'a>,
}

/// A text in both languages that is the same in each.
pub(super) fn same(text: impl Into<String>) -> Text {
    Text::Any(text.into())
}

/// Why something was refused.
pub(super) fn refusal(rejection: &Rejection) -> Text {
    let whole = |locale: Locale| {
        let (expected, found) = (rejection.expected.get(locale), rejection.found.get(locale));
        let mut text = match locale {
            Locale::Ru => format!("отказ {}: ожидается: {expected}; {found}", rejection.code),
            Locale::En => format!("refused, {}: expected {expected}; {found}", rejection.code),
        };
        for problem in &rejection.fields {
            let (expected, found) = (problem.expected.get(locale), problem.found.get(locale));
            let line = match locale {
                Locale::Ru => format!("; {} ({}): ожидается: {expected}, а здесь {found}", problem.field, problem.code),
                Locale::En => format!("; {} ({}): expected {expected}, found {found}", problem.field, problem.code),
            };
            text.push_str(&line);
        }
        text
    };
    Text::both(whole(Locale::Ru), whole(Locale::En))
}

impl Words<'_> {
    /// A moment as the file writes it.
    pub(super) fn time(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.play.world.organisation.time_zone);
        let seconds = if at.timestamp() % 60 == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        local.format(seconds).to_string()
    }

    /// Which tasks are open.
    pub(super) fn open_tasks(&self) -> Text {
        let open: Vec<String> = self.play.case.tasks.values().map(|task| self.task(task)).collect();
        let open = open.join("; ");
        if open.is_empty() {
            return say!("открытых задач нет", "no task is open");
        }
        say!("открыты: {open}", "open are: {open}")
    }

    fn task(&self, task: &Task) -> String {
        format!("{} ({}, {})", name_of(task), holder(&task.holder), self.time(task.due_at))
    }

    /// What somebody does.
    pub(super) fn act(&self, act: &Act) -> Text {
        let who = match &act.by {
            By::Person(person) => format!("{person}: "),
            By::Usual => String::new(),
        };
        let (ru, en) = deed(&act.deed);
        Text::both(format!("{who}{ru}"), format!("{who}{en}"))
    }

    /// What must be refused.
    pub(super) fn refused(&self, refusal: &Refusal) -> Text {
        let act = self.act(&refusal.act);
        let mut by = String::new();
        for part in [&refusal.code, &refusal.field].into_iter().flatten() {
            by.push_str(&format!(" {part}"));
        }
        let (ru, en) = (act.get(Locale::Ru), act.get(Locale::En));
        say!("отказ{by} на «{ru}»", "a refusal{by} of `{en}`")
    }

    /// Letters: how many, to whom and about what.
    pub(super) fn letters<'n>(&self, letters: impl Iterator<Item = (&'n Recorded, &'n Notice)>) -> Text {
        let list: Vec<String> = letters
            .map(|(recorded, notice)| {
                let later = notice.not_before.map_or_else(String::new, |at| format!(" → {}", self.time(at)));
                format!("{} {} {}{later}", to(&notice.to), about(&notice.message).word(), self.time(recorded.at))
            })
            .collect();
        let (count, list) = (list.len(), list.join(", "));
        if count == 0 {
            say!("писем нет", "no letters")
        } else {
            say!("писем {count}: {list}", "letters: {count}: {list}")
        }
    }
}

/// Who has a task.
pub(super) fn holder(holder: &Holder) -> String {
    match holder {
        Holder::Assigned(person) => person.to_string(),
        Holder::Offered(people) => people.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
    }
}

/// To whom a letter goes.
pub(super) fn to(to: &Addressee) -> String {
    match to {
        Addressee::Person(person) => person.to_string(),
        Addressee::Client { email, .. } => format!("client <{email}>"),
    }
}

/// What a letter is about.
pub(super) fn about(message: &Message) -> About {
    match message {
        Message::Assigned { .. } => About::Assigned,
        Message::Reassigned { .. } => About::Reassigned,
        Message::Reminder { .. } => About::Reminder,
        Message::Overdue { .. } => About::Overdue,
        Message::DueSoon { .. } => About::DueSoon,
        Message::Ended { .. } => About::Ended,
        Message::Written { .. } => About::Message,
        Message::Incident { .. } => About::Incident,
        Message::Meeting { .. } => About::Meeting,
        Message::Concern { .. } => About::Concern,
        Message::Commented { .. } => About::Comment,
    }
}

/// An act in words, in Russian and in English.
fn deed(deed: &Deed) -> (String, String) {
    let pair = |ru: &str, en: &str, rest: String| (format!("{ru} {rest}"), format!("{en} {rest}"));
    match deed {
        Deed::Complete { task, result, .. } => pair("выполнить", "complete", format!("{} → {result}", task.written())),
        Deed::Claim { task } => pair("взять", "claim", task.written()),
        Deed::Reassign { task, to, .. } => pair("передать", "reassign", format!("{} → {to}", task.written())),
        Deed::Reschedule { task, .. } => pair("перенести", "reschedule", task.written()),
        Deed::Comment { task, .. } => pair("комментировать", "comment", task.written()),
        Deed::Make { title, .. } => pair("поставить задачу", "make a task", title.clone()),
        Deed::Acknowledge { task, .. } => pair("ответить на эскалацию", "acknowledge the escalation of", task.written()),
        Deed::Stage { to, .. } => pair("перевести на стадию", "move to the stage", to.to_string()),
        Deed::Finish { outcome, .. } => pair("завершить", "finish as", outcome.to_string()),
        Deed::Continue { process, .. } => pair("продолжить процессом", "continue as", process.to_string()),
        Deed::Signal { name, .. } => pair("сигнал", "signal", name.to_string()),
        Deed::Correct { with } => pair("исправить данные", "correct", with.keys().cloned().collect::<Vec<_>>().join(", ")),
        Deed::Answer { call, answer: Answer::Done(_) } => pair("ответ на", "an answer to", call.to_string()),
        Deed::Answer { call, .. } => pair("сбой обращения", "a failure of", call.to_string()),
        Deed::Child { step, kind } => pair("конец процесса", "the end of the process", format!("{step} → {}", kind.name())),
        Deed::Repair { incident, .. } => pair("исправить сбой", "repair the incident", incident.clone()),
        Deed::Owner { to, .. } => pair("сменить ответственного:", "change the owner:", to.to_string()),
    }
}
