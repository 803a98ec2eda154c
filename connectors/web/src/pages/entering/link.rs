//! Setting a password by a link, and asking for one.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use voronka_definition::Locale;
use voronka_runtime::{PasswordRefused, Purpose};

use super::{Speaks, let_in, new_password, strangers_form, too_often, wanted, why_not};
use crate::app::App;
use crate::auth::{FORGOTTEN, LOGIN, PASSWORDS, Place, Trying};
use crate::pages::frame;
use crate::problem::Problem;

/// The longest login that is looked at, in characters.
const LOGIN_LONGEST: usize = 200;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(FORGOTTEN, get(forgotten).post(ask)).route("/password/{secret}", get(show).post(set))
}

async fn show(State(app): State<App>, Speaks(locale): Speaks, Path(secret): Path<String>) -> Result<Response, Problem> {
    page(&app, locale, &secret, None).await
}

async fn page(app: &App, locale: Locale, secret: &str, wrong: Option<&str>) -> Result<Response, Problem> {
    if !app.entering.passwords {
        return Err(Problem::not_found());
    }
    let Some((person, purpose)) = app.engine.person_of_link(secret).await? else { return Ok(over(app, locale)) };
    let world = app.engine.world();
    let title = match purpose {
        Purpose::Invitation => locale.pick("Придумайте пароль", "Choose a password"),
        Purpose::Reset => locale.pick("Новый пароль", "A new password"),
    };
    let here = format!("{PASSWORDS}{secret}");
    let body = html! {
        section.login {
            h1 { (title) }
            p.lead { (world.name_of(&person)) ", " (locale.pick("ваш логин — ", "your login is ")) strong { (person) } "." }
            form.card method="post" action=(here) {
                input type="hidden" name="username" value=(person) autocomplete="username";
                (new_password(locale, wrong))
                p.hint { (locale.pick("Все прежние сеансы закончатся.", "All earlier sessions will end.")) }
                button.primary { (locale.pick("Сохранить и войти", "Save and enter")) }
            }
        }
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame::bare(locale, status, title, &here, body))
}

/// One answer for a link that was used, has expired, or never was.
fn over(app: &App, locale: Locale) -> Response {
    let title = locale.pick("Ссылка больше не действует", "The link works no more");
    let body = html! {
        section.login {
            h1 { (title) }
            p { (locale.pick(
                "Она уже использована, или ее срок истек. Пароль, который вы задали по ней, действует.",
                "It was used already, or it has expired. A password that you set by it holds.",
            )) }
            p {
                a.button href=(LOGIN) { (locale.pick("Войти", "Log in")) } " "
                @if app.entering.letters { a.button href=(FORGOTTEN) { (locale.pick("Получить новую ссылку", "Get another link")) } }
            }
        }
    };
    frame::bare(locale, StatusCode::GONE, title, FORGOTTEN, body)
}

async fn set(
    State(app): State<App>,
    Speaks(locale): Speaks,
    Path(secret): Path<String>,
    place: Place,
    request: Request,
) -> Result<Response, Problem> {
    if !app.entering.passwords {
        return Err(Problem::not_found());
    }
    let headers = request.headers().clone();
    let raw = strangers_form(&app, request).await?;
    let password = match wanted(locale, &raw) {
        Ok(password) => password,
        Err(wrong) => return page(&app, locale, &secret, Some(&wrong)).await,
    };
    match app.engine.set_password_by_link(&secret, password, &place.origin()).await {
        Ok(person) => let_in(&app, &headers, &person, ("password", &place), "/").await,
        Err(PasswordRefused::Wrong) => Ok(over(&app, locale)),
        Err(PasswordRefused::Store(error)) => Err(error.into()),
        Err(refused) => page(&app, locale, &secret, why_not(locale, &refused).as_deref()).await,
    }
}

async fn forgotten(State(app): State<App>, Speaks(locale): Speaks) -> Result<Response, Problem> {
    if !app.entering.passwords || !app.entering.letters {
        return Err(Problem::not_found());
    }
    Ok(asking(locale, StatusCode::OK, None))
}

fn asking(locale: Locale, status: StatusCode, wrong: Option<&str>) -> Response {
    let title = locale.pick("Забыли пароль?", "Forgotten your password?");
    let body = html! {
        section.login {
            h1 { (title) }
            @if let Some(wrong) = wrong { div.alert role="alert" { strong { (wrong) } } }
            form.card method="post" action=(FORGOTTEN) {
                div.field {
                    label for="login" { (locale.pick("Логин или почта", "Login or e-mail")) }
                    p.hint { (locale.pick("Мы пришлем письмо со ссылкой, по которой можно задать новый пароль.",
                        "We will send you a letter with a link to set a new password.")) }
                    input id="login" name="login" required autocomplete="username" maxlength=(LOGIN_LONGEST);
                }
                button.primary { (locale.pick("Прислать ссылку", "Send the link")) }
            }
            p { a href=(LOGIN) { "← " (locale.pick("Вход", "Log in")) } }
        }
    };
    frame::bare(locale, status, title, FORGOTTEN, body)
}

/// Whether there is such an account is not said: the answer is the same, and it does not wait for what is done.
async fn ask(State(app): State<App>, Speaks(locale): Speaks, place: Place, request: Request) -> Result<Response, Problem> {
    if !app.entering.passwords || !app.entering.letters {
        return Err(Problem::not_found());
    }
    let raw = strangers_form(&app, request).await?;
    let login: String = raw.get("login").chars().take(LOGIN_LONGEST).collect();
    if let Err(seconds) = app.limits.attempt(Trying::Link, &login, &place, app.engine.wall_now()) {
        return Ok(asking(locale, StatusCode::TOO_MANY_REQUESTS, Some(&too_often(locale, seconds))));
    }
    if let Some(person) = app.engine.person_of_login(&login) {
        let (engine, origin) = (app.engine.clone(), place.origin());
        tokio::spawn(async move {
            if let Err(error) = engine.send_link(&person, Purpose::Reset, None, &origin).await {
                tracing::error!(error = %error, "a link to set a password could not be asked for");
            }
        });
    }
    let title = locale.pick("Проверьте почту", "Look at your mail");
    let body = html! {
        section.login {
            h1 { (title) }
            p { (locale.pick(
                "Если такая учетная запись есть, письмо со ссылкой уже в пути. Ссылка действует два часа.",
                "If there is such an account, a letter with a link is on its way. The link holds for two hours.",
            )) }
            p { (locale.pick(
                "Письма нет? Посмотрите в спаме или спросите администратора: он может прислать приглашение.",
                "No letter? Look into your spam, or ask an administrator: he can send you an invitation.",
            )) }
            p { a href=(LOGIN) { "← " (locale.pick("Вход", "Log in")) } }
        }
    };
    Ok(frame::bare(locale, StatusCode::OK, title, FORGOTTEN, body))
}
