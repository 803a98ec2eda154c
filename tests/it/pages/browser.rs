//! A browser without scripts: it keeps cookies, reads forms, fills them in and sends them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use tower::ServiceExt;
use voronka_core::{CaseId, TaskId};
use voronka_definition::Source;
use voronka_runtime::Engine;
use voronka_web::App;

use crate::support::House;

/// A server of pages in memory.
pub struct Site {
    pub router: Router,
    pub house: House,
}

impl Site {
    /// As the demo is served.
    pub async fn demo() -> Self {
        Self::new(true).await
    }

    /// As a company is served.
    pub async fn serving() -> Self {
        Self::new(false).await
    }

    async fn new(demo: bool) -> Self {
        Self::with(House::new().await, "http://voronka.test", |app| (app.demo, app.test_clock) = (demo, demo))
    }

    /// With this house, at this address, and as is wanted besides.
    pub fn with(house: House, base_url: &str, wanted: impl FnOnce(&mut App)) -> Self {
        let mut app = App::new(house.engine.clone(), base_url).keeping_counts();
        wanted(&mut app);
        Self { router: voronka_web::router(app), house }
    }

    /// The same with these scenarios beside its processes.
    pub fn with_scenarios(self, scenarios: Vec<Source>) -> Self {
        let mut app = App::new(self.house.engine.clone(), "http://voronka.test").keeping_counts();
        (app.demo, app.test_clock, app.scenarios) = (true, true, Arc::new(scenarios));
        Self { router: voronka_web::router(app), ..self }
    }

    pub fn engine(&self) -> &Engine {
        &self.house.engine
    }

    /// A browser in which this person has logged in.
    pub async fn as_(&self, person: &str) -> Browser {
        let mut browser = self.stranger();
        browser.post("/login", &[("person", person)]).await.leads_to("/");
        browser
    }

    pub fn stranger(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), headers: Vec::new(), from: None }
    }

    /// The number of the open task with this title.
    pub async fn task(&self, case: CaseId, title: &str) -> TaskId {
        let case = self.house.case(case).await;
        let found = case.tasks.values().find(|task| task.title.get(voronka_definition::Locale::Ru) == title);
        case.task_id(found.unwrap_or_else(|| panic!("no task {title}")).number)
    }
}

/// A browser.
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// What it says besides.
    pub headers: Vec<(&'static str, String)>,
    /// The address of its machine, where that matters.
    pub from: Option<[u8; 4]>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Shown {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A request of any kind without a body.
    pub async fn ask(&mut self, method: &str, path: &str) -> Shown {
        self.send(Request::builder().method(method).uri(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Body::from(body.join("&"))).await
    }

    /// Fills in the form of a page that goes to this address and holds this, and sends it.
    pub async fn submit(&mut self, page: &Shown, action: &str, marker: &str, fields: &[(&str, &str)]) -> Shown {
        let mut all = page.form(action, marker);
        for (name, value) in fields {
            all.insert((*name).to_owned(), (*value).to_owned());
        }
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &all).await
    }

    /// Sends the form of a page with these fields alone, as a browser does that leaves unchosen boxes out.
    pub async fn submit_only(&mut self, page: &Shown, action: &str, fields: &[(&str, &str)]) -> Shown {
        let known = page.form(action, "name=\"key\"");
        let mut all: BTreeMap<&str, &str> = fields.iter().copied().collect();
        all.extend(["token", "key"].map(|name| (name, known[name].as_str())));
        let all: Vec<(&str, &str)> = all.into_iter().collect();
        self.post(action, &all).await
    }

    /// The same with a file.
    pub async fn submit_file(&mut self, page: &Shown, action: &str, marker: &str, file: (&str, &str, &str)) -> Shown {
        let mut body = String::new();
        for (name, value) in page.form(action, marker) {
            body.push_str(&format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        let (name, filename, content) = file;
        body.push_str(&format!(
            "--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{content}\r\n--cut--\r\n"
        ));
        let request = Request::post(action).header("content-type", "multipart/form-data; boundary=cut");
        self.send(request, Body::from(body)).await
    }

    /// Opens a stream, which stays open.
    pub async fn listen(&mut self, path: &str) -> Body {
        let response = self.answered(Request::get(path), Body::empty()).await;
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response.into_body()
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Shown {
        let (parts, body) = self.answered(request, body).await.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Shown { status: parts.status, headers: parts.headers, html: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn answered(&mut self, mut request: axum::http::request::Builder, body: Body) -> Response {
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(from) = self.from {
            request = request.extension(ConnectInfo(SocketAddr::from((from, 4711))));
        }
        self.router.clone().oneshot(request.header("host", "voronka.test").body(body).unwrap()).await.unwrap()
    }
}

/// What a browser shows.
#[derive(Debug)]
pub struct Shown {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Shown {
    /// The page, where this is its status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.html);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.html.contains(text), "«{text}» is not on the page:\n{}", self.html);
        self
    }

    #[track_caller]
    pub fn lacks(self, text: &str) -> Self {
        assert!(!self.html.contains(text), "«{text}» is on the page:\n{}", self.html);
        self
    }

    /// The page without the scripts that are ours: files of the server, by their addresses, with nothing in them.
    #[track_caller]
    pub fn without_own_scripts(self) -> Self {
        let mut pieces = self.html.split("<script ");
        let first = pieces.next().unwrap_or_default().to_owned();
        let html = pieces.fold(first, |page, piece| {
            let rest = piece.strip_prefix("src=\"/static/").and_then(|rest| rest.split_once("\" defer></script>"));
            let (name, rest) = rest.unwrap_or_else(|| panic!("not a script of ours: {piece}"));
            assert!(name.ends_with(".js") && !name.contains('"'), "{name}");
            page + rest
        });
        Self { html, ..self }
    }

    #[track_caller]
    pub fn leads_to(&self, path: &str) {
        assert_eq!((self.status.as_u16(), self.header("location")), (303, path), "{}", self.html);
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The hidden and filled fields of the form with this address, of several the one that holds the marker.
    #[track_caller]
    pub fn form(&self, action: &str, marker: &str) -> BTreeMap<String, String> {
        let start = format!("action=\"{}\"", action.replace('&', "&amp;"));
        let forms =
            self.html.split("<form").filter(|form| form.contains(&start)).map(|form| form.split("</form>").next().unwrap());
        let form = forms.into_iter().find(|form| form.contains(marker));
        let form = form.unwrap_or_else(|| panic!("no form {action} with {marker}:\n{}", self.html));
        let inputs = form.split("<input").skip(1).map(|input| input.split('>').next().unwrap());
        inputs
            .filter(|input| !input.contains("type=\"file\""))
            .filter(|input| !input.contains("type=\"checkbox\"") || input.contains(" checked"))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    let value = rest.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

fn quoted(text: &str) -> String {
    text.bytes().fold(String::new(), |quoted, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => quoted + &char::from(byte).to_string(),
        byte => quoted + &format!("%{byte:02X}"),
    })
}
