//! The regulation: golden texts, and what no regulation may say.

use std::path::Path;
use std::sync::Arc;

use voronka_definition::model::{Archive, Schedule};
use voronka_definition::{Locale, Process, Source, compile};
use voronka_export::Words;
use voronka_export::regulation::{html, markdown};

use crate::house::{everything, generated, organisation, process, processes};

/// The version is the hash of the file: a golden text should not change with a comment.
fn without_version(process: &Process, text: &str) -> String {
    text.replace(process.version.to_string().as_str(), "VERSION")
}

/// `VORONKA_GOLDEN=1 cargo test -p voronka-export` writes the golden files anew; read the difference before it is committed.
#[test]
fn the_regulations_read_as_before() {
    let organisation = organisation();
    let others: Vec<_> = processes().into_iter().map(Arc::new).collect();
    for id in ["corporate_sales", "short_sale", "tender", "contract_renewal", "deal_desk"] {
        let process = process(id);
        for locale in Locale::ALL {
            let words = Words { process: &process, organisation: Some(&organisation), others: &others, locale };
            let text = without_version(&process, &markdown(&words));
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/export/golden/{id}.{locale}.md"));
            if std::env::var_os("VORONKA_GOLDEN").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&file).unwrap();
            assert_eq!(text, golden, "{}", file.display());
        }
    }
}

#[test]
fn no_word_of_the_language_and_no_identifier_is_left() {
    for process in processes().into_iter().chain([everything()]) {
        let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
        let text = markdown(&words);
        let ids = process.fields.iter().map(|field| field.id.to_string()).filter(|id| id.contains('_'));
        let steps = process.bodies().flat_map(|stage| stage.every_step()).map(|step| step.id.to_string());
        let yaml = ["at_most", "may_ask", "by_name", "!= null", "satisfies", " and ", " then ", "head_of"].map(str::to_owned);
        for word in ids.chain(steps.filter(|id| id.contains('_'))).chain(yaml) {
            assert!(!text.contains(&word), "{}: `{word}` in\n{text}", process.id);
        }
        assert!(!text.contains('ё') && !text.contains("  "), "{}", process.id);
        for stage in &process.stages {
            assert!(text.contains(&words.text(&stage.title)));
        }
    }
}

#[test]
fn the_page_is_whole_and_escaped() {
    for process in processes().into_iter().chain([everything()]).chain((0..20).map(generated)) {
        let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
        let page = html(&words);
        assert!(page.contains("<svg") && page.contains("@page") && page.starts_with("<!doctype html>"), "{}", process.id);
        assert!(!page.contains("<клиентом>") && !page.contains("src=\"http"), "{}", process.id);
        for tag in ["table", "tr", "td", "ul", "li", "h3", "p", "blockquote", "strong"] {
            let opened = page.matches(&format!("<{tag}>")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{}: {tag}", process.id);
        }
    }
}

const UNUSUAL: &str = "
process: trial
title: {ru: Проба, en: Trial}
fields: {area: {type: number, title: {ru: Площадь, en: Area}}, why: {type: text, title: {ru: Причина, en: Why}}}
defaults: {escalate: usual}
escalations:
  usual: [{when: overdue, notify: head_of(late)}]
  hot: [{when: overdue, notify: 'person(olga)'}]
activities:
  visit: {title: {ru: Выезд, en: Visit}, assignee: position(engineer), escalate: hot, results: {held: {title: {ru: Был, en: Held}, ask: [area]}, cancelled: {title: {ru: Нет, en: Dropped}}}}
stages:
  work:
    title: {ru: Работа, en: Work}
    limit: {within: 5 business days, escalate: hot}
    steps:
      - task: call
        title: {ru: Звонок, en: Call}
        reschedule: {at_most: 2, by: 3 business days}
        results: {go: {title: {ru: Едем, en: Go}, plan: visit}, lose: {title: {ru: Отказ, en: Refused}, finish: lost}}
      - finish: won
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost, ask: [why]}
";

#[test]
fn what_differs_from_the_usual_is_said_where_it_stands() {
    let source = Source { file: "trial.yaml".to_owned(), text: UNUSUAL.to_owned() };
    let process = compile(&source).unwrap_or_else(|found| panic!("{found:#?}")).value;
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::En };
    let text = markdown(&words);
    for said in [
        "When the task “Visit” is late:",
        "| “Visit” |",
        "The assignee may put it off at most twice, by 3 business days in all; beyond that a head may.",
        "**Where the stage lasts longer:**",
        "| **Held** | Required: “Area”. |",
        "| **Refused** | To finish the deal: “Why”. | The deal ends: “Lost” |",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

/// What the regulation of a small process says, in Russian or English.
fn said(locale: Locale) -> String {
    let process = crate::house::compiled(include_str!("wording.yaml"));
    let organisation = organisation();
    markdown(&Words { process: &process, organisation: Some(&organisation), others: &[], locale })
}

fn assert_said(locale: Locale, expected: &[&str]) {
    let text = said(locale);
    for said in expected {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

#[test]
fn a_name_keeps_its_capital_letter() {
    assert_said(Locale::Ru, &["**Цель:** Анна подписала договор.", "**Вернуть сделку на стадию может:** Анна "]);
    assert_said(Locale::En, &["**Goal:** Anna has signed.", "**A deal may be moved back here by:** "]);
}

#[test]
fn one_step_is_not_told_as_many() {
    assert_said(Locale::Ru, &["**Если просрочен шаг 1.1:**", "**Если просрочена задача «Выезд»:**"]);
    assert_said(Locale::En, &["**When step 1.1 is late:**", "**When the task “Visit” is late:**"]);
    assert_said(Locale::Ru, &["Когда меняется «Место» или «Подписано»."]);
    assert_said(Locale::En, &["When “Place” or “Signed on” changes."]);
}

#[test]
fn a_usual_schedule_is_told_in_words_and_a_rare_one_as_it_is_written() {
    let said = [
        ("0 9 * * *", "каждый день в 9:00", "every day at 9:00"),
        ("0 9 * * mon-fri", "по будням в 9:00", "every weekday at 9:00"),
        ("30 8 * * 1-5", "по будням в 8:30", "every weekday at 8:30"),
        ("0 9 * * tue-sat", "со вторника по субботу в 9:00", "from Tuesday to Saturday at 9:00"),
        ("0 9 * * mon,wed,fri", "по понедельникам, средам и пятницам в 9:00", "on Monday, Wednesday and Friday at 9:00"),
        ("0 9 * * 0", "по воскресеньям в 9:00", "on Sunday at 9:00"),
        ("0 9 1 * *", "1-го числа каждого месяца в 9:00", "on the 1st of every month at 9:00"),
        (
            "0 9 1,12,23 * *",
            "1-го, 12-го и 23-го числа каждого месяца в 9:00",
            "on the 1st, 12th and 23rd of every month at 9:00",
        ),
        ("0 9 1 1,apr *", "каждый год 1 января и 1 апреля в 9:00", "every year on 1 January and 1 April at 9:00"),
        ("0 9,15 * * *", "каждый день в 9:00 и 15:00", "every day at 9:00 and 15:00"),
        ("*/15 * * * *", "каждый день каждые 15 минут", "every day every 15 minutes"),
        ("0 * * * *", "каждый день каждый час", "every day every hour"),
        ("5 9-17 * * mon#1", "по расписанию «5 9-17 * * mon#1»", "by the schedule “5 9-17 * * mon#1”"),
        ("0 9 13 * fri", "по расписанию «0 9 13 * fri»", "by the schedule “0 9 13 * fri”"),
    ];
    let process = crate::house::compiled(include_str!("wording.yaml"));
    for (cron, ru, en) in said {
        let schedule = Schedule { cron: cron.to_owned(), of: None, ..process.schedules[0].clone() };
        for (locale, expected) in
            [(Locale::Ru, format!("Новая сделка начинается {ru} (")), (Locale::En, format!("A new case begins {en} ("))]
        {
            let words = Words { process: &process, organisation: None, others: &[], locale };
            let text = words.schedule(&schedule);
            assert!(text.starts_with(&expected), "{cron}: {text}");
        }
    }
}

#[test]
fn processes_and_outcomes_are_told_by_their_titles() {
    assert_said(Locale::Ru, &["завершенной сделки процесса «Слова» с исходом «Победа»", "По процессу «Слова»."]);
    assert_said(Locale::En, &["every finished case of “Wording” with the outcome “Victory”", "By the process “Wording”."]);
    let process = process("contract_renewal");
    let told = |others: &[Arc<Process>]| {
        let words = Words { process: &process, organisation: None, others, locale: Locale::En };
        markdown(&words)
    };
    let others = [Arc::new(crate::house::process("corporate_sales"))];
    assert!(told(&others).contains("every finished case of “Corporate sales” with the outcome “"), "{}", told(&others));
    assert!(told(&[]).contains("every finished case of “corporate sales” with the outcome “won”"), "{}", told(&[]));
}

#[test]
fn what_is_handed_over_is_said() {
    assert_said(Locale::Ru, &["- Передается: «Название», «Место».", "- Передается: «Место», «Номер» — «Название»."]);
    assert_said(Locale::En, &["- Handed over: “Title”, “Place”.", "- Handed over: “Place”, “Number” — “Title”."]);
}

#[test]
fn how_long_a_finished_case_is_kept_is_told() {
    let process = everything();
    let mut for_ever = everything();
    for_ever.archive = for_ever.archive.map(|archive| Archive { keep_days: None, ..archive });
    let table = [
        (
            &process,
            Locale::Ru,
            "Через 90 дней после завершения сделка уходит в архив: прочитать ее можно, изменить — нет. Через 1825 дней после завершения она удаляется совсем.",
        ),
        (
            &process,
            Locale::En,
            "90 days after its end a deal goes to the archive: it can be read there, not changed. 1825 days after its end it is removed for good.",
        ),
        (&for_ever, Locale::Ru, "изменить — нет.\n"),
    ];
    for (process, locale, expected) in table {
        let text = markdown(&Words { process, organisation: None, others: &[], locale });
        assert!(text.contains(expected), "{text}");
    }
}
