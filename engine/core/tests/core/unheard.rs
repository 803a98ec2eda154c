//! All who would hear of what is late go away, or leave: somebody says so before.

use voronka_core::World;
use voronka_core::unheard::{Unheard, by_absence, newly, unheard};
use voronka_definition::Locale;
use voronka_definition::organisation::{Absence, Covered};

use crate::absences::absence;
use crate::house::dismiss;
use crate::play::{at, world};

fn away(people: &[(&str, Option<&str>, (u32, u32))]) -> World {
    let mut away = World::clone(&world());
    away.organisation.absences = people.iter().map(|(person, deputy, days)| one(person, *deputy, *days)).collect();
    away
}

fn one(person: &str, deputy: Option<&str>, days: (u32, u32)) -> Absence {
    absence(person, deputy, days, Covered::All)
}

fn people(found: Option<&Unheard>) -> Vec<&str> {
    found.into_iter().flat_map(|found| &found.people).map(|person| person.as_str()).collect()
}

#[test]
fn the_absence_of_the_last_head_who_is_there_is_warned_of() {
    let house = away(&[("boris", None, (9, 20))]);
    assert_eq!(unheard(&house, at("2026-03-02 10:00")), None, "Olga is there");
    let olga = one("olga", None, (16, 27));
    let found = by_absence(&house, &olga, at("2026-03-02 10:00")).expect("nobody is there any more");
    assert_eq!(found.since, at("2026-03-16 00:00"));
    assert!(people(Some(&found)).contains(&"anna") && !people(Some(&found)).contains(&"olga"), "{found:?}");
    let told = found.warning(&house);
    let (ru, en) = (told.get(Locale::Ru), told.get(Locale::En));
    assert!(ru.starts_with("С 16 марта 2026 на месте не будет ни одного руководителя") && ru.contains("Анна Петрова"), "{ru}");
    assert!(en.starts_with("From 16 March 2026 no head is there"), "{en}");
    for covered in [one("olga", Some("pavel"), (16, 27)), one("dmitry", None, (16, 27))] {
        assert_eq!(by_absence(&house, &covered, at("2026-03-02 10:00")), None, "{covered:?}");
    }
    let both = away(&[("boris", None, (9, 20)), ("olga", None, (16, 27))]);
    assert_eq!(unheard(&both, at("2026-03-02 10:00")).map(|found| found.since), Some(at("2026-03-16 00:00")));
    assert_eq!(by_absence(&both, &olga, at("2026-03-02 10:00")), Some(found), "it is the same once it is entered");
    assert_eq!(by_absence(&both, &one("dmitry", None, (16, 20)), at("2026-03-02 10:00")), None, "that was so before");
}

#[test]
fn whoever_leaves_as_the_last_head_is_warned_of() {
    let mut house = away(&[]);
    let leave = |house: &World, person: &str| {
        let mut after = house.clone();
        dismiss(&mut after.organisation, person);
        after
    };
    for head in ["boris", "svetlana", "ivan"] {
        let after = leave(&house, head);
        assert_eq!(newly(&house, &after, at("2026-03-02 10:00"), None), None, "{head}: Olga is there");
        house = after;
    }
    let after = leave(&house, "olga");
    let found = newly(&house, &after, at("2026-03-02 10:00"), None).expect("nobody is left");
    assert!(people(Some(&found)).contains(&"anna"), "{found:?}");
}
