//! Why: stories told in both languages against golden files that a person has read, and laws over random runs.

use std::path::Path;

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::json;
use voronka_core::why::{About, Question};
use voronka_core::words::Speaker;
use voronka_core::{Actor, Command};
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use crate::flow::correct;
use crate::house::trial_in;
use crate::laws::{Dice, command};
use crate::play::{Play, at, person, start};
use crate::sale::with_client;

impl Play {
    fn question(&self, locale: Locale) -> Question<'_> {
        let speaker = Speaker { world: &self.world, locale, zone: self.world.organisation.time_zone };
        Question { process: &self.process, case: &self.case, history: &self.history, speaker, now: self.now }
    }

    /// The explanations of the tasks with these numbers, and of the case, as a terminal shows them.
    pub fn told(&self, tasks: &[u32], locale: Locale) -> String {
        let question = self.question(locale);
        let of_tasks = tasks.iter().map(|number| question.of_task(*number).unwrap().lines(locale));
        let all = of_tasks.chain([question.of_case().lines(locale)]);
        let text = |lines: Vec<voronka_core::why::Line>| {
            let lines = lines.iter().map(|line| format!("{}{}\n", "  ".repeat(line.depth), line.text));
            lines.collect::<String>()
        };
        all.map(text).collect::<Vec<_>>().join("\n")
    }

    /// Compares what is told with the golden file of the language.
    fn must_tell(&self, name: &str, tasks: &[u32]) {
        for locale in Locale::ALL {
            let told = self.told(tasks, locale);
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/core/why/{name}.{locale}.txt"));
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&file, &told).unwrap();
            }
            let golden = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(told, golden, "{} differs; UPDATE_GOLDEN=1 writes it anew", file.display());
        }
    }

    fn number(&self, task: &str) -> u32 {
        self.task(task).number
    }
}

fn absent(person: &str, (from, to): (&str, &str), deputy: Option<&str>, tasks: Covered) -> Absence {
    let day = |text: &str| text.parse().unwrap();
    Absence { person: person.into(), from: day(from), to: day(to), deputy: deputy.map(Into::into), tasks }
}

const LADDER: &str = "
roles: {manager: deal.owner, head: head_of(deal.owner), lawyer: position(lawyer)}
defaults: {assignee: manager, due: 1 business day, escalate: up}
escalations:
  up:
    - {when: overdue, notify: head_of(late)}
    - {when: overdue by 1 business day, offer: head_of(head_of(late))}
";

/// A lead of Saturday evening is due on Monday at noon; nobody called, and the heads heard of it.
#[test]
fn a_lead_of_saturday_evening() {
    let process = format!(
        "{LADDER}
fields: {{}}
stages:
  first:
    title: Первый контакт
    limit: 5 business days
    steps:
      - task: answer
        title: Ответить
        due: 1 minute
      - task: call
        title: Позвонить
        due: 2 business hours
        remind: 30 minutes before
        results: {{done: {{finish: won}}}}
"
    );
    let mut play = trial_in(&process, "anna", |house| {
        house.absences = vec![
            absent("boris", ("2026-02-25", "2026-03-13"), Some("svetlana"), Covered::All),
            absent("svetlana", ("2026-03-02", "2026-03-03"), None, Covered::All),
        ];
    });
    play.advance(at("2026-03-07 19:00"));
    play.complete("anna", "answer", "done", json!({}));
    let call = play.number("call");
    play.must_tell("saturday_open", &[call]);
    play.advance(at("2026-03-13 12:00"));
    play.must_tell("saturday_late", &[call]);
}

/// Who was told, and goes away on the very day: what the rule finds now is not whom it found then, and that is said.
#[test]
fn whoever_was_told_and_went_away_afterwards_is_explained() {
    let process =
        format!("{LADDER}stages: {{only: {{title: Стадия, steps: [{{task: work, results: {{done: {{finish: won}}}}}}]}}}}");
    let mut play = trial_in(&process, "anna", |_| ());
    play.advance(at("2026-03-03 12:00"));
    play.change_house(|house| house.absences = vec![absent("boris", ("2026-03-03", "2026-03-13"), None, Covered::All)]);
    let told = play.told(&[1], Locale::Ru);
    assert!(told.contains("ступень 1, адресат — Борис"), "{told}");
    assert!(told.contains("тогда правило нашло: Борис") && told.contains("кого оно находит теперь"), "{told}");
    assert!(!told.contains("правило никого не нашло"), "{told}");
}

/// A date that follows a field, is counted anew when it changes, and is at last set by hand.
#[test]
fn a_date_that_moved() {
    let process = format!(
        "{LADDER}
fields: {{meeting_at: {{type: datetime, title: {{ru: Встреча, en: Meeting}}}}}}
stages:
  first:
    title: Встреча
    steps:
      - task: prepare
        title: Подготовиться
        due: 1 business day before meeting_at else end of business day
        results: {{done: {{finish: won}}}}
"
    );
    let mut play = trial_in(&process, "anna", |_| ());
    let prepare = play.number("prepare");
    play.must_tell("moved_empty", &[prepare]);
    correct(&mut play, "anna", json!({"meeting_at": "2026-03-10T12:00:00+03:00"}));
    play.must_tell("moved_field", &[prepare]);
    let mut handed = play.clone();
    let give = Command::ReassignTask { task: prepare, to: "dmitry".into(), comment: "Вам".into() };
    handed.act(person("boris"), &give).unwrap();
    handed.must_tell("moved_field_in_other_hands", &[prepare]);
    play.now = at("2026-03-03 12:00");
    let command =
        Command::RescheduleTask { task: prepare, due_at: at("2026-03-05 12:00"), reason: "Клиент просил".to_owned() };
    play.act(person("anna"), &command).unwrap();
    play.must_tell("moved_by_hand", &[prepare]);
}

/// Deputies: his task is in other hands while he is away, and comes back.
#[test]
fn a_deputy_has_it() {
    let process = format!(
        "{LADDER}
stages:
  first:
    title: Договор
    steps:
      - task: check
        title: Проверить
        assignee: head
        results: {{done: {{finish: won}}}}
"
    );
    let mut play = trial_in(&process, "anna", |house| {
        house.absences = vec![
            absent("boris", ("2026-02-25", "2026-03-05"), Some("ivan"), Covered::All),
            absent("ivan", ("2026-03-01", "2026-03-03"), Some("elena"), Covered::All),
        ];
    });
    let check = play.number("check");
    play.must_tell("deputy_of_deputy", &[check]);
    play.now = at("2026-03-06 09:00");
    play.act(Actor::Engine, &Command::Review).unwrap();
    play.must_tell("deputy_is_back", &[check]);
}

/// Nobody covers: the rule climbs past who is away, to the last resort.
#[test]
fn nobody_covers() {
    let process = format!(
        "{LADDER}
stages:
  first:
    title: Договор
    steps:
      - task: check
        title: Проверить
        assignee: head
        results: {{done: {{finish: won}}}}
"
    );
    let play = trial_in(&process, "anna", |house| {
        house.absences = vec![absent("boris", ("2026-02-25", "2026-03-05"), None, Covered::All)];
        house.departments.get_mut("sales").unwrap().head = None;
    });
    play.must_tell("nobody_covers", &[play.number("check")]);
}

/// Visas, waits, limits: what a case waits for, and until when.
#[test]
fn what_a_case_waits_for() {
    let process = format!(
        "{LADDER}
fields: {{contract: {{type: document, title: Договор}}}}
stages:
  first:
    title: Договор
    limit: 15 business days
    next_step_within: 2 business days
    steps:
      - parallel: both
        until: all
        branches:
          visa:
            steps:
              - approve: agree
                title: Согласовать
                document: contract
                approvers: [lawyer, head]
                results: {{approved: {{}}, rework: {{}}, rejected: {{}}}}
          money:
            steps:
              - wait: paid
                title: Оплата
                signal: paid
                timeout: {{after: 10 business days, result: too_late}}
                results: {{paid: {{}}, too_late: {{finish: lost}}}}
      - task: ending
        results: {{win: {{finish: won}}, lose: {{finish: lost}}}}
"
    );
    let play = trial_in(&process, "boris", |_| ());
    let visas: Vec<u32> = play.case.tasks.keys().copied().collect();
    play.must_tell("waits", &visas);
}

/// The client has the ball: the limit of the stage stands still, and comes later by as much.
#[test]
fn a_clock_that_stood_still() {
    let process = format!(
        "{LADDER}
stages:
  offer:
    title: Предложение
    limit: 2 business days
    steps:
      - task: send
        title: Отправить
      - wait: answer
        title: Ответ клиента
        signal: paid
        clock: pause
        timeout: {{after: 10 business days, result: silent}}
        results: {{paid: {{}}, silent: {{finish: lost}}}}
      - task: ending
        results: {{win: {{finish: won}}, lose: {{finish: lost}}}}
"
    );
    let mut play = trial_in(&process, "anna", |_| ());
    play.now = at("2026-03-02 15:00");
    play.complete("anna", "send", "done", json!({}));
    play.must_tell("clock_stands", &[]);
    play.now = at("2026-03-05 11:00");
    play.act(Actor::Engine, &Command::Signal { name: "paid".into(), data: crate::play::input(json!({})) }).unwrap();
    play.must_tell("clock_goes_on", &[]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// In a world that did not change, following a rule once more gives what it gave: the steps of no answer say otherwise. The
    /// last step that ends at a moment ends at the date.
    #[test]
    fn what_is_told_is_what_was_done(numbers in prop::collection::vec(any::<u16>(), 100..300)) {
        let mut play = start("corporate_sales", "anna", with_client(), None).unwrap();
        let mut dice = Dice(numbers.iter());
        while !dice.0.as_slice().is_empty() {
            let Some((by, command)) = command(&play, &mut dice) else { continue };
            play.now += TimeDelta::minutes(dice.throw(300) as i64);
            if let (Command::FireTimer { .. }, Some(timer)) = (&command, play.next_timer()) {
                play.now = play.now.max(timer.due_at);
            }
            let _refused = play.act(by, &command);
        }
        let question = play.question(Locale::En);
        for number in 1..=play.case.counters.tasks {
            let why = question.of_task(number).unwrap();
            for step in why.answers.iter().flat_map(|answer| &answer.steps) {
                prop_assert!(!step.text.contains("the calendar has changed since"), "{number}: {step:?}");
            }
            for escalation in why.answers.iter().filter(|answer| answer.about == About::Escalation) {
                let found = escalation.steps.iter().any(|step| step.person.as_ref() == escalation.people.first());
                let by_rule = found || escalation.people == play.world.administrators();
                prop_assert!(escalation.rule.is_some() && by_rule, "{:?}", escalation);
            }
            let due = why.answers.iter().find(|answer| answer.about == About::Due).unwrap();
            prop_assert_eq!(due.at.is_some(), true);
            prop_assert!(!due.steps.is_empty() || due.rule.is_some(), "{:?}", due);
            let assignee = why.answers.iter().find(|answer| answer.about == About::Assignee).unwrap();
            prop_assert!(!assignee.steps.is_empty(), "{:?}", assignee);
            let of_rule = assignee.rule.is_some() && play.case.tasks.contains_key(&number);
            if of_rule && !assignee.people.is_empty() {
                let found = |person: &PersonId| assignee.steps.iter().any(|step| step.person.as_ref() == Some(person));
                prop_assert!(assignee.people.iter().all(found) || assignee.steps.len() == 1, "{:?}", assignee);
            }
        }
        prop_assert!(!question.of_case().waits.is_empty() || !play.case.is_open());
    }
}

#[test]
fn a_rung_that_gave_the_task_away_is_why_its_assignee_has_it() {
    let process = "
escalations: {up: [{when: overdue, reassign: head_of(late)}]}
stages:
  only:
    title: Стадия
    steps: [{task: work, escalate: up, results: {done: {finish: won}}}]";
    let mut case = trial_in(process, "anna", |_| ());
    case.advance(at("2026-03-03 10:00"));
    let told = case.told(&[1], Locale::Ru);
    assert!(told.contains("Исполнитель — Борис Соколов\n  + задачу передала 1-я ступень эскалации, "), "{told}");
}

#[test]
fn a_rung_is_told_once_for_all_it_told_and_everything_in_its_order() {
    let process = "
escalations:
  up: [{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, notify: head_of(head_of(late))}]
stages:
  only:
    title: Стадия
    steps: [{task: work, candidates: [person(anna), person(dmitry), person(yulia)], due: 1 business hour, escalate: up, results: {done: {finish: won}}}]";
    let mut case = trial_in(process, "anna", |_| ());
    case.advance(at("2026-03-02 12:00"));
    let command = Command::ReassignTask { task: 1, to: "anna".into(), comment: "Возьмите".into() };
    case.act(person("boris"), &command).unwrap();
    case.advance(at("2026-03-04 10:00"));
    let told = case.told(&[1], Locale::Ru);
    let place = |text: &str| {
        assert_eq!(told.matches(text).count(), 1, "{text} in:\n{told}");
        told.find(text).unwrap()
    };
    let first = place("ступень 1, адресаты — Борис Соколов, Светлана Ершова");
    let given = place("передана — Анна Петрова");
    let second = place("ступень 2, адресат — Ольга");
    assert!(first < given && given < second, "{told}");
    assert_eq!(told[first..given].matches("Корпоративный отдел").count(), 1, "one head of both: {told}");
}

/// One of three is away: his deputy may take it too, and the story says for whom.
#[test]
fn who_may_take_it_for_one_who_is_away() {
    let process = "stages: {only: {title: Стадия, steps: [{task: work, candidates: [person(anna), person(yulia)], \
        results: {done: {finish: won}}}]}}";
    let case = trial_in(process, "anna", |house| house.absences = vec![crate::house::away("yulia", Some("dmitry"))]);
    case.must_tell("candidates", &[case.number("work")]);
}
