//! Queries and path ids.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde_json::{Map, Value as Json};
use voronka_definition::Text;

use super::fields::{Fields, Form};
use crate::app::App;
use crate::problem::Problem;

/// What the query asks for.
#[derive(Debug)]
pub(crate) struct Asked<F>(pub F);

impl<F: Form> FromRequestParts<App> for Asked<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Query(pairs) = pairs.map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
        let mut object = Map::new();
        for (name, value) in pairs {
            if object.insert(name.clone(), Json::String(value)).is_some() {
                return Err(twice(&name));
            }
        }
        Fields::read(object).map(Self)
    }
}

fn twice(name: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "given_twice",
        Text::both("каждый параметр один раз", "every parameter once"),
        Text::both(format!("`{name}` дважды"), format!("`{name}` twice")),
    )
}

/// The id in the path. What is no id is missing, like everything else that does not exist.
#[derive(Debug)]
pub(crate) struct Id<T>(pub T);

impl<T: FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let Path(text) = path.map_err(|_| Problem::not_found())?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}
