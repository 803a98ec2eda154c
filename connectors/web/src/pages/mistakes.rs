//! What went wrong, as people read it: beside a field, and as a page of its own.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::http::request::Parts;
use axum::response::Response;
use chrono::DateTime;
use maud::html;
use voronka_core::FieldProblem;
use voronka_definition::Locale;
use voronka_definition::model::FieldType;
use voronka_runtime::FINDING;

use super::frame::{Page, Place};
use super::typed::Typed;
use super::visit::Visit;
use super::{frame, language};
use crate::app::App;
use crate::problem::Problem;

/// The code of an error of which nothing is known but its status.
const PLAIN: &str = "bad_request";

/// What is wrong with a field, said beside it.
pub(super) fn of_field(locale: Locale, kind: &FieldType, problem: &FieldProblem) -> String {
    if let Some((ru, en)) = plainly(kind, &problem.code) {
        return locale.pick(ru, en).to_owned();
    }
    let (expected, found) = (problem.expected.get(locale), problem.found.get(locale));
    if problem.code == FINDING {
        return of_file(expected, found);
    }
    // A moment as machines write it tells nobody anything: he sees what he typed.
    if DateTime::parse_from_rfc3339(found).is_ok() {
        return locale.pick(format!("Нужно: {expected}."), format!("Needed: {expected}."));
    }
    locale.pick(format!("Нужно: {expected}. Сейчас: {found}."), format!("Needed: {expected}. Now: {found}."))
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
        ("wrong_type", FieldType::Date) => ("Нужна дата, какая есть в календаре.", "A date of the calendar is needed."),
        ("wrong_type", FieldType::Datetime) => {
            ("Нужны дата и время, какие есть в календаре.", "A date and a time of the calendar are needed.")
        }
        ("wrong_type", FieldType::Organisation | FieldType::Contact) => ("Укажите название или имя.", "Give the name."),
        ("wrong_type", FieldType::Document) => {
            ("Нужен непустой файл до 8 МиБ.", "A file of at most 8 MiB is needed, and not an empty one.")
        }
        ("not_an_option" | "unknown_person" | "unknown_direction" | "unknown_process", _) => {
            ("Выберите из списка.", "Choose from the list.")
        }
        ("bad_email", _) => {
            ("Это не адрес почты. Нужен такой: имя@фирма.рф.", "This is no e-mail address. One such as name@firm.com is needed.")
        }
        ("bad_phone", _) => ("В телефоне нужны цифры.", "A telephone number needs digits."),
        ("out_of_range", FieldType::Money) => ("Сумма не может быть отрицательной.", "An amount cannot be negative."),
        ("range_reversed", _) => ("Не раньше первого дня.", "Not before the first day."),
        ("in_the_past", FieldType::Date) => ("Нужен сегодняшний день или более поздний.", "Today or a later day is needed."),
        ("in_the_past", _) => ("Нужен момент в будущем.", "A moment to come is needed."),
        ("own_heir" | "own_deputy", _) => ("Выберите другого сотрудника.", "Choose somebody else."),
        ("unchanged", FieldType::Choice(_) | FieldType::Person) => {
            ("Так уже и есть: выберите другое.", "That is so already: choose another.")
        }
        ("unchanged", _) => ("Значение не изменилось.", "The value has not changed."),
        _ => return None,
    })
}

/// What is wrong with something that the form has no field for.
pub(super) fn in_words(locale: Locale, problem: &FieldProblem) -> String {
    let (expected, found) = (problem.expected.get(locale), problem.found.get(locale));
    if problem.code == FINDING {
        return of_file(expected, found);
    }
    locale.pick(
        format!("{}: ожидалось: {expected}, получено: {found}", problem.field),
        format!("{}: expected {expected}, found {found}", problem.field),
    )
}

/// A finding of the organisation's file: what is wrong, and what to do about it.
fn of_file(message: &str, help: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    // The help is a sentence of its own after a whole one, and goes on from what is none.
    let whole = letters.as_str().trim_end_matches('.');
    if help.is_empty() { format!("{first}{}", letters.as_str()) } else { format!("{first}{whole}: {help}") }
}

/// A problem as a page: what happened, in plain words, and a way back. Who has logged in keeps his navigation.
pub(super) async fn page(app: &App, mut parts: Parts, problem: &Problem) -> Response {
    let back = way_back(parts.uri.path(), problem.status);
    // What an earlier act said is no word on this one.
    let visit = Visit::from_request_parts(&mut parts, app).await.ok().map(|visit| Visit { said: None, ..visit });
    let locale = match &visit {
        Some(visit) => visit.locale,
        None => language::chosen(&parts, None).unwrap_or(app.engine.world().organisation.locale),
    };
    let title = heading(locale, problem);
    let body = html! {
        section.card.mistake {
            h1 { (title) }
            @for line in explanation(locale, problem) { p { (line) } }
            @for field in &problem.detail.fields { p { (in_words(locale, field)) } }
            @if let Some(typed) = parts.extensions.get::<Typed>() { (typed.shown(locale)) }
            p.acts {
                a.button href=(back) { (locale.pick("Вернуться", "Go back")) }
                @if back != "/" { a href="/" { (locale.pick("Мои задачи", "My tasks")) } }
            }
        }
    };
    let mut response = match &visit {
        Some(visit) => Page { title: &title, place: Place::Elsewhere, here: &back, body }.answer(visit, problem.status),
        None => frame::bare(locale, problem.status, &title, &back, body),
    };
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// What happened, in a few words.
fn heading(locale: Locale, problem: &Problem) -> String {
    let (ru, en) = match (problem.status.as_u16(), problem.detail.code.as_str()) {
        (403, PLAIN) => ("Эта страница вам недоступна", "This page is not for you"),
        (403, _) => ("Это вам не разрешено", "You may not do this"),
        (404, _) => ("Такой страницы нет или она вам не видна", "There is no such page, or you may not see it"),
        (405, _) => ("Здесь этого сделать нельзя", "This cannot be done here"),
        (409, "task_not_open") => ("Задача уже закрыта", "The task is closed already"),
        (409, _) => ("Сейчас это невозможно", "This is not possible now"),
        (412, _) => ("Пока страница была открыта, все изменилось", "Things changed while the page was open"),
        (413, _) => ("Это слишком много для одного раза", "This is too much at once"),
        (408 | 503 | 504, _) => ("Сервер занят", "The server is busy"),
        (500.., _) => ("На сервере произошел сбой", "The server failed"),
        _ => ("Адрес или форма неверны", "The address or the form is wrong"),
    };
    locale.pick(ru, en).to_owned()
}

/// What is known of it besides.
fn explanation(locale: Locale, problem: &Problem) -> Vec<String> {
    let (expected, found) = (problem.detail.expected.get(locale), problem.detail.found.get(locale));
    let own = |ru: &str, en: &str| vec![locale.pick(ru, en).to_owned()];
    match (problem.status.as_u16(), problem.detail.code.as_str()) {
        (404, _) => own(
            "Ссылка могла устареть, или это видят другие сотрудники. Сделку, клиента или задачу можно найти поиском.",
            "The link may be old, or this is for others to see. A deal, a client or a task can be found with the search.",
        ),
        (_, PLAIN) | (405, _) => Vec::new(),
        (403, "not_a_designer") => vec![locale.pick(format!("Сюда входит {expected}."), format!("This is for {expected}."))],
        // Numbers of tasks and revisions are the engine's own.
        (409, "task_not_open") => vec![sentence(found)],
        (412, _) => own("Откройте ее заново и повторите.", "Open it again and repeat what you did."),
        (413, _) => own(
            "Один файл может занимать до 8 МиБ, все вместе — до 10 МиБ. Кнопка браузера «Назад» вернет форму с тем, что вы написали.",
            "A file may have up to 8 MiB, all of them together up to 10 MiB. Your browser's back button brings back the form with what you wrote.",
        ),
        (408 | 503 | 504, _) => own("Повторите через несколько секунд.", "Try again in a few seconds."),
        (500.., _) => own("Он записан в журнал. Попробуйте еще раз.", "It is in the log. Try again."),
        _ => vec![sentence(found), locale.pick(format!("Нужно: {expected}."), format!("Needed: {expected}."))],
    }
}

/// A fact as a sentence.
fn sentence(fact: &str) -> String {
    let mut letters = fact.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let end = if fact.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// The page that a refused act was on; from a page that does not exist, the first one.
fn way_back(path: &str, status: StatusCode) -> String {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // An act of `/tasks/ID/claim` belongs to `/tasks/ID`, and one of `/escalations/ID/answer` to the list.
    match parts.first() {
        Some(&("tasks" | "deals")) => parts.truncate(2),
        Some(&("escalations" | "absences")) => parts.truncate(1),
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
    use voronka_definition::Text;

    use super::*;

    #[test]
    fn errors_are_told_in_plain_words() {
        let conflict = Problem::new(
            StatusCode::CONFLICT,
            "case_finished",
            Text::both("сделка в работе", "an open case"),
            Text::both("она завершена: Отказ", "it has ended: Lost"),
        );
        let of = Problem::of_status;
        let table = [
            (of(StatusCode::FORBIDDEN), "Эта страница вам недоступна", vec![]),
            (
                of(StatusCode::NOT_FOUND),
                "Такой страницы нет или она вам не видна",
                vec!["Ссылка могла устареть, или это видят другие сотрудники. Сделку, клиента или задачу можно найти поиском."],
            ),
            (of(StatusCode::BAD_REQUEST), "Адрес или форма неверны", vec![]),
            (conflict, "Сейчас это невозможно", vec!["Она завершена: Отказ.", "Нужно: сделка в работе."]),
        ];
        for (problem, title, lines) in table {
            assert_eq!(heading(Locale::Ru, &problem), title);
            assert_eq!(explanation(Locale::Ru, &problem), lines, "{title}");
        }
    }

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
