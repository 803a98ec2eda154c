//! Hours: what somebody does is told at once, be it night; what the engine brings by itself in the reader's hours.

use chrono::TimeDelta;
use serde_json::json;
use voronka_core::notice::Addressee;
use voronka_core::{Actor, Command, Event, Recorded};
use voronka_definition::name::SignalName;

use crate::house::trial;
use crate::play::{Play, at, input, person};

const PROCESS: &str = "
signals: {paid: {title: Оплата}}
roles: {manager: deal.owner, other: person(dmitry)}
defaults: {assignee: manager, due: 3 business days}
on:
  paid:
    signal: paid
    title: Оплата
    steps:
      - {notify: note, to: other, subject: Оплата, text: Оплата}
      - {task: ship, title: Отгрузка, assignee: other}
stages:
  only:
    title: Стадия
    steps:
      - {task: call, title: Звонок, results: {done: {title: Готово, finish: won}}}
";

/// Who hears of what at which hour of Moscow; what the process says cannot wait is marked.
fn told(events: &[Recorded]) -> Vec<String> {
    let notices = events.iter().filter_map(|recorded| match &recorded.event {
        Event::NoticeGiven { notice } => Some((recorded, notice)),
        _ => None,
    });
    let line = notices.map(|(recorded, notice)| {
        let Addressee::Person(reader) = &notice.to else { return "client".to_owned() };
        let at = notice.not_before.unwrap_or(recorded.at) + TimeDelta::hours(3);
        let urgent = if notice.even_off_hours { " urgent" } else { "" };
        format!("{reader} {} {}{urgent}", notice.message.name(), at.format("%H:%M"))
    });
    line.collect()
}

fn at_night() -> Play {
    let mut case = trial(PROCESS, "anna");
    case.advance(at("2026-03-03 03:00"));
    case
}

#[test]
fn a_signal_at_night_is_nobodys_act_whoever_passes_it_on() {
    for by in [Actor::Engine, person("vera")] {
        let mut case = at_night();
        let signal = Command::Signal { name: SignalName::from("paid"), data: input(json!({})) };
        let events = case.act(by.clone(), &signal).unwrap();
        assert_eq!(told(&events), ["dmitry message 09:00", "dmitry assigned 09:00"], "{by:?}");
    }
}

#[test]
fn what_somebody_does_at_night_is_told_at_once() {
    let mut case = at_night();
    let handed = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "в отпуске".to_owned() };
    assert_eq!(told(&case.act(person("boris"), &handed).unwrap()), ["dmitry reassigned 03:00", "anna reassigned 03:00"]);
}

#[test]
fn what_a_process_says_cannot_wait_is_marked_as_such() {
    for (ladder, wanted) in [
        ("{when: overdue, notify: person(boris), even_off_hours: true}", vec!["boris overdue 20:00 urgent"]),
        ("{when: overdue, notify: person(boris)}", vec!["boris overdue 09:00"]),
        (
            "{when: overdue, reassign: person(dmitry), even_off_hours: true}",
            vec!["dmitry reassigned 20:00 urgent", "anna reassigned 20:00 urgent"],
        ),
    ] {
        let process = format!(
            "escalations: {{quick: [{ladder}]}}\ndefaults: {{assignee: deal.owner, due: 10 hours, escalate: quick}}\n\
             stages: {{only: {{title: Стадия, steps: [{{task: call, title: Звонок, results: {{done: {{finish: won}}}}}}]}}}}"
        );
        let mut case = trial(&process, "anna");
        assert_eq!(told(&case.advance(at("2026-03-02 20:00"))), wanted, "{ladder}");
    }
}
