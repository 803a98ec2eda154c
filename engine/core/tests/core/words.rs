//! What the new elements leave in a history, in words: read from a real run.

use std::sync::Arc;

use serde_json::json;
use voronka_core::tell::tell;
use voronka_core::{Actor, Command, World};
use voronka_definition::Locale;
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::Source;
use voronka_definition::name::SignalName;

use crate::house::{house, trial};
use crate::play::{Play, at, input, start_in};

const PROCESS: &str = "
fields:
  suppliers: {type: list, title: Поставщики, of: {name: text}}
on:
  complaint:
    signal: complaint
    title: {ru: Жалоба, en: Complaint}
    steps:
      - parallel: both
        branches:
          a: {title: Разобраться, steps: [{wait: paid, title: {ru: Оплата, en: Payment}, signal: paid, timeout: {after: 1 business day, result: late}, results: {paid: {title: Оплачено}, late: {title: Нет}}}]}
          b: {title: Извиниться, steps: [{task: sorry, title: Извиниться}]}
stages:
  only:
    title: Стадия
    steps:
      - task: choose
        title: Выбрать
        results: {done: {title: Готово, ask: [suppliers]}}
      - each: quotes
        title: {ru: Цены, en: Prices}
        in: suppliers
        as: supplier
        until: any
        if_empty: next
        steps: [{task: ask, title: Запросить}]
      - task: last
        title: Последнее
        results: {done: {title: Готово, finish: won}}";

fn lines(case: &Play, locale: Locale) -> Vec<String> {
    tell(&case.process, &case.world, &case.history, locale).into_iter().map(|line| line.text).collect()
}

#[test]
fn branches_items_and_handlers_are_told() {
    let mut case = trial(PROCESS, "anna");
    case.complete("anna", "choose", "done", json!({"suppliers": [{"name": "Ромашка"}, {"name": "Лютик"}]}));
    let signal = Command::Signal { name: SignalName::from("complaint"), data: input(json!({})) };
    case.act(Actor::Engine, &signal).unwrap();
    case.complete("anna", "ask", "done", json!({}));
    case.complete("anna", "sorry", "done", json!({}));
    let paid = Command::Signal { name: SignalName::from("paid"), data: input(json!({})) };
    case.act(Actor::Engine, &paid).unwrap();
    let (ru, en) = (lines(&case, Locale::Ru), lines(&case, Locale::En));
    let wanted = [
        ("Для каждой строки списка: «Цены» (2 строки)", "For each item of the list: “Prices” (2 items)"),
        ("Дополнительно начато: «Жалоба»", "Begun besides: “Complaint”"),
        ("Одновременно начато: «Разобраться», «Извиниться»", "Begun side by side: “Разобраться”, “Извиниться”"),
        (
            "Задача снята: «Запросить — Лютик» — хватило других ветвей",
            "Task dropped: “Запросить — Лютик” — the other branches were enough",
        ),
        ("Готово, остальное снято: «Цены»", "Ready, the rest is dropped: “Prices”"),
        ("Готово: «Извиниться»", "Ready: “Извиниться”"),
        ("Дополнительное завершено: «Жалоба»", "Over: “Complaint”"),
    ];
    for (russian, english) in wanted {
        assert!(ru.iter().any(|line| line == russian), "{russian}\n{ru:#?}");
        assert!(en.iter().any(|line| line == english), "{english}\n{en:#?}");
    }
    assert!(ru.iter().any(|line| line.starts_with("Ожидание: «Оплата»")), "a step of a handler has its title: {ru:#?}");
}

/// Lateness is said in days of whoever was late, in the history and in «why?»; where his days differ, in hours.
#[test]
fn a_day_of_lateness_is_a_day_of_whoever_is_late() {
    let ladder = "escalations: {up: [{when: overdue by 1 business day, notify: head_of(late)}]}\n";
    let steps = "{task: work, escalate: up, due: 1 business hour, results: {done: {finish: won}}}";
    let process = format!("{ladder}stages: {{only: {{title: Стадия, steps: [{steps}]}}}}");
    let weeks = [
        ("mon-fri: [09:00-13:00, 14:00-18:00]", "на 1 рабочий день", "by 1 business day"),
        ("mon-fri: [09:00-16:00]", "на 1 рабочий день", "by 1 business day"),
        ("mon-fri: [09:00-18:00]", "на 1 рабочий день", "by 1 business day"),
        ("mon-thu: [09:00-18:00]\n  fri: [09:00-16:00]", "на 9 рабочих часов", "by 9 business hours"),
    ];
    for (week, ru, en) in weeks {
        let text = format!("calendar: own\ntitle: Своя неделя\nweek:\n  {week}\nholidays:\n  01-01: Новый год\n");
        let calendar = read_calendar(&Source { file: "own.yaml".into(), text }).unwrap().value;
        let mut world = World::clone(&house(&process, |house| {
            house.people.get_mut("anna").unwrap().calendar = Some("own".into());
        }));
        world.calendars.insert("own".into(), calendar);
        let mut case = start_in(Arc::new(world), "trial", "anna", json!({"title": "Проба"}), None).unwrap();
        case.advance(at("2026-03-04 12:00"));
        for (locale, wanted) in [(Locale::Ru, ru), (Locale::En, en)] {
            let lines = tell(&case.process, &case.world, &case.history, locale);
            assert!(lines.iter().any(|line| line.text.contains(wanted)), "{week}: {wanted} in {lines:#?}");
            assert!(case.told(&[1], locale).contains(wanted), "{week}: {wanted}");
        }
    }
}
