//! The page on which a person chooses how letters come and gets a calendar to subscribe to.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use voronka_core::words::moment_seen_from;
use voronka_runtime::{BadWishes, Pace, Wishes};

use super::frame::{self, Page, Place};
use super::language::Said;
use super::raw::Raw;
use super::submitted::Submitted;
use super::visit::Visit;
use crate::api::pace;
use crate::app::App;
use crate::feed;
use crate::problem::Problem;

const HERE: &str = "/settings";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(HERE, get(show))
        .route("/settings/letters", post(wish))
        .route("/settings/calendar", post(open_feed))
        .route("/settings/calendar/end", post(close_feed))
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    let (wishes, _) = visit.app.engine.letter_wishes(&visit.me).await?;
    page(&visit, &wishes, None, StatusCode::OK).await
}

async fn page(visit: &Visit, wishes: &Wishes, wrong: Option<&str>, status: StatusCode) -> Result<Response, Problem> {
    let (_, next_at) = visit.app.engine.letter_wishes(&visit.me).await?;
    let next = next_at.map(|at| moment_seen_from(at, visit.now, visit.zone, visit.locale));
    let has_feed = visit.app.engine.reads().has_feed(&visit.me).await?;
    let title = visit.say("Настройки", "Settings");
    let body = html! {
        h1 { (title) }
        (frame::form(visit, "/settings/letters", letters(visit, wishes, wrong, next.as_deref())))
        (calendar(visit, has_feed, None))
        section.card {
            h2 { (visit.say("Вход", "Password and sessions")) }
            p { a href="/settings/entering" { (visit.say("Пароль и где вы вошли", "Your password, and where you are logged in")) } }
        }
    };
    Ok(Page { title, place: Place::Elsewhere, here: HERE, body }.answer(visit, status))
}

fn letters(visit: &Visit, wishes: &Wishes, wrong: Option<&str>, next: Option<&str>) -> Markup {
    let is_head = !visit.horizon.below.is_empty();
    html! {
        div.card {
            h2 { (visit.say("Письма", "Letters")) }
            (choice(visit, "notices", visit.say("О моих задачах", "About my tasks"), wishes.notices))
            @if is_head { (choice(visit, "escalations", visit.say("О просрочках сотрудников", "About overdue tasks of my people"), wishes.escalations)) }
            div.field { label.tick {
                input type="checkbox" name="morning" value="yes" checked[wishes.morning];
                span { (visit.say("Утренняя сводка по рабочим дням: что просрочено, что на сегодня, что в отделе",
                    "A digest every working morning: what is overdue, what is due today, my department")) }
            } }
            (hour(visit, wishes, wrong))
            @if let Some(next) = next { p { (visit.say("Следующая сводка: ", "The next digest: ")) (next) } }
            button.primary { (visit.say("Сохранить", "Save")) }
        }
    }
}

/// When the digest comes: at an hour of the working days, or by a line of cron for those who know it.
fn hour(visit: &Visit, wishes: &Wishes, wrong: Option<&str>) -> Markup {
    let line = wishes.cron.as_deref().unwrap_or_default();
    let at = hour_of(line);
    let own = if at.is_some() { "" } else { line };
    html! {
        div.field {
            label for="at" { (visit.say("В котором часу приходит сводка", "At what hour the digest comes")) }
            input id="at" name="at" type="time" value=[at] aria-describedby="at-hint";
            p.hint id="at-hint" { (visit.say(
                "По рабочим дням, в вашем часовом поясе. Пусто — когда начинается ваш рабочий день.",
                "On working days, in your time zone. Empty means when your working day begins.",
            )) }
        }
        details.more open[!own.is_empty() || wrong.is_some()] {
            summary { (visit.say("Другое расписание", "Another schedule")) }
            div.field.wrong[wrong.is_some()] {
                label for="cron" { (visit.say("Строка cron", "A line of cron")) }
                input id="cron" name="cron" value=(own) placeholder="30 8 * * 1,4"
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=(if wrong.is_some() { "cron-wrong cron-hint" } else { "cron-hint" });
                p.hint id="cron-hint" { (visit.say(
                    "Если она заполнена, час выше не нужен. Сводка с просрочками приходит каждый рабочий день: в дни, которых нет в строке, — с его началом.",
                    "Where it is filled in, the hour above is not needed. A digest with escalations comes every working day: on days that are not in the line, when the day begins.",
                )) }
                @if let Some(wrong) = wrong { p.error id="cron-wrong" role="alert" { (wrong) } }
            }
        }
    }
}

/// The hour of a line that says nothing but an hour of every day, as `08:30`.
fn hour_of(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [minute, hour, "*", "*", "*"] = words.as_slice() else { return None };
    let (minute, hour): (u32, u32) = (minute.parse().ok()?, hour.parse().ok()?);
    (minute < 60 && hour < 24).then(|| format!("{hour:02}:{minute:02}"))
}

/// The line of an hour of every day; `None` where the field says none.
fn line_of(at: &str) -> Option<String> {
    let (hour, minute) = at.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(format!("{minute} {hour} * * *"))
}

fn choice(visit: &Visit, name: &str, label: &str, chosen: Pace) -> Markup {
    let options = [(Pace::AtOnce, visit.say("сразу", "at once")), (Pace::Digest, visit.say("в сводке", "in the digest"))];
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (pace, title) in options { option value=(pace.name()) selected[pace == chosen] { (title) } }
            }
        }
    }
}

fn calendar(visit: &Visit, has_feed: bool, shown: Option<&str>) -> Markup {
    html! {
        div.card {
            h2 { (visit.say("Календарь", "Calendar")) }
            p { (visit.say("Подпишите на этот адрес свой календарь: в нем будут ваши открытые задачи и встречи. Адрес знаете только вы.",
                "Subscribe your calendar program to this address: it will show your open tasks and meetings. Nobody else knows it.")) }
            @if let Some(url) = shown {
                p { input readonly value=(url) aria-label=(visit.say("Адрес календаря", "The address of the calendar")); }
                p.hint { (visit.say("Скопируйте его сейчас: больше он не показывается.", "Copy it now: it is not shown again.")) }
            }
            @if has_feed && shown.is_none() {
                p.hint { (visit.say("Адрес уже выдан. Новый отменит прежний.", "There is an address already. A new one ends it.")) }
            }
            (frame::form(visit, "/settings/calendar", html! {
                button { @if has_feed { (visit.say("Новый адрес", "A new address")) } @else { (visit.say("Получить адрес", "Get an address")) } }
            }))
            @if has_feed { (frame::form(visit, "/settings/calendar/end", html! {
                button.link { (visit.say("Закрыть доступ", "End it")) }
            })) }
        }
    }
}

async fn wish(State(app): State<App>, visit: Visit, form: Submitted) -> Result<Response, Problem> {
    let wishes = wishes(&form.raw)?;
    match app.engine.set_letter_wishes(&visit.me, wishes.clone()).await {
        Ok(_) => Ok(Said::on(HERE, visit.say("Сохранено.", "Saved."))),
        Err(BadWishes::Store(error)) => Err(error.into()),
        Err(BadWishes::Cron(line)) => {
            let wrong = visit.say(
                format!("Ожидалась строка cron, которая бывает в рабочие дни, как «30 8 * * *»; найдено «{line}»."),
                format!("Expected a line of cron that comes on working days, as “30 8 * * *”; found “{line}”."),
            );
            page(&visit, &wishes, Some(&wrong), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn wishes(raw: &Raw) -> Result<Wishes, Problem> {
    let cron = raw.get("cron").trim();
    Ok(Wishes {
        notices: pace("notices", raw.some("notices"))?,
        escalations: pace("escalations", raw.some("escalations"))?,
        morning: raw.get("morning") == "yes",
        cron: if cron.is_empty() { line_of(raw.get("at").trim()) } else { Some(cron.to_owned()) },
    })
}

/// Shows the address once; a page that was left shows it no more.
async fn open_feed(State(app): State<App>, visit: Visit, _form: Submitted) -> Result<Response, Problem> {
    let secret = app.engine.open_feed(&visit.me).await?;
    let title = visit.say("Настройки", "Settings");
    let body = html! { h1 { (title) } (calendar(&visit, true, Some(&feed::address(&app, &secret)))) };
    Ok(Page { title, place: Place::Elsewhere, here: HERE, body }.ok(&visit))
}

async fn close_feed(State(app): State<App>, visit: Visit, _form: Submitted) -> Result<Response, Problem> {
    app.engine.close_feed(&visit.me).await?;
    Ok(Said::on(HERE, visit.say("Прежний адрес календаря больше не действует.", "The address of the calendar works no more.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_a_line_and_the_line_the_hour_again() {
        for (at, line) in [("08:30", "30 8 * * *"), ("00:05", "5 0 * * *"), ("23:59", "59 23 * * *")] {
            assert_eq!(line_of(at).as_deref(), Some(line));
            assert_eq!(hour_of(line).as_deref(), Some(at));
        }
        for line in ["", "30 8 * * 1", "*/5 8 * * *", "61 8 * * *", "30 24 * * *"] {
            assert_eq!(hour_of(line), None, "{line}");
        }
        assert_eq!(line_of(""), None);
    }
}
