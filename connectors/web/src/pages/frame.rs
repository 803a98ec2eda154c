//! The frame of every page: the head, the bar with the clock of the demo, the navigation, the message of the last act.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use voronka_definition::Locale;
use voronka_runtime::Quarantine;

use super::visit::{COUNTED_MOST, Visit};
use super::{administration, assets, circle, department, funnel, icons, keys, machine, processes, submitted, when};

/// Which of the main pages is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Tasks,
    Deals,
    Escalations,
    Department,
    Funnel,
    Letters,
    Processes,
    Administration,
    /// None of them, as the page of an error.
    Elsewhere,
}

/// A page before it has its frame.
pub(super) struct Page<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Which of the main pages it belongs to.
    pub place: Place,
    /// Its address, to come back to.
    pub here: &'a str,
    /// What is on it.
    pub body: Markup,
}

impl Page<'_> {
    /// The page as an answer.
    pub fn answer(self, visit: &Visit, status: StatusCode) -> Response {
        let inside = html! {
            @if visit.app.has_time_machine() { (machine::bar(visit, self.here)) }
            @if let Some(quarantine) = &visit.quarantine { (kept_back(visit, quarantine)) }
            (header(visit, self.place, (status != StatusCode::UNPROCESSABLE_ENTITY).then_some(self.here)))
            main id="main" {
                // What an earlier act said is no word on a form that came back.
                @if let Some(said) = visit.said.as_ref().filter(|_| status.is_success()) { (message(said)) }
                (self.body)
            }
        };
        answer(status, &document(visit.locale, self.title, Some(assets::SCRIPT_NAME), inside))
    }

    /// The page, where all is well.
    pub fn ok(self, visit: &Visit) -> Response {
        self.answer(visit, StatusCode::OK)
    }
}

/// A page for somebody who has not logged in, or when who he is does not matter.
pub(super) fn bare(locale: Locale, status: StatusCode, title: &str, here: &str, body: Markup) -> Response {
    let inside = html! {
        header.top { div.bar {
            a.brand href="/" { (icons::funnel()) "voronka" }
            span.grow {}
            (languages(locale, here))
        } }
        main id="main" { (body) }
    };
    answer(status, &document(locale, title, None, inside))
}

fn answer(status: StatusCode, page: &Markup) -> Response {
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page.0.clone()).into_response()
}

fn document(locale: Locale, title: &str, script: Option<&str>, inside: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · voronka" }
                link rel="icon" type="image/svg+xml" href=(assets::path(assets::MARK_NAME));
                link rel="stylesheet" href=(assets::path(assets::STYLE_NAME));
                @if let Some(script) = script { script src=(assets::path(script)) defer {} }
            }
            body {
                a.skip href="#main" { (locale.pick("К содержанию", "Skip to content")) }
                (inside)
            }
        }
    }
}

/// The bar with the sections. A form that came back has no address of its own: switching the language would lose what was typed.
fn header(visit: &Visit, place: Place, here: Option<&str>) -> Markup {
    html! {
        header.top { div.bar {
            a.brand href="/" aria-label="voronka" { (icons::funnel()) span { "voronka" } }
            nav aria-label=(visit.say("Разделы", "Sections")) {
                @for section in sections(visit) { (entry(&section, place)) }
            }
            span.grow {}
            (finder(visit))
            div.who {
                a.name href="/settings" title=(visit.say("Настройки", "Settings")) { (visit.name(&visit.me)) }
                @if let Some(here) = here { (languages(visit.locale, here)) }
                (form(visit, "/logout", html! { button.link { (visit.say("Выйти", "Log out")) } }))
            }
        } }
    }
}

/// The field of the search, and the way to the keys.
fn finder(visit: &Visit) -> Markup {
    let (search, keys) = (visit.say("Поиск", "Search"), visit.say("Клавиши", "Keys"));
    html! {
        form.finder method="get" action="/search" role="search" {
            input type="search" name="q" placeholder=(search) aria-label=(search) aria-keyshortcuts="/" maxlength="200" required;
        }
        a.keys-link href="/keys" title={ (keys) ": ?" } aria-label=(keys) data-places=(keys::places(visit)) { "?" }
    }
}

/// One of the main pages, as the bar shows it.
struct Section {
    place: Place,
    to: &'static str,
    title: &'static str,
    /// How much waits there.
    count: usize,
}

/// The main pages of this visitor, in the order of the bar. Each stands where its reader has use for it.
fn sections(visit: &Visit) -> Vec<Section> {
    let section = |place, to, ru, en| Section { place, to, title: visit.say(ru, en), count: 0 };
    let mut all = vec![
        section(Place::Tasks, "/", "Мои задачи", "My tasks"),
        section(Place::Deals, "/deals", "Сделки", "Deals"),
        Section { count: visit.unanswered, ..section(Place::Escalations, "/escalations", "Эскалации", "Escalations") },
    ];
    if circle::is_head(visit) {
        all.push(section(Place::Department, department::HERE, "Отдел", "Department"));
        all.push(section(Place::Funnel, funnel::HERE, "Воронка", "Funnel"));
    }
    all.push(section(Place::Letters, "/letters", "Письма", "Letters"));
    if processes::designs(visit) {
        all.push(section(Place::Processes, "/processes", "Процессы", "Processes"));
    }
    if visit.horizon.everything {
        all.push(section(Place::Administration, administration::HERE, "Система", "System"));
    }
    all
}

fn entry(section: &Section, place: Place) -> Markup {
    html! {
        a href=(section.to) aria-current=[(section.place == place).then_some("page")] {
            (section.title)
            @if section.count > 0 { span.badge { @if section.count < COUNTED_MOST as usize { (section.count) } @else { "99+" } } }
        }
    }
}

fn languages(locale: Locale, here: &str) -> Markup {
    let other = locale.pick(Locale::En, Locale::Ru);
    let name = other.pick("Русский", "English");
    let mark = if here.contains('?') { "&" } else { "?" };
    html! { a.language href={ (here) (mark) "lang=" (other) } lang=(other.code()) hreflang=(other.code()) { (name) } }
}

/// Everybody sees that what he does here brings no letter to anybody; an administrator also how that ends.
fn kept_back(visit: &Visit, quarantine: &Quarantine) -> Markup {
    html! {
        aside.quarantine role="note" aria-label=(visit.say("Карантин", "Quarantine")) { div.bar {
            strong { (visit.say("Карантин: ничего не отправляется.", "Quarantine: nothing is sent.")) }
            span {
                (visit.say("С ", "Since ")) (when::full(quarantine.since, visit.zone, visit.locale)) ": "
                (quarantine.reason.get(visit.locale)) ". "
                (visit.say(
                    "Работать можно, но письма, запросы к другим системам и расписания ждут.",
                    "You can work, but letters, requests to other systems and schedules wait.",
                ))
            }
            @if visit.horizon.everything { code { "voronka quarantine end" } }
        } }
    }
}

/// What an act had to say: the first line is what was done, the others what comes next.
fn message(said: &str) -> Markup {
    html! {
        div.said role="status" {
            @for (place, line) in said.lines().enumerate() {
                @if place == 0 { strong { (line) } } @else { p { (line) } }
            }
        }
    }
}

/// A form of this session that takes effect once.
pub(super) fn form(visit: &Visit, action: &str, inside: Markup) -> Markup {
    sent_to(visit, action, false, inside)
}

/// The same with files.
pub(super) fn form_with_files(visit: &Visit, action: &str, inside: Markup) -> Markup {
    sent_to(visit, action, true, inside)
}

fn sent_to(visit: &Visit, action: &str, files: bool, inside: Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype=[files.then_some("multipart/form-data")] {
            input type="hidden" name=(submitted::TOKEN) value=(visit.token);
            input type="hidden" name=(submitted::KEY) value=(submitted::fresh_key());
            (inside)
        }
    }
}

/// Something wide, which a narrow window scrolls by itself: also with the keyboard, so it has a name.
pub(super) fn scroll(title: &str, inside: Markup) -> Markup {
    html! { div.scroll role="region" tabindex="0" aria-label=(title) { (inside) } }
}

/// Nothing, where a page may show something.
pub(super) fn nothing() -> Markup {
    PreEscaped(String::new())
}
