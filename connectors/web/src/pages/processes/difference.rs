//! What is another in one text than in another: in words, and line by line.

use std::time::Duration;

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};
use voronka_definition::Process;
use voronka_export::regulation::{Change, ChangeKind, changes};

use super::super::visit::Visit;
use super::worded;

/// How many lines of the text stand around a change.
const AROUND: usize = 3;
/// How long the shortest difference is sought; then a longer one serves.
const SEARCH_MOST: Duration = Duration::from_millis(300);
/// How many lines of a difference are shown.
const LINES_MOST: usize = 2_000;

/// What is another, in the language of the visitor.
pub(super) fn between(visit: &Visit, before: &Process, after: &Process) -> Vec<Change> {
    worded(visit, before, |before| worded(visit, after, |after| changes(before, after)))
}

/// The difference in words. `same` says whether the texts are the same, letter by letter.
pub(super) fn in_words(visit: &Visit, changes: &[Change], same: bool) -> Markup {
    html! {
        @if same {
            p.quiet { (visit.say("Отличий нет: это тот же текст.", "There is no difference: it is the same text.")) }
        } @else if changes.is_empty() {
            p.quiet { (visit.say(
                "Для людей ничего не меняется: отличаются только комментарии, оформление или имена.",
                "Nothing changes for people: only comments, layout or names differ.",
            )) }
        } @else {
            ul.changes { @for change in changes { (one(visit, change)) } }
        }
    }
}

fn one(visit: &Visit, change: &Change) -> Markup {
    let (class, mark) = match change.kind {
        ChangeKind::Added => ("is-new", visit.say("новое", "new")),
        ChangeKind::Removed => ("is-gone", visit.say("убрано", "removed")),
        ChangeKind::Changed => ("is-other", visit.say("изменено", "changed")),
    };
    html! {
        li class={ "change " (class) } {
            p { span.mark-of-change { (mark) } " " strong { (change.what) } }
            @if !change.before.is_empty() || !change.after.is_empty() {
                ul.lines {
                    @for line in &change.before { li.was { span.sign { (visit.say("было", "was")) } " " (line) } }
                    @for line in &change.after { li.is { span.sign { @if change.kind == ChangeKind::Added { "+" } @else { (visit.say("стало", "is")) } } " " (line) } }
                }
            }
        }
    }
}

/// A line of a difference: its class, its sign, its number, its text.
type Row<'a> = (&'static str, &'static str, usize, &'a str);

/// The difference of the texts, line by line.
pub(super) fn by_line(visit: &Visit, before: &str, after: &str) -> Markup {
    let diff = TextDiff::configure().timeout(SEARCH_MOST).diff_lines(before, after);
    let groups = rows(&diff);
    let shown: usize = groups.iter().map(Vec::len).sum();
    html! {
        @if groups.is_empty() { p.quiet { (visit.say("Тексты совпадают.", "The texts are the same.")) } }
        @else {
            div.scroll.diff tabindex="0" role="region" aria-label=(visit.say("Отличия по строкам", "The difference line by line")) {
                @for group in &groups {
                    ol { @for (class, sign, line, text) in group { li class=(class) { span.line-number { (line) } span.sign { (sign) } code { (text) } } } }
                }
            }
            @if shown >= LINES_MOST { p.quiet { (visit.say("Остальные отличия не показаны.", "The rest of the difference is not shown.")) } }
        }
    }
}

/// The rows of each stretch that differs, with some around it.
fn rows<'a>(diff: &'a TextDiff<'a, 'a, str>) -> Vec<Vec<Row<'a>>> {
    let mut left = LINES_MOST;
    let mut groups = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        let row = |change: similar::Change<&'a str>| {
            let (class, sign) = signed(change.tag());
            let line = change.new_index().or(change.old_index()).map_or(0, |line| line + 1);
            (class, sign, line, change.value().trim_end_matches(['\n', '\r']))
        };
        let rows: Vec<Row<'a>> = changes.map(row).take(left).collect();
        left -= rows.len();
        groups.push(rows);
    }
    groups.retain(|rows| !rows.is_empty());
    groups
}

fn signed(tag: ChangeTag) -> (&'static str, &'static str) {
    match tag {
        ChangeTag::Delete => ("gone", "−"),
        ChangeTag::Insert => ("come", "+"),
        ChangeTag::Equal => ("kept", " "),
    }
}
