//! Steps that reach outside: a connector that answers, fails, and is repaired.

use voronka_scenario::coverage::{Mark, taken};
use voronka_scenario::run::run;

use crate::house::House;

/// An invoice is made outside; what fails for good is done by hand.
const PROCESS: &str = "\
process: invoice
title: {ru: Счет, en: Invoice}
fields: {number: {type: text, title: {ru: Номер, en: Number}}}
roles: {manager: deal.owner}
defaults: {assignee: manager, due: 1 business day}
stages:
  work:
    title: {ru: Работа, en: Work}
    steps:
      - task: prepare
        title: {ru: Подготовить, en: Prepare}
      - call: make
        title: {ru: Выставить, en: Make}
        connection: billing
        send: {deal: title}
        take: {number: result.number}
        retry: {at_most: 1, after: 1 minute}
        results: {done: {title: {ru: Готово, en: Done}, then: check}, failed: {title: {ru: Сбой, en: Failed}}}
      - task: by_hand_made
        title: {ru: Выставить вручную, en: Make it by hand}
      - task: check
        title: {ru: Проверить, en: Check}
        results: {done: {title: {ru: Готово, en: Done}, finish: won}}
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
";

#[test]
fn a_connector_answers_or_fails_as_the_script_says() {
    let house = House::of(PROCESS);
    let table: [(&str, &str); 3] = [
        (
            "- complete: {task: prepare, result: done}
- expect: {wait: make}
- answer: {call: make, with: {result: {number: A-7}}}
- expect: {task: check, data: {number: A-7}}",
            "done",
        ),
        (
            "- complete: {task: prepare, result: done}
- fail: {call: make}
- fail: {call: make}
- expect: {task: by_hand_made, data: {number: null}}",
            "failed",
        ),
        (
            "- complete: {task: prepare, result: done}
- fail: {call: make, refused: true, reason: No such client}
- expect: {task: by_hand_made}",
            "failed",
        ),
    ];
    for (script, result) in table {
        let suite = house.script(script);
        let ran = run(&suite.scenarios[0], &house.process, &house.world);
        assert_eq!(ran.failures, [], "{script}");
        let mark = Mark::Result("work".into(), "make".into(), result.into());
        assert!(taken(&house.process, &ran.history).contains(&mark), "{script}");
    }
}

#[test]
fn a_failure_without_a_way_out_is_an_incident_that_is_repaired() {
    let bare = PROCESS.replace(
        "        results: {done: {title: {ru: Готово, en: Done}, then: check}, failed: {title: {ru: Сбой, en: Failed}}}\n",
        "",
    );
    let house = House::of(&bare);
    let failures = house.failures(
        "- complete: {task: prepare, result: done}
- fail: {call: make, refused: true}
- expect: {incident: call_failed, no_task: by_hand_made}
- refuse: {repair: {incident: call_failed, how: skip}, field: number}
- repair: {incident: call_failed, how: try_again}
- fail: {call: make, refused: true}
- repair: {incident: call_failed, how: skip, with: {number: B-1}}
- expect: {task: by_hand_made, data: {number: B-1}}",
    );
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn what_nobody_called_cannot_answer() {
    let failures = House::of(PROCESS).failures("- answer: {call: make}");
    assert_eq!(failures, ["7: an answer to make | no call make was made"]);
}

/// What fails of these lines once the client has been written to.
fn written(subject: &str, text: &str, lines: &str) -> Vec<String> {
    let notify = format!(
        "      - notify: tell\n        to: client\n        subject: {subject}\n        text: {text}\n      - task: check\n"
    );
    let house = House::of(&PROCESS.replace("      - task: check\n", &notify).replace("then: check", "then: tell"));
    house.failures(&format!(
        "- correct: {{with: {{contact: {{name: Ivan, email: ivan@example.com}}}}}}
- complete: {{task: prepare, result: done}}
- answer: {{call: make, with: {{result: {{number: A-7}}}}}}
{lines}"
    ))
}

#[test]
fn a_message_that_says_something_else_is_shown() {
    let (subject, text) = ("{ru: Счет, en: Invoice}", "{ru: Счет готов, en: The invoice is ready}");
    let failures = written(subject, text, "- expect: {message: client, contains: оплачен}");
    let expected = "10: a message to client: оплачен | «Счет»: Счет готов";
    assert_eq!(failures, [expected]);
}

#[test]
fn a_message_is_read_as_the_letter_says_it() {
    let failures = written(
        "{ru: 'Счет {{ deal.number }}', en: 'Invoice {{ deal.number }}'}",
        "{ru: 'Ваш менеджер — {{ owner.name }}', en: 'Your manager is {{ owner.name }}'}",
        "- expect: {message: client, contains: Счет A-7}
- expect: {message: client, contains: Ваш менеджер — Анна}
- expect: {letters: 1, subject: Счет A-7}
- expect: {message: client, contains: deal.number}",
    );
    let [only] = &failures[..] else { panic!("{failures:#?}") };
    assert!(only.starts_with("13: a message to client: deal.number | «Счет A-7»: Ваш менеджер — Анна"), "{only}");
}

#[test]
fn a_message_is_read_in_the_language_of_who_gets_it() {
    let failures = written(
        "{ru: Счет, en: Invoice}",
        "{ru: Счет готов, en: The invoice is ready}",
        "- expect: {message: client, contains: готов}
- expect: {message: client, contains: ready}
- expect: {letters: 1, subject: Счет}
- expect: {letters: 1, subject: Invoice}",
    );
    let expected = [
        "11: a message to client: ready | «Счет»: Счет готов",
        "13: letters «Invoice»: 1 | letters: 2: client <ivan@example.com> message 2026-03-02 10:00, anna assigned 2026-03-02 10:00",
    ];
    assert_eq!(failures, expected);
}

#[test]
fn a_step_that_awaits_another_process_is_a_wait() {
    let start = "      - start: install
        process: invoice
        wait: true
      - task: check\n";
    let house = House::of(&PROCESS.replace("      - task: check\n", start).replace("then: check", "then: install"));
    let failures = house.failures(
        "- complete: {task: prepare, result: done}
- answer: {call: make, with: {result: {number: A-7}}}
- expect: {wait: install}
- child: {step: install, outcome: won}
- expect: {wait: install}",
    );
    assert_eq!(failures, ["11: the wait install | nothing"]);
}
