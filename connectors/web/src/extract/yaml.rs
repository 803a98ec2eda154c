//! A definition as the body of a request.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use voronka_definition::Text;
use voronka_definition::name::PersonId;
use voronka_runtime::Key;

use super::command::{body, key_of, media_type};
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;

/// The media types that YAML is sent as.
const YAML: [&str; 6] = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml", "text/plain"];

/// The text of a definition.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Who hands it in.
    pub by: PersonId,
    /// The text.
    pub text: String,
    /// Under which key the answer is kept.
    pub key: Option<Key>,
}

impl FromRequest<App> for Definition {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let Caller(by, _) = Caller::of(request.extensions())?;
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let headers = request.headers().clone();
        let bytes = body(request, app).await?;
        if media_type(&headers).is_some_and(|kind| !YAML.contains(&kind.as_str())) {
            return Err(not_yaml());
        }
        let key = key_of(&headers, &by, &[method.as_str(), &path], &bytes)?;
        let text = String::from_utf8(bytes.into()).map_err(|_| not_utf8())?;
        Ok(Self { by, text, key })
    }
}

fn not_yaml() -> Problem {
    let mut problem = Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    problem.detail.expected = Text::from("YAML: `Content-Type: application/yaml`");
    problem
}

fn not_utf8() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "not_utf8",
        Text::both("текст в кодировке UTF-8", "a text in UTF-8"),
        Text::both("другая кодировка", "another encoding"),
    )
}
