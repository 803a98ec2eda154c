//! The calendars that a process or an organisation names: `calendar: ru`.

use voronka_definition::Text;
use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::yaml::{Kind, Node, parse, similar};

/// The key of a calendar's name, in its own file and wherever it is used.
const KEY: &str = "calendar";

/// The name that the file of a calendar gives it; its mistakes, if it has any, are told elsewhere.
pub fn name_of(source: &Source) -> Option<String> {
    tree(source)?.get(KEY)?.text().map(str::to_owned)
}

/// The calendar a process names, where it is not among the known ones.
pub fn of_process(source: &Source, known: &[String]) -> Vec<Finding> {
    let findings = Findings::new(&source.file);
    if let Some(tree) = tree(source) {
        tree.get(KEY).into_iter().for_each(|node| look_up(node, known, &findings));
    }
    findings.into_sorted()
}

/// The calendars an organisation names for itself, its departments and its people, where they are not among the known ones.
pub fn of_organisation(source: &Source, known: &[String]) -> Vec<Finding> {
    let findings = Findings::new(&source.file);
    if let Some(tree) = tree(source) {
        walk(&tree, &mut |node| look_up(node, known, &findings));
    }
    findings.into_sorted()
}

fn tree(source: &Source) -> Option<Node> {
    parse(source, &Findings::new(&source.file))
}

fn walk(node: &Node, visit: &mut impl FnMut(&Node)) {
    for entry in node.entries() {
        // A scalar only: `calendar` may also be the name of a department.
        match &entry.value.kind {
            Kind::Scalar { .. } if entry.key.text() == Some(KEY) => visit(&entry.value),
            _ => walk(&entry.value, visit),
        }
    }
}

fn look_up(node: &Node, known: &[String], findings: &Findings) {
    // What is no name at all the reader of the file has told.
    let Some(name) = node.text().filter(|_| !node.is_empty()) else { return };
    if known.iter().any(|known| known == name) {
        return;
    }
    let message = Text::both(format!("нет календаря «{name}»"), format!("there is no calendar `{name}`"));
    findings.error_with("unknown_calendar", node.span, message, similar(name, known.iter().map(String::as_str)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { file: "f".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn calendars_that_are_not_there_are_told_at_their_places() {
        let known = ["ru".to_owned(), "omsk".to_owned()];
        let places = |found: Vec<Finding>| {
            let place = |one: Finding| (one.code, one.span.line, one.span.column, one.help.is_some());
            found.into_iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(
            places(of_process(&source("process: p\ncalendar: rus\nfields: {calendar: x}\n"), &known)),
            [("unknown_calendar", 2, 11, true)]
        );
        assert_eq!(places(of_process(&source("process: p\ncalendar: ru\n"), &known)), []);
        let organisation = source("calendar: ru\ndepartments:\n  calendar: {calendar: omks}\n");
        assert_eq!(places(of_organisation(&organisation, &known)), [("unknown_calendar", 3, 24, true)]);
        assert_eq!(name_of(&source("calendar: own\nweek: {}\n")).as_deref(), Some("own"));
    }
}
