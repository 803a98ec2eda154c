//! Which tasks of the list are wanted, and which of them is open: the words of its address, and the way back to it from a form.

use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::TaskId;
use voronka_definition::model::TaskKind;
use voronka_definition::name::{PersonId, ProcessId};
use voronka_runtime::{TaskFilter, TaskStatus};

use super::super::visit::Visit;
use super::super::ways::quoted;

/// The field of a form that was filled in on the list: the words of the list's address, to come back to.
pub(in super::super) const LIST: &str = "list";
/// The longest way back, in bytes.
const LONGEST: usize = 1_000;
/// Every kind of work, with its name.
const KINDS: [(TaskKind, &str, &str); 7] = [
    (TaskKind::Call, "звонки", "calls"),
    (TaskKind::Meeting, "встречи", "meetings"),
    (TaskKind::Letter, "письма", "letters"),
    (TaskKind::Document, "документы", "documents"),
    (TaskKind::Form, "карточки и анкеты", "forms"),
    (TaskKind::Visa, "согласования", "approvals"),
    (TaskKind::Other, "прочее", "other"),
];

/// The words of the list's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in super::super) struct Wanted {
    /// Only this kind of work.
    pub kind: String,
    /// Only this process.
    pub process: String,
    /// Only what has these words in its title, its deal or its client.
    pub q: String,
    /// What comes after this place of the list.
    pub after: String,
    /// The task that is open.
    pub open: String,
}

impl Wanted {
    /// What a form was told of the list that it was filled in on; nothing where it was filled in elsewhere.
    pub fn of_form(field: Option<&str>) -> Option<Self> {
        let words = field?.strip_prefix('?').filter(|words| words.len() <= LONGEST)?;
        let uri = format!("/?{words}").parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(wanted)| wanted)
    }

    /// What a form is told of the list.
    pub fn for_form(&self) -> String {
        format!("?{}", self.words())
    }

    /// The address of the list with this task open.
    pub fn address(&self, open: Option<TaskId>) -> String {
        let words = self.words();
        let open = open.map(|id| format!("open={id}#task-{id}"));
        let words: Vec<String> = [words].into_iter().filter(|words| !words.is_empty()).chain(open).collect();
        if words.is_empty() { "/".to_owned() } else { format!("/?{}", words.join("&")) }
    }

    /// The task that is open.
    pub fn opened(&self) -> Option<TaskId> {
        self.open.parse().ok()
    }

    /// Whether the list is cut to something.
    pub fn is_cut(&self) -> bool {
        !(self.kind.is_empty() && self.process.is_empty() && self.q.trim().is_empty())
    }

    fn words(&self) -> String {
        let words = [("kind", &self.kind), ("process", &self.process), ("q", &self.q), ("after", &self.after)];
        let words = words.iter().filter(|(_, value)| !value.is_empty());
        words.map(|(name, value)| format!("{name}={}", quoted(value))).collect::<Vec<_>>().join("&")
    }

    /// The open tasks that the database is asked for.
    pub fn filter(&self) -> TaskFilter {
        TaskFilter {
            status: Some(TaskStatus::Open),
            kind: KINDS.iter().find(|(kind, _, _)| kind.name() == self.kind).map(|(kind, _, _)| *kind),
            process: Some(self.process.as_str()).filter(|process| !process.is_empty()).map(ProcessId::from),
            ..TaskFilter::default()
        }
    }

    /// Those of them that this person has, or may take.
    pub fn of_person(&self, person: &PersonId) -> TaskFilter {
        TaskFilter { concerns: Some(person.clone()), ..self.filter() }
    }

    /// The form that cuts the list.
    pub fn form(&self, visit: &Visit) -> Markup {
        let processes = visit.world.processes.values().filter(|process| !process.stages.is_empty());
        html! {
            form.filters.slim method="get" action="/" role="search" aria-label=(visit.say("Отбор задач", "Filter of tasks")) {
                label { span { (visit.say("Вид", "Kind")) }
                    select name="kind" data-sends {
                        option value="" { (visit.say("любой", "any")) }
                        @for (kind, ru, en) in KINDS { option value=(kind.name()) selected[self.kind == kind.name()] { (visit.say(ru, en)) } }
                    }
                }
                label { span { (visit.say("Процесс", "Process")) }
                    select name="process" data-sends {
                        option value="" { (visit.say("любой", "any")) }
                        @for process in processes {
                            option value=(process.id) selected[self.process == process.id.as_str()] { (process.title.get(visit.locale)) }
                        }
                    }
                }
                label.wide { span { (visit.say("Слова", "Words")) }
                    input name="q" type="search" value=(self.q) placeholder=(visit.say("задача, сделка или клиент", "task, deal or client"));
                }
                button { (visit.say("Отобрать", "Filter")) }
                @if self.is_cut() { a href="/" { (visit.say("Показать все", "Show all")) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_from_a_form_leads_to_the_same_list_and_nowhere_else() {
        let wanted = Wanted { kind: "call".to_owned(), q: "дом & сад".to_owned(), ..Wanted::default() };
        assert_eq!(Wanted::of_form(Some(&wanted.for_form())), Some(wanted.clone()));
        assert_eq!(Wanted::of_form(Some("?")), Some(Wanted::default()));
        assert_eq!((Wanted::of_form(None), Wanted::of_form(Some("//evil.example"))), (None, None));
        let hostile = Wanted::of_form(Some("?q=//evil.example&next=https://evil.example")).unwrap_or_default();
        assert_eq!(hostile.address(None), "/?q=//evil.example");
        assert_eq!(Wanted::default().address(None), "/");
        let id: TaskId = "0190b6c2-0000-7000-8000-000000000001-3".parse().expect("an id");
        assert!(wanted.address(Some(id)).starts_with("/?kind=call&q=%D0%B4"));
        assert!(Wanted::default().address(Some(id)).ends_with(&format!("/?open={id}#task-{id}")));
    }
}
