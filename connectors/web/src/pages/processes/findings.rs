//! Findings of a text as a list: what is wrong, where, and what to do.

use maud::{Markup, html};
use voronka_definition::{Finding, Severity};

use super::super::visit::Visit;
use super::counted;

/// How much of a line is shown.
const EXCERPT_CHARACTERS: usize = 160;

/// How many of the findings are errors, and how many are not.
pub(super) fn numbers(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    (errors, findings.len() - errors)
}

/// The numbers in words; nothing where there is nothing to tell.
pub(super) fn summary(visit: &Visit, findings: &[Finding]) -> String {
    let (errors, warnings) = numbers(findings);
    let errors_told = counted(visit, errors as u64, ["ошибка", "ошибки", "ошибок"], "error");
    let warnings_told = counted(visit, warnings as u64, ["предупреждение", "предупреждения", "предупреждений"], "warning");
    match (errors, warnings) {
        (0, 0) => visit.say("Замечаний нет", "Nothing to remark").to_owned(),
        (_, 0) => errors_told,
        (0, _) => warnings_told,
        _ => format!("{errors_told}, {warnings_told}"),
    }
}

/// The list, each with its line of the text.
pub(super) fn list(visit: &Visit, findings: &[Finding], text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().collect();
    html! {
        @if !findings.is_empty() {
            ol.findings { @for finding in findings { (one(visit, finding, &lines)) } }
        }
    }
}

fn one(visit: &Visit, finding: &Finding, lines: &[&str]) -> Markup {
    let is_error = finding.severity == Severity::Error;
    let (line, column) = (finding.span.line, finding.span.column);
    let excerpt = lines.get((line as usize).saturating_sub(1)).map(|line| line.trim()).filter(|line| !line.is_empty());
    let excerpt: Option<String> = excerpt.map(|line| line.chars().take(EXCERPT_CHARACTERS).collect());
    html! {
        li class=(if is_error { "finding error-finding" } else { "finding" }) {
            p.what-is-wrong {
                span.severity { @if is_error { (visit.say("Ошибка", "Error")) } @else { (visit.say("Предупреждение", "Warning")) } }
                " "
                a.place href="#text" data-line=(line) data-column=(column) { (visit.say("строка ", "line ")) (line) }
                " · " (finding.message.get(visit.locale))
            }
            @if let Some(excerpt) = excerpt { pre.excerpt { code { (excerpt) } } }
            @if let Some(help) = &finding.help { p.help { (help.get(visit.locale)) } }
            @if let Some(story) = &finding.story {
                details { summary { (visit.say("Как до этого доходит", "How it comes to this")) } pre.story-told { (story.get(visit.locale)) } }
            }
            @if let Some(scenario) = &finding.scenario {
                details { summary { (visit.say("Сценарий, который это показывает", "A scenario that shows it")) } pre.story-told { (scenario) } }
            }
        }
    }
}
