//! The keys: what they do, on a page of its own and for the script that listens to them.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::frame::{Page, Place};
use super::visit::Visit;
use super::{administration, circle, department, funnel, processes};
use crate::app::App;

/// A page to which a letter after `g` leads, and who has use for it.
struct Way {
    key: &'static str,
    path: &'static str,
    ru: &'static str,
    en: &'static str,
    is_for: fn(&Visit) -> bool,
}

const fn way(key: &'static str, path: &'static str, ru: &'static str, en: &'static str, is_for: fn(&Visit) -> bool) -> Way {
    Way { key, path, ru, en, is_for }
}

/// The same as the sections of the bar, and what stands below them.
const WAYS: [Way; 11] = [
    way("t", "/", "мои задачи", "my tasks", everybody),
    way("d", "/deals", "сделки", "deals", everybody),
    way("b", "/deals/board", "доска сделок", "board of deals", everybody),
    way("c", "/calendar", "календарь", "calendar", everybody),
    way("e", "/escalations", "эскалации", "escalations", everybody),
    way("o", department::HERE, "отдел", "department", circle::is_head),
    way("f", funnel::HERE, "воронка", "funnel", circle::is_head),
    way("l", "/letters", "письма", "letters", everybody),
    way("p", "/processes", "процессы", "processes", processes::designs),
    way("a", administration::HERE, "система", "system", |visit| visit.horizon.everything),
    way("s", "/settings", "настройки", "settings", everybody),
];

const fn everybody(_: &Visit) -> bool {
    true
}

fn ways(visit: &Visit) -> impl Iterator<Item = &'static Way> {
    WAYS.iter().filter(|way| (way.is_for)(visit))
}

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
pub(super) fn places(visit: &Visit) -> String {
    let pairs: Vec<String> = ways(visit).map(|way| format!("{}={}", way.key, way.path)).collect();
    pairs.join(" ")
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
            @for way in ways(visit) { dt { kbd { "g" } " " kbd { (way.key) } } dd { (visit.say(way.ru, way.en)) } }
        }
    }
}
