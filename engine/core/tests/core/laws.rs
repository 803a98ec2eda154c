//! Laws that hold after every command of every random run.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use voronka_core::case::{Origin, Task, Token, TokenState};
use voronka_core::offer::offers;
use voronka_core::{Actor, Command, HandTask, Start};
use voronka_definition::model::{FieldType, TaskKind};
use voronka_definition::name::{FieldId, OutcomeId, PersonId};

use crate::play::{Play, input, start};
use crate::sale::{document, with_client};

pub const PEOPLE: [&str; 6] = ["anna", "dmitry", "boris", "olga", "ivan", "pavel"];
const STAGES: [&str; 9] = [
    "interest",
    "potential",
    "needs",
    "presentation",
    "contacts",
    "proposal",
    "proposal_presentation",
    "negotiation",
    "contract",
];

/// A source of choices; when it runs dry, it gives zeros.
pub struct Dice<'a>(pub std::slice::Iter<'a, u16>);

impl Dice<'_> {
    pub fn throw(&mut self, sides: usize) -> usize {
        self.0.next().map_or(0, |number| usize::from(*number)) % sides.max(1)
    }

    pub fn pick<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.throw(items.len()))
    }
}

fn value(case: &Play, dice: &mut Dice<'_>, kind: &FieldType) -> Json {
    match kind {
        FieldType::Text => json!("Текст"),
        FieldType::Number { .. } | FieldType::Integer { .. } => json!(3),
        FieldType::Money => {
            let amount = ["500000", "2000000.50"][dice.throw(2)];
            json!({"amount": amount, "currency": "RUB"})
        }
        FieldType::Boolean => json!(dice.throw(2) == 0),
        FieldType::Date => json!("2026-04-01"),
        FieldType::Datetime => json!((case.now + chrono::TimeDelta::hours(dice.throw(200) as i64)).to_rfc3339()),
        FieldType::Choice(options) => json!(dice.pick(options).unwrap().id),
        FieldType::Person => json!(PEOPLE[dice.throw(6)]),
        FieldType::Direction => json!("ventilation"),
        FieldType::Process => json!("short_sale"),
        FieldType::Organisation | FieldType::Contact => json!({"name": "Ромашка"}),
        FieldType::Document => document(&dice.throw(5).to_string()),
        FieldType::List(fields) => {
            let mut item =
                || fields.iter().map(|field| (field.id.to_string(), value(case, dice, &field.kind))).collect::<Map<_, _>>();
            let items: Vec<_> = (0..3).map(|_| item()).collect();
            items[..1 + dice.throw(3)].into()
        }
    }
}

fn data(case: &Play, dice: &mut Dice<'_>, fields: &[FieldId]) -> Json {
    let known = fields.iter().filter_map(|id| Some((id, case.process.field(id).or_else(|| case.process.fields.of_item(id))?)));
    known.map(|(id, field)| (id.to_string(), value(case, dice, &field.kind))).collect::<Map<_, _>>().into()
}

fn completion(case: &Play, dice: &mut Dice<'_>) -> Option<(Actor, Command)> {
    let tasks: Vec<_> = case.case.tasks.values().collect();
    let task = dice.pick(&tasks)?;
    let people = task.holder.everybody();
    let by = dice.pick(people).cloned().unwrap_or_else(|| PersonId::from(PEOPLE[dice.throw(6)]));
    if task.holder.assignee().is_none() {
        return Some((Actor::Person(by), Command::ClaimTask { task: task.number }));
    }
    let offers = offers(&case.process, &case.case, task);
    let offer = dice.pick(&offers)?;
    let asked: Vec<_> = offer.ask.iter().map(|ask| ask.field.clone()).collect();
    let data = input(data(case, dice, &asked));
    let comment = Some("Готово".to_owned());
    Some((Actor::Person(by), Command::CompleteTask { task: task.number, result: offer.result.clone(), data, comment }))
}

pub fn command(case: &Play, dice: &mut Dice<'_>) -> Option<(Actor, Command)> {
    let by = Actor::Person(PersonId::from(PEOPLE[dice.throw(6)]));
    let task = dice.throw(case.case.counters.tasks as usize + 2) as u32;
    let comment = || "Так надо".to_owned();
    let command = match dice.throw(28) {
        0 => Command::EnterStage {
            stage: dice.pick(&case.process.stages).unwrap().id.clone(),
            data: input(json!({})),
            comment: comment(),
        },
        1 => {
            let outcome = ["won", "lost", "transferred"][dice.throw(3)];
            let data = json!({"lost": {"close_reason": "price"}, "transferred": {"process": "short_sale"}, "won": {}});
            Command::Finish { outcome: OutcomeId::from(outcome), data: input(data[outcome].clone()), comment: comment() }
        }
        2 => Command::RescheduleTask { task, due_at: case.now + chrono::TimeDelta::hours(30), reason: comment() },
        3 => Command::ReassignTask { task, to: PersonId::from(PEOPLE[dice.throw(6)]), comment: comment() },
        4 => Command::ChangeOwner { person: PersonId::from(PEOPLE[dice.throw(6)]), comment: comment() },
        5 => Command::CorrectData { data: input(corrected(case, dice)), revision: case.case.revision },
        6 => Command::MakeTask(HandTask {
            title: "Позвонить".into(),
            kind: TaskKind::Call,
            assignee: PersonId::from(PEOPLE[dice.throw(6)]),
            due_at: case.now + chrono::TimeDelta::hours(20),
            comment: None,
        }),
        7 => Command::CommentTask { task, text: comment() },
        8 => Command::AcknowledgeEscalation { escalation: dice.throw(9) as u32, comment: None, until: None },
        9 => {
            let (notice, to, reason) = (dice.throw(9) as u32, "boris".to_owned(), "550".to_owned());
            return Some((Actor::Engine, Command::ReportDelivery { notice, to, reason, asks: dice.throw(2) == 0 }));
        }
        10..=12 => {
            let timer = case.next_timer()?;
            return Some((Actor::Engine, Command::FireTimer { key: timer.key, occurrence: timer.occurrence }));
        }
        13 => Command::ClaimTask { task },
        14 => {
            let until = Some(case.now + chrono::TimeDelta::hours(50));
            Command::AcknowledgeEscalation { escalation: dice.throw(9) as u32, comment: None, until }
        }
        15 => Command::Continue(Start {
            process: "short_sale".into(),
            deal: input(json!({})),
            stage: None,
            owner: None,
            continues: None,
        }),
        _ => return completion(case, dice),
    };
    Some((by, command))
}

/// Any three fields that a person may set.
fn corrected(case: &Play, dice: &mut Dice<'_>) -> Json {
    let fields: Vec<FieldId> = case.process.fields.iter().filter(|field| !field.computed).map(|field| field.id.clone()).collect();
    let fields: Vec<_> = (0..3).filter_map(|_| dice.pick(&fields).cloned()).filter(|id| id.as_str() != "owner").collect();
    data(case, dice, &fields)
}

/// What holds after every command.
pub fn check_invariants(case: &Play) {
    let state = &case.case;
    let flow = state.flow();
    let stands =
        |state: &TokenState| matches!(state, TokenState::Waiting { .. } | TokenState::Calling { .. } | TokenState::Child { .. });
    let waits = flow.map_or(0, |flow| flow.tokens.values().filter(|token| stands(&token.state)).count());
    let process_tasks = state.tasks.values().filter(|task| !task.origin.is_by_hand()).count();
    if state.is_open() {
        assert!(process_tasks + waits > 0, "an open case without a next step: {:#?}", case.history.last());
        let flow = flow.unwrap();
        assert!(flow.tokens.values().any(|token| token.of == flow.stage), "the flow stands nowhere");
    } else {
        assert_eq!(process_tasks, 0, "a finished case has no task of the process");
        let by_hand = |key| state.tasks.values().any(|task| voronka_core::case::TimerKey::Task(task.number) == key);
        assert!(state.timers().iter().all(|timer| by_hand(timer.key)), "nor a timer of one");
    }
    check_tasks(case);
    let here = state.stage();
    let is_left = |task: &&Task| task.origin.stage().is_some_and(|of| Some(of) != here && case.process.handler(of).is_none());
    assert_eq!(state.tasks.values().filter(is_left).count(), 0, "no task is open in a stage that was left");
    let stands_for =
        |task: &Task| task.origin.token().is_none_or(|token| flow.is_some_and(|flow| flow.tokens.contains_key(&token)));
    assert!(state.tasks.values().all(stands_for), "every task of a step has its token");
    for token in flow.into_iter().flat_map(|flow| flow.tokens.values()) {
        let is_alive = match &token.state {
            TokenState::Arrived => false,
            TokenState::Task(task) | TokenState::Requirements { task, .. } => state.tasks.contains_key(task),
            TokenState::Visas(_) => {
                state.tasks.values().any(|task| matches!(task.origin, Origin::Visa { token: of, .. } if of == token.number))
            }
            TokenState::Waiting { .. } | TokenState::Calling { .. } | TokenState::Child { .. } => true,
            TokenState::Branches { ended, all, later } => flow.is_some_and(|flow| {
                let inside = |other: &&Token| other.within.as_ref().is_some_and(|within| within.parent == token.number);
                let living = flow.tokens.values().filter(inside).count();
                living > 0 && living + ended.len() + later.len() == *all as usize
            }),
        };
        assert!(is_alive, "a token stands for nothing: {token:?}");
        let parent = token.within.as_ref().map(|within| within.parent);
        let is_waited_for = |parent: u32| {
            let parent = flow.and_then(|flow| flow.tokens.get(&parent));
            parent.is_some_and(|parent| parent.of == token.of && matches!(parent.state, TokenState::Branches { .. }))
        };
        assert!(parent.is_none_or(is_waited_for), "nobody waits for this branch: {token:?}");
    }
}

/// What holds for every open task.
fn check_tasks(case: &Play) {
    crate::dates::check_dates(case);
    let state = &case.case;
    for task in state.tasks.values() {
        let people = task.holder.everybody();
        assert!(!people.is_empty() && people.iter().all(|person| case.world.is_active(person)), "{task:?}");
        if matches!(task.origin, Origin::Visa { .. }) {
            assert!(!people.iter().any(|person| state.is_own_deal_of(person)), "nobody approves his own deal: {task:?}");
        }
        let is_escalated = state.escalations.values().any(|one| one.task == task.number) || task.alarms_given > 0;
        assert!(task.alarm.is_some() || is_escalated, "nobody would ever hear of it: {task:?}");
    }
    let noted = state.offered.keys().chain(&state.handed_over).chain(state.uncovered.keys());
    assert!(noted.clone().all(|number| state.tasks.contains_key(number)), "only open tasks are noted");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever people do: replaying the history gives the case (checked by the play), an open case has a next step, a finished
    /// one has none of the process's.
    #[test]
    fn every_run_keeps_the_invariants(numbers in prop::collection::vec(any::<u16>(), 200..600)) {
        let mut dice = Dice(numbers.iter());
        let stage = [None, Some(STAGES[dice.throw(9)])][dice.throw(2)];
        let mut case = start("corporate_sales", PEOPLE[dice.throw(6)], with_client(), stage).unwrap();
        check_invariants(&case);
        while !dice.0.as_slice().is_empty() {
            let Some((by, command)) = command(&case, &mut dice) else { continue };
            case.now += chrono::TimeDelta::minutes(dice.throw(300) as i64);
            if let (Command::FireTimer { .. }, Some(timer)) = (&command, case.next_timer()) {
                case.now = case.now.max(timer.due_at);
            }
            let events = case.act(by, &command).map_or(0, |events| events.len());
            prop_assert!(events < 200, "{command:?}");
            check_invariants(&case);
        }
    }
}
