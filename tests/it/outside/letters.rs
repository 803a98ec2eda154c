//! Letters through a real mail server.

use std::net::TcpListener;
use std::path::Path;

use serde_json::json;

use super::Room;
use super::client::Client;
use super::postbox::{Postbox, has_aiosmtpd};
use super::sale::{deal, id};
use super::server::Server;

/// The values of a header over the letters of a folder, sorted.
fn headers(folder: &Path, name: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let letters =
        files.filter(|path| path.extension().is_some_and(|e| e == "eml")).map(|path| std::fs::read_to_string(path).unwrap());
    let prefix = format!("{name}: ");
    let mut found: Vec<_> =
        letters.map(|letter| letter.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

fn advance(vera: &Client, period: &str) {
    vera.post("/test/clock", json!({"advance": period})).expect(200);
}

#[test]
fn row_30_letters_wait_for_the_mail_server_and_arrive_once() {
    if !has_aiosmtpd() {
        return;
    }
    let room = Room::new();
    let letters = room.path().join("letters");
    std::fs::create_dir(&letters).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::start(room.path(), &["--test-clock", "--smtp", &format!("smtp://127.0.0.1:{port}")]);
    let (anna, vera) = (server.client("anna"), server.client("vera"));
    vera.post("/test/clock", json!({"to": "2027-03-01T07:00:00Z"})).expect(200);
    for _ in 0..3 {
        id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
    }
    advance(&vera, "1 business day");
    advance(&vera, "2 hours");
    assert!(headers(&letters, "Message-ID").is_empty(), "the mail server is down");
    let postbox = Postbox::open(port, &letters);
    advance(&vera, "1 hour");
    let mut ids = headers(&letters, "Message-ID");
    let all = ids.len();
    ids.dedup();
    assert_eq!((ids.len(), all), (6, 6), "a reminder to Anna and an overdue letter to Boris for each deal, one each");
    let to = headers(&letters, "To");
    assert_eq!(to.iter().filter(|to| to.contains("boris@")).count(), 3, "{to:?}");
    advance(&vera, "1 hour");
    assert_eq!(headers(&letters, "Message-ID").len(), 6, "nothing comes twice");
    drop(postbox);
    server.fsck();
}
