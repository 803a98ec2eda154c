//! The reader of an organisation's file. Every name that is used must be defined in it; calendars have files of their own.

use std::collections::BTreeMap;

use super::checks::{Places, check};
use super::names::Names;
use super::{Department, Direction, Organisation};
use crate::diagnostic::{Checked, Diagnostics, Findings, Source, Span};
use crate::name::{DepartmentId, DirectionId, PersonId};
use crate::text::Locale;
use crate::yaml::{Entry, MapReader, Node, parse, read};

/// Reads an organisation.
///
/// # Errors
/// Every mistake of the file at once.
pub fn read_organisation(source: &Source) -> Result<Checked<Organisation>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let organisation = parse(source, &findings).and_then(|root| file(&root, &findings));
    findings.finish(organisation)
}

/// The organisation that stands in a tree: in the file of a scenario, say.
pub fn organisation_of(root: &Node, findings: &Findings) -> Option<Organisation> {
    file(root, findings)
}

fn file(root: &Node, findings: &Findings) -> Option<Organisation> {
    let mut map = MapReader::open(root, Span::start(), findings)?;
    let title = map.require("organisation").and_then(|node| read::text(node, findings));
    let sections = Sections::take(&mut map, findings);
    let names = sections.names(findings);
    let locale = map.take("locale").map_or(Some(Locale::default()), |node| names.locale(node));
    let time_zone = map.require("time_zone").and_then(|node| names.zone(node));
    let calendar = map.require("calendar").and_then(|node| names.calendar(node));
    let resort_node = map.require("last_resort");
    let last_resort = resort_node.and_then(|node| names.person(node));
    let absences = map.take("absences");
    map.close();

    let departments: BTreeMap<DepartmentId, _> = read_all(&sections.departments, |id, value| names.read_department(id, value));
    let directions: BTreeMap<DirectionId, _> = read_all(&sections.directions, |id, value| names.read_direction(id, value));
    let people: BTreeMap<PersonId, _> = read_all(&sections.people, |id, value| names.read_person(id, value));
    let absences = absences.map(|node| names.read_absences(node)).unwrap_or_default();
    let (absences, absence_nodes): (Vec<_>, Vec<_>) = absences.into_iter().unzip();
    // What is missing was noted as an error, so that no stand-in is ever used; with it the parts can be checked in the same run.
    let organisation = Organisation {
        title: title.unwrap_or_else(|| "".into()),
        locale: locale.unwrap_or_default(),
        time_zone: time_zone.unwrap_or_default(),
        calendar: calendar.unwrap_or_else(|| "".into()),
        last_resort: last_resort.unwrap_or_else(|| "".into()),
        departments,
        directions,
        people,
        absences,
    };
    let Sections { people, departments, .. } = &sections;
    check(&organisation, &Places { root, last_resort: resort_node, people, departments, absences: &absence_nodes }, findings);
    Some(organisation)
}

/// The sections whose keys are names, before what stands under the names is read.
struct Sections<'a> {
    departments: Vec<(&'a str, &'a Entry)>,
    directions: Vec<(&'a str, &'a Entry)>,
    people: Vec<(&'a str, &'a Entry)>,
}

impl<'a> Sections<'a> {
    fn take(map: &mut MapReader<'a>, findings: &Findings) -> Self {
        let named = |node: Option<&'a Node>| node.map(|node| read::named(node, findings)).unwrap_or_default();
        let people = named(map.require("people"));
        Self { departments: named(map.take("departments")), directions: named(map.take("directions")), people }
    }

    fn names(&self, findings: &'a Findings) -> Names<'a> {
        let names = |section: &[(&'a str, &'a Entry)]| section.iter().map(|(name, _)| *name).collect();
        Names { people: names(&self.people), departments: names(&self.departments), findings }
    }
}

/// What stands under the names. Of a name that stands twice, which was noted, the first counts.
fn read_all<I, T>(section: &[(&str, &Entry)], read: impl Fn(&Entry, &Node) -> Option<T>) -> BTreeMap<I, T>
where
    I: for<'a> From<&'a str> + Ord,
{
    section.iter().rev().filter_map(|(name, entry)| Some((I::from(name), read(entry, &entry.value)?))).collect()
}

impl Names<'_> {
    fn read_department(&self, entry: &Entry, value: &Node) -> Option<Department> {
        let mut map = MapReader::open(value, entry.key.span, self.findings)?;
        let title = map.require("title").and_then(|node| read::text(node, self.findings));
        let department = Department {
            title: title.unwrap_or_else(|| entry.key.text().unwrap_or_default().into()),
            part_of: map.take("part_of").and_then(|node| self.department(node)),
            head: map.take("head").and_then(|node| self.person(node)),
            calendar: map.take("calendar").and_then(|node| self.calendar(node)),
            time_zone: map.take("time_zone").and_then(|node| self.zone(node)),
        };
        map.close();
        Some(department)
    }

    fn read_direction(&self, entry: &Entry, value: &Node) -> Option<Direction> {
        let mut map = MapReader::open(value, entry.key.span, self.findings)?;
        let title = map.require("title").and_then(|node| read::text(node, self.findings));
        let head = map.take("head").and_then(|node| self.person(node));
        let calendar = map.take("calendar").and_then(|node| self.calendar(node));
        let time_zone = map.take("time_zone").and_then(|node| self.zone(node));
        map.close();
        Some(Direction { title: title?, head, calendar, time_zone })
    }
}
