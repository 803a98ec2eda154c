//! What must hold between the parts of an organisation: no circle of departments, somebody at the end of every chain.

use super::{ADMINISTRATOR, Absence, Covered, Organisation};
use crate::diagnostic::{Findings, Span, say};
use crate::name::{DepartmentId, PersonId, PositionId};
use crate::yaml::{Entry, Node};

/// Where the parts stand.
pub(super) struct Places<'a> {
    pub(super) root: &'a Node,
    pub(super) last_resort: Option<&'a Node>,
    pub(super) people: &'a [(&'a str, &'a Entry)],
    pub(super) departments: &'a [(&'a str, &'a Entry)],
    /// In the order of the organisation's absences.
    pub(super) absences: &'a [&'a Node],
}

/// Notes what does not hold.
pub(super) fn check(organisation: &Organisation, places: &Places<'_>, findings: &Findings) {
    let check = Check { organisation, places, findings };
    check.last_resort();
    check.administrators();
    check.departments();
    check.addresses();
    for (position, (absence, node)) in organisation.absences.iter().zip(places.absences).enumerate() {
        check.days(position, absence, node);
        check.deputy(absence, node);
    }
}

struct Check<'a> {
    organisation: &'a Organisation,
    places: &'a Places<'a>,
    findings: &'a Findings,
}

impl Check<'_> {
    fn last_resort(&self) {
        if let Some(node) = self.places.last_resort.filter(|_| self.has_left(&self.organisation.last_resort)) {
            let name = &self.organisation.last_resort;
            let message = say!("«{name}» больше не работает", "`{name}` no longer works here");
            let help =
                say!("назовите того, кто узнает о просроченном последним", "name the person who hears last of what is late");
            self.findings.error_with("person_left", node.span, message, help);
        }
    }

    fn administrators(&self) {
        let administers = |position: &PositionId| position.as_str() == ADMINISTRATOR;
        let any = self.organisation.people.values().any(|person| person.active && person.positions.iter().any(administers));
        if !any && !self.organisation.people.is_empty() {
            self.findings.warning(
                "no_administrator",
                self.places.root.get("people").map_or(Span::start(), Node::head),
                say!("в организации нет администратора", "the organisation has no administrator"),
                say!("дайте кому-нибудь должность «{ADMINISTRATOR}»", "give somebody the position `{ADMINISTRATOR}`"),
            );
        }
    }

    fn departments(&self) {
        for (name, entry) in self.places.departments {
            let Some(department) = self.organisation.departments.get(*name) else { continue };
            if department.head.as_ref().is_some_and(|head| self.has_left(head)) {
                let span = part(&entry.value, "head");
                let message = say!("руководитель отдела больше не работает", "the head of the department no longer works here");
                let help =
                    say!("пока его нет, спрашивают руководителя выше", "until there is a new one, the head above is asked");
                self.findings.warning("person_left", span, message, help);
            }
            if let Some(circle) = self.circle(name) {
                let span = part(&entry.value, "part_of");
                let message = say!("отдел входит сам в себя: {circle}", "the department is a part of itself: {circle}");
                self.findings.error("department_circle", span, message);
            }
        }
    }

    /// The way from a department up to itself, if there is one.
    fn circle(&self, name: &str) -> Option<String> {
        let departments = &self.organisation.departments;
        let above = |id: &&DepartmentId| departments.get(*id).and_then(|department| department.part_of.as_ref());
        let first = departments.get_key_value(name).map(|(id, _)| id)?;
        let way: Vec<_> = std::iter::successors(above(&first), above).take(departments.len()).map(DepartmentId::as_str).collect();
        let end = way.iter().position(|id| *id == name)?;
        Some(format!("{name} → {}", way[..=end].join(" → ")))
    }

    fn addresses(&self) {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for (name, entry) in self.places.people {
            let Some(node) = entry.value.get("email") else { continue };
            let address = node.text().unwrap_or_default().to_lowercase();
            if let Some((_, other)) = seen.iter().find(|(known, _)| *known == address) {
                let message = say!("тот же адрес уже есть у «{other}»", "`{other}` has the same address");
                self.findings.warning("same_address", node.span, message, None);
            }
            seen.push((address, name));
        }
    }

    fn days(&self, position: usize, absence: &Absence, node: &Node) {
        let Absence { from, to, .. } = absence;
        if to < from {
            let message = say!(
                "отсутствие кончается ({to}) раньше, чем начинается ({from})",
                "the absence ends ({to}) before it begins ({from})"
            );
            self.findings.error("range_reversed", part(node, "to"), message);
        }
        let overlaps = |other: &Absence| other.person == absence.person && other.from <= *to && *from <= other.to;
        if self.organisation.absences[..position].iter().any(overlaps) {
            let message =
                say!("отсутствие пересекается с другим того же человека", "the absence overlaps another of the same person");
            self.findings.warning(
                "absences_overlap",
                part(node, "from"),
                message,
                say!("действует первое", "the first one counts"),
            );
        }
    }

    fn deputy(&self, absence: &Absence, node: &Node) {
        let Some(deputy) = &absence.deputy else { return };
        let span = part(node, "deputy");
        if *deputy == absence.person {
            self.findings.error("own_deputy", span, say!("никто не замещает сам себя", "nobody is his own deputy"));
        }
        if self.has_left(deputy) {
            self.findings.error("person_left", span, say!("«{deputy}» больше не работает", "`{deputy}` no longer works here"));
        }
        if absence.tasks == Covered::None {
            let message = say!("заместитель есть, но задач он не берет", "there is a deputy who takes no tasks");
            let help = say!("уберите «deputy» или «tasks: none»", "take away `deputy` or `tasks: none`");
            self.findings.warning("idle_deputy", span, message, help);
        }
    }

    fn has_left(&self, person: &PersonId) -> bool {
        self.organisation.people.get(person).is_some_and(|person| !person.active)
    }
}

/// The place of a part of a map; of the map, where it has no such part.
fn part(node: &Node, key: &str) -> Span {
    node.get(key).map_or(node.head(), |node| node.span)
}
