//! The words, in tables: what goes in, what is said in each language.

use chrono::{TimeZone, Utc};
use chrono_tz::Europe::Moscow;
use rust_decimal::Decimal;
use voronka_definition::Locale::{En, Ru};
use voronka_definition::value::{Currency, Money};

use super::*;

#[test]
fn nouns_follow_their_number() {
    let cases = [
        (0, "задач"),
        (1, "задача"),
        (2, "задачи"),
        (4, "задачи"),
        (5, "задач"),
        (11, "задач"),
        (12, "задач"),
        (14, "задач"),
        (21, "задача"),
        (22, "задачи"),
        (25, "задач"),
        (100, "задач"),
        (101, "задача"),
        (111, "задач"),
        (1_012, "задач"),
        (1_022, "задачи"),
    ];
    for (number, expected) in cases {
        assert_eq!(plural(number, "задача", "задачи", "задач"), expected, "{number}");
    }
}

#[test]
fn working_time_is_said_in_days_hours_and_minutes() {
    let cases = [
        (0, "меньше минуты", "less than a minute"),
        (1, "1 минута", "1 minute"),
        (21, "21 минута", "21 minutes"),
        (60, "1 рабочий час", "1 business hour"),
        (135, "2 рабочих часа 15 минут", "2 business hours 15 minutes"),
        (300, "5 рабочих часов", "5 business hours"),
        (479, "7 рабочих часов 59 минут", "7 business hours 59 minutes"),
        (480, "1 рабочий день", "1 business day"),
        (495, "1 рабочий день", "1 business day"),
        (1_020, "2 рабочих дня 1 час", "2 business days 1 hour"),
        (2_400, "5 рабочих дней", "5 business days"),
        (10_080, "21 рабочий день", "21 business days"),
    ];
    for (minutes, ru, en) in cases {
        assert_eq!(business_span(minutes, Some(480), Ru), ru, "{minutes}");
        assert_eq!(business_span(minutes, Some(480), En), en, "{minutes}");
    }
}

#[test]
fn a_day_is_as_long_as_whose_time_is_counted_works() {
    let cases = [
        (420, Some(420), "1 рабочий день", "1 business day"),
        (480, Some(420), "1 рабочий день 1 час", "1 business day 1 hour"),
        (1_275, Some(420), "3 рабочих дня", "3 business days"),
        (475, Some(472), "1 рабочий день", "1 business day"),
        (480, Some(540), "8 рабочих часов", "8 business hours"),
        (1_275, None, "21 рабочий час 15 минут", "21 business hours 15 minutes"),
    ];
    for (minutes, day, ru, en) in cases {
        assert_eq!(business_span(minutes, day, Ru), ru, "{minutes} {day:?}");
        assert_eq!(business_span(minutes, day, En), en, "{minutes} {day:?}");
    }
}

#[test]
fn lateness_stands_in_the_accusative() {
    let cases = [
        (0, None, None),
        (1, Some("на 1 минуту"), Some("by 1 minute")),
        (31, Some("на 31 минуту"), Some("by 31 minutes")),
        (61, Some("на 1 рабочий час 1 минуту"), Some("by 1 business hour 1 minute")),
        (480, Some("на 1 рабочий день"), Some("by 1 business day")),
    ];
    for (minutes, ru, en) in cases {
        assert_eq!(late_by(minutes, Some(480), Ru).as_deref(), ru, "{minutes}");
        assert_eq!(late_by(minutes, Some(480), En).as_deref(), en, "{minutes}");
    }
}

#[test]
fn moments_are_local_and_days_have_names() {
    let at = Utc.with_ymd_and_hms(2026, 3, 3, 7, 0, 0).single().expect("exists");
    assert_eq!(moment(at, Moscow, Ru), "вт, 3 марта, 10:00");
    assert_eq!(moment(at, Moscow, En), "Tue 3 March, 10:00");
    assert_eq!(moment(at, chrono_tz::Asia::Vladivostok, Ru), "вт, 3 марта, 17:00");
    let eve = Utc.with_ymd_and_hms(2025, 12, 31, 22, 5, 0).single().expect("exists");
    assert_eq!(moment_seen_from(eve, at, Moscow, Ru), "чт, 1 января, 01:05", "it is already 2026 in Moscow");
    assert_eq!(moment_seen_from(eve, at, chrono_tz::UTC, Ru), "ср, 31 декабря 2025, 22:05");
    assert_eq!(moment_seen_from(eve, at, chrono_tz::UTC, En), "Wed 31 December 2025, 22:05");
    assert_eq!(day(at.date_naive(), Ru), "3 марта 2026");
    assert_eq!(day(at.date_naive(), En), "3 March 2026");
}

#[test]
fn money_and_numbers_are_grouped_and_exact() {
    let money = |minor, code| Money { minor, currency: Currency::from_code(code).expect("a code") };
    let cases = [
        (money(50_000_000, "RUB"), "500\u{a0}000\u{a0}₽", "500,000\u{a0}₽"),
        (money(125_050, "EUR"), "1\u{a0}250,50\u{a0}€", "1,250.50\u{a0}€"),
        (money(1, "RUB"), "0,01\u{a0}₽", "0.01\u{a0}₽"),
        (money(-99_900, "RUB"), "\u{2212}999\u{a0}₽", "\u{2212}999\u{a0}₽"),
        (money(1_000, "JPY"), "1\u{a0}000\u{a0}JPY", "1,000\u{a0}JPY"),
        (money(1_500, "KWD"), "1,500\u{a0}KWD", "1.500\u{a0}KWD"),
        (money(0, "RUB"), "0\u{a0}₽", "0\u{a0}₽"),
    ];
    for (money, ru, en) in cases {
        assert_eq!(amount_of_money(money, Ru), ru);
        assert_eq!(amount_of_money(money, En), en);
    }
    assert_eq!(number(Decimal::new(123_456_750, 3), Ru), "123\u{a0}456,75");
    assert_eq!(number(Decimal::from(1_000), Ru), "1\u{a0}000");
}

#[test]
fn a_title_within_a_sentence_begins_small_unless_it_must_not() {
    let cases = [
        ("Есть интерес", "есть интерес"),
        ("КП готово", "КП готово"),
        ("В работе", "в работе"),
        ("I will work the deal myself", "I will work the deal myself"),
        ("Interested", "interested"),
        ("1С установлена", "1С установлена"),
        ("", ""),
    ];
    for (title, expected) in cases {
        assert_eq!(within_sentence(title), expected);
    }
}

#[test]
fn a_long_text_is_cut_at_a_word() {
    assert_eq!(shortened("Короткий\n  текст", 20), "Короткий текст");
    assert_eq!(shortened("Три сплит-системы, четыре кассетных блока", 20), "Три сплит-системы…");
    assert_eq!(shortened("Беспробельноедлинноеслово", 10), "Беспробел…");
}
