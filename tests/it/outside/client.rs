//! A client of the HTTP interface: what `curl` would send, and what came back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value as Json, json};

#[derive(Clone)]
pub struct Client {
    address: String,
    token: String,
}

/// An answer: its status and its body; null where there is none.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Json,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Json {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// A refusal: a problem with its code, what was expected, what was found.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Json {
        let body = self.expect(status);
        assert_eq!(body["code"], code, "{body:#}");
        assert!(body["expected"].is_string() && body["found"].is_string(), "{body:#}");
        assert_eq!(body["status"], status);
        body
    }
}

impl Client {
    pub fn new(address: &str, token: &str) -> Self {
        Self { address: address.to_owned(), token: token.to_owned() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &Json::Null, &[]).unwrap()
    }

    pub fn post(&self, path: &str, body: Json) -> Answer {
        self.send("POST", path, &body, &[]).unwrap()
    }

    pub fn post_with_key(&self, path: &str, body: Json, key: &str) -> Answer {
        self.send("POST", path, &body, &[("Idempotency-Key", key)]).unwrap()
    }

    pub fn patch(&self, path: &str, body: Json, revision: u64) -> Answer {
        self.send("PATCH", path, &body, &[("If-Match", &format!("\"{revision}\""))]).unwrap()
    }

    /// Sends a request; an error where the connection ended before the whole answer was there.
    pub fn send(&self, method: &str, path: &str, body: &Json, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("Authorization", bearer.as_str())], headers].concat();
        exchange(&self.address, method, &format!("/api/v1{path}"), body, &headers)
    }

    pub fn start(&self, body: Json) -> Json {
        self.post("/cases", body).expect(201)
    }

    /// The open task of this step in a case.
    #[track_caller]
    pub fn task(&self, case: &str, step: &str) -> Json {
        let case = self.get(&format!("/cases/{case}")).expect(200);
        let tasks = case["open_tasks"].as_array().unwrap();
        let found = tasks.iter().find(|task| task["step"] == step);
        found.unwrap_or_else(|| panic!("no open task `{step}` in {case:#}")).clone()
    }

    /// Completes the open task of this step.
    #[track_caller]
    pub fn try_complete(&self, case: &str, step: &str, result: &str, data: Json) -> Answer {
        let task = self.task(case, step);
        let body = json!({"result": result, "data": data, "comment": "Комментарий"});
        self.post(&format!("/tasks/{}/complete", task["id"].as_str().unwrap()), body)
    }

    #[track_caller]
    pub fn complete(&self, case: &str, step: &str, result: &str, data: Json) -> Json {
        self.try_complete(case, step, result, data).expect(200)
    }
}

/// One request of its own connection, and its answer.
///
/// # Errors
/// Where the connection ended before the whole answer was there.
pub(crate) fn exchange(
    address: &str,
    method: &str,
    path: &str,
    body: &Json,
    headers: &[(&str, &str)],
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    head += &format!("Content-Length: {}\r\n", body.len());
    if !body.is_empty() {
        head += "Content-Type: application/json\r\n";
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
    // Some servers say that they close the connection, and do not: the answer itself says where it ends.
    let (mut answer, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let length = stream.read(&mut part)?;
        answer.extend_from_slice(&part[..length]);
        match read(&answer, length == 0) {
            Some(answer) => return Ok(answer),
            None if length == 0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            None => {}
        }
    }
}

/// The answer, where it is whole; one that does not tell its length is once nothing more comes.
fn read(answer: &[u8], has_ended: bool) -> Option<Answer> {
    let split = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..split]).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
    };
    let body = &answer[split + 4..];
    let is_chunked = header("transfer-encoding").is_some_and(|how| how == "chunked");
    let body = if is_chunked { unchunk(body)? } else { body.to_vec() };
    let is_whole = match header("content-length") {
        Some(length) => length.parse() == Ok(body.len()),
        None => is_chunked || has_ended,
    };
    is_whole.then(|| Answer { status, body: serde_json::from_slice(&body).unwrap_or(Json::Null) })
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(end + 2..end + 2 + length)?);
        body = body.get(end + 4 + length..)?;
    }
}
