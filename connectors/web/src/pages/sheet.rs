//! The fields of a form: each with its label, what the datum is for, what is known, and what was wrong with what was sent.

use maud::{Markup, html};
use voronka_core::{Case, FieldProblem};
use voronka_definition::model::{Ask, Field, FieldType};
use voronka_definition::{Document, Locale, Process, Value};

use super::given::name_of;
use super::raw::Raw;
use super::visit::Visit;
use super::{controls, documents, frame, icons, mistakes};

/// From how many voluntary fields on they are folded away.
const FOLDED_FROM: usize = 3;
/// How the id of a hint ends, after that of its control; and of what was wrong.
const HINT: &str = "-hint";
const WRONG: &str = "-wrong";

/// A form's fields, as they are filled in now.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    /// Who fills them in.
    pub visit: &'a Visit,
    /// The process whose fields they are.
    pub process: &'a Process,
    /// The case whose data are known.
    pub case: Option<&'a Case>,
    /// What they hold.
    pub raw: &'a Raw,
    /// What was wrong with what was sent.
    pub problems: &'a [FieldProblem],
    /// What sets the names of this form apart from those of others on the page.
    pub scope: &'a str,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    /// It must.
    Must,
    /// It may.
    May,
    /// It must where this holds, in words.
    Where(String),
}

/// The place of a field in its form.
pub(super) struct Spot<'a> {
    /// The name of its control.
    pub name: String,
    /// How problems name it.
    pub path: String,
    /// The field.
    pub field: &'a Field,
    /// Whether it must be filled in.
    pub must: bool,
}

impl<'a> Sheet<'a> {
    /// What must be filled in, and what may.
    pub fn questions(&self, ask: &[Ask], may_ask: &[Ask]) -> Markup {
        let may: Vec<&Ask> = may_ask.iter().filter(|may| !ask.iter().any(|must| must.field == may.field)).collect();
        let voluntary = html! { @for one in &may { (self.ask(one, false)) } };
        let is_open = may.iter().any(|one| self.is_wrong(one.field.as_str()) || self.has_file(one.field.as_str()));
        html! {
            @for one in ask { (self.ask(one, true)) }
            @if may.len() < FOLDED_FROM { (voluntary) } @else {
                details.more open[is_open || ask.is_empty()] {
                    summary {
                        (self.visit.say("Заодно записать", "Also note"))
                        span.quiet { " — " (self.titles(&may)) }
                    }
                    (voluntary)
                }
            }
        }
    }

    fn titles(&self, asks: &[&Ask]) -> String {
        let titles = asks.iter().filter_map(|ask| self.process.field(&ask.field));
        titles
            .map(|field| voronka_core::words::within_sentence(field.title.get(self.visit.locale)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn ask(&self, ask: &Ask, must: bool) -> Markup {
        let Some(field) = self.process.field(&ask.field) else { return frame::nothing() };
        let need = match &ask.when {
            Some(when) => Need::Where(self.condition(when.source())),
            None if must => Need::Must,
            None => Need::May,
        };
        self.field(field, &need)
    }

    /// A field of the deal.
    pub fn field(&self, field: &Field, need: &Need) -> Markup {
        let must = *need == Need::Must;
        self.row(&Spot { name: name_of(field), path: field.id.to_string(), field, must }, need)
    }

    /// A field with its label, or a group of fields with its legend.
    pub fn row(&self, spot: &Spot<'_>, need: &Need) -> Markup {
        let title = spot.field.title.get(self.visit.locale);
        let label = html! { (title) (self.mark(need)) };
        let inside = html! {
            @if let Some(hint) = &spot.field.hint { p.hint id={ (self.id(&spot.name)) (HINT) } { (hint.get(self.visit.locale)) } }
            @if let Need::Where(condition) = need { p.hint { (condition) } }
            (self.wrong(spot))
            (controls::control(self, spot))
        };
        let is_wrong = self.is_wrong(&spot.path);
        let is_group = matches!(
            spot.field.kind,
            FieldType::Organisation | FieldType::Contact | FieldType::List(_) | FieldType::Money | FieldType::Document
        );
        html! {
            @if is_group {
                fieldset.field.wrong[is_wrong] aria-describedby=[self.described(spot)] { legend { (label) } (inside) }
            } @else {
                div.field.wrong[is_wrong] { label for=(self.id(&spot.name)) { (label) } (inside) }
            }
        }
    }

    fn mark(&self, need: &Need) -> Markup {
        html! { @if *need == Need::Must { span.must title=(self.visit.say("обязательно", "required")) { " *" } } }
    }

    /// The id of a control on the page.
    pub fn id(&self, name: &str) -> String {
        format!("{}-{}", self.scope, name.replace('.', "-"))
    }

    /// What is wrong with a field itself; the parts of a list tell theirs.
    pub fn wrong(&self, spot: &Spot<'_>) -> Markup {
        self.errors(&spot.name, &spot.path, &spot.field.kind)
    }

    fn errors(&self, name: &str, path: &str, kind: &FieldType) -> Markup {
        let wrong: Vec<_> = self.problems.iter().filter(|problem| problem.field == path).collect();
        html! {
            @if !wrong.is_empty() { div id={ (self.id(name)) (WRONG) } {
                @for problem in wrong { p.error { (mistakes::of_field(self.visit.locale, kind, problem)) } }
            } }
        }
    }

    /// The ids of what is said of a control: how it is filled in, and what was wrong.
    pub fn described(&self, spot: &Spot<'_>) -> Option<String> {
        let hint = spot.field.hint.is_some().then_some(HINT);
        self.said_at(&spot.name, &spot.path, hint)
    }

    fn said_at(&self, name: &str, path: &str, hint: Option<&str>) -> Option<String> {
        let wrong = self.problems.iter().any(|problem| problem.field == path).then_some(WRONG);
        let ids: Vec<String> = hint.into_iter().chain(wrong).map(|end| self.id(name) + end).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Whether something is wrong with a field or within it.
    pub fn is_wrong(&self, path: &str) -> bool {
        let is_within =
            |field: &str| field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']));
        self.problems.iter().any(|problem| is_within(&problem.field))
    }

    /// Whether a file was chosen for a field.
    fn has_file(&self, path: &str) -> bool {
        self.process.field(&path.into()).is_some_and(|field| self.raw.file(&name_of(field)).is_some())
    }

    /// The document that is known of a field.
    pub fn known_document(&self, spot: &Spot<'_>) -> Option<(&'a Case, &'a Document)> {
        let case = self.case?;
        match case.data.get(&spot.field.id) {
            Some(Value::Document(document)) if !spot.path.contains('[') => Some((case, document)),
            _ => None,
        }
    }

    /// A condition of the process in words, where it is a simple one.
    fn condition(&self, source: &str) -> String {
        let say = |ru: String, en: String| self.visit.say(ru, en);
        let simple = source.split_once('=').filter(|(field, _)| !field.trim_end().ends_with(['!', '<', '>']));
        let known = simple.and_then(|(field, value)| Some((self.process.field(&field.trim().into())?, value.trim())));
        let Some((field, value)) = known else {
            return say("Если это применимо".to_owned(), "Where it applies".to_owned());
        };
        let title = field.title.get(self.visit.locale);
        if value == "null" {
            return say(format!("Нужно, только если не заполнено «{title}»"), format!("Needed only if “{title}” is empty"));
        }
        let value = Value::Choice(value.trim_matches('"').to_owned());
        let value = self.visit.speaker().value(&value, &field.kind);
        say(format!("Если «{title}» — «{value}»"), format!("If “{title}” is “{value}”"))
    }

    /// A comment, with what was wrong with it.
    pub fn comment(&self, name: &str, title: &str, must: bool) -> Markup {
        let need = if must { Need::Must } else { Need::May };
        html! {
            div.field.wrong[self.is_wrong(name)] {
                label for=(self.id(name)) { (title) (self.mark(&need)) }
                (self.errors(name, name, &FieldType::Text))
                textarea id=(self.id(name)) name=(name) rows="2" required[must] maxlength="20000"
                    aria-invalid=[self.is_wrong(name).then_some("true")] aria-describedby=[self.said_at(name, name, None)] { (self.raw.get(name)) }
            }
        }
    }

    /// A field of one line, which the sheet's own texts are not.
    pub fn line(&self, name: &str, title: (&str, &str), must: bool) -> Markup {
        let need = if must { Need::Must } else { Need::May };
        html! {
            div.field.wrong[self.is_wrong(name)] {
                label for=(self.id(name)) { (self.visit.say(title.0, title.1)) (self.mark(&need)) }
                (self.errors(name, name, &FieldType::Text))
                input id=(self.id(name)) name=(name) type="text" value=(self.raw.get(name)) required[must] maxlength="254" autocomplete="off"
                    aria-invalid=[self.is_wrong(name).then_some("true")] aria-describedby=[self.said_at(name, name, None)];
            }
        }
    }

    /// A field that belongs to the act itself and not to the deal: a date, a person.
    pub fn own(&self, name: &str, title: (&str, &str), kind: FieldType, must: bool) -> Markup {
        let title = voronka_definition::Text::both(title.0, title.1);
        let field = Field { id: name.into(), title, hint: None, kind, computed: false };
        let need = if must { Need::Must } else { Need::May };
        self.row(&Spot { name: name.to_owned(), path: name.to_owned(), field: &field, must }, &need)
    }

    /// What was wrong that no field of the form is to blame for.
    pub fn summary(&self, shown: &[&str]) -> Markup {
        let others = || self.problems.iter().filter(|problem| !shown.iter().any(|path| self.is_of(&problem.field, path)));
        html! {
            @if !self.problems.is_empty() {
                div.alert role="alert" {
                    strong { (self.visit.say("Не сохранено: исправьте отмеченные поля.", "Not saved: correct the marked fields.")) }
                    @for problem in others() { p { (mistakes::in_words(self.visit.locale, problem)) } }
                }
            }
        }
    }

    fn is_of(&self, field: &str, path: &str) -> bool {
        field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    }
}

/// A document that can be opened.
pub(super) fn document_link(locale: Locale, case: &Case, document: &Document) -> Markup {
    html! {
        a.document href={ "/deals/" (case.id) "/documents/" (document.hash) } {
            (icons::paper()) (document.name) span.quiet { " " (size(document.size, locale)) }
        }
        @if documents::may_be_shown(document) {
            " " a.look href={ "/deals/" (case.id) "/documents/" (document.hash) "?show=1" } target="_blank" rel="noopener" {
                (locale.pick("посмотреть", "look")) span.unseen { ": " (document.name) }
            }
        }
    }
}

fn size(bytes: u64, locale: Locale) -> String {
    match bytes {
        0..1024 => format!("{bytes} {}", locale.pick("Б", "B")),
        1024..1_048_576 => format!("{} {}", bytes.div_ceil(1024), locale.pick("КБ", "KB")),
        _ => {
            let (whole, tenth) = (bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576);
            format!("{whole}{}{tenth} {}", locale.pick(',', '.'), locale.pick("МБ", "MB"))
        }
    }
}
