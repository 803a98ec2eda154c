//! `demo --story`: the whole sale, in both languages and on narrow terminals.

use crate::cli::{Room, shipped};

#[test]
fn the_story_goes_through_every_stage_to_the_signed_contract() {
    let ran = Room::new().voronka(&["demo", "--story"]);
    ran.ends_with(0);
    let stages = [
        "▶ Stage “Interest confirmation”",
        "▶ Stage “Potential”",
        "▶ Stage “Needs analysis”",
        "▶ Stage “Presentation”",
        "▶ Stage “Key contacts”",
        "▶ Stage “Proposal”",
        "▶ Stage “Proposal presentation”",
        "▶ Stage “Negotiation”",
        "▶ Stage “Contract”",
    ];
    let happenings =
        ["call back later", "Overdue: ", "Hold the presentation", "needs rework", "needs additions", "signed", "won"];
    let people = ["Анна Петрова", "Борис Соколов", "Иван Лебедев", "Наталья Белова", "Павел Никитин", "boris@klimat.example"];
    let told = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in stages.iter().chain(&happenings).chain(&people) {
        assert!(told.contains(expected), "{expected} is missing in:\n{}", ran.out);
    }
    let at = |text: &str| told.find(text).unwrap();
    assert!(at("call back later") < at("boris@klimat.example") && at("needs rework") < at("needs additions"), "{}", ran.out);
}

#[test]
fn it_is_told_in_russian() {
    let ran = Room::new().voronka(&["demo", "--story", "--lang", "ru"]);
    for expected in ["понедельник, 2 марта 2026", "перезвонить позднее", "Контрактация", "завершена с победой"]
    {
        assert!(ran.ends_with(0).out.contains(expected), "{expected} is missing in:\n{}", ran.out);
    }
}

#[test]
fn it_fits_a_narrow_terminal() {
    for columns in ["80", "40"] {
        let ran = Room::new().voronka_with(&["demo", "--story", "--lang", "ru"], &[("COLUMNS", columns)]);
        let widest = ran.ends_with(0).out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= columns.parse().unwrap(), "{widest} columns of {columns}:\n{}", ran.out);
    }
}

#[test]
fn it_leaves_nothing_behind() {
    let room = Room::new();
    room.voronka(&["demo", "--story"]).ends_with(0);
    assert_eq!(std::fs::read_dir(&room.path).unwrap().count(), 0);
}

#[test]
fn in_a_checkout_it_runs_the_folder_of_processes_and_fails_where_a_change_breaks_it() {
    let room = Room::new();
    for file in ["corporate_sales/process.yaml", "short_sale/process.yaml", "calendars/ru.yaml", "demo/organisation.yaml"] {
        room.write(&format!("processes/{file}"), &std::fs::read_to_string(shipped(&format!("processes/{file}"))).unwrap());
    }
    let file = "processes/corporate_sales/process.yaml";
    let process = std::fs::read_to_string(room.path.join(file)).unwrap();
    room.write(file, &process.replace("en: Key contacts}", "en: Whom to talk to}"));
    let ran = room.voronka(&["demo", "--story"]);
    assert!(ran.ends_with(0).out.contains("▶ Stage “Whom to talk to”"), "{}", ran.out);

    room.write(file, &process.replace("position(lawyer)", "position(finance_director)"));
    let ran = room.voronka(&["demo", "--story"]);
    assert!(ran.ends_with(1).err.contains("expected an open task `contract_approval` of pavel"), "{}", ran.err);

    room.write(file, &process.replace("stages:", "stage:"));
    assert!(room.voronka(&["demo", "--story"]).ends_with(2).err.contains("Did you mean `stages`?"));
}
