//! Single events and values, as tables.

use chrono::NaiveDate;
use voronka_definition::Locale::{self, En, Ru};
use voronka_definition::model::FieldType;
use voronka_definition::value::{Party, Value};

use super::history::{assigned, at_step, moment, party, roubles, task};
use super::house;
use crate::case::{Holder, Incident, Trouble};
use crate::event::{Cause, Event, Reason, Recorded, Way};
use crate::tell::tell;
use crate::words::Speaker;

/// The last line of a history: the event after a call that Anna has.
fn last_line(event: Event, by: Option<&str>, locale: Locale) -> Option<String> {
    let stage = Event::StageEntered { stage: "interest".into(), visit: 1, way: Way::Start, comment: None };
    let call = task(1, ("Звонок", "Call"), at_step("interest", "call"), assigned("anna"), moment(3, 3, 18, 0));
    let recorded = |(place, (by, event)): (usize, (Option<&str>, Event))| Recorded {
        seq: place as u64 + 1,
        at: moment(3, 2, 10, 0),
        by: by.map(Into::into),
        acts_for: None,
        event,
    };
    let history: Vec<_> = [(None, stage), (None, call), (by, event)].into_iter().enumerate().map(recorded).collect();
    let told = tell(&house::process(), &house::world(), &history, locale);
    told.into_iter().find(|line| line.seq == 3).map(|line| line.text)
}

#[test]
fn events_in_words() {
    let rescheduled = |cause| Event::TaskRescheduled {
        task: 1,
        from: moment(3, 3, 18, 0),
        to: moment(3, 4, 12, 0),
        cause,
        alarm: None,
        dated: None,
        promise: None,
    };
    let reassigned = |to, cause| Event::TaskReassigned { task: 1, from: assigned("anna"), to, cause, instead_of: None };
    let incident = |trouble| Event::IncidentOpened { incident: Incident { number: 1, trouble, at: moment(3, 2, 10, 0) } };
    let cases = [
        (
            rescheduled(Cause::FieldsChanged(vec!["meeting_at".into()])),
            Some("Новый срок задачи «Звонок» — ср, 4 марта, 12:00 (прежде — вт, 3 марта, 18:00): изменилось поле «Встреча»"),
            Some("“Call” is now due Wed 4 March, 12:00 (before: Tue 3 March, 18:00): “Meeting” has changed"),
        ),
        (
            rescheduled(Cause::FieldsChanged(vec!["meeting_at".into(), "budget".into()])),
            Some(
                "Новый срок задачи «Звонок» — ср, 4 марта, 12:00 (прежде — вт, 3 марта, 18:00): изменились поля «Встреча», «Бюджет»",
            ),
            Some("“Call” is now due Wed 4 March, 12:00 (before: Tue 3 March, 18:00): “Meeting”, “Budget” have changed"),
        ),
        (
            rescheduled(Cause::Calendar),
            Some("Изменился календарь, новый срок задачи «Звонок» — ср, 4 марта, 12:00 (прежде — вт, 3 марта, 18:00)"),
            Some("The calendar has changed, and “Call” is now due Wed 4 March, 12:00 (before: Tue 3 March, 18:00)"),
        ),
        (
            rescheduled(Cause::PlannedAgain),
            Some("Запланировано заново: «Звонок», срок: ср, 4 марта, 12:00"),
            Some("Planned anew: “Call”, due Wed 4 March, 12:00"),
        ),
        (rescheduled(Cause::Escalation(1)), None, None),
        (
            reassigned(assigned("dmitry"), Cause::OwnerChanged),
            Some("Вместе со сделкой перешла задача «Звонок» — Дмитрий Соколов (прежде — Анна Петрова)"),
            Some("The task “Call” went with the deal — Дмитрий Соколов (before: Анна Петрова)"),
        ),
        (
            reassigned(Holder::Offered(Vec::new()), Cause::Step("call".into())),
            Some("Задача «Звонок» передана — исполнителя пока нет (прежде — Анна Петрова)"),
            Some("The task “Call” is handed over — nobody has it yet (before: Анна Петрова)"),
        ),
        (
            Event::TaskCancelled { task: 1, reason: Reason::Decided("approved".into()) },
            Some("Задача снята: «Звонок» — решение уже принято"),
            Some("Task dropped: “Call” — the verdict is already known"),
        ),
        (
            Event::StageEntered { stage: "interest".into(), visit: 2, way: Way::Onward, comment: None },
            Some("Снова стадия «Подтверждение интереса»"),
            Some("The stage “Interest confirmation” again"),
        ),
        (
            incident(Trouble::Nobody { task: 1 }),
            Some("По задаче «Звонок» правила никого не нашли. Разберется администратор"),
            Some("The rules found nobody for the task “Call”. An administrator will see to it"),
        ),
        (Event::TaskCompleted { task: 7, result: "done".into(), comment: None }, Some("№ 7 — выполнена"), Some("No. 7 — done")),
    ];
    for (event, ru, en) in cases {
        assert_eq!(last_line(event.clone(), None, Ru).as_deref(), ru, "{event:?}");
        assert_eq!(last_line(event.clone(), None, En).as_deref(), en, "{event:?}");
    }
}

#[test]
fn what_only_the_machinery_needs_is_left_out() {
    let silent = [
        Event::StepReached { token: 1, step: "call".into() },
        Event::StepSkipped { token: 1, step: "call".into() },
        Event::StageLeft { stage: "interest".into() },
        Event::RungTaken { task: 1, rung: 1, next: None },
        Event::SignalConsumed { name: "paid".into() },
        Event::ActivityConsumed { activity: "demo".into() },
    ];
    for event in silent {
        assert_eq!(last_line(event.clone(), Some("anna"), Ru), None, "{event:?}");
    }
}

#[test]
fn values_are_shown_as_people_say_them() {
    let (process, world) = (house::process(), house::world());
    let show = |name: &str, value: &Value, locale| {
        let speaker = Speaker { world: &world, locale, zone: chrono_tz::Europe::Moscow };
        let kind = process.field(&name.into()).map_or(FieldType::Text, |field| field.kind.clone());
        speaker.value(value, &kind)
    };
    let reachable = Party::Described(
        [("name", "Олег Титов"), ("phone", "+7 900 000-00-00"), ("email", "titov@vektor.example")]
            .map(|(key, fact)| (key.to_owned(), fact.to_owned()))
            .into(),
    );
    let person = |name: &str, influence| {
        [("contact".into(), Value::Contact(party(name))), ("influence".into(), Value::Integer(influence))].into()
    };
    let list = Value::List(vec![person("Олег Титов", 5), person("Инна Белова", 2)]);
    let day = NaiveDate::from_ymd_opt(2026, 3, 31).expect("a day");
    let cases = [
        ("budget", roubles(1_250_000), "1\u{a0}250\u{a0}000\u{a0}₽", "1,250,000\u{a0}₽"),
        ("urgent", Value::Boolean(true), "да", "yes"),
        ("decide_by", Value::Date(day), "31 марта 2026", "31 March 2026"),
        ("meeting_at", Value::Datetime(moment(3, 31, 15, 0)), "вт, 31 марта, 15:00", "Tue 31 March, 15:00"),
        ("close_reason", Value::Choice("price".to_owned()), "Цена", "Price"),
        ("close_reason", Value::Choice("gone".to_owned()), "gone", "gone"),
        ("owner", Value::Person("anna".into()), "Анна Петрова", "Анна Петрова"),
        ("owner", Value::Person("stranger".into()), "stranger", "stranger"),
        ("direction", Value::Direction("ventilation".into()), "Вентиляция", "Ventilation"),
        ("process", Value::Process("sale".into()), "Продажа", "Sale"),
        (
            "contact",
            Value::Contact(reachable),
            "Олег Титов, +7 900 000-00-00, titov@vektor.example",
            "Олег Титов, +7 900 000-00-00, titov@vektor.example",
        ),
        (
            "participants",
            list,
            "Олег Титов, степень влияния: 5; Инна Белова, степень влияния: 2",
            "Олег Титов, influence: 5; Инна Белова, influence: 2",
        ),
    ];
    for (name, value, ru, en) in cases {
        assert_eq!(show(name, &value, Ru), ru, "{name}");
        assert_eq!(show(name, &value, En), en, "{name}");
    }
}
