//! Invitations: which letter brings what into whose calendar.

use std::sync::Arc;

use voronka_core::case::Dated;
use voronka_core::notice::{MeetingChange, Message, TaskFacts};
use voronka_definition::Locale;
use voronka_definition::model::TaskKind;
use voronka_mail::render;
use voronka_runtime::{Letter, Parcel};

use super::golden::{compare, site};
use super::house::{House, at, now};
use super::sending::send;
use super::server::Behaviour;

/// A meeting of this person, two days from now.
fn meeting(house: &House, assignee: &str) -> TaskFacts {
    TaskFacts { kind: TaskKind::Meeting, due_at: at(6, 12, 0), assignee: Some(assignee.into()), ..house.facts() }
}

fn letter(parcel: &Parcel) -> Letter {
    render(parcel, &site()).expect("the letter can be written")
}

/// What a letter asks a calendar to do.
fn asked(reader: &str, message: Message) -> Option<String> {
    let house = House::new(Locale::Ru);
    letter(&house.to(reader, message)).invitation.map(|invitation| invitation.method)
}

#[test]
fn every_letter_about_a_meeting_keeps_the_calendar() {
    let house = House::new(Locale::Ru);
    let mine = || meeting(&house, "anna");
    let changed = |change| Message::Meeting { task: mine(), change };
    let reassigned = |from: &str| Message::Reassigned { task: mine(), from: Some(from.into()), by: None, comment: None };
    let offered = TaskFacts { assignee: None, ..mine() };
    let past = TaskFacts { due_at: now(), ..mine() };
    let rows = [
        ("anna", Message::Assigned { task: mine() }, Some("REQUEST")),
        ("anna", reassigned("dmitry"), Some("REQUEST")),
        ("dmitry", reassigned("dmitry"), Some("CANCEL")),
        ("anna", changed(MeetingChange::Planned), Some("REQUEST")),
        ("anna", changed(MeetingChange::Moved), Some("REQUEST")),
        ("anna", changed(MeetingChange::Cancelled), Some("CANCEL")),
        ("anna", changed(MeetingChange::GivenAway), Some("CANCEL")),
        ("anna", Message::Assigned { task: offered }, None),
        ("anna", Message::Assigned { task: past }, None),
        ("anna", Message::Assigned { task: house.facts() }, None),
        ("anna", Message::Reminder { task: mine() }, None),
    ];
    for (reader, message, method) in rows {
        let said = format!("{reader} {message:?}");
        assert_eq!(asked(reader, message).as_deref(), method, "{said}");
    }
}

#[test]
fn letters_about_meetings_in_both_languages() {
    for locale in Locale::ALL {
        let house = House::new(locale);
        for (name, change) in [
            ("meeting_planned", MeetingChange::Planned),
            ("meeting_moved", MeetingChange::Moved),
            ("meeting_off", MeetingChange::Cancelled),
            ("meeting_given_away", MeetingChange::GivenAway),
        ] {
            let task = meeting(&house, "anna");
            compare(name, locale, &letter(&house.to("anna", Message::Meeting { task, change })));
        }
        let message = Message::Meeting { task: meeting(&house, "anna"), change: MeetingChange::Cancelled };
        let mut emptied = house.to("anna", message);
        let task = Arc::make_mut(&mut emptied.case).tasks.get_mut(&2).expect("it is open");
        let (from, of, given) = (task.created_at, "anna".into(), task.due_at);
        task.kind = TaskKind::Meeting;
        task.dated = Some(Dated { from, of, given, zone: None, off_hours: false, unsaid: true, kept: None, calendar: None });
        compare("meeting_without_time", locale, &letter(&emptied));
    }
}

#[tokio::test]
async fn an_invitation_is_a_part_of_the_letter_that_says_what_it_asks() {
    let house = House::new(Locale::Ru);
    let parcel = house.to("anna", Message::Assigned { task: meeting(&house, "anna") });
    let (_, taken) = send(&parcel, Behaviour::Accept).await;
    let text = String::from_utf8(taken[0].bytes.clone()).expect("letters are ASCII");
    assert!(text.contains("Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"), "{text}");
    let invitation = letter(&parcel).invitation.expect("an invitation").text;
    for line in
        ["DTSTART:20260306T090000Z\r\n", "SEQUENCE:5\r\n", "UID:00000000-0000-0000-0000-000000000007-2@sales.klimat.example\r\n"]
    {
        assert!(invitation.contains(line), "{line:?} in {invitation}");
    }
}

/// The letter that brings a meeting waited, and the meeting was moved: both letters say the same hour, and the later one has the
/// higher number, in whichever order they come.
#[test]
fn an_invitation_that_waited_invites_to_the_present_hour_under_its_own_number() {
    let house = House::new(Locale::Ru);
    let given = Message::Reassigned { task: meeting(&house, "anna"), from: Some("dmitry".into()), by: None, comment: None };
    for message in [Message::Assigned { task: meeting(&house, "anna") }, given] {
        let mut parcel = house.to("anna", message);
        Arc::make_mut(&mut parcel.case).tasks.get_mut(&2).expect("it is open").due_at = at(7, 15, 0);
        let invitation = letter(&parcel).invitation.expect("an invitation").text;
        assert!(invitation.contains("DTSTART:20260307T120000Z\r\n") && invitation.contains("SEQUENCE:5\r\n"), "{invitation}");
    }
    let given = Message::Reassigned { task: meeting(&house, "anna"), from: Some("dmitry".into()), by: None, comment: None };
    let mut taken = house.to("dmitry", given);
    Arc::make_mut(&mut taken.case).tasks.get_mut(&2).expect("it is open").due_at = at(7, 15, 0);
    let letter = letter(&taken);
    assert!(letter.text.contains("15:00"), "{}", letter.text);
    let withdrawn = letter.invitation.expect("a withdrawal").text;
    assert!(withdrawn.contains("DTSTART:20260306T090000Z\r\n"), "what stands in his calendar: {withdrawn}");
}
