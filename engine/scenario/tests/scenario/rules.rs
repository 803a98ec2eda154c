//! Changes of what a form and an activity ask, of decision tables and of scores: each is made at its line, and noticed by who looks.

use std::collections::BTreeSet;

use voronka_definition::Locale;
use voronka_scenario::mutate::Kind;

use crate::house::House;

const PROCESS: &str = "\
process: rules
title: {ru: Правила, en: Rules}
fields:
  height: {type: integer, title: {ru: Высота, en: Height}}
  note: {type: text, title: {ru: Заметка, en: Note}}
  seen: {type: boolean, title: {ru: Осмотрено, en: Seen}}
  size: {type: integer, title: {ru: Размер, en: Size}}
  level: {type: choice, title: {ru: Уровень, en: Level}, of: {low: {ru: Низкий, en: Low}, high: {ru: Высокий, en: High}}}
defaults: {due: 2 business days}
signals: {visit: {title: {ru: Визит, en: Visit}}}
decisions:
  how_high:
    title: {ru: Уровень, en: Level}
    hit: first
    inputs: [size]
    outputs: [level]
    rules:
      - {size: '> 10', level: '\"high\"'}
    else: {level: '\"low\"'}
scoring:
  interest:
    title: {ru: Интерес, en: Interest}
    rules:
      big: {title: {ru: Большой, en: Big}, when: size != null and size > 10, points: 20}
      visited: {title: {ru: Был, en: Visited}, on: {signal: visit}, points: 5, for: 10 days}
    bands:
      cold: {from: 0, title: {ru: Холодный, en: Cold}}
      warm: {from: 25, title: {ru: Теплый, en: Warm}}
activities:
  survey:
    title: {ru: Обследовать, en: Survey}
    results:
      ok: {title: {ru: Да, en: 'Yes'}, ask: [height, {field: note, when: height > 3}], set: {seen: true}}
      bad: {title: {ru: Нет, en: 'No'}, comment: required}
stages:
  talk:
    title: {ru: Разговор, en: Talk}
    steps:
      - plan: survey
      - form: describe
        title: {ru: Описать, en: Describe}
        ask: [size]
        results: {saved: {}}
      - decide: choose
        table: how_high
      - wait: surveyed
        title: {ru: Ждем, en: Wait}
        activity: survey
        results: {ok: {finish: won}, bad: {finish: lost}}
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost}
";

/// Every change that concerns us, and a piece of its line.
const CHANGES: &[(Kind, &str, &str)] = &[
    (Kind::Ask, "talk.describe: size is not asked", "ask: [size]"),
    (Kind::Ask, "talk.describe: size may be left empty", "ask: [size]"),
    (Kind::Ask, "survey.ok: height is not asked", "      ok:"),
    (Kind::Ask, "survey.ok: height may be left empty", "      ok:"),
    (Kind::Ask, "survey.ok: note may be left empty", "      ok:"),
    (Kind::Condition, "survey.ok: the condition of note turned round", "      ok:"),
    (Kind::Set, "survey.ok: seen is not set", "      ok:"),
    (Kind::Comment, "survey.bad: no comment is required", "      bad:"),
    (Kind::Condition, "how_high[1]: no such row", "'> 10'"),
    (Kind::Condition, "how_high[1]: any size will do", "'> 10'"),
    (Kind::Set, "how_high[1]: the row gives nothing", "'> 10'"),
    (Kind::Set, "how_high[1]: level \"high\" → \"low\"", "'> 10'"),
    (Kind::Set, "how_high else: gives nothing", "    else:"),
    (Kind::Set, "how_high else: level \"low\" → \"high\"", "    else:"),
    (Kind::Score, "interest.big: gives no points", "      big:"),
    (Kind::Score, "interest.big: 21 points instead of 20", "      big:"),
    (Kind::Score, "interest.big: the condition turned round", "      big:"),
    (Kind::Score, "interest.visited: gives no points", "      visited:"),
    (Kind::Score, "interest.visited: 6 points instead of 5", "      visited:"),
    (Kind::Score, "interest.visited: lasts 11 days instead of 10 days", "      visited:"),
    (Kind::Score, "interest.visited: the points never expire", "      visited:"),
    (Kind::Score, "interest.warm: from 26 instead of 25", "      warm:"),
];

/// Goes everywhere and looks at nothing.
const BLIND: &str = "\
- signal: {name: visit}
- complete: {task: describe, result: saved, with: {size: 11}}
- complete: {task: survey, result: ok, with: {height: 4, note: Высоко}}
- expect: {outcome: won}";

/// Looks at everything.
const WATCHFUL: &str = "\
- refuse: {complete: {task: describe, result: saved}, field: size}
- signal: {name: visit}
- complete: {task: describe, result: saved, with: {size: 11}}
- expect: {data: {level: high, interest: 25, interest_band: warm}}
- advance: {to: 2026-03-12 11:00}
- expect: {data: {interest: 20, interest_band: cold}}
- refuse: {complete: {task: survey, result: ok}, field: height}
- refuse: {complete: {task: survey, result: ok, with: {height: 4}}, field: note}
- refuse: {complete: {task: survey, result: bad, comment: ''}}
- complete: {task: survey, result: ok, with: {height: 4, note: Высоко}}
- expect: {data: {seen: true}}";

/// Looks at the other row.
const SMALL: &str = "\
- complete: {task: describe, result: saved, with: {size: 10}}
- expect: {data: {level: low, interest: 0}}
- complete: {task: survey, result: ok, with: {height: 3}}
- expect: {outcome: won}";

fn survivors(scripts: &[&str]) -> BTreeSet<String> {
    let house = House::of(PROCESS);
    let of = |script: &&str| -> BTreeSet<String> {
        let suite = house.script(script);
        assert_eq!(house.tried(&suite)[0].ran.failures, [], "{script}");
        house.survivors(&suite).survivors.iter().map(|mutant| mutant.what.get(Locale::En).to_owned()).collect()
    };
    scripts.iter().map(of).reduce(|one, other| one.intersection(&other).cloned().collect()).unwrap_or_default()
}

#[test]
fn every_rule_is_changed_at_its_line() {
    let all = House::of(PROCESS).mutants();
    for (kind, what, piece) in CHANGES {
        let line = PROCESS.lines().position(|line| line.contains(piece)).unwrap() as u32 + 1;
        let found: Vec<_> = all.iter().filter(|mutant| mutant.what.get(Locale::En) == *what).collect();
        assert_eq!(found.iter().map(|mutant| (mutant.kind, mutant.line)).collect::<Vec<_>>(), [(*kind, line)], "{what}");
    }
}

#[test]
fn a_rule_that_nobody_looks_at_is_told_and_one_that_is_looked_at_is_not() {
    let left = survivors(&[BLIND]);
    for (_, what, _) in CHANGES.iter().filter(|(_, what, _)| what.ends_with("may be left empty") || what.contains("points")) {
        assert!(left.contains(*what), "{what} is not among {left:#?}");
    }
    let left = survivors(&[WATCHFUL, SMALL]);
    for (_, what, _) in CHANGES {
        assert!(!left.contains(*what), "{what}");
    }
}
