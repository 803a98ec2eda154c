//! A small company with one deal, to write letters about.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use voronka_core::case::{Case, Holder, Incident, Origin, Task, Trail, Trouble};
use voronka_core::event::{Cause, Event, Recorded, Way};
use voronka_core::notice::{Addressee, Message, Notice, TaskFacts};
use voronka_core::{CaseId, NoticeId, World};
use voronka_definition::calendar::{Calendar, Interval};
use voronka_definition::model::{
    Assignee, Field, FieldType, Fields, Moment, Priority, Process, Rescheduling, ResultRule, Role, Route, Stage, Step, StepKind,
    Subject, TaskKind, Version, Who, Work,
};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Organisation, Person};
use voronka_definition::value::{Currency, Data, Money, Party, Value};
use voronka_definition::{Locale, Text};
use voronka_runtime::Parcel;

/// When the letters of these tests are written.
pub fn now() -> DateTime<Utc> {
    at(4, 14, 15)
}

/// A moment of March 2026 in Moscow, three hours ahead.
pub fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).single().expect("an existing moment") - TimeDelta::hours(3)
}

fn work(title: Text, guide: Option<Text>, results: &[(&str, &str, &str)]) -> Work {
    let rule = |(id, ru, en): &(&str, &str, &str)| ResultRule {
        id: (*id).into(),
        title: Text::both(*ru, *en),
        ask: Vec::new(),
        may_ask: Vec::new(),
        set: Vec::new(),
        plan: Vec::new(),
        comment_required: false,
        route: Route::Next,
    };
    Work {
        title,
        kind: TaskKind::Call,
        assignee: Assignee::Role(Role { id: "manager".into(), who: Who::Owner }),
        due: Moment::Now,
        remind: None,
        escalate: None,
        reschedule: Rescheduling::USUAL,
        guide,
        results: results.iter().map(rule).collect(),
    }
}

fn process() -> Process {
    let guide = Text::both(
        "Узнайте бюджет и срок решения.\nСценарий: https://klimat.example/kb/first-call",
        "Find out the budget and the decision date.\nScript: https://klimat.example/kb/first-call",
    );
    let call =
        work(call(), Some(guide), &[("interested", "Есть интерес", "Interested"), ("no_answer", "Не дозвонились", "No answer")]);
    let step = Step { id: "call".into(), when: None, by_name: false, line: 1, kind: StepKind::Task(call) };
    let stage = Stage::new("interest", Text::both("Подтверждение интереса", "Interest confirmation"), vec![step]);
    let name =
        Field {
            id: "name".into(), title: Text::both("Продукт", "Product"), hint: None, kind: FieldType::Text, computed: false
        };
    let own = |id: &str, ru: &str, en: &str, kind| Field {
        id: id.into(),
        title: Text::both(ru, en),
        hint: None,
        kind,
        computed: false,
    };
    Process {
        id: "sale".into(),
        version: Version("0123456789abcdef".into()),
        title: Text::both("Корпоративные продажи", "Corporate sales"),
        about: Subject::Deal,
        calendar: None,
        fields: Fields::with_builtin(vec![
            own("need", "Потребность", "Need", FieldType::Text),
            own("products", "Продукты", "Products", FieldType::List(vec![name])),
        ]),
        roles: BTreeMap::new(),
        ladders: BTreeMap::new(),
        defaults: work("".into(), None, &[("done", "Выполнена", "Done")]),
        activities: Vec::new(),
        stages: vec![stage],
        outcomes: Vec::new(),
        decisions: Vec::new(),
        scores: Vec::new(),
        signals: Vec::new(),
        handlers: Vec::new(),
        schedules: Vec::new(),
        archive: None,
        relied_on: Default::default(),
        lines: Default::default(),
        unsure: Default::default(),
    }
}

fn world(locale: Locale, process: &Arc<Process>) -> World {
    let person = |id: &str, ru: &str, en: &str| {
        let person = Person {
            name: locale.pick(ru, en).to_owned(),
            email: Some(format!("{id}@klimat.example")),
            department: None,
            positions: Vec::new(),
            locale: None,
            calendar: None,
            time_zone: None,
            active: true,
        };
        (PersonId::from(id), person)
    };
    let people = [
        person("anna", "Анна Петрова", "Anna Petrova"),
        person("dmitry", "Дмитрий Соколов", "Dmitry Sokolov"),
        person("boris", "Борис Кузнецов", "Boris Kuznetsov"),
        person("vera", "Вера Орлова", "Vera Orlova"),
    ];
    World {
        organisation: Organisation {
            title: "Климат".into(),
            locale,
            time_zone: chrono_tz::Europe::Moscow,
            calendar: "ru".into(),
            last_resort: "boris".into(),
            departments: BTreeMap::new(),
            directions: BTreeMap::new(),
            people: people.into(),
            absences: Vec::new(),
        },
        calendars: BTreeMap::from([("ru".into(), eight_hours())]),
        processes: BTreeMap::from([(process.id.clone(), Arc::clone(process))]),
        heirs: BTreeMap::new(),
    }
}

/// From Monday to Friday, 9 to 18 with an hour for lunch.
fn eight_hours() -> Calendar {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
    let day = [(9, 13), (14, 18)].map(|(from, to)| Interval { from: hour(from), to: hour(to) });
    let week = std::array::from_fn(|weekday| if weekday < 5 { day.to_vec() } else { Vec::new() });
    Calendar::new("ru", "Рабочая неделя".into(), week)
}

fn call() -> Text {
    Text::both("Звонок", "Call")
}

/// What a message says of an open task that is as it was when the message was written.
fn told(message: &Message) -> Option<&TaskFacts> {
    match message {
        Message::Assigned { task }
        | Message::Reassigned { task, .. }
        | Message::Reminder { task }
        | Message::DueSoon { task, .. }
        | Message::Concern { task, .. }
        | Message::Meeting { task, .. } => Some(task),
        _ => None,
    }
}

fn be_as_told(case: &mut Case, facts: &TaskFacts) {
    let Some(task) = case.tasks.get_mut(&facts.number) else { return };
    (task.kind, task.priority, task.due_at) = (facts.kind, facts.priority, facts.due_at);
    task.holder = match &facts.assignee {
        Some(assignee) => Holder::Assigned(assignee.clone()),
        None => Holder::Offered(vec!["anna".into(), "dmitry".into()]),
    };
}

/// A small company speaking one language, and the history of its deal.
pub struct House {
    locale: Locale,
    pub title: String,
    pub comment: String,
    pub contact: Party,
    pub products: Vec<&'static str>,
    /// Who has the second call.
    pub holder: Holder,
    /// Events after those of every house.
    pub then: Vec<(DateTime<Utc>, Option<&'static str>, Event)>,
}

impl House {
    pub fn new(locale: Locale) -> Self {
        let contact = [("name", locale.pick("Олег Титов", "Oleg Titov")), ("email", "titov@vektor.example")];
        Self {
            locale,
            title: locale.pick("Вентиляция для склада", "Ventilation of a warehouse").to_owned(),
            comment: locale.pick("Секретарь просит перезвонить завтра.", "The secretary asks to call tomorrow.").to_owned(),
            contact: Party::Described(contact.map(|(key, fact)| (key.to_owned(), fact.to_owned())).into()),
            products: vec![locale.pick("Вытяжка", "Hood"), locale.pick("Воздуховод", "Duct")],
            holder: Holder::Assigned("anna".into()),
            then: Vec::new(),
        }
    }

    fn data(&self) -> Data {
        let company =
            [("name", self.locale.pick("ООО «Вектор»", "Vektor Ltd"))].map(|(key, fact)| (key.to_owned(), fact.to_owned()));
        let product = |name: &&str| [("name".into(), Value::Text((*name).to_owned()))].into();
        [
            ("title".into(), Value::Text(self.title.clone())),
            ("company".into(), Value::Organisation(Party::Described(company.into()))),
            ("contact".into(), Value::Contact(self.contact.clone())),
            ("amount".into(), Value::Money(Money { minor: 50_000_000, currency: Currency::RUB })),
            ("products".into(), Value::List(self.products.iter().map(product).collect())),
        ]
        .into()
    }

    fn task(number: u32, holder: Holder, due_at: DateTime<Utc>) -> Event {
        let origin = Origin::Step { stage: "interest".into(), step: "call".into(), token: 1 };
        Event::TaskCreated {
            task: Box::new(Task {
                number,
                origin,
                title: call(),
                kind: TaskKind::Call,
                priority: Priority::Normal,
                holder,
                due_at,
                first_due_at: due_at,
                created_at: due_at,
                created_by: None,
                note: None,
                postponed: 0,
                date_by_hand: false,
                dated: None,
                promise: None,
                alarm: None,
                alarms_given: 0,
                climbed: 0,
                trail: Trail::default(),
                instead_of: None,
            }),
        }
    }

    fn history(&self) -> Vec<Recorded> {
        let started = Event::CaseStarted {
            case: CaseId(uuid::Uuid::from_u128(7)),
            process: "sale".into(),
            version: Version("0123456789abcdef".into()),
            launcher: "boris".into(),
            owner: "anna".into(),
            data: self.data(),
            continues: None,
            parent: None,
        };
        let entered = Event::StageEntered { stage: "interest".into(), visit: 1, way: Way::Start, comment: None };
        let first = Self::task(1, Holder::Assigned("anna".into()), at(3, 18, 0));
        let done = Event::TaskCompleted { task: 1, result: "no_answer".into(), comment: Some(self.comment.clone()) };
        let again = Event::LoopTaken { token: 1, step: "call".into(), result: "no_answer".into(), count: 1, at_most: 3 };
        let second = Self::task(2, self.holder.clone(), at(4, 12, 0));
        let begun = [
            (at(2, 10, 0), Some("boris"), started),
            (at(2, 10, 0), Some("boris"), entered),
            (at(2, 10, 0), Some("boris"), first),
        ];
        let called = [done, again, second].map(|event| (at(3, 11, 30), Some("anna"), event));
        let all = begun.into_iter().chain(called).chain(self.then.iter().cloned());
        let recorded = |(place, (at, by, event)): (usize, (DateTime<Utc>, Option<&str>, Event))| Recorded {
            seq: place as u64 + 1,
            at,
            by: by.map(Into::into),
            acts_for: None,
            event,
        };
        all.enumerate().map(recorded).collect()
    }

    /// A parcel with this message.
    pub fn parcel(&self, to: Addressee, message: Message) -> Parcel {
        let process = Arc::new(process());
        let history = self.history();
        let mut case = Case::replay(&history).expect("the history begins with a start");
        if let Some(facts) = told(&message) {
            be_as_told(&mut case, facts);
        }
        let notice = NoticeId { case: case.id, number: 5 };
        Parcel {
            notice,
            identity: notice.to_string(),
            at: now(),
            now: now(),
            notice_body: Notice { number: 5, to, message, not_before: None, even_off_hours: false },
            world: Arc::new(world(self.locale, &process)),
            case: Arc::new(case),
            process,
            history,
            act_link: None,
        }
    }

    /// A parcel to a person.
    pub fn to(&self, person: &str, message: Message) -> Parcel {
        self.parcel(Addressee::Person(person.into()), message)
    }

    /// What a notice says about the second call.
    pub fn facts(&self) -> TaskFacts {
        TaskFacts {
            untimed: false,
            number: 2,
            title: call(),
            kind: TaskKind::Call,
            priority: Priority::Normal,
            assignee: self.holder.assignee().cloned(),
            instead_of: None,
            due_at: at(4, 12, 0),
        }
    }

    /// The second call is given to somebody else.
    pub fn give_to(&mut self, person: &str) {
        let comment = self.locale.pick("Анна в отпуске до понедельника.", "Anna is on leave until Monday.");
        let to = Holder::Assigned(person.into());
        let from = std::mem::replace(&mut self.holder, to.clone());
        let cause = Cause::Person(comment.to_owned());
        let event = Event::TaskReassigned { task: 2, from, to, cause, instead_of: None };
        self.then.push((now(), Some("boris"), event));
    }

    /// Something must be repaired.
    pub fn break_down(&mut self, trouble: Trouble) {
        self.then.push((now(), None, Event::IncidentOpened { incident: Incident { number: 1, trouble, at: now() } }));
    }
}
