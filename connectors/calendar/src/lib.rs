//! Meetings and tasks as iCalendar: an invitation for one meeting, a feed of everything that has a date.
//!
//! Moments are written in UTC: no calendar program needs to know a zone to show them right, and a change of its rules moves
//! nothing. A meeting has one identity for as long as it exists; each change has a higher number than the one before.
//!
//! Absent on purpose: what a task is, who may see it, sending. Whoever asks has the words ready.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// What made the file, as every calendar file has to say.
const PRODUCT: &str = "-//voronka//voronka//RU";
/// How long a meeting takes: the process says when it begins, not when it ends.
pub const MEETING: TimeDelta = TimeDelta::hours(1);
/// How long the entry of a task is that has to be done by its date: it ends then.
pub const TASK: TimeDelta = TimeDelta::minutes(30);

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its identity, the same for as long as it exists.
    pub uid: String,
    /// The number of the change that made it so.
    pub sequence: u32,
    /// When that change was made.
    pub changed_at: DateTime<Utc>,
    /// What it is called.
    pub title: String,
    /// What else there is to say.
    pub text: String,
    /// The page about it.
    pub url: String,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub to: DateTime<Utc>,
    /// Whether its time is taken; a task that only has to be done by then takes none.
    pub is_busy: bool,
}

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
}

/// What an invitation asks a calendar program to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// To enter the meeting, or to change it.
    Request,
    /// To take it out.
    Cancel,
}

impl Method {
    /// Its name in the file and in the letter's headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The invitation of one person to a meeting, or its withdrawal.
pub fn invitation(method: Method, entry: &Entry, organiser: &Mailbox, guest: &Mailbox) -> String {
    let mut event = event(entry);
    event.status(if method == Method::Cancel { EventStatus::Cancelled } else { EventStatus::Confirmed });
    event.append_property(person("ORGANIZER", organiser));
    let mut attendee = person("ATTENDEE", guest);
    // It is his own task: there is nothing to answer.
    for (key, value) in [("PARTSTAT", "ACCEPTED"), ("ROLE", "REQ-PARTICIPANT"), ("RSVP", "FALSE"), ("CUTYPE", "INDIVIDUAL")] {
        attendee.add_parameter(key, value);
    }
    event.append_property(attendee);
    file(method.name(), None, [event])
}

/// A calendar to subscribe to.
pub fn feed(name: &str, entries: &[Entry]) -> String {
    file("PUBLISH", Some(name), entries.iter().map(event))
}

fn file(method: &str, name: Option<&str>, events: impl IntoIterator<Item = Event>) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method)] {
        calendar.append_property((key, value));
    }
    if let Some(name) = name {
        calendar.name(&one_line(name));
        calendar.append_property(("REFRESH-INTERVAL;VALUE=DURATION", "PT15M"));
        calendar.append_property(("X-PUBLISHED-TTL", "PT15M"));
    }
    for event in events {
        calendar.push(event);
    }
    calendar.to_string()
}

fn event(entry: &Entry) -> Event {
    let mut event = Event::new();
    event
        .uid(&entry.uid)
        .sequence(entry.sequence)
        .timestamp(entry.changed_at)
        .summary(&one_line(&entry.title))
        .description(&without_control(&entry.text))
        .url(&entry.url)
        .starts(entry.from)
        .ends(entry.to)
        .add_property("TRANSP", if entry.is_busy { "OPAQUE" } else { "TRANSPARENT" });
    event
}

fn person(key: &str, mailbox: &Mailbox) -> Property {
    let mut property = Property::new(key, format!("mailto:{}", one_line(&mailbox.address)));
    // A parameter can hold no quotation mark at all.
    let name = one_line(&mailbox.name).replace('"', "'");
    if !name.is_empty() {
        property.add_parameter("CN", &name);
    }
    property
}

fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn without_control(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let at = |text: &str| text.parse().expect("a moment");
        Entry {
            uid: "7-2@sales.example".to_owned(),
            sequence: 5,
            changed_at: at("2027-03-26T09:00:00Z"),
            title: "Встреча; «Вентиляция, склад»\r\nX-EVIL: 1".to_owned(),
            text: "Сделка: Вектор\nСумма: 500 000 ₽\0".to_owned(),
            url: "https://sales.example/tasks/7-2".to_owned(),
            from: at("2027-03-28T08:00:00Z"),
            to: at("2027-03-28T09:00:00Z"),
            is_busy: true,
        }
    }

    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_says_who_when_and_which_change() {
        let organiser = Mailbox { name: "Voronka".to_owned(), address: "voronka@sales.example".to_owned() };
        let guest =
            Mailbox { name: "Анна \"А\" Петрова; Мария".to_owned(), address: "anna@klimat.example".to_owned() };
        let file = invitation(Method::Request, &entry(), &organiser, &guest);
        let lines = unfolded(&file);
        for line in [
            "METHOD:REQUEST",
            "UID:7-2@sales.example",
            "SEQUENCE:5",
            "DTSTAMP:20270326T090000Z",
            "DTSTART:20270328T080000Z",
            "DTEND:20270328T090000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Встреча\\; «Вентиляция\\, склад» X-EVIL: 1",
            "DESCRIPTION:Сделка: Вектор\\nСумма: 500 000 ₽",
            "ORGANIZER;CN=Voronka:mailto:voronka@sales.example",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
        assert!(lines.iter().any(|line| line.starts_with("ATTENDEE;") && line.contains("CN=\"Анна 'А' Петрова; Мария\"")));
        assert!(file.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{file}");
    }

    #[test]
    fn a_cancellation_has_the_same_identity() {
        let nobody = Mailbox { name: String::new(), address: "anna@klimat.example".to_owned() };
        let lines = unfolded(&invitation(Method::Cancel, &entry(), &nobody, &nobody));
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "UID:7-2@sales.example", "ORGANIZER:mailto:anna@klimat.example"] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
    }

    #[test]
    fn a_feed_has_a_name_and_everything_in_it() {
        let busy = Entry { is_busy: false, uid: "8-1@sales.example".to_owned(), ..entry() };
        let lines = unfolded(&feed("Анна Петрова", &[entry(), busy]));
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2);
        for line in ["METHOD:PUBLISH", "X-WR-CALNAME:Анна Петрова", "TRANSP:TRANSPARENT", "TRANSP:OPAQUE"] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
        assert!(unfolded(&feed("", &[])).contains(&"END:VCALENDAR".to_owned()), "an empty calendar is one too");
    }
}
