//! A browser driven by the W3C WebDriver protocol, as far as the journeys need it. Nothing sleeps: the driver answers a click
//! once the page that it leads to is loaded, and looks for an element until it is there.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use chrono::NaiveDateTime;
use serde_json::{Value as Json, json};

use crate::outside::Room;
use crate::outside::client::exchange;

/// How long the driver looks for an element.
const PATIENCE_MS: u32 = 15_000;
/// The name under which an element is known to the driver, as the standard says.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The same of a shadow root.
const SHADOW: &str = "shadow-6066-11e4-a52e-4f735466cecf";
/// The tabulator, among the keys of the standard.
pub const TAB: char = '\u{E004}';

/// The key that confirms.
pub const ENTER: char = '\u{E007}';
/// The key that closes.
pub const ESCAPE: char = '\u{E00C}';

/// A page whose script, where it may run, changes the title.
const SCRIPTED: &str = "data:text/html,<title>still</title><script>document.title='ran'</script>";

/// How the browser is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On a desk.
    Desk,
    /// On a desk; pages may not run scripts.
    WithoutScripts,
    /// A telephone, 360 pixels wide.
    Phone,
}

/// A browser with one window.
pub struct Browser {
    driver: Child,
    address: String,
    session: String,
    /// Where addresses without a host are.
    site: String,
    _room: Room,
}

impl Browser {
    pub fn new(kind: Kind, site: &str) -> Self {
        let room = Room::new();
        let mut command = Command::new("chromedriver");
        // A group of its own, so that nothing of the browser outlives the journey.
        command.arg("--port=0").process_group(0).env("LANGUAGE", "en_US").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port =
            lines.find_map(|line| Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned()));
        std::thread::spawn(move || lines.for_each(drop));
        let address = format!("127.0.0.1:{}", port.unwrap_or_default());
        let mut browser = Self { driver, address, session: String::new(), site: site.to_owned(), _room: room };
        let capabilities = json!({"capabilities": {"alwaysMatch": capabilities(kind, &browser._room)}});
        let session = browser.ask("POST", "/session", &capabilities);
        browser.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    /// Goes to an address and waits until the page is loaded.
    #[track_caller]
    pub fn open(&self, address: &str) {
        let address = if address.starts_with('/') { format!("{}{address}", self.site) } else { address.to_owned() };
        self.tell("/url", &json!({"url": address}));
    }

    /// In the demo: logs in as this person by one click.
    #[track_caller]
    pub fn enter(&self, person: &str) {
        self.click(&format!("button[value={person}]"));
        self.find("header .who");
    }

    #[track_caller]
    pub fn leave(&self) {
        self.click("form[action='/logout'] button");
        self.find("section.login");
    }

    /// Clicks and waits until the page that it leads to is loaded. A telephone waits for a second touch first: there, look for
    /// something of the new page before going elsewhere.
    #[track_caller]
    pub fn click(&self, place: &str) {
        self.tell(&format!("/element/{}/click", self.find(place)), &json!({}));
    }

    /// Clicks the link or the button with this text.
    #[track_caller]
    pub fn press(&self, text: &str) {
        self.click(&format!("//*[self::a or self::button or self::summary][normalize-space()='{text}']"));
    }

    /// Presses keys one after another, wherever the focus is; those of the standard that are held stay so to the end.
    #[track_caller]
    pub fn keys(&self, keys: &str) {
        let held = |key: &char| matches!(key, '\u{E008}'..='\u{E00A}' | '\u{E03D}');
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({"type": "keyDown", "value": key}));
            if !held(&key) {
                actions.push(json!({"type": "keyUp", "value": key}));
            }
        }
        actions.extend(keys.chars().filter(held).map(|key| json!({"type": "keyUp", "value": key})));
        self.tell("/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// The text of what has the focus.
    #[track_caller]
    pub fn focused(&self) -> String {
        self.run("return document.activeElement.textContent.trim()").as_str().unwrap_or_default().to_owned()
    }

    /// Puts a text into a field instead of what is in it.
    #[track_caller]
    pub fn fill(&self, place: &str, text: &str) {
        let element = self.find(place);
        self.tell(&format!("/element/{element}/clear"), &json!({}));
        self.tell(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Types a moment as the browser's own control wants it.
    #[track_caller]
    pub fn fill_moment(&self, place: &str, moment: NaiveDateTime) {
        let keys = moment.format(&format!("%m%d%Y{TAB}%I%M%p")).to_string();
        self.tell(&format!("/element/{}/value", self.find(place)), &json!({"text": keys}));
        assert_eq!(self.value(place), moment.format("%Y-%m-%dT%H:%M").to_string());
    }

    /// What is in a field.
    #[track_caller]
    pub fn value(&self, place: &str) -> String {
        self.of_element(place, "property/value")
    }

    #[track_caller]
    pub fn attribute(&self, place: &str, name: &str) -> String {
        self.of_element(place, &format!("attribute/{name}"))
    }

    /// The text that a person sees there.
    #[track_caller]
    pub fn text(&self, place: &str) -> String {
        self.of_element(place, "text")
    }

    /// Waits until this text is seen there.
    #[track_caller]
    pub fn says(&self, place: &str, text: &str) {
        self.find(&format!("{place}[contains(normalize-space(), '{text}')]"));
    }

    /// Waits for an element in the shadow root of another.
    #[track_caller]
    pub fn find_in(&self, host: &str, place: &str) {
        let path = format!("{}/element/{}/shadow", self.session, self.find(host));
        let root = self.ask("GET", &path, &Json::Null)[SHADOW].as_str().unwrap().to_owned();
        self.tell(&format!("/shadow/{root}/element"), &json!({"using": "css selector", "value": place}));
    }

    /// Runs a script in the page, whether or not the page may run its own.
    #[track_caller]
    pub fn run(&self, script: &str) -> Json {
        self.tell("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Whether pages may run scripts here.
    pub fn runs_scripts(&self) -> bool {
        self.open(SCRIPTED);
        self.ask("GET", &format!("{}/title", self.session), &Json::Null) == "ran"
    }

    #[track_caller]
    fn of_element(&self, place: &str, what: &str) -> String {
        let path = format!("{}/element/{}/{what}", self.session, self.find(place));
        self.ask("GET", &path, &Json::Null).as_str().unwrap_or_default().to_owned()
    }

    /// Waits for an element; its place is an XPath where it begins with a slash, else a selector of CSS.
    #[track_caller]
    pub fn find(&self, place: &str) -> String {
        let using = if place.starts_with('/') { "xpath" } else { "css selector" };
        self.tell("/element", &json!({"using": using, "value": place}))[ELEMENT].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn tell(&self, path: &str, body: &Json) -> Json {
        self.ask("POST", &format!("{}{path}", self.session), body)
    }

    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Json) -> Json {
        let answer = exchange(&self.address, method, path, body, &[]).unwrap();
        let mut body_told = answer.body;
        if answer.status != 200 {
            panic!("{method} {path} {body}: {}\n{}", body_told["value"]["message"], self.shown());
        }
        body_told["value"].take()
    }

    /// What the window shows, for who reads why a journey failed.
    fn shown(&self) -> String {
        let script = json!({"script": "return location.href + '\\n' + document.body.innerText", "args": []});
        let answer = exchange(&self.address, "POST", &format!("{}/execute/sync", self.session), &script, &[]);
        answer.map_or_else(|error| error.to_string(), |answer| answer.body["value"].as_str().unwrap_or_default().to_owned())
    }
}

fn capabilities(kind: Kind, room: &Room) -> Json {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-US",
        "--window-size=1200,900",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", room.path().join("profile").display()));
    let mut options = json!({"args": arguments});
    match kind {
        Kind::Desk => {}
        Kind::WithoutScripts => options["prefs"] = json!({"profile.managed_default_content_settings.javascript": 2}),
        Kind::Phone => {
            let metrics = json!({"width": 360, "height": 740, "pixelRatio": 2.0, "mobile": true});
            options["mobileEmulation"] = json!({"deviceMetrics": metrics});
        }
    }
    json!({"pageLoadStrategy": "normal", "timeouts": {"implicit": PATIENCE_MS}, "goog:chromeOptions": options})
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _closed = exchange(&self.address, "DELETE", &self.session, &Json::Null, &[]);
        }
        let group = format!("kill -s KILL -- -{}", self.driver.id());
        let _gone = self.driver.kill();
        let _all_gone = Command::new("sh").args(["-c", &group]).stderr(Stdio::null()).status();
        let _reaped = self.driver.wait();
    }
}
