//! Tables over a small organisation: given who is away when, then who is found.
//!
//! ```text
//! company (root)
//! ├─ sales (olga)
//! │  ├─ corporate (boris): anna, dmitry, boris, gleb who left
//! │  └─ regional (none), in Yekaterinburg: raisa
//! └─ legal (lev): lev, lidia
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use voronka_definition::calendar::Calendar;
use voronka_definition::name::{CalendarId, PersonId};
use voronka_definition::organisation::{Absence, Covered, Department, Direction, Organisation, Person};
use voronka_definition::{Locale, Text};

use super::{Found, World};

/// A moment at which nobody is away, unless a test says otherwise: Monday noon in Moscow.
fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a moment")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn department(part_of: Option<&str>, head: Option<&str>) -> Department {
    Department {
        title: Text::from("department"),
        part_of: part_of.map(Into::into),
        head: head.map(Into::into),
        calendar: None,
        time_zone: None,
    }
}

fn person(name: &str, department: Option<&str>, positions: &[&str]) -> Person {
    Person {
        name: name.to_owned(),
        email: None,
        department: department.map(Into::into),
        positions: positions.iter().map(|position| (*position).into()).collect(),
        locale: None,
        calendar: None,
        time_zone: None,
        active: true,
    }
}

fn calendar(id: &str) -> (CalendarId, Calendar) {
    let week = std::array::from_fn(|_| Vec::new());
    (id.into(), Calendar::new(id, Text::from(id), week))
}

fn world() -> World {
    let regional = Department { time_zone: Some(Tz::Asia__Yekaterinburg), ..department(Some("sales"), None) };
    let legal = Department { calendar: Some("legal".into()), ..department(Some("company"), Some("lev")) };
    let people = [
        ("olga", person("Ольга", Some("sales"), &["head"])),
        ("boris", person("Борис", Some("corporate"), &["head"])),
        ("anna", person("Анна", Some("corporate"), &["manager"])),
        ("dmitry", person("Дмитрий", Some("corporate"), &["manager"])),
        ("gleb", Person { active: false, ..person("Глеб", Some("corporate"), &["manager", "administrator"]) }),
        ("raisa", Person { locale: Some(Locale::En), ..person("Раиса", Some("regional"), &["manager"]) }),
        ("lev", Person { calendar: Some("own".into()), ..person("Лев", Some("legal"), &["lawyer"]) }),
        ("lidia", Person { time_zone: Some(Tz::UTC), ..person("Лидия", Some("legal"), &["lawyer"]) }),
        ("ivan", person("Иван", None, &[])),
        ("vera", person("Вера", None, &["administrator"])),
        ("zoya", person("Зоя", None, &["administrator", "designer"])),
    ];
    let directions = [("ventilation", Some("ivan")), ("heating", Some("gleb")), ("cooling", None)];
    let direction = |head: Option<&str>| Direction {
        title: Text::from("direction"),
        head: head.map(Into::into),
        calendar: None,
        time_zone: None,
    };
    let factory = Direction { calendar: Some("factory".into()), time_zone: Some(Tz::Asia__Omsk), ..direction(None) };
    World {
        organisation: Organisation {
            title: Text::from("company"),
            locale: Locale::Ru,
            time_zone: Tz::Europe__Moscow,
            calendar: "company".into(),
            last_resort: "ivan".into(),
            departments: BTreeMap::from([
                ("company".into(), department(None, None)),
                ("sales".into(), department(Some("company"), Some("olga"))),
                ("corporate".into(), department(Some("sales"), Some("boris"))),
                ("regional".into(), regional),
                ("legal".into(), legal),
            ]),
            directions: directions
                .iter()
                .map(|(id, head)| ((*id).into(), direction(*head)))
                .chain([("factory".into(), factory)])
                .collect(),
            people: people.into_iter().map(|(id, person)| (id.into(), person)).collect(),
            absences: Vec::new(),
        },
        calendars: ["company", "own", "legal", "process", "factory"].iter().map(|id| calendar(id)).collect(),
        processes: BTreeMap::new(),
        heirs: BTreeMap::new(),
    }
}

/// `person`, or `person: deputy`; with `(none)` behind, the tasks stay with him.
fn with_absent(absences: &[&str]) -> World {
    let mut world = world();
    for absence in absences {
        let (who, tasks) = absence.strip_suffix(" (none)").map_or((*absence, Covered::All), |who| (who, Covered::None));
        let (person, deputy) = who.split_once(": ").map_or((who, None), |(person, deputy)| (person, Some(deputy)));
        world.organisation.absences.push(Absence {
            person: person.into(),
            from: day("2026-03-01"),
            to: day("2026-03-31"),
            deputy: deputy.map(Into::into),
            tasks,
        });
    }
    world
}

fn ids<'a>(people: impl IntoIterator<Item = &'a PersonId>) -> String {
    people.into_iter().map(PersonId::as_str).collect::<Vec<_>>().join(" ")
}

fn show(found: &Found) -> String {
    match found {
        Found::Person(person) => person.to_string(),
        Found::Administrators(people) => format!("administrators: {}", ids(people)),
    }
}

#[test]
fn the_head_above() {
    let cases: &[(&[&str], &str, usize, &str)] = &[
        (&[], "anna", 1, "boris"),
        (&[], "anna", 2, "olga"),
        (&[], "anna", 3, "ivan"), // past the top
        (&[], "anna", 4, "ivan"),
        (&[], "boris", 1, "olga"), // nobody is his own head
        (&[], "olga", 1, "ivan"),
        (&[], "raisa", 1, "olga"), // her department has no head
        (&[], "vera", 1, "ivan"),  // no department at all
        (&[], "ivan", 1, "administrators: vera zoya"),
        (&[], "stranger", 1, "ivan"),
        (&["boris: lev"], "anna", 1, "lev"),
        (&["boris: lev"], "anna", 2, "olga"), // above the absent head, not above his deputy
        (&["boris"], "anna", 1, "olga"),
        (&["boris: lev (none)"], "anna", 1, "olga"),
        (&["boris"], "anna", 2, "ivan"),
        (&["boris: anna"], "anna", 1, "olga"), // the deputy is the late person himself
        (&["boris: anna"], "dmitry", 1, "anna"),
        (&["boris: dmitry"], "dmitry", 2, "ivan"),
        (&["boris: olga"], "anna", 1, "olga"),
        (&["boris: olga"], "anna", 2, "ivan"), // nobody is found twice
        (&["boris: gleb"], "anna", 1, "olga"), // the deputy has left
        (&["boris: lev", "lev: lidia"], "anna", 1, "lidia"),
        (&["boris: lev", "lev: boris"], "anna", 1, "olga"), // a circle of deputies
        (&["boris", "olga"], "anna", 1, "ivan"),
        (&["boris", "olga", "ivan: vera"], "anna", 1, "vera"),
        (&["boris", "olga", "ivan: anna"], "anna", 1, "administrators: vera zoya"),
        (&["boris", "olga", "ivan"], "vera", 1, "administrators: zoya"),
    ];
    for (absent, person, levels, then) in cases {
        let found = with_absent(absent).head_above(&(*person).into(), *levels, now());
        assert_eq!(show(&found), *then, "{levels} above {person}, away: {absent:?}");
    }
}

#[test]
fn a_head_who_left_is_passed_over() {
    let mut world = world();
    world.organisation.people.get_mut("boris").expect("boris").active = false;
    assert_eq!(show(&world.head_of(&"anna".into(), now())), "olga");
    world.organisation.people.get_mut("ivan").expect("ivan").active = false;
    assert_eq!(show(&world.head_of(&"olga".into(), now())), "administrators: vera zoya");
}

#[test]
fn administrators_rather_than_nobody() {
    let mut world = world();
    world.organisation.people.remove("zoya");
    world.organisation.last_resort = "vera".into();
    assert_eq!(show(&world.head_of(&"vera".into(), now())), "administrators: vera");
}

#[test]
fn a_circle_of_departments_is_walked_once() {
    let mut world = world();
    world.organisation.departments.get_mut("sales").expect("sales").part_of = Some("corporate".into());
    assert_eq!(show(&world.head_above(&"anna".into(), 9, now())), "ivan");
}

#[test]
fn absence_is_counted_in_the_persons_own_days() {
    let mut world = world();
    for person in ["anna", "raisa"] {
        let (from, to) = (day("2026-03-09"), day("2026-03-13"));
        world.organisation.absences.push(Absence { person: person.into(), from, to, deputy: None, tasks: Covered::All });
    }
    let cases = [
        ("anna", "2026-03-08T20:59:59Z", false),
        ("anna", "2026-03-08T21:00:00Z", true),
        ("anna", "2026-03-13T20:59:59Z", true),
        ("anna", "2026-03-13T21:00:00Z", false),
        ("raisa", "2026-03-08T18:59:59Z", false), // Yekaterinburg is two hours ahead of Moscow
        ("raisa", "2026-03-08T19:00:00Z", true),
        ("boris", "2026-03-10T12:00:00Z", false),
    ];
    for (person, at, absent) in cases {
        let at = at.parse().expect("a moment");
        assert_eq!(world.is_absent(&person.into(), at).is_some(), absent, "{person} at {at}");
    }
}

#[test]
fn deputies() {
    let cases: &[(&[&str], &str, Option<&str>)] = &[
        (&[], "anna", None),
        (&["anna: dmitry"], "anna", Some("dmitry")),
        (&["anna: dmitry"], "dmitry", None),
        (&["anna"], "anna", None),
        (&["anna: dmitry (none)"], "anna", None),
        (&["anna: dmitry", "dmitry: boris"], "anna", Some("boris")),
        (&["anna: dmitry", "dmitry"], "anna", None),
        (&["anna: dmitry", "dmitry: lev (none)"], "anna", None),
        (&["anna: dmitry", "dmitry: anna"], "anna", None),
        (&["anna: gleb"], "anna", None),
        (&["anna: gleb", "gleb: boris"], "anna", Some("boris")),
        (&["anna: stranger"], "anna", None),
    ];
    for (absent, person, then) in cases {
        let deputy = with_absent(absent).deputy_of(&(*person).into(), now());
        assert_eq!(deputy.as_ref().map(PersonId::as_str), *then, "{person}, away: {absent:?}");
    }
}

#[test]
fn heads_of_directions() {
    let cases: &[(&[&str], &str, Option<&str>)] = &[
        (&[], "ventilation", Some("ivan")),
        (&["ivan: boris"], "ventilation", Some("boris")),
        (&["ivan"], "ventilation", Some("ivan")), // nobody else is there
        (&[], "heating", None),                   // he left
        (&[], "cooling", None),
        (&[], "unknown", None),
    ];
    for (absent, direction, then) in cases {
        let head = with_absent(absent).head_of_direction(&(*direction).into(), now());
        assert_eq!(head.as_ref().map(PersonId::as_str), *then, "{direction}, away: {absent:?}");
    }
}

#[test]
fn holders_of_positions() {
    let cases: &[(&[&str], &str, &str)] = &[
        (&[], "lawyer", "lev lidia"),
        (&["lev"], "lawyer", "lidia"),
        (&["lev: boris"], "lawyer", "boris lidia"),
        (&["lev: lidia"], "lawyer", "lidia"),
        (&["lev", "lidia"], "lawyer", "lev lidia"), // away, but nobody else is there
        (&[], "manager", "anna dmitry raisa"),      // not one who left
        (&[], "driver", ""),
        (&["vera"], "administrator", "zoya"),
    ];
    for (absent, position, then) in cases {
        let holders = with_absent(absent).holders(&(*position).into(), now());
        assert_eq!(ids(&holders), *then, "{position}, away: {absent:?}");
    }
    let world = with_absent(&["vera"]);
    assert_eq!(ids(&world.administrators()), "vera zoya");
    for (person, administrator, designer) in
        [("vera", true, false), ("zoya", true, true), ("gleb", false, false), ("nobody", false, false)]
    {
        assert_eq!(world.is_administrator(&person.into()), administrator, "{person}");
        assert_eq!(world.is_designer(&person.into()), designer, "{person}");
    }
}

#[test]
fn who_is_below_whom() {
    let world = world();
    let cases = [
        ("olga", "anna boris dmitry gleb raisa", "corporate regional sales"),
        ("boris", "anna dmitry gleb", "corporate"),
        ("lev", "lidia", "legal"),
        ("anna", "", ""),
    ];
    for (head, people, departments) in cases {
        let below = world.people_below(&head.into());
        assert_eq!(ids(&below), people, "below {head}");
        let all: BTreeSet<_> = world.departments_below(&head.into()).iter().map(ToString::to_string).collect();
        assert_eq!(all.into_iter().collect::<Vec<_>>().join(" "), departments, "below {head}");
        for person in world.organisation.people.keys() {
            assert_eq!(world.is_head_above(&head.into(), person), below.contains(person), "{head} above {person}");
        }
    }
}

#[test]
fn whose_calendar_and_zone_count() {
    let world = world();
    let process: CalendarId = "process".into();
    let cases = [
        ("anna", "process", "company", Tz::Europe__Moscow),
        ("lev", "own", "own", Tz::Europe__Moscow),
        ("lidia", "legal", "legal", Tz::UTC),
        ("raisa", "process", "company", Tz::Asia__Yekaterinburg),
        ("stranger", "process", "company", Tz::Europe__Moscow),
    ];
    for (person, with, without, zone) in cases {
        let time = world.business_time(&person.into(), Some(&process));
        assert_eq!((time.calendar.id().as_str(), time.zone), (with, zone), "{person}");
        assert_eq!(world.business_time(&person.into(), None).calendar.id().as_str(), without, "{person}");
        assert_eq!(world.zone_of(&person.into()), zone, "{person}");
    }
    let factory = "factory".into();
    let of_direction = [
        ("anna", "factory", Tz::Asia__Omsk),
        ("lev", "own", Tz::Asia__Omsk),
        ("lidia", "legal", Tz::UTC),
        ("raisa", "factory", Tz::Asia__Yekaterinburg),
    ];
    for (person, calendar, zone) in of_direction {
        let time = world.business_time_in(&person.into(), Some(&process), Some(&factory));
        assert_eq!((time.calendar.id().as_str(), time.zone), (calendar, zone), "{person}");
    }
    assert_eq!(world.company_time().calendar.id().as_str(), "company");
    assert_eq!(world.company_time().zone, Tz::Europe__Moscow);
}

#[test]
fn a_missing_calendar_is_named_and_never_used() {
    let mut world = world();
    assert!(world.missing_calendars().is_empty());
    world.calendars.remove("own");
    world.calendars.remove("company");
    assert_eq!(world.missing_calendars(), BTreeSet::from(["company".into(), "own".into()]));
    assert!(world.company_time().is_open(now()));
}

#[test]
fn names_and_languages() {
    let world = world();
    let stranger: PersonId = "stranger".into();
    assert_eq!(world.name_of(&"anna".into()).to_owned(), "Анна");
    assert_eq!(world.name_of(&stranger), "stranger");
    assert_eq!(world.locale_of(&"anna".into()), Locale::Ru);
    assert_eq!(world.locale_of(&"raisa".into()), Locale::En);
}
