//! Names and values that several parts of an organisation's file share: references to people and departments, zones, languages.

use std::collections::BTreeSet;

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::diagnostic::{Findings, say};
use crate::name::{CalendarId, DepartmentId, PersonId};
use crate::text::Locale;
use crate::yaml::{Node, read, shown, similar};

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
        let text = read::scalar(node, ("часовой пояс", "a time zone"), self.findings)?;
        let zone = text.parse().ok();
        if zone.is_none() {
            let found = shown(text);
            let help = similar(text, TZ_VARIANTS.iter().map(|zone| zone.name()));
            let help = help.or_else(|| Some(say!("например: Europe/Moscow", "for example Europe/Moscow")));
            let message =
                say!("ожидается часовой пояс, а «{found}» не известен", "expected a time zone, and `{found}` is not known");
            self.findings.error_with("unknown_time_zone", node.span, message, help);
        }
        zone
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
