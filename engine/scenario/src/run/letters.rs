//! Expectations about letters, escalations and messages since the last act or advance.

use chrono::{DateTime, Utc};
use voronka_core::case::Escalation;
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::words::{Speaker, Template};
use voronka_core::{Event, Recorded};
use voronka_definition::{Locale, Text};

use super::Runner;
use super::found::{about, same};
use crate::script::{EscalationWanted, LettersWanted, MessageTo, MessageWanted};

impl Runner<'_> {
    fn notices(&self) -> impl Iterator<Item = (&Recorded, &Notice)> {
        self.play.latest().iter().filter_map(|recorded| match &recorded.event {
            Event::NoticeGiven { notice } => Some((recorded, notice)),
            _ => None,
        })
    }

    fn escalations(&self) -> impl Iterator<Item = &Escalation> {
        self.play.latest().iter().filter_map(|recorded| match &recorded.event {
            Event::Escalated { escalation } => Some(escalation),
            _ => None,
        })
    }

    pub(super) fn expect_letters(&mut self, wanted: &LettersWanted) {
        let fits = |(recorded, notice): &(&Recorded, &Notice)| self.is_wanted(wanted, recorded, notice);
        if self.notices().filter(fits).count() == wanted.count {
            return;
        }
        let mut which = wanted.to.as_ref().map_or_else(String::new, |to| format!(" {to}"));
        which.extend(wanted.about.map(|about| format!(" {}", about.word())));
        which.extend(wanted.subject.as_ref().map(|subject| format!(" «{subject}»")));
        which.extend(wanted.at.map(|at| format!(" {}", self.words().time(at))));
        which.extend(wanted.sent.map(|at| format!(" → {}", self.words().time(at))));
        let count = wanted.count;
        let found = self.words().letters(self.notices());
        self.fail(say!("писем{which}: {count}", "letters{which}: {count}"), found);
    }

    pub(super) fn expect_escalation(&mut self, wanted: &EscalationWanted) {
        let tasks = self.play.numbers(&wanted.task);
        let of_task: Vec<Escalation> = self.escalations().filter(|one| tasks.contains(&one.task)).cloned().collect();
        let Some(found) = of_task.iter().find(|one| is_escalation(wanted, one)) else {
            let expected = self.escalation_wanted(wanted);
            let found = self.escalations_found(&of_task);
            return self.fail(expected, found);
        };
        let Some(count) = wanted.letters else { return };
        let person = found.to.clone();
        let (number, rung) = (found.task, found.rung);
        let is_letter = |(_, notice): &(&Recorded, &Notice)| match &notice.message {
            Message::Overdue { task, rung: of, .. } | Message::DueSoon { task, rung: of, .. } => {
                notice.to == Addressee::Person(person.clone()) && task.number == number && *of == rung
            }
            _ => false,
        };
        let all: Vec<_> = self.notices().filter(is_letter).collect();
        let letters = all.iter().filter(|(recorded, notice)| leaves(wanted.sent, recorded, notice)).count();
        let name = wanted.task.written();
        let at = wanted.sent.map_or_else(String::new, |at| format!(" → {}", self.words().time(at)));
        let words = say!("писем {person} о {name}{at}: {count}", "letters to {person} about {name}{at}: {count}");
        let found = if wanted.sent.is_some() { self.words().letters(all.into_iter()) } else { same(letters.to_string()) };
        self.must(letters == count, words, found);
    }

    fn escalation_wanted(&self, wanted: &EscalationWanted) -> Text {
        let mut ru = format!("эскалация {}", wanted.task.written());
        let mut en = format!("an escalation of {}", wanted.task.written());
        if let Some(to) = &wanted.to {
            ru.push_str(&format!(" → {to}"));
            en.push_str(&format!(" → {to}"));
        }
        if let Some(rung) = wanted.rung {
            ru.push_str(&format!(", ступень {rung}"));
            en.push_str(&format!(", rung {rung}"));
        }
        if let Some(offered) = wanted.offered {
            ru.push_str(if offered {
                ", с предложением задачи"
            } else {
                ", без предложения задачи"
            });
            en.push_str(if offered { ", the task offered" } else { ", the task not offered" });
        }
        if let Some(at) = wanted.at {
            let at = self.words().time(at);
            ru.push_str(&format!(", {at}"));
            en.push_str(&format!(", {at}"));
        }
        Text::both(ru, en)
    }

    fn escalations_found(&self, found: &[Escalation]) -> Text {
        if found.is_empty() {
            return say!("эскалаций нет", "no escalation");
        }
        let list = |rung: &str, offered: &str| {
            let one = |one: &Escalation| {
                let offered = if one.offered { offered } else { "" };
                format!("→ {}, {rung} {}{offered}, {}", one.to, one.rung, self.words().time(one.at))
            };
            found.iter().map(one).collect::<Vec<_>>().join("; ")
        };
        Text::both(list("ступень", ", с предложением"), list("rung", ", offered"))
    }

    pub(super) fn expect_message(&mut self, wanted: &MessageWanted) {
        let fits = |(recorded, notice): &(&Recorded, &Notice)| self.is_message(wanted, recorded, notice);
        if self.notices().any(|one| fits(&one)) {
            return;
        }
        let to = match &wanted.to {
            MessageTo::Person(person) => person.as_str(),
            MessageTo::Client => "client",
        };
        let what = wanted.contains.as_ref().map_or_else(String::new, |text| format!(": {text}"));
        let expected = say!("сообщение {to}{what}", "a message to {to}{what}");
        let to_him = self.notices().filter(|(_, notice)| is_to(&wanted.to, notice));
        let texts: Vec<Text> = to_him.filter_map(|(recorded, notice)| self.written(recorded, notice)).map(quoted).collect();
        let found = if texts.is_empty() { self.words().letters(self.notices()) } else { all(&texts) };
        self.fail(expected, found);
    }

    fn is_wanted(&self, wanted: &LettersWanted, recorded: &Recorded, notice: &Notice) -> bool {
        let is_to = |person| notice.to == Addressee::Person(person);
        let is_called = |wanted: &String| match self.written(recorded, notice) {
            Some((subject, _)) => says(&subject, wanted),
            None => title(&notice.message).is_some_and(|found| says(found, wanted)),
        };
        wanted.to.clone().is_none_or(is_to)
            && wanted.about.is_none_or(|wanted| about(&notice.message) == wanted)
            && wanted.subject.as_ref().is_none_or(is_called)
            && wanted.at.is_none_or(|at| recorded.at == at)
            && leaves(wanted.sent, recorded, notice)
    }

    fn is_message(&self, wanted: &MessageWanted, recorded: &Recorded, notice: &Notice) -> bool {
        let Some((subject, text)) = self.written(recorded, notice).filter(|_| is_to(&wanted.to, notice)) else { return false };
        wanted.contains.as_ref().is_none_or(|wanted| says(&subject, wanted) || says(&text, wanted))
    }

    /// The subject and the text of a message that a process writes, as the letter says them.
    fn written(&self, recorded: &Recorded, notice: &Notice) -> Option<(Text, Text)> {
        let Message::Written { subject, text } = &notice.message else { return None };
        let world = &self.play.world;
        let zone = match &notice.to {
            Addressee::Person(person) => world.zone_of(person),
            Addressee::Client { .. } => world.organisation.time_zone,
        };
        let filled = |text: &Text, locale| {
            let speaker = Speaker { world, locale, zone };
            let template = Template::about(&self.play.case, self.play.process, recorded.by.as_ref(), speaker);
            template.render(text.get(locale)).unwrap_or_else(|_| text.get(locale).to_owned())
        };
        let both = |text: &Text| Text::both(filled(text, Locale::Ru), filled(text, Locale::En));
        Some((both(subject), both(text)))
    }
}

/// Whether a letter leaves at this moment, where one is wanted.
fn leaves(wanted: Option<DateTime<Utc>>, recorded: &Recorded, notice: &Notice) -> bool {
    wanted.is_none_or(|at| at == notice.not_before.map_or(recorded.at, |not_before| not_before.max(recorded.at)))
}

fn is_escalation(wanted: &EscalationWanted, found: &Escalation) -> bool {
    wanted.to.as_ref().is_none_or(|to| found.to == *to)
        && wanted.rung.is_none_or(|rung| found.rung == rung)
        && wanted.offered.is_none_or(|offered| found.offered == offered)
        && wanted.at.is_none_or(|at| found.at == at)
}

fn is_to(wanted: &MessageTo, notice: &Notice) -> bool {
    match (wanted, &notice.to) {
        (MessageTo::Person(wanted), Addressee::Person(found)) => wanted == found,
        (MessageTo::Client, Addressee::Client { .. }) => true,
        _ => false,
    }
}

fn quoted((subject, text): (Text, Text)) -> Text {
    let both = |locale| format!("«{}»: {}", subject.get(locale), text.get(locale).trim_end());
    Text::both(both(Locale::Ru), both(Locale::En))
}

fn all(texts: &[Text]) -> Text {
    let list = |locale| texts.iter().map(|text| text.get(locale)).collect::<Vec<_>>().join("; ");
    Text::both(list(Locale::Ru), list(Locale::En))
}

/// The title of the task that a letter is about.
fn title(message: &Message) -> Option<&Text> {
    match message {
        Message::Assigned { task }
        | Message::Reassigned { task, .. }
        | Message::Reminder { task }
        | Message::Overdue { task, .. }
        | Message::DueSoon { task, .. }
        | Message::Ended { task, .. }
        | Message::Meeting { task, .. }
        | Message::Concern { task, .. } => Some(&task.title),
        Message::Written { .. } | Message::Incident { .. } => None,
    }
}

fn says(text: &Text, wanted: &str) -> bool {
    Locale::ALL.iter().any(|locale| text.get(*locale).contains(wanted))
}
