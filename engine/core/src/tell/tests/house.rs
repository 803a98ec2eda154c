//! A small process and a small company to tell about.

use std::collections::BTreeMap;
use std::sync::Arc;

use voronka_definition::model::{
    Approve, Approver, Assignee, Awaited, ChoiceOption, Field, FieldType, Fields, Moment, Order, Outcome, OutcomeKind, Process,
    Quorum, Rescheduling, ResultRule, Role, Route, Stage, Step, StepKind, Subject, TaskKind, Version, Wait, Who, Work,
};
use voronka_definition::organisation::{Direction, Organisation, Person};
use voronka_definition::{Locale, Text};

use crate::world::World;

fn result(id: &str, ru: &str, en: &str) -> ResultRule {
    ResultRule {
        id: id.into(),
        title: Text::both(ru, en),
        ask: Vec::new(),
        may_ask: Vec::new(),
        set: Vec::new(),
        plan: Vec::new(),
        comment_required: false,
        route: Route::Next,
    }
}

fn owner() -> Role {
    Role { id: "manager".into(), who: Who::Owner }
}

fn work(ru: &str, en: &str, results: Vec<ResultRule>) -> Work {
    Work {
        title: Text::both(ru, en),
        kind: TaskKind::Other,
        assignee: Assignee::Role(owner()),
        due: Moment::Now,
        remind: None,
        escalate: None,
        reschedule: Rescheduling::USUAL,
        guide: None,
        results,
    }
}

fn step(id: &str, kind: StepKind) -> Step {
    Step { id: id.into(), when: None, by_name: false, line: 1, kind }
}

fn interest() -> Stage {
    let call = vec![result("interested", "Есть интерес", "Interested"), result("no_answer", "Не дозвонились", "No answer")];
    let wait = Wait {
        title: Text::both("Презентация проведена", "The presentation is held"),
        awaited: Awaited::Signal("held".into()),
        timeout: None,
        results: vec![result("held", "Проведена", "Held"), result("too_late", "Не состоялась", "Did not take place")],
        pauses: false,
    };
    let steps = vec![
        step("call", StepKind::Task(work("Звонок", "Call", call))),
        step("head_decides", StepKind::Task(work("Решить, что делать", "Decide what to do", Vec::new()))),
        step("presentation", StepKind::Wait(wait)),
    ];
    Stage::new("interest", Text::both("Подтверждение интереса", "Interest confirmation"), steps)
}

fn contract() -> Stage {
    let approve = Approve {
        title: Text::both("Согласовать договор", "Approve the contract"),
        document: Some("contract".into()),
        approvers: vec![Approver { role: owner(), when: None }],
        order: Order::Parallel,
        needs: Quorum::All,
        due: Moment::Now,
        remind: None,
        escalate: None,
        reschedule: Rescheduling::USUAL,
        guide: None,
        if_empty: None,
        results: vec![result("approved", "Согласовано", "Approved"), result("rework", "На доработку", "To be reworked")],
    };
    let signed = vec![result("signed", "Подписан", "Signed")];
    let steps = vec![
        step("approval", StepKind::Approve(approve)),
        step("sign", StepKind::Task(work("Подписать договор", "Sign the contract", signed))),
    ];
    Stage::new("contract", Text::both("Контрактация", "Contract"), steps)
}

fn fields() -> Fields {
    let field = |id: &str, ru: &str, en: &str, kind| Field {
        id: id.into(),
        title: Text::both(ru, en),
        hint: None,
        kind,
        computed: false,
    };
    let option = |id: &str, ru: &str, en: &str| ChoiceOption { id: id.to_owned(), title: Text::both(ru, en) };
    let item = vec![
        field("contact", "Контакт", "Contact", FieldType::Contact),
        field("influence", "Степень влияния", "Influence", FieldType::Integer { from: Some(1), to: Some(5) }),
    ];
    Fields::with_builtin(vec![
        field("need", "Потребность", "Need", FieldType::Text),
        field("budget", "Бюджет", "Budget", FieldType::Money),
        field("contract", "Договор", "Contract", FieldType::Document),
        field("meeting_at", "Встреча", "Meeting", FieldType::Datetime),
        field("decide_by", "Срок решения", "Decision date", FieldType::Date),
        field("urgent", "Срочно", "Urgent", FieldType::Boolean),
        field("close_reason", "Причина закрытия", "Reason", FieldType::Choice(vec![option("price", "Цена", "Price")])),
        field("participants", "Участники", "People", FieldType::List(item)),
        field("process", "Новый процесс", "New process", FieldType::Process),
    ])
}

/// Two stages with a task, a wait and an approval.
pub(super) fn process() -> Process {
    let done = vec![result("done", "Выполнена", "Done"), result("cancelled", "Отменена", "Cancelled")];
    let won = Outcome {
        id: "won".into(),
        title: Text::both("Завершена с победой", "Won"),
        kind: OutcomeKind::Won,
        ask: Vec::new(),
        follow_up: None,
    };
    Process {
        id: "sale".into(),
        version: Version("0123456789abcdef".into()),
        title: Text::both("Продажа", "Sale"),
        about: Subject::Deal,
        calendar: None,
        fields: fields(),
        roles: BTreeMap::new(),
        ladders: BTreeMap::new(),
        defaults: work("", "", done),
        activities: Vec::new(),
        stages: vec![interest(), contract()],
        outcomes: vec![won],
        ..Process::errand()
    }
}

/// Four people, one direction, two processes.
pub(super) fn world() -> World {
    let person = |id: &str, name: &str| {
        let person = Person {
            name: name.to_owned(),
            email: None,
            department: None,
            positions: Vec::new(),
            locale: None,
            calendar: None,
            time_zone: None,
            active: true,
        };
        (id.into(), person)
    };
    let people = [
        person("anna", "Анна Петрова"),
        person("dmitry", "Дмитрий Соколов"),
        person("boris", "Борис Кузнецов"),
        person("vera", "Вера Орлова"),
    ];
    let direction =
        Direction { title: Text::both("Вентиляция", "Ventilation"), head: None, calendar: None, time_zone: None };
    World {
        organisation: Organisation {
            title: "Климат".into(),
            locale: Locale::Ru,
            time_zone: chrono_tz::Europe::Moscow,
            calendar: "ru".into(),
            last_resort: "boris".into(),
            departments: BTreeMap::new(),
            directions: BTreeMap::from([("ventilation".into(), direction)]),
            people: BTreeMap::from(people),
            absences: Vec::new(),
        },
        calendars: BTreeMap::new(),
        processes: BTreeMap::from([("sale".into(), Arc::new(process()))]),
        heirs: BTreeMap::new(),
    }
}
