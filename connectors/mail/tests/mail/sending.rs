//! What each answer of a mail server means for a letter.

use voronka_core::notice::Message;
use voronka_mail::{Keeper, Postman, Server};
use voronka_runtime::{Courier, Delivered, DeliveryError, Parcel};

use super::golden::site;
use super::house::House;
use super::server::{Behaviour, MailServer, Taken};
use voronka_definition::Locale;

pub fn parcel() -> Parcel {
    let house = House::new(Locale::Ru);
    house.to("anna", Message::Assigned { task: house.facts() })
}

/// Sends one parcel to a server that behaves so.
pub async fn send(parcel: &Parcel, behaviour: Behaviour) -> (Result<Delivered, DeliveryError>, Vec<Taken>) {
    let server = MailServer::start(behaviour).await;
    let address = Server::parse(&format!("smtp://127.0.0.1:{}", server.port)).expect("a server");
    let postman = Postman::new(address, site(), None).expect("a sender");
    (postman.deliver(parcel).await, server.taken())
}

#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Sent,
    Retry,
    Bury,
    Unknown,
}

fn fate(answer: &Result<Delivered, DeliveryError>) -> Fate {
    match answer {
        Ok(_) => Fate::Sent,
        Err(DeliveryError::Retry { .. }) => Fate::Retry,
        Err(DeliveryError::Bury { .. }) => Fate::Bury,
        Err(DeliveryError::Unknown { .. }) => Fate::Unknown,
        Err(DeliveryError::Stale) => panic!("the letter is true"),
    }
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let cases = [
        (Behaviour::Accept, Fate::Sent),
        (Behaviour::Greet("421 too busy"), Fate::Retry),
        (Behaviour::Greet("554 no mail service here"), Fate::Retry),
        (Behaviour::Answer("EHLO", "550 who are you"), Fate::Retry),
        (Behaviour::Answer("MAIL", "451 later"), Fate::Retry),
        (Behaviour::Answer("MAIL", "550 never"), Fate::Bury),
        (Behaviour::Answer("RCPT", "450 greylisted"), Fate::Retry),
        (Behaviour::Answer("RCPT", "421 closing"), Fate::Retry),
        (Behaviour::Answer("RCPT", "550 no such user"), Fate::Bury),
        (Behaviour::Answer("DATA", "451 later"), Fate::Retry),
        (Behaviour::Answer("DATA", "554 never"), Fate::Bury),
        (Behaviour::Answer("DATA", "250 what"), Fate::Retry),
        (Behaviour::CloseAt("MAIL"), Fate::Retry),
        (Behaviour::CloseAt("DATA"), Fate::Retry),
        (Behaviour::AnswerLetter("451 disk full"), Fate::Retry),
        (Behaviour::AnswerLetter("550 spam"), Fate::Bury),
        (Behaviour::AnswerLetter("251 somewhere else"), Fate::Unknown),
        (Behaviour::AnswerLetter("nonsense"), Fate::Unknown),
        (Behaviour::CloseAfterLetter, Fate::Unknown),
        (Behaviour::CloseAt("QUIT"), Fate::Sent),
    ];
    for (behaviour, expected) in cases {
        let (answer, _) = send(&parcel(), behaviour).await;
        assert_eq!(fate(&answer), expected, "{behaviour:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_after_the_letter_leaves_it_unknown() {
    let (answer, taken) = send(&parcel(), Behaviour::FallSilent).await;
    assert_eq!(fate(&answer), Fate::Unknown, "{answer:?}");
    assert_eq!(taken.len(), 1);
}

#[tokio::test]
async fn no_server_at_all_means_later() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
    let address = Server::parse(&format!("smtp://127.0.0.1:{free}")).expect("a server");
    let answer = Postman::new(address, site(), None).expect("a sender").deliver(&parcel()).await;
    assert_eq!(fate(&answer), Fate::Retry, "{answer:?}");
}

#[tokio::test]
async fn a_second_attempt_is_the_same_letter() {
    let (first, before) = send(&parcel(), Behaviour::CloseAfterLetter).await;
    let (second, after) = send(&parcel(), Behaviour::Accept).await;
    let Err(DeliveryError::Unknown { letter: Some(letter), .. }) = first else { panic!("{first:?}") };
    assert_eq!(letter, second.expect("it was taken").letter);
    assert_eq!(before[0].bytes, after[0].bytes, "at the same moment even the bytes are the same");
    let text = String::from_utf8(after[0].bytes.clone()).expect("letters are ASCII");
    for header in [
        "Message-ID: <00000000-0000-0000-0000-000000000007.5@sales.klimat.example>\r\n",
        "In-Reply-To: <00000000-0000-0000-0000-000000000007@sales.klimat.example>\r\n",
        "References: <00000000-0000-0000-0000-000000000007@sales.klimat.example>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "List-Id: <notices.sales.klimat.example>\r\n",
        "Precedence: bulk\r\n",
        "From: Voronka <voronka@sales.klimat.example>\r\n",
        "Date: Wed, 04 Mar 2026 11:15:00 +0000\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: multipart/alternative;",
        "Content-Transfer-Encoding: base64\r\n",
    ] {
        assert!(text.contains(header), "{header:?} in\n{text}");
    }
    assert!(!text.contains("7bit") && !text.contains("8bit"), "every body is encoded");
}

#[tokio::test]
async fn a_missing_or_wrong_address_is_buried_before_any_server_is_asked() {
    for address in
        ["", "  ", "nobody", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example, c@d.example", "<a@b.example"]
    {
        let mut parcel = parcel();
        let world = std::sync::Arc::make_mut(&mut parcel.world);
        world.organisation.people.get_mut("anna").expect("Anna works here").email = Some(address.to_owned());
        let (answer, taken) = send(&parcel, Behaviour::Accept).await;
        assert_eq!((fate(&answer), taken), (Fate::Bury, Vec::new()), "{address:?}");
    }
}

#[tokio::test]
async fn an_address_in_other_letters_needs_a_server_that_takes_it() {
    let mut parcel = parcel();
    let world = std::sync::Arc::make_mut(&mut parcel.world);
    world.organisation.people.get_mut("anna").expect("Anna works here").email = Some("анна@пример.example".to_owned());
    let (answer, taken) = send(&parcel, Behaviour::Accept).await;
    assert_eq!((fate(&answer), taken), (Fate::Bury, Vec::new()), "{answer:?}");
}

#[tokio::test]
async fn a_keeper_keeps_the_letter_a_postman_would_send() {
    let kept = Keeper::new(site()).deliver(&parcel()).await.expect("it was kept");
    let (sent, _) = send(&parcel(), Behaviour::Accept).await;
    let sent = sent.expect("it was taken");
    assert!(kept.kept && !sent.kept);
    assert_eq!(kept.letter, sent.letter);
}
