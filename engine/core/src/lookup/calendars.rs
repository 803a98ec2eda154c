//! The calendars that a process or an organisation names: `calendar: ru`.

use voronka_definition::Text;
use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::yaml::{Entry, Kind, Node, parse, similar};

/// The key of a calendar's name, in its own file and wherever it is used.
const KEY: &str = "calendar";

/// Where the days stand that differ from the week.
const SECTIONS: [&str; 4] = ["holidays", "short", "half", "working"];

/// The name that the file of a calendar gives it; its mistakes, if it has any, are told elsewhere.
pub fn name_of(source: &Source) -> Option<String> {
    tree(source)?.get(KEY)?.text().map(str::to_owned)
}

/// The last year of which a calendar, or one that it is based on, names a day; `None` where all its days are of every year.
pub fn last_year_written(source: &Source, all: &[Source]) -> Option<i32> {
    let (mut last, mut next, mut met) = (None, Some(source), Vec::new());
    while let Some(tree) = next.and_then(tree) {
        last = last.max(SECTIONS.iter().flat_map(|section| tree.get(section)).flat_map(Node::entries).filter_map(year_of).max());
        let base = tree.get("based_on").and_then(Node::text).map(str::to_owned).filter(|base| !met.contains(base));
        next = base.as_ref().and_then(|base| all.iter().find(|other| name_of(other).as_ref() == Some(base)));
        met.extend(base);
    }
    last
}

/// The year of a day, or of the last of a range; none of what is of every year.
fn year_of(entry: &Entry) -> Option<i32> {
    let (_, last) = entry.key.text().map(|day| day.rsplit_once("..").unwrap_or(("", day)))?;
    let (year, rest) = last.trim().split_once('-')?;
    rest.contains('-').then(|| year.parse().ok())?
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
    fn the_last_year_with_a_day_is_that_of_the_calendar_or_of_its_base() {
        let base = source("calendar: base\nholidays: {01-01: A, 2027-12-31..2028-01-08: B}\nworking: {2026-05-02: full}\n");
        let own = source("calendar: own\nbased_on: base\nshort: {2026-04-30: C, 12-30..12-31: D}\n");
        let of = |one: &Source| last_year_written(one, &[base.clone(), own.clone()]);
        assert_eq!((of(&base), of(&own)), (Some(2028), Some(2028)));
        assert_eq!(of(&source("calendar: x\nholidays: {01-01: A, 12-24..12-26: B}\n")), None);
        let ring = source("calendar: ring\nbased_on: ring\nhalf: {2025-01-01: A}\n");
        assert_eq!(last_year_written(&ring, std::slice::from_ref(&ring)), Some(2025), "a ring ends");
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
