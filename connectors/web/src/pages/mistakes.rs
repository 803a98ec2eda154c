//! What went wrong, as people read it: beside a field, and as a page of its own.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::http::request::Parts;
use axum::response::Response;
use maud::html;
use voronka_core::FieldProblem;
use voronka_definition::Locale;
use voronka_definition::model::FieldType;

use super::{frame, language};
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;

/// What is wrong with a field, said beside it.
pub(super) fn of_field(locale: Locale, kind: &FieldType, problem: &FieldProblem) -> String {
    if let Some((ru, en)) = plainly(kind, &problem.code) {
        return locale.pick(ru, en).to_owned();
    }
    let (expected, found) = (problem.expected.get(locale), problem.found.get(locale));
    locale.pick(format!("Ожидалось: {expected}. Получено: {found}."), format!("Expected {expected}; found {found}."))
}

/// The commonest mistakes in the words of a page; the core speaks of JSON.
fn plainly(kind: &FieldType, code: &str) -> Option<(&'static str, &'static str)> {
    Some(match (code, kind) {
        ("missing", FieldType::Document) => ("Выберите файл или вставьте текст.", "Choose a file or paste the text."),
        ("missing", FieldType::List(_)) => ("Заполните хотя бы одну строку.", "Fill in at least one row."),
        ("missing", FieldType::Choice(_) | FieldType::Person | FieldType::Direction | FieldType::Process) => {
            ("Выберите из списка.", "Choose from the list.")
        }
        ("missing", _) => ("Заполните это поле.", "Fill in this field."),
        ("wrong_type", FieldType::Money) => {
            ("Нужна сумма, например 500 000 или 1 250,50.", "An amount is needed, such as 500,000 or 1,250.50.")
        }
        ("wrong_type", FieldType::Number { .. }) => ("Нужно число.", "A number is needed."),
        ("wrong_type", FieldType::Integer { .. }) => ("Нужно целое число.", "A whole number is needed."),
        ("wrong_type", FieldType::Date) => ("Нужна дата.", "A date is needed."),
        ("wrong_type", FieldType::Datetime) => ("Нужны дата и время.", "A date and a time are needed."),
        ("wrong_type", FieldType::Organisation | FieldType::Contact) => ("Укажите название или имя.", "Give the name."),
        ("wrong_type", FieldType::Document) => {
            ("Нужен непустой файл до 8 МиБ.", "A file of at most 8 MiB is needed, and not an empty one.")
        }
        ("not_an_option" | "unknown_person" | "unknown_direction" | "unknown_process", _) => {
            ("Выберите из списка.", "Choose from the list.")
        }
        ("in_the_past", _) => ("Нужен момент в будущем.", "A moment to come is needed."),
        ("unchanged", _) => ("Значение не изменилось.", "The value has not changed."),
        _ => return None,
    })
}

/// What is wrong with something that the form has no field for.
pub(super) fn in_words(locale: Locale, problem: &FieldProblem) -> String {
    let (expected, found) = (problem.expected.get(locale), problem.found.get(locale));
    locale.pick(
        format!("{}: ожидалось {expected}, получено {found}", problem.field),
        format!("{}: expected {expected}, found {found}", problem.field),
    )
}

/// A problem as a page: what was expected, what was found, and a way back.
pub(super) fn page(app: &App, parts: &Parts, problem: &Problem) -> Response {
    let own =
        Caller::of(&parts.extensions).ok().and_then(|Caller(me)| app.engine.world().person(&me).and_then(|person| person.locale));
    let locale = language::chosen(parts, own).unwrap_or(app.engine.world().organisation.locale);
    let told = problem.told(locale);
    let back = way_back(parts.uri.path(), problem.status);
    let body = html! {
        section.card.mistake {
            p.code { (problem.status.as_u16()) }
            h1 { (told.title) }
            dl {
                dt { (locale.pick("Ожидалось", "Expected")) } dd { (told.expected) }
                dt { (locale.pick("Получено", "Found")) } dd { (told.found) }
            }
            @for field in &problem.detail.fields { p { (in_words(locale, field)) } }
            p.acts {
                a.button href=(back) { (locale.pick("Вернуться", "Go back")) }
                " "
                a href="/" { (locale.pick("Мои задачи", "My tasks")) }
            }
        }
    };
    let mut response = frame::bare(locale, problem.status, &told.title, &back, body);
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page that a refused act was on; from a page that does not exist, the first one.
fn way_back(path: &str, status: StatusCode) -> String {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // An act of `/tasks/ID/claim` belongs to `/tasks/ID`, and one of `/escalations/ID/answer` to the list.
    match parts.first() {
        Some(&("tasks" | "deals")) => parts.truncate(2),
        Some(&"escalations") => parts.truncate(1),
        _ => parts.clear(),
    }
    if status == StatusCode::NOT_FOUND {
        parts.pop();
    }
    // Tasks are listed on the first page.
    if parts == ["tasks"] { "/".to_owned() } else { format!("/{}", parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_act_leads_back_to_what_it_was_about() {
        let table = [
            ("/tasks/T/complete", StatusCode::CONFLICT, "/tasks/T"),
            ("/tasks/T", StatusCode::NOT_FOUND, "/"),
            ("/deals/D/finish", StatusCode::FORBIDDEN, "/deals/D"),
            ("/deals/D/finish", StatusCode::NOT_FOUND, "/deals"),
            ("/escalations/E/answer", StatusCode::CONFLICT, "/escalations"),
            ("/nothing/here", StatusCode::NOT_FOUND, "/"),
            ("/clock", StatusCode::CONFLICT, "/"),
        ];
        for (path, status, expected) in table {
            assert_eq!(way_back(path, status), expected, "{path}");
        }
    }
}
