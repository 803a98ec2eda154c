//! How long a check takes: the shipped corporate sale, and a process of a thousand steps.
//!
//! `cargo bench -p voronka-definition --bench check`. It prints the median and the worst of some runs; docs/performance.md keeps what was measured.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and prints it")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use voronka_definition::{Severity, Source, compile};

const RUNS: usize = 40;

fn main() {
    let sale = include_str!("../../../processes/corporate_sales/process.yaml").to_owned();
    report("corporate sale", sale);
    report("1,000 steps", thousand());
}

fn report(name: &str, text: String) {
    let lines = text.lines().count();
    let source = Source { file: "process.yaml".to_owned(), text };
    let mut times: Vec<Duration> = (0..RUNS).map(|_| once(&source)).collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (median, worst) = (milliseconds(times[RUNS / 2]), milliseconds(times[RUNS - 1]));
    println!("{name}: {lines} lines, median {median:.1} ms, worst of {RUNS} {worst:.1} ms");
}

fn once(source: &Source) -> Duration {
    let start = Instant::now();
    let checked = compile(source);
    let time = start.elapsed();
    let errors = checked.err().into_iter().flat_map(|found| found.0).filter(|one| one.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|one| format!("{} {}", one.code, one.span.line)).take(5).collect();
    assert!(errors.is_empty(), "the process must be a good one: {errors:?}");
    time
}

/// Twenty stages of fifty steps: tasks with loops and questions, decisions on what was asked, branches side by side.
fn thousand() -> String {
    let mut text = "process: large\ntitle: Большой\nfields:\n".to_owned();
    for number in 0..100 {
        let _ = writeln!(text, "  field{number}: {{type: money, title: Поле}}");
    }
    text.push_str("roles: {head: head_of(deal.owner)}\nstages:\n");
    for stage in 0..20 {
        let _ = write!(text, "  stage{stage}:\n    title: Стадия\n    steps:\n");
        for group in 0..10 {
            step_group(&mut text, stage, group);
        }
        if stage == 19 {
            text.push_str("      - {finish: won, name: over}\n");
        }
    }
    text + "outcomes:\n  won: {title: Победа, kind: won}\n  lost: {title: Проигрыш, kind: lost}\n"
}

fn step_group(text: &mut String, stage: usize, group: usize) {
    let field = (stage * 10 + group) % 100;
    let _ = write!(
        text,
        "      - task: ask{group}\n        title: Вопрос\n        results:\n          \
         done: {{ask: [field{field}]}}\n          \
         later: {{title: Позже, again: {{due: 1 business day, at_most: 3, else: head{group}}}}}\n      \
         - decide: large{group}\n        branches:\n          \
         - {{when: field{field} > 10 RUB, then: next}}\n          - else: {{finish: lost}}\n      \
         - parallel: both{group}\n        branches:\n          \
         one: {{steps: [{{task: one{group}, title: Одно}}]}}\n          \
         two: {{steps: [{{task: two{group}, title: Другое}}]}}\n      \
         - task: head{group}\n        title: Решить\n        assignee: head\n        reached: by_name\n        \
         results: {{again: {{title: Еще, then: ask{group}}}, stop: {{title: Хватит, finish: lost}}}}\n"
    );
}
