//! One letter of several notices, and digests, in both languages: with 1, 2, 5 and 21 entries, long names, no name.

use std::sync::Arc;

use voronka_core::case::Holder;
use voronka_core::notice::{Hearer, Matter, Message, TaskFacts};
use voronka_core::{CaseId, NoticeId, TaskId};
use voronka_definition::Locale;
use voronka_definition::model::TaskKind;
use voronka_definition::organisation::Department;
use voronka_mail::render_bundle;
use voronka_runtime::{Bundle, Overview, Parcel, TaskRecord, TaskStatus};

use super::golden::{compare, site, written};
use super::house::{House, at, now};

/// A notice of another case each time.
fn of_case(number: u32, locale: Locale, title: &str, reader: &str, message: impl Fn(TaskFacts) -> Message) -> Parcel {
    let mut house = House::new(locale);
    house.title = title.to_owned();
    let mut parcel = house.to(reader, message(house.facts()));
    let case = Arc::make_mut(&mut parcel.case);
    case.id = CaseId(uuid::Uuid::from_u128(u128::from(number)));
    parcel.notice = NoticeId { case: case.id, number: 5 };
    parcel.history.clear();
    parcel
}

fn late(task: TaskFacts) -> Message {
    Message::Overdue { task, rung: 1, late_by_minutes: 135, as_whom: Hearer::Head }
}

fn title(locale: Locale, number: u32) -> String {
    locale.pick(format!("Вентиляция склада № {number}"), format!("Ventilation of warehouse {number}"))
}

fn bundle(to: &str, parcels: Vec<Parcel>, overview: Option<Overview>, locale: Locale) -> Bundle {
    let world = House::new(locale).to(to, written()).world;
    Bundle { identity: "gathered.0123456789abcdef".to_owned(), to: to.into(), now: now(), parcels, more: 0, overview, world }
}

/// So many overdue tasks of the department.
fn of_number(locale: Locale, number: u32) -> Bundle {
    let parcels = (1..=number).map(|case| of_case(case, locale, &title(locale, case), "boris", late)).collect();
    bundle("boris", parcels, None, locale)
}

fn of_every_kind(locale: Locale) -> Bundle {
    let mine = |task: TaskFacts| TaskFacts { assignee: Some("boris".into()), ..task };
    let parcels = vec![
        of_case(1, locale, &title(locale, 1), "boris", |task| Message::Assigned { task: mine(task) }),
        of_case(2, locale, &title(locale, 2), "boris", |task| Message::Reminder { task: mine(task) }),
        of_case(3, locale, &title(locale, 3), "boris", late),
        of_case(4, locale, &title(locale, 4), "boris", |task| Message::Reassigned {
            task,
            from: Some("boris".into()),
            by: Some("vera".into()),
            comment: Some(locale.pick("Передаю Анне.", "To Anna.").to_owned()),
        }),
        of_case(5, locale, &title(locale, 5), "boris", |_| written()),
        of_case(6, locale, &title(locale, 6), "boris", |task| Message::Overdue {
            task,
            rung: 3,
            late_by_minutes: 980,
            as_whom: Hearer::Offered,
        }),
    ];
    Bundle { more: 7, ..bundle("boris", parcels, None, locale) }
}

/// So many tasks of somebody who is away without a deputy.
fn that_nobody_covers(locale: Locale, number: u32) -> Bundle {
    let until = chrono::NaiveDate::from_ymd_opt(2026, 3, 13).expect("a day");
    let of = |task| Message::Concern { task, matter: Matter::Uncovered { person: "anna".into(), until } };
    bundle("boris", (1..=number).map(|case| of_case(case, locale, &title(locale, case), "boris", of)).collect(), None, locale)
}

/// So many reminders of tasks that are due on days to come, not in the order of their dates.
fn reminders(locale: Locale, number: u32) -> Bundle {
    let of = |case: u32| {
        let due_at = at(5 + (case * 7) % 20, 12, 0);
        let mine = |task: TaskFacts| TaskFacts { assignee: Some("anna".into()), due_at, ..task };
        let mut parcel = of_case(case, locale, &title(locale, case), "anna", |task| Message::Reminder { task: mine(task) });
        Arc::make_mut(&mut parcel.case).tasks.get_mut(&2).expect("the task is open").due_at = due_at;
        parcel
    };
    bundle("anna", (1..=number).map(of).collect(), None, locale)
}

/// Late tasks of a colleague that are offered.
fn offers(locale: Locale, number: u32) -> Bundle {
    let offered = |task| Message::Overdue { task, rung: 4, late_by_minutes: 980, as_whom: Hearer::Offered };
    let parcels = (1..=number).map(|case| of_case(case, locale, &title(locale, case), "dmitry", offered)).collect();
    bundle("dmitry", parcels, None, locale)
}

#[test]
fn reminders_are_told_as_such_by_their_dates() {
    let letter = render_bundle(&reminders(Locale::Ru, 21), &site()).expect("the letter can be written");
    assert_eq!(letter.subject, "21 уведомление: 21 задача с близким сроком");
    let days: Vec<u32> =
        letter.text.lines().filter_map(|line| line.trim().strip_prefix("Срок: ")?.split(' ').nth(1)?.parse().ok()).collect();
    assert!(days.len() == 21 && days.is_sorted(), "{days:?}");
    let letter = render_bundle(&reminders(Locale::En, 2), &site()).expect("the letter can be written");
    assert_eq!(letter.subject, "2 notices: 2 tasks due soon");
}

#[test]
fn lateness_is_told_as_such_to_whoever_hears_of_it() {
    let cases = [
        (
            Hearer::Administrator,
            "21 просроченная задача, о которой больше некому сказать",
            "21 overdue tasks with nobody else to tell",
        ),
        (Hearer::Owner, "21 просроченная задача по вашим сделкам", "21 overdue tasks in your deals"),
        (Hearer::Watcher, "21 просроченная задача у других", "21 overdue tasks of others"),
    ];
    for (as_whom, ru, en) in cases {
        for (locale, told) in [(Locale::Ru, ru), (Locale::En, en)] {
            let overdue = |task| Message::Overdue { task, rung: 4, late_by_minutes: 980, as_whom };
            let parcels = (1..=21).map(|number| of_case(number, locale, &title(locale, number), "boris", overdue)).collect();
            let letter = render_bundle(&bundle("boris", parcels, None, locale), &site()).expect("the letter can be written");
            assert!(letter.subject.ends_with(told), "{}", letter.subject);
            assert!(letter.text.contains("/escalations"), "{}", letter.text);
        }
    }
}

#[test]
fn a_colleague_reads_that_he_can_take_what_he_is_offered() {
    for (number, subject) in
        [(1, "можно взять 1 задачу"), (2, "можно взять 2 задачи"), (5, "можно взять 5 задач"), (21, "можно взять 21 задачу")]
    {
        let letter = render_bundle(&offers(Locale::Ru, number), &site()).expect("the letter can be written");
        assert!(letter.subject.ends_with(subject), "{}", letter.subject);
        assert!(letter.text.contains("Можно взять себе") && !letter.text.contains("вашем отделе"), "{}", letter.text);
    }
    let letter = render_bundle(&offers(Locale::En, 1), &site()).expect("the letter can be written");
    assert_eq!(letter.subject, "1 notice: 1 task to take");
    let mut of_head = offers(Locale::Ru, 1);
    let house = &mut Arc::make_mut(&mut of_head.world).organisation;
    let head =
        Department {
            title: "Продажи".into(), head: Some("dmitry".into()), part_of: None, time_zone: None, calendar: None
        };
    house.departments.insert("sales".into(), head);
    house.people.get_mut("anna").expect("Anna works here").department = Some("sales".into());
    let letter = render_bundle(&of_head, &site()).expect("the letter can be written");
    assert!(
        letter.text.contains("Просрочено в вашем отделе (1)") && letter.text.contains("Задачу предлагают вам"),
        "{}",
        letter.text
    );
}

fn long_names(locale: Locale) -> Bundle {
    let long = locale.pick(
        "Реконструкция общеобменной вентиляции и кондиционирования производственного корпуса Новосибирского завода <b>имени</b> Чкалова",
        "Reconstruction of the general ventilation and air conditioning of the production hall of the <b>Novosibirsk</b> aircraft works",
    );
    let parcels = (1..=4).map(|case| of_case(case, locale, &format!("{long} {case}"), "boris", late)).collect();
    let mut bundle = bundle("boris", parcels, None, locale);
    let anna = Arc::make_mut(&mut bundle.world).organisation.people.get_mut("anna").expect("Anna works here");
    anna.name = locale
        .pick("Анна-Мария Константиновна Преображенская-Задунайская", "Anna-Maria Featherstonehaugh-Cholmondeley")
        .to_owned();
    bundle
}

fn without_name(locale: Locale) -> Bundle {
    let mut bundle = of_number(locale, 4);
    Arc::make_mut(&mut bundle.world).organisation.people.get_mut("boris").expect("Boris works here").name.clear();
    bundle
}

fn record(number: u32, assignee: &str, due_at: chrono::DateTime<chrono::Utc>, locale: Locale) -> TaskRecord {
    let case = CaseId(uuid::Uuid::from_u128(u128::from(number)));
    TaskRecord {
        id: TaskId { case, number: 2 },
        errand: false,
        case_title: title(locale, number),
        process: "sale".into(),
        stage: None,
        step: None,
        title: voronka_definition::Text::both("Звонок", "Call"),
        kind: TaskKind::Call,
        priority: voronka_definition::model::Priority::Normal,
        assignee: Some(assignee.into()),
        candidates: Vec::new(),
        instead_of: None,
        status: TaskStatus::Open,
        result: None,
        by_hand: false,
        due_at,
        created_at: due_at,
        closed_at: None,
    }
}

fn digest(locale: Locale) -> Bundle {
    let overview = Overview {
        today: (31..=35).map(|number| record(number, "boris", at(4, 17, 0), locale)).collect(),
        overdue: vec![record(21, "boris", at(3, 18, 0), locale)],
        department: vec![record(11, "anna", at(4, 12, 0), locale), record(3, "anna", at(4, 12, 0), locale)],
    };
    Bundle {
        identity: "digest.2026-03-04.0123456789abcdef".to_owned(),
        overview: Some(overview),
        parcels: vec![of_case(3, locale, &title(locale, 3), "boris", late)],
        ..bundle("boris", Vec::new(), None, locale)
    }
}

#[test]
fn letters_of_several_notices_in_both_languages() {
    for locale in Locale::ALL {
        for (name, bundle) in [
            ("gathered_1", of_number(locale, 1)),
            ("gathered_2", of_number(locale, 2)),
            ("gathered_5", of_number(locale, 5)),
            ("gathered_21", of_number(locale, 21)),
            ("gathered_kinds", of_every_kind(locale)),
            ("gathered_uncovered", that_nobody_covers(locale, 4)),
            ("gathered_long_names", long_names(locale)),
            ("gathered_no_name", without_name(locale)),
            ("digest", digest(locale)),
        ] {
            compare(name, locale, &render_bundle(&bundle, &site()).expect("the letter can be written"));
        }
    }
}

#[test]
fn a_task_stands_once_in_a_letter_and_a_very_long_list_is_cut() {
    let mut bundle = digest(Locale::Ru);
    let letter = render_bundle(&bundle, &site()).expect("the letter can be written");
    assert_eq!(letter.text.matches("№ 3\n").count(), 1, "{}", letter.text);
    let tasks = (100..180).map(|number| record(number, "anna", at(4, 12, 0), Locale::Ru)).collect();
    bundle.overview.as_mut().expect("a digest").department = tasks;
    let letter = render_bundle(&bundle, &site()).expect("the letter can be written");
    assert!(letter.text.contains("И еще 31."), "{}", letter.text);
    assert!(letter.subject.contains("81 просроченная задача в отделе"), "{}", letter.subject);
}

#[test]
fn text_and_html_say_the_same() {
    for bundle in [of_every_kind(Locale::Ru), long_names(Locale::En), digest(Locale::Ru)] {
        let letter = render_bundle(&bundle, &site()).expect("the letter can be written");
        let plain = letter.html.replace("&lt;", "<").replace("&gt;", ">").replace("&#x2f;", "/").replace("&quot;", "\"");
        for line in letter.text.lines().map(|line| line.trim_start_matches([' ', '•'])).filter(|line| !line.is_empty()) {
            let line = line.split(": http").next().unwrap_or(line);
            assert!(line.starts_with("--") || plain.contains(line), "`{line}` is not in the HTML of {}", letter.subject);
        }
    }
}

#[test]
fn a_late_task_is_told_of_with_who_has_it_by_now() {
    let mut parcel = of_case(1, Locale::Ru, "Склад", "boris", late);
    Arc::make_mut(&mut parcel.case).tasks.get_mut(&2).expect("the task is open").holder = Holder::Assigned("dmitry".into());
    let letter = render_bundle(&bundle("boris", vec![parcel], None, Locale::Ru), &site()).expect("the letter can be written");
    assert!(letter.text.contains("исполнитель: Дмитрий Соколов"), "{}", letter.text);
    assert!(!letter.text.contains("Анна Петрова"), "{}", letter.text);
}
