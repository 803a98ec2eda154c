//! Every example of `docs/language.md` and `docs/tour.md` compiles.
//!
//! A fenced block that begins with `process:` is compiled as it stands. Any other block is a fragment: its sections are put into
//! a small process around it ([`BASE`]); one that begins with a step is taken for the `steps` of a file. `fields`, `roles` and `activities` are added to those of the base (one of the
//! same name replaces the base's), `steps` become the stage `work`, and any other section takes the place of the base's. Where a fragment
//! jumps to `head_decides` without having such a step, one is put below its steps.

use std::collections::BTreeMap;

use voronka_definition::diagnostic::{Style, render};
use voronka_definition::{Diagnostics, Locale, Severity, Source, process};

const LANGUAGE: &str = include_str!("../../../docs/language.md");
const TOUR: &str = include_str!("../../../docs/tour.md");

/// What the fragments of the page take for granted.
const BASE: &str = "\
fields:
  need: {type: text, title: Need}
  budget: {type: money, title: Budget}
  decide_by: {type: date, title: Decide by}
  presentation_at: {type: datetime, title: Presentation at}
  call_back_at: {type: datetime, title: Call back at}
  contract: {type: document, title: Contract}
  close_reason: {type: choice, title: Reason, of: {price: Price, competitor: Competitor}}
  competitor: {type: text, title: Competitor}
  process: {type: process, title: Process}
roles:
  manager: deal.owner
  head: head_of(deal.owner)
  direction_head: head_of(deal.direction)
  lawyer: position(lawyer)
  finance: position(finance_director)
defaults: {assignee: manager, due: 1 business day, remind: 2 business hours before, escalate: to_head}
escalations:
  to_head:
    - {when: overdue, notify: head_of(late)}
activities:
  hold_presentation:
    title: Hold the presentation
    due: presentation_at else now
    results: {held: {}, cancelled: {}}
outcomes:
  won: {title: Won, kind: won}
  lost: {title: Lost, kind: lost}
";

/// The stages around the steps of a fragment, which stand at the mark.
const STAGES: &str = "\
stages:
  needs:
    title: Needs
    steps:
      - task: ask
        title: Ask
  work:
    title: Work
    steps:
=STEPS=
  agreement:
    title: Agreement
    steps:
      - task: sign
        title: Sign
        results: {signed: {finish: won}, cancelled: {finish: lost}}
";

const HEAD_DECIDES: &str = "  - task: head_decides
    reached: by_name
    title: Decide
    assignee: head
    results: {give_up: {title: Give up, finish: lost}}
";

const STEPS: &str = "steps:
  - task: work
    title: Work
";

/// The fenced YAML blocks of a page, each with the line it begins on.
fn examples(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in page.lines().enumerate() {
        match &mut open {
            None if line == "```yaml" => open = Some((number + 2, String::new())),
            None => {}
            Some(_) if line == "```" => found.extend(open.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    found
}

/// A text cut at the lines that have this indent and begin an entry: name and text of each.
fn entries(text: &str, indent: usize) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let rest = line.trim_start();
        let begins = line.len() - rest.len() == indent && !rest.is_empty() && !rest.starts_with('-');
        if begins {
            let name = rest.split(':').next().unwrap_or_default().to_owned();
            found.push((name, String::new()));
        }
        if let Some((_, text)) = found.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    found
}

/// A section of the base with the fragment's entries added.
fn merged(base: &str, fragment: &str) -> String {
    let own = entries(fragment, 2);
    let kept = entries(base, 2).into_iter().filter(|(name, _)| own.iter().all(|(other, _)| other != name));
    let head = base.lines().next().unwrap_or_default();
    kept.chain(own.clone()).fold(format!("{head}\n"), |text, (_, entry)| text + &entry)
}

/// The stages of a fragment that has only steps.
fn stages(steps: &str) -> String {
    let mut steps = steps.lines().skip(1).fold(String::new(), |text, line| text + line + "\n");
    if steps.contains("head_decides") && !steps.contains("- task: head_decides") {
        steps.push_str(HEAD_DECIDES);
    }
    let deeper: Vec<String> = steps.lines().map(|line| format!("    {line}")).collect();
    STAGES.replace("=STEPS=", &deeper.join("\n"))
}

/// Steps as they stand in a file, six columns in, as a section.
fn as_steps(example: &str) -> String {
    let lines = example.lines().map(|line| line.get(4..).unwrap_or_default());
    lines.fold("steps:\n".to_owned(), |text, line| text + line + "\n")
}

/// A whole process: the example itself, or the base with the fragment in it.
fn whole(example: &str) -> String {
    if example.starts_with("process:") {
        return example.to_owned();
    }
    if example.trim_start().starts_with("- ") {
        return whole(&as_steps(example));
    }
    let mut sections: BTreeMap<String, String> = entries(BASE, 0).into_iter().collect();
    sections.insert("stages".to_owned(), stages(STEPS));
    for (name, text) in entries(example, 0) {
        match name.as_str() {
            "steps" => sections.insert("stages".to_owned(), stages(&text)),
            "fields" | "roles" | "activities" => {
                let base = sections.remove(&name).unwrap_or_default();
                sections.insert(name, merged(&base, &text))
            }
            _ => sections.insert(name, text),
        };
    }
    sections.into_values().fold("process: example\ntitle: Example\n".to_owned(), |text, section| text + &section)
}

#[test]
fn every_example_of_the_reference_compiles() {
    compile_examples("docs/language.md", LANGUAGE, 20);
}

#[test]
fn every_example_of_the_tour_compiles() {
    compile_examples("docs/tour.md", TOUR, 2);
}

fn compile_examples(page: &str, text: &str, at_least: usize) {
    let examples = examples(text);
    assert!(examples.len() >= at_least, "found only {} examples: has the page changed its fences?", examples.len());
    let mut wrong = Vec::new();
    for (line, example) in &examples {
        let text = whole(example);
        let source = Source { file: format!("{page}:{line}"), text };
        if let Err(Diagnostics(mut findings)) = process::compile(&source) {
            findings.retain(|finding| finding.severity == Severity::Error);
            wrong.push(format!("{}\n{}", render(&findings, &source, Style::plain(Locale::En)), source.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mistake_in_an_example_would_be_found() {
    let text = whole("steps:\n  - task: call\n    titel: Call\n");
    let source = Source { file: "example".to_owned(), text };
    let found = process::compile(&source).expect_err("`titel` is a mistake");
    assert!(found.0.iter().any(|finding| finding.code == "unknown_key"), "{found:?}");
}
