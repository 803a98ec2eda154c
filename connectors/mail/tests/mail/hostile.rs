//! Names and texts that try to be more than a name or a text: one message goes out, to the same recipient.

use voronka_core::notice::{Addressee, Message};
use voronka_definition::Locale;
use voronka_definition::value::Party;
use voronka_runtime::Parcel;

use super::golden::written;
use super::house::House;
use super::sending::send;
use super::server::Behaviour;

const HOSTILE: [&str; 9] = [
    "x\r\n.\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\n",
    "x\r\nBcc: victim@evil.example\r\n\r\nbody",
    "x\rBcc: victim@evil.example",
    "x\nBcc: victim@evil.example",
    ".\n..\n.",
    "x\0y",
    "x\u{2028}Bcc: victim@evil.example\u{2029}",
    "x\u{85}Bcc: victim@evil.example",
    "\u{202e}<script>alert(1)</script>\" onload=\"x",
];

fn parcels(text: &str) -> Vec<(&'static str, Parcel)> {
    let mut house = House::new(Locale::Ru);
    house.title = text.to_owned();
    house.comment = text.to_owned();
    let facts = [("name", text), ("email", "titov@vektor.example")].map(|(key, fact)| (key.to_owned(), fact.to_owned()));
    house.contact = Party::Described(facts.into());
    let assigned = house.to("anna", Message::Assigned { task: house.facts() });
    let mut named = assigned.clone();
    let world = std::sync::Arc::make_mut(&mut named.world);
    world.organisation.people.get_mut("anna").expect("Anna works here").name = text.to_owned();
    let client = Addressee::Client { name: text.to_owned(), email: "anna@klimat.example".to_owned() };
    vec![("title", assigned), ("name", named), ("client", house.parcel(client, written()))]
}

#[tokio::test]
async fn one_message_goes_out_to_the_same_recipient() {
    for text in HOSTILE {
        for (place, parcel) in parcels(text) {
            let (answer, taken) = send(&parcel, Behaviour::Accept).await;
            let letter = answer.unwrap_or_else(|error| panic!("{place} {text:?}: {error}")).letter;
            let [taken] = taken.as_slice() else { panic!("{place} {text:?}: {} messages", taken.len()) };
            assert_eq!(taken.to, ["RCPT TO:<anna@klimat.example>"], "{place} {text:?}");
            assert_eq!(taken.afterwards, Vec::<String>::new(), "{place} {text:?}");
            check_bytes(&taken.bytes, place, text);
            let visible = |part: &str| part.chars().all(|letter| letter == '\n' || !letter.is_control());
            assert!(visible(&letter.subject) && !letter.subject.contains('\n'), "{place} {text:?}");
            assert!(visible(&letter.text) && visible(&letter.html), "{place} {text:?}");
            assert!(!letter.html.contains("<script"), "{place} {text:?}");
        }
    }
}

fn check_bytes(bytes: &[u8], place: &str, text: &str) {
    let bytes = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{place} {text:?}: not ASCII"));
    assert!(bytes.is_ascii() && !bytes.contains('\0'), "{place} {text:?}");
    let bare = bytes.replace("\r\n", "");
    assert!(!bare.contains(['\r', '\n']), "{place} {text:?}: a bare line end");
    let headers = bytes.split("\r\n\r\n").next().unwrap_or_default();
    for name in ["Bcc:", "MAIL FROM", "RCPT TO"] {
        assert!(!headers.lines().any(|line| line.starts_with(name)), "{place} {text:?}: {headers}");
    }
    assert_eq!(headers.lines().filter(|line| line.starts_with("To:")).count(), 1, "{place} {text:?}");
}
