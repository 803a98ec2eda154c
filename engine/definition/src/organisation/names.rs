//! Names and values that several parts of an organisation's file share: references to people and departments, zones, languages.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use crate::diagnostic::Findings;
use crate::name::{CalendarId, DepartmentId, PersonId};
use crate::process::zone;
use crate::text::Locale;
use crate::yaml::{Node, read};

/// The names that the file defines.
pub(super) struct Names<'a> {
    pub(super) people: BTreeSet<&'a str>,
    pub(super) departments: BTreeSet<&'a str>,
    pub(super) findings: &'a Findings,
}

impl Names<'_> {
    /// A person of this file.
    pub(super) fn person(&self, node: &Node) -> Option<PersonId> {
        self.known("unknown_person", node, &self.people, ("человек организации", "a person of the organisation")).map(Into::into)
    }

    /// A department of this file.
    pub(super) fn department(&self, node: &Node) -> Option<DepartmentId> {
        let what = ("отдел организации", "a department of the organisation");
        self.known("unknown_department", node, &self.departments, what).map(Into::into)
    }

    /// The name of a calendar; whether there is one is not known here.
    pub(super) fn calendar(&self, node: &Node) -> Option<CalendarId> {
        read::name(node, self.findings).map(Into::into)
    }

    pub(super) fn zone(&self, node: &Node) -> Option<Tz> {
        zone::read(node, self.findings)
    }

    pub(super) fn locale(&self, node: &Node) -> Option<Locale> {
        let words = Locale::ALL.map(|locale| (locale.code(), locale));
        read::word(node, &words, ("язык", "a language"), self.findings)
    }

    fn known<'n>(&self, code: &'static str, node: &'n Node, names: &BTreeSet<&str>, what: (&str, &str)) -> Option<&'n str> {
        let name = read::name(node, self.findings)?;
        if names.contains(name) {
            return Some(name);
        }
        read::unknown(code, name, what, names.iter().copied(), node.span, self.findings);
        None
    }
}
