//! Who hears of a change in his calendar, and that he hears it once.

use serde_json::json;
use voronka_core::notice::{MeetingChange, Message};
use voronka_core::{Command, HandTask, Recorded, Setting, make_errand};
use voronka_definition::Process;
use voronka_definition::model::TaskKind;
use voronka_definition::organisation::Covered;

use crate::absences::absence;
use crate::flow::correct;
use crate::house::trial;
use crate::play::{Play, at, input, notices, person, start, world};

/// What the notices of these events bring into whose calendar.
fn told(events: &[Recorded]) -> Vec<String> {
    let of = |(to, message): (String, &Message)| match message {
        Message::Meeting { change: MeetingChange::Planned, .. } => Some(format!("{to} planned")),
        Message::Meeting { change: MeetingChange::Moved, .. } => Some(format!("{to} moved")),
        Message::Meeting { change: MeetingChange::Cancelled, .. } => Some(format!("{to} cancelled")),
        Message::Meeting { change: MeetingChange::GivenAway, .. } => Some(format!("{to} given away")),
        Message::Assigned { task } if task.kind == TaskKind::Meeting => Some(format!("{to} assigned")),
        Message::Reassigned { task, .. } if task.kind == TaskKind::Meeting => Some(format!("{to} reassigned")),
        _ => None,
    };
    notices(events).into_iter().filter_map(of).collect()
}

fn meeting(by: &str, assignee: &str, due_at: &str) -> (Play, u32, Vec<Recorded>) {
    let mut play = start("corporate_sales", "anna", json!({"title": "Склад"}), None).unwrap();
    let task = HandTask {
        title: "Встреча".to_owned(),
        kind: TaskKind::Meeting,
        assignee: assignee.into(),
        due_at: at(due_at),
        comment: None,
    };
    let events = play.act(person(by), &Command::MakeTask(task)).unwrap();
    let number = play.case.counters.tasks;
    (play, number, events)
}

fn hand_over(task: u32, to: &str) -> Command {
    Command::ReassignTask { task, to: to.into(), comment: "в отпуске".to_owned() }
}

fn move_to(task: u32, due_at: &str) -> Command {
    Command::RescheduleTask { task, due_at: at(due_at), reason: "клиент просит".to_owned() }
}

#[test]
fn whoever_makes_a_meeting_for_himself_has_it_in_his_calendar() {
    let (_, _, own) = meeting("anna", "anna", "2026-03-05 12:00");
    assert_eq!(told(&own), ["anna planned"]);
    let (_, _, of_another) = meeting("boris", "anna", "2026-03-05 12:00");
    assert_eq!(told(&of_another), ["anna assigned"], "one letter brings both");
}

#[test]
fn a_meeting_without_a_deal_is_a_meeting_too() {
    let now = at("2026-03-02 10:00");
    let setting = Setting { world: &world(), now, by: person("anna"), fresh: "1".repeat(32).parse().unwrap() };
    let due_at = at("2026-03-05 12:00");
    let (title, kind) = ("Встреча".to_owned(), TaskKind::Meeting);
    let task = HandTask { title, kind, assignee: "anna".into(), due_at, comment: None };
    let decision = make_errand(&Process::errand(), setting.fresh, &task, &setting).unwrap();
    assert_eq!(told(&decision.events), ["anna planned"]);
}

#[test]
fn a_meeting_moves_with_its_date_and_its_holder() {
    let (mut play, number, _) = meeting("boris", "anna", "2026-03-05 12:00");
    let moved = play.act(person("anna"), &move_to(number, "2026-03-06 12:00")).unwrap();
    assert_eq!(told(&moved), ["anna moved"]);
    let given = play.act(person("anna"), &hand_over(number, "dmitry")).unwrap();
    assert_eq!(told(&given), ["dmitry reassigned", "anna given away"]);
    let given = play.act(person("boris"), &hand_over(number, "anna")).unwrap();
    assert_eq!(told(&given), ["anna reassigned", "dmitry reassigned"]);
}

#[test]
fn a_meeting_that_will_not_be_held_leaves_the_calendar_and_one_that_was_held_stays() {
    let close = |now: &str| {
        let (mut play, task, _) = meeting("boris", "anna", "2026-03-05 12:00");
        play.advance(at(now));
        let data = input(json!({}));
        told(&play.act(person("anna"), &Command::CompleteTask { task, result: "done".into(), data, comment: None }).unwrap())
    };
    assert_eq!(close("2026-03-05 11:59"), ["anna cancelled"]);
    assert_eq!(close("2026-03-05 12:00"), Vec::<String>::new());
    assert_eq!(close("2026-03-05 13:10"), Vec::<String>::new());
}

#[test]
fn what_is_past_or_no_meeting_concerns_no_calendar() {
    let mut play = start("corporate_sales", "anna", json!({"title": "Склад"}), None).unwrap();
    let task = |kind, due_at| HandTask { title: "Дело".to_owned(), kind, assignee: "anna".into(), due_at, comment: None };
    let call = task(TaskKind::Call, at("2026-03-05 12:00"));
    assert_eq!(told(&play.act(person("anna"), &Command::MakeTask(call)).unwrap()), Vec::<String>::new());
}

#[test]
fn who_is_given_a_meeting_at_night_hears_when_he_is_at_work_where_that_is_in_time() {
    for (until, wanted) in [("2026-03-06 10:59", vec![]), ("2026-03-06 11:00", vec!["dmitry".to_owned()])] {
        let (mut play, ..) = meeting("anna", "anna", until);
        play.now = at("2026-03-06 00:30");
        let given = play.away(&[absence("anna", Some("dmitry"), (6, 13), Covered::All)]);
        assert_eq!(told(&given), ["dmitry reassigned", "anna given away"]);
        let put_off: Vec<String> =
            put_off(&given).iter().map(|to| to.replace("Person(PersonId(\"", "").replace("\"))", "")).collect();
        assert_eq!(put_off, wanted, "{until}");
    }
}

#[test]
fn what_changes_a_calendar_waits_for_nobody() {
    // On Friday; the deal's own changes of people come at night, and he is away for a week.
    let (mut play, number, _) = meeting("anna", "anna", "2026-03-06 08:30");
    play.now = at("2026-03-06 00:30");
    let absent = |person: &str, deputy: Option<&str>| absence(person, deputy, (6, 13), Covered::All);
    let given = play.away(&[absent("anna", Some("dmitry")), absent("yulia", None)]);
    assert_eq!(told(&given), ["dmitry reassigned", "anna given away"]);
    assert_eq!(put_off(&given), Vec::<String>::new(), "the calendars of both are right at once");
    play.act(person("boris"), &hand_over(number, "yulia")).unwrap();
    let back = play.away(&[absent("anna", Some("dmitry")), absent("yulia", Some("rustam"))]);
    assert_eq!(told(&back), ["rustam reassigned", "yulia given away"]);
    assert_eq!(put_off(&back), Vec::<String>::new());
    let ends = |case: &mut Play| case.act(voronka_core::Actor::Engine, &Command::Review).unwrap();
    play.change_house(|house| crate::house::dismiss(house, "rustam"));
    assert_eq!(put_off(&ends(&mut play)), Vec::<String>::new(), "nor does it wait when somebody has left");
}

/// Whom the notices of these events reach later than they are given, but for what is no meeting.
fn put_off(events: &[Recorded]) -> Vec<String> {
    let is_meeting = |message: &Message| match message {
        Message::Assigned { task } | Message::Reassigned { task, .. } | Message::Meeting { task, .. } => {
            task.kind == TaskKind::Meeting
        }
        _ => false,
    };
    let given = events.iter().filter_map(|recorded| match &recorded.event {
        voronka_core::Event::NoticeGiven { notice } if is_meeting(&notice.message) => {
            notice.not_before.map(|_| format!("{:?}", notice.to))
        }
        _ => None,
    });
    given.collect()
}

/// A meeting of Anna's whose time a field says.
fn dated_by_field(due: &str) -> Play {
    let results = "{done: {finish: won}}";
    trial(
        &format!(
            "fields: {{met_at: {{type: datetime, title: Когда}}, other_at: {{type: datetime, title: Или}}}}\nstages: {{only: {{title: Стадия, \
             steps: [{{task: meet, kind: meeting, due: {due}, results: {results}}}]}}}}"
        ),
        "anna",
    )
}

/// What setting this field tells of meetings.
fn sets(case: &mut Play, field: &str, value: serde_json::Value) -> Vec<String> {
    let before = case.history.len();
    correct(case, "anna", json!({field: value}));
    told(&case.history[before..])
}

#[test]
fn a_meeting_whose_time_is_emptied_leaves_the_calendar_until_there_is_one_again() {
    for due in [
        "met_at else now",
        "met_at else 2 business days",
        "met_at else other_at else now",
        "1 business hour before met_at else now",
    ] {
        let mut case = dated_by_field(due);
        assert_eq!(told(&case.history), Vec::<String>::new(), "{due}: nobody has said when");
        let mut says = |value: &str| sets(&mut case, "met_at", json!(value));
        assert_eq!(says("2026-03-05T09:00:00Z"), ["anna planned"], "{due}");
        assert_eq!(says("2026-03-06T09:00:00Z"), ["anna moved"], "{due}");
        assert_eq!(sets(&mut case, "met_at", json!(null)), ["anna cancelled"], "{due}");
        assert_eq!(sets(&mut case, "met_at", json!("2026-03-02T06:00:00Z")), Vec::<String>::new(), "{due}: it has passed");
        assert_eq!(sets(&mut case, "met_at", json!("2026-03-06T09:00:00Z")), ["anna planned"], "{due}: as before");
        assert_eq!(sets(&mut case, "met_at", json!("2026-03-02T06:00:00Z")), ["anna cancelled"], "{due}: it has passed");
    }
    let mut case = dated_by_field("met_at else other_at else now");
    assert_eq!(sets(&mut case, "other_at", json!("2026-03-05T09:00:00Z")), ["anna planned"], "the other field says it");
}

#[test]
fn a_meeting_without_a_time_is_in_no_calendar_whoever_gets_it() {
    let mut case = dated_by_field("met_at else 2 business days");
    let given = case.act(person("boris"), &hand_over(1, "dmitry")).unwrap();
    assert!(!notices(&given).iter().any(|(to, message)| message.changes_calendar(&to.as_str().into(), case.now)));
    let dated = case.act(person("boris"), &move_to(1, "2026-03-05 12:00")).unwrap();
    assert_eq!(told(&dated), ["dmitry planned"], "a person says when");
}

#[test]
fn a_withdrawal_waits_for_nothing_though_the_task_is_still_his() {
    let mut case = dated_by_field("met_at else now");
    correct(&mut case, "anna", json!({"met_at": "2026-03-05T09:00:00Z"}));
    let standing = case.history.len();
    correct(&mut case, "anna", json!({"met_at": null}));
    let withdrawn = case.history.len();
    let stale = |case: &Play, events: std::ops::Range<usize>| -> Vec<bool> {
        let meeting = |recorded: &Recorded| match &recorded.event {
            voronka_core::Event::NoticeGiven { notice } if matches!(notice.message, Message::Meeting { .. }) => {
                Some(notice.is_stale(&case.case, case.now))
            }
            _ => None,
        };
        case.history[events].iter().filter_map(meeting).collect()
    };
    assert_eq!(stale(&case, 0..standing), [true], "the invitation, if it has not left");
    assert_eq!(stale(&case, standing..withdrawn), [false]);
    correct(&mut case, "anna", json!({"met_at": "2026-03-05T09:00:00Z"}));
    assert_eq!(stale(&case, standing..withdrawn), [true], "it is there again");
}
