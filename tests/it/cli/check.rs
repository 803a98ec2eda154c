//! `check`: findings as text and as JSON, and the exit status.

use std::path::Path;

use serde_json::Value as Json;

use crate::cli::{Room, golden, shipped};

/// A process with a misspelt key and an unknown stage.
const WRONG: &str = "\
process: p
titel: Процесс
stages:
  one:
    title: Один
    steps:
      - task: call
        title: Звонок
        results:
          good: {title: Да, stage: tow}
  two:
    title: Два
    steps:
      - finish: won
outcomes:
  won: {title: Победа, kind: won}
";

/// The same, corrected.
fn right() -> String {
    WRONG.replace("titel", "title").replace("tow", "two")
}

#[test]
fn the_shipped_processes_have_no_errors() {
    let room = Room::new();
    let ran = room.voronka(&["check", &shipped("processes")]);
    ran.ends_with(0);
    assert!(ran.out.contains("errors: 0"), "{}", ran.out);
    assert_eq!(ran.err, "");
}

#[test]
fn every_mistake_is_told_with_its_place_and_a_way_out() {
    let room = Room::new();
    room.write("process.yaml", WRONG);
    let ran = room.voronka(&["check", "process.yaml"]);
    ran.ends_with(1);
    for expected in ["process.yaml:2:1", "Did you mean `title`", "process.yaml:10:36", "Did you mean `two`", "titel: Процесс"]
    {
        assert!(ran.out.contains(expected), "{expected} is missing in:\n{}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'), "colours without a terminal:\n{}", ran.out);
}

#[test]
fn it_speaks_russian_where_that_is_wanted() {
    let room = Room::new();
    room.write("process.yaml", WRONG);
    let by_flag = room.voronka(&["--lang", "ru", "check", "process.yaml"]);
    let by_locale = room.voronka_with(&["check", "process.yaml"], &[("LC_ALL", "ru_RU.UTF-8")]);
    assert!(by_flag.ends_with(1).out.contains("имелось в виду «title»"), "{}", by_flag.out);
    assert_eq!(by_flag.out, by_locale.out);
}

#[test]
fn as_json_findings_have_their_documented_form() {
    let room = Room::new();
    room.write("process.yaml", WRONG);
    let ran = room.voronka(&["check", "process.yaml", "--format", "json"]);
    let answer: Json = serde_json::from_str(&ran.ends_with(1).out).unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let first = findings.iter().find(|one| one["line"] == 2 && one["code"] == "unknown_key").unwrap();
    assert_eq!((&first["severity"], &first["file"]), (&"error".into(), &"process.yaml".into()));
    assert_eq!((&first["column"], &first["end_line"], &first["end_column"]), (&1.into(), &2.into(), &6.into()));
    assert!(first["message"].is_string() && first["help"].is_string(), "{first}");
    assert_eq!(answer["errors"], findings.iter().filter(|one| one["severity"] == "error").count());
    assert_eq!(answer["warnings"], findings.iter().filter(|one| one["severity"] == "warning").count());
}

#[test]
fn without_errors_the_status_is_0() {
    let room = Room::new();
    room.write("sale/process.yaml", &right());
    room.voronka(&["check", "sale"]).ends_with(0);
    let answer: Json = serde_json::from_str(&room.voronka(&["check", "sale", "--format", "json"]).ends_with(0).out).unwrap();
    assert_eq!(answer["errors"], 0);
}

#[test]
fn what_cannot_be_read_is_no_finding() {
    let room = Room::new();
    let ran = room.voronka(&["check", "nothing.yaml"]);
    assert!(ran.ends_with(2).err.contains("nothing.yaml"), "{}", ran.err);
    assert_eq!(ran.out, "");
    std::fs::create_dir(room.path.join("empty")).unwrap();
    assert!(room.voronka(&["check", "empty"]).ends_with(2).err.contains("process.yaml"));
    room.voronka(&["check"]).ends_with(2);
}

#[test]
fn calendars_and_organisations_are_checked_too() {
    let room = Room::new();
    room.write("organisation.yaml", "organisation: ООО\nlocal: ru\n");
    let ran = room.voronka(&["check", "organisation.yaml"]);
    assert!(ran.ends_with(1).out.contains("Did you mean `locale`"), "{}", ran.out);
}

#[test]
fn people_are_looked_up_in_the_organisation() {
    let room = Room::new();
    let text = right().replace("title: Звонок\n", "title: Звонок\n        assignee: position(lawer)\n");
    room.write("process.yaml", &text);
    room.voronka(&["check", "process.yaml"]).ends_with(0);
    let organisation = shipped("processes/demo/organisation.yaml");
    let ran = room.voronka(&["check", "process.yaml", "--organisation", &organisation]);
    assert!(ran.ends_with(1).out.contains("Did you mean `lawyer`?"), "{}", ran.out);
    room.voronka(&["check", &shipped("processes"), "--organisation", &organisation]).ends_with(0);
}

/// An empty chain: the only head is away without a deputy, and the only administrator has nobody beside him.
#[test]
fn a_rung_that_finds_nobody_is_told_of_before_it_is_needed() {
    let room = Room::new();
    room.write(
        "process.yaml",
        &right().replace(
            "title: Процесс\n",
            "title: Процесс\nescalations:\n  up:\n    - {when: overdue, notify: head_of(late)}\ndefaults: {escalate: up}\n",
        ),
    );
    let house = "organisation: ООО\nlocale: ru\ntime_zone: Europe/Moscow\ncalendar: ru\nlast_resort: olga\n\
        departments: {sales: {title: Продажи, head: olga}}\npeople:\n  \
        olga: {name: Ольга, email: o@a.example, department: sales, positions: [administrator]}\n  \
        anna: {name: Анна, email: a@a.example, department: sales}\nabsences:\n  - {person: olga, from: 2026-05-04, to: 2026-05-08}\n";
    room.write("organisation.yaml", house);
    for lang in ["ru", "en"] {
        let ran = room.voronka(&["check", "process.yaml", "--organisation", "organisation.yaml", "--lang", lang]);
        golden(&format!("empty_chain.{lang}.txt"), &ran.ends_with(0).out);
    }
}

#[test]
fn the_organisation_beside_the_processes_is_used_and_named() {
    let room = Room::new();
    let text = right().replace("title: Звонок\n", "title: Звонок\n        assignee: position(lawer)\n");
    room.write("company/sale/process.yaml", &text);
    let organisation = std::fs::read_to_string(shipped("processes/demo/organisation.yaml")).unwrap();
    let file = room.write("company/demo/organisation.yaml", &organisation);
    for path in ["company", "company/sale", "company/sale/process.yaml"] {
        let ran = room.voronka(&["check", path]);
        assert!(ran.ends_with(1).out.contains("Did you mean `lawyer`?"), "{}", ran.out);
        assert!(ran.out.contains("Organisation: company/demo/organisation.yaml."), "{}", ran.out);
    }
    room.write("company/organisation.yaml", &organisation);
    room.voronka(&["check", "company"]).ends_with(0);
    assert!(!room.voronka(&["check", "company"]).out.contains("Organisation:"), "which of two is nobody's guess");
    std::fs::remove_file(file).unwrap();
    room.voronka(&["check", "company"]).ends_with(1);
}

#[test]
fn the_organisation_nearest_to_a_file_is_used() {
    let room = Room::new();
    room.write("company/draft/plain.yaml", &right());
    let organisation = std::fs::read_to_string(shipped("processes/demo/organisation.yaml")).unwrap();
    room.write("company/demo/organisation.yaml", &organisation);
    let check = || room.voronka(&["check", "company/draft/plain.yaml"]).out;
    assert!(check().contains("Organisation: company/demo/organisation.yaml."), "{}", check());
    room.write("company/draft/organisation.yaml", &organisation);
    assert!(check().contains("Organisation: company/draft/organisation.yaml."), "{}", check());
}

#[test]
fn the_processes_beside_are_known_although_they_are_not_checked() {
    let room = Room::new();
    let starts = |other: &str| {
        let step = format!("      - {{start: further, title: Дальше, process: {other}, about: new}}\n      - finish: won");
        right().replace("      - finish: won", &step)
    };
    room.write("company/sale/process.yaml", &starts("servise"));
    room.write("company/service/process.yaml", &right().replace("process: p", "process: service"));
    for path in ["company", "company/sale", "company/sale/process.yaml"] {
        let ran = room.voronka(&["check", path]);
        assert!(ran.ends_with(0).out.contains("Did you mean `service`?"), "{}", ran.out);
    }
    room.write("company/sale/process.yaml", &starts("service"));
    assert!(room.voronka(&["check", "company/sale"]).ends_with(0).out.contains("warnings: 0"));
    // One that cannot be read is there all the same.
    room.write("company/service/process.yaml", "process: service # of last year\nstages: []\n");
    assert!(room.voronka(&["check", "company/sale"]).ends_with(0).out.contains("warnings: 0"));
}

#[test]
fn a_calendar_must_be_there() {
    let room = Room::new();
    let file = "company/sale/process.yaml";
    room.write(file, &right().replace("process: p", "process: p\ncalendar: rus"));
    let ran = room.voronka(&["check", file]);
    for expected in ["error[unknown_calendar]", "process.yaml:2:11", "Did you mean `ru`?"] {
        assert!(ran.ends_with(1).out.contains(expected), "{expected} is missing in:\n{}", ran.out);
    }
    room.write(file, &right().replace("process: p", "process: p\ncalendar: ru"));
    room.voronka(&["check", file]).ends_with(0);

    let own = std::fs::read_to_string(shipped("processes/calendars/ru.yaml")).unwrap().replace("calendar: ru", "calendar: own");
    room.write("company/calendars/own.yaml", &own);
    let ran = room.voronka(&["check", file]);
    assert!(
        ran.ends_with(1).out.contains("there is no calendar `ru`") || ran.out.contains("There is no calendar `ru`"),
        "{}",
        ran.out
    );
    room.write(file, &right().replace("process: p", "process: p\ncalendar: own"));
    room.voronka(&["check", file]).ends_with(0);
    std::fs::rename(room.path.join("company/calendars"), room.path.join("elsewhere")).unwrap();
    room.voronka(&["check", file]).ends_with(1);
    room.voronka(&["check", file, "elsewhere/own.yaml"]).ends_with(0);
}

#[test]
fn a_file_in_another_encoding_is_a_finding_and_the_others_are_still_checked() {
    let room = Room::new();
    std::fs::write(room.path.join("old.yaml"), b"process: p\ntitle: \xcf\xf0\xee\xe4\xe0\xe6\xe0\n").unwrap();
    room.write("wrong.yaml", WRONG);
    let ran = room.voronka(&["check", "old.yaml", "wrong.yaml", "--format", "json"]);
    let answer: Json = serde_json::from_str(&ran.ends_with(1).out).unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let found = findings.iter().find(|one| one["code"] == "not_utf8").unwrap();
    assert_eq!((&found["file"], &found["line"], &found["column"]), (&"old.yaml".into(), &2.into(), &8.into()));
    assert_eq!(findings.iter().filter(|one| one["file"] == "old.yaml").count(), 1, "nothing is said of what cannot be read");
    assert!(findings.iter().any(|one| one["file"] == "wrong.yaml"));
    let ran = room.voronka(&["--lang", "ru", "check", "old.yaml"]);
    assert!(ran.ends_with(1).out.contains("Сохраните файл в кодировке UTF-8"), "{}", ran.out);
    let ran = room.voronka(&["--lang", "ru", "check", "nothing.yaml"]);
    assert_eq!(ran.ends_with(2).err.trim_end(), "ошибка: не читается nothing.yaml: такого файла или папки нет");
}

#[test]
fn what_is_unusual_and_good_passes_by_itself() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("engine/definition/tests/good");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let good: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).collect();
    assert!(good.len() >= 40, "{}", good.len());
    let room = Room::new();
    for path in good {
        room.voronka(&["check", path.to_str().unwrap()]).ends_with(0);
    }
}

/// Names that are paths, tags, other people's names in other letters, or endless: each is refused at its place, and what is printed of
/// it obeys nobody.
#[test]
fn s25_a_name_is_a_name() {
    let room = Room::new();
    let long = "a".repeat(64 * 1024);
    let hostile = [
        "../../etc/passwd",
        "..",
        "a/b",
        "a\\b",
        "<script>alert(1)</script>",
        "\u{202e}evil",
        "call\u{200b}",
        "\u{feff}call",
        "c\u{430}ll",
        "\u{441}all",
        "\u{440}\u{430}\u{443}",
        "\u{ff43}all",
        "\u{1d41a}bc",
        "CON",
        "con.yaml",
        "a b",
        "a%2fb",
        "' OR 1=1",
        "\u{1b}[31mred",
        long.as_str(),
    ];
    for name in hostile {
        let quoted = format!("\"{}\"", name.replace('\\', "\\\\").replace('\u{1b}', "\\e"));
        for (place, text) in [
            ("process", right().replace("process: p", &format!("process: {quoted}"))),
            ("stage", right().replace("  one:", &format!("  {quoted}:"))),
            ("step", right().replace("task: call", &format!("task: {quoted}"))),
            ("result", right().replace("good: {", &format!("{quoted}: {{"))),
            ("outcome", right().replace("  won: {", &format!("  {quoted}: {{"))),
        ] {
            room.write("process.yaml", &text);
            let ran = room.voronka(&["check", "process.yaml", "--format", "json"]);
            ran.ends_with(1);
            let told: Json = serde_json::from_str(&ran.out).unwrap();
            let named = told["findings"].as_array().unwrap().iter().find(|finding| {
                let code = finding["code"].as_str().unwrap_or_default();
                ["bad_name", "yaml_syntax", "hidden_character", "text_too_long", "not_text"].contains(&code)
                    && finding["line"].as_u64() > Some(0)
            });
            assert!(named.is_some(), "{place} {name:.40}: {:.2000}", ran.out);
            let ran = room.voronka(&["check", "process.yaml"]);
            assert!(ran.out.len() < 20_000 + 64 * 1024 * 2, "{place} {name:.40}: {} bytes", ran.out.len());
            assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'), "{place} {name:.40}: {}", ran.out);
        }
    }
}

#[test]
fn s25_a_letter_of_another_alphabet_is_named() {
    let room = Room::new();
    room.write("process.yaml", &right().replace("task: call", "task: c\u{430}ll"));
    let ran = room.voronka(&["check", "process.yaml", "--lang", "en"]);
    ran.ends_with(1);
    assert!(ran.out.contains("`\u{430}` (U+0430) is a letter of another alphabet"), "{}", ran.out);
    room.write("process.yaml", &right().replace("task: call", "task: звонок"));
    room.voronka(&["check", "process.yaml"]).ends_with(0);
}
