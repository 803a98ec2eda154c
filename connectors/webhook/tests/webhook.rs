//! The connector against servers that answer in every wrong way.

#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::DateTime;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use voronka_definition::{Locale, Text};
use voronka_runtime::{Called, Caller, Request};
use voronka_webhook::{Connection, Secret, Wanted, Webhooks};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// How a server answers.
enum Answer {
    Whole(Vec<u8>),
    /// Nothing, for ever.
    Silence,
    /// A body that never ends.
    Flood,
    /// A byte now and then.
    Drip,
}

struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

async fn server(answer: Answer) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server { port: listener.local_addr().unwrap().port(), heard: Arc::default() };
    let heard = Arc::clone(&server.heard);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = request_of(&mut stream).await;
            heard.lock().unwrap().push(request);
            // The client may hang up in the middle of an answer.
            drop(respond(&mut stream, &answer).await);
        }
    });
    server
}

async fn request_of(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if read == 0 || body.is_some_and(|body| body >= length.unwrap_or(0)) {
            return text;
        }
    }
}

async fn respond(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    match answer {
        Answer::Whole(bytes) => stream.write_all(bytes).await,
        Answer::Silence => std::future::pending().await,
        Answer::Flood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(&[b' '; 65_536]).await?;
            }
        }
        Answer::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn said(head: &str, body: &str) -> Answer {
    Answer::Whole(format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

fn wanted(port: u16) -> Wanted {
    Wanted {
        url: format!("http://127.0.0.1:{port}/orders"),
        secret: Some(SECRET.to_owned()),
        timeout: Some(1),
        headers: [("x-api-key".to_owned(), "k".to_owned())].into(),
        allow: vec!["127.0.0.1".to_owned()],
    }
}

fn webhooks(wanted: &Wanted) -> Webhooks {
    Webhooks::new(BTreeMap::from([("billing".into(), Connection::of(wanted).unwrap())]))
}

fn request() -> Request {
    Request {
        identity: "case-1-1".to_owned(),
        connection: "billing".into(),
        body: r#"{"sum":1}"#.to_owned(),
        now: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
    }
}

async fn asked(answer: Answer) -> Called {
    let server = server(answer).await;
    webhooks(&wanted(server.port)).call(&request()).await
}

fn en(reason: &str) -> Text {
    Text::from(reason)
}

/// The same with the English words of its reason alone; there are Russian ones too, and others.
fn english(called: Called) -> Called {
    let en = |reason: Text| {
        let (ru, en) = (reason.get(Locale::Ru), reason.get(Locale::En));
        assert_ne!(ru, en);
        Text::from(en)
    };
    match called {
        Called::Done(json) => Called::Done(json),
        Called::Failed { reason, pause } => Called::Failed { reason: en(reason), pause },
        Called::Refused(reason) => Called::Refused(en(reason)),
        Called::Gone(reason) => Called::Gone(en(reason)),
        Called::Unknown(reason) => Called::Unknown(en(reason)),
    }
}

fn failed(reason: &str, pause: Option<u64>) -> Called {
    Called::Failed { reason: en(reason), pause: pause.map(Duration::from_secs) }
}

#[tokio::test]
async fn a_request_is_a_signed_post_that_keeps_its_identity() {
    let server = server(said("200 OK", r#"{"number": "A-1"}"#)).await;
    let webhooks = webhooks(&wanted(server.port));
    for _ in 0..2 {
        assert_eq!(webhooks.call(&request()).await, Called::Done(json!({"number": "A-1"})));
    }
    let heard = server.heard.lock().unwrap().clone();
    let signature = Secret::parse(SECRET).unwrap().sign("case-1-1", 1_800_000_000, r#"{"sum":1}"#);
    for line in [
        "POST /orders HTTP/1.1",
        "webhook-id: case-1-1",
        "webhook-timestamp: 1800000000",
        &format!("webhook-signature: {signature}"),
        "content-type: application/json",
        "x-api-key: k",
    ] {
        assert!(heard.iter().all(|text| text.lines().any(|said| said == line)), "{line} in {heard:?}");
    }
    assert!(!heard[0].contains("accept-encoding") && heard[0].ends_with(r#"{"sum":1}"#), "{heard:?}");
}

#[tokio::test]
async fn each_answer_has_its_meaning() {
    let long = format!("\"{}\"", "a".repeat(1024 * 1024));
    let table = [
        (said("204 No Content", ""), Called::Done(json!(null))),
        (said("200 OK", " \n"), Called::Done(json!(null))),
        (said("408 Request Timeout", ""), failed("the other system answered 408 Request Timeout", None)),
        (
            said("429 Too Many Requests\r\nretry-after: 120", ""),
            failed("the other system answered 429 Too Many Requests", Some(120)),
        ),
        (said("500 Internal Server Error", "x"), failed("the other system answered 500 Internal Server Error", None)),
        (
            said("503 Service Unavailable\r\nretry-after: Fri, 15 Jan 2027 08:01:00 GMT", ""),
            failed("the other system answered 503 Service Unavailable", Some(60)),
        ),
        (said("400 Bad Request", ""), Called::Refused(en("the other system answered 400 Bad Request"))),
        (
            said("410 Gone", ""),
            Called::Gone(en(
                "the other system answered 410 Gone: nobody waits for these requests there any more, and none is made before the next \
             start; repair the connection in the configuration, or the process",
            )),
        ),
        (said("200 OK", "[1]"), Called::Refused(en("the answer is not a JSON object"))),
        (said("200 OK", &long), Called::Refused(en("the answer is longer than 1048576 bytes"))),
        (Answer::Flood, Called::Refused(en("the answer is longer than 1048576 bytes"))),
    ];
    for (answer, expected) in table {
        assert_eq!(english(asked(answer).await), expected);
    }
}

#[tokio::test]
async fn what_is_not_json_is_refused_and_nothing_is_unpacked() {
    let bad = asked(said("200 OK", "{\"a\": ")).await;
    assert!(matches!(&bad, Called::Refused(reason) if reason.get(Locale::En).starts_with("the answer is not JSON")), "{bad:?}");
    let zipped = asked(said("200 OK\r\ncontent-encoding: gzip", "\x1f\x08 a bomb")).await;
    assert!(matches!(&zipped, Called::Refused(reason) if reason.get(Locale::En).contains("compressed")), "{zipped:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = server(said("200 OK", "{}")).await;
    let there = format!("302 Found\r\nlocation: http://127.0.0.1:{}/", target.port);
    let answer = asked(said(&there, "")).await;
    assert!(matches!(&answer, Called::Refused(reason) if reason.get(Locale::En).contains("redirects")), "{answer:?}");
    assert!(target.heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_time_of_a_request_is_bounded_as_a_whole() {
    for answer in [Answer::Silence, Answer::Drip] {
        let began = Instant::now();
        let called = asked(answer).await;
        assert!(matches!(called, Called::Failed { .. }), "{called:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn nobody_is_dialled_who_is_not_public_or_allowed() {
    let server = server(said("200 OK", "{}")).await;
    let urls = [
        format!("http://127.0.0.1:{}", server.port),
        format!("http://localhost:{}", server.port),
        format!("http://2130706433:{}", server.port),
        format!("http://0x7f.1:{}", server.port),
        format!("http://[::1]:{}", server.port),
        format!("http://[::ffff:127.0.0.1]:{}", server.port),
        format!("http://0.0.0.0:{}", server.port),
        "http://169.254.169.254/latest/meta-data".to_owned(),
    ];
    for url in urls {
        let wanted = Wanted { url, allow: vec!["127.0.0.2".to_owned()], ..wanted(server.port) };
        let called = webhooks(&wanted).call(&request()).await;
        assert!(
            matches!(&called, Called::Unknown(reason) if reason.get(Locale::En).contains("allow")),
            "{}: {called:?}",
            wanted.url
        );
    }
    assert!(server.heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_means_nothing_may_mean_something_later() {
    let wanted = Wanted { url: "http://nowhere.invalid/".to_owned(), ..wanted(1) };
    let called = webhooks(&wanted).call(&request()).await;
    assert!(matches!(called, Called::Failed { .. }), "{called:?}");
}

#[tokio::test]
async fn an_unknown_connection_says_what_to_do() {
    let called = webhooks(&wanted(1)).call(&Request { connection: "crm".into(), ..request() }).await;
    assert!(
        matches!(&called, Called::Unknown(reason) if reason.get(Locale::En).contains("`crm`") && reason.get(Locale::En).contains("connections")),
        "{called:?}"
    );
}
