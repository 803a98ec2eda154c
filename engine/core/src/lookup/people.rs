//! The people a process names, looked up in an organisation: `person(anna)`, `position(lawyer)`, `direction(ventilation)`.
//!
//! That somebody can be found at every moment of every deal is more than this says; it finds the names that are not there at all.

use voronka_definition::diagnostic::{Finding, Findings, Source, Span};
use voronka_definition::organisation::Organisation;
use voronka_definition::process::{directions_named, people_named};
use voronka_definition::yaml::{Kind, Node, parse, similar};
use voronka_definition::{Process, Text};

/// A rule that names something of the organisation.
struct Named {
    /// How the rule begins.
    opening: &'static str,
    /// The code of a name that is not there.
    code: &'static str,
    /// What is not there, in Russian and in English.
    what: (&'static str, &'static str),
    /// The names there are.
    known: Vec<String>,
}

/// The people and directions that the expressions of a process name and the organisation does not have: `owner = "anna"`.
pub fn in_expressions(source: &Source, process: &Process, organisation: &Organisation) -> Vec<Finding> {
    let findings = Findings::new(&source.file);
    let Some(tree) = parse(source, &Findings::new(&source.file)) else { return Vec::new() };
    let [people, _, directions] = &named(organisation);
    let of = |ids: Vec<String>, rule: &Named| {
        let is_unknown = |id: &String| !rule.known.contains(id);
        ids.into_iter().filter(is_unknown).for_each(|id| quoted(&tree, &id, rule, &findings));
    };
    of(people_named(process).iter().map(ToString::to_string).collect(), people);
    of(directions_named(process).iter().map(ToString::to_string).collect(), directions);
    findings.into_sorted()
}

/// Every place where an expression has this name in quotes.
fn quoted(tree: &Node, id: &str, rule: &Named, findings: &Findings) {
    walk(tree, &mut |scalar| {
        let in_quotes = format!("\"{id}\"");
        let Some((before, _)) = scalar.text().and_then(|text| text.split_once(&in_quotes)) else { return };
        let from = before.chars().count() + 1;
        let place = scalar.place_of(from, from + id.chars().count());
        not_there(id, rule, place, findings);
    });
}

fn not_there(id: &str, rule: &Named, place: Span, findings: &Findings) {
    let message = Text::both(format!("{} «{id}»", rule.what.0), format!("{} `{id}`", rule.what.1));
    findings.error_with(rule.code, place, message, similar(id, rule.known.iter().map(String::as_str)));
}

/// What the process names and the organisation does not have.
pub fn check(source: &Source, organisation: &Organisation) -> Vec<Finding> {
    let unheard = Findings::new(&source.file);
    let Some(tree) = parse(source, &unheard) else { return Vec::new() };
    let findings = Findings::new(&source.file);
    let named = named(organisation);
    walk(&tree, &mut |scalar| {
        for rule in &named {
            look_up(scalar, rule, &findings);
        }
    });
    findings.into_sorted()
}

fn named(organisation: &Organisation) -> [Named; 3] {
    let active = organisation.people.iter().filter(|(_, person)| person.active);
    let positions = active.clone().flat_map(|(_, person)| person.positions.iter().map(ToString::to_string)).collect();
    [
        Named {
            opening: "person(",
            code: "unknown_person",
            what: ("в организации нет сотрудника", "the organisation has no person"),
            known: active.map(|(id, _)| id.to_string()).collect(),
        },
        Named {
            opening: "position(",
            code: "unknown_position",
            what: ("в организации никто не занимает должность", "nobody in the organisation holds the position"),
            known: positions,
        },
        Named {
            opening: "direction(",
            code: "unknown_direction",
            what: ("в организации нет направления", "the organisation has no direction"),
            known: organisation.directions.keys().map(ToString::to_string).collect(),
        },
    ]
}

fn walk(node: &Node, visit: &mut impl FnMut(&Node)) {
    match &node.kind {
        Kind::Scalar { .. } => visit(node),
        Kind::Seq(items) => items.iter().for_each(|item| walk(item, visit)),
        Kind::Map(entries) => entries.iter().for_each(|entry| walk(&entry.value, visit)),
    }
}

/// A rule has no spaces in it; a text that happens to hold such a word is no rule.
fn look_up(scalar: &Node, rule: &Named, findings: &Findings) {
    let text = scalar.text().filter(|text| !text.contains(char::is_whitespace));
    let Some((before, rest)) = text.and_then(|text| text.split_once(rule.opening)) else { return };
    let Some((name, _)) = rest.split_once(')') else { return };
    if rule.known.iter().any(|known| known == name) || name.contains(['.', '(']) {
        return;
    }
    let from = before.chars().count() + rule.opening.chars().count();
    let place = scalar.place_of(from, from + name.chars().count());
    not_there(name, rule, place, findings);
}

#[cfg(test)]
mod tests {
    use voronka_definition::organisation::read_organisation;

    use super::*;

    const ORGANISATION: &str = "\
organisation: ООО
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: anna
departments: {sales: {title: Продажи, head: anna}}
directions: {ventilation: {title: Вентиляция, head: anna}}
people: {anna: {name: Анна, email: anna@a.example, department: sales, positions: [lawyer]}}
";

    fn source(text: &str) -> Source {
        Source { file: "f".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn people_and_directions_in_expressions_are_looked_up() {
        let organisation = read_organisation(&source(ORGANISATION)).expect("a right file").value;
        let text = "process: p\ntitle: \"annaa\"\nstages:\n  only:\n    title: С\n    steps:\n      - set: give\n        \
                    values: {owner: '\"annaa\"'}\n        when: owner != \"anna\" and direction = \"vent\"\n      - {task: t, title: Т, results: {done: {finish: \
                    won}}}\noutcomes: {won: {title: П, kind: won}}\n";
        let process = voronka_definition::compile(&source(text)).expect("a right process").value;
        let found = in_expressions(&source(text), &process, &organisation);
        let found: Vec<_> = found.iter().map(|one| (one.code, one.span.line, one.span.column, one.span.end_column)).collect();
        assert_eq!(found, [("unknown_person", 8, 27, 32), ("unknown_direction", 9, 48, 52)]);
    }

    #[test]
    fn names_that_are_not_there_are_told_at_their_places() {
        let organisation = read_organisation(&source(ORGANISATION)).expect("a right file").value;
        let process = source(
            "a: person(ana)\nb: [position(lawyer), head_of(position(lawer))]\nc: head_of(direction(vent))\nd: ask position(x) first\n",
        );
        let found = check(&process, &organisation);
        let found: Vec<_> = found.iter().map(|one| (one.code, one.span.line, one.span.column, one.span.end_column)).collect();
        let expected = [("unknown_person", 1, 11, 14), ("unknown_position", 2, 40, 45), ("unknown_direction", 3, 22, 26)];
        assert_eq!(found, expected);
    }
}
