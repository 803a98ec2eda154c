//! Reading people and their absences.

use super::names::Names;
use super::{Absence, Covered, Person};
use crate::calendar::day;
use crate::diagnostic::say;
use crate::name::PositionId;
use crate::yaml::{Entry, MapReader, Node, read};

/// The longest address of a mailbox, by RFC 5321.
const LONGEST_ADDRESS: usize = 254;

impl Names<'_> {
    pub(super) fn read_person(&self, entry: &Entry, value: &Node) -> Option<Person> {
        let mut map = MapReader::open(value, entry.key.span, self.findings)?;
        let name = map.require("name").and_then(|node| read::plain_text(node, self.findings));
        let person = Person {
            name: name.or(entry.key.text()).unwrap_or_default().to_owned(),
            email: map.take("email").and_then(|node| self.address(node)),
            department: map.take("department").and_then(|node| self.department(node)),
            positions: map.take("positions").map(|node| self.positions(node)).unwrap_or_default(),
            locale: map.take("locale").and_then(|node| self.locale(node)),
            calendar: map.take("calendar").and_then(|node| self.calendar(node)),
            time_zone: map.take("time_zone").and_then(|node| self.zone(node)),
            active: map.take("active").and_then(|node| read::boolean(node, self.findings)).unwrap_or(true),
        };
        map.close();
        Some(person)
    }

    /// The absences, each with its place.
    pub(super) fn read_absences<'n>(&self, node: &'n Node) -> Vec<(Absence, &'n Node)> {
        read::list(node, self.findings).iter().filter_map(|item| Some((self.read_absence(item)?, item))).collect()
    }

    fn read_absence(&self, node: &Node) -> Option<Absence> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let person = map.require("person").and_then(|node| self.person(node));
        let from = map.require("from").and_then(|node| day(node, self.findings));
        let to = map.require_like("to", "day").and_then(|node| day(node, self.findings));
        let deputy = map.take("deputy").and_then(|node| self.person(node));
        let words = [("all", Covered::All), ("urgent", Covered::Urgent), ("none", Covered::None)];
        let what = ("какие задачи берет заместитель: all, urgent или none", "which tasks the deputy takes: all, urgent or none");
        let tasks = map.take("tasks").map_or(Some(Covered::All), |node| read::word(node, &words, what, self.findings));
        map.close();
        Some(Absence { person: person?, from: from?, to: to?, deputy, tasks: tasks? })
    }

    fn positions(&self, node: &Node) -> Vec<PositionId> {
        let mut positions: Vec<PositionId> = Vec::new();
        for item in read::list(node, self.findings) {
            let Some(position) = read::name(item, self.findings) else { continue };
            if positions.iter().any(|held| held.as_str() == position) {
                let message = say!("должность «{position}» названа дважды", "the position `{position}` is given twice");
                self.findings.warning("position_twice", item.span, message, None);
            } else {
                positions.push(position.into());
            }
        }
        positions
    }

    fn address(&self, node: &Node) -> Option<String> {
        let text = read::plain_text(node, self.findings)?;
        if is_address(text) {
            return Some(text.to_owned());
        }
        read::wrong_shape(node, ("адрес вида anna@example.com", "an address such as anna@example.com"), self.findings);
        None
    }
}

/// Whether a text has the shape of an address; whether letters arrive there only a letter can tell.
fn is_address(text: &str) -> bool {
    let fits = |character: char| {
        !character.is_whitespace() && !character.is_control() && !matches!(character, '<' | '>' | ',' | ';' | '"')
    };
    let sides = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    sides.is_some() && text.len() <= LONGEST_ADDRESS && text.chars().all(fits)
}
