//! Names and texts that try to be more than a name or a text: one message goes out, to the same recipient.

use voronka_core::notice::{Addressee, Message};
use voronka_definition::Locale;
use voronka_definition::value::Party;
use voronka_mail::{render, render_bundle};
use voronka_runtime::{Bundle, DeliveryError, Parcel};

use super::golden::{site, written};
use super::house::House;
use super::sending::{parcel, send};
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
async fn s21_one_message_goes_out_to_the_same_recipient() {
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

/// The names of the headers, in their order, and how many parts there are.
fn shape(bytes: &[u8]) -> (Vec<String>, usize) {
    let text = String::from_utf8_lossy(bytes);
    let (headers, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let fields = headers.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    let names = fields.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect();
    (names, body.matches("\r\nContent-Type: ").count() + usize::from(body.starts_with("Content-Type: ")))
}

#[tokio::test]
async fn s21_a_letter_has_the_same_headers_and_parts_whatever_is_typed() {
    let shape_of = async |parcel: &Parcel| {
        let (_, taken) = send(parcel, Behaviour::Accept).await;
        shape(&taken[0].bytes)
    };
    for (place, plain) in parcels("Вентиляция склада") {
        let wanted = shape_of(&plain).await;
        assert!(wanted.0.len() > 6 && wanted.1 >= 2, "{wanted:?}");
        for text in HOSTILE {
            let (_, parcel) = parcels(text).into_iter().find(|(other, _)| *other == place).expect("the same place");
            assert_eq!(shape_of(&parcel).await, wanted, "{place} {text:?}");
        }
    }
}

const NO_ADDRESS: [&str; 12] = [
    "anna@klimat.example\r\nBcc: victim@evil.example",
    "anna@klimat.example\r\nRCPT TO:<victim@evil.example>",
    "anna@klimat.example\rx",
    "anna@klimat.example\nx",
    "anna@klimat.example\0",
    "anna@klimat.example\u{2028}x",
    "anna@klimat.example\u{85}x",
    "anna@klimat.example, victim@evil.example",
    "anna@klimat.example> <victim@evil.example",
    "<anna@klimat.example>",
    "anna@klimat.example SIZE=1",
    "\u{202e}anna@klimat.example x",
];

#[tokio::test]
async fn s21_an_address_that_is_more_than_an_address_gets_nothing() {
    for address in NO_ADDRESS {
        let house = House::new(Locale::Ru);
        let client = Addressee::Client { name: "Олег Титов".to_owned(), email: address.to_owned() };
        let mut colleague = parcel();
        let world = std::sync::Arc::make_mut(&mut colleague.world);
        world.organisation.people.get_mut("anna").expect("Anna works here").email = Some(address.to_owned());
        for parcel in [house.parcel(client, written()), colleague] {
            let (answer, taken) = send(&parcel, Behaviour::Accept).await;
            assert!(matches!(answer, Err(DeliveryError::Bury { .. })), "{address:?}: {answer:?}");
            assert!(taken.is_empty(), "{address:?}: {taken:?}");
        }
    }
}

/// What would be another text if anybody took it for a template.
const TEMPLATE: &str =
    "k9{{7*7}}k9 {{ 7 * 7 }} {% for i in [1, 2] %}zq{% endfor %} {{ data.x }} {{ deal.owner }} {# no #} ${7*7} #{7*7} <%= 7*7 %>";

/// As people type it into the title, a comment, the contact and a product, and as a name.
fn typed(message: impl Fn(voronka_core::notice::TaskFacts) -> Message) -> Parcel {
    let mut house = House::new(Locale::Ru);
    (house.title, house.comment, house.products) = (TEMPLATE.to_owned(), TEMPLATE.to_owned(), vec![TEMPLATE]);
    let facts = [("name", TEMPLATE), ("email", "titov@vektor.example"), ("phone", TEMPLATE)];
    house.contact = Party::Described(facts.map(|(key, fact)| (key.to_owned(), fact.to_owned())).into());
    let mut parcel = house.to("anna", message(house.facts()));
    let world = std::sync::Arc::make_mut(&mut parcel.world);
    world.organisation.people.get_mut("anna").expect("Anna works here").name = TEMPLATE.to_owned();
    parcel
}

#[test]
fn s22_what_people_type_is_no_template_in_any_letter() {
    use voronka_core::notice::Hearer;
    let wrote = |_| {
        Message::Written {
        subject: "{{ deal.title }}".into(),
        text: "{{ deal.contact }} {{ deal.contact.phone }} {{ deal.products }} {{ owner }} {% for item in deal.products %}{{ item.name }}{% endfor %}".into(),
    }
    };
    let letters = [
        typed(|task| Message::Assigned { task }),
        typed(|task| Message::Reminder { task }),
        typed(|task| Message::Overdue { task, rung: 1, late_by_minutes: 9, as_whom: Hearer::Head }),
        typed(|task| Message::Reassigned { task, from: Some("dmitry".into()), by: None, comment: Some(TEMPLATE.to_owned()) }),
        typed(wrote),
    ];
    for parcel in letters {
        let bundle = Bundle {
            identity: "gathered.1".to_owned(),
            to: "anna".into(),
            now: parcel.now,
            world: std::sync::Arc::clone(&parcel.world),
            parcels: vec![parcel.clone()],
            more: 0,
            overview: None,
        };
        for letter in [render(&parcel, &site()), render_bundle(&bundle, &site())] {
            let letter = letter.unwrap_or_else(|error| panic!("{:?}: {error}", parcel.notice_body.message));
            let all = format!("{}\n{}\n{}\n{:?}", letter.subject, letter.text, letter.html, letter.invitation);
            assert!(!all.contains("k949k9") && !all.contains("zqzq"), "{all}");
            assert!(
                letter.text.contains("k9{{7*7}}k9 {{ 7 * 7 }} {% for i in [1, 2] %}zq{% endfor %} {{ data.x }}"),
                "{}",
                letter.text
            );
            assert!(letter.html.contains("k9{{7*7}}k9"), "{}", letter.html);
        }
    }
}
