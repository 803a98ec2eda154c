//! A form that a page sent: its fields, and that it is one of our own, sent once.
//!
//! The hidden token says that the page was shown in this session; the key, made with the page, makes of a double click one
//! effect. Where a form comes from is looked at before ([`crate::auth`]).

use axum::Form;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};
use voronka_definition::Text;
use voronka_runtime::Key;

use super::raw::{Raw, Upload};
use super::typed::Typed;
use super::visit::{form_token, hex};
use crate::app::App;
use crate::auth::{Caller, session_of};
use crate::problem::Problem;

/// The name of the hidden token.
pub(super) const TOKEN: &str = "token";
/// The name of the key of a form.
pub(super) const KEY: &str = "key";
/// The longest key, in characters.
const KEY_LONGEST: usize = 64;
/// The most fields a form may have.
const FIELDS_MOST: usize = 5_000;

/// A form of ours.
#[derive(Debug)]
pub(super) struct Submitted {
    /// Its fields.
    pub raw: Raw,
    /// Under which key its effect is kept.
    pub key: Key,
}

impl FromRequest<App> for Submitted {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let Caller(me, _) = Caller::of(request.extensions())?;
        let path = request.uri().path().to_owned();
        let token = session_of(app, request.headers()).map(|session| form_token(&session));
        let typed = request.extensions().get::<Typed>().cloned();
        let raw = read(request, app).await?;
        typed.unwrap_or_default().keep(&raw);
        if token.is_none_or(|token| !same(&token, raw.get(TOKEN))) {
            return Err(foreign());
        }
        let key = raw.some(KEY).filter(|key| key.len() <= KEY_LONGEST && key.is_ascii()).ok_or_else(keyless)?;
        let key = Key { person: me, key: format!("page {key}"), body_hash: hash(&path, &raw) };
        Ok(Self { raw, key })
    }
}

/// The fields of any form; who sent it is not asked.
pub(super) async fn read(request: Request, app: &App) -> Result<Raw, Problem> {
    if is_multipart(request.headers()) {
        let multipart =
            Multipart::from_request(request, app).await.map_err(|rejection| Problem::of_status(rejection.status()))?;
        let mut raw = parts(multipart).await?;
        raw.take_kept();
        return Ok(raw);
    }
    let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
    let Form(pairs) = form.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let mut raw = Raw::default();
    for (name, text) in pairs.into_iter().take(FIELDS_MOST) {
        raw.set(&name, text);
    }
    raw.take_kept();
    Ok(raw)
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn parts(mut multipart: Multipart) -> Result<Raw, Problem> {
    let mut raw = Raw::default();
    for _ in 0..FIELDS_MOST {
        let next = multipart.next_field().await.map_err(|error| Problem::of_status(error.status()))?;
        let Some(part) = next else { break };
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file) => {
                let bytes = part.bytes().await.map_err(|error| Problem::of_status(error.status()))?.to_vec();
                raw.attach(&name, Upload { name: last_part(&file).to_owned(), bytes });
            }
            None => {
                let text = part.text().await.map_err(|error| Problem::of_status(error.status()))?;
                raw.set(&name, text);
            }
        }
    }
    Ok(raw)
}

/// The name of a file without its folders, which some browsers send too.
fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Whether two tokens are the same; how long it takes does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

fn hash(path: &str, raw: &Raw) -> String {
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    add(path.as_bytes());
    for (name, content) in raw.everything().filter(|(name, _)| *name != TOKEN) {
        add(name.as_bytes());
        add(content);
    }
    hex(&hasher.finalize())
}

/// A key that no form had before.
pub(super) fn fresh_key() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness keys repeat, and a form whose key was used already is refused.
    let _ = getrandom::fill(&mut bytes);
    hex(&bytes)
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_form",
        Text::both("форма, открытая в этом сеансе", "a form that was opened in this session"),
        Text::both("форма из другого сеанса или с другого сайта", "a form of another session or of another site"),
    )
}

fn keyless() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "form_without_key",
        Text::both("форма со страницы этого сайта", "a form of a page of this site"),
        Text::both("форма без ключа", "a form without its key"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_what_is_wanted_and_not_of_the_token() {
        let mut one = Raw::default();
        one.set("a", "1");
        let first = hash("/x", &one);
        one.set(TOKEN, "t");
        assert_eq!(hash("/x", &one), first);
        assert_ne!(hash("/y", &one), first);
        one.set("a", "2");
        assert_ne!(hash("/x", &one), first);
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }

    #[test]
    fn keys_differ() {
        assert_ne!(fresh_key(), fresh_key());
    }
}
