//! Steps of handlers: what a scenario took of them, and what it notices, where a stage has a step of the same name.

use std::collections::BTreeSet;

use voronka_definition::Locale;
use voronka_scenario::coverage::Mark;

use crate::house::House;

/// The stage and the handler both wait by the name `answer`.
const PROCESS: &str = "\
process: twins
title: {ru: Близнецы, en: Twins}
fields: {big: {type: boolean, title: {ru: Большой, en: Big}}}
defaults: {due: 2 business days}
signals:
  complaint: {title: {ru: Жалоба, en: Complaint}}
  settled: {title: {ru: Улажено, en: Settled}}
  answer: {title: {ru: Ответ, en: Answer}}
stages:
  talk:
    title: {ru: Разговор, en: Talk}
    steps:
      - wait: answer
        title: {ru: Ждем ответа, en: Waiting for the answer}
        signal: answer
        timeout: {after: 5 business days, result: silent}
        results: {answered: {finish: won}, silent: {finish: lost}}
on:
  complaint:
    signal: complaint
    title: {ru: Жалоба, en: Complaint}
    steps:
      - wait: answer
        title: {ru: Ждем решения, en: Waiting for the settlement}
        signal: settled
        timeout: {after: 5 business days, result: silent}
        results: {answered: {}, silent: {finish: lost}}
      - task: extra
        title: {ru: Проверить, en: Check}
        when: big = true
      - task: reply
        title: {ru: Ответить, en: Reply}
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost}
";

/// Which of the two steps `answer` were answered.
fn answered(lines: &str) -> BTreeSet<String> {
    let house = House::of(PROCESS);
    let suite = house.script(lines);
    let tried = house.tried(&suite);
    assert_eq!(tried[0].ran.failures, []);
    let results =
        tried[0].taken.iter().filter(|mark| matches!(mark, Mark::Result(_, _, result) if result.as_str() == "answered"));
    results.map(Mark::name).collect()
}

#[test]
fn a_step_counts_where_its_token_stands() {
    let table: [(&str, &[&str]); 3] = [
        ("- signal: {name: complaint}\n- signal: {name: answer}\n- expect: {outcome: won}", &["talk.answer.answered"]),
        ("- signal: {name: complaint}\n- signal: {name: settled}\n- expect: {task: reply}", &["complaint.answer.answered"]),
        (
            "- signal: {name: complaint}\n- signal: {name: settled}\n- signal: {name: answer}",
            &["complaint.answer.answered", "talk.answer.answered"],
        ),
    ];
    for (lines, expected) in table {
        assert_eq!(answered(lines).iter().map(String::as_str).collect::<Vec<_>>(), expected, "{lines}");
    }
}

#[test]
fn a_condition_of_a_handlers_step_turned_round_is_noticed() {
    let house = House::of(PROCESS);
    let what = "complaint.extra: `when` turned round";
    let survives = |lines: &str| {
        let left = house.survivors(&house.script(lines)).survivors;
        left.iter().any(|mutant| mutant.what.get(Locale::En) == what)
    };
    let asked = "- correct: {with: {big: true}}\n- signal: {name: complaint}\n- signal: {name: settled}\n- expect: {task: extra}";
    assert!(!survives(asked));
    assert!(survives("- signal: {name: complaint}\n- signal: {name: settled}\n- expect: {wait: answer}"));
}
