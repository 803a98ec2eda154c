//! What the new elements leave in a history, in words: read from a real run.

use serde_json::json;
use voronka_core::tell::tell;
use voronka_core::{Actor, Command};
use voronka_definition::Locale;
use voronka_definition::name::SignalName;

use crate::house::trial;
use crate::play::{Play, input};

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
