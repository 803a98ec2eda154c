//! A sale with trouble of every kind, event by event.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use voronka_definition::Text;
use voronka_definition::model::{Priority, TaskKind, Version};
use voronka_definition::name::PersonId;
use voronka_definition::value::{Currency, Data, Document, Money, Party, Value};

use crate::case::{ApprovalState, Destination, Escalation, Holder, Incident, Origin, Task, Trail, Trouble, Verdict, Visas};
use crate::event::{Cause, Event, Reason, Recorded, Way};
use crate::id::CaseId;
use crate::notice::{Addressee, Message, Notice};

pub(super) fn moment(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    // Moscow is three hours ahead.
    let local = Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).single().expect("an existing moment");
    local - TimeDelta::hours(3)
}

pub(super) fn assigned(person: &str) -> Holder {
    Holder::Assigned(person.into())
}

pub(super) fn at_step(stage: &str, step: &str) -> Origin {
    Origin::Step { stage: stage.into(), step: step.into(), token: 1 }
}

pub(super) fn task(number: u32, title: (&str, &str), origin: Origin, holder: Holder, due_at: DateTime<Utc>) -> Event {
    Event::TaskCreated {
        task: Box::new(Task {
            number,
            origin,
            title: Text::both(title.0, title.1),
            kind: TaskKind::Other,
            priority: Priority::Normal,
            holder,
            instead_of: None,
            due_at,
            first_due_at: due_at,
            created_at: due_at,
            created_by: None,
            note: None,
            postponed: 0,
            date_by_hand: false,
            dated: None,
            promise: None,
            alarms_given: 0,
            climbed: 0,
            trail: Trail::default(),
            alarm: None,
        }),
    }
}

pub(super) fn roubles(amount: i64) -> Value {
    Value::Money(Money { minor: amount * 100, currency: Currency::RUB })
}

pub(super) fn party(name: &str) -> Party {
    Party::Described([("name".to_owned(), name.to_owned())].into())
}

fn data<const N: usize>(values: [(&str, Value); N]) -> Data {
    values.into_iter().map(|(id, value)| (id.into(), value)).collect()
}

struct Book {
    events: Vec<Recorded>,
}

impl Book {
    fn add(&mut self, at: DateTime<Utc>, by: Option<&str>, events: impl IntoIterator<Item = Event>) {
        self.add_for(at, by, None, events);
    }

    fn add_for(&mut self, at: DateTime<Utc>, by: Option<&str>, acts_for: Option<&str>, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let (by, acts_for) = (by.map(PersonId::from), acts_for.map(PersonId::from));
            self.events.push(Recorded { seq: self.events.len() as u64 + 1, at, by, acts_for, event });
        }
    }
}

const CALL: (&str, &str) = ("Звонок", "Call");
const SIGN: (&str, &str) = ("Подписать договор", "Sign the contract");
const VISA: (&str, &str) = ("Согласовать договор", "Approve the contract");

/// The whole sale.
pub(super) fn long() -> Vec<Recorded> {
    let mut book = Book { events: Vec::new() };
    begin(&mut book);
    be_late(&mut book);
    hand_over(&mut book);
    wait(&mut book);
    approve(&mut book);
    sign(&mut book);
    book.events
}

fn entered(stage: &str, visit: u32, way: Way, comment: Option<&str>) -> Event {
    Event::StageEntered { stage: stage.into(), visit, way, comment: comment.map(str::to_owned) }
}

fn completed(task: u32, result: &str, comment: Option<&str>) -> Event {
    Event::TaskCompleted { task, result: result.into(), comment: comment.map(str::to_owned) }
}

fn begin(book: &mut Book) {
    let deal = data([
        ("title", Value::Text("Вентиляция для склада".to_owned())),
        ("company", Value::Organisation(party("ООО «Вектор»"))),
        ("amount", roubles(500_000)),
    ]);
    let started = Event::CaseStarted {
        case: CaseId(uuid::Uuid::nil()),
        process: "sale".into(),
        version: Version("0123456789abcdef".into()),
        launcher: "boris".into(),
        owner: "anna".into(),
        data: deal,
        continues: None,
        parent: None,
    };
    let reached = Event::StepReached { token: 1, step: "call".into() };
    let call = task(1, CALL, at_step("interest", "call"), assigned("anna"), moment(3, 3, 18, 0));
    book.add(moment(3, 2, 10, 0), Some("boris"), [started, entered("interest", 1, Way::Start, None), reached, call]);
    let again = Event::LoopTaken { token: 1, step: "call".into(), result: "no_answer".into(), count: 1, at_most: 3 };
    let call = task(2, CALL, at_step("interest", "call"), assigned("anna"), moment(3, 4, 12, 0));
    book.add(moment(3, 3, 11, 30), Some("anna"), [completed(1, "no_answer", Some("Трубку не берут.")), again, call]);
}

fn be_late(book: &mut Book) {
    book.add(moment(3, 4, 10, 0), None, [Event::Reminded { task: 2, next: None }]);
    let escalation = |number, rung, to: &str, offered, at, late_by_minutes| Event::Escalated {
        escalation: Escalation {
            number,
            task: 2,
            rung,
            to: to.into(),
            offered,
            at,
            early: false,
            late_by_minutes,
            named: None,
            inherited: false,
        },
    };
    let at = moment(3, 4, 12, 0);
    book.add(at, None, [Event::RungTaken { task: 2, rung: 1, next: None }, escalation(1, 1, "boris", false, at, 0)]);
    let at = moment(3, 4, 14, 15);
    book.add(at, None, [escalation(2, 2, "dmitry", true, at, 75)]);
    let until = moment(3, 5, 12, 0);
    let noted = Event::EscalationAcknowledged {
        escalation: 1,
        comment: Some("У Анны переговоры, звонок завтра.".to_owned()),
        until: Some(until),
    };
    let cause = Cause::Escalation(1);
    let later =
        Event::TaskRescheduled { task: 2, from: moment(3, 4, 12, 0), to: until, cause, alarm: None, dated: None, promise: None };
    book.add(moment(3, 4, 14, 30), Some("boris"), [noted, later]);
}

fn hand_over(book: &mut Book) {
    let comment = |text: &str| Cause::Person(text.to_owned());
    let (from, to) = (moment(3, 5, 12, 0), moment(3, 6, 12, 0));
    let later = Event::TaskRescheduled {
        task: 2,
        from,
        to,
        cause: comment("Клиент просит в пятницу"),
        alarm: None,
        dated: None,
        promise: None,
    };
    let said = Event::TaskCommented { task: 2, text: "Секретарь обещала соединить.".to_owned() };
    book.add(moment(3, 5, 9, 0), Some("anna"), [said, later]);
    let given = Event::TaskReassigned {
        task: 2,
        from: assigned("anna"),
        to: assigned("dmitry"),
        cause: comment("Анна в отпуске"),
        instead_of: None,
    };
    let owner = Event::OwnerChanged { from: "anna".into(), to: "dmitry".into(), cause: Cause::Result("colleague".into()) };
    book.add(moment(3, 5, 17, 0), Some("boris"), [given, owner]);
    let learnt =
        data([("need", Value::Text("Свежий воздух на складе площадью 2 000 м²".to_owned())), ("budget", roubles(650_000))]);
    let set = Event::FieldsSet { values: learnt, cleared: Vec::new(), cause: Cause::Result("interested".into()) };
    let done = completed(2, "interested", Some("Ждут предложения."));
    book.add_for(moment(3, 6, 11, 0), Some("boris"), Some("dmitry"), [done, set]);
    let errand = Task {
        note: Some("Нужна к пятнице.".to_owned()),
        ..match task(
            3,
            ("Собрать справку", "Make a summary"),
            Origin::Hand("boris".into()),
            assigned("dmitry"),
            moment(3, 13, 18, 0),
        ) {
            Event::TaskCreated { task } => *task,
            _ => unreachable!("it is a new task"),
        }
    };
    book.add(moment(3, 6, 11, 5), Some("boris"), [Event::TaskCreated { task: Box::new(errand) }]);
}

fn wait(book: &mut Book) {
    let until = Some(moment(3, 20, 18, 0));
    let began = Event::WaitBegan { token: 2, step: "presentation".into(), until, dated: None, cause: None };
    book.add(moment(3, 6, 11, 6), Some("boris"), [began]);
    let ended = Event::WaitTimedOut { token: 2, step: "presentation".into(), result: "too_late".into() };
    book.add(moment(3, 20, 18, 0), None, [ended]);
    let bound = Event::BoundReached {
        token: 1,
        step: "call".into(),
        result: "no_answer".into(),
        at_most: 3,
        otherwise: "head_decides".into(),
    };
    let signal = Event::SignalReceived { name: "payment_received".into(), data: Data::new() };
    let missing = Event::RequirementsMissing {
        token: 2,
        task: 9,
        fields: vec!["need".into(), "company".into()],
        to: Destination::Stage("contract".into()),
    };
    let to = || Destination::Finish("lost".into());
    let unanswered = Event::RequirementsMissing { token: 2, task: 9, fields: vec!["close_reason".into()], to: to() };
    let in_the_way = Event::RequirementsMissing { token: 2, task: 9, fields: Vec::new(), to: to() };
    book.add(moment(3, 20, 18, 0), None, [bound, signal, missing, unanswered, in_the_way]);
    let reason = Text::both("процесс «install» не развернут", "no process `install` is deployed");
    let trouble = Trouble::NotStarted { token: 2, step: "presentation".into(), process: "install".into(), reason };
    let incident = Incident { number: 2, trouble, at: moment(3, 20, 18, 0) };
    book.add(moment(3, 20, 18, 0), None, [Event::IncidentOpened { incident }]);
    let skip = entered("contract", 1, Way::Skip, Some("Клиент готов подписать сразу."));
    let dropped = Event::TaskCancelled { task: 2, reason: Reason::StageLeft("interest".into()) };
    let left = Event::StageLeft { stage: "interest".into() };
    book.add(moment(3, 23, 10, 0), Some("boris"), [dropped, left, skip]);
}

fn approve(book: &mut Book) {
    let visas = Visas { document: Some("ab".to_owned()), approvers: vec![0], verdicts: Vec::new() };
    let begun = Event::ApprovalBegan { token: 3, stage: "contract".into(), step: "approval".into(), visas };
    let origin = Origin::Visa { stage: "contract".into(), step: "approval".into(), token: 3, approver: 0 };
    let offered = Holder::Offered(vec!["anna".into(), "vera".into()]);
    let visa = task(4, VISA, origin, offered.clone(), moment(3, 24, 18, 0));
    book.add(moment(3, 23, 12, 0), Some("dmitry"), [begun, visa]);
    let taken = Event::TaskReassigned { task: 4, from: offered, to: assigned("vera"), cause: Cause::Claim, instead_of: None };
    book.add(moment(3, 23, 12, 10), Some("vera"), [taken]);
    let ended = |state| Event::ApprovalEnded { stage: "contract".into(), step: "approval".into(), item: None, state };
    let verdict = Verdict { approver: 0, by: "vera".into(), result: "rework".into(), document: Some("ab".to_owned()) };
    let rework = [
        completed(4, "rework", Some("Нет приложения № 2.")),
        Event::VerdictGiven { token: 3, verdict },
        ended(ApprovalState::Rework),
    ];
    book.add(moment(3, 23, 15, 0), Some("vera"), rework);
    let document = Document { name: "договор-2.docx".to_owned(), hash: "cd".to_owned(), size: 1, text: false };
    let values = data([("contract", Value::Document(document))]);
    let corrected = Event::FieldsSet { values, cleared: vec!["budget".into()], cause: Cause::Person(String::new()) };
    book.add(moment(3, 24, 9, 30), Some("dmitry"), [corrected, ended(ApprovalState::Stale)]);
}

fn sign(book: &mut Book) {
    let notice = Notice {
        number: 8,
        to: Addressee::Client { name: "Олег Титов".to_owned(), email: "titov@vektor.example".to_owned() },
        message: Message::Written { subject: "Договор".into(), text: "Здравствуйте".into() },
        not_before: None,
        even_off_hours: false,
    };
    let sign = task(5, SIGN, at_step("contract", "sign"), assigned("dmitry"), moment(3, 27, 18, 0));
    book.add(moment(3, 25, 10, 0), Some("dmitry"), [Event::NoticeGiven { notice }, sign]);
    let trouble =
        Trouble::Undeliverable { notice: 8, to: "titov@vektor.example".to_owned(), reason: "550 no such user".to_owned() };
    let incident = Incident { number: 1, trouble, at: moment(3, 25, 10, 1) };
    book.add(moment(3, 25, 10, 1), None, [Event::IncidentOpened { incident }]);
    let closed = Event::IncidentClosed { incident: 1, comment: "Адрес исправлен.".to_owned() };
    book.add(moment(3, 25, 11, 0), Some("vera"), [closed]);
    let won = Event::CaseFinished { outcome: "won".into(), comment: None };
    let next = Event::SuccessorStarted { case: CaseId(uuid::Uuid::nil()), process: "sale".into() };
    book.add(moment(3, 27, 16, 0), Some("dmitry"), [completed(5, "signed", None), won, next]);
}
