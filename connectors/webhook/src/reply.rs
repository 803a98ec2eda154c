//! Replies: what an answer means. Its length is bounded, its content is JSON or nothing.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_ENCODING, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::Value as Json;
use voronka_definition::Text;
use voronka_runtime::Called;

/// The longest answer that is read, in bytes.
const BYTES_MOST: usize = 1024 * 1024;

/// Reads an answer.
pub(crate) async fn read(response: Response, now: DateTime<Utc>) -> Called {
    let status = response.status();
    if status.is_success() {
        return content(response).await;
    }
    let said = |ru: &str, en: &str| {
        Text::both(format!("другая система ответила {status}{ru}"), format!("the other system answered {status}{en}"))
    };
    let reason = said("", "");
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Called::Failed { reason, pause: pause(response.headers(), now) }
        }
        _ if status.is_server_error() => Called::Failed { reason, pause: pause(response.headers(), now) },
        _ if status.is_redirection() => Called::Refused(said(
            ": за переадресацией мы не идем; укажите в настройках конечный адрес",
            ": redirects are not followed; configure the final address",
        )),
        StatusCode::GONE => Called::Gone(said(
            ": там больше не ждут этих запросов, и мы не задаем их до следующего запуска; исправьте соединение в настройках или процесс",
            ": nobody waits for these requests there any more, and none is made before the next start; repair the connection in the configuration, or the process",
        )),
        _ => Called::Refused(reason),
    }
}

/// For how long the other system wants to be left alone: in seconds, or until a moment.
fn pause(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    (until - now).to_std().ok()
}

async fn content(mut response: Response) -> Called {
    let is_plain = response.headers().get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    if !is_plain {
        return Called::Refused(Text::both(
            "ответ сжат, хотя об этом не просили",
            "the answer is compressed, which was not asked for",
        ));
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if bytes.len() + piece.len() > BYTES_MOST => {
                return Called::Refused(Text::both(
                    format!("ответ длиннее {BYTES_MOST} байт"),
                    format!("the answer is longer than {BYTES_MOST} bytes"),
                ));
            }
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => return parsed(&bytes),
            Err(error) => return Called::Failed { reason: Text::from(crate::in_words(error).as_str()), pause: None },
        }
    }
}

fn parsed(bytes: &[u8]) -> Called {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Called::Done(Json::Null);
    }
    match serde_json::from_slice::<Json>(bytes) {
        Ok(json @ (Json::Object(_) | Json::Null)) => Called::Done(json),
        Ok(_) => Called::Refused(Text::both("ответ — не объект JSON", "the answer is not a JSON object")),
        Err(error) => {
            Called::Refused(Text::both(format!("ответ — не JSON: {error}"), format!("the answer is not JSON: {error}")))
        }
    }
}
