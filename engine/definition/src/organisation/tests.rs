//! Given a file, what it means or what is wrong with it.

use super::{Covered, Organisation, read_organisation};
use crate::diagnostic::{Severity, Source};
use crate::text::Locale;

const FILE: &str = "\
organisation: {ru: ООО Климат, en: Climate Ltd}
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga
departments:
  sales:     {title: Продажи, head: olga}
  corporate: {title: Корпоративный отдел, part_of: sales, head: boris, time_zone: Asia/Omsk, calendar: omsk}
directions:
  ventilation: {title: Вентиляция, head: boris, calendar: works, time_zone: Asia/Omsk}
  heating:     {title: Отопление}
people:
  olga:  {name: Ольга Кравцова, email: olga@klimat.example, department: sales, positions: [head, administrator]}
  boris: {name: Борис Соколов, department: corporate, locale: en, time_zone: UTC, calendar: own}
  pavel: {name: Павел, active: false}
absences:
  - {person: boris, from: 2026-03-09, to: 2026-03-13, deputy: olga}
  - {person: olga, from: 2026-07-01, to: 2026-07-01, tasks: none}
";

fn read(text: &str) -> Result<Organisation, Vec<String>> {
    let source = Source { file: "organisation.yaml".to_owned(), text: text.to_owned() };
    let list = match read_organisation(&source) {
        Ok(checked) if checked.warnings.is_empty() => return Ok(checked.value),
        Ok(checked) => checked.warnings,
        Err(diagnostics) => diagnostics.0,
    };
    let shown = |finding: &crate::diagnostic::Finding| {
        let severity = if finding.severity == Severity::Warning { "warning " } else { "" };
        let line = text.lines().nth(finding.span.line as usize - 1).unwrap_or_default();
        let width = (finding.span.end_column - finding.span.column) as usize;
        let place: String = line.chars().skip(finding.span.column as usize - 1).take(width).collect();
        format!("{severity}{} {} {place}", finding.code, finding.span.line)
    };
    Err(list.iter().map(shown).collect())
}

#[test]
fn reads_what_is_written() {
    let organisation = read(FILE).expect("a sound organisation");
    assert_eq!(organisation.title.get(Locale::En), "Climate Ltd");
    assert_eq!(organisation.time_zone, chrono_tz::Europe::Moscow);
    assert_eq!(organisation.last_resort.as_str(), "olga");
    let corporate = &organisation.departments["corporate"];
    assert_eq!(corporate.part_of, Some("sales".into()));
    assert_eq!(corporate.head, Some("boris".into()));
    assert_eq!((corporate.time_zone, corporate.calendar.clone()), (Some(chrono_tz::Asia::Omsk), Some("omsk".into())));
    assert_eq!(organisation.directions["ventilation"].head, Some("boris".into()));
    let ventilation = &organisation.directions["ventilation"];
    assert_eq!((ventilation.time_zone, ventilation.calendar.clone()), (Some(chrono_tz::Asia::Omsk), Some("works".into())));
    assert_eq!(organisation.directions["heating"].head, None);
    let olga = &organisation.people["olga"];
    assert_eq!((olga.name.as_str(), olga.email.as_deref()), ("Ольга Кравцова", Some("olga@klimat.example")));
    assert_eq!(olga.positions, ["head".into(), "administrator".into()]);
    let boris = &organisation.people["boris"];
    assert_eq!((boris.locale, boris.time_zone, boris.active), (Some(Locale::En), Some(chrono_tz::UTC), true));
    assert_eq!(boris.calendar, Some("own".into()));
    assert!(!organisation.people["pavel"].active);
    let [first, second] = organisation.absences.as_slice() else { panic!("two absences") };
    assert_eq!((first.deputy.clone(), first.tasks), (Some("olga".into()), Covered::All));
    assert_eq!((second.from, second.to, second.tasks), (second.to, second.from, Covered::None));
}

#[test]
fn each_mistake_is_named_at_its_place() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("locale: ru", "locale: fr", &["unknown_word 2 fr"]),
        ("Europe/Moscow", "Europe/Moskow", &["unknown_time_zone 3 Europe/Moskow"]),
        ("time_zone: Europe/Moscow\n", "", &["missing_key 1 "]),
        ("last_resort: olga", "last_resort: olya", &["unknown_person 5 olya"]),
        ("last_resort: olga", "last_resort: pavel", &["person_left 5 pavel"]),
        ("head: olga", "head: Olga", &["bad_name 7 Olga"]),
        ("head: olga", "head: pavel", &["warning person_left 7 pavel"]),
        ("part_of: sales", "part_of: sale", &["unknown_department 8 sale"]),
        ("head: olga}", "part_of: corporate}", &["department_circle 7 corporate", "department_circle 8 sales"]),
        ("part_of: sales", "part_of: corporate", &["department_circle 8 corporate"]),
        ("{title: Вентиляция, head: boris", "{title: Вентиляция, head: vera", &["unknown_person 10 vera"]),
        ("department: sales", "department: sails", &["unknown_department 13 sails"]),
        ("olga@klimat.example", "olga", &["wrong_type 13 olga"]),
        (", administrator", "", &["warning no_administrator 13 olga"]),
        (", administrator", ", administrator, head", &["warning position_twice 13 head"]),
        ("active: false", "active: no", &["wrong_type 15 no"]),
        ("{name: Павел, active: false}", "{active: false}", &["missing_key 15 pavel"]),
        ("{name: Павел", "{name: Павел, email: OLGA@klimat.example", &["warning same_address 15 OLGA@klimat.example"]),
        ("  pavel: {name", "  boris: {name", &["duplicate_key 15 boris"]),
        ("deputy: olga", "deputy: boris", &["own_deputy 17 boris"]),
        ("deputy: olga", "deputy: pavel", &["person_left 17 pavel"]),
        ("deputy: olga", "deputy: olga, tasks: none", &["warning idle_deputy 17 olga"]),
        ("deputy: olga", "deputy: olga, tasks: some", &["unknown_word 17 some"]),
        ("to: 2026-03-13", "to: 2026-03-08", &["range_reversed 17 2026-03-08"]),
        ("to: 2026-03-13", "to: 13.03.2026", &["wrong_type 17 13.03.2026"]),
        ("olga, from: 2026-07-01", "boris, from: 2026-03-13", &["warning absences_overlap 18 2026-03-13"]),
        ("absences:", "absence:", &["unknown_key 16 absence"]),
    ];
    for (good, bad, expected) in cases {
        assert!(FILE.contains(good), "{good}");
        let found = read(&FILE.replacen(good, bad, 1)).expect_err(bad);
        assert_eq!(found, *expected, "{bad}");
    }
}

#[test]
fn all_mistakes_are_named_in_one_run() {
    let text =
        FILE.replace("Europe/Moscow", "Mars").replace("head: boris", "head: boriss").replace("deputy: olga", "deputy: ola");
    let found = read(&text).expect_err("mistakes");
    assert_eq!(
        found,
        ["unknown_time_zone 3 Mars", "unknown_person 8 boriss", "unknown_person 10 boriss", "unknown_person 17 ola"]
    );
    assert_eq!(read("organisation: X\n").expect_err("nothing there"), ["missing_key 1 "; 4].map(String::from));
}

#[test]
fn the_demo_is_sound() {
    let organisation = read(include_str!("../../../../processes/demo/organisation.yaml")).expect("a sound organisation");
    let head = |department: &str| organisation.departments[department].head.clone();
    assert_eq!((head("corporate"), head("sales")), (Some("boris".into()), Some("olga".into())));
    assert_eq!(organisation.departments["corporate"].part_of, Some("sales".into()));
    assert_eq!(organisation.directions["ventilation"].head, Some("ivan".into()));
    for (person, department, position) in [
        ("anna", Some("corporate"), "manager"),
        ("dmitry", Some("corporate"), "manager"),
        ("boris", Some("corporate"), "head"),
        ("olga", Some("sales"), "head"),
        ("vera", None, super::ADMINISTRATOR),
        ("maria", None, super::DESIGNER),
    ] {
        let found = &organisation.people[person];
        let works = found.department.as_ref().map(crate::name::DepartmentId::as_str);
        assert!(department.is_none() || works == department, "{person}");
        assert!(found.positions.iter().any(|held| held.as_str() == position), "{person}");
    }
    let march = |absence: &super::Absence| absence.from.to_string().starts_with("2026-03");
    assert!(!organisation.absences.iter().any(|absence| march(absence) && matches!(absence.person.as_str(), "boris" | "olga")));
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let organisation = read(FILE).expect("an organisation");
    assert_eq!(read(&super::written(&organisation)), Ok(organisation));
}

#[test]
fn a_line_of_what_is_written_is_known_by_its_name_and_key() {
    let organisation = read(FILE).expect("an organisation");
    let text = super::written(&organisation);
    let line = text.lines().position(|line| line.contains("olga@klimat.example")).expect("a line") + 1;
    assert_eq!(super::place_in(&text, line), Some(("olga".to_owned(), "email".to_owned())));
    let line = text.lines().position(|line| line == "  \"corporate\":").expect("a line") + 1;
    assert_eq!(super::place_in(&text, line), Some(("corporate".to_owned(), String::new())));
    assert_eq!(super::place_in(&text, 1), None);
}
