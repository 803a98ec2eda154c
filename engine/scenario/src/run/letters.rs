//! Expectations about letters, escalations and messages since the last act or advance.

use chrono::{DateTime, Utc};
use voronka_core::case::Escalation;
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::words::{Speaker, Template};
use voronka_core::{Event, Recorded};
use voronka_definition::Text;

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
        let found = found.clone();
        self.expect_letters_of(wanted, &found);
    }

    /// The letters that an escalation sent to whom it went.
    fn expect_letters_of(&mut self, wanted: &EscalationWanted, found: &Escalation) {
        let Some(count) = wanted.letters else { return };
        let is_letter = |(_, notice): &(&Recorded, &Notice)| match &notice.message {
            Message::Overdue { task, rung, .. } | Message::DueSoon { task, rung, .. } => {
                notice.to == Addressee::Person(found.to.clone()) && task.number == found.task && *rung == found.rung
            }
            _ => false,
        };
        let is_wanted = |(recorded, notice): &(&Recorded, &Notice)| {
            leaves(wanted.sent, recorded, notice)
                && wanted.about.is_none_or(|wanted| about(&notice.message) == wanted)
                && wanted.subject.as_ref().is_none_or(|wanted| self.is_called(wanted, recorded, notice))
        };
        let all: Vec<_> = self.notices().filter(is_letter).collect();
        let letters = all.iter().filter(|one| is_wanted(one)).count();
        let (person, name) = (&found.to, wanted.task.written());
        let mut which = wanted.about.map_or_else(String::new, |about| format!(" {}", about.word()));
        which.extend(wanted.subject.as_ref().map(|subject| format!(" «{subject}»")));
        which.extend(wanted.sent.map(|at| format!(" → {}", self.words().time(at))));
        let words = say!("писем {person} о {name}{which}: {count}", "letters to {person} about {name}{which}: {count}");
        let found = if which.is_empty() { same(letters.to_string()) } else { self.words().letters(all.into_iter()) };
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
        let texts: Vec<String> = to_him.filter_map(|(recorded, notice)| self.written(recorded, notice)).map(quoted).collect();
        let found = if texts.is_empty() { self.words().letters(self.notices()) } else { same(texts.join("; ")) };
        self.fail(expected, found);
    }

    fn is_wanted(&self, wanted: &LettersWanted, recorded: &Recorded, notice: &Notice) -> bool {
        let is_to = |person| notice.to == Addressee::Person(person);
        wanted.to.clone().is_none_or(is_to)
            && wanted.about.is_none_or(|wanted| about(&notice.message) == wanted)
            && wanted.subject.as_ref().is_none_or(|wanted| self.is_called(wanted, recorded, notice))
            && wanted.at.is_none_or(|at| recorded.at == at)
            && leaves(wanted.sent, recorded, notice)
    }

    /// Whether the subject says this: what the process writes, or the title of the task that the letter is about.
    fn is_called(&self, wanted: &str, recorded: &Recorded, notice: &Notice) -> bool {
        match self.written(recorded, notice) {
            Some((subject, _)) => subject.contains(wanted),
            None => title(&notice.message).is_some_and(|found| found.get(self.speaker(notice).locale).contains(wanted)),
        }
    }

    fn is_message(&self, wanted: &MessageWanted, recorded: &Recorded, notice: &Notice) -> bool {
        let Some((subject, text)) = self.written(recorded, notice).filter(|_| is_to(&wanted.to, notice)) else { return false };
        wanted.contains.as_ref().is_none_or(|wanted| subject.contains(wanted) || text.contains(wanted))
    }

    /// The subject and the text of a message that a process writes, as its reader gets it.
    fn written(&self, recorded: &Recorded, notice: &Notice) -> Option<(String, String)> {
        let Message::Written { subject, text } = &notice.message else { return None };
        let speaker = self.speaker(notice);
        let template = Template::about(&self.play.case, self.play.process, recorded.by.as_ref(), speaker);
        let filled = |text: &Text| {
            let text = text.get(speaker.locale);
            template.render(text).unwrap_or_else(|_| text.to_owned())
        };
        Some((filled(subject), filled(text)))
    }

    /// The language and the zone of whoever gets a letter.
    fn speaker(&self, notice: &Notice) -> Speaker<'_> {
        let world = &*self.play.world;
        let (locale, zone) = match &notice.to {
            Addressee::Person(person) => (world.locale_of(person), world.zone_of(person)),
            Addressee::Client { .. } => (world.organisation.locale, world.organisation.time_zone),
        };
        Speaker { world, locale, zone }
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

fn quoted((subject, text): (String, String)) -> String {
    format!("«{subject}»: {}", text.trim_end())
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
        Message::Commented { task, .. } => task.as_ref().map(|task| &task.title),
        Message::Written { .. } | Message::Incident { .. } => None,
    }
}
