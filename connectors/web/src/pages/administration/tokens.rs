//! API tokens: who has which, a new one, which is shown once, and taking one back.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::Days;
use maud::{Markup, html};
use voronka_core::FieldProblem;
use voronka_core::access::Scope;
use voronka_core::words::day;
use voronka_definition::Process;
use voronka_definition::model::{ChoiceOption, FieldType};
use voronka_definition::name::PersonId;
use voronka_runtime::TokenRecord;

use super::super::frame;
use super::super::language::Said;
use super::super::raw::Raw;
use super::super::refused::missing;
use super::super::sheet::Sheet;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::{HERE, colleagues, let_in, option, page, status_of, tabs, wrong};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The end of the address.
const LIST: &str = "/tokens";
/// For how many days a token may be made.
const TERMS: [(&str, &str, &str); 4] =
    [("30", "30 дней", "30 days"), ("90", "90 дней", "90 days"), ("365", "год", "a year"), ("0", "бессрочно", "for ever")];
/// What the form has fields for.
const SHOWN: [&str; 4] = ["person", "title", "term", "scope"];
/// The field with the token that was the last one when the form was made: one that is sent twice makes no second token.
const LAST: &str = "last";
/// What the form calls a token with all rights.
const WHOLE: &str = "whole";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/administration/tokens", get(show).post(make)).route("/administration/tokens/{id}/revoke", post(revoke))
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let mut raw = Raw::default();
    raw.set("term", "90");
    raw.set("scope", Scope::Reading.name().unwrap_or_default());
    list(&visit, &raw, &[], None).await
}

async fn make(State(app): State<App>, visit: Visit, form_sent: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let raw = form_sent.raw;
    let person = raw.some("person").map(PersonId::from);
    let days = TERMS.iter().find(|(days, ..)| *days == raw.get("term")).and_then(|(days, ..)| days.parse::<u64>().ok());
    let (Some(person), Some(title), Some(days)) = (person.clone(), raw.some("title"), days) else {
        let there = [("person", person.is_some()), ("title", raw.some("title").is_some()), ("term", days.is_some())];
        let problems: Vec<_> = there.iter().filter(|(_, is_there)| !is_there).map(|(field, _)| missing(field)).collect();
        return list(&visit, &raw, &problems, None).await;
    };
    if !visit.world.is_active(&person) {
        return list(&visit, &raw, &[wrong("person", "Выберите из списка.", "Choose from the list.")], None).await;
    }
    // A token lives by the clock on the wall, whatever time the demo shows.
    let expires = (days > 0).then(|| app.engine.wall_now() + Days::new(days));
    let scope = raw.some("scope").filter(|scope| *scope != WHOLE);
    let Some(scope) = Scope::of(scope).filter(|scope| is_known(&visit, scope)) else {
        return list(&visit, &raw, &[wrong("scope", "Выберите из списка.", "Choose from the list.")], None).await;
    };
    if raw.get(LAST) != last(&app.engine.tokens().await?) {
        let made = wrong(
            "title",
            "Пока форма была открыта, выдан еще один токен: он в списке. Если нужен и этот, нажмите кнопку снова.",
            "While the form was open, another token was made: it is in the list. If you need this one too, press the button again.",
        );
        return list(&visit, &raw, &[made], None).await;
    }
    let token = app.engine.create_token_for(&person, title, expires, &scope).await?;
    app.engine.note(&visit.me, "token_made", person.as_str()).await?;
    list(&visit, &Raw::default(), &[], Some(&token)).await
}

fn is_known(visit: &Visit, scope: &Scope) -> bool {
    match scope {
        Scope::Whole | Scope::Reading => true,
        Scope::Department(department) => visit.world.organisation.departments.contains_key(department),
    }
}

async fn revoke(State(app): State<App>, visit: Visit, Id(id): Id<String>, _: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    if !app.engine.revoke_token(&id, &visit.me).await? {
        return Err(Problem::not_found());
    }
    Ok(Said::on(
        &format!("{HERE}{LIST}"),
        visit.say("Токен отозван и больше не действует.", "The token is taken back and no longer works."),
    ))
}

/// The token that was made last; empty where there is none.
fn last(tokens: &[TokenRecord]) -> &str {
    tokens.first().map_or("", |token| token.id.as_str())
}

async fn list(visit: &Visit, raw: &Raw, problems: &[FieldProblem], made: Option<&str>) -> Result<Response, Problem> {
    let tokens = visit.app.engine.tokens().await?;
    let body = html! {
        (tabs(visit, LIST))
        h1 { (visit.say("Токены", "Tokens")) span.count { (tokens.len()) } }
        p.lead { (visit.say(
            "Токен дает программе права сотрудника, на чье имя он выдан: все или часть их.",
            "A token gives a program the rights of the person in whose name it is made: all of them or a part.",
        )) }
        @if let Some(token) = made { (shown_once(visit, token)) }
        @if tokens.is_empty() { div.card.empty { p { (visit.say("Токенов пока нет.", "There are no tokens yet.")) } } }
        @else { ul.list { @for token in &tokens { (row(visit, token)) } } }
        section.chapter { h2 { (visit.say("Новый токен", "New token")) } (form(visit, raw, problems, last(&tokens))) }
    };
    Ok(page(visit, LIST, status_of(problems), body))
}

fn shown_once(visit: &Visit, token: &str) -> Markup {
    html! {
        div.said role="status" {
            strong { (visit.say("Токен готов. Скопируйте его сейчас: больше он показан не будет.", "The token is ready. Copy it now: it will not be shown again.")) }
            p { code.secret { (token) } }
        }
    }
}

fn row(visit: &Visit, token: &TokenRecord) -> Markup {
    let local = |at: chrono::DateTime<chrono::Utc>| day(at.with_timezone(&visit.zone).date_naive(), visit.locale);
    let is_over = token.expires_at.is_some_and(|expires| expires <= visit.app.engine.wall_now());
    html! {
        li.task {
            div.what {
                span.title { (token.title) }
                span.about { (visit.name(&token.person)) " · " (scope_told(visit, token.scope.as_deref())) " · " (visit.say("выдан ", "made on ")) (local(token.created_at)) }
            }
            @match token.expires_at {
                Some(_) if is_over => span.due.late { (visit.say("истек", "expired")) },
                Some(at) => span.due { (visit.say("до ", "until ")) (local(at)) },
                None => span.due.today { (visit.say("бессрочный", "for ever")) },
            }
            (frame::form(visit, &format!("{HERE}{LIST}/{}/revoke", token.id), html! {
                button aria-label={ (visit.say("Отозвать: ", "Take back: ")) (token.title) } { (visit.say("Отозвать", "Take back")) }
            }))
        }
    }
}

/// In words, for what a token is good.
fn scope_told(visit: &Visit, scope: Option<&str>) -> String {
    match Scope::of(scope) {
        Some(Scope::Whole) => visit.say("все права", "all rights").to_owned(),
        Some(Scope::Reading) => visit.say("только чтение", "reading only").to_owned(),
        Some(Scope::Department(id)) => {
            let department = visit.world.organisation.departments.get(&id);
            let title = department.map_or(id.as_str(), |department| department.title.get(visit.locale));
            visit.say(format!("только чтение, отдел «{title}»"), format!("reading only, department “{title}”"))
        }
        None => visit.say("не действует", "good for nothing").to_owned(),
    }
}

/// For what a token can be made.
fn scopes(visit: &Visit) -> Vec<ChoiceOption> {
    let departments = visit.world.organisation.departments.keys().cloned().map(Scope::Department);
    let narrow = [Scope::Reading].into_iter().chain(departments).filter_map(|scope| scope.name());
    let narrow = narrow.map(|name| option(&name, &scope_told(visit, Some(&name))));
    std::iter::once(option(WHOLE, &scope_told(visit, None))).chain(narrow).collect()
}

fn form(visit: &Visit, raw: &Raw, problems: &[FieldProblem], last: &str) -> Markup {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "token" };
    let terms = TERMS.iter().map(|(days, ru, en)| option(days, visit.say(*ru, *en))).collect();
    frame::form(
        visit,
        &format!("{HERE}{LIST}"),
        html! { div.card {
            input type="hidden" name=(LAST) value=(last);
            (sheet.summary(&SHOWN))
            (sheet.own("person", ("На чье имя", "In whose name"), FieldType::Choice(colleagues(visit)), true))
            (sheet.line("title", ("Для чего", "What for"), true))
            (sheet.own("term", ("Срок", "Term"), FieldType::Choice(terms), true))
            (sheet.own("scope", ("Права", "Rights"), FieldType::Choice(scopes(visit)), true))
            button.primary { (visit.say("Выдать токен", "Make a token")) }
        } },
    )
}
