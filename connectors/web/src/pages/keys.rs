//! The keys: what they do, on a page of its own and for the script that listens to them.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;

/// Where the letter after `g` leads. Those pages that a visitor has no use for are left out by their own sections.
const PLACES: [(&str, &str, &str, &str); 7] = [
    ("t", "/", "мои задачи", "my tasks"),
    ("d", "/deals", "сделки", "deals"),
    ("b", "/deals/board", "доска сделок", "board of deals"),
    ("c", "/calendar", "календарь", "calendar"),
    ("e", "/escalations", "эскалации", "escalations"),
    ("l", "/letters", "письма", "letters"),
    ("s", "/settings", "настройки", "settings"),
];
/// What the other keys do.
const KEYS: [(&str, &str, &str); 11] = [
    ("j", "следующая строка", "the next row"),
    ("k", "предыдущая строка", "the row before"),
    ("Enter", "открыть строку; задачу — прямо в списке", "open the row; a task right in the list"),
    ("c", "выполнить задачу: открыть ее результаты", "complete the task: open its results"),
    ("o", "открыть страницу задачи или сделки", "open the page of the task or the deal"),
    ("Esc", "закрыть то, что раскрыто", "close what is open"),
    ("n", "новая задача или сделка", "a new task or deal"),
    ("/", "поиск", "search"),
    ("[ ]", "раньше и позже в календаре", "earlier and later in the calendar"),
    ("r", "показать, что изменилось", "show what has changed"),
    ("?", "эта подсказка", "this help"),
];

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/keys", get(show))
}

/// For the script: which letter leads where.
pub(super) fn places() -> String {
    PLACES.map(|(key, path, _, _)| format!("{key}={path}")).join(" ")
}

async fn show(visit: Visit) -> Response {
    let title = visit.say("Клавиши", "Keys");
    let body = html! { h1 { (title) } div.card id="keys-help" { (table(&visit)) } };
    Page { title, place: Place::Elsewhere, here: "/keys", body }.ok(&visit)
}

fn table(visit: &Visit) -> Markup {
    html! {
        p.lead { (visit.say(
            "Клавиши действуют, пока курсор не в поле. Раскладка не важна.",
            "Keys work while the cursor is not in a field, whatever the layout of the keyboard.",
        )) }
        dl.keys {
            @for (key, ru, en) in KEYS { dt { kbd { (key) } } dd { (visit.say(ru, en)) } }
            @for (key, _, ru, en) in PLACES { dt { kbd { "g" } " " kbd { (key) } } dd { (visit.say(ru, en)) } }
        }
    }
}
