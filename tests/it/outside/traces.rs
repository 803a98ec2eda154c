//! Traces: what a request took is told to a collector of OpenTelemetry, within the trace of whoever asked.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::json;

use super::Room;
use super::sale::deal;
use super::server::Server;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A collector: its address, and the body of each request that comes.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heard, bodies) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let heard = heard.clone();
            std::thread::spawn(move || answer(stream, |body| heard.send(body).is_ok()));
        }
    });
    (address, bodies)
}

/// Reads requests one after another and says that each has been taken.
fn answer(mut stream: TcpStream, hear: impl Fn(Vec<u8>) -> bool) {
    let mut read = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        read.extend_from_slice(&piece[..length]);
        let Some(head) = read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let said = String::from_utf8_lossy(&read[..head]).to_lowercase();
        assert!(said.starts_with("post /v1/traces "), "{said}");
        let length = said.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse::<usize>().unwrap();
        if read.len() >= head + 4 + length {
            hear(read[head + 4..head + 4 + length].to_vec());
            read.drain(..head + 4 + length);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_request_is_told_within_the_trace_of_who_asked() {
    let (room, (address, bodies)) = (Room::new(), collector());
    let server = Server::start(room.path(), &["--traces", &address]);
    let anna = server.client("anna");
    let parent = format!("00-{TRACE}-{CALLER}-01");
    let body = json!({"process": "corporate_sales", "deal": deal()});
    anna.send("POST", "/cases", &body, &[("traceparent", &parent)]).unwrap().expect(201);
    server.stop();

    let requests: Vec<Vec<u8>> = bodies.try_iter().collect();
    let told = requests.iter().map(|body| ExportTraceServiceRequest::decode(&body[..]).unwrap());
    let resources: Vec<_> = told.flat_map(|request| request.resource_spans).collect();
    let named = |one: &&opentelemetry_proto::tonic::common::v1::KeyValue| one.key == "service.name";
    let service = resources[0].resource.as_ref().unwrap().attributes.iter().find(named).unwrap().value.clone().unwrap();
    assert!(format!("{service:?}").contains("voronka"), "{service:?}");
    let all: Vec<Span> = resources.into_iter().flat_map(|one| one.scope_spans).flat_map(|one| one.spans).collect();
    let ours: BTreeMap<&str, &Span> =
        all.iter().filter(|span| hex(&span.trace_id) == TRACE).map(|span| (span.name.as_str(), span)).collect();
    assert_eq!(ours.keys().copied().collect::<Vec<_>>(), ["command", "durable", "request"]);
    assert_eq!(hex(&ours["request"].parent_span_id), CALLER);
    assert_eq!(ours["command"].parent_span_id, ours["request"].span_id);
    assert_eq!(ours["durable"].parent_span_id, ours["command"].span_id);
    let commit = all.iter().find(|span| span.name == "commit").expect("the commit of a batch");
    assert!(commit.parent_span_id.is_empty(), "what many commands share belongs to none of them");
    assert!(all.iter().all(|span| !["scheduler", "dispatcher", "committer"].contains(&span.name.as_str())));
    let title = deal()["title"].as_str().unwrap().to_owned();
    assert!(requests.iter().all(|body| !String::from_utf8_lossy(body).contains(&title)), "no word about the client");
}

#[test]
fn a_collector_that_is_not_there_disturbs_nobody() {
    let room = Room::new();
    let server = Server::start(room.path(), &["--traces", "http://127.0.0.1:9"]);
    server.client("anna").start(json!({"process": "corporate_sales", "deal": deal()}));
    server.stop();
}

#[test]
fn the_doctor_knocks_at_the_collector_and_leaves_nothing_there() {
    let (room, (address, bodies)) = (Room::new(), collector());
    let server = Server::start(room.path(), &[]);
    let looks = |address: &str| -> serde_json::Value {
        let text = server.says(&["doctor", "--traces", address, "--format", "json"]);
        let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        all.into_iter().find(|look| look["at"] == "traces").unwrap()["health"].clone()
    };
    assert_eq!((looks(&address), looks("http://127.0.0.1:9")), (json!("good"), json!("bad")));
    assert_eq!(bodies.try_iter().collect::<Vec<_>>(), [Vec::<u8>::new()], "no span was sent");
}
