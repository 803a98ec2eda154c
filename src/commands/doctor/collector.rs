//! The collector of traces: whether it takes what it is sent. It is sent nothing: a delivery without a span.

use std::time::Duration;

use voronka_definition::Text;

use super::Looked;
use crate::settings::{Settings, without_password};
use crate::traces;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn look(settings: &Settings) -> Option<Looked> {
    let collector = settings.traces.as_ref()?;
    let shown = without_password(collector);
    Some(match deliver_nothing(&traces::address(collector)).await {
        Ok(()) => Looked::good("traces", format!("{shown} принимает трассы"), format!("{shown} takes traces")),
        Err(reason) => Looked::bad(
            "traces",
            Text::both(format!("{shown}: {reason}"), format!("{shown}: {reason}")),
            Text::both(
                "проверьте адрес: нужен приемник OTLP по HTTP, обычно порт 4318; работе сервера это не мешает",
                "check the address: it must be a collector of OTLP over HTTP, mostly at port 4318; the server works on without it",
            ),
        ),
    })
}

/// An empty message of protobuf is a delivery without a span.
async fn deliver_nothing(address: &str) -> Result<(), String> {
    voronka_webhook::name_ciphers();
    let client = reqwest::Client::builder().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
    let post =
        client.post(address).header("content-type", "application/x-protobuf").header("content-length", "0").body(Vec::new());
    let answer = post.send().await.map_err(|error| root_of(&error.without_url()))?;
    if answer.status().is_success() { Ok(()) } else { Err(answer.status().to_string()) }
}

/// What lies beneath an error: the rest of it says only that something failed.
fn root_of(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), root_of)
}
