//! Kill -9 at random moments under load: what was answered is there, `fsck` finds nothing, no letter is lost.
//!
//! `VORONKA_KILLS` sets how often; the ordinary run kills a few times.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Room;
use super::client::Client;
use super::server::Server;

/// What a client was told, before the server was gone.
#[derive(Default)]
pub(super) struct Log {
    /// Cases that were started.
    pub(super) cases: Vec<String>,
    /// Tasks that were completed.
    pub(super) done: Vec<String>,
}

fn kills() -> u32 {
    std::env::var("VORONKA_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(4)
}

/// A moment after which to kill: spread over the first two seconds, the same for the same number.
fn moment(number: u32) -> Duration {
    let mixed = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    Duration::from_millis(50 + mixed % 1_500)
}

/// Starts deals and calls until the server is gone.
pub(super) fn work(client: &Client, name: &str, log: &Mutex<Log>, over: &AtomicBool) {
    for number in 0.. {
        let deal = json!({"process": "corporate_sales", "deal": {"title": format!("{name} {number}")}});
        let Ok(answer) = client.send("POST", "/cases", &deal, &[("Idempotency-Key", &format!("{name}-{number}"))]) else {
            return;
        };
        if answer.status == 201 {
            log.lock().unwrap().cases.push(answer.body["id"].as_str().unwrap().to_owned());
            if complete(client, &answer.body, log).is_none() {
                return;
            }
        }
        if over.load(Ordering::Relaxed) {
            return;
        }
    }
}

fn complete(client: &Client, case: &Json, log: &Mutex<Log>) -> Option<()> {
    let task = case["open_tasks"][0]["id"].as_str()?.to_owned();
    let body = json!({"result": "no_answer"});
    let answer = client.send("POST", &format!("/tasks/{task}/complete"), &body, &[]).ok()?;
    if answer.status == 200 {
        log.lock().unwrap().done.push(task);
    }
    Some(())
}

#[test]
fn i_2_what_was_answered_survives_a_kill() {
    let room = Room::new();
    let first = Server::start(room.path(), &[]);
    let token_of = |server: &Server| server.client("anna");
    let (mut all, mut server) = (Log::default(), first);
    for kill in 0..kills() {
        let log = Mutex::new(Log::default());
        let over = AtomicBool::new(false);
        let client = token_of(&server);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (client, log, over) = (client.clone(), &log, &over);
                scope.spawn(move || work(&client, &format!("k{kill}t{thread}"), log, over));
            }
            let (sender, receiver) = std::sync::mpsc::channel::<()>();
            let _nobody_sends = receiver.recv_timeout(moment(kill));
            drop(sender);
            over.store(true, Ordering::Relaxed);
            server.kill();
        });
        server = Server::start(room.path(), &[]);
        server.fsck();
        let answered = log.into_inner().unwrap();
        must_be_there(&token_of(&server), &answered);
        all.cases.extend(answered.cases);
        all.done.extend(answered.done);
    }
    must_be_there(&token_of(&server), &all);
    eprintln!(
        "{} kills; {} starts and {} completions were answered, and all are there",
        kills(),
        all.cases.len(),
        all.done.len()
    );
    assert!(all.done.len() > kills() as usize, "there was load");
}

pub(super) fn must_be_there(client: &Client, log: &Log) {
    for case in &log.cases {
        client.get(&format!("/cases/{case}")).expect(200);
    }
    for task in &log.done {
        assert_eq!(client.get(&format!("/tasks/{task}")).expect(200)["status"], "done", "{task}");
    }
}
