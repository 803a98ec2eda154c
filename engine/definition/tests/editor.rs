//! What editors are told: names and their places, what may be written where, and that renaming changes what it should.

#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;

use voronka_definition::outline::grammar::NameKind;
use voronka_definition::outline::{FormAt, Outline, complete, lines};
use voronka_definition::{Diagnostics, Locale, Severity, Source, Span, compile};

const GOOD: [(&str, &str); 6] = [
    ("sale", include_str!("good/sale.yaml")),
    ("forms", include_str!("good/forms.yaml")),
    ("tables", include_str!("good/tables.yaml")),
    ("short", include_str!("good/short.yaml")),
    ("short_sale", include_str!("../../../processes/short_sale/process.yaml")),
    ("corporate_sales", include_str!("../../../processes/corporate_sales/process.yaml")),
];

/// A process with the forms that name things inside one another.
const NESTED: &str = include_str!("editor/nested.yaml");

/// Every form of the language once, in a process that means nothing.
const FORMS: &str = include_str!("editor/forms.yaml");

fn written(lines: &[&str], span: Span) -> String {
    let line = lines[span.line as usize - 1].chars();
    line.skip(span.column as usize - 1).take((span.end_column - span.column) as usize).collect()
}

#[test]
fn every_name_and_every_use_stands_where_it_is_said_to_stand() {
    for (file, text) in GOOD.into_iter().chain([("nested", NESTED)]) {
        let (outline, lines) = (Outline::of(text), lines(text));
        assert!(outline.names.len() > 4 && !outline.uses.is_empty(), "{file}");
        for name in &outline.names {
            assert_eq!(written(&lines, name.span), name.name, "{file}:{}", name.span.line);
        }
        for used in &outline.uses {
            assert_eq!(written(&lines, used.span), used.name, "{file}:{}", used.span.line);
        }
    }
}

#[test]
fn every_use_leads_to_a_name() {
    let outside = [NameKind::Signal, NameKind::Calendar, NameKind::Connection, NameKind::Foreign];
    let builtin = ["title", "amount", "owner", "direction", "company", "contact"];
    for (file, text) in GOOD.into_iter().chain([("nested", NESTED)]) {
        let outline = Outline::of(text);
        let lost = outline.uses.iter().filter(|used| !outside.contains(&used.kind) && !builtin.contains(&used.name.as_str()));
        // The results of an activity that lists none.
        let lost = lost.filter(|used| !matches!(used.name.as_str(), "done" | "cancelled"));
        let lost: Vec<_> = lost.filter(|used| outline.declaration(used).is_none()).map(|used| (used.span.line, used)).collect();
        assert!(lost.is_empty(), "{file}: {lost:#?}");
    }
}

/// The text with the name at each of these places replaced.
fn renamed(text: &str, mut places: Vec<Span>, new: &str) -> String {
    let mut lines: Vec<Vec<char>> = lines(text).into_iter().map(|line| line.chars().collect()).collect();
    places.sort_unstable();
    for span in places.into_iter().rev() {
        lines[span.line as usize - 1].splice(span.column as usize - 1..span.end_column as usize - 1, new.chars());
    }
    lines.into_iter().map(|line| line.into_iter().collect::<String>() + "\n").collect()
}

fn errors(text: &str) -> Vec<String> {
    let source = Source { file: String::new(), text: text.to_owned() };
    let Err(Diagnostics(findings)) = compile(&source) else { return Vec::new() };
    let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}: {} {}", finding.span.line, finding.code, finding.message.get(Locale::En))).collect()
}

#[test]
fn a_process_is_still_right_when_anything_in_it_is_renamed() {
    let kinds = [
        NameKind::Step,
        NameKind::Stage,
        NameKind::Field,
        NameKind::Role,
        NameKind::Outcome,
        NameKind::Activity,
        NameKind::Ladder,
        NameKind::Choice,
        NameKind::Column,
    ];
    for (file, text) in &GOOD[..5] {
        let outline = Outline::of(text);
        let names = outline.names.iter().enumerate().filter(|(_, name)| kinds.contains(&name.kind) && !name.implied);
        for (at, name) in names {
            let mut places = outline.uses_of(at);
            places.push(name.span);
            let found = errors(&renamed(text, places, "quite_another"));
            assert!(found.is_empty(), "{file}: {:?} {} of line {}: {found:?}", name.kind, name.name, name.span.line);
        }
    }
}

#[test]
fn a_step_of_the_same_name_in_another_stage_keeps_its_name() {
    let text = include_str!("../../../processes/short_sale/process.yaml");
    let outline = Outline::of(text);
    let of = |stage: &str| {
        let found = outline.names.iter().position(|name| {
            name.name == "head_decides" && name.parent.is_some_and(|parent| outline.names[parent].name == stage)
        });
        outline.uses_of(found.unwrap())
    };
    let (order, payment) = (of("order"), of("payment"));
    assert_eq!((order.len(), payment.len()), (1, 1));
    assert_ne!(order, payment);
}

/// The words proposed where `|` stands in the text.
fn proposed(text: &str) -> Vec<String> {
    let before = text.split('|').next().unwrap();
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
    let (_, proposals) = complete(&text.replacen('|', "", 1), line, column, Locale::En);
    proposals.into_iter().map(|proposal| proposal.word).collect()
}

#[test]
fn what_may_be_written_is_proposed() {
    // Each: what is written in the place of a line of the nested process, what is proposed, what is not.
    let cases: [(&str, &str, &[&str], &[&str]); 27] = [
        ("title: T", "ti|", &["calendar", "title", "schedules"], &["process", "scoring", "steps"]),
        ("          - task: ask_price", "          - |", &["task", "form", "each", "finish"], &["title", "steps"]),
        ("            assignee: head", "            as|", &["due", "kind"], &["task", "steps", "results"]),
        (
            "            assignee: head",
            "            assignee: |",
            &["head", "deal.owner", "position()"],
            &["late", "head_of(late)"],
        ),
        ("            assignee: head", "            assignee: he|", &["head", "head_of(deal.owner)"], &[]),
        ("            assignee: head", "            assignee: supplier.|", &["price", "contact"], &["head"]),
        ("            assignee: head", "            due: |", &["until", "now", "1 business day"], &["amount", "need"]),
        ("            assignee: head", "            escalate: |", &["to_head"], &["head"]),
        ("    - {when: overdue, notify: head_of(late)}", "    - {notify: |", &["late", "head_of(late)", "head"], &["amount"]),
        ("            assignee: head", "            kind: |", &["call", "meeting"], &["to_head"]),
        (
            "              done: {then: check}",
            "              done: {then: |}",
            &["next", "end", "check", "ask_price"],
            &["call", "quotes"],
        ),
        ("              done: {then: check}", "              done: {then: |", &["next", "check"], &["call"]),
        ("              done: {then: check}", "              done: {|", &["then", "ask", "finish"], &["steps"]),
        (
            "              done: {then: check}",
            "              done: {then: check, |",
            &["ask", "set", "comment"],
            &["finish", "then"],
        ),
        ("              done: {then: check}", "              done: {finish: |}", &["won", "lost"], &["check"]),
        ("              done: {then: check}", "              done: {stage: |}", &["work", "talk"], &["won"]),
        ("              done: {then: check}", "              done: {ask: [|]}", &["need", "amount", "close_reason"], &["price"]),
        ("              done: {then: check}", "              done: {ask: [supplier.|]}", &["price"], &["need"]),
        ("              done: {then: check}", "              done: {set: {|", &["need", "close_reason"], &["title:"]),
        (
            "              done: {then: check}",
            "              done: {set: {close_reason: '\"|\"'}}",
            &["dear", "other"],
            &["need"],
        ),
        ("              done: {then: check}", "              done: {plan: |}", &["visit"], &["call"]),
        ("            when: amount = null", "            when: amo|", &["amount", "supplier", "null", "count"], &["head"]),
        (
            "            when: amount = null",
            "            when: amount != null and close_reason = \"|",
            &["dear", "other"],
            &["need"],
        ),
        ("            when: amount = null", "            when: supplier.|", &["price", "contact"], &["need"]),
        ("        table: level_of", "        table: |", &["level_of"], &["call"]),
        ("          held: {}", "          |", &["held", "missed"], &["then"]),
        ("            result: call.done", "            result: |", &["call.done", "visit.held"], &["need"]),
    ];
    for (line, instead, wanted, unwanted) in cases {
        assert_eq!(NESTED.matches(&format!("\n{line}\n")).count(), 1, "{line}");
        let found = proposed(&NESTED.replace(&format!("\n{line}\n"), &format!("\n{instead}\n")));
        for word in wanted {
            assert!(found.iter().any(|other| other == word), "{instead}: {word} is missing in {found:?}");
        }
        for word in unwanted {
            assert!(!found.iter().any(|other| other == word), "{instead}: {word} does not belong in {found:?}");
        }
    }
}

#[test]
fn nothing_written_halfway_is_too_much() {
    for (_, text) in &GOOD[..3] {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(307).collect();
        for at in places {
            let half = &text[..at];
            let outline = Outline::of(half);
            assert!(outline.names.iter().all(|name| name.span.line as usize <= half.lines().count().max(1)));
            let _ = proposed(&format!("{half}|\u{1f600}{{: [ я"));
        }
    }
}

/// The file with a key put at the head of a form, and the place of that key.
fn with_key(text: &str, form: &FormAt, key: &str) -> (String, Span) {
    let mut lines: Vec<String> = lines(text).into_iter().map(str::to_owned).collect();
    let at = form.span.line as usize - 1;
    let column = form.span.column as usize - 1;
    let line: Vec<char> = lines[at].chars().collect();
    let length = key.chars().count() as u32;
    if line.get(column) == Some(&'{') {
        let (before, after): (String, String) = (line[..=column].iter().collect(), line[column + 1..].iter().collect());
        let comma = if after.trim_start().starts_with('}') { "" } else { ", " };
        lines[at] = format!("{before}{key}: x{comma}{after}");
        let from = form.span.column + 1;
        return (lines.join("\n"), Span::on_line(form.span.line, from, from + length));
    }
    // A map in lines: the new line takes the place before its first key, which moves below it.
    let (before, after): (String, String) = (line[..column].iter().collect(), line[column..].iter().collect());
    lines[at] = format!("{before}{key}: x");
    lines.insert(at + 1, " ".repeat(column) + &after);
    (lines.join("\n"), Span::on_line(form.span.line, form.span.column, form.span.column + length))
}

/// Every key that any form of the language has.
fn all_keys() -> Vec<&'static str> {
    let mut keys: Vec<&str> =
        GOOD.iter().flat_map(|(_, text)| Outline::of(text).forms).flat_map(|form| form.form.keys).map(|key| key.name).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.push("nonsense");
    keys
}

#[test]
fn the_readers_and_the_grammar_know_the_same_keys() {
    let keys = all_keys();
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    let files = GOOD.iter().filter(|(file, _)| *file != "corporate_sales");
    for (file, text) in files.chain(&[("every form", FORMS)]) {
        for form in Outline::of(text).forms {
            // One of each form, and each kind of form once more within another.
            if !seen.insert(form.form.name) {
                continue;
            }
            for key in keys.iter().filter(|key| !form.present.iter().any(|present| present == *key)) {
                let (text, place) = with_key(text, &form, key);
                let source = Source { file: String::new(), text };
                let found = match compile(&source) {
                    Ok(checked) => checked.warnings,
                    Err(Diagnostics(findings)) => findings,
                };
                let told = found.iter().any(|finding| finding.span == place && TOLD.contains(&finding.code));
                let is_step = form.form.name.starts_with("step_") && found.iter().any(|finding| finding.code == "two_step_kinds");
                if told == form.form.key(key).is_some() && !is_step && !REFUSED.contains(&(form.form.name, *key)) {
                    let known = if told { "only the grammar" } else { "only the reader" };
                    wrong.push(format!("{file}: {known} knows `{key}` in `{}` of line {}", form.form.name, form.span.line));
                }
            }
        }
    }
    assert!(seen.len() >= 25, "{seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How a reader says that a key has no business where it stands.
const TOLD: [&str; 3] = ["unknown_key", "yaml_surprise", "unknown_result"];

/// Keys that a reader knows only to refuse them with a sentence of its own, or knows for some types of fields only.
const REFUSED: [(&str, &str); 10] = [
    ("activity_result", "then"),
    ("activity_result", "again"),
    ("activity_result", "stage"),
    ("activity_result", "return"),
    ("activity_result", "finish"),
    ("branch", "again"),
    ("way", "again"),
    ("field", "from"),
    ("field", "of"),
    ("field", "to"),
];
