//! Every kind of letter in both languages, as files that can be read. `UPDATE_GOLDEN=1` writes them.

use std::path::Path;

use voronka_core::case::{Holder, Trouble};
use voronka_core::event::{Cause, Event};
use voronka_core::notice::{Addressee, Hearer, Matter, Message, TaskFacts};
use voronka_definition::model::Priority;
use voronka_definition::{Locale, Text};
use voronka_mail::{Site, render, render_link};
use voronka_runtime::{Letter, LinkLetter, Parcel, Purpose};

use super::house::{House, at, now};

pub fn site() -> Site {
    Site::new("https://sales.klimat.example").expect("an address")
}

fn assigned(locale: Locale) -> Parcel {
    let house = House::new(locale);
    let message = Message::Assigned { task: house.facts() };
    Parcel { now: at(3, 11, 30), at: at(3, 11, 30), ..house.to("anna", message) }
}

fn offered_to_several(locale: Locale) -> Parcel {
    let mut house = House::new(locale);
    house.holder = Holder::Offered(vec!["anna".into(), "dmitry".into()]);
    let message = Message::Assigned { task: house.facts() };
    Parcel { now: at(3, 11, 30), at: at(3, 11, 30), ..house.to("dmitry", message) }
}

fn reassigned(locale: Locale, reader: &str) -> Parcel {
    let mut house = House::new(locale);
    house.give_to("dmitry");
    let message = Message::Reassigned {
        task: house.facts(),
        from: Some("anna".into()),
        by: Some("boris".into()),
        comment: Some(locale.pick("Анна в отпуске до понедельника.", "Anna is on leave until Monday.").to_owned()),
    };
    // The history begins with Anna's task.
    house.holder = Holder::Assigned("anna".into());
    house.to(reader, message)
}

fn taken_by_another(locale: Locale) -> Parcel {
    let mut house = House::new(locale);
    house.holder = Holder::Offered(vec!["anna".into(), "dmitry".into()]);
    let to = Holder::Assigned("dmitry".into());
    let from = house.holder.clone();
    let taken = Event::TaskReassigned { task: 2, from, to, cause: Cause::Claim, instead_of: None };
    house.then.push((now(), Some("dmitry"), taken));
    let task = TaskFacts { assignee: Some("dmitry".into()), ..house.facts() };
    house.to("anna", Message::Reassigned { task, from: None, by: Some("dmitry".into()), comment: None })
}

fn concern(locale: Locale, matter: &Matter) -> Parcel {
    let house = House::new(locale);
    house.to("boris", Message::Concern { task: house.facts(), matter: matter.clone() })
}

fn postponed(locale: Locale) -> Matter {
    let reason = locale.pick("Клиент просил перезвонить позже.", "The client asked for a later call.").to_owned();
    Matter::Postponed { by: "anna".into(), from: at(3, 9, 0), reason }
}

fn uncovered() -> Matter {
    Matter::Uncovered { person: "anna".into(), until: chrono::NaiveDate::from_ymd_opt(2026, 3, 13).expect("a day") }
}

fn more_time(locale: Locale, to: &str) -> Parcel {
    let house = House::new(locale);
    let reason = Some(locale.pick("Клиент в отпуске.", "The client is on holiday.").to_owned());
    let matter = Matter::MoreTime { by: "boris".into(), from: at(3, 9, 0), reason };
    house.to(to, Message::Concern { task: house.facts(), matter })
}

fn new_date(locale: Locale, before: bool, is_said: bool) -> Parcel {
    let house = House::new(locale);
    let reason = locale.pick("Клиент торопится.", "The client is in a hurry.").to_owned();
    let from = if before { at(6, 12, 0) } else { at(3, 9, 0) };
    let matter = Matter::NewDate { by: "boris".into(), from, reason: is_said.then_some(reason) };
    house.to("anna", Message::Concern { task: house.facts(), matter })
}

fn reminder(locale: Locale) -> Parcel {
    let house = House::new(locale);
    let message = Message::Reminder { task: house.facts() };
    Parcel { now: at(4, 10, 0), at: at(4, 10, 0), ..house.to("anna", message) }
}

fn overdue(locale: Locale, reader: &str, rung: u32, late_by_minutes: u32, as_whom: Hearer) -> Parcel {
    let house = House::new(locale);
    house.to(reader, Message::Overdue { task: house.facts(), rung, late_by_minutes, as_whom })
}

fn incident(locale: Locale, trouble: Trouble) -> Parcel {
    let mut house = House::new(locale);
    house.break_down(trouble);
    house.to("vera", Message::Incident { incident: 1 })
}

pub fn written() -> Message {
    Message::Written {
        subject: Text::both("Предложение: {{ deal.title }}", "Our proposal: {{ deal.title }}"),
        text: Text::both(
            "Здравствуйте, {{ deal.contact.name }}!\n\nСтоимость — {{ deal.amount }}:\n{% for item in deal.products %}— {{ item.name }}\n{% endfor %}\nС уважением,\n{{ owner }}\n{{ owner.email }}",
            "Dear {{ deal.contact.name }},\n\nThe price is {{ deal.amount }}:\n{% for item in deal.products %}- {{ item.name }}\n{% endfor %}\nYours sincerely,\n{{ owner }}\n{{ owner.email }}",
        ),
    }
}

fn to_client(locale: Locale) -> Parcel {
    let name = locale.pick("Олег Титов", "Oleg Titov").to_owned();
    House::new(locale).parcel(Addressee::Client { name, email: "titov@vektor.example".to_owned() }, written())
}

/// A letter whose reader may act without logging in.
fn with_link(parcel: Parcel) -> Parcel {
    Parcel { act_link: Some("AbCdEf0123456789".to_owned()), ..parcel }
}

/// The ladder tells somebody before an urgent task is due.
fn due_soon(locale: Locale, reader: &str, as_whom: Hearer) -> Parcel {
    let house = House::new(locale);
    let task = TaskFacts { priority: Priority::High, ..house.facts() };
    Parcel { now: at(4, 10, 0), at: at(4, 10, 0), ..house.to(reader, Message::DueSoon { task, rung: 1, as_whom }) }
}

/// The letter waited for its reader's hours, and the task is due by then.
fn due_soon_and_due(locale: Locale) -> Parcel {
    let waited = due_soon(locale, "boris", Hearer::Watcher);
    Parcel { now: now(), at: at(4, 10, 0), ..waited }
}

fn watched_task_ended(locale: Locale) -> Parcel {
    let house = House::new(locale);
    house.to("boris", Message::Ended { task: house.facts(), by: Some("anna".into()), result: Some("done".into()) })
}

/// A head wrote something to the owner of a deal, about a task or about the deal.
fn commented(locale: Locale, is_of_task: bool) -> Parcel {
    let house = House::new(locale);
    let task = is_of_task.then(|| house.facts());
    let text = "Звонил их директор: ждут нас во вторник.\nВозьмите с собой смету.".to_owned();
    house.to("anna", Message::Commented { task, by: "boris".into(), text })
}

/// Every kind of letter.
fn letters(locale: Locale) -> Vec<(&'static str, Parcel)> {
    let undeliverable =
        Trouble::Undeliverable { notice: 3, to: "titov@vektor.example".to_owned(), reason: "550 5.1.1 no such user".to_owned() };
    vec![
        ("comment_task", commented(locale, true)),
        ("comment_deal", commented(locale, false)),
        ("assigned", assigned(locale)),
        ("offered_to_several", offered_to_several(locale)),
        ("reassigned_to_me", reassigned(locale, "dmitry")),
        ("reassigned_from_me", reassigned(locale, "anna")),
        ("taken_by_another", taken_by_another(locale)),
        ("reminder", reminder(locale)),
        ("reminder_with_link", with_link(reminder(locale))),
        ("overdue_now", overdue(locale, "boris", 1, 0, Hearer::Head)),
        ("overdue_head", overdue(locale, "boris", 1, 135, Hearer::Head)),
        ("overdue_head_with_link", with_link(overdue(locale, "boris", 1, 135, Hearer::Head))),
        ("overdue_offered", overdue(locale, "boris", 3, 980, Hearer::Offered)),
        ("overdue_owner", overdue(locale, "anna", 1, 135, Hearer::Owner)),
        ("overdue_administrator", overdue(locale, "vera", 2, 480, Hearer::Administrator)),
        ("due_soon_head", due_soon(locale, "boris", Hearer::Head)),
        ("due_soon_watcher", due_soon(locale, "boris", Hearer::Watcher)),
        ("due_soon_and_due", due_soon_and_due(locale)),
        ("watched_task_ended", watched_task_ended(locale)),
        ("concern_postponed", concern(locale, &postponed(locale))),
        ("more_time_mine", more_time(locale, "anna")),
        ("more_time_known", more_time(locale, "dmitry")),
        ("new_date_sooner", new_date(locale, true, true)),
        ("new_date_sooner_by_field", new_date(locale, true, false)),
        ("new_date_later", new_date(locale, false, true)),
        ("concern_uncovered", concern(locale, &uncovered())),
        ("written_to_client", to_client(locale)),
        ("written_to_person", House::new(locale).to("boris", written())),
        ("incident_undeliverable", incident(locale, undeliverable)),
        ("incident_nobody", incident(locale, Trouble::Nobody { task: 2 })),
        ("incident_vacant", incident(locale, Trouble::Vacant { task: 2, position: "lawyer".into() })),
        ("incident_no_address", incident(locale, Trouble::NoAddress { step: "call".into() })),
    ]
}

#[test]
fn letters_of_every_kind_in_both_languages() {
    for locale in Locale::ALL {
        for (name, parcel) in letters(locale) {
            compare(name, locale, &render(&parcel, &site()).expect("the letter can be written"));
        }
    }
}

#[test]
fn letters_with_a_link_to_set_a_password() {
    for locale in Locale::ALL {
        for (name, purpose) in [("account_invitation", Purpose::Invitation), ("account_reset", Purpose::Reset)] {
            let letter = LinkLetter {
                identity: "account.1".to_owned(),
                to: "anna".into(),
                purpose,
                secret: "vrk_AbCdEf".to_owned(),
                expires_at: at(4, 14, 0),
                now: at(4, 12, 0),
                world: assigned(locale).world,
            };
            compare(name, locale, &render_link(&letter, &site()).expect("the letter can be written"));
        }
    }
}

/// Holds a letter against its golden files.
pub fn compare(name: &str, locale: Locale, letter: &Letter) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let head = format!(
        "To: {} <{}>\nSubject: {}\nMessage-ID: {}\n\n",
        letter.to_name, letter.address, letter.subject, letter.message_id
    );
    for (ending, content) in [("txt", format!("{head}{}", letter.text)), ("html", letter.html.clone())] {
        let path = folder.join(format!("{name}.{locale}.{ending}"));
        if update {
            std::fs::write(&path, &content).expect("the golden file can be written");
        }
        let golden = std::fs::read_to_string(&path).expect("the golden file is there; UPDATE_GOLDEN=1 writes it");
        assert_eq!(content, golden, "{}", path.display());
    }
}

#[test]
fn a_letter_speaks_the_language_of_its_reader_and_shows_his_clock() {
    let mut parcel = overdue(Locale::Ru, "boris", 1, 135, Hearer::Head);
    let world = std::sync::Arc::make_mut(&mut parcel.world);
    let boris = world.organisation.people.get_mut("boris").expect("Boris works here");
    (boris.locale, boris.time_zone) = (Some(Locale::En), Some(chrono_tz::Asia::Novosibirsk));
    let letter = render(&parcel, &site()).expect("the letter can be written");
    assert_eq!(letter.locale, Locale::En);
    assert!(letter.subject.starts_with("Overdue by 2 business hours 15 minutes: Call"), "{}", letter.subject);
    assert!(letter.text.contains("Due: Wed 4 March, 16:00"), "{}", letter.text);
}
